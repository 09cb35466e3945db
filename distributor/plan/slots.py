"""Choosing a slot: as soon as the campaign's cadence on that account allows, or at the hour that does best within it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from distributor.draft.targets import AGAIN, ANNOUNCE, SERIES, timeline_hour
from distributor.learn.beliefs import Subject
from distributor.learn.settings import learning_settings
from distributor.learn.store import Foreseen, choose_slot
from distributor.models import Account, Campaign, Item, Post, PostState
from distributor.plan.cadence import SAME_ITEM_APART, CadenceRule, first_free, free_half_hours, rule_of
from distributor.plan.expiry import latest_of
from distributor.plan.hours import open_hours, opens_from

HOLDING_A_SLOT = (
    PostState.PLANNED,
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.UNKNOWN,
    PostState.PUBLISHED,
    PostState.EDITED,
)
WAITING_FOR_ITS_SLOT = (PostState.DRAFT, PostState.AWAITING_REVIEW)


@dataclass(frozen=True)
class Slot:
    """`why`: where an hour was chosen, in words for the post's history; empty for the first free one."""

    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Promised:
    """A slot that a yes given just before would take: what `slot_of_a_yes` must not give away a second time."""

    account_id: int
    campaign_id: int | None
    item_id: int
    post_id: int
    at: datetime


def next_slot(
    session: Session,
    *,
    account_id: int,
    channel: str,
    cadence: Mapping[str, Mapping[str, Any]],
    now: datetime,
    campaign_id: int | None = None,
    saying: Post | None = None,
    promised: Sequence[Promised] = (),
) -> datetime:
    """The first free slot from now on. The caller holds the account's row. `campaign_id`: whose posts count by day and week;
    `saying`: the post, if it is not to stand beside another about the same item.
    """
    rule = rule_of(cadence, channel)
    if rule.is_free:
        return now
    taken = _taken(session, account_id, campaign_id, saying, rule, now, promised)
    return first_free(rule, now, *taken).astimezone(UTC)


def slot_for(
    session: Session, post: Post, campaign: Campaign | None, now: datetime, foreseen: Foreseen | None = None
) -> Slot:
    """Choose the post's slot, not before its own slot, if it has one, nor before its campaign begins. Takes the account's row.

    `foreseen`: of `foresee_slot`, so that nothing is reckoned while rows are held.
    """
    earliest = _earliest(post, campaign, now)
    if campaign is None or not campaign.cadence or keeps_its_hour(post, campaign, now):
        return Slot(earliest)
    account = session.exec(select(Account).where(Account.id == post.account_id).with_for_update(key_share=True)).one()
    if (best := _best_slot(session, post, campaign, account, now, foreseen)) is not None:
        return Slot(best.choice.at.astimezone(UTC), best.choice.words)
    return Slot(_first_slot(session, post, account, campaign, now))


def slot_of_a_yes(
    session: Session, post: Post, account: Account, campaign: Campaign | None, soonest: datetime, *promised: Promised
) -> datetime:
    """Return when the post is planned for if a person says yes now, as `slot_after_yes` will. Reads only, and takes no row."""
    taken = tuple(one for one in promised if one.account_id == post.account_id)
    at = _earliest(post, campaign, soonest)
    if campaign is not None and campaign.cadence and not keeps_its_hour(post, campaign, soonest):
        best = _best_slot(session, post, campaign, account, soonest, None, taken)
        at = best.choice.at.astimezone(UTC) if best else _first_slot(session, post, account, campaign, soonest, taken)
    return opens_from(account.channel, account.settings, at)


def slot_after_yes(
    session: Session, post: Post, campaign: Campaign | None, soonest: datetime, foreseen: Foreseen | None = None
) -> Slot:
    """Choose the slot as `slot_for` does, at an hour at which its channel is open: what people are told is when it goes out."""
    slot = slot_for(session, post, campaign, soonest, foreseen)
    account = session.get_one(Account, post.account_id)
    return Slot(opens_from(account.channel, account.settings, slot.at), slot.why)


def _first_slot(
    session: Session, post: Post, account: Account, campaign: Campaign, now: datetime, promised: Sequence[Promised] = ()
) -> datetime:
    return next_slot(
        session,
        account_id=post.account_id,
        channel=account.channel,
        cadence=campaign.cadence,
        now=_earliest(post, campaign, now),
        campaign_id=campaign.id,
        saying=post if _can_wait(post, now) else None,
        promised=promised,
    )


def foresee_slot(session: Session, post_id: int, now: datetime) -> Foreseen | None:
    """Return what `slot_for` would choose now by what is believed of hours; None where it would not ask for that. Reads only."""
    row = session.exec(
        select(Post, Account, Campaign)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id))
        .where(Post.id == post_id)
    ).first()
    if row is None:
        return None
    post, account, campaign = row
    return _best_slot(session, post, campaign, account, now, None)


