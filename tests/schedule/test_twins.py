"""Whether two addresses show one post, by title, text, hour and thread."""

from __future__ import annotations

import pytest

from blogarchive.schedule.twins import Shown, Shows, compared

TEXT = "The tide came in late, and nobody was there to see it."
LONG = " ".join(f"word{n}" for n in range(60))
THREAD = frozenset({"1", "2"})


def seen(
    title: str | None = "Tide", text: str | None = TEXT, when: str | None = None, thread: frozenset[str] = frozenset()
) -> Shown:
    return Shown(title, text, when, thread)


@pytest.mark.parametrize(
    ("longer", "base", "shows"),
    [
        (seen(), seen(), "same"),
        (seen(title=" TIDE"), seen(), "same"),
        (seen(thread=THREAD), seen(thread=THREAD), "same"),
        (seen(), seen(thread=THREAD), "same"),
        (seen(thread=THREAD), seen(), "more"),
        (seen(text=f"{LONG} 17"), seen(text=f"{LONG} 18"), "same"),
        (seen(text=None, when="2014-03-01T09:00:00"), seen(text=None, when="2014-03-01T09:00:00"), "same"),
        (seen(text="Low.", thread=THREAD), seen(text="Low.", thread=frozenset({"2"})), "more"),
        (seen(title="Ebb"), seen(), "other"),
        (seen(text=f"{TEXT} And then it went out, far out, and was gone."), seen(), "other"),
        (seen(text="Low."), seen(text="Low."), "other"),  # the same few words may stand under many a title
        (seen(text=None), seen(text=None), "other"),
        (seen(text=None, when="2014-03-01"), seen(text=None, when="2014-03-01"), "other"),
        (seen(text=None), seen(), "other"),
    ],
)
def test_one_post_or_two(longer: Shown, base: Shown, shows: Shows) -> None:
    assert compared(longer, base) == shows
