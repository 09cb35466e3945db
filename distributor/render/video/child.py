"""Has a video made by a child process, so that the engine stays free: follows its progress, stops it, takes its files.

A child that says nothing for `SILENCE_S` is ended: whoever waits for it must not wait for ever.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.errors import system_words
from distributor.render.video.board import Storyboard
from distributor.render.video.ffmpeg import last_words
from distributor.render.video.make import VideoFiles
from distributor.render.video.request import Request, files_from_json, request_to_json
from distributor.render.video.settings import VideoProblem
from distributor.render.video.storyboard import make_storyboard
from phrases import phrase, read_phrase

STOP_S = 10.0
"""What the child is given to clear up."""
SILENCE_S = 240.0
"""Longer than anything that the child does without a word: a phrase spoken by a slow voice, the index of the file written."""
TICK_S = 10.0
"""While the child says nothing, the one who waits is asked so often whether it still wants the video."""
WORK_PREFIX = "video-"
ROOT = Path(__file__).resolve().parents[3]


class Stopped(Exception):
    """The one who waited wanted it no longer; nothing was made."""


@contextmanager
def run_child(
    view: ItemView,
    shape: str,
    *,
    editorial: Editorial,
    read_at: str,
    sample: bool,
    work_folder: Path,
    report: Callable[[int], bool],
    home: Path | None = None,
) -> Iterator[VideoFiles]:
    """The item's video; its files are gone when the block ends. `read_at`: the address that the last scene shows.

    `report`: told the per cents, the same again while nothing is new; False stops the child. `home`: whose `video.toml` counts.
    Raises LoaError, or `Stopped`.
    """
    board = make_storyboard(view, editorial, shape, link=read_at, sample=sample)
    with run_storyboard(board, work_folder=work_folder, report=report, home=home) as files:
        yield files


@contextmanager
def run_storyboard(
    board: Storyboard,
    *,
    work_folder: Path,
    report: Callable[[int], bool],
    home: Path | None = None,
    recording: Path | None = None,
) -> Iterator[VideoFiles]:
    """Make a video in a child, as `run_child` does, for a storyboard (a digest) or with a recording by staff."""
    try:
        work_folder.mkdir(parents=True, exist_ok=True)
        holder = tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=work_folder)
    except OSError as error:
        raise VideoProblem(
            phrase("render.video.no-folder", folder=str(work_folder), error=system_words(error))
        ) from error
    with holder as name:
        folder = Path(name)
        yield _make(Request(board, folder / "out", recording=recording, home=home), folder, report)


def _make(request: Request, folder: Path, report: Callable[[int], bool]) -> VideoFiles:
    file = folder / "request.json"
    file.write_text(request_to_json(request), encoding="utf-8")
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "distributor.render.video", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        try:
            answer = _follow(process, report)
            process.wait(timeout=STOP_S)
        finally:
            _end(process)
        if "files" in answer:
            return files_from_json(answer["files"])
        if "problem" in answer:
            raise VideoProblem(read_phrase(str(answer["problem"])))
        said.seek(0)
        raise VideoProblem(phrase("render.video.stopped", status=process.returncode, words=last_words(said.read())))


def _follow(process: "subprocess.Popen[bytes]", report: Callable[[int], bool]) -> dict[str, object]:
    """The last line that is no progress; empty if there was none. Raises `VideoProblem` if the child says nothing any more."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(process, lines), daemon=True).start()
    answer: dict[str, object] = {}
    percent, heard = 0, time.monotonic()
    while True:
        try:
            line = lines.get(timeout=TICK_S)
        except queue.Empty:
            if time.monotonic() - heard >= SILENCE_S:
                raise VideoProblem(phrase("render.video.silent", seconds=SILENCE_S)) from None
        else:
            if not line:
                return answer
            heard = time.monotonic()
            words = _words(line)
            if "percent" not in words:
                answer = words or answer
                continue
            percent = int(words["percent"])
        if not report(percent):
            raise Stopped


def _listen(process: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[bytes]") -> None:
    """Each line as it comes, and an empty one at the end."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    with process.stdout as stdout:
        for line in stdout:
            lines.put(line)
    lines.put(b"")


def _words(line: bytes) -> dict[str, Any]:
    """Empty for a line that is not ours."""
    try:
        words = json.loads(line)
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
