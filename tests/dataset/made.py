"""Pages that were never fetched: captures, posts and comments for the dataset's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from blogarchive.models import Blog, Capture, Comment, Extraction, Page, Post

BLOG = "http://blog.example/"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def capture(url: str, day: int = 0, *, status: int = 200) -> Capture:
    """A capture of an address, so many days after the first run."""
    date = EPOCH + timedelta(days=day)
    record = f"urn:uuid:{url}@{day}"
    return Capture(
        record_id=record, url=url, date=date, type="response", file="made.warc.gz", offset=day, length=1, status=status
    )


def page(url: str, day: int = 0) -> Page:
    """An empty page with its capture."""
    made = capture(url, day)
    return Page(url=url, body=b"", captured=made.date, capture=made)


def extraction(*posts: Post, day: int = 0, url: str | None = None, blog: Blog | None = None) -> Extraction:
    """What the page of the first of these posts gives on some day."""
    return Extraction(page=page(url or posts[0].url, day), platform="wordpress", posts=posts, blog=blog)


def post(name: str = "one", *comments: Comment, **fields: object) -> Post:
    """A post with what every page states."""
    stated: dict[str, object] = {
        "title": name.title(),
        "author": "Anna",
        "published": "2011-12-28T19:48:00",
        "body_html": f"<p>Text of {name}</p>",
        "body_text": f"Text of {name}",
    }
    return Post(url=f"{BLOG}{name}/", platform="wordpress", comments=comments, **(stated | fields))  # type: ignore[arg-type]


def comment(ident: str, parent: str | None = None, **fields: object) -> Comment:
    """A comment with a name and a text."""
    stated: dict[str, object] = {"author": "Steve", "body_html": f"<p>Says {ident}</p>", "body_text": f"Says {ident}"}
    return Comment(id=ident, parent=parent, **(stated | fields))  # type: ignore[arg-type]
