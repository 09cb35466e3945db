"""Accepting an offer: the unit's own posts on the item, composed for each of its accounts, with its own links and its own review.

Composing is done outside any transaction. One short transaction then makes the posts and records the answer, or neither.

1. Read the offer, the item and the accounts that have nothing of it yet.
2. Compose, as for the accounts of a campaign.
3. Under the locks of item and answer: nothing changed meanwhile, so store the posts, the answer and the log's entry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import true
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.draft.links import ShortLinks
from distributor.draft.store import Composed, compose_target, store_post
from distributor.draft.targets import ANNOUNCE, Target, has_link_in_text, variant_of
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AnswerState,
    Item,
    Offer,
    OfferAnswer,
    Post,
    PreAcceptance,
    Staff,
)
from distributor.render.wanted import want_videos
from distributor.share.offers import answer_in, own_accounts, stands
from distributor.staff.audit import note_action
from distributor.staff.deeds import Actor, deed
from distributor.staff.permissions import MAY
from phrases import phrase


@dataclass(frozen=True)
class OfferMaking:
    """The parts with which posts of an offer are made. `videos`: whether items are given videos."""

    templates: Templates
    public_url: str
    now: Callable[[], datetime]
    videos: bool = True


@dataclass(frozen=True)
class Acceptance:
    """A unit's yes by `staff` for these accounts. `pre_acceptance_id`: said in advance."""

    answer_id: int
    staff: Staff
    account_ids: tuple[int, ...]
    pre_acceptance_id: int | None = None


@deed("accept")
def accept_offer(
    database: Database, actor: Actor, answer_id: int, account_ids: Sequence[int], making: OfferMaking
) -> int:
    """Accept an offer; return how many posts were made; those go their usual way. Opens its own transactions. Raises NotThere,
    LoaError."""
    return _accept(database, Acceptance(answer_id, actor.staff, tuple(dict.fromkeys(account_ids))), making)


def _accept(database: Database, acceptance: Acceptance, making: OfferMaking) -> int:
    unit_id = acceptance.staff.unit_id
    with database.read() as session:
        answer = answer_in(session, acceptance.answer_id, unit_id, AnswerState.WAITING, making.now(), lock=False)
        item = session.exec(
            select(Item).join(Offer, col(Offer.item_id) == col(Item.id)).where(Offer.id == answer.offer_id)
        ).one()
        accounts = _silent(session, item, own_accounts(session, unit_id, acceptance.account_ids))
        view = item_view(session, item)
        links = ShortLinks(session, item, making.public_url)
        linked = [(account, links.new(account, ANNOUNCE)) for account in accounts]
    if not accounts:
        raise LoaError(phrase("share.all-have-it"))
    composed = [_compose(view, item, account, link, making) for account, link in linked]
    try:
        with database.write() as session:
            return _store(session, acceptance, item, composed, making)
    except IntegrityError as error:
        raise LoaError(phrase("share.handled-elsewhere")) from error


def accept_by_standing_yes(database: Database, making: OfferMaking, offer_id: int | None = None) -> list[int]:
    """The units whose yes in advance answered now. `offer_id` None: whatever offer stands unanswered; the sweep asks that.

    What cannot be accepted for a unit waits for its people, or for the next sweep. A yes ends with the right of the one who
    gave it, and answers no offer that was there before it, nor one that a person took up again. One transaction a unit.
    """
    now = making.now()
    with database.read() as session:
        rows = session.exec(
            select(OfferAnswer.id, PreAcceptance, Staff, Item.kind)
            .join(Offer, col(Offer.id) == col(OfferAnswer.offer_id))
            .join(Item, col(Item.id) == col(Offer.item_id))
            .join(PreAcceptance, col(PreAcceptance.unit_id) == col(OfferAnswer.unit_id))
            .join(Staff, col(Staff.id) == col(PreAcceptance.staff_id))
            .where(
                col(OfferAnswer.offer_id) == offer_id if offer_id is not None else true(),
                OfferAnswer.state == AnswerState.WAITING,
                col(OfferAnswer.at).is_(None),
                col(PreAcceptance.given_at) <= col(Offer.offered_at),
                col(PreAcceptance.withdrawn_at).is_(None),
                PreAcceptance.ends_at > now,
                col(Staff.disabled).is_(False),
                col(Staff.role).in_(MAY["accept"]),
                Staff.unit_id == PreAcceptance.unit_id,
                stands(now),
            )
            .order_by(col(PreAcceptance.id))
        ).all()
    accepted: dict[int, int] = {}
    for answer_id, given, staff, kind in rows:
        if kind not in given.kinds or answer_id in accepted:
            continue
        yes = Acceptance(answer_id or 0, staff, tuple(given.account_ids), given.id)
        try:
            _accept(database, yes, making)
        except LoaError:  # an account was closed, or says it already: the offer waits for the unit's people
            continue
        accepted[answer_id or 0] = given.unit_id
    return list(accepted.values())


def _silent(session: Session, item: Item, accounts: Sequence[Account]) -> list[Account]:
    said = session.exec(select(Post.account_id).where(Post.item_id == item.id, Post.purpose == ANNOUNCE)).all()
    return [account for account in accounts if account.id not in said]


def _compose(view: ItemView, item: Item, account: Account, link: str, making: OfferMaking) -> Composed:
    target = Target(
        account.id or 0,
        account.channel,
        account.unit_id,
        None,
        None,
        link,
        variant=variant_of(account.settings),
        link_in_text=has_link_in_text(account, item.kind),
        own=account.settings,
    )
    return compose_target(view, target, making.templates)


def _store(
    session: Session, acceptance: Acceptance, item: Item, composed: Sequence[Composed], making: OfferMaking
) -> int:
    now, staff = making.now(), acceptance.staff
    # As compose claims it: whoever composes this item at this moment has it behind its revision.
    there = session.exec(
        select(Item)
        .where(Item.id == item.id, Item.revision == item.revision, col(Item.composed_revision) >= item.revision)
        .with_for_update()
    ).first()
    if there is None:
        raise LoaError(phrase("share.source-changed"))
    answer = answer_in(session, acceptance.answer_id, staff.unit_id, AnswerState.WAITING, now)
    target_url = there.address or f"{making.public_url}/tin/{there.id}"
    for made in composed:
        store_post(session, there, made, target_url=target_url, now=now)
    want_videos(session, there, now, new=making.videos)
    answer.state, answer.by, answer.at = AnswerState.ACCEPTED, staff.login, now
    answer.account_ids = [made.target.account_id for made in composed]
    answer.pre_acceptance_id = acceptance.pre_acceptance_id
    session.add(answer)
    session.flush()
    fields = [f"account:{made.target.account_id}" for made in composed]
    if acceptance.pre_acceptance_id is not None:
        fields.append(f"pre_acceptance:{acceptance.pre_acceptance_id}")
    note_action(
        session,
        actor=staff.login,
        action="accept",
        subject=f"offer:{answer.offer_id}",
        now=now,
        unit_id=staff.unit_id,
        fields=fields,
    )
    return len(composed)
