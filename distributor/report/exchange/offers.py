"""Shared posts as others read them: what a unit offered, what came to it."""

from datetime import datetime
from typing import Annotated

from sqlmodel import Session

from distributor.models import AnswerState
from distributor.report.exchange.shapes import shape, told
from distributor.report.offers import Incoming, Made, answered_offers, incoming_offer, offers_made, waiting_offers


@shape
class OfferAnswerShape:
    """The answer of an offered unit."""

    unit: str
    state: AnswerState
    reason: Annotated[str, told("why-declined")]


@shape
class OfferShape:
    """An offer of this unit."""

    id: int
    item_id: int
    title: Annotated[str, told("item-title")]
    offered_at: datetime
    expires_at: datetime
    over: Annotated[str, told("why-offer-is-over")]
    answers: tuple[OfferAnswerShape, ...]


@shape
class ReceivedOfferShape:
    """An offer to this unit, and its answer."""

    id: Annotated[int, told("offer-id")]
    item_id: int
    title: str
    beginning: Annotated[str, told("item-beginning")]
    kind: str
    address: str
    note: str
    offered_by: Annotated[str, told("offering-unit")]
    offered_at: datetime
    expires_at: datetime
    open: Annotated[bool, told("offer-is-open")]
    state: AnswerState
    answered_by: str
    answered_at: datetime | None
    reason: str
    accounts: Annotated[tuple[str, ...], told("accepted-accounts")]
    in_advance: Annotated[bool, told("accepted-in-advance")]


def offers_told(session: Session, unit_id: int, now: datetime) -> list[OfferShape]:
    """The unit's own, newest first."""
    return [_made(each) for each in offers_made(session, unit_id, now)]


def offer_told(session: Session, offer_id: int, unit_id: int, now: datetime) -> OfferShape | None:
    """None if it is not this unit's."""
    found = offers_made(session, unit_id, now, offer_id=offer_id)
    return _made(found[0]) if found else None


def received_offer(session: Session, answer_id: int, unit_id: int, now: datetime) -> ReceivedOfferShape | None:
    """None if it did not come to this unit."""
    found = incoming_offer(session, answer_id, unit_id, now)
    return _received(found) if found else None


def received_offers(session: Session, unit_id: int, now: datetime) -> list[ReceivedOfferShape]:
    """Those that wait for an answer, soonest to expire first; then the answered ones, newest first."""
    found = (*waiting_offers(session, unit_id, now), *answered_offers(session, unit_id, now))
    return [_received(each) for each in found]


def _made(offer: Made) -> OfferShape:
    return OfferShape(
        id=offer.offer_id,
        item_id=offer.item_id,
        title=offer.title,
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        over=offer.why_over,
        answers=tuple(OfferAnswerShape(*each) for each in offer.answers),
    )


def _received(offer: Incoming) -> ReceivedOfferShape:
    return ReceivedOfferShape(
        id=offer.answer_id,
        item_id=offer.item_id,
        title=offer.title,
        beginning=offer.beginning,
        kind=offer.kind,
        address=offer.address,
        note=offer.note,
        offered_by=offer.offered_by,
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        open=offer.open,
        state=offer.state,
        answered_by=offer.by,
        answered_at=offer.at,
        reason=offer.reason,
        accounts=offer.accounts,
        in_advance=offer.in_advance,
    )
