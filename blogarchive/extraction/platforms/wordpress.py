"""WordPress, self-hosted or on WordPress.com: the markup of its core, and what its themes call the same things."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.extraction.bylines import PINGS, ping_said
from blogarchive.extraction.comments.entries import Entry, Fields, with_description
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.extraction.terms import labels
from blogarchive.extraction.words import SAYING
from blogarchive.html.css import ranked
from blogarchive.html.text import beginning, has_text, text_of
from blogarchive.html.tree import PLACE, Spans, is_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element
    from blogarchive.models import CommentKind, PostKind

# <li id="comment-12">, <li id="li-comment-12"><article id="comment-12">, <div id="div-comment-12">,
# the Disqus plugin's server-side list <li id="dsq-comment-12">
ENTRY_ID = re.compile(r"^(?:li-|div-|dsq-|post-)?(?:comment|trackback|pingback)-?(\d+)$")
# wpDiscuz: <div id="wpd-comm-12_7"> is comment 12 answering 7 (0: a root); before version 7 <div id="wc-comm-12_7">
WPDISCUZ_ID = re.compile(r"^(?:wpd|wc)-comm-(\d+)_(\d+)$")
PERMALINK_ID = re.compile(r"#(?:li-|div-)?comment-(\d+)$")
DEPTH = re.compile(r"(?:^|\s)depth-(\d+)(?:\s|$)")
ITEM_CLASSES = ("comment", "pingback", "trackback", "webmention", "ping")
ITEM_TAGS = frozenset({"li", "div", "article", "dt", "section", "tr", "dd"})
PING_LISTS = re.compile(
    r"^(?:the)?(?:ping|trackback|pingback)s?-?_?(?:list)?s?$|^(?:ping|trackback)s?[-_]?(?:list|backs?)\b", re.IGNORECASE
)


class WordPress(Platform):
    """Any theme: the core's classes first, then what themes of twenty years call the same things."""

    name = "wordpress"
    generator = ("wordpress", "powered by wordpress")
    sign = (
        'link[rel="https://api.w.org/"], link[rel~="EditURI"][href*="xmlrpc.php"], link[href*="/wp-content/"], '
        'script[src*="/wp-content/"], script[src*="/wp-includes/"], img[src*="/wp-content/"], '
        'link[rel="pingback"][href*="xmlrpc.php"], form[action*="wp-comments-post.php"], link[href*="s0.wp.com"]'
    )
    example = "https://wordpress.org/news/"

    single = """
        body.single, body.single-post, body.singular, body.page, body.singular-post,
        #commentform, form[action*='wp-comments-post.php'], ol.commentlist, ol.comment-list, #respond
    """
    listing = """
        body.home:not(.page), body.blog, body.archive, body.search, body.error404, body.category, body.tag,
        body.date, body.author
    """
    standing = "body.page:not(.single), body.page-template, body.singular-page"

    title = ranked(
        """
        h1.entry-title, h1.post-title, h1.wp-block-post-title, h2.wp-block-post-title, h2.entry-title,
        h1.single-title, h1.posttitle, h1.title, h1.article-title, h2.post-title, h2.posttitle, h1.page-title,
        h1.post_title, h2.title, h2.post_title, h3.entry-title, h3.post-title, h1[itemprop='headline'],
        .post-title, .entry-title, .post h1, .hentry h1, article h1, .post > h2, .hentry > h2, .post h2
        a[rel~='bookmark'], .post > h3, .posttitle, h2 > a[rel~='bookmark']
        """
    )
    author = ranked(
        """
        .entry-meta .author .fn, .post-meta .author .fn, .byline .author .fn, .post .author.vcard a, .byline
        .author a, .byline a[rel~='author'], .hentry .author.vcard .fn, article .author.vcard .fn,
        .author.vcard, .wp-block-post-author__name, .wp-block-post-author-name, a.url.fn[rel~='author'],
        a[rel~='author']:not(.author-link), .entry-author-name, .entry-author, .post-author a, .post-author,
        .byline .author, .author-name, .post-info .author, .info .author a, .entry-meta a[href*='/author/'],
        .post-meta a[href*='/author/'], .byline a, [itemprop='author'] [itemprop='name'], .postmetadata
        a[href*='/author/'], .meta a[href*='/author/'], .author a:not(.author-link), .author-title, .byline,
        .posted-by
        """
    )
    published = ranked(
        """
        time.entry-date.published, time.published, time.entry-date, .wp-block-post-date time,
        time[itemprop='datePublished'], abbr.published, .entry-meta time, .post-meta time, .entry-date,
        .published, .post-date, .postdate, time.entry-time, article time[datetime], .entry-meta .date,
        .post-meta .date, .post .date, .info .date, .postmetadata .date, .postmetadata, .postmetadata small,
        .entry-utility, .metadata, .meta-date, .posted-on, .entry-time, .post_date, .post-info
        """
    )
    updated = ("time.updated:not(.published)", "meta[property='article:modified_time']")
    categories = ranked(
        """
        #postpath a[rel~='category'], .taxonomy-category a,
        a[rel~='category']:not([href*='/tag/']):not([href*='/etiqueta/']):not([href*='/autor/']),
        a[rel='tag'][href*='/category/'], .cat-links a, .post-categories a, .entry-categories a, .categories
        a:not([href*='/tag/']), .postmetadata a[href*='/category/'], .category a:not([href*='/tag/']), .post-category
        a:not([href*='/tag/']), .entry-category a, .entry-meta
        a[href*='/category/'], .post-meta a[href*='/category/'], .meta a[href*='/category/']
        """
    )
    tags = ranked(
        """
        .taxonomy-post_tag a, a[rel='tag']:not([href*='/category/']), .tags-links a, .tag-links a, .post-tags a,
        .entry-tags a, .tags a[href*='/tag/']
        """
    )
    body = ranked(
        """
        .wp-block-post-content, .entry-content, .post-content, .postcontent, .storycontent, .post-entry,
        .td-post-content, .entry-body, .single-content, .article-content, .post-body, .the-content,
        .post_content, .entry_content, .content-inner, .blog-content, .single-post-content,
        [itemprop='articleBody'], .entry, .post .content, .post-text, .pagecontent, .post-bodycopy,
        .snap_preview, .format_text, .post .text, .inside_text
        """
    )
    cut = """
        .cat_tags, .postmetadata, .post-tags, .entry-meta, .post-meta, .wp-block-post-terms, .tags-links,
        .feedback, .meta, h1.entry-title, .entry-header, .sociable, .addcomment,
        .wp-block-jetpack-subscriptions, .wp-block-button, .print-link, .post-views, .wp-video-playlist,
        #wp-subscribe, .entry-utility
    """
    declared = ranked(
        """
        .comments-title, #comments-title, .wp-block-comments-title, #comments h2, #comments h3, h2#comments,
        h3#comments, .comments-number, #commenttab, .comment-count
        """
    )
    protected = """
        form.post-password-form, form[action*='wp-login.php?action=postpass'], .post-password-required
        form[action*='postpass'], form[action*='wp-pass.php']
    """
    aside = """
        .widget, .widget-area, #sidebar, .sidebar, #secondary, .related, .related-posts, .jp-relatedposts,
        .yarpp-related, .author-box, .navigation, .nav-links, .post-navigation, #footer, .site-footer,
        footer#colophon, .recentcomments, .mega-menu, .wp-block-query, .wp-block-latest-posts, .entry-related,
        #recentcomments
    """

    fields = Fields(
        author=ranked(
            """
            .fn, .p-author .p-name, .wp-block-comment-author-name, .wpd-comment-author, .wc-comment-author,
            .comment-author-name, [itemprop='author']
            [itemprop='name'], [itemprop='creator'] [itemprop='name'], .comment-author-link, .comment_author,
            .commentauthor, .comment-author, .comments-author, .comment-name, .authorname, .author-name,
            [id^='dsq-author-user-'], [id^='dsq-author-link-'], [id^='commentauthor-'], .comment-user,
            .commenter, .comment-header-author, cite, .author, .user-name, .username, .name, .comment-meta
            strong, [itemprop='author'], .vcard, a.url, a[rel~='external'][rel~='nofollow'], h4 a[rel~='nofollow'],
            h3, h4, h5, strong
            """
        ),
        date=ranked(
            """
            time[datetime], abbr[title], .wpd-comment-date, .wc-comment-date, .comment-time-details, .human-time,
            .comment-meta
            a[href*='#comment'], .comment-metadata a, .commentmetadata a, a[href*='#comment-'], .comment-date,
            .comment_date, .comment-time, .comment-meta, .commentmetadata, .date, .time, .meta, .published,
            small
            """
        ),
        body=ranked(
            """
            .wp-block-comment-content, .wpd-comment-text, .wc-comment-text, [id^='dsq-comment-message-'],
            .comment-item-text, .comment-text, .comment_text, .commenttext, .commentcontent, .comment-content,
            .comment-entry,
            [itemprop='commentText'], [itemprop='text'], .comment-txt, .comment-message, [id^='commentbody-'],
            [id^='comment-body-'], .comment-body, .comment_body, .commentbody, .comment_content, .text, .content
            """
        ),
        permalink=(
            "a[href*='#comment-']:not([href*='replytocom'])",
            "a[href*='#li-comment-']",
            "a[href*='#div-comment-']",
        ),
        controls="""
            .reply, .comment-reply, .comment-reply-link, .comment-reply-login, .comment-edit-link,
            .comment-actions, .wp-block-comment-reply-link, .wp-block-comment-edit-link, .comment-likes,
            .comment-awaiting-moderation, .wpd-comment-footer, .wc-comment-footer,
            .wc-comment-label, .wc-comment-link, .wc-toolbar, .wpd-toolbar, .wpd-comment-share, .wpd-form,
            .comment-operations, .comment-item-source, .act, .controls, .quote, .says, .avatar, .comment-avatar,
            .wprm-comment-rating, .wp-block-avatar, .edit-link, .comment-edit, .actions, .thepermalink,
            .permalink, .reply-link, .comment-respond, .comment-rating, .ratingblock, .comment-vote,
            .cld-like-dislike-wrap, .jetpack-comment-likes-widget-wrapper, .wpulike, .comment_flag,
            .wpzoom-rcb-comment-rating, .comment-num, .comment-count, .comment-number, .commentnumber,
            .commentcount, .comment-counter, .comment-link, .dsq-comment-buttons, .comment-controls,
            .comment-tools, .cluv, .tools, .comment-permalink, .comment-footer-meta
        """,
        name_noise=re.compile(rf"\s*(?:\b(?:{SAYING}))?\s*[:,]?\s*$", re.IGNORECASE),
    )

    def kind(self, document: Document) -> PostKind | None:
        """An attachment's page shows one image of a post, and is neither post nor page, whatever else it looks like."""
        return (
            None
            if document.has("body.attachment, body.single-attachment, .hentry.type-attachment")
            else super().kind(document)
        )

    def entries(self, document: Document) -> list[Entry]:
        """By id first, for the id states the platform's own; then items that only their class marks."""
        found = _by_id(document)
        items = sorted(found + _by_class(document, found), key=lambda entry: entry.element.place)
        trackbacks = Spans(e for e in document.by_id.get("thetrackbacks", ()) if e.tag == "ol")
        items = [_of_kind(entry, in_list_of_pings=trackbacks.hold(entry.element)) for entry in items]
        return items + _labelled_pings(items) + _bare_pings(document, items)

    def names(self, document: Document, choice: Iterable[str], found: Findings) -> tuple[str, ...]:
        """Also those that a theme prints in a column beside the post, if nowhere else: all in one line or list."""
        names = super().names(document, choice, found)
        if names or choice is not self.categories:
            return names
        shown = document.select("a[rel~='category']")
        beside = [e for e in shown if not any(above in found.thread for above in e.iterancestors())]
        lines = {e.parent if e.parent is None or e.parent.tag != "li" else e.parent.parent for e in beside}
        return labels(document, beside, found) if len(lines) == 1 else ()

    def level(self, entry: Entry) -> int | None:
        """`depth-2` in the item's class."""
        for element in entry.elements:
            if match := DEPTH.search(element.get("class") or ""):
                return int(match[1])
        return None


