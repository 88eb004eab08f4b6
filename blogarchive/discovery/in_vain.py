"""Listings in vain: calendars, pagers and filters that lead from page to page and to no post that is not known yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.discovery.notes import Notebook
from blogarchive.urls import canonical, identity, stable_id

if TYPE_CHECKING:
    from blogarchive.models import Admission, Visit

PATIENCE = 12
"""Listings in a row without a new post that are borne with: a year of silence in a calendar by months."""

NEIGHBOURS = 3
"""New addresses of its own kind that a page of a calendar names beside its posts: before, after, and a year."""

SAME = 0.8
"""Share of the words of two empty pages that both hold."""

DEEP, BUDGETS = 3, 3
"""Listings in vain one behind another from which on all of a blog are counted, and how often the patience they have."""

_WORD = re.compile(r"[^\W\d_]+")
_FOLDED = re.compile(r"[^/]*\d[^/]*")

_Said = tuple[frozenset[int], frozenset[int]]
"""Hashes of a page's words, and of the addresses of its images."""

Known = Callable[[str, Iterable[str]], set[str]]
"""Given the front page of a blog and addresses: those of them that are posts that the archive has read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page lists."""

    posts: tuple[str, ...]
    """Identities of the posts that it names."""
    onward_only: bool
    """Whether all else that it names for the first time are a few addresses like its own: where a calendar goes on."""


