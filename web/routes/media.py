"""`GET /media/{sha256}.png`: pictures of posts that are public. The name is the hash of the bytes, so caches keep it."""

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse
from sqlalchemy.exc import SQLAlchemyError

from distributor.errors import LoaError
from distributor.measure.feeds import record_download
from distributor.report.public import public_media
from distributor.settings import Settings
from web.client_address import address_of
from web.files import ENDINGS, SHA256, file_answer
from web.surroundings import Around, Surroundings

router = APIRouter()
log = structlog.get_logger()


def media_url(settings: Settings, sha256: str, mime: str) -> str:
    return f"{settings.public_url}/media/{sha256}.{ENDINGS.get(mime, 'png')}"


@router.api_route("/media/{sha256}.{ending}", methods=["GET", "HEAD"])
def show_media(request: Request, around: Around, sha256: str, ending: str) -> FileResponse:
    """Pictures of drafts are not public: only who sees a post may see its picture."""
    if not SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        media = public_media(session, sha256)
    if media is not None and media.mime.startswith("video/") and _begins_download(request):
        _count(request, around, sha256)
    return file_answer(around, media, ending, cached="public, max-age=31536000, immutable")


def _begins_download(request: Request) -> bool:
    """The first bytes, asked for by a program of its own: what a page of ours plays is no download of a feed."""
    ours = request.headers.get("sec-fetch-site", "none") in ("same-origin", "same-site")
    begins = request.headers.get("range", "bytes=0-").startswith("bytes=0-")
    return request.method == "GET" and begins and not ours


def _count(request: Request, around: Surroundings, sha256: str) -> None:
    address, user_agent = address_of(request, around.trusted_proxies), request.headers.get("user-agent", "")
    try:
        secret = around.secret()
        with around.database.write() as session:
            record_download(session, sha256, around.clock.now(), secret=secret, address=address, user_agent=user_agent)
    except (SQLAlchemyError, LoaError, OSError):
        # The file goes out all the same; one download is missing from the estimate.
        log.warning("a download was not counted", exc_info=True)
