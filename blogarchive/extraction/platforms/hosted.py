"""Hosted platforms whose pages carry the post and mostly leave the thread to a script: Ghost, Squarespace, Medium …"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive import dates
from blogarchive.extraction.comments.entries import Entry, Fields, named_after
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import Comment, PostKind


class Ghost(Platform):
    """Its comments come from the members' API."""

    name = "ghost"
    generator = ("ghost",)
    sign = """
        script[data-ghost], script[data-ghost-comments], link[href*='/public/cards.min.css'],
        #ghost-comments-root
    """
    example = "https://ghost.org/changelog/"

    single = "body.post-template"
    listing = "body.home-template, body.tag-template, body.author-template, body.paged, body.archive-template"
    standing = "body.page-template"
    title = ranked(
        """
        h1.gh-article-title, h1.article-title, h1.post-full-title, h1.post-title, h1.single-title, article h1
        """
    )
    author = ranked(
        """
        .gh-article-author-name a, .post-meta a.author, a.author, .author-name a, .author-name,
        .article-byline-meta .author-name,
        .post-full-author-name, .byline-name a, .gh-card-author, .author-list a.author-name, a[href*='/author/']
        """
    )
    published = ranked(
        """
        time.byline-meta-date, .gh-article-meta time, .post-full-meta-date, time[datetime],
        meta[property='article:published_time']
        """
    )
    tags = ranked(
        """
        a.gh-article-tag, .article-tag a, .post-full-tags a, .post-tag, .gh-article-meta a[href*='/tag/'],
        section.post-full-meta a, .tag-list a, article a[href*='/tag/']
        """
    )
    body = ranked(
        """
        .gh-content, .post-full-content .post-content, .post-content, .article-content, .post-full-content,
        .c-content, .single-content
        """
    )
    cut = """
        .gh-subscribe, .kg-signup-card, .kg-cta-card, .kg-header-card, .gh-post-upgrade-cta, .subscribe-form,
        .post-full-footer, .kg-product-card-rating
    """
    aside = ".read-more-wrap, .gh-read-next, .read-next, .related-wrapper, .post-card, .gh-card, .recommended"

    def is_protected(self, document: Document) -> bool:
        """A post for members shows the call to become one, below as much of its text as is free."""
        calls = document.select(".gh-post-upgrade-cta")
        return any(text_of(call) == text_of(around) for call in calls if (around := call.getparent()) is not None)


class Squarespace(Platform):
    """Its comments come by script; archives and older pages hold them as a list."""

    name = "squarespace"
    generator = ("squarespace",)
    sign = """
        script[src*="static1.squarespace.com"], script[src*="assets.squarespace.com"],
        link[href*="static1.squarespace.com"], .sqs-layout
    """
    example = "https://www.squarespace.com/blog"

    listing = "body.view-list"
    single = "body.view-item"
    standing = "body.collection-type-page"
    title = ranked(
        """
        h1.blog-item-title, h1.BlogItem-title, h1.entry-title, h1.Blog-title--item, .blog-item-title h1, article
        h1, h1[itemprop='headline'], h1.title, h2.title
        """
    )
    author = ranked(
        """
        .blog-author-name, .Blog-meta-item--author, .author a, .blog-item-author-name, .entry-author,
        .blog-meta-item--author
        """
    )
    published = ranked(
        """
        meta[itemprop='datePublished'], time.published, .blog-meta-item--date, time.Blog-meta-item--date,
        .blog-item-date-wrapper time, time[datetime], .date
        """
    )
    categories = ranked(
        """
        .blog-categories, .blog-item-category, .blog-categories-list a, .categories a, .BlogItem-categories a,
        .blog-meta-item--categories a
        """
    )
    tags = ranked(".blog-tags a, .blog-meta-item--tags a, .tags a, .BlogItem-tags a, .blog-item-tag, .entry-tags a")
    body = ranked(
        """
        .blog-item-content, .BlogItem-content, .blog-item-content-wrapper, .entry-content, article .sqs-layout,
        article.hentry .body, .sqs-layout
        """
    )
    cut = """
        .newsletter-block, .summary-v2-block, .form-block, .socialaccountlinks-v2-block, .sqs-block-button,
        .sqs-block-newsletter, .sqs-block-form, .sqs-block-summary-v2, .blog-item-author-profile-wrapper,
        .tagcloud-block, .amazon-block
    """
    aside = ".summary-item, .sidebar, footer, .item-pagination, .blog-item-pagination"
    entry = ".squarespace-comments .comment, .comments-content .comment"
    entry_id = re.compile(r"comment-(\w+)$")
    fields = Fields(
        author=ranked(".author, .fn"),
        date=ranked(".date, time"),
        body=ranked(".comment-body, .body"),
        controls=".comment-likes, .comment-actions, .avatar, .reply, .controls",
    )


