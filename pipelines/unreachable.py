"""Why a request got no answer, in a sentence that leads with the cause: what the ledger notes, and a user reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed, TCPTimedOutError
from twisted.web._newclient import ParseError

from blogarchive.errors import Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = re.compile(r"longer than ([\d.]+) seconds")


def unreachable(error: Exception, url: str) -> Unreachable:
    """The error as a user is told of it."""
    parts = urlsplit(url)
    host, place = parts.hostname or "", parts.netloc.rpartition("@")[2]
    inner = list(_within(error))
    said, whole_host, silent = f"{type(error).__name__}: {error}", False, True
    if isinstance(error, CannotResolveHostError):
        said, whole_host = f"no such host: {host}", True
    elif isinstance(error, DownloadConnectionRefusedError):
        said, whole_host = f"{place} refuses connections", True
    elif isinstance(error, DownloadTimeoutError) or _any(inner, TCPTimedOutError):
        found = _SECONDS.search(str(error))
        said = f"no answer within {float(found[1]):g} seconds" if found else f"{place} does not answer"
    elif (tls := next((one for one in inner if isinstance(one, SSL.Error)), None)) is not None:
        said, whole_host = _of_tls(tls, place), True
    elif _any(inner, ConnectError):
        said, whole_host = f"{place} cannot be reached ({_innermost(inner)})", True
    elif _any(inner, ParseError):
        said, silent = f"what {place} sends is no HTTP", False
    elif _any(inner, ConnectionClosed):
        said = "the connection was closed without an answer"
    elif final(error):
        said, silent = f"this address cannot be asked for: {error}", False
    else:
        silent = False
    return Unreachable(said, whole_host=whole_host, silent=silent)


def final(error: Exception) -> bool:
    """Whether asking again cannot help: the address itself is wrong."""
    return isinstance(error, ValueError | UnsupportedURLSchemeError)


def _of_tls(error: SSL.Error, place: str) -> str:
    """`[('SSL routines', '', 'wrong version number')]` is what comes of a server that answers in plain HTTP."""
    reasons = [str(step[-1]) for step in error.args[0]] if error.args and isinstance(error.args[0], list) else []
    if any(word in reason for reason in reasons for word in ("wrong version", "unknown protocol", "http request")):
        return f"{place} does not speak TLS"
    return f"no TLS connection to {place} ({', '.join(reasons) or error})"


def _within(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and what Twisted wraps in lists of failures."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return
        yield seen
        wrapped = getattr(seen, "reasons", None)
        yield from (failure.value for failure in wrapped or ())
        seen = wrapped[0].value if wrapped else seen.__cause__


def _any(errors: list[BaseException], kind: type[BaseException]) -> bool:
    return any(isinstance(error, kind) for error in errors)


def _innermost(errors: list[BaseException]) -> str:
    """`No route to host: 101: Network is unreachable.` -> `Network is unreachable`."""
    return str(errors[-1]).rpartition(": ")[2].strip(" .") or type(errors[-1]).__name__
