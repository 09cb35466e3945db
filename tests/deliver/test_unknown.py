"""What becomes of posts whose outcome is unknown, and of claims whose holder died. Nothing is ever sent again blindly."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from channels.base import Look, Progress, Published
from channels.errors import AuthExpired, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import register
from distributor.deliver.accounts import reactivate
from distributor.deliver.carry import carry_next
from distributor.deliver.claim import Claim, claim_next
from distributor.deliver.reconcile import LOOK_MARGIN_S, reconcile_account
from distributor.deliver.recover import recover_orphans
from distributor.deliver.settle import found_at
from distributor.models import Account, AccountState, Delivery, Incarnation, Notice, Post, PostState, Receipt
from distributor.work.liveness import LivingIncarnation, proof_of_death
from tests.deliver.conftest import LAG_S, START, Station, StationAdapter, World, other_account
from tests.support import servers
from tests.support.acting import administrator

ABSENT = Look((), complete=True)
HERE = Look((Published("77", "https://station.example/77"),), complete=True)


def unknown_post(world: World, error: Exception | None = None) -> int:
    world.station.answers = [error or OutcomeUnknown("hết giờ")]
    (post_id,) = world.plan()
    assert carry_next(world.carrier, world.account_id, world.spec)
    assert world.post(post_id).state is PostState.UNKNOWN
    return post_id


def look(world: World, *shown: Look | Exception) -> None:
    """One look for each, each when it is due."""
    for seen in shown:
        world.station.shown.append(seen)
        world.clock.move(LAG_S * 1.05 + 0.1)
        reconcile_account(world.carrier, world.account_id)


def test_no_look_before_the_platforms_lag_is_over(world: World) -> None:
    unknown_post(world)
    world.clock.move(LAG_S)
    assert reconcile_account(world.carrier, world.account_id) == 0
    assert world.station.looks == 0


def test_a_post_that_is_there_is_published_and_not_sent_again(world: World) -> None:
    post_id = unknown_post(world)
    look(world, HERE)
    post = world.post(post_id)
    assert (post.state, post.external_url) == (PostState.PUBLISHED, "https://station.example/77")
    assert len(world.station.sent) == 1
    with world.database.read() as session:
        assert session.exec(select(Receipt.found_by_look)).one() is True


def test_one_look_that_sees_nothing_is_not_enough(world: World) -> None:
    post_id = unknown_post(world)
    before = world.delivery(post_id)
    look(world, ABSENT)
    assert world.post(post_id).state is PostState.UNKNOWN
    after = world.delivery(post_id)
    assert (after.looks, after.last_look_at) == (1, world.clock.now())
    assert (after.first_call_at, after.calling_at) == (before.first_call_at, before.calling_at) == (START, START)
    assert after.token == before.token != "", "what was called, and since when, stays known"
    assert not carry_next(world.carrier, world.account_id, world.spec)
    look(world, HERE)
    assert world.post(post_id).state is PostState.PUBLISHED
    assert len(world.station.sent) == 1


def test_two_absent_looks_apart_plan_the_post_again(world: World) -> None:
    post_id = unknown_post(world)
    look(world, ABSENT, ABSENT)
    assert world.post(post_id).state is PostState.PLANNED
    delivery = world.delivery(post_id)
    assert (delivery.progress, delivery.calling_at, delivery.first_call_at, delivery.token) == ({}, None, None, "")
    assert (delivery.looks, delivery.last_look_at) == (0, None)
    world.station.answers = [Published("1", "u")]
    assert carry_next(world.carrier, world.account_id, world.spec)
    assert world.post(post_id).state is PostState.PUBLISHED
    assert len(world.station.sent) == 2


def test_two_looks_close_together_count_as_one(world: World) -> None:
    post_id = unknown_post(world)
    look(world, ABSENT)
    world.change(lambda session: session.connection().execute(update(Delivery).values(last_look_at=world.clock.now())))
    world.station.shown.append(ABSENT)
    with world.database.write() as session:
        post = world.post(post_id)
        post.due_at = world.clock.now()
        session.merge(post)
    world.clock.move(1)
    reconcile_account(world.carrier, world.account_id)
    assert world.post(post_id).state is PostState.UNKNOWN
    assert world.delivery(post_id).looks == 1


@pytest.mark.parametrize(
    "useless",
    [Look((), complete=False), Retryable("mất mạng"), RateLimited("chậm lại")],
    ids=["did not reach back", "failed", "throttled"],
)
def test_a_look_that_proves_nothing_counts_for_nothing(world: World, useless: Look | Exception) -> None:
    post_id = unknown_post(world)
    look(world, useless)
    assert world.post(post_id).state is PostState.UNKNOWN
    assert world.delivery(post_id).looks == 0
    world.clock.move(120)
    look(world, ABSENT, ABSENT)
    assert world.post(post_id).state is PostState.PLANNED


def test_two_posts_with_the_fingerprint_are_left_to_a_person(world: World) -> None:
    post_id = unknown_post(world)
    look(world, Look((Published("1", "u"), Published("2", "v")), complete=True))
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.UNKNOWN, None)
    with world.database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{post_id}"]


def test_an_id_of_another_delivery_never_matches(world: World) -> None:
    world.station.answers = [Published("77", "https://station.example/77")]
    world.plan()
    assert carry_next(world.carrier, world.account_id, world.spec)
    post_id = unknown_post(world)
    look(world, HERE, HERE)
    assert world.post(post_id).state is PostState.PLANNED


def test_refused_as_duplicate_and_nowhere_to_be_seen_is_left_to_a_person(world: World) -> None:
    post_id = unknown_post(world, OutcomeUnknown("trùng", duplicate=True))
    look(world, ABSENT, ABSENT)
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.UNKNOWN, None)


def claimed(world: World) -> Claim:
    with world.database.write() as session:
        got = claim_next(
            session,
            account_id=world.account_id,
            spec=world.spec,
            incarnation_id=world.carrier.incarnation.id,
            lease_s=60,
            now=world.clock.now(),
            channel_in_flight=9,
        )
    assert isinstance(got, Claim)
    return got


def of_dead(world: World, **values: object) -> None:
    """The claim belongs to a process that is gone."""
    world.change(
        lambda session: session.connection().execute(update(Delivery).values(incarnation_id="0" * 32, **values))
    )


def test_dead_before_the_mark_is_due_again(world: World) -> None:
    (post_id,) = world.plan()
    claimed(world)
    of_dead(world)
    assert recover_orphans(world.carrier) == 1
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.PLANNED, START)
    assert world.delivery(post_id).tries == 0, "the platform was never asked"
    assert world.attempts(post_id)[0].outcome == "died"


def test_dead_after_the_mark_is_unknown(world: World) -> None:
    (post_id,) = world.plan()
    claimed(world)
    of_dead(world, calling_at=START, first_call_at=START)
    assert recover_orphans(world.carrier) == 1
    post = world.post(post_id)
    assert post.state is PostState.UNKNOWN
    assert post.due_at is not None
    assert post.due_at >= START + timedelta(seconds=10 + LAG_S), "the call may run until its deadline"
    world.clock.move(10)
    look(world, HERE)
    assert world.post(post_id).state is PostState.PUBLISHED


def test_where_nobody_can_look_a_dead_walk_tells_where_it_had_got_to(world: World) -> None:
    """The person who settles it is told where the post stands if it is out, and need not type it."""
    (post_id,) = world.plan()
    claimed(world)
    of_dead(world, calling_at=START, first_call_at=START, progress={"step": "broadcast", "article": "bai-9"})

    def placed(progress: Progress, _settings: Mapping[str, Any]) -> Published:
        return Published(str(progress["article"]), f"https://station.example/{progress['article']}")

    with register(replace(world.spec, has_read_back=False, placed=placed)):
        assert recover_orphans(world.carrier) == 1
        assert world.post(post_id).due_at is None, "a person decides"
        world.change(lambda session: found_at(session, administrator(world.seeded.unit_id, START), post_id, ""))
    assert (world.post(post_id).state, world.post(post_id).external_url) == (
        PostState.PUBLISHED,
        "https://station.example/bai-9",
    )


def test_an_expired_lease_is_not_a_dead_caller(world: World) -> None:
    world.plan()
    claimed(world)
    world.carrier.in_flight.add(world.delivery(1).token)
    world.clock.move(3600)
    assert recover_orphans(world.carrier) == 0


def test_a_claim_that_no_thread_of_ours_acts_on_is_taken_back_after_its_lease(world: World) -> None:
    (post_id,) = world.plan()
    claimed(world)
    assert recover_orphans(world.carrier) == 0
    world.clock.move(61)
    assert recover_orphans(world.carrier) == 1
    assert world.post(post_id).state is PostState.PLANNED


LIVE = """
import sys, time
from pathlib import Path
from distributor.db import Database
from distributor.work.liveness import LivingIncarnation
print(LivingIncarnation(Database(sys.argv[1]), Path(sys.argv[2])).id, flush=True)
time.sleep(600)
"""


def test_a_killed_process_is_proved_dead_at_once_and_a_living_one_never(world: World) -> None:
    """A real process, killed with SIGKILL: the kernel lets go of its lock."""
    folder = world.carrier.settings.run_folder
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE, world.database.url, str(folder)],
        stdout=subprocess.PIPE,
        cwd=servers.ROOT,
        env={**os.environ, "PYTHONPATH": str(servers.ROOT)},
    )
    assert process.stdout is not None
    incarnation_id = process.stdout.readline().decode().strip()
    judge = proof_of_death(world.database, folder)
    try:
        with world.database.read() as session:
            assert judge(session, incarnation_id, START, world.clock.now() + timedelta(days=9)) == ""
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    with world.database.read() as session:
        assert judge(session, incarnation_id, None, world.clock.now()) == "lock"


def test_from_another_machine_only_silence_after_the_lease_proves_death(world: World, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    elsewhere = LivingIncarnation(world.database, tmp_path / "elsewhere")
    judge = proof_of_death(world.database, world.carrier.settings.run_folder)

    def judged(lease_ends_in: float) -> str:
        with world.database.read() as session:
            now = world.clock.now()
            return judge(session, elsewhere.id, now + timedelta(seconds=lease_ends_in), now)

    try:
        assert judged(-1) == "", "its heart beats"
        world.change(
            lambda session: session.connection().execute(
                update(Incarnation)
                .where(col(Incarnation.id) == elsewhere.id)
                .values(heartbeat_at=START - timedelta(days=400))
            )
        )
        assert judged(60) == "", "its lease still runs"
        if not world.database.is_sqlite:
            assert judged(-1) == "", "its advisory lock is held: the process lives"
    finally:
        elsewhere.close()
    world.change(lambda session: session.connection().execute(update(Incarnation).values(ended_at=None)))
    assert judged(-1) == "silence"


def test_found_while_a_person_sends_it_again_is_published_and_not_sent(world: World) -> None:
    post_id = unknown_post(world)

    def resend() -> Look:
        world.change(
            lambda session: session.connection().execute(
                update(Post).where(col(Post.id) == post_id).values(state=PostState.PLANNED, due_at=START)
            )
        )
        world.change(lambda session: session.connection().execute(update(Delivery).values(token="")))
        return HERE

    world.station.shown.append(resend)
    world.clock.move(LAG_S * 1.05 + 0.1)
    reconcile_account(world.carrier, world.account_id)
    assert world.post(post_id).state is PostState.PUBLISHED
    assert not carry_next(world.carrier, world.account_id, world.spec)
    assert len(world.station.sent) == 1


def test_a_look_is_made_by_one(world: World) -> None:
    """Two rounds at once: the second finds the post taken."""
    unknown_post(world)
    world.clock.move(LAG_S * 1.05 + 0.1)

    def look_meanwhile() -> Look:
        assert reconcile_account(world.carrier, world.account_id) == 0
        world.clock.move(world.spec.call_deadline_s)
        assert reconcile_account(world.carrier, world.account_id) == 0, "it may take as long as a call, and a little"
        return HERE

    world.station.shown.append(look_meanwhile)
    assert reconcile_account(world.carrier, world.account_id) == 1
    assert world.station.looks == 1


def test_a_look_sees_an_hour_before_the_call(world: World) -> None:
    """The platform's clock may run behind ours: what it dates before the call may be what the call made."""
    post_id = unknown_post(world)
    look(world, HERE)
    assert world.delivery(post_id).first_call_at == START
    assert world.station.looked_since == [START - timedelta(hours=1)]


