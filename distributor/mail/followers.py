"""Following by e-mail: asked for, confirmed by who reads the address, changed and ended by a signed link. Never commits.

1. `sign_up` keeps the address and makes one mail that asks. Whatever was known of it, the answer to the caller is the same.
2. `confirm` is what only who reads that mail can do. Before it nothing else is ever sent there.
3. `make_digests` makes a mail a week where there is something new of the chosen topics.
4. `end_following` erases the address. One that was never confirmed is forgotten after `FORGOTTEN_AFTER`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, exists
from sqlmodel import Session, col, func, select

from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.lookup.public import has_public_post, is_public_post
from distributor.mail.addresses import is_address
from distributor.models import FollowerMail, FollowerMailState, Item, MailFollower, MailFollowerState, Post
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.scheduler.due import NOW, Due
from distributor.settings import Settings
from phrases import phrase

MOST_IN_DIGEST = 30
DIGEST_HOUR = timedelta(hours=7)
ASK_AGAIN = timedelta(hours=1)
"""No second mail to an address sooner, whoever asks for one."""
FORGOTTEN_AFTER = timedelta(days=3)
MOST_ASKED = 2_000
"""Addresses that wait to be confirmed: a million sign-ups make no million mails."""


def sign_up(
    session: Session,
    settings: Settings,
    numbers: Numbers,
    address: str,
    topics: Sequence[str],
    wording: str,
    now: datetime,
) -> None:
    """Sign an address up. Raises LoaError for what is no address, or where too many wait; else the caller learns nothing of the
    address."""
    said = address.strip()
    if not is_address(said):
        raise LoaError(phrase("mail.not-address", address=said[:80]))
    hashes = numbers.hashes(f"mail:{said.lower()}")
    known = session.exec(
        select(MailFollower).where(col(MailFollower.address_hash).in_(hashes)).with_for_update()
    ).first()
    if known is None:
        waiting = select(func.count()).select_from(MailFollower).where(MailFollower.state == MailFollowerState.ASKED)
        if session.exec(waiting).one() >= MOST_ASKED:
            raise LoaError(phrase("mail.too-many-asked"))
        known = MailFollower(address_hash=hashes[0], wording=wording, asked_at=now)
    elif known.asked_at > now - ASK_AGAIN and known.state is not MailFollowerState.ENDED:
        return
    elif known.state is MailFollowerState.CONFIRMED:
        known.asked_at = now
        session.add(known)
        _mail(session, settings, known, (), now)
        return
    known.state, known.asked_at, known.ended_at = MailFollowerState.ASKED, now, None
    known.address_hash, known.address_sealed = hashes[0], numbers.seal(said)
    known.topics, known.wording = list(topics), wording
    session.add(known)
    session.flush()
    _mail(session, settings, known, (), now)


def confirm(session: Session, follower_id: int, now: datetime) -> MailFollower | None:
    """None where there is nothing to confirm. Twice is once."""
    follower = session.exec(select(MailFollower).where(MailFollower.id == follower_id).with_for_update()).first()
    if follower is None or follower.state is MailFollowerState.ENDED:
        return None
    if follower.state is MailFollowerState.ASKED:
        follower.state, follower.confirmed_at, follower.digest_at = MailFollowerState.CONFIRMED, now, now
        follower.next_at = next_digest(now)
        session.add(follower)
    return follower


def choose_topics(session: Session, follower_id: int, topics: Sequence[str]) -> None:
    follower = session.exec(select(MailFollower).where(MailFollower.id == follower_id).with_for_update()).first()
    if follower is not None and follower.state is MailFollowerState.CONFIRMED:
        follower.topics = list(topics)
        session.add(follower)


def end_following(session: Session, follower_id: int, now: datetime) -> None:
    """End a following at once: what waits for them is not sent either. Twice is once."""
    follower = session.exec(select(MailFollower).where(MailFollower.id == follower_id).with_for_update()).first()
    if follower is None:
        return
    if follower.state is not MailFollowerState.ENDED:
        follower.state, follower.ended_at = MailFollowerState.ENDED, now
    follower.address_sealed, follower.topics, follower.next_at = b"", [], None
    session.add(follower)


def next_digest(now: datetime) -> datetime:
    """The next Monday, seven o'clock in Vietnam."""
    today = now.astimezone(VIETNAM).date()
    monday = midnight(today + timedelta(days=-today.weekday() % 7)) + DIGEST_HOUR
    return monday if monday > now else midnight(today + timedelta(days=7 - today.weekday())) + DIGEST_HOUR


_DUE = (col(MailFollower.state) == MailFollowerState.CONFIRMED, col(MailFollower.next_at) <= NOW)


def make_digests(session: Session, settings: Settings, now: datetime, most: int = 200) -> int:
    """Make a mail for each whose week is over and for whom there is something new; how many were looked at."""
    due = session.exec(
        select(MailFollower)
        .where(MailFollower.state == MailFollowerState.CONFIRMED, col(MailFollower.next_at) <= now)
        .order_by(col(MailFollower.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for follower in due:
        items = new_items(session, follower.topics, follower.digest_at or now, now)
        if items:
            _mail(session, settings, follower, items, now)
        follower.digest_at, follower.next_at = now, next_digest(now)
        session.add(follower)
    return len(due)


def new_items(session: Session, topics: Sequence[str], since: datetime, until: datetime) -> list[int]:
    """Items that are public and were first said in this time, the newest first."""
    first = (
        select(Post.item_id, func.min(Post.published_at).label("at"))
        .where(is_public_post())
        .group_by(col(Post.item_id))
        .subquery()
    )
    wanted = (
        select(Item.id)
        .join(first, first.c.item_id == col(Item.id))
        .where(has_public_post(), first.c.at > since, first.c.at <= until)
        .order_by(first.c.at.desc(), col(Item.id).desc())
        .limit(MOST_IN_DIGEST)
    )
    if topics:
        wanted = wanted.where(col(Item.facts)[("points", "topic")].as_string().in_(topics))
    return [item_id for item_id in session.exec(wanted) if item_id is not None]


def forget_unconfirmed(session: Session, now: datetime) -> None:
    """Forget who did not confirm, with the mails that asked."""
    old = select(MailFollower.id).where(
        MailFollower.state == MailFollowerState.ASKED, col(MailFollower.asked_at) <= now - FORGOTTEN_AFTER
    )
    session.connection().execute(delete(FollowerMail).where(col(FollowerMail.follower_id).in_(old)))
    session.connection().execute(delete(MailFollower).where(col(MailFollower.id).in_(old)))


def _mail(session: Session, settings: Settings, follower: MailFollower, items: Sequence[int], now: datetime) -> None:
    host = urlsplit(settings.public_url).hostname or "localhost"
    session.add(
        FollowerMail(
            follower_id=follower.id or 0,
            message_id=f"<loa-{secrets.token_hex(16)}@{host}>",
            item_ids=list(items),
            made_at=now,
            due_at=now,
            state=FollowerMailState.WAITING,
        )
    )
    session.flush()


def _make_digests(carrier: Carrier, now: datetime) -> None:
    with carrier.database.write() as session:
        make_digests(session, carrier.settings, now)


DIGESTS = Due("digests", lambda carrier, _, now: _make_digests(carrier, now), exists().where(*_DUE))
