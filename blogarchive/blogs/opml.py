"""OPML, the lists of feeds that feed readers export: the addresses of the blogs in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from blogarchive.blogs.config import is_address
from blogarchive.discovery import xml
from blogarchive.errors import StorageError, UsageError
from blogarchive.urls import identity

LARGEST = 64 * 1024 * 1024
"""Bytes: the lists of the most diligent readers have a hundredth of that."""


def blogs(file: Path) -> list[str]:
    """Each blog's address once, in the file's order: the page where one is named (htmlUrl), else the feed (xmlUrl)."""
    found: dict[str, str] = {}
    for outline in _outlines(_tree(file)):
        # Attribute names are case-sensitive by OPML 2.0, and yet written as htmlurl or HtmlUrl by some.
        named = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = next((named[name] for name in ("htmlurl", "xmlurl") if is_address(named.get(name))), None)
        if url:
            found.setdefault(identity(url), url)
    if not found:
        raise UsageError(f"{file} names no blog: expected <outline> with htmlUrl or xmlUrl")
    return list(found.values())


def _outlines(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("*"):
        if etree.QName(element).localname.lower() == "outline":
            yield element


def _tree(file: Path) -> etree._Element:
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file} is larger than any list of feeds: {file.stat().st_size:,} bytes")
        root = xml.tree(xml.text_of(file.read_bytes()))
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error}") from error
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{file} is no OPML: {error}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError(f"{file} is no OPML: expected <opml> at its root")
    return root
