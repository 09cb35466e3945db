"""A round of looks on either database: when it ends, what it leaves alone, and who is warned of a second post."""

from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, update
from sqlmodel import Session, col, select

from channels.base import Look
from channels.errors import Retryable
from distributor.deliver.carry import carry_next
from distributor.deliver.decide import look_again_at
from distributor.deliver.reconcile import SINCE_MARGIN, WAIT_FOR_ACCOUNT_S, reconcile_account
from distributor.models import Account, AccountState, Delivery, Notice, Post, PostState, Receipt
from tests.channels.conftest import folder, server
from tests.channels.platforms import PLATFORMS
from tests.channels.server import Server
from tests.channels.test_conformance import look_at
from tests.deliver.conftest import LAG_S, START, World, other_account
from tests.deliver.test_unknown import ABSENT, HERE, claimed, give_to, look, unknown_post
from tests.support.statements import statements


@pytest.mark.parametrize(
    "useless",
    [Retryable("mất mạng"), ValueError("so sánh sai"), Look((), complete=False)],
    ids=["failed", "a fault of ours", "did not reach back"],
)
def test_a_look_that_proves_nothing_ends_the_round(world: World, useless: Look | Exception) -> None:
    """The platform does not answer now. The account itself may go on posting."""
    first, second = unknown_post(world), unknown_post(world)
    world.clock.move(3600)
    world.station.shown = [useless, HERE]
    assert reconcile_account(world.carrier, world.account_id) == 0
    assert world.station.looks == 1
    assert world.account().wait_until is None
    again = look_again_at(START, world.clock.now())
    (looked_for,) = [post for post in map(world.post, (first, second)) if post.due_at == again]
    assert looked_for.reason.startswith("Chưa tìm được trên nền tảng")


@pytest.mark.parametrize(("shown", "warned"), [(HERE, True), (ABSENT, False)])
def test_found_while_it_is_being_sent_again_warns_of_a_second_post(world: World, shown: Look, warned: bool) -> None:
    post_id = unknown_post(world)

    def sent_again() -> Look:
        again = update(Post).where(col(Post.id) == post_id).values(state=PostState.PLANNED, due_at=START)
        world.change(lambda session: session.connection().execute(again))
        world.change(lambda session: session.connection().execute(update(Delivery).values(token="")))
        claimed(world)
        return shown

    world.station.shown = [sent_again]
    world.clock.move(LAG_S * 1.05 + 0.1)
    assert reconcile_account(world.carrier, world.account_id) == 1
    assert world.post(post_id).state is PostState.SENDING
    assert world.delivery(post_id).looks == 0
    with world.database.read() as session:
        told = session.exec(select(Notice)).all()
    assert [(notice.kind, notice.subject) for notice in told] == (
        [("late_answer", f"post:{post_id}")] if warned else []
    )
    assert all("https://station.example/77" in notice.text for notice in told)


@pytest.mark.parametrize("state", [AccountState.NEEDS_SIGNIN, AccountState.CLOSED])
def test_what_nobody_can_look_for_now_waits_and_what_is_not_due_or_not_unknown_stays(
    world: World, state: AccountState
) -> None:
    due, later, theirs = (unknown_post(world) for _ in range(3))
    (planned,) = world.plan()
    give_to(world, theirs, other_account(world))
    world.clock.move(3600)
    now = world.clock.now()
    for post_id, at in ((due, now), (later, now + timedelta(seconds=1)), (theirs, START), (planned, START)):
        moved = update(Post).where(col(Post.id) == post_id).values(due_at=at, reason="như trước")
        world.change(lambda session, moved=moved: session.connection().execute(moved))  # type: ignore[misc]
    world.change(
        lambda session: session.connection().execute(
            update(Account).where(col(Account.id) == world.account_id).values(state=state, state_reason="hết hạn")
        )
    )
    assert reconcile_account(world.carrier, world.account_id) == 0
    waits = {post_id: world.post(post_id) for post_id in (due, later, theirs, planned)}
    assert "hết hạn" in waits[due].reason
    assert waits[due].due_at == now + timedelta(seconds=WAIT_FOR_ACCOUNT_S)
    assert {waits[post_id].reason for post_id in (later, theirs, planned)} == {"như trước"}
    assert [waits[post_id].due_at for post_id in (later, theirs, planned)] == [now + timedelta(seconds=1), START, START]


__all__ = ["folder", "server"]

TELLING = {"facebook": "message", "x": "entities", "youtube": "snippet"}
"""The field of each platform's listing by which the post would be known."""


@pytest.mark.parametrize("channel", TELLING)
def test_looks_that_lack_what_was_asked_never_send_again(
    channel: str, world: World, server: Server, folder: Path
) -> None:
    """The adapter reads a listing in which the post stands and its words do not: the platform renamed the field."""
    post_id = unknown_post(world)
    listed = PLATFORMS[channel].listed
    assert listed is not None
    shown = deepcopy(listed.answer)
    for entry in shown[listed.path[-1]]:
        entry[f"{TELLING[channel]}_v2"] = entry.pop(TELLING[channel], None)
    for _look in range(3):
        world.clock.move(3600)
        world.station.shown = [lambda: look_at(channel, server, folder, shown)]
        assert reconcile_account(world.carrier, world.account_id) == 0
        assert not carry_next(world.carrier, world.account_id, world.spec)
    assert (world.station.looks, len(world.station.sent)) == (3, 1)
    assert (world.post(post_id).state, world.delivery(post_id).looks) == (PostState.UNKNOWN, 0)


