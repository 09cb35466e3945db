"""The YouTube adapter against the sandbox over real HTTP: two pieces of code that share nothing but Google's description.

Each test ends with the platform's own count of what became public, and of the bytes that arrived.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import imageio_ffmpeg
import pytest
import requests
from PIL import Image

from channels.base import (
    Captions,
    Edits,
    Finds,
    Measures,
    MediaFile,
    Next,
    OutgoingPost,
    Probes,
    Published,
    Refreshes,
    Withdraws,
)
from channels.errors import AuthExpired, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.midnight import midnight
from channels.registry import OpenedAccount, open_adapter, parse_credentials
from channels.youtube.configuration import PACIFIC, youtube_configuration
from channels.youtube.credentials import YouTubeCredentials
from channels.youtube.spec import SPEC
from tests.channels.relay import running_relay
from tests.sandbox.running import ROOT, Sandbox, quiet_sandbox, until
from tests.support.servers import PATIENCE_S

CHUNK = youtube_configuration().upload.chunk_bytes
STEPS_AT_MOST = 200


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Channel:
    """The demo channel: its sandbox, credentials and settings."""

    sandbox: Sandbox
    facts: dict[str, str]

    def open(self, credentials: YouTubeCredentials | None = None, **wrong: str) -> OpenedAccount:
        settings = {
            "channel_id": self.facts["channel_id"],
            "playlist_titles": {"decision": "Văn bản mới của tỉnh"},
            "endpoint": f"{self.sandbox.base_url}/youtube",
        }
        known = {name: self.facts[name] for name in SPEC.credentials.model_fields}
        return open_adapter(SPEC, credentials or parse_credentials(SPEC, {**known, **wrong}), RealClock(), settings)

    def rules(self, **wishes: object) -> None:
        self.sandbox.control("PUT", "/youtube", wishes)

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sandbox.get("/_sandbox/youtube")
        return found

    def breaks(self) -> int:
        """Pieces of the first upload that came in part."""
        return int(self.seen()["sessions"][0]["broken"])

    def public(self, post: OutgoingPost) -> int:
        return sum(post.key in one["text"] and not one["deleted"] for one in self.sandbox.ledger("youtube"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("youtube")) as sandbox:
        yield sandbox


@pytest.fixture
def channel(running: Sandbox) -> Channel:
    running.control("DELETE", "/weather")
    running.control("POST", "/reset")
    facts = running.account("youtube")["credentials"]
    limits = {"units_per_day": 10_000_000, "uploads_per_day": 10_000}
    running.control("PATCH", f"/accounts/{facts['channel_id']}", {"limits": limits, "revoked": False})
    form = {name: facts[name] for name in ("client_id", "client_secret", "refresh_token")}
    answer = requests.post(
        f"{running.base_url}/youtube/token", data={"grant_type": "refresh_token", **form}, timeout=10
    )
    ready = Channel(running, {**facts, "access_token": answer.json()["access_token"]})
    ready.rules(processing_s=0)
    return ready


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> MediaFile:
    """A real video of two seconds, lying."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    source = "testsrc=size=320x180:rate=12:duration=2"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)], check=True)
    return as_video(path, 320, 180)


def as_video(path: Path, width: int, height: int) -> MediaFile:
    content = path.read_bytes()
    return MediaFile(path, hashlib.sha256(content).hexdigest(), "video/mp4", len(content), width, height, "Video", 2.0)


