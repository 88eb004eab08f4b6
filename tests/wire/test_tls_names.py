"""OpenSSL's names of versions and ciphers, and those that WARC files carry."""

from __future__ import annotations

from importlib import import_module

import pytest

wire = import_module("blogarchive.pipelines.wire")


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"),
        ("DHE-RSA-CAMELLIA256-SHA256", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256"),
        ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("", None),
    ],
)
def test_ciphers(openssl: str, iana: str | None) -> None:
    assert wire.cipher_suite(openssl) == iana


@pytest.mark.parametrize(("openssl", "name"), [("TLSv1.3", "tls/1.3"), ("TLSv1", "tls/1.0"), ("SSLv3", "ssl/3.0")])
def test_versions(openssl: str, name: str) -> None:
    assert wire.tls_version(openssl) == name
