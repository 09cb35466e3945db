"""The Facebook adapter against the sandbox over real HTTP: two pieces of code that share nothing but Meta's description.

Each test ends with the platform's own count of what became public, and of the bytes that arrived.
"""

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import imageio_ffmpeg
import pytest
from PIL import Image

from channels.base import (
    Captions,
    Edits,
    Finds,
    Look,
    Measures,
    MediaFile,
    Next,
    OutgoingPost,
    Published,
    Slows,
    Withdraws,
)
from channels.citizens import Comments, Converses, Hides
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.facebook.credentials import FacebookCredentials
from channels.facebook.spec import SPEC
from channels.facebook.webhook import ChangedPost, challenge_answer, changes_in, is_genuine
from channels.registry import OpenedAccount, open_adapter, parse_credentials
from tests.channels.relay import running_relay
from tests.sandbox.running import ROOT, Sandbox, quiet_sandbox, until
from tests.support import servers

CHUNK = 4_194_304
STEPS_AT_MOST = 200
OVERHEAD = 200_000


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Page:
    """The demo Page: its sandbox and what it takes to sign in."""

    sandbox: Sandbox
    facts: Mapping[str, str]

    def open(self, **other: str) -> OpenedAccount:
        secrets = {name: self.facts[name] for name in FacebookCredentials.model_fields}
        settings = {"page_id": self.facts["page_id"], "endpoint": f"{self.sandbox.base_url}/graph"}
        credentials = parse_credentials(SPEC, {**secrets, **other})
        return open_adapter(SPEC, credentials, RealClock(), settings)

    def rules(self, **wishes: object) -> None:
        self.sandbox.control("PUT", "/graph", wishes)

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sandbox.get("/_sandbox/graph")
        return found

    def public(self, post: OutgoingPost) -> int:
        return sum(post.key in one["text"] and not one["deleted"] for one in self.sandbox.ledger("facebook"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("graph")) as sandbox:
        yield sandbox


@pytest.fixture
def page(running: Sandbox) -> Page:
    running.control("DELETE", "/weather")
    running.control("DELETE", "/graph/webhook")
    running.control("POST", "/reset")
    made = Page(running, running.account("facebook")["credentials"])
    made.rules(processing_s=0)
    return made


def film(folder: Path, width: int, height: int, seconds: float = 4.0) -> MediaFile:
    path = folder / f"{width}x{height}.mp4"
    source = f"testsrc=size={width}x{height}:rate=24:duration={seconds}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True)
    return as_video(path, width, height, seconds)


def as_video(path: Path, width: int, height: int, seconds: float = 4.0) -> MediaFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return MediaFile(path, digest, "video/mp4", len(content), width, height, "Video tóm tắt", seconds)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MediaFile]:
    folder = tmp_path_factory.mktemp("films")
    return {"video": film(folder, 640, 360), "reel": film(folder, 540, 960)}


