"""What the capture of a crawl costs: CPU a page with and without it, and the size and CPU of the compression.

Run `python -m benchmarks.capture [--pages N]`; everything happens on 127.0.0.1, and figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from blogarchive.warc import WarcWriter, verify_files
from blogarchive.warc.coding import GzipMember
from tests.warc.made import exchange
from tests.wire.server import Server

WORDS = Path(__file__).read_text(encoding="utf-8").split()
CRAWL = """
import json, resource, sys
from tests.wire import fetch
sys.stdin = open(sys.argv[1])
if sys.argv[2] == "plain":
    fetch.SETTINGS["DOWNLOAD_HANDLERS"] = {}
    fetch.Fetch._report = lambda *_, **__: None
fetch.main()
used = resource.getrusage(resource.RUSAGE_SELF)
sys.stderr.write(json.dumps({"cpu": used.ru_utime + used.ru_stime, "peak_mib": used.ru_maxrss / 1024}))
"""


def page(number: int) -> bytes:
    """A page of about 58 kB with 110 comments, as blogs have them."""
    rng = random.Random(number)
    comments = "".join(
        f'<li class="comment" id="comment-{number}-{n}"><cite>{rng.choice(WORDS)}</cite><p>{_text(rng, 60)}</p></li>\n'
        for n in range(110)
    )
    return f"<html><body><article>{_text(rng, 300)}</article><ol>{comments}</ol></body></html>".encode()


def _text(rng: random.Random, words: int) -> str:
    return " ".join(f"{rng.choice(WORDS)}{rng.randrange(100)}" for _ in range(words)).replace("<", "")


def crawl(pages: int, kind: str, folder: Path) -> dict[str, float]:
    """Fetch that many pages; CPU of the crawling process alone."""
    scripts = {f"/{n}": [_answer(page(n))] for n in range(pages)}
    with Server(scripts) as server:
        orders = [{"url": f"{server.url}/{n}"} for n in range(pages)]
        work = folder / f"{kind}.json"
        work.write_text(json.dumps({"folder": str(folder / kind), "orders": orders, "settings": {}}))
        command = [sys.executable, "-c", CRAWL, str(work), kind]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return figures


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def compression(bodies: list[bytes]) -> dict[str, dict[str, float]]:
    """Our members against zlib's levels, on the same bodies."""

    def ours(chunks: Iterable[bytes]) -> Iterable[bytes]:
        packed: list[bytes] = []
        member = GzipMember(packed.append)
        for chunk in chunks:
            member.write(chunk)
        member.flush()
        return packed

    def zlib_at(level: int) -> Callable[[Iterable[bytes]], Iterable[bytes]]:
        def pack(chunks: Iterable[bytes]) -> Iterable[bytes]:
            packer = zlib.compressobj(level, zlib.DEFLATED, 31)
            return [packer.compress(b"".join(chunks)) + packer.flush()]

        return pack

    ways = {"ours": ours, "zlib 1": zlib_at(1), "zlib 6": zlib_at(6), "zlib 9": zlib_at(9)}
    return {name: _measured(pack, bodies) for name, pack in ways.items()}


def _measured(pack: Callable[[Iterable[bytes]], Iterable[bytes]], bodies: list[bytes]) -> dict[str, float]:
    begun = time.process_time()
    size = sum(len(piece) for body in bodies for piece in pack([body]))
    spent = time.process_time() - begun
    ratio = size / sum(map(len, bodies))
    return {"ratio": round(ratio, 4), "ms_a_page": round(1000 * spent / len(bodies), 3)}


def writing(bodies: list[bytes], folder: Path) -> dict[str, float]:
    """Milliseconds a page for writing alone, and for verifying."""
    writer = WarcWriter(folder, info={})
    begun = time.process_time()
    for number, body in enumerate(bodies):
        made = exchange(f"/{number}", _answer(body))
        writer.write(made)
        made.close()
    writer.close()
    written = time.process_time() - begun
    begun = time.process_time()
    checked = verify_files(folder.glob("*.warc.gz"))
    assert not checked.problems
    read = time.process_time() - begun
    return {"write_ms": round(1000 * written / len(bodies), 3), "verify_ms": round(1000 * read / len(bodies), 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    pages: int = parser.parse_args().pages
    bodies = [page(number) for number in range(min(pages, 500))]
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder:
        runs = {kind: crawl(pages, kind, Path(folder)) for kind in ("plain", "captured")}
        cost = {kind: round(1000 * run["cpu"] / pages, 3) for kind, run in runs.items()}
        figures = {
            "pages": pages,
            "page_bytes": sum(map(len, bodies)) // len(bodies),
            "crawl_cpu_ms_a_page": cost,
            "peak_mib": {kind: round(run["peak_mib"]) for kind, run in runs.items()},
            "compression": compression(bodies),
            "alone": writing(bodies, Path(folder) / "alone"),
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
