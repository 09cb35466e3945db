"""When a post that waits goes out if a person says yes now, truly; and what may keep it longer: a hold, its account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.holds import holds_over
from distributor.models import Account, AccountState, Campaign, Post
from distributor.plan.slots import Promised, slot_of_a_yes
from distributor.report.review_queue import PostCard
from phrases import phrase


@dataclass(frozen=True)
class GoingOut:
    """`at`: the hour that a yes plans it for. `at_once`: that is as soon as may be. `waits`: what keeps it longer."""

    at: datetime
    at_once: bool
    waits: str = ""


def going_out(session: Session, cards: Sequence[PostCard], now: datetime, soonest: datetime) -> dict[int, GoingOut]:
    """Post → when. Of one item the posts are approved together, in the order of `cards`: each finds what those before it took.

    Four queries, and what a campaign with a cadence asks for each of its posts.
    """
    ids = [card.post.post_id for card in cards]
    rows = session.exec(
        select(Post, Account, Campaign)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id), isouter=True)
        .where(col(Post.id).in_(ids))
    ).all()
    by_id = {post.id: (post, account, campaign) for post, account, campaign in rows}
    holds = holds_over(session, ids, now)
    found: dict[int, GoingOut] = {}
    promised: list[Promised] = []
    for post_id in ids:
        if post_id not in by_id:
            continue
        post, account, campaign = by_id[post_id]
        beside = [one for one in promised if one.item_id == post.item_id]
        at = slot_of_a_yes(session, post, account, campaign, soonest, *beside)
        promised.append(Promised(post.account_id, post.campaign_id, post.item_id, post_id, at))
        hold, waits = holds.get(post_id), ""
        if hold is not None and (hold.ends_at is None or hold.ends_at > at):
            waits = phrase("report.waits-for-hold", reason=hold.reason, by=hold.ordered_by)
        elif account.state != AccountState.ACTIVE:
            waits = phrase("report.waits-for-account")
        elif campaign is not None and not campaign.active and campaign.ended_at is None:
            waits = phrase("report.waits-for-campaign", campaign=campaign.name)
        found[post_id] = GoingOut(at, at <= soonest, waits)
    return found


def first_of(times: Iterable[GoingOut]) -> GoingOut | None:
    return min(times, key=lambda one: (bool(one.waits), one.at), default=None)
