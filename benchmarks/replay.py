"""Our captures under the eyes of other tools: warcio, FastWARC, gzip, cdxj-indexer, pywb and ReplayWeb.page.

`python -m benchmarks.replay [DATA]` checks an archive, or without one the sample blog crawled four times. The tools
are installed into environments of their own under `build/replay/`; ends with 1 if something does not hold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from blogarchive.maintenance.verify import warc_files
from blogarchive.models import Capture
from blogarchive.warc import capture_of, read_page, read_records
from tests.crawl.test_crawl_again import tagged, untagged
from tests.loopback import Site, served

TOOLS = Path("build/replay")
PYTHON_TOOLS = {"checkers": ["warcio", "fastwarc", "cdxj-indexer"], "pywb": ["pywb==2.10.*"]}
PLAYER, DRIVER = "replaywebpage@2", "puppeteer-core@24"
SAMPLES = 25


def tools() -> None:
    """Install what is missing, each where it disturbs nothing else."""
    for name, packages in PYTHON_TOOLS.items():
        if not (TOOLS / name / "bin").is_dir():
            venv.create(TOOLS / name, with_pip=True)
            _run([TOOLS / name / "bin/python", "-m", "pip", "install", "--quiet", "setuptools<81", *packages])
    if not (TOOLS / "node_modules").is_dir():
        (TOOLS / "package.json").write_text("{}")
        _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", TOOLS, DRIVER])
    if not (TOOLS / "package").is_dir():  # what it needs is bundled in it: its dependencies are those of its build
        packed = _run(["npm", "pack", "--silent", "--pack-destination", TOOLS, PLAYER]).split()[-1]
        shutil.unpack_archive(TOOLS / packed, TOOLS, filter="data")


def sample(folder: Path) -> Path:
    """The sample blog crawled four times, each time everything: originals, identical payloads, tags learned, 304s."""
    site = Site(untagged)
    with served(site) as blog:
        for turn in range(4):
            site.answer = untagged if turn < 2 else tagged
            _crawl(blog + "/", folder)
            with closing(sqlite3.connect(folder / "blogs.db")) as db, db:
                db.execute("UPDATE urls SET state = 'queued' WHERE state = 'done' AND capture_id IS NOT NULL")
    return folder


def _crawl(blog: str, folder: Path) -> None:
    options = ["--allow-private", "--delay", "0.01", "--data", folder]
    _run([Path(sys.executable).parent / "blogarchive", "crawl", blog, *options])


def checked(files: list[Path]) -> dict[str, Any]:
    """What each checker says, file by file, summed up."""
    found: Counter[str] = Counter()
    for file in files:
        ours = Counter(record.type for record in read_records(file))
        chunked = sum(_is_chunked(record.content()) for record in read_records(file) if record.type == "response")
        found.update(records=sum(ours.values()), captures=ours["response"] + ours["revisit"], chunked=chunked)
        told = _tool("checkers/bin/warcio", "check", "-v", file)
        found["warcio: block digests failed"] += told.count("block digest failed")
        found["warcio: payload digests failed"] += told.count("payload digest failed")
        found["warcio: passed"] += len(re.findall(r"digest pass", told))
        told = _tool("checkers/bin/fastwarc", "check", file)
        found["fastwarc: failed"] += len(re.findall(r"FAIL", told))
        found["gzip -t: failed"] += subprocess.run(["gzip", "-t", file], check=False).returncode != 0
        found["warcio index: records"] += len(_tool("checkers/bin/warcio", "index", file).splitlines())
        lines = [line for line in _tool("checkers/bin/cdxj-indexer", file).splitlines() if " {" in line]
        found["cdxj-indexer: lines"] += len(lines)
        found["captures of interest to it"] += ours["response"] + ours["revisit"]
    return dict(found)


def _is_chunked(block: bytes) -> bool:
    return b"\r\ntransfer-encoding: chunked" in block.partition(b"\r\n\r\n")[0].lower()


def replayed(data: Path, files: list[Path]) -> dict[str, Any]:
    """How many of some captures of each kind pywb shows at their own time, with status and body as we read them."""
    by_kind: dict[str, list[Capture]] = {"original": [], "identical-payload-digest": [], "server-not-modified": []}
    for file in files:
        for record, capture in ((record, _capture(record, file)) for record in read_records(file)):
            if capture is not None:
                kind = (record.get("WARC-Profile") or "original").rpartition("/")[2]
                by_kind[kind].append(capture)
    figures: dict[str, Any] = {}
    with _pywb(files) as address:
        for kind, found in by_kind.items():
            chosen = random.Random(1).sample(found, min(SAMPLES, len(found)))
            wrong = [capture.url for capture in chosen if not _same(address, data / "warc", capture)]
            figures[kind] = {"asked": len(chosen), "right": len(chosen) - len(wrong), "wrong": wrong}
    return figures


def _capture(record: Any, file: Path) -> Capture | None:
    capture = capture_of(record)
    # Replay tools keep whole seconds and follow redirects themselves.
    return capture if capture and (capture.status == 200 or capture.type == "revisit") and file else None


@contextmanager
def _pywb(files: list[Path]) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder, socket.socket() as probe:
        bin_folder = (TOOLS / "pywb/bin").absolute()
        _run([bin_folder / "wb-manager", "init", "blog"], cwd=folder)
        _run([bin_folder / "wb-manager", "add", "blog", *(file.absolute() for file in files)], cwd=folder)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [bin_folder / "wayback", "--bind", "127.0.0.1", "--port", str(port)], cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}/blog/"
            _until_it_answers(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def _until_it_answers(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"pywb does not answer at {address}")


def _same(address: str, folder: Path, capture: Capture) -> bool:
    page = read_page(folder, capture)
    moment = capture.date.strftime("%Y%m%d%H%M%S")
    asked = urllib.request.Request(f"{address}{moment}id_/{capture.url}")
    try:
        with urllib.request.urlopen(asked) as answer:
            body, status, said = answer.read(), answer.status, answer.headers
    except urllib.error.HTTPError as error:
        body, status, said = error.read(), error.code, error.headers
    if said.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    shown_at = parsedate_to_datetime(said.get("Memento-Datetime", "Thu, 01 Jan 1970 00:00:00 GMT"))
    return (status, body, shown_at) == (page.status, page.body, capture.date.replace(microsecond=0))


def shown(data: Path, url: str | None) -> dict[str, Any]:
    """One post in ReplayWeb.page, in Chromium without a network: what of its requisites came."""
    wacz = TOOLS / "blog.wacz"
    wacz.unlink(missing_ok=True)
    blogarchive = Path(sys.executable).parent / "blogarchive"
    _run([blogarchive, "export", "wacz", "--data", data, "--out", wacz])
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium here (Debian: apt install chromium)")
    url = url or _illustrated(data)
    told = json.loads(_run(["node", Path(__file__).with_suffix(".mjs"), TOOLS.absolute(), url, chromium]))
    answers = {address: status for address, status in told["answers"] if address != url}
    missing = [address for address, status in answers.items() if status >= 400]
    asked = _answering(data)
    seen = told["shown"] or {"title": None, "images": [], "sheets": [], "text": 0}
    return {
        "title": seen["title"],
        "requisites": len(answers),
        "resolved": len(answers) - len(missing),
        "missing": [address for address in missing if urlsplit(address).netloc in asked],
        "missing of hosts that gave nothing": sum(urlsplit(address).netloc not in asked for address in missing),
        "images drawn": sum(width > 0 for _, width in seen["images"]),
        "style sheets with rules": sum(rules > 0 for _, rules in seen["sheets"]),
        "requests to the live web": len(told["live"]),
    }


def _illustrated(data: Path) -> str:
    """The post whose page shows the most images of hosts that answered."""
    with sqlite3.connect(data / "blogs.db") as db:
        posts = db.execute(
            "SELECT url, body_html FROM posts WHERE source = 'page' AND body_html IS NOT NULL"
        ).fetchall()
    return str(max(posts, key=lambda post: (post[1].count("<img"), post[0]))[0])


def _answering(data: Path) -> set[str]:
    """The hosts that gave anything at all; what scripts ask of further ones when they run was never named."""
    with sqlite3.connect(data / "blogs.db") as db:
        return {host for (host,) in db.execute("SELECT DISTINCT host FROM urls WHERE state = 'done'")}


def _tool(name: str, *arguments: object) -> str:
    done = subprocess.run([TOOLS / name, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _run(command: list[Any], cwd: str | None = None) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def faults(figures: dict[str, Any]) -> list[str]:
    """What does not hold."""
    checks, found = figures["checks"], []
    if checks["warcio: payload digests failed"] > checks["chunked"]:
        found.append("warcio reports payload digests of answers that were not chunked")
    for name in ("warcio: block digests failed", "fastwarc: failed", "gzip -t: failed"):
        found += [name] if checks[name] else []
    if checks["warcio index: records"] != checks["records"] or checks["cdxj-indexer: lines"] != checks["captures"]:
        found.append("an indexer lists other records than we do")
    found += [f"pywb: {kind}" for kind, each in figures["pywb"].items() if each["right"] != each["asked"]]
    page = figures["ReplayWeb.page"]
    if page["missing"] or not page["images drawn"] or not page["style sheets with rules"] or not page["title"]:
        found.append("ReplayWeb.page does not show the whole post")
    return found


def main() -> None:
    """Check, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--page", help="address of the post to show")
    options = parser.parse_args()
    tools()
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        data: Path = options.data or sample(Path(folder))
        files = warc_files(data)
        figures = {"checks": checked(files), "pywb": replayed(data, files), "ReplayWeb.page": shown(data, options.page)}
    figures["faults"] = faults(figures)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    sys.exit(1 if figures["faults"] else 0)


if __name__ == "__main__":
    main()
