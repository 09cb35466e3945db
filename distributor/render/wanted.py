"""Which videos an account and an item ask for, as rows that a renderer claims."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from channels.base import ChannelSpec
from distributor.compose.editorial import load_editorial
from distributor.compose.occasions import DIGEST
from distributor.compose.view import item_view
from distributor.facts import facts_from_json
from distributor.models import Intake, Item, RenderJob, RenderState
from distributor.render.video.settings import video_settings
from distributor.render.video.storyboard import first_kind
from phrases import phrase


def shape_wanted(spec: ChannelSpec, settings: Mapping[str, Any], kind: str) -> str:
    """The shape of video that this account's posts of a kind carry; empty for none.

    Its setting `video` says it: a shape (`9x16`, `16x9`) for every kind, or a table of kinds with `*` for the others; an empty
    shape is no video. Where it says nothing the channel does: one that is nothing without a video needs it, the others take none.
    Of a shape that the outlet refuses for its size the one of the same layout that it takes.
    """
    if spec.media.video is None:
        return ""
    wanted = settings.get("video", spec.video_shape)
    if isinstance(wanted, Mapping):
        wanted = wanted.get(kind, wanted.get("*", spec.video_shape))
    return video_settings().shape_for(spec.name, wanted) if isinstance(wanted, str) else ""


def want_videos(session: Session, item: Item, now: datetime, *, new: bool = True) -> None:
    """Add the rows for the item's present revision, unless no `new` ones are wanted.

    Those that are there already stay, but that one that failed is tried anew. The month's digest is a post, not a video. Part of
    the caller's transaction.
    """
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    session.connection().execute(
        update(RenderJob)
        .where(
            col(RenderJob.item_id) == item.id,
            col(RenderJob.revision) < item.revision,
            col(RenderJob.state) != RenderState.STALE,
        )
        .values(state=RenderState.STALE, token="", due_at=None, reason=phrase("render.video.revised"))
    )
    if new and item.intake is Intake.TAKEN and item.kind != DIGEST:
        want_shapes(session, item, _shapes_of(session, item), now)


def _shapes_of(session: Session, item: Item) -> tuple[str, ...]:
    """Those of its kind; of a kind that has none those of an item whose message has a scene worth a video.

    None of a reply that is told whole, of which a video would show the question alone.
    """
    if facts_from_json(item.facts).told_whole:
        return ()
    settings = video_settings()
    shapes = settings.shapes_of(item.kind)
    if shapes or item.kind in settings.worth.never:
        return shapes
    return settings.worth_of(item.kind, first_kind(item_view(session, item), load_editorial()))


def want_shapes(
    session: Session, item: Item, shapes: Sequence[str], now: datetime, *, recording: str | None = None
) -> None:
    """Ask for these shapes of the item as it is now. With a `recording` (of the media store) they are made anew, with that voice.

    Empty: anew, without one.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    anew = recording is not None
    for shape in shapes:
        row = {
            "unit_id": item.unit_id,
            "item_id": item.id,
            "shape": shape,
            "revision": item.revision,
            "state": RenderState.WANTED,
            "progress": 0,
            "reason": "",
            "token": "",
            "tries": 0,
            "due_at": now,
            "video": "",
            "cover": "",
            "srt": "",
            "vtt": "",
            "recording": recording or "",
            "brought": "",
            "brought_captions": "",
            "seconds": 0.0,
            "alt_text": "",
            "created_at": now,
        }
        insert = dialect.insert(RenderJob).values(**row)
        again = {name: row[name] for name in ("state", "progress", "reason", "token", "tries", "due_at", "recording")}
        # Set aside while its item was held, or failed: wanted again. What is there, or being made, stays.
        stopped = col(RenderJob.state).in_([RenderState.FAILED, RenderState.STALE])
        session.connection().execute(
            insert.on_conflict_do_update(
                index_elements=["item_id", "shape", "revision"],
                set_=again if anew else {name: again[name] for name in again if name != "recording"},
                where=None if anew else stopped,
            )
        )


def brought_shape(spec: ChannelSpec, *, upright: bool) -> str:
    """The shape in which a channel is given a video that staff brought; empty where it takes none."""
    return video_settings().shape_for(spec.name, "9x16" if upright else "16x9") if spec.media.video else ""


def want_brought(
    session: Session,
    item: Item,
    specs: Sequence[ChannelSpec],
    now: datetime,
    *,
    upright: bool,
    brought: str,
    captions: str,
    alt_text: str,
) -> None:
    """Have a video that staff brought encoded for each of these channels, in place of one that Loa would make of the item."""
    for shape in sorted({brought_shape(spec, upright=upright) for spec in specs} - {""}):
        session.add(
            RenderJob(
                unit_id=item.unit_id,
                item_id=item.id or 0,
                shape=shape,
                revision=item.revision,
                due_at=now,
                brought=brought,
                brought_captions=captions,
                alt_text=alt_text[:2000],
                created_at=now,
            )
        )