class InVain:
    """Remembers which listing named what first, and whether it came to a post; a few megabytes for 20,000 posts."""

    def __init__(self, known: Known, patience: int = PATIENCE, notebook: Notebook | None = None) -> None:
        self.patience = patience
        self._known = known
        notes = (notebook or Notebook()).notes
        self._namer = notes("namer", int, 0, int)  # address -> the listing that named it first; 0: a page that is none
        self._place = notes("place", int, "", str)  # listing -> blog and kind of place
        self._first = notes("first", int, 0, int)  # listing -> the first of the listings of its kind that led to it
        self._said = notes("said", int, None, _said)  # page that may be no post -> hashes of its words and images
        self._vain = notes("vain", int, 0, int)  # listings that named no post that those before them did not name
        self._listed = notes("listed", int, 0, int)  # posts, each with the chain or the kind of place that lists it
        self._in_a_row = notes(
            "in a row", str, 0, int
        )  # kind of place -> listings of it without a post new to all of them
        self._deep = notes("deep", str, 0, int)  # blog -> listings in vain far behind others, in a row

    def read(self, visit: Visit, *, surely: bool) -> None:
        """Note a page that is a post: the listing that named it first did not stand there in vain.

        Unless `surely`, it may be an empty page of a calendar: where it says what the page like it said that named it
        first, it stands for a listing in vain.
        """
        namer, home = self._namer[visit.url_id], visit.home or ""
        if not surely and self._repeats(visit, namer):
            self._vain[visit.url_id] = 1
            self._deep[home] += self._behind(visit.url_id) >= DEEP
            self._note_names(visit, visit.url_id)
            return
        if namer:
            self._is_of_use(namer, home)
            self._in_a_row[self._place[namer]] = 0
        self._note_names(visit, 0 if surely else visit.url_id)

    def _repeats(self, visit: Visit, namer: int) -> bool:
        assert visit.extraction is not None
        page = visit.url_id
        self._place[page] = f"{visit.home or ''} {place(visit.extraction.page.url)}"
        said = " ".join(post.body_text or "" for post in visit.extraction.posts)
        words = frozenset(map(stable_id, _WORD.findall(said.casefold())))
        shown = frozenset(stable_id(a.link.url) for a in visit.admissions if a.link.kind == "requisite")
        named_by = self._said[namer]
        self._said[page] = words, shown
        if named_by is None or not are_alike(self._place[page], self._place[namer]):
            return False
        before, shown_before = named_by
        return shown <= shown_before and len(before & words) >= SAME * len(before | words)

    def listed(self, visit: Visit, *, is_front: bool) -> Listed:
        """Note a page that lists posts; returns what there is on it. The front page is of no chain: it leads to all."""
        assert visit.extraction is not None
        home, here = visit.home or "", place(visit.extraction.page.url)
        kinds = {a.link.url: a.link.kind for a in visit.admissions if a.link.about is None}
        named = {url: kind for url, kind in kinds.items() if kind in ("post", "candidate")}
        posts = {url for url, kind in named.items() if kind == "post"}
        posts |= self._known(home, [url for url in named if url not in posts])
        fresh = [url for url in named if url not in posts and stable_id(canonical(url)) not in self._namer]
        onward_only = len(fresh) <= NEIGHBOURS and all(place(url) == here for url in fresh)
        identities = sorted(map(identity, posts))
        if not is_front:
            self._note(visit.url_id, home, f"{home} {here}", identities)
        self._note_names(visit, visit.url_id)
        return Listed(tuple(identities), onward_only)

    def is_spent(self, visit: Visit) -> bool:
        """Whether a listing is to lead on to no further one: so many before it led to nothing."""
        if visit.url_id not in self._vain:
            return False
        return self._behind(visit.url_id) >= self.patience or self._deep[visit.home or ""] >= BUDGETS * self.patience

    def leads_nowhere(self, visit: Visit, admission: Admission) -> bool:
        """Whether an address that a listing in vain names is of a kind of which so many led to nothing."""
        kind = f"{visit.home or ''} {place(admission.link.url)}"
        return visit.url_id in self._vain and self._in_a_row[kind] >= self.patience

    def _note(self, page: int, home: str, kind: str, posts: list[str]) -> None:
        namer = self._namer[page]
        is_chain = namer in self._first and are_alike(kind, self._place[namer])
        first = self._first[namer] if is_chain else page
        self._place[page], self._first[page] = kind, first
        self._in_a_row[kind] += 1
        if self._are_new(kind, posts):
            self._in_a_row[kind] = 0
        if self._are_new(str(first), posts):
            self._is_of_use(page, home)
            return
        self._vain[page] = 1
        self._deep[home] += self._behind(page) >= DEEP

    def _are_new(self, lister: str, posts: list[str]) -> bool:
        keys = {key for post in posts if (key := stable_id(lister, post)) not in self._listed}
        for key in keys:
            self._listed[key] = 1
        return bool(keys)

    def _is_of_use(self, page: int, home: str) -> None:
        self._vain.drop(page)
        self._deep[home] = 0

    def _note_names(self, visit: Visit, namer: int) -> None:
        for admission in visit.admissions:
            if admission.link.kind in ("post", "candidate", "listing"):
                self._namer.keep(stable_id(canonical(admission.link.url)), namer)

    def _behind(self, page: int) -> int:
        """How many listings in vain stand one behind another, up to this one."""
        count = 0
        while page in self._vain and count < self.patience:
            count += 1
            page = self._namer[page]
        return count


def _said(kept: list[list[int]]) -> _Said:
    words, images = kept
    return frozenset(words), frozenset(images)


def are_alike(one: str, other: str) -> bool:
    """Whether two kinds of places may be of one chain: but for one step of the path, or one name of the query."""
    (path, _, query), (path2, _, query2) = one.partition("?"), other.partition("?")
    steps, steps2 = path.split("/"), path2.split("/")
    if len(steps) != len(steps2) or sum(a != b for a, b in zip(steps, steps2, strict=True)) > 1:
        return False
    return len(set(filter(None, query.split("&"))) ^ set(filter(None, query2.split("&")))) <= 1


def place(url: str) -> str:
    """What kind of place an address is: steps with digits folded, of the query the names: `/?cal=2014-5` -> `/?cal`."""
    parts = urlsplit(canonical(url))
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{_FOLDED.sub('0', parts.path)}?{'&'.join(names)}"
