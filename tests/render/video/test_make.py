"""The whole way, with the real ffmpeg and the real espeak: small pictures, so that it is quick."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from distributor.compose.editorial import load_editorial
from distributor.errors import LoaError, SettingsError
from distributor.render.scene import SceneKind
from distributor.render.video.bed import make_bed
from distributor.render.video.child import Stopped, run_child
from distributor.render.video.ffmpeg import run
from distributor.render.video.make import VideoFiles, make_video
from distributor.render.video.narration import CommandVoice, EspeakVoice, Recording, choose_voice
from distributor.render.video.preflight import for_channel, preflight
from distributor.render.video.probe import probe
from distributor.render.video.request import Request, request_to_json
from distributor.render.video.settings import VideoProblem, video_settings
from distributor.render.video.sound import RATE, read_sound, write_wav
from phrases import read_phrase
from tests.compose.demo_items import LINK
from tests.render.video.boards import VIEWS, board_of, short_board
from tests.render.video.test_sound import measured, speech_like
from tests.support.servers import PATIENCE_S, wait_until

WIDTH = 180
ROOT = Path(__file__).resolve().parents[3]


def leftovers(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*"))


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> VideoFiles:
    """Fifteen seconds with the embedded voice."""
    told: list[int] = []
    folder = tmp_path_factory.mktemp("spoken")
    files = make_video(short_board(), EspeakVoice(130), folder / "out", progress=told.append, width=WIDTH)
    assert (told[0], told[-1]) == (0, 100)
    assert told == sorted(set(told))
    assert len(told) > 10
    return files


def test_all_files_are_there_and_right(spoken: VideoFiles) -> None:
    folder = spoken.video.parent
    assert leftovers(folder.parent) == [
        "out",
        *(f"out/{name}" for name in ("captions.srt", "captions.vtt", "cover.jpg", "video.mp4")),
    ]
    found = probe(spoken.video)
    assert (found.codec, found.profile, found.pixels) == ("h264", "High", "yuv420p")
    assert (found.width, found.height, found.frame_rate) == (180, 320, 30.0) == (spoken.width, spoken.height, 30.0)
    assert (found.audio, found.audio_profile, found.audio_rate) == ("aac", "LC", 48_000)
    assert found.seconds == pytest.approx(spoken.seconds, abs=0.05)
    assert 15 <= spoken.seconds <= 45
    with Image.open(spoken.cover) as cover:
        assert (cover.format, cover.size) == ("JPEG", (180, 320))
    assert "Thông báo" in spoken.srt.read_text(encoding="utf-8")
    assert spoken.vtt.read_text(encoding="utf-8").startswith("WEBVTT")
    assert "Thông báo" in spoken.alt_text
    assert "Dữ liệu mẫu" in spoken.alt_text


def test_the_index_stands_in_front_and_groups_are_closed(spoken: VideoFiles) -> None:
    head = spoken.video.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    frames = run(
        ["-v", "error", "-skip_frame", "nokey", "-i", str(spoken.video), "-map", "0:v", "-f", "framehash", "-"]
    )
    keys = [line for line in frames.stdout.decode().splitlines() if line and not line.startswith("#")]
    assert len(keys) >= spoken.seconds / 2
    assert b"open_gop=0" in head or b"x264" not in head


def test_the_narration_is_heard_at_the_right_loudness(spoken: VideoFiles) -> None:
    loud, peak = measured(spoken.video)
    assert -16 <= loud <= -14
    assert peak <= -1


def test_the_same_input_gives_the_same_bytes(spoken: VideoFiles, tmp_path: Path) -> None:
    again = make_video(short_board(), EspeakVoice(130), tmp_path / "again", width=WIDTH)
    for name in ("video", "cover", "srt", "vtt"):
        assert getattr(again, name).read_bytes() == getattr(spoken, name).read_bytes(), name


def test_where_nobody_speaks_a_quiet_bed_sounds(tmp_path: Path) -> None:
    files = make_video(short_board("16x9"), None, tmp_path / "out", width=320)
    assert probe(files.video).audio == "aac"
    loud, peak = measured(files.video)
    assert -26 <= loud <= -22, "well below a voice"
    assert peak <= -6


def test_the_bed_is_the_same_each_time_and_can_be_turned_off(tmp_path: Path) -> None:
    one, other = (make_bed(RATE * 16, [0, RATE * 5]) for _ in range(2))
    assert np.array_equal(one, other)
    assert abs(one[:8]).max() < 1e-3
    assert abs(one[-8:]).max() < 1e-3
    (tmp_path / "video.toml").write_text('[sound]\nbed = "none"\n', encoding="utf-8")
    files = make_video(short_board(), None, tmp_path / "out", width=90, settings=video_settings(tmp_path))
    assert abs(read_sound(files.video)).max() < 1e-3


def test_a_recording_carries_the_video(tmp_path: Path) -> None:
    write_wav(tmp_path / "made.wav", speech_like(17, 0.2))
    run(["-v", "error", "-i", str(tmp_path / "made.wav"), str(tmp_path / "lời dẫn.m4a")])
    files = make_video(short_board(), Recording(tmp_path / "lời dẫn.m4a"), tmp_path / "out", width=90)
    assert 16 <= files.seconds <= 19
    loud, _ = measured(files.video)
    assert -16 <= loud <= -14


def test_a_voice_model_is_called_as_configured(tmp_path: Path) -> None:
    """A stand-in that writes a tone as long as the text, and keeps what it was asked to say."""
    program = tmp_path / "voice.py"
    program.write_text(
        "import sys, wave, math, struct, pathlib\n"
        "text = pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')\n"
        "pathlib.Path(__file__).with_name('said.txt').open('a', encoding='utf-8').write(text)\n"
        "count = int(22050 * 0.25 * len(text.split()))\n"
        "with wave.open(sys.argv[2], 'wb') as out:\n"
        "    out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)\n"
        "    out.writeframes(b''.join(struct.pack('<h', int(9000 * math.sin(i / 9))) for i in range(count)))\n",
        encoding="utf-8",
    )
    voice = CommandVoice((sys.executable, str(program), "{text_file}", "{wav_file}"), 20)
    files = make_video(board_of("penalty"), voice, tmp_path / "out", width=90)
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert "mùng một tháng một năm hai nghìn không trăm hai mươi bảy" in said
    assert "hai triệu đồng" in said
    assert not any(letter.isdigit() for letter in said)
    assert files.seconds >= 15


@pytest.mark.parametrize(
    ("code", "words", "patience_s"),
    [
        ("import time; time.sleep(600)", "không xong một câu sau 1 giây", 1),
        ("import sys; sys.exit('no model')", "báo lỗi 1: no model", PATIENCE_S),
        ("pass", "không ghi ra tệp WAV", PATIENCE_S),
        ("import sys; open(sys.argv[2], 'w').write('nothing')", "không phải âm thanh", PATIENCE_S),
    ],
)
def test_a_voice_model_that_fails_is_told_and_leaves_nothing(
    tmp_path: Path, code: str, words: str, patience_s: float
) -> None:
    voice = CommandVoice((sys.executable, "-c", code, "{text_file}", "{wav_file}"), patience_s)
    with pytest.raises(VideoProblem, match=words):
        make_video(short_board(), voice, tmp_path / "out", width=WIDTH)
    assert leftovers(tmp_path) == []


def test_voices_by_settings(tmp_path: Path) -> None:
    assert choose_voice(video_settings(), sample=False) is None
    assert isinstance(choose_voice(video_settings(), sample=True), EspeakVoice)
    (tmp_path / "video.toml").write_text(
        '[voice]\nuse = "command"\ncommand = ["say", "{text_file}", "{wav_file}"]\n', encoding="utf-8"
    )
    assert isinstance(choose_voice(video_settings(tmp_path), sample=False), CommandVoice)
    other = tmp_path / "other"
    other.mkdir()
    (other / "video.toml").write_text('[voice]\nuse = "command"\ncommand = ["say"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="text_file"):
        choose_voice(video_settings(other), sample=False)
    (other / "wrong").mkdir()
    (other / "wrong" / "video.toml").write_text("[pace]\nlongest = 900\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\[voice\] và \[sound\]"):
        video_settings(other / "wrong")


def test_a_missing_program_is_told(tmp_path: Path) -> None:
    voice = CommandVoice(("/nowhere/piper", "{text_file}", "{wav_file}"), 1)
    with pytest.raises(VideoProblem, match="Không chạy được giọng đọc piper"):
        make_video(short_board(), voice, tmp_path / "out", width=WIDTH)


def test_an_earlier_making_is_replaced_and_a_killed_ones_rest_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".part-out-abc").mkdir()
    (tmp_path / ".part-out-abc" / "video.mp4").write_bytes(b"half")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.txt").write_text("old", encoding="utf-8")
    make_video(short_board(), None, tmp_path / "out", width=90)
    assert [name for name in leftovers(tmp_path) if "old" in name or "part" in name] == []


def test_a_fault_on_the_way_keeps_the_earlier_files(tmp_path: Path) -> None:
    make_video(short_board(), None, tmp_path / "out", width=90)
    before = (tmp_path / "out" / "video.mp4").read_bytes()

    def stop_half_way(percent: int) -> None:
        if percent > 50:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make_video(short_board(), None, tmp_path / "out", width=90, progress=stop_half_way)
    assert leftovers(tmp_path)[0] == "out"
    assert (tmp_path / "out" / "video.mp4").read_bytes() == before
    assert len(leftovers(tmp_path)) == 5


def write_request(tmp_path: Path, **changes: object) -> Path:
    request = replace(Request(short_board(), tmp_path / "out", voice="none", width=WIDTH), **changes)  # type: ignore[arg-type]
    (tmp_path / "request.json").write_text(request_to_json(request), encoding="utf-8")
    return tmp_path / "request.json"


def little_room() -> None:
    """In a child: no file may grow beyond a megabyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def start(request: Path, before: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "distributor.render.video", str(request)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=before,  # noqa: PLW1509
    )  # fmt: skip


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    process = start(write_request(tmp_path), little_room)
    told, complaints = process.communicate(timeout=PATIENCE_S)
    problem = read_phrase(json.loads(told.splitlines()[-1])["problem"])
    assert "Hãy kiểm tra dung lượng đĩa" in problem
    assert process.returncode == 1
    assert "Traceback" not in complaints
    assert leftovers(tmp_path) == ["request.json"]


