"""CDXJ: one sorted line for each capture of a finished WARC file, as replay tools look addresses up."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogarchive.warc.volumes import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from blogarchive.models import Capture

_WWW = re.compile(r"^www\d*\.")
_SESSION = re.compile(
    r"(?<=[?&;])(?:jsessionid|phpsessid|sid|aspsessionid\w{8})=[0-9a-z]{20,32}(?:&|$)|;jsessionid=[^?]*"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def index_path(warc: Path) -> Path:
    """Where the index of a WARC file stands: beside it."""
    name = warc.name.removesuffix(OPEN).removesuffix(".gz").removesuffix(".zst").removesuffix(".warc")
    return warc.with_name(name + ".cdxj")


def line(capture: Capture) -> str:
    """One line: sort-friendly address, time to the second, and where the record stands (CDXJ 0.1.0)."""
    media = (capture.content_type or "").partition(";")[0].strip().lower()
    # A 304 has no status of its own here: ReplayWeb.page would show it, and not the page that it stands for.
    status = None if capture.type == "revisit" and capture.status == 304 else capture.status
    entry = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.type == "revisit" else media or "unk",
        "status": str(status) if status else None,
        "digest": capture.payload_digest,
        "length": str(capture.length),
        "offset": str(capture.offset),
        "filename": capture.file,
    }
    fields = {name: value for name, value in entry.items() if value}
    return f"{surt(capture.url)} {capture.date:%Y%m%d%H%M%S} {json.dumps(fields, ensure_ascii=True)}"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the first line of an index says of the finished file as a whole."""

    size: int
    """Its length in bytes."""
    sha256: str
    """The digest over all of them: also a bit that no record depends on cannot flip unseen."""
    missing: tuple[str, ...] = ()
    """Ids that records refer to and that `mend` had to cut away."""

    def line(self, name: str) -> str:
        """`!` sorts before every address, so that lookups by bisection are not disturbed."""
        fields: dict[str, object] = {"filename": name, "size": self.size, "sha256": self.sha256}
        return f"!meta 0 {json.dumps(fields | ({'missing': self.missing} if self.missing else {}))}"


def write_index(path: Path, lines: Iterable[str], seal: Seal) -> None:
    """Write the index of a WARC file; it appears whole or not at all."""
    write_half(path, lines, seal).replace(index_path(path))


def write_half(path: Path, lines: Iterable[str], seal: Seal) -> Path:
    """Write it under the name at which it waits for its place, and give that; `settle_index` ends what was not."""
    half = index_path(path).with_name(index_path(path).name + OPEN)
    try:
        with half.open("w", encoding="ascii", newline="\n") as file:
            file.writelines(f"{entry}\n" for entry in sorted([*lines, seal.line(path.name.removesuffix(OPEN))]))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        half.unlink(missing_ok=True)
        raise
    return half


def read_index(path: Path) -> tuple[Seal | None, list[str]] | None:
    """Seal and lines of the index of a WARC file; none where there is no index."""
    index = index_path(path)
    return _read(index) if index.is_file() else None


def _read(index: Path) -> tuple[Seal | None, list[str]]:
    lines = index.read_text(encoding="ascii", errors="replace").splitlines()
    seal = None
    if lines and lines[0].startswith("!meta"):
        seal = _seal(lines.pop(0))
    return seal, lines


def _seal(text: str) -> Seal | None:
    try:
        fields = json.loads(text.split(" ", 2)[2])
        return Seal(int(fields["size"]), str(fields["sha256"]), tuple(fields.get("missing", ())))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def file_digest(path: Path) -> str:
    """SHA-256 of a whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def surt(url: str) -> str:
    """The address turned so that a site's pages sort together: `com,example)/path?a=1&b=2`.

    The rules are those of the Internet Archive's canonicaliser, by which replay tools look up.
    """
    if not url.startswith(("http://", "https://")):
        return _ascii(url.replace(" ", "%20"))  # as pywb has `urn:`
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _ascii(url.lower())
    host = _WWW.sub("", host)
    # An address of numbers has no labels to turn round.
    turned = host if re.fullmatch(r"[\d.]+|.*:.*", host) else ",".join(reversed(host.split(".")))
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        turned += f":{port}"
    path = _SESSION.sub("", parts.path.lower())
    if path != "/":
        path = path.rstrip("/")
    query = _SESSION.sub("", "?" + parts.query.lower())[1:]
    ordered = "&".join(sorted(query.rstrip("&").split("&"))) if query else ""
    return _ascii(f"{turned}){path or '/'}{'?' + ordered if ordered else ''}")


def _ascii(text: str) -> str:
    return "".join(c if 0x20 < ord(c) < 0x7F else _percent(c) for c in text)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "replace"))
