"""What a style sheet needs in order to show: the sheets it imports, its fonts and its images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blogarchive.models import Extraction, Link
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blogarchive.models import Page

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# url(a.png)  url( "a (1).png" )  @import "more.css" screen;   (CSS Syntax, sections 4.3.6 and 4.3.5)
_ADDRESS = re.compile(
    r"""(?:\burl\(\s*|@import\s+)(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')"""
    r"""|\burl\(\s*((?:[^\s"'()\\]|\\[0-9a-f]{1,6}\s?|\\.)+)\s*\)""",
    re.IGNORECASE | re.DOTALL,
)
# image-set("a.png" 1x, url(b.png) 2x): strings are addresses there, but for those of type() (CSS Images 4, section 2.3)
_SET = re.compile(
    r"image-set\(((?:[^()\"']|\"[^\"\n]*\"|'[^'\n]*'|\((?:[^()\"']|\"[^\"\n]*\"|'[^'\n]*')*\)){0,400})", re.IGNORECASE
)
_CALL = re.compile(r"\b(?:url|type)\([^()]*\)", re.IGNORECASE)
_STRING = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
_BEGINS = re.compile(r"url\(|@import")
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)


def addresses(css: str) -> Iterator[str]:
    """Every address that a piece of CSS names, as it is written there."""
    folded = css.lower()
    if "image-set(" in folded:
        for group in _SET.findall(css):
            yield from (double or single for double, single in _STRING.findall(_CALL.sub(" ", group)))
    if "url(" not in folded and "@import" not in folded:
        return
    for match in _named(_COMMENT.sub(" ", css) if "/*" in css else css):
        written = next(group for group in match.groups() if group is not None)
        yield _ESCAPE.sub(_unescaped, written) if "\\" in written else written


def _named(css: str) -> Iterator[re.Match[str]]:
    folded = css.lower()
    if len(folded) != len(css):  # a letter whose small form is two
        yield from _ADDRESS.finditer(css)
        return
    end = 0
    for begin in _BEGINS.finditer(folded):
        if begin.start() >= end and (match := _ADDRESS.match(css, begin.start())) is not None:
            end = match.end()
            yield match


def read(page: Page) -> Extraction | None:
    """What a style sheet names, relative to itself; none where the page is something else."""
    if (page.content_type or "").partition(";")[0].strip().lower() != "text/css":
        return None
    # Addresses are ASCII but for a few; a wrong character set costs those and nothing else.
    named = (absolute(page.url, address) for address in addresses(page.body.decode("utf-8", "replace")))
    links = (Link(url=url, kind="requisite", reason="named by a style sheet") for url in dict.fromkeys(named) if url)
    return Extraction(page=page, platform="generic", links=tuple(links))


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return "" if match[2] == "\n" else match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
