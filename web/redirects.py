"""`/l/CODE`, the quick way: a link that was followed within the last minute is answered here, before routes and queries.

Everything else goes on to the route, which looks the link up and remembers it in `Known`.
"""

from datetime import datetime

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from channels.addresses import Network
from distributor.measure.clicks import Opening
from distributor.measure.robots import is_robot, purpose_headers
from web.client_address import client_address
from web.headers import SECURITY_HEADERS, STRICT
from web.surroundings import Surroundings

PREFIX = "/l/"
LONGEST_AGENT = 1_000
HEADERS = [
    (b"content-length", b"0"),
    (b"cache-control", b"no-store"),
    *((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()),
]


HEADERS_TLS = [*HEADERS, (STRICT[0].lower().encode(), STRICT[1].encode())]


class FollowsLinks(FastAPI):
    """The application, with the quick way before all its layers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["method"] in ("GET", "HEAD"):
            around: Surroundings = self.state.surroundings
            code, now = scope["path"][len(PREFIX) :], around.clock.now()
            if (location := around.links.fresh(code, now)) is not None:
                around.openings.count(opening(scope, code, now, around.trusted_proxies))
                headers = [(b"location", location.encode("latin-1")), *(HEADERS_TLS if around.is_https else HEADERS)]
                await send({"type": "http.response.start", "status": 302, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        await super().__call__(scope, receive, send)


_WANTED = {name.encode() for name in (*purpose_headers(), "user-agent", "x-forwarded-for")}


def opening(scope: Scope, code: str, now: datetime, trusted: tuple[Network, ...]) -> Opening:
    """Return what is counted of a request. Several fields of one name are one list (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name in _WANTED:
            key, said = name.decode(), value.decode("latin-1")
            headers[key] = f"{headers[key]},{said}" if key in headers else said
    agent = headers["user-agent"] = headers.get("user-agent", "")[:LONGEST_AGENT]
    peer = scope["client"][0] if scope.get("client") else ""
    address = client_address(peer, headers.get("x-forwarded-for", ""), trusted)
    return Opening(code, now, is_robot(scope["method"], headers), address, agent)
