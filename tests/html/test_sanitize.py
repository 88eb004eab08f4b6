"""What is spared the cleaner is what the cleaner would not have touched."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blogarchive.html import sanitize
from blogarchive.html.parsing import fragment
from blogarchive.html.sanitize import clean_html

BASE = "https://blog.example/2011/post/"
PLAIN = [*sorted(sanitize._INLINE | sanitize._BLOCK | sanitize._HEADINGS), "a", "li", "dt", "dd", "pre"]
TAGS = st.sampled_from(
    [*PLAIN, *PLAIN, *sorted(sanitize.TAGS), "section", "font", "nobr", "script", "style", "svg", "math", "form"]
)
NAMES = st.sampled_from(
    ["href", "src", "title", "lang", "class", "style", "onclick", "cite", "srcset", "start", "reversed"]
)
VALUES = st.sampled_from(
    ["", "/a b", "x?y=1&z=2#f", "javascript:x()", " JAVA\tSCRIPT:x()", "mailto:a@b.example", "//other.example/é",
     "http://1.2.3/", "http://a:99999/", "http://[x", "http://xn--a/", "http://a b/", '"><script>x</script>',
     "a.jpg 1x, b 2x", "data:x"]
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ["", "\n", " ", "&", "<", ">", "&amp;", "\u00a0", "&lt;script&gt;", "&#13;", "\x0b", "]]>", "<!--", "text"]
    ),
    st.text(max_size=5),
)


@st.composite
def markup(draw: st.DrawFn, depth: int = 0) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        parts.append(draw(TEXTS))
        if depth < 5 and draw(st.booleans()):
            tag = draw(TAGS)
            said = "".join(
                f' {name}="{value.replace(chr(34), "&quot;")}"'
                for name, value in draw(st.dictionaries(NAMES, VALUES, max_size=2)).items()
            )
            parts.append(f"<{tag}{said}>{draw(markup(depth=depth + 1))}</{tag}>")
    return "".join(parts)


@settings(max_examples=400)
@given(markup())
def test_what_is_plain_comes_out_of_the_cleaner_as_it_goes_in(text: str) -> None:
    writer = sanitize._Writer(BASE)
    writer.writes(fragment(text), (), ())
    written = "".join(writer.parts)
    assume(writer.is_plain and "\r" not in written)
    assert str(sanitize._cleaner().clean(written)) == written


@given(markup())
def test_clean_markup_stays_as_it_is(text: str) -> None:
    once = clean_html(text, BASE)
    assert "<script" not in once.lower()
    assert not any(f'{name}="javascript:' in once for name in ("href", "src"))  # a title may well say it
    assert clean_html(once, BASE) == once


def test_plain_markup_is_recognised() -> None:
    text = '<p>One <b>two</b> &amp; <a href="/x">three</a></p><ul><li>four<ul><li>5</li></ul></li></ul><pre>six\n</pre>'
    writer = sanitize._Writer(BASE)
    writer.writes(fragment(text), (), ())
    assert writer.is_plain
    assert "".join(writer.parts) == text.replace('"/x"', '"https://blog.example/x"')