def padded(video: MediaFile, folder: Path, size: int) -> MediaFile:
    """The same video, as heavy as `size` bytes: an MP4 may hold a box of nothing."""
    content = video.path.read_bytes()
    room = size - len(content)
    # Not all alike, so that a chunk at the wrong place would be noticed.
    filling = b"".join(hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range((room - 8) // 32 + 1))
    path = folder / f"{size}-{video.width}.mp4"
    path.write_bytes(content + room.to_bytes(4, "big") + b"free" + filling[: room - 8])
    return as_video(path, video.width, video.height)


def a_photo(folder: Path, colour: str) -> MediaFile:
    written = BytesIO()
    Image.new("RGB", (1200, 630), colour).save(written, "JPEG")
    content = written.getvalue()
    path = folder / f"{colour}.jpg"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return MediaFile(path, digest, "image/jpeg", len(content), 1200, 630, f"Thẻ màu {colour}")


def a_post(*media: MediaFile, key: str = "") -> OutgoingPost:
    key = key or uuid4().hex[:8]
    link = f"https://loa.huonggiang.gov.vn/l/{key}"
    return OutgoingPost(
        key, "Quy định về tách thửa", f"Quy định mới về tách thửa {key}.\nXem: {link}", link, tuple(media)
    )


def dressed(post: OutgoingPost, folder: Path) -> OutgoingPost:
    words = folder / "vi.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nĐiều 5, khoản 1\n", "utf-8")
    digest = hashlib.sha256(words.read_bytes()).hexdigest()
    captions = Captions(words, digest, "application/x-subrip", "vi")
    return replace(post, cover=a_photo(folder, "teal"), captions=(captions,))


def publish(account: OpenedAccount, post: OutgoingPost, step: Next | None = None, seconds: float = 10.0) -> Published:
    """Walks as the engine does, without its waiting. Only one step is marked, and it is sent at most once."""
    step, marked = step or account.adapter.begin(post), 0
    for _number in range(STEPS_AT_MOST):
        marked += step.irreversible
        with account.transport.deadline(seconds):
            outcome = account.adapter.advance(post, step.progress)
        if isinstance(outcome, Published):
            assert marked <= 1
            return outcome
        step = outcome
    raise AssertionError("the walk does not end")


def test_several_photos_are_one_post(page: Page, tmp_path: Path) -> None:
    photos = [a_photo(tmp_path, colour) for colour in ("navy", "teal", "maroon")]
    post, begun = a_post(*photos), datetime.now(UTC)
    with page.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert adapter.check(post) == []
        published = publish(account, post)
        for asked in (post, replace(post, link=None)):
            look = adapter.find(asked, begun)
            assert [match.external_id for match in look.matches] == [published.external_id]
            assert look.complete
        assert adapter.find(replace(post, link=None, media=post.media[:2]), begun).matches == ()
    [entry] = page.sandbox.ledger("facebook")
    assert [one["sha256"] for one in entry["media"]] == [photo.sha256 for photo in photos]
    assert [one["alt_text"] for one in entry["media"]] == [photo.alt_text for photo in photos]


@pytest.mark.parametrize("kind", ["video", "reel"])
def test_publish_find_measure_edit_withdraw(kind: str, page: Page, films: dict[str, MediaFile], tmp_path: Path) -> None:
    post, begun = dressed(a_post(films[kind]), tmp_path), datetime.now(UTC)
    with page.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Measures)
        assert isinstance(adapter, Edits)
        assert isinstance(adapter, Withdraws)
        assert adapter.check(post) == []
        assert adapter.find(post, begun).complete
        published = publish(account, post)
        assert page.public(post) == 1
        look = adapter.find(post, begun)
        assert look.complete
        assert [match.external_id for match in look.matches] == [published.external_id]
        [video] = page.seen()["videos"]
        assert (video["kind"], video["sha256"], video["kept"]) == (kind, films[kind].sha256, films[kind].bytes)
        assert (video["title"], video["description"]) == (post.title, post.text)
        assert [locale for locale, _sha in video["captions"]] == ["vi_VN"]
        assert post.cover is not None
        assert video["thumbnail"] == post.cover.sha256
        readings = adapter.metrics([published.external_id])
        assert any(reading.value is not None for reading in readings)
        corrected = replace(post, text=f"Đính chính. {post.text}")
        adapter.edit(published.external_id, corrected)
        assert page.seen()["videos"][0]["description"] == corrected.text
        adapter.withdraw(published.external_id)
        adapter.withdraw(published.external_id)
        assert page.public(post) == 0
        assert adapter.find(post, begun).matches == ()


@pytest.mark.parametrize("kind", ["video", "reel"])
def test_what_is_processed_is_waited_for_and_proves_nothing(kind: str, page: Page, films: dict[str, MediaFile]) -> None:
    page.rules(processing_s=3.0)
    post, begun = a_post(films[kind]), datetime.now(UTC)
    with page.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        step = adapter.begin(post)
        while step.progress["step"] != "watch":
            outcome = adapter.advance(post, step.progress)
            assert isinstance(outcome, Next)
            step = outcome
        look = adapter.find(post, begun)
        assert (look.matches, look.complete) == ((), False)
        assert page.public(post) == 0
        waiting = adapter.advance(post, step.progress)
        assert isinstance(waiting, Next)
        assert waiting.after > 0
        published = until(lambda: isinstance(came := adapter.advance(post, step.progress), Published) and came)
        assert isinstance(published, Published)
        assert adapter.find(post, begun).matches[0].external_id == published.external_id
    assert page.public(post) == 1


