"""What blogarchive knows: a page in, posts, comments and links out. The field texts below are the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CommentKind = Literal["comment", "pingback", "trackback", "ping", "webmention"]
"""`ping` is a pingback or a trackback where the page does not say which."""

PostKind = Literal["post", "page"]
"""`page` is a standing page of a blog (About, guestbook), kept with its comments too."""

Source = Literal["page", "feed", "api", "embed"]
"""Where a reading stands: the post's own page, a feed, a platform's JSON API, a comment system's response."""

LinkKind = Literal[
    "home",  # the blog's front page
    "post",  # a post or standing page of the blog
    "candidate",  # an address within the blog that may be a post: only fetching it tells
    "listing",  # an archive, category, tag, author or "older posts" page
    "comment_page",  # one more page of a post's thread
    "feed",  # RSS, Atom or JSON Feed of posts
    "comment_feed",  # the same of comments
    "sitemap",  # sitemap or sitemap index
    "robots",  # robots.txt
    "api",  # a JSON endpoint of the platform or of a comment system
    "requisite",  # an image, style sheet, script, font or medium that a page shows
    "outside",  # of another site
    "trap",  # never followed; the reason says why
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange as it stands in a WARC file."""

    record_id: str
    """`WARC-Record-ID` without its angle brackets: `urn:uuid:…`. A record of an ARC file has none: one is made of its
    address, date and content."""
    url: str
    """`WARC-Target-URI`."""
    date: datetime
    """`WARC-Date`: when the request began, in UTC, with microseconds."""
    type: Literal["response", "revisit", "resource", "conversion"]
    """`WARC-Type` of the record; a conversion is a page with words taken out on request."""
    file: str
    """Name of the WARC or ARC file within `data/warc/`, without the `.open` of a file still being written."""
    offset: int
    """Where the record's gzip member begins in the file, in bytes."""
    length: int
    """Length of that gzip member, in bytes."""
    status: int | None = None
    """HTTP status code of the answer."""
    content_type: str | None = None
    """`Content-Type` of the answer, as sent."""
    block_digest: str | None = None
    """`WARC-Block-Digest`: over the bytes on the wire; none in ARC files."""
    payload_digest: str | None = None
    """`WARC-Payload-Digest`: over the transfer-decoded entity (WARC 1.1, section 5.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was captured under an address, ready to be read: the one input of `extract`."""

    url: str
    """The address that answered, after redirects."""
    body: bytes
    """The entity: transfer and content coding undone, character set as sent."""
    content_type: str | None = None
    """`Content-Type` as sent, for its media type and character set."""
    captured: datetime | None = None
    """When the request began, in UTC: the anchor of relative dates ("3 days ago")."""
    status: int | None = None
    """HTTP status code."""
    capture: Capture | None = None
    """The record that proves it; none for a page read from a plain file."""
    refresh: str | None = None
    """`Refresh` header as sent: seconds, and the page that is to take the place of this one."""
    cut: str | None = None
    """Why `body` is only the beginning of what was sent, in words; none where it is all."""
    total: int | None = None
    """`X-WP-Total`: how many entries WordPress's list has in all, of which this answer holds some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One entry of a thread: a comment, or a ping."""

    id: str
    """The platform's id, else a stable one of ours."""
    parent: str | None = None
    """`id` of the comment it answers; none for a root."""
    depth: int = 0
    """0 for a root, 1 for an answer to it, and so on."""
    position: int = 0
    """0-based place in reading order within the thread, answers after what they answer."""
    kind: CommentKind = "comment"
    """`comment`, `pingback`, `trackback`, `ping` (one of these two, the page does not say which) or `webmention`."""
    author: str | None = None
    """Name as shown; none where no name is shown."""
    author_url: str | None = None
    """Where the name links to."""
    published: str | None = None
    """ISO 8601 by the page's own clock, as precise as stated; an offset only where one is stated."""
    published_text: str | None = None
    """The date as the page prints it."""
    url: str | None = None
    """Permalink of the comment."""
    body_html: str | None = None
    """Its text as sanitised HTML; none for an entry without text."""
    body_text: str | None = None
    """Its text, a blank line between blocks; none for an entry without text."""
    page: int | None = None
    """Which page of a paged thread it stands on, 1 for the oldest; none where the thread is not paged."""
    source: Source = "page"
    """Where this reading stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or standing page, with the comments that this reading of it shows."""

    url: str
    """The canonical permalink."""
    kind: PostKind = "post"
    """`post`, or `page` for a blog's standing pages (About, guestbook)."""
    platform: str
    """`wordpress`, `blogger`, … or `generic`: whose rules read it."""
    title: str | None = None
    """The post's own title, without the blog's name."""
    author: str | None = None
    """Name of the author as the page shows it."""
    author_url: str | None = None
    """Where that name links to."""
    published: str | None = None
    """ISO 8601 by the page's own clock, as precise as stated; an offset only where one is stated."""
    published_text: str | None = None
    """The date as the page prints it."""
    updated: str | None = None
    """When it was last changed, in the same form."""
    language: str | None = None
    """BCP 47 tag of the post's language."""
    image: str | None = None
    """Address of the post's featured image, as its page states it."""
    categories: tuple[str, ...] = ()
    """Names of its categories, in the page's order."""
    tags: tuple[str, ...] = ()
    """Names of its tags, in the page's order."""
    body_html: str | None = None
    """The post's own content as sanitised HTML."""
    body_text: str | None = None
    """The same as text: a blank line between blocks, `- ` before list items, code verbatim."""
    comments_declared: int | None = None
    """How many comments the page says there are."""
    comments: tuple[Comment, ...] = ()
    """The thread, in reading order."""
    part: int = 1
    """Which part of a post that is split over several pages this is (WordPress's `<!--nextpage-->`)."""
    is_whole_thread: bool = True
    """Whether `comments` is all that there is at this place: of one of several answers nothing can be missing."""
    source: Source = "page"
    """Where this reading stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a page names, and what the page lets us know of it."""

    url: str
    """Absolute, without its fragment."""
    kind: LinkKind
    """What it leads to, as far as the naming page tells."""
    reason: str
    """Who names it, in a few words: `sitemap`, `feed`, `next page`, `previous post`; for a trap, which rule."""
    about: str | None = None
    """For a comment page or a part of a post: the permalink of that post."""
    updated: str | None = None
    """For a sitemap or feed entry: when it says the address last changed."""
    is_titled: bool = False
    """For a trap: whether the title of an entry leads there, so that it may be a post all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """What a page says of the blog it belongs to."""

    url: str | None = None
    """Address of the blog's front page."""
    title: str | None = None
    """The blog's own name."""
    platform: str | None = None
    """`wordpress`, `blogger`, … or `generic`."""
    language: str | None = None
    """BCP 47 tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How many posts or comments a list says there are, whether or not it names them all."""

    source: Literal["sitemap", "feed", "comment feed", "API"]
    """Who says so."""
    list: str
    """Address of the list, without the numbers that tell its pages apart."""
    what: Literal["posts", "pages", "addresses", "comments"]
    """What is counted: posts, standing pages, whatever a sitemap names, or comments."""
    count: int
    """How many there are."""
    about: str | None = None
    """An address of the blog that is meant, where the list stands on another host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one page gave."""

    page: Page
    """What was read."""
    platform: str
    """Whose rules read it: `wordpress`, `feed`, `sitemap`, … or `generic`."""
    blog: Blog | None = None
    """What it says of its blog."""
    posts: tuple[Post, ...] = ()
    """One for a post's page, many for a feed, none for a listing."""
    links: tuple[Link, ...] = ()
    """Every address it names, each once."""
    claims: tuple[Claim, ...] = ()
    """What it says that the blog has in all."""
    moved_to: str | None = None
    """Where a page that has nothing of its own sends its reader."""
    notes: tuple[str, ...] = field(default=())
    """What could not be read, in words."""


UrlState = Literal[
    "queued",  # to be fetched
    "fetching",  # handed to the downloader; a run that died leaves these, and the next one queues them again
    "done",  # fetched, read and saved
    "failed",  # could not be had; the reason says why
    "held",  # fetched only if nothing better lists the blog's posts
    "skipped",  # never fetched; the reason says why
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What is to be done about an address that a page named."""

    link: Link
    """The address, and who named it."""
    state: Literal["queued", "held", "skipped", "done"]
    """Fetch it, keep it in reserve, leave it, or count it as fetched: another address shows the same."""
    priority: int
    """Lower is fetched earlier."""
    because: str
    """Who named it, or why it is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of fetching one address of the ledger: handed from the spider to the store."""

    url_id: int
    """Id of the address in the table `urls`."""
    host: str
    """Host and port that were asked."""
    home: str | None = None
    """Front page of the blog it belongs to; none where a first fetch failed before that was known."""
    capture: Capture | None = None
    """The record that holds the answer; none where none came."""
    status: int | None = None
    """HTTP status code of the answer."""
    extraction: Extraction | None = None
    """What the page gave; none for a failure, a redirect or a requisite."""
    admissions: tuple[Admission, ...] = ()
    """What is to be done about the addresses it names."""
    failure: str | None = None
    """Why nothing was had, in words."""
    partly: str | None = None
    """Why only a part of the page was read, in words; none where all of it was."""
    refused: bool = False
    """Whether we refused to fetch it (robots.txt, private address), rather than failing to."""
    silent: bool = False
    """Whether the host did not answer: no connection came about, or nothing came over it."""
    moved_to: str | None = None
    """Where a redirect leads."""
    unread: bool = False
    """Whether the page looks like a post and is none: `rebuild` must not read one in its capture either."""
