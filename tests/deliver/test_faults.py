"""Exactly once, in the weather of real platforms, with workers killed at random moments and Valkey emptied.

150 posts; 10 % accepted and then dropped, 10 % answered 500, 5 % throttled; the worker is killed with SIGKILL six times. At the
end the sandbox's own ledger is counted: every post once, none missing, none stuck.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from distributor.models import Attempt, PostState
from distributor.settings import Settings
from distributor.vault import open_vault
from tests.support import province, servers, workers
from tests.support.fates import publications
from tests.support.workers import Running

POSTS = 150
KILLS = 6
WEATHER = {
    "accept_then_drop": 0.10,
    "error_500": 0.10,
    "throttle": 0.05,
    "throttle_s": 1,
    "latency_ms": [1, 15],
    "only": "publish",
}


def seed(session: Session, settings: Settings, sandbox_url: str) -> None:
    """Half on a Page (half of them with a picture), half on X (a third with a picture: four more calls each)."""
    seeded = province.seed_unit(session)
    now = datetime.now(UTC)
    vault = open_vault(settings.home)
    facebook = province.seed_sandbox_account(session, seeded, vault, sandbox_url, "facebook")
    x = province.seed_sandbox_account(session, seeded, vault, sandbox_url, "x")
    picture = province.seed_picture(session, settings.media_folder, now)
    items = [province.seed_item(session, seeded, number, now) for number in range(POSTS // 2)]
    province.seed_posts(session, seeded, facebook, items[: POSTS // 4], picture=picture)
    province.seed_posts(session, seeded, facebook, items[POSTS // 4 :])
    province.seed_posts(session, seeded, x, items[: POSTS // 6], picture=picture)
    province.seed_posts(session, seeded, x, items[POSTS // 6 :])


def in_flight(run: Running) -> bool:
    return run.states()[PostState.SENDING] > 0


def let_it_storm(run: Running, chance: random.Random) -> None:
    """Kill the worker six times, each time once it has begun to send again and at a random moment of it.

    Half of the kills find Valkey as the worker left it, the fourth empties it, too.
    """
    for number in range(KILLS):
        done_before = run.states()[PostState.PUBLISHED]
        wanted = done_before + chance.randrange(4, 20)
        servers.wait_until(
            lambda wanted=wanted: in_flight(run) and run.states()[PostState.PUBLISHED] >= min(wanted, POSTS - 20),  # type: ignore[misc]
            lambda number=number: f"the worker sends (kill {number + 1}): {run.states()}",  # type: ignore[misc]
        )
        workers.kill(run.parts["worker"])
        if number == KILLS // 2:
            workers.empty_valkey(run)


@pytest.mark.slow
def test_every_post_once(tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(471)
    started = datetime.now(UTC)
    with (
        servers.sandbox(tmp_path / "sandbox", "--no-clicks") as sandbox_url,
        workers.running(tmp_path / "home", database_url, sandbox_url) as run,
    ):
        weather = {platform: {**WEATHER, "seed": seed} for platform, seed in (("facebook", 7), ("x", 11))}
        province.call("PUT", f"{sandbox_url}/_sandbox/weather", weather)
        with run.database.write() as session:
            seed(session, run.settings, sandbox_url)
        let_it_storm(run, chance)
        servers.wait_until(
            lambda: run.states()[PostState.PUBLISHED] == POSTS,
            lambda: f"all published: {run.states()}",
            look_s=0.2,
        )
        published = publications(sandbox_url)
        with run.database.read() as session:
            outcomes = Counter(
                dict(session.exec(select(Attempt.outcome, func.count()).group_by(Attempt.outcome)).all())
            )
        states = run.states()
    seconds = (datetime.now(UTC) - started).total_seconds()
    twice = {code: count for code, count in published.items() if count > 1}
    numbers = {
        "posts": POSTS,
        "on the platforms": len(published),
        "twice": len(twice),
        "missing": POSTS - len(published),
        "stuck": POSTS - states[PostState.PUBLISHED],
        "kills": KILLS,
        "seconds": round(seconds),
        **outcomes,
    }
    for name, value in numbers.items():
        record_property(name, value)
    assert twice == {}
    assert len(published) == POSTS
    assert states == {PostState.PUBLISHED: POSTS}
    assert outcomes["died"] > 0, "no kill hit a call: the test proved nothing"
    assert outcomes["OutcomeUnknown"] > 0, "the weather did nothing: the test proved nothing"
