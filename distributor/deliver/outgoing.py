"""From rows to what an adapter is given: the post as it will be sent, and its account. Preview and publish both use this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from channels.base import MediaFile, OutgoingPost, Published
from distributor.models import Account, Media, Post, PostMedia
from distributor.review.manifest import Manifest, ManifestMedia


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
_POST = (
    select(
        col(Post.account_id), col(Post.title), col(Post.text), col(Post.link), col(Post.slot_at),
        col(Post.manifest_hash), col(Post.settings), col(Account.channel), col(Account.credentials),
        col(Account.credentials_version), col(Account.settings).label("account_settings"),
    )
    .join_from(Post, Account, col(Account.id) == col(Post.account_id))
    .where(col(Post.id) == _OF_POST)
)  # fmt: skip
_PICTURES = (
    select(
        col(PostMedia.sha256), col(PostMedia.alt_text), col(Media.mime), col(Media.bytes), col(Media.width),
        col(Media.height),
    )
    .join_from(PostMedia, Media, col(Media.sha256) == col(PostMedia.sha256))
    .where(col(PostMedia.post_id) == _OF_POST)
    .order_by(col(PostMedia.position))
)  # fmt: skip


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


def load_outgoing(session: Session, post_id: int, media_path: Callable[[str], Path]) -> Loaded:
    """Read a post. `media_path`: where the bytes of a SHA-256 lie."""
    connection = session.connection()
    row = connection.execute(_POST, {"post_id": post_id}).one()
    pictures = connection.execute(_PICTURES, {"post_id": post_id}).all()
    files = tuple(
        MediaFile(
            path=media_path(picture.sha256),
            sha256=picture.sha256,
            mime=picture.mime,
            bytes=picture.bytes,
            width=picture.width,
            height=picture.height,
            alt_text=picture.alt_text,
        )
        for picture in pictures
    )
    return Loaded(
        outgoing=OutgoingPost(
            key=f"post-{post_id}", title=row.title, text=row.text, link=row.link or None, media=files, slot_at=row.slot_at
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