def test_ffmpeg_that_cannot_write_on_is_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "sound.wav", speech_like(1, 0.1))
    code = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from distributor.render.video.encoder import encode\n"
        "noise = np.random.default_rng(1)\n"
        "frames = (noise.integers(0, 255, 320 * 320 * 3 // 2, dtype=np.uint8) for _ in range(60))\n"
        "folder = Path(sys.argv[1])\n"
        "encode(frames, folder / 'sound.wav', 320, 320, folder / 'video.mp4', lambda done: None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, preexec_fn=little_room,
        check=False,
    )  # fmt: skip
    assert "VideoProblem" in done.stderr
    assert "Hãy" in done.stderr
    assert leftovers(tmp_path) == ["sound.wav"]


def test_a_signal_stops_it_and_its_ffmpeg(tmp_path: Path) -> None:
    process = start(write_request(tmp_path, width=1080))
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("percent", 0) > 22:
            break
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    assert len(children) == 1
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_S) == 2
    assert leftovers(tmp_path) == ["request.json"]
    assert not Path(f"/proc/{children[0]}").exists()


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """The parent is killed outright; the renderer and its ffmpeg go too, and nothing half-made has a good name."""
    request = write_request(tmp_path, width=1080)
    code = (
        "import json, subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, '-m', 'distributor.render.video', {str(request)!r}], stdout=subprocess.PIPE)\n"
        "for line in p.stdout:\n"
        "    if json.loads(line).get('percent', 0) > 22: break\n"
        "print(p.pid, flush=True)\n"
        "import time; time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    ffmpeg = int(Path(f"/proc/{child}/task/{child}/children").read_text(encoding="ascii").split()[0])
    parent.kill()
    parent.wait()
    wait_until(lambda: not any(alive(each) for each in (child, ffmpeg)), "both are gone")
    assert leftovers(tmp_path) == ["request.json"]


def alive(process: int) -> bool:
    """Not gone, and not only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_request_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text('{"storyboard": 7}', encoding="utf-8")
    process = start(tmp_path / "request.json")
    told, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "Không đọc được yêu cầu" in read_phrase(json.loads(told)["problem"])


def test_the_process_that_makes_a_video_needs_no_database() -> None:
    """Else it takes forty megabytes more, on a machine that has few."""
    asked = "import sys, distributor.render.video.__main__; print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.slow
def test_the_engines_child_makes_what_the_outlets_take(tmp_path: Path) -> None:
    """At full size, as the engine calls it."""
    told: list[int] = []

    def report(percent: int) -> bool:
        told.append(percent)
        return True

    with run_child(
        VIEWS["one_word"], "9x16", editorial=load_editorial(), read_at=LINK, sample=True, work_folder=tmp_path / "work",
        report=report,
    ) as files:  # fmt: skip
        assert (files.width, files.height, files.cover_mime) == (1080, 1920, "image/jpeg")
        assert preflight(files.video, "facebook_reels") == []
        assert preflight(files.video, "youtube_shorts") == []
        assert "720×1280" in " ".join(preflight(files.video, "x"))
        made = files.video
    assert told[-1] == 100
    assert not made.exists()
    assert leftovers(tmp_path) == ["work"]


def test_the_engine_can_stop_its_child(tmp_path: Path) -> None:
    with pytest.raises(Stopped), run_child(
        VIEWS["one_word"], "16x9", editorial=load_editorial(), read_at=LINK, sample=False, work_folder=tmp_path / "work",
        report=lambda percent: percent < 25,
    ):  # fmt: skip
        pytest.fail("it was made")
    assert leftovers(tmp_path) == ["work"]


def test_a_problem_of_the_child_is_the_engines_to_tell(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(LoaError, match="Không tạo được thư mục"), run_child(
        VIEWS["one_word"], "16x9", editorial=load_editorial(), read_at=LINK, sample=False, work_folder=tmp_path / "file",
        report=lambda _percent: True,
    ):  # fmt: skip
        pytest.fail("it was made")


def test_each_outlet_gets_the_shape_that_it_takes() -> None:
    settings = video_settings()
    assert settings.shape_for("x", "9x16") == "9x16_720"
    assert (settings.shape("9x16_720").width, settings.shape("9x16_720").height) == (720, 1280)
    assert settings.shape_for("youtube", "9x16") == "9x16"
    assert settings.shape_for("x", "16x9") == "16x9"
    assert settings.shape_for("zalo", "9x16") == "9x16"
    assert settings.shape_for("x", "") == ""
    for shape in settings.shapes.values():
        assert all(settings.outlets[outlet].takes(shape) for outlet in shape.outlets)


def test_a_kind_without_videos_has_one_where_its_message_is_worth_it() -> None:
    settings = video_settings()
    assert settings.shapes_of("press_release") == ()
    assert settings.worth_of("press_release", SceneKind.FIGURE) == ("9x16",)
    assert settings.worth_of("press_release", SceneKind.STATEMENT) == ()
    assert settings.worth_of("press_release", None) == ()
    assert settings.worth_of("statistics", SceneKind.FIGURE) == ()
    assert settings.worth_of("new_law", None) == ("9x16", "16x9")


def test_sizes_for_channels() -> None:
    assert (for_channel("x", "9x16").width, for_channel("x", "9x16").height) == (720, 1280)
    assert (for_channel("x", "16x9").width, for_channel("x", "16x9").height) == (1280, 720)
    assert for_channel("facebook_reels", "9x16").height == 1920
    with pytest.raises(VideoProblem, match="không nhận khuôn hình 16:9"):
        for_channel("facebook_reels", "16x9")
    with pytest.raises(VideoProblem, match="nơi đăng «tiktok»"):
        for_channel("tiktok", "9x16")
