"""blogarchive.toml and its commands: what is wrong is said with its place, what is the user's is left alone."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogarchive.blogs import config, config_edit, opml
from blogarchive.cli.app import main
from blogarchive.dataset import Store, open_database
from blogarchive.dataset.ledger import Ledger
from blogarchive.errors import UsageError
from blogarchive.models import Admission, Link
from tests.command import run, start
from tests.loopback import Site, rows, sample, served, shelf, until

ONE, TWO = "https://one.example/", "https://two.example/"

MISTAKES = [
    ("\ndelay = ?", "line 2", "not TOML"),
    ("delay = 'soon'", ", line 1: delay: expected a number of seconds, 0 or more, found 'soon'", ""),
    ("delay = -1", ", line 1: delay: expected", "found -1"),
    ("delay = true", "expected a number of seconds", "found true"),
    ("\ncontakt = 'me'", ", line 2: contakt: no such key", "did you mean contact?"),
    ("surprise = 1", "no such key", "expected one of contact, delay"),
    ("max-posts = 0", ", line 1: max-posts: expected a whole number, 1 or more, found 0", ""),
    ("requisites = 'no'", "requisites: expected true or false, found 'no'", ""),
    ("blogs = 'https://one.example/'", ", line 1: blogs: expected [[blogs]]", ""),
    ("[[blogs]]\nurl = 'https://a.example/'\n[[blogs]]\nupdate = true", ", line 3: blogs[1].url: expected", ""),
    ("[[blogs]]\nurl = 'blog'", ", line 2: blogs[0].url: expected the address", "found 'blog'"),
    ("[[blogs]]\nurl = 'ftp://a.example/'", ", line 2: blogs[0].url: expected", ""),
    ("[[blogs]]\nurl = 'https://a.example/'\ndelay = 'x'", ", line 3: blogs[0].delay: expected", ""),
    ("[[blogs]]\nurl = 'https://a.example/'\n[[blogs]]\nurl = 'http://www.a.example'",
     ", line 4: blogs[1].url: http://www.a.example is blogs[0] already", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "more"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_was_expected(
    tmp_path: Path, text: str, place: str, more: str
) -> None:
    file = tmp_path / config.NAME
    with pytest.raises(UsageError) as error:
        config.parse(text, file)
    assert str(error.value).startswith(str(file))
    assert place in str(error.value)
    assert more in str(error.value)


def test_the_commands_say_it_and_end_with_two(tmp_path: Path) -> None:
    (tmp_path / config.NAME).write_text("\ndelay = 'soon'")
    for arguments in (["list"], ["update"], ["crawl", ONE]):
        done = CliRunner().invoke(main, [*arguments, "--data", str(tmp_path)])
        assert (done.exit_code, "blogarchive.toml, line 2: delay: expected a number" in done.stderr) == (2, True)


def test_what_is_there_and_right_is_read(tmp_path: Path) -> None:
    said = config.parse(
        'contact = "a@b.example"\ndelay = 2\n[[blogs]]\nurl = "https://one.example/"\ndelay = 5.5', tmp_path
    )
    assert said.options == {"contact": "a@b.example", "delay": 2}
    assert said.blogs == (config.Entry(url=ONE, delay=5.5),)


BY_HAND = """\
# mine
contact = "me@example.org" # do not touch

[[blogs]] # the first
url = "https://one.example/"   # with a note
delay = 3

