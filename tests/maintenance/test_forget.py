"""Takedown by the real command: nowhere a word is left, nothing of others is lost, nothing comes back."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from blogarchive.cli.app import main
from blogarchive.maintenance.verify import verify, warc_files
from blogarchive.warc import Record, capture_of, captures, cdxj, pages, read_records
from tests.loopback import Crawled, Site, crawled, rows, served, updated
from tests.maintenance import harbour
from tests.maintenance.harbour import Harbour, Note

GULLS, TIDES, LAMPS, LIGHTHOUSE = "2014/05/gulls/", "2014/06/tides/", "2014/07/lamps/", "2014/08/lighthouse/"


@pytest.fixture(scope="module", params=["utf-8", "iso-8859-1"])
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The harbour, crawled once; one post is printed under a second address too, and one of the two is a revisit."""
    site = Site(Harbour(charset=request.param))
    with served(site) as base:
        data = tmp_path_factory.mktemp("harbour") / "data"
        done = crawled(data, [f"{base}/", f"{base}/print/"], "--no-requisites")
        assert done.returncode == 0, done.stderr
        yield Crawled(site, f"{base}/", data)


@pytest.fixture
def data(first: Crawled, tmp_path: Path) -> Path:
    first.site.answer = Harbour(charset=first.site.answer.charset)  # type: ignore[attr-defined]
    return first.copy(tmp_path)


