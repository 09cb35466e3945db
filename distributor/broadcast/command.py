"""Command of a broadcast: written by hand, approved, tried on one's own telephone, stopped, let go on, ended; an emergency.

Functions take a session and never commit. What lies in a unit that the actor does not see raises `NotThere`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from channels.sms.account import counting_of, text_doubt
from channels.sms_text import SmsLength, lightest, measure, unaccent
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.broadcast.basis import SUBSCRIBERS
from distributor.broadcast.costs import BroadcastCost, cost_of
from distributor.broadcast.posting import reachable, some_reachable
from distributor.broadcast.store import ADVERTISING, BroadcastRequest, approve, cancel, create, manifest_of
from distributor.errors import LoaError, NotThere
from distributor.models import Account, Audience, Broadcast, BroadcastState, Recipient, UnitSetting
from distributor.phone_numbers import Numbers
from distributor.recipient_counts import counts_of
from distributor.sms_rules import with_invitation
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

COMPETENT = "sms_emergency"
"""Setting of a unit that may order an emergency's message."""
LIVE = (BroadcastState.DRAFT, BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED)
TRIAL, TRIAL_LASTS, MOST_TRIALS = "trial", timedelta(hours=1), 10
"""The matter of a trial: who takes one has said yes to nothing else. So many of one person's in a day."""
LATELY = timedelta(seconds=60)
LOOKED_AT = 1_000
"""Numbers whose network is looked up for an estimate, or up to twice as many: each must be unsealed."""
MOST_SPREAD = 14 * 60
"""Minutes: of the hours of one day."""


@dataclass(frozen=True)
class WrittenBroadcast:
    """The broadcast as the form says it. `plain`: sent without accents. `matter`: of `lookup.followed`, empty: about
    everything."""

    account_id: int
    audience_id: int
    body: str
    starts_at: datetime
    ends_at: datetime
    plain: bool = False
    matter: str = ""
    spread_minutes: int = 0
    basis: str = SUBSCRIBERS
    more_lists: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return unaccent(self.body) if self.plain else lightest(self.body)


@dataclass(frozen=True)
class BroadcastEstimate:
    """The estimate of a broadcast before anything is made. `spared`: segments that writing without accents saves, over all
    recipients.

    `doubt`: what is to be known of the text as it will be sent, empty if nothing.
    """

    accented: str
    plain: str
    accented_length: SmsLength
    plain_length: SmsLength
    recipients: int
    cost: BroadcastCost
    doubt: str = ""

    @property
    def accented_total(self) -> int:
        return self.accented_length.segments * self.recipients

    @property
    def plain_total(self) -> int:
        return self.plain_length.segments * self.recipients

    @property
    def spared(self) -> int:
        return self.accented_total - self.plain_total


@dataclass(frozen=True)
class SendingPace:
    """`a_minute`: messages of the last minute. `left_s`: until the rest is handed over, at that pace; None: nobody can tell."""

    a_minute: int
    left_s: float | None


def request_of(wish: WrittenBroadcast, staff_id: int | None = None) -> BroadcastRequest:
    return BroadcastRequest(
        account_id=wish.account_id,
        audience_id=wish.audience_id,
        body=wish.words,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        consent=wish.basis == SUBSCRIBERS,
        matters=(wish.matter,) if wish.matter else (),
        more_lists=wish.more_lists,
        followers=True,
        spread_minutes=max(0, min(wish.spread_minutes, MOST_SPREAD)),
        basis=wish.basis,
        written_by=staff_id,
    )


