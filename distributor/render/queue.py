"""The queue of videos: which is made next, the place of each, and when it is likely to be ready.

A video that somebody has begun with comes first; then what is about to go out: videos of posts that go by themselves, at once or
at their own hour; of posts whose campaign has yet to choose an hour; of posts that people look at or publish; and last the videos
for which no post waits. Among equals the kinds of `config/video.toml`, [queue], then the earliest. One is made at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from statistics import median

from sqlalchemy import exists
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.clock import VIETNAM
from distributor.models import (
    Account,
    AccountState,
    Campaign,
    Item,
    Policy,
    Post,
    PostState,
    RenderJob,
    RenderState,
)
from distributor.policy import policy_of
from distributor.render.video.settings import video_settings
from distributor.render.wanted import shape_wanted
from distributor.scheduler.due import NOW
from phrases import phrase

OPEN = (RenderState.WANTED, RenderState.RUNNING)
MOST = 400
"""So many are put in order; of a longer queue the later ones only know that they come after these."""
LAST_MADE = 8
"""From so many of the newest videos it is reckoned how long one takes."""
BY_HAND = "manual"
_AT_THE_HEAD = {0: "", 1: phrase("render.video.at-the-head")}


class Stand(IntEnum):
    """The queue of who waits for a video, the most urgent first."""

    ABOUT_TO_GO = 0
    PACED = 1
    PEOPLE = 2
    NOBODY = 3


@dataclass(frozen=True)
class Turn:
    """The values that a video's turn depends on. `at`: when its post is to go out, or since when it is wanted.

    `rests`: tried in vain just now.
    """

    job_id: int
    shape: str
    begun: bool
    rests: bool
    stand: Stand
    first: bool
    at: datetime
    progress: int = 0

    @property
    def key(self) -> tuple[bool, bool, Stand, bool, datetime, int]:
        """The smallest is made next."""
        return (not self.begun, self.rests, self.stand, not self.first, self.at, self.job_id)


@dataclass(frozen=True)
class Place:
    """`number`: 1 is made next, 0 is being made. `ready_at`: as things stand."""

    number: int
    ready_at: datetime
    progress: int = 0

    def words(self, now: datetime) -> str:
        """Return for staff its place in the queue, and when it will be ready."""
        at, today = self.ready_at.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
        place = _AT_THE_HEAD.get(self.number, phrase("render.video.place", number=self.number))
        if at.date() == today:
            return phrase("render.video.ready", place=place, at=at)
        return phrase("render.video.ready-later", place=place, at=at)


VIDEO_DUE = exists().where(
    col(RenderJob.state).in_([RenderState.WANTED, RenderState.RUNNING]), col(RenderJob.due_at) <= NOW
)


def due_jobs(session: Session, now: datetime, most: int = 1) -> list[int]:
    """Videos that may be made now, the most urgent first; a claim that ended counts."""
    return [turn.job_id for turn in _turns(session, now, only_due=True)[:most]]


def places(session: Session, now: datetime) -> Mapping[int, Place]:
    """The place of every video that is wanted or being made."""
    turns = _turns(session, now)
    return reckon(turns, typical_seconds(session, {turn.shape for turn in turns}), now)


def reckon(turns: Iterable[Turn], takes: Mapping[str, float], now: datetime) -> dict[int, Place]:
    """Reckon `turns` in order. `takes`: shape → seconds that one is made in."""
    found: dict[int, Place] = {}
    ready_at, number = now, 0
    for turn in turns:
        left = takes[turn.shape] * (1 - turn.progress / 100 if turn.begun else 1)
        ready_at += timedelta(seconds=left)
        number += not turn.begun
        found[turn.job_id] = Place(0 if turn.begun else number, ready_at, turn.progress)
    return found


def typical_seconds(session: Session, shapes: Iterable[str]) -> dict[str, float]:
    """Shape → how long the newest ones took here; before there are any, as configured."""
    found = {}
    for shape in shapes:
        took = session.exec(
            select(RenderJob.took_s)
            .where(RenderJob.state == RenderState.DONE, RenderJob.shape == shape, col(RenderJob.took_s) > 0)
            .order_by(col(RenderJob.id).desc())
            .limit(LAST_MADE)
        ).all()
        found[shape] = median(took) if took else video_settings().queue.seconds
    return found


def _turns(session: Session, now: datetime, *, only_due: bool = False) -> list[Turn]:
    wanted = col(RenderJob.due_at) <= now if only_due else col(RenderJob.due_at).is_not(None)
    rows = session.exec(
        select(RenderJob, Item.kind)
        .join(Item, col(Item.id) == col(RenderJob.item_id))
        .where(col(RenderJob.state).in_(OPEN), wanted)
        .order_by(col(RenderJob.due_at), col(RenderJob.id))
        .limit(MOST)
    ).all()
    waiting = _waiting(session, {job.item_id for job, _kind in rows})
    first = video_settings().queue.first
    turns = []
    for job, kind in rows:
        stands = [(stand, at or job.created_at) for shape, stand, at in waiting[job.item_id] if shape == job.shape]
        stand, at = min(stands, default=(Stand.NOBODY, job.created_at))
        assert job.id is not None and job.due_at is not None  # noqa: S101, PT018 - rows that were asked for so
        begun = job.state is RenderState.RUNNING
        rests = not begun and job.due_at > now
        turns.append(Turn(job.id, job.shape, begun, rests, stand, kind in first, at, job.progress))
    return sorted(turns, key=lambda turn: turn.key)


def _waiting(session: Session, item_ids: set[int]) -> Mapping[int, Sequence[tuple[str, Stand, datetime | None]]]:
    """Item → shape, stand and hour of each post that waits for a video of it."""
    found: dict[int, list[tuple[str, Stand, datetime | None]]] = defaultdict(list)
    rows = session.exec(
        select(Post, Account, Campaign, Item.kind)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id), isouter=True)
        .where(
            col(Post.item_id).in_(item_ids),
            Post.state == PostState.DRAFT,
            col(Post.rendered).is_(False),
            Account.state == AccountState.ACTIVE,
        )
    ).all()
    for post, account, campaign, kind in rows:
        shape = shape_wanted(spec_of(account.channel), account.settings, kind)
        stand = stand_of(post, account, campaign, kind)
        if shape and stand is not None:
            found[post.item_id].append((shape, stand, post.slot_at))
    return found


def stand_of(post: Post, account: Account, campaign: Campaign | None, kind: str) -> Stand | None:
    """None for a post that will not be said, or not now. What a person wrote waits for people, whatever its campaign says."""
    if post.edited_by:
        return Stand.PEOPLE
    policy = policy_of(campaign.policy, kind, account.channel) if campaign else Policy.REVIEW
    if policy is Policy.NEVER or (campaign is not None and not campaign.active):
        return None
    if policy is Policy.REVIEW or post.gate or account.channel == BY_HAND:
        return Stand.PEOPLE
    paced = campaign is not None and bool(campaign.cadence) and post.slot_at is None
    return Stand.PACED if paced else Stand.ABOUT_TO_GO
