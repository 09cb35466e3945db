"""What we publish for programs, signed so that a copy can be trusted: a JSON Web Signature (RFC 7515) by Ed25519 (RFC 8037).

The key is derived from the home's first secret, which outlives every rotation of the master key (`keyring.secret_key`), so that
who has noted our public key need not do so again.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_PURPOSE = b"loa: what is published for programs"


def signed(payload: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Flattened JSON serialisation, with the public key as a JWK beside it. The same payload has the same signature."""
    key = Ed25519PrivateKey.from_private_bytes(hmac.digest(secret, _PURPOSE, hashlib.sha256))
    public = _encoded(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": public}
    kid = _encoded(hashlib.sha256(json.dumps(jwk, separators=(",", ":")).encode()).digest())  # its thumbprint: RFC 7638
    protected = _encoded(json.dumps({"alg": "EdDSA", "kid": kid}).encode())
    body = _encoded(json.dumps(payload, ensure_ascii=False).encode())
    signature = _encoded(key.sign(f"{protected}.{body}".encode()))
    return {"payload": body, "protected": protected, "signature": signature, "header": {"jwk": jwk}}


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