def test_a_look_from_before_the_post_was_sent_again_proves_nothing(world: World) -> None:
    """It hangs while another look plans the post anew, whose second call is unknown again: its looks count from none."""
    post_id = unknown_post(world)
    look(world, ABSENT)

    def sent_again_meanwhile() -> Look:
        world.clock.move(world.spec.call_deadline_s + LOOK_MARGIN_S)
        look(world, ABSENT)
        assert world.post(post_id).state is PostState.PLANNED
        world.station.answers = [OutcomeUnknown("hết giờ")]
        assert carry_next(world.carrier, world.account_id, world.spec)
        return ABSENT

    world.clock.move(LAG_S * 1.05 + 0.1)
    world.station.shown.append(sent_again_meanwhile)
    reconcile_account(world.carrier, world.account_id)
    assert world.post(post_id).state is PostState.UNKNOWN
    assert world.delivery(post_id).looks == 0
    assert len(world.station.sent) == 2


def test_looks_that_fail_come_less_often_and_tell_a_person_in_the_end(world: World) -> None:
    unknown_post(world)
    waits = []
    for _ in range(60):
        world.station.shown.append(Retryable("mất mạng"))
        due_at = world.post(1).due_at
        assert due_at is not None
        world.clock.instant = due_at
        reconcile_account(world.carrier, world.account_id)
        after = world.post(1).due_at
        assert after is not None
        waits.append((after - due_at).total_seconds())
    assert waits[0] == 5.0
    assert waits[-1] == 600.0
    with world.database.read() as session:
        assert "chưa rõ đã đăng" in session.exec(select(Notice.text)).one()