def forget(data: Path, url: str, *options: str) -> Result:
    done = CliRunner().invoke(main, ["forget", url, *options, "--data", str(data)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def records(data: Path) -> list[Record]:
    return [record for file in warc_files(data) for record in read_records(file)]


def everything(data: Path) -> str:
    """All that can be read out of the archive: records as they stand, pages with their codings undone, every file."""
    texts = [record.content() for record in records(data)]
    texts += [page.body for file in warc_files(data) for page in pages(file)]
    texts += [file.read_bytes() for file in data.rglob("*") if file.is_file()]
    known = [text.decode(charset, "replace") for text in texts for charset in ("utf-8", "iso-8859-1")]
    known += [json.dumps(json.loads(text), ensure_ascii=False) for text in texts if text.startswith((b"{", b"["))]
    return "\n".join(known)


def runs(text: str, size: int) -> list[str]:
    """Each so many words in a row, as a pattern that minds no markup between them."""
    words = re.findall(r"\w+", text)
    return [r"(?:\W|<[^<>]*>|&[^;\s]{1,8};)+".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def left(data: Path, *texts: str, size: int = 8) -> list[str]:
    """Which runs of words can still be found."""
    archive = everything(data)
    return [run for text in texts for run in runs(text, min(size, len(text.split()))) if re.search(run, archive)]


def dataset(data: Path) -> dict[str, list[str]]:
    """The tables but the blog's names, whose dates may be those of a page that is gone, and what was searched."""
    db = sqlite3.connect(data / "blogs.db")
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [
            name
            for name in names
            if "_fts" not in name and not name.startswith(("sqlite", "_", "blog_readings", "searched"))
        ]
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in kept}
    finally:
        db.close()


def threads(data: Path) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """Who said what under each post."""
    sql = "SELECT posts.url, comments.author, comments.body_text FROM posts LEFT JOIN comments ON post_id = posts.id"
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for url, author, text in rows(data, f"{sql} ORDER BY posts.url, path"):
        found.setdefault(re.sub(r"^http://[^/]+/", "", url), []).append((author, text, None))
    return found


def whole_again(data: Path) -> None:
    """`verify` finds nothing, and a dataset made of the captures alone is the same row by row."""
    assert [problem.problem for problem in verify(data).problems] == []
    before = dataset(data)
    assert CliRunner().invoke(main, ["rebuild", "--data", str(data)]).exit_code == 0
    after = dataset(data)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert [problem.problem for problem in verify(data).problems] == []


# ---------------------------------------------------------------------- one comment

COMMENTS = {
    "long": (GULLS, "11", harbour.CAREFUL, "Wilhelmina Quayle"),
    "short": (GULLS, "12", harbour.SHORT, "Bosun Tark"),
    "answer": (GULLS, "13", harbour.HELLO, "Odile"),
    "in an answer of its own": (LIGHTHOUSE, "42", "The keeper let us polish the brass if we promised not", "Odile"),
}


@pytest.mark.parametrize("which", COMMENTS)
def test_a_comment_goes_and_nothing_else(first: Crawled, data: Path, which: str) -> None:
    path, ident, text, author = COMMENTS[which]
    before = threads(data)
    done = forget(data, first.home + path, "--comment", ident, "--reason", "she asked for it")
    assert done.exit_code == 0, done.output
    after = threads(data)
    assert [said for said in before[path] if said not in after[path]] == [(author, said_of(before[path], text), None)]
    assert {name: thread for name, thread in after.items() if name != path} == {
        name: thread for name, thread in before.items() if name != path
    }
    assert left(data, text) == []
    assert rows(data, "SELECT count(*) FROM comments_fts WHERE comments_fts MATCH 'chandler'")[0][0] == (
        which != "long"
    )
    whole_again(data)
    assert left(data, text) == []


def said_of(thread: list[tuple[str, str | None, str | None]], text: str) -> str | None:
    return next(said for _, said, _ in thread if said and said.split()[:3] == text.replace("'", "’").split()[:3])


def test_where_ids_are_made_of_words_what_is_left_of_a_comment_is_none(first: Crawled, data: Path) -> None:
    ((ident,),) = rows(data, "SELECT comment_id FROM comments WHERE author = 'Perpetua'")
    before = threads(data)
    assert forget(data, first.home + LAMPS, "--comment", ident).exit_code == 0
    after = threads(data)
    assert len(before[LAMPS]) == len(after[LAMPS]) + 1
    assert [said for said in before[LAMPS] if said not in after[LAMPS]] == [
        ("Perpetua", "I remember the herring better than I remember the lamps.", None)
    ]
    assert left(data, "I remember the herring better than I remember the lamps.", "Perpetua") == []
    whole_again(data)


def test_signs_are_known_without_spaces(first: Crawled, data: Path) -> None:
    text = "祖父の話をもっと聞かせてください。あの灯台には私も子供のころに登ったことがあります。"
    assert text in everything(data)
    assert forget(data, first.home + LIGHTHOUSE, "--comment", "41").exit_code == 0
    assert not any(text[at : at + 16] in everything(data) for at in range(len(text) - 16))
    whole_again(data)


def test_a_quote_stays_with_whom_it_was_said_by(first: Crawled, data: Path) -> None:
    """The comment quotes a post: of the comment nothing stays, the post keeps its words."""
    done = forget(data, first.home + GULLS, "--comment", "14", "--dry-run")
    assert f"stays, with words in common: {first.home}{TIDES}" in done.stdout
    assert forget(data, first.home + GULLS, "--comment", "14").exit_code == 0
    assert threads(data)[TIDES] == [("Bosun Tark", "Well said all of it", None)]
    assert rows(data, f"SELECT body_text FROM posts WHERE url LIKE '%{TIDES}'") == [(harbour.TIDES,)]
    assert left(data, "My aunt read", "aloud at breakfast", size=3) == []
    whole_again(data)


def test_the_page_is_kept_without_the_words(first: Crawled, data: Path) -> None:
    assert forget(data, first.home + GULLS, "--comment", "11").exit_code == 0
    made = [record for record in records(data) if record.type == "conversion"]
    page = next(record for record in made if (record.url or "").endswith((GULLS, "/print/")))
    assert b"The gulls of the outer harbour" in page.content()
    assert b"[removed]" in page.content()
    assert (page.get("X-HTTP-Status"), (page.get("Content-Type") or "").partition(";")[0]) == ("200", "text/html")
    stone = next(
        r for r in records(data) if r.type == "metadata" and page.record_id and page.record_id.encode() in r.content()
    )
    assert (stone.url, stone.get("WARC-Date")) == (page.url, page.get("WARC-Date"))
    assert stone.get("WARC-Refers-To") == page.get("WARC-Refers-To")
    revisits = [record for record in records(data) if record.type == "revisit"]
    assert page.record_id in {(r.get("WARC-Refers-To") or "").strip("<>") for r in revisits}
    lines = "".join(cdxj.index_path(file).read_text() for file in warc_files(data))
    assert all(f'"offset": "{c.offset}"' in lines for file in warc_files(data) for c in captures(file))


# ---------------------------------------------------------------------- a post, an address, an author


def test_a_post_goes_with_its_thread_wherever_it_stands(first: Crawled, data: Path) -> None:
    before = threads(data)
    done = forget(data, first.home + GULLS, "--reason", "by court order")
    assert done.exit_code == 0, done.output
    assert threads(data) == {path: thread for path, thread in before.items() if path != GULLS}
    assert left(data, harbour.GULLS, harbour.CAREFUL, harbour.HELLO, harbour.SHORT) == []
    assert not re.search(r">Gulls<", everything(data))
    gone = [r for r in records(data) if r.type == "metadata" and r.content().startswith(b"tombstone: ")]
    own = [r for r in gone if (r.url or "").endswith(GULLS) or (r.url or "").endswith("/print/")]
    assert len(own) == 2  # the capture, and the revisit of the same under another address
    for stone in own:
        assert b"reason: by court order\r\n" in stone.content()
        assert re.search(rb"payload-digest: sha1:[A-Z2-7]{32}\r\n", stone.content())
        assert re.search(rb"removed: 20\d\d-", stone.content())
    ((state, reason),) = rows(data, f"SELECT state, reason FROM urls WHERE url LIKE '%{GULLS}' AND kind = 'post'")
    assert (state, reason) == ("skipped", "forgotten on request: by court order")
    exported = CliRunner().invoke(main, ["export", "jsonl", "--data", str(data)])
    assert "gulls" not in exported.stdout
    whole_again(data)
    assert left(data, harbour.GULLS, harbour.CAREFUL) == []


def test_what_stood_there_before_a_change_goes_too(first: Crawled, data: Path) -> None:
    edited = Harbour(charset=first.site.answer.charset)  # type: ignore[attr-defined]
    edited.posts[
        0
    ].text = "What I wrote here about the birds and their number was wrong, and I take every word of it back."
    edited.posts[0].notes[
        0
    ].text = "I too take back what I said of the chandler's roof and of what I had seen from up there."
    first.site.answer = edited
    assert crawled(data, first.home, "--no-requisites").returncode == 0
    assert rows(
        data, "SELECT count(*) > 1 FROM post_readings JOIN posts ON posts.id = post_id WHERE posts.title = 'Gulls'"
    ) == [(1,)]
    assert forget(data, first.home + GULLS).exit_code == 0
    assert left(data, harbour.GULLS, harbour.CAREFUL, edited.posts[0].text, edited.posts[0].notes[0].text) == []
    whole_again(data)


def test_all_by_one_author_goes_now_and_later(first: Crawled, data: Path) -> None:
    assert forget(data, first.home, "--author", "bosun  tark").exit_code == 0
    assert rows(data, "SELECT count(*) FROM comments WHERE author = 'Bosun Tark'") == [(0,)]
    assert left(data, "He gave that bus a name, and it was not a polite one either.", "Bosun Tark") == []
    whole_again(data)
    later = Harbour(charset=first.site.answer.charset)  # type: ignore[attr-defined]
    fresh = "One more word about the ferry and its captain, whom I knew better than most people in this town."
    later.posts[1].notes.append(Note("29", "Bosun Tark", fresh))
    later.posts[1].notes.append(Note("30", "Odile", "The ferry had two captains, and both of them were called Henk."))
    first.site.answer = later
    assert crawled(data, first.home, "--no-requisites").returncode == 0
    assert len(threads(data)[TIDES]) == 2  # the feed does not say whose it is
    assert updated(data, "--no-requisites").returncode == 0
    assert [author for author, *_ in threads(data)[TIDES]] == ["Odile"]
    assert left(data, fresh, "Bosun Tark") == []
    whole_again(data)


def test_a_picture_is_forgotten_by_its_address(first: Crawled, data: Path) -> None:
    assert forget(data, f"{first.home}feed/").exit_code == 0
    assert [
        c for file in warc_files(data) for c in captures(file) if c.url.endswith("/feed/") and "comments" not in c.url
    ] == []
    assert rows(data, "SELECT count(*) FROM captures WHERE url LIKE '%/feed/'") == [(1,)]
    whole_again(data)
    first.site.asked.clear()
    assert crawled(data, first.home, "--no-requisites").returncode == 0
    assert "/feed/" not in first.site.paths


# ---------------------------------------------------------------------- nothing comes back


@pytest.mark.parametrize("again", ["crawl", "update"])
def test_a_post_is_not_asked_for_again(first: Crawled, data: Path, again: str) -> None:
    assert forget(data, first.home + GULLS).exit_code == 0
    after = threads(data)
    run = crawled(data, first.home, "--no-requisites") if again == "crawl" else updated(data, "--no-requisites")
    assert run.returncode == 0, run.stderr
    assert not [path for path in first.site.paths if "gulls" in path]
    assert threads(data) == after
    assert left(data, harbour.GULLS, harbour.CAREFUL, harbour.HELLO) == []
    whole_again(data)
    direct = crawled(data, first.home + GULLS, "--no-requisites")
    assert direct.returncode in (0, 3, 4)
    assert not [path for path in first.site.paths if "gulls" in path]


def test_a_comment_does_not_come_back_and_others_do(first: Crawled, data: Path) -> None:
    assert forget(data, first.home + GULLS, "--comment", "11").exit_code == 0
    later = Harbour(charset=first.site.answer.charset)  # type: ignore[attr-defined]
    later.posts[0].notes.append(
        Note("15", "Odile", "And still they come, every Tuesday, as if somebody had told them.")
    )
    first.site.answer = later
    assert crawled(data, first.home, "--no-requisites").returncode == 0
    assert [text for _, text, _ in threads(data)[GULLS]] == [
        harbour.SHORT, harbour.HELLO, harbour.QUOTE, later.posts[0].notes[-1].text
    ]  # fmt: skip
    assert left(data, harbour.CAREFUL) == []
    whole_again(data)


# ---------------------------------------------------------------------- the command


def test_a_dry_run_tells_all_and_changes_nothing(first: Crawled, data: Path) -> None:
    before = {file: file.read_bytes() for file in data.rglob("*") if file.is_file() and "-shm" not in file.name}
    done = forget(data, first.home + GULLS, "--dry-run")
    assert done.exit_code == 0
    assert {file: file.read_bytes() for file in before} == before
    told = done.stdout.splitlines()
    assert f"would be removed from the dataset: post {first.home}{GULLS}" in told
    for ident in ("11", "12", "13", "14"):
        assert f"would be removed from the dataset: comment {ident} under {first.home}{GULLS}" in told
    really = forget(data, first.home + GULLS).stdout.splitlines()
    assert [line.split("offset")[-1] for line in told] == [line.split("offset")[-1] for line in really] or len(
        told
    ) == len(really)
    assert "copies, backups" in done.stderr


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("nothing/", ()),
        (GULLS, ("--comment", "99")),
        ("", ("--comment", "11")),
        (GULLS, ("--author", "Nobody")),
        ("", ()),
    ],
)
def test_what_is_not_there_is_said(first: Crawled, data: Path, path: str, options: tuple[str, ...]) -> None:
    done = forget(data, first.home + path, *options)
    assert (done.exit_code, first.home in done.stderr) == (2, True)


