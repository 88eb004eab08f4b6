"""A raw server for the tests: it sends what a script says, however odd, and logs each byte in both directions."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Step = bytes | str | float
"""Bytes to send, seconds to wait, or one of `close`, `reset`, `hang`."""


@dataclass
class Exchanged:
    """One request as it came and what was sent for it."""

    path: str
    received: bytes
    sent: bytearray = field(default_factory=bytearray)


class Server:
    """Serves scripts by path on a loopback port of its own, plain or over TLS."""

    def __init__(
        self,
        scripts: Mapping[str, Sequence[Step]],
        *,
        certificate: tuple[Path, Path] | None = None,
        greeting: bytes = b"",
    ) -> None:
        self.log: list[Exchanged] = []
        self.connections = 0
        self._scripts = scripts
        self._greeting = greeting  # sent before anything is read: what a server that speaks no TLS does to a client
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def of(self, path: str) -> list[Exchanged]:
        """What was exchanged for one path, in order."""
        return [each for each in self.log if each.path == path]

    def _accept(self) -> None:
        self._socket.settimeout(0.05)
        while not self._stop.is_set():
            try:
                peer, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: socket.socket) -> None:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.settimeout(10)
        peer.sendall(self._greeting)
        try:
            stream: Any = self._context.wrap_socket(peer, server_side=True) if self._context else peer
            with stream:
                served = 0
                while (request := _read_request(stream)) and self._answer(stream, request, served):
                    served += 1
        except OSError:
            peer.close()

    def _answer(self, stream: Any, request: bytes, served: int) -> bool:
        path = request.split(b" ", 2)[1].decode()
        exchanged = Exchanged(path, request)
        with self._lock:
            again = bool(self.of(path))
            self.log.append(exchanged)
        for step in self._scripts[path.split("?")[0]]:
            if step == "close unless again":
                if not again:
                    return False
            elif step == "hang":
                self._stop.wait(60)
            elif step == "close":
                _close(stream)
                return False
            elif step == "reset":
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            elif isinstance(step, float):
                time.sleep(step)
            elif isinstance(step, bytes):
                exchanged.sent += step
                stream.sendall(step)
        return True


def _close(stream: Any) -> None:
    # TLS ends with a close_notify, without which an end of the connection proves nothing.
    if isinstance(stream, ssl.SSLSocket):
        stream.unwrap()


def _read_request(stream: Any) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = stream.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
