"""Selectors over a page's index."""

from __future__ import annotations

import pytest

from blogarchive.extraction.platforms import platforms
from blogarchive.html.css import compiled, ranked
from blogarchive.html.document import Document
from blogarchive.models import Page

MARKUP = (
    b'<body class="single post-9"><div id="a" class="x y"><p class="x">1</p><ul><li><a rel="category tag" href="/c/">2'
    b'</a></li></ul></div><p class="y" title="odd, [value]">3</p><a href="/d/" rel="tag">4</a></body>'
)

CASES = [
    ("p", ["1", "3"]),
    (".y", ["12", "3"]),
    ("p.y", ["3"]),
    ("#a p", ["1"]),
    ("#a > a", []),
    ("#a > ul > li > a", ["2"]),
    ("body.single #a li a", ["2"]),
    ("body.page #a li a", []),
    ("a[rel='tag']", ["4"]),
    ("a[rel~=tag]", ["2", "4"]),
    ("a[href^='/c']", ["2"]),
    ("a[href$='/d/']", ["4"]),
    ("a[href*=d]", ["4"]),
    ("[title='odd, [value]']", ["3"]),
    ("p:not(.x), .x", ["12", "1", "3"]),
    (".nothing, li", ["2"]),
]


@pytest.fixture
def document() -> Document:
    return Document(Page(url="http://blog.example/", body=MARKUP))


@pytest.mark.parametrize(("selector", "texts"), CASES)
def test_a_selector_means_these_elements_in_document_order(document: Document, selector: str, texts: list[str]) -> None:
    found = ["".join(str(t) for t in element.itertext()).replace("\n", "") for element in document.select(selector)]
    assert found == texts


def test_a_list_keeps_its_ranks() -> None:
    assert ranked(" .b, a[href='x,y'] ,\n p > i ") == (".b", "a[href='x,y']", "p > i")


def test_what_is_not_understood_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a selector"):
        compiled("p + p")


@pytest.mark.parametrize("platform", platforms(), ids=lambda platform: platform.name)
def test_every_selector_of_a_platform_is_understood(platform: object) -> None:
    said = [value for name in dir(platform) if isinstance(value := getattr(platform, name), str) and name in TEXTS]
    said += [part for name in RANKED for part in getattr(platform, name)]
    fields = platform.fields  # type: ignore[attr-defined]
    said += [*fields.author, *fields.date, *fields.body, *fields.permalink, fields.controls, fields.gone]
    assert any(compiled(text) for text in said)


TEXTS = ("sign", "listing", "single", "standing", "cut", "protected", "aside", "entry")
RANKED = ("title", "author", "published", "updated", "categories", "tags", "body", "declared")
