"""Software that a blogger installs, other than WordPress and Drupal: Mezzanine, Serendipity, Dotclear, Textpattern …"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import PINGS
from blogarchive.extraction.comments.entries import Entry, Fields, with_description
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked
from blogarchive.html.text import text_of
from blogarchive.html.tree import Spans

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.models import CommentKind


class Mezzanine(Platform):
    """Django's Mezzanine: nested `div.comment#comment-7`."""

    name = "mezzanine"
    sign = """
        link[href*='/static/mezzanine/'], script[src*='/static/mezzanine/'],
        a[href='http://mezzanine.jupo.org/'], link[href*='/static/css/mezzanine.css']
    """
    example = "http://blog.jupo.org/"

    title = ranked("h1")
    author = ranked(".post-meta a[href*='/author/'], a[href*='/blog/author/'], .blog-post-author, h6.post-meta a")
    published = ranked(".post-meta, h6.post-meta, .blog-post-meta")
    categories = ranked(
        """
        .post-meta a[href*='/category/'], .blog-list-detail a[href*='/category/'], .middle
        a[href*='/category/'], a[href*='/blog/category/']
        """
    )
    tags = ranked(".tags a, .middle a[href*='/tag/'], .blog-post-tags a, ul.tags a")
    body = ranked(".blog-post-content, .post-content")
    aside = ".right, .panel-body, .recent-posts, .left, .navbar"
    entry = "div.comment"
    fields = Fields(
        author=ranked(".media-heading, .comment-author, h4, strong"),
        date=ranked(".timespan, .comment-date, small, time"),
        permalink=ranked("a[href*='#comment-']"),
        controls=".reply, form, a[href*='#comment-'], .comment-reply-form, .media-object, .rating",
        # <div id="comment-7"><p><span class="glyphicon-remove-circle"></span> Comment deleted …</p>ANSWERS</div>
        gone=".comment > p > .glyphicon-remove-circle, .comment > p > .glyphicon-warning-sign",
    )


class Serendipity(Platform):
    """s9y: indentation or `commentlevel-2` says the level; the text stands before its name."""

    name = "serendipity"
    generator = ("serendipity",)
    sign = 'meta[name="Powered-By"][content^="Serendipity"], #serendipity_banner, .serendipity_entry'
    example = "https://blog.s9y.org/"

    title = ranked(
        """
        h4.serendipity_title, h3.serendipity_title, .serendipity_title, .serendipity_entry h2, .post-title
        """
    )
    author = ranked(
        """
        .serendipity_byline a, .serendipity_entryFooter a[href*='/authors/'], .serendipity_entryFooter
        a[href*='author'], .post-info a[href*='/authors/']
        """
    )
    published = ranked("time[datetime], .serendipity_date, h3.serendipity_date, .serendipity_entryFooter")
    categories = ranked(
        """
        .serendipity_entryFooter a[href*='/categories/'], .category_link a, .serendipity_byline
        a[href*='/categories/']
        """
    )
    tags = ranked(".serendipity_freeTag a[rel~='tag'], .serendipity_freeTag a[href*='/tag/']")
    body = ranked(".serendipity_entry_body, .serendipity_entry .content, .serendipity_entry")
    cut = ".serendipity_entryFooter, .serendipity_freeTag, .serendipity_byline, .serendipity_edit_nugget"
    aside = "#serendipityLeftSideBar, #serendipityRightSideBar, .serendipitySideBarItem"
    entry = ".serendipity_comment"
    entry_id = re.compile(r"(?:serendipity_comment_|^c)(\d+)$")
    fields = Fields(
        author=ranked(".comment_source_author, .serendipity_comment_source a.comment_source_url, h4 a, h4, h5"),
        date=ranked("time[datetime], .comment_source_date, .serendipity_comment_source"),
        body=ranked(".serendipity_commentBody, .comment_content, .content"),
        permalink=ranked("a.comment_source_trace, .comment_source_trace, a[href*='#c']"),
        controls="""
            .serendipity_comment_source .comment_reply, .comment_source_ownercomment, .reply_origin, footer
        """,
    )

    def entries(self, document: Document) -> list[Entry]:
        """Some templates number them `#1.2`, the second answer to `#1`."""
        found = super().entries(document)
        traces = {_trace(document, entry): entry.id for entry in found}
        above = {ident: traces.get(trace.rpartition(".")[0]) for trace, ident in traces.items() if "." in trace}
        placed = [replace(entry, parent=above.get(entry.id)) for entry in found]
        tracked = Spans(document.select(".serendipity_section_trackbacks, section#trackbacks, div#trackbacks"))
        return [_tracked(entry) if tracked.hold(entry.element) else entry for entry in placed]

    def level(self, entry: Entry) -> int | None:
        """`commentlevel-2`, else twenty pixels a level."""
        if match := re.search(r"commentlevel-(\d+)", entry.element.get("class") or ""):
            return int(match[1])
        match = re.search(r"padding-left:\s*(\d+)px", entry.element.get("style") or "")
        return int(match[1]) // 20 if match else None