def padded(clip: MediaFile, folder: Path, size: int) -> MediaFile:
    """The same video, as heavy as `size` bytes: an MP4 may hold a box of nothing."""
    content = clip.path.read_bytes()
    room = size - len(content)
    path = folder / f"{size}.mp4"
    # Not all alike, so that a chunk at the wrong place would be noticed.
    filling = b"".join(hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range((room - 8) // 32 + 1))
    path.write_bytes(content + room.to_bytes(4, "big") + b"free" + filling[: room - 8])
    return as_video(path, clip.width, clip.height)


def a_post(clip: MediaFile, **settings: object) -> OutgoingPost:
    key = uuid4().hex[:8]
    link = f"https://loa.huonggiang.gov.vn/l/{key}"
    text = f"Quy định mới về tách thửa {key}.\nXem: {link}"
    return OutgoingPost(key, f"Tách thửa {key}", text, link, (clip,), settings=settings)


def dressed(post: OutgoingPost, folder: Path) -> OutgoingPost:
    picture = folder / "cover.jpg"
    Image.new("RGB", (1280, 720), "#17457a").save(picture, "JPEG")
    content = picture.read_bytes()
    cover = MediaFile(picture, hashlib.sha256(content).hexdigest(), "image/jpeg", len(content), 1280, 720, "Bìa")
    words = folder / "vi.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nĐiều 5, khoản 1\n", "utf-8")
    digest = hashlib.sha256(words.read_bytes()).hexdigest()
    return replace(post, cover=cover, captions=(Captions(words, digest, "application/x-subrip", "vi"),))


def publish(account: OpenedAccount, post: OutgoingPost, step: Next | None = None, seconds: float = 10.0) -> Published:
    """Walks as the engine does, without its waiting."""
    step = step or account.adapter.begin(post)
    for _number in range(STEPS_AT_MOST):
        with account.transport.deadline(seconds):
            outcome = account.adapter.advance(post, step.progress)
        if isinstance(outcome, Published):
            assert step.irreversible
            return outcome
        step = outcome
    raise AssertionError("the walk does not end")


def test_publish_find_measure_edit_withdraw(channel: Channel, clip: MediaFile, tmp_path: Path) -> None:
    post = dressed(a_post(clip, kind="decision", tags=["tách thửa"], synthetic=True), tmp_path)
    begun = datetime.now(UTC)
    with channel.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Measures)
        assert isinstance(adapter, Probes)
        assert isinstance(adapter, Edits)
        assert isinstance(adapter, Withdraws)
        assert adapter.check(post) == []
        published = publish(account, post)
        assert channel.public(post) == 1
        look = adapter.find(post, begun)
        assert (look.matches, look.complete) == ((published,), True)
        assert [reading.value for reading in adapter.metrics([published.external_id, "missing"])][3:] == [None] * 3
        assert adapter.probe() == "Truyền hình pháp luật Hương Giang"
        corrected = replace(post, text=f"Đính chính. {post.text}")
        adapter.edit(published.external_id, corrected)
        video = channel.seen()["videos"][0]
        assert (video["title"], video["description"], video["tags"]) == (post.title, corrected.text, ["tách thửa"])
        assert video["sha256"] == clip.sha256
        assert video["playlists"] == ["Văn bản mới của tỉnh"]
        assert [one["language"] for one in video["captions"]] == ["vi"]
        assert post.cover is not None
        assert video["thumbnail"] == post.cover.sha256
        assert video["status"]["containsSyntheticMedia"]
        assert not video["status"]["selfDeclaredMadeForKids"]
        adapter.withdraw(published.external_id)
        adapter.withdraw(published.external_id)
        assert channel.public(post) == 0
        assert adapter.find(post, begun).matches == ()
        # Published again, it is a new video: the old one was withdrawn on purpose.
        assert publish(account, post).external_id != published.external_id
    assert channel.public(post) == 1


_WALK = """
import json, sys
from pathlib import Path
from tests.channels.test_youtube_sandbox import carry_on
carry_on(json.loads(sys.stdin.read()))
"""


def carry_on(work: Mapping[str, Any]) -> None:
    """A worker: goes on from the stored progress, and stores it before each step, as the engine does."""
    stored = Path(work["stored"])
    sandbox = Sandbox(process=subprocess.Popen(["true"], text=True), base_url=work["base_url"], state=stored)
    video = as_video(Path(work["video"]), 320, 180)
    post = replace(a_post(video), key=work["key"], link=None, text=f"Video {work['key']}")
    channel = Channel(sandbox, work["facts"])
    with channel.open() as account:
        step = account.adapter.begin(post)
        if stored.exists():
            known = json.loads(stored.read_text())
            step = Next(known["progress"], irreversible=known["irreversible"])
        while True:
            fresh = stored.with_suffix(".new")
            fresh.write_text(json.dumps({"progress": dict(step.progress), "irreversible": step.irreversible}))
            fresh.replace(stored)
            outcome = account.adapter.advance(post, step.progress)
            if isinstance(outcome, Published):
                print(outcome.external_id)
                return
            step = outcome


