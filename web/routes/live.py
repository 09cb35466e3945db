"""`GET /song`: tells an open overview that something changed, as server-sent events. What changed, it fetches itself."""

import time
from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from web.people import SignedInPart
from web.pulse import Pulse
from web.surroundings import Around

router = APIRouter()

LONGEST_S = 900.0
"""Then the browser comes again by itself, and whether it is still signed in is asked anew."""


@router.get("/song")
async def follow(around: Around, _person: SignedInPart) -> StreamingResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(around.pulse), media_type="text/event-stream", headers=headers)


async def _events(pulse: Pulse) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    ends = time.monotonic() + LONGEST_S
    async for version in pulse.follow():
        yield f"event: version\ndata: {version}\n\n" if version else ": still here\n\n"
        if time.monotonic() > ends:
            return
