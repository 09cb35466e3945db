"""A voice for an item's videos: what staff recorded takes the place of the machine's, and posts that wait get the new video."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.draft.targets import renewable
from distributor.errors import LoaError
from distributor.media.rows import keep_media
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Item, Post, PostMedia, RenderJob, RenderState
from distributor.render.video.board import Storyboard
from distributor.render.video.settings import VideoProblem, video_settings
from distributor.render.video.sound import RATE, gaps_of, read_sound, trimmed, write_wav
from distributor.render.video.storyboard import make_storyboard
from distributor.render.video.timing import cues_of, schedule_recording
from distributor.render.wanted import want_shapes
from distributor.render.week import is_round_up
from distributor.review.redo import send_back
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import item_for
from phrases import phrase

LARGEST = 30_000_000
"""Bytes of what is uploaded."""
WAV = "audio/wav"


def shapes_of(session: Session, item: Item) -> tuple[str, ...]:
    """Return the shapes of the videos that the item as it is now has, or asks for. The week's video is put together from
    others."""
    if is_round_up(item):
        return ()
    rows = session.exec(
        select(RenderJob.shape)
        .where(
            RenderJob.item_id == item.id,
            RenderJob.revision == item.revision,
            col(RenderJob.state) != RenderState.STALE,
        )
        .order_by(col(RenderJob.shape))
    ).all()
    return tuple(rows) or tuple(video_settings().shapes_of(item.kind))


def is_recorded(session: Session, item: Item) -> bool:
    """Return True if somebody's voice speaks in a video of the item as it is now."""
    spoken = select(RenderJob.id).where(
        RenderJob.item_id == item.id, RenderJob.revision == item.revision, col(RenderJob.recording) != ""
    )
    return session.exec(spoken.limit(1)).first() is not None


def script_of(view: ItemView, editorial: Editorial, shape: str) -> tuple[str, ...]:
    """Return what is to be read aloud, a paragraph a scene. Pure."""
    return tuple(" ".join(cue.text for cue in scene) for scene in cues_of(_board(view, editorial, shape)))


def keep_recording(
    content: bytes, view: ItemView, editorial: Editorial, shapes: Sequence[str], store: MediaStore
) -> StoredMedia:
    """Its sound alone, without what else the file tells, once it is found to fit each video. Raises LoaError; takes a while."""
    with tempfile.TemporaryDirectory(prefix="loa-") as folder:
        given, kept = Path(folder) / "recording", Path(folder) / "recording.wav"
        given.write_bytes(content)
        sound = trimmed(read_sound(given, phrase("write.recording")))
        if len(sound) == 0:
            raise VideoProblem(phrase("write.silent-recording"))
        for shape in shapes:
            schedule_recording(_board(view, editorial, shape), len(sound) / RATE, gaps_of(sound), video_settings().pace)
        write_wav(kept, sound)
        return store.put(kept.read_bytes(), WAV)


@deed("write")
def speak(session: Session, actor: Actor, read: Item, recording: StoredMedia | None) -> int:
    """Make the videos of `read`, the item as it was read aloud, anew with this voice; None: as without one.

    Answers how many posts go back to wait for them.
    What is out already keeps its video, and so do posts of other units that share the item. Never commits.
    Raises LoaError for an item without videos, and for one that its source has changed meanwhile.
    """
    item = item_for(session, actor.staff, read.id or 0)
    if item.revision != read.revision:
        raise LoaError(phrase("write.script-changed"))
    shapes = shapes_of(session, item)
    if not shapes:
        raise LoaError(phrase("write.no-video-to-speak-in"))
    if recording is not None:
        keep_media(session, recording, actor.now)
    carrying = session.exec(
        select(PostMedia.post_id)
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .join(RenderJob, col(RenderJob.video) == col(PostMedia.sha256))
        .where(Post.item_id == item.id, Post.unit_id == item.unit_id, RenderJob.item_id == item.id, renewable())
        .distinct()
        .order_by(col(PostMedia.post_id))
    ).all()
    want_shapes(session, item, shapes, actor.now, recording=recording.sha256 if recording else "")
    for post_id in carrying:
        send_back(session, post_id, by=actor.login, now=actor.now)
    actor.note(session, "record", f"item:{item.id}", unit_id=item.unit_id)
    return len(carrying)


def _board(view: ItemView, editorial: Editorial, shape: str) -> Storyboard:
    return make_storyboard(view, editorial, shape, link="")
