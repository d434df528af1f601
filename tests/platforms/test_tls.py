"""Servers that cannot prove who they are: nothing is sent, and why is said in plain words."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from campaign_scheduler.model.errors import Unavailable
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.transmission import Left
from campaign_scheduler.testing.contract import transmission

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
Key = ec.EllipticCurvePrivateKey


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def certificate(
    key: Key,
    by: Key,
    issuer: str,
    *,
    start: datetime,
    end: datetime,
    place: x509.GeneralName = HERE,
    is_ca: bool = False,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name("authority" if is_ca else "server"))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


class Authority:
    """Vouches for servers; `file` is what REQUESTS_CA_BUNDLE names."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        own = certificate(self.key, self.key, "authority", start=NOW - 9 * DAY, end=NOW + 9 * DAY, is_ca=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))
        self.folder = folder

    def server(self, *, start: datetime = NOW - 5 * DAY, end: datetime = NOW + 5 * DAY, **more: object) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        made = certificate(key, self.key, "authority", start=start, end=end, **more)  # type: ignore[arg-type]
        return self.kept(key, made)

    def self_signed(self) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        return self.kept(key, certificate(key, key, "server", start=NOW - DAY, end=NOW + DAY))

    def kept(self, key: Key, made: x509.Certificate) -> Path:
        pem, pkcs8, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        file = self.folder / "server.pem"
        file.write_bytes(key.private_bytes(pem, pkcs8, plain) + made.public_bytes(pem))
        return file


@contextmanager
def serving(file: Path) -> Iterator[tuple[str, list[bytes]]]:
    """An https server's address, and what it was sent once a secure connection stood."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, context, read), daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", read


def _serve(listener: socket.socket, context: ssl.SSLContext, read: list[bytes]) -> None:
    while True:
        try:
            opened, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(opened, server_side=True) as connection:
                if data := connection.recv(65536):
                    read.append(data)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        except OSError:
            continue


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.file))
    return made


def test_a_server_that_is_vouched_for_is_believed(authority: Authority) -> None:
    with serving(authority.server()) as (url, read):
        assert Door().request("GET", url).status == 200
        assert len(read) == 1


def bad(authority: Authority, kind: str) -> Path:
    if kind == "self-signed":
        return authority.self_signed()
    if kind == "expired":
        return authority.server(end=NOW - DAY)
    if kind == "not yet valid":
        return authority.server(start=NOW + DAY)
    return authority.server(place=x509.DNSName("mastodon.example"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("self-signed", "a certificate that nobody known vouches for"),
        ("expired", "a certificate that has expired (is this computer's clock right?)"),
        ("not yet valid", "a certificate that is not valid yet"),
        ("another name", "a certificate of another address"),
    ],
)
def test_one_that_is_not_is_sent_nothing_and_the_reason_is_plain(authority: Authority, kind: str, words: str) -> None:
    with serving(bad(authority, kind)) as (url, read):
        sent = transmission()
        for call in (lambda: Door().request("GET", url), lambda: Door().publish("POST", url, sent, json={})):
            with pytest.raises(Unavailable) as caught:
                call()
            assert words in caught.value.message
            assert caught.value.remedy
        assert sent.left is Left.NOTHING
        assert read == []


def test_a_server_that_speaks_no_tls_is_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def answer() -> None:
            connection, _ = listener.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(Unavailable, match="secure connection"):
            Door().request("GET", f"https://127.0.0.1:{port}/")
