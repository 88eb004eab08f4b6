"""How long a reader waits for a page of `serve` while fifty others attack it: queries, wrong hosts, cross-site posts.

    python -m benchmarks.hostile_visitors [ARCHIVE] [--seconds 30] [--visitors 50] [--apart]

Without an archive, one of the sample posts is made. `--apart` gives each visitor an address of its own (127.0.0.x), so
that none is told to wait for what the others have spent. Prints what readers waited, and what the visitors were told.
"""

from __future__ import annotations

import argparse
import http.client
import json
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

PAGES = ("/-/room", "/-/post/{post}", "/-/blog/{blog}", "/blogs/posts", "/-/search-archive?q=the")

ENDLESS = "with recursive t(x) as (select 1 union all select x + 1 from t) select"
BOMBS = (
    f"{ENDLESS} count(*) from t",
    f"{ENDLESS} sum(length(hex(randomblob(1000000)))) from t",
    f"{ENDLESS} x, hex(zeroblob(1000000)) from t",
    f"{ENDLESS} x from t limit 5000",
    "select hex(zeroblob(400000000))",
    "select group_concat(hex(zeroblob(100000))) from captures, captures b",
    "select instr(hex(zeroblob(15000000)), hex(zeroblob(14000000)) || '1')",
    "select replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000000)))",
    "select hex(zeroblob(10000000)) like '%0%0%0%0%0%0%0%0%0%0%0%0%0%1'",
    "select count(*) from captures a, captures b, captures c, captures d, captures e, captures f",
    "select printf('%.*c', 2000000000, 'x')",
    "select * from posts, posts b, posts c",
)
OTHERS = (
    ("GET", "/-/room", {"Host": "evil.test"}),
    ("POST", "/-/messages", {"Origin": "http://evil.test"}),
    ("GET", "/blogs.json?sql=select+1", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
    ("GET", "/blogs/posts?_size=max&_facet=body_html&_facet=body_text", {}),
    ("GET", "/blogs/comments?body_text__like=%25a%25b%25c%25d%25e%25f", {}),
)


class Counts:
    """What came of it, written to by all threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.told: Counter[int | str] = Counter()
        self.waited: list[float] = []
        self.failed: Counter[int | str] = Counter()


def ask(port: int, method: str, path: str, headers: dict[str, str], source: str, timeout: float) -> int:
    """The status of one answer, read to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(source, 0))
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def attack(number: int, port: int, source: str, until: float, counts: Counts) -> None:
    """One hostile visitor: three queries to each other thing."""
    turn = number
    while time.monotonic() < until:
        turn += 1
        if turn % 4:
            ending = ".json" if turn % 2 else ""
            method, path, headers = "GET", f"/blogs{ending}?sql={quote(BOMBS[turn % len(BOMBS)])}", {}
        else:
            method, path, headers = OTHERS[turn // 4 % len(OTHERS)]
        try:
            told: int | str = ask(port, method, path, headers, source, 30)
        except (OSError, http.client.HTTPException) as error:
            told = type(error).__name__
        with counts.lock:
            counts.told[told] += 1
        time.sleep(0.05)  # else this is a test of how many connections Python accepts


def read(pages: list[str], port: int, until: float, counts: Counts) -> None:
    """One reader, who looks at a page, and at the next a moment later."""
    turn = 0
    while time.monotonic() < until:
        page = pages[turn % len(pages)]
        turn += 1
        began = time.monotonic()
        try:
            status: int | str = ask(port, "GET", page, {}, "127.0.0.1", 30)
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        counts.waited.append(time.monotonic() - began)
        if status != 200:
            counts.failed[status] += 1
        time.sleep(0.1)


def made(folder: Path) -> Path:
    """An archive of a hundred posts."""
    from tests.dataset.made import comment, post
    from tests.reading_room.made import Archive

    archive = Archive(folder)
    for number in range(100):
        said = [comment(f"{number}-{n}", body_text=f"The tide {n}") for n in range(10)]
        text = "The tide went out at noon. " * 200
        archive.save(post(f"post-{number}", *said, body_text=text, body_html=f"<p>{text}</p>"), day=number)
    archive.close()
    return folder


def peak(process: int) -> dict[int, float]:
    """Peak megabytes of a process and of those that it began."""
    found = {}
    for pid in (process, *_children(process)):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        found[pid] = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return found


def _children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()))


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archive", nargs="?", type=Path)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--visitors", type=int, default=50)
    options.add_argument("--apart", action="store_true")
    options.add_argument("--program", default=f"{sys.executable} -m blogarchive")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = chosen.archive or made(Path(folder))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [*chosen.program.split(), "serve", "--data", str(archive), "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            print(json.dumps(measured(port, server.pid, chosen), indent=1))
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def measured(port: int, process: int, chosen: argparse.Namespace) -> dict[str, object]:
    """What readers wait when they are alone, and then among the visitors."""
    for _ in range(600):
        try:
            if ask(port, "GET", "/-/room", {}, "127.0.0.1", 30) == 200:
                break
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    ids = _ids(port)
    pages = [page.format(**ids) for page in PAGES]
    alone, counts = Counts(), Counts()
    read(pages, port, time.monotonic() + 5, alone)
    until = time.monotonic() + chosen.seconds
    sources = [f"127.0.0.{number % 250 + 2}" if chosen.apart else "127.0.0.1" for number in range(chosen.visitors)]
    threads = [threading.Thread(target=attack, args=(number, port, source, until, counts), daemon=True)
               for number, source in enumerate(sources)]  # fmt: skip
    threads += [threading.Thread(target=read, args=(pages, port, until, counts)) for _ in range(2)]
    for thread in threads:
        thread.start()
    memory: dict[int, float] = {}
    while time.monotonic() < until:
        memory |= peak(process)
        time.sleep(0.5)
    for thread in threads:
        thread.join(60)
    return {
        "reader alone, ms at the 50th and 95th percentile": percentiles(alone.waited),
        "reader under attack, ms": percentiles(counts.waited),
        "pages read": len(counts.waited),
        "pages that were not 200": dict(counts.failed),
        "what the visitors were told": dict(counts.told.most_common()),
        "MB at the most, of each process of the server": sorted(map(round, memory.values()), reverse=True),
        "MB of this script": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def percentiles(waited: list[float]) -> tuple[int, int]:
    """The 50th and the 95th, in milliseconds."""
    cut = quantiles(waited, n=20)
    return round(cut[9] * 1000), round(cut[18] * 1000)


def _ids(port: int) -> dict[str, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/blogs/posts.json?_shape=array")
    (row, *_) = json.loads(connection.getresponse().read())
    return {"post": row["id"], "blog": row["blog_id"]}


if __name__ == "__main__":
    main()