def _by_id(document: Document) -> list[Entry]:
    found: dict[str, list[Element]] = {}
    parents: dict[str, str] = {}
    seen: set[str] = set()
    asides = Spans(document.select(WordPress.aside))
    numbered: dict[Element, str] = {}
    for ident, elements in document.by_id.items():
        match = ENTRY_ID.match(ident) or WPDISCUZ_ID.match(ident)
        if match:
            numbered.update(dict.fromkeys((e for e in elements if e.tag in ITEM_TAGS), match[1]))
    for element in sorted(numbered, key=PLACE):
        number = numbered[element]
        ident = element.get("id") or ""
        if asides.hold(element) or ident in seen:  # some themes print a thread twice, once for small screens
            continue
        seen.add(ident)
        if number not in found:
            found[number] = [_outer(element, numbered)]
        elif not any(is_within(element, part) for part in found[number]):
            found[number].append(element)
        if (match := WPDISCUZ_ID.match(ident)) and match[2] != "0":
            parents[number] = match[2]
    return [
        Entry(number, with_description(parts[0]) if parts[0].tag == "dt" else parts, parents.get(number))
        for number, parts in found.items()
    ]


def _outer(element: Element, numbered: dict[Element, str]) -> Element:
    """The item around the numbered element: `<li class="comment depth-1"><div id="comment-12">`."""
    parent = element.getparent()
    while parent is not None and parent not in numbered:
        classes = (parent.get("class") or "").split()
        if parent.tag != "li" and not (parent.tag == "div" and any(name in classes for name in ITEM_CLASSES)):
            break
        if next((e for e in parent.iter() if e in numbered), None) is not element:
            break
        element, parent = parent, parent.getparent()
    return element


