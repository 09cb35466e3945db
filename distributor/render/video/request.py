"""What a process that makes a video is asked, and answers, as JSON."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from distributor.render.video.board import Storyboard
from distributor.render.video.make import VideoFiles
from distributor.render.video.settings import VideoProblem
from phrases import phrase


@dataclass(frozen=True)
class Request:
    """`voice`: "settings" follows `[voice]`, "none" is silent. `recording`: instead of a voice.

    `home`: whose `video.toml` counts; None: that of `LOA_HOME`.
    """

    storyboard: Storyboard
    out_folder: Path
    voice: Literal["settings", "none", "espeak"] = "settings"
    recording: Path | None = None
    home: Path | None = None
    width: int = 0


_REQUEST = TypeAdapter(Request)
_FILES = TypeAdapter(VideoFiles)


def request_to_json(request: Request) -> str:
    return _REQUEST.dump_json(request, indent=1).decode()


def read_request(path: Path) -> Request:
    """Read what a child is asked to make. Raises `VideoProblem`."""
    try:
        return _REQUEST.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise VideoProblem(phrase("render.video.request", name=path.name, error=str(error)[:300])) from error


def files_to_json(files: VideoFiles) -> dict[str, Any]:
    values: dict[str, Any] = _FILES.dump_python(files, mode="json")
    return values


def files_from_json(values: object) -> VideoFiles:
    return _FILES.validate_python(values)
