"""The pictures of the posts that a report shows: small enough for a file that is mailed. Same picture, same bytes."""

import io

from PIL import Image, UnidentifiedImageError

from distributor.media.store import SHA256, MediaStore
from distributor.report.engagement.shapes import Report

WIDEST = 480
"""Pixels: 34 mm in print."""


def read_pictures(report: Report, store: MediaStore) -> dict[str, bytes]:
    """Read a report's pictures by SHA-256, as JPEG; what cannot be read is left out."""
    wanted = {post.picture for post in (*report.best, *report.worst) if SHA256.fullmatch(post.picture)}
    found = {sha256: _small(store, sha256) for sha256 in sorted(wanted)}
    return {sha256: content for sha256, content in found.items() if content}


def _small(store: MediaStore, sha256: str) -> bytes:
    kept = io.BytesIO()
    try:
        with Image.open(store.path_of(sha256)) as picture:
            small = picture.convert("RGB")
            small.thumbnail((WIDEST, WIDEST * 2))
            small.save(kept, "JPEG", quality=82)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return b""
    return kept.getvalue()
