"""Preflight: what breaks an outlet's rules is named with the way to mend it; bad files are told for what they are."""

import re
from pathlib import Path

import pytest

from distributor.render.video.ffmpeg import run
from distributor.render.video.preflight import preflight, problems_of
from distributor.render.video.probe import Probe, probe
from distributor.render.video.settings import VideoProblem, video_settings

GOOD = Probe(
    "mov,mp4,m4a,3gp,3g2,mj2", "h264", "High", "yuv420p", 1080, 1920, 30.0, 30.0, "aac", "LC", 48_000, 5_000_000, False
)


def changed(**values: object) -> Probe:
    return Probe(**{**vars(GOOD), **values})


CASES = [
    ("facebook_reels", {}, ""),
    ("youtube_shorts", {}, ""),
    ("x", {"width": 576, "height": 1024}, ""),
    ("x", {"width": 1280, "height": 720}, ""),
    ("x", {}, "quá lớn, chỉ nhận đến 720×1280"),
    ("x", {"width": 576, "height": 1024, "seconds": 140.1}, "chỉ nhận đến 140 giây"),
    ("x", {"width": 576, "height": 1024, "seconds": 140.0}, ""),
    ("x", {"width": 576, "height": 1024, "bytes": 512_000_001}, "chỉ nhận đến 512 MB"),
    ("x", {"width": 1200, "height": 300}, "tỷ lệ khung hình"),
    ("facebook_reels", {"seconds": 2.9}, "cần ít nhất 3 giây"),
    ("facebook_reels", {"seconds": 90.5}, "90,5 giây, chỉ nhận đến 90 giây"),
    ("facebook_reels", {"width": 1920, "height": 1080}, "tỷ lệ khung hình 1920×1080"),
    ("facebook_reels", {"width": 360, "height": 640}, "cần ít nhất 540×960"),
    ("facebook_reels", {"frame_rate": 12.5}, "12,5 khung hình/giây"),
    ("facebook_reels", {"frame_rate": 90.0}, "90 khung hình/giây"),
    ("youtube_shorts", {"width": 1920, "height": 1080}, "tỷ lệ khung hình"),
    ("youtube_shorts", {"seconds": 181.0}, "chỉ nhận đến 180 giây"),
    ("facebook", {"codec": "hevc"}, "cần H.264"),
    ("facebook", {"pixels": "yuv444p"}, "cần yuv420p"),
    ("facebook", {"audio": ""}, "không có đường tiếng"),
    ("facebook", {"audio": "mp3", "audio_profile": ""}, "cần AAC-LC"),
    ("facebook", {"audio_profile": "HE-AAC"}, "cần AAC-LC"),
    ("facebook", {"container": "matroska,webm"}, "cần MP4"),
    ("facebook", {"truncated": True}, "bị cắt cụt"),
]


@pytest.mark.parametrize(("outlet", "values", "words"), CASES)
def test_each_rule(outlet: str, values: dict[str, object], words: str) -> None:
    problems = problems_of(changed(**values), video_settings().outlets[outlet])
    if words:
        assert any(words in problem for problem in problems), problems
        assert all("Hãy" in problem for problem in problems)
    else:
        assert problems == []


def test_of_a_good_file_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("distributor.render.video.preflight.phrase", lambda code, **_: said.append(code))
    assert problems_of(GOOD, video_settings().outlets["facebook_reels"]) == said == []


def make(path: Path, *options: str, seconds: float = 1.0) -> Path:
    done = run(
        ["-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=size=320x180:rate=30:duration={seconds}", "-f", "lavfi",
         "-i", f"sine=duration={seconds}", *options, str(path)]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return path


def test_real_files_are_described(tmp_path: Path) -> None:
    found = probe(make(tmp_path / "a.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ar", "48000"))
    assert (found.codec, found.pixels, found.width, found.height) == ("h264", "yuv420p", 320, 180)
    assert (found.frame_rate, found.audio, found.audio_profile, found.truncated) == (30.0, "aac", "LC", False)
    assert found.seconds == pytest.approx(1.0, abs=0.1)
    other = probe(make(tmp_path / "b.mkv", "-c:v", "libx265", "-x265-params", "log-level=none", "-c:a", "libmp3lame"))
    assert (other.codec, other.audio) == ("hevc", "mp3")
    assert "matroska" in other.container


def test_bad_files_are_told_for_what_they_are(tmp_path: Path) -> None:
    whole = make(
        tmp_path / "whole.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"
    )
    late = make(tmp_path / "late.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
    assert preflight(whole, "facebook") == []
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:-4000])
    headless = tmp_path / "headless.mp4"
    headless.write_bytes(late.read_bytes()[:-9000])
    empty = tmp_path / "empty.mp4"
    empty.write_bytes(b"")
    renamed = tmp_path / "renamed.mp4"
    renamed.write_bytes(b"%PDF-1.7 " + bytes(3000))
    for file, words in ((cut, "bị cắt cụt"), (headless, "bị cắt cụt"), (empty, "rỗng"), (renamed, "bị đổi tên")):
        [problem] = preflight(file, "facebook")
        assert words in problem
        assert "Hãy" in problem
        assert not {"ffmpeg", str(tmp_path), "Error"} & set(re.findall(r"[^\s:]+", problem)), "no words of a program"
    with pytest.raises(VideoProblem, match="Không mở được"):
        probe(tmp_path / "missing.mp4")
    with pytest.raises(VideoProblem, match="«tiktok»"):
        preflight(whole, "tiktok")
