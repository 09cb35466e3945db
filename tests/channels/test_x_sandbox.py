"""The X adapter against the sandbox over real HTTP, with videos: two pieces of code that share nothing but X's description.

Each test ends with the platform's own count and bytes of what became public.
"""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import imageio_ffmpeg
import pytest

from channels.base import Captions, Finds, Measures, MediaFile, Next, OutgoingPost, Published, Slows
from channels.errors import RateLimited, Rejected
from channels.registry import OpenedAccount, open_adapter, parse_credentials, spec_of
from channels.x.configuration import x_configuration
from tests.channels.x_files import approved
from tests.sandbox.running import Sandbox, picture, quiet_sandbox

CHUNK = x_configuration().append_chunk_bytes
SIZE = 60_000_000
DEATHS_AFTER = (4, 15, 26)
"""Pieces after which a process dies: the platform has the piece, and nobody knows."""


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Profile:
    sandbox: Sandbox
    facts: dict[str, str]

    def open(self, **settings: object) -> OpenedAccount:
        spec = spec_of("x")
        secrets = {name: self.facts[name] for name in spec.credentials.model_fields if name in self.facts}
        known = {"user_id": self.facts["user_id"], "handle": self.facts["username"]}
        endpoint = f"{self.sandbox.base_url}/x"
        return open_adapter(
            spec, parse_credentials(spec, secrets), RealClock(), {**known, **settings, "endpoint": endpoint}
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("x")) as sandbox:
        yield sandbox


@pytest.fixture
def profile(running: Sandbox) -> Profile:
    running.control("POST", "/reset")
    return Profile(running, running.account("x")["credentials"])


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real video of two seconds."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i"]
    command += ["testsrc=size=320x180:rate=12:duration=2", "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)]
    subprocess.run(command, check=True)
    return path.read_bytes()


def padded(film: bytes, size: int) -> bytes:
    """The same video, as heavy as `size` bytes: an MP4 may hold a box of nothing. Its bytes are not all alike."""
    room = size - len(film)
    filling = b"".join(sha256(number.to_bytes(8, "big")).digest() for number in range((room - 8) // 32 + 1))
    return film + room.to_bytes(4, "big") + b"free" + filling[: room - 8]


def a_post(*media: MediaFile) -> OutgoingPost:
    key = uuid4().hex[:8]
    link = f"https://loa.huonggiang.gov.vn/l/{key}"
    return OutgoingPost(key, "Tách thửa", f"Quy định mới về tách thửa {key}.\nXem: {link}", link, media)


def as_video(folder: Path, content: bytes) -> MediaFile:
    return approved(folder / "film.mp4", content, "video/mp4", 320, 180, "Video", 2.0)


def wait(step: Next) -> Next:
    """As long as the platform asked."""
    time.sleep(step.after)
    return step


def publish(account: OpenedAccount, post: OutgoingPost) -> Published:
    step = account.adapter.begin(post)
    while isinstance(outcome := account.adapter.advance(post, wait(step).progress), Next):
        step = outcome
    return outcome


def test_a_video_is_published_found_and_measured(profile: Profile, film: bytes, tmp_path: Path) -> None:
    srt = approved(tmp_path / "vi.srt", "1\n00:00:00,000 --> 00:00:02,000\nĐiều 5\n".encode(), "application/x-subrip")
    captions = Captions(srt.path, srt.sha256, srt.mime, "vi")
    post, begun = replace(a_post(as_video(tmp_path, film)), captions=(captions,)), datetime.now(UTC)
    with profile.open() as account:
        adapter = account.adapter
        assert adapter.check(post) == []
        published = publish(account, post)
        assert published.missing == ""
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Measures)
        assert [match.external_id for match in adapter.find(post, begun).matches] == [published.external_id]
        readings = {one.metric: one.value for one in adapter.metrics([published.external_id])}
    assert readings["url_link_clicks"] is not None
    shown = profile.sandbox.ledger("x")
    assert [(one["media"][0]["mime"], one["media"][0]["sha256"]) for one in shown] == [
        ("video/mp4", sha256(film).hexdigest())
    ]


@pytest.mark.slow
@pytest.mark.whole
def test_sixty_megabytes_arrive_whole_through_three_deaths(profile: Profile, film: bytes, tmp_path: Path) -> None:
    content = padded(film, SIZE)
    post = a_post(as_video(tmp_path, content))
    pieces = -(-SIZE // CHUNK)
    with profile.open() as account:
        step = account.adapter.begin(post)
    sent = 0
    outcome: Next | Published = step
    while isinstance(outcome, Next):
        # Another process each time, which knows the stored progress and nothing else.
        with profile.open() as account:
            outcome = account.adapter.advance(post, wait(step).progress)
        sent += step.progress["step"] == "append"
        if step.progress["step"] == "append" and sent in DEATHS_AFTER:
            continue  # it died before the outcome was stored: the step is due again
        step = outcome if isinstance(outcome, Next) else step
    assert sent == pieces + len(DEATHS_AFTER)
    shown = profile.sandbox.ledger("x")
    assert len(shown) == 1
    assert shown[0]["media"][0]["bytes"] == SIZE
    assert shown[0]["media"][0]["sha256"] == sha256(content).hexdigest()


def test_why_a_video_failed_comes_through(profile: Profile, film: bytes, tmp_path: Path) -> None:
    # Only the platform finds out: the boxes are those of a video, its pictures are in no form that it shows.
    content = film.replace(b"avc1", b"zzzz")
    with profile.open() as account, pytest.raises(Rejected) as refused:
        publish(account, a_post(as_video(tmp_path, content)))
    assert refused.value.code == "media_failed"
    assert "Unsupported video format" in refused.value.message
    assert "H.264" in refused.value.message
    assert profile.sandbox.ledger("x") == []


def test_an_address_in_the_picture_is_found_by_the_text(profile: Profile, tmp_path: Path) -> None:
    card = approved(tmp_path / "card.png", picture(), "image/png", 60, 40, "Thẻ mang địa chỉ")
    post = replace(a_post(card), text=f"Quy định mới về tách thửa {uuid4().hex}")
    begun = datetime.now(UTC)
    with profile.open(address_in_picture=True) as account:
        assert account.adapter.check(post) == []
        published = publish(account, post)
        assert isinstance(account.adapter, Finds)
        look = account.adapter.find(post, begun)
    assert (look.complete, [match.external_id for match in look.matches]) == (True, [published.external_id])
    assert "http" not in profile.sandbox.ledger("x")[0]["text"]


def test_the_account_rests_when_its_window_is_used_up(running: Sandbox) -> None:
    made = running.new_account("x", name="Ít lượt", limits={"tweets_per_15min": 2})
    with Profile(running, made["credentials"]).open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Slows)
        publish(account, a_post())
        assert adapter.rest() is None
        publish(account, a_post())
        rest = adapter.rest()
        assert rest is not None
        with pytest.raises(RateLimited) as refused:
            publish(account, a_post())
        assert refused.value.until == rest.until
