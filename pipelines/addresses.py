"""The guard of the local network: no name, literal or redirect makes us connect to an address that is not public."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

SETTING = "BLOGARCHIVE_ALLOW_PRIVATE"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses that carry an IPv4 address to which the packet goes in the end (RFC 6052, RFC 3056).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")

_REMEMBERED = 10_000
_refusals: dict[str, str] = {}
_allowed: set[str] = set()


class PrivateAddressError(IgnoreRequest):
    """Raised instead of connecting to an address that is not public; never retried."""

    def __init__(self, host: str, address: str) -> None:
        leads = host if host == address else f"{host} leads to {address}, which"
        super().__init__(f"{leads} is not a public address; --allow-private or {SETTING}=1 allows it")


def is_public(address: str) -> bool:
    """Whether an address stands for one host of the public Internet; what is no address does not."""
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _with_carried(ip))


def literal(host: str) -> str | None:
    """The address that a host in a URL spells out, also as `2130706433`, `0x7f.1` or `0177.0.0.1`; none for a name."""
    host = host.strip("[]")
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    if not re.fullmatch(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\.?", host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def refuse_literal(host: str) -> None:
    """Raise where a URL spells out an address that is not public."""
    address = literal(host)
    if address is not None and not is_public(address):
        raise PrivateAddressError(host, address)


def refused(host: str) -> PrivateAddressError | None:
    """Why a name could not be resolved, where it was for an address that is not public."""
    address = _refusals.get(host.lower())
    return PrivateAddressError(host, address) if address else None


def allow_names(hosts: Iterable[str]) -> None:
    """Let these hosts be resolved to private addresses too; whether a request may go there is decided on the wire."""
    _allowed.update(urlsplit(f"//{host}").hostname or "" for host in hosts)


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
        may = self._allow_private or hostName.lower().removeprefix("www.") in _allowed
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


def _with_carried(ip: Address) -> list[Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    carried: Address | None = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if carried is None and (ip in _NAT64 or ip in _COMPATIBLE):
        carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if carried is None:
        return [ip]
    # The IPv6 wrapping is itself "reserved" to Python; what it leads to decides.
    return [carried]
