"""A platform's word that a post of ours has changed: its numbers are read again soon. What the word says is never believed."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.keyring import secret_key
from distributor.models import Account, Post, Receipt, Sample, WebhookCall
from distributor.post_states import SHOWN_STATES
from distributor.settings import Settings
from distributor.states import update_posts

REST = timedelta(seconds=30)
"""A post whose numbers are so young is not asked for again, however often the platform speaks of it."""
MEMORY = timedelta(days=3)
"""Longer than a platform repeats a notification."""
TOKEN_LENGTH = 32


def verify_token(home: Path, channel: str) -> str:
    """Return what staff enter at the platform beside our address; the same as long as the home has its key."""
    key = hmac.new(secret_key(home), f"loa: notifications of {channel}".encode(), hashlib.sha256)
    return key.hexdigest()[:TOKEN_LENGTH]


def webhook_address(settings: Settings, channel: str) -> str:
    return f"{settings.public_url}/moc/{channel}"


def is_new(session: Session, channel: str, digest: str, now: datetime) -> bool:
    """Remember a notification by its fingerprint. False: it came before."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"digest": digest, "channel": channel, "received_at": now}
    kept = session.connection().execute(dialect.insert(WebhookCall).values(**row).on_conflict_do_nothing())
    return bool(kept.rowcount)


def posts_told(session: Session, channel: str, changes: Sequence[tuple[str, str]]) -> Sequence[int]:
    """Our posts among those of which the platform tells, given as (owner's id, post's id)."""
    owners, ids = {owner for owner, _ in changes}, {external_id for _, external_id in changes}
    accounts = [
        account.id
        for account in session.exec(select(Account).where(Account.channel == channel))
        if str(account.settings.get("page_id")) in owners
    ]
    return session.exec(
        select(Receipt.post_id).where(col(Receipt.account_id).in_(accounts), col(Receipt.external_id).in_(ids))
    ).all()


def measure_soon(session: Session, channel: str, changes: Sequence[tuple[str, str]], now: datetime) -> int:
    """Ask again for the numbers of these posts, given as (owner's id, post's id). How many there are of ours."""
    posts = posts_told(session, channel, changes)
    young = exists().where(col(Sample.post_id) == col(Post.id), col(Sample.at) > now - REST)
    return update_posts(
        session,
        col(Post.id).in_(posts),
        col(Post.state).in_(SHOWN_STATES),
        col(Post.measure_at) > now,
        ~young,
        measure_at=now,
    )


def forget_old(session: Session, now: datetime) -> None:
    session.connection().execute(delete(WebhookCall).where(col(WebhookCall.received_at) < now - MEMORY))
