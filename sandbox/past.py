"""What accounts of Facebook and X said before the sandbox was started: `POST /_sandbox/past`.

For a demo with weeks behind it. No platform takes posts into its past; nothing of Loa's engine asks for this.
"""

from __future__ import annotations

import json
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import now, parse_time
from sandbox.publications import Publication
from sandbox.store import Store

MINTED = ("facebook", "x")


def past_routes(store: Store) -> list[Route]:
    async def add(request: Request) -> Response:
        """Takes `account`, `text`, `link` and `time`; answers the id that the publication would have been given then."""
        try:
            wishes = json.loads(await request.body())
            account = store.accounts[str(wishes["account"])]
            moment = parse_time(str(wishes["time"]))
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": f"account, text, link and time are wanted: {problem}"}, 400)
        if account.platform not in MINTED or moment >= now():
            return JSONResponse({"error": "only Facebook and X have a past, and it ends now"}, 400)
        number = store.count(account.platform)
        own_id = (store.x_ids if account.platform == "x" else store.graph_ids).at(moment, number % 1000)
        publication = Publication(
            platform=account.platform,
            account=account.id,
            id=own_id if account.platform == "x" else f"{account.id}_{own_id}",
            text=cast(str, wishes.get("text", "")),
            link=cast(str, wishes.get("link", "")),
            pictures=(),
            time=moment,
            accepted=moment,
            kind="link" if wishes.get("link") else "status",
        )
        store.publish(publication)
        return JSONResponse({"id": publication.id}, 201)

    return [Route("/_sandbox/past", add, methods=["POST"])]
