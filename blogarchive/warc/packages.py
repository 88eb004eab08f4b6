"""Where WARC and ARC files stand in a WACZ, and in further WACZ files that it holds."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

DEEPEST = 3
"""A collection of Browsertrix is a WACZ of WACZ files; nothing known is packed deeper."""

WARCS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
UNREADABLE = (zipfile.BadZipFile, OSError, RuntimeError, ValueError, zlib.error, struct.error, EOFError)
"""What reading a ZIP file raises that is damaged, or has a password."""


@dataclass(frozen=True, slots=True)
class Part:
    """A WARC or ARC file within a package, or what stands in its place."""

    name: str
    """`name.wacz/archive/inner.warc.gz`"""
    file: IO[bytes]
    """The file that holds its bytes: the package's own, or one that it was unpacked to."""
    start: int
    stop: int
    problem: str | None = None
    """Why nothing can be read there."""


def parts(file: IO[bytes], name: str, stack: ExitStack) -> Iterator[Part]:
    """Every WARC and ARC file of a package, in its order; what is unpacked stays as long as the stack is open."""
    nothing = True
    for part in _inside(file, file, name, 0, stack, DEEPEST):
        nothing = False
        yield part
    if nothing:
        yield Part(name, file, 0, 0, "there is no WARC file in it")


def _inside(
    package: IO[bytes], ground: IO[bytes], name: str, base: int, stack: ExitStack, depth: int
) -> Iterator[Part]:
    """`package` stands in the file `ground` from `base` on."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(package))
    except UNREADABLE as error:
        yield Part(name, ground, 0, 0, f"the WACZ is no readable ZIP file ({error})")
        if package is ground:  # a download that broke off: the records in it are as whole as they were
            yield Part(f"{name}/", ground, 0, ground.seek(0, 2))
        return
    for info in filter(_is_wanted, archive.infolist()):
        inner = f"{name}/{info.filename}"
        try:
            if info.compress_type == zipfile.ZIP_STORED:
                member = stack.enter_context(archive.open(info))
                start = base + info.header_offset + _head(ground, base + info.header_offset)
                part = Part(inner, ground, start, start + info.file_size)
            else:  # the specification asks for STORED; not every tool listens
                member = _unpacked(archive, info, stack)
                part = Part(inner, member, 0, info.file_size)
            if not inner.lower().endswith(".wacz"):
                yield part
            elif depth > 1:
                yield from _inside(member, part.file, inner, part.start, stack, depth - 1)
            else:
                yield Part(inner, ground, 0, 0, "it is packed too deep")
        except UNREADABLE as error:
            yield Part(inner, ground, 0, 0, f"it cannot be unpacked ({error})")


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    folder, _, file = info.filename.lower().rpartition("/")
    if info.is_dir() or file.startswith("._"):  # what macOS keeps beside each file
        return False
    return file.endswith((*WARCS, ".wacz")) or folder.rpartition("/")[2] == "archive"


def _head(file: IO[bytes], at: int) -> int:
    """Length of a local header: 30 bytes, then a name and an extra field of these lengths (APPNOTE 4.3.7)."""
    file.seek(at + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    return 30 + int(name) + int(extra)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, stack: ExitStack) -> IO[bytes]:
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    with archive.open(info) as file:
        shutil.copyfileobj(file, copy)
    return copy
