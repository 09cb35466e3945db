"""Posts that may be out already, for the database was restored from a backup: looked for before they are sent.

`Delivery.look_since` says so. Such a post is never claimed. As soon as it is planned it goes the way of one whose outcome nobody
knows (`reconcile`): two complete looks that do not see it, or a person, free it, and then it is sent as any other. What the
journal knows to be out needs no look.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import and_, exists, update
from sqlmodel import Session, col, select

from channels.base import Published
from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.deliver.record import ForeignReceipt, code_in, record_known
from distributor.models import Account, Delivery, Post, PostState, Restoration
from distributor.notices import about, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.scheduler.due import MOST_NUDGES, Due
from distributor.states import move_post
from distributor.work.claims import ClaimLost
from phrases import listed, phrase

log = structlog.get_logger()

_WAITS = (col(Post.state) == PostState.PLANNED, col(Delivery.look_since).is_not(None))


def look_first(carrier: Carrier, now: datetime) -> None:
    """Make each planned post that may be out published, if the journal has its receipt, or else unknown."""
    with carrier.database.read() as session:
        found = session.exec(
            select(Post.id, Post.link)
            .join(Delivery, col(Delivery.post_id) == col(Post.id))
            .where(*_WAITS)
            .limit(MOST_NUDGES)
        ).all()
        known = {code: told for each in session.exec(select(Restoration.receipts)) for code, told in each.items()}
    for post_id, link in found:
        told = known.get(code_in(link), {})
        try:
            with carrier.database.write() as session:
                if "id" in told:
                    record_receipt(session, post_id or 0, told, now)
                else:
                    begin_look(session, post_id or 0, PostState.PLANNED, now, told.get("at", ""))
        except ClaimLost:
            log.info("post was moved by somebody else", post=post_id)
        except ForeignReceipt:
            with carrier.database.write() as session:
                begin_look(session, post_id or 0, PostState.PLANNED, now)


def record_receipt(session: Session, post_id: int, receipt: Mapping[str, str], now: datetime) -> None:
    """Publish a post of which the journal has the receipt. Raises ForeignReceipt, ClaimLost."""
    reason = phrase("deliver.journal-knows", at=datetime.fromisoformat(receipt["at"]))
    published = Published(receipt["id"], receipt["url"])
    record_known(session, post_id, published, now=now, reason=reason, by_look=False)


def begin_look(session: Session, post_id: int, before: PostState, now: datetime, called: str = "") -> None:
    """Make the post unknown until a look or a person tells. Nothing happens if it is not in `before` any more.

    `called`: when, by the journal, it was about to be sent (ISO).
    """
    since, title, channel, settings = session.exec(
        select(Delivery.look_since, Post.title, Account.channel, Account.settings)
        .join(Post, col(Post.id) == col(Delivery.post_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Delivery.post_id == post_id)
    ).one()
    try:
        looks = spec_of(channel).reads_back(settings)
    except Misconfigured:  # the channel's package is gone: nobody can look, and the others' posts go on
        looks = False
    reason: str = phrase("deliver.looks-restored" if looks else "deliver.ask-restored", at=since)
    if called:
        reason = listed([phrase("deliver.journal-marked", at=datetime.fromisoformat(called)), reason])
    if not move_post(
        session, post_id, before, PostState.UNKNOWN, reason=reason, now=now, due_at=now if looks else None
    ):
        return
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == post_id)
        .values(
            token="", lease_until=None, calling_at=None, claimed_at=now, progress={}, looks=0, last_look_at=None,
            refused_as_duplicate=False,
        )
    )  # fmt: skip
    if not looks:
        open_notice(session, kind="unknown", subject=f"post:{post_id}", text=about(title, reason), now=now)


LOOK_FIRST = Due(
    "look_first",
    lambda carrier, _, now: look_first(carrier, now),
    # A home that was never restored has no such row, which the index tells at once.
    and_(
        exists().where(col(Delivery.look_since).is_not(None)),
        exists().where(col(Delivery.post_id) == col(Post.id), *_WAITS),
    ),
)
