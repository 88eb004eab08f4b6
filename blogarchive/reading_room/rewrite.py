"""Turns the addresses of an archived page into addresses of the archive, and leaves out what acts by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from blogarchive.html.charsets import decode
from blogarchive.models import Page
from blogarchive.urls import absolute

At = Callable[[str], str]
"""From an address of the web to the address of its capture."""

DROPPED = etree.XPath(
    "//script | //base | //iframe | //frame | //object | //embed | //applet | //portal | //template | //noscript"
    " | //meta[@http-equiv] | //comment() | //processing-instruction()"
    " | //link[not(contains(concat(' ', translate(@rel, 'STYLEH', 'styleh'), ' '), ' stylesheet '))]"
)
"""What fetches, moves or runs without being asked. The sandbox forbids it too: two locks on one door."""

SHOWN = (
    ("img", "src"), ("source", "src"), ("video", "src"), ("video", "poster"), ("audio", "src"), ("track", "src"),
    ("input", "src"), ("body", "background"), ("table", "background"), ("td", "background"), ("link", "href"),
    ("image", "href"), ("image", "{http://www.w3.org/1999/xlink}href"),
)  # fmt: skip
"""Attributes whose address a browser fetches on its own."""

LAZY = ("data-src", "data-lazy-src", "data-original")
"""Where scripts that do not run here would have taken an image's address from."""

_ELEMENT = etree.XPath("//*")
_BASE = etree.XPath("//base[@href]")
_URL = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,])(\s+[^,]*)?(?:,|$)")


def html(page: Page, at: At) -> str:
    """An archived HTML page as it can be shown from the archive."""
    text, _ = decode(page.body, page.content_type)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml_html.document_fromstring(
        text.encode("utf-8", "replace") or b"<p>", parser=parser, ensure_head_body=True
    )
    base = urljoin(page.url, next((element.get("href") or "" for element in _found(_BASE, tree)), ""))
    for element in _found(DROPPED, tree):
        _drop(element)
    for element in _found(_ELEMENT, tree):
        _rewrite(element, base, at)
    return f"<!DOCTYPE html>\n{lxml_html.tostring(tree, encoding='unicode')}"


def css(page: Page, at: At) -> str:
    """An archived style sheet, its images, fonts and imports taken from the archive."""
    text, _ = decode(page.body, page.content_type)
    return _css(text, page.url, at)


def _found(path: etree.XPath, tree: etree._Element) -> list[lxml_html.HtmlElement]:
    return cast("list[lxml_html.HtmlElement]", path(tree))


def _drop(element: lxml_html.HtmlElement) -> None:
    if element.getparent() is None:
        return
    if element.tag == "embed":  # libxml2 does not know that it is void, and puts the rest of the page into it
        element.drop_tag()
    elif isinstance(element.tag, str):
        element.drop_tree()
    else:
        _drop_comment(element)


def _drop_comment(comment: etree._Element) -> None:
    """lxml gives comments no `drop_tree`; what stands behind one belongs to the page."""
    parent, before = comment.getparent(), comment.getprevious()
    assert parent is not None
    if comment.tail and before is not None:
        before.tail = (before.tail or "") + comment.tail
    elif comment.tail:
        parent.text = (parent.text or "") + comment.tail
    parent.remove(comment)


def _rewrite(element: etree._Element, base: str, at: At) -> None:
    for name in [name for name in element.attrib if str(name).lower().startswith("on") or name in ("ping", "srcdoc")]:
        del element.attrib[name]
    lazy = next((value for name in LAZY if (value := element.get(name))), None) if element.tag == "img" else None
    if lazy:
        element.set("src", lazy)
    for tag, name in SHOWN:
        if element.tag == tag and (value := element.get(name)) is not None and not value.strip().startswith("data:"):
            address = absolute(base, value)
            element.set(name, at(address) if address else "")
    if srcset := element.get("srcset"):
        element.set("srcset", ", ".join(_candidates(srcset, base, at)))
    if style := element.get("style"):
        element.set("style", _css(style, base, at))
    if element.tag == "style" and element.text:
        element.text = _css(element.text, base, at)
    if element.tag in ("a", "area") and (href := element.get("href")) and not href.startswith("#"):
        element.set("href", absolute(base, href) or "#")
        element.set("rel", "noreferrer noopener")


def _candidates(srcset: str, base: str, at: At) -> Iterator[str]:
    for match in _CANDIDATE.finditer(srcset):
        if address := absolute(base, match[1]):
            yield f"{at(address)}{match[2] or ''}".strip()


def _css(text: str, base: str, at: At) -> str:
    def one(match: re.Match[str]) -> str:
        said = next((group for group in match.groups() if group is not None), "").strip()
        if said.startswith(("data:", "#")):
            return match[0]
        address = absolute(base, said)
        target = f'url("{at(address)}")' if address else 'url("about:invalid")'
        return f"@import {target}" if match[0].startswith("@") else target

    return _URL.sub(one, text)
