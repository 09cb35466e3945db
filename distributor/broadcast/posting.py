"""A post of a channel that writes to people one by one: from its claim to a broadcast, and from the broadcast's end to its own.

1. `terms_of`: what an approval binds besides the text (audience, sender, consent); it stands in the post's settings.
2. `begin_broadcast`, in one transaction under the claim's token: the post has its one broadcast and is `processing`.
3. The broadcast sends by itself (`window`, `send`, `gateway`); the post waits without a moment of its own.
4. `end_posts`: its recipients have ended, so the post is `published`, or `failed` where nothing left us.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import Session, col, func, select

from channels.base import Next, Published
from channels.errors import Misconfigured
from channels.sms.spec import NO_AUDIENCE
from distributor.audience_terms import NOBODY_ASKED, ONLY_FOLLOWERS
from distributor.broadcast.decide import opening
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.restored import keep_back_handed
from distributor.broadcast.store import BroadcastRequest, approve, create, had_it, legs, manifest_of, renew
from distributor.deliver.claim import Claim
from distributor.deliver.record import AttemptResult, record_known, record_waiting
from distributor.errors import LoaError, said_by
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Broadcast,
    BroadcastState,
    Consent,
    OptOut,
    Post,
    PostState,
    Recipient,
    Subscriber,
)
from distributor.notices import about, open_notice
from distributor.outgoing.post import account_view, seen_at
from distributor.recipient_counts import BEFORE, counts_of
from distributor.sms_rules import clock_of_hours, rules_at
from distributor.states import MoveRefused, move
from distributor.work.claims import ClaimLost
from phrases import listed, phrase

log = structlog.get_logger()

STEP = "broadcast"
RECEIVED, UNTIL = "received", "until"
"""Settings of an erratum by SMS: it goes to those who had that broadcast's message by then (ISO)."""
ENDED = (BroadcastState.DONE, BroadcastState.CANCELLED)
AGAIN = phrase("broadcast.compose-again")
WITHOUT_AN_END = timedelta(hours=48)


def reachable(session: Session, unit_id: int, audience_id: int, rule: Mapping[str, Any], now: datetime) -> int:
    """Return how many of those whom the rule finds have said yes to what it is about and not opted out."""
    wanted = _reachable(unit_id, audience_id, rule, now)
    return session.exec(select(func.count()).select_from(Subscriber).where(*wanted)).one()


def some_reachable(
    session: Session, unit_id: int, audience_id: int, rule: Mapping[str, Any], now: datetime, step: int
) -> list[bytes]:
    """The sealed number of every so many-th of them."""
    wanted = _reachable(unit_id, audience_id, rule, now)
    evenly = col(Subscriber.id) % step == 0 if step > 1 else true()
    return list(session.exec(select(Subscriber.number_sealed).where(*wanted, evenly)))


def _reachable(
    unit_id: int, audience_id: int, rule: Mapping[str, Any], now: datetime
) -> tuple[ColumnElement[bool], ...]:
    matters = ["", *rule.get("matters", ())]
    opts_out = exists().where(
        col(OptOut.unit_id) == col(Subscriber.unit_id),
        col(OptOut.number_hash) == col(Subscriber.number_hash),
        col(OptOut.lifted_at).is_(None),
        col(OptOut.matter).in_(matters),
    )
    consents = exists().where(
        col(Consent.subscriber_id) == col(Subscriber.id),
        col(Consent.withdrawn_at).is_(None),
        col(Consent.given_at) <= now,
        col(Consent.matter).in_(matters),
    )
    found = or_(*(col(Subscriber.id).in_(leg) for leg, _number in legs(unit_id, audience_id, rule)))
    needed = consents if rule.get("consent", True) else true()
    return found, col(Subscriber.erased_at).is_(None), ~opts_out, needed


def _reached(session: Session, broadcast: Broadcast, now: datetime) -> int:
    """Return how many it will be sent to; of an erratum, those who had the wrong message."""
    rule = broadcast.audience_rule
    if rule.get(RECEIVED) is None:
        return reachable(session, broadcast.unit_id, broadcast.audience_id, rule, now)
    had = had_it(rule[RECEIVED], datetime.fromisoformat(rule[UNTIL]))
    return session.exec(select(func.count()).select_from(Recipient).where(had)).one()


def begin_broadcast(session: Session, claim: Claim, *, now: datetime) -> None:
    """Make the claimed post's broadcast and set the post processing, both or neither.

    Raises Misconfigured (what staff must change) or ClaimLost. Never commits.
    """
    post = session.get_one(Post, claim.post_id)
    try:
        broadcast = _broadcast_of(session, post, now)
    except LoaError as error:
        raise Misconfigured(said_by(error)) from error
    count = _reached(session, broadcast, now)
    by = clock_of_hours(now, session.get_one(Account, post.account_id).settings)
    opens = opening(by, rules_at(now)) if broadcast.override_at is None else None
    does = phrase("broadcast.being-sent") if opens is None else phrase("broadcast.sent-from", opens=opens)
    does = does if by == now else phrase("broadcast.by-sample-clock", does=does, at=by)
    words = phrase(
        "broadcast.goes-to", does=does, count=count, list=post.settings["audience_name"], broadcast=broadcast.id
    )
    record_waiting(
        session, claim, Next({}), now=now, answer=AttemptResult(STEP, "next", message=words), broadcast=words
    )


