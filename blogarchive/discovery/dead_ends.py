"""Pages that lead nowhere new: empty calendars, pagers without end, one page under ever longer addresses."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.models import Admission, Visit

JUDGED = ("listing", "candidate", "post")
"""Kinds of address whose page is looked at."""

ONWARD = ("listing", "candidate")
"""Kinds of address that a dead end is not believed about; posts that it names are fetched."""

PREFIX = "dead end: "


class DeadEnds:
    """Remembers what the listings and posts of a run showed; a blog of 20,000 posts takes a few megabytes."""

    def __init__(self) -> None:
        self._shown: dict[bytes, int] = {}  # what a page showed -> id of the first address that did

    def judged(self, visit: Visit, kind: str) -> Visit:
        """The visit, its onward addresses skipped where the page is a dead end.

        Whoever else names one of them takes it back into the reserve.
        """
        if visit.extraction is None or kind not in JUDGED:
            return visit
        why = self._why(visit)
        if why is None:
            return visit
        return replace(visit, admissions=tuple(_closed(a, why) if _is_onward(a) else a for a in visit.admissions))

    def _why(self, visit: Visit) -> str | None:
        assert visit.extraction is not None
        posts = [post for post in visit.extraction.posts if post.source == "page"]
        if any(post.title or post.body_text for post in posts):
            shown = [part for post in posts for part in (post.title or "", post.body_text or "", str(post.part))]
            return "shows what another address shows" if self._known(visit, "post", shown) else None
        if posts:
            return None
        listed = {identity(a.link.url) for a in visit.admissions if a.link.kind in ("post", "candidate")}
        return "lists what another address lists" if self._known(visit, "listing", sorted(listed)) else None

    def _known(self, visit: Visit, *shown: str | Iterable[str]) -> bool:
        parts = [visit.home or "", *(part for some in shown for part in ([some] if isinstance(some, str) else some))]
        digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=12)
        return self._shown.setdefault(digest.digest(), visit.url_id) != visit.url_id


def _is_onward(admission: Admission) -> bool:
    return admission.state == "held" and admission.link.kind in ONWARD


def _closed(admission: Admission, why: str) -> Admission:
    return replace(admission, state="skipped", because=f"{PREFIX}{why}")
