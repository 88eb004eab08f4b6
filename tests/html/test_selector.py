"""A page is a parsel Selector: whatever its index answers is what parsel answers, on the same tree."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import parsel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.extraction import extract as extraction
from blogarchive.extraction.extract import extract
from blogarchive.extraction.platforms import built_in
from blogarchive.extraction.platforms.checks import selectors
from blogarchive.html import parsing
from blogarchive.html.document import Document
from blogarchive.html.text import text_of
from blogarchive.html.tree import is_within
from blogarchive.html.values import bearer
from blogarchive.limits import limits
from blogarchive.models import Page
from tests.test_golden import CASES, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ASKED = {
    selector: parsel.css2xpath(selector)
    for selector in sorted({selector for platform in built_in() for _, selector in selectors(platform)})
}
"""Every selector of every platform file, and what parsel makes of it."""


def page(markup: str | bytes, url: str = "http://blog.example/2024/a-post/") -> Document:
    return Document(Page(url=url, body=markup if isinstance(markup, bytes) else markup.encode()))


def answers(selected: parsel.SelectorList[Any]) -> list[Any]:
    """What was selected: lxml's own elements, or texts."""
    return [one.root for one in selected]


def same(document: Document, asked: Mapping[str, str]) -> int:
    """How many answers the page and parsel give, which must be the same."""
    plain = parsel.Selector(root=document.root, type="html")
    places = {node: place for place, node in enumerate(document.root.iter("*"))}
    number = 0
    for selector, xpath in asked.items():
        want = answers(plain.xpath(xpath))
        assert answers(document.css(selector)) == want, selector
        if "::" not in selector:
            assert [element.place for element in document.select(selector)] == [places[node] for node in want], selector
        number += len(want)
    return number


# ---------------------------------------------------------------------- index and parsel


def test_there_are_selectors_and_pages_to_hold_against_parsel() -> None:
    assert len(ASKED) > 1000
    assert len(CASES) > 70


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_on_golden_pages_every_selector_of_a_platform_means_what_parsel_says(case: Path) -> None:
    document = Document(page_of(case))
    assert same(document, ASKED) > 0
    assert document.by_parsel == {}


def test_nothing_that_is_read_of_golden_pages_is_asked_of_parsel(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Document] = []

    class Watched(Document):
        def close(self) -> None:
            opened.append(self)

    monkeypatch.setattr(extraction, "Document", Watched)
    for case in CASES:
        extract(page_of(case))
        extract(page_of(case), generic_only=True)
    assert len(opened) == 2 * len(CASES)
    assert [(document, dict(document.by_parsel)) for document in opened if document.by_parsel] == []


TAGS = ("div", "p", "a", "ul", "li", "b", "section")
NAMES = ("a", "b", "c-d", "x\xa0y", "A")
VALUES = st.sampled_from(["", "a", "b", "a b", " a\n", "a\tb-c", "x\xa0y", "A", "é", "a\x0cb"])


@st.composite
def markups(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(1, 14))):
        tag = draw(st.sampled_from(TAGS))
        said = draw(
            st.dictionaries(st.sampled_from(["class", "id", "rel", "title", "defer", "checked"]), VALUES, max_size=3)
        )
        stated = "".join(
            f' {name}="{value}"' if value or draw(st.booleans()) else f" {name}" for name, value in said.items()
        )
        text = draw(st.sampled_from(["", "t", " ", "x<!-- c -->y", "&amp;", "<br>"]))
        pieces.append(
            f"<{tag}{stated}>{text}{draw(st.sampled_from(['', '', f'</{tag}>', '</div>', '</body></html>']))}"
        )
    return "".join(pieces)


def compounds() -> st.SearchStrategy[str]:
    """Compounds of the grammar that the index knows, and a few that it leaves to parsel."""
    name = st.sampled_from(["class", "id", "rel", "title", "defer", "CHECKED"])
    value = VALUES.filter(lambda value: "\f" not in value).map(  # XPath has no words for it
        lambda value: json.dumps(value, ensure_ascii=False).replace("\\n", "\\a ").replace("\\t", "\\9 ")
    )
    attribute = st.one_of(
        name.map("[{}]".format),
        st.builds("[{}{}{}]".format, name, st.sampled_from(["=", "~=", "^=", "$=", "*=", "|=", "!="]), value),
    )
    simple = st.one_of(
        st.sampled_from([".a", ".b", ".c-d", ".x\xa0y", ".A", "#a", "#b", "#A", ":first-child", ".\xe9"]), attribute
    )
    negated = st.one_of(simple, st.sampled_from(TAGS)).map(":not({})".format)
    return st.builds(
        lambda tag, rest: f"{tag}{''.join(rest)}" or "*",
        st.sampled_from(["", "", "*", "DIV", *TAGS]),
        st.lists(st.one_of(simple, simple, negated), max_size=3),
    )


