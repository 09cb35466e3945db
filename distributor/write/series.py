"""A series: a person's words that one item says again and again. Each time is a post like any other, and waits for its own yes.

The first is the item's announcement, the later ones have purposes `series:2`, `series:3`… They are all made at once, so that the
calendar shows them. What is decided here is for those that have not gone out: moved together, or over. Never commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from channels.base import ChannelSpec
from distributor.clock import VIETNAM
from distributor.draft.targets import ANNOUNCE, SERIES
from distributor.errors import LoaError, NotThere
from distributor.models import Account, Campaign, Post, PostState
from distributor.notices import close_notices
from distributor.plan.decide import why_no_time
from distributor.plan.hours import open_hours
from distributor.plan.move import move_slot
from distributor.plan.repeat import closed_on, is_daytime
from distributor.review.words import RSS
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import visible_to
from distributor.states import move, move_post
from phrases import phrase

WAITING = (PostState.DRAFT, PostState.AWAITING_REVIEW)
AHEAD = (*WAITING, PostState.PLANNED)
LATEST_YES = timedelta(days=1)
"""After its hour. What nobody said yes to until then is not sent together with the next."""


@dataclass(frozen=True)
class Series:
    """`ahead`: the hours of those that have not gone out, each once. `times`: how many there were to be. `posts`: of `ahead`."""

    times: int
    ahead: tuple[datetime, ...]
    posts: int


def repeats_on(spec: ChannelSpec) -> bool:
    """A feed says a thing once, and one video is not uploaded again and again; elsewhere the short link tells the posts apart."""
    return spec.name != RSS and not spec.video_shape


def series_in(posts: Iterable[tuple[str, str, datetime | None]]) -> Series | None:
    """Return the series among an item's posts: purpose, state, slot. None for an item that says its words once. Pure."""
    rows = [one for one in posts if one[0] == ANNOUNCE or one[0].startswith(SERIES)]
    if all(purpose == ANNOUNCE for purpose, _state, _at in rows):
        return None
    ahead = [at for _purpose, state, at in rows if state in AHEAD and at is not None]
    return Series(len({purpose for purpose, *_ in rows}), tuple(sorted(set(ahead))), len(ahead))


@deed("move")
def move_series(session: Session, actor: Actor, item_id: int, at: datetime) -> int:
    """Move a series: the next time is then, and each later one as much earlier or later; all or none. Return how many posts.

    Raises NotThere, LoaError that names the time which cannot be.
    """
    posts = _ahead(session, actor, item_id)
    slots = [post.slot_at for post in posts if post.slot_at is not None]
    if not slots:
        raise LoaError(phrase("write.series.over"))
    apart = at - min(slots)
    found = session.exec(select(Account).where(col(Account.id).in_({post.account_id for post in posts})))
    accounts = {account.id: account for account in found}
    ends_at = session.exec(select(Campaign.ends_at).where(Campaign.id == posts[0].campaign_id)).first()
    for post in posts:
        if post.slot_at is None:
            continue
        before, after = post.slot_at, post.slot_at + apart
        if ends_at is not None and after >= ends_at:
            raise LoaError(phrase("write.campaign.after", ends=ends_at, at=after))
        if problem := _why_not(accounts[post.account_id], after, actor.now):
            raise LoaError(problem)
        if post.state is PostState.PLANNED:
            move_slot(session, actor, post.id or 0, after)
        elif apart:
            told = phrase("plan.moved-from", before=before, after=after)
            state = PostState(post.state)
            move_post(
                session, post.id or 0, state, state, keeps_reason=True, told=told, now=actor.now, by=actor.login,
                slot_at=after,
            )  # fmt: skip
            session.expire(post)
            note_on_post(session, actor, "move", post, "slot_at")
    return len(slots)


def _why_not(account: Account, at: datetime, now: datetime) -> str:
    hours = open_hours(account.channel, account.settings, at)
    if no := why_no_time(at, now):
        return no
    if name := closed_on(at.astimezone(VIETNAM).date()):
        return phrase("write.series.closed", at=at, name=name)
    if not is_daytime(at) or (hours is not None and not hours.hold(at)):
        return phrase("write.series.hours", at=at, account=account.name)
    return ""


@deed("skip")
def end_series(session: Session, actor: Actor, item_id: int) -> int:
    """End a series: what has not gone out is cancelled, what is being sent goes on; return how many posts. Raises NotThere."""
    posts = _ahead(session, actor, item_id)
    for post in posts:
        planned = post.state is PostState.PLANNED
        after = PostState.CANCELLED if planned else PostState.SKIPPED
        move(session, post, after, reason=phrase("write.series.ended"), now=actor.now, by=actor.login)
        close_notices(session, subject=f"post:{post.id}", now=actor.now)
        note_on_post(session, actor, "cancel" if planned else "skip", post)
    return len(posts)


def _ahead(session: Session, actor: Actor, item_id: int) -> list[Post]:
    units = visible_to(session, actor.staff)
    of_series = or_(col(Post.purpose) == ANNOUNCE, col(Post.purpose).startswith(SERIES))
    wanted = select(Post).where(Post.item_id == item_id, of_series, col(Post.unit_id).in_(units))
    posts = session.exec(wanted.order_by(col(Post.id)).with_for_update()).all()
    if series_in((post.purpose, post.state, post.slot_at) for post in posts) is None:
        raise NotThere(phrase("write.series.no-such"))
    return [post for post in posts if post.state in AHEAD]


def skip_unanswered(session: Session, now: datetime) -> int:
    """Times of series whose hour was over for a day and to which nobody said yes. How many posts."""
    posts = session.exec(
        select(Post)
        .where(
            col(Post.state).in_(WAITING),
            col(Post.purpose).startswith(SERIES),
            col(Post.slot_at) < now - LATEST_YES,
        )
        .order_by(col(Post.id))
        .with_for_update()
    ).all()
    for post in posts:
        post_id, reason = post.id, phrase("write.series.unanswered", at=post.slot_at)
        move(session, post, PostState.SKIPPED, reason=reason, now=now)
        close_notices(session, subject=f"post:{post_id}", now=now)
    return len(posts)
