"""Blogger, on blogspot hosts and on domains of their own: three generations of threads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields, with_description
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked

if TYPE_CHECKING:
    from blogarchive.html.document import Document

ENTRY_ID = re.compile(r"^(?:comment-)?c(\d{5,})$")


class Blogger(Platform):
    """Nested lists since 2012; before that, and in custom templates to this day, a flat `dl`."""

    name = "blogger"
    generator = ("blogger",)
    sign = """
        link[rel="service.post"][href*="blogger.com/feeds/"], link[href*="blogger.com/static/"],
        link[href*="blogger.com/dyn-css/"], a[href*="blogger.com/comment-iframe.g"],
        a[href*="blogger.com/post-edit.g"], meta[content="blogger"], #comment-holder,
        script[src*="blogger.com/static/"]
    """
    example = "https://buzz.blogger.com/"

    listing = "body.index, body.archive, body.feed-view, body.index-view, body.archive-view, body.label-view"
    single = "body.item, body.item-view, .item-view, #comments, .comment-form, body.static_page"
    standing = "body.static_page, body.page-view"

    title = ranked(
        """
        h1.post-title, h3.post-title, h2.post-title, .post-title.entry-title, .post-title, h1.entry-title,
        h2.entry-title, [itemprop='headline'], .post h3, .post h1
        """
    )
    author = ranked(
        """
        .post-author .fn [itemprop='name'], .post-author .fn, .post-author [itemprop='name'],
        .byline.post-author .fn, .post-author a[rel~='author'], [itemprop='author'] [itemprop='name'],
        .post-footer .fn, .post-author a, .authorname, .post-meta .fn, .meta_author, .author.vcard .fn,
        .post-author, .post-footer a[href*='/profile/']
        """
    )
    published = ranked(
        """
        time.published, abbr.published, .timestamp-link abbr, abbr[itemprop='datePublished'],
        meta[itemprop='datePublished'], [itemprop='datePublished'], .post-timestamp abbr, .post-timestamp time,
        .date-header, .post-date, .post-timestamp, .published, .entry-date
        """
    )
    updated = ranked("meta[itemprop='dateModified'], time.updated")
    tags = ranked(
        """
        .post-labels a, a[rel~='tag'], .labels-container a, .byline.post-labels a, .post-footer
        a[href*='/search/label/'], .post a[href*='/search/label/'], .post-meta a[href*='/search/label/'],
        .breadcrumbs a[href*='/search/label/'], .post-outer a[href*='/search/label/'], .label-head a, #labels a,
        .entry-header a[href*='/search/label/']
        """
    )
    body = ranked(
        """
        .post-body.entry-content, .post-body, .entry-content, [itemprop='articleBody'],
        [itemprop~='articleBody'], .post .post-content
        """
    )
    cut = """
        .post-footer, .post-share-buttons, .post-labels, .related-posts, .post-header, .blogger-labels,
        #related-posts, .jump-link
    """
    declared = ranked(
        """
        #comments h4, #comments .title, .comments h4, .comments .title, .comment-link, h3.title, #comments h3
        """
    )
    aside = """
        .sidebar, .widget.BlogArchive, .widget.PopularPosts, .widget.Label, #sidebar, .related-posts,
        .FeaturedPost, .popular-posts, .footer
    """

    fields = Fields(
        author=ranked(
            """
            .comment-header cite, cite.user, .comment-author .fn, dt.comment-author, .comment-author a,
            .comment-author, .comment_name, .comment-name, .comment-author-name, .author, .user,
            .profile-name-link
            """
        ),
        date=ranked(
            """
            a[href*='showComment='], .datetime a, .comment-timestamp a, .comment-timestamp, .datetime,
            .comment_date, .comment-date, .comment-footer
            """
        ),
        body=ranked("p.comment-content, .comment-content, .comment-body, .comment_body, .comment-text"),
        permalink=ranked("a[href*='showComment='], .datetime a, .comment-timestamp a"),
        controls="""
            .comment-actions, .item-control, .avatar-image-container, .comment-delete, .comment-footer,
            .continue, .thread-toggle, .comment-replybox-single, .comment_reply, .comment-reply, .icon.user,
            .comment-form, .avatar
        """,
        name_noise=re.compile(
            r"\s*(?:said|says|dijo|disse|ha detto|hat gesagt|a dit|sagt|napisał\(a\)|pisze|zei|sa|sier|mondta"
            r"|řekl|escribió|пишет|комментирует|さんは書きました|님의 말|說|说|dedi ki|berkata)?\s*(?:\.{3}|…|:)?\s*$",
            re.IGNORECASE,
        ),
        epoch=re.compile(r"showComment=(\d{12,13})"),
        gone="span.deleted-comment, .deleted-comment, .comment-deleted",
    )

    def entries(self, document: Document) -> list[Entry]:
        """`li.comment#c12` in nested lists; `dt#c12` with its `dd`; `div.comment-block#c12` inside a bare `li`."""
        found: dict[str, Entry] = {}
        ids = [(match[1], e) for ident, es in document.by_id.items() if (match := ENTRY_ID.match(ident)) for e in es]
        for number, element in sorted(ids, key=lambda pair: pair[1].place):
            if element.tag == "a" and (around := element.getparent()) is not None and around.tag in ("dt", "div", "li"):
                element = around
            if "comment-block" in (element.get("class") or "") and (item := element.getparent()) is not None:
                element = item
            found.setdefault(number, Entry(number, with_description(element)))
        return list(found.values())