def test_asked_twice_it_was_forgotten_before(first: Crawled, data: Path) -> None:
    for options in ((), ("--comment", "11"), ("--author", "Odile")):
        path = LAMPS if not options else GULLS
        assert forget(data, first.home + path, *options).exit_code == 0
        again = forget(data, first.home + path, *options)
        assert (again.exit_code, again.stdout) == (0, "nothing is left of it: it was forgotten before\n")
    assert verify(data).ok


def test_several_takedowns_one_after_the_other(first: Crawled, data: Path) -> None:
    for path, ident in ((GULLS, "11"), (GULLS, "13"), (LIGHTHOUSE, "41"), (GULLS, "12")):
        assert forget(data, first.home + path, "--comment", ident).exit_code == 0
        assert verify(data).ok
    assert [author for author, *_ in threads(data)[GULLS]] == ["Wilhelmina Quayle"]
    assert forget(data, first.home + GULLS).exit_code == 0
    assert left(data, harbour.GULLS, harbour.CAREFUL, harbour.HELLO, harbour.QUOTE.split("“")[0]) == []
    whole_again(data)


def test_a_damaged_file_is_mended_first(first: Crawled, data: Path) -> None:
    file = max(warc_files(data), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    before = (data / "blogs.db").read_bytes()
    done = forget(data, first.home + GULLS)
    assert (done.exit_code, "mend" in done.stderr, file.name in done.stderr) == (5, True, True)
    assert (data / "blogs.db").read_bytes() == before
    assert CliRunner().invoke(main, ["mend", "--data", str(data)]).exit_code == 0
    assert forget(data, first.home + LAMPS).exit_code in (0, 2)


def test_what_is_left_is_told_by_no_capture_of_its_own(first: Crawled, data: Path) -> None:
    assert forget(data, first.home + GULLS).exit_code == 0
    for record in records(data):
        if record.type == "metadata" and record.content().startswith(b"tombstone: "):
            assert capture_of(record) is None
