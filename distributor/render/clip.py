"""Which video a post carries: the one made of its item, with its cover and captions. Waited for, or done without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from channels.base import ChannelSpec
from distributor.models import Intake, Item, RenderJob, RenderState
from distributor.outgoing.post import CAPTIONS, COVER
from distributor.render.queue import Place, places
from distributor.render.video.narration import choose_voice
from distributor.render.video.settings import video_settings
from distributor.render.wanted import brought_shape, want_shapes
from distributor.render.week import is_round_up
from phrases import phrase


@dataclass(frozen=True)
class Clip:
    """A video that is there, ready to be attached."""

    sha256: str
    alt_text: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Awaited:
    """It is wanted or being made. `reason`: how far it is, for staff. `place`: in the queue; None far behind in a long one."""

    reason: str
    place: Place | None = None


@dataclass(frozen=True)
class Missing:
    """There is none and none will come, for `reason`."""

    reason: str


def find_clip(
    session: Session, item: Item, shape: str, now: datetime, *, videos: bool, sample: bool
) -> Clip | Awaited | Missing:
    """The item's video as it is now, and in this shape where there is a choice. Asked for, if nobody has. Never commits.

    `videos`: whether this installation makes any. `sample`: whether this is a demonstration.
    """
    if item.intake is not Intake.TAKEN:
        return Missing(phrase("render.video.held"))
    jobs = {
        job.shape: job
        for job in session.exec(
            select(RenderJob).where(
                RenderJob.item_id == item.id,
                RenderJob.revision == item.revision,
                col(RenderJob.state) != RenderState.STALE,
            )
        )
    }
    job = jobs.get(shape) or (next(iter(jobs.values()), None) if is_round_up(item) else None)
    if job is None and not videos:
        return Missing(phrase("render.video.off"))
    if job is None:
        want_shapes(session, item, [shape], now)
        job = session.exec(
            select(RenderJob).where(
                RenderJob.item_id == item.id, RenderJob.shape == shape, RenderJob.revision == item.revision
            )
        ).one()
    if job.state is RenderState.FAILED:
        return Missing(phrase("render.video.not-made", reason=job.reason))
    if job.state is not RenderState.DONE:
        return _awaited(job, places(session, now).get(job.id or 0), now)
    return Clip(job.video, job.alt_text, _told(job, sample))


def shape_brought(session: Session, item: Item, spec: ChannelSpec) -> str:
    """The shape of the video that staff brought for this item, as the channel takes it; empty where they brought none."""
    shapes = session.exec(
        select(RenderJob.shape).where(
            RenderJob.item_id == item.id,
            RenderJob.revision == item.revision,
            col(RenderJob.brought) != "",
            col(RenderJob.state) != RenderState.STALE,
        )
    ).all()
    return next((one for up in (True, False) if (one := brought_shape(spec, upright=up)) and one in shapes), "")


def _awaited(job: RenderJob, place: Place | None, now: datetime) -> Awaited:
    does = (
        phrase("render.video.running", progress=job.progress)
        if job.state is RenderState.RUNNING
        else phrase("render.video.waits")
    )
    if place is None:
        return Awaited(phrase("render.video.awaited", does=does), place)
    return Awaited(phrase("render.video.awaited-at", does=does, place=place.words(now)), place)


def _told(job: RenderJob, sample: bool) -> dict[str, Any]:
    """Part of the manifest: whoever approves the post approves its cover and captions. That a machine speaks is told."""
    spoken_by_machine = not (job.recording or job.brought) and choose_voice(video_settings(), sample=sample) is not None
    return {
        COVER: job.cover,
        CAPTIONS: [{"sha256": job.srt, "mime": "application/x-subrip", "language": "vi"}] if job.srt else [],
        "synthetic": spoken_by_machine,
    }