[[blogs]]
url = 'http://three.example'
"""


def test_adding_and_removing_leave_every_other_line_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / config.NAME
    file.write_text(BY_HAND)
    assert config_edit.remove(file, [ONE]) == [ONE]
    removed = file.read_text()
    assert [line for line in removed.splitlines() if line != "update = false"] == BY_HAND.splitlines()
    assert [blog.update for blog in config.load(file).blogs] == [False, True]
    assert config_edit.add(file, [ONE, "https://www.three.example/"]) == [ONE]
    assert file.read_text() == BY_HAND
    assert config_edit.add(file, [TWO]) == [TWO]
    assert file.read_text().startswith(BY_HAND)
    assert [blog.url for blog in config.load(file).blogs] == [ONE, "http://three.example", TWO]


@pytest.mark.parametrize(
    "text",
    [
        "blogs = [{url = 'https://one.example/'}]",
        'contact = """\n[[blogs]]\n"""\n[[blogs]]\nurl = "https://one.example/"\n',
    ],
)
def test_a_file_that_cannot_be_edited_line_by_line_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / config.NAME
    file.write_text(text)
    with pytest.raises(UsageError, match="only a hand can change"):
        config_edit.remove(file, [ONE])
    assert file.read_text() == text
    assert [each.name for each in tmp_path.iterdir()] == [config.NAME]


OPML = """<?xml version="1.0"?>{doctype}<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Trains"><outline type="rss" text="One{entity}" xmlUrl="https://one.example/feed/" htmlUrl="https://one.example/"/>
<outline type="rss" text="Two" xmlUrl="https://two.example/atom.xml"/></outline>
<outline type="rss" text="One again" htmlurl="http://www.one.example/" xmlUrl="https://one.example/comments/feed/"/>
<outline text="a folder"/><outline type="rss" xmlUrl="feed://three.example/"/></body></opml>"""


def test_opml_gives_each_blog_once(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(OPML.format(doctype="", entity=""))
    assert opml.blogs(tmp_path / "feeds.opml") == [ONE, "https://two.example/atom.xml"]


def test_an_entity_bomb_does_not_go_off_and_nothing_local_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://secret.example/")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE opml [<!ENTITY e0 "lol">{levels}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'
    (tmp_path / "bomb.opml").write_text(OPML.format(doctype=doctype, entity="&e11;&f;"))
    done = run("add", "--opml", str(tmp_path / "bomb.opml"), "--data", str(tmp_path))
    assert done.returncode == 2
    assert "names no blog" in done.stderr
    assert "secret" not in done.stderr.replace(str(tmp_path), "")
    assert not (tmp_path / config.NAME).exists()


HEAD = "<opml version='2.0'><body>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<outline text='A & B' xmlUrl='http://one.example/feed?x=1&y=2'/>", "http://one.example/feed?x=1&y=2"),
        ("<outline xmlUrl='http://one.example/feed?x=1&copy=2&amp;z=3'/>", "http://one.example/feed?x=1&copy=2&z=3"),
        ("<outline text='caf&eacute;' xmlUrl='http://one.example/?a&b'/>", "http://one.example/?a&b"),
        ("<OUTLINE XMLURL='http://one.example/?a&b=&#50;'/>", "http://one.example/?a&b=2"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_bare_ampersand_in_opml_does_not_change_the_address(
    tmp_path: Path, written: str, meant: str, encoding: str
) -> None:
    declared = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
    text = f"{declared}{HEAD}<outline text='Café'>{written}</outline></body></opml>"
    (tmp_path / "feeds.opml").write_bytes(text.encode(encoding))
    assert opml.blogs(tmp_path / "feeds.opml") == [meant]


@pytest.mark.parametrize("content", ["", "no xml", "<html></html>", "<opml><body/></opml>"])
def test_what_is_no_opml_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "feeds.opml").write_text(content)
    done = run("add", "--opml", str(tmp_path / "feeds.opml"), "--data", str(tmp_path))
    assert (done.returncode, "feeds.opml" in done.stderr) == (2, True)


def test_a_url_that_is_none_is_refused(tmp_path: Path) -> None:
    assert run("add", "not an address", "--data", str(tmp_path)).returncode == 2
    assert run("add", "--data", str(tmp_path)).returncode == 2
    assert run("remove", "https://never.example/", "--data", str(tmp_path)).returncode == 2
    assert run("list", "--config", str(tmp_path / "none.toml"), "--data", str(tmp_path)).returncode == 2
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def blogs() -> Iterator[list[str]]:
    """The sample blog under two names of this machine."""
    with served(Site(sample())) as base:
        port = base.rpartition(":")[2]
        yield [f"http://{name}.localhost:{port}/" for name in ("one", "two")]


def test_added_blogs_are_crawled_and_removed_ones_are_left_alone(blogs: list[str], tmp_path: Path) -> None:
    one, two = blogs
    data = ["--data", str(tmp_path)]
    (tmp_path / config.NAME).write_text("delay = 0.005\nallow-private = true\nrequisites = false\n")
    assert run("add", one, *data).returncode == 0
    assert listed(tmp_path) == {one: (True, False)}
    assert run("update", *data).returncode == 0
    assert rows(tmp_path, "SELECT url, (SELECT count(*) FROM posts WHERE source = 'page') FROM blogs") == [(one, 8)]

    assert run("remove", one, *data).returncode == 0
    assert run("add", two, *data).returncode == 0
    rows(tmp_path, "UPDATE urls SET state = 'queued' WHERE kind = 'post'")  # as an interrupted run leaves them
    before = rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE 'http://one.%'")
    assert run("update", *data).returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE 'http://one.%'") == before
    assert listed(tmp_path) == {one: (False, True), two: (True, True)}
    assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page'") == [(16,)]

    assert run("add", one.rstrip("/"), *data).returncode == 0
    assert listed(tmp_path) == {one: (True, True), two: (True, True)}
    only = json.loads(run("update", one, "--json", *data).stdout)
    assert [blog["url"] for blog in only["blogs"]] == [one]
    assert rows(tmp_path, "SELECT count(*) FROM urls WHERE state = 'queued'") == [(0,)]


def test_a_blog_that_was_added_by_its_feed_is_one_blog(tmp_path: Path) -> None:
    file = tmp_path / config.NAME
    store = Store(open_database(tmp_path / "blogs.db"))
    ledger = Ledger(store._database)
    ledger.begin("crawl", "[]")
    feed = Link(url=f"{ONE}feed/", kind="home", reason="asked for")
    ledger.add([Admission(link=feed, state="queued", priority=0, because="asked for")], store.save_blog(ONE))
    store._database.conn.commit()
    config_edit.add(file, [feed.url])
    assert CliRunner().invoke(main, ["remove", ONE, "--data", str(tmp_path)]).exit_code == 0
    assert config.load(file).blogs == (config.Entry(url=feed.url, update=False),)
    assert listed(tmp_path) == {ONE: (False, True)}
    assert CliRunner().invoke(main, ["add", ONE, "--data", str(tmp_path)]).exit_code == 0
    assert config.load(file).blogs == (config.Entry(url=feed.url),)
    store._database.close()


def test_a_blog_may_have_a_delay_of_its_own(tmp_path: Path) -> None:
    """Two minutes for one of two: while the other comes to its end, it is asked for its rules alone."""
    quick, slow = Site(shelf(4)), Site(shelf(4))
    with served(quick) as one, served(slow) as two:
        (tmp_path / config.NAME).write_text(
            f'delay = 0.01\nallow-private = true\n[[blogs]]\nurl = "{two}/"\ndelay = 120\n[[blogs]]\nurl = "{one}/"\n'
        )
        with start("update", "--data", tmp_path) as run:
            until(lambda: {f"/tide-{n}/" for n in range(4)} <= set(quick.paths))
            assert slow.paths == ["/robots.txt"]
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 8


def listed(data: Path) -> dict[str, tuple[bool, bool]]:
    found = json.loads(run("list", "--json", "--data", str(data)).stdout)["blogs"]
    return {blog["url"]: (blog["update"], blog["archived"]) for blog in found}
