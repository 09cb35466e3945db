"""The videos of a pass: which of its items' are still to be made, how far they are, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, or_, select

from distributor.clock import VIETNAM
from distributor.models import Item, Post, PostState, RenderJob, RenderState
from distributor.render.queue import OPEN, places
from distributor.report.sql.among import among


@dataclass(frozen=True)
class Videos:
    """The videos of the items' present revisions. `waiting`: not made when the pass ended. `posts`: that still wait for one."""

    made: int = 0
    failed: int = 0
    waiting: int = 0
    posts: int = 0

    @property
    def all(self) -> int:
        return self.made + self.failed + self.waiting

    @property
    def are_done(self) -> bool:
        """Nothing failed, and no post waits for one. A video that no post waits for keeps nobody from being done."""
        return self.failed == 0 and self.posts == 0

    @property
    def words(self) -> str:
        """Return text such as `3 đã dựng, 1 chưa dựng được`; empty where none was wanted."""
        told = [f"{self.made} đã dựng"] if self.all else []
        told += [f"{self.failed} không dựng được"] if self.failed else []
        told += [f"{self.waiting} chưa dựng"] if self.waiting else []
        told += [f"{self.posts} bài còn chờ video"] if self.posts else []
        return ", ".join(told)


def videos_of(session: Session, item_ids: Sequence[int]) -> Videos:
    counted = dict(
        session.exec(
            select(RenderJob.state, func.count())
            .join(Item, col(Item.id) == col(RenderJob.item_id))
            .where(
                among(col(RenderJob.item_id), item_ids),
                RenderJob.revision == Item.revision,
                RenderJob.state != RenderState.STALE,
            )
            .group_by(col(RenderJob.state))
        ).all()
    )
    return Videos(
        made=counted.get(RenderState.DONE, 0),
        failed=counted.get(RenderState.FAILED, 0),
        waiting=sum(counted.get(state, 0) for state in OPEN),
        posts=len(waiting_posts(session, item_ids)),
    )


def waiting_posts(session: Session, item_ids: Sequence[int]) -> list[int]:
    """Drafts that say why they are not drawn: they wait for their video."""
    found = session.exec(
        select(Post.id).where(
            among(col(Post.item_id), item_ids),
            Post.state == PostState.DRAFT,
            col(Post.rendered).is_(False),
            Post.reason != "",
        )
    ).all()
    return [post_id for post_id in found if post_id is not None]


def open_videos(session: Session, item_ids: Sequence[int], soon: datetime) -> int:
    """Videos of these items that are being made, or will be begun with before `soon`: one that failed rests first."""
    return session.exec(
        select(func.count())
        .select_from(RenderJob)
        .where(
            among(col(RenderJob.item_id), item_ids),
            col(RenderJob.state).in_(OPEN),
            or_(RenderJob.state == RenderState.RUNNING, col(RenderJob.due_at) <= soon),
        )
    ).one()


def items_of_open_videos(session: Session, item_ids: Sequence[int]) -> set[int]:
    """Those of which a video is still to be made, however long that takes."""
    return set(
        session.exec(
            select(RenderJob.item_id).where(among(col(RenderJob.item_id), item_ids), col(RenderJob.state).in_(OPEN))
        )
    )


def progress(session: Session, item_ids: Sequence[int], now: datetime) -> str:
    """Return text such as `video: 2/5 đã dựng, đang dựng 40 %, dự kiến xong lúc 05:41`; empty while none is left to make."""
    counted = videos_of(session, item_ids)
    if not counted.waiting:
        return ""
    ours = set(
        session.exec(
            select(RenderJob.id).where(among(col(RenderJob.item_id), item_ids), col(RenderJob.state).in_(OPEN))
        )
    )
    queue = {job_id: place for job_id, place in places(session, now).items() if job_id in ours}
    told = [f"video: {counted.made}/{counted.all} đã dựng"]
    told += [f"đang dựng {place.progress} %" for place in queue.values() if place.number == 0]
    if queue:
        ready_at = max(place.ready_at for place in queue.values()) + timedelta(seconds=30)
        told.append(f"dự kiến xong lúc {ready_at.astimezone(VIETNAM):%H:%M}")
    return ", ".join(told)
