"""What accounts of Facebook and X said before the sandbox was started: `POST /_sandbox/past`.

For a demo with weeks behind it. No platform takes posts into its past; nothing of Loa's engine asks for this.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import now, parse_time
from sandbox.publications import Publication
from sandbox.store import Store, same_text

MINTED = ("facebook", "x")
EARLIEST = 1_577_836_800.0
"""2020: the stand-ins' ids carry their time and count from there."""


def past_routes(store: Store) -> list[Route]:
    async def add(request: Request) -> Response:
        """Takes `account`, `text`, `link` and `time`; answers the id that the publication would have been given then.

        Asked again for the same it answers the same, so that one who does not know whether it was taken may ask again.
        """
        try:
            wishes = json.loads(await request.body())
            account = store.accounts[_words(wishes, "account")]
            text, link = _words(wishes, "text"), _words(wishes, "link", "")
            moment = parse_time(_words(wishes, "time"))
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": f"account, text, link and time are wanted: {problem}"}, 400)
        if account.platform not in MINTED or not EARLIEST <= moment < now():
            return JSONResponse({"error": "only Facebook and X have a past, from 2020, and it ends now"}, 400)
        if not text.strip():
            return JSONResponse({"error": "nothing is said"}, 400)
        for each in store.newest_of(account.id):
            if (each.time, each.link, same_text(each.text)) == (moment, link, same_text(text)):
                return JSONResponse({"id": each.id})
        number = store.count(account.platform)
        own_id = (store.x_ids if account.platform == "x" else store.graph_ids).at(moment, number % 1000)
        publication = Publication(
            platform=account.platform,
            account=account.id,
            id=own_id if account.platform == "x" else f"{account.id}_{own_id}",
            text=text,
            link=link,
            pictures=(),
            time=moment,
            accepted=moment,
            kind="link" if link else "status",
        )
        store.publish(publication)
        return JSONResponse({"id": publication.id}, 201)

    return [Route("/_sandbox/past", add, methods=["POST"])]


def _words(wishes: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    """Raises KeyError if it is wanted and not there, TypeError if it is no text."""
    value = wishes[name] if otherwise is None else wishes.get(name, otherwise)
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value