def worker(work: Mapping[str, Any]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _WALK],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "queue")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(work))
    process.stdin.close()
    return process


@pytest.mark.slow
@pytest.mark.whole
def test_60_mb_killed_three_times_arrive_whole(channel: Channel, clip: MediaFile, tmp_path: Path) -> None:
    """A worker is killed three times in the middle of a chunk. Each byte is sent once, and at most one chunk more a kill."""
    size, kills = 60_000_000, 3
    video = padded(clip, tmp_path, size)
    key = uuid4().hex[:8]
    with running_relay(channel.sandbox.base_url) as relay:
        work = {
            "stored": str(tmp_path / "progress.json"),
            "base_url": relay.address,
            "video": str(video.path),
            "key": key,
            "facts": channel.facts,
        }
        for kill in range(1, kills + 1):
            # Some pieces of the second, fourth and sixth chunk get through.
            relay.go_on(relay.carried + CHUNK + kill * 1_000_000)
            process = worker(work)
            assert relay.stopped.wait(PATIENCE_S), "it was done before it was killed"
            process.kill()
            process.wait(PATIENCE_S)
            if process.stdout:
                process.stdout.close()
            # The platform notices that the line is dead, and counts what came through.
            until(lambda number=kill: channel.breaks() == number)  # type: ignore[misc]
        relay.go_on(1 << 62)
        process = worker(work)
        assert process.stdout is not None
        with process.stdout:
            video_id = process.stdout.read().strip()
        assert process.wait(PATIENCE_S) == 0

    seen = channel.seen()
    [session], [made] = seen["sessions"], seen["videos"]
    again = session["received"] - size
    print(f"60 MB, {kills} kills: {again} bytes arrived twice, in {session['puts']} pieces of at most {CHUNK}")
    assert 0 < again <= kills * CHUNK
    assert (made["id"], made["sha256"], made["bytes"]) == (video_id, video.sha256, size)
    assert sum(key in one["text"] for one in channel.sandbox.ledger("youtube")) == 1


def test_a_chunk_that_broke_off_is_gone_on_with(channel: Channel, clip: MediaFile, tmp_path: Path) -> None:
    """The deadline of a step ends while the bytes are on their way; the next process asks and sends the rest."""
    video = padded(clip, tmp_path, CHUNK + 1_000_000)
    post = a_post(video)
    channel.sandbox.control("PUT", "/weather", {"youtube": {"accept_then_timeout": 1.0, "timeout_s": 30}})
    with channel.open() as account:
        step = account.adapter.begin(post)
        channel.sandbox.control("DELETE", "/weather")
        while step.progress["step"] != "chunk":
            outcome = account.adapter.advance(post, step.progress)
            assert isinstance(outcome, Next)
            step = outcome
        channel.sandbox.control("PUT", "/weather", {"youtube": {"accept_then_timeout": 1.0, "timeout_s": 30}})
        with account.transport.deadline(0.4), pytest.raises(Retryable):
            account.adapter.advance(post, step.progress)
    channel.sandbox.control("DELETE", "/weather")
    with channel.open() as account:
        publish(account, post, step)
    [session] = channel.seen()["sessions"]
    assert session["received"] <= video.bytes + CHUNK
    assert [one["sha256"] for one in channel.seen()["videos"]] == [video.sha256]
    assert channel.public(post) == 1