_BEGIN = 4
"""Elements of an item within which its id stands."""
_LEAST = 25
"""Characters that name, date and text of a comment take together; `<li class="comment">12 Comments</li>` is none."""


def _by_class(document: Document, known: list[Entry]) -> list[Entry]:
    """Items without an id: pings of many themes, and threads of themes that print none."""
    taken = {element for entry in known for element in entry.elements}
    numbers = {entry.id for entry in known}
    asides = set(document.select(WordPress.aside))
    places = sorted(element.place for element in taken)
    chosen: list[Element] = []
    candidates = {
        e for name in ITEM_CLASSES for e in document.by_class.get(name, ()) if e.tag in ("li", "div", "article")
    }
    for element in sorted(candidates, key=PLACE):
        names = element.get("class") or ""
        if not DEPTH.search(names) and (element.tag != "li" or _is_short(element, names)):
            continue
        above = next((a for a in element.iterancestors() if a in taken or a in asides), None)
        if element in taken or above in asides or not has_text(element) or _number_in(element) in numbers:
            continue
        if above is not None and not _between_is_list(element, above):
            continue
        if _holds(element, places) and not _has_own(element, places):
            continue
        taken.add(element)
        insort(places, element.place)
        chosen.append(element)
    return [_anonymous(element, place) for place, element in enumerate(chosen)]


