"""SMS: lists of numbers, the people on them, broadcasts and their progress, what citizens wrote. Numbers are masked.

Reads only; each function asks a fixed number of questions. People are walked by key, never by offset: a list may hold a million.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.broadcast.decide import opening
from distributor.models import (
    Account,
    Audience,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Consent,
    Inbound,
    OptOut,
    Recipient,
    RecipientState,
    Subscriber,
)
from distributor.phone_numbers import Numbers, masked
from distributor.recipient_counts import Counts, counts_of
from distributor.sms_rules import clock_of_hours, rules_at
from distributor.units import unit_names
from phrases import phrase

BROADCAST_LABELS: dict[str, str] = {key: phrase(f"report.broadcast.{key}") for key in BroadcastState}
INBOUND = (
    *(
        "stop",
        "subscribe",
        "follow",
        "unfollow",
        "unknown_matter",
        "help",
        "lookup",
        "more",
        "papers",
        "question",
        "thanks",
        "auto",
        "abuse",
        "ask_back",
        "kept",
    ),
    "unclear",
)
INBOUND_LABELS: dict[str, str] = {key: phrase(f"report.inbound.{key}") for key in INBOUND}
MOST_UNKNOWN = 200
SHOWN = 20
PEOPLE = 50


@dataclass(frozen=True)
class AudienceRow:
    id: int
    name: str
    unit: str
    source: str
    members: int
    is_open: bool


@dataclass(frozen=True)
class BroadcastLine:
    """`waits_until`: when it may go on, where the hours are over in which messages may be sent.

    `more_lists`: names of those beside the audience, on the page of one broadcast.
    """

    id: int
    post_id: int | None
    audience: str
    sender: str
    state: BroadcastState
    label: str
    reason: str
    body: str
    segments: int
    starts_at: datetime
    ends_at: datetime
    counts: Counts
    waits_until: datetime | None
    more_lists: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Its counts still move, or may."""
        return self.state in (BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED)

    @property
    def ended(self) -> int:
        return self.counts.total - self.counts.queued


@dataclass(frozen=True)
class UnknownRow:
    row: int
    number: str
    reason: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class PersonLine:
    """One number on a list. `consent`: the day of the yes that stands. `refused_at`: since when nothing is sent."""

    id: int
    number: str
    added_at: datetime
    consent_at: datetime | None
    refused_at: datetime | None
    is_erased: bool


@dataclass(frozen=True)
class PersonPage:
    line: PersonLine
    unit_id: int
    consents: tuple[Consent, ...]
    lists: tuple[str, ...]
    opt_outs: tuple[OptOut, ...]


@dataclass(frozen=True)
class InboundLine:
    id: int
    number: str
    sent_to: str
    text: str
    label: str
    at: datetime
    subscriber_id: int | None


def audiences_seen(session: Session, unit_ids: Sequence[int]) -> list[AudienceRow]:
    """Open lists first. Two queries."""
    rows = session.exec(
        select(Audience)
        .where(col(Audience.unit_id).in_(unit_ids))
        .order_by(col(Audience.closed_at).is_not(None), col(Audience.name))
    ).all()
    names = unit_names(session, unit_ids)
    return [
        AudienceRow(
            audience.id or 0,
            audience.name,
            names.get(audience.unit_id, ""),
            audience.source,
            audience.members,
            audience.closed_at is None,
        )
        for audience in rows
    ]


def broadcasts_seen(
    session: Session, unit_ids: Sequence[int], now: datetime, *, limit: int = SHOWN
) -> list[BroadcastLine]:
    """The newest first. Two queries."""
    rows = session.exec(
        select(Broadcast, Audience.name, Account)
        .join(Audience, col(Audience.id) == col(Broadcast.audience_id))
        .join(Account, col(Account.id) == col(Broadcast.account_id))
        .where(col(Broadcast.unit_id).in_(unit_ids))
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    ).all()
    counted = counts_of(session, [broadcast.id or 0 for broadcast, _name, _account in rows])
    return [_broadcast(broadcast, name, account, counted[broadcast.id or 0], now) for broadcast, name, account in rows]