def estimate(session: Session, actor: Actor, wish: WrittenBroadcast, numbers: Numbers) -> BroadcastEstimate:
    """Estimate recipients, segments and cost. Raises as `create` would. Of long lists the networks of an even part are looked
    at."""
    wish = _seen(session, actor, wish)
    with session.begin_nested() as tried:
        made = create(session, request_of(wish), actor.now)
        whom = (made.unit_id, made.audience_id, made.audience_rule)
        found = reachable(session, *whom, actor.now)
        sealed = some_reachable(session, *whom, actor.now, max(1, found // LOOKED_AT))
        tried.rollback()
    opened = filter(None, map(numbers.open, sealed))
    account = session.get_one(Account, wish.account_id)
    counting = counting_of(account.settings)
    doubt = text_doubt(account.settings, wish.words)
    cost = cost_of(session, account, opened, numbers, found, actor.now)
    accented, plain = lightest(wish.body), unaccent(wish.body)
    return BroadcastEstimate(accented, plain, measure(accented, counting), measure(plain, counting), found, cost, doubt)


@deed("write")
def write_broadcast(session: Session, actor: Actor, wish: WrittenBroadcast) -> Broadcast:
    """A draft that waits for a yes. Raises LoaError."""
    wish = _seen(session, actor, wish)
    made = create(session, request_of(wish, actor.staff.id), actor.now)
    actor.note(session, "write", f"broadcast:{made.id}", "body", unit_id=made.unit_id)
    return made


@deed("approve")
def approve_broadcast(session: Session, actor: Actor, broadcast_id: int, seen: str) -> None:
    """Say yes to exactly what was seen. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    if broadcast.post_id is not None:
        raise LoaError(phrase("broadcast.approve-its-post"))
    if broadcast.override_reason and broadcast.override_at is None:
        raise LoaError(phrase("broadcast.second-person"))
    approve(session, broadcast, seen=seen, staff_id=actor.staff.id or 0, now=actor.now)
    actor.note(session, "approve", f"broadcast:{broadcast_id}", unit_id=broadcast.unit_id)


@deed("hold")
def pause_broadcast(session: Session, actor: Actor, broadcast_id: int, why: str) -> None:
    """Pause a broadcast: nothing further goes out until somebody lets it. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    if broadcast.state not in (BroadcastState.PLANNED, BroadcastState.SENDING):
        raise LoaError(phrase("broadcast.cannot-now"))
    broadcast.state, broadcast.reason = BroadcastState.PAUSED, " ".join(why.split())[:300]
    session.add(broadcast)
    actor.note(session, "pause", f"broadcast:{broadcast_id}", unit_id=broadcast.unit_id)


@deed("hold")
def resume_broadcast(session: Session, actor: Actor, broadcast_id: int) -> None:
    """Resume a broadcast as it was approved. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    if broadcast.state != BroadcastState.PAUSED or broadcast.approved_hash != manifest_of(broadcast):
        raise LoaError(phrase("broadcast.cannot-now"))
    broadcast.state, broadcast.reason = BroadcastState.PLANNED, ""
    session.add(broadcast)
    actor.note(session, "resume", f"broadcast:{broadcast_id}", unit_id=broadcast.unit_id)


@deed("hold")
def cancel_broadcast(session: Session, actor: Actor, broadcast_id: int, why: str) -> int:
    """Cancel a broadcast for good; return how many recipients were still waiting. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    reason = " ".join(why.split())[:300]
    if broadcast.state not in LIVE:
        raise LoaError(phrase("broadcast.cannot-now"))
    if not reason:
        raise LoaError(phrase("broadcast.say-why"))
    waiting = cancel(session, broadcast, reason=reason, now=actor.now)
    actor.note(session, "cancel", f"broadcast:{broadcast_id}", unit_id=broadcast.unit_id)
    return waiting


@deed("approve")
def end_broadcast_at(session: Session, actor: Actor, broadcast_id: int, ends_at: datetime) -> None:
    """Set the end of a broadcast: whom it has not reached by then it never reaches; a yes of its own to the new end. Raises
    LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    if broadcast.state not in LIVE or broadcast.post_id is not None:
        raise LoaError(phrase("broadcast.cannot-now"))
    if ends_at <= max(broadcast.starts_at, actor.now):
        raise LoaError(phrase("broadcast.ends-before-begin"))
    was_approved = broadcast.approved_hash == manifest_of(broadcast)
    broadcast.ends_at = ends_at
    if was_approved:
        broadcast.approved_hash, broadcast.approved_by = manifest_of(broadcast), actor.staff.id
    session.add(broadcast)
    actor.note(session, "edit", f"broadcast:{broadcast_id}", "ends_at", unit_id=broadcast.unit_id)


@deed("settings")
def set_competence(session: Session, actor: Actor, *, is_competent: bool) -> None:
    """Set whether the actor's unit may order emergencies."""
    unit_id = actor.staff.unit_id
    value = UnitSetting(
        unit_id=unit_id, name=COMPETENT, value=is_competent, changed_at=actor.now, changed_by=actor.login
    )
    session.merge(value)
    actor.note(session, "settings", f"unit:{unit_id}", COMPETENT, unit_id=unit_id)


def is_competent(session: Session, unit_id: int) -> bool:
    setting = select(UnitSetting).where(UnitSetting.unit_id == unit_id, UnitSetting.name == COMPETENT)
    found = session.exec(setting).first()
    return found is not None and found.value is True


@deed("approve")
def order_emergency(session: Session, actor: Actor, broadcast_id: int, order_number: str, reason: str) -> None:
    """Order an emergency as the first of two people: by which order the hours shall not bind this draft. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    number, why = " ".join(order_number.split())[:80], " ".join(reason.split())[:300]
    if not is_competent(session, broadcast.unit_id):
        raise LoaError(phrase("broadcast.not-competent"))
    if broadcast.state != BroadcastState.DRAFT:
        raise LoaError(phrase("broadcast.cannot-now"))
    if not number or not why:
        raise LoaError(phrase("broadcast.emergency-reason"))
    broadcast.order_number, broadcast.override_reason = number, why
    broadcast.override_by, broadcast.override_at, broadcast.second_by = actor.staff.id, None, None
    session.add(broadcast)
    actor.note(session, "emergency", f"broadcast:{broadcast_id}", "order_number", unit_id=broadcast.unit_id)


@deed("approve")
def confirm_emergency(session: Session, actor: Actor, broadcast_id: int, seen: str) -> None:
    """Confirm an emergency as the second person: the order stands, and what was seen goes out at once. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    if not broadcast.override_reason or broadcast.override_at is not None:
        raise LoaError(phrase("broadcast.no-order"))
    if broadcast.override_by == actor.staff.id:
        raise LoaError(phrase("broadcast.second-person"))
    if not is_competent(session, broadcast.unit_id):
        raise LoaError(phrase("broadcast.not-competent"))
    approve(session, broadcast, seen=seen, staff_id=actor.staff.id or 0, now=actor.now)
    broadcast.override_at, broadcast.second_by = actor.now, actor.staff.id
    broadcast.starts_at = min(broadcast.starts_at, actor.now)
    broadcast.approved_hash = manifest_of(broadcast)
    session.add(broadcast)
    actor.note(session, "emergency", f"broadcast:{broadcast_id}", "order_number", "second", unit_id=broadcast.unit_id)


@deed("audience")
def try_on_own_phone(session: Session, actor: Actor, broadcast_id: int, number: str, numbers: Numbers) -> int:
    """The same words to one number, as a broadcast of its own; within the hours and caps. Returns its id. Raises LoaError."""
    broadcast = _broadcast(session, actor, broadcast_id)
    name = phrase("broadcast.trial-list", login=actor.login)
    trials = (
        select(func.count())
        .select_from(Broadcast)
        .join(Audience, col(Audience.id) == col(Broadcast.audience_id))
        .where(
            col(Audience.name).startswith(f"{name} · ", autoescape=True),
            col(Broadcast.starts_at) > actor.now - timedelta(days=1),
        )
    )
    if session.exec(trials).one() >= MOST_TRIALS:
        raise LoaError(phrase("broadcast.trials-of-today", most=MOST_TRIALS))
    own = f"{name} · {broadcast_id} · {actor.now.timestamp():.6f}"  # a list of this trial: those before went to other numbers
    audience = make_audience(session, broadcast.unit_id, own, actor.now, name)
    yes = StatedConsent(name, "test", name, "", actor.login, actor.now, TRIAL)
    added = add_numbers(session, audience, [number], numbers, now=actor.now, yes=yes)
    if added.wrong or added.erased:
        raise LoaError(phrase("broadcast.no-mobile"))
    wish = BroadcastRequest(
        broadcast.account_id,
        audience.id or 0,
        broadcast.body,
        actor.now,
        actor.now + TRIAL_LASTS,
        matters=(TRIAL,),
        written_by=actor.staff.id,
    )
    made = create(session, wish, actor.now)
    approve(session, made, seen=manifest_of(made), staff_id=actor.staff.id or 0, now=actor.now)
    actor.note(session, "write", f"broadcast:{made.id}", "trial", unit_id=made.unit_id)
    return made.id or 0


@dataclass(frozen=True)
class CommandDesk:
    """The deeds that are possible with a broadcast now. `doubt`: as of the estimate. `seen`: what a yes to it says.

    `order`: of an emergency, that waits or stands.
    """

    seen: str
    state: BroadcastState
    is_by_hand: bool
    is_approved: bool
    is_competent: bool
    order: str
    reason: str
    ordered_by: int | None
    is_confirmed: bool
    pace: SendingPace
    doubt: str


def command_desk(session: Session, broadcast_id: int, now: datetime) -> CommandDesk:
    broadcast = session.get_one(Broadcast, broadcast_id)
    settings = session.get_one(Account, broadcast.account_id).settings
    return CommandDesk(
        seen=manifest_of(broadcast),
        state=BroadcastState(broadcast.state),
        is_by_hand=broadcast.post_id is None,
        is_approved=bool(broadcast.approved_hash),
        is_competent=is_competent(session, broadcast.unit_id),
        order=broadcast.order_number,
        reason=broadcast.override_reason,
        ordered_by=broadcast.override_by,
        is_confirmed=broadcast.override_at is not None,
        pace=pace_of(session, broadcast_id, now),
        doubt=text_doubt(settings, broadcast.body, is_advertising=broadcast.category == ADVERTISING),
    )


def pace_of(session: Session, broadcast_id: int, now: datetime) -> SendingPace:
    broadcast = session.get_one(Broadcast, broadcast_id)
    lately = select(func.count()).where(
        col(Recipient.account_id).in_(select(Account.id).where(Account.unit_id == broadcast.unit_id)),
        col(Recipient.submitted_at) > now - LATELY,
        Recipient.broadcast_id == broadcast_id,
    )
    count, left = session.exec(lately).one(), counts_of(session, [broadcast_id])[broadcast_id].queued
    return SendingPace(count, math.ceil(left / count * LATELY.total_seconds()) if count and left else None)


def sms_accounts(session: Session, unit_ids: Sequence[int]) -> list[Account]:
    found = (
        select(Account).where(Account.channel == "sms", col(Account.unit_id).in_(unit_ids)).order_by(col(Account.id))
    )
    return list(session.exec(found).all())


def _seen(session: Session, actor: Actor, wish: WrittenBroadcast) -> WrittenBroadcast:
    """Return a broadcast as its account sends it: with how to opt out, where it says so. Raises LoaError."""
    seen = visible_to(session, actor.staff)
    account, audience = session.get(Account, wish.account_id), session.get(Audience, wish.audience_id)
    if account is None or audience is None or account.unit_id not in seen or audience.unit_id not in seen:
        raise LoaError(phrase("broadcast.no-account-or-list"))
    more = tuple(sorted(set(wish.more_lists) - {wish.audience_id}))
    wanted = (col(Audience.id).in_(more), Audience.unit_id == account.unit_id, col(Audience.closed_at).is_(None))
    if len(session.exec(select(Audience.id).where(*wanted)).all()) != len(more):
        raise LoaError(phrase("broadcast.no-such-more-list"))
    wish = replace(wish, more_lists=more)
    return replace(wish, body=with_invitation(account.settings, wish.body))


def _broadcast(session: Session, actor: Actor, broadcast_id: int) -> Broadcast:
    found = session.exec(select(Broadcast).where(Broadcast.id == broadcast_id).with_for_update()).first()
    if found is None or found.unit_id not in visible_to(session, actor.staff):
        raise NotThere(phrase("broadcast.none-of-number", number=broadcast_id))
    return found
