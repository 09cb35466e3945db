"""YouTube: a table of walks, and what must be true of every one of them."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from channels.base import Captions, Next, OutgoingPost, Published
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import open_adapter, parse_credentials
from channels.youtube.configuration import youtube_configuration
from channels.youtube.metadata import mark_of
from channels.youtube.spec import SPEC
from tests.channels.platforms import (
    LINK,
    NOW,
    PLAIN_POST,
    PLATFORMS,
    PROCESSED,
    SESSION,
    UPLOAD_ID,
    VIDEO,
    FixedClock,
    clip,
    google_error,
    opened,
    picture,
)
from tests.channels.server import Reply, Request, Server, answer, drop, html
from tests.channels.walks import Case, Expected, run, walk

CHUNK = youtube_configuration().upload.chunk_bytes
FIRST_LOOK, LAG = youtube_configuration().watch.first_s, youtube_configuration().common.read_back_lag_s
PUBLISHED = Published("vid00000001", "https://www.youtube.com/watch?v=vid00000001")
UPLOAD = "/upload/youtube/v3/videos"
LIST, VIDEOS = "/youtube/v3/playlistItems", "/youtube/v3/videos"

NOTHING = answer(200, {"items": []})
OPENED = answer(200, b"", {"Location": SESSION})
SENT = answer(200, VIDEO)
MADE = answer(200, {"id": "made-1"})
LOCKED = answer(200, {"id": "vid00000001", "status": {"privacyStatus": "private"}})
PUBLIC = answer(200, {"id": "vid00000001", "status": {"privacyStatus": "public"}})


def kept(count: int) -> Reply:
    """The session has so many bytes and wants more."""
    return answer(308, b"", {"Range": f"bytes=0-{count - 1}"} if count else {})


def video(folder: Path, **settings: object) -> OutgoingPost:
    return replace(PLAIN_POST, media=(clip(folder),), settings=settings)


def large(folder: Path) -> OutgoingPost:
    """Two chunks and a byte."""
    return replace(PLAIN_POST, media=(clip(folder, 2 * CHUNK + 1),))


def dressed(folder: Path) -> OutgoingPost:
    """With cover, captions and a playlist."""
    content = "1\n00:00:00,000 --> 00:00:02,000\nĐiều 5\n".encode()
    path = folder / "vi.srt"
    path.write_bytes(content)
    captions = Captions(path, sha256(content).hexdigest(), "application/x-subrip", "vi")
    return replace(video(folder, kind="decision"), cover=picture(folder), captions=(captions,))


def range_of(request: Request) -> object:
    return request.headers["content-range"]


def looked() -> Expected:
    return Expected("GET", LIST, lambda request: request.query["playlistId"], "UUabcdefghijklmnopqrstuv")


def begun() -> Expected:
    return Expected("POST", UPLOAD, lambda request: request.query["uploadType"], "resumable")


def piece(begin: int, end: int, total: int) -> Expected:
    return Expected("PUT", UPLOAD, range_of, f"bytes {begin}-{end - 1}/{total}")


def asked(total: int) -> Expected:
    return Expected("PUT", UPLOAD, range_of, f"bytes */{total}")


def watched() -> Expected:
    return Expected("GET", VIDEOS, lambda request: request.query["part"], "status,processingDetails")


def shown() -> Expected:
    return Expected("PUT", VIDEOS, lambda request: request.query["part"], "snippet,status")


def standing(status: dict[str, object], **details: object) -> Reply:
    return answer(200, {"items": [{"id": "vid00000001", "status": status, "processingDetails": details}]})


def broken_off(label: str, reply: Reply, kind: type[ChannelError], code: str) -> Case:
    """The session cannot be opened."""
    return Case(label, video, (NOTHING, reply), (looked(), begun()), (kind, code))


def processed(label: str, reply: Reply, code: str) -> Case:
    answers = (NOTHING, OPENED, SENT, reply)
    return Case(
        label, video, answers, (looked(), begun(), piece(0, 600, 600), watched()), (Rejected, code), (FIRST_LOOK,)
    )


def unpublished(label: str, reply: Reply, kind: type[ChannelError], code: str) -> Case:
    answers = (NOTHING, OPENED, SENT, PROCESSED, reply)
    requests = (looked(), begun(), piece(0, 600, 600), watched(), shown())
    return Case(label, video, answers, requests, (kind, code), (FIRST_LOOK,))


CASES = (
    Case(
        "a small video",
        video,
        (NOTHING, OPENED, SENT, PROCESSED, PUBLIC),
        (looked(), begun(), piece(0, 600, 600), watched(), shown()),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "a channel without any video",
        video,
        (answer(404, google_error(404, "playlistNotFound")), OPENED, SENT, PROCESSED, PUBLIC),
        (looked(), begun(), piece(0, 600, 600), watched(), shown()),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "chunks",
        large,
        (NOTHING, OPENED, kept(CHUNK), kept(2 * CHUNK), SENT, PROCESSED, PUBLIC),
        (
            looked(),
            begun(),
            piece(0, CHUNK, 2 * CHUNK + 1),
            piece(CHUNK, 2 * CHUNK, 2 * CHUNK + 1),
            piece(2 * CHUNK, 2 * CHUNK + 1, 2 * CHUNK + 1),
            watched(),
            shown(),
        ),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "a platform that keeps half of a chunk",
        large,
        (NOTHING, OPENED, kept(CHUNK // 2), kept(CHUNK // 2 + CHUNK), SENT, PROCESSED, PUBLIC),
        (
            looked(),
            begun(),
            piece(0, CHUNK, 2 * CHUNK + 1),
            piece(CHUNK // 2, CHUNK // 2 + CHUNK, 2 * CHUNK + 1),
            piece(CHUNK // 2 + CHUNK, 2 * CHUNK + 1, 2 * CHUNK + 1),
            watched(),
            shown(),
        ),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "a session that ended before its last chunk begins anew",
        large,
        (NOTHING, OPENED, answer(404, b"Not Found", kind="text/plain"), html(500)),
        (looked(), begun(), piece(0, CHUNK, 2 * CHUNK + 1), begun()),
        (Retryable, "500"),
    ),
    Case(
        "a session that ended with its last chunk: looked for twice, then uploaded again",
        video,
        (NOTHING, OPENED, answer(410, b"", kind=None), NOTHING, NOTHING, html(500)),
        (looked(), begun(), piece(0, 600, 600), looked(), looked(), begun()),
        (Retryable, "500"),
        (LAG, LAG),
    ),
    Case(
        "processing that takes its time",
        video,
        (
            NOTHING,
            OPENED,
            SENT,
            standing({"uploadStatus": "uploaded"}, processingStatus="processing"),
            standing(
                {"uploadStatus": "uploaded"}, processingStatus="processing", processingProgress={"timeLeftMs": "7500"}
            ),
            NOTHING,
            standing({"uploadStatus": "uploaded"}, processingStatus="succeeded"),
            PUBLIC,
        ),
        (looked(), begun(), piece(0, 600, 600), watched(), watched(), watched(), watched(), shown()),
        PUBLISHED,
        (FIRST_LOOK, 15.0, 7.5, 15.0),
    ),
    Case(
        "cover, captions, playlist",
        dressed,
        (NOTHING, OPENED, SENT, PROCESSED, answer(200, {"items": [{}]}), MADE, NOTHING, MADE, PUBLIC),
        (
            looked(),
            begun(),
            piece(0, 600, 600),
            watched(),
            Expected(
                "POST", "/upload/youtube/v3/thumbnails/set", lambda request: request.query["videoId"], "vid00000001"
            ),
            Expected("POST", "/upload/youtube/v3/captions", lambda request: b"00:00:02,000" in request.body, True),
            Expected("GET", LIST, lambda request: request.query["videoId"], "vid00000001"),
            Expected("POST", LIST, lambda request: '"PLdecisions"' in request.body.decode(), True),
            shown(),
        ),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "captions left by an earlier try are replaced, a playlist that holds the video is left alone",
        dressed,
        (
            NOTHING,
            OPENED,
            SENT,
            PROCESSED,
            answer(200, {}),
            answer(409, google_error(409, "captionExists")),
            answer(200, {"items": [{"id": "c1", "snippet": {"language": "vi", "trackKind": "standard"}}]}),
            answer(200, {"id": "c1"}),
            answer(200, {"items": [{"id": "there"}]}),
            PUBLIC,
        ),
        (
            looked(),
            begun(),
            piece(0, 600, 600),
            watched(),
            Expected("POST", "/upload/youtube/v3/thumbnails/set"),
            Expected("POST", "/upload/youtube/v3/captions"),
            Expected("GET", "/youtube/v3/captions"),
            Expected("PUT", "/upload/youtube/v3/captions", lambda request: b'"c1"' in request.body, True),
            Expected("GET", LIST),
            shown(),
        ),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    Case(
        "a playlist that is made",
        lambda folder: video(folder, kind="qa"),
        (
            NOTHING,
            OPENED,
            SENT,
            PROCESSED,
            answer(200, {"items": [{"id": "PLother", "snippet": {"title": "Hỏi đáp"}}]}),
            answer(200, {"id": "PLmade"}),
            NOTHING,
            MADE,
            PUBLIC,
        ),
        (
            looked(),
            begun(),
            piece(0, 600, 600),
            watched(),
            Expected("GET", "/youtube/v3/playlists", lambda request: request.query["mine"], "true"),
            Expected(
                "POST",
                "/youtube/v3/playlists",
                lambda request: "Hỏi đáp pháp luật" in json.dumps(request.json, ensure_ascii=False),
                True,
            ),
            Expected("GET", LIST, lambda request: request.query["playlistId"], "PLmade"),
            Expected("POST", LIST),
            shown(),
        ),
        PUBLISHED,
        (FIRST_LOOK,),
    ),
    broken_off("no units left", answer(403, google_error(403, "quotaExceeded")), RateLimited, "403 quotaExceeded"),
    broken_off(
        "no uploads left", answer(400, google_error(400, "uploadLimitExceeded")), RateLimited, "400 uploadLimitExceeded"
    ),
    broken_off("throttled", answer(403, google_error(403, "rateLimitExceeded")), RateLimited, "403 rateLimitExceeded"),
    broken_off("signed out", answer(401, google_error(401, "authError")), AuthExpired, "401 authError"),
    broken_off("a title refused", answer(400, google_error(400, "invalidTitle")), Rejected, "400 invalidTitle"),
    broken_off(
        "no rights", answer(403, google_error(403, "insufficientPermissions")), Rejected, "403 insufficientPermissions"
    ),
    broken_off(
        "no channel", answer(401, google_error(401, "youtubeSignupRequired")), Rejected, "401 youtubeSignupRequired"
    ),
    broken_off("a broken platform", answer(503, google_error(503, "backendError")), Retryable, "503 backendError"),
    broken_off("an opening dropped", drop, Retryable, ""),
    broken_off("a session without an address", answer(200, b""), Retryable, "200"),
    broken_off(
        "a session somewhere else",
        answer(200, b"", {"Location": "https://evil.example/upload?upload_id=1"}),
        Retryable,
        "no_session",
    ),
    processed("failed", standing({"uploadStatus": "failed", "failureReason": "codec"}), "failed codec"),
    processed("rejected", standing({"uploadStatus": "rejected", "rejectionReason": "copyright"}), "rejected copyright"),
    processed(
        "not transcoded",
        standing({"uploadStatus": "uploaded"}, processingStatus="failed", processingFailureReason="transcodeFailed"),
        "processing failed transcodeFailed",
    ),
    processed(
        "given up", standing({"uploadStatus": "uploaded"}, processingStatus="terminated"), "processing terminated"
    ),
    unpublished("dropped", drop, OutcomeUnknown, ""),
    unpublished("unclear", answer(500, google_error(500, "backendError")), OutcomeUnknown, "500 backendError"),
    unpublished(
        "another video", answer(200, {"id": "vid2", "status": {"privacyStatus": "public"}}), OutcomeUnknown, ""
    ),
    unpublished("gone", answer(404, google_error(404, "videoNotFound")), Rejected, "404 videoNotFound"),
    unpublished(
        "no units left for it", answer(403, google_error(403, "quotaExceeded")), RateLimited, "403 quotaExceeded"
    ),
    Case(
        "locked private: its mark goes back on",
        video,
        (NOTHING, OPENED, SENT, PROCESSED, LOCKED, LOCKED),
        (
            looked(),
            begun(),
            piece(0, 600, 600),
            watched(),
            shown(),
            Expected("PUT", VIDEOS, lambda request: '"tags": ["loa-' in request.body.decode(), True),
        ),
        (Rejected, "locked_private"),
        (FIRST_LOOK,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_case(case: Case, server: Server, folder: Path) -> None:
    run("youtube", case, server, folder)


def test_only_becoming_public_is_irreversible_and_progress_is_plain(server: Server, folder: Path) -> None:
    server.script(NOTHING, OPENED, SENT, PROCESSED, answer(200, {}), MADE, NOTHING, MADE, PUBLIC)
    outcome, steps = walk("youtube", server, dressed(folder))
    assert outcome == PUBLISHED
    assert [(step.progress["step"], step.irreversible) for step in steps] == [
        ("seek", False),
        ("start", False),
        ("finish", False),
        ("watch", False),
        ("cover", False),
        ("captions", False),
        ("playlist", False),
        ("publish", True),
    ]
    assert json.loads(json.dumps([dict(step.progress) for step in steps])) == [dict(step.progress) for step in steps]
    values = [value for step in steps for value in step.progress.values()]
    assert all(value is None or isinstance(value, str | int | float) for value in values)


def test_what_the_platform_is_told(server: Server, folder: Path) -> None:
    """Private and marked first; then everything as approved, all of it, for an update deletes what it leaves out."""
    tags = ["tách thửa", "đất đai"]
    post = video(folder, tags=tags, synthetic=True, kind="none")
    server.script(NOTHING, OPENED, SENT, PROCESSED, PUBLIC)
    assert walk("youtube", server, post)[0] == PUBLISHED
    uploaded, published = server.requests[1].json, server.requests[4].json
    snippet = {
        "title": post.title,
        "description": post.text,
        "categoryId": "25",
        "defaultLanguage": "vi",
        "defaultAudioLanguage": "vi",
    }
    status = {
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
    }
    mark = mark_of(post, post.media[0])
    assert uploaded == {"snippet": {**snippet, "tags": [mark]}, "status": {**status, "privacyStatus": "private"}}
    assert published == {
        "id": "vid00000001",
        "snippet": {**snippet, "tags": tags},
        "status": {**status, "privacyStatus": "public"},
    }
    assert server.requests[1].headers["x-upload-content-length"] == "600"
    assert server.requests[2].body == post.media[0].path.read_bytes()


@pytest.mark.parametrize("step", ["chunk", "finish"])
def test_a_dropped_piece_is_sent_once_and_the_session_is_asked(step: str, server: Server, folder: Path) -> None:
    """httplib2 would send it again by itself; here the next try asks how far the session is, and goes on from there."""
    post = large(folder) if step == "chunk" else video(folder)
    total = post.media[0].bytes
    server.script(NOTHING, OPENED, drop)
    with opened("youtube", server.address) as account:
        progress = account.adapter.begin(post).progress
        for _number in range(2):
            outcome = account.adapter.advance(post, progress)
            assert isinstance(outcome, Next)
            progress = outcome.progress
        assert progress["step"] == step
        with pytest.raises(Retryable):
            account.adapter.advance(post, progress)
        assert len(server.requests) == 3, "a piece was sent again"
        server.script(kept(262_144 if step == "chunk" else 0))
        outcome = account.adapter.advance(post, progress)
    assert isinstance(outcome, Next)
    assert outcome.progress["offset"] == (262_144 if step == "chunk" else 0)
    assert server.requests[3].headers["content-range"] == f"bytes */{total}"
    assert server.requests[3].body == b""


def test_another_process_goes_on_from_the_last_byte(server: Server, folder: Path) -> None:
    """A new adapter for each step: it asks once how far the session is, and sends nothing twice."""
    post = large(folder)
    total = post.media[0].bytes
    server.script(NOTHING, OPENED, kept(0), kept(CHUNK), kept(CHUNK), kept(2 * CHUNK), answer(201, VIDEO))
    with opened("youtube", server.address) as account:
        progress = account.adapter.begin(post).progress
    while progress["step"] != "watch":
        with opened("youtube", server.address) as account:
            for _asked_then_sent in range(2 if progress["step"] in ("chunk", "finish") else 1):
                if progress["step"] != "watch":
                    outcome = account.adapter.advance(post, progress)
                    assert isinstance(outcome, Next)
                    progress = outcome.progress
    ranges = [request.headers.get("content-range") for request in server.requests[2:]]
    assert ranges == [
        f"bytes */{total}",
        f"bytes 0-{CHUNK - 1}/{total}",
        f"bytes */{total}",
        f"bytes {CHUNK}-{2 * CHUNK - 1}/{total}",
        # The last answer came too late for its process; the session knows that it is complete.
        f"bytes */{total}",
    ]
    assert progress["video_id"] == "vid00000001"


def uploads_with(post: OutgoingPost, privacy: str, tags: list[str], upload: str = "processed") -> tuple[Reply, Reply]:
    entry = {
        "snippet": {"description": post.text, "title": post.title, "publishedAt": "2026-11-24T07:00:00Z"},
        "contentDetails": {"videoId": "vid00000001"},
        "status": {"privacyStatus": privacy},
    }
    found = {
        "id": "vid00000001",
        "snippet": {"tags": tags},
        "status": {"uploadStatus": upload, "privacyStatus": privacy},
    }
    return answer(200, {"items": [entry]}), answer(200, {"items": [found]})


def first_steps(server: Server, post: OutgoingPost) -> Next:
    with opened("youtube", server.address) as account:
        outcome = account.adapter.advance(post, account.adapter.begin(post).progress)
    assert isinstance(outcome, Next)
    return outcome


def test_a_video_that_an_earlier_try_left_private_is_taken_up(server: Server, folder: Path) -> None:
    post = video(folder)
    server.script(*uploads_with(post, "private", [mark_of(post, post.media[0])]), PROCESSED, PUBLIC)
    outcome, _steps = walk("youtube", server, post)
    assert outcome == PUBLISHED
    assert [request.method for request in server.requests] == ["GET", "GET", "GET", "PUT"], "it was uploaded again"


def test_a_video_that_staff_made_public_by_hand_is_not_uploaded_again(server: Server, folder: Path) -> None:
    post = video(folder)
    server.script(*uploads_with(post, "public", [mark_of(post, post.media[0])]))
    assert first_steps(server, post).progress["step"] == "watch"


def test_a_video_that_is_public_as_approved_is_only_stated_again(server: Server, folder: Path) -> None:
    post = video(folder)
    server.script(*uploads_with(post, "public", []))
    step = first_steps(server, post)
    assert (step.progress["step"], step.irreversible) == ("publish", True)


@pytest.mark.parametrize(
    ("privacy", "tags", "upload"),
    [
        ("private", [], "processed"),  # withdrawn
        ("private", ["loa-" + "0" * 24], "processed"),  # of other bytes
        ("private", ["MARK"], "failed"),
        ("private", ["MARK"], "rejected"),
    ],
)
def test_what_is_not_ours_or_broken_is_not_taken_up(
    privacy: str, tags: list[str], upload: str, server: Server, folder: Path
) -> None:
    post = video(folder)
    marked = [mark_of(post, post.media[0]) if tag == "MARK" else tag for tag in tags]
    server.script(*uploads_with(post, privacy, marked, upload))
    assert first_steps(server, post).progress["step"] == "start"


def test_with_another_video_the_walk_begins_anew(server: Server, folder: Path) -> None:
    post = video(folder)
    with opened("youtube", server.address) as account:
        progress = {"step": "publish", "video_id": "vid00000001", "media": "of an older one"}
        assert account.adapter.advance(post, progress) == account.adapter.begin(post)
    assert not server.requests


def test_a_video_gone_from_the_channel_and_one_never_done_are_told(server: Server, folder: Path) -> None:
    post = video(folder)
    busy = standing({"uploadStatus": "uploaded"}, processingStatus="processing")
    for reply, later, code in ((NOTHING, LAG + 1, "video_gone"), (busy, 21_601.0, "processing_timeout")):
        server.script(reply)
        clock = FixedClock(NOW + timedelta(seconds=later))
        with opened("youtube", server.address, clock) as account, pytest.raises(Rejected) as raised:
            account.adapter.advance(
                post,
                {
                    "step": "watch",
                    "media": post.media[0].sha256[:16],
                    "video_id": "vid00000001",
                    "since": NOW.timestamp(),
                },
            )
        assert raised.value.code == code


def test_a_cover_needs_a_verified_channel_and_says_so(server: Server, folder: Path) -> None:
    refused = answer(403, google_error(403, "forbidden", domain="youtube.thumbnail"))
    server.script(NOTHING, OPENED, SENT, PROCESSED, refused, MADE, NOTHING, MADE, PUBLIC)
    outcome, _steps = walk("youtube", server, dressed(folder))
    assert isinstance(outcome, Published)
    assert "youtube.com/verify" in outcome.missing


@pytest.mark.parametrize("answered", [False, True])
def test_the_address_of_an_upload_is_in_no_error(answered: bool, server: Server, folder: Path) -> None:
    said = google_error(400, "odd", f'PUT {SESSION} upload_id={UPLOAD_ID}&x=1 {{"upload_id": "{UPLOAD_ID}"}}')
    server.script(NOTHING, OPENED, answer(400, said) if answered else answer(302, b"", {"Location": SESSION}))
    outcome, _steps = walk("youtube", server, video(folder))
    assert isinstance(outcome, Rejected if answered else Retryable)
    shown = f"{outcome} {outcome.evidence} {outcome.code}"
    assert UPLOAD_ID not in shown
    assert UPLOAD_ID[-8:] not in shown


def test_without_an_access_token_nothing_is_asked(server: Server, folder: Path) -> None:
    known = {name: value for name, value in PLATFORMS["youtube"].credentials.items() if name != "access_token"}
    settings = {**PLATFORMS["youtube"].settings, "endpoint": f"{server.address}/youtube"}
    post = video(folder)
    with (
        open_adapter(SPEC, parse_credentials(SPEC, known), FixedClock(), settings) as account,
        pytest.raises(AuthExpired),
    ):
        account.adapter.advance(post, account.adapter.begin(post).progress)
    assert not server.requests


def test_a_post_without_a_video_is_refused_before_any_call(server: Server) -> None:
    with opened("youtube", server.address) as account, pytest.raises(Misconfigured):
        account.adapter.advance(PLAIN_POST, account.adapter.begin(PLAIN_POST).progress)
    assert not server.requests


def test_a_short_has_the_address_of_one(server: Server, folder: Path) -> None:
    post = replace(PLAIN_POST, media=(clip(folder, width=1080, height=1920),))
    server.script(NOTHING, OPENED, SENT, PROCESSED, PUBLIC)
    outcome, _steps = walk("youtube", server, post)
    assert outcome == Published("vid00000001", "https://www.youtube.com/shorts/vid00000001")
    assert LINK in server.requests[1].body.decode()