@pytest.mark.parametrize("sent", ["chunk", "finish"])
def test_a_session_that_ends_costs_an_upload_and_no_second_video(
    sent: str, channel: Channel, clip: MediaFile, tmp_path: Path
) -> None:
    video = padded(clip, tmp_path, CHUNK + 1_000_000)
    post = a_post(video)
    with channel.open() as account:
        step = account.adapter.begin(post)
        while step.progress["step"] != sent:
            outcome = account.adapter.advance(post, step.progress)
            assert isinstance(outcome, Next)
            step = outcome
        if sent == "finish":
            # The video is complete, and nobody was told.
            channel.sandbox.control("PUT", "/weather", {"youtube": {"accept_then_drop": 1.0}})
            with pytest.raises(Retryable):
                account.adapter.advance(post, step.progress)
            channel.sandbox.control("DELETE", "/weather")
    channel.sandbox.control("POST", "/youtube/age", {"sessions": True})
    with channel.open() as account:
        publish(account, post, step)
    assert len(channel.seen()["videos"]) == 1
    assert channel.public(post) == 1


def test_an_unknown_publishing_is_settled_by_a_look(channel: Channel, clip: MediaFile) -> None:
    for fault, count in (("accept_then_drop", 1), ("error_500", 0)):
        post, begun = a_post(clip), datetime.now(UTC) - timedelta(seconds=1)
        with channel.open() as account:
            adapter = account.adapter
            assert isinstance(adapter, Finds)
            channel.sandbox.control("PUT", "/weather", {"youtube": {fault: 1.0, "only": "publish"}})
            with pytest.raises(OutcomeUnknown):
                publish(account, post)
            channel.sandbox.control("DELETE", "/weather")
            look = adapter.find(post, begun)
            assert (len(look.matches), look.complete) == (count, True)
            assert channel.public(post) == count
            # The engine forgets the progress of an unknown outcome: the private video is taken up, not sent again.
            uploads = len(channel.seen()["sessions"])
            publish(account, post)
            assert len(channel.seen()["sessions"]) == uploads
        assert channel.public(post) == 1


def test_a_token_that_aged_is_renewed_and_the_walk_goes_on(channel: Channel, clip: MediaFile) -> None:
    post = a_post(clip)
    with channel.open() as account:
        step = account.adapter.begin(post)
        while step.progress["step"] != "watch":
            outcome = account.adapter.advance(post, step.progress)
            assert isinstance(outcome, Next)
            step = outcome
        channel.sandbox.control("POST", "/youtube/age", {"tokens": True})
        with pytest.raises(AuthExpired):
            account.adapter.advance(post, step.progress)
        adapter = account.adapter
        assert isinstance(adapter, Refreshes)
        fresh = adapter.refresh()
    assert isinstance(fresh, YouTubeCredentials)
    with channel.open(fresh) as account:
        publish(account, post, step)
    assert len(channel.seen()["sessions"]) == 1
    assert channel.public(post) == 1


def test_a_revoked_grant_needs_a_person(channel: Channel) -> None:
    channel.sandbox.control("PATCH", f"/accounts/{channel.facts['channel_id']}", {"revoked": True})
    with channel.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Refreshes)
        with pytest.raises(AuthExpired) as raised:
            adapter.refresh()
    assert raised.value.code == "400 invalid_grant"


def test_without_units_the_account_waits_for_midnight_pacific(channel: Channel, clip: MediaFile) -> None:
    channel.sandbox.control("PATCH", f"/accounts/{channel.facts['channel_id']}", {"limits": {"units_per_day": 0}})
    with channel.open() as account, pytest.raises(RateLimited) as raised:
        publish(account, a_post(clip))
    assert raised.value.until == midnight(PACIFIC, datetime.now(UTC), days=1)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"next_fate": "failed:conversion"}, "failed conversion"),
        ({"next_fate": "rejected:copyright"}, "rejected copyright"),
        ({"next_fate": "processing:transcodeFailed"}, "processing failed transcodeFailed"),
        ({"locked_private": True}, "locked_private"),
    ],
)
def test_what_the_platform_refuses_ends_private_with_a_reason(
    rules: dict[str, object], code: str, channel: Channel, clip: MediaFile, tmp_path: Path
) -> None:
    post = dressed(a_post(clip), tmp_path)
    channel.rules(**rules)
    with channel.open() as account:
        with pytest.raises(Rejected) as raised:
            publish(account, post)
        assert raised.value.code == code
        assert "ãy " in raised.value.message
        assert channel.public(post) == 0
        # What staff mend is gone on with, without another upload unless the video itself was broken.
        channel.rules(locked_private=False)
        publish(account, post)
    assert len(channel.seen()["sessions"]) == (2 if "next_fate" in rules else 1)
    assert channel.public(post) == 1