def _earliest(post: Post, campaign: Campaign | None, now: datetime) -> datetime:
    return max(filter(None, (now, post.slot_at, campaign.starts_at if campaign else None)))


def _best_slot(
    session: Session,
    post: Post,
    campaign: Campaign,
    account: Account,
    now: datetime,
    foreseen: Foreseen | None,
    promised: Sequence[Promised] = (),
) -> Foreseen | None:
    """Choose the best slot among the half hours that the cadence, the channel's hours, the campaign's end and the document's
    dates allow."""
    rule = rule_of(campaign.cadence, account.channel)
    # An hour that a person chose, or a document's day, is kept: what Loa believes of hours does not move it.
    if not rule.best or _has_its_own(post, now):
        return None
    earliest = _earliest(post, campaign, now)
    within = timedelta(hours=rule.within_hours or learning_settings().choosing.within_hours)
    taken = _taken(
        session, post.account_id, campaign.id, post if _can_wait(post, now) else None, rule, earliest, promised
    )
    # Where the next days are full, the wait for a better hour begins with the first free one.
    first = first_free(rule, earliest, *taken)
    until = min(filter(None, (first + within, campaign.ends_at, latest_of(session, post))))
    free = [
        at
        for at in free_half_hours(rule, earliest, until, *taken)
        if (hours := open_hours(account.channel, account.settings, at)) is None or hours.hold(at)
    ]
    if not free:
        return None
    kind = session.exec(select(Item.kind).where(Item.id == post.item_id)).one()
    subject = Subject(post.account_id, account.channel, kind)
    return choose_slot(session, subject, free, now, seed_of(post), foreseen)


def seed_of(post: Post) -> str:
    """Names the post for the lot that is drawn for it: the same whenever it is planned."""
    return f"{post.account_id} {post.item_id} {post.purpose}"


def _has_its_own(post: Post, now: datetime) -> bool:
    """A person or a document's date chose its slot."""
    return post.slot_at is not None and post.slot_at > now


def keeps_its_hour(post: Post, campaign: Campaign | None, now: datetime) -> bool:
    """Return True if a person wrote it for that hour, or the campaign's timeline showed it there when people started it: what
    else the campaign says gives way to it, not it to them."""
    if not _has_its_own(post, now):
        return False
    first = post.purpose == ANNOUNCE or post.purpose.startswith(SERIES)
    return (bool(post.edited_by) and first) or post.slot_at == hour_of_timeline(post, campaign)


def hour_of_timeline(post: Post, campaign: Campaign | None) -> datetime | None:
    """Return when the timeline of a campaign of chosen items says what this post says; None for any other post."""
    if campaign is None or not post.purpose.startswith(AGAIN):
        return None
    return timeline_hour(campaign, post.item_id, post.account_id)


def _can_wait(post: Post, now: datetime) -> bool:
    """Return True for what can wait: what an account says first of an item, and what a campaign says of it again; not a
    correction, nor what a date asks for."""
    return not _has_its_own(post, now) and (post.purpose == ANNOUNCE or post.purpose.startswith(AGAIN))


def _taken(
    session: Session,
    account_id: int,
    campaign_id: int | None,
    saying: Post | None,
    rule: CadenceRule,
    since: datetime,
    promised: Sequence[Promised] = (),
) -> tuple[list[datetime], list[datetime], list[datetime]]:
    """Slots on the account, those of the campaign among them, those of other posts about the same item.

    An hour for which a person wrote something, or that a campaign's timeline shows, is taken before anybody says yes.
    """
    asked = and_(
        col(Post.state).in_(WAITING_FOR_ITS_SLOT),
        or_(
            and_(col(Post.edited_by) != "", or_(col(Post.purpose) == ANNOUNCE, col(Post.purpose).startswith(SERIES))),
            col(Post.purpose).startswith(AGAIN),
        ),
        col(Post.slot_at) > since,
    )
    taken = session.exec(
        select(Post.slot_at, Post.campaign_id, Post.item_id, Post.id).where(
            Post.account_id == account_id,
            or_(col(Post.state).in_(HOLDING_A_SLOT), asked),
            col(Post.slot_at) > since - max(rule.memory, SAME_ITEM_APART),
        )
    ).all()
    about = (saying.item_id, saying.id) if saying else None
    slots = [(slot, campaign, item, post) for slot, campaign, item, post in taken if slot is not None]
    slots += [(one.at, one.campaign_id, one.item_id, one.post_id) for one in promised]
    return (
        [slot for slot, *_ in slots],
        [slot for slot, campaign, *_ in slots if campaign == campaign_id],
        [slot for slot, _, item, post in slots if about and item == about[0] and post != about[1]],
    )
