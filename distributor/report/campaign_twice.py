"""What a campaign's timeline would say in the very words of a post that a person wrote for the same account. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, func, or_, select

from distributor.campaigns.timeline import PlannedSaying
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.draft.chosen_store import purpose_of
from distributor.draft.store import compose_target
from distributor.draft.targets import Target, has_link_in_text, of_own_words, wording
from distributor.models import Account, Campaign, Item, Post
from distributor.post_states import SHOWN_STATES
from distributor.report.campaign_forecast import LINK
from distributor.write.twins import OPEN, REMEMBERED, SPACE

MOST_COMPOSED = 40
"""Sayings of items that are composed to be compared; of more, the first."""


@dataclass(frozen=True)
class _Written:
    """A post that a person wrote. `at`: when it went out or will."""

    post_id: int
    item_id: int
    at: datetime | None


@dataclass(frozen=True)
class SaidTwice:
    """`post_id`, `at`: the post that a person wrote with these words, and when it went out or will."""

    saying: PlannedSaying
    post_id: int
    at: datetime | None


def said_twice(
    session: Session, campaign: Campaign, timeline: Sequence[PlannedSaying], templates: Templates, now: datetime
) -> list[SaidTwice]:
    """Return what would be said twice, in the order of the timeline. The times of one series say the same on purpose."""
    written = _written(session, {one.account_id for one in timeline}, now)
    if not written:
        return []
    words = dict(_words(session, campaign, timeline, {account_id for account_id, _ in written}, templates))
    found = []
    for one in timeline:
        said = words.get((one.item_id, one.account_id, one.post_id), "")
        for other in written.get((one.account_id, said), ()):
            if not one.post_id or (other.post_id < one.post_id and other.item_id != one.item_id):
                found.append(SaidTwice(one, other.post_id, other.at))
                break
    return found


def _written(session: Session, account_ids: set[int], now: datetime) -> dict[tuple[int, str], list[_Written]]:
    """Account and words → posts by hand that say just these, and are open or went out of late."""
    found: dict[tuple[int, str], list[_Written]] = {}
    at = func.coalesce(Post.published_at, Post.slot_at)
    rows = session.exec(
        select(Post, at)
        .where(
            col(Post.account_id).in_(account_ids),
            or_(
                col(Post.state).in_(OPEN),
                and_(col(Post.state).in_(SHOWN_STATES), col(Post.published_at) >= now - REMEMBERED),
            ),
            of_own_words(),
        )
        .order_by(col(Post.id))
    )
    for post, when in rows:
        if said := _bare(post.text, post.link):
            found.setdefault((post.account_id, said), []).append(_Written(post.id or 0, post.item_id, when))
    return found


def _words(
    session: Session,
    campaign: Campaign,
    timeline: Sequence[PlannedSaying],
    on_accounts: set[int],
    templates: Templates,
) -> Iterator[tuple[tuple[int, int, int], str]]:
    posts = {one.post_id for one in timeline if one.post_id}
    for post in session.exec(select(Post).where(col(Post.id).in_(posts))):
        yield (post.item_id, post.account_id, post.id or 0), _bare(post.text, post.link)
    to_compose = [one for one in timeline if not one.post_id and one.account_id in on_accounts][:MOST_COMPOSED]
    items = {
        one.id: one for one in session.exec(select(Item).where(col(Item.id).in_({one.item_id for one in to_compose})))
    }
    accounts = {
        one.id: one
        for one in session.exec(select(Account).where(col(Account.id).in_({one.account_id for one in to_compose})))
    }
    views = {item_id: item_view(session, item) for item_id, item in items.items()}
    for one in to_compose:
        account, item = accounts[one.account_id], items[one.item_id]
        target = Target(
            one.account_id,
            one.channel,
            account.unit_id,
            campaign.id,
            None,
            LINK,
            purpose_of(campaign.id or 0),
            variant=wording(account, campaign),
            link_in_text=has_link_in_text(account, item.kind),
            own=account.settings,
        )
        made = compose_target(views[one.item_id], target, templates)
        if made.composition is not None:
            yield (one.item_id, one.account_id, 0), _bare(made.composition.text, LINK)


def _bare(text: str, link: str) -> str:
    return (text.replace(link, "") if link else text).rstrip(SPACE)
