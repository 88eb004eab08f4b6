"""The blogs of an archive: those that blogarchive.toml names, and those that were crawled without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blogarchive import paths
from blogarchive.blogs.config import Config, Entry
from blogarchive.dataset import remembered
from blogarchive.dataset.database import open_database
from blogarchive.urls import canonical, host_of, identity, stable_id

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One blog of the list."""

    url: str
    """Where it is archived; until then, as it was added."""
    title: str | None = None
    update: bool = True
    """Whether `update` looks at it."""
    archived: bool = False
    """Whether anything of it is in the archive."""
    posts: int = 0
    comments: int = 0
    delay: float | None = None
    """Seconds between two requests, where the file has them for this blog."""
    remembered: Mapping[str, Any] = field(default_factory=dict)
    """What `crawl` was told of it, by the names of options in the file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do: whom to ask, whom to leave alone, and how slowly to ask whom."""

    urls: tuple[str, ...]
    left_out: tuple[str, ...]
    delays: Mapping[str, float]
    """By host, as `host_of` has it."""
    without_requisites: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()
    """Blogs that a browser is asked for, where the run does not ask it for all."""

    def settings(self) -> dict[str, object]:
        """As settings of the crawl."""
        slots = {host: {"delay": delay} for host, delay in self.delays.items()}
        found = {
            "BLOGARCHIVE_LEFT_OUT": list(self.left_out), "DOWNLOAD_SLOTS": slots,
            "BLOGARCHIVE_WITHOUT_REQUISITES": list(self.without_requisites),
            "BLOGARCHIVE_RENDER_ONLY": list(self.rendered),
        }  # fmt: skip
        return found | ({"BLOGARCHIVE_RENDER": True} if self.rendered else {})


def listed(data: Path, config: Config) -> list[Listed]:
    """Every blog, those of the file first; one that is named there and archived is one."""
    if (db := _opened(data)) is None:
        return [_of_entry(entry) for entry in config.blogs]
    try:
        archived = _archived(db)
        named = [(archived_as(db, entry.url), entry) for entry in config.blogs]
    finally:
        db.close()
    found: dict[str, Listed] = {}
    for home, entry in named:
        if home is None:
            found[entry.url] = _of_entry(entry)
        else:
            found[home] = replace(archived[home], update=entry.update, delay=entry.delay)
    return [*found.values(), *(blog for home, blog in archived.items() if home not in found)]


def plan(blogs: Sequence[Listed], urls: Sequence[str] = (), *, only: bool, said: Collection[str] | None = None) -> Plan:
    """What a run does for these addresses, or for every blog of the list that is to be updated where none is given.

    `only`: other blogs of the list are left alone, even where something of them waits from an earlier run.
    `said`: options that the user gives for all of them; each blog is asked as `crawl` was told, but for these. None
    where nothing that was told before counts.
    """
    wanted = {identity(url) for url in urls}
    chosen = [blog for blog in blogs if (identity(blog.url) in wanted if wanted else blog.update)]
    left_out = [blog.url for blog in blogs if blog not in chosen and blog.archived and (only or not blog.update)]
    asked = {blog.url: _asked(blog, said) for blog in chosen}
    delays = {host_of(url): told["delay"] for url, told in asked.items() if "delay" in told}
    delays |= {host_of(blog.url): blog.delay for blog in blogs if blog.delay is not None}
    return Plan(
        tuple(urls) or tuple(blog.url for blog in chosen), tuple(left_out), delays,
        without_requisites=tuple(url for url, told in asked.items() if told.get("requisites") is False),
        rendered=tuple(url for url, told in asked.items() if told.get("render")),
    )  # fmt: skip


def _asked(blog: Listed, said: Collection[str] | None) -> dict[str, Any]:
    if said is None:
        return {}
    return {name: value for name, value in blog.remembered.items() if name not in said}


def as_named(data: Path, urls: Iterable[str]) -> list[str]:
    """Addresses as the user gives them, with those of archived blogs as they are archived."""
    if (db := _opened(data)) is None:
        return list(urls)
    try:
        return [archived_as(db, url) or url for url in urls]
    finally:
        db.close()


def as_written(data: Path, config: Config, homes: Sequence[str]) -> list[str]:
    """Addresses as the file has them: a blog that was added by its feed stands there by its feed."""
    entries = [entry.url for entry in config.blogs]
    archived_as = [identity(home) for home in as_named(data, entries)]
    found = []
    for home in homes:
        written = [url for url, known in zip(entries, archived_as, strict=True) if known == identity(home)]
        found += written or [home]
    return found


def as_dict(blogs: Iterable[Listed]) -> dict[str, object]:
    """For `list --json`."""
    return {"blogs": [asdict(blog) for blog in blogs]}


def as_text(blogs: Sequence[Listed]) -> str:
    """A line for each blog."""
    return "\n".join(_line(blog) for blog in blogs) or "The archive has no blog yet: blogarchive add URL"


def _line(blog: Listed) -> str:
    held = f"{blog.posts:,} posts, {blog.comments:,} comments" if blog.archived else "not crawled yet"
    return "\t".join([blog.url, blog.title or "", held] + ([] if blog.update else ["not updated"]))


def _of_entry(entry: Entry) -> Listed:
    return Listed(url=entry.url, update=entry.update, delay=entry.delay)


def _opened(data: Path) -> Database | None:
    """The dataset; none where nothing was ever archived, though a file without tables may stand in its place."""
    file = paths.database(data)
    db = open_database(file, read_only=True) if file.exists() and file.stat().st_size else None
    if db is not None and not db["blogs"].exists():  # a disk that was full before the first table was made
        db.close()
        return None
    return db


def archived_as(db: Database, url: str) -> str | None:
    """The archived blog that an address is of: by its own address, else by where it led when it was fetched."""
    found = db.execute(
        "SELECT url FROM blogs WHERE id = ?"
        " UNION ALL SELECT blogs.url FROM urls JOIN blogs ON blogs.id = urls.blog_id WHERE urls.id = ?",
        (stable_id("blog", identity(url)), stable_id(canonical(url))),
    ).fetchone()
    return str(found[0]) if found else None


def _archived(db: Database) -> dict[str, Listed]:
    rows = db.execute(
        "SELECT url, title, (SELECT count(*) FROM posts WHERE blog_id = blogs.id AND source = 'page'),"
        " (SELECT count(*) FROM comments JOIN posts ON posts.id = comments.post_id WHERE blog_id = blogs.id)"
        " FROM blogs ORDER BY url"
    )
    told = remembered.options(db.conn) if db["blog_options"].exists() else {}  # an older version remembered nothing
    return {
        url: Listed(url=url, title=title, archived=True, posts=posts, comments=comments, remembered=told.get(url, {}))
        for url, title, posts, comments in rows
    }
