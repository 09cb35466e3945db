"""Private messages between people and an Official Account, and what Zalo tells its subscriber of them.

Written from Zalo's descriptions as others cite them (no machine-readable one is published): `POST /v3.0/oa/message/cs` takes text
of 2,000 signs to somebody who wrote within 7 days; `GET /v2.0/oa/conversation?data={user_id, offset, count}` lists ten at most,
newest first, `src` 0 from the account and 1 from the person; the webhook signs with SHA-256 over application, body, its timestamp
and the webhook's own secret. Every third event is told twice, for Zalo promises no more than "at least once".
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sandbox import loopback_http
from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import now
from sandbox.settings import is_loopback
from sandbox.store import Store
from sandbox.zalo import errors
from sandbox.zalo.fields import check_names
from sandbox.zalo.state import PersonMessage, State, new_id

LONGEST = 2_000
WINDOW_S = 7 * 86_400
_MOST = 10
_TIMEOUT_S = 5.0
EVENTS = (
    "user_send_text", "user_send_image", "user_send_file", "user_send_sticker", "follow", "unfollow",
    "user_received_message", "oa_send_text",
)  # fmt: skip


def person_of(name: str) -> str:
    """Who writes under the same name is the same person, of this account alone."""
    return str(4_000_000_000_000_000_000 + int(hashlib.sha256(name.encode()).hexdigest()[:12], 16))


def send(body: Json, account: Account, state: State) -> Json:
    check_names(body, {"recipient", "message"})
    recipient, message = body["recipient"], body["message"]
    if not isinstance(recipient, dict) or not isinstance(message, dict):
        raise errors.invalid_parameter("recipient")
    check_names(recipient, {"user_id"})
    check_names(message, {"text"}, frozenset({"quote_message_id"}))
    person, text = str(recipient["user_id"]), message["text"]
    if not isinstance(text, str) or not text.strip():
        raise errors.invalid_parameter("text", "is required")
    if len(text) > LONGEST:
        raise errors.refused(-210, f"Params exceed max length: text ({LONGEST})")
    said = state.messages_with(account.id, person)
    last = max((one.written for one in said if not one.by_us), default=None)
    if last is None:
        raise errors.refused(-232, "User has not interacted with the OA or the last interaction is out of date")
    if now() - last > WINDOW_S:
        raise errors.refused(-230, "User has not interacted with the OA in the past 7 days")
    if (quoted := message.get("quote_message_id")) and all(one.id != quoted for one in said):
        raise errors.invalid_parameter("quote_message_id")
    kept = state.keep(PersonMessage(new_id(24), account.id, person, text, now(), by_us=True, quoted=str(quoted or "")))
    return {"message_id": kept.id, "user_id": person}


def conversation(call: Call, account: Account, store: Store, state: State) -> list[Json]:
    query = dict(call.query)
    check_names(query, {"data"})
    try:
        wanted = json.loads(query["data"])
        person, offset, count = str(wanted["user_id"]), int(wanted["offset"]), int(wanted["count"])
    except (ValueError, KeyError, TypeError):
        raise errors.invalid_parameter("data") from None
    if not 0 < count <= _MOST:
        raise errors.invalid_parameter("count", f"must be from 1 to {_MOST}")
    lag = store.pace.read_lag
    held = [one for one in state.messages_with(account.id, person) if one.written + lag <= now()][::-1]
    return [_shown(one, account) for one in held[offset : offset + count]]


def _shown(one: PersonMessage, account: Account) -> Json:
    ends = (account.id, one.person) if one.by_us else (one.person, account.id)
    return {
        "src": 0 if one.by_us else 1,
        "time": int(one.written * 1000),
        "type": "text",
        "message": one.text,
        "message_id": one.id,
        "from_id": ends[0],
        "to_id": ends[1],
    }


class ChatWebhook:
    """Tells one subscriber; the callback must be on loopback."""

    def __init__(self, store: Store, state: State) -> None:
        self._store = store
        self._state = state
        self.told: list[int] = []
        """The HTTP status of each answer; 0 for none."""

    def subscribe(self, callback: str) -> None:
        """Raises ValueError."""
        if callback and not is_loopback(loopback_http.host_of(callback)):
            raise ValueError("the callback is an http address on loopback")
        self._state.subscribe(callback)

    async def happen(self, account: Account, event: str, name: str, text: str) -> str:
        """What a person did; the id of the message, empty for what is none."""
        if event not in EVENTS:
            raise ValueError(f"event is one of {', '.join(EVENTS)}")
        person, moment, message_id = person_of(name), now(), ""
        told: dict[str, Any] = {"event_name": event, "app_id": account.credentials["app_id"]}
        if event in ("follow", "unfollow"):
            told |= {"oa_id": account.id, "follower": {"id": person}, "source": "oa_profile"}
        else:
            message_id = new_id(24)
            message: Json = {"msg_id": message_id, **({"text": text} if text else {})}
            if event not in ("user_send_text", "oa_send_text"):
                message["attachments"] = [{"type": event.rpartition("_")[2], "payload": {"url": "https://a.example/1"}}]
            ends = (account.id, person) if event == "oa_send_text" else (person, account.id)
            told |= {"sender": {"id": ends[0]}, "recipient": {"id": ends[1]}, "message": message}
            if event.startswith("user_send"):
                self._state.keep(PersonMessage(message_id, account.id, person, text, moment))
        told["timestamp"] = str(int(moment * 1000))
        await self._tell(account, json.dumps(told, ensure_ascii=False).encode())
        return message_id

    async def _tell(self, account: Account, body: bytes) -> None:
        if not self._state.callback:
            return
        known = account.credentials
        stamp = str(json.loads(body)["timestamp"])
        mac = hashlib.sha256(known["app_id"].encode() + body + stamp.encode() + known["webhook_secret"].encode())
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={mac.hexdigest()}"}
        for _time in range(2 if len(self.told) % 3 == 2 else 1):
            try:
                status = await loopback_http.post(self._state.callback, body, headers, _TIMEOUT_S)
            except (OSError, TimeoutError, ValueError, IndexError, EOFError):
                status = 0
            self.told.append(status)
