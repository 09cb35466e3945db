"""Sixty megabytes through a worker that is killed in mid-upload, again and again: they arrive whole, once, and hardly twice.

What is kept of an upload is one column, which both databases have alike: each has one of the platforms.

The line between the worker and the platform stops after so many bytes; so each kill meets a request half sent.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from channels.x.configuration import x_configuration
from channels.youtube.configuration import youtube_configuration
from distributor.models import Attempt, Post, PostState, Receipt
from distributor.vault import open_vault
from tests.channels.relay import Relay, running_relay
from tests.support import films, province, servers, workers
from tests.support.workers import Running

SIZE = 60_000_000
KILLS = 3
PATIENCE_S = 240.0
SLOW_LINE = {**province.QUICK, "call_deadline_s": 30.0}


@dataclass(frozen=True)
class Upload:
    """A post with the long video, on its way over the line."""

    run: Running
    line: Relay
    sha256: str

    def state(self) -> PostState:
        with self.run.database.read() as session:
            return session.exec(select(Post)).one().state

    def publish(self, chunk: int, has: Callable[[], int], broken: Callable[[], int]) -> list[int]:
        """Kill the worker three times in mid-upload, then let it end. How much the platform had after each kill.

        `has`: how much it has; `broken`: how many requests came in part. The line stops in the middle of a chunk, after a
        whole one.
        """
        had = []
        for kill in range(1, KILLS + 1):
            assert self.line.stopped.wait(PATIENCE_S), f"it sends (kill {kill}): {self.state()}"
            workers.die(self.run.parts["worker"])
            servers.wait_until(lambda kill=kill: broken() == kill, f"the request broke off (kill {kill})")  # type: ignore[misc]
            had.append(has())
            self.line.go_on(self.line.carried + chunk + chunk // 4 * kill if kill < KILLS else 1 << 62)
            self.run.parts["worker"].start()
        servers.wait_until(lambda: self.state() is PostState.PUBLISHED, lambda: f"published: {self.state()}")
        return had

    def attempts(self) -> dict[str, int]:
        with self.run.database.read() as session:
            statement = select(Attempt.outcome, func.count()).group_by(col(Attempt.outcome))
            return dict(session.exec(statement).all())

    def receipts(self) -> list[str]:
        with self.run.database.read() as session:
            return list(session.exec(select(Receipt.external_id)).all())

    def asked(self, path: str) -> Any:
        return province.call("GET", f"{self.run.sandbox_url}/_sandbox/{path}")


def begin(run: Running, line: Relay, channel: str, folder: Path, first_stop: int) -> Upload:
    """The post is due. The line stops for the first time after so many bytes."""
    film = films.film(folder / "film.mp4", 540, 960)
    sha256 = films.pad(film, SIZE)
    now = datetime.now(UTC)
    with run.database.write() as session:
        seeded = province.seed_unit(session)
        vault = open_vault(run.settings.home)
        account = province.seed_sandbox_account(
            session, seeded, vault, run.sandbox_url, channel, limits=SLOW_LINE, through=line.address
        )
        video = province.seed_film(session, run.settings.media_folder, now, film, 540, 960)
        line.go_on(first_stop)
        province.seed_posts(session, seeded, account, [province.seed_item(session, seeded, 1, now)], files=[video])
    assert video == sha256
    return Upload(run, line, sha256)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_youtube_goes_on_where_it_was(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    chunk = youtube_configuration().upload.chunk_bytes
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(tmp_path / "home", database_url, sandbox_url) as run,
        running_relay(sandbox_url) as line,
    ):
        province.call("PUT", f"{sandbox_url}/_sandbox/youtube", {"processing_s": 0.5})
        upload = begin(run, line, "youtube", tmp_path, first_stop=chunk // 2)

        def told(name: str) -> int:
            return sum(one[name] for one in upload.asked("youtube")["sessions"])

        had = upload.publish(chunk, has=lambda: told("kept"), broken=lambda: told("broken"))
        seen, ledger = upload.asked("youtube"), upload.asked("ledger.json")["publications"]
        attempts, receipts = upload.attempts(), upload.receipts()
    (session,) = seen["sessions"]
    for name, value in {
        "bytes": SIZE, "arrived": session["received"], "over the line": line.carried, "kills at": had,
        "chunks": session["puts"], "broken": session["broken"], "videos": len(seen["videos"]), **attempts,
    }.items():  # fmt: skip
        record_property(name, value)
    (video,) = seen["videos"]
    assert (video["sha256"], video["bytes"], video["shown"]) == (upload.sha256, SIZE, True)
    assert [one["id"] for one in ledger] == [video["id"]] == receipts
    assert had == sorted(set(had)), "each kill met it further on"
    assert 0 < had[-1] < SIZE
    assert session["received"] <= SIZE + KILLS * chunk
    assert line.carried <= SIZE + KILLS * chunk
    assert (session["broken"], attempts["died"]) == (KILLS, KILLS), (
        "a kill did not meet a chunk: the test proved nothing"
    )


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_x_goes_on_with_the_segment(
    tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    chunk = x_configuration().append_chunk_bytes
    segments = -(-SIZE // x_configuration().append_chunk_bytes)
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(tmp_path / "home", database_url, sandbox_url) as run,
        running_relay(sandbox_url) as line,
    ):
        upload = begin(run, line, "x", tmp_path, first_stop=chunk * 10 + chunk // 2)

        def answers() -> Counter[int]:
            calls = upload.asked("requests.json")["requests"]
            return Counter(one["status"] for one in calls if one["path"].endswith("/append") and one["status"])

        had = upload.publish(chunk * 5, has=lambda: answers()[200], broken=lambda: answers().total() - answers()[200])
        calls, ledger = upload.asked("requests.json")["requests"], upload.asked("ledger.json")["publications"]
        attempts, receipts = upload.attempts(), upload.receipts()
    sent = [one["status"] for one in calls if one["path"].endswith("/append")]
    for name, value in {
        "bytes": SIZE, "over the line": line.carried, "segments": segments, "sent": len(sent), "kills after": had, **attempts,
    }.items():  # fmt: skip
        record_property(name, value)
    (shown,) = ledger
    assert [(one["sha256"], one["bytes"]) for one in shown["media"]] == [(upload.sha256, SIZE)]
    assert [shown["id"]] == receipts
    assert sent.count(200) == segments, "what arrived whole is not sent again"
    assert len(sent) <= segments + KILLS
    assert sum(one["path"].endswith("/initialize") for one in calls) == 1
    assert had == sorted(set(had))
    assert 0 < had[-1] < segments
    assert attempts["died"] == KILLS
