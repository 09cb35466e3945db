"""`GET /media/{sha256}.png`: pictures of posts that are public. The name is the hash of the bytes, so caches keep it."""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from distributor.render.store import MediaStore
from distributor.report.public import public_media
from distributor.settings import Settings
from web.surroundings import Around

router = APIRouter()

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "video/mp4": "mp4"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def media_url(settings: Settings, sha256: str, mime: str) -> str:
    return f"{settings.public_url}/media/{sha256}.{_ENDINGS.get(mime, 'png')}"


@router.api_route("/media/{sha256}.{ending}", methods=["GET", "HEAD"])
def show_media(around: Around, sha256: str, ending: str) -> FileResponse:
    """Pictures of drafts are not public: only who sees a post may see its picture."""
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    with around.database.read() as session:
        media = public_media(session, sha256)
    if media is None or _ENDINGS.get(media.mime) != ending:
        raise HTTPException(404)
    path = MediaStore(around.settings.media_folder).path_of(sha256)
    if not path.is_file():
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{sha256}"'}
    return FileResponse(path, media_type=media.mime, headers=headers)
