"""Platforms of users: loaded from files, dotted names and entry points, or refused before any page is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogarchive import Page, extract
from blogarchive.errors import UsageError
from blogarchive.extraction import platforms as registry
from blogarchive.extraction.platforms import built_in, own, platforms, use
from blogarchive.html.document import Document
from tests import command

FILE = """
from blogarchive import Fields, Platform, ranked

class _Shared(Platform):
    body = ranked(".text")

class Reed(_Shared):
    name = "reed"
    sign = "meta[name='made-with'][content='reed']"
    title = ranked("h1")

class Rush(_Shared):
    name = "rush"
    generator = ("rush",)
    sign = ".rush"
"""
TEXT = "Reeds stand in water, and water stands in reeds. " * 8


@pytest.fixture(autouse=True)
def nothing_of_it_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(own.SETTING, "")
    platforms.cache_clear()
    yield
    platforms.cache_clear()


def written(folder: Path, text: str = FILE, name: str = "reed.py") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def names() -> list[str]:
    return [platform.name for platform in platforms()]


def test_without_any_there_are_ours_alone() -> None:
    assert platforms() == built_in()


def test_those_of_a_file_come_first_in_its_order(tmp_path: Path) -> None:
    use([written(tmp_path)])
    assert names() == ["reed", "rush", *(platform.name for platform in built_in())]


def test_several_are_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = FILE.replace("reed", "sedge").replace("rush", "iris")
    (tmp_path / "deeper").mkdir()
    files = [written(tmp_path), written(tmp_path / "deeper", other)]  # two of one name
    monkeypatch.setenv(own.SETTING, f" {files[0]}, {files[1]},")
    use()
    assert names()[:5] == ["reed", "rush", "sedge", "iris", built_in()[0].name]


@pytest.mark.parametrize(
    ("dotted", "found"),
    [("banks.reed", ["reed", "rush"]), ("banks.reed.Rush", ["rush"]), ("banks.reed:Reed", ["reed"])],
)
def test_what_can_be_imported_is_named_by_dots(
    dotted: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "banks").mkdir()
    written(tmp_path / "banks")
    monkeypatch.syspath_prepend(tmp_path)
    use([dotted])
    assert names()[: len(found) + 1] == [*found, built_in()[0].name]
    for module in ("banks", "banks.reed"):
        monkeypatch.delitem(sys.modules, module)


def test_those_of_packages_are_found_by_their_entry_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, name="reed_platforms.py")
    info = tmp_path / "reed_platforms-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: reed-platforms\nVersion: 1.0\n")
    points = "b = reed_platforms:Reed\na = reed_platforms:Rush\n"
    (info / "entry_points.txt").write_text(f"[{own.GROUP}]\n{points}")
    monkeypatch.syspath_prepend(tmp_path)
    assert names()[:3] == ["rush", "reed", built_in()[0].name]
    (info / "entry_points.txt").write_text(f"[{own.GROUP}]\nc = reed_platforms:Sedge\n")
    with pytest.raises(UsageError, match=r"^blogarchive\.platforms c = reed_platforms:Sedge: AttributeError: "):
        use()
    monkeypatch.delitem(sys.modules, "reed_platforms")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": holds no Platform"),
        ("from blogarchive import Platform", ": holds no Platform"),
        ("x = 1\nx +\n", ", line 2: SyntaxError: "),
        ("def f():\n    raise KeyError('no')\nf()\n", ", line 2: KeyError: 'no'"),
        ("import nothing_of_this_name\n", ", line 1: ModuleNotFoundError: "),
        (FILE.replace('name = "reed"', ""), ": Reed.name: expected the platform's name"),
        (FILE.replace("sign = \"meta", "cut = \"meta"), ": Reed.sign: expected a mark"),
        (FILE.replace('"h1"', '"h1..x"'), ": Reed.title: 'h1..x' is no CSS that parsel knows: Expected ident"),
        (FILE.replace('"h1"', '"h1:first-word"'), ": Reed.title: 'h1:first-word' is no CSS"),
        (FILE.replace('"h1"', '"h1::before"'), ": Reed.title: 'h1::before' is no CSS"),
        (FILE.replace('ranked("h1")', '"h1"'), ": Reed.title: expected a tuple of selectors"),
        (FILE.replace('ranked("h1")', '("//h1[",)'), ": Reed.title: XPath error"),
        (FILE.replace('ranked("h1")', '("//h1[lower(.)]",)'), ": Reed.title: '//h1[lower(.)]' is no XPath"),
        (FILE.replace('ranked("h1")', '("(count(//h1))",)'), ": Reed.title: '(count(//h1))' counts or compares"),
        (FILE.replace('ranked(".text")', 'ranked(".text::text")'), ": Reed.body: expected elements, and '.text::text'"),
        (FILE.replace('ranked(".text")', '("//div/text()[1]",)'), ": Reed.body: expected elements, and '//div/"),
        (FILE.replace('".rush"', '(".rush",)'), ": Rush.sign: expected one text"),
        (FILE + '    fields = Fields(date=ranked("time["))\n', ": Rush.fields.date: 'time[' is no CSS"),
        (FILE + '    fields = Fields(controls="a::attr(href)")\n', ": Rush.fields.controls: expected elements"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named_before_any_page(text: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    with pytest.raises(UsageError) as refused:
        use([file])
    assert str(refused.value).startswith(file + said), refused.value


@pytest.mark.parametrize("name", ["nowhere.py", "no/where", "nothing_of_this_name"])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"^{name}: (no such file|ModuleNotFoundError)"):
        use([name])


def test_the_command_ends_with_2_and_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p class=text>{TEXT}")
    file = written(tmp_path, FILE.replace('"h1"', '"h1..x"'))
    for words in (["extract", "page.html", "page.html"], ["rebuild", "--data", "data"]):
        done = command.run(*words, cwd=tmp_path, env={own.SETTING: file})
        assert (done.returncode, done.stdout) == (2, "")
        said = f"{file}: Reed.title: 'h1..x' is no CSS that parsel knows: Expected ident, got <DELIM '.' at 3>"
        assert done.stderr == f"blogarchive: {said}\n"
    assert command.run("extract", "page.html", "--generic", cwd=tmp_path, env={own.SETTING: file}).returncode == 0


def test_every_process_of_extract_knows_it(tmp_path: Path) -> None:
    written(tmp_path)
    markup = "<meta name=made-with content=reed><h1>Reed {}</h1><div class=text>{}</div>"
    for number in range(24):
        (tmp_path / f"{number}.html").write_text(markup.format(number, TEXT))
    files = [f"{number}.html" for number in range(24)]
    done = command.run("extract", "--jobs", "3", *files, cwd=tmp_path, env={own.SETTING: "reed.py"})
    assert done.returncode == 0, done.stderr
    assert [(each["platform"], each["title"]) for each in map(json.loads, done.stdout.splitlines())] == [
        ("reed", f"Reed {number}") for number in range(24)
    ]


# ---------------------------------------------------------------------- texts and XPath in every field

SPOKEN = """
import re
from blogarchive import Fields, Platform, ranked

