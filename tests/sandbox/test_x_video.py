"""The X stand-in: videos in phases, what it refuses of them, and limits of a day."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from sandbox.accounts import Account
from sandbox.x.limits import RateLimits
from tests.sandbox.running import Profile, picture, until


def movie(folder: Path, source: str = "testsrc=size=320x180:rate=12:duration=2", codec: str = "libx264") -> bytes:
    path = folder / "movie.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-pix_fmt", "yuv420p", "-c:v", codec, str(path)], check=True)
    return path.read_bytes()


def initialize(profile: Profile, size: int, media_type: str = "video/mp4", category: str = "tweet_video") -> Any:
    wishes = {"media_type": media_type, "total_bytes": size, "media_category": category}
    return profile.call("POST", "/2/media/upload/initialize", json=wishes)


def upload(profile: Profile, content: bytes, pieces: int = 3, **wishes: str) -> str:
    """Sent whole and not finalized."""
    begun = initialize(profile, len(content), **wishes)
    assert begun.status_code == 200, begun.text
    identifier = str(begun.json()["data"]["id"])
    size = -(-len(content) // pieces)
    for index in range(pieces):
        piece = base64.b64encode(content[index * size : (index + 1) * size]).decode()
        sent = {"media": piece, "segment_index": index}
        assert profile.call("POST", f"/2/media/upload/{identifier}/append", json=sent).status_code == 200
    return identifier


def finalize(profile: Profile, identifier: str) -> Any:
    return profile.call("POST", f"/2/media/upload/{identifier}/finalize").json()


def status(profile: Profile, identifier: str) -> Any:
    return profile.call("GET", "/2/media/upload", params={"command": "STATUS", "media_id": identifier}).json()


def states_of(profile: Profile, identifier: str) -> list[str]:
    """Every state on the way to the end, each once."""
    seen: list[str] = []

    def ended() -> bool:
        state = status(profile, identifier)["data"]["processing_info"]["state"]
        seen.extend([state] if state not in seen else [])
        return state in ("succeeded", "failed")

    until(ended)
    return seen


def test_a_video_is_processed_in_phases_and_shown(profile: Profile, tmp_path: Path) -> None:
    content = movie(tmp_path)
    identifier = upload(profile, content)
    begun = finalize(profile, identifier)["data"]
    assert begun["processing_info"] == {"state": "pending", "check_after_secs": 1}
    assert begun["media_key"] == f"7_{identifier}"
    early = profile.tweet("Chưa xong", media={"media_ids": [identifier]})
    assert (early.status_code, early.json()["detail"]) == (400, "Your media IDs are invalid.")
    assert states_of(profile, identifier)[-2:] == ["in_progress", "succeeded"]
    done = status(profile, identifier)["data"]
    assert (done["size"], done["video"]) == (len(content), {"video_type": "video/mp4"})
    made = profile.tweet("Có video", media={"media_ids": [identifier]})
    assert made.status_code == 201
    query = {"ids": made.json()["data"]["id"], "expansions": "attachments.media_keys"}
    query["media.fields"] = "duration_ms,variants,public_metrics,width"
    shown = profile.call("GET", "/2/tweets", params=query).json()["includes"]["media"][0]
    assert (shown["type"], shown["media_key"], shown["width"]) == ("video", f"7_{identifier}", 320)
    assert shown["duration_ms"] == 2000
    assert shown["public_metrics"]["view_count"] >= 0
    assert profile.sandbox.ledger("x")[0]["media"][0]["mime"] == "video/mp4"


@pytest.mark.parametrize(
    ("source", "codec", "reason"),
    [
        ("testsrc=size=320x180:rate=12:duration=0.25", "libx264", "Duration too short"),
        ("testsrc=size=320x180:rate=2:duration=141", "libx264", "Duration too long"),
        ("testsrc=size=1440x810:rate=12:duration=1", "libx264", "Invalid dimensions"),
        ("testsrc=size=640x128:rate=12:duration=1", "libx264", "Invalid aspect ratio"),
        ("testsrc=size=320x180:rate=12:duration=1", "mpeg4", "Unsupported video format"),
    ],
    ids=["short", "long", "large", "flat", "codec"],
)
def test_what_x_does_not_show_fails_with_a_reason(
    source: str, codec: str, reason: str, profile: Profile, tmp_path: Path
) -> None:
    identifier = upload(profile, movie(tmp_path, source, codec))
    assert "errors" not in finalize(profile, identifier)
    assert states_of(profile, identifier)[-1] == "failed"
    failed = status(profile, identifier)
    assert failed["errors"][0]["detail"].startswith(reason)
    assert profile.tweet("Hỏng", media={"media_ids": [identifier]}).status_code == 400


def test_a_renamed_file_fails_too(profile: Profile) -> None:
    identifier = upload(profile, b"khong phai video" * 50)
    finalize(profile, identifier)
    assert states_of(profile, identifier)[-1] == "failed"


def test_one_video_or_pictures(profile: Profile, tmp_path: Path) -> None:
    content = movie(tmp_path)
    videos = [upload(profile, content) for _ in range(2)]
    for identifier in videos:
        finalize(profile, identifier)
        states_of(profile, identifier)
    card = upload(profile, picture(), media_type="image/png", category="tweet_image")
    finalize(profile, card)
    for media_ids in (videos, [videos[0], card]):
        assert profile.tweet("Quá nhiều", media={"media_ids": media_ids}).status_code == 400
    alt = {"id": videos[0], "metadata": {"alt_text": {"text": "Video"}}}
    assert profile.call("POST", "/2/media/metadata", json=alt).status_code == 400
    assert profile.tweet("Một video", media={"media_ids": videos[:1]}).status_code == 201


@pytest.mark.parametrize(
    ("size", "media_type", "category"),
    [
        (512_000_001, "video/mp4", "tweet_video"),
        (900, "video/mp4", "tweet_image"),
        (900, "image/png", "tweet_video"),
        (900, "text/srt", "tweet_video"),
        (900, "video/mp4", "subtitles"),
        (0, "video/mp4", "tweet_video"),
    ],
)
def test_faulty_beginnings_are_refused(profile: Profile, size: int, media_type: str, category: str) -> None:
    refused = initialize(profile, size, media_type, category)
    assert refused.status_code == 400
    assert refused.json()["title"] == "Invalid Request"


def test_a_segment_may_come_twice_and_not_be_too_large(profile: Profile, tmp_path: Path) -> None:
    content = movie(tmp_path)
    identifier = upload(profile, content)
    again = {"media": base64.b64encode(content[: -(-len(content) // 3)]).decode(), "segment_index": 0}
    path = f"/2/media/upload/{identifier}/append"
    assert profile.call("POST", path, json=again).status_code == 200
    large = {"media": base64.b64encode(bytes(5 * 1024 * 1024 + 1)).decode(), "segment_index": 0}
    assert profile.call("POST", path, json=large).status_code == 400
    finalize(profile, identifier)
    assert profile.call("POST", path, json=again).status_code == 400
    assert states_of(profile, identifier)[-1] == "succeeded"


def test_parameters_that_the_specification_does_not_know_are_refused(profile: Profile) -> None:
    asked = profile.call("POST", "/2/tweets", params={"dry_run": "true"}, json={"text": "Thử"})
    assert (asked.status_code, asked.json()["title"]) == (400, "Invalid Request")
    assert profile.sandbox.ledger("x") == []


def test_private_numbers_of_others_are_refused_beside_the_post(profile: Profile) -> None:
    made = profile.tweet("Của mình").json()["data"]["id"]
    other = Profile(profile.sandbox, profile.sandbox.new_account("x", name="Xã An Lộc")["credentials"])
    query = {"ids": made, "post.fields": "public_metrics,non_public_metrics"}
    seen = other.call("GET", "/2/tweets", params=query).json()
    assert "non_public_metrics" not in seen["data"][0]
    assert seen["errors"][0]["type"].endswith("/not-authorized-for-field")
    assert "errors" not in profile.call("GET", "/2/tweets", params=query).json()


def test_headers_tell_the_limits_of_a_day(profile: Profile) -> None:
    first, second = (profile.tweet(f"Bài {number}").headers for number in (1, 2))
    for limit in ("user", "app"):
        left = [int(headers[f"x-{limit}-limit-24hour-remaining"]) for headers in (first, second)]
        assert left[0] - left[1] == 1
        assert int(first[f"x-{limit}-limit-24hour-reset"]) > int(first["x-rate-limit-reset"])


def test_the_limits_of_a_day_end_and_the_last_post_is_not_the_one_too_many() -> None:
    limits = RateLimits()
    account = Account("x", "1", "Một", "mot", {}, 0.0, {"tweets_per_24h": 2, "app_tweets_per_24h": 3})
    other = Account("x", "2", "Hai", "hai", {}, 0.0, {"app_tweets_per_24h": 3})
    taken = [[(one.allowed, one.remaining) for one in limits.take_post(account)] for _ in range(3)]
    assert taken == [[(True, 1), (True, 2)], [(True, 0), (True, 1)], [(False, 0), (False, 1)]]
    # All users of the application together; what was refused has cost nothing.
    assert [one.remaining for one in limits.take_post(other)] == [9_999, 0]
    assert not any(one.allowed for one in limits.take_post(other))
