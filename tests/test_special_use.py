"""Which addresses, names and ports are no public web server's, in every spelling."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from blogarchive.urls import without_user
from blogarchive.urls.special_use import IPV4, IPV6, is_local_name, is_public, literal, ports


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "192.0.1.1", "192.88.98.255", "198.17.255.255", "223.255.255.255", "2606:2800:220:1::1",
     "3fff:1000::1", "2001:200::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1",
     "2001:0:101:101:0:0:fefe:fefe"],
)  # fmt: skip
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("block", [block for block, *_ in (*IPV4, *IPV6)])
def test_no_block_of_the_registries_is_public(block: str) -> None:
    network = ip_network(block)
    for address in (network[0], network[1], network[network.num_addresses // 2], network[-1]):
        assert not is_public(str(address))


@pytest.mark.parametrize("block", [block for block, *_ in IPV4])
@pytest.mark.parametrize("form", ["::ffff:{0}", "64:ff9b::{0}", "2606:2800::5efe:{0}", "2606:2800::200:5efe:{0}"])
def test_nor_what_carries_such_an_address(form: str, block: str) -> None:
    assert not is_public(form.format(ip_network(block)[1]))


@pytest.mark.parametrize(
    "address",
    ["2002:7f00:1::", "2002:c0a8:101::1", "2002:c058:6301::", "2001:0:7f00:1::1", "2001:0:101:101:0:0:80ff:fffe",
     "fec0::1", "feff::1", "fe80::1%eth0", "fc00::1", "ff0e::1", "100::1", "100:0:0:1::1", "5f00::1", "4000::1",
     "64:ff9b:1::101:101", "::", "::1", "::1.1.1.1", "2001:1::1", "2001:4:112::1", "2001:20::1",
     "no address", "", "1.1.1", "1.1.1.1.1"],
)  # fmt: skip
def test_nor_what_lies_outside_of_what_hosts_are_given(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "127.0.0.1.",
     "127。0。0。1", "①②⑦.⓪.⓪.①", "127%2e0%2e0%2e1", "%31%32%37.0.0.1", "0X7F.0.0.0x1"],
)  # fmt: skip
def test_every_spelling_of_an_address_is_that_address(host: str) -> None:
    assert literal(host) == "127.0.0.1"


def test_a_name_is_no_address() -> None:
    assert [literal(host) for host in ("example.com", "1.2.3.example", "cafe", "0x7g.1", "999.1.1.1")] == [None] * 5


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "a.localhost", "ｌｏｃａｌｈｏｓｔ", "%6cocalhost", "printer", "ai.", "nas.local",
     "metadata.google.internal", "shop.test", "x.onion", "x.alt", "router.home.arpa", "1.0.0.127.in-addr.arpa",
     "wiki.corp", "box.lan", "a.home", "a.intranet", "a.private", "a.mail", "127.0.0.256", "1.2.3.4.5", "a.0x7f",
     "999.1.1.1"],
)  # fmt: skip
def test_names_that_mean_something_in_one_network_alone(host: str) -> None:
    assert is_local_name(host)


@pytest.mark.parametrize(
    "host",
    ["blog.example.com", "local.example.com", "test.com", "internal.blog", "bücher.example", "1und1.de", "no.invalid"],
)  # fmt: skip
def test_names_of_the_public(host: str) -> None:
    assert not is_local_name(host)


def test_ports() -> None:
    assert ports("80, 443 8080-8082") == {80, 443, 8080, 8081, 8082}
    for wrong in ("0", "65536", "http", "9-8", "80:"):
        with pytest.raises(ValueError):
            ports(wrong)


def test_name_and_password_are_no_part_of_an_address() -> None:
    assert without_user("http://anna:secret@blog.example/a@b?c=//d@e") == "http://blog.example/a@b?c=//d@e"
    assert without_user("https://anna@x:secret@blog.example") == "https://blog.example"
    assert without_user("https://blog.example/@anna") == "https://blog.example/@anna"
