"""Offering an item to units below, taking the offer back, declining it, and saying yes in advance. Never commits.

An offer stands until it expires, is withdrawn, or its item is no longer good to announce (withdrawn at the source, held).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlmodel import Session, col, select

from distributor.errors import LoaError, NotThere, WrongValue
from distributor.labels import kind_is_never_posted, kind_label, kinds
from distributor.models import (
    Account,
    AccountState,
    AnswerState,
    Intake,
    Item,
    Offer,
    OfferAnswer,
    Post,
    PreAcceptance,
    Unit,
    UnitLevel,
)
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import item_of_units, visible_to
from phrases import phrase

SHARED = phrase("share.must-be-approved")
"""Why a post of an accepted offer waits."""
LONGEST_NOTE, LONGEST_REASON = 1000, 500


@dataclass(frozen=True)
class OfferRequest:
    """`unit_ids` empty: all units below. `expires_at`: until when they may accept."""

    item_id: int
    unit_ids: tuple[int, ...]
    expires_at: datetime
    note: str = ""


def stands(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """An offer that may still be accepted."""
    good = exists().where(col(Item.id) == col(Offer.item_id), col(Item.intake) == Intake.TAKEN).correlate(Offer)
    return and_(col(Offer.withdrawn_at).is_(None), col(Offer.expires_at) > now, good)


def units_below(session: Session, unit_id: int) -> tuple[int, ...]:
    """The communes to which this unit may offer: of its province. None for a commune."""
    unit = session.get_one(Unit, unit_id)
    province_id = unit.id if unit.level is UnitLevel.PROVINCE else unit.parent_id
    if unit.level is UnitLevel.COMMUNE or province_id is None:
        return ()
    offices = select(Unit.id).where(Unit.parent_id == province_id)
    below = or_(col(Unit.parent_id) == province_id, col(Unit.parent_id).in_(offices))
    rows = session.exec(select(Unit.id).where(Unit.level == UnitLevel.COMMUNE, below).order_by(col(Unit.id)))
    return tuple(each for each in rows if each is not None)


@deed("offer")
def make_offer(session: Session, actor: Actor, wish: OfferRequest) -> Offer:
    """Each unit answers for itself; one that was asked for this item already is not asked again. Raises LoaError."""
    staff, now = actor.staff, actor.now
    below = units_below(session, staff.unit_id)
    if not below:
        raise LoaError(phrase("share.nothing-below"))
    if any(unit_id not in below for unit_id in wish.unit_ids):
        raise LoaError(phrase("share.choose-units"))
    item = item_of_units(session, wish.item_id, visible_to(session, staff))
    if item is None:
        raise LoaError(phrase("share.choose-an-item"))
    note = wish.note.strip()
    if problem := _not_offerable(item, wish.expires_at, note, now):
        raise LoaError(problem)
    session.exec(select(Item.id).where(Item.id == item.id).with_for_update()).one()
    asked = session.exec(
        select(OfferAnswer.unit_id)
        .join(Offer, col(Offer.id) == col(OfferAnswer.offer_id))
        .where(
            Offer.item_id == item.id,
            or_(
                col(OfferAnswer.state) == AnswerState.ACCEPTED,
                and_(col(OfferAnswer.state) == AnswerState.WAITING, stands(now)),
            ),
        )
    ).all()
    wanted = [unit_id for unit_id in wish.unit_ids or below if unit_id not in asked]
    if not wanted:
        raise LoaError(phrase("share.asked-already"))
    offer = Offer(
        unit_id=staff.unit_id,
        item_id=wish.item_id,
        note=note,
        offered_by=staff.login,
        offered_at=now,
        expires_at=wish.expires_at,
    )
    session.add(offer)
    session.flush()
    session.add_all([OfferAnswer(offer_id=offer.id or 0, unit_id=unit_id) for unit_id in wanted])
    session.flush()
    actor.note(session, "offer", f"offer:{offer.id}", "unit_ids", "expires_at", "note")
    return offer


def _not_offerable(item: Item, expires_at: datetime, note: str, now: datetime) -> str:
    if item.intake is not Intake.TAKEN:
        return phrase("share.not-offerable", why=item.intake_reason or phrase("share.not-taken"))
    if kind_is_never_posted(item.kind):
        return phrase("share.never-posted", kind=kind_label(item.kind))
    if item.composed_revision < item.revision:
        return phrase("share.being-composed")
    if expires_at <= now:
        raise WrongValue(phrase("share.term-past", until=expires_at), "expires_at")
    if len(note) > LONGEST_NOTE:
        return phrase("share.note-too-long", most=LONGEST_NOTE, length=len(note))
    return ""


@deed("offer")
def withdraw_offer(session: Session, actor: Actor, offer_id: int) -> None:
    """Nobody can accept it any more; what was accepted stays the units' own. Raises NotThere, LoaError."""
    mine = select(Offer.id).where(Offer.id == offer_id, Offer.unit_id == actor.staff.unit_id)
    if session.exec(mine).first() is None:
        raise NotThere(phrase("share.no-such-offer"))
    withdrawn = session.connection().execute(
        update(Offer)
        .where(col(Offer.id) == offer_id, col(Offer.withdrawn_at).is_(None))
        .values(withdrawn_at=actor.now, withdrawn_by=actor.login)
    )
    if withdrawn.rowcount != 1:
        raise LoaError(phrase("share.offer-withdrawn"))
    actor.note(session, "withdraw_offer", f"offer:{offer_id}")


