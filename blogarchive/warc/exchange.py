"""What crossed the wire for one request, and the earlier capture that an unchanged answer refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Truncation = Literal["length", "time", "disconnect", "unspecified"]
"""Why a body ended early, as `WARC-Truncated` says it (WARC 1.1, section 5.13)."""

IN_MEMORY = 1 << 20
"""A message up to this size stays in memory; a longer one goes to a temporary file."""


class Spool:
    """A file in memory that moves to disk when it grows: a body of 2 GB does not cost 2 GB of memory."""

    __slots__ = ("_file", "_on_disk")

    def __init__(self, content: bytes = b"") -> None:
        self._file: IO[bytes] = BytesIO()
        self._on_disk = False
        self.write(content)

    def write(self, data: bytes) -> None:
        """Write where the file stands: at its end, unless it was moved."""
        if not self._on_disk and self._file.tell() + len(data) > IN_MEMORY:
            self._move()
        self._file.write(data)

    def read(self, size: int = -1) -> bytes:
        """Read from where the file stands."""
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move, as in any file."""
        return self._file.seek(offset, whence)

    def truncate(self) -> None:
        """Cut off what follows."""
        self._file.truncate()

    def close(self) -> None:
        """Let go of the content."""
        self._file.close()

    def __del__(self) -> None:
        self._file.close()

    def _move(self) -> None:
        disk = TemporaryFile()  # noqa: SIM115 - closed with this object
        at = self._file.tell()
        self._file.seek(0)
        copyfileobj(self._file, disk)
        disk.seek(at)
        self._file, self._on_disk = disk, True


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The capture that a revisit refers to."""

    url: str
    """Its `WARC-Target-URI`."""
    date: datetime
    """Its `WARC-Date`."""
    record_id: str | None = None
    """Its `WARC-Record-ID` without angle brackets, where it is known."""
    payload_digest: str | None = None
    """Its `WARC-Payload-Digest`."""
    chunked: bool | None = None
    """Whether its body stands chunked in its record; none where nobody looked."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request as it was sent and all that came back, byte by byte."""

    url: str
    """The address asked for, without its fragment."""
    method: str = "GET"
    """The method of the request."""
    begun: datetime
    """When it began: aware, UTC, with microseconds."""
    request: Spool = field(default_factory=Spool)
    """The bytes sent; empty where not one byte left (no such host, refused, TLS failed)."""
    response: Spool = field(default_factory=Spool)
    """The bytes received, interim heads (1xx) included."""
    surplus: bytes = b""
    """Bytes that came after the end of the response."""
    ip: str | None = None
    """Address of the server."""
    protocol: str | None = None
    """TLS version as `WARC-Protocol` says it (`tls/1.3`); none for plain HTTP."""
    cipher: str | None = None
    """IANA name of the TLS cipher suite."""
    truncated: Truncation | None = None
    """Why the response ended early; none where it is whole."""
    failure: str | None = None
    """Why no byte of a response ever came; none where one came."""
    original: Original | None = None
    """What a conditional request was made against: a 304 becomes a revisit of it."""

    def received(self) -> int:
        """How many bytes of a response came."""
        return self.response.seek(0, 2)

    def sent(self) -> int:
        """How many bytes of the request left."""
        return self.request.seek(0, 2)

    def close(self) -> None:
        """Let go of the temporary files."""
        self.request.close()
        self.response.close()