def broadcast_seen(session: Session, broadcast_id: int, unit_ids: Sequence[int], now: datetime) -> BroadcastLine | None:
    """None as well for one of another unit. Three queries at most."""
    found = session.exec(
        select(Broadcast, Audience.name, Account)
        .join(Audience, col(Audience.id) == col(Broadcast.audience_id))
        .join(Account, col(Account.id) == col(Broadcast.account_id))
        .where(Broadcast.id == broadcast_id, col(Broadcast.unit_id).in_(unit_ids))
    ).first()
    if found is None:
        return None
    more = found[0].audience_rule.get("more_lists", ())
    names = select(Audience.name).where(col(Audience.id).in_(more)).order_by(col(Audience.name))
    line = _broadcast(*found, counts_of(session, [broadcast_id])[broadcast_id], now)
    return replace(line, more_lists=tuple(session.exec(names))) if more else line


def _broadcast(broadcast: Broadcast, audience: str, account: Account, counts: Counts, now: datetime) -> BroadcastLine:
    state = BroadcastState(broadcast.state)
    held_back = state is BroadcastState.SENDING and counts.queued > 0 and broadcast.override_at is None
    return BroadcastLine(
        id=broadcast.id or 0,
        post_id=broadcast.post_id,
        audience=audience,
        sender=broadcast.sender,
        state=state,
        label=BROADCAST_LABELS[state],
        reason=broadcast.reason,
        body=broadcast.body,
        segments=broadcast.segments,
        starts_at=broadcast.starts_at,
        ends_at=broadcast.ends_at,
        counts=counts,
        waits_until=opening(clock_of_hours(now, account.settings), rules_at(now)) if held_back else None,
    )


def count_lines(counts: Counts) -> list[tuple[str, int]]:
    """Return what a broadcast's counts are called; the six before the total are the total."""
    names = ("queued", "sent", "delivered", "failed", "expired", "unknown", "total", "skipped")
    return [(phrase(f"report.recipients.{name}"), getattr(counts, name)) for name in names]


def unknown_rows(
    session: Session, broadcast_id: int, numbers: Numbers, *, most: int = MOST_UNKNOWN
) -> list[UnknownRow]:
    """The first messages of unknown outcome."""
    rows = session.exec(
        select(Recipient, Subscriber.number_sealed)
        .join(Subscriber, col(Subscriber.id) == col(Recipient.subscriber_id))
        .where(Recipient.broadcast_id == broadcast_id, Recipient.state == RecipientState.UNKNOWN)
        .order_by(col(Recipient.id))
        .limit(most)
    ).all()
    return [
        UnknownRow(recipient.id or 0, _shown(numbers, sealed), recipient.reason, recipient.submitted_at)
        for recipient, sealed in rows
    ]


def audience_seen(session: Session, audience_id: int, unit_ids: Sequence[int]) -> Audience | None:
    return session.exec(select(Audience).where(Audience.id == audience_id, col(Audience.unit_id).in_(unit_ids))).first()


def people_of(session: Session, audience_id: int, numbers: Numbers, *, after: int = 0) -> list[PersonLine]:
    """The next PEOPLE of the list beyond this subscriber. Three queries."""
    rows = session.exec(
        select(Subscriber, AudienceMember.added_at)
        .join(AudienceMember, col(AudienceMember.subscriber_id) == col(Subscriber.id))
        .where(AudienceMember.audience_id == audience_id, col(AudienceMember.subscriber_id) > after)
        .order_by(col(AudienceMember.subscriber_id))
        .limit(PEOPLE)
    ).all()
    return _lines(session, [(subscriber, added_at) for subscriber, added_at in rows], numbers)


