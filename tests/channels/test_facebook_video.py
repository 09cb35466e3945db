"""Facebook: videos and reels, as a table of cases."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from channels.base import Captions, Next, OutgoingPost, Published
from channels.errors import AuthExpired, ChannelError, RateLimited, Rejected, Retryable
from channels.facebook.configuration import facebook_configuration
from channels.registry import OpenedAccount
from tests.channels import contract
from tests.channels.platforms import FACEBOOK, PLAIN_POST, graph_error, opened
from tests.channels.server import Reply, Request, Server, answer, drop, html
from tests.channels.test_facebook import PROOF, photo
from tests.channels.x_files import approved, whole_video

SETTINGS = facebook_configuration()
PAGE = str(FACEBOOK.settings["page_id"])
VIDEOS, REELS, VIDEO = f"/v26.0/{PAGE}/videos", f"/v26.0/{PAGE}/video_reels", "/v26.0/777"
UPLOAD = "/video-upload/v26.0/777"
SIZE = 3_000
ADDRESS = "https://www.facebook.com/777"
STEPS_AT_MOST = 60

Post = Callable[[Path], OutgoingPost]


def ordinary(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(whole_video(folder, SIZE),))


def reel(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(whole_video(folder, SIZE, 1080, 1920),))


def dressed(post: Post) -> Post:
    """With a cover and Vietnamese captions."""

    def made(folder: Path) -> OutgoingPost:
        srt = folder / "vi.srt"
        text = "1\n00:00:00,000 --> 00:00:02,000\nTách thửa từ 60 m²\n"
        file = approved(srt, text.encode(), "application/x-subrip")
        captions = Captions(srt, file.sha256, "application/x-subrip", "vi")
        return replace(post(folder), cover=photo(folder, 9), captions=(captions,))

    return made


def started(end: int = SIZE) -> Reply:
    return answer(200, {"video_id": "777", "upload_session_id": "888", "start_offset": "0", "end_offset": str(end)})


def wants(begin: int, end: int) -> Reply:
    return answer(200, {"start_offset": str(begin), "end_offset": str(end)})


def misplaced(begin: int, end: int) -> Reply:
    """Another chunk than this one is wanted."""
    data = {"start_offset": begin, "end_offset": end}
    return answer(400, graph_error(6000, "There was a problem", error_subcode=1363037, error_data=data))


def status(word: str, uploading: str = "complete", publishing: str = "not_started", **more: object) -> Reply:
    phases = {
        "video_status": word,
        "uploading_phase": {
            "status": uploading,
            **({"bytes_transferred": more.pop("bytes")} if "bytes" in more else {}),
        },
        "processing_phase": {"status": "not_started", **({"errors": more.pop("errors")} if "errors" in more else {})},
        "publishing_phase": {"status": publishing},
    }
    return answer(200, {"id": "777", "status": phases, **more})


DONE = answer(200, {"success": True})
READY = status("ready", publishing="complete", published=True)
REEL_STARTED = answer(200, {"video_id": "777", "upload_url": "https://rupload.facebook.com/video-upload/777"})
EMPTY = status("processing", "in_progress", bytes=0)
WHOLE = status("processing")
TOLD = {"title": PLAIN_POST.title, "description": PLAIN_POST.text, "appsecret_proof": PROOF}


def walk(account: OpenedAccount, post: OutgoingPost, step: Next | None = None) -> tuple[object, list[Next]]:
    """To the end, as the engine does: what came out, and the steps on the way."""
    step = step or account.adapter.begin(post)
    steps: list[Next] = []
    while len(steps) < STEPS_AT_MOST:
        steps.append(step)
        try:
            with account.transport.deadline(5.0):
                outcome = account.adapter.advance(post, step.progress)
        except ChannelError as error:
            return error, steps
        if isinstance(outcome, Published):
            return outcome, steps
        assert all(isinstance(value, str | int | float | bool) for value in outcome.progress.values())
        step = outcome
    raise AssertionError("the walk does not end")


def sent(server: Server) -> list[str]:
    """Each request in a word, after a look whether the platform's description knows it."""
    words = []
    for request in server.requests:
        contract.check("facebook", request, "/graph")
        path = request.path.removeprefix("/graph")
        known = {VIDEOS: "videos", REELS: "reels", VIDEO: "look", UPLOAD: "bytes"}
        word = known.get(path, path.rpartition("/")[2])
        phase = request.fields.get("upload_phase", "")
        words.append(f"{word} {phase}".strip())
    return words


