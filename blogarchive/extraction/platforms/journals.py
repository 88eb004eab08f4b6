"""LiveJournal and Dreamwidth: journals with deep threads, folded beyond a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_ID = re.compile(r"^(?:comment-)?(?:cmt|ljcmt|t)(\d+)$")
_PARENT = re.compile(r"[?&]thread=(\d+)")


class LiveJournal(Platform):
    """Classic styles and the newer entry page; `#t123` marks a comment."""

    name = "livejournal"
    sign = """
        link[href*="l-stat.livejournal."], script[src*="l-stat.livejournal."],
        link[href*="livejournal.com/"][rel="openid.server"], script[src*="l-api.livejournal"], .b-singlepost,
        .aentry-post
    """
    example = "https://news.livejournal.com/"

    title = ranked(
        """
        h1.aentry-post__title, .aentry-post__title-text, .b-singlepost-title, .entry-title, .subject,
        .entryheader .subject, .asset-name, h1.entry-title, .subj-link
        """
    )
    author = ranked(
        """
        .aentry-head .i-ljuser-username, .b-singlepost-author .i-ljuser-username, .entry .ljuser, .entry-poster
        .ljuser, .poster .ljuser, .asset-meta .ljuser
        """
    )
    published = ranked(
        """
        meta[property='article:published_time'], .aentry-head__date time, time.b-singlepost-author-date,
        time.published, abbr.updated, .entry-date, .datesubject .date, .date, .datetime
        """
    )
    tags = ranked(
        """
        .aentry-tags a, .b-singlepost-tags a, .ljtags a, .ljtaglist a, .entry-tags a, .tag a, a[rel~='tag']
        """
    )
    body = ranked(
        """
        .aentry-post__text--view, .b-singlepost-body, .entry-content, .entry_text, .entrytext, .asset-body,
        .entry .content, .usercontent
        """
    )
    cut = ".ljtags, .lj-like, .b-singlepost-tags, .currents, .entry-footer, .lj-repost, .i-sharebutton"
    declared = ranked(".comments-count, .b-xylem-cells-count, .comment-count")
    fields = Fields(
        author=ranked(
            """
            .i-ljuser-username, .ljuser b, .ljuser, .comment-poster, .poster, .comment-head-in .ljuser,
            .b-leaf-username-name, .b-leaf-username
            """
        ),
        date=ranked(
            """
            .b-leaf-createdtime, .comment-datetimelink, .datetime, .comment-date-text, .comment-head-in
            span[title], time, .date, .permalink
            """
        ),
        body=ranked(".b-leaf-article, .comment-text, .comment-content, .comment-body, .comment_text"),
        permalink=ranked(".b-leaf-permalink, .comment-permalink a, a.permalink, a[href*='thread=']"),
        controls="""
            .comment-menu, .b-leaf-footer, .b-leaf-actions, .userpic, .comment-subject, .comment-links, .link,
            .commentreply, .comment-title, .quickreply, .edittime
        """,
        gone=".b-leaf-deleted, .comment-deleted, .deleted .comment-content",
    )

    def entries(self, document: Document) -> list[Entry]:
        """By id; the parent where a link says "Parent", else where the entry stands."""
        found: dict[str, Entry] = {}
        ids = [
            (match[1], e)
            for ident, es in document.by_id.items()
            if (match := _ID.match(ident))
            for e in es
            if e.tag != "a"
        ]
        for number, element in sorted(ids, key=lambda pair: pair[1].place):
            if number not in found:
                found[number] = Entry(number, [element], _stated(element, number))
        return list(found.values())

    def level(self, entry: Entry) -> int | None:
        """`<div data-comment-depth="2" class="comment-depth-2">`, or the indentation of a classic style."""
        node = entry.element
        for _ in range(3):
            if match := re.search(r"(?:comment-depth-|b-tree-best-|b-leaf-level-)(\d+)", node.get("class") or ""):
                return int(match[1])
            if match := re.search(r"(?:margin|padding)-left:\s*(\d+)px", node.get("style") or ""):
                return int(match[1]) // 10
            parent = node.getparent()
            if parent is None:
                break
            node = parent
        return None


class Dreamwidth(LiveJournal):
    """The fork; entries nest within `div.comment-thread`."""

    name = "dreamwidth"
    sign = """
        link[href*=".dreamwidth.org/"], script[src*="dreamwidth.org/"], meta[content*="dreamwidth.org"],
        a[href="https://www.dreamwidth.org/"]
    """
    example = "https://dw-news.dreamwidth.org/"

    title = ranked("h3.entry-title, .entry-title, h1.entry-title")
    author = ranked(".entry .poster .ljuser b, .entry-poster .ljuser b, .entry .poster .ljuser")
    published = ranked(".entry .datetime, meta[property='article:published_time']")
    tags = ranked(".entry .tag a, .entry-interaction-links .tag a, .metadata .tag a, .tag ul a, .tag a[rel~='tag']")
    body = ranked(".entry .entry-content, .entry-content")


class HatenaDiary(Platform):
    """はてなダイアリー, closed in 2019: a day with its sections, and one paragraph a comment."""

    name = "hatena"
    sign = "span.commentator, a[href^='http://d.hatena.ne.jp/'][rel='start'], link[href*='d.hatena.ne.jp/']"
    example = "http://d.hatena.ne.jp/hatenadiary/"

    title = ranked(".day .section h3.title, .day .section h3, .day h2 .title")
    published = ranked(".day h2 .date, h2 .date, .day .date")
    body = ranked(".day .body .section, .day .section")
    cut = ".sectionfooter, .share-button, h3.title"
    fields = Fields(
        author=ranked(".commentator"),
        date=ranked(".timestamp"),
        body=ranked(".commentbody"),
        controls=".canchor",
    )

    def entries(self, document: Document) -> list[Entry]:
        """`<p><span class="commentator">NAME</span> <span class="timestamp">DATE</span> TEXT</p>`"""
        lines = [e.getparent() for e in document.select(".commentator")]
        return [Entry(f"hatena-{place + 1}", [line]) for place, line in enumerate(lines) if line is not None]


class LiveInternet(Platform):
    """ЛиРу: a flat thread below the post; how its classes are called differs from style to style."""

    name = "liveinternet"
    sign = "link[href*='i.li.ru'], script[src*='i.li.ru'], script[src*='counter.yadro.ru/li'], .bl_cnt"
    example = "https://www.liveinternet.ru/community/"

    title = ranked("h1.h_title, .h_title, .GL_MAR10T h2")
    author = ranked(".bl_author a, .GL_NIC a, .nick_link")
    published = ranked(".GTime, .bl_date, .post_date")
    categories = ranked(".bl_rubric a, a[href*='/rubric/']")
    tags = ranked(".bl_tags a, a[rel~='tag']")
    body = ranked(".bl_cnt, .GL_MAR10B.MESS, .post_text")
    entry = ".comm[id^='comm'], .comment[id^='comm']"
    entry_id = re.compile(r"^comm\D*(\d+)$")
    fields = Fields(
        author=ranked(".GL_NIC a, .GL_NIC, .comm_nick a, .comm_nick, .nick"),
        date=ranked(".comm_date, .GTime, .date"),
        body=ranked(".comm_text, .comm_body, .MESS"),
        permalink=ranked("a[href*='#comm']"),
        controls=".comm_menu, .comm_reply, .avatar",
    )


def _stated(element: Element, ident: str) -> str | None:
    for link in element.iter("a"):
        if (link.text or "").strip().lower() in ("parent", "up", "уровень выше", "наверх") and (
            match := _PARENT.search(link.get("href") or "")
        ):
            return match[1] if match[1] != ident else None
    return None