class Sedge(Platform):
    name = "sedge"
    sign = "//html[@data-made='sedge']"
    title = ("//h1/text()",)
    author = ranked("article::attr(data-by), .by b::text")
    published = ranked("article::attr(data-at)")
    updated = ("//article/@data-changed",)
    categories = ranked(".in::text")
    tags = ("//ul[has-class('tags')]/li/a/text()",)
    body = ("//article/div[h2 or p]",)
    cut = "h2 + p.ad"
    declared = ranked(".thread::attr(data-count)")
    aside = "//aside"
    entry = ".thread > div:has(p)"
    entry_id = re.compile(r"^c(\\d+)$")
    fields = Fields(
        author=ranked(".who::text, img::attr(alt)"),
        date=("//div[@id]/@data-at",),
        body=("//div[@id]/p",),
        permalink=ranked("a.here::attr(href)"),
        controls="a:first-of-type",
    )
"""
PAGE = f"""<html data-made=sedge><title>On sedge | Ada's</title><body>
<aside><p class=in>Elsewhere</p></aside>
<article data-by="Ada Moss" data-at="2021-05-06T07:08:00+01:00" data-changed="2021-06-01T10:00:00+01:00">
<h1>On sedge <small>6 May</small></h1>
<p class=by>by <b>Ada Moss</b></p><p class=in>Plants, Water<i>!</i></p>
<ul class=tags><li><a href=/t/1>wet</a><li><a href=/t/2>low</a></ul>
<div class=x><h2>One</h2><p class=ad>Buy sedge</p><p>{TEXT}</p></div></article>
<div class=thread data-count="2">
<div id=c7 data-at="2021-05-06T09:00:00+01:00"><a>Reply</a><b class=who>Bea <i>says</i></b>
<a class=here href="#c7">link</a><p>Not in winter, I should think.</p></div>
<div id=c8 data-at="2021-05-06T09:30:00+01:00"><a>Reply</a><img alt="Cy" src=/cy.png>
<p>They like ice well enough.</p></div></div>"""


def test_every_field_may_be_a_text_or_xpath(tmp_path: Path) -> None:
    use([written(tmp_path, SPOKEN)])
    (post,) = extract(Page(url="http://sedge.example/on-sedge", body=PAGE.encode())).posts
    assert (post.platform, post.title, post.author) == ("sedge", "On sedge", "Ada Moss")
    assert (post.published, post.updated) == ("2021-05-06T07:08:00+01:00", "2021-06-01T10:00:00+01:00")
    assert (post.categories, post.tags, post.comments_declared) == (("Plants", "Water"), ("wet", "low"), 2)
    assert post.body_text == f"One\n\n{TEXT.strip()}"
    assert [(c.id, c.author, c.published, c.url, c.body_text) for c in post.comments] == [
        ("7", "Bea", "2021-05-06T09:00:00+01:00", "http://sedge.example/on-sedge#c7", "Not in winter, I should think."),
        ("8", "Cy", "2021-05-06T09:30:00+01:00", None, "They like ice well enough."),
    ]


def test_a_verb_of_a_platform_asks_the_page_as_parsel_is_asked(tmp_path: Path) -> None:
    verb = """
    def kind(self, page):
        return "page" if page.css("h1::text").get() == "About" else "post"
"""
    text = FILE.replace('    title = ranked("h1")', verb)
    use([written(tmp_path, text)])
    reed = registry.platforms()[0]
    for title, kind in (("About", "page"), ("On reeds", "post")):
        document = Document(Page(url="http://reed.example/a", body=f"<h1>{title}</h1>".encode()))
        assert reed.kind(document) == kind
        assert document.by_parsel == {}
