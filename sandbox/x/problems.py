"""Refusals in the shape of the X API: a problem document with title, detail, type and status."""

from __future__ import annotations

from sandbox.calls import Answer, Json

PROBLEMS = "https://api.x.com/2/problems/"
_CONTENT_TYPE = "application/problem+json; charset=utf-8"


class Refused(Exception):
    """The call is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def problem(status: int, title: str, detail: str, kind: str = "about:blank", **more: object) -> Refused:
    document: Json = {"title": title, "detail": detail, "type": kind, "status": status, **more}
    answer = Answer.of(document, status)
    return Refused(Answer(status, answer.body, content_type=_CONTENT_TYPE))


def invalid(message: str, name: str = "", value: object = "") -> Refused:
    """400 with the faulty parameter, as the specification's InvalidRequestProblem."""
    error: Json = {"message": message}
    if name:
        error["parameters"] = {name: value if isinstance(value, list) else [value]}
    detail = "One or more parameters to your request was invalid."
    return problem(400, "Invalid Request", detail, PROBLEMS + "invalid-request", errors=[error])


def invalid_media(identifiers: list[str]) -> Refused:
    message = "Your media IDs are invalid."
    error: Json = {"message": message, "parameters": {"media.media_ids": identifiers}}
    return problem(400, "Invalid Request", message, PROBLEMS + "invalid-request", errors=[error])


def unauthorized() -> Refused:
    return problem(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str) -> Refused:
    return problem(403, "Forbidden", detail)


def not_found(detail: str = "") -> Refused:
    return problem(404, "Not Found Error", detail or "Not Found", PROBLEMS + "resource-not-found")


def refused_field(identifier: str, field: str) -> Json:
    """The entry of `errors` for a field of a post that the caller may not see, beside a 200."""
    return {
        "resource_id": identifier,
        "resource_type": "tweet",
        "parameter": "ids",
        "field": field,
        "title": "Field Authorization Error",
        "detail": f"Sorry, you are not authorized to access '{field}' on the Tweet with ids : [{identifier}].",
        "type": PROBLEMS + "not-authorized-for-field",
    }


def missing_post(identifier: str, parameter: str) -> Json:
    """The entry of `errors` for a post that cannot be read, beside a 200."""
    return {
        "value": identifier,
        "detail": f"Could not find tweet with {parameter}: [{identifier}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": parameter,
        "resource_id": identifier,
        "type": PROBLEMS + "resource-not-found",
    }
