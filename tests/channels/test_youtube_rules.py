"""YouTube's rules as pure functions: what is refused beforehand, what is counted, when units come back, what reasons mean."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Captions, MediaFile, OutgoingPost
from channels.checks import bytes_in_words, seconds_in_words
from channels.errors import Misconfigured, Rejected
from channels.media import ApprovedFiles
from channels.midnight import midnight
from channels.tables import CHANNELS_FILE
from channels.youtube.checks import problems_of, utf8_bytes
from channels.youtube.configuration import PACIFIC, TABLE, posts_a_day, read_youtube, youtube_configuration
from channels.youtube.metadata import is_mark, is_short, mark_of, tags_length
from channels.youtube.processing import ProcessingStand, stand_of, wait_for
from channels.youtube.quota import units_of
from channels.youtube.spec import SPEC
from tests.channels.platforms import LINK, PLAIN_POST, clip, picture
from tests.support.contracts import ABSENT, CONTRACTS, are_here

SETTINGS = youtube_configuration()


@pytest.fixture
def post(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(clip(folder),))


def fields(post: OutgoingPost) -> list[str]:
    return [problem.field for problem in problems_of(post, SETTINGS)]


@pytest.mark.parametrize("length", [99, 100, 101])
def test_a_title_is_counted_in_characters(post: OutgoingPost, length: int) -> None:
    assert fields(replace(post, title="ữ" * length)) == (["title"] if length > 100 else [])


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_description_is_counted_in_bytes(post: OutgoingPost, over: int) -> None:
    text = f"{LINK} "
    text += "ữ" * ((5000 - utf8_bytes(text)) // 3)
    text += "a" * (5000 - utf8_bytes(text) + over)
    assert utf8_bytes(text) == 5000 + over
    assert fields(replace(post, text=text)) == (["text"] if over > 0 else [])


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_tags_are_counted_all_together(post: OutgoingPost, over: int) -> None:
    # Ten of 43 with a space: 45 each with their quotes, nine commas; the last one fills up.
    tags = ["a" * 21 + " " + "b" * 21] * 10
    tags.append("c" * (500 - tags_length(tags) - 1 + over))
    assert tags_length(tags) == 500 + over
    assert fields(replace(post, settings={"tags": tags})) == (["settings"] if over > 0 else [])


def test_what_else_is_refused(post: OutgoingPost, folder: Path) -> None:
    cover, video = picture(folder), post.media[0]
    captions = Captions(Path("vi.srt"), "0" * 64, "application/x-subrip", "vi")
    upright = replace(video, width=1080, height=1920)
    wrong: list[tuple[str, OutgoingPost]] = [
        ("title", replace(post, title=" ")),
        ("title", replace(post, title="Phạt <b>nặng</b>")),
        ("title", replace(post, title="e\u0301")),
        ("text", replace(post, text=f"Dưới 5 m² < 10 m² {LINK}")),
        ("text", replace(post, text="Không có đường dẫn")),
        ("media", replace(post, media=())),
        ("media", replace(post, media=(cover,))),
        ("media", replace(post, media=(video, cover))),
        ("media", replace(post, media=(replace(video, bytes=0),))),
        ("media", replace(post, settings={"form": "short"})),
        ("media", replace(post, settings={"form": "short"}, media=(replace(upright, duration_s=180.5),))),
        ("cover", replace(post, cover=replace(cover, mime="image/webp"))),
        ("cover", replace(post, cover=replace(cover, bytes=52_428_801))),
        ("cover", replace(post, cover=replace(cover, width=639))),
        ("captions", replace(post, captions=(replace(captions, mime="text/plain"),))),
        ("captions", replace(post, captions=(captions, captions))),
        ("settings", replace(post, settings={"privacy": "friends"})),
        ("settings", replace(post, settings={"tags": ["<b>"]})),
    ]
    for field, each in wrong:
        assert fields(each) == [field], each
        message = problems_of(each, SETTINGS)[0].message
        assert any(word in message for word in ("ãy ", "cần")), message
    right = replace(post, cover=cover, captions=(captions,), settings={"form": "short"}, media=(upright,))
    assert fields(right) == []


def test_lengths_and_sizes_in_words() -> None:
    assert [seconds_in_words(seconds) for seconds in (0.4, 60, 200)] == ["0 giây", "1 phút", "3 phút 20 giây"]
    assert [bytes_in_words(count) for count in (12, 1_500, 48_200_000, 1_200_000_000)] == [
        "12 byte",
        "1,5 KB",
        "48,2 MB",
        "1,2 GB",
    ]


@pytest.mark.parametrize(
    ("width", "height", "seconds", "short"),
    [(1080, 1920, 180.0, True), (1080, 1080, 30.0, True), (1081, 1080, 30.0, False), (1080, 1920, 180.1, False)],
)
def test_what_is_a_short(folder: Path, width: int, height: int, seconds: float, short: bool) -> None:
    video = clip(folder, width=width, height=height, seconds=seconds)
    assert is_short(video, SETTINGS.short) is short


@pytest.mark.parametrize(
    ("now", "given_back"),
    [
        ("2026-11-24T08:00:00", "2026-11-25T08:00:00"),  # 00:00 there: the next one
        ("2026-11-24T07:59:59", "2026-11-24T08:00:00"),
        ("2026-07-01T06:59:59", "2026-07-01T07:00:00"),  # summer time
        ("2026-11-01T06:00:00", "2026-11-01T07:00:00"),  # the evening before summer time ends
        ("2026-11-01T12:00:00", "2026-11-02T08:00:00"),  # that day has 25 hours
        ("2027-03-14T08:00:00", "2027-03-15T07:00:00"),  # and this one 23
    ],
)
def test_units_come_back_at_midnight_pacific(now: str, given_back: str) -> None:
    assert midnight(PACIFIC, _utc(now), days=1) == _utc(given_back)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_midnight_is_one_and_is_next(now: datetime) -> None:
    given_back = midnight(PACIFIC, now, days=1)
    local = given_back.astimezone(ZoneInfo(PACIFIC))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert 0 < (given_back - now).total_seconds() <= 25 * 3600


def test_what_a_post_costs(post: OutgoingPost, folder: Path) -> None:
    units = SETTINGS.units
    captions = Captions(Path("vi.srt"), "0" * 64, "application/x-subrip", "vi")
    account = {"playlists": {"decision": "PL1"}}
    assert units_of(post, account, units) == 3 + 50
    whole = replace(post, cover=picture(folder), captions=(captions,), settings={"kind": "decision"})
    assert units_of(whole, account, units) == 3 + 50 + 50 + 400 + 51
    assert (
        posts_a_day(units) * units_of(whole, account, units)
        <= units.a_day - units.kept_for_reads - units.kept_for_comments
    )
    assert {(quota.bucket, quota.limit) for quota in SPEC.quotas} == {("uploads", 100), ("units", posts_a_day(units))}


def test_a_mark_knows_delivery_and_bytes(post: OutgoingPost, folder: Path) -> None:
    mark = mark_of(post, post.media[0])
    assert is_mark(mark)
    assert mark == mark_of(replace(post, title="khác", text="khác"), post.media[0])
    assert mark != mark_of(replace(post, key="delivery-2"), post.media[0])
    assert mark != mark_of(post, clip(folder, 601))
    assert not is_mark("loa-phường")


REASONS = {
    "failureReason": ("uploadStatus", "failed"),
    "rejectionReason": ("uploadStatus", "rejected"),
}


@pytest.mark.skipif(not are_here(), reason=ABSENT)
def test_every_reason_of_the_platform_has_words() -> None:
    schemas = json.loads((CONTRACTS / "google" / "youtube.v3.json").read_text())["schemas"]
    said: set[str] = set()
    for name, (field, value) in REASONS.items():
        for reason in schemas["VideoStatus"]["properties"][name]["enum"]:
            said.add(_words({"status": {field: value, name: reason}}))
    details = schemas["VideoProcessingDetails"]["properties"]["processingFailureReason"]["enum"]
    for reason in details:
        said.add(_words({"processingDetails": {"processingStatus": "failed", "processingFailureReason": reason}}))
    unknown = _words({"status": {"uploadStatus": "failed", "failureReason": "of next year"}})
    assert unknown not in said
    assert all("Hãy" in words or "hãy" in words for words in said)
    assert len(said) >= 18


def _words(video: dict[str, object]) -> str:
    with pytest.raises(Rejected) as raised:
        stand_of(video, "")
    return raised.value.message


def test_where_a_video_stands() -> None:
    assert stand_of({}, "") is ProcessingStand.GONE
    assert stand_of({"status": {"uploadStatus": "deleted"}}, "") is ProcessingStand.GONE
    assert stand_of({"status": {"uploadStatus": "uploaded"}}, "") is ProcessingStand.BUSY
    assert stand_of({"status": {"uploadStatus": "processed"}}, "") is ProcessingStand.DONE
    assert stand_of({"processingDetails": {"processingStatus": "succeeded"}}, "") is ProcessingStand.DONE


@pytest.mark.parametrize(
    ("left", "seconds"), [(None, 15.0), ("20", 1.0), ("8000", 8.0), ("999999999", 60.0), ("soon", 15.0)]
)
def test_when_to_look_again(left: str | None, seconds: float) -> None:
    assert wait_for({"processingDetails": {"processingProgress": {"timeLeftMs": left}}}, 15.0) == seconds


def test_a_file_that_changes_between_two_chunks_is_noticed(folder: Path) -> None:
    video: MediaFile = clip(folder, 1000)
    files = ApprovedFiles()
    assert files.read(video.path, video.sha256, "video", 990, 100) == video.path.read_bytes()[990:]
    video.path.write_bytes(b"x" * 1000)
    with pytest.raises(Rejected):
        files.read(video.path, video.sha256, "video", 0, 10)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("chunk_bytes = 8_388_608", "chunk_bytes = 8_388_609", "chunk_bytes"),
        ("a_day = 10_000", "a_day = 0", "a_day"),
        ("title_limit = 100", "titel_limit = 100", "title_limit"),
        (f"[{TABLE}.watch]", f"[{TABLE}.watching]", "watch"),
    ],
)
def test_a_wrong_configuration_names_its_key(before: str, after: str, named: str, folder: Path) -> None:
    text = CHANNELS_FILE.read_text("utf-8")
    head, adapter, rest = text.partition(f"[{TABLE}]")
    assert before in rest
    file = folder / "channels.toml"
    file.write_text(head + adapter + rest.replace(before, after, 1), "utf-8")
    with pytest.raises(Misconfigured) as raised:
        read_youtube(file)
    assert named in raised.value.message
