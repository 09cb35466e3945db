"""`python -m distributor.render.video REQUEST.json`: makes one video in a process of its own, at the lowest priority.

Standard output has one JSON object a line: `{"percent": 12}` while it works, then `{"files": {…}}` or `{"problem": "…"}`.
Exit code 0: done; 1: it could not be made, the problem says why; 2: stopped by SIGTERM or because its parent is gone. Whichever:
ffmpeg is ended and nothing half-made stays.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from distributor.errors import LoaError
from distributor.render.video.ffmpeg import PR_SET_PDEATHSIG
from distributor.render.video.make import make_video
from distributor.render.video.narration import EspeakVoice, Recording, Voice, choose_voice
from distributor.render.video.request import Request, files_to_json, read_request
from distributor.render.video.settings import VideoSettings, video_settings
from distributor.settings import default_home
from phrases import to_stored

LOWEST_PRIORITY = 19
DONE, PROBLEM, STOPPED = 0, 1, 2


class _Stopped(BaseException):
    """A stop that is no Exception: nothing on the way may take it for a fault."""


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.nice(LOWEST_PRIORITY)
    try:
        request = read_request(Path(sys.argv[1] if len(sys.argv) == 2 else ""))
        settings = video_settings(request.home or default_home(os.environ))
        files = make_video(
            request.storyboard,
            _voice(request, settings),
            request.out_folder,
            progress=lambda percent: _say_if_heard({"percent": percent}, parent),
            settings=settings,
            width=request.width,
        )
        _say({"files": files_to_json(files)})
    except LoaError as error:
        _say({"problem": to_stored(error.said, None)})
        return PROBLEM
    except (_Stopped, BrokenPipeError):
        return STOPPED
    return DONE


def _voice(request: Request, settings: VideoSettings) -> Voice | Recording | None:
    if request.recording is not None:
        return Recording(request.recording)
    if request.voice == "espeak":
        return EspeakVoice(settings.voice.espeak_rate, settings.voice.timeout)
    return choose_voice(settings, sample=request.storyboard.sample) if request.voice == "settings" else None


def _say(words: object) -> None:
    print(json.dumps(words, ensure_ascii=False), flush=True)


def _say_if_heard(words: object, parent: int) -> None:
    """Say words while the parent hears them: where the kernel gives no sign, a parent that is gone is seen here."""
    if os.getppid() != parent:
        raise _Stopped
    _say(words)


def _stop(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: clearing up must not be stopped
    raise _Stopped


if __name__ == "__main__":
    code = main()
    if code == STOPPED:
        # The reader may be gone: Python would complain about a pipe that it cannot flush.
        os._exit(code)
    sys.exit(code)
