"""LiveJournal's and Dreamwidth's calendars: every day with an entry, back to the first year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.models import Link

if TYPE_CHECKING:
    from blogarchive.html.document import Document

# https://ada.livejournal.com/, https://users.livejournal.com/ada/, https://ada.dreamwidth.org/
_JOURNAL = re.compile(
    r"^(https?://(?:(?!www\.|users\.|community\.)[\w-]+\.(?:livejournal\.com|dreamwidth\.org)"
    r"|(?:users|community)\.livejournal\.com/[\w-]+|www\.(?:livejournal\.com|dreamwidth\.org)/users/[\w-]+))/"
)


def lists(document: Document) -> list[Link]:
    """The calendar leads to `/2011/`, that to `/2011/05/`, that to `/2011/05/01/`; `?skip=` ends at a thousand."""
    journal = _JOURNAL.match(document.page.url)
    if journal is None:
        return []
    name = "calendar" if "livejournal" in journal[1] else "archive"
    return [Link(url=f"{journal[1]}/{name}", kind="listing", reason="calendar")]
