"""Finds out which pages stand in the place of posts, before anything of them is saved; a host may be asked for that."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from blogarchive.extraction.log_in import LOG_IN
from blogarchive.models import Post, Visit
from blogarchive.reading import Stopped
from blogarchive.schedule.walls import (
    MANY,
    Face,
    face_of,
    holds,
    is_one_page,
    made_up,
    name_of,
    said,
    speaks_for_itself,
)
from blogarchive.urls import absolute, canonical, host_of, identity, stable_id

from .archive import archive_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

MOST_HOPS = 5
"""Redirects that are followed to see what the host shows for an address that nobody has."""

KINDS = ("home", "post", "candidate")

NO_POST = "which is no post"

NOBODYS = "asked for to see what the host shows where nothing is"


@dataclass(slots=True)
class Shown:
    """One page, and the addresses that showed it."""

    title: str | None
    face: Face
    visits: dict[int, Visit] = field(default_factory=dict)
    """By the ids of the addresses that were named, the visit that showed it; without what the page gave."""
    names: set[str] = field(default_factory=set)
    """What tells those addresses apart."""
    is_wall: bool = False
    asked: bool = False
    """Whether an address that nobody has shows it, too."""


class Walls:
    """What the hosts of a run show for addresses that are no posts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive = archive_of(crawler)
        self._asked: dict[str, asyncio.Task[Face | None]] = {}  # blog -> what is shown for an address that nobody has
        self._again: set[str] = set()  # blogs whose host was asked a second time
        self._shown: defaultdict[str, dict[bytes, Shown]] = defaultdict(dict)
        self._shown_at: dict[int, Shown] = {}  # where redirects have led, what they led to
        self._leads: defaultdict[int, dict[int, str]] = defaultdict(dict)  # address -> those that redirect to it
        self._taken_back: set[int] = set()  # addresses of which nothing is saved any more
        self._walls_at: dict[str, Shown | str] = {}  # where redirects have led to a wall; what it is, or why

    async def judged(self, visit: Visit) -> Visit:
        """The visit as it may be saved: of a page that is nobody's post the reason is left.

        Raises Stopped where the run ends before that is known.
        """
        if visit.moved_to is not None:
            return await self._moved(visit)
        if visit.failure == LOG_IN:
            return self._blamed(visit, LOG_IN)
        post = next((p for p in visit.extraction.posts if p.source == "page"), None) if visit.extraction else None
        kind = self._archive.ledger.kind_of(visit.url_id)
        if post is None and visit.extraction is not None:
            self._archive.refuse([], self._led_here(visit), f"leads to {visit.extraction.page.url}, {NO_POST}")
        if post is None or visit.extraction is None or visit.unread or kind not in KINDS or visit.home is None:
            return visit
        named = self._named(visit)
        address = next(iter(named.values()))
        if kind == "home" and any(a.state != "skipped" and a.link.kind in KINDS for a in visit.admissions):
            return visit  # it names others: no wall does
        beside = [link.url for link in visit.extraction.links if link.kind in ("requisite", "post", "candidate")]
        face = face_of(post, visit.extraction.page.url, beside)
        known = self._archive.pages.known_title(post.url)
        shown = self._note(visit, post, face, named) if not post.published and not post.comments else None
        if shown is not None and shown.is_wall:
            return self._refused(visit, shown)
        if not speaks_for_itself(post, address, known) or (shown and len(shown.names) > 1):
            anew = shown is not None and len(shown.names) > 1
            # A link in passing promised nothing: no host is asked for its sake.
            asks = kind == "home" or any(map(self._archive.ledger.is_promised_post, named))
            nobodys = await self._nobodys(visit.home, address, anew=anew) if asks or visit.home in self._asked else None
            if nobodys is not None and is_one_page(face, nobodys):
                shown = shown or self._note(visit, post, face, named)
                shown.is_wall = shown.asked = True
        if shown is None or not (shown.is_wall or len(shown.names) >= MANY):
            return visit
        return self._refused(visit, shown)

    def _led_here(self, visit: Visit) -> list[int]:
        """The posts' addresses that redirects led from to a page."""
        named = self._named(visit) if self._leads.get(visit.url_id) else {}
        return [one for one in named if one != visit.url_id and self._archive.ledger.kind_of(one) == "post"]

    def _named(self, visit: Visit) -> dict[int, str]:
        """The addresses that were named and came to this page, by redirects or not."""
        assert visit.capture is not None or visit.extraction is not None
        own = visit.capture.url if visit.capture else visit.extraction.page.url  # type: ignore[union-attr]
        found: dict[int, str] = {}
        ends = [visit.url_id]
        for end in ends:
            for source, url in self._leads.get(end, {}).items():
                if source not in ends:
                    ends.append(source)
                    found[source] = url
        first = {source: url for source, url in found.items() if not self._leads.get(source)}
        return first or found or {visit.url_id: own}

    def _note(self, visit: Visit, post: Post, face: Face, named: dict[int, str]) -> Shown:
        """The page among those that the blog's addresses showed."""
        pages = self._shown[visit.home or ""]
        shown = pages.get(face.whole)
        if shown is None:
            shown = next((one for one in pages.values() if one.is_wall and is_one_page(one.face, face)), None)
        if shown is None:
            shown = pages[face.whole] = Shown(post.title, face)
        promised = {url_id: url for url_id, url in named.items() if self._archive.ledger.is_promised_post(url_id)}
        shown.names.update(map(name_of, promised.values()))
        for url_id in named:
            shown.visits[url_id] = replace(visit, extraction=None, admissions=())
        if visit.url_id not in named:
            self._shown_at[visit.url_id] = shown
        self._taken_back.discard(visit.url_id)
        return shown

    def _refused(self, visit: Visit, shown: Shown, page: Visit | None = None) -> Visit:
        """Nothing of the page is saved, nor stays of those that showed it before.

        `page` is the visit of the page, where that is not the one that is being judged.
        """
        page = page or visit
        shown.is_wall = True
        reason = said(shown.title, len(shown.names), asked=shown.asked)
        logger.info("%s: %s", visit.capture.url if visit.capture else visit.home, reason)
        pages = {one.url_id: one for one in shown.visits.values() if one.url_id not in self._taken_back}
        pages[page.url_id] = page
        self._taken_back |= pages.keys()
        self._archive.refuse(list(pages.values()), shown.visits, reason)
        if page.url_id not in shown.visits and page.capture is not None:
            self._walls_at[identity(page.capture.url)] = shown
        led_to = visit.url_id not in shown.visits
        if led_to and page is visit:
            self._archive.pass_over(visit.url_id, reason)
        return replace(
            visit, extraction=None, admissions=(), failure=reason, refused=led_to,
            home=visit.home if visit.home in self._archive.blogs else None,
        )  # fmt: skip

    def _blamed(self, visit: Visit, reason: str) -> Visit:
        """A page that asks for a log-in: where redirects led to it, the addresses behind them are missing."""
        named = self._named(visit)
        if visit.url_id in named or visit.capture is None:
            return visit
        self._walls_at[identity(visit.capture.url)] = reason
        self._archive.refuse([], named, reason)
        self._archive.pass_over(visit.url_id, reason)
        return replace(visit, refused=True)

    async def _moved(self, visit: Visit) -> Visit:
        """Note where an address leads; where that is known to be a wall, it is not asked for again."""
        assert visit.moved_to is not None
        own = visit.capture.url if visit.capture else ""
        target = stable_id(canonical(visit.moved_to))
        if target != visit.url_id:
            self._leads[target][visit.url_id] = own
        for wall, what in self._walls_at.items():
            same = identity(visit.moved_to) == wall
            sibling = identity(visit.moved_to).partition("?")[0] == wall.partition("?")[0] and "?" in wall
            if same or (sibling and holds(visit.moved_to, own)):
                return self._led_to_wall(visit, what)
        if (shown := self._shown_at.get(target)) and not self._archive.ledger.is_named(target):
            return await self._led_to_page(visit, own, target, shown)
        if self._archive.ledger.kind_of(visit.url_id) == "post" and self._archive.ledger.is_no_post(target):
            return replace(visit, moved_to=None, admissions=(), failure=f"leads to {visit.moved_to}, {NO_POST}")
        return visit

    async def _led_to_page(self, visit: Visit, own: str, target: int, shown: Shown) -> Visit:
        """One more address leads to a page that nothing but redirects names, and that is of no date."""
        seen = next(iter(shown.visits.values()))
        shown.visits[visit.url_id] = seen
        if self._archive.ledger.is_promised_post(visit.url_id):
            shown.names.add(name_of(own))
        if 1 < len(shown.names) < MANY and visit.home is not None:
            nobodys = await self._nobodys(visit.home, own, anew=True)
            shown.asked = nobodys is not None and is_one_page(shown.face, nobodys)
        if not shown.asked and len(shown.names) < MANY:
            return visit
        refused = self._refused(visit, shown, seen)
        self._archive.pass_over(target, refused.failure or "")
        return replace(refused, moved_to=None, refused=False)

    def _led_to_wall(self, visit: Visit, what: Shown | str) -> Visit:
        named = {url_id: url for url_id, url in self._named(visit).items() if url_id != visit.url_id}
        named[visit.url_id] = visit.capture.url if visit.capture else ""
        if isinstance(what, str):
            return replace(visit, moved_to=None, admissions=(), failure=what)
        for url_id, url in named.items():
            what.visits[url_id] = visit
            if self._archive.ledger.is_promised_post(url_id):
                what.names.add(name_of(url))
        reason = said(what.title, len(what.names), asked=what.asked)
        return replace(visit, moved_to=None, admissions=(), failure=reason)

    # ------------------------------------------------------------------ an address that nobody has

    async def _nobodys(self, home: str, address: str, *, anew: bool) -> Face | None:
        """What the host shows for an address that nobody has: asked once a blog.

        And once more where `anew` a page comes back for several addresses: a host may be away for a while.
        """
        task = self._asked.get(home)
        if task is not None and anew and task.done() and home not in self._again:
            self._again.add(home)
            task = None
        if task is None:
            task = self._asked[home] = asyncio.ensure_future(self._ask(made_up(address)))
        return await asyncio.shield(task)

    async def _ask(self, url: str) -> Face | None:
        engine, spider = self._crawler.engine, self._crawler.spider
        assert engine is not None
        for _ in range(MOST_HOPS):
            if not engine.running or self._archive.error is not None:
                raise Stopped("the run ends")
            request = Request(url, callback=NO_CALLBACK, meta={"dont_redirect": True, "download_slot": host_of(url)})
            try:
                response = await engine.download_async(request)
            except Exception as error:  # noqa: BLE001 - it shows nothing, whatever the reason
                if not engine.running or request.meta.get("stopped"):
                    raise Stopped("the run ends") from None
                logger.debug("%s: %s", url, error)
                return None
            if capture := request.meta.get("capture"):
                self._archive.refuse([Visit(url_id=0, host=host_of(url), capture=capture)], (), NOBODYS)
            onward = absolute(url, (response.headers.get("Location") or b"").decode("utf-8", "replace"), session=True)
            if not 300 <= response.status < 400 or onward is None:
                items: list[Any] = spider.parse(response) if response.status < 300 else []  # type: ignore[union-attr]
                return next((self._face(item, response.url) for item in items), None)
            url = onward
        return None

    @staticmethod
    def _face(item: dict[str, Any], url: str) -> Face:
        told = {name: item[name] for name in ("title", "body_text") if name in item}
        return face_of(Post(url=url, platform="generic", **told), url)
