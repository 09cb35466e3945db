"""`GET /media/{sha256}.png`: pictures of posts that are public. The name is the hash of the bytes, so caches keep it."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from distributor.report.public import public_media
from distributor.settings import Settings
from web.files import ENDINGS, SHA256, file_answer
from web.surroundings import Around

router = APIRouter()


def media_url(settings: Settings, sha256: str, mime: str) -> str:
    return f"{settings.public_url}/media/{sha256}.{ENDINGS.get(mime, 'png')}"


@router.api_route("/media/{sha256}.{ending}", methods=["GET", "HEAD"])
def show_media(around: Around, sha256: str, ending: str) -> FileResponse:
    """Pictures of drafts are not public: only who sees a post may see its picture."""
    if not SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        media = public_media(session, sha256)
    return file_answer(around, media, ending, cached="public, max-age=31536000, immutable")
