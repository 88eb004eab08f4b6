"""Addresses, names and ports that are no public web server's: the registries of IANA as tables of ours."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import unquote

from blogarchive.urls.hosts import ascii_host

Address = IPv4Address | IPv6Address

IPV4 = (
    ("0.0.0.0/8", "this host on this network", "RFC 791"),
    ("10.0.0.0/8", "private use", "RFC 1918"),
    ("100.64.0.0/10", "shared by customers behind a carrier's NAT", "RFC 6598"),
    ("127.0.0.0/8", "loopback", "RFC 1122"),
    ("169.254.0.0/16", "link-local", "RFC 3927"),
    ("172.16.0.0/12", "private use", "RFC 1918"),
    ("192.0.0.0/24", "protocol assignments", "RFC 6890"),
    ("192.0.2.0/24", "documentation", "RFC 5737"),
    ("192.31.196.0/24", "AS112, anycast", "RFC 7535"),
    ("192.52.193.0/24", "AMT relays, anycast", "RFC 7450"),
    ("192.88.99.0/24", "6to4 relays, deprecated", "RFC 7526"),
    ("192.168.0.0/16", "private use", "RFC 1918"),
    ("192.175.48.0/24", "AS112, anycast", "RFC 7534"),
    ("198.18.0.0/15", "benchmarking", "RFC 2544"),
    ("198.51.100.0/24", "documentation", "RFC 5737"),
    ("203.0.113.0/24", "documentation", "RFC 5737"),
    ("224.0.0.0/4", "multicast", "RFC 5771"),
    ("240.0.0.0/4", "reserved, with the limited broadcast", "RFC 1112"),
)
"""https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast, which has a registry of its own.

Blocks that count as globally reachable stand here too, as do the two addresses of 192.0.0.0/24 that do (.9 and .10):
all of them are services that the nearest router or resolver answers for. Nobody's blog is among them.
"""

IPV6 = (
    ("2001::/23", "protocol assignments; Teredo apart", "RFC 2928"),
    ("2001:db8::/32", "documentation", "RFC 3849"),
    ("2620:4f:8000::/48", "AS112, anycast", "RFC 7534"),
    ("3fff::/20", "documentation", "RFC 9637"),
)
"""https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies within `GLOBAL_UNICAST`.

All else is no public host's: ::/128, ::1/128, ::/96, 64:ff9b:1::/48, 100::/64, 100:0:0:1::/64, 5f00::/16, fc00::/7,
fe80::/10, fec0::/10 (deprecated by RFC 3879, and still routed where it was set up), ff00::/8, and what nobody has.
"""

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that was ever given out for hosts: https://www.iana.org/assignments/ipv6-address-space."""

NAMES = frozenset((
    "alt",  # RFC 9476
    "arpa",  # RFC 3172: of the network's own, with home.arpa (RFC 8375) and service.arpa
    "internal",  # reserved by ICANN in 2024 for private use
    "local",  # RFC 6762
    "localhost",  # RFC 6761
    "onion",  # RFC 7686: a program that knows no Tor must not look it up
    "test",  # RFC 6761
    "corp", "home", "intranet", "lan", "mail", "private",  # RFC 6762, appendix G; withheld by ICANN
))  # fmt: skip
"""Last labels of names that mean something in one network alone; https://www.iana.org/assignments/special-use-domain-names.

`invalid` and `example` are left out: no resolver has an answer for them, and to be told so is what a user needs.
"""

# IPv6 addresses that carry the IPv4 address to which the packet goes in the end: the bits to its right.
_CARRYING = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped: RFC 4291
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64: RFC 6052
    (IPv6Network("2002::/16"), 80),  # 6to4: RFC 3056
)
_TEREDO = IPv6Network("2001::/32")  # RFC 4380
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))  # RFC 5214: what stands before the IPv4 address in the last 64 bits

_REFUSED_IPV4 = tuple(IPv4Network(block) for block, *_ in IPV4)
_REFUSED_IPV6 = tuple(IPv6Network(block) for block, *_ in IPV6)

_SPELLED = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\.?")
_NUMERIC = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


def is_public(address: str) -> bool:
    """Whether an address stands for one host of the public Internet; what is no address does not."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public(ip)


def literal(host: str) -> str | None:
    """The address that a host in a URL spells out, also as `2130706433`, `0x7f.1` or `0177.0.0.1`; none for a name."""
    host = _plain(host)
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    if not _SPELLED.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def is_local_name(host: str) -> bool:
    """Whether a name means something within one network alone: `printer`, `localhost.`, `metadata.google.internal`.

    So does one that ends in a number and is no address: no registry has such a domain (WHATWG URL, section 3.5).
    """
    *parents, last = _plain(host).rstrip(".").split(".")
    return not parents or last in NAMES or _NUMERIC.fullmatch(last) is not None


def ports(said: str) -> frozenset[int]:
    """Ports as a setting lists them: `80, 443, 8080-8090`; raises ValueError for what is none."""
    found: set[int] = set()
    for part in said.replace(",", " ").split():
        first, dash, last = part.partition("-")
        span = range(int(first), int(last if dash else first) + 1)
        if not span or span[0] < 1 or span[-1] > 0xFFFF:
            raise ValueError(f"{part} is no port")
        found.update(span)
    return frozenset(found)


def _plain(host: str) -> str:
    host = unquote(host).strip("[]")
    return (host if host.isascii() else ascii_host(host)).lower()


def _is_public(ip: Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _REFUSED_IPV4)
    number = int(ip)
    for wrapping, right in _CARRYING:
        if ip in wrapping:
            return _is_public(IPv4Address(number >> right & 0xFFFFFFFF))
    if ip.teredo is not None and ip in _TEREDO:
        return all(map(_is_public, ip.teredo))  # the server that forwards, and the client
    if number >> 32 & 0xFFFFFFFF in _ISATAP and not _is_public(IPv4Address(number & 0xFFFFFFFF)):
        return False
    return ip in GLOBAL_UNICAST and not any(ip in block for block in _REFUSED_IPV6)
