"""Pages that lead nowhere new: empty calendars, pagers without end, one page under ever longer addresses."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.discovery.in_vain import PATIENCE, InVain, Known, Listed
from blogarchive.discovery.notes import Notebook
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blogarchive.models import Admission, Post, Visit

logger = logging.getLogger(__name__)

JUDGED = ("listing", "candidate", "post")
"""Kinds of address whose page is looked at."""

LISTS = ("feed", "list")
"""Whose answers go on by a number or a handle: as long as each names a post that none of them named before."""

ONWARD = ("listing", "candidate")
"""Kinds of address that a dead end is not believed about; posts that it names are fetched."""

PREFIX = "dead end: "
SPENT = "so many listings before it named no new post"

SOURCES = ("feed", "sitemap", "list", "robots")
"""Whose answers are no pages."""

LITTLE = 1500
"""Characters of the text of a page that may be one of a calendar."""

_MEDIA = re.compile(r"<(?:img|video|audio|iframe|picture)\b")

EMPTY_PAGES = 400
"""Pages without a new post that archives by date may have on the way to their days; endless calendars have more."""

# Archives that list only years, months or days: /2011/, below it /2011/05/, below that /2011/05/03/.
_YEAR = re.compile(r"/(?:19|20)\d\d/?$")
_DATED = re.compile(r"/(?:19|20)\d\d/(?:\d\d?/)?$")
_BELOW = re.compile(r"\d\d?/?(?:\d\d?/?)?")


class DeadEnds:
    """Notes what the listings and posts of a crawl showed; a blog of 20,000 posts takes a few megabytes."""

    def __init__(self, known: Known, patience: int = PATIENCE, notebook: Notebook | None = None) -> None:
        self.notebook = notebook or Notebook()
        self.in_vain = InVain(known, patience, self.notebook)
        self._told: set[str] = set()  # blogs of which it was said that listings are left
        self._shown = self.notebook.notes(
            "shown", bytes.fromhex, 0, int
        )  # what a page showed -> id of the first address that did
        self._empty = self.notebook.notes("empty", str, 0, int)  # blog -> archives by date that named no post

    def judged(self, visit: Visit, kind: str) -> Visit:
        """The visit, its onward addresses skipped where the page is a dead end.

        Whoever else names one of them takes it back into the reserve.
        """
        if visit.extraction is None:
            return visit
        is_page = visit.extraction.platform not in SOURCES
        listed = None
        if any(post.source == "page" for post in visit.extraction.posts):
            self.in_vain.read(visit, surely=kind not in ONWARD or not all(map(_is_doubtful, visit.extraction.posts)))
        elif is_page and kind in (*JUDGED, "home"):
            listed = self.in_vain.listed(visit, is_front=kind == "home")
        if visit.extraction.platform in LISTS:
            return (
                _shut(visit, "names no post that the list did not name before", _goes_on) if self._old(visit) else visit
            )
        if kind == "comment_page":
            why = self._thread_over(visit)
            return _shut(visit, why, _is_of_thread) if why else visit
        if kind == "home" and listed is not None:
            self._known(visit, "posts", listed.posts)
        why = self._why(visit, listed) if kind in JUDGED else None
        if why is None and kind in JUDGED and self.in_vain.is_spent(visit):
            why = self._spent(visit)
        if why is None:
            return (
                _shut(visit, SPENT, lambda a: _is_onward(a) and self.in_vain.leads_nowhere(visit, a))
                if listed
                else visit
            )
        patient = self._is_patient(visit)
        return _shut(visit, why, lambda a: _is_onward(a) and not _is_year(a) and not (patient and _is_below(visit, a)))

    def _spent(self, visit: Visit) -> str:
        """Say so once for each blog, and why."""
        home, patience = visit.home or "", self.in_vain.patience
        if home not in self._told:
            self._told.add(home)
            assert visit.extraction is not None
            logger.warning(
                "%s: %d listings in a row, up to %s, named no post that those before them did not name; what only they "
                "lead to is left (BLOGARCHIVE_LISTINGS_IN_VAIN)", home, patience, visit.extraction.page.url,
            )  # fmt: skip
        return SPENT

    def _is_patient(self, visit: Visit) -> bool:
        """Whether an archive by date that names no new post may lead on to its months or days; a few hundred may."""
        if not any(_is_onward(a) and _is_below(visit, a) for a in visit.admissions):
            return False
        self._empty[visit.home or ""] += 1
        return self._empty[visit.home or ""] <= EMPTY_PAGES

    def _old(self, visit: Visit) -> bool:
        """Whether a list repeats itself: all that this answer names stood in other answers of it."""
        assert visit.extraction is not None
        parts = urlsplit(visit.extraction.page.url)
        chain = f"{parts.netloc}{re.sub(r'[0-9]+', '', parts.path)}"  # …/feed/page/2/ goes on …/feed/page/1/
        named = {identity(a.link.url) for a in visit.admissions if a.link.kind in ("post", "candidate")}
        known = [self._known(visit, "list", chain, name) for name in sorted(named)]
        return all(known)

    def _thread_over(self, visit: Visit) -> str | None:
        """Why a page of a thread leads to no further page of it: pagers may go on behind the last one."""
        assert visit.extraction is not None
        shown = [f"{post.url} {comment.id}" for post in visit.extraction.posts for comment in post.comments]
        known = [self._known(visit, "comment", comment) for comment in shown]
        return "shows no comment that another page does not show" if all(known) else None

    def _why(self, visit: Visit, lists: Listed | None) -> str | None:
        assert visit.extraction is not None
        posts = [post for post in visit.extraction.posts if post.source == "page"]
        if any(post.title or post.body_text for post in posts):
            shown = [part for post in posts for part in (post.title or "", post.body_text or "", str(post.part))]
            return "shows what another address shows" if self._known(visit, "post", shown) else None
        if posts:
            return None
        listed = {identity(a.link.url) for a in visit.admissions if a.link.kind in ("post", "candidate")}
        if self._known(visit, "listing", sorted(listed)):
            return "lists what another address lists"
        same = lists is not None and lists.posts and self._known(visit, "posts", lists.posts)
        return "names the posts that another address names" if same and lists and lists.onward_only else None

    def _known(self, visit: Visit, *shown: str | Iterable[str]) -> bool:
        """Whether another address showed the same; else this one did so first."""
        parts = [visit.home or "", *(part for some in shown for part in ([some] if isinstance(some, str) else some))]
        digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=12)
        return self._shown.keep(digest.digest(), visit.url_id) != visit.url_id


def _is_doubtful(post: Post) -> bool:
    """Whether a post may be none: nobody said so, and nothing on the page does but a few words."""
    told = post.published or post.author or post.comments or post.comments_declared
    return not told and len(post.body_text or "") < LITTLE and _MEDIA.search(post.body_html or "") is None


def _shut(visit: Visit, why: str, leads_on: Callable[[Admission], bool]) -> Visit:
    return replace(visit, admissions=tuple(_closed(a, why) if leads_on(a) else a for a in visit.admissions))


def _is_year(admission: Admission) -> bool:
    return bool(_YEAR.search(admission.link.url))  # there are few of them


def _is_below(visit: Visit, admission: Admission) -> bool:
    """Whether an address is a month or day of the year or month that names it: never a neighbour."""
    assert visit.extraction is not None
    here, there = urlsplit(visit.extraction.page.url).path, urlsplit(admission.link.url).path
    here = here if here.endswith("/") else f"{here}/"
    return bool(_DATED.search(here) and there.startswith(here) and _BELOW.fullmatch(there.removeprefix(here)))


def _goes_on(admission: Admission) -> bool:
    link = admission.link
    return admission.state in ("held", "queued") and link.kind in ("api", "feed", "listing") and link.about is None


def _is_of_thread(admission: Admission) -> bool:
    return admission.state == "queued" and admission.link.kind == "comment_page"


def _is_onward(admission: Admission) -> bool:
    return admission.state == "held" and admission.link.kind in ONWARD


def _closed(admission: Admission, why: str) -> Admission:
    return replace(admission, state="skipped", because=f"{PREFIX}{why}")