@pytest.mark.parametrize(("fate", "words"), [("aspect", "9:16"), ("frame_rate", "24 đến 60"), ("unknown", "Facebook")])
def test_the_reason_of_a_failure_is_told(fate: str, words: str, page: Page, films: dict[str, MediaFile]) -> None:
    page.rules(next_fate=fate)
    post = a_post(films["video"])
    with page.open() as account, pytest.raises(Rejected, match=words) as refused:
        publish(account, post)
    assert "Hãy" in refused.value.message
    assert page.public(post) == 0


def test_a_small_reel_is_refused_before_it_is_published(page: Page, tmp_path: Path) -> None:
    small = replace(film(tmp_path, 270, 480), width=1080, height=1920)
    with page.open() as account, pytest.raises(Rejected, match="540×960"):
        publish(account, a_post(small))
    assert page.seen()["videos"][0]["finished"] is None
    assert page.sandbox.ledger("facebook") == []


def test_thirty_reels_a_day(page: Page, films: dict[str, MediaFile]) -> None:
    page.rules(reels_per_day=1)
    with page.open() as account:
        publish(account, a_post(films["reel"]))
        with pytest.raises(RateLimited):
            publish(account, a_post(films["reel"]))


_WALK = """
import json, sys
from tests.channels.test_facebook_sandbox import carry_on
from tests.support import servers
carry_on(json.loads(sys.stdin.read()))
"""


def carry_on(work: Mapping[str, Any]) -> None:
    """A worker: goes on from the stored progress, and stores it before each step, as the engine does."""
    stored = Path(work["stored"])
    sandbox = Sandbox(process=subprocess.Popen(["true"], text=True), base_url=work["base_url"], state=stored)
    post = a_post(as_video(Path(work["video"]), work["width"], work["height"]), key=work["key"])
    with Page(sandbox, work["facts"]).open() as account:
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
@pytest.mark.parametrize("kind", ["video", "reel"])
def test_60_mb_killed_three_times_arrive_whole(
    kind: str, page: Page, films: dict[str, MediaFile], tmp_path: Path
) -> None:
    """A worker is killed three times in the middle of a request. Each byte is sent once, and at most one chunk more a kill."""
    size, kills, key = 60_000_000, 3, uuid4().hex[:8]
    video = padded(films[kind], tmp_path, size)
    with running_relay(page.sandbox.base_url) as relay:
        work = {
            "stored": str(tmp_path / "progress.json"),
            "base_url": relay.address,
            "video": str(video.path),
            "width": video.width,
            "height": video.height,
            "key": key,
            "facts": dict(page.facts),
        }
        for kill in range(1, kills + 1):
            relay.go_on(relay.carried + 2 * CHUNK + kill * 1_000_000)
            process = worker(work)
            assert relay.stopped.wait(servers.PATIENCE_S), "it was done before it was killed"
            process.kill()
            process.wait(servers.PATIENCE_S)
            if process.stdout:
                process.stdout.close()
        relay.go_on(1 << 62)
        process = worker(work)
        assert process.stdout is not None
        with process.stdout:
            external_id = process.stdout.read().strip()
        assert process.wait(servers.PATIENCE_S) == 0
        again = relay.carried - size
    [made] = page.seen()["videos"]
    print(f"60 MB {kind}, {kills} kills: {again} bytes more than the file went over the line, in {made['puts']} pieces")
    assert again <= kills * CHUNK + OVERHEAD
    assert (made["sha256"], made["size"], made["finished"] is not None) == (video.sha256, size, True)
    [entry] = [one for one in page.sandbox.ledger("facebook") if key in one["text"]]
    assert entry["id"] == external_id


@pytest.mark.parametrize("kind", ["video", "reel"])
def test_in_bad_weather_each_video_is_published_once(
    kind: str, page: Page, films: dict[str, MediaFile], tmp_path: Path
) -> None:
    weather = {"seed": 5, "error_500": 0.1, "accept_then_drop": 0.15, "only": "all"}
    page.sandbox.control("PUT", "/weather", {"facebook": weather})
    posts = [dressed(a_post(padded(films[kind], tmp_path, CHUNK + 500_000)), tmp_path) for _number in range(5)]
    with page.open() as account:
        for post in posts:
            _through_the_weather(account, post)
    page.sandbox.control("DELETE", "/weather")
    assert [page.public(post) for post in posts] == [1] * len(posts)


