"""Shared posts as their screen shows them: what came to a unit, what it answered, what it offered. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from distributor.clock import VIETNAM
from distributor.labels import channel_label, kind_is_never_posted, kind_label
from distributor.models import (
    Account,
    AccountState,
    AnswerState,
    Intake,
    Item,
    Offer,
    OfferAnswer,
    PreAcceptance,
    Staff,
)
from distributor.share.offers import stands
from distributor.units import unit_names
from phrases import phrase

MOST = 50
SUMMARY = 280
"""Characters of an item's beginning that a unit reads before it accepts."""


@dataclass(frozen=True)
class Incoming:
    """An offer to one unit, and what the unit said. `accounts`: names of those it was accepted for. `open`: it still stands."""

    answer_id: int
    item_id: int
    title: str
    beginning: str
    kind: str
    address: str
    note: str
    offered_by: str
    offered_at: datetime
    expires_at: datetime
    state: AnswerState
    by: str
    at: datetime | None
    reason: str
    accounts: tuple[str, ...]
    in_advance: bool
    open: bool

    @property
    def last_day(self) -> date:
        return last_day(self.expires_at)


@dataclass(frozen=True)
class Made:
    """An offer of this unit. `answers`: unit, state, and for a refusal its reason. `why_over`: empty while it stands."""

    offer_id: int
    item_id: int
    title: str
    offered_at: datetime
    expires_at: datetime
    answers: tuple[tuple[str, AnswerState, str], ...]
    why_over: str

    @property
    def last_day(self) -> date:
        return last_day(self.expires_at)

    def count(self, state: str) -> int:
        return sum(answered == state for _unit, answered, _reason in self.answers)


@dataclass(frozen=True)
class InAdvance:
    """A yes in advance that stands. `who`: the name of the person who gave it."""

    id: int
    who: str
    kinds: tuple[str, ...]
    accounts: tuple[str, ...]
    ends_at: datetime

    @property
    def last_day(self) -> date:
        return last_day(self.ends_at)


def last_day(end: datetime) -> date:
    """The day in Vietnam on whose last second this ends."""
    return (end - timedelta(seconds=1)).astimezone(VIETNAM).date()


def waiting_offers(session: Session, unit_id: int, now: datetime) -> list[Incoming]:
    """Return what the unit has to answer, the soonest to expire first."""
    return _incoming(session, unit_id, now, OfferAnswer.state == AnswerState.WAITING, stands(now), soonest=True)


def answered_offers(session: Session, unit_id: int, now: datetime) -> list[Incoming]:
    """Return what the unit answered, the newest answer first."""
    return _incoming(session, unit_id, now, OfferAnswer.state != AnswerState.WAITING)


def incoming_offer(session: Session, answer_id: int, unit_id: int, now: datetime) -> Incoming | None:
    """One, however it stands; None if it did not come to this unit."""
    found = _incoming(session, unit_id, now, OfferAnswer.id == answer_id)
    return found[0] if found else None


def answers_waiting(unit_id: int | ColumnElement[int], now: datetime | ColumnElement[datetime]) -> SelectOfScalar[int]:
    """Return how many offers to this unit wait for an answer."""
    waiting = (OfferAnswer.state == AnswerState.WAITING, col(OfferAnswer.unit_id) == unit_id, stands(now))
    joined = select(func.count()).select_from(OfferAnswer).join(Offer, col(Offer.id) == col(OfferAnswer.offer_id))
    return joined.where(*waiting)


def _incoming(
    session: Session, unit_id: int, now: datetime, *wanted: ColumnElement[bool] | bool, soonest: bool = False
) -> list[Incoming]:
    order = col(Offer.expires_at) if soonest else col(OfferAnswer.at).desc()
    rows = session.exec(
        select(OfferAnswer, Offer, Item, stands(now))
        .join(Offer, col(Offer.id) == col(OfferAnswer.offer_id))
        .join(Item, col(Item.id) == col(Offer.item_id))
        .where(OfferAnswer.unit_id == unit_id, *wanted)
        .order_by(order, col(OfferAnswer.id))
        .limit(MOST)
    ).all()
    units = unit_names(session, sorted({offer.unit_id for _answer, offer, *_rest in rows}))
    people = _people(session, {answer.by for answer, *_rest in rows})
    accounts = {account.id: account for account in accounts_of(session, unit_id)}
    return [
        Incoming(
            answer_id=answer.id or 0,
            item_id=item.id or 0,
            title=item.title,
            beginning=_beginning(item.summary or item.text),
            kind=item.kind,
            address=item.address,
            note=offer.note,
            offered_by=units.get(offer.unit_id, ""),
            offered_at=offer.offered_at,
            expires_at=offer.expires_at,
            state=AnswerState(answer.state),
            by=people.get(answer.by, answer.by),
            at=answer.at,
            reason=answer.reason,
            accounts=tuple(_account(accounts, account_id) for account_id in answer.account_ids),
            in_advance=answer.pre_acceptance_id is not None,
            open=bool(still),
        )
        for answer, offer, item, still in rows
    ]


