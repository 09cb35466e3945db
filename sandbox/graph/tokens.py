"""Access tokens of Graph: from the query, the body or the Authorization header."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.graph import errors
from sandbox.store import Store

SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_posts",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "publish_video",
    "read_insights",
    "business_management",
    "public_profile",
)

NEEDED = ("public_profile", "pages_show_list", "pages_read_engagement", "pages_manage_posts")
"""As Meta's Video API guide has it."""


def left_of(scopes: tuple[str, ...], store: Store) -> tuple[str, ...]:
    """What of a token's scopes stands in this weather, which may have taken those that an application can do without."""
    denied = store.differs("facebook", "optional_denied")
    return tuple(name for name in scopes if name in NEEDED) if denied else scopes


@dataclass(frozen=True)
class Caller:
    """`as_user` when the token is the administrator's, not the Page's."""

    page: Account
    as_user: bool


def identify(call: Call, store: Store) -> Caller:
    """Raises GraphRefused: 104 without a token, 190 for one that is malformed or no longer valid."""
    token = call.parameters.get("access_token") or call.bearer
    if not token:
        raise errors.no_token()
    account, name = store.tokens.get(token, (None, ""))
    if account is None or name not in ("page_access_token", "user_access_token"):
        raise errors.malformed_token()
    account = store.accounts[account.id]
    if account.revoked:
        raise errors.dead_token(expired=False)
    proof = call.parameters.get("appsecret_proof")
    if proof is not None:
        expected = hmac.new(account.credentials["app_secret"].encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, proof):
            message = "Invalid appsecret_proof provided in the API argument"
            raise errors.GraphRefused(400, 100, message, "GraphMethodException")
    return Caller(account, name == "user_access_token")


def describe_token(call: Call, store: Store) -> Json:
    """`GET /debug_token`: asked with the application's token (`id|secret`), or with a valid one of the same app."""
    given = call.parameters
    asking = given.get("access_token") or call.bearer
    credentials = store.accounts_on("facebook")[0].credentials
    if asking != f"{credentials['app_id']}|{credentials['app_secret']}":
        identify(call, store)
    account, name = store.tokens.get(given.get("input_token", ""), (None, ""))
    if account is None or account.platform != "facebook":
        error: Json = {"code": 190, "message": "Malformed access token"}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    account = store.accounts[account.id]
    as_user = name == "user_access_token"
    data: Json = {
        "app_id": account.credentials["app_id"],
        "type": "USER" if as_user else "PAGE",
        "application": "Loa (mẫu)",
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": not account.revoked,
        "issued_at": int(account.created),
        "scopes": list(left_of(SCOPES, store)),
        "user_id": account.credentials["user_id"],
    }
    if not as_user:
        data["profile_id"] = account.id
    if account.revoked:
        message = "Error validating access token: The session has been invalidated."
        data["error"] = {"code": 190, "message": message, "subcode": errors.INVALIDATED_SUBCODE}
    return {"data": data}