@st.composite
def groups(draw: st.DrawFn) -> str:
    value = draw(st.sampled_from(["", "", "", "::text", "::attr(class)", "::attr('defer')", "::attr(title)"]))
    alternatives = []
    for _ in range(draw(st.integers(1, 3))):
        steps = draw(st.lists(compounds(), min_size=1, max_size=4))
        alternatives.append(
            "".join(
                step if not place else draw(st.sampled_from([" ", " ", " > ", ">", " + "])) + step
                for place, step in enumerate(steps)
            )
            + value
        )
    return ", ".join(alternatives)


@given(markups(), st.lists(groups(), min_size=1, max_size=5))
def test_any_selector_means_on_any_page_what_parsel_says(markup: str, asked: list[str]) -> None:
    same(page(markup), {selector: parsel.css2xpath(selector) for selector in asked})


# ---------------------------------------------------------------------- what stands beside the index

POST = """<html><body><article class="post"><h1 class="entry-title">Hedges <em>and</em> trees<!-- no --> now</h1>
<p class="by">by <a class="who" href="/ada">Ada</a> on <time datetime="2021-05-06T07:08:00+01:00">6 May</time></p>
<ul><li>one<li>two</ul></article></body></html>"""


def test_a_page_answers_as_parsel_users_ask() -> None:
    document = page(POST)
    assert document.css("h1.entry-title::text").get() == "Hedges "
    assert document.css("h1.entry-title::text").getall() == ["Hedges ", " trees", " now"]
    assert document.css("a.who::attr(href)").get() == document.css("a.who").attrib["href"] == "/ada"
    assert document.css("article").css("li:last-child::text").getall() == ["two"]
    assert document.xpath("//time/@datetime").re_first(r"\d{4}") == "2021"
    assert document.xpath("string(//h1)").get() == "Hedges and trees now"
    assert document.css("li").re("^<li>(.*?)\\s*</li>") == ["one", "two"]
    assert document.css(".nothing::text").get(default="-") == "-"
    assert document.xpath("//a[has-class($name)]", name="who")[0].attrib == {"class": "who", "href": "/ada"}
    assert document.css("li + li").get() == "<li>two</li>"
    assert "".join(document.xpath("//comment()").getall()) == "<!-- no -->"
    assert isinstance(document, parsel.Selector)
    assert isinstance(document.css("li"), parsel.SelectorList)
    assert (document.get() or "").startswith("<html><body><article")
    assert document.jmespath("a").getall() == []


def test_what_is_asked_of_parsel_is_counted() -> None:
    document = page(POST)
    for selector in ("h1", "a.who::attr(href)", "h1::text", "li", ".post li:not(.x)"):
        document.css(selector)
        document.select(selector)
    assert document.by_parsel == {}
    for _ in range(2):
        document.css("li + li")
        document.select("//li")
    assert document.by_parsel == {"li + li": 2, "//li": 1}, "an answer for readers is remembered"


def test_no_tree_of_lxml_is_made_for_readers_alone() -> None:
    document = page(POST)
    assert document.select("h1::text, a::attr(href), li")
    assert "root" not in vars(document)


def test_nobody_changes_a_page() -> None:
    document = page(POST)
    with pytest.raises(TypeError, match="not changed"):
        document.css("li").drop()
    with pytest.raises(TypeError, match="not changed"):
        document.xpath("//li")[0].drop()
    assert len(document.css("li")) == len(document.xpath("//li")) == 2


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("h1::text", ["Hedges trees now"]),
        ("//h1/text()", ["Hedges trees now"]),
        ("time::attr(datetime)", ["2021-05-06T07:08:00+01:00"]),
        ("//time/@datetime | //a/@href", ["/ada", "2021-05-06T07:08:00+01:00"]),
        ("time::attr(datetime), a::attr(href)", ["/ada", "2021-05-06T07:08:00+01:00"]),
        ("li:last-child::text, h1::text", ["Hedges trees now", "two"]),
        ("h1::attr(title)", []),
        ("//p/node()[1] | //h1", ["Hedges and trees now", "by"]),
        ("//comment()", []),
        ("//li | //em", ["and", "one", "two"]),
    ],
)
def test_readers_take_a_text_for_an_element_that_holds_only_it(selector: str, texts: list[str]) -> None:
    document = page(POST)
    found = document.select(selector)
    assert [text_of(one) for one in found] == texts
    for one in found:
        assert (len(one), one.getnext() is None, list(one.iter("a"))) == (0, True, []) or one.tag != "#text"
        assert is_within(one, document.elements[0])
        assert bearer(one) in document.elements
        assert document.select(selector) is found


