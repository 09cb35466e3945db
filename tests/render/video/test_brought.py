"""Videos that staff bring, of every kind: each becomes what its shape's outlets take, upright and with a track of sound."""

import resource
import struct
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from distributor.render.video import ffmpeg as module
from distributor.render.video.brought import SHORTEST_LOOP_S, encode, look_at
from distributor.render.video.child import Stopped
from distributor.render.video.ffmpeg import ffmpeg
from distributor.render.video.preflight import preflight
from distributor.render.video.probe import probe
from distributor.render.video.settings import VideoProblem, video_settings

SECONDS = 3.2
"""The shortest that every outlet takes is 3 s."""
RED, BLUE = "color=c=red:s=160x180:r=24", "color=c=blue:s=160x180:r=24"
HALVES = f"{RED}[a];{BLUE}[b];[a][b]hstack"
SOUND = ["-f", "lavfi", "-i", f"sine=duration={SECONDS}", "-c:a", "aac"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def made(place: Path, *arguments: str) -> Path:
    """Red on the left, blue on the right, 320 × 180."""
    source = ["-f", "lavfi", "-t", str(SECONDS), "-i", HALVES]
    subprocess.run([ffmpeg(), "-v", "error", "-y", *source, *arguments, str(place)], check=True)
    return place


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("brought")
    plain = made(folder / "plain.mp4", *SOUND, *H264)
    for name, degrees in (("held upright", "-90"), ("upside down", "180")):
        turn = ["-display_rotation", degrees, "-i", str(plain), "-c", "copy", str(folder / f"{name}.mp4")]
        subprocess.run([ffmpeg(), "-v", "error", "-y", *turn], check=True)
    return {
        "plain": plain,
        "held upright": folder / "held upright.mp4",
        "upside down": folder / "upside down.mp4",
        "silent": made(folder / "silent.mp4", *H264),
        "odd sides, fast": made(
            folder / "odd.mkv", "-vf", "scale=321:181,fps=120", "-c:v", "ffv1", "-pix_fmt", "yuv444p"
        ),
        "animation": made(folder / "animation.gif", "-vf", "fps=5", "-t", "1"),
    }


def test_pictures_that_no_camera_makes_are_refused_before_there_is_room_for_them(tmp_path: Path) -> None:
    """Two seconds of them wanted 11 GB."""
    huge = ["-f", "lavfi", "-t", "0.1", "-i", "color=c=red:s=9000x9000:r=24", "-c:v", "png", str(tmp_path / "huge.mov")]
    subprocess.run([ffmpeg(), "-v", "error", "-y", *huge], check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(VideoProblem, match="không phải video đọc được"):
        look_at(tmp_path / "huge.mov")
    with pytest.raises(VideoProblem):
        probe(tmp_path / "huge.mov")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 200_000), "kB"


def test_what_reads_a_film_has_no_more_memory_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = made(tmp_path / "plain.mp4", *SOUND, *H264)
    look = look_at(plain)
    monkeypatch.setattr(module, "MOST_MEMORY", 60_000_000)
    with pytest.raises(VideoProblem):
        look_at(plain)
    with pytest.raises(VideoProblem):
        encode(plain, video_settings().shape("9x16_720"), tmp_path / "out.mp4", look, lambda _percent: True)


def test_a_film_that_says_it_is_short_is_made_no_longer(tmp_path: Path) -> None:
    """Twelve pictures an hour apart, in a file that tells two seconds: eleven hours would be filled with the same picture."""
    gaps = tmp_path / "gaps.mkv"
    apart = ["-vf", "setpts='N/30/TB+N*3600/TB'", "-fps_mode", "passthrough", *H264]
    source = ["-f", "lavfi", "-t", "0.4", "-i", "testsrc2=s=320x180:r=30"]
    subprocess.run([ffmpeg(), "-v", "error", "-y", *source, *apart, str(gaps)], check=True)
    octets = bytearray(gaps.read_bytes())
    told = octets.index(b"\x44\x89\x88") + 3
    octets[told : told + 8] = struct.pack(">d", 2_000.0)
    gaps.write_bytes(octets)
    look = look_at(gaps)
    assert look.seconds == pytest.approx(2.0)
    encode(gaps, video_settings().shape("9x16_720"), tmp_path / "out.mp4", look, lambda _percent: True)
    assert probe(tmp_path / "out.mp4").seconds <= look.seconds + 1.1


def test_a_film_is_encoded_by_as_many_threads_on_every_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the address space that it may take is too little where there are many cores."""
    commands: list[list[str]] = []
    begin = subprocess.Popen

    def note(command: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        commands.append(command)
        return begin(command, **more)

    plain = made(tmp_path / "plain.mp4", *SOUND, *H264)
    look = look_at(plain)
    monkeypatch.setattr(subprocess, "Popen", note)
    encode(plain, video_settings().shape("9x16_720"), tmp_path / "out.mp4", look, lambda _percent: True)
    (command,) = commands
    assert command.count("-threads") == 2, "of what reads and of what writes"
    assert command.index("-i") < len(command) - command[::-1].index("-threads") < len(command)


def colour_at(picture: Image.Image, x: float, y: float) -> str:
    red, _green, blue = picture.getpixel((int(picture.width * x), int(picture.height * y)))  # type: ignore[misc]
    return "red" if red > 150 > blue else "blue" if blue > 150 > red else "black"


UPRIGHT: dict[str, Sequence[str]] = {
    # What is seen a quarter in from left, right, top and bottom of the middle.
    "plain": ("red", "blue", "black", "black"),
    "held upright": ("red", "red", "red", "blue"),
    "upside down": ("blue", "red", "black", "black"),
    "silent": ("red", "blue", "black", "black"),
    "odd sides, fast": ("red", "blue", "black", "black"),
    "animation": ("red", "blue", "black", "black"),
}


@pytest.mark.parametrize("name", UPRIGHT)
def test_it_becomes_what_every_outlet_of_the_shape_takes(name: str, brought: dict[str, Path], tmp_path: Path) -> None:
    shape, out = video_settings().shape("9x16_720"), tmp_path / "out.mp4"
    look, told = look_at(brought[name]), []

    def report(percent: int) -> bool:
        told.append(percent)
        return True

    encode(brought[name], shape, out, look, report)
    assert [problem for outlet in shape.outlets for problem in preflight(out, outlet)] == []
    found = probe(out)
    assert (found.width, found.height, found.audio) == (shape.width, shape.height, "aac")
    assert found.seconds == pytest.approx(max(SHORTEST_LOOP_S, look.seconds) if look.is_animation else SECONDS, abs=0.5)
    assert told == sorted(told)
    with Image.open(BytesIO(look_at(out).still)) as shown:
        seen = [colour_at(shown, *place) for place in ((0.25, 0.5), (0.75, 0.5), (0.5, 0.1), (0.5, 0.9))]
    left, right, top, bottom = UPRIGHT[name]
    assert seen[2:] == [top, bottom]
    assert name == "held upright" or seen[:2] == [left, right]


def test_the_still_is_upright_too(brought: dict[str, Path]) -> None:
    with Image.open(BytesIO(look_at(brought["held upright"]).still)) as still:
        assert still.height > still.width
        assert [colour_at(still, 0.5, y) for y in (0.2, 0.8)] == ["red", "blue"]


@pytest.mark.parametrize(("pixels", "wide", "high"), [("64/45", 1280, 506), ("9/32", 640, 1280), ("90", 1280, 8)])
def test_pixels_that_are_no_squares_are_made_so(pixels: str, wide: int, high: int, tmp_path: Path) -> None:
    """As tapes and broadcasters have them: shown as it is meant, not squeezed. What is of no height is no bomb."""
    source = made(tmp_path / "tape.mp4", "-vf", f"setsar={pixels}", "-t", "0.5", *H264)
    look, shape = look_at(source), video_settings().shape("16x9" if wide == 1280 else "9x16_720")
    with Image.open(BytesIO(look.still)) as still:
        assert still.width / still.height == pytest.approx(320 / 180 * Fraction(pixels), rel=0.02)
    encode(source, shape, tmp_path / "out.mp4", look, lambda _percent: True)
    with Image.open(BytesIO(look_at(tmp_path / "out.mp4").still)) as shown:
        seen = np.asarray(shown.convert("RGB")).max(axis=2) > 60
    assert [int(seen.any(axis=axis).sum()) for axis in (0, 1)] == pytest.approx([wide, high], abs=8)


def test_whoever_is_to_stop_stops(brought: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        encode(
            brought["plain"],
            video_settings().shape("9x16_720"),
            tmp_path / "out.mp4",
            look_at(brought["plain"]),
            lambda _percent: False,
        )


@pytest.mark.parametrize("content", [b"", b"not a video at all", b"\x00\x00\x00\x18ftypmp42" + bytes(400)])
def test_what_is_no_video_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "film.mp4"
    place.write_bytes(content)
    with pytest.raises(VideoProblem):
        look_at(place)
