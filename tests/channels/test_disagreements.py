"""Known disagreements between a platform's description and what others saw of it: under each the adapter still does right.

Each is switched on in the sandbox (`sandbox/disagreements.toml` has the sources), and driven here through the real adapter.
"""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import imageio_ffmpeg
import pytest

from channels.base import Captions, Finds, Measures, MediaFile, Next, OutgoingPost, Published
from channels.errors import Rejected
from channels.facebook.adapter import FacebookAdapter
from channels.registry import OpenedAccount, open_adapter, parse_credentials, spec_of
from channels.x.configuration import x_configuration
from sandbox.disagreements import KNOWN
from tests.channels.test_connect_sandbox import NowClock, begin, connect, finish, refused
from tests.channels.test_facebook_sandbox import Callback, listening
from tests.channels.x_files import approved
from tests.sandbox.consenting import decide
from tests.sandbox.running import ROOT, Sandbox, picture, quiet_sandbox, until

STEPS_AT_MOST = 60
EDGE = 1_048_576


@dataclass
class World:
    """A sandbox in which one disagreement is on, and what a test needs to post there."""

    sandbox: Sandbox
    film: bytes
    folder: Path

    def open(self, channel: str, facts: Mapping[str, Any] | None = None, **settings: object) -> OpenedAccount:
        """Nothing but what is given, or the platform's first account."""
        spec = spec_of(channel)
        known = facts or self.sandbox.account(channel)["credentials"]
        prefix = {"facebook": "graph"}.get(channel, channel)
        told = {"page_id": known.get("page_id"), "user_id": known.get("user_id"), "channel_id": known.get("channel_id")}
        secrets = {name: known[name] for name in spec.credentials.model_fields if name in known}
        named = {name: value for name, value in told.items() if value}
        endpoint = {"endpoint": f"{self.sandbox.base_url}/{prefix}"}
        return open_adapter(spec, parse_credentials(spec, secrets), NowClock(), {**named, **settings, **endpoint})

    def post(self, *media: MediaFile, **settings: object) -> OutgoingPost:
        key = uuid4().hex[:8]
        link = f"https://loa.huonggiang.gov.vn/l/{key}"
        return OutgoingPost(
            key, f"Tách thửa {key}", f"Quy định mới {key}.\nXem: {link}", link, tuple(media), settings=settings
        )

    def video(self, size: int = 0) -> MediaFile:
        content = self.film
        if size:
            room = size - len(content)
            filling = b"".join(sha256(number.to_bytes(8, "big")).digest() for number in range(room // 32 + 1))
            content += room.to_bytes(4, "big") + b"free" + filling[: room - 8]
        return approved(self.folder / "film.mp4", content, "video/mp4", 320, 180, "Video", 4.0)

    def card(self) -> MediaFile:
        return approved(self.folder / "card.png", picture(size=(1280, 720)), "image/png", 1280, 720, "Thẻ tóm tắt")

    def seen(self, channel: str) -> list[dict[str, Any]]:
        return [one for one in self.sandbox.ledger(channel) if not one["deleted"]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("disagreements")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i"]
    command += ["testsrc=size=320x180:rate=12:duration=4", "-pix_fmt", "yuv420p", "-c:v", "libx264", str(path)]
    subprocess.run(command, check=True)
    return path.read_bytes()


def published(account: OpenedAccount, post: OutgoingPost) -> Published:
    step: Next | Published = account.adapter.begin(post)
    for _number in range(STEPS_AT_MOST):
        if isinstance(step, Published):
            return step
        # The sandbox's videos are ready at once; X alone asks to wait.
        time.sleep(min(step.after, 1.0))
        step = account.adapter.advance(post, step.progress)
    raise AssertionError("the walk does not end")


def found(account: OpenedAccount, post: OutgoingPost, since: datetime) -> list[str]:
    assert isinstance(account.adapter, Finds)
    look = account.adapter.find(post, since)
    assert look.complete
    return [match.external_id for match in look.matches]


def numbers(account: OpenedAccount, external_id: str) -> dict[str, int | None]:
    assert isinstance(account.adapter, Measures)
    return {one.metric: one.value for one in account.adapter.metrics([external_id])}


def portfolio_pages(world: World) -> None:
    """The Page is offered; without the right to see portfolios its owner is told which one."""
    page = world.sandbox.account("facebook")["id"]
    assert [one.external_id for one in connect(world.sandbox, "facebook")] == [page]
    consent, screen = begin(world.sandbox, "facebook")
    returned = decide(screen, without=("business_management",)).returned
    assert "business_management" in refused(world.sandbox, "facebook", consent, returned).message


def optional_denied(world: World) -> None:
    """It connects, posts, a video too, and counts; each ability that is off says so, and none stops another."""
    consent, screen = begin(world.sandbox, "facebook")
    [candidate] = finish(world.sandbox, "facebook", consent, decide(screen).returned)
    withheld = str(candidate.settings["withheld"]).split()
    assert {"read_insights", "pages_manage_metadata", "publish_video"} <= set(withheld)
    with world.open("facebook", candidate.credentials, **candidate.settings) as account:
        adapter = account.adapter
        assert isinstance(adapter, FacebookAdapter)
        adapter.subscribe()
        done = [published(account, world.post()), published(account, world.post(world.video()))]
        told = numbers(account, done[0].external_id)
        assert told["reactions"] is not None
        assert "post_clicks" not in told
        with pytest.raises(Rejected) as refusal:
            adapter.comments(done[0].external_id, datetime.now(UTC))
        assert "pages_read_user_content" in f"{refusal.value.said} {refusal.value.evidence}"
    assert len(world.seen("facebook")) == 2
    # A connection of an older day that knows nothing of it: what is refused has no value, the rest has its own.
    with world.open("facebook", candidate.credentials, page_id=candidate.settings["page_id"]) as account:
        told = numbers(account, done[0].external_id)
    assert told["reactions"] is not None
    assert told["post_clicks"] is None


def reads_want_user_content(world: World) -> None:
    """What is public is public; a look that is refused proves nothing, and never an absence."""
    with world.open("facebook") as account:
        post = world.post()
        assert published(account, post).external_id
        assert isinstance(account.adapter, Finds)
        with pytest.raises(Rejected, match="pages_read_user_content"):
            account.adapter.find(post, datetime.now(UTC))


def subscribed_apps_required(world: World) -> None:
    facts = world.sandbox.account("facebook")["credentials"]
    with listening(Callback(secret=facts["app_secret"])) as callback, world.open("facebook") as account:
        wanted = {"callback": callback.address, "verify_token": callback.verify_token}
        world.sandbox.control("PUT", "/graph/webhook", wanted)
        published(account, world.post())
        assert isinstance(account.adapter, FacebookAdapter)
        account.adapter.subscribe()
        after = published(account, world.post())
        until(lambda: callback.taken)
        assert all(after.external_id.encode() in body for body in callback.taken)
    world.sandbox.control("DELETE", "/graph/webhook")


def several_periods(world: World) -> None:
    """The lifetime's number is meant, which only grows; a day's part of it would be far below."""
    with world.open("facebook") as account:
        external_id = published(account, world.post()).external_id
        world.sandbox.control("PUT", "/clock", {"speed": 1_000_000})
        told = []
        for differs in ([], ["several_periods"], []):
            world.sandbox.control("PUT", "/weather", {"facebook": {"differs": differs}})
            told.append(numbers(account, external_id)["post_media_view"] or 0)
    assert 0 < told[0] <= told[1] <= told[2]


def zero_left_out(world: World) -> None:
    """A count that the platform leaves out at zero is 0; an insight that it does not tell is unknown, and never 0."""
    world.sandbox.control("PUT", "/clock", {"speed": 0})
    with world.open("facebook") as account:
        told = numbers(account, published(account, world.post()).external_id)
    assert (told["shares"], told["reactions"], told["comments"]) == (0, 0, 0)
    assert told["post_media_view"] is None


def x_in_either_dialect(world: World) -> None:
    with world.open("x") as account:
        post, since = world.post(), datetime.now(UTC)
        external_id = published(account, post).external_id
        assert found(account, post, since) == [external_id]
        told = numbers(account, external_id)
        assert told["like_count"] is not None
        assert told["url_link_clicks"] is not None
    assert len(world.seen("x")) == 1


def edge_413(world: World) -> None:
    """Parts shrink until they pass, and the video arrives whole."""
    video = world.video(3 * EDGE)
    assert x_configuration().append_chunk_bytes >= EDGE
    with world.open("x") as account:
        published(account, world.post(video))
    [entry] = world.seen("x")
    assert [(one["sha256"], one["bytes"]) for one in entry["media"]] == [(video.sha256, video.bytes)]
    parts = [one["status"] for one in world.sandbox.requests_since() if str(one["path"]).endswith("/append")]
    assert 413 in parts


def upload_in_json(world: World) -> None:
    """A video in parts, and its subtitles, whichever body the server takes."""
    words = world.folder / "vi.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nĐiều 5, khoản 1\n", "utf-8")
    captions = Captions(words, sha256(words.read_bytes()).hexdigest(), "application/x-subrip", "vi")
    video = world.video(2 * EDGE + 1)
    with world.open("x") as account:
        done = published(account, replace(world.post(video), captions=(captions,)))
    assert done.missing == ""
    assert [one["sha256"] for one in world.seen("x")[0]["media"]] == [video.sha256]


def made_with_ai_unknown(world: World) -> None:
    """The video is public without the label, and staff are told that it lacks it."""
    with world.open("x") as account:
        done = published(account, world.post(world.video(), synthetic=True))
    assert "nhãn nội dung do máy tạo" in done.missing
    assert len(world.seen("x")) == 1


def unverified_channel(world: World) -> None:
    """No cover is no reason to keep a video back; the captions are there."""
    words = world.folder / "vi.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nĐiều 5, khoản 1\n", "utf-8")
    captions = Captions(words, sha256(words.read_bytes()).hexdigest(), "application/x-subrip", "vi")
    post = replace(world.post(world.video()), cover=world.card(), captions=(captions,))
    with world.open("youtube") as account:
        done = published(account, post)
    assert "ảnh bìa" in done.missing
    assert "phụ đề" not in done.missing
    assert "youtube.com/verify" in done.missing
    assert [one["id"] for one in world.seen("youtube")] == [done.external_id]


def counts_left_out(world: World) -> None:
    with world.open("youtube") as account:
        told = numbers(account, published(account, world.post(world.video())).external_id)
    assert told["viewCount"] is not None
    assert (told["likeCount"], told["commentCount"]) == (None, None)


DRIVEN: dict[str, Callable[[World], None]] = {
    "portfolio_pages": portfolio_pages,
    "optional_denied": optional_denied,
    "reads_want_user_content": reads_want_user_content,
    "subscribed_apps_required": subscribed_apps_required,
    "several_periods": several_periods,
    "zero_left_out": zero_left_out,
    "post_fields_only": x_in_either_dialect,
    "tweet_fields_only": x_in_either_dialect,
    "fields_ignored": x_in_either_dialect,
    "edge_413": edge_413,
    "finalize_wants_json": upload_in_json,
    "parts_in_json_only": upload_in_json,
    "made_with_ai_unknown": made_with_ai_unknown,
    "unverified_channel": unverified_channel,
    "counts_left_out": counts_left_out,
}


@pytest.mark.parametrize("disagreement", KNOWN, ids=lambda one: one.name)
def test_the_adapter_stands_in_either_world(disagreement: Any, running: Sandbox, film: bytes, tmp_path: Path) -> None:
    running.control("POST", "/reset")
    running.control("PUT", "/clock", {"speed": 1})
    for stand_in in ("graph", "youtube"):
        running.control("PUT", f"/{stand_in}", {"processing_s": 0})
    running.control("PUT", "/weather", {disagreement.platform: {"differs": [disagreement.name]}})
    DRIVEN[disagreement.name](World(running, film, tmp_path))


def test_each_has_a_source_that_is_not_ours() -> None:
    assert [one.name for one in KNOWN] == list(DRIVEN)
    for one in KNOWN:
        assert one.differs
        assert "/" in one.source or "specification" in one.source, one.name
        assert one.checked_on.year >= 2026


def table() -> str:
    lines = ["| platform | weather | there the platform | source | checked on |", "|---|---|---|---|---|"]
    for one in KNOWN:
        lines.append(f"| {one.platform} | `{one.name}` | {one.differs} | {one.source} | {one.checked_on} |")
    return "\n".join(lines)


def test_the_page_on_the_sandbox_names_them() -> None:
    assert table() in (ROOT / "docs" / "sandbox.md").read_text("utf-8"), table()


def test_an_unknown_disagreement_is_refused(running: Sandbox) -> None:
    for wishes in ({"x": {"differs": ["portfolio_pages"]}}, {"x": {"differs": "edge_413"}}):
        with pytest.raises(Exception, match="400"):
            running.control("PUT", "/weather", wishes)
