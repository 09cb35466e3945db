"""Refusals in the shape of Google's APIs: an `error` with its code, its words, and a reason in a list."""

from __future__ import annotations

from sandbox.calls import Answer, Json


class Refused(Exception):
    """The call is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def problem(
    status: int, reason: str, message: str, domain: str = "youtube.api", words: str = "", **more: object
) -> Refused:
    """`words`: Google's name of the status (`INVALID_ARGUMENT`), which only some of its answers carry."""
    entry: Json = {"message": message, "domain": domain, "reason": reason, **more}
    error: Json = {"code": status, "message": message, "errors": [entry]}
    if words:
        error["status"] = words
    headers = (("www-authenticate", 'Bearer realm="https://accounts.google.com/", error="invalid_token"'),)
    return Refused(Answer.of({"error": error}, status, headers if status == 401 else ()))


def unknown_name(name: str, place: str = "") -> Refused:
    """400 for a parameter or field that the description does not know."""
    if place:
        message = f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
    else:
        message = (
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            f"Field '{name}' could not be found in request message."
        )
    return problem(400, "invalid", message, "global", "INVALID_ARGUMENT")


def invalid_value(place: str, value: object) -> Refused:
    return problem(400, "invalid", f"Invalid value at '{place}': {str(value)[:80]!r}", "global", "INVALID_ARGUMENT")


def missing(name: str) -> Refused:
    message = f"No filter selected. Expected one of: {name}" if name == "id" else f"Required parameter: {name}"
    return problem(
        400, "missingRequiredParameter", message, "youtube.parameter", location=name, locationType="parameter"
    )


def invalid_credentials() -> Refused:
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return problem(
        401, "authError", message, "global", "UNAUTHENTICATED", location="Authorization", locationType="header"
    )


def quota_exceeded() -> Refused:
    quota = '<a href="/youtube/v3/getting-started#quota">quota</a>'
    message = f"The request cannot be completed because you have exceeded your {quota}."
    return problem(403, "quotaExceeded", message, "youtube.quota")


def not_found(reason: str, what: str) -> Refused:
    return problem(404, reason, f"The {what} that you are trying to use cannot be found.", f"youtube.{what}")


def no_such_path() -> Refused:
    return Refused(
        Answer(404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", content_type="text/html; charset=UTF-8")
    )