def _number_in(element: Element) -> str | None:
    """The number of the comment that it is, or that begins it."""
    idents = (inner.get("id") or "" for inner in islice(element.iter("*"), _BEGIN))
    return next((match[1] for ident in idents if (match := ENTRY_ID.match(ident))), None)


def _is_short(element: Element, names: str) -> bool:
    return "comment" in names.split() and len(text_of(element)) < _LEAST


def _between_is_list(element: Element, above: Element) -> bool:
    node = element.getparent()
    while node is not None and node is not above:
        if node.tag in ("ul", "ol"):
            return True
        node = node.getparent()
    return False


def _holds(element: Element, places: list[int]) -> bool:
    """Whether one of these places is in the element, or is its own."""
    found = bisect_left(places, element.place)
    return found < len(places) and places[found] < element.end


def _has_own(element: Element, places: list[int]) -> bool:
    """Whether the item holds text of its own beside the entries within it."""
    return any(not _holds(child, places) and text_of(child) for child in element)


# <li><p>Pingback: <a href="SOURCE">TITLE</a></p></li> among the comments, under whatever class
_PING_LABEL = re.compile(r"(?P<kind>ping|track)back\s*(?::|from\b|by\b|von\b)", re.IGNORECASE)


def _labelled_pings(items: list[Entry]) -> list[Entry]:
    """Pings that neither id nor class tells from a comment: they begin with what they are."""
    taken = {element for entry in items for element in entry.elements}
    lists = {parent for element in taken if (parent := element.getparent()) is not None and parent.tag in ("ul", "ol")}
    found: list[Entry] = []
    for element in (child for one in sorted(lists, key=PLACE) for child in one if child.tag == "li"):
        if element not in taken and (match := _PING_LABEL.match(beginning(element, 16))):
            found.append(Entry(f"label-{len(found) + 1}", [element], kind=PINGS[f"{match['kind'].lower()}back"]))
    return found


