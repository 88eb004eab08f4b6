"""`make demo`: the main job, by the ordinary command, on the sample blog or on a real one."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from demo.server import sample_blog

DATA = Path("demo-data")
COMMAND = str(Path(sys.executable).with_name("blogarchive"))


def main() -> int:
    """Archive, say what was found, verify, and name the command that opens it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a real blog instead of the sample")
    url = parser.parse_args().url
    if url is None and DATA.exists():
        shutil.rmtree(DATA)  # the sample is served on another port each time, so it would count as another blog
    with nullcontext(url) if url else sample_blog() as address:
        options = ["--allow-private"] if _is_here(address) else []
        options += [] if url else ["--delay", "0.05"]
        code = _run("crawl", address, *options)
    if code not in (0, 3):
        return code
    verified = _run("verify")
    _report()
    return verified or code * (code != 3)


def _is_here(address: str) -> bool:
    """Whether a blog runs on this very machine, which whoever types its address knows."""
    host = urlsplit(address).hostname or ""
    return host in ("127.0.0.1", "::1") or host == "localhost" or host.endswith(".localhost")


def _run(*arguments: str) -> int:
    command = [COMMAND, *arguments, "--data", str(DATA)]
    print("$", shlex.join(["blogarchive", *arguments, "--data", str(DATA)]), flush=True)
    return subprocess.run(command, check=False).returncode


def _report() -> None:
    status = json.loads(
        subprocess.run([COMMAND, "status", "--json", "--data", str(DATA)], check=True, capture_output=True).stdout
    )
    size = sum(file.stat().st_size for file in (DATA / "warc").glob("*.warc.gz"))
    for blog in status["blogs"]:
        print(f"\n{blog['title']}: {blog['posts']} posts, {blog['comments']} comments, {size / 1000:.0f} kB of WARC")
    here = Path(COMMAND).relative_to(Path.cwd()) if Path(COMMAND).is_relative_to(Path.cwd()) else COMMAND
    print(f"\nTo read and query it:\n\n    {here} serve --data {DATA}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
