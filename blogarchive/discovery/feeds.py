"""RSS and Atom feeds, of posts and of comments: addresses, GMT times, and a second reading of what pages show."""

from __future__ import annotations

import re
from typing import Any

from blogarchive.dates import from_machine
from blogarchive.discovery import feed_entries
from blogarchive.discovery.feed_entries import Feed
from blogarchive.discovery.feed_links import permalink
from blogarchive.discovery.lists import asked_for, counted, number, with_query
from blogarchive.html.json_text import whole
from blogarchive.html.parsing import fragment
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.limits import partly
from blogarchive.models import Blog, Claim, Comment, Extraction, Link, Page, Post
from blogarchive.urls import absolute, without_page

# "#comment-12" (WordPress), "#c12" (Blogger, Serendipity), "#isso-12", "#IDComment12": the fragment names the comment.
_COMMENT = re.compile(r"#(?:comment-|c|isso-|IDComment)(\d+)$")
# What an address of a comment holds beside the post's: WordPress's comment page, Blogger's time in milliseconds.
_COMMENT_PAGE = re.compile(
    r"(?<!/(?:19|20)\d\d/\d\d/)(?<!/(?:19|20)\d\d/\d\d/\d\d/)comment-page-\d+/?$|[?&]showComment=\d+$"
)