def test_nobody_looks_with_a_dead_token_and_everybody_looks_when_it_lives_again(world: World) -> None:
    post_id = unknown_post(world)
    world.change(
        lambda session: session.connection().execute(
            update(Account).values(state=AccountState.NEEDS_SIGNIN, state_reason="hết hạn")
        )
    )
    world.clock.move(3600)
    reconcile_account(world.carrier, world.account_id)
    assert world.station.looks == 0
    assert "chờ kết nối lại" in world.post(post_id).reason
    reactivate(world.carrier, world.account_id)
    world.station.shown.append(HERE)
    assert reconcile_account(world.carrier, world.account_id) == 1
    assert world.post(post_id).state is PostState.PUBLISHED


def give_to(world: World, post_id: int, account_id: int) -> None:
    world.change(
        lambda session: session.connection().execute(
            update(Post).where(col(Post.id) == post_id).values(account_id=account_id)
        )
    )


def test_a_round_looks_for_this_accounts_posts_that_are_due_the_longest_unknown_first(world: World) -> None:
    first, theirs, last, later = (unknown_post(world) for _ in range(4))
    give_to(world, theirs, other_account(world))
    world.clock.move(3600)
    due = {first: 2, theirs: 3, last: 1, later: -1}
    for post_id, seconds_ago in due.items():
        at = world.clock.now() - timedelta(seconds=seconds_ago)
        world.change(
            lambda session, post_id=post_id, at=at: session.connection().execute(  # type: ignore[misc]
                update(Post).where(col(Post.id) == post_id).values(due_at=at)
            )
        )
    world.station.shown = [
        Look((Published(name, f"https://station.example/{name}"),), complete=True) for name in ("eins", "zwei")
    ]
    assert reconcile_account(world.carrier, world.account_id) == 2
    found = {post_id: (world.post(post_id).state, world.post(post_id).external_url[-4:]) for post_id in due}
    assert found == {
        first: (PostState.PUBLISHED, "eins"),
        last: (PostState.PUBLISHED, "zwei"),
        theirs: (PostState.UNKNOWN, ""),
        later: (PostState.UNKNOWN, ""),
    }