def offers_made(session: Session, unit_id: int, now: datetime, *, offer_id: int | None = None) -> list[Made]:
    """The newest first, each with what the units said. `offer_id`: that one only."""
    rows = session.exec(
        select(Offer, Item, stands(now))
        .join(Item, col(Item.id) == col(Offer.item_id))
        .where(Offer.unit_id == unit_id, true() if offer_id is None else Offer.id == offer_id)
        .order_by(col(Offer.id).desc())
        .limit(MOST)
    ).all()
    answers = session.exec(
        select(OfferAnswer)
        .where(col(OfferAnswer.offer_id).in_([offer.id for offer, *_rest in rows]))
        .order_by(col(OfferAnswer.unit_id))
    ).all()
    units = unit_names(session, sorted({answer.unit_id for answer in answers}))
    said: dict[int, tuple[tuple[str, AnswerState, str], ...]] = {}
    for answer in answers:
        told = (units.get(answer.unit_id, ""), AnswerState(answer.state), answer.reason)
        said[answer.offer_id] = (*said.get(answer.offer_id, ()), told)
    return [
        Made(
            offer.id or 0,
            item.id or 0,
            item.title,
            offer.offered_at,
            offer.expires_at,
            said.get(offer.id or 0, ()),
            "" if still else _why_over(offer, now),
        )
        for offer, item, still in rows
    ]


def offer_reasons(session: Session, item_ids: Sequence[int]) -> dict[tuple[int, int], str]:
    """(item, unit) → what became of the newest offer of it to that unit, for a cell without a post. One query."""
    rows = session.exec(
        select(Offer, OfferAnswer)
        .join(OfferAnswer, col(OfferAnswer.offer_id) == col(Offer.id))
        .where(col(Offer.item_id).in_(item_ids))
        .order_by(col(Offer.id))
    ).all()
    return {(offer.item_id, answer.unit_id): _became(offer, answer) for offer, answer in rows}


def _became(offer: Offer, answer: OfferAnswer) -> str:
    match answer.state:
        case AnswerState.ACCEPTED:
            return phrase("report.offer-taken-for-another-account")
        case AnswerState.DECLINED:
            return phrase("report.offer-declined", reason=answer.reason)
        case AnswerState.WAITING:
            if offer.withdrawn_at is not None:
                return phrase("report.offer-withdrawn")
            return phrase("report.offered", until=last_day(offer.expires_at))


def offerable_items(session: Session, unit_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Items that may be offered, newest first: id and title."""
    rows = session.exec(
        select(Item.id, Item.title, Item.kind)
        .where(
            col(Item.unit_id).in_(unit_ids),
            Item.intake == Intake.TAKEN,
            col(Item.composed_revision) >= col(Item.revision),
        )
        .order_by(func.coalesce(Item.published_at, Item.first_seen_at).desc(), col(Item.id).desc())
        .limit(MOST)
    ).all()
    return [(item_id or 0, title) for item_id, title, kind in rows if not kind_is_never_posted(kind)]


def in_advance(session: Session, unit_id: int, now: datetime) -> list[InAdvance]:
    """Return what the unit accepts before it is offered, by its end."""
    rows = session.exec(
        select(PreAcceptance, Staff.full_name)
        .join(Staff, col(Staff.id) == col(PreAcceptance.staff_id))
        .where(PreAcceptance.unit_id == unit_id, col(PreAcceptance.withdrawn_at).is_(None), PreAcceptance.ends_at > now)
        .order_by(col(PreAcceptance.ends_at))
    ).all()
    accounts = {account.id: account for account in accounts_of(session, unit_id)}
    return [
        InAdvance(
            given.id or 0,
            name,
            tuple(kind_label(kind) for kind in given.kinds),
            tuple(_account(accounts, account_id) for account_id in given.account_ids),
            given.ends_at,
        )
        for given, name in rows
    ]


def accounts_of(session: Session, unit_id: int) -> list[Account]:
    """The unit's own open accounts."""
    return list(
        session.exec(
            select(Account)
            .where(Account.unit_id == unit_id, Account.state != AccountState.CLOSED)
            .order_by(col(Account.channel), col(Account.name))
        )
    )


def _account(accounts: Mapping[int | None, Account], account_id: int) -> str:
    account = accounts.get(account_id)
    if account is None:
        return phrase("report.account-gone", account=account_id)
    return f"{account.name} ({channel_label(account.channel)})"


def _people(session: Session, logins: set[str]) -> dict[str, str]:
    return dict(session.exec(select(Staff.login, Staff.full_name).where(col(Staff.login).in_(logins))).all())


def _why_over(offer: Offer, now: datetime) -> str:
    if offer.withdrawn_at is not None:
        return phrase("report.withdrawn")
    return phrase("report.time-over" if offer.expires_at <= now else "report.item-gone-or-held")


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SUMMARY else flat[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"