def _through_the_weather(account: OpenedAccount, post: OutgoingPost) -> None:
    """As the engine does: a step that failed for certain comes again; an unknown outcome is looked for."""
    step, begun = account.adapter.begin(post), datetime.now(UTC)
    for _try in range(STEPS_AT_MOST):
        try:
            outcome = account.adapter.advance(post, step.progress)
        except Retryable:
            continue
        except OutcomeUnknown:
            look = until(lambda: _looked_for(account, post, begun))
            assert look is not None
            assert look.complete
            if look.matches:
                return
            step = account.adapter.begin(post)
            continue
        if isinstance(outcome, Published):
            return
        if outcome.progress.get("doubt") and step.progress["step"] == "watch":
            # The read-back lag is over at once.
            outcome = replace(outcome, progress={**outcome.progress, "since": begun.timestamp() - 3_600})
        step = outcome
    raise AssertionError("the weather won")


def _looked_for(account: OpenedAccount, post: OutgoingPost, since: datetime) -> Look | None:
    assert isinstance(account.adapter, Finds)
    try:
        return account.adapter.find(post, since)
    except Retryable:
        return None


def test_citizens_are_read_answered_and_hidden(page: Page) -> None:
    post = a_post()
    since = datetime.now(UTC) - timedelta(seconds=2)
    with page.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Converses)
        published = publish(account, post)
        for text, author in (("Tách thửa cần bao nhiêu m²?", "Trần Văn Mẫu"), ("Cảm ơn Sở", "")):
            page.sandbox.control(
                "POST", "/graph/comments", {"post": published.external_id, "text": text, "author": author}
            )
        first, second = adapter.comments(published.external_id, since).comments
        assert (first.text, first.author, first.hidden) == ("Tách thửa cần bao nhiêu m²?", "Trần Văn Mẫu", False)
        assert second.author == "Người dùng Facebook"
        assert (first.author_id != "", second.author_id) == (True, "")
        answer = adapter.reply(first.external_id, "Mời bác xem Điều 5.")
        [own] = adapter.answers(first.external_id, since).comments
        assert (own.external_id, own.text, own.parent_id) == (answer, "Mời bác xem Điều 5.", first.external_id)
        assert adapter.answers(second.external_id, since) == Comments((), complete=True)
        assert isinstance(adapter, Hides)
        adapter.hide(second.external_id, hidden=True)
        again = adapter.comments(published.external_id, since).comments
        assert [one.external_id for one in again if one.by_us] == [answer]
        assert [(one.external_id, one.hidden) for one in again if not one.by_us] == [
            (first.external_id, False),
            (second.external_id, True),
        ]
        adapter.hide(second.external_id, hidden=False)
        assert not adapter.comments(published.external_id, since).comments[1].hidden
        assert adapter.comments(published.external_id, datetime.now(UTC) + timedelta(seconds=5)) == Comments(
            (), complete=True
        )
        with pytest.raises(Rejected, match="không còn trên Facebook"):
            adapter.comments(f"{page.facts['page_id']}_404", since)
    [written] = [one for one in page.seen()["comments"] if one["id"] == answer]
    assert (written["parent"], written["text"]) == (first.external_id, "Mời bác xem Điều 5.")


def test_a_busy_page_rests_before_it_is_throttled(page: Page) -> None:
    made = page.sandbox.new_account("facebook", name="Trang ít lượt gọi", limits={"calls_per_hour": 10})
    quiet = Page(page.sandbox, made["credentials"])
    with quiet.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Slows)
        assert isinstance(adapter, Finds)
        rested = []
        for _look in range(10):
            adapter.find(a_post(), datetime.now(UTC))
            rested.append(adapter.rest() is not None)
        assert rested == [False] * 7 + [True] * 3
        with pytest.raises(RateLimited):
            adapter.find(a_post(), datetime.now(UTC))


@pytest.mark.parametrize(
    ("other", "error", "words"),
    [
        ({"page_access_token": "EAAGnoTokenOfOurs"}, AuthExpired, "kết nối lại Trang"),
        ({"app_secret": "0" * 32}, Rejected, "appsecret_proof"),
    ],
)
def test_a_wrong_secret(other: dict[str, str], error: type[ChannelError], words: str, page: Page) -> None:
    post = a_post()
    with page.open(**other) as account, pytest.raises(error, match=words):
        publish(account, post)
    assert page.public(post) == 0


