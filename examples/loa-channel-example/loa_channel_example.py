"""A channel for Loa: the electronic bulletin board of a commune (“Bảng tin điện tử xã”), which does not exist.

Its interface: `POST /api/posts`, `GET /api/posts?since=`, `DELETE /api/posts/{id}`, `GET /api/views?ids=`, `GET /api/me`, each
with a bearer token; errors come as `{"error": {"code": "…", "message": "…"}}`. How it is built is told in docs/adapters.md.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field, SecretStr

from channels.answers import JsonObject, object_in, parsed, text_in, value_in, whole_in
from channels.base import (
    Adapter,
    ChannelSpec,
    Clock,
    Credentials,
    Look,
    MediaLimits,
    Next,
    OutgoingPost,
    Problem,
    Progress,
    Published,
    Quota,
    Reading,
)
from channels.checks import common_problems
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected
from channels.fingerprint import carries, same_text
from channels.http import Answer, Transport
from channels.listed import lacking_texts, listed_page
from channels.media import approved_bytes
from channels.outcome import Stage, not_answered, unclear
from channels.redaction import Redactor
from channels.settings import credentials_as

LABEL = "Bảng tin xã"
HOST = "https://bangtin.example"
TEXT_LIMIT = 4_000
CLOCK_SKEW = timedelta(seconds=60)
MEDIA = MediaLimits(max_count=1, max_bytes=2_000_000, mime_types=("image/jpeg", "image/png"), alt_text_limit=1_000)

# The platform's codes by what they mean. What is not here is a plain no to a read, and proves nothing after publishing.
SIGNED_OUT, THROTTLED, GONE = {"token_invalid", "token_old"}, {"too_many"}, {"not_found"}
ADVICE = {
    "text_too_long": "Nội dung quá dài. Hãy rút ngắn rồi duyệt lại.",
    "board_closed": "Bảng tin đang đóng. Hãy liên hệ văn phòng xã rồi gửi lại.",
}


class BulletinCredentials(Credentials):
    """A secret is a `SecretStr`: so it is typed in as one, kept encrypted, and taken out of every log line."""

    token: SecretStr = Field(title="Mã truy cập bảng tin", min_length=1)


class BulletinBoard:
    """One board. A post becomes public in one request, so the walk has one step."""

    def __init__(self, credentials: BulletinCredentials, transport: Transport) -> None:
        self._token = credentials.token.get_secret_value()
        self._redactor = Redactor.of(credentials)
        self._transport = transport

    # The contract.

    def check(self, post: OutgoingPost) -> list[Problem]:
        return common_problems(LABEL, post, TEXT_LIMIT, len, MEDIA)

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "publish"}, irreversible=True)

    def advance(self, post: OutgoingPost, progress: Progress) -> Published:
        if progress.get("step") != "publish":
            raise Misconfigured(f"Bước “{progress.get('step')}” không có trên {LABEL}. Hãy chạy lại bài từ đầu.")
        body = {"title": post.title, "text": post.text}
        for picture in post.media:
            # Exactly the bytes that were approved, or an error before anything is sent.
            content = approved_bytes(picture)
            body |= {
                "picture": b64encode(content).decode(),
                "picture_type": picture.mime,
                "picture_alt": picture.alt_text,
            }
        answer = self._call(Stage.PUBLISHING, "POST", "posts", json=body)
        if not text_in(answer, "id"):
            raise unclear(Stage.PUBLISHING, LABEL, evidence=self._evidence())
        return _published(answer)

    # Abilities: each is there or is not.

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        oldest = (since - CLOCK_SKEW).astimezone(UTC).isoformat()
        answer = self._call(Stage.REVERSIBLE, "GET", "posts", params={"since": oldest})
        if not isinstance(value_in(answer, "posts"), list):
            raise unclear(Stage.REVERSIBLE, LABEL, evidence=self._evidence())
        page = listed_page(answer, "posts", lacks=lambda entry: lacking_texts(entry, "id", "text"))
        matches = tuple(_published(entry) for entry in page.entries if _is_match(entry, post))
        # An answer that is silent about its end, or whose entries lack what we compare, proves no absence.
        return Look(matches, value_in(answer, "complete") is True and not page.lacking, page.lacking)

    def metrics(self, external_ids: Sequence[str]) -> list[Reading]:
        answer = self._call(Stage.REVERSIBLE, "GET", "views", params={"ids": ",".join(external_ids)})
        # What the board does not say is None, never 0.
        return [Reading(one, "views", whole_in(answer, "views", one), "1") for one in external_ids]

    def withdraw(self, external_id: str) -> None:
        try:
            self._call(Stage.REVERSIBLE, "DELETE", f"posts/{external_id}")
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise

    def probe(self) -> str:
        name = text_in(self._call(Stage.REVERSIBLE, "GET", "me"), "name")
        if not name:
            raise unclear(Stage.REVERSIBLE, LABEL, evidence=self._evidence())
        return name

    # One request, and what its answer means.

    def _call(self, stage: Stage, method: str, path: str, **more: Any) -> JsonObject:
        self._transport.forget()
        error: Exception | None = None
        try:
            self._transport.session.request(
                method,
                f"{HOST}/api/{path}",
                headers={"Authorization": f"Bearer {self._token}"},
                allow_redirects=False,
                **more,
            )
        except Exception as raised:  # whatever requests lets through
            error = raised
        answer = self._transport.last
        if error is None and answer is not None and 200 <= answer.status < 300 and _is_json(answer):
            return parsed(answer.body)
        # Raised outside the `except`: the exception of requests holds the token.
        raise _failure(error, answer, stage, self._redactor.clean, self._evidence(error))

    def _evidence(self, error: Exception | None = None) -> str:
        answer = self._transport.last
        said = answer.body.decode("utf-8", "replace") if answer else ""
        return self._redactor.evidence(
            f"HTTP {answer.status}" if answer else "", type(error).__name__ if error else "", said
        )


def _failure(
    error: BaseException | None, answer: Answer | None, stage: Stage, clean: Callable[[str], str], evidence: str
) -> ChannelError:
    if answer is None:
        return not_answered(error or RuntimeError("no answer"), stage, LABEL, evidence)
    problem = object_in(parsed(answer.body), "error")
    code = text_in(problem, "code")
    if answer.status >= 500:
        return unclear(stage, LABEL, code=code, evidence=evidence)
    if code in SIGNED_OUT:
        return AuthExpired(
            f"{LABEL} không còn nhận mã truy cập. Hãy kết nối lại tài khoản.", code=code, evidence=evidence
        )
    if code in THROTTLED or (not code and answer.status == 429):
        return RateLimited(f"{LABEL} đang giới hạn số lần gọi. Tài khoản tạm nghỉ.", code=code, evidence=evidence)
    if code and (code in ADVICE or stage is Stage.REVERSIBLE):
        said = clean(text_in(problem, "message"))[:200]
        return Rejected(f"{LABEL} từ chối. {ADVICE.get(code, said)}", code=code, evidence=evidence)
    return unclear(stage, LABEL, code=code, evidence=evidence)


def _is_json(answer: Answer) -> bool:
    """The board answers an empty body to a removal, and an object to everything else."""
    return answer.status == 204 or bool(parsed(answer.body))


def _published(entry: JsonObject) -> Published:
    identifier = text_in(entry, "id")
    return Published(identifier, text_in(entry, "address") or f"{HOST}/bai/{identifier}")


def _is_match(entry: JsonObject, post: OutgoingPost) -> bool:
    text = text_in(entry, "text")
    return bool(text_in(entry, "id")) and (carries(text, post.link) if post.link else same_text(text, post.text))


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    return BulletinBoard(credentials_as(BulletinCredentials, credentials, LABEL), transport)


SPEC = ChannelSpec(
    name="bangtin",
    label=LABEL,
    text_limit=TEXT_LIMIT,
    count=len,
    media=MEDIA,
    open=_open,
    credentials=BulletinCredentials,
    hosts=(HOST,),
    quotas=(Quota("posts", 50, 86_400),),
    read_back_lag_s=30.0,
    call_deadline_s=20.0,
    adapter=BulletinBoard,
    writes_like="facebook",
)