ATTEMPTS = 25
CERTAIN = (Retryable, RateLimited, AuthExpired)


def test_in_bad_weather_every_certainty_is_true(channel: Channel, clip: MediaFile) -> None:
    """What we call published is public, what we call certainly not is not, and `find` settles the rest."""
    weather = {
        "seed": 11,
        "error_500": 0.15,
        "accept_then_drop": 0.2,
        "accept_then_timeout": 0.05,
        "timeout_s": 30,
        "revoked_token": 0.1,
        "only": "publish",
    }
    channel.sandbox.control("PUT", "/weather", {"youtube": weather})
    counted = {"published": 0, "certainly not": 0, "unknown": 0, "found": 0, "wrong": 0}
    with channel.open() as account:
        assert isinstance(account.adapter, Finds)
        for _attempt in range(ATTEMPTS):
            post, begun = a_post(clip), datetime.now(UTC) - timedelta(seconds=1)
            try:
                publish(account, post, seconds=0.4)
            except OutcomeUnknown:
                counted["unknown"] += 1
                look = account.adapter.find(post, begun)
                assert look.complete
                counted["found"] += len(look.matches)
                counted["wrong"] += channel.public(post) != len(look.matches)
            except CERTAIN:
                counted["certainly not"] += 1
                counted["wrong"] += channel.public(post) != 0
            else:
                counted["published"] += 1
                counted["wrong"] += channel.public(post) != 1
    print("youtube", counted)
    assert counted["wrong"] == 0
    assert min(counted["published"], counted["certainly not"], counted["unknown"], counted["found"]) > 0


def test_in_weather_on_every_call_each_post_ends_public_once(channel: Channel, clip: MediaFile, tmp_path: Path) -> None:
    """Every step is tried again as the engine does; one video a post is public in the end, whole."""
    video = padded(clip, tmp_path, CHUNK + 300_000)
    weather = {"seed": 3, "error_500": 0.1, "accept_then_drop": 0.15, "revoked_token": 0.03, "only": "all"}
    channel.sandbox.control("PUT", "/weather", {"youtube": weather})
    posts = [dressed(a_post(video, kind="decision"), tmp_path) for _number in range(4)]
    with channel.open() as account:
        for post in posts:
            _through_the_weather(account, post)
    channel.sandbox.control("DELETE", "/weather")
    assert [channel.public(post) for post in posts] == [1] * len(posts)
    shown = [one for one in channel.seen()["videos"] if one["shown"]]
    assert [one["sha256"] for one in shown] == [video.sha256] * len(posts)
    assert all(one["playlists"] == ["Văn bản mới của tỉnh"] and len(one["captions"]) == 1 for one in shown)


def _through_the_weather(account: OpenedAccount, post: OutgoingPost) -> None:
    """A failed step is repeated; after an unknown outcome a look decides, and without a match the walk begins anew."""
    adapter = account.adapter
    assert isinstance(adapter, Finds)
    begun = datetime.now(UTC) - timedelta(seconds=1)
    step, looking = adapter.begin(post), False
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if looking:
                if adapter.find(post, begun).matches:
                    return
                step, looking = adapter.begin(post), False
            outcome = adapter.advance(post, step.progress)
        except OutcomeUnknown:
            looking = True
        except CERTAIN:
            continue
        else:
            if isinstance(outcome, Published):
                return
            step = outcome
    raise AssertionError("the walk does not end")