def test_the_token_of_another_page(page: Page, films: dict[str, MediaFile], tmp_path: Path) -> None:
    made = page.sandbox.new_account("facebook", name="Trang của xã Thạch Hương")
    token = made["credentials"]["page_access_token"]
    with page.open(page_access_token=token) as account:
        adapter = account.adapter
        with pytest.raises(Misconfigured, match="Thạch Hương"):
            adapter.probe()  # type: ignore[attr-defined]
        for media in ((), (a_photo(tmp_path, "navy"),), (films["video"],), (films["reel"],)):
            with pytest.raises(Rejected, match="đúng Trang"):
                publish(account, a_post(*media))
    assert page.sandbox.ledger("facebook") == []


@dataclass
class Callback:
    """Our side of the webhook: what it took, and what it refused."""

    address: str = ""
    verify_token: str = "loa-webhook"
    secret: str = ""
    taken: list[bytes] = field(default_factory=list)
    refused: int = 0


@contextmanager
def listening(callback: Callback) -> Iterator[Callback]:
    class Handler(servers.QuietHandler):
        def do_GET(self) -> None:
            found = challenge_answer(dict(parse_qsl(urlsplit(self.path).query)), callback.verify_token)
            self._say(200 if found else 403, (found or "").encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if is_genuine(body, self.headers.get("X-Hub-Signature-256", ""), callback.secret):
                callback.taken.append(body)
                self._say(200, b"")
            else:
                callback.refused += 1
                self._say(403, b"")

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with servers.serving(Handler) as address:
        callback.address = f"{address}/webhook/facebook"
        yield callback


def test_the_webhook_tells_of_changes_signed_and_sometimes_twice(page: Page, films: dict[str, MediaFile]) -> None:
    with listening(Callback(secret=page.facts["app_secret"])) as callback, page.open() as account:
        adapter = account.adapter
        assert isinstance(adapter, Edits)
        assert isinstance(adapter, Withdraws)
        wanted = {"callback": callback.address, "verify_token": callback.verify_token}
        page.sandbox.control("PUT", "/graph/webhook", wanted)
        posts = [a_post(), a_post(films["video"])]
        ids = [publish(account, post).external_id for post in posts]
        adapter.edit(ids[0], replace(posts[0], text=f"Đính chính. {posts[0].text}"))
        page.sandbox.control("POST", "/graph/comments", {"post": ids[0], "text": "Cảm ơn"})
        adapter.withdraw(ids[1])
        # Two posts, an edit, a comment, a withdrawal; the third comes twice.
        until(lambda: len(callback.taken) >= 6)
        changes = [change for body in callback.taken for change in changes_in(body)]
    page_id = page.facts["page_id"]
    assert set(changes) == {ChangedPost(page_id, one) for one in ids}
    assert len(changes) == 6
    assert len(set(callback.taken)) == 5
    assert callback.refused == 0


def test_a_callback_that_does_not_know_the_token_is_not_subscribed(page: Page) -> None:
    with listening(Callback(secret=page.facts["app_secret"])) as callback:
        for address, token in (
            (callback.address, "wrong"),
            ("http://192.0.2.1/webhook", callback.verify_token),
            ("https://127.0.0.1:1/webhook", callback.verify_token),
        ):
            with pytest.raises(Exception, match="400"):
                page.sandbox.control("PUT", "/graph/webhook", {"callback": address, "verify_token": token})
    assert page.seen()["webhook"]["callback"] == ""


def test_a_dead_callback_holds_up_nothing(page: Page) -> None:
    with listening(Callback(secret=page.facts["app_secret"])) as callback:
        wanted = {"callback": callback.address, "verify_token": callback.verify_token}
        page.sandbox.control("PUT", "/graph/webhook", wanted)
    with socket.create_server(("127.0.0.1", int(urlsplit(callback.address).port or 0))), page.open() as account:
        # It listens and never answers.
        begun = datetime.now(UTC)
        posts = [a_post() for _number in range(5)]
        for post in posts:
            publish(account, post)
        assert datetime.now(UTC) - begun < timedelta(seconds=60), "it waits for no answer"
    assert [page.public(post) for post in posts] == [1] * 5
