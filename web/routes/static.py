"""`/static/…`: style sheet, script, fonts. Nothing is looked up on disk by a name that a browser sent."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from web.assets import asset
from web.conditional import answer_bytes

router = APIRouter()

FOR_EVER = "public, max-age=31536000, immutable"


@router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
def show_asset(request: Request, name: str) -> Response:
    found = asset(name)
    if found is None:
        raise HTTPException(404)
    return answer_bytes(request, found.content, found.media_type, cache_control=FOR_EVER)
