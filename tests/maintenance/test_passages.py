"""Words of a text are found in whatever a page's source wraps them, and go without its markup."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogarchive.maintenance.passages import (
    REMOVED,
    hashes,
    hits,
    places,
    plain,
    runs,
    size_of_window,
    within_tags,
    without,
    words,
)
from tests.pace import within

SALT = b"salt"
TEXT = "Don’t tell Zoë that 3 of the café’s cups broke"

WRAPPED = {
    "plain": TEXT,
    "markup": "<p>Don’t <b>tell</b>\n<a href='/zoe'>Zoë</a> that 3 of<br>the <i>café’s</i> cups broke</p>",
    "entities": "<p>Don&#8217;t tell Zo&euml; that 3 of the caf&#xE9;&rsquo;s cups broke</p>",
    "escaped in a feed": "&lt;p&gt;Don&amp;#8217;t tell &lt;b class=&quot;x&quot;&gt;Zo&amp;euml;&lt;/b&gt; that 3 of the caf&amp;eacute;&amp;#8217;s cups broke",  # noqa: E501
    "json": json.dumps({"text": f"<p>{TEXT}</p>"}),
    "json with tags escaped": '{"text": "\\u003cp\\u003eDon\\u2019t tell\\nZo\\u00eb that 3 of the caf\\u00e9\\u2019s cups broke\\u003c/p\\u003e"}',  # noqa: E501
    "cdata": f"<content><![CDATA[<p>{TEXT}</p>]]></content>",
    "capitals": TEXT.upper().replace("Ë", "ë"),
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
def test_a_text_is_found_and_goes(wrapped: str) -> None:
    known = set(hashes(plain(TEXT), 8, SALT))
    source = f"<div>before</div> {wrapped} <div>after</div>"
    found = words(source)
    spans = runs(found, 8, hits(found, 8, known, SALT))
    left = without(source, spans)
    assert words(left)[0].text == "before"
    assert words(left)[-1].text == "after"
    assert not hits(words(left), 8, known, SALT)
    assert left.count(REMOVED) == 1
    assert "cups" not in left
    for sign in "<>":
        assert left.count(sign) == source.count(sign)
    if wrapped.startswith("{"):
        assert set(json.loads(left[left.index("{") : left.rindex("}") + 1])) == {"text"}


def test_attributes_are_texts_of_their_own() -> None:
    source = f'<meta name=description content="{TEXT}"><img alt="{TEXT}">'
    known = set(hashes(plain(TEXT), 8, SALT))
    spans = [span for text in within_tags(source) for span in runs(text, 8, hits(text, 8, known, SALT))]
    assert without(source, spans) == f'<meta name=description content="{REMOVED}"><img alt="{REMOVED}">'


def test_signs_are_words_each() -> None:
    text = "灯台の下で祖父が毎朝カモメに餌をやっていた"
    assert plain(text) == list(text)
    assert size_of_window(plain(text)) == 16
    source = f"前の文。{text}次の文。"
    [(begin, end)] = runs(words(source), 16, hits(words(source), 16, set(hashes(plain(text), 16, SALT)), SALT))
    assert source[begin:end] == text


def test_an_address_leaves_nothing_in_its_place() -> None:
    source = "<a href='http://who.example/me'>me</a>"
    begin = source.index("http")
    assert without(source, [(begin, begin + len("http://who.example/me"))]) == "<a href=''>me</a>"


def test_places_are_exact() -> None:
    found = words("Steve met Steve Stevens; steve left")
    assert [found_at for found_at, _ in places(found, ["steve"])] == [0, 10, 25]


@pytest.mark.parametrize("evil", ["&lt;a ", "<a ", "\\u003ca", "&amp;", "&", "<", '"', "a&#", "<![CDATA[", "日"])
def test_time_grows_with_the_source(evil: str) -> None:
    source = evil * 100_000
    with within(3):
        words(source)
        list(within_tags(source))


@given(st.lists(st.text(alphabet="abcdeé&<>;\"'\\ ußÆ日", max_size=30)))
def test_nothing_is_found_where_nothing_is_known_and_all_that_is_kept_is_there(texts: list[str]) -> None:
    source = " ".join(texts)
    found = words(source)
    assert all(0 <= word.start < word.end <= len(source) for word in found)
    assert not hits(found, 8, set(), SALT)
    assert without(source, []) == source