@deed("accept")
def decline(session: Session, actor: Actor, answer_id: int, reason: str) -> None:
    """Decline an offer: the unit does not want it. `reason` is read by whoever offered. Raises NotThere, LoaError."""
    answer = answer_in(session, answer_id, actor.staff.unit_id, AnswerState.WAITING, actor.now)
    said = " ".join(reason.split())
    if not said:
        raise LoaError(phrase("share.why-declined"))
    if len(said) > LONGEST_REASON:
        raise LoaError(phrase("share.reason-too-long", most=LONGEST_REASON))
    answer.state, answer.by, answer.at, answer.reason = AnswerState.DECLINED, actor.login, actor.now, said
    session.add(answer)
    session.flush()
    actor.note(session, "decline", f"offer_answer:{answer_id}", "reason")


@deed("accept")
def undo_decline(session: Session, actor: Actor, answer_id: int) -> None:
    """Undo a decline: the offer waits for the unit's people again, as long as it stands. Raises NotThere, LoaError."""
    answer = answer_in(session, answer_id, actor.staff.unit_id, AnswerState.DECLINED, actor.now)
    answer.state, answer.by, answer.at, answer.reason = AnswerState.WAITING, "", actor.now, ""
    session.add(answer)
    session.flush()
    actor.note(session, "undo_decline", f"offer_answer:{answer_id}")


def answer_in(
    session: Session, answer_id: int, unit_id: int, state: AnswerState, now: datetime, *, lock: bool = True
) -> OfferAnswer:
    """A unit's answer to an offer that stands. Raises NotThere; LoaError, saying what became of it."""
    mine = select(OfferAnswer).where(OfferAnswer.id == answer_id, OfferAnswer.unit_id == unit_id)
    answer = session.exec(mine.with_for_update() if lock else mine).first()
    if answer is None:
        raise NotThere(phrase("share.no-such-offer"))
    if answer.state is not state:
        raise LoaError(phrase(f"share.answered.{answer.state}"))
    if session.exec(select(Offer.id).where(Offer.id == answer.offer_id, stands(now))).first() is None:
        raise LoaError(phrase("share.offer-over"))
    return answer


def own_accounts(session: Session, unit_id: int, account_ids: Sequence[int]) -> list[Account]:
    """These accounts of the unit, open ones. Raises LoaError if one is not, or none is chosen."""
    accounts = session.exec(
        select(Account)
        .where(col(Account.id).in_(account_ids), Account.unit_id == unit_id, Account.state != AccountState.CLOSED)
        .order_by(col(Account.id))
    ).all()
    if not account_ids or len(accounts) != len(set(account_ids)):
        raise LoaError(phrase("share.choose-accounts"))
    return list(accounts)


@deed("accept")
def pre_accept(
    session: Session, actor: Actor, wanted: Sequence[str], account_ids: Sequence[int], ends_at: datetime
) -> PreAcceptance:
    """Offers of these kinds that come from now on are accepted for these accounts. Raises LoaError."""
    if not wanted or any(kind not in kinds() for kind in wanted):
        raise LoaError(phrase("share.choose-kinds"))
    own_accounts(session, actor.staff.unit_id, account_ids)
    if ends_at <= actor.now:
        raise WrongValue(phrase("share.end-past", ends=ends_at), "ends_at")
    given = PreAcceptance(
        unit_id=actor.staff.unit_id,
        staff_id=actor.staff.id or 0,
        kinds=list(wanted),
        account_ids=sorted(set(account_ids)),
        given_at=actor.now,
        ends_at=ends_at,
    )
    session.add(given)
    session.flush()
    fields = "kinds", "account_ids", "ends_at"
    actor.note(session, "accept_in_advance", f"pre_acceptance:{given.id}", *fields)
    return given


@deed("accept")
def withdraw_pre_acceptance(session: Session, actor: Actor, given_id: int) -> None:
    """Withdraw a pre-acceptance at once; what was accepted by it stays. By anybody of the unit who may accept. Raises NotThere,
    LoaError."""
    mine = select(PreAcceptance.id).where(PreAcceptance.id == given_id, PreAcceptance.unit_id == actor.staff.unit_id)
    if session.exec(mine).first() is None:
        raise NotThere(phrase("share.no-such-yes"))
    withdrawn = session.connection().execute(
        update(PreAcceptance)
        .where(col(PreAcceptance.id) == given_id, col(PreAcceptance.withdrawn_at).is_(None))
        .values(withdrawn_at=actor.now)
    )
    if withdrawn.rowcount != 1:
        raise LoaError(phrase("share.yes-withdrawn"))
    actor.note(session, "withdraw_in_advance", f"pre_acceptance:{given_id}")


def is_shared(session: Session, post: Post) -> bool:
    """Return True if an accepted offer made this post."""
    rows = session.exec(
        select(OfferAnswer.account_ids)
        .join(Offer, col(Offer.id) == col(OfferAnswer.offer_id))
        .where(
            Offer.item_id == post.item_id,
            OfferAnswer.unit_id == post.unit_id,
            OfferAnswer.state == AnswerState.ACCEPTED,
        )
    )
    return any(post.account_id in account_ids for account_ids in rows)
