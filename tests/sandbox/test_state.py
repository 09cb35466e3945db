"""What survives a kill, what a reset forgets, and where the sandbox may listen."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from sandbox.__main__ import main
from sandbox.journal import Journal
from sandbox.request_log import KEEP, RequestLog
from tests.sandbox.running import ROOT, Page, Sandbox, Starter, page_of, picture, profile_of, until
from tests.support.servers import PATIENCE_S


def test_a_killed_sandbox_goes_on_where_it_was(start: Starter) -> None:
    first = start("--read-lag", "0", "--no-clicks")
    page, profile = page_of(first), profile_of(first)
    post = page.post("Trước khi bị tắt đột ngột")
    page.call("POST", f"{page.id}/photos", files={"source": picture()}, data={"alt_text_custom": "Ô màu"})
    tweet = profile.tweet("Trước khi bị tắt đột ngột").json()["data"]["id"]
    content = picture("red")
    begun = {"media_type": "image/png", "total_bytes": len(content)}
    media = profile.call("POST", "/2/media/upload/initialize", json=begun).json()["data"]["id"]
    profile.call(
        "POST", f"/2/media/upload/{media}/append", data={"segment_index": "0"}, files={"media": ("a", content)}
    )
    extra = first.new_account("facebook", name="Trang của phường Hương Sen")
    first.control("PUT", "/weather", {"x": {"seed": 5, "latency_ms": [0, 1]}})
    profile.call("GET", "/2/users/me")
    first.control("POST", "/huonggiang/publish")
    ledger, requests_before = first.ledger(), first.requests_since()
    first.kill()

    second = start()
    assert second.ledger() == ledger
    assert second.requests_since() == requests_before
    weather = second.get("/_sandbox/weather")
    assert (weather["x"]["seed"], weather["x"]["calls"], weather["facebook"]["calls"]) == (5, 1, 0)
    assert second.get("/_sandbox/clock")["read_lag"] == 0
    assert extra["id"] in [account["id"] for account in second.get("/_sandbox/accounts.json")["accounts"]]
    assert second.account("facebook") == first_account(page.token, second.account("facebook"))
    page, profile = page_of(second), profile_of(second)
    assert page.call("GET", post).json()["message"] == "Trước khi bị tắt đột ngột"
    assert page.call("POST", f"{page.id}/feed", data={"message": "Trước khi bị tắt đột ngột"}).status_code == 400
    assert profile.call("POST", f"/2/media/upload/{media}/finalize").status_code == 200
    newer = profile.tweet("Sau khi bật lại", media={"media_ids": [media]}).json()["data"]["id"]
    assert int(newer) > int(tweet)


def first_account(token: str, account: dict[str, object]) -> dict[str, object]:
    """The account, when it still holds the token it held before."""
    credentials = account["credentials"]
    assert isinstance(credentials, dict)
    assert credentials["page_access_token"] == token
    return account


def test_it_stops_quickly_even_while_an_answer_is_withheld(start: Starter) -> None:
    sandbox = start("--no-clicks")
    page = page_of(sandbox)
    sandbox.control("PUT", "/weather", {"facebook": {"accept_then_timeout": 1.0, "timeout_s": 60}})
    waiting = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import requests; requests.get('{sandbox.base_url}/graph/me?access_token={page.token}')",
        ],
        stderr=subprocess.DEVNULL,
    )
    until(lambda: [entry for entry in sandbox.requests_since() if entry["status"] == "withheld"])
    begun = time.monotonic()
    assert sandbox.stop() == 0
    assert time.monotonic() - begun < 30, "half a second on an idle machine; the answer would be withheld for a minute"
    waiting.wait(PATIENCE_S)


def test_reset_forgets_publications_but_no_numbers(page: Page) -> None:
    sandbox = page.sandbox
    before = page.post("Trước khi xóa")
    issues = len(requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).text.split("<item>"))
    last = sandbox.control("POST", "/reset")["last_request"]
    assert sandbox.ledger() == []
    assert sandbox.requests_since() == []
    after = page.post("Trước khi xóa")
    assert after > before
    assert sandbox.requests_since()[0]["n"] == last + 1
    assert len(requests.get(f"{sandbox.base_url}/huonggiang/rss.xml", timeout=10).text.split("<item>")) == issues


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104
def test_it_listens_on_loopback_only(tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str) -> None:
    assert main(["--state", str(tmp_path / "s"), "--host", host]) == 2
    assert "loopback only" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_two_sandboxes_do_not_share_a_folder(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", str(sandbox.state)]) == 2
    assert "another sandbox" in capsys.readouterr().err


def test_a_torn_last_line_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.append({"a": 1})
    journal.close()
    with path.open("ab") as file:
        file.write(b'{"a": 2')
    journal = Journal(path)
    journal.append({"a": 3})
    assert list(journal.records()) == [{"a": 1}, {"a": 3}]
    journal.close()


def test_the_request_log_is_bounded(tmp_path: Path) -> None:
    log = RequestLog(tmp_path / "requests.jsonl")
    for _ in range(KEEP + 50):
        log.finish(log.begin({"path": "/me"}), 200, "")
    assert len(log.since(0)) == KEEP
    assert log.since(0)[0]["n"] == 51
    log.close()
    again = RequestLog(tmp_path / "requests.jsonl")
    assert again.last == KEEP + 50
    assert again.since(KEEP + 49) == [{"n": KEEP + 50, "path": "/me", "status": 200, "fault": ""}]
    again.close()


def test_the_sandbox_imports_no_other_room() -> None:
    rooms = ("channels", "phrases", "distributor", "dispatch", "web", "loa", "worker", "supervisor")
    program = (
        "import sys; sys.path.insert(0, '.'); import sandbox.__main__; "
        f"print([name for name in sys.modules if name.partition('.')[0] in {rooms!r}])"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
