"""The spider under scrapyd crawls the sample blog and then updates the list: `python -m benchmarks.scrapyd_runs`.

scrapyd is installed with the project into `build/scrapyd/`, serves its API on 127.0.0.1, and is asked through it.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from demo.server import sample_blog

ENVIRONMENT = Path("build/scrapyd").absolute()
PROJECT = "blogarchive"

CONFIG = """\
[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
# One run at a time: an archive is written to by one process.
max_proc = 1
poll_interval = 1

[settings]
blogarchive = blogarchive.settings
"""
"""A `scrapy.cfg`, which both read: scrapyd finds its options there, and Scrapy the settings of the project."""


def main() -> None:
    """Crawl, update, and say what came of it; an assertion fails where it is not what it should be."""
    _install()
    with tempfile.TemporaryDirectory() as folder, sample_blog() as blog:
        data = Path(folder) / "data"
        settings = {"BLOGARCHIVE_DATA": str(data), "BLOGARCHIVE_ALLOW_PRIVATE": "1", "DOWNLOAD_DELAY": "0.01"}
        with _scrapyd(Path(folder)) as api:
            for arguments, more in (({"url": blog}, {}), ({}, {"BLOGARCHIVE_COMMAND": "update"})):
                job = _schedule(api, arguments, settings | more)
                print(f"job {job}: {_wait(api, job)}")
        db = sqlite3.connect(data / "blogs.db")
        runs = db.execute("SELECT command, outcome, exit_code, requests FROM runs").fetchall()
        (posts,) = db.execute("SELECT count(*) FROM posts WHERE source = 'page'").fetchone()
        db.close()
    print(f"runs: {runs}; {posts} posts")
    assert [run[:3] for run in runs] == [("crawl", "finished", 0), ("update", "finished", 0)], runs
    assert posts == 8, posts


def _install() -> None:
    if not (ENVIRONMENT / "bin" / "scrapyd").exists():
        venv.create(ENVIRONMENT, with_pip=True)
        _pip("scrapyd>=1.6,<2", "setuptools<81")  # scrapyd's runner asks for pkg_resources
    _pip(str(Path(__file__).parents[1]))


def _pip(*packages: str) -> None:
    subprocess.run([ENVIRONMENT / "bin/python", "-m", "pip", "install", "--quiet", *packages], check=True)


@contextmanager
def _scrapyd(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "scrapy.cfg").write_text(CONFIG.format(port=port), encoding="utf-8")
    with (folder / "scrapyd.log").open("w") as log:
        server = subprocess.Popen([ENVIRONMENT / "bin" / "scrapyd"], cwd=folder, stdout=log, stderr=log)
    try:
        api = f"http://127.0.0.1:{port}"
        _until(lambda: _get(f"{api}/daemonstatus.json")["status"] == "ok")
        print(f"spiders: {_get(f'{api}/listspiders.json?project={PROJECT}')['spiders']}")
        yield api
    finally:
        server.terminate()
        server.wait()


def _schedule(api: str, arguments: dict[str, str], settings: dict[str, str]) -> str:
    """As `curl … -d setting=NAME=VALUE -d url=…` does."""
    fields = [("project", PROJECT), ("spider", "blog"), *arguments.items()]
    fields += [("setting", f"{name}={value}") for name, value in settings.items()]
    answer = _get(f"{api}/schedule.json", urllib.parse.urlencode(fields).encode())
    assert answer["status"] == "ok", answer
    return str(answer["jobid"])


def _wait(api: str, job: str) -> str:
    _until(lambda: any(done["id"] == job for done in _get(f"{api}/listjobs.json?project={PROJECT}")["finished"]))
    return "finished"


def _until(ready: Any) -> None:
    for _ in range(300):
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("it did not happen within 150 s")


def _get(url: str, body: bytes | None = None) -> Any:
    with urllib.request.urlopen(url, body, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
