"""The parameters of an address, by their names: which there are, and the addresses without some of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from urllib.parse import unquote_plus

from blogarchive.urls.canonical import canonical

MOST = 6
"""Parameters of an address of which each is tried alone."""

# What chooses a post, a page of it, or its language, wherever it stands: such an address is never taken for another.
_CHOOSES = re.compile(
    r"(?:p|\w*id|posts?|article|entry|story|item|node|view|no|nr|num(?:ber)?|title|name|slug|permalink|date|year|month|day"
    r"|m|y|d|lang(?:uage)?|locale|pages?|paged|pg|part|start|offset|skip|from_page|cat|category|tags?|author|q|s|search"
    r"|c?page|commentpage|comments?(?:_page)?|showcomment|replytocom)",
    re.IGNORECASE,
)


def parameters(url: str) -> tuple[str, ...]:
    """Names of the query's parameters, each once, in their order; one without a value counts as well (`?replies`)."""
    return tuple(dict.fromkeys(_name(part) for part in url.partition("?")[2].split("&") if part))


def without(url: str, names: Container[str]) -> str:
    """The address without the parameters of these names; what stays is as it was written."""
    head, mark, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if part and _name(part) not in names)
    return f"{head}{mark}{kept}" if kept else head


def shorter(url: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The addresses that may show the same post, each without some parameters, and which: the nearest ones first."""
    url = canonical(url)
    names = parameters(url)
    extra = [name for name in names if not _CHOOSES.fullmatch(name)]
    if not extra:
        return
    sets = [frozenset((name,)) for name in extra[:MOST]]
    sets += [frozenset(extra) - {name} for name in extra[:MOST]] + [frozenset(extra)]
    for left in dict.fromkeys(left for left in sets if left):
        yield without(url, left), left


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
