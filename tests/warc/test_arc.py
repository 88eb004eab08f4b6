"""ARC files as crawlers of 1996 to 2008 wrote them: read as pages, and named where they are harmed."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from blogarchive.errors import CaptureError
from blogarchive.models import Page
from blogarchive.warc import (
    Record,
    captures,
    holds_records,
    mend_file,
    pages,
    read_page,
    read_records,
    verify_file,
    verify_files,
)
from blogarchive.warc.exchange import IN_MEMORY
from tests.warc import arcs
from tests.warc.arcs import FIELDS_2, answer, header, page, plain, record, version_block, whole, zipped
from tests.warc.made import small_archive
from tests.warc.test_foreign import record as warc_record

FILE = datetime(2004, 3, 5, tzinfo=UTC)
WHEN = datetime(2004, 3, 5, 10, 11, 12, tzinfo=UTC)


def written(folder: Path, data: bytes, name: str = "old.arc") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path) -> tuple[list[Record], list[CaptureError]]:
    wrong: list[CaptureError] = []
    return list(read_records(path, on_error=wrong.append)), wrong


def sound(path: Path) -> list[Record]:
    """The records behind the version block of a file in which nothing is wrong."""
    found, wrong = read(path)
    assert wrong == []
    assert [problem for each in found for problem in each.problems] == []
    assert found[0].type == "warcinfo"
    return found[1:]


def names(found: list[Page]) -> list[str]:
    return [each.url.split("/")[-2] for each in found]


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("old.arc", plain),
        ("old.arc.gz", zipped),
        ("OLD.ARC", plain),
        ("OLD.ARC.GZ", zipped),
        ("whole.arc.gz", whole),
        ("misnamed.arc", zipped),
        ("misnamed.arc.gz", plain),
        ("misnamed.warc.gz", zipped),
        ("misnamed.warc", plain),
        ("named-by-nobody", zipped),
        ("page.html", plain),
    ],
)
def test_wrapping(tmp_path: Path, name: str, wrap: Callable[[list[bytes]], bytes]) -> None:
    path = written(tmp_path, wrap([version_block(), page("one"), page("two"), page("three")]), name)
    assert holds_records(path)
    found = list(pages(path))
    assert names(found) == ["one", "two", "three"]
    for each in found:
        assert each.body.startswith(b"<html>")
        assert (each.status, each.content_type, each.captured) == (200, "text/html", WHEN)
        assert each.capture is not None
        assert each.capture.file == name
        assert read_page(tmp_path, each.capture) == each
    assert verify_file(path).records == 4


def test_a_warc_file_called_arc(tmp_path: Path) -> None:
    path = written(tmp_path, warc_record("response", answer("one")), "misnamed.arc")
    assert [each.url for each in pages(path)] == ["http://blog.example/"]


@pytest.mark.parametrize("wrap", [plain, zipped])
def test_what_warcio_reads_in_it(tmp_path: Path, wrap: Callable[[list[bytes]], bytes]) -> None:
    """A sound file gives its own reader the same addresses and blocks, and one of ours the right offsets."""
    records = [version_block(), page("one"), record(b"dns:blog.example 192.0.2.1 20040305101112 text/dns", b"x\n")]
    path = written(tmp_path, wrap([*records, page("two")]))
    with path.open("rb") as stream:
        theirs = [
            (each.rec_headers.get_header("uri"), each.content_stream().read())
            for each in ArchiveIterator(stream, no_record_parse=True)
            if each.rec_type != "arc_header"
        ]
    ours = sound(path)
    assert [(each.url, each.content()) for each in ours] == theirs
    data = path.read_bytes()
    for each in ours:
        raw = data[each.offset : each.offset + each.length]
        assert (gzip.decompress(raw) if wrap is zipped else raw).startswith((each.url or "-").encode() + b" ")


def test_the_fields_are_those_of_warc(tmp_path: Path) -> None:
    path = written(tmp_path, plain([version_block(), page("one")]))
    found, _ = read(path)
    assert found[0].get("WARC-Filename") == "old.arc"
    assert found[0].date == FILE
    [capture] = captures(path)
    assert (capture.type, capture.url, capture.date) == ("response", "http://blog.example/2004/03/one/", WHEN)
    assert (capture.block_digest, capture.payload_digest) == (None, None)  # an ARC file states none
    assert found[1].get("WARC-IP-Address") == "192.0.2.7"
    assert found[1].get("Content-Length") == str(len(answer("one")))


def test_version_2(tmp_path: Path) -> None:
    more = b"200 fac069150613fe55599cc7fa88aa089d - 209 old.arc"
    moved = record(
        header("two", kind=b"text/html; charset=utf-8") + b" 302 x http://blog.example/ 400 old.arc",
        b"HTTP/1.0 302 Found\r\n\r\n",
    )
    first = record(header("one") + b" " + more, answer("one"))
    path = written(tmp_path, plain([version_block(FIELDS_2, b"2 0"), first, moved]))
    ours = sound(path)
    assert [each.version for each in ours] == ["ARC/2", "ARC/2"]
    assert [(each.status, each.body[:6]) for each in pages(path)] == [(200, b"<html>"), (302, b"")]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    elsewhere = [
        record(b"dns:blog.example 192.0.2.1 20040305101112 text/dns", b"20040305101112\nblog.example. 60 IN A 0.0.0.1"),
        record(b"ftp://blog.example/a.txt 192.0.2.7 20040305101112 text/plain", b"a text"),
        record(b"whois:blog.example 192.0.2.1 20040305101112 text/plain", b"nobody"),
        record(b"metadata://crawler.example/order.xml 0.0.0.0 20040305101112 text/xml", b"<order/>"),
        record(header("notes", kind=b"alexa/dat"), b"n 1\n"),
        record(header("taken-back"), b"DELETED_TIME=20000425001133_DELETER=Kim_REASON=asked" + b" " * 500),
        record(header("empty"), b""),
    ]  # fmt: skip
    path = written(tmp_path, zipped([version_block(), *elsewhere, page("one")]))
    assert len(sound(path)) == len(elsewhere) + 1
    assert names([each for each in pages(path) if each.body]) == ["one"]


@pytest.mark.parametrize(("kind", "seen"), [(b"text/html", "text/html"), (b"no-type", None), (b"-", None), (b"", None)])
def test_without_http(tmp_path: Path, kind: bytes, seen: str | None) -> None:
    """What some crawlers kept of a page is its body alone: its media type then stands in the header alone."""
    body = arcs.PAGE.format("one").encode()
    path = written(tmp_path, plain([version_block(), record(header("one", kind=kind), body)]))
    [found] = pages(path)
    assert (found.body, found.status, found.content_type, found.captured) == (body, None, seen, WHEN)


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        (b"http://blog.example:80/", "http://blog.example:80/"),
        (b"http://blog.example/a b/c  d", "http://blog.example/a%20b/c%20%20d"),
        (b"http://blog.example/a\tb", "http://blog.example/a%09b"),
        (b"http://blog.example/?q=10.0.0.1 20 x", "http://blog.example/?q=10.0.0.1%2020%20x"),
        (b"http://blog.example/caf\xc3\xa9", "http://blog.example/café"),
        (b"http://blog.example/caf\xe9", "http://blog.example/café"),
    ],
)
def test_addresses(tmp_path: Path, url: bytes, seen: str) -> None:
    path = written(
        tmp_path, plain([version_block(), record(url + b" 192.0.2.7 20040305101112 text/html", answer("x"))])
    )
    assert [each.url for each in sound(path)] == [seen]


@pytest.mark.parametrize(
    "middle",
    [
        b"192.0.2.7 20040305101112 text/html; charset=utf-8",
        b"192.0.2.7 20040305101112 text/html, application/x-javascript",
        b"192.0.2.7 20040305101112 no-type",
        b"192.0.2.7 20040305101112",
        b"192.0.2.7  20040305101112   text/html ",
        b"192.0.2.7 20040305101112 text/html; charset=\xe9\xff",
        b"- 20040305101112 text/html",
        b"0 20040305101112 text/html",
        b"2001:db8::7 20040305101112 text/html",
        b"blog.example 20040305101112 text/html; charset=utf-8",
    ],
)
@pytest.mark.parametrize("wrap", [plain, zipped])
def test_odd_fields(tmp_path: Path, middle: bytes, wrap: Callable[[list[bytes]], bytes]) -> None:
    odd = record(b"http://blog.example/2004/03/odd/ " + middle, answer("odd"))
    path = written(tmp_path, wrap([version_block(), page("one"), odd, page("two")]))
    assert len(sound(path)) == 3
    found = list(pages(path))
    assert names(found) == ["one", "odd", "two"]
    assert {each.captured for each in found} == {WHEN}


SENT = b"Date: Fri, 05 Mar 2004 11:12:13 +0100\r\n"


@pytest.mark.parametrize("sent", [None, datetime(2004, 3, 5, 10, 12, 13, tzinfo=UTC)])
@pytest.mark.parametrize(
    ("date", "seen"),
    [
        (b"20040305101112", WHEN),
        (b"20040305101112345", WHEN),
        (b"200403051011", WHEN.replace(second=0)),
        (b"20040305", FILE),
        (b"-", None),
        (b"0", None),
        (b"00000000000000", None),
        (b"20041305101112", None),
        (b"26050906102242", None),
        (b"never", None),
        (b"", None),
    ],
)
def test_dates(tmp_path: Path, date: bytes, seen: datetime | None, sent: datetime | None) -> None:
    """Without a date of its own a record has the one that the server sent, else that of the file; `verify` says so."""
    odd = record(header("odd", date=date).replace(b"  ", b" "), answer("odd", SENT if sent else b""))
    path = written(tmp_path, plain([version_block(), page("one"), odd, page("two")]))
    found = list(pages(path))
    assert names(found) == ["one", "odd", "two"]
    assert found[1].captured == (seen or sent or FILE)
    problems = verify_file(path).problems
    assert [problem.offset for problem in problems] == (
        [] if seen else [found[1].capture.offset if found[1].capture else -1]
    )
    assert all("date" in problem.problem for problem in problems)


@pytest.mark.parametrize("length", ["as it is", 0, 1, -1, 66, 75, 76, 78, 79, 80, 90, 500, 10**6, "none"])
@pytest.mark.parametrize("wrap", [plain, zipped, whole])
def test_the_length_of_the_version_block(tmp_path: Path, length: object, wrap: Callable[[list[bytes]], bytes]) -> None:
    """Writers do not agree on what it counts: no record behind it is lost by that."""
    block = version_block(length=None if length == "as it is" else length)
    undated = record(header("undated", date=b"-"), answer("undated"))
    path = written(tmp_path, wrap([block, undated, page("one"), page("two")]), "old.arc.gz")
    assert names(list(pages(path))) == ["undated", "one", "two"]
    assert not [problem for problem in verify_file(path).problems if "length" in problem.problem]


@pytest.mark.parametrize("between", [b"", b"\n", b"\n\n\n", b"\r\n"])
@pytest.mark.parametrize("before", [b"", b"\n"])
def test_what_stands_between_records(tmp_path: Path, between: bytes, before: bytes) -> None:
    """By the format's description an empty line goes before a record; most writers put it behind, some put none."""
    more = b"<arcmetadata>\r\n<dc:title>Old files</dc:title>\r\n</arcmetadata>\r\n"
    block = version_block(version=b"1 1", more=more)
    parts = [before + each + between for each in (block, page("one"), page("two"))]
    path = written(tmp_path, b"".join(parts))
    assert names(list(pages(path))) == ["one", "two"]
    assert {each.body.endswith(b"</html>") for each in pages(path)} == {True}
    assert verify_file(path).problems == []


