"""Exactly once by SMS: 300 recipients, a network that throttles, drops and unbinds, and the gateway killed again and again.

At the end the network's own list is counted: nobody got it twice, and sent + shown as unknown + refused is everybody.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from distributor.broadcast.store import override_hours
from distributor.models import Broadcast
from tests.broadcast.conftest import Sms
from tests.channels.sms_support import Network
from tests.support import servers

RECIPIENTS = 300
KILLS = 3
WINDOW = 10


@contextmanager
def environment(sms: Sms) -> Iterator[dict[str, str]]:
    yield {
        **os.environ,
        "LOA_HOME": str(sms.home),
        "LOA_DATABASE_URL": sms.database.url,
        "PYTHONPATH": f"{servers.ROOT}:{servers.ROOT / 'queue'}",
        "PYTHONUNBUFFERED": "1",
    }


def start(sms: Sms, *arguments: str) -> subprocess.Popen[bytes]:
    with environment(sms) as variables:
        return subprocess.Popen(
            [sys.executable, "-m", "loa", "gateway", *arguments],
            cwd=servers.ROOT,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def emergency(sms: Sms, broadcast: int) -> None:
    """The test may run at night."""

    def order(session: Session) -> None:
        made = session.get_one(Broadcast, broadcast)
        override_hours(session, made, staff_id=sms.seeded.staff_id, reason="Thử", now=datetime.now(UTC))

    sms.change(order)


def due_now(sms: Sms) -> None:
    sms.clock.instant, sms.clock.running_since = datetime.now(UTC) - timedelta(seconds=5), None


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_killed_in_bad_weather_nobody_gets_it_twice(
    bound: Sms, network: Network, record_property: Callable[[str, object], None]
) -> None:
    network.weather(
        seed=11,
        throttle=0.01,
        queue_full=0.005,
        drop_after_accept=0.02,
        receipt_ms=[1, 50],
        receipt_first=0.3,
        latency_ms=[0, 6],
    )
    chance = random.Random(3)
    due_now(bound)
    broadcast = bound.broadcast(bound.audience(RECIPIENTS), "Tin phap luat moi")
    emergency(bound, broadcast)
    killed_in_flight = 0
    process = start(bound, "--account", str(bound.account_id))
    try:
        for _ in range(KILLS):
            wanted = len(network.parts()) + chance.randrange(20, 60)
            servers.wait_until(
                lambda wanted=wanted: len(network.parts()) >= wanted,  # type: ignore[misc]
                lambda: f"it sends: {bound.states(broadcast)}",
            )
            process.send_signal(signal.SIGKILL)
            process.communicate()
            submitting = bound.states(broadcast)["submitting"]
            assert submitting <= WINDOW, "a crash leaves at most one window"
            killed_in_flight += submitting
            process = start(bound, "--account", str(bound.account_id))
        bound.settle(broadcast)
    finally:
        servers.end(process)
        process.communicate()
    states = bound.states(broadcast)
    reached = Counter(part["to"] for part in network.parts())
    twice = {number: count for number, count in reached.items() if count > 1}
    for name, value in {
        "recipients": RECIPIENTS, "delivered": states["delivered"], "unknown": states["unknown"], "twice": len(twice),
        "on telephones": len(reached), "kills": KILLS,
    }.items():  # fmt: skip
        record_property(name, value)
    assert twice == {}
    assert states["delivered"] + states["unknown"] == RECIPIENTS
    assert states["delivered"] <= len(reached) <= RECIPIENTS
    assert killed_in_flight > 0, "no kill hit a window: the test proved nothing"


@pytest.mark.slow
def test_one_supervised_process_a_bind(bound: Sms, network: Network) -> None:
    """`loa gateway` starts a process for the account, starts it again when it is killed, and stops it in order."""
    due_now(bound)
    process = start(bound)
    try:
        servers.wait_until(lambda: network.show()["sessions"] == 1, "bound")
        before = network.show()["commands"]["0x00000009"]
        (child,) = children_of(process.pid)
        os.kill(child, signal.SIGKILL)
        servers.wait_until(lambda: network.show()["commands"]["0x00000009"] > before, "bound again")
        broadcast = bound.broadcast(bound.audience(3))
        emergency(bound, broadcast)
        bound.settle(broadcast)
        (child,) = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not os.path.exists(f"/proc/{child}")
        assert network.show()["commands"]["0x00000006"] >= 1, "it unbound"
    finally:
        servers.end(process)
        process.communicate()
    assert bound.states(broadcast) == {"delivered": 3}


def children_of(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as children:
        return [int(child) for child in children.read().split()]