def test_staff_are_told_at_once_of_a_platform_that_tells_too_little(world: World) -> None:
    """It will not mend by itself, as a platform does that is only slow."""
    post_id = unknown_post(world)
    world.clock.move(LAG_S * 1.05 + 0.1)
    world.station.shown = [Look((), complete=False, lacking=frozenset({"created_at"}))]
    reconcile_account(world.carrier, world.account_id)
    assert "created_at" in world.post(post_id).reason
    with world.database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{post_id}"]


def test_an_account_that_is_gone_has_nothing_to_look_for(world: World) -> None:
    assert reconcile_account(world.carrier, world.account_id + 1) == 0


def test_a_round_looks_for_so_many_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is wanted elsewhere; the rest is looked for in the next round."""
    monkeypatch.setattr("distributor.deliver.reconcile.BATCH", 2)
    for _ in range(3):
        unknown_post(world)
    world.clock.move(3600)
    world.station.shown = [ABSENT] * 3
    assert [reconcile_account(world.carrier, world.account_id) for _ in range(2)] == [2, 1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_look_does_not_wait_for_who_writes_to_another_post(world: World) -> None:
    held, free = unknown_post(world), unknown_post(world)
    world.clock.move(3600)
    world.station.shown = [ABSENT]

    def give_up_soon(_session: object, _transaction: object, connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")

    event.listen(Session, "after_begin", give_up_soon)
    try:
        with world.database.write() as session:
            session.exec(select(Post.id).where(Post.id == held).with_for_update()).one()
            assert reconcile_account(world.carrier, world.account_id) == 1
    finally:
        event.remove(Session, "after_begin", give_up_soon)
    assert (world.delivery(held).looks, world.delivery(free).looks) == (0, 1)


def write_down(world: World, post_id: int, *, post: dict[str, Any] | None = None, **delivery: Any) -> None:
    def act(session: Session) -> None:
        if delivery:
            session.connection().execute(update(Delivery).where(col(Delivery.post_id) == post_id).values(**delivery))
        if post:
            session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**post))

    world.change(act)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("called", "restored", "since"),
    [
        (START, None, START),
        (START, START - HOUR, START - HOUR),
        (START - HOUR, START, START - HOUR),
        (None, START, START),
        (None, None, START + HOUR),
    ],
)
def test_a_look_reaches_back_to_the_first_time_that_the_post_may_have_gone_out(
    world: World, called: datetime | None, restored: datetime | None, since: datetime
) -> None:
    """`restored`: since when the database of a backup does not know. Nothing known: as far as now, an hour being allowed."""
    write_down(world, unknown_post(world), first_call_at=called, look_since=restored)
    world.clock.move(3600)
    world.station.shown = [ABSENT]
    reconcile_account(world.carrier, world.account_id)
    assert world.station.looked_since == [since - SINCE_MARGIN]


SEEN_NOWHERE = [
    # its slot, whether it is from a backup → when it is due, and whether its slot was late and it got another
    (START, False, timedelta(0), False),
    (None, False, timedelta(0), False),
    (START + 9 * HOUR, False, 9 * HOUR, False),
    (START + 9 * HOUR, True, 9 * HOUR, False),
    (START - 9 * HOUR, True, None, True),
    (START - 9 * HOUR, False, timedelta(0), False),
]


@pytest.mark.parametrize(("slot", "restored", "due_in", "late"), SEEN_NOWHERE)
def test_what_was_seen_nowhere_waits_for_its_time_and_after_a_restore_for_its_turn(
    world: World, slot: datetime | None, restored: bool, due_in: timedelta | None, late: bool
) -> None:
    post_id = unknown_post(world)
    write_down(world, post_id, look_since=START if restored else None, post={"slot_at": slot})
    look(world, ABSENT, ABSENT)
    post = world.post(post_id)
    assert (post.state, post.was_due_at is not None) == (PostState.PLANNED, late)
    assert world.delivery(post_id).look_since is None
    now = world.clock.now()
    if due_in is not None:
        assert post.due_at == (START + due_in if due_in else now)
    else:
        assert post.due_at is not None
        assert post.due_at >= now


@pytest.mark.parametrize("whose", ["this account's", "another account's"])
def test_an_id_says_whose_a_post_is_on_its_own_account_only(world: World, whose: str) -> None:
    """Two accounts of one platform may count from 1 each."""
    theirs, post_id = unknown_post(world), unknown_post(world)
    account_id = world.account_id if whose == "this account's" else other_account(world)
    give_to(world, theirs, account_id)
    receipt = Receipt(post_id=theirs, account_id=account_id, external_id="77", url="u", received_at=START)
    world.change(lambda session: session.add(receipt))
    write_down(world, theirs, post={"state": PostState.PUBLISHED, "due_at": None})
    with statements() as said:
        look(world, HERE)
    (ids,) = [one for one in said if "SELECT receipt.external_id" in one]
    assert "receipt.external_id IN" in ids, "and no others are read"
    assert world.post(post_id).state is (PostState.UNKNOWN if whose == "this account's" else PostState.PUBLISHED)


def test_what_has_its_own_receipt_is_never_sent_again(world: World) -> None:
    """Looks that see it do not prove that it is nowhere."""
    post_id = unknown_post(world)
    receipt = Receipt(post_id=post_id, account_id=world.account_id, external_id="77", url="u", received_at=START)
    world.change(lambda session: session.add(receipt))
    look(world, HERE, HERE)
    assert (world.post(post_id).state, world.delivery(post_id).looks) == (PostState.UNKNOWN, 0)