@pytest.mark.parametrize("query", ["count(//li)", "string(//h1)", "1 = 1"])
def test_for_readers_a_number_is_no_element(query: str) -> None:
    assert page(POST).select(f"({query})") == []


# ---------------------------------------------------------------------- one text, two trees

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div class='a b' id=c>", "</div>", "<b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>"),
        *(
            "<br>",
            "text",
            " & ",
            "&&&&&",
            "<!-- no -->",
            "<title>t</title>",
            "<option>",
            "<?pi?>",
            "\x0c",
            "\x00",
            "<h1",
        ),
        *(
            "<script>if (a < b) '</p>'</script>",
            "<svg><title>s</title></svg>",
            "<noscript><img></noscript>",
            "<frameset>",
        ),
        *("<html lang=x>", "<head>", "</head>", "<body class=z>", "</body>", "</html>", "</body></html>", "<o:p>"),
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_lxml_makes_the_same_tree_of_any_markup(pieces: list[str]) -> None:
    document = page("".join(pieces))
    places = {node: place for place, node in enumerate(document.root.iter("*"))}
    theirs = [(node.tag, places.get(node.getparent())) for node in places]
    assert [(e.tag, None if e.parent is None else e.parent.place) for e in document.elements] == theirs
    assert answers(document.css("*")) == list(places)
    assert document.by_parsel == {}


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("<p>é — ü</p>".encode(), None, "é — ü"),
        ("<p>é — ü</p>".encode("cp1252"), "text/html; charset=windows-1252", "é — ü"),
        ("<p>日本語</p>".encode("euc-jp"), "text/html; charset=euc-jp", "日本語"),
        (b"\xff\xfe" + "<p>é</p>".encode("utf-16-le"), None, "é"),
        (b"\xef\xbb\xbf<p>\xc3\xa9</p>", None, "é"),
        (b"<p>a\x00b</p>", None, "ab"),
        (b"<p>a\xffb\xc3\xa9</p>", "text/html; charset=utf-8", "aÿbÃ©"),  # what is no UTF-8 is windows-1252
        (b"<p>&&&&&&&x</p>", None, "&&&x"),
    ],
)
def test_both_trees_are_of_the_same_text(body: bytes, content_type: str | None, text: str) -> None:
    document = Document(Page(url="http://blog.example/", body=body, content_type=content_type))
    assert document.css("p::text").getall() == [text]
    assert [text_of(element) for element in document.select("p, p + p")] == [text]


def test_relative_addresses_are_relative_to_the_base_of_the_page() -> None:
    document = page('<base href="/old/"><a href="b">x</a>')
    assert document.css("a")[0].root.base_url == document.base == "http://blog.example/old/"


def test_a_huge_page_is_read_as_far_as_its_readers_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "limits", lambda: replace(limits(), elements=500))
    document = page(b"<p>x" * 2000)
    assert document.cut_short
    assert len(document.select("p")) == len(document.css("p")) == len(document.xpath("//p")) == 500


@pytest.mark.parametrize(("levels", "known"), [(2_000, ["x", "y"]), (20_000, [])])
def test_of_a_page_deeper_than_libxml2_builds_parsel_knows_less_than_its_readers(levels: int, known: list[str]) -> None:
    document = page("<div>" * levels + "<p>x<p>y")
    assert [text_of(element) for element in document.select("div > p, div div p")] == ["x", "y"]
    assert document.css("div p::text").getall() == document.xpath("//p/text()").getall() == known


def test_where_the_trees_are_not_the_same_parsel_alone_is_believed() -> None:
    document = page("<div class=a><p>1</p><p>2</p></div><p class=b>3</p>")
    document.root.find(".//div").append(document.root.makeelement("p", {"class": "new"}))
    assert len(document.css("p")) == 4
    assert document.css(".b::text").get() == "3"
    assert document.by_parsel == {"p": 1, ".b::text": 1}
    assert [text_of(element) for element in document.select("//p")] == ["1", "2"], "as far as both are the same"
