"""The manifest: exactly what will be sent, as one hash. Any change of content changes it, and so voids the approval."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from distributor.models import Post, PostMedia


@dataclass(frozen=True)
class ManifestMedia:
    sha256: str
    alt_text: str


@dataclass(frozen=True)
class Manifest:
    """`settings`: captions, cover, privacy: whatever else the platform is told."""

    account_id: int
    title: str
    text: str
    link: str
    media: tuple[ManifestMedia, ...]
    settings: Mapping[str, Any]

    def hash(self) -> str:
        canonical = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def media_of(session: Session, post_ids: Sequence[int]) -> dict[int, tuple[ManifestMedia, ...]]:
    """The pictures of posts, in order."""
    rows = session.exec(
        select(PostMedia.post_id, PostMedia.sha256, PostMedia.alt_text)
        .where(col(PostMedia.post_id).in_(post_ids))
        .order_by(col(PostMedia.position))
    ).all()
    found: dict[int, list[ManifestMedia]] = {post_id: [] for post_id in post_ids}
    for post_id, sha256, alt_text in rows:
        found[post_id].append(ManifestMedia(sha256, alt_text))
    return {post_id: tuple(media) for post_id, media in found.items()}


def manifest_of(post: Post, media: tuple[ManifestMedia, ...]) -> Manifest:
    return Manifest(post.account_id, post.title, post.text, post.link, media, post.settings)
