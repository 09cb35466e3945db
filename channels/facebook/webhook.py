"""Facebook's Webhooks for Pages, read without trust. Pure.

A notification is a nudge and nothing more: whatever it says of a post is read back from the platform. It may come twice,
late, or not at all, and anybody may send one, so its signature is checked first: `X-Hub-Signature-256: sha256=` and the
HMAC of the raw body with the application's secret. Source: developers.facebook.com, Webhooks (PLATFORM_FACTS 2).

How the web route uses it:

1. GET: `challenge_answer(query, verify_token)` is the body of the answer, 200 as plain text; None: 403.
2. POST: read at most `LARGEST_BODY` bytes. Unless `is_genuine(body, header, app_secret)`: 403, and nothing is read.
3. `changes_in(body)` → remember each once, answer 200 at once, and read the posts back later.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from channels.answers import object_in, objects_in, parsed, text_in

LARGEST_BODY = 1_000_000
SIGNATURE_HEADER = "X-Hub-Signature-256"
MOST_CHANGES = 1_000
"""The platform puts at most 1,000 updates into one notification."""

_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
_ID = re.compile(r"\d{1,32}(?:_\d{1,32})?", re.ASCII)
_CHALLENGE = re.compile(r"[\w\-.]{1,200}", re.ASCII)


@dataclass(frozen=True)
class ChangedPost:
    """Something about this post, on this Page, may have changed: read it back. `external_id`: as our own posts are known."""

    page_id: str
    external_id: str


def challenge_answer(query: Mapping[str, str], verify_token: str) -> str | None:
    """Return what to answer when the platform asks whether the address is ours; None if somebody else is asking."""
    challenge = query.get("hub.challenge", "")
    if not verify_token or query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(challenge):
        return None
    same = hmac.compare_digest(query.get("hub.verify_token", "").encode(), verify_token.encode())
    return challenge if same else None


def is_genuine(body: bytes, signature: str, app_secret: str) -> bool:
    """Return True if `body`, as it came over the wire, bears the signature of our own application; takes the same time for
    any."""
    found = _SIGNATURE.fullmatch(signature)
    expected = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(app_secret) and hmac.compare_digest(found[1] if found else "", expected)


def changes_in(body: bytes) -> tuple[ChangedPost, ...]:
    """The posts that a genuine notification speaks of, each once, in its order. Comments and reactions count for their post."""
    if len(body) > LARGEST_BODY:
        return ()
    found = dict.fromkeys(_changes(parsed(body)))
    return tuple(found)[:MOST_CHANGES]


def _changes(notification: object) -> Iterator[ChangedPost]:
    if text_in(notification, "object") != "page":
        return
    for entry in objects_in(notification, "entry"):
        page_id = text_in(entry, "id")
        for change in objects_in(entry, "changes"):
            post_id = text_in(object_in(change, "value"), "post_id")
            if text_in(change, "field") == "feed" and _ID.fullmatch(page_id) and _ID.fullmatch(post_id):
                yield ChangedPost(page_id, post_id)


def fingerprint(body: bytes) -> str:
    """Tells a notification that came twice: the same bytes, whatever the order of delivery."""
    return hashlib.sha256(body).hexdigest()


__all__ = [
    "LARGEST_BODY",
    "MOST_CHANGES",
    "SIGNATURE_HEADER",
    "ChangedPost",
    "challenge_answer",
    "changes_in",
    "fingerprint",
    "is_genuine",
]
