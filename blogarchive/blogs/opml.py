"""OPML, the lists of feeds that feed readers export: the addresses of the blogs in one."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from blogarchive.blogs.config import is_address
from blogarchive.errors import StorageError, UsageError
from blogarchive.urls import identity

LARGEST = 64 * 1024 * 1024
"""Bytes: the lists of the most diligent readers have a hundredth of that."""


def blogs(file: Path) -> list[str]:
    """Each blog's address once, in the file's order: the page where one is named (htmlUrl), else the feed (xmlUrl)."""
    found: dict[str, str] = {}
    for outline in _tree(file).iter("outline"):
        # Attribute names are case-sensitive by OPML 2.0, and yet written as htmlurl or HtmlUrl by some.
        named = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = next((named[name] for name in ("htmlurl", "xmlurl") if is_address(named.get(name))), None)
        if url:
            found.setdefault(identity(url), url)
    if not found:
        raise UsageError(f"{file} names no blog: expected <outline> with htmlUrl or xmlUrl")
    return list(found.values())


def _tree(file: Path) -> etree._Element:
    """The tree, with no entity replaced, no DTD loaded, nothing fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file} is larger than any list of feeds: {file.stat().st_size:,} bytes")
        root = etree.fromstring(file.read_bytes(), parser)
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error}") from error
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{file} is no OPML: {error}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError(f"{file} is no OPML: expected <opml> at its root")
    return root