class Weebly(Platform):
    """A flat list that names its levels: `blogCommentLevel1`."""

    name = "weebly"
    generator = ("weebly",)
    sign = "link[href*='editmysite.com'], script[src*='editmysite.com'], #wsite-content"
    example = "https://www.weebly.com/blog"

    title = ranked("h2.blog-title, .blog-title-link, h1.blog-title")
    author = ranked(".blog-author, .blog-author-name")
    published = ranked(".blog-date .date-text, p.blog-date, .date-text")
    categories = ranked(".blog-post .blog-category a, .blog-category-list a")
    body = ranked(".blog-content, .blog-post .paragraph")
    cut = ".blog-social, .blog-comments-bottom, .blog-separator, .blog-notice-comments-closed"
    aside = ".blog-sidebar, #wsite-menus, .blog-sidebar-separator"
    declared = ranked(".blog-comments, .blog-link, #commentPostDiv h2")
    fields = Fields(
        author=ranked(".blogCommentAuthor .name, .blogCommentAuthor"),
        date=ranked(".blogCommentDate"),
        body=ranked(".blogCommentText"),
        controls=".blogCommentReply, .blogCommentReplyWrapper",
    )
    _button = re.compile(r"comment_id\D{1,4}(\d+)|replyTo\D{1,6}(\d+)|(?:reply|comment)-?(\d{4,})", re.IGNORECASE)

    def entries(self, document: Document) -> list[Entry]:
        """The id stands only in the script of the reply button."""
        return [
            Entry(self._number(element) or f"weebly-{place + 1}", [element])
            for place, element in enumerate(document.select(".blogCommentWrap"))
        ]

    def _number(self, element: object) -> str | None:
        for node in element.iter("a", "span", "div"):  # type: ignore[attr-defined]
            for name in ("onclick", "id", "data-comment-id"):
                if match := self._button.search(node.get(name) or ""):
                    return next(group for group in match.groups() if group)
        return None

    def level(self, entry: Entry) -> int | None:
        """`blogCommentLevel2`"""
        match = re.search(r"blogCommentLevel(\d+)", entry.element.get("class") or "")
        return int(match[1]) if match else None


class Medium(Platform):
    """The article; its responses are posts of their own."""

    name = "medium"
    sign = """
        meta[property="al:android:package"][content="com.medium.reader"],
        link[rel="search"][href*="medium.com/osd.xml"], link[href*="cdn-client.medium.com"], body.postShowScreen
    """
    example = "https://medium.com/blog"

    title = ranked("h1[data-testid='storyTitle'], h1.pw-post-title, h1.graf--title, h3.graf--title, article h1")
    author = ranked(
        """
        a[data-testid='authorName'], .pw-author-name, a[data-action='show-user-card'].ds-link,
        .postMetaInline-authorLockup a
        """
    )
    published = ranked("[data-testid='storyPublishDate'], time[datetime], meta[property='article:published_time']")
    tags = ranked("ul.tags a, a[href*='/tag/'].link, .js-postTags a, a[href*='/tag/']")
    body = ranked(".postArticle-content, .section-content, article section, article")
    cut = """
        .speechify-ignore, .pw-multi-vote-count, .graf--title, [data-testid='authorPhoto'], .postMetaInline,
        [data-testid='storyTitle'], .js-postFooter
    """


