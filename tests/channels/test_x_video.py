"""X: a table of walks with a video, and what becomes of one that another process goes on with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Captions, Next, OutgoingPost, Progress, Published
from channels.errors import Misconfigured, Rejected, Retryable
from channels.x.configuration import x_configuration
from tests.channels import contract
from tests.channels.platforms import NOW, PLAIN_POST, FixedClock, opened, x_problem
from tests.channels.server import Reply, Request, Server, answer, drop, html
from tests.channels.walks import Case, Expected, run, walk
from tests.channels.x_files import approved, mp4_bytes, whole_video

CHUNK = x_configuration().append_chunk_bytes
UPLOAD = "/2/media/upload"
PUBLISHED = Published("1999", "https://x.com/huonggiang/status/1999")
CREATED = answer(201, {"data": {"id": "1999", "text": "…"}})
BEGUN = answer(200, {"data": {"id": "61", "media_key": "7_61", "expires_after_secs": 86_400}})
APPENDED = answer(200, {"data": {"expires_at": 1}})


def stand(state: str, *errors: object, wait: int | None = None, **more: object) -> Reply:
    """How far the platform is with the video."""
    info = {"state": state, **({} if wait is None else {"check_after_secs": wait}), **more}
    data = {"id": "61", "media_key": "7_61", "processing_info": info}
    return answer(200, {"data": data, **({"errors": list(errors)} if errors else {})})


def body(request: Request) -> object:
    return request.json


def segment(request: Request) -> tuple[object, int]:
    return int(request.fields["segment_index"]), len(request.files["media"])


def with_video(size: int = 900, **change: object) -> Callable[[Path], OutgoingPost]:
    return lambda folder: replace(PLAIN_POST, media=(replace(whole_video(folder, size), **change),))  # type: ignore[arg-type]


def initialize(size: int = 900) -> Expected:
    wanted = {"media_type": "video/mp4", "total_bytes": size, "media_category": "tweet_video"}
    return Expected("POST", f"{UPLOAD}/initialize", body, wanted)


def append(index: int, size: int) -> Expected:
    return Expected("POST", f"{UPLOAD}/61/append", segment, (index, size))


FINALIZE = Expected("POST", f"{UPLOAD}/61/finalize")
STATUS = Expected("GET", UPLOAD, lambda request: request.query, {"command": "STATUS", "media_id": "61"})
POSTED = Expected("POST", "/2/tweets", body, {"text": PLAIN_POST.text, "media": {"media_ids": ["61"]}})
SENT = (initialize(), append(0, 900), FINALIZE)
TOO_LONG = {"title": "Invalid media", "detail": "Duration too long, maximum:140000", "type": "about:blank"}

WORDS_BEGUN = answer(200, {"data": {"id": "62", "media_key": "3_62", "expires_after_secs": 86_400}})
WORDS_ENDED = answer(200, {"data": {"id": "62", "media_key": "3_62"}})
TIED = answer(200, {"data": {"id": "61", "media_category": "TweetVideo", "associated_subtitles": {}}})


def captioned(folder: Path) -> OutgoingPost:
    text = "1\n00:00:00,000 --> 00:00:02,000\nTách thửa từ 60 m²\n"
    file = approved(folder / "vi.srt", text.encode(), "application/x-subrip")
    captions = Captions(folder / "vi.srt", file.sha256, "application/x-subrip", "vi")
    return replace(with_video()(folder), captions=(captions,))


CASES = (
    Case(
        "a video that is ready at once",
        with_video(),
        (BEGUN, APPENDED, stand("succeeded"), CREATED),
        (*SENT, POSTED),
        PUBLISHED,
    ),
    Case(
        "a video that is processed in phases",
        with_video(),
        (BEGUN, APPENDED, stand("pending", wait=5), stand("in_progress", wait=10), stand("succeeded"), CREATED),
        (*SENT, STATUS, STATUS, POSTED),
        PUBLISHED,
        waits=(5.0, 10.0),
    ),
    Case(
        "a wait that the platform does not tell, or tells as nothing",
        with_video(),
        (BEGUN, APPENDED, stand("pending"), stand("in_progress", wait=0), stand("succeeded"), CREATED),
        (*SENT, STATUS, STATUS, POSTED),
        PUBLISHED,
        waits=(1.0, 1.0),
    ),
    Case(
        "a video in three pieces",
        with_video(2 * CHUNK + 7),
        (BEGUN, APPENDED, APPENDED, APPENDED, stand("succeeded"), CREATED),
        (initialize(2 * CHUNK + 7), append(0, CHUNK), append(1, CHUNK), append(2, 7), FINALIZE, POSTED),
        PUBLISHED,
    ),
    Case(
        "a video that cannot be processed",
        with_video(),
        (BEGUN, APPENDED, stand("in_progress", wait=1), stand("failed", TOO_LONG)),
        (*SENT, STATUS),
        (Rejected, "media_failed"),
        waits=(1.0,),
    ),
    Case(
        "a status that fails is asked again",
        with_video(),
        (BEGUN, APPENDED, stand("pending", wait=1), answer(503, b"", kind=None)),
        (*SENT, STATUS),
        (Retryable, "503"),
        waits=(1.0,),
    ),
    Case("a piece that is dropped", with_video(), (BEGUN, drop), SENT[:2], (Retryable, "")),
    Case(
        "an upload that the platform lost is begun anew, once",
        with_video(),
        (BEGUN, answer(404, x_problem(404, "Not Found Error", "gone"))) * 2,
        SENT[:2] * 2,
        (Rejected, "404 Not Found Error"),
    ),
    Case(
        "an upload that the platform refuses",
        with_video(),
        (answer(400, x_problem(400, "Invalid Request", "File size exceeds the limit")),),
        (initialize(),),
        (Rejected, "400 Invalid Request"),
    ),
    Case(
        "a standing video",
        with_video(width=720, height=1280),
        (BEGUN, APPENDED, stand("succeeded"), CREATED),
        (*SENT, POSTED),
        PUBLISHED,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_case(case: Case, server: Server, folder: Path) -> None:
    run("x", case, server, folder)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("Duration too long, maximum:140000", "0,5 đến 140 giây"),
        ("Invalid aspect ratio", "1280×720"),
        ("File size exceeds 512 MB", "512 MB"),
        ("Frame rate is above 60 fps", "60 khung hình"),
        ("Unsupported video format", "H.264"),
        ("", "H.264"),
    ],
)
def test_why_a_video_failed_is_told_in_vietnamese(said: str, advice: str, server: Server, folder: Path) -> None:
    told = {"code": 1, "name": "InvalidMedia", "message": said} if said else None
    server.script(BEGUN, APPENDED, stand("failed", error=told))
    outcome, _steps = walk("x", server, with_video()(folder))
    assert isinstance(outcome, Rejected)
    assert advice in outcome.message
    assert said in outcome.message
    assert "duyệt lại" in outcome.message


def test_a_video_that_is_never_ready_is_told(server: Server, folder: Path) -> None:
    post, clock = with_video()(folder), FixedClock()
    server.script(BEGUN, APPENDED, stand("pending", wait=5), stand("in_progress", wait=60))
    with opened("x", server.address, clock) as account:
        step = account.adapter.begin(post)
        while not step.after:
            following = account.adapter.advance(post, step.progress)
            assert isinstance(following, Next)
            step = following
        clock.moment = NOW + timedelta(seconds=x_configuration().processing_limit_s + 1)
        with pytest.raises(Rejected) as refused:
            account.adapter.advance(post, step.progress)
    assert refused.value.code == "media_slow"


def processes(server: Server, post: OutgoingPost) -> Iterator[Next | Published]:
    """Each step by another process, which knows nothing but the progress."""
    step = opened("x", server.address).adapter.begin(post)
    while True:
        with opened("x", server.address) as account:
            outcome = account.adapter.advance(post, step.progress)
        yield outcome
        if isinstance(outcome, Published):
            return
        step = outcome


def test_a_video_goes_on_from_the_piece_reached(server: Server, folder: Path) -> None:
    size = 3 * CHUNK + 11
    post = with_video(size)(folder)
    server.script(BEGUN, APPENDED, APPENDED, APPENDED, APPENDED, stand("succeeded"), CREATED)
    assert list(processes(server, post))[-1] == PUBLISHED
    pieces = [request for request in server.requests if request.path.endswith("/append")]
    arrived = {int(piece.fields["segment_index"]): piece.files["media"] for piece in pieces}
    assert len(pieces) == 4
    assert b"".join(arrived[index] for index in sorted(arrived)) == mp4_bytes(size)


@pytest.mark.parametrize(
    "reply", [answer(413, b"", kind=None), html(413), answer(413, x_problem(413, "Too large", ""))]
)
def test_a_piece_that_the_edge_finds_too_large_is_sent_smaller(reply: Reply, server: Server, folder: Path) -> None:
    size = 2 * CHUNK
    post = with_video(size)(folder)
    half = CHUNK // 2
    server.script(BEGUN, APPENDED, reply, APPENDED, APPENDED, stand("succeeded"), CREATED)
    assert list(processes(server, post))[-1] == PUBLISHED
    pieces = [request for request in server.requests if request.path.endswith("/append")]
    assert [segment(piece) for piece in pieces] == [(0, CHUNK), (1, CHUNK), (1, half), (2, half)]
    assert b"".join(piece.files["media"] for piece in (pieces[0], *pieces[2:])) == mp4_bytes(size)


def test_pieces_grow_no_smaller_than_the_segments_that_are_left_allow(server: Server, folder: Path) -> None:
    post = with_video(4_000)(folder)
    server.script(answer(413, b"", kind=None))
    at: Progress = {"step": "append", "index": 0, "media_ids": "", "media_id": "61", "segment": 999, "offset": 1_000}
    with opened("x", server.address) as account, pytest.raises(Retryable):
        account.adapter.advance(post, at)


def test_captions_are_tied_to_the_video_before_it_is_posted(server: Server, folder: Path) -> None:
    server.script(BEGUN, APPENDED, stand("succeeded"), WORDS_BEGUN, APPENDED, WORDS_ENDED, TIED, CREATED)
    outcome, _steps = walk("x", server, captioned(folder))
    assert outcome == PUBLISHED
    begin, words, end, tie, post = server.requests[3:]
    assert begin.json == {
        "media_type": "text/srt",
        "total_bytes": len(words.files["media"]),
        "media_category": "subtitles",
    }
    assert "Tách thửa từ 60 m²" in words.files["media"].decode()
    assert (words.path, end.path) == (f"/x{UPLOAD}/62/append", f"/x{UPLOAD}/62/finalize")
    track = {"id": "62", "language_code": "VI", "display_name": "Tiếng Việt"}
    assert tie.json == {"id": "61", "media_category": "TweetVideo", "subtitles": track}
    assert post.json == {"text": PLAIN_POST.text, "media": {"media_ids": ["61"]}}
    for request in server.requests:
        contract.check("x", request, "/x")


@pytest.mark.parametrize("at", range(4))
def test_captions_that_are_refused_at_any_step_stop_no_video(at: int, server: Server, folder: Path) -> None:
    taken = (WORDS_BEGUN, APPENDED, WORDS_ENDED, TIED)[:at]
    refused = answer(403, x_problem(403, "Forbidden", "Not on this plan"))
    server.script(BEGUN, APPENDED, stand("succeeded"), *taken, refused, CREATED)
    outcome, _steps = walk("x", server, captioned(folder))
    assert isinstance(outcome, Published)
    assert "phụ đề (Not on this plan)" in outcome.missing


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_video_that_a_machine_speaks_is_said_to_be_so(synthetic: bool, server: Server, folder: Path) -> None:
    post = replace(with_video()(folder), settings={"synthetic": synthetic})
    server.script(BEGUN, APPENDED, stand("succeeded"), CREATED)
    outcome, _steps = walk("x", server, post)
    assert outcome == PUBLISHED
    said = server.requests[-1].json
    assert isinstance(said, dict)
    assert said.get("made_with_ai", False) is synthetic
    contract.check("x", server.requests[-1], "/x")


def test_a_label_that_the_platform_does_not_know_stops_no_video(server: Server, folder: Path) -> None:
    post = replace(with_video()(folder), settings={"synthetic": True})
    unknown = answer(400, x_problem(400, "Invalid Request", "$.made_with_ai: is not defined in the schema"))
    server.script(BEGUN, APPENDED, stand("succeeded"), unknown, CREATED)
    outcome, _steps = walk("x", server, post)
    assert isinstance(outcome, Published)
    assert "nhãn nội dung do máy tạo" in outcome.missing
    assert server.requests[-1].json == {"text": PLAIN_POST.text, "media": {"media_ids": ["61"]}}


def test_a_piece_that_was_cut_to_another_size_is_gone_on_with(server: Server, folder: Path) -> None:
    """An older version, or configuration, may have cut the pieces before."""
    post = with_video(1_500)(folder)
    server.script(APPENDED)
    begun: Progress = {"step": "append", "index": 0, "media_ids": "", "media_id": "61", "segment": 3, "offset": 1_200}
    with opened("x", server.address) as account:
        outcome = account.adapter.advance(post, begun)
    assert isinstance(outcome, Next)
    assert outcome.progress["step"] == "finalize"
    assert segment(server.requests[0]) == (3, 300)


def test_progress_of_another_post_begins_anew(server: Server) -> None:
    with opened("x", server.address) as account:
        step = account.adapter.advance(PLAIN_POST, {"step": "append", "index": 2, "media_id": "61"})
        assert step == account.adapter.begin(PLAIN_POST)
        with pytest.raises(Misconfigured):
            account.adapter.advance(PLAIN_POST, {"step": "transcode"})
    assert not server.requests


@pytest.mark.parametrize(
    ("content", "mime", "words"),
    [
        (b"", "video/mp4", "trống"),
        (mp4_bytes(900)[:-3], "video/mp4", "cắt cụt"),
        (b"<html>" * 40, "video/mp4", "không phải MP4"),
        (b"", "image/png", "trống"),
        (b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9", "image/png", "image/png"),
        (b"GIF89a" + bytes(40), "image/png", "không phải"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "image/png", "cắt cụt"),
        (b"RIFF\xff\xff\x00\x00WEBP" + bytes(40), "image/webp", "cắt cụt"),
        (b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9", "image/webp", "image/webp"),
    ],
    ids=[
        "0 bytes",
        "truncated video",
        "renamed video",
        "0 bytes of a picture",
        "jpeg called png",
        "gif called png",
        "truncated png",
        "truncated webp",
        "jpeg called webp",
    ],
)
def test_a_broken_file_is_not_sent(content: bytes, mime: str, words: str, server: Server, folder: Path) -> None:
    file = approved(folder / "file", content, mime)
    outcome, _steps = walk("x", server, replace(PLAIN_POST, media=(file,)))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, words in outcome.message) == ("media_broken", True)
    assert not server.requests


@pytest.mark.parametrize(
    ("width", "height", "fits"), [(1280, 1024, True), (720, 1280, True), (1920, 1080, False), (40, 30, False)]
)
def test_the_frame_of_a_video_stands_or_lies_within_the_limits(
    width: int, height: int, fits: bool, server: Server, folder: Path
) -> None:
    with opened("x", server.address) as account:
        problems = account.adapter.check(with_video(width=width, height=height)(folder))
    assert [problem.field for problem in problems] == ([] if fits else ["media"])
