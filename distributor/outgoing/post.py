"""From rows to what an adapter is given: the post as it will be sent, and its account. Preview and publish both use this."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from channels.base import Captions, MediaFile, OutgoingPost, Published
from distributor.models import Account, Media, Post, PostMedia
from distributor.outgoing.manifest import Manifest, ManifestMedia

COVER, CAPTIONS = "cover", "captions"
"""Settings of a post: the SHA-256 of its video's cover; a list of `sha256`, `mime`, `language` of its captions."""


@dataclass(frozen=True)
class AccountView:
    """An account as an adapter needs it; `credentials` still sealed."""

    account_id: int
    channel: str
    credentials: bytes
    credentials_version: int
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Loaded:
    """A post with all that carrying it needs, read in one session."""

    outgoing: OutgoingPost
    manifest: Manifest
    approved_hash: str
    account: AccountView


_OF_POST: BindParameter[int] = bindparam("post_id")
_POSTS = (
    select(
        col(Post.id), col(Post.account_id), col(Post.title), col(Post.text), col(Post.link), col(Post.slot_at),
        col(Post.manifest_hash), col(Post.settings), col(Account.channel), col(Account.credentials),
        col(Account.credentials_version), col(Account.settings).label("account_settings"),
    )
    .join_from(Post, Account, col(Account.id) == col(Post.account_id))
)  # fmt: skip
_PICTURES = (
    select(
        col(PostMedia.post_id), col(PostMedia.sha256), col(PostMedia.alt_text), col(Media.mime), col(Media.bytes),
        col(Media.width), col(Media.height), col(Media.duration_ms),
    )
    .join_from(PostMedia, Media, col(Media.sha256) == col(PostMedia.sha256))
    .order_by(col(PostMedia.position))
)  # fmt: skip
_POST = _POSTS.where(col(Post.id) == _OF_POST)
_PICTURES_OF_POST = _PICTURES.where(col(PostMedia.post_id) == _OF_POST)


def account_view(account: Account) -> AccountView:
    assert account.id is not None  # noqa: S101 - a row that was read has its key
    return AccountView(account.id, account.channel, account.credentials, account.credentials_version, account.settings)


def seen_at(account: AccountView, published: Published) -> Published:
    """The post with the address at which citizens see it.

    Where the platform is a stand-in, the account's setting `post_address` (with `{id}`) says where that is.
    """
    pattern = account.settings.get("post_address")
    if not isinstance(pattern, str) or not pattern:
        return published
    return replace(published, url=pattern.replace("{id}", published.external_id))


class _MediaRow(Protocol):
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    duration_ms: int


def _file(row: _MediaRow, alt_text: str, media_path: Callable[[str], Path]) -> MediaFile:
    return MediaFile(
        path=media_path(row.sha256),
        sha256=row.sha256,
        mime=row.mime,
        bytes=row.bytes,
        width=row.width,
        height=row.height,
        alt_text=alt_text,
        duration_s=row.duration_ms / 1000,
    )


def _attached(
    settings: Mapping[str, Any], cover: Media | None, media_path: Callable[[str], Path]
) -> tuple[MediaFile | None, tuple[Captions, ...], dict[str, Any]]:
    """Return what the settings of a post with a video name by SHA-256 (`distributor.draft.picture`), and the settings that
    remain."""
    told = {name: value for name, value in settings.items() if name not in (COVER, CAPTIONS)}
    captions = tuple(
        Captions(media_path(given["sha256"]), given["sha256"], given["mime"], given["language"])
        for given in settings.get(CAPTIONS, [])
    )
    return _file(cover, "", media_path) if cover else None, captions, told


def load_outgoing(session: Session, post_id: int, media_path: Callable[[str], Path]) -> Loaded:
    """Read a post. `media_path`: where the bytes of a SHA-256 lie."""
    connection = session.connection()
    row = connection.execute(_POST, {"post_id": post_id}).one()
    pictures = connection.execute(_PICTURES_OF_POST, {"post_id": post_id}).all()
    cover = session.get(Media, row.settings[COVER]) if row.settings.get(COVER) else None
    return _loaded(row, pictures, cover, media_path)


def load_many(session: Session, post_ids: Sequence[int], media_path: Callable[[str], Path]) -> dict[int, Loaded]:
    """The same for many posts, in three queries."""
    connection = session.connection()
    rows = connection.execute(_POSTS.where(col(Post.id).in_(post_ids))).all()
    pictures: defaultdict[int, list[Any]] = defaultdict(list)
    for picture in connection.execute(_PICTURES.where(col(PostMedia.post_id).in_(post_ids))):
        pictures[picture.post_id].append(picture)
    wanted = {row.settings[COVER] for row in rows if row.settings.get(COVER)}
    covers = {
        media.sha256: media for media in session.execute(select(Media).where(col(Media.sha256).in_(wanted))).scalars()
    }
    return {row.id: _loaded(row, pictures[row.id], covers.get(row.settings.get(COVER)), media_path) for row in rows}


def _loaded(row: Any, pictures: Sequence[Any], cover_media: Media | None, media_path: Callable[[str], Path]) -> Loaded:
    files = tuple(_file(picture, picture.alt_text, media_path) for picture in pictures)
    cover, captions, told = _attached(row.settings, cover_media, media_path)
    return Loaded(
        outgoing=OutgoingPost(
            key=f"post-{row.id}", title=row.title, text=row.text, link=row.link or None, media=files, slot_at=row.slot_at,
            cover=cover, captions=captions, settings=told,
        ),
        manifest=Manifest(
            row.account_id, row.title, row.text, row.link,
            tuple(ManifestMedia(picture.sha256, picture.alt_text) for picture in pictures), row.settings,
        ),
        approved_hash=row.manifest_hash,
        account=AccountView(
            row.account_id, row.channel, row.credentials, row.credentials_version, row.account_settings
        ),
    )  # fmt: skip
