"""One Telegram channel, through its bot. Each post becomes public in one request, pictures and video included.

The Bot API answers `{"ok": true, "result": …}`, or `{"ok": false, "error_code", "description", "parameters"}`: with `ok` false
the request was unsuccessful, so a 4xx in its own words is a plain no. It has no codes but the HTTP status; the words are told
apart by how they begin (tdlib/telegram-bot-api, Client.cpp). There is no listing of a channel's messages for bots: what happened
to a request without an answer, nobody can look up.

An id of ours is that of the message; of an album the ids of its messages with dots between.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.answers import JsonObject, object_in, objects_in, parsed, text_in, value_in, whole_in
from channels.base import Clock, Credentials, MediaFile, Next, OutgoingPost, Problem, Progress, Published, Reading
from channels.checks import common_problems, video_wishes
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from channels.http import Answer, Transport
from channels.media import approved_bytes
from channels.outcome import Stage, not_answered, unclear
from channels.redaction import Redactor
from loa_channel_telegram.limits import LABEL, MEDIA, TEXT_LIMIT, VIDEO, utf16_units
from phrases import listed

HOST = "https://api.telegram.org"
API = "bot-api-10"
_CHAT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-?[0-9]{1,20}")

ACCOUNT_LOST = (
    "chat not found", "bot was kicked", "bot is not a member", "not enough rights", "need administrator rights",
    "chat_admin_required", "chat_write_forbidden", "group chat was upgraded", "have no rights to send",
)  # fmt: skip
"""Of the account, not of the post: whoever looks after it has to act, and the posts wait."""
GONE = ("message to delete not found", "message_id_invalid", "message to edit not found")
SAME = "message is not modified"


def is_chat(text: str) -> bool:
    return _CHAT.fullmatch(text) is not None


class TelegramAdapter:
    def __init__(self, credentials: Credentials, token: str, chat: str, transport: Transport, clock: Clock) -> None:
        self._redactor = Redactor.of(credentials)
        self._base = f"{HOST}/bot{token}"
        self._chat, self._transport, self._clock = chat, transport, clock

    # The contract.

    def check(self, post: OutgoingPost) -> list[Problem]:
        pictures = tuple(file for file in post.media if not file.is_video)
        # The engine's own rule: with a file the shorter limit holds.
        limit = MEDIA.text_limit if post.media else TEXT_LIMIT
        problems = common_problems(LABEL, replace(post, media=pictures), limit, utf16_units, MEDIA)
        if post.video is None:
            return problems
        wishes = video_wishes(LABEL, post.video, VIDEO, MEDIA.alt_text_limit)
        if len(post.media) > 1:
            wishes.append("Bài chỉ mang một video, không kèm ảnh. Hãy bỏ bớt.")
        return [*problems, *([Problem("media", listed(wishes))] if wishes else [])]

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "send"}, irreversible=True)

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        if progress.get("step") != "send":
            raise Misconfigured(f"Bước “{progress.get('step')}” không có trên {LABEL}. Hãy chạy lại bài từ đầu.")
        sent = self._send(post)
        messages = objects_in(sent, "result") or [object_in(sent, "result")]
        ids = [text_in(message, "message_id") for message in messages]
        if not all(ids) or len(ids) != max(1, len(post.media)):
            raise unclear(Stage.PUBLISHING, LABEL, evidence=self._evidence())
        return Published(".".join(ids), _address(object_in(messages[0], "chat"), self._chat, ids[0]))

    def _send(self, post: OutgoingPost) -> JsonObject:
        if not post.media:
            return self._call(Stage.PUBLISHING, "sendMessage", {"text": post.text})
        # Exactly the bytes that were approved, or an error before anything is sent.
        files = {f"file{number}": _part(file) for number, file in enumerate(post.media)}
        if len(post.media) > 1:
            media = [{"type": "photo", "media": f"attach://{name}"} for name in files]
            media[0]["caption"] = post.text
            return self._call(Stage.PUBLISHING, "sendMediaGroup", {"media": json.dumps(media)}, files)
        [part] = files.values()
        video = post.video
        if video is None:
            return self._call(Stage.PUBLISHING, "sendPhoto", {"caption": post.text}, {"photo": part})
        shape = {"width": video.width, "height": video.height, "duration": round(video.duration_s)}
        told = {"caption": post.text, "supports_streaming": "true", **shape}
        return self._call(Stage.PUBLISHING, "sendVideo", told, {"video": part})

    # Abilities. There is no `find` and there are no `metrics`: the Bot API tells a bot neither.

    def edit(self, external_id: str, post: OutgoingPost) -> Published:
        first = external_id.split(".", maxsplit=1)[0]
        method, name = ("editMessageCaption", "caption") if post.media else ("editMessageText", "text")
        try:
            edited = self._call(Stage.REVERSIBLE, method, {"message_id": first, name: post.text})
        except Rejected as refusal:
            if SAME not in refusal.code:
                raise
            edited = {}  # it says that already
        return Published(external_id, _address(object_in(edited, "result", "chat"), self._chat, first))

    def withdraw(self, external_id: str) -> None:
        """Those of the messages that are gone already are passed over."""
        ids = json.dumps([int(each) for each in external_id.split(".")])
        try:
            self._call(Stage.REVERSIBLE, "deleteMessages", {"message_ids": ids})
        except Rejected as refusal:
            if not any(words in refusal.code for words in GONE):
                raise

    def followers(self) -> list[Reading]:
        answer = self._call(Stage.REVERSIBLE, "getChatMemberCount", {})
        return [Reading("", "members", whole_in(answer, "result"), API)]

    def probe(self) -> str:
        answer = self._call(Stage.REVERSIBLE, "getChat", {})
        name = text_in(answer, "result", "title")
        if not name:
            raise unclear(Stage.REVERSIBLE, LABEL, evidence=self._evidence())
        return name

    # One request, and what its answer means.

    def _call(
        self, stage: Stage, method: str, told: Mapping[str, Any], files: Mapping[str, Any] | None = None
    ) -> JsonObject:
        self._transport.forget()
        error: Exception | None = None
        try:
            self._transport.session.post(
                f"{self._base}/{method}", data={"chat_id": self._chat, **told}, files=files, allow_redirects=False
            )
        except Exception as raised:  # whatever requests lets through
            error = raised
        answer = self._transport.last
        said = parsed(answer.body) if answer is not None else {}
        if error is None and answer is not None and answer.status == 200 and value_in(said, "ok") is True:
            return said
        # Raised outside the `except`: the exception of requests holds the address, and that holds the token.
        raise self._failure(error, answer, said, stage)

    def _failure(self, error: Exception | None, answer: Answer | None, said: JsonObject, stage: Stage) -> ChannelError:
        evidence = self._evidence(error)
        if answer is None:
            return not_answered(error or RuntimeError("no answer"), stage, LABEL, evidence)
        words = self._redactor.clean(text_in(said, "description"))[:200]
        code = words.lower()[:60]
        own = value_in(said, "ok") is False and bool(words)
        if answer.status == 429:
            wait = whole_in(said, "parameters", "retry_after")
            until = self._clock.now() + timedelta(seconds=wait) if wait is not None else None
            return RateLimited(f"{LABEL} đang giới hạn số tin. Tài khoản tạm nghỉ.", until=until, evidence=evidence)
        if not own or not 400 <= answer.status < 500:
            return unclear(stage, LABEL, code=code, evidence=evidence)
        if answer.status in (401, 404):  # a token that is revoked, or no token at all
            return AuthExpired(
                f"{LABEL} không còn nhận mã truy cập của bot. Hãy lấy mã mới ở @BotFather rồi nhập lại.",
                code=code,
                evidence=evidence,
            )
        if answer.status == 403 or any(lost in words.lower() for lost in ACCOUNT_LOST):
            moved = text_in(said, "parameters", "migrate_to_chat_id")
            also = f" Nhóm đã đổi số thành {moved}." if moved else ""
            return AuthExpired(
                f"Bot không đăng được vào {self._chat}: {words}.{also} "
                "Hãy thêm bot làm quản trị viên được đăng bài của kênh, rồi bấm «Kiểm tra».",
                code=code, evidence=evidence,
            )  # fmt: skip
        return Rejected(f"{LABEL} từ chối: {words}.", code=code, evidence=evidence)

    def _evidence(self, error: Exception | None = None) -> str:
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        return self._redactor.evidence(
            f"HTTP {answer.status}" if answer else "", type(error).__name__ if error else "", said
        )


def _part(file: MediaFile) -> tuple[str, bytes, str]:
    return (file.path.name, approved_bytes(file), file.mime)


def _address(chat: JsonObject, known_as: str, message: str) -> str:
    """Of a public channel by its name; of a private one by its number without `-100`, for its members."""
    name = text_in(chat, "username") or known_as.removeprefix("@")
    if name.lstrip("-").isdigit():
        return f"https://t.me/c/{name.removeprefix('-100')}/{message}"
    return f"https://t.me/{name}/{message}"