# &#55357;&#56832; (an emoji as two halves, as some write it), or one of them alone: no XML may hold either.
_HALVES = re.compile(rb"(?:&#(?:x0*d[89a-f][0-9a-f]{2}|0*5[5-7]\d{3});)+", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(x?)([0-9a-f]+);", re.IGNORECASE)

_ONWARD = ("next", "prev-archive")  # RFC 5005, sections 3 and 4: a paged feed, and one in volumes
_OPENSEARCH = ("startindex", "itemsperpage", "totalresults")
_ROUND = frozenset(range(10, 501, 5))


def read(page: Page) -> Extraction | None:
    """Posts or comments of a feed, each marked as read from a feed; none where the page is no feed."""
    body = _HALVES.sub(_joined, page.body) if b"&#" in page.body else page.body
    feed = feed_entries.read(body, page.content_type, page.url)
    if feed is None:
        return None
    comments = [entry for entry in feed.found if _comment_link(entry)]
    home = absolute(page.url, feed.about.get("link"))
    found = [] if comments else [(entry, permalink(page, entry, home)) for entry in feed.found]
    posts = _comment_posts(page, comments) if comments else [_post(e, link.url) for e, link in found if link.is_sure]
    links = [_link(post, "comment feed" if comments else "feed") for post in posts]
    links += [Link(url=link.url, kind="candidate", reason="feed") for _, link in found if link.url and not link.is_sure]
    links += _next_pages(page, feed) if feed.found and (not comments or _is_counted(feed)) else []
    blog = Blog(url=home, title=_text(feed.about.get("title")), language=feed.about.get("language"))
    return Extraction(
        page=page, platform="feed", blog=blog, posts=tuple(posts), links=tuple(dict.fromkeys(links)),
        claims=_claims(page, feed, of_comments=bool(comments)), notes=(partly(feed.cut),) if feed.cut else (),
    )  # fmt: skip


def _published(entry: dict[str, Any]) -> str | None:
    """When it says that it was published; RSS 1.0 has no name of its own for it, and says so in Dublin Core."""
    return entry.get("published") or entry.get("dated")


def _joined(references: re.Match[bytes]) -> bytes:
    codes = (int(digits, 16 if x else 10) for x, digits in _REFERENCE.findall(references[0]))
    return b"".join(b"&#%d;" % ord(char) for char in whole("".join(map(chr, codes))))


def _link(post: Post, named_by: str) -> Link:
    """The post, with the time of what the feed shows of it last: its change, or its newest comment."""
    times = [comment.published for comment in post.comments] or [post.updated or post.published]
    return Link(url=post.url, kind="post", reason=named_by, updated=max((t for t in times if t), default=None))


def _is_counted(feed: Feed) -> bool:
    """Whether a feed says which of its entries it shows: Blogger's; WordPress's feed of comments has no second page."""
    return all(number(feed.about.get(f"opensearch_{name}")) for name in _OPENSEARCH)


def _comment_link(entry: Any) -> str | None:
    """The permalink of a comment; Blogger leaves it out where the thread is long, and names the post that it is on."""
    if _COMMENT.search(entry.get("link") or ""):
        return str(entry["link"])
    number_there = re.search(r"^tag:blogger\.com,.*\.post-(\d+)$", entry.get("id") or "")
    post = (entry.get("thr_in-reply-to") or {}).get("href")
    return f"{post}#c{number_there[1]}" if number_there and post else None


def _post(entry: Any, url: str) -> Post:
    html = entry["content"][0]["value"] if entry.get("content") else None
    body_html, body_text = _bodies(html, entry["base"])
    updated: str | None = entry.get("updated")
    declared = entry.get("slash_comments") or entry.get("thr_total") or ""
    return Post(
        url=url, platform="feed", source="feed", title=_text(entry.get("title")), author=_text(entry.get("author")),
        published=from_machine(_published(entry)), published_text=_published(entry),
        updated=from_machine(updated) if updated != _published(entry) else None,
        body_html=body_html, body_text=body_text,
        comments_declared=int(declared) if declared.isdigit() else None,
    )  # fmt: skip


def _comment_posts(page: Page, entries: list[Any]) -> list[Post]:
    threads: dict[str, list[Comment]] = {}
    for entry in entries:
        link = _comment_link(entry)
        url = absolute(page.url, link)
        if link and url:
            threads.setdefault(without_page(_COMMENT_PAGE.sub("", url)), []).append(_comment(entry, link, url))
    return [Post(url=url, platform="feed", source="feed", comments=tuple(thread)) for url, thread in threads.items()]


def _comment(entry: Any, link: str, url: str) -> Comment:
    found = _COMMENT.search(link)
    html = entry["content"][0]["value"] if entry.get("content") else entry.get("summary")
    body_html, body_text = _bodies(html, entry["base"])
    parent = _parent(entry)
    return Comment(
        id=found[1] if found else url, parent=parent, source="feed",
        author=_text(entry.get("author")), author_url=absolute(url, (entry.get("author_detail") or {}).get("href")),
        published=from_machine(_published(entry)), published_text=_published(entry), url=link,
        body_html=body_html, body_text=body_text,
    )  # fmt: skip


def _parent(entry: Any) -> str | None:
    """WordPress names the comment in `thr:in-reply-to`, Blogger in `link[rel=related]`."""
    related = next((link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "related"), "")
    found = re.search(r"#(?:comment-|c)(\d+)$", (entry.get("thr_in-reply-to") or {}).get("ref", ""))
    found = found or re.search(r"/comments/default/(\d+)$", related)
    return found[1] if found else None


def _next_pages(page: Page, feed: Feed) -> list[Link]:
    """The next page of the feed: as it says itself (RFC 5005), else WordPress's `?paged=N`."""
    named = [absolute(page.url, link.get("href")) for link in feed.about.get("links", ()) if link.get("rel") in _ONWARD]
    if any(named):
        return [Link(url=url, kind="feed", reason="next page of the feed") for url in named if url]
    # Nobody promises these: they may be missing without anything being lost.
    return [Link(url=url, kind="listing", reason="next page of the feed") for url in _counted_on(page.url, feed)]


def _claims(page: Page, feed: Feed, *, of_comments: bool) -> tuple[Claim, ...]:
    """`<openSearch:totalResults>` (Blogger): how long the feed is with all its pages."""
    total = feed.about.get("opensearch_totalresults") if feed.found else None
    if of_comments:
        return counted(page, total, "comments", by="comment feed")
    return counted(page, total, by="feed")


def _counted_on(url: str, feed: Feed) -> list[str]:
    """The next page by its number: OpenSearch's index (Blogger), `?paged=` (WordPress), `?page=`."""
    first, size, total = (number(feed.about.get(f"opensearch_{name}")) for name in _OPENSEARCH)
    if first and size and total:
        return [with_query(url, **{"start-index": first + size, "max-results": size})] if first + size <= total else []
    if "wordpress" in str(feed.about.get("generator", "")).lower() or asked_for(url, "paged"):
        return [with_query(url, paged=(asked_for(url, "paged") or 1) + 1)]
    # Others tell by their length that they were cut: ten posts, fifteen, twenty.
    if asked_for(url, "page") is not None or len(feed.found) in _ROUND:
        return [with_query(url, page=(asked_for(url, "page") or 1) + 1)]
    return []


def _text(value: str | None) -> str | None:
    """Titles and names stand in feeds as text or as HTML; escaped markup is left in either."""
    return _plain(value).replace("\n", " ") or None if value and value.strip() else None


def _plain(markup: str) -> str:
    return plain_text(fragment(markup)).strip() if markup.strip() else ""


def _bodies(markup: str | None, url: str) -> tuple[str | None, str | None]:
    return (clean_html(markup, url) or None, _plain(markup) or None) if markup else (None, None)