def _broadcast_of(session: Session, post: Post, now: datetime) -> Broadcast:
    """The post's one broadcast, made and approved as the post was. Sent before to nobody, it gets another turn."""
    account = session.get_one(Account, post.account_id)
    wish = _wish(post, account, now)
    standing = session.exec(select(Broadcast).where(Broadcast.post_id == post.id).with_for_update()).first()
    if standing is not None and standing.state not in ENDED:
        return standing
    broadcast = create(session, wish, now) if standing is None else renew(session, standing, wish, now)
    staff_id = session.exec(select(Approval.staff_id).where(Approval.id == post.approval_id)).one()
    approve(session, broadcast, seen=manifest_of(broadcast), staff_id=staff_id, now=now)
    keep_back_handed(session, broadcast, now)
    return broadcast


def _wish(post: Post, account: Account, now: datetime) -> BroadcastRequest:
    """Exactly what was approved. Raises LoaError where the account says something else by now."""
    terms = post.settings
    if not isinstance(terms.get("audience"), int) or "audience_name" not in terms:
        raise LoaError(NO_AUDIENCE)
    if terms.get("sender") != account.settings.get("sender"):
        raise LoaError(phrase("broadcast.sender-changed", sender=terms.get("sender"), again=AGAIN))
    return BroadcastRequest(
        account_id=post.account_id,
        audience_id=terms["audience"],
        body=post.text,
        starts_at=now,
        ends_at=post.expires_at or now + WITHOUT_AN_END,
        post_id=post.id,
        category=str(terms.get("category", "notice")),
        consent=terms.get("consent") is not False,
        received=terms.get(RECEIVED),
        until=datetime.fromisoformat(terms[UNTIL]) if terms.get(UNTIL) else None,
        more_lists=tuple(terms.get("more_lists", ())),
        matters=tuple(terms.get("matters", ())),
        followers=terms.get("followers") is True,
        only_followers=terms.get(ONLY_FOLLOWERS) is True,
    )


def end_posts(desk: BroadcastDesk, account_id: int) -> None:
    """End posts whose broadcast is over. Harmless any number of times."""
    with desk.database.read() as session:
        over = session.exec(
            select(Broadcast.id)
            .join(Post, col(Post.id) == col(Broadcast.post_id))
            .where(
                Broadcast.account_id == account_id,
                col(Broadcast.state).in_(ENDED),
                Post.state == PostState.PROCESSING,
            )
        ).all()
    for broadcast_id in over:
        try:
            with desk.database.write() as session:
                _end_post(session, broadcast_id or 0, desk.clock.now())
        except (ClaimLost, MoveRefused):
            log.warning("the post of a broadcast was moved by somebody else", broadcast=broadcast_id)


def _end_post(session: Session, broadcast_id: int, now: datetime) -> None:
    broadcast = session.get_one(Broadcast, broadcast_id)
    post = session.get_one(Post, broadcast.post_id)
    counts = counts_of(session, [broadcast_id])[broadcast_id]
    stopped = (
        phrase("broadcast.cancelled-because", reason=broadcast.reason)
        if broadcast.state == BroadcastState.CANCELLED
        else ""
    )
    words = listed((stopped, phrase("broadcast.result", broadcast=broadcast_id, words=counts.words)))
    if broadcast.audience_rule.get(ONLY_FOLLOWERS) and counts.total == 0 and not stopped:
        # Whoever had asked for it when it was composed has opted out since: nobody is owed anything.
        move(session, post, PostState.SKIPPED, reason=NOBODY_ASKED, now=now)
        return
    if counts.taken + counts.unknown == 0:
        title = post.title
        reason = phrase("broadcast.reached-nobody", words=words)
        move(session, post, PostState.FAILED, reason=reason, now=now)
        open_notice(
            session,
            kind="failed",
            subject=f"post:{broadcast.post_id}",
            text=about(title, reason),
            now=now,
        )
        return
    account = session.get_one(Account, broadcast.account_id)
    published = seen_at(account_view(account), Published(f"{STEP}:{broadcast_id}", ""))
    record_known(session, post.id or 0, published, now=now, reason=words, by_look=False)


def under_way(session: Session, item_ids: Collection[int], soon: datetime) -> int:
    """Posts of these items whose broadcast will do something before `soon`; for whoever waits for a pass."""
    waits = and_(col(Recipient.broadcast_id) == col(Broadcast.id), col(Recipient.state).in_(BEFORE))
    later = exists().where(waits, col(Recipient.due_at) > soon)
    now = exists().where(waits, or_(col(Recipient.due_at).is_(None), col(Recipient.due_at) <= soon))
    return session.exec(
        select(func.count())
        .select_from(Post)
        .join(Broadcast, col(Broadcast.post_id) == col(Post.id))
        .join(Account, col(Account.id) == col(Broadcast.account_id))
        .where(
            col(Post.item_id).in_(list(item_ids)),
            Post.state == PostState.PROCESSING,
            Account.state == AccountState.ACTIVE,
            or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= soon),
            or_(now, ~later),
        )
    ).one()
