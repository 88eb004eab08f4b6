"""CSS selectors over a page's index: what they mean, and which of them are left to parsel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cssselect import SelectorError

from blogarchive.extraction.platforms import built_in
from blogarchive.extraction.platforms.checks import selectors
from blogarchive.html.css import compiled, ranked, tokens
from blogarchive.html.document import Document
from blogarchive.html.text import text_of
from blogarchive.models import Page

if TYPE_CHECKING:
    from blogarchive.extraction.platforms.platform import Platform

MARKUP = (
    b'<body class="single post-9"><div id="a" class="x y"><p class="x">1</p><ul><li><a rel="category tag" href="/c/">2'
    b'</a></li></ul></div><p class="y" title="odd, [value]">3</p><a href="/d/" rel="tag">4</a></body>'
)

CASES = [
    ("p", ["1", "3"]),
    ("P", ["1", "3"]),
    (".y", ["12", "3"]),
    ("p.y", ["3"]),
    ("#a p", ["1"]),
    ("#a > a", []),
    ("#a > ul > li > a", ["2"]),
    ("body > div li a", ["2"]),
    ("body.single #a li a", ["2"]),
    ("body.page #a li a", []),
    ("ul > a, div > a", []),
    ("a[rel='tag']", ["4"]),
    ("a[rel~=tag]", ["2", "4"]),
    ("a[href^='/c']", ["2"]),
    ("a[href$='/d/']", ["4"]),
    ("a[href*=d]", ["4"]),
    ("a[href*=''], a[href^=''], a[href$=''], a[rel~='']", []),
    ("[title='odd, [value]']", ["3"]),
    ("[TITLE]", ["3"]),
    ("p:not(.x), .x", ["12", "1", "3"]),
    (".nothing, li", ["2"]),
]
BEYOND = [
    ("p + p, p ~ p", []),
    ("ul + p, div ~ p, li:first-child", ["2", "3"]),
    ("p:nth-child(2), #a p", ["1", "3"]),
    ("div:has(ul)", ["12"]),
    ("[href='/D/' i]", ["4"]),
    ("[lang|='en'], a[rel!='tag']", ["2"]),
    ("#a#b, *|li", ["2"]),
    ("a:not(li a)", ["4"]),
    ("//p[@class='y']", ["3"]),
    ("(//a)[2]", ["4"]),
    ("//li/..", ["2"]),
]


@pytest.fixture
def document() -> Document:
    return Document(Page(url="http://blog.example/", body=MARKUP))


@pytest.mark.parametrize(("selector", "texts"), CASES)
def test_a_selector_means_these_elements_in_document_order(document: Document, selector: str, texts: list[str]) -> None:
    assert [text_of(element) for element in document.select(selector)] == texts
    assert not document.by_parsel


@pytest.mark.parametrize(("selector", "texts"), BEYOND)
def test_what_the_index_cannot_answer_goes_to_parsel(document: Document, selector: str, texts: list[str]) -> None:
    assert [text_of(element) for element in document.select(selector)] == texts
    assert document.by_parsel


def test_of_a_group_only_what_the_index_cannot_answer_goes_to_parsel(document: Document) -> None:
    assert [text_of(element) for element in document.select("#a p, p + p, ul + p, div + p")] == ["1", "3"]
    assert document.select("p + p") == []
    assert document.by_parsel == {"p + p": 1, "ul + p": 1, "div + p": 1}


@pytest.mark.parametrize(
    "selector", ["p[", "p..x", "> p", "p,", "", "a::before", "p:nothing", "//p[", "//p[nothing()]"]
)
def test_what_is_neither_css_nor_xpath_is_an_error(document: Document, selector: str) -> None:
    with pytest.raises((SelectorError, ValueError)):
        document.select(selector)


def test_a_list_keeps_its_ranks() -> None:
    assert ranked(" .b, a[href='x,y'] ,\n p > i:not(.c), q:is(.a, .b)::attr(title),") == (
        ".b",
        "a[href='x,y']",
        "p > i:not(.c)",
        "q:is(.a, .b)::attr(title)",
    )


def test_the_same_demands_are_the_same_object() -> None:
    one, other = compiled("div  a.b[c='d']"), compiled('p > a.b[c="d"]')
    assert one is not None
    assert other is not None
    (left,), (right,) = one.by_name[".b"], other.by_name[".b"]
    assert left.compounds[0][1] is right.compounds[0][1]


def test_words_of_an_attribute_are_parted_as_xpath_parts_them() -> None:
    assert tokens(" a\tb\n c\r") == ["a", "b", "c"]
    assert tokens("a\xa0b c\x0cd \u3000") == ["a\xa0b", "c\x0cd", "\u3000"]


@pytest.mark.parametrize("platform", built_in(), ids=lambda platform: platform.name)
def test_the_index_answers_every_selector_of_a_platform(platform: Platform) -> None:
    held = list(selectors(platform))
    assert len(held) > 3
    assert [(field, selector) for field, selector in held if compiled(selector) is None] == []
