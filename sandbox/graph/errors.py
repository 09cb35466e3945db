"""Refusals in the shape of the Graph API, with the HTTP statuses that go with them."""

from __future__ import annotations

import hashlib

from sandbox.calls import Answer, Json
from sandbox.clock import now

EXPIRED_SUBCODE = 463
INVALIDATED_SUBCODE = 460


class GraphRefused(Exception):
    """The call is refused. `code` and `subcode` are Graph's, `status` is HTTP's."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        kind: str = "OAuthException",
        subcode: int | None = None,
        transient: bool | None = None,
        data: Json | None = None,
    ) -> None:
        super().__init__(message)
        error: Json = {"message": message, "type": kind, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        if transient is not None:
            error["is_transient"] = transient
        if data is not None:
            error["error_data"] = data
        trace = hashlib.sha256(f"{message}{now()}".encode()).hexdigest()[:22]
        error["fbtrace_id"] = "A" + trace
        headers: tuple[tuple[str, str], ...] = ()
        if code == 190:
            headers = (("www-authenticate", f'OAuth "Facebook Platform" "invalid_token" "{message}"'),)
        self.answer = Answer.of({"error": error}, status, headers)


def bad_parameter(message: str) -> GraphRefused:
    return GraphRefused(400, 100, f"(#100) {message}")


def unknown_object(identifier: str, method: str) -> GraphRefused:
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{identifier}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api"
    )
    return GraphRefused(400, 100, message, "GraphMethodException", 33)


def no_token() -> GraphRefused:
    return GraphRefused(400, 104, "An access token is required to request this resource.")


def malformed_token() -> GraphRefused:
    return GraphRefused(400, 190, "Invalid OAuth access token - Cannot parse access token")


def dead_token(expired: bool) -> GraphRefused:
    if expired:
        message = "Error validating access token: Session has expired. The current time is later than its end."
        return GraphRefused(401, 190, message, subcode=EXPIRED_SUBCODE)
    message = (
        "Error validating access token: The session has been invalidated because the user changed their password "
        "or Facebook has changed the session for security reasons."
    )
    return GraphRefused(401, 190, message, subcode=INVALIDATED_SUBCODE)


def no_permission(message: str) -> GraphRefused:
    return GraphRefused(403, 200, f"(#200) {message}")


def not_granted(permission: str) -> GraphRefused:
    return GraphRefused(403, 10, f"(#10) This endpoint requires the '{permission}' permission.")


def duplicate() -> GraphRefused:
    return GraphRefused(400, 506, "(#506) Duplicate status message", transient=False)
