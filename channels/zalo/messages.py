"""Messages to one person who wrote to the Official Account ("tin tư vấn"), and what it wrote to them.

They go out by the third version of the interface, to those whose last message is no older than the window (`config/chat.toml`).
The conversation is read by the second, newest first, ten messages at a time. Third-party knowledge, as all of Zalo.
"""

import json
from datetime import datetime

from channels.answers import JsonObject, objects_in, text_in, value_in
from channels.citizens import Comment, Comments
from channels.errors import RateLimited, Rejected
from channels.listed import listed_page
from channels.outcome import Stage, unclear
from channels.zalo.client import ZaloClient
from channels.zalo.configuration import Means, ZaloConfiguration
from channels.zalo.failures import means_of
from channels.zalo.listing import moment_told
from phrases import phrase

SEND_VERSION = "v3.0"
PAGE = 10
"""The most messages that one reading of a conversation gives."""
_BY_US = "0"


class PersonalMessages:
    """The conversations of one Official Account."""

    def __init__(self, client: ZaloClient, oa_id: str, settings: ZaloConfiguration) -> None:
        self._client = client
        self._oa_id = oa_id
        self._settings = settings

    def write(self, person_id: str, text: str, answering: str) -> str:
        message = {"text": text, **({"quote_message_id": answering} if answering else {})}
        body = {"recipient": {"user_id": person_id}, "message": message}
        used_up: RateLimited | None = None
        answer: JsonObject = {}
        try:
            answer = self._client.publish("oa/message/cs", body, version=SEND_VERSION)
        except RateLimited as limit:
            if means_of(limit, self._settings) is not Means.QUOTA:
                raise
            used_up = limit
        if used_up is not None:
            # Of messages alone: articles may still go out.
            raise Rejected(phrase("zalo.messages-used-up"), code=used_up.code, evidence=used_up.evidence)
        if not (message_id := text_in(answer, "data", "message_id")):
            raise unclear(Stage.PUBLISHING, self._settings.common.label, evidence=self._client.evidence())
        return message_id

    def written(self, person_id: str, since: datetime) -> Comments:
        """Return what the account wrote to the person since then, oldest first."""
        found: list[Comment] = []
        whole = False
        for page in range(self._settings.conversation_pages):
            wanted = {"user_id": person_id, "offset": page * PAGE, "count": PAGE}
            answer = self._client.read("oa/conversation", data=json.dumps(wanted, separators=(",", ":")))
            entries = objects_in(answer, "data")
            listed = listed_page(answer, "data", lacks=_lacks)
            if "data" in listed.lacking:
                raise unclear(Stage.REVERSIBLE, self._settings.common.label, evidence=self._client.evidence())
            if listed.lacking:
                break
            found += [comment for entry in entries if (comment := self._own(entry, person_id)) is not None]
            oldest = moment_told(entries[-1], "time") if entries else None
            if len(entries) < PAGE or (oldest is not None and oldest < since):
                whole = True
                break
        kept = sorted((one for one in found if one.written_at >= since), key=lambda one: one.written_at)
        return Comments(tuple(kept), whole, lacks_older=not whole)

    def _own(self, entry: JsonObject, person_id: str) -> Comment | None:
        by_us = text_in(entry, "src") == _BY_US or text_in(entry, "from_id") == self._oa_id
        written = moment_told(entry, "time")
        if not by_us or written is None:
            return None
        return Comment(text_in(entry, "message_id"), person_id, text_in(entry, "message"), "", written)


def _lacks(entry: JsonObject) -> list[str]:
    """A message of another kind than text says nothing in `message`."""
    lacking = [] if text_in(entry, "message_id") else ["message_id"]
    lacking += [] if moment_told(entry, "time") is not None else ["time"]
    if not text_in(entry, "src") and not text_in(entry, "from_id"):
        lacking.append("src")
    if text_in(entry, "type") in ("", "text") and not isinstance(value_in(entry, "message"), str):
        lacking.append("message")
    return lacking
