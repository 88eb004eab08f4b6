"""What crossed the wire for one request, and the earlier capture that an unchanged answer refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Truncation = Literal["length", "time", "disconnect", "unspecified"]
"""Why a body ended early, as `WARC-Truncated` says it (WARC 1.1, section 5.13)."""

IN_MEMORY = 1 << 20
"""A message up to this size stays in memory; a longer one goes to a temporary file."""


def spool(content: bytes = b"") -> IO[bytes]:
    """A file in memory that moves to disk when it grows, so that a body of 2 GB does not cost 2 GB of memory."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the exchange
    file.write(content)
    return file


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


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request as it was sent and all that came back, byte by byte."""

    url: str
    """The address asked for, without its fragment."""
    method: str = "GET"
    """The method of the request."""
    begun: datetime
    """When it began: aware, UTC, with microseconds."""
    request: IO[bytes] = field(default_factory=spool)
    """The bytes sent; empty where not one byte left (no such host, refused, TLS failed)."""
    response: IO[bytes] = field(default_factory=spool)
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
