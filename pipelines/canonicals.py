"""Believes a page's `rel=canonical`, unless different posts claim one address: then each keeps its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blogarchive.dataset.drop import drop_post
from blogarchive.dataset.to_readings import address_id
from blogarchive.discovery.scope import joined
from blogarchive.maintenance.notes import note_of_twin
from blogarchive.maintenance.replay import join
from blogarchive.schedule.twins import are_two, shown
from blogarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from blogarchive.dataset import Store
    from blogarchive.dataset.ledger import Ledger
    from blogarchive.models import Admission, Capture, Page, Visit
    from blogarchive.schedule.twins import Shown
    from blogarchive.warc import WarcWriter


@dataclass(frozen=True, slots=True)
class Claim:
    """A page that was saved under another address than its own, because it says so."""

    own: str
    capture: Capture
    shown: Shown


class Canonicals:
    """The claims of a run."""

    def __init__(
        self, db: Database, store: Store, ledger: Ledger, writer: WarcWriter, page_of: Callable[[Capture], Page | None]
    ) -> None:
        self._db = db
        self._store = store
        self._read_as_post = ledger.twins.read_as_post
        self._writer = writer
        self._page_of = page_of
        self._claims: defaultdict[int, dict[int, Claim]] = defaultdict(dict)  # address -> pages that claim it
        self._disputed: set[int] = set()

    def judged(self, visit: Visit, kind: str, blog: int) -> Visit:
        """The visit, its post under its page's own address where what it claims is claimed by other posts."""
        post = next((p for p in visit.extraction.posts if p.source == "page"), None) if visit.extraction else None
        if post is None or visit.extraction is None or visit.capture is None or kind not in ("post", "candidate"):
            return visit
        own, claimed, here = visit.extraction.page.url, address_id(post.url), shown(post)
        if post.part > 1:
            return visit
        others = [one.shown for page, one in self._claims[claimed].items() if page != address_id(own)]
        if address_id(own) == claimed:
            if any(are_two(here, other) for other in others):
                self._dispute(claimed, post.url, blog)
            return visit
        if claimed not in self._disputed:
            known = self._read_as_post(post.url)
            if any(are_two(here, other) for other in [*others, *([known] if known else [])]):
                self._dispute(claimed, post.url, blog)
        if claimed not in self._disputed:
            self._claims[claimed][address_id(own)] = Claim(own, visit.capture, here)
            return visit
        self._writer.write_metadata(visit.capture.url, note_of_twin(visit.capture, own))
        admissions = tuple(_about_own(admission, post.url, own) for admission in visit.admissions)
        return replace(visit, extraction=joined(visit.extraction, own), admissions=admissions)

    def _dispute(self, claimed: int, url: str, blog: int) -> None:
        """Give each page that was saved under the address its own."""
        self._disputed.add(claimed)
        strangers = self._claims.pop(claimed, {})
        if not strangers:
            return
        drop_post(self._db.conn, claimed)
        self._store.items.settle(claimed, blog, url, {})
        self._writer.flush()
        for claim in strangers.values():
            self._writer.write_metadata(claim.capture.url, note_of_twin(claim.capture, claim.own))
            if (page := self._page_of(claim.capture)) is not None:
                join(self._store, page, blog, claim.own)


def _about_own(admission: Admission, claimed: str, own: str) -> Admission:
    link = admission.link
    if link.about is None or identity(link.about) != identity(claimed):
        return admission
    return replace(admission, link=replace(link, about=own))
