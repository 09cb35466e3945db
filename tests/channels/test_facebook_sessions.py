"""Facebook: an ordinary video through an upload session and its handle, and the older way where no session is to be had."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.base import Next, OutgoingPost, Progress, Published
from channels.errors import ChannelError, OutcomeUnknown, Rejected, Retryable
from channels.facebook.configuration import facebook_configuration
from tests.channels import contract
from tests.channels.platforms import FACEBOOK, PLAIN_POST, FixedClock, graph_error, opened
from tests.channels.server import Reply, Server, answer, drop, html
from tests.channels.test_facebook_video import DONE, READY, SIZE, dressed, ordinary, started, wants
from tests.channels.x_files import mp4_bytes

UPLOAD = facebook_configuration().upload
DAY = FixedClock(datetime.combine(UPLOAD.sessions_from, datetime.min.time(), UTC) + timedelta(days=2))
LATER = FixedClock(datetime.combine(UPLOAD.phases_until, datetime.min.time(), UTC) + timedelta(days=2))
PAGE = str(FACEBOOK.settings["page_id"])
SESSION = "upload:MTphdHRhY2htZW50OjY4?sig=ARZ_x-1.y%3D"
BEGUN = answer(200, {"id": SESSION})
HANDLE = answer(200, {"h": "2:c2FtcGxlLm1wNA==:dmlkZW8vbXA0"})
MADE = answer(200, {"id": "777"})
PUBLISHED = Published("777", "https://www.facebook.com/777")
STEPS_AT_MOST = 40


def at(offset: int | str) -> Reply:
    return answer(200, {"id": SESSION, "file_offset": offset})


def walk(server: Server, post: OutgoingPost, clock: FixedClock = DAY) -> tuple[Published | ChannelError, list[Next]]:
    steps: list[Next] = []
    with opened("facebook", server.address, clock, app_id="4200000000001") as account:
        step: Next | Published = account.adapter.begin(post)
        while isinstance(step, Next):
            assert len(steps) < STEPS_AT_MOST
            steps.append(step)
            try:
                with account.transport.deadline(5.0):
                    step = account.adapter.advance(post, step.progress)
            except ChannelError as error:
                return error, steps
    return step, steps


def sent(server: Server) -> list[str]:
    told: list[str] = []
    for request in server.requests:
        contract.check("facebook", request, "/graph")
        path = request.path.removeprefix("/graph/v26.0/")
        name = {"uploads": "begin", "videos": "publish", "captions": "captions"}.get(path.rpartition("/")[2], "look")
        if path.startswith("upload:"):
            name = "bytes" if request.method == "POST" else "where"
        told.append(f"{request.fields['upload_phase']} (older)" if "upload_phase" in request.fields else name)
    return told


@pytest.mark.parametrize(
    ("label", "answers", "requests", "outcome"),
    [
        ("in one go", (BEGUN, at(0), HANDLE, MADE, READY), "begin, where, bytes, publish, look", PUBLISHED),
        (
            "the bytes break off, and go on from where they are",
            (BEGUN, at(0), drop, at("1000"), HANDLE, MADE, READY),
            "begin, where, bytes, where, bytes, publish, look",
            PUBLISHED,
        ),
        (
            "the platform takes a part",
            (BEGUN, at(0), answer(200, {"id": SESSION}), at(1_000), HANDLE, MADE, READY),
            "begin, where, bytes, where, bytes, publish, look",
            PUBLISHED,
        ),
        (
            "the handle was lost: begun anew",
            (BEGUN, at(0), drop, at(SIZE), BEGUN, at(0), HANDLE, MADE, READY),
            "begin, where, bytes, where, begin, where, bytes, publish, look",
            PUBLISHED,
        ),
        (
            "the handle is lost again and again",
            (BEGUN, at(0), drop, at(SIZE)) * 6,
            ", ".join(["begin, where, bytes, where"] * 6),
            (Rejected, "handle_lost"),
        ),
        (
            "the session is unknown: begun anew",
            (BEGUN, answer(400, graph_error(100, "Object does not exist", error_subcode=33)), BEGUN, at(0), HANDLE, MADE, READY),
            "begin, where, begin, where, bytes, publish, look",
            PUBLISHED,
        ),
        ("it says not where it is", (BEGUN, answer(200, {"id": SESSION})), "begin, where", (Retryable, "")),
        ("no session comes", (answer(200, {"id": "7"}),), "begin", (Retryable, "")),
        ("a session that leads elsewhere", (answer(200, {"id": "upload:a/../me/feed"}),), "begin", (Retryable, "")),
        (
            "the answer to publishing is lost: looked for, never sent again",
            (BEGUN, at(0), HANDLE, drop),
            "begin, where, bytes, publish",
            (OutcomeUnknown, ""),
        ),
        (
            "an answer without an id proves nothing",
            (BEGUN, at(0), HANDLE, DONE),
            "begin, where, bytes, publish",
            (OutcomeUnknown, ""),
        ),
        (
            "no session is given: the older phases",
            (answer(403, graph_error(10, "Not for this token")), started(), wants(SIZE, SIZE), DONE, READY),
            "begin, start (older), transfer (older), finish (older), look",
            PUBLISHED,
        ),
    ],
)  # fmt: skip
def test_case(
    label: str, answers: tuple[Reply, ...], requests: str, outcome: object, server: Server, folder: Path
) -> None:
    server.script(*answers)
    came, steps = walk(server, ordinary(folder))
    assert ", ".join(sent(server)) == requests, label
    assert server.unscripted == 0
    if isinstance(outcome, Published):
        assert came == outcome
    else:
        assert isinstance(came, ChannelError)
        assert (type(came), came.code) == outcome
    marked = [step.progress["step"] for step in steps if step.irreversible]
    assert marked == (
        ["session_publish"] if "publish" in requests else ["video_finish"] if "finish" in requests else []
    )


def test_what_is_sent_where(server: Server, folder: Path) -> None:
    server.script(BEGUN, at(0), drop, at(1_000), HANDLE, MADE, READY, DONE)
    came, _steps = walk(server, dressed(ordinary)(folder))
    assert came == PUBLISHED
    begin, where, first, _again, rest, publish, *_others = server.requests
    assert begin.path == "/graph/v26.0/4200000000001/uploads"
    assert begin.fields["file_length"] == str(SIZE)
    assert where.target.startswith(f"/graph/v26.0/{SESSION}&appsecret_proof=")
    assert (first.headers["file_offset"], rest.headers["file_offset"]) == ("0", "1000")
    assert rest.body == mp4_bytes(SIZE)[1_000:]
    assert publish.path == f"/graph/v26.0/{PAGE}/videos"
    assert publish.fields["fbuploader_video_file_chunk"] == "2:c2FtcGxlLm1wNA==:dmlkZW8vbXA0"
    assert publish.fields["description"] == PLAIN_POST.text
    assert set(publish.files) == {"thumb"}
    assert {request.headers["host"] for request in server.requests} == {"graph.facebook.com"}


def test_a_refused_cover_stops_no_video(server: Server, folder: Path) -> None:
    server.script(
        BEGUN, at(0), HANDLE, answer(400, graph_error(324, "Missing or invalid image file")), MADE, READY, DONE
    )
    came, _steps = walk(server, dressed(ordinary)(folder))
    assert isinstance(came, Published)
    assert "ảnh bìa (Missing or invalid image file)" in came.missing


def test_the_older_way_ends_with_its_day(server: Server, folder: Path) -> None:
    server.script(answer(403, graph_error(10, "Not for this token")))
    came, _steps = walk(server, ordinary(folder), LATER)
    assert isinstance(came, Rejected)
    assert "Not for this token" in came.message


def test_what_the_edge_says_begins_no_older_way(server: Server, folder: Path) -> None:
    server.script(html(502))
    came, _steps = walk(server, ordinary(folder))
    assert isinstance(came, Retryable)


@pytest.mark.parametrize("change", [lambda post: replace(post, media=(replace(post.media[0], sha256="0" * 64),))])
def test_a_session_of_another_video_is_not_gone_on_with(
    change: Callable[[OutgoingPost], OutgoingPost], server: Server, folder: Path
) -> None:
    post = ordinary(folder)
    progress: Progress = {
        "step": "session_send",
        "session": SESSION,
        "media": "…",
        "begun": DAY.now().timestamp(),
        "offset": 0,
    }
    with opened("facebook", server.address, DAY) as account:
        step = account.adapter.advance(change(post), progress)
    assert isinstance(step, Next)
    assert step.progress["step"] == "session_start"
    assert not server.requests


def test_an_account_that_does_not_know_its_application_asks_by_the_token_s(server: Server, folder: Path) -> None:
    server.script(BEGUN)
    with opened("facebook", server.address, DAY) as account:
        account.adapter.advance(ordinary(folder), account.adapter.begin(ordinary(folder)).progress)
    assert server.requests[0].path == "/graph/v26.0/app/uploads"
