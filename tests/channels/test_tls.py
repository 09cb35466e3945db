"""The transport over TLS: a broken handshake is certain, a connection that breaks later is not, though both are SSL errors."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from channels.http import DeadlineExceeded, Transport, certainly_not_sent

Behaviour = Callable[[ssl.SSLSocket], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for loopback that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    path.write_bytes(written + signed.public_bytes(serialization.Encoding.PEM))
    return path


def whole_request(connection: ssl.SSLSocket) -> bytes:
    """Head and body: closing on bytes that nobody read would reset the connection under the answer."""
    request = b""
    while b"\r\n\r\n" not in request and (part := connection.recv(65_536)):
        request += part
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]) and (part := connection.recv(65_536)):
        request, body = request + part, body + part
    return request


@contextmanager
def tls_server(certificate: Path, behave: Behaviour) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it received before it behaved."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    plain, _peer = listener.accept()
                    plain.settimeout(10.0)
                    with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
                        received.append(whole_request(connection))
                        behave(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", received
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def answer(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


def break_off(connection: ssl.SSLSocket) -> None:
    """Ends TCP without ending TLS, as a platform does that dies."""
    connection.shutdown(socket.SHUT_RDWR)


def answer_nonsense(connection: ssl.SSLSocket) -> None:
    """Bytes that are no TLS record."""
    with socket.socket(fileno=connection.detach()) as plain:
        plain.sendall(b"HTTP/1.1 400 plain text\r\n\r\n")


def trickle(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    connection.settimeout(0.02)
    while True:
        connection.sendall(b" ")
        with suppress(TimeoutError):
            if not connection.recv(1):
                return


@contextmanager
def trusting(certificate: Path | None) -> Iterator[Transport]:
    made = Transport()
    made.session.verify = True if certificate is None else str(certificate)
    yield made
    made.close()


def test_an_answer_over_tls(certificate: Path) -> None:
    with tls_server(certificate, answer) as (address, received), trusting(certificate) as made:
        assert made.session.post(address, data={"a": "1"}).json() == {}
    assert len(received) == 1


@pytest.mark.parametrize("behave", [break_off, answer_nonsense])
def test_tls_that_breaks_after_the_request_is_unclear_and_not_repeated(certificate: Path, behave: Behaviour) -> None:
    with tls_server(certificate, behave) as (address, received), trusting(certificate) as made:
        with pytest.raises(requests.ConnectionError) as failure:
            made.session.post(address, data={"a": "1"})
        assert not certainly_not_sent(failure.value)
        assert len(received) == 1


def test_a_certificate_that_nobody_vouches_for_is_certain(certificate: Path) -> None:
    with tls_server(certificate, answer) as (address, received), trusting(None) as made:
        with pytest.raises(requests.ConnectionError) as failure:
            made.session.post(address, data={"a": "1"})
        assert certainly_not_sent(failure.value)
    assert not received or received == [b""]


def test_the_deadline_holds_over_tls(certificate: Path) -> None:
    begun = monotonic()
    with tls_server(certificate, trickle) as (address, _received), trusting(certificate) as made:
        with made.deadline(2.0), pytest.raises(DeadlineExceeded) as failure:
            made.session.post(address, data={"a": "1"})
        assert failure.value.sent
    assert monotonic() - begun < 60
