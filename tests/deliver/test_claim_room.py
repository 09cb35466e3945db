"""What counts against room at a claim, and what a claim writes down."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col, select

from distributor.deliver.claim import Claim, NothingToClaim
from distributor.models import Account, Delivery, Item, Post, PostState, QuotaUse
from tests.deliver.conftest import START, World, other_account, with_quota
from tests.deliver.test_claim import claim, give_to, hold, set_all
from tests.support.statements import statements

OTHERS = "0" * 32
"""Another worker's incarnation."""


@pytest.mark.parametrize(
    ("state", "ours", "channel", "counts"),
    [
        (PostState.SENDING, True, "station", True),
        (PostState.SENDING, False, "station", False),
        (PostState.SENDING, True, "facebook", False),
        (PostState.PROCESSING, True, "station", False),
    ],
    ids=["our own call", "another worker's", "on another channel", "between two calls"],
)
def test_what_counts_as_a_call_of_this_worker_on_the_channel(
    world: World, state: PostState, ours: bool, channel: str, counts: bool
) -> None:
    theirs, mine = world.plan(2, slots=[START - timedelta(hours=1), START])
    other = other_account(world)
    give_to(world, theirs, other)

    def under_way(session: Session) -> None:
        session.get_one(Account, other).channel = channel
        session.get_one(Post, theirs).state = state
        holder = world.carrier.incarnation.id if ours else OTHERS
        session.connection().execute(
            update(Delivery).where(col(Delivery.post_id) == theirs).values(incarnation_id=holder, token="1" * 32)
        )

    world.change(under_way)
    got = claim(world, channel_in_flight=1)
    assert isinstance(got, NothingToClaim) if counts else isinstance(got, Claim)
    assert world.post(mine).state is (PostState.PLANNED if counts else PostState.SENDING)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_post_that_is_being_written_and_a_claim_on_its_account_do_not_wait_for_each_other(world: World) -> None:
    """A worker that is stopped in a claim would keep staff from saving posts, and who saves many keep them from going out."""
    world.plan()
    refers = select(Account.id).where(Account.id == world.account_id)
    written = []

    def write(*_claimed: object) -> None:
        with world.database.write() as session:  # what a new row that names the account takes of it
            written.append(session.exec(refers.with_for_update(read=True, key_share=True, nowait=True)).one())

    event.listen(Session, "before_commit", write, once=True)
    assert isinstance(claim(world), Claim)
    assert written == [world.account_id]


def test_a_claim_says_whose_it_is_and_since_when_and_forgets_the_last_call(world: World) -> None:
    (post_id,) = world.plan()
    (untouched,) = world.plan(slots=[START + timedelta(days=1)])
    world.change(set_all(Delivery, incarnation_id=OTHERS, calling_at=START - timedelta(hours=1), tries=4))
    got = claim(world)
    assert isinstance(got, Claim)
    made = world.delivery(post_id)
    assert (made.incarnation_id, made.claimed_at, made.calling_at) == (world.carrier.incarnation.id, START, None)
    assert (got.tries, made.tries, got.under_way) == (5, 5, False)
    (attempt,) = world.attempts(post_id)
    assert (attempt.id, attempt.token, attempt.started_at) == (got.attempt_id, got.token, START)
    assert attempt.incarnation_id == world.carrier.incarnation.id
    assert world.delivery(untouched).incarnation_id == OTHERS


def full(**values: Any) -> Any:
    return set_all(Account, quota_until=START + timedelta(minutes=10), **values)


def test_while_a_quota_is_full_only_who_has_room_in_it_already_goes(world: World) -> None:
    """It was tried before and came to nothing: the platform would count it once."""
    waiting, tried = world.plan(2, slots=[START - timedelta(hours=1), START])
    world.change(full())
    assert isinstance(claim(world, with_quota(world.spec, 1)), NothingToClaim)
    world.change(
        lambda session: session.add(QuotaUse(account_id=world.account_id, bucket="posts", at=START, post_id=tried))
    )
    got = claim(world, with_quota(world.spec, 1))
    assert isinstance(got, Claim)
    assert got.post_id == tried
    assert world.post(waiting).state is PostState.PLANNED


def test_room_from_before_the_longest_window_is_no_room(world: World) -> None:
    (tried,) = world.plan()
    world.change(full())
    at = START - timedelta(seconds=900)
    world.change(
        lambda session: session.add(QuotaUse(account_id=world.account_id, bucket="posts", at=at, post_id=tried))
    )
    assert isinstance(claim(world, with_quota(world.spec, 1)), NothingToClaim)


@pytest.mark.parametrize("called", [True, False])
def test_what_is_being_made_at_the_platform_goes_on_while_the_quota_is_full(world: World, called: bool) -> None:
    """`under_way` only once a publishing step was called."""
    (post_id,) = world.plan()
    world.change(set_all(Post, state=PostState.PROCESSING))
    world.change(set_all(Delivery, first_call_at=START if called else None))
    world.change(full())
    got = claim(world, replace(world.spec, quotas=()))
    assert isinstance(got, Claim)
    assert (got.post_id, got.state_before, got.under_way) == (post_id, PostState.PROCESSING, called)


def test_what_is_being_made_goes_before_what_is_planned(world: World) -> None:
    planned, made = world.plan(2, slots=[START - timedelta(hours=1), START])
    world.change(
        lambda session: session.connection().execute(
            update(Post).where(col(Post.id) == made).values(state=PostState.PROCESSING)
        )
    )
    got = claim(world)
    assert isinstance(got, Claim)
    assert got.post_id == made
    assert world.post(planned).state is PostState.PLANNED


def test_who_has_nothing_under_way_is_not_asked_for_its_next_step(world: World) -> None:
    """One look less for almost every post; what another account is making, or this one later, costs none."""
    _later, theirs = world.plan(2, slots=[START + timedelta(hours=1), START])
    give_to(world, theirs, other_account(world))
    world.change(set_all(Post, state=PostState.PROCESSING))
    world.plan()
    with statements() as said:
        assert isinstance(claim(world), Claim)
    assert len([one for one in said if "approval" in one]) == 1


@pytest.mark.parametrize("held", [True, False], ids=["this account", "another"])
def test_a_hold_stops_the_account_that_it_names(world: World, held: bool) -> None:
    other = other_account(world)
    give_to(world, world.plan()[0], other)
    world.plan()
    world.change(hold(account_id=world.account_id if held else other))
    assert isinstance(claim(world), NothingToClaim if held else Claim)


def test_a_hold_lets_through_the_kind_that_it_allows_and_no_other(world: World) -> None:
    warning, decision = world.plan(2)
    world.change(
        lambda session: session.connection().execute(
            update(Item).where(col(Item.id) == world.post(warning).item_id).values(kind="scam_warning")
        )
    )
    world.change(hold(allowed_kinds=["scam_warning"]))
    got = claim(world)
    assert isinstance(got, Claim)
    assert got.post_id == warning
    assert isinstance(claim(world), NothingToClaim)
    assert world.post(decision).state is PostState.PLANNED
