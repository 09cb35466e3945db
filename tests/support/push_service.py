"""A push service on loopback, and a browser that subscribed to it and reads what it is sent, by RFC 8291 and nothing of ours."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support import servers

CURVE = ec.SECP256R1()


def decoded(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class Subscribed:
    """A browser's half of a subscription."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = bytes(range(16))

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> tuple[str, str]:
        return encoded(self.public), encoded(self.secret)

    def read(self, body: bytes) -> bytes:
        """One record of aes128gcm (RFC 8188), its key agreed as RFC 8291 says."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        agreed = _derived(shared, self.secret, b"WebPush: info\0" + self.public + sender, 32)
        key = _derived(agreed, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(agreed, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\2")


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass(frozen=True)
class Pushed:
    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, key: str) -> Any:
        """What the sender says of itself, if the key that the browser was given signed it (RFC 8292)."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        said = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, said["k"]) == ("vapid", key)
        signed, _, signature = said["t"].rpartition(".")
        raw = decoded(signature)
        pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(key)).verify(
            pair, signed.encode(), ec.ECDSA(SHA256())
        )
        return json.loads(decoded(signed.split(".")[1]))


@dataclass
class PushService:
    url: str = ""
    status: int = 201
    pushed: list[Pushed] = field(default_factory=list)


@contextmanager
def push_service() -> Iterator[PushService]:
    found = PushService()

    class Handler(servers.QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.pushed.append(Pushed(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with servers.serving(Handler) as found.url:
        yield found