def _tracked(entry: Entry) -> Entry:
    """`<a href="SOURCE">TITLE</a>`, and `<cite>BLOG</cite>` or "Weblog: BLOG" beside it."""
    title = [a for a in entry.element.iter("a") if "//" in (a.get("href") or "")][:1]
    cited = next((text_of(cite) for cite in entry.element.iter("cite")), None)
    match = re.search(r"(?:^|\b)Weblog:\s*(.+?)\s*(?:Tracked\b|$)", cited or text_of(entry.element))
    return replace(entry, kind="trackback", controls=title, name=match[1] if match else cited)


def _trace(document: Document, entry: Entry) -> str:
    link = document.first(".comment_source_trace", within=entry.element)
    match = re.match(r"#?(\d+(?:\.\d+)*)$", text_of(link)) if link is not None else None
    return match[1] if match else entry.id


class Dotclear(Platform):
    """Pairs of `dt#c7` and `dd`, or a list."""

    name = "dotclear"
    generator = ("dotclear",)
    sign = """
        link[href*='/themes/'][href*='dotclear'], meta[name='dc.generator'][content^='Dotclear'], .post-info-co,
        a[href='http://dotclear.org/'], a[href='https://dotclear.org/']
    """
    example = "https://dotclear.org/blog/"

    title = ranked("h2.post-title, h1.post-title, .post-title")
    author = ranked(".post-info .vcard .fn, .post-info .vcard, .post-info, .post-author")
    published = ranked(".post-info time, .post-date, .post-info, .day-date")
    categories = ranked(".post-info a[href*='/category/'], .post-cat a, .post-category a")
    tags = ranked(".post-tags a, .post-tags-list a")
    body = ranked(".post-content, .post .content")
    cut = ".post-info-co, .post-tags, .post-attachments"
    declared = ranked("#comments h3, #comments h2")
    fields = Fields(
        author=ranked(".comment-info a, dt a[rel~='nofollow'], .comment-author, .comment-info, dt"),
        date=ranked(".comment-date, .comment-info, dt"),
        body=ranked(".comment-content, dd"),
        permalink=ranked(".comment-number, .comment-permalink, dt a[href*='#c']"),
        controls=".comment-read-it, .comment-number",
        name_noise=re.compile(r"^\d+\.?\s*(?:(?:de|par|from|by|von)\s+)?", re.IGNORECASE),
    )

    def entries(self, document: Document) -> list[Entry]:
        """`<dl><dt id="c12">…<dd>`, `li#c12`."""
        found: list[Entry] = []
        ids = [
            (match[1], e)
            for ident, es in document.by_id.items()
            if (match := re.match(r"^c(\d+)$", ident))
            for e in es
            if e.tag in ("dt", "li", "div", "p")
        ]
        for number, element in sorted(ids, key=lambda pair: pair[1].place):
            names = f"{element.get('class') or ''} " + " ".join(a.get("id") or "" for a in element.iterancestors())
            is_ping = re.search(r"\bping|trackback", names)
            found.append(Entry(number, with_description(element), kind="ping" if is_ping else "comment"))
        return found


class Textpattern(Platform):
    """Flat, with schema.org's names on everything."""

    name = "textpattern"
    generator = ("textpattern",)
    sign = "link[href*='/textpattern/'], script[src*='/textpattern/'], #txpCommentInputForm"
    example = "https://textpattern.com/weblog"

    title = ranked("h1[itemprop='headline'], article h1, h3.entry-title, h1")
    published = ranked("time[itemprop='datePublished'], abbr.dtposted, .published, time[datetime]")
    author = ranked("[itemprop='author'] [itemprop='name'], [itemprop='author'], .author")
    categories = ranked("[itemprop='articleSection'] a, .category1 a, p.category a, a[rel~='tag']")
    body = ranked("[itemprop='articleBody'], .entry-content, .body")
    entry = "ol.comments-list > li, ol.comments_list > li, ol.comments > li"
    fields = Fields(
        author=ranked("[itemprop='name'], .comment-author, .vcard, h4, p.author, .comments_meta"),
        date=ranked("time[datetime], .comment-date, a[href*='#c0']"),
        body=ranked("[itemprop='text'], .comment-body, .message"),
        permalink=ranked("a[href*='#c0']"),
        controls=".comment-permalink",
        name_noise=re.compile(r"^[—–-]\s*|\s*·.*$"),  # "— NAME · DATE · #"
    )

    def entries(self, document: Document) -> list[Entry]:
        """The id stands in the permalink `#c000123`, or on the article within."""
        return [
            Entry(_txp_id(element) or f"txp-{place + 1}", [element])
            for place, element in enumerate(document.select(self.entry))
        ]


