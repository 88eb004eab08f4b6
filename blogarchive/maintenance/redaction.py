"""What is left of a page once the words of what is forgotten are taken out of it; or nothing, where that cannot be.

The page is its own witness: it is read before and after, and what others said must read the same, while of what is
forgotten nothing may be read at all. Words that can go without anybody's losing a word go wherever they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from blogarchive.dataset.forgotten import Forgotten, Register, row_of
from blogarchive.discovery.scope import joined
from blogarchive.extraction.extract import extract
from blogarchive.html.charsets import decode
from blogarchive.maintenance import passages
from blogarchive.maintenance.hits import Hit, KnownWords, sure
from blogarchive.maintenance.passages import REMOVED, Span, Word
from blogarchive.models import Comment, Extraction, Page, Post
from blogarchive.visit import readable

MOST_TRIES = 60
"""Places of a page at which words are looked for that stand there more than once; each is read for it."""

NEAR = 2000
"""Letters of the source between a text and a copy of it."""

LARGEST = 1 << 25
"""Bytes of a page that is searched: what is longer is no text of a blog."""


@dataclass(slots=True)
class Left:
    """What is left of a page."""

    why: Forgotten
    """What it goes for, or the first of several."""
    content: bytes | None
    """Its entity without the words; none where the whole page goes."""
    content_type: str | None = None
    passages: int = 0
    """How many stretches of words were taken out."""
    shells: list[tuple[str, Comment, str]] = field(default_factory=list)
    """Comments that are read where one was taken out: the post's address, what is read, the id of what was there."""
    found: list[tuple[Post, Comment | None, Forgotten]] = field(default_factory=list)
    """What is forgotten because of whose it is: it has no entry of its own yet."""