@pytest.mark.parametrize("length", [0, 10, 300, 2000, 10**9, -1, "none"])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("wrap", [plain, zipped, whole])
def test_a_wrong_length(tmp_path: Path, length: object, last: bool, wrap: Callable[[list[bytes]], bytes]) -> None:
    """Where the length is wrong the next record ends this one, or the compressed member: it is whole, and named."""
    false = record(header("false"), answer("false"), length)
    others = [] if last else ["two", "three", "four"]
    path = written(tmp_path, wrap([version_block(), page("one"), false, *map(page, others)]), "old.arc")
    found, wrong = read(path)
    torn = last and wrap is plain and length in (2000, 10**9)
    assert names(list(pages(path))) == ["one", *([] if torn else ["false"]), *others]
    assert verify_file(path).problems
    if torn:
        assert wrong[0].problem.startswith("torn: ")
    elif last and wrap is plain and length in (10, 300):  # or something else follows: nothing here tells
        assert [error.problem for error in wrong] == ["no record begins here"]
    else:
        assert wrong == []
        [whole] = [each for each in found if each.url and "false" in each.url]
        assert whole.content().removesuffix(b"\n") == answer("false")
        assert f"its length is wrong: the block has {whole.block.seek(0, 2)} bytes" in whole.problems[0]


