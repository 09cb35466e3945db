"""Exactly once by SMS: hundreds of recipients, a network that throttles, drops and unbinds, the gateway killed again and again.

At the end the network's own list is counted: nobody got it twice, and sent + shown as unknown + refused is everybody. The
broadcast comes of a post, by a person's approval and the claim, as in the running whole. On one database: the other
tests of this room have both.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from distributor.broadcast.audience import opt_out
from distributor.broadcast.recover import REASON
from distributor.models import Broadcast, Post, PostState, Receipt, Recipient, RecipientState, Staff, Subscriber
from distributor.recipient_counts import counts_of
from distributor.review.store import approve_by_person
from distributor.staff.deeds import Actor
from tests.broadcast.conftest import Sms, number
from tests.broadcast.posts import approved_post, broadcasts_of, carry, point_at, post_of
from tests.channels.sms_support import Network
from tests.support import servers
from tests.support.orders import order_now

LONG = "Quyết định 27/2026/QĐ-UBND: từ 01/01/2027, diện tích tối thiểu khi tách thửa đất ở là 50 m². Dữ liệu mẫu."
"""Two segments."""
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
        order_now(session, made, sms.seeded.staff_id, datetime.now(UTC))

    sms.change(order)


def due_now(sms: Sms) -> None:
    sms.clock.instant, sms.clock.running_since = datetime.now(UTC) - timedelta(seconds=5), None


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_supervised_process_a_bind(bound: Sms, network: Network) -> None:
    """`loa gateway` starts a process for the account, starts it again when it is killed, and stops it in order."""
    due_now(bound)
    process = start(bound)
    try:
        servers.wait_until(lambda: network.show()["sessions"] == 1, "bound")
        before = network.show()["commands"]["0x00000009"]
        (forker,) = children_of(process.pid)
        (child,) = children_of(forker)
        os.kill(child, signal.SIGKILL)
        servers.wait_until(lambda: network.show()["commands"]["0x00000009"] > before, "bound again")
        broadcast = bound.broadcast(bound.audience(3))
        emergency(bound, broadcast)
        bound.settle(broadcast)
        (child,) = children_of(forker)
        process.send_signal(signal.SIGTERM)
        assert process.wait(servers.PATIENCE_S) == 0
        assert not os.path.exists(f"/proc/{child}")
        assert network.show()["commands"]["0x00000006"] >= 1, "it unbound"
    finally:
        servers.end(process)
        process.communicate()
    assert bound.states(broadcast) == {"delivered": 3}


def children_of(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as children:
        return [int(child) for child in children.read().split()]


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_post_from_its_approval_to_every_telephone(
    bound: Sms, network: Network, record_property: Callable[[str, object], None]
) -> None:
    """Approval, claim, broadcast, gateway; six kills and cuts in two; then telephone by telephone against the ledger."""
    network.weather(
        seed=29, throttle=0.01, queue_full=0.005, drop_after_accept=0.01, undelivered=0.03, expired=0.02, receipt_ms=[1, 50],
        receipt_first=0.3, latency_ms=[0, 5],
    )  # fmt: skip
    chance = random.Random(8)
    due_now(bound)
    point_at(bound, bound.audience(RECIPIENTS))
    numbers = bound.desk().numbers
    opting_out = [number(index) for index in (7, 70, 170)]
    with bound.database.write() as session:
        for each in opting_out:
            opt_out(session, bound.seeded.unit_id, numbers.hash(each), how="thử", now=bound.clock.now())
    post_id = approved_by_a_person(bound)
    with bound.database.write() as session:
        session.get_one(Post, post_id).due_at = bound.clock.now()  # by night it was planned for the morning
    assert carry(bound) == 1
    (broadcast,) = (made.id or 0 for made in broadcasts_of(bound, post_id))
    emergency(bound, broadcast)
    killed_in_flight = 0
    process = start(bound, "--account", str(bound.account_id))
    try:
        for turn in range(2 * KILLS):
            wanted = len(network.parts()) + chance.randrange(20, 60)
            servers.wait_until(
                lambda wanted=wanted: len(network.parts()) >= wanted,  # type: ignore[misc]
                lambda: f"it sends: {bound.states(broadcast)}",
            )
            if turn % 2:
                network.post("/smsc/cut")
                continue
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed_in_flight += bound.states(broadcast)["submitting"]
            process = start(bound, "--account", str(bound.account_id))
        servers.wait_until(
            lambda: post_of(bound, post_id).state == PostState.PUBLISHED, lambda: f"{post_of(bound, post_id).reason}"
        )
        bound.settle(broadcast)
    finally:
        servers.end(process)
        process.communicate()
    with bound.database.read() as session:
        counts = counts_of(session, [broadcast])[broadcast]
        ledger = {
            numbers.open(sealed).lstrip("+"): RecipientState(state)
            for state, sealed in session.exec(
                select(Recipient.state, Subscriber.number_sealed)
                .join(Subscriber, col(Subscriber.id) == col(Recipient.subscriber_id))
                .where(Recipient.broadcast_id == broadcast)
            )
        }
        receipts = session.exec(select(Receipt).where(Receipt.post_id == post_id)).all()
    for name, value in {**asdict(counts), "total": counts.total, "kills": KILLS, "cuts": KILLS}.items():
        record_property(name, value)
    assert killed_in_flight > 0, "no kill hit a window: the test proved nothing"
    assert counts.unknown > 0, "the weather did nothing"
    assert killed_by_us(bound, broadcast) <= KILLS * WINDOW, "a crash leaves at most one window unknown"
    assert len(ledger) == RECIPIENTS
    assert counts.total + counts.skipped == RECIPIENTS
    assert (counts.queued, counts.skipped, counts.total) == (0, len(opting_out), RECIPIENTS - len(opting_out))
    assert counts.sent + counts.delivered + counts.failed + counts.expired + counts.unknown == counts.total
    assert [receipt.external_id for receipt in receipts] == [f"broadcast:{broadcast}"]
    compare(network, ledger, post_of(bound, post_id).text)


def killed_by_us(sms: Sms, broadcast: int) -> int:
    """Rows of which nobody knows because their sender died; the weather leaves others."""
    return sum(row.reason == REASON for row in sms.recipients(broadcast) if row.state == RecipientState.UNKNOWN)


def approved_by_a_person(sms: Sms) -> int:
    """As review leaves it for a person, and their yes to the hash that they saw."""
    post_id = approved_post(
        sms, text=LONG, state=PostState.AWAITING_REVIEW, due_at=None, slot_at=None, approval_id=None
    )
    with sms.database.write() as session:
        staff = session.get_one(Staff, sms.seeded.staff_id)
        seen = session.get_one(Post, post_id).manifest_hash
        approve_by_person(session, Actor(staff, sms.clock.now()), post_id, seen_hash=seen, slot_at=None)
    return post_id


def compare(network: Network, ledger: Mapping[str, RecipientState], text: str) -> None:
    """What each telephone shows against what the ledger says of its number."""
    copies: Counter[tuple[str, int]] = Counter((part["to"], part["number"]) for part in network.parts())
    assert {key: count for key, count in copies.items() if count > 1} == {}, "a part came twice"
    shown = {message["phone"]: message for message in network.messages() if message["with"] == "STP-HGIANG"}
    assert set(shown) <= set(ledger), "somebody who is not on the list got it"
    wrong: dict[str, RecipientState] = {}
    for phone, state in ledger.items():
        message = shown.get(phone)
        whole = message is not None and message["whole"] and message["text"] == text
        if state in (RecipientState.DELIVERED, RecipientState.SENT, RecipientState.EXPIRED) and not whole:
            wrong[phone] = state
        if state == RecipientState.SKIPPED and message is not None:
            wrong[phone] = state
    assert wrong == {}
