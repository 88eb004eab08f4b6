"""Finds out on each blog which parameters of its addresses say nothing, by asking with them and without."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blogarchive.dataset import captures
from blogarchive.dataset.drop import drop_post
from blogarchive.dataset.to_readings import address_id
from blogarchive.dataset.twins import ANOTHER
from blogarchive.discovery.scope import joined
from blogarchive.maintenance.notes import note_of_twin
from blogarchive.maintenance.replay import join
from blogarchive.schedule.twins import compared, shown
from blogarchive.urls import shorter

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from blogarchive.dataset import Store
    from blogarchive.dataset.ledger import Ledger
    from blogarchive.models import Admission, Capture, Page, Visit
    from blogarchive.schedule.twins import Shows
    from blogarchive.warc import WarcWriter

logger = logging.getLogger(__name__)

SAMPLES = 2
"""Addresses with the same parameters that must show what shorter ones show before the others count as read."""

ASKS = "does it show what the address without its parameters shows?"

Group = tuple[int, frozenset[str]]
"""A blog, and names of parameters that stand together beside a shorter address."""


@dataclass(frozen=True, slots=True)
class Twin:
    """An address that was read, and the shorter one that may show the same."""

    url_id: int
    url: str
    base: str


class Twins:
    """The comparisons of a run; what they come to is kept in the dataset."""

    def __init__(
        self, db: Database, store: Store, ledger: Ledger, writer: WarcWriter, page_of: Callable[[Capture], Page | None]
    ) -> None:
        self._db = db
        self._store = store
        self._ledger = ledger
        self._rules = ledger.twins
        self._writer = writer
        self._page_of = page_of
        self._agreed: defaultdict[Group, dict[int, Twin]] = defaultdict(dict)
        self._asked: defaultdict[Group, set[int]] = defaultdict(set)
        self._came: dict[int, tuple[Group, Shows, Twin]] = {}  # what visits showed that are not recorded yet
        self._first: defaultdict[int, list[tuple[Twin, frozenset[str]]]] = defaultdict(list)  # read before their bases

    def judged(self, visit: Visit, blog: int) -> Visit:
        """The visit, its post under the address that stands for all of its addresses where it shows what that shows."""
        post = next((p for p in visit.extraction.posts if p.source == "page"), None) if visit.extraction else None
        if post is None or visit.extraction is None or "?" not in visit.extraction.page.url:
            return visit
        url = visit.extraction.page.url
        base = self._rules.base(url)
        told = self._rules.read_as_post(base.url) if base and base.state == "done" else None
        if base is None or told is None:
            for address, extra in [(base.url, base.extra)] if base else shorter(url):
                self._first[address_id(address)].append((Twin(visit.url_id, url, address), extra))
            return visit
        if self._rules.shows(blog, base.extra) == "other":
            return visit
        shows = compared(shown(post), told)
        self._came[visit.url_id] = (blog, base.extra), shows, Twin(visit.url_id, url, base.url)
        if shows == "other":
            return visit
        permalink = self._rules.permalink(base.url)
        if visit.capture is not None:
            self._writer.write_metadata(visit.capture.url, note_of_twin(visit.capture, permalink))
        admissions = tuple(_of_base(admission, permalink, shows) for admission in visit.admissions)
        return replace(visit, extraction=joined(visit.extraction, permalink), admissions=admissions)

    def is_twin(self, visit: Visit) -> bool:
        """Whether a judged visit shows a post that another address has shown."""
        return self._came.get(visit.url_id, (None, "other"))[1] != "other"

    def recorded(self, visit: Visit, blog: int) -> None:
        """Heed what a visit showed, once it is saved."""
        came = self._came.pop(visit.url_id, None)
        if came is not None:
            self._came_out(*came)
        if visit.extraction is None:
            return
        url = visit.extraction.page.url
        # What waited for this address waits for the one that this shows another address of.
        base, beside = (came[2].base, came[0][1]) if came and came[1] != "other" else (url, frozenset[str]())
        for waited, extra in self._first.pop(address_id(url), ()):
            twin = replace(waited, base=base)
            longer, here = self._rules.read_as_post(twin.url), self._rules.read_as_post(base)
            if longer is not None and here is not None:
                shows = compared(longer, here)
                if shows != "other":
                    self._join(twin, blog)
                self._came_out((blog, extra | beside), shows, twin)

    def decide(self) -> int:
        """Once nothing else is left to be asked: ask a few of those that wait, and let the others go on or go by.

        Returns how many addresses that queues.
        """
        groups: defaultdict[Group, list[Twin]] = defaultdict(list)
        queued = 0
        for url_id, url, blog in self._ledger.waiting():
            base = self._rules.base(url)
            if base is None or (base.state == "done" and self._rules.read_as_post(base.url) is None):
                queued += self._ledger.let_go(url_id)
            elif base.state == "done":
                groups[blog, base.extra].append(Twin(url_id, url, base.url))
        queued += sum(self._decide(group, waiting) for group, waiting in groups.items())
        for group in [group for group, agreed in self._agreed.items() if agreed and group not in groups]:
            self._learn(group, "same")  # nobody else is left who could say otherwise
        return queued

    def _decide(self, group: Group, waiting: list[Twin]) -> int:
        shows = self._rules.shows(*group)
        if shows == "same":
            for twin in waiting:
                self._ledger.leave(twin.url_id, f"{ANOTHER}{twin.base}")
            return 0
        if shows is not None:
            return sum(self._ledger.let_go(twin.url_id) for twin in waiting)
        wanted = max(SAMPLES - len(self._agreed[group]) - len(self._asked[group]), 0)
        one_each = {twin.base: twin for twin in waiting}  # two posts say more than two visits of one
        chosen = [*one_each.values(), *(twin for twin in waiting if one_each[twin.base] is not twin)][:wanted]
        for twin in chosen:
            self._asked[group].add(twin.url_id)
            self._ledger.again(twin.url_id, ASKS)
        return len(chosen)

    def _came_out(self, group: Group, shows: Shows, twin: Twin) -> None:
        known = self._rules.shows(*group)
        self._asked[group].discard(twin.url_id)
        if shows == "other":
            for other in self._agreed.pop(group, {}).values():
                self._ledger.again(other.url_id, "shows a post of its own after all")
            if known != "other":
                self._rules.learn(*group, shows, twin.url)
            return
        self._rules.mark(twin.url_id, self._rules.permalink(twin.base), more="more" in (shows, known))
        if known == "other":
            return
        self._agreed[group][twin.url_id] = twin
        if shows == "more" or known is not None or len(self._agreed[group]) >= SAMPLES:
            self._learn(group, "more" if "more" in (shows, known) else "same")

    def _learn(self, group: Group, shows: Shows) -> None:
        agreed = self._agreed.pop(group)
        if self._rules.shows(*group) == shows:
            return
        example = next(iter(agreed.values())).url
        self._rules.learn(*group, shows, example)
        said = "the same post" if shows == "same" else "comments of their own"
        logger.info("addresses with ?%s show %s: %s", "&".join(sorted(group[1])), said, example)
        if shows == "same":
            for url_id, base in self._rules.queued_in_vain(group[0]):
                self._ledger.leave(url_id, f"{ANOTHER}{base}")

    def _join(self, twin: Twin, blog: int) -> None:
        """Give what an address showed to the post that it is of, though it was read first."""
        permalink = self._rules.permalink(twin.base)
        if address_id(twin.url) == address_id(permalink):
            return
        drop_post(self._db.conn, address_id(twin.url))
        self._store.items.settle(address_id(twin.url), blog, twin.url, {})
        self._writer.flush()
        for capture in captures.of_address(self._db.conn, twin.url):
            self._writer.write_metadata(capture.url, note_of_twin(capture, permalink))
            if (page := self._page_of(capture)) is not None:
                join(self._store, page, blog, permalink)


def _of_base(admission: Admission, permalink: str, shows: Shows) -> Admission:
    """What a further address names of its post: with a thread of its own that is the post's, else it is named there."""
    link = admission.link
    if link.about is None:
        return admission
    if shows == "more":
        return replace(admission, link=replace(link, about=permalink))
    return replace(admission, state="skipped", because=f"{ANOTHER}{permalink}")
