"""Clean HTML and plain text."""

from __future__ import annotations

import pytest

from blogarchive.html.parsing import fragment
from blogarchive.html.plain_text import clean_html, plain_text
from blogarchive.html.tree import Element
from tests.pace import within

BASE = "https://blog.example/2011/post/"


def tree(markup: str) -> Element:
    return next(fragment(f"<div>{markup}</div>").iter("div"))


def test_blocks_are_parted_by_a_blank_line_and_items_begin_with_a_dash() -> None:
    markup = "<p>One <b>two</b>\n three<br>four</p><ul><li>five</li><li><p>six</p></li><li></li></ul>seven"
    assert plain_text(tree(markup)) == "One two three\nfour\n\n- five\n\n- six\n\nseven"


def test_code_is_kept_to_the_letter() -> None:
    assert plain_text(tree("<p>a</p><pre><code>if x:\n\n\n    y =  1\n</code></pre>")) == "a\n\nif x:\n\n\n    y =  1"


def test_what_is_never_text_is_left_out() -> None:
    markup = "<img alt='no'><script>no()</script><style>no</style><button>no</button><p>yes</p><noscript>no</noscript>"
    assert plain_text(tree(markup)) == "yes"


def test_cells_of_a_row_stand_on_one_line() -> None:
    assert plain_text(tree("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>")) == "a b\n\nc"


def test_parts_can_be_left_out_with_the_loose_words_behind_them() -> None:
    root = tree("head <b>NAME</b> says:<br><p>text <i>cut</i> tail</p>")
    bold, italic = root.iter("b", "i")
    assert plain_text(root, without={bold, italic}, mute={root, bold}) == "text tail"
    assert clean_html(root, BASE, without={bold, italic}, mute={root, bold}) == "<br><p>text  tail</p>"


def test_addresses_become_absolute_and_nothing_runs() -> None:
    root = tree(
        '<a href="../x?a=1&amp;b=2#f" onclick="bad()">x</a><a href="javascript:bad()">y</a><a href="#top">z</a>'
        '<img src="/i.png" srcset="/i2.png 2x" onerror="bad()"><iframe src="http://else.example/"></iframe><style>p{}</style>'
    )
    assert clean_html(root, BASE) == (
        '<a href="https://blog.example/2011/x?a=1&amp;b=2#f">x</a><a>y</a><a href="https://blog.example/2011/post/#top">z</a>'
        '<img src="https://blog.example/i.png" srcset="https://blog.example/i2.png 2x">'
    )


def test_a_hundred_thousand_levels_are_survived() -> None:
    with within(2):
        root = tree("<div>" * 100_000 + "deep")
        plain_text(root)
        clean_html(root, BASE)
        leaf = list(root.iter())[-1]
        clean_html(root, BASE, without={leaf})


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad"])
def test_what_shows_as_nothing_stands_in_no_word(sign: str) -> None:
    assert plain_text(tree(f"<p>ខ្ញុំ{sign}ទៅ{sign}ផ្ទះ and sol{sign}len</p>")) == "ខ្ញុំទៅផ្ទះ and sollen"
