"""Movable Type and TypePad, two houses with one family of templates."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked
from blogarchive.html.text import squeezed, text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# <div class="comment" id="comment-6a00d83451b36c69e2">, <a id="c1234567"></a>, <div class="trackback" id="ping-12">
ENTRY_ID = re.compile(r"^(?:comment-|c|ping-)([0-9a-f]{4,}|\d+)$")
_TRACKED = re.compile(r"^p(\d{3,})$")
_FROM = re.compile(r"^(?:from|von|de|di|van|från|fra|от)\s+(.+?)(?:\s+(?:on|am|le|el|il|op|den))?$")
_REPLY = re.compile(r"#(?:comment-|c)(\w+)$")


class MovableType(Platform):
    """Flat threads; an answer names its comment: `NAME replied to <a href="#comment-7">comment from X</a>`."""

    name = "movabletype"
    generator: ClassVar[tuple[str, ...]] = ("movable type", "http://www.movabletype", "movabletype", "melody")
    sign = """
        form[action*="mt-comments"], form[action*="mt-cp."], script[src*="mt-site.js"], script[src*="/mt.js"],
        link[href*="mt-static"], a[href*="mt-tb.cgi"], #entry-body-mt, a[href*="mt-comments.cgi"],
        script[src*="mt.cgi"], form[action*="mt-search"]
    """
    example = "https://www.movabletype.org/news/"

    listing = "body.mt-main-index, body.mt-archive-index, body.mt-archive-listing, body#archive-index"
    title = ranked(
        """
        h1#page-title, h1.asset-name, h2.asset-name, h1.entry-title, h2.entry-title, h3.entry-header,
        h2.entry-header, h1.entry-header, h3.title, h3.entry-title, h2.title, .entry h3, .blogbody h3, h1.title
        """
    )
    author = ranked(
        """
        .asset-meta .vcard.author, .byline .author, .vcard.author .fn, .author .fn, .post-author, p.posted,
        span.posted
        """
    )
    published = ranked(
        """
        abbr.published, .asset-meta abbr, .date-header, h2.date, .dateheader, .entry-date, .published, p.posted,
        span.posted
        """
    )
    categories = ranked(
        """
        .entry-categories a, .post-footers a[href*='/archives/cat_'], .asset-meta .entry-categories a
        """
    )
    tags = ranked(".entry-tags a, .post-tags a")
    body = ranked(".asset-content, .entry-content, .entry-body, .asset-body, .blogbody, .entrybody, .entry .content")
    cut = """
        .asset-meta, .asset-footer, .entry-footer, .entry-footers, .posted, .comments-head, .trackbacks,
        .comments, h2.date, h3.title, h3.entry-header, .entry-header, .date-header, .content-nav,
        .entry-categories, .entry-tags
    """
    declared = ranked(".comments-header, h2.comments-header, .comments-head, #comments h2, #comments h3")
    aside = "#beta, #gamma, .sidebar, #sidebar, .widget, .module, #right, #left"

    fields = Fields(
        author=ranked(
            """
            .comment-footer .fn, .byline .author, .vcard.author, .byline .fn, .comment-author, .comment-footer
            a[title], .comment-footer a:not([href*='#']), .posted a:not([href*='#']), .comment-footer, .posted,
            .comments-post, .trackback-header a, .commentname, .byline
            """
        ),
        date=ranked(
            """
            abbr.published, .comment-footer a[href*='#comment-'], .comment-footer, .posted, .comments-post,
            .byline, .trackback-header, .comment-date
            """
        ),
        body=ranked(
            """
            .comment-content, .comment-body, .trackback-content, .comments-body,
            [id^='comment-'][id$='-content'], .commentbody
            """
        ),
        permalink=ranked(
            """
            .byline a[href*='#comment-'], .comment-footer a[href*='#comment-'], a[href*='#comment-'],
            a[href*='#c']
            """
        ),
        controls="""
            .comment-footer .reply, .comment-avatar, .comment-header .reply-link, .userpic, .comment-reply,
            .auth_icon, .commenter-profile
        """,
    )

    def entries(self, document: Document) -> list[Entry]:
        """An id on the comment's element, or an anchor before the loose paragraphs that make the comment."""
        found: dict[str, Entry] = {}
        numbered = [
            (match[1], element)
            for attribute in ("id", "name")
            for element in document.by_attribute(attribute)
            if element.tag in ("div", "a", "li", "p", "article")
            and (match := ENTRY_ID.match(element.get(attribute) or ""))
        ]
        stops = {element for _, element in numbered}
        for number, element in sorted(numbered, key=lambda pair: pair[1].place):
            if number in found or any(above in stops for above in element.iterancestors()):
                continue
            element = _whole(element, stops)
            elements = [element] if text_of(element) and element.tag != "a" else _following(element, stops)
            if elements:
                entry = Entry(number, elements, _answered(elements, number))
                found[number] = _as_ping(entry) if (element.get("id") or "").startswith("ping-") else entry
        return [*found.values(), *_tracked(document)]


