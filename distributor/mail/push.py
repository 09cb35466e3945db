"""What a browser is told by Web Push: sealed for it alone (RFC 8291), and by whom (VAPID, RFC 8292). It has no transport.

The libraries do what can be done wrongly: `http_ece` encrypts, `py_vapid` signs.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from distributor.db import Database
from distributor.models import KeyPurpose
from distributor.vault import lasting_key

KEPT_FOR = timedelta(days=1)
"""So long the push service keeps it for a browser that is off; what still waits then is told by what comes next."""
SIGNED_FOR = timedelta(hours=12)
CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT, _SECRET = 65, 16
_PURPOSE = b"loa: who calls browsers"


@dataclass(frozen=True)
class PushDevice:
    """A browser's subscription: where its push service takes messages, its public key and its secret (base64url)."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.endpoint.encode()).hexdigest()

    def check(self) -> None:
        """Check the browser's keys. Raises ValueError for keys that no browser gives."""
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _decoded(self.p256dh))
        if len(_decoded(self.p256dh)) != _POINT or len(_decoded(self.auth)) != _SECRET:
            raise ValueError


def push_key(home: Path, database: Database) -> bytes:
    """The key, of 32 bytes. Raises SettingsError where the master key is gone."""
    return lasting_key(home, database, KeyPurpose.PUSH, _PURPOSE)


def public_key(key: bytes) -> str:
    """Return what a browser is given when it subscribes."""
    point = _private(key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def sealed_for(device: PushDevice, told: bytes) -> bytes:
    """Its own key pair each time."""
    sealed: bytes = http_ece.encrypt(
        told,
        private_key=ec.generate_private_key(CURVE),
        dh=_decoded(device.p256dh),
        auth_secret=_decoded(device.auth),
        version="aes128gcm",
    )
    return sealed


def headers_of(device: PushDevice, key: bytes, public_url: str, at: datetime) -> Mapping[str, str]:
    """Return the headers of a push. `public_url`: ours, whom the push service may ask about what we send."""
    where = urlsplit(device.endpoint)
    claims = {
        "aud": f"{where.scheme}://{where.netloc}",
        "exp": int((at + SIGNED_FOR).timestamp()),
        "sub": f"https://{urlsplit(public_url).hostname}",
    }
    return {
        **Vapid02(_private(key)).sign(claims),
        "TTL": str(int(KEPT_FOR.total_seconds())),
        "Urgency": "high",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(key) % (_ORDER - 1) + 1, CURVE)


def _decoded(written: str) -> bytes:
    return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
