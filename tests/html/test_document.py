"""A parsed page: that it answers once and for all, and that nobody who reads it leaves a mark on it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from blogarchive.extraction import extract as extraction
from blogarchive.html.document import Document
from blogarchive.models import Page

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(GOLDEN.glob("*/*/page.html"))
REMEMBERED = {
    name for kind in Document.__mro__ for name, value in vars(kind).items() if isinstance(value, cached_property)
}
"""What a document only says once it is asked."""


def document_of(markup: bytes, url: str = "http://blog.example/a/") -> Document:
    return Document(Page(url=url, body=markup, content_type="text/html"))


@pytest.mark.parametrize("name", ["page", "text", "root", "elements", "title", "heading", "thread", "anything"])
def test_nothing_can_be_written_to_a_page(name: str) -> None:
    document = document_of(b"<title>On rye</title><p>Rye wants time.")
    with pytest.raises(AttributeError, match=f"does not change, nor its {name}"):
        setattr(document, name, None)
    assert document.title == "On rye"


def test_what_was_asked_once_is_remembered() -> None:
    asked: list[str] = []

    def paragraphs(document: Document) -> int:
        asked.append(document.page.url)
        return len(document.by_tag("p"))

    document = document_of(b"<p>a<p>b")
    assert [document.once(paragraphs) for _ in range(3)] == [2, 2, 2]
    assert asked == ["http://blog.example/a/"]
    assert document_of(b"<p>a", "http://blog.example/b/").once(paragraphs) == 1


@pytest.mark.parametrize("generic_only", [False, True], ids=["platforms", "structure"])
def test_extraction_leaves_every_page_as_it_was(monkeypatch: pytest.MonkeyPatch, generic_only: bool) -> None:
    def state(document: Document) -> dict[str, int]:
        return {name: id(value) for name, value in vars(document).items() if name not in REMEMBERED}

    def places(document: Document) -> dict[str, list[int]]:
        found = {**document.by_class, **{f"#{name}": elements for name, elements in document.by_id.items()}}
        return {name: sorted(element.place for element in elements) for name, elements in found.items()}

    def elements(document: Document) -> list[tuple[object, ...]]:
        return [(e.place, e.end, e.tag, e.parent, e.text, e.tail, dict(e.attrib)) for e in document.elements]

    read = extraction._read
    compared = 0

    def watched(document: Document, *how: Any, **also: Any) -> object:
        nonlocal compared
        before = state(document), places(document), elements(document)
        found = read(document, *how, **also)
        assert (state(document), places(document), elements(document)) == before
        compared += 1
        return found

    monkeypatch.setattr(extraction, "_read", watched)
    for case in CASES:
        url = case.with_name("url.txt").read_text(encoding="utf-8").strip()
        extraction.extract(Page(url=url, body=case.read_bytes(), content_type="text/html"), generic_only=generic_only)
    assert compared > 80


STATES = {
    "an object": ('<script>Site.page = {"a": [1, 2]}; more()</script>', {"a": [1, 2]}),
    "written as a string": ('<script>Site.page = JSON.parse("{\\"a\\": 1}")</script>', {"a": 1}),
    "a list": ("<script>var x = 1;\nSite.page=[3]</script>", [3]),
    "broken off": ('<script>Site.page = {"a": [1, </script>', None),
    "no JSON": ("<script>Site.page = window.other;</script>", None),
    "a string that is no JSON": ('<script>Site.page = "words"</script>', None),
    "another name's end": ('<script>My.Site.page = {"a": 1}</script>', None),
    "prose": ("<p>Site.page = {}</p>", None),
    "nowhere": ("<script>go()</script>", None),
}


@pytest.mark.parametrize(("markup", "state"), STATES.values(), ids=STATES)
def test_the_state_that_a_script_starts_from(markup: str, state: object) -> None:
    assert document_of(markup.encode()).assigned("Site.page") == state


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("#c1", "http://blog.example/a/#c1"),
        ("/b/#c1", "http://blog.example/b/#c1"),
        (" c#c1", "http://blog.example/a/c#c1"),
        ("/b/", "http://blog.example/b/"),
        ("", "http://blog.example/a/"),
        (None, "http://blog.example/a/"),
        ("mailto:ida@blog.example#c1", None),
    ],
)
def test_an_address_keeps_its_fragment_where_a_place_is_asked_for(href: str | None, place: str | None) -> None:
    assert document_of(b"<p>", "http://blog.example/a/#top").place(href) == place
