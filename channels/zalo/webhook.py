"""Zalo's notifications of an Official Account, read without trust. Pure.

`X-ZEvent-Signature: mac=` is SHA-256 over the application's id, the very bytes of the body, the body's own `timestamp`, and the
secret that Zalo shows for the webhook, which is another than the application's (developers.zalo.me, Webhook, as several senders
cite it; not tried). Zalo wants a 200 within 2 seconds, and tells again after 30 s, 5, 15 and 30 min, 1 h.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from channels.answers import JsonObject, parsed, text_in
from phrases import listed, phrase

LARGEST_BODY = 65_536
SIGNATURE_HEADER = "X-ZEvent-Signature"
OLDEST = timedelta(days=2)
"""Longer than Zalo tells again, and shorter than we remember what we were told: what is older is a replay."""
AHEAD = timedelta(minutes=10)

_SIGNATURE = re.compile(r"(?:mac=)?([0-9a-f]{64})")
_ID = re.compile(r"\d{1,32}", re.ASCII)
_LONGEST_MESSAGE_ID = 64


class Happening(StrEnum):
    TEXT = "text"
    ATTACHMENT = "attachment"
    FOLLOWED = "followed"
    LEFT = "left"


@dataclass(frozen=True)
class ToldEvent:
    """An event that the platform tells of: what a person did. `event_id`: the message's own id; of what is no message, made of
    who and when."""

    kind: Happening
    oa_id: str
    person_id: str
    event_id: str
    at: datetime
    text: str = ""


_FOLLOWING = {"follow": Happening.FOLLOWED, "unfollow": Happening.LEFT}
_ATTACHMENTS = {
    "user_send_image": phrase("zalo.sent.picture"),
    "user_send_file": phrase("zalo.sent.file"),
    "user_send_audio": phrase("zalo.sent.voice"),
    "user_send_video": phrase("zalo.sent.video"),
    "user_send_location": phrase("zalo.sent.place"),
    "user_send_link": phrase("zalo.sent.link"),
    "user_send_business_card": phrase("zalo.sent.card"),
}
"""What stands in a message for what came with it. Stickers and GIFs ask nothing."""


def is_genuine(body: bytes, signature: str, app_id: str, secret: str) -> bool:
    """Return True if `body`, as it came over the wire, bears the signature; takes the same time for any."""
    found = _SIGNATURE.fullmatch(signature.strip().lower())
    told = text_in(parsed(body), "timestamp")
    expected = hashlib.sha256(app_id.encode() + body + told.encode() + secret.encode()).hexdigest()
    return bool(app_id and secret) and hmac.compare_digest(found[1] if found else "", expected)


def event_in(body: bytes, app_id: str, now: datetime) -> ToldEvent | None:
    """Return what a genuine notification tells; None for what is no matter of ours, and for what was told too long ago."""
    said = parsed(body)
    at = _moment(text_in(said, "timestamp"))
    if text_in(said, "app_id") != app_id or at is None or not now - OLDEST <= at <= now + AHEAD:
        return None
    name = text_in(said, "event_name")
    if name in _FOLLOWING:
        person = text_in(said, "follower", "id")
        stamp = f"{name}-{person}-{int(at.timestamp() * 1000)}"
        return _event(_FOLLOWING[name], text_in(said, "oa_id"), person, stamp[:_LONGEST_MESSAGE_ID], at, "")
    text = text_in(said, "message", "text").strip()
    if name in _ATTACHMENTS:
        return _of_message(Happening.ATTACHMENT, said, at, f"{text}\n{_ATTACHMENTS[name]}".strip())
    return _of_message(Happening.TEXT, said, at, text) if name == "user_send_text" and text else None


def with_note(text: str) -> str:
    """A person's message as staff read it: a note of ours at its end is a phrase again."""
    note = next((note for note in _ATTACHMENTS.values() if text.endswith(note)), None)
    return text if note is None else listed([text.removesuffix(note), note], "")


def _of_message(kind: Happening, said: JsonObject, at: datetime, text: str) -> ToldEvent | None:
    message_id = text_in(said, "message", "msg_id")
    if not 0 < len(message_id) <= _LONGEST_MESSAGE_ID:
        return None
    return _event(kind, text_in(said, "recipient", "id"), text_in(said, "sender", "id"), message_id, at, text)


def _event(kind: Happening, oa_id: str, person: str, event_id: str, at: datetime, text: str) -> ToldEvent | None:
    if not (_ID.fullmatch(oa_id) and _ID.fullmatch(person)) or oa_id == person:
        return None
    return ToldEvent(kind, oa_id, person, event_id, at, text)


def _moment(stamp: str) -> datetime | None:
    """Milliseconds since 1970, or seconds."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 16):
        return None
    number = int(stamp)
    return datetime.fromtimestamp(number / 1000 if number > 100_000_000_000 else number, UTC)
