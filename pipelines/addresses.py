"""The guard of the local network: no name, literal, redirect or proxy makes us ask an address that is not public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from blogarchive.urls.special_use import is_local_name, is_public, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

__all__ = [
    "PORTS", "SETTING", "GuardedResolver", "PortError", "PrivateAddressError", "allow_names", "is_public", "literal",
    "refuse_host", "refuse_where_it_leads", "refused",
]  # fmt: skip

SETTING = "BLOGARCHIVE_ALLOW_PRIVATE"
PORTS = "BLOGARCHIVE_PORTS"

_REMEMBERED = 10_000
_refusals: dict[str, str] = {}
_allowed: set[tuple[str, int]] = set()


class PrivateAddressError(IgnoreRequest):
    """Raised instead of connecting to an address that is not public; never retried."""

    def __init__(self, host: str, address: str | None) -> None:
        leads = host if host == address else f"{host} leads to {address}, which"
        if address is None:
            leads = f"{host} is a name of this machine or its network, which"
        super().__init__(f"{leads} is not a public address; --allow-private or {SETTING}=1 allows it")


class PortError(IgnoreRequest):
    """Raised instead of asking at a port where nobody expects a web server; never retried."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} of {host} is none that web servers use; --ports or {PORTS} allows others")


def refuse_host(host: str) -> None:
    """Raise where a URL spells out an address that is not public, or a name that only the local network knows."""
    address = literal(host)
    if address is not None and not is_public(address):
        raise PrivateAddressError(host, address)
    if address is None and is_local_name(host):
        raise PrivateAddressError(host, None)


async def refuse_where_it_leads(host: str) -> None:
    """Raise where a name leads to anything that is not public: of a host asked through a proxy we see no more.

    A name that has no address here is not asked for there either: it may be one of the proxy's own network.
    """
    from twisted.internet import reactor

    resolver: Any = cast("Any", reactor).nameResolver
    if literal(host) is not None:
        return
    found: list[str] = []
    done: Deferred[None] = Deferred()
    unguarded: Any = super(GuardedResolver, resolver) if isinstance(resolver, GuardedResolver) else resolver
    unguarded.resolveHostName(_All(found, done), host)
    await maybe_deferred_to_future(done)
    for address in found:
        if not is_public(address):
            raise PrivateAddressError(host, address)
    if not found:
        raise CannotResolveHostError(host)


def refused(host: str) -> PrivateAddressError | None:
    """Why a name could not be resolved, where it was for an address that is not public."""
    address = _refusals.get(host.lower())
    return PrivateAddressError(host, address) if address else None


def allow_names(places: Iterable[str]) -> None:
    """Let these hosts, each with its port or at the web's own, be resolved to private addresses too.

    Whether a request may go there is decided on the wire.
    """
    for place in places:
        parts = urlsplit(f"//{place}")
        _allowed.update((parts.hostname or "", port) for port in ((parts.port,) if parts.port else (80, 443)))


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for IPv4 and IPv6, without the addresses that are not public."""

    def __init__(self, reactor: ReactorBase, cache_size: int, *, allow_private: bool = False) -> None:
        super().__init__(reactor, cache_size)
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Build it by the crawl's settings."""
        size = crawler.settings.getint("DNSCACHE_SIZE") if crawler.settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, allow_private=crawler.settings.getbool(SETTING))

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name; the receiver hears of public addresses only."""
        # RFC 6761, section 6.3: such names mean this machine, whatever the system's resolver knows of them.
        name = "localhost" if hostName.lower().rstrip(".").endswith(".localhost") else hostName
        may = self._allow_private or _is_allowed(hostName.lower(), portNumber)
        receiver: Any = resolutionReceiver if may else _PublicOnly(resolutionReceiver, hostName)
        return super().resolveHostName(receiver, name, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host.lower()
        self._refused: str | None = None
        self._passed = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(address.host):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        _refusals.pop(self._host, None)
        if self._refused and not self._passed:
            if len(_refusals) >= _REMEMBERED:
                _refusals.clear()
            _refusals[self._host] = self._refused
        self._receiver.resolutionComplete()


@implementer(IResolutionReceiver)
class _All:
    """Gathers what a name leads to."""

    def __init__(self, found: list[str], done: Deferred[None]) -> None:
        self._found = found
        self._done = done

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._done.callback(None)


def _is_allowed(host: str, port: int) -> bool:
    host = host.removeprefix("www.")
    # Twisted asks for port 0 where it looks up a proxy's name and nothing else.
    return (host, port) in _allowed or (port == 0 and any(host == name for name, _ in _allowed))