@pytest.mark.parametrize(("rests_s", "looks"), [(1, 0), (0, 1), (-1, 1), (None, 1)])
def test_nobody_looks_while_the_account_rests(world: World, rests_s: float | None, looks: int) -> None:
    unknown_post(world)
    world.clock.move(3600)
    until = None if rests_s is None else world.clock.now() + timedelta(seconds=rests_s)
    world.change(lambda session: session.connection().execute(update(Account).values(wait_until=until)))
    world.station.shown = [HERE]
    assert reconcile_account(world.carrier, world.account_id) == looks == world.station.looks


def test_who_stops_begins_no_look(world: World) -> None:
    unknown_post(world)
    world.clock.move(3600)
    world.carrier.stopping.set()
    assert reconcile_account(world.carrier, world.account_id) == 0
    assert world.station.looks == 0


def test_no_more_than_two_look_on_a_channel_at_once(world: World) -> None:
    """One that hangs leaves threads for the rest; afterwards there is room again, also after a look that failed."""
    accounts = [world.account_id, other_account(world), other_account(world)]
    for account_id in accounts:
        give_to(world, unknown_post(world), account_id)
    world.clock.move(3600)
    rounds: list[int] = []

    def look_meanwhile() -> Look:
        if accounts:
            rounds.append(reconcile_account(world.carrier, accounts.pop(0)))
        raise Retryable("mất mạng")

    world.station.shown = [look_meanwhile] * 9
    reconcile_account(world.carrier, accounts.pop(0))
    assert world.station.looks == 2
    assert rounds == [0, 0], "who finds no room looks for none"
    assert world.carrier.looking["station"] == 0


