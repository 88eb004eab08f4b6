"""What became of a blog as a whole, told by its front page and by nothing that a stranger may share with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blogarchive.extraction.extract import extract
from blogarchive.models import Page
from blogarchive.schedule.blog_changes import Look, changes, look_of, refusal

HOME = "http://harbour.example/"
BEFORE = Look(
    url=HOME, title="Harbour notes", platform="wordpress", theme="pier",
    marks=frozenset({"harbour.example/pier/style.css", "harbour.example/feed"}), posts_named=10,
)  # fmt: skip
OTHER = Look(url=HOME, title="Buy shoes", platform="generic", theme=None, marks=frozenset(), posts_named=0)


def told(now: Look) -> list[str]:
    return [change.what for change in changes(BEFORE, now)]


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (BEFORE, []),
        (OTHER, ["stranger"]),
        (replace(OTHER, title=None), ["stranger"]),
        (replace(OTHER, title="harbour.example is for sale"), ["stranger"]),
        (replace(BEFORE, url="https://harbour.example/"), ["https"]),
        (replace(BEFORE, theme="quay"), ["theme"]),
        (replace(BEFORE, platform="hugo", theme=None), ["platform"]),
        (replace(BEFORE, title="Notes from the yard"), ["title"]),
        # Everything new but the posts, or but the name: the same blog.
        (replace(OTHER, posts_named=3), ["title"]),
        (replace(OTHER, title="Harbour Notes", platform="ghost"), ["platform"]),
    ],
)
def test_what_a_front_page_tells(now: Look, what: list[str]) -> None:
    assert told(now) == what


def test_the_name_of_the_host_is_no_name_of_a_blog() -> None:
    nameless = replace(BEFORE, title="harbour.example", marks=frozenset())
    parked = replace(OTHER, title="harbour.example")
    assert [change.what for change in changes(nameless, parked)] == ["stranger"]


@pytest.mark.parametrize(
    ("status", "moved_to", "follows", "what"),
    [
        (403, None, False, "closed"),
        (404, None, False, "closed"),
        (410, None, False, "closed"),
        (500, None, False, None),
        (503, None, False, None),
        (301, "https://harbour.example/", True, None),
        (301, "http://elsewhere.example/", False, "moved"),
        (302, "https://accounts.example/login?to=harbour", False, "closed"),
        (302, "https://www.blogger.com/blogin.g?blogspotURL=http://harbour.example/", False, "closed"),
    ],
)
def test_a_refusal_and_a_disturbance(status: int, moved_to: str | None, follows: bool, what: str | None) -> None:
    change = refusal(HOME, status, moved_to, follows=follows, says_nothing=status >= 400)
    assert (change.what if change else None) == what


def test_a_build_number_is_no_new_theme() -> None:
    page = "<title>Harbour</title><link rel=stylesheet href='/css/main.{0}.css'><h1>Harbour</h1><p>Notes."
    one, other = (
        look_of(extract(Page(url=HOME, body=page.format(build).encode(), content_type="text/html")), 0)
        for build in ("3f9c21ab", "00aa19ce")
    )
    assert one.marks == other.marks
    assert changes(one, other) == []
