"""Facebook: what videos and reels are told, what is refused before any call, what a broken upload costs, finding one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Captions, Finds, MediaFile, Next, Published
from channels.errors import Misconfigured, OutcomeUnknown, Rejected
from tests.channels.platforms import NOW, PLAIN_POST, FixedClock, opened
from tests.channels.server import Reply, Server, answer, drop
from tests.channels.test_facebook import PROOF, photo
from tests.channels.test_facebook_video import (
    ADDRESS,
    DONE,
    EMPTY,
    PAGE,
    READY,
    REEL_STARTED,
    SETTINGS,
    SIZE,
    TOLD,
    WHOLE,
    dressed,
    misplaced,
    ordinary,
    reel,
    sent,
    started,
    status,
    told,
    walk,
    wants,
)
from tests.channels.x_files import approved, mp4_bytes, whole_video


def test_what_a_video_is_told(server: Server, folder: Path) -> None:
    post = dressed(ordinary)(folder)
    server.script(started(1_000), wants(1_000, SIZE), wants(SIZE, SIZE), DONE, READY, DONE)
    with opened("facebook", server.address) as account:
        walk(account, post)
    start, first, second, finish, _look, captions = server.requests
    content = post.media[0].path.read_bytes()
    assert told(start, "file_size", "appsecret_proof") == {"file_size": str(SIZE), "appsecret_proof": PROOF}
    assert first.files["video_file_chunk"] + second.files["video_file_chunk"] == content
    assert [request.fields["start_offset"] for request in (first, second)] == ["0", "1000"]
    assert told(finish, *TOLD) == TOLD
    assert post.cover is not None
    assert finish.files["thumb"] == post.cover.path.read_bytes()
    assert b".vi_VN.srt" in captions.body
    assert told(captions, "default_locale", "appsecret_proof") == {"default_locale": "vi_VN", "appsecret_proof": PROOF}
    assert [request.headers["host"] for request in server.requests] == [
        *["graph-video.facebook.com"] * 4,
        *["graph.facebook.com"] * 2,
    ]


def test_what_a_reel_is_told(server: Server, folder: Path) -> None:
    post = reel(folder)
    server.script(REEL_STARTED, status("processing", "in_progress", bytes=1_000), DONE, WHOLE, DONE, READY)
    with opened("facebook", server.address) as account:
        walk(account, post)
    upload, finish = server.requests[2], server.requests[4]
    assert upload.headers["host"] == "rupload.facebook.com"
    assert (upload.headers["offset"], upload.headers["file_size"]) == ("1000", str(SIZE))
    assert upload.body == post.media[0].path.read_bytes()[1_000:]
    assert upload.query == {"appsecret_proof": PROOF}
    expected = {**TOLD, "video_id": "777", "video_state": "PUBLISHED"}
    assert told(finish, *expected) == expected


@pytest.mark.parametrize(
    ("width", "height", "seconds", "kind", "is_reel"),
    [
        (1080, 1920, 30.0, None, True),
        (540, 960, 90.0, None, True),
        (1080, 1920, 30.0, "video", False),
        (1080, 1920, 90.1, None, False),
        (1080, 1920, 2.9, None, False),
        (1080, 1350, 30.0, None, False),
        (480, 854, 30.0, None, False),
        (1280, 720, 30.0, None, False),
        (1080, 1920, 30.0, "reel", True),
    ],
)
def test_which_video_is_a_reel(
    width: int, height: int, seconds: float, kind: str | None, is_reel: bool, server: Server, folder: Path
) -> None:
    video = replace(whole_video(folder, SIZE, width, height), duration_s=seconds)
    post = replace(PLAIN_POST, media=(video,), settings={"kind": kind} if kind else {})
    with opened("facebook", server.address) as account:
        assert account.adapter.begin(post).progress["step"] == ("reel_start" if is_reel else "video_start")
        assert account.adapter.check(post) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "reel", "width": 1280, "height": 720}, "media"),
        ({"kind": "reel", "width": 1080, "height": 1920, "duration_s": 91.0}, "media"),
        ({"kind": "reel", "width": 270, "height": 480}, "media"),
        ({"bytes": 0}, "media"),
        ({"title": "a" * 256}, "title"),
    ],
)
def test_what_is_refused_before_any_call(change: dict[str, object], field: str, server: Server, folder: Path) -> None:
    kind, title = change.pop("kind", "video"), str(change.pop("title", "Tách thửa"))
    video: MediaFile = replace(whole_video(folder, SIZE), **change)  # type: ignore[arg-type]
    post = replace(PLAIN_POST, title=title, media=(video,), settings={"kind": kind})
    with opened("facebook", server.address) as account:
        problems = account.adapter.check(post)
    assert [problem.field for problem in problems] == [field]
    assert "Hãy" in problems[0].message
    assert not server.requests


def test_a_video_goes_with_nothing_else(server: Server, folder: Path) -> None:
    post = replace(PLAIN_POST, media=(photo(folder), whole_video(folder, SIZE)))
    captions = Captions(folder / "x.vtt", "0" * 64, "text/vtt", "lo")
    dressed_wrongly = replace(
        post, media=post.media[1:], captions=(captions,), cover=replace(photo(folder), mime="image/gif")
    )
    with opened("facebook", server.address) as account:
        assert [problem.field for problem in account.adapter.check(post)] == ["media"]
        assert [problem.field for problem in account.adapter.check(dressed_wrongly)] == [
            "cover",
            "captions",
            "captions",
        ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 byte"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "không phải MP4"),
        (mp4_bytes(SIZE)[:-200], "cắt cụt"),
        (mp4_bytes(SIZE)[:40], "cắt cụt"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(12), "cắt cụt"),
    ],
)
@pytest.mark.parametrize("form", [(1280, 720), (1080, 1920)])
def test_a_broken_file_is_found_before_it_is_sent(
    content: bytes, words: str, form: tuple[int, int], server: Server, folder: Path
) -> None:
    video = replace(approved(folder / "a.mp4", content, "video/mp4", *form, seconds=30.0), bytes=len(content) or 1)
    with opened("facebook", server.address) as account:
        came, _steps = walk(account, replace(PLAIN_POST, media=(video,)))
    assert isinstance(came, Rejected)
    assert words in came.message
    assert "Hãy" in came.message
    assert not server.requests


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"WEBVTT"])
def test_captions_that_are_none_are_found_before_anything_is_sent(content: bytes, server: Server, folder: Path) -> None:
    file = approved(folder / "vi.srt", content, "application/x-subrip")
    captions = Captions(file.path, file.sha256, "application/x-subrip", "vi")
    with opened("facebook", server.address) as account:
        came, _steps = walk(account, replace(ordinary(folder), captions=(captions,)))
    assert isinstance(came, Rejected)
    assert "phụ đề" in came.message
    assert not server.requests


def test_a_worker_that_dies_between_two_chunks_costs_one_chunk(server: Server, folder: Path) -> None:
    """Its chunk arrived, its answer did not: another worker sends it again and is told where to go on."""
    post = ordinary(folder)
    server.script(started(1_000), wants(1_000, 2_000), wants(2_000, SIZE))
    steps: list[Next] = []
    with opened("facebook", server.address) as account:
        step = account.adapter.begin(post)
        for _step in range(3):
            steps.append(step)
            following = account.adapter.advance(post, step.progress)
            assert isinstance(following, Next)
            step = following
    server.script(misplaced(2_000, SIZE), wants(SIZE, SIZE), DONE, READY)
    with opened("facebook", server.address) as account:
        came, _steps = walk(account, post, steps[-1])
    assert came == Published("777", ADDRESS)
    bytes_sent = sum(len(request.files.get("video_file_chunk", b"")) for request in server.requests)
    assert bytes_sent == SIZE + 1_000


def test_a_finish_that_was_never_heard_is_made_again(server: Server, folder: Path) -> None:
    """Only after the read-back lag, and only when the platform says plainly that nobody asked it to publish."""
    post, clock = reel(folder), FixedClock()
    server.script(REEL_STARTED, EMPTY, DONE, WHOLE, drop, WHOLE)
    with opened("facebook", server.address, clock) as account:
        step = account.adapter.begin(post)
        for _step in range(4):
            following = account.adapter.advance(post, step.progress)
            assert isinstance(following, Next)
            step = following
        assert (step.progress["step"], step.progress["doubt"]) == ("watch", True)
        clock.moment += timedelta(seconds=SETTINGS.common.read_back_lag_s + 1)
        again = account.adapter.advance(post, step.progress)
        assert isinstance(again, Next)
        assert (again.progress["step"], again.irreversible) == ("reel_finish", True)
        server.script(DONE, READY)
        came, _steps = walk(account, post, again)
    assert came == Published("777", ADDRESS)
    assert sent(server).count("reels finish") == 2


def test_watching_has_an_end_and_is_then_a_search(server: Server, folder: Path) -> None:
    post, clock = ordinary(folder), FixedClock()
    server.script(started(), wants(SIZE, SIZE), DONE, status("processing"))
    with opened("facebook", server.address, clock) as account:
        step = account.adapter.begin(post)
        for _step in range(3):
            following = account.adapter.advance(post, step.progress)
            assert isinstance(following, Next)
            step = following
        clock.moment += timedelta(seconds=SETTINGS.watch.limit_s + 1)
        with pytest.raises(OutcomeUnknown):
            account.adapter.advance(post, step.progress)


def test_an_upload_that_is_too_old_or_of_another_file_begins_anew(server: Server, folder: Path) -> None:
    post, clock = ordinary(folder), FixedClock()
    server.script(started(1_000))
    with opened("facebook", server.address, clock) as account:
        step = account.adapter.advance(post, account.adapter.begin(post).progress)
        assert isinstance(step, Next)
        other = replace(PLAIN_POST, media=(whole_video(folder, SIZE + 8),))
        assert account.adapter.advance(other, step.progress) == account.adapter.begin(other)
        clock.moment += timedelta(seconds=SETTINGS.upload.lives_s + 1)
        assert account.adapter.advance(post, step.progress) == account.adapter.begin(post)
    assert len(server.requests) == 1


def test_a_step_of_another_form_is_refused(server: Server, folder: Path) -> None:
    with opened("facebook", server.address) as account:
        for post, step in ((PLAIN_POST, "video_start"), (ordinary(folder), "publish")):
            with pytest.raises(Misconfigured):
                account.adapter.advance(post, {"step": step})


def listed(*entries: dict[str, object]) -> Reply:
    return answer(200, {"data": list(entries)})


def entry(
    state: str = "ready", publishing: str = "complete", text: str = PLAIN_POST.text, **more: object
) -> dict[str, object]:
    return {
        "id": "777",
        "description": text,
        "created_time": (NOW - timedelta(hours=1)).isoformat(),
        "status": {"video_status": state, "publishing_phase": {"status": publishing}},
        "published": state == "ready",
        "permalink_url": ADDRESS,
        **more,
    }


FIELDS = ("id", "description", "created_time", "status", "published", "permalink_url")


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.parametrize("field", FIELDS)
def test_videos_that_lack_what_was_asked_prove_nothing(field: str, position: int, server: Server, folder: Path) -> None:
    listing = [entry(text="Video khác", id="778"), entry(text="Video khác")]
    listing[position] = {name: value for name, value in listing[position].items() if name != field}
    server.script(listed(), listed(*listing), listed())
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(ordinary(folder), NOW)
    assert not look.complete
    assert {name.partition(".")[0] for name in look.lacking} == {field}


FOUND = Published("777", ADDRESS)
POST_ID = f"{PAGE}_9"
BY_POST = Published(POST_ID, f"https://www.facebook.com/{POST_ID}")
BY_VIDEO = Published(POST_ID, ADDRESS)


@pytest.mark.parametrize(
    ("label", "answers", "matches", "complete"),
    [
        ("nowhere", (listed(), listed(), listed()), (), True),
        ("among the videos", (listed(), listed(entry())), (FOUND,), True),
        ("among the reels", (listed(), listed(), listed(entry())), (FOUND,), True),
        ("by its post", (listed({"id": POST_ID, "message": PLAIN_POST.text}),), (BY_POST,), False),
        ("with the id of its post", (listed(), listed(entry(post_id="9"))), (BY_VIDEO,), True),
        ("still processed: nothing is proved", (listed(), listed(entry("processing", "in_progress")), listed()), (), False),
        ("failed: it is not there", (listed(), listed(entry("error")), listed()), (), True),
        ("another video", (listed(), listed(entry(text="Video khác")), listed()), (), True),
        ("a list that is none", (listed(), answer(200, {}), listed()), (), False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_video_is_found_again(
    label: str, answers: tuple[Reply, ...], matches: tuple[Published, ...], complete: bool, server: Server, folder: Path
) -> None:
    server.script(*answers)
    with opened("facebook", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(ordinary(folder), NOW)
    assert look.matches == matches, label
    assert look.complete or not complete
    assert complete or not look.complete
    sent(server)
    assert server.unscripted == 0
