"""What was found of a post so far, as a value."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from blogarchive.extraction.findings import Findings
from blogarchive.html.document import Document
from blogarchive.html.tree import Element, Spans
from blogarchive.models import Page

MARKUP = b"""
<body><div id=side><ul><li id=other>Other posts</li></ul></div>
<div id=post><h1 id=title>On rye</h1><div id=text><p id=words>Rye wants time.</p></div></div>
<div id=comments><div id=c1><p id=said>Mine came out flat.</p></div></div></body>
"""


@pytest.fixture
def named() -> dict[str, Element]:
    document = Document(Page(url="http://blog.example/a/", body=MARKUP))
    return {name: found[0] for name, found in document.by_id.items()}


def test_what_stands_in_the_thread_or_in_a_sidebar_is_hidden(named: dict[str, Element]) -> None:
    thread = frozenset([named["c1"]])
    found = Findings(thread, Spans([*thread, named["side"]]))
    hidden = {name for name, element in named.items() if found.hides(element)}
    assert hidden == {"side", "other", "c1", "said"}
    assert not any(map(Findings().hides, named.values()))


def test_the_element_around_a_post_holds_its_heading_and_its_body(named: dict[str, Element]) -> None:
    found = Findings(heading=named["title"], body=named["text"])
    assert found.around_post is named["post"]
    assert replace(found, body=None).around_post is replace(found, heading=None).around_post is None
    assert replace(found, body=named["comments"]).around_post is None  # only the whole page holds both


def test_whoever_finds_more_makes_a_new_value(named: dict[str, Element]) -> None:
    found = Findings()
    assert replace(found, heading=named["title"]).heading is named["title"]
    assert found.heading is None
    with pytest.raises(FrozenInstanceError):
        found.heading = named["title"]  # type: ignore[misc]