def person_seen(session: Session, subscriber_id: int, unit_ids: Sequence[int], numbers: Numbers) -> PersonPage | None:
    """One number with all that its unit holds of it; None as well for one of another unit. Six queries."""
    subscriber = session.exec(
        select(Subscriber).where(Subscriber.id == subscriber_id, col(Subscriber.unit_id).in_(unit_ids))
    ).first()
    if subscriber is None:
        return None
    [line] = _lines(session, [(subscriber, subscriber.created_at)], numbers)
    consents = session.exec(
        select(Consent).where(Consent.subscriber_id == subscriber_id).order_by(col(Consent.given_at).desc())
    ).all()
    lists = session.exec(
        select(Audience.name)
        .join(AudienceMember, col(AudienceMember.audience_id) == col(Audience.id))
        .where(AudienceMember.subscriber_id == subscriber_id)
        .order_by(col(Audience.name))
    ).all()
    opt_outs = session.exec(
        select(OptOut)
        .where(OptOut.unit_id == subscriber.unit_id, OptOut.number_hash == subscriber.number_hash)
        .order_by(col(OptOut.at).desc())
    ).all()
    return PersonPage(line, subscriber.unit_id, tuple(consents), tuple(lists), tuple(opt_outs))


def subscriber_by_number(session: Session, unit_id: int, number: str, numbers: Numbers) -> int | None:
    """The id of a unit's subscriber with this number in E.164 form."""
    return session.exec(
        select(Subscriber.id).where(
            Subscriber.unit_id == unit_id, col(Subscriber.number_hash).in_(numbers.hashes(number))
        )
    ).first()


def inbound_seen(session: Session, unit_ids: Sequence[int], numbers: Numbers, *, before: int = 0) -> list[InboundLine]:
    """Return what citizens wrote, the newest first, whole messages only. Two queries."""
    wanted = select(Inbound).where(col(Inbound.unit_id).in_(unit_ids), col(Inbound.whole).is_(True))
    if before:
        wanted = wanted.where(col(Inbound.id) < before)
    rows = session.exec(wanted.order_by(col(Inbound.id).desc()).limit(PEOPLE)).all()
    known = {
        (unit_id, digest): subscriber_id
        for unit_id, digest, subscriber_id in session.exec(
            select(Subscriber.unit_id, Subscriber.number_hash, Subscriber.id).where(
                col(Subscriber.number_hash).in_([row.number_hash for row in rows]),
                col(Subscriber.unit_id).in_(unit_ids),
            )
        )
    }
    return [
        InboundLine(
            row.id or 0,
            _shown(numbers, row.number_sealed),
            row.sent_to,
            row.text,
            INBOUND_LABELS.get(row.action, phrase("report.another-message")),
            row.received_at,
            known.get((row.unit_id, row.number_hash)),
        )
        for row in rows
    ]


def _lines(session: Session, rows: Sequence[tuple[Subscriber, datetime]], numbers: Numbers) -> list[PersonLine]:
    """Two queries, of people of one unit."""
    consented = dict(
        session.exec(
            select(Consent.subscriber_id, func.max(Consent.given_at))
            .where(
                col(Consent.subscriber_id).in_([subscriber.id for subscriber, _ in rows]),
                col(Consent.withdrawn_at).is_(None),
            )
            .group_by(col(Consent.subscriber_id))
        ).all()
    )
    opted_out = dict(
        session.exec(
            select(OptOut.number_hash, func.max(OptOut.at))
            .where(
                col(OptOut.unit_id).in_({subscriber.unit_id for subscriber, _ in rows}),
                col(OptOut.number_hash).in_([subscriber.number_hash for subscriber, _ in rows]),
                col(OptOut.lifted_at).is_(None),
                col(OptOut.asked_back).is_(False),
                OptOut.matter == "",
            )
            .group_by(col(OptOut.number_hash))
        ).all()
    )
    return [
        PersonLine(
            subscriber.id or 0,
            _shown(numbers, subscriber.number_sealed),
            added_at,
            consented.get(subscriber.id or 0),
            opted_out.get(subscriber.number_hash),
            subscriber.erased_at is not None,
        )
        for subscriber, added_at in rows
    ]


def _shown(numbers: Numbers, sealed: bytes) -> str:
    return masked(numbers.open(sealed)) if sealed else phrase("report.number-deleted")
