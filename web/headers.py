"""Headers that every answer carries, so that a browser does nothing that we did not mean, and keeps nothing of the staff's."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


STRICT = ("Strict-Transport-Security", "max-age=31536000")
"""Where the site is reached over TLS. Not for other hosts below it, which are not ours."""


class SecurityHeaders:
    """A plain ASGI layer: it neither buffers an answer nor hides that a client went, as live pages need.

    What is answered to somebody who is signed in is kept nowhere, unless it says itself how long.
    """

    def __init__(self, app: ASGIApp, *, is_https: bool = False, session_cookie: str = "") -> None:
        self._app, self._session = app, f"{session_cookie}=".encode()
        self._headers = {**SECURITY_HEADERS, **(dict([STRICT]) if is_https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_theirs = any(name == b"cookie" and self._session in value for name, value in scope["headers"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # What says itself who may frame it says it once.
                framed = "frame-ancestors *" in headers.get("content-security-policy", "")
                for name, value in self._headers.items():
                    if framed and name == "X-Frame-Options":
                        continue
                    headers.setdefault(name, value)
                if is_theirs:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
