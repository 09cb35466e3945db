"""Files of the media library, as an address names them: by content, and with the ending of their type."""

import re

from fastapi import HTTPException
from fastapi.responses import FileResponse

from distributor.media.store import MediaStore
from distributor.models import Media
from web.surroundings import Surroundings

SHA256 = re.compile(r"[0-9a-f]{64}")
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "application/x-subrip": "srt",
    "text/vtt": "vtt",
    "audio/wav": "wav",
}


def file_answer(
    around: Surroundings, media: Media | None, ending: str, *, cached: str = "private, max-age=86400, immutable"
) -> FileResponse:
    """404 where there is none, or under another ending. Players ask for parts of it."""
    if media is None or ENDINGS.get(media.mime) != ending:
        raise HTTPException(404)
    path = MediaStore(around.settings.media_folder).path_of(media.sha256)
    if not path.is_file():
        raise HTTPException(404)
    headers = {"Cache-Control": cached, "ETag": f'"{media.sha256}"'}
    return FileResponse(path, media_type=media.mime, headers=headers)