class BlindAdapter:
    """Of a platform that shows nothing to anybody."""

    def __init__(self, station: Station) -> None:
        seeing = StationAdapter(station)
        self.check, self.begin, self.advance = seeing.check, seeing.begin, seeing.advance


def test_a_channel_that_shows_nothing_leaves_it_to_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a look was due: what it did not see proves nothing."""
    monkeypatch.setattr("tests.deliver.conftest.StationAdapter", BlindAdapter)
    post_id = unknown_post(world)
    world.change(
        lambda session: session.connection().execute(
            update(Post).values(due_at=START, reason="Đang tìm bài trên nền tảng.")
        )
    )
    world.change(lambda session: session.connection().execute(delete(Notice)))
    assert reconcile_account(world.carrier, world.account_id) == 1
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.UNKNOWN, None)
    assert "không cho đọc lại" in post.reason
    with world.database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{post_id}"]


@pytest.mark.parametrize("error", [Rejected("bài bị gỡ"), Misconfigured("thiếu quyền đọc")])
def test_a_look_that_is_refused_leaves_it_to_a_person(world: World, error: Exception) -> None:
    post_id = unknown_post(world)
    look(world, error)
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.UNKNOWN, None)
    assert str(error) in post.reason
    with world.database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{post_id}"]


@pytest.mark.parametrize(("until_s", "rests_s"), [(None, 60), (300, 300), (1, 5)])
def test_a_throttled_look_lets_the_account_rest(world: World, until_s: float | None, rests_s: float) -> None:
    """Never less than any look that failed."""
    post_id = unknown_post(world)
    world.clock.move(LAG_S * 1.05 + 0.1)
    now = world.clock.now()
    until = None if until_s is None else now + timedelta(seconds=until_s)
    world.station.shown = [RateLimited("chậm lại", until=until)]
    assert reconcile_account(world.carrier, world.account_id) == 0
    assert world.post(post_id).due_at == world.account().wait_until == now + timedelta(seconds=rests_s)


def test_a_look_with_a_dead_token_asks_for_a_fresh_one(world: World) -> None:
    unknown_post(world)
    world.station.refreshes = [AuthExpired("hết hạn")]
    look(world, AuthExpired("hết hạn"))
    assert world.station.refreshed == 1


def test_a_fault_of_ours_while_looking_is_no_answer(world: World) -> None:
    post_id = unknown_post(world)
    look(world, ValueError("so sánh sai"))
    post = world.post(post_id)
    assert (post.state, world.delivery(post_id).looks) == (PostState.UNKNOWN, 0)
    assert "lỗi bên trong Loa (ValueError)" in post.reason
    assert post.due_at is not None


def test_a_person_is_told_once_looks_have_failed_for_a_quarter_of_an_hour(world: World) -> None:
    unknown_post(world)

    def told() -> int:
        with world.database.read() as session:
            return len(session.exec(select(Notice)).all())

    for moved, notices in ((900, 0), (90, 1)):
        world.clock.move(moved)
        world.station.shown = [Retryable("mất mạng")]
        reconcile_account(world.carrier, world.account_id)
        assert told() == notices
