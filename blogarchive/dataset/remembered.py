"""What an archive remembers of how its blogs were asked, so that an update needs no options: by blog, and by host."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

OPTIONS = ("delay", "requisites", "render")
"""Options of `crawl` that belong to the blog, not to the run; by their names in blogarchive.toml."""


def save_options(db: sqlite3.Connection, blog: int, said: Mapping[str, Any]) -> None:
    """Note what `crawl` was told of a blog; what it was not told stays as it was."""
    db.executemany(
        "INSERT INTO blog_options VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        [(blog, name, json.dumps(said[name])) for name in OPTIONS if name in said],
    )


def options(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """By the address of each blog of which something was said, what it was."""
    found: dict[str, dict[str, Any]] = {}
    rows = db.execute("SELECT url, name, value FROM blog_options JOIN blogs ON blogs.id = blog_id")
    for url, name, value in rows:
        found.setdefault(url, {})[name] = json.loads(value)
    return found


def save_private_host(db: sqlite3.Connection, host: str) -> None:
    """Note a host whose private address the user allowed."""
    db.execute("INSERT INTO private_hosts VALUES (?) ON CONFLICT DO NOTHING", (host,))


def private_hosts(db: sqlite3.Connection) -> set[str]:
    """Hosts with their ports, as `host_of` has them."""
    return {host for (host,) in db.execute("SELECT host FROM private_hosts")}