def test_archived_files_that_look_like_this_one(tmp_path: Path) -> None:
    """A block may hold headers and whole files: by its length it is one record all the same."""
    inner = plain([version_block(), page("inner"), page("inner")])
    index = b"http://blog.example/ 192.0.2.7 20040305101112 text/html 77 old.arc 1437\n" * 3
    outer = [
        record(header("arc", kind=b"application/x-arc"), inner),
        record(header("index", kind=b"text/plain"), index),
    ]
    path = written(tmp_path, plain([version_block(), *outer, page("one")]))
    assert [each.content() for each in sound(path)] == [inner, index, answer("one")]


def harms(data: bytes, rng: random.Random) -> bytes:
    """A byte flipped, the tail cut, zeroed or followed by more, a stretch lost, or half a record said twice."""
    at = rng.randrange(len(data))
    harm = rng.randrange(6)
    if harm == 0:
        return data[:at] + bytes([data[at] ^ rng.randrange(1, 256)]) + data[at + 1 :]
    if harm == 1:
        return data[:at]
    if harm == 2:
        return data[:at] + bytes(len(data) - at)
    if harm == 3:
        return data + rng.randbytes(rng.randrange(1, 500))
    if harm == 4:
        return data[:at] + data[at + rng.randrange(1, 300) :]
    return data[:at] + data[at - rng.randrange(1, 300) :]