class Searcher:
    """Knows the words of what is forgotten."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._words = KnownWords(register.entries.values())

    def search(
        self, page: Page, *, blog: int | None, about: str | None = None, base: str | None = None, read: bool = True
    ) -> Left | None:
        """What is to be left of a page; none where nothing of what is forgotten stands in it.

        `blog` is the row id of the blog that it was fetched for, `about` the permalink of the post whose thread it
        answers for, `base` that of the post which it shows under another address; with `read` false nothing was ever
        read from it.
        """
        if not page.body or len(page.body) > LARGEST or not _is_text(page):
            return None
        source, encoding = decode(page.body, page.content_type)
        words = passages.words(source)
        few, many = self._words.hits([words, *passages.within_tags(source)])
        why = next((hit.entry for hit in (*many, *few)), None)
        if why is None:
            return None
        read = read and readable(page)
        reading = _Reading(self._register, page, source, encoding, blog, (about, base), readable=read)
        return reading.without(sure(few, many, page, source), few, words, why)


def _is_text(page: Page) -> bool:
    kind = (page.content_type or "").partition(";")[0].strip().lower()
    return not kind.startswith(("image/", "audio/", "video/", "font/")) and b"\x00" not in page.body[:1024]


class _Reading:
    """One page, read before and after."""

    def __init__(
        self, register: Register, page: Page, source: str, encoding: str, blog: int | None,
        of: tuple[str | None, str | None], *, readable: bool,
    ) -> None:  # fmt: skip
        self._register, self._page, self._source, self._encoding = register, page, source, encoding
        self._blog, (self._about, self._base) = blog, of
        self._readable = readable
        self._before = self._extract(page)
        self._ids = {(post.url, c.id) for post in self._before.posts for c in post.comments}
        self._others = list(self._kept(self._before))
        self._tries = 0

    def without(self, spans: list[Span], few: list[Hit], words: list[Word], why: Forgotten) -> Left | None:
        """What is left of the page; none where it only has some words in common with what is forgotten."""
        whole = [self._register.post(post, self._blog) for post in self._before.posts]
        why = next((found for found in whole if found is not None), why)
        if whole and all(whole):
            return Left(why, None, found=self._unknown())  # nothing stands here but what is forgotten
        spans = self._with_copies(self._cleared(self._harmless(spans), words), few)
        if not spans:
            return Left(why, None, found=self._unknown()) if self._said(self._before) else None
        content, content_type = self._encoded(passages.without(self._source, spans))
        after = self._extract(replace(self._page, body=content, content_type=content_type))
        if self._said(after) or list(self._kept(after)) != self._others or self._broken(content):
            return Left(why, None, found=self._unknown())
        return Left(why, content, content_type, len(passages.merged(spans)), self._shells(after), self._unknown())

    # ------------------------------------------------------------------ what is read

    def _extract(self, page: Page) -> Extraction:
        if not self._readable:
            return Extraction(page=page, platform="none")
        extraction = extract(page, with_links=False, about=self._about)
        return joined(extraction, self._base) if self._base else extraction

    def _after(self, spans: list[Span]) -> Extraction:
        content, content_type = self._encoded(passages.without(self._source, spans))
        return self._extract(replace(self._page, body=content, content_type=content_type))

    def _kept(self, extraction: Extraction) -> Iterator[object]:
        """What others said, as it is read: all but places, which hang on what stands around."""
        for post in extraction.posts:
            if self._register.post(post, self._blog) is not None:
                continue
            yield replace(post, comments=(), comments_declared=post.comments_declared)
            for comment in post.comments:
                if not self._is_forgotten(post, comment):
                    above = comment.parent if (post.url, comment.parent) in self._ids else None
                    gone = self._names_forgotten(post, comment)
                    yield replace(comment, position=0, depth=0, page=None, parent=None if gone else above)

    def _is_forgotten(self, post: Post, comment: Comment) -> bool:
        """Forgotten, or what is read in the place of one that was."""
        known = (post.url, comment.id) in self._ids
        return not known or self._register.comment(comment, post.url, self._blog) is not None

    def _names_forgotten(self, post: Post, comment: Comment) -> bool:
        above = Comment(id=comment.parent or "")
        return comment.parent is not None and self._register.comment(above, post.url, self._blog) is not None

    def _said(self, extraction: Extraction) -> list[tuple[tuple[str, str], str]]:
        """What can still be read of what is forgotten: whose, and the words."""
        said: list[tuple[tuple[str, str], str]] = []
        for post in extraction.posts:
            if self._register.post(post, self._blog) is not None:
                said += [((post.url, ""), text) for text in (post.title, post.body_text, post.author) if text]
                said += [((post.url, c.id), text) for c in post.comments for text in (c.author, c.body_text) if text]
                continue
            for c in post.comments:
                if self._is_forgotten(post, c):
                    said += [((post.url, c.id), text) for text in (c.author, c.body_text, c.author_url) if text]
        pieces = ((whose, piece.strip()) for whose, text in said for piece in text.split(REMOVED))
        return [(whose, piece) for whose, piece in pieces if passages.plain(piece)]

    def _unknown(self) -> list[tuple[Post, Comment | None, Forgotten]]:
        """What is forgotten by its author's name, with the entry that says so."""
        found: list[tuple[Post, Comment | None, Forgotten]] = []
        for post in self._before.posts:
            why = self._register.post(post, self._blog)
            if why is not None and why.kind == "author":
                found.append((post, None, why))
            for comment in post.comments:
                because = self._register.comment(comment, post.url, self._blog)
                if because is not None and because.kind == "author":
                    found.append((post, comment, because))
        return found

    def _shells(self, after: Extraction) -> list[tuple[str, Comment, str]]:
        """Where a comment's id is made of its words, what is left of it has another; it stands for the one before."""
        shells = []
        for post in after.posts:
            before = [c.id for p in self._before.posts if p.url == post.url for c in p.comments]
            for at, comment in enumerate(post.comments):
                if (post.url, comment.id) not in self._ids:
                    shells.append((post.url, comment, before[at] if at < len(before) else ""))
        return shells

    # ------------------------------------------------------------------ what goes

    def _harmless(self, spans: list[Span]) -> list[Span]:
        """Of these stretches those that can go without a word of others; mostly all can."""
        spans = passages.merged(spans)
        if not spans or list(self._kept(self._after(spans))) == self._others:
            return spans
        kept: list[Span] = []
        for span in spans:
            self._tries += 1
            if self._tries <= MOST_TRIES and list(self._kept(self._after([*kept, span]))) == self._others:
                kept.append(span)
        return kept

    def _cleared(self, spans: list[Span], words: list[Word]) -> list[Span]:
        """Take out what else is read of what is forgotten, piece by piece, nearest to what was taken out already."""
        left = self._said(self._after(spans))
        while left and self._tries < MOST_TRIES:
            for span in self._candidates(left[0][1], spans, words):
                self._tries += 1
                after = self._after([*spans, span])
                now = self._said(after)
                if list(self._kept(after)) == self._others and len(now) < len(left) + 1 and now != left:
                    spans, left = [*spans, span], now
                    break
                if self._tries >= MOST_TRIES:
                    return spans
            else:
                return spans
        return spans

    def _with_copies(self, spans: list[Span], few: list[Hit]) -> list[Span]:
        """Take out the same few words once more where they stand near by unread: a feed gives a text twice."""
        own = {row_of(post, comment) for post in self._before.posts for comment in (None, *post.comments)}
        for hit in few:
            taken = any(begin <= hit.span[0] < end for begin, end in spans)
            near = any(abs(hit.span[0] - begin) < NEAR for begin, _ in spans)
            if hit.entry.of_id in own and near and not taken and self._tries < MOST_TRIES:
                self._tries += 1
                if list(self._kept(self._after([*spans, hit.span]))) == self._others:
                    spans = [*spans, hit.span]
        return spans

    def _candidates(self, piece: str, spans: list[Span], words: list[Word]) -> list[Span]:
        wanted = passages.plain(piece)
        inner = (place for inside in passages.within_tags(self._source) for place in passages.places(inside, wanted))
        found = [*passages.places(words, wanted), *inner]
        if piece.startswith(("http://", "https://")):
            found += _literal(self._source, piece)
        free = [span for span in found if not any(begin <= span[0] < end for begin, end in spans)]
        return sorted(free, key=lambda span: min((abs(span[0] - begin) for begin, _ in spans), default=0))

    def _encoded(self, text: str) -> tuple[bytes, str | None]:
        """The text in the page's own encoding; where that would change it, in UTF-8, and it says so."""
        try:
            if self._source.encode(self._encoding) == self._page.body:
                return text.encode(self._encoding), self._page.content_type
        except (LookupError, UnicodeEncodeError):
            pass
        kind = (self._page.content_type or "text/html").partition(";")[0].strip()
        return text.encode("utf-8", "replace"), f"{kind}; charset=utf-8"

    def _broken(self, content: bytes) -> bool:
        """Whether what was JSON is no more."""
        return _is_json(self._page.body) and not _is_json(content)


def _literal(source: str, text: str) -> list[Span]:
    """Where an address stands letter by letter, as in an attribute."""
    found: list[Span] = []
    for spelled in {text, text.replace("&", "&amp;"), text.replace("/", "\\/")}:
        at = source.find(spelled)
        while at >= 0:
            found.append((at, at + len(spelled)))
            at = source.find(spelled, at + 1)
    return found


def _is_json(content: bytes) -> bool:
    try:
        return content.lstrip()[:1] in (b"{", b"[") and json.loads(content) is not None
    except ValueError:
        return False
