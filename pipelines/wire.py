"""Connections that keep what crosses them: Twisted's HTTP/1.1 client with an ear on its own transport."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener, IStreamClientEndpoint
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from blogarchive.errors import BlogArchiveError
from blogarchive.limits import limits
from blogarchive.warc import Exchange, Original, Truncation
from blogarchive.warc.http import HEAD_LIMIT, MessageEnd
from blogarchive.warc.records import chunks_of

from .addresses import PrivateAddressError, is_public

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress, IProtocolFactory
    from twisted.internet.protocol import Protocol
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse


PROXY_PASSWORD = re.compile(rb"(?im)^proxy-authorization:[^\r\n]*\r\n")
"""What lets us through the proxy is between us and it: no site is sent it, and no archive keeps it."""

LONGEST_LINE = 1 << 20
"""Longest header line to be read: Twisted drops the connection after 16 KiB, browsers read on."""


class HeadTooLong(BlogArchiveError):
    """Raised for an answer whose heads, or a line between two of its chunks, are longer than any that are read."""


class Attempt:
    """All that happens on the wire for one request of Scrapy: one exchange, or two where Twisted sends again."""

    def __init__(
        self, url: str, method: str, *, max_size: int = 0, original: Original | None = None,
        allow_private: bool = False, proxied: bool = False,
    ) -> None:  # fmt: skip
        self.url = url
        self.method = method
        self.max_size = max_size
        self.original = original
        self.exchanges: list[Exchange] = []
        self.refusal: Failure | None = None
        """Why Twisted would not read the answer; its bytes are kept all the same."""
        self.open = False
        """Whether the last exchange still waits for bytes."""
        self.excess: str | None = None
        """What in the answer went beyond all bounds."""
        self.cut_short = False
        """Whether the spider sees only the beginning of the body."""
        self.allow_private = allow_private
        self.proxied = proxied
        """Whether the peer is a proxy, which the user has named, wherever it stands."""
        self.is_private = False
        """Whether a connection was made to an address that is not public."""
        self._begun = datetime.now(UTC)

    def begin(self, ip: str | None = None) -> Exchange:
        """A request is about to be sent."""
        if self.open:  # a kept connection was closed before it answered: Twisted sends the request once more
            self.end("disconnect", "the connection was closed without an answer; the request was sent again")
        begun = datetime.now(UTC) if ip else self._begun
        exchange = Exchange(url=self.url, method=self.method, begun=begun, ip=ip, original=self.original)
        self.exchanges.append(exchange)
        self.open = True
        return exchange

    def end(self, truncated: Truncation | None, failure: str | None = None) -> None:
        """The last exchange is over; the first that says so is right about the reason."""
        if not self.exchanges:
            self.begin()
        if not self.open:
            return
        self.open = False
        exchange = self.exchanges[-1]
        if exchange.received():
            exchange.truncated = truncated
        else:
            exchange.failure = failure or "the connection was closed without an answer"


@implementer(IHandshakeListener)
class RecordingProtocol(_LenientHTTP11ClientProtocol):
    """One connection. Bytes are taken above TLS and below all parsing."""

    attempt: Attempt | None = None
    transport: Any
    _exchange: Exchange | None = None
    _unsent = b""
    _remaining: MessageEnd | None = None
    _handshake = False
    _clean = True
    _heads = 0

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """Send a request, keeping what is sent."""
        assert self.attempt is not None
        if self._state == "QUIESCENT":
            self._exchange = self.attempt.begin(self.transport.getPeer().host)
            twisted: Any = request
            twisted.writeTo = partial(_write, request, self._sent)
            self._note_tls()
            self._heads = 0
        sent = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = LONGEST_LINE
        return sent

    def handshakeCompleted(self) -> None:  # noqa: N802
        """TLS stands: only now does anything of the request leave."""
        self._handshake = True
        self._note_tls()
        unsent, self._unsent = self._unsent, b""
        self._sent(unsent)

    def dataReceived(self, bytes: bytes) -> None:  # noqa: A002, N802 - Twisted's name
        """Keep what came before anybody reads it."""
        if self._exchange is not None and self.attempt is not None and self.attempt.open:
            self._exchange.response.write(bytes)
        if self._remaining is not None:
            self._drain([bytes])
            return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        if getattr(self._parser, "state", "") in ("STATUS", "HEADER"):
            self._heads += len(bytes)
            if self._heads > HEAD_LIMIT:
                self._refuse(f"its head is longer than {HEAD_LIMIT:,} bytes")
        else:
            self._spare_memory()

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]  # noqa: N802
        """The connection is gone: cleanly, which can be the end of an answer, or not."""
        self._clean = reason.check(ConnectionDone) is not None  # type: ignore[no-untyped-call]
        if self._exchange is not None and self._ends_with_connection(self._exchange):
            self._over()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _spare_memory(self) -> None:
        # Scrapy gathers a body in memory, twice over. Nobody reads a page of this length.
        reader = getattr(getattr(self._parser, "response", None), "_bodyProtocol", None)
        if reader is not None and self.attempt is not None and reader._bodybuf.tell() > limits().size:
            reader._bodybuf.write = _ignore
            self.attempt.cut_short = True

    def _refuse(self, why: str) -> None:
        """Read no more of an answer that comes to no end; what came is kept."""
        if self.attempt is not None and self.attempt.open:
            self.attempt.end("length")
            self.attempt.excess = why
            self._exchange = None
            super()._giveUp(Failure(HeadTooLong(why)))  # type: ignore[no-untyped-call]

    def _ends_with_connection(self, exchange: Exchange) -> bool:
        if self.attempt is not None and not self.attempt.open:
            return False
        if self._remaining is not None:
            return self._remaining.until_close
        exchange.response.seek(0)
        first = exchange.response.read(64)
        # HTTP/0.9 has no head: what never began like one was whole. "HTT" is a head that broke off.
        return bool(first) and not (first.startswith(b"HTTP/") or b"HTTP/".startswith(first))

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        if rest and self._exchange is not None and self.attempt is not None and self.attempt.open:
            self._exchange.response.seek(-len(rest), 2)
            self._exchange.response.truncate()
            self._exchange.surplus = rest
        self._over()
        super()._finishResponse(rest)

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802
        # With an exchange still open this comes from a parser that refuses what it reads. What it refuses is
        # received to its end before the connection goes.
        if self._exchange is None or self.attempt is None or self._remaining is not None:
            super()._giveUp(reason)  # type: ignore[no-untyped-call]
            return
        self.attempt.refusal = reason
        self._remaining = MessageEnd(self.attempt.method)
        self.transport.resumeProducing()
        self._drain(chunks_of(self._exchange.response))

    def _drain(self, received: Iterable[bytes]) -> None:
        attempt, exchange, remaining = self.attempt, self._exchange, self._remaining
        if attempt is None or exchange is None or remaining is None:
            return
        whole = any([remaining.feed(data) for data in received])  # noqa: C419 - every piece has to be fed
        if not whole and remaining.too_long:
            self._refuse("a head, or a line between two of its chunks, does not end")
            return
        if not whole and 0 < attempt.max_size < exchange.received():
            attempt.end("length")
            whole = True
        if whole:
            self._over()
            super()._giveUp(attempt.refusal)  # type: ignore[no-untyped-call]

    def _over(self) -> None:
        exchange, self._exchange = self._exchange, None
        # After an abort of our own, only the handler knows why: it ends the attempt then.
        if exchange is not None and self.attempt is not None and self._clean:
            self.attempt.end(None)

    def _sent(self, data: bytes) -> None:
        if self.attempt is not None and self.attempt.proxied:
            data = PROXY_PASSWORD.sub(b"", data)
        if isinstance(self.transport, TLSMemoryBIOProtocol) and not self._handshake:
            self._unsent += data
        elif self._exchange is not None:
            self._exchange.request.write(data)

    def _note_tls(self) -> None:
        if self._exchange is not None and self._handshake:
            connection = self.transport.getHandle()
            self._exchange.protocol = tls_version(connection.get_protocol_version_name())
            self._exchange.cipher = cipher_suite(connection.get_cipher_name() or "")


class RecordingFactory(_LenientHTTP11ClientFactory):
    """Makes connections that are recorded, and none to an address that is not public, unless its attempt may."""

    attempt: Attempt | None = None

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        """Called once the peer is known and before a byte is sent."""
        host = getattr(addr, "host", "")
        if not is_public(host) and not (self.attempt and self.attempt.proxied):
            if self.attempt is None or not self.attempt.allow_private:
                raise PrivateAddressError(host, host)
            self.attempt.is_private = True
        return RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class RecordingPool(HTTPConnectionPool):
    """Keeps connections open, and binds each to the attempt that uses it."""

    attempt: Attempt | None = None
    """Set right before a request enters, and taken by the first thing it does: ask for a connection."""

    def getConnection(self, key: Hashable, endpoint: Any) -> Deferred[HTTP11ClientProtocol]:  # noqa: N802
        """A connection, new or kept, that records into the attempt at hand."""
        attempt, self.attempt = self.attempt, None
        assert attempt is not None
        recording: Any = _Bound(endpoint, attempt)
        bound = super().getConnection(key, recording)
        return bound.addCallback(_bind, attempt)


@implementer(IStreamClientEndpoint)
class _Bound:
    """An endpoint whose connections belong to an attempt, the one that Twisted opens to send again included."""

    def __init__(self, endpoint: Any, attempt: Attempt) -> None:
        self._endpoint = endpoint
        self._attempt = attempt

    def connect(self, factory: IProtocolFactory) -> Deferred[Protocol]:
        if isinstance(factory, RecordingFactory):
            factory.attempt = self._attempt
        connected: Deferred[Protocol] = self._endpoint.connect(factory)
        return connected.addCallback(_bind, self._attempt)


def _bind(connection: Any, attempt: Attempt) -> Any:
    # A kept connection comes wrapped in the thing that sends again where it turns out to be closed.
    inner = getattr(connection, "_clientProtocol", connection)
    assert isinstance(inner, RecordingProtocol)
    inner.attempt = attempt
    return connection


class _Tee:
    """A transport that also tells what is written to it."""

    def __init__(self, transport: Any, told: Any) -> None:
        self._transport = transport
        self._told = told

    def write(self, data: bytes) -> None:
        self._told(data)
        self._transport.write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _ignore(data: bytes) -> int:
    return len(data)


def _write(request: TxRequest, told: Any, transport: Any) -> Any:
    return type(request).writeTo(request, _Tee(transport, told))  # type: ignore[no-untyped-call]


def tls_version(name: str) -> str:
    """`TLSv1.3` -> `tls/1.3`."""
    number = name.removeprefix("TLSv").removeprefix("SSLv")
    return f"{'tls' if name.startswith('TLS') else 'ssl'}/{number if '.' in number else number + '.0'}"


def cipher_suite(name: str) -> str | None:
    """The IANA name for OpenSSL's: `ECDHE-RSA-AES128-GCM-SHA256` -> `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`."""
    if not name or name.startswith("TLS_"):
        return name or None
    spelled = re.sub(r"(AES|CAMELLIA|ARIA)(128|256)", r"\1-\2", name)
    parts = spelled.replace("DES-CBC3", "3DES-EDE-CBC").replace("CCM8", "CCM-8").split("-")
    exchange = [part for part in parts if part in ("ECDHE", "DHE", "RSA", "ECDSA", "PSK")]
    bulk = parts[len(exchange) :]
    if not {"GCM", "CCM", "CBC"} & set(bulk) and bulk[0] in ("AES", "CAMELLIA", "ARIA"):
        bulk.insert(2, "CBC")
    if bulk[-1] == "POLY1305":
        bulk.append("SHA256")
    return f"TLS_{'_'.join(exchange or ['RSA'])}_WITH_{'_'.join(bulk)}"
