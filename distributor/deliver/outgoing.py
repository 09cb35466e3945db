"""From rows to what an adapter is given: the post as it will be sent, and its account. Preview and publish both use this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from channels.base import MediaFile, OutgoingPost
from distributor.models import Account, Media, Post
from distributor.models.post import PostState
from distributor.review.manifest import Manifest, manifest_of, media_of


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
    state: PostState


def account_view(account: Account) -> AccountView:
    assert account.id is not None  # noqa: S101 - a row that was read has its key
    return AccountView(account.id, account.channel, account.credentials, account.credentials_version, account.settings)


def load_outgoing(session: Session, post_id: int, media_path: Callable[[str], Path]) -> Loaded:
    """Read a post. `media_path`: where the bytes of a SHA-256 lie."""
    post, account = session.exec(
        select(Post, Account).join(Account, col(Account.id) == col(Post.account_id)).where(Post.id == post_id)
    ).one()
    pictures = media_of(session, [post_id])[post_id]
    rows = (
        {
            media.sha256: media
            for media in session.exec(
                select(Media).where(col(Media.sha256).in_([picture.sha256 for picture in pictures]))
            )
        }
        if pictures
        else {}
    )
    files = tuple(
        MediaFile(
            path=media_path(picture.sha256),
            sha256=picture.sha256,
            mime=rows[picture.sha256].mime,
            bytes=rows[picture.sha256].bytes,
            width=rows[picture.sha256].width,
            height=rows[picture.sha256].height,
            alt_text=picture.alt_text,
        )
        for picture in pictures
    )
    outgoing = OutgoingPost(
        key=f"post-{post.id}",
        title=post.title,
        text=post.text,
        link=post.link or None,
        media=files,
        slot_at=post.slot_at,
    )
    return Loaded(outgoing, manifest_of(post, pictures), post.manifest_hash, account_view(account), post.state)
