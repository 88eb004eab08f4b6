"""The links that an author set in a text, read from its sanitised HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from lxml import etree

from blogarchive.urls import absolute, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINKS = etree.XPath("//a[@href]")
_PARSER = etree.HTMLParser(huge_tree=True, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class SetLink:
    """One address that a text links to."""

    url: str
    host: str
    text: str | None


def links_in(body_html: str | None) -> Iterator[SetLink]:
    """Each address once, in the order of the text."""
    if not body_html or "href=" not in body_html:
        return
    tree = etree.HTML(body_html.encode("utf-8", "replace"), _PARSER)
    seen: set[str] = set()
    anchors = cast("list[etree._Element]", _LINKS(tree)) if tree is not None else []
    for anchor in anchors:
        url = absolute("", anchor.get("href"))
        if url and url not in seen:
            seen.add(url)
            words = "".join(cast("Iterable[str]", anchor.itertext())).split()
            yield SetLink(url, host_of(url), " ".join(words) or None)
