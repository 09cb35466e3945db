"""What we publish for programs, signed so that a copy can be trusted: a JSON Web Signature (RFC 7515) by Ed25519 (RFC 8037).

The key is used for nothing else. It is one of the home's data keys and outlives `keys rotate`, so that who has
noted its thumbprint need not do so again. A database without data keys signs with one that is derived from the home's secret.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from distributor.db import Database
from distributor.models import KeyPurpose
from distributor.vault import lasting_key

_PURPOSE = b"loa: what is published for programs"


def signing_key(home: Path, database: Database) -> bytes:
    """The key, of 32 bytes. Raises SettingsError where the master key is gone."""
    return lasting_key(home, database, KeyPurpose.SIGN, _PURPOSE)


def signed(payload: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """Flattened JSON serialisation, with the public key as a JWK beside it. The same payload has the same signature."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    protected = _encoded(json.dumps({"alg": "EdDSA", "kid": thumbprint(key)}).encode())
    body = _encoded(json.dumps(payload, ensure_ascii=False).encode())
    signature = _encoded(private.sign(f"{protected}.{body}".encode()))
    return {"payload": body, "protected": protected, "signature": signature, "header": {"jwk": _public(key)}}


def thumbprint(key: bytes) -> str:
    """The thumbprint of the public key (RFC 7638): 43 letters, to be printed and compared."""
    return _encoded(hashlib.sha256(json.dumps(_public(key), separators=(",", ":")).encode()).digest())


def _public(key: bytes) -> dict[str, str]:
    """Its members in the order in which the thumbprint wants them."""
    raw = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"crv": "Ed25519", "kty": "OKP", "x": _encoded(raw)}


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
