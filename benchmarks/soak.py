"""A long crawl of a synthetic blog through the whole path: `python -m benchmarks.soak [--pages 10000] [--data DIR]`.

The blog's posts are made as they are asked for: a text, a thread, neighbours, a listing. Told are, as the crawl goes
on, its memory, its descriptors and what a page costs it of the processor; at the end what `verify` finds. Ends with 1
where memory grows, descriptors leak or a page costs more at the end than it may. Other work on the machine makes every
second of its processors worth less: a piece of work that is always the same is timed all along, and costs are by it.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("blogarchive")
PER_LISTING, COMMENTS = 50, 8
WORDS = ("tide", "gull", "harbour", "lamp", "quay", "rope", "tar", "oar", "net", "keel", "mast", "boat", "rain", "wind",
         "salt", "pier", "bell", "fog", "buoy", "crane")  # fmt: skip
TICKS = os.sysconf("SC_CLK_TCK")
DEARER, FATTER = 1.1, 1.1
"""How much more than at the first thousand a page may cost, and than in the middle the memory may be."""


class Blog(BaseHTTPRequestHandler):
    """A blog of any size."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    pages = 0
    served = 0

    def do_GET(self) -> None:
        """A post by its number, or a listing."""
        type(self).served += 1
        part = self.path.strip("/").rpartition("-")
        body = None
        if part[0] in ("post", "list", "") and part[2].isdigit() and int(part[2]) < self.pages:
            body = post(int(part[2]), self.pages) if part[0] == "post" else listing(int(part[2]), self.pages)
        elif self.path == "/":
            body = listing(0, self.pages)
        content = (body or "<title>No</title>").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing."""


def post(number: int, pages: int) -> str:
    """A post with its thread: the same whenever it is asked for."""
    dice = random.Random(number)
    day = f"{2001 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}"
    text = "".join(f"<p>{' '.join(dice.choices(WORDS, k=60))} {number}.</p>" for _ in range(6))
    thread = "".join(
        f"<li class=comment id=comment-{number * COMMENTS + n}><cite class=fn>{dice.choice(WORDS).title()}</cite>"
        f"<time datetime={day}T1{n}:00:00>{day}</time><p>{' '.join(dice.choices(WORDS, k=20))} {number}</p></li>"
        for n in range(dice.randrange(COMMENTS))
    )
    around = "".join(f"<a href=/post-{n}/>{n}</a> " for n in (number - 1, number + 1) if 0 <= n < pages)
    return (
        f"<!DOCTYPE html><html lang=en><title>Day {number}</title><article><h1>Day {number}</h1>"
        f"<time datetime={day}>{day}</time>{text}</article><ol class=commentlist>{thread}</ol><nav>{around}</nav>"
    )


def listing(page: int, pages: int) -> str:
    """Posts by their titles, and the next listing."""
    numbers = range(page * PER_LISTING, min(pages, (page + 1) * PER_LISTING))
    titles = "".join(f"<h2 class=entry-title><a href=/post-{n}/>Day {n}</a></h2><p>{WORDS[n % 20]}" for n in numbers)
    onward = f"<a rel=next href=/list-{page + 1}/>Older</a>" if (page + 1) * PER_LISTING < pages else ""
    return f"<!DOCTYPE html><title>Days</title><h1>Days</h1>{titles}{onward}"


class Server(ThreadingHTTPServer):
    """Serves it; that a crawl was killed in the midst of an answer is no news."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of all but that."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Watch:
    """Looks at a process from outside."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def look(self) -> tuple[float, int, int]:
        """Seconds of the processor so far, memory in kB, open descriptors."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        status = dict(line.split(":", 1) for line in (self._folder / "status").read_text().splitlines())
        descriptors = len(list((self._folder / "fd").iterdir()))
        return (int(fields[11]) + int(fields[12])) / TICKS, int(status["VmRSS"].split()[0]), descriptors


def main() -> int:
    """Crawl, and tell."""
    words = argparse.ArgumentParser(description="A long crawl of a synthetic blog.")
    words.add_argument("--pages", type=int, default=10_000)
    words.add_argument("--data", type=Path)
    given = words.parse_args()
    Blog.pages = given.pages
    server = Server(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        data = given.data or Path(folder, "data")
        wrong = _soaked(f"http://127.0.0.1:{server.server_port}/", data, given.pages)
        verified = subprocess.run([COMMAND, "verify", "--data", data], capture_output=True, text=True, check=False)
        print(f"verify: {verified.returncode}; {(verified.stdout + verified.stderr).strip()}")
        posts = sqlite3.connect(data / "blogs.db").execute("SELECT count(*) FROM posts").fetchone()[0]
        print(f"{posts} of {given.pages} posts")
    return int(bool(wrong) or verified.returncode != 0 or posts < given.pages)


@dataclass
class Look:
    """What is seen at one moment."""

    pages: int
    seconds: float
    """Of the processor, since the beginning."""
    memory: int
    """In kB."""
    descriptors: int
    pace: float
    """Seconds of the processor that the same piece of work took since the last look, in the mean."""


def _soaked(url: str, data: Path, pages: int) -> list[str]:
    order: list[str | Path] = [
        COMMAND,
        "crawl",
        url,
        "--allow-private",
        "--no-requisites",
        "--delay",
        "0",
        "--data",
        data,
    ]
    process = subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch, looks, paces = Watch(process.pid), [Look(0, 0.0, 0, 0, _pace())], list[float]()
    step = max(pages // 10, 100)
    while process.poll() is None:
        time.sleep(0.5)
        paces.append(_pace())
        if Blog.served >= looks[-1].pages + step:
            try:
                looks.append(Look(Blog.served, *watch.look(), statistics.mean(paces)))
            except OSError:  # it has just ended
                break
            paces.clear()
            _tell(looks)
    print(f"crawl ended with {process.wait()}")
    return _wrong(looks)


def _pace() -> float:
    begun = time.thread_time()
    words: dict[str, int] = {}
    for number in range(20_000):
        words[f"{WORDS[number % 20]} {number % 700}"] = number
    return time.thread_time() - begun


def _tell(looks: list[Look]) -> None:
    now = looks[-1]
    milliseconds = (now.seconds - looks[-2].seconds) * 1000 / (now.pages - looks[-2].pages)
    print(f"{now.pages:>7} pages: {now.memory >> 10} MB, {now.descriptors} descriptors, {milliseconds:.1f} ms a page, "
          f"{_cost(looks, -1):.2f} by the pace of the machine", flush=True)  # fmt: skip


def _cost(looks: list[Look], number: int) -> float:
    """What a page of one stretch costs, in pieces of the work that is always the same."""
    before, now = looks[number - 1], looks[number]
    return (now.seconds - before.seconds) / (now.pages - before.pages) / now.pace


def _wrong(looks: list[Look]) -> list[str]:
    """The first stretch holds the start of the program: the second is what the last is held against."""
    if len(looks) < 4:
        return ["too short to say"]
    dearer, middle, last = _cost(looks, -1) / _cost(looks, 2), looks[len(looks) // 2], looks[-1]
    found = []
    if dearer > DEARER:
        found.append(f"a page costs {dearer:.2f} times as much at the end")
    if last.memory > FATTER * middle.memory:
        found.append(f"memory grew from {middle.memory >> 10} to {last.memory >> 10} MB in the second half")
    if last.descriptors > looks[1].descriptors + 8:
        found.append(f"descriptors grew from {looks[1].descriptors} to {last.descriptors}")
    for each in found:
        print(f"WRONG: {each}")
    return found


if __name__ == "__main__":
    sys.exit(main())
