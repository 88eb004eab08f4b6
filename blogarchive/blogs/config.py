"""blogarchive.toml: which blogs an archive has, and how they are asked; read, and refused with file, line and key."""

from __future__ import annotations

import difflib
import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from blogarchive.errors import StorageError, UsageError
from blogarchive.schedule import limits
from blogarchive.urls import identity, without_user
from blogarchive.urls.special_use import ports

logger = logging.getLogger(__name__)

NAME = "blogarchive.toml"
"""What the file is called in an archive's folder."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What may stand as a value."""

    fits: Callable[[Any], bool]
    expected: str
    """In words, for the message where something else stands there."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of the file means."""

    takes: Takes
    what: str
    """For the documentation."""
    setting: str | None = None
    """The setting of the crawl that it becomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `[[blogs]]` of the file."""

    url: str
    update: bool = True
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; all of it optional."""

    path: Path
    options: Mapping[str, Any]
    """By the names of the command line's options, without their dashes in front."""
    blogs: tuple[Entry, ...] = ()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_size(value: Any) -> bool:
    try:
        return _is_count(value) or (isinstance(value, str) and limits.size(value) > 0)
    except ValueError:
        return False


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_ports(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ports(value))
    except ValueError:
        return False


def _is_proxy(value: Any) -> bool:
    return value == "environment" or (is_address(value) and value.startswith("http://"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def address(said: str) -> str:
    """An address as a user gives it; without a scheme, https is meant. Raises UsageError with what is wrong with it.

    Name and password are left out: nothing here is asked for with them, and they would stand in log and dataset.
    """
    said = said.strip()
    if (bare := without_user(said)) != said:
        logger.warning("%s: the name and password before it are left out; none are sent", bare)
        said = bare
    url = said if "://" in said or re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", said, re.IGNORECASE) else f"https://{said}"
    if (wrong := fault(url)) is not None:
        shown = re.sub(r"^[^/]*@", "…@", said)
        raise UsageError(f"{shown!r} is not the address of a blog: {wrong}")
    return url


def is_address(value: Any) -> bool:
    """Whether a value is the address of a web page."""
    return isinstance(value, str) and fault(value) is None


def fault(url: str) -> str | None:
    """Why this cannot be the address of a web page; none where it can."""
    if re.search(r"[\s\x00-\x1f]", url):
        return "there is white space in it (several addresses are several words)"
    scheme, colon, _ = url.partition(":")
    if scheme.lower() not in ("http", "https"):
        return f"it begins with {scheme}:, not with http:// or https://" if colon else "it lacks http:// or https://"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_port = parts.port != 0
        host.encode("idna")
    except UnicodeError:
        return f"no host is called {host!r}"
    except ValueError as error:
        return str(error)
    if not host:
        return "it names no host"
    return None if is_port else "there is no port 0"


_SECONDS = Takes(_is_number, "a number of seconds, 0 or more")
_COUNT = Takes(_is_count, "a whole number, 1 or more")
_MINUTES = Takes(lambda value: _is_number(value) and value > 0, "a number of minutes, above 0")
_SIZE = Takes(_is_size, "a size as 500k, 20M or 1.5G")
_FLAG = Takes(_is_flag, "true or false")
_TEXT = Takes(_is_text, "text")
_FILE = Takes(_is_text, "the path of a file, as text")
_PORTS = Takes(_is_ports, "ports as text: 80, 443, 8080-8090")
_PROXY = Takes(_is_proxy, "http://proxy.example:3128 or environment")
_ADDRESS = Takes(is_address, "the address of a blog, with http:// or https://")

OPTIONS: Mapping[str, Key] = {
    "contact": Key(_TEXT, "your address or page, sent with every request", "BLOGARCHIVE_CONTACT"),
    "delay": Key(_SECONDS, "seconds between two requests of one host", "DOWNLOAD_DELAY"),
    "max-posts": Key(_COUNT, "stop after so many posts", "BLOGARCHIVE_MAX_POSTS"),
    "max-depth": Key(_COUNT, "follow at most so many links from the blog's address", "BLOGARCHIVE_MAX_DEPTH"),
    "max-bytes": Key(_SIZE, "stop once so much was received; the next run goes on", "BLOGARCHIVE_MAX_BYTES"),
    "max-minutes": Key(_MINUTES, "stop after so many minutes; the next run goes on", "BLOGARCHIVE_MAX_MINUTES"),
    "requisites": Key(_FLAG, "false leaves out images, style sheets and scripts", "BLOGARCHIVE_REQUISITES"),
    "allow-private": Key(_FLAG, "true allows loopback and private addresses", "BLOGARCHIVE_ALLOW_PRIVATE"),
    "ports": Key(_PORTS, "where pages are asked for, in place of what web servers use", "BLOGARCHIVE_PORTS"),
    "proxy": Key(_PROXY, "ask through it; `environment` takes http_proxy and https_proxy", "BLOGARCHIVE_PROXY"),
    "render": Key(_FLAG, "true shows posts in a browser where nothing else gives their threads", "BLOGARCHIVE_RENDER"),
    "cookies": Key(_FILE, "a cookies.txt with the cookies of a log-in", "BLOGARCHIVE_COOKIES"),
    "log-json": Key(_FLAG, "true writes the log as JSON, one object a line", "BLOGARCHIVE_LOG_JSON"),
    "log-file": Key(_FILE, "keep the log there too: ten files of 10 MB, the oldest is dropped", "BLOGARCHIVE_LOG_FILE"),
    "metrics": Key(_FILE, "write the archive's state there for Prometheus, after each run"),
    "disqus-key": Key(
        _TEXT, "the public key of an application of yours, for what Disqus shows beyond 50 comments",
        "BLOGARCHIVE_DISQUS_KEY",
    ),
}  # fmt: skip
"""Keys at the top of the file. Each stands for the option of `crawl` and `update` with its name, which overrides it."""

OF_BLOG: Mapping[str, Key] = {
    "url": Key(_ADDRESS, "its front page"),
    "update": Key(_FLAG, "false keeps what is archived, and fetches no more"),
    "delay": Key(_SECONDS, "seconds between two requests of it, in place of the general one"),
}
"""Keys of a `[[blogs]]`."""


def settings(options: Mapping[str, Any]) -> dict[str, object]:
    """The options as settings of the crawl."""
    return {setting: value for name, value in options.items() if (setting := OPTIONS[name].setting)}


def location(data: Path, chosen: Path | None) -> Path:
    """Where the file lies: where the user says, else in the archive's folder."""
    return chosen.expanduser().resolve() if chosen else data / NAME


def load(path: Path, *, must_exist: bool = False) -> Config:
    """The file, checked; an empty one where there is none."""
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        if must_exist:
            raise UsageError(f"{path} does not exist") from None
        return Config(path, {})
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected UTF-8 text ({error})") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error}") from error


def parse(text: str, path: Path) -> Config:
    """What such a text says; the first mistake is an error that names its place."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    blogs = said.pop("blogs", [])
    if not isinstance(blogs, list) or not all(isinstance(blog, dict) for blog in blogs):
        raise UsageError(f"{path}{_line(text, 'blogs', None)}: blogs: expected [[blogs]] tables, each with its url")
    _check(said, OPTIONS, path, text, None)
    for number, blog in enumerate(blogs):
        _check(blog, OF_BLOG, path, text, number)
        if "url" not in blog:
            raise UsageError(f"{path}{_line(text, '', number)}: blogs[{number}].url: expected {_ADDRESS.expected}")
    entries = tuple(Entry(**{**blog, "url": without_user(blog["url"])}) for blog in blogs)
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if (first := seen.setdefault(identity(entry.url), number)) != number:
            raise UsageError(
                f"{path}{_line(text, 'url', number)}: blogs[{number}].url: {entry.url} is blogs[{first}] already"
            )
    return Config(path, said, entries)


def _check(said: Mapping[str, Any], known: Mapping[str, Key], path: Path, text: str, number: int | None) -> None:
    for name, value in said.items():
        where = f"{path}{_line(text, name, number)}: {name if number is None else f'blogs[{number}].{name}'}"
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
            raise UsageError(f"{where}: no such key; {meant}")
        if not known[name].takes.fits(value):
            raise UsageError(f"{where}: expected {known[name].takes.expected}, found {_shown(value)}")


def _shown(value: object) -> str:
    shown = "true" if value is True else "false" if value is False else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def _line(text: str, name: str, number: int | None) -> str:
    """`, line 7` for a key at the top or in the nth `[[blogs]]`; nothing where it is written in some other way."""
    table: int | None = None
    for at, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*blogs\s*\]\]", line):
            table = 0 if table is None else table + 1
            if table == number and not name:
                return f", line {at}"
        opens = rf"\s*(?:[\"']?{re.escape(name)}[\"']?\s*[=.]|\[+\s*{re.escape(name)}\s*[\].])"
        if name and table == number and re.match(opens, line):
            return f", line {at}"
    return ""
