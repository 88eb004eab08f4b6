"""Every exit code of the contract, provoked through the real command; and what monitoring, mail and log are told."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogarchive.reports import metrics
from demo.server import SITE
from tests import command
from tests.command import Done
from tests.loopback import QUICK, Site, sample, served, until

OPTIONS = ("--allow-private", "--delay", "0.01", "--no-requisites")
DOCS = Path(__file__).parents[2] / "docs" / "schedule.md"


def run(*arguments: str) -> Done:
    return command.run(*arguments, env=QUICK)


def run_really(*arguments: str, **environment: str) -> Done:
    """By the installed script, for a code of each sort: done, our error, a usage, a domain's error; signals as well."""
    return command.real(*arguments, env=QUICK | environment)


@pytest.fixture(scope="module")
def blog() -> Iterator[str]:
    with served(Site(sample())) as base:
        yield f"{base}/"


@pytest.fixture(scope="module")
def archive(blog: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive after a run that ended with 0, with all that a run may leave beside it."""
    data = tmp_path_factory.mktemp("archive")
    reports = ["--metrics", str(data / "out.prom"), "--log-file", str(data / "log" / "run.log"), "--summary"]
    done = run_really("crawl", blog, *OPTIONS, *reports, "--data", str(data))
    assert done.returncode == 0, done.stderr
    (data / "digest").write_text(done.stdout)
    return data


def test_0_complete_and_everybody_is_told(archive: Path, blog: str) -> None:
    assert (archive / "digest").read_text() == (
        f"blogarchive: 1 blog, 8 new posts, 24 new comments; finished; complete\nnew {blog} 8 posts, 24 comments\n"
    )
    told = samples(archive / "out.prom")
    assert told["blogarchive_last_run_exit_code"] == 0
    assert told[f'blogarchive_posts{{blog="{blog}"}}'] == 8
    assert told[f'blogarchive_alarms{{blog="{blog}"}}'] == 0
    assert "8 of 8 posts" in (archive / "log" / "run.log").read_text()
    ((code, reasons),) = rows(archive, "SELECT exit_code, reasons FROM runs")
    assert code == 0
    assert json.loads(reasons)["sitemap"] > 0


def test_1_an_error_of_our_own(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from blogarchive.blogs import roster\n"
        "def plan(*_, **__):\n    raise OverflowError('planted')\n"
        "roster.plan = plan\n"
    )
    done = run_really("update", "--data", str(archive), PYTHONPATH=str(tmp_path))
    assert (done.returncode, "planted" in done.stderr) == (1, True)


def test_2_what_cannot_be_meant(tmp_path: Path) -> None:
    assert run_really("crawl", "--max-posts", "none", "https://blog.example/").returncode == 2
    assert run("extract").returncode == 2
    (tmp_path / "blogarchive.toml").write_text("delay = 'long'")
    done = run("update", "--data", str(tmp_path))
    assert (done.returncode, "line 1: delay" in done.stderr) == (2, True)


def test_3_something_is_missing(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "site")
    sitemap = tmp_path / "site" / "wp-sitemap-posts-post-1.xml"
    promised = "<url><loc>http://sample.blog.example/2015/03/01/promised/</loc></url></urlset>"
    sitemap.write_text(sitemap.read_text().replace("</urlset>", promised))
    with served(Site(sample(tmp_path / "site"))) as base:
        done = run("crawl", f"{base}/", *OPTIONS, "--summary", "--data", str(tmp_path / "data"))
    assert done.returncode == 3
    assert done.stdout.splitlines()[0].endswith("; finished; something is missing")
    assert done.stdout.splitlines()[1] == f"MISSING {base}/ 1 address"


def test_4_nothing_could_be_archived(tmp_path: Path) -> None:
    done = run_really(
        "crawl", "http://127.0.0.1:9/", *OPTIONS, "--data", str(tmp_path), "--metrics", str(tmp_path / "m.prom")
    )
    assert (done.returncode, "http://127.0.0.1:9/" in done.stderr) == (4, True)
    assert samples(tmp_path / "m.prom")["blogarchive_last_run_exit_code"] == 4


@pytest.mark.parametrize(
    "asked", ["status", "status --json", "verify", "mend", "rebuild", "serve", "export jsonl", "export wacz", "update",
              "schedule"],
)  # fmt: skip
def test_4_nothing_was_ever_archived_and_how_to_begin_is_told(asked: str, tmp_path: Path) -> None:
    folder = tmp_path / "my blogs"
    done = run(*asked.split(), "--data", str(folder))
    assert (done.returncode, done.stdout) == (4, "")
    assert f"blogarchive crawl URL --data '{folder}'" in done.stderr
    assert not folder.exists()


def test_captures_without_a_dataset_are_told_apart(archive: Path, tmp_path: Path) -> None:
    shutil.copytree(archive / "warc", tmp_path / "warc")
    assert run("verify", "--data", str(tmp_path)).returncode == 0
    done = run("status", "--data", str(tmp_path))
    assert (done.returncode, "`blogarchive rebuild` makes it anew" in done.stderr) == (7, True)
    assert run("rebuild", "--data", str(tmp_path)).returncode == 0
    assert run("status", "--data", str(tmp_path)).returncode == 0


def test_5_verification_failed(archive: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(archive, tmp_path / "data"))
    file = min((data / "warc").glob("*.warc.gz"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    done = run("verify", "--data", str(data))
    assert (done.returncode, f"{file.name} at offset " in done.stderr) == (5, True)


def test_6_another_run_holds_the_archive_and_nothing_is_touched(archive: Path, blog: str) -> None:
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in kept(archive)}
    with (archive / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (["crawl", blog], ["update"]):
            done = run(*words, *OPTIONS, "--data", str(archive), "--metrics", str(archive / "out.prom"))
            assert (done.returncode, str(archive) in done.stderr) == (6, True)
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in kept(archive)} == before


def test_7_storage_failed(blog: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "warc").write_text("not a folder")
    done = run("crawl", blog, *OPTIONS, "--data", str(tmp_path / "file"))
    assert (done.returncode, str(tmp_path / "file") in done.stderr) == (7, True)
    done = run("crawl", blog, *OPTIONS, "--data", str(tmp_path / "data"), "--metrics", str(tmp_path / "m.prom"))
    assert (done.returncode, str(tmp_path / "data") in done.stderr) == (7, True)
    assert samples(tmp_path / "m.prom")["blogarchive_last_run_exit_code"] == 7


def test_8_interrupted_and_the_next_run_goes_on(archive: Path, blog: str, tmp_path: Path) -> None:
    options = ["--allow-private", "--no-requisites", "--delay", "0.1", "--data", str(tmp_path)]
    first = command.start_real("crawl", blog, *options)
    try:
        until(lambda: fetched(tmp_path) >= 5)
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 8
    finally:
        first.kill()
        first.wait()
    assert rows(tmp_path, "SELECT outcome, exit_code FROM runs") == [("shutdown", 8)]
    before = fetched(tmp_path)
    assert run("crawl", blog, *OPTIONS, "--data", str(tmp_path)).returncode == 0
    texts = "SELECT comment_id, author, published, body_text, path FROM comments ORDER BY id"
    assert rows(tmp_path, texts) == rows(archive, texts)
    again = fetched(tmp_path) - before
    assert again < fetched(archive)


def test_the_metrics_are_as_the_text_format_has_them_and_documented(archive: Path) -> None:
    text = (archive / "out.prom").read_text()
    documented = re.findall(r"^\| `(blogarchive_\w+)` \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    said = dict(re.findall(r"^# HELP (\w+) (.+)\.$", text, re.MULTILINE))
    assert dict(documented) == said
    assert len(said) == len(metrics.OF_RUN) + len(metrics.OF_BLOG) + len(metrics.OF_LOOK)
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{blog="[^"\n]*"\})? -?[\d.e+]+', line), line


def test_a_label_escapes_what_would_end_it() -> None:
    assert metrics._label('http://a/"b"\\') == '{blog="http://a/\\"b\\"\\\\"}'


def test_a_log_file_is_put_aside_when_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    from blogarchive import running

    monkeypatch.setattr(running, "LOG_BYTES", 1000)
    root = logging.getLogger()
    handlers = list(root.handlers)
    running._keep_log(tmp_path / "run.log", as_json=True)
    (added,) = (handler for handler in root.handlers if handler not in handlers)
    try:
        for n in range(300):
            added.handle(logging.LogRecord("x", logging.WARNING, "", 0, "line %d", (n,), None))
    finally:
        root.removeHandler(added)
        added.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) == running.LOG_FILES
    assert all(file.stat().st_size <= 1000 for file in files)
    assert json.loads((tmp_path / "run.log").read_text().splitlines()[-1])["message"] == "line 299"


def samples(file: Path) -> dict[str, float]:
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def kept(data: Path) -> list[Path]:
    return [data / "blogs.db", data / "out.prom", *sorted((data / "warc").iterdir())]


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(f"file:{data / 'blogs.db'}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def fetched(data: Path) -> int:
    try:
        return int(rows(data, "SELECT count(*) FROM captures")[0][0])
    except sqlite3.Error:
        return 0