# <div class="trackbacks"><a rel="external nofollow" class="url" href="SOURCE">TITLE</a></div>
_BARE = ".trackbacks a.url, .pings a.url, .pingbacks a.url, #trackbacks a.url, #pings a.url, .trackback-list a.url"


def _bare_pings(document: Document, items: list[Entry]) -> list[Entry]:
    """Pings of themes that print no more than a link each."""
    taken = {element for entry in items for element in entry.elements}
    found = [link for link in document.select(_BARE) if not any(above in taken for above in link.iterancestors())]
    holders = [link if len(parent := link.getparent()) > 1 else parent for link in found]  # type: ignore[arg-type]
    return [Entry(f"ping-{place + 1}", [holder], kind="ping") for place, holder in enumerate(holders)]  # type: ignore[list-item]


def _anonymous(element: Element, place: int) -> Entry:
    for link in element.iter("a"):
        if match := PERMALINK_ID.search(link.get("href") or ""):
            return Entry(match[1], [element])
    return Entry(
        f"{next((n for n in ITEM_CLASSES if n in (element.get('class') or '').split()), 'entry')}-{place + 1}",
        [element],
    )


def _of_kind(entry: Entry, *, in_list_of_pings: bool) -> Entry:
    # iNove prints class="trackback" on pings of either kind: there the list comes first.
    if not in_list_of_pings and (kind := _classed(entry)):
        return replace(entry, kind=kind)
    if in_list_of_pings or _is_listed_as_ping(entry.element):
        return replace(entry, kind="ping", is_root=True)
    return replace(entry, kind=ping_said(entry.element) or "comment")


def _classed(entry: Entry) -> CommentKind | None:
    names = (name for element in entry.elements for name in (element.get("class") or "").split())
    return next((PINGS[name] for name in names if name in PINGS), None)


def _is_listed_as_ping(element: Element) -> bool:
    parent = element.getparent()
    is_list = False
    while parent is not None and parent.tag in ("ul", "ol", "div", "section"):
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}".split()
        if any(PING_LISTS.match(name) for name in names):
            return True
        if is_list:  # <div id="trackbacks"><ol><li>
            break
        is_list = parent.tag in ("ul", "ol")
        parent = parent.getparent()
    return False
