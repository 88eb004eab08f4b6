"""Entries of a thread as values: their parents are told by new ones, and nobody changes those that were found."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from blogarchive.extraction.comments.entries import Entry, Thread, settle_levels, settle_parents, with_description
from blogarchive.html.document import Document
from blogarchive.models import Page

MARKUP = b"""
<body><ul><li id=c1>Ida<ul><li id=c2>Bea</ul></li><ul><li id=c3>Cy</ul><li id=c4>Dora</ul>
<dl><dt id=t1>Ida</dt><dd id=d1>One.</dd><dd id=d2>Two.</dd><dt id=t2>Bea</dt></dl></body>
"""


@pytest.fixture
def document() -> Document:
    return Document(Page(url="http://blog.example/a/", body=MARKUP))


def entries(document: Document) -> list[Entry]:
    return [Entry(name, [document.by_id[name][0]]) for name in ("c1", "c2", "c3", "c4")]


def test_parents_by_structure_leave_the_given_entries_as_they_were(document: Document) -> None:
    given = entries(document)
    settled = settle_parents(given)
    assert [(entry.id, entry.parent) for entry in settled] == [("c1", None), ("c2", "c1"), ("c3", "c1"), ("c4", None)]
    assert {entry.parent for entry in given} == {None}
    with pytest.raises(FrozenInstanceError):
        given[0].parent = "c4"  # type: ignore[misc]


def test_a_parent_that_is_stated_stays(document: Document) -> None:
    first, second, *_ = entries(document)
    stated = Entry(second.id, second.elements, parent="c9")
    assert [entry.parent for entry in settle_parents([first, stated])] == [None, "c9"]
    assert [entry.parent for entry in settle_levels([first, stated], lambda entry: int(entry.id[1]))] == [None, "c9"]


def test_an_entry_in_a_list_of_its_own_answers_nothing(document: Document) -> None:
    first, second, *_ = entries(document)
    ping = Entry(second.id, second.elements, is_root=True)
    assert [entry.parent for entry in settle_parents([first, ping])] == [None, None]


@pytest.mark.parametrize(
    ("levels", "parents"),
    [
        ([1, 2, 2, 1], [None, "c1", "c1", None]),
        ([1, 2, 3, 2], [None, "c1", "c2", "c1"]),
        ([1, 3, 2, 1], [None, None, "c1", None]),  # nobody stands one level higher
        ([1, None, 2, 1], [None, None, "c1", None]),
    ],
)
def test_parents_by_level(document: Document, levels: list[int | None], parents: list[str | None]) -> None:
    given = entries(document)
    level = dict(zip(given, levels, strict=True))
    assert [entry.parent for entry in settle_levels(given, level.__getitem__)] == parents
    assert {entry.parent for entry in given} == {None}


def test_a_term_takes_what_describes_it(document: Document) -> None:
    assert [e.get("id") for e in with_description(document.by_id["t1"][0])] == ["t1", "d1", "d2"]
    assert [e.get("id") for e in with_description(document.by_id["t2"][0])] == ["t2"]
    assert [e.get("id") for e in with_description(document.by_id["c2"][0])] == ["c2"]


def test_the_roots_of_a_thread_are_all_elements_of_its_entries(document: Document) -> None:
    term = Entry("t1", with_description(document.by_id["t1"][0]))
    assert {element.get("id") for element in Thread((term,)).roots} == {"t1", "d1", "d2"}
    assert Thread().roots == frozenset()
