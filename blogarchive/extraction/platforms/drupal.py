"""Drupal 6 to 10: comments as articles, their answers in a `div.indented` that follows."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.extraction.comments.entries import Entry, Fields
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

_COMMENT = re.compile(r"#comment-(\d+)$")
# What the software adds to the name of who was not logged in
_UNVERIFIED = re.compile(
    r"\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|não verificado|non verificato|niet gecontroleerd"
    r"|ikke bekreftet|ej verifierad|niezweryfikowany|не проверено|未验证)\)$",
    re.IGNORECASE,
)
ENTRY_ID = re.compile(r"^comment(?:-id)?-(\d+)$")


class Drupal(Platform):
    """Themes rename much, but keep the ids and the `div.indented`."""

    name = "drupal"
    generator = ("drupal",)
    sign = """
        script[data-drupal-selector], [data-drupal-selector], link[href*="/sites/default/files/css/"],
        script[src*="/misc/drupal.js"], link[href*="/sites/all/"], script[src*="/sites/all/"],
        script[src*="/core/misc/drupal"], img[src*="/sites/default/files/"], link[href*="/core/themes/"],
        body.page-node
    """
    example = "https://www.drupal.org/blog"

    title = ranked(
        """
        h1.page-title, h1#page-title, h1.page-header, h1.title, h1 .field--name-title, .node__title,
        h1.node-title, h1
        """
    )
    author = ranked(
        """
        .byline a, .byline__author, .field-name-field-author a, .field--name-field-author a, .submitted
        .username, .node__submitted .username, .submitted a[href*='/user'], [rel~='author'], .field--name-uid,
        .author a, .username[property*='name'], .article-author
        """
    )
    published = ranked(
        """
        [property~='dc:date'][content], [property~='schema:dateCreated'][content], .node__submitted time,
        .submitted time, time[datetime], .date-display-single, .field--name-created, .submitted,
        .node__submitted, .field-name-post-date, .post-date
        """
    )
    categories = ranked(
        """
        .field-name-field-category a, .field--name-field-category a, .field--name-field-categories a
        """
    )
    tags = ranked(
        """
        .field-name-field-tags a, .field--name-field-tags a, .field--name-taxonomy-vocabulary-1 a, .terms
        a[rel~='tag'], .taxonomy a, a[rel~='tag'], .field-type-taxonomy-term-reference a,
        .node-taxonomy a,
        [class*='field-tags'] a, [class*='tags'] a[href*='/tags/'], [class*='tags'] a[href*='/tag/']
        """
    )
    body = ranked(
        """
        .field--name-body, .field-name-body .field-item, .field-name-body, .node__content
        .field--type-text-with-summary, .node .content, .node__content, .node-content, .article-content, article
        .content
        """
    )
    cut = """
        .links, .field--name-field-tags, .field-name-field-tags, .submitted, .node__links, .book-navigation,
        .terms, .taxonomy, .field__label
    """
    declared = ranked(".comments__title, #comments h2, .comment-wrapper h2, .comments-title, .comment-count")
    aside = """
        .sidebar, .region-sidebar-first, .region-sidebar-second, .block-views, .view-related, #sidebar-left,
        #sidebar-right, .region-footer
    """

    fields = Fields(
        author=ranked(
            """
            .comment__author .username, .comment-by-anonymous .username, .submitted .username, .comment__author,
            .comment__submitted .username, .username, .author, .comment-author, .field--name-uid,
            [rel~='sioc:has_creator'], .comment__submitted, .submitted, .comment-submitted, footer
            """
        ),
        date=ranked(
            """
            [property~='dc:date'][content], [property~='schema:dateCreated'][content], .comment__time,
            time[datetime], .comment-time, .comment-date, .submitted, .comment__submitted, .comment-submitted,
            .comment__meta, .date, footer, .created
            """
        ),
        body=ranked(
            """
            .field--name-comment-body, .field-name-comment-body, .comment__content, .comment-body,
            .comment-content, .content, .comment__body, .comment-text
            """
        ),
        permalink=ranked("a.permalink, .permalink a, a[rel~='bookmark'], a[href*='#comment-']"),
        controls="""
            .links, .comment__links, .user-picture, .new, .comment_reply, .comment-reply, h3 a.permalink, h3
            a[rel~='bookmark'], .comment-title, .picture, mark, .visually-hidden, .indented, .rate-widget,
            .comment__picture
        """,
        name_noise=_UNVERIFIED,
    )

    def entries(self, document: Document) -> list[Entry]:
        """`article#comment-7`, or the element that follows `<a id="comment-7"></a>`."""
        found: dict[str, Entry] = {}
        ids = [(match[1], e) for ident, es in document.by_id.items() if (match := ENTRY_ID.match(ident)) for e in es]
        for number, element in sorted(ids, key=lambda pair: pair[1].place):
            if element.tag == "a":
                parent = element.getparent()
                beside = next((e for e in islice(element.itersiblings("*"), 3) if text_of(e)), None)
                element = beside if beside is not None else parent if parent is not None else element
            if number not in found and element.tag not in ("form", "input", "textarea"):
                found[number] = Entry(number, [element], _answered(element, number))
        return list(found.values())

    def level(self, entry: Entry) -> int | None:
        """Answers stand in `div.indented`, which follows the comment, or some box that a theme puts around it."""
        return sum("indented" in (above.get("class") or "").split() for above in entry.element.iterancestors("div"))


def _answered(element: Element, ident: str) -> str | None:
    """`<p class="parent visually-hidden">In reply to <a href="/comment/7#comment-7">TITLE</a> by NAME</p>`

    Drupal 7 says it to machines: `<span rel="sioc:reply_of" resource="/comment/7#comment-7">`.
    """
    for node in element.iter("p", "span", "div"):
        names = node.get("class") or ""
        if "sioc:reply_of" in (node.get("rel") or ""):
            if match := _COMMENT.search(node.get("resource") or ""):
                return match[1]
        elif "visually-hidden" in names or "parent" in names.split() or "reply-to" in names:
            for link in node.iter("a"):
                if match := _COMMENT.search(link.get("href") or ""):
                    return match[1] if match[1] != ident else None
    return None
