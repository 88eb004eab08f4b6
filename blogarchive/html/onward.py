"""Where a page's own markup sends its reader on: refreshes, scripts that only set the location, frames."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogarchive.urls import absolute, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.html.document import Document
    from blogarchive.html.tree import Element

# `0; url=/blog/`, `5;URL='/blog/'`, `0 /blog/` (HTML, "shared declarative refresh steps").
_REFRESH = re.compile(
    r"\s*(\d+(?:\.\d*)?|\.\d+)[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?+(\S.*)", re.IGNORECASE | re.DOTALL
)
# A script that does nothing else: location.href = "/blog/"; window.location.replace('/blog/')
_LOCATION = re.compile(
    r"\s*(?:<!--[^\n]*\n\s*)?(?:(?:window|document|self|top|parent)\.){0,2}location(?:\.href)?\s*"
    r"(?:=|\.(?:replace|assign)\s*\()\s*([\"'])(?P<url>[^\"'\n]+)\1\s*\)?\s*;?\s*(?://\s*)?(?:-->)?\s*"
)
_NO_SIZE = re.compile(r"0+(?:%|px)?")
_WIDE = re.compile(r"(?:^|[;\s{])(?:min-)?width\s*:\s*100(?:%|vw)|(?:^|[;\s{])right\s*:\s*0", re.IGNORECASE)
_TALL = re.compile(
    r"(?:^|[;\s{])(?:min-)?height\s*:\s*(?:100(?:%|vh)|\d{3,}px)|(?:^|[;\s{])bottom\s*:\s*0", re.IGNORECASE
)
_OF_FRAMES = re.compile(r"\biframe\b[^{}]*\{[^{}]*\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refresh:
    """A page that another is to take the place of."""

    seconds: float
    url: str
    for_all: bool = True
    """Whether browsers with scripts follow it, too: it does not stand in a <noscript>."""


def refresh(document: Document) -> Refresh | None:
    """The refresh that leads to another page, the header's before the markup's; none where none does."""
    if (header := parsed(document.page.refresh)) is not None:
        url = elsewhere(document, absolute(document.page.url, header[1]))  # a header knows no <base>
        return Refresh(header[0], url) if url else None
    for element in document.by_tag("meta"):
        if (element.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        if (said := parsed(element.get("content"))) and (url := elsewhere(document, document.address(said[1]))):
            return Refresh(said[0], url, not any(above.tag == "noscript" for above in element.iterancestors()))
    return None


def parsed(said: str | None) -> tuple[float, str] | None:
    """Seconds and address of a refresh; none where it is none, or the same page is to be shown anew."""
    found = _REFRESH.fullmatch(said or "")
    if found is None:
        return None
    target = found[2].strip()
    if target[0] in "\"'":
        target = target[1:].partition(target[0])[0].strip()
    return (float(found[1]), target) if target else None


def set_by_script(document: Document) -> str | None:
    """Where a script leads that does nothing else, in an element of its own or as the page loads."""
    scripts = [element.text or "" for element in document.by_tag("script") if not element.get("src")]
    scripts += [element.get("onload") or "" for element in document.by_tag("body")]
    found = (match["url"] for script in scripts if (match := _LOCATION.fullmatch(script)))
    return next((url for href in found if (url := elsewhere(document, document.address(href)))), None)


def frames(document: Document) -> list[str]:
    """The pages that a frameset shows, each once, without frames that have no room in the window."""
    shown = [frame.get("src") for frame in document.by_tag("frame") if not _NO_SIZE.fullmatch(_size(frame))]
    return list(dict.fromkeys(url for src in shown if (url := elsewhere(document, document.address(src)))))


def inline_frames(document: Document) -> Iterator[tuple[str, bool]]:
    """The pages that stand in inline frames, and whether each fills the window as far as markup and styles tell."""
    styles = " ".join(rule for e in document.by_tag("style") for rule in _OF_FRAMES.findall(e.text or ""))
    for frame in document.by_tag("iframe"):
        if url := elsewhere(document, document.address(frame.get("src"))):
            yield url, _is_whole(frame, styles)


def elsewhere(document: Document, url: str | None) -> str | None:
    """The address, unless it is the page's own."""
    return url if url and canonical(url) != canonical(document.page.url) else None


def _size(frame: Element) -> str:
    around = frame.getparent()
    if around is None:
        return "*"
    sizes = (around.get("rows") or around.get("cols") or "").split(",")
    beside = [child for child in around if child.tag in ("frame", "frameset")]
    place = beside.index(frame)
    return sizes[place].strip() if place < len(sizes) else "*"


def _is_whole(frame: Element, styles: str) -> bool:
    width, height = ((frame.get(name) or "").strip() for name in ("width", "height"))
    style = f"{frame.get('style') or ''} {styles}"
    wide = width == "100%" or bool(_WIDE.search(style))
    tall = height == "100%" or bool(re.fullmatch(r"\d{3,}(?:px)?", height)) or bool(_TALL.search(style))
    return wide and tall
