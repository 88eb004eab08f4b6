"""The flat tree answers as lxml's own does, on whatever markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from blogarchive.html.parsing import parse
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within
from blogarchive.limits import limits

if TYPE_CHECKING:
    from blogarchive.html.tree import Element

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div class='a b' id=c>", "</div>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>"),
        *("<td>", "<br>", "<img src=x>", "text", " & ", "&eacute;", "<!-- no -->", "\n", "<a href='?a=1&amp;b=2'>"),
        *("</a>", "<pre>", "<x-y>", "</x-y>", "<title>t</title>", "<form>", "<option>", "<?pi?>", "<style>p</style>"),
        "<script>if (a < b) '</p>'</script>",
    ]
)


def _shown(element: Element) -> object:
    return element.tag, element.text, element.tail, dict(element.items()), [_shown(child) for child in element]


def _known(element: etree._Element) -> object:
    return element.tag, element.text, element.tail, dict(element.items()), [_known(child) for child in element]


@given(st.lists(PIECES, max_size=30))
def test_any_markup_is_read_as_lxml_reads_it(pieces: list[str]) -> None:
    markup = f"<html><body>{''.join(pieces)}"
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(markup.encode(), parser)
    tree = parse(markup)
    assert _shown(tree.elements[0]) == _known(root)
    for ours, theirs in zip(tree.elements, root.iter("*"), strict=True):
        assert [e.tag for e in ours.iterancestors()] == [e.tag for e in theirs.iterancestors()]
        assert [e.tag for e in ours.itersiblings()] == [e.tag for e in theirs.itersiblings()]
        assert [e.tag for e in ours.itersiblings("p", preceding=True)] == [
            e.tag for e in theirs.itersiblings("p", preceding=True)
        ]
        assert [e.place for e in ours.iter("b", "p")] == [
            place for place, e in enumerate(root.iter("*")) if e.tag in ("b", "p") and theirs in [e, *e.iterancestors()]
        ]
        assert list(ours.itertext()) == list(theirs.itertext())
        assert text_of(ours) == " ".join("".join(theirs.itertext()).split())
        assert all(is_within(inner, ours) for inner in ours.iterdescendants())


@pytest.mark.parametrize("markup", ["", " ", "\x00", "<!-- -->", "<?xml version='1.0'?>", "<!DOCTYPE html>"])
def test_a_page_without_anything_has_a_root(markup: str) -> None:
    assert parse(markup).elements[0].tag == "html"


def test_what_follows_the_end_of_the_page_stands_in_its_body() -> None:
    body = parse("<html><body><p>a</p></body></html><p>b</p>c").elements[1]
    assert (body.tag, [child.tag for child in body], text_of(body)) == ("body", ["p", "p"], "abc")


def test_what_stands_too_deep_stands_beside_what_it_is_in_with_all_texts_in_order() -> None:
    levels = limits().depth + 100
    tree = parse("<html><body>" + "<div>a" * levels + "<p>x</p>y" + "</div>b" * levels + "<p>z</p>")
    depths = [sum(1 for _ in element.iterancestors()) for element in tree.elements]
    assert max(depths) == limits().depth - 1
    assert "".join(tree.elements[0].itertext()) == "a" * levels + "xy" + "b" * levels + "z"
    assert (tree.elements[-1].parent, tree.elements[-1].text) == (tree.elements[1], "z")
    for element in tree.elements:
        assert element.parent is None or element.place < element.end <= element.parent.end
    assert tree.cut is None


def test_of_elements_in_one_another_without_end_the_beginning_is_read_and_that_is_said() -> None:
    tree = parse("<html><body>" + "<div>" * 200_000)
    assert 20_000 < len(tree.elements) < 50_000
    assert tree.cut
    assert parse("<p>x").cut is None  # the next page is whole