@pytest.mark.parametrize("packed", [False, True])
def test_reading_goes_on_behind_damage(tmp_path: Path, packed: bool) -> None:
    """Every record is read whose bytes, and the first of what follows them, are as they were."""
    records = [version_block(), *(page(f"page-{number}") for number in range(12))]
    data = (zipped if packed else plain)(records)
    spans = list(arcs.places(records, packed=packed))
    for seed in range(150):
        harmed = harms(data, random.Random(seed))
        path = written(tmp_path, harmed, "old.arc.gz" if packed else "old.arc")
        found, wrong = read(path)
        assert all(error.file == path.name and 0 <= (error.offset or 0) <= len(harmed) for error in wrong), seed
        given = {each.url for each in found}
        lost = [number for number in range(12) if f"http://blog.example/2004/03/page-{number}/" not in given]
        for begin, end in (spans[number + 1] for number in lost):
            assert data[begin - (not packed) : end + 4] not in harmed, seed
        # A bit of an address, and a cut between two records, nothing in an ARC file tells.
        told = wrong or any(each.problems for each in found) or len(found) >= len(records)
        assert told or any(harmed.rstrip(b"\n") == data[:end].rstrip(b"\n") for _, end in spans), seed
        for each in pages(path, on_error=wrong.append):
            assert each.capture is not None
            assert read_page(tmp_path, each.capture) == each, seed
        checked = verify_file(path)
        assert checked.records == len(found)
        assert {problem.offset for problem in checked.problems} >= {error.offset for error in wrong}, seed
        assert mend_file(path) == []
        assert path.read_bytes() == harmed


