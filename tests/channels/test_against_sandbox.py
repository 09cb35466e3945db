"""Both adapters against the sandbox over real HTTP: two pieces of code that share nothing but the platforms' descriptions.

Each test ends with the platform's own count of what became public.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from PIL import Image

from channels.base import Edits, Finds, HasFollowers, Measures, MediaFile, OutgoingPost, Probes, Published, Withdraws
from channels.errors import AuthExpired, OutcomeUnknown, RateLimited, Retryable
from channels.registry import OpenedAccount, open_adapter, parse_credentials, spec_of

ROOT = Path(__file__).resolve().parents[2]
READY = "sandbox ready "
SETTINGS = {"facebook": {"page_id": "page_id"}, "x": {"user_id": "user_id", "handle": "username"}}

pytestmark = pytest.mark.skipif(find_spec("sandbox") is None, reason="there is no sandbox here")


@dataclass
class Sandbox:
    address: str

    def get(self, path: str) -> dict[str, object]:
        with urlopen(f"{self.address}/_sandbox/{path}", timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
            return found

    def put(self, path: str, body: object) -> None:
        asked = Request(f"{self.address}/_sandbox/{path}", json.dumps(body).encode(), method="PUT")
        asked.add_header("Content-Type", "application/json")
        with urlopen(asked, timeout=10):
            pass

    def public(self, key: str) -> int:
        """How many publications that carry `key` the platforms have accepted."""
        publications = self.get("ledger.json")["publications"]
        assert isinstance(publications, list)
        return sum(key in json.dumps(publication) for publication in publications)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    state = tmp_path_factory.mktemp("sandbox")
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--read-lag", "0", "--state", str(state)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = ""
        for line in process.stdout:
            if line.startswith(READY):
                break
        assert line.startswith(READY), "the sandbox did not start"
        # Else a talkative sandbox would fill the pipe and stop.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Sandbox(line.removeprefix(READY).strip())
    finally:
        process.terminate()
        process.wait(10)


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def account_of(sandbox: Sandbox, channel: str, **wrong: str) -> OpenedAccount:
    known = sandbox.get("accounts.json")[channel]
    assert isinstance(known, dict)
    facts = known["credentials"]
    spec = spec_of(channel)
    secrets = {name: facts[name] for name in spec.credentials.model_fields if name in facts}
    settings = {name: facts[source] for name, source in SETTINGS[channel].items()}
    endpoint = f"{sandbox.address}/{'graph' if channel == 'facebook' else channel}"
    return open_adapter(
        spec, parse_credentials(spec, {**secrets, **wrong}), RealClock(), {**settings, "endpoint": endpoint}
    )


def a_post() -> OutgoingPost:
    key = uuid4().hex[:8]
    link = f"https://loa.huonggiang.gov.vn/l/{key}"
    return OutgoingPost(key, "Tách thửa", f"Quy định mới về tách thửa {key}.\nXem: {link}", link)


def a_picture(folder: Path) -> MediaFile:
    written = BytesIO()
    Image.new("RGB", (1200, 630), "#17457a").save(written, "PNG")
    content = written.getvalue()
    path = folder / "card.png"
    path.write_bytes(content)
    return MediaFile(path, sha256(content).hexdigest(), "image/png", len(content), 1200, 630, "Thẻ tóm tắt")


def publish(account: OpenedAccount, post: OutgoingPost, seconds: float = 10.0) -> Published:
    step = account.adapter.begin(post)
    while True:
        with account.transport.deadline(seconds):
            outcome = account.adapter.advance(post, step.progress)
        if isinstance(outcome, Published):
            return outcome
        step = outcome


@pytest.mark.parametrize("channel", ["facebook", "x"])
@pytest.mark.parametrize("pictured", [False, True])
def test_publish_find_measure_withdraw(channel: str, pictured: bool, sandbox: Sandbox, tmp_path: Path) -> None:
    post = a_post()
    if pictured:
        post = replace(post, media=(a_picture(tmp_path),))
    begun = datetime.now(UTC)
    with account_of(sandbox, channel) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert isinstance(adapter, Measures)
        assert isinstance(adapter, Withdraws)
        assert adapter.check(post) == []
        before = adapter.find(post, begun)
        assert before.complete
        assert before.matches == ()
        published = publish(account, post)
        look = adapter.find(post, begun)
        assert look.complete
        assert [match.external_id for match in look.matches] == [published.external_id]
        unlinked = adapter.find(replace(post, link=None), begun)
        assert [match.external_id for match in unlinked.matches] == [published.external_id]
        readings = adapter.metrics([published.external_id])
        assert all(reading.value is None or reading.value >= 0 for reading in readings)
        assert any(reading.value is not None for reading in readings)
        adapter.withdraw(published.external_id)
        adapter.withdraw(published.external_id)
        assert adapter.find(post, begun).matches == ()
        gone = adapter.metrics([published.external_id])
        assert {reading.value for reading in gone} == {None}


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_followers_are_told(channel: str, sandbox: Sandbox) -> None:
    with account_of(sandbox, channel) as account:
        assert isinstance(account.adapter, HasFollowers)
        (reading,) = account.adapter.followers()
    assert (reading.metric, reading.external_id) == ("followers_count", "")
    assert reading.value is not None
    assert reading.value > 0


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_the_platform_knows_us_and_counts_one_publication(channel: str, sandbox: Sandbox) -> None:
    post = a_post()
    with account_of(sandbox, channel) as account:
        assert isinstance(account.adapter, Probes)
        assert account.adapter.probe()
        publish(account, post)
        with pytest.raises(OutcomeUnknown) as second:
            publish(account, post)
    assert second.value.duplicate
    assert sandbox.public(post.key) == 1


@pytest.mark.parametrize(
    ("channel", "wrong"), [("facebook", {"page_access_token": "EAAwrong"}), ("x", {"consumer_secret": "wrong"})]
)
def test_a_wrong_secret_is_refused(channel: str, wrong: dict[str, str], sandbox: Sandbox) -> None:
    with account_of(sandbox, channel, **wrong) as account, pytest.raises(AuthExpired):
        publish(account, a_post())


def test_an_edit_is_seen(sandbox: Sandbox) -> None:
    post = a_post()
    begun = datetime.now(UTC) - timedelta(seconds=1)
    with account_of(sandbox, "facebook") as account:
        adapter = account.adapter
        assert isinstance(adapter, Edits)
        assert isinstance(adapter, Finds)
        published = publish(account, post)
        corrected = replace(post, text=f"Đính chính. {post.text}", link=None)
        adapter.edit(published.external_id, corrected)
        assert [match.external_id for match in adapter.find(corrected, begun).matches] == [published.external_id]


ATTEMPTS = 40
CERTAIN = (Retryable, RateLimited, AuthExpired)


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_in_bad_weather_every_certainty_is_true(channel: str, sandbox: Sandbox) -> None:
    """What we call published is there, what we call certainly not published is not, and `find` settles the rest."""
    sandbox.put(
        "weather",
        {
            channel: {
                "seed": 7,
                "error_500": 0.15,
                "accept_then_drop": 0.15,
                "accept_then_timeout": 0.05,
                "timeout_s": 30,
                # No throttle: it would turn all calls of the next second into the same case.
                "revoked_token": 0.1,
                "only": "publish",
            }
        },
    )
    counted = {"published": 0, "certainly not": 0, "unknown": 0, "found": 0, "wrong": 0}
    try:
        with account_of(sandbox, channel) as account:
            assert isinstance(account.adapter, Finds)
            for _attempt in range(ATTEMPTS):
                post, begun = a_post(), datetime.now(UTC)
                try:
                    publish(account, post, 0.4)
                except OutcomeUnknown:
                    counted["unknown"] += 1
                    look = account.adapter.find(post, begun)
                    assert look.complete
                    counted["found"] += len(look.matches)
                    counted["wrong"] += sandbox.public(post.key) != len(look.matches)
                except CERTAIN:
                    counted["certainly not"] += 1
                    counted["wrong"] += sandbox.public(post.key) != 0
                else:
                    counted["published"] += 1
                    counted["wrong"] += sandbox.public(post.key) != 1
    finally:
        sandbox.put("weather", {channel: {}})
    print(channel, counted)
    assert counted["wrong"] == 0
    assert min(counted["published"], counted["certainly not"], counted["unknown"], counted["found"]) > 0
