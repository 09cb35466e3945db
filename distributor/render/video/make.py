"""Makes the files of a video: all of them, or none.

1. The voice speaks, or nobody; that fixes when everything comes.
2. Frames and sound are encoded; captions, cover and alternative text are written beside.
3. The video passes the rules of every outlet of its shape.
4. The whole folder is flushed to the disk and renamed: a crash, a full disk or a kill leaves nothing behind a good name. What an
   earlier crash left is cleared by the next making of the same folder.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from distributor.errors import system_words
from distributor.process_memory import give_back
from distributor.render.video.board import Storyboard
from distributor.render.video.captions import captions_of, srt, vtt
from distributor.render.video.encoder import encode
from distributor.render.video.frames import draw_cover, draw_frames
from distributor.render.video.narration.track import Narrated, narrate
from distributor.render.video.narration.voice import Recording, Voice
from distributor.render.video.preflight import preflight
from distributor.render.video.settings import VideoProblem, VideoSettings, video_settings
from distributor.render.video.sound import write_wav
from distributor.render.video.stage import load_stage
from distributor.text.shorten import shorten
from phrases import phrase

ALT_TEXT_LIMIT = 1000
"""Characters; what the strictest channel takes (PLATFORM_FACTS 4)."""
COVER_QUALITY = 90
VOICE_SHARE, FRAMES_SHARE = 20, 95
"""Per cent of the progress at which the voice, and the frames, are done."""
PART = ".part-"


@dataclass(frozen=True)
class VideoFiles:
    """The files that were made. `width` and `height` in pixels."""

    video: Path
    cover: Path
    srt: Path
    vtt: Path
    seconds: float
    width: int
    height: int
    alt_text: str
    cover_mime: str = "image/jpeg"


def make_video(
    storyboard: Storyboard,
    voice: Voice | Recording | None,
    out_folder: Path,
    *,
    progress: Callable[[int], None] = lambda _percent: None,
    settings: VideoSettings | None = None,
    width: int = 0,
) -> VideoFiles:
    """Make a video. `out_folder`: made anew with the four files in it; an earlier one is replaced. `progress`: told whole per
    cents.

    `voice`: None is a silent track. `width`: pixels, for a smaller rendition (`preflight.for_channel`); the outlets of the shape
    are then not asked. Raises LoaError with words for staff.
    """
    settings = settings or video_settings()
    shape = settings.shape(storyboard.shape)
    stage = load_stage(shape.layout, width or shape.width)
    tell = _rising(progress)
    tell(0)
    with _all_or_nothing(out_folder) as part:
        narrated = narrate(storyboard, voice, settings, lambda share: tell(round(VOICE_SHARE * share)))
        tell(VOICE_SHARE)
        board, plan = narrated.board, narrated.plan
        sound, video = part / "sound.wav", part / "video.mp4"
        write_wav(sound, narrated.samples)
        seconds = plan.seconds
        narrated = replace(narrated, samples=narrated.samples[:0].copy())  # no longer needed: memory for the frames
        give_back()
        encode(
            draw_frames(board, plan, stage, settings.words),
            sound,
            stage.width,
            stage.height,
            video,
            lambda frames: tell(VOICE_SHARE + (FRAMES_SHARE - VOICE_SHARE) * frames // plan.frames),
        )
        sound.unlink()
        tell(FRAMES_SHARE)
        _write_beside(part, narrated, settings, stage.width)
        outlets = shape.outlets if stage.width == shape.width else ()
        problems = [problem for outlet in outlets for problem in preflight(video, outlet, settings)]
        if problems:
            raise VideoProblem(" ".join(problems))
    tell(100)
    video, cover, captions, web = (
        out_folder / name for name in ("video.mp4", "cover.jpg", "captions.srt", "captions.vtt")
    )
    return VideoFiles(video, cover, captions, web, seconds, stage.width, stage.height, describe(board, seconds))


def describe(board: Storyboard, seconds: float) -> str:
    """The alternative text: what the video tells, scene by scene, at most `ALT_TEXT_LIMIT` characters."""
    told = " ".join(_sentence(scene.text) for scene in board.scenes if scene.turn != "where")
    origin = _sentence(", ".join(part for part in (board.unit_name, board.date_text) if part))
    sample = "Dữ liệu mẫu." if board.sample else ""

    def whole(text: str) -> str:
        parts = (f"Video {round(seconds)} giây, hình và chữ:", text, origin, board.reminder, sample)
        return " ".join(part for part in parts if part)

    return whole(shorten(told, lambda text: len(whole(text)) <= ALT_TEXT_LIMIT, split_words=True).text)


def _write_beside(part: Path, narrated: Narrated, settings: VideoSettings, width: int) -> None:
    board, plan = narrated.board, narrated.plan
    stage = load_stage(settings.shape(board.shape).layout, width)
    captions = captions_of(plan)
    (part / "captions.srt").write_text(srt(captions), encoding="utf-8")
    (part / "captions.vtt").write_text(vtt(captions), encoding="utf-8")
    cover = draw_cover(board, plan, stage, settings.words)
    cover.save(part / "cover.jpg", "JPEG", quality=COVER_QUALITY, subsampling=0)


@contextmanager
def _all_or_nothing(out_folder: Path) -> Iterator[Path]:
    """A folder that takes the place of `out_folder` at the end, or goes."""
    parent = out_folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for old in parent.glob(f"{PART}{out_folder.name}-*"):  # of one that was killed; two never make the same folder
            shutil.rmtree(old, ignore_errors=True)
        part = Path(tempfile.mkdtemp(prefix=f"{PART}{out_folder.name}-", dir=parent))
    except OSError as error:
        raise _disk_problem(error, parent) from error
    try:
        yield part
        for file in part.iterdir():
            _flush(file)
        _flush(part)
        if out_folder.exists():
            shutil.rmtree(out_folder)
        part.chmod(0o755)
        part.rename(out_folder)
        _flush(parent)
    except OSError as error:
        raise _disk_problem(error, parent) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _disk_problem(error: OSError, folder: Path) -> VideoProblem:
    return VideoProblem(phrase("render.video.not-written", folder=str(folder), error=system_words(error)))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems do not flush folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rising(progress: Callable[[int], None]) -> Callable[[int], None]:
    """Tells each per cent once, and never less than before."""
    last = -1

    def tell(percent: int) -> None:
        nonlocal last
        if percent > last:
            last = percent
            progress(percent)

    return tell


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "…", ":")) else f"{text}."