class Substack(Platform):
    """The post, and of its thread the first two comments: the rest comes from its API."""

    name = "substack"
    sign = """
        link[href*="substackcdn.com"], script[src*="substackcdn.com"], img[src*="substackcdn.com"],
        link[href*="cdn.substack.com"], script[src*="cdn.substack.com"]
    """
    example = "https://on.substack.com/"

    listing = ".archive-page"
    title = ranked("h1.post-title, article h1.post-title, h1[class*='post-title'], article h1")
    author = ranked(
        """
        .post-header .profile-hover-card-target a, .byline-wrapper a, .author-name, .post-header a[href*='/@'],
        .profile-hover-card-target a
        """
    )
    published = ranked(".post-header time, .post-date time, meta[property='article:published_time']")
    tags = ranked(".post-tags a, .post-tag")
    body = ranked(".available-content .body.markup, .body.markup, .available-content")
    cut = """
        .subscription-widget-wrap, .subscribe-widget, .button-wrapper, .subscription-widget, .paywall,
        .paywall-jump, .captioned-button-wrap, .install-substack-app-embed, .community-chat, .digest-post-embed,
        .embedded-post-wrap, .image-link-expand, .poll-embed, .header-anchor-parent, .directMessage, .post-ufi
    """
    declared = ranked(".post-ufi-comment-button .label, .comments-page .comment-count")
    aside = ".related-posts, .single-post-section .portable-archive-list, .recommendations"
    entry = ".comment"
    entry_id = re.compile(r"comment-(\d+)")
    fields = Fields(
        author=ranked(
            """
            .comment-meta .profile-hover-card-target a, .comment-meta
            .commenter-name a, .commenter-name a, .commenter-name, .comment-meta a[href*='/profile/'],
            .comment-meta a[href*='/@']
            """
        ),
        date=ranked(
            """
            a.comment-timestamp, .comment-timestamp, .comment-meta a[title], a[href*='/comment/'][title],
            a[href*='/comment/']
            """
        ),
        body=ranked(".comment-body, .comment-content .markup"),
        permalink=ranked("a.comment-timestamp, a[href*='/comment/']"),
        controls="""
            .comment-actions, .comment-head .user-head, .highlight, .author-badge, .show-all-toggle, [role='button']
        """,
    )

    def entries(self, document: Document) -> list[Entry]:
        """`div.comment` within `div.comment-list`; the id stands in an anchor or in the permalink."""
        found: dict[str, Entry] = {}
        for element in document.select(self.entry):
            match = next((m for a in element.iter("a", "div") if (m := self._id(a.get("id"), a.get("href")))), None)
            ident = match[1] if match else f"substack-{len(found) + 1}"
            if ident not in found:
                author, name = _by_label(element)
                found[ident] = Entry(ident, [element], author=author, name=name)
        return list(found.values())

    def comments(self, document: Document, entries: list[Entry]) -> tuple[Comment, ...]:
        """The page prints "8d"; the exact times stand in the state that its script starts from."""
        times = _preloaded_times(document)
        found = super().comments(document, entries)
        return tuple(replace(c, published=times.get(c.id, c.published)) for c in found)

    def _id(self, ident: str | None, href: str | None) -> re.Match[str] | None:
        return re.search(r"^comment-(\d+)", ident or "") or re.search(r"/comment/(\d+)", href or "")


def _by_label(element: Element) -> tuple[Element | None, str | None]:
    """`<div role="article" aria-label="Comment by NAME">`, for the classes around the name change with each release."""
    for node in element.iter("div"):
        if match := re.match(r"^Comment by (.+)$", node.get("aria-label") or ""):
            return next((a for a in node.iter("a") if text_of(a) == match[1]), None), match[1]
    return None, None


# window._preloads = JSON.parse("{\"comments\":[{\"id\":1,\"date\":\"2022-06-12T20:54:47.577Z\" …
# and until 2022: window._preloads = {"comments":[{"id":1,"date":"2022-06-12T20:54:47.577Z" …
def _preloaded_times(document: Document) -> dict[str, str]:
    state = document.assigned("window._preloads")
    comments = state.get("comments") if isinstance(state, dict) else None
    listed = [c for c in comments if isinstance(c, dict)] if isinstance(comments, list) else []
    return {str(c["id"]): date for c in listed if c.get("id") and (date := dates.from_machine(str(c.get("date"))))}


