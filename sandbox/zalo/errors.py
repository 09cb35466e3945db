"""Refusals in Zalo's own envelope: HTTP 200, and in the body a negative code and English words."""

from __future__ import annotations

from sandbox.calls import Answer, Json


class Refused(Exception):
    """The call is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def done(data: Json | list[Json] | None = None) -> Answer:
    return Answer.of({"data": data, "error": 0, "message": "Success"} if data is not None else _plain(0, "Success"))


def refused(code: int, message: str) -> Refused:
    return Refused(Answer.of(_plain(code, message)))


def no_token(code: int, name: str, reason: str) -> Refused:
    """A refusal of the token endpoint, which spells its errors in another way."""
    return Refused(
        Answer.of(
            {
                "error": code,
                "error_name": name,
                "error_reason": reason,
                "ref_doc": "https://developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung",
                "error_description": reason,
            }
        )
    )


def invalid_token() -> Refused:
    return refused(-216, "Access token is invalid")


def expired_token() -> Refused:
    return refused(-220, "Access token has expired")


def invalid_parameter(name: str, why: str = "") -> Refused:
    return refused(-201, f"Params is invalid: {name}{f' {why}' if why else ''}")


def no_such_article() -> Refused:
    return refused(-1404, "Article does not exist")


def _plain(code: int, message: str) -> Json:
    return {"error": code, "message": message}