def told(request: Request, *names: str) -> dict[str, str]:
    return {name: request.fields[name] for name in names}


@pytest.mark.parametrize(
    ("label", "post", "answers", "requests", "outcome"),
    [
        (
            "an ordinary video in one chunk",
            ordinary,
            (started(), wants(SIZE, SIZE), DONE, READY),
            "videos start, videos transfer, videos finish, look",
            Published("777", ADDRESS),
        ),
        (
            "in chunks as the platform wants them",
            ordinary,
            (started(1_000), wants(1_000, 2_500), wants(2_500, SIZE), wants(SIZE, SIZE), DONE, READY),
            "videos start, videos transfer, videos transfer, videos transfer, videos finish, look",
            Published("777", ADDRESS),
        ),
        (
            "the platform has another chunk than we thought",
            ordinary,
            (started(1_000), wants(1_000, 2_000), misplaced(2_000, SIZE), wants(SIZE, SIZE), DONE, READY),
            "videos start, videos transfer, videos transfer, videos transfer, videos finish, look",
            Published("777", ADDRESS),
        ),
        (
            "the same chunk wanted again is no progress",
            ordinary,
            (started(1_000), misplaced(0, 1_000)),
            "videos start, videos transfer",
            (Rejected, "6000/1363037"),
        ),
        (
            "an answer that does not go on",
            ordinary,
            (started(1_000), wants(0, 1_000)),
            "videos start, videos transfer",
            (Retryable, ""),
        ),
        (
            "an answer that goes beyond the end",
            ordinary,
            (started(1_000), wants(1_000, SIZE + 1)),
            "videos start, videos transfer",
            (Retryable, ""),
        ),
        (
            "a post of its own, at an address of its own",
            ordinary,
            (
                started(),
                wants(SIZE, SIZE),
                DONE,
                answer(
                    200, {"id": "777", "post_id": "9", "permalink_url": "/x/9", "status": {"video_status": "ready"}}
                ),
            ),
            "videos start, videos transfer, videos finish, look",
            Published(f"{PAGE}_9", "https://www.facebook.com/x/9"),
        ),
        (
            "processed for a while, one look lost",
            ordinary,
            (started(), wants(SIZE, SIZE), DONE, status("processing"), html(502), READY),
            "videos start, videos transfer, videos finish, look, look, look",
            Published("777", ADDRESS),
        ),
        (
            "with cover and captions",
            dressed(ordinary),
            (started(), wants(SIZE, SIZE), DONE, READY, DONE),
            "videos start, videos transfer, videos finish, look, captions",
            Published("777", ADDRESS),
        ),
        (
            "captions refused: it is published all the same",
            dressed(ordinary),
            (started(), wants(SIZE, SIZE), DONE, READY, answer(400, graph_error(385))),
            "videos start, videos transfer, videos finish, look, captions",
            Published("777", ADDRESS),
        ),
        (
            "captions get no answer: tried three times",
            dressed(ordinary),
            (started(), wants(SIZE, SIZE), DONE, READY, html(502), drop, html(502)),
            "videos start, videos transfer, videos finish, look, captions, captions, captions",
            Published("777", ADDRESS),
        ),
        (
            "the answer to finishing is lost: looked for by its id",
            ordinary,
            (started(), wants(SIZE, SIZE), drop, status("processing", publishing="in_progress"), READY),
            "videos start, videos transfer, videos finish, look, look",
            Published("777", ADDRESS),
        ),
        (
            "processing failed",
            ordinary,
            (started(), wants(SIZE, SIZE), DONE, status("error", errors=[{"code": 1363040, "message": "no"}])),
            "videos start, videos transfer, videos finish, look",
            (Rejected, "video 1363040"),
        ),
        (
            "finishing refused",
            ordinary,
            (started(), wants(SIZE, SIZE), answer(400, graph_error(352, error_subcode=1363024))),
            "videos start, videos transfer, videos finish",
            (Rejected, "352/1363024"),
        ),
        (
            "finishing says no",
            ordinary,
            (started(), wants(SIZE, SIZE), answer(200, {"success": False})),
            "videos start, videos transfer, videos finish",
            (Rejected, ""),
        ),
        (
            "the upload is lost once: begun anew",
            ordinary,
            (
                started(),
                answer(400, graph_error(6000, error_subcode=1363030)),
                started(),
                wants(SIZE, SIZE),
                DONE,
                READY,
            ),
            "videos start, videos transfer, videos start, videos transfer, videos finish, look",
            Published("777", ADDRESS),
        ),
        (
            "and lost twice: staff are told",
            ordinary,
            (
                started(),
                answer(400, graph_error(6000, error_subcode=1363030)),
                started(),
                answer(400, graph_error(100, error_subcode=33)),
            ),
            "videos start, videos transfer, videos start, videos transfer",
            (Rejected, "100/33"),
        ),
        (
            "too large for the platform",
            ordinary,
            (answer(400, graph_error(6000, error_subcode=1363023)),),
            "videos start",
            (Rejected, "6000/1363023"),
        ),
        ("start without an id", ordinary, (answer(200, {"success": True}),), "videos start", (Retryable, "")),
        ("start throttled", ordinary, (answer(400, graph_error(4)),), "videos start", (RateLimited, "4")),
        (
            "signed out in the middle",
            ordinary,
            (started(), answer(400, graph_error(190))),
            "videos start, videos transfer",
            (AuthExpired, "190"),
        ),
        (
            "a 200 with an error inside",
            ordinary,
            (started(), answer(200, graph_error(352))),
            "videos start, videos transfer",
            (Rejected, "352"),
        ),
        (
            "a reel",
            reel,
            (REEL_STARTED, EMPTY, DONE, WHOLE, DONE, READY),
            "reels start, look, bytes, look, reels finish, look",
            Published("777", ADDRESS),
        ),
        (
            "a reel with its cover and captions",
            dressed(reel),
            (REEL_STARTED, EMPTY, DONE, WHOLE, DONE, DONE, READY, DONE),
            "reels start, look, bytes, look, thumbnails, reels finish, look, captions",
            Published("777", ADDRESS),
        ),
        (
            "a reel whose upload breaks goes on from where the platform is",
            reel,
            (REEL_STARTED, EMPTY, drop, status("processing", "in_progress", bytes=1_234), DONE, WHOLE, DONE, READY),
            "reels start, look, bytes, look, bytes, look, reels finish, look",
            Published("777", ADDRESS),
        ),
        (
            "and breaks again at the same byte",
            reel,
            (REEL_STARTED, EMPTY, drop, EMPTY, drop),
            "reels start, look, bytes, look, bytes",
            (Retryable, ""),
        ),
        (
            "a reel that the platform finds too small",
            reel,
            (
                REEL_STARTED,
                EMPTY,
                DONE,
                answer(
                    200,
                    {
                        "id": "777",
                        "status": {
                            "video_status": "processing",
                            "uploading_phase": {"status": "complete"},
                            "processing_phase": {"status": "not_started", "error": {"message": "Resolution too low."}},
                        },
                    },
                ),
            ),
            "reels start, look, bytes, look",
            (Rejected, "video processing"),
        ),
        (
            "thirty reels a day and no more",
            reel,
            (REEL_STARTED, EMPTY, DONE, WHOLE, answer(403, graph_error(613))),
            "reels start, look, bytes, look, reels finish",
            (RateLimited, "613"),
        ),
        (
            "the answer to finishing a reel is lost",
            reel,
            (REEL_STARTED, EMPTY, DONE, WHOLE, html(502), READY),
            "reels start, look, bytes, look, reels finish, look",
            Published("777", ADDRESS),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and ", " not in value else "",
)
def test_case(
    label: str, post: Post, answers: tuple[Reply, ...], requests: str, outcome: object, server: Server, folder: Path
) -> None:
    server.script(*answers)
    with opened("facebook", server.address) as account:
        made = post(folder)
        assert account.adapter.check(made) == []
        came, steps = walk(account, made)
    assert ", ".join(sent(server)) == requests, label
    assert server.unscripted == 0
    if isinstance(outcome, Published):
        assert isinstance(came, Published)
        assert replace(came, missing="") == outcome
        assert ("phụ đề" in came.missing) == label.startswith("captions ")
    else:
        assert isinstance(came, ChannelError)
        assert (type(came), came.code) == outcome
    # Publishing is one step, and only that one is marked.
    marked = [step.progress["step"] for step in steps if step.irreversible]
    assert marked == (["video_finish" if "videos" in requests else "reel_finish"] if "finish" in requests else [])