class Tumblr(Platform):
    """Any markup at all; of the notes, answers with text are comments."""

    name = "tumblr"
    sign = """
        meta[name="tumblr-theme"], link[href*="assets.tumblr.com"], script[src*="assets.tumblr.com"],
        iframe[src*="assets.tumblr.com"], meta[property="al:android:package"][content="com.tumblr"]
    """
    example = "https://staff.tumblr.com/"

    title = ranked("article h1, .post h1, .post h2, .post-title, .post h3, h1.title, h2.title, h3.title")
    author = ranked(".post .author, .byline a, .post-author")
    published = ranked(
        """
        time[datetime], .post .date, .date, .post-date, .permalink, meta[property='article:published_time']
        """
    )
    tags = ranked(".post a[href*='/tagged/'], .tags a[href*='/tagged/'], a[href*='/tagged/'], a.tag")
    body = ranked(
        """
        .post-content, .post .body, .body-text, .post .caption, .entry, .post .copy, .regular, .post .text,
        article .content, .post
        """
    )
    cut = """
        .notes, ol.notes, .tags, .post-notes, .note-count, .like_button, .reblog_button, .permalink, .source,
        .meta, .date, #disqus_thread, .controls
    """
    entry = "ol.notes li.note.reply"
    fields = Fields(
        author=ranked(".action a.tumblelog, a.tumblelog, .action a"),
        body=ranked(".answer_content, blockquote, .note_content"),
        controls=".avatar_frame, .clear",
    )

    def entries(self, document: Document) -> list[Entry]:
        """Notes have no ids, and further answers hold more of them."""
        return [Entry(named_after(element), [element]) for element in document.select(self.entry)]

    def kind(self, document: Document) -> PostKind | None:
        """Posts live under `/post/`; all else lists."""
        path = document.page.url.split("//", 1)[-1].partition("/")[2]
        return (
            "post"
            if re.search(r"(?:^|/)(?:post|private)/\d+|^[\w-]+/\d{6,}", path)
            or (not path.startswith(("tagged", "page", "archive")) and path)
            else None
        )


class HuffPost(Platform):
    """The Huffington Post's blogs of 2005 to 2014, whose answers stand in a container named after their parent."""

    name = "huffpost"
    sign = "link[href*='s.huffpost.com'], script[src*='s.huffpost.com'], img[src*='s.huffpost.com']"
    example = "https://www.huffingtonpost.com/"

    title = ranked("h1.title-news, h1.title-blog, h1.title, h1.headline__title, h1")
    author = ranked(
        ".name.fn a, .blogger_name a, .name.fn, a[rel~='author'], .wire_author, .author-card__details__name"
    )
    published = ranked("time[datetime], .posted, .times, .posted_and_updated .date, .timestamp__date--published")
    tags = ranked(
        """
        .follow_tags_cont a[href*='/news/'], .follow_tags a, .bottom_tags a, a[rel~='tag'], .entry_tags a,
        .tag-cloud a, .tags-container a
        """
    )
    categories = ranked(".entry-section a, .entry-section, .vertical_name a")
    body = ranked("#mainentrycontent, .entry_body_text, .entry_content, .post-contents, .content-list-component")
    cut = """
        .bottom_tags, .follow_tags, .float_left.social_buttons, .slideshow, .pinnable, .promotion, .hp-slideshow,
        .sbm-main-new, .follow_tags_cont
    """
    entry = ".comment_item"
    entry_id = re.compile(r"^comment_(\d+)$")
    fields = Fields(
        author=ranked(".author_name > a, .author_name a"),
        date=ranked(".comment_time"),
        body=ranked(".comment_body"),
        permalink=ranked("a.comment_permalink"),
        controls=".comment_time, .comment_bottom, .bio_teaser, .author_fans, .comment_in_response_to",
    )

    def entries(self, document: Document) -> list[Entry]:
        """`<div id="comment_7">` answers 3 where it stands in `<div id="comment_children_3">`."""
        return [replace(entry, parent=_around(entry.element)) for entry in super().entries(document)]


def _around(element: Element) -> str | None:
    boxes = (re.match(r"^comment_children_(\d+)$", above.get("id") or "") for above in element.iterancestors("div"))
    return next((match[1] for match in boxes if match), None)
