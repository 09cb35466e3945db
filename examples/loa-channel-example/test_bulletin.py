"""Loa's own conformance suite over this channel. From Loa's folder, with this package installed:

loa channels bangtin --suite examples/loa-channel-example/test_bulletin.py
"""

import json
from datetime import UTC, datetime

from tests.channels import contract, platforms
from tests.channels.conftest import folder, other_server, server
from tests.channels.platforms import Listed, Platform
from tests.channels.server import Request, answer, echo


def refused(code: str, message: str = "refused") -> dict[str, object]:
    return {"error": {"code": code, "message": message}}


POSTS = [{"id": "b3", "text": "Lịch họp"}, {"id": "b2", "text": platforms.TEXT}, {"id": "b1", "text": "Nghỉ lễ"}]

platforms.ONLY = "bangtin"
# An account, and the platform's own good and bad answers.
platforms.PLATFORMS["bangtin"] = Platform(
    credentials={"token": "bangtin-token-0001"},
    settings={},
    prefix="",
    accepted=answer(201, {"id": "b1", "address": "https://bangtin.example/bai/b1"}),
    accepted_id="b1",
    accepted_url="https://bangtin.example/bai/b1",
    empty_list=answer(200, {"posts": [], "complete": True}),
    listed=Listed({"posts": POSTS, "complete": True}, ("posts",), ours=1, fields=("id", "text"), full_at=0),
    refuses_token=answer(401, refused("token_old")),
    throttles=answer(429, refused("too_many")),
    broken=answer(500, refused("broken")),
    echoes=echo(400, lambda seen: refused("text_too_long", seen)),
)

KNOWN = {
    ("POST", "/api/posts"): {"title", "text"},
    ("GET", "/api/posts"): {"since"},
    ("GET", "/api/views"): {"ids"},
    ("GET", "/api/me"): set(),
}


def check(request: Request, path: str) -> None:
    """Whether the platform knows what is asked of it. Raises AssertionError."""
    given = set(request.query) | set(json.loads(request.body) if request.body else {})
    if given != KNOWN.get((request.method, path)) or not request.headers.get("authorization"):
        raise AssertionError(f"the board does not know {request.method} {path} {given}")
    if "since" in request.query:
        datetime.fromisoformat(request.query["since"]).astimezone(UTC)


contract.CHECKS["bangtin"] = check

from tests.channels.test_conformance import *  # noqa: E402, F403 - the suite reads the two tables above

__all__ = ["folder", "other_server", "server"]