class TypePad(MovableType):
    """The hosted service; its threads are Movable Type's, with hexadecimal ids."""

    name = "typepad"
    generator = ("http://www.typepad.com", "typepad")
    sign = """
        link[href*="static.typepad.com"], link[href*=".typepad.com/"], script[src*="typepad.com"],
        form[action*="typepad.com"]
    """
    example = "https://everything.typepad.com/"

    categories = ranked(
        """
        .post-footers a[href*='/categories/'], .post-footers a:not([href$='.html']), .entry-categories a, .posted
        a[href$='/index.html']
        """
    )
    cut = MovableType.cut + ", .post-footers, .entry-footer-info, .trackback-link"


def _as_ping(entry: Entry) -> Entry:
    """`<div class="trackback-header"><a href="SOURCE">TITLE</a> from BLOG on <a>DATE</a></div>`, "Read More" below."""
    head = next((e for e in entry.element.iter("div") if "trackback-header" in (e.get("class") or "")), None)
    title = next(head.iter("a"), None) if head is not None else None
    if title is not None and (match := _FROM.match(squeezed(title.tail or ""))):
        more = (a for a in entry.element.iter("a") if a is not title and a.get("href") == title.get("href"))
        return replace(entry, kind="trackback", name=match[1], controls=[title, *more])
    return replace(entry, kind="trackback")


def _tracked(document: Document) -> list[Entry]:
    """`<p><a id="p70"></a> » <a>TITLE</a> from BLOG<br>EXCERPT <a>[Read More]</a></p><p class="posted">Tracked on`"""
    found = []
    for anchor in document.by_tag("a"):
        number, holder = _TRACKED.match(anchor.get("id") or ""), anchor.getparent()
        foot = holder.getnext() if number and holder is not None else None
        if number is None or holder is None or foot is None or not text_of(foot).startswith("Tracked on"):
            continue
        title, *_ = links = [link for link in holder.iter("a") if link.get("href")] or [anchor]
        blog = (title.tail or "").strip().removeprefix("from ").strip() or text_of(title)
        ident, mute = f"p{number[1]}", [anchor, title]
        found.append(Entry(ident, [holder, foot], kind="trackback", name=blog, controls=links, mute=mute))
    return found


def _whole(element: Element, stops: set[Element]) -> Element:
    """`<div class="comments-body"><div id="c168">TEXT</div><p class="comments-post">Posted by NAME…</p></div>`"""
    parent = element.getparent()
    if element.tag != "div" or parent is None or parent.tag != "div" or "comment" not in (parent.get("class") or ""):
        return element
    several = islice((inner for inner in parent.iter("*") if inner in stops), 2)
    return parent if sum(1 for _ in several) == 1 else element


def _following(anchor: Element, stops: set[Element]) -> list[Element]:
    """`<a id="c12"></a><p>…</p><p class="posted">Posted by: …</p>`: all that stands before the next anchor."""
    parent = anchor.getparent()
    if parent is not None and parent.tag in ("p", "h3", "h4", "div") and len(parent) <= 3 and not text_of(anchor):
        if parent.tag == "div" and text_of(parent) and sum(inner in stops for inner in parent.iter("*")) == 1:
            return [parent]
        anchor = parent if parent.tag != "div" or not text_of(parent) else anchor
    found: list[Element] = []
    following = anchor.getnext()
    while following is not None and following not in stops and not any(inner in stops for inner in following.iter("*")):
        if following.tag in ("form", "h2", "script") or (following.get("class") or "") in (
            "comments-head",
            "trackback-url",
        ):
            break
        if text_of(following):
            found.append(following)
        following = following.getnext()
    return found


def _answered(elements: list[Element], ident: str) -> str | None:
    for element in elements:
        for node in element.iter("div", "p", "span"):
            if any(
                name in (node.get("class") or "")
                for name in ("byline", "comment-footer", "commentheader", "comment-header")
            ):
                links = [match[1] for a in node.iter("a") if (match := _REPLY.search(a.get("href") or ""))]
                other = [link for link in links if link != ident]
                if other and "repl" in text_of(node).lower():
                    return other[0]
    return None