class B2evolution(Platform):
    """Comments and pings in one list, told apart by the words of a link."""

    name = "b2evolution"
    generator = ("b2evolution",)
    sign = ".bComment, .evo_comment, .bPost, link[href*='/rsc/css/b2evo'], .evo_post"
    example = "https://b2evolution.net/news/"

    title = ranked(".evo_post_title h1, .evo_post_title, .bPost h3, .bTitle, h1.evo_post__title, h3.bTitle")
    author = ranked(
        """
        .bPost .bSmallHead .identity_link_username, .evo_post_head a.user, .bSmallHead a[href*='disp=user'],
        .author
        """
    )
    published = ranked(".evo_post_head time, .bDate, .bSmallHead, .evo_post_head")
    categories = ranked(".bSmallHead a[title*='category'], .evo_post_categories a, .bSmallHead a[href*='cat=']")
    tags = ranked(".bSmallPrint a[rel~='tag'], .evo_post__tags a, .bTags a")
    body = ranked(".evo_post__full_text, .bText, .evo_post_content, .evo_post__full")
    entry = "article.evo_comment, div.bComment"
    fields = Fields(
        author=ranked(
            """
            .evo_comment_title .user, .bCommentTitle .bUser, .evo_comment_author, .bCommentTitle,
            .evo_comment_title
            """
        ),
        date=ranked(".evo_comment_date, .bCommentSmallPrint, .evo_comment_footer, .evo_comment_info, .bCommentTitle"),
        body=ranked(".bCommentText, .evo_comment_text"),
        permalink=ranked("a.permalink, a[title='Permanent link to this comment'], .bCommentTitle a"),
        controls=".bCommentSmallPrint .permalink_right, .evo_comment_avatar",
    )

    def entries(self, document: Document) -> list[Entry]:
        """`<a id="c7"></a><div class="bComment">`; "Trackback from:" stands in the title."""
        found = []
        for place, element in enumerate(document.select(self.entry)):
            before = element.getprevious()
            anchors = [
                a.get("id") or a.get("name") or ""
                for a in (element, *([before] if before is not None else []), *element.iter("a"))
            ]
            match = next((m for ident in anchors if (m := re.match(r"^c(?:omment_)?(\d+)$", ident))), None)
            label = "".join(
                str(text)
                for node in element.iter()
                if "Title" in (node.get("class") or "") or "title" in (node.get("class") or "")
                for text in node.itertext()
            ).lower()
            kind: CommentKind = next((PINGS[ping] for ping in PINGS if ping in label[:40]), "comment")
            found.append(Entry(match[1] if match else f"b2-{place + 1}", [element], kind=kind))
        return found


class Joomla(Platform):
    """K2's flat list, and JComments, whose lists of answers name their parent."""

    name = "joomla"
    generator = ("joomla",)
    sign = """
        #k2Container, link[href*='/media/jui/'], script[src*='/media/jui/'], script[src*='/media/system/js/'],
        #jc, .item-page[itemtype*='schema.org/Article']
    """
    example = "https://community.joomla.org/blogs.html"

    title = ranked(
        """
        h2.itemTitle, h1.itemTitle, .item-page h2[itemprop='headline'], [itemprop='headline'], .page-header h1,
        .page-header h2, .contentheading, h1.title
        """
    )
    author = ranked(".itemAuthor a, .createdby [itemprop='name'], .itemAuthor, .createdby")
    published = ranked("time[itemprop='datePublished'], .published time, .itemDateCreated, .createdate, .create")
    categories = ranked(".itemCategory a, .category-name a")
    tags = ranked("ul.itemTags a, .tags a")
    body = ranked(".itemBody .itemFullText, .itemBody, [itemprop='articleBody'], .item-page, .article-content")
    cut = """
        .itemImageBlock, .itemToolbar, .itemRatingBlock, .article-info, .icons, .pager, .pagenav, .itemLinks,
        .itemSocialSharing, h2[itemprop='headline']
    """
    entry = "ul.itemCommentsList > li, #comments [id^='comment-item-'], .comments-list > [id^='comment-item-']"
    aside = ".latestItemsContainer, .moduletable, #jc-latest, .k2LatestCommentsBlock"
    fields = Fields(
        author=ranked(".commentAuthorName, .comment-author, .author"),
        date=ranked(".commentDate, .comment-date"),
        body=ranked(".comment-body, p"),
        permalink=ranked(".commentLink a, a.comment-anchor"),
        controls=".commentLink, .comments-buttons, .comments-vote, .comment-box-inner .toolbar, .commentToolbar",
    )

    def entries(self, document: Document) -> list[Entry]:
        """`#comment-item-7` in `#comments-list-3` answers 3."""
        found = []
        for place, element in enumerate(document.select(self.entry)):
            ids = [element.get("id") or "", *(a.get("id") or a.get("name") or "" for a in element.iter("a"))]
            match = next((m for ident in ids if (m := re.search(r"^comment(?:-item-|-)?(\d+)$", ident))), None)
            parent = element.getparent()
            above = re.match(r"comments-list-([1-9]\d*)$", (parent.get("id") or "") if parent is not None else "")
            ident = match[1] if match else f"joomla-{place + 1}"
            found.append(Entry(ident, [element], above[1] if above else None))
        return found


def _txp_id(element: object) -> str | None:
    for node in element.iter("a", "li", "article"):  # type: ignore[attr-defined]
        for value in (node.get("id") or "", (node.get("href") or "").partition("#")[2]):
            if match := re.match(r"^c0*(\d+)$", value):
                return match[1]
    return None