def test_the_id_of_a_record_is_made_of_what_it_holds(tmp_path: Path) -> None:
    records = [version_block(), page("one"), page("two")]
    first = [each.record_id for each in captures(written(tmp_path, plain(records)))]
    assert [each.record_id for each in captures(written(tmp_path, zipped(records), "moved.arc.gz"))] == first
    changed = plain(records).replace(b"herons on two", b"herons at two")
    again = list(captures(path := written(tmp_path, changed)))
    assert again[0].record_id == first[0]
    assert again[1].record_id != first[1]
    [one, two] = captures(path)
    written(tmp_path, plain(records))
    assert read_page(tmp_path, one).captured == WHEN
    with pytest.raises(CaptureError, match="the record that should stand here does not"):
        read_page(tmp_path, two)


def test_a_long_record_is_read_from_disk(tmp_path: Path) -> None:
    body = bytes(range(256)) * (IN_MEMORY // 100)
    path = written(tmp_path, zipped([version_block(), record(header("long"), body), page("one")]))
    assert [each.block.seek(0, 2) for each in sound(path)] == [len(body), len(answer("one"))]
    assert sound(path)[0].content() == body


def test_a_file_without_version_block(tmp_path: Path) -> None:
    """A part of a file, as tools that filter leave it: a record without any date is read all the same, and named."""
    lost = record(header("lost", date=b"-"), arcs.PAGE.format("lost").encode())
    path = written(tmp_path, plain([page("one"), lost, page("two")]), "part")
    assert holds_records(path)
    wrong: list[CaptureError] = []
    assert names(list(pages(path, on_error=wrong.append))) == ["one", "lost", "two"]
    assert [(error.offset, error.problem) for error in wrong] == [
        (
            len(page("one")) + 1,
            "neither the record nor the answer in it says when it was captured: http://blog.example/2004/03/lost/",
        )
    ]


def test_a_sound_file_is_verified_as_far_as_it_can_be(tmp_path: Path) -> None:
    old = written(tmp_path, zipped([version_block(), page("one"), page("one")]), "old.arc.gz")
    new, _ = small_archive(tmp_path, pages=1)
    checked = verify_files([old, new])
    assert checked.problems == []
    assert checked.undigested == 3  # of our own records each has a digest
    old.write_bytes(old.read_bytes()[:-1])
    [problem] = verify_files([old, new]).problems
    assert (problem.file, problem.problem) == ("old.arc.gz", "torn: the file ends inside this record")


@pytest.mark.parametrize(
    "data", [b"", b"\n\n\n", b"This is no such file.\n", b"\x1a\x08FILE.TXT\x00" + bytes(99), b"\x1f\x8b"]
)
@pytest.mark.parametrize("name", ["old.arc", "old.arc.gz"])
def test_no_arc_file_at_all(tmp_path: Path, data: bytes, name: str) -> None:
    path = written(tmp_path, data, name)
    found, wrong = read(path)
    assert found == []
    assert {error.offset for error in wrong} <= {0}
    assert bool(wrong) == bool(data.strip()) or name.endswith(".gz")
    assert mend_file(path) == []
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "text",
    [
        b"note: this 192.0.2.7 20040305101112 is no 12",
        b"http://blog.example/ is a blog that I read in 2004",
        b"mailto:ida@blog.example 12 20040305 a 5",
        b"<html><body>filedesc://old.arc 0.0.0.0 20040305000000 text/plain 77</body></html>",
    ],
)
def test_text_is_not_taken_for_records(tmp_path: Path, text: bytes) -> None:
    assert not holds_records(written(tmp_path, text + b"\n", "a.txt"))
