"""The claim: all that could forbid a call is checked in it, and of many that ask at once only as many get one as may."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import false, update
from sqlmodel import Session, col, func, select

from channels.base import ChannelSpec
from distributor.campaigns.running import pause
from distributor.deliver.claim import Claim, NothingToClaim, claim_next
from distributor.holds import place_hold
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Attempt,
    Campaign,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionStep,
    Delivery,
    Document,
    Hold,
    Intake,
    Item,
    Post,
    PostState,
    PostTransition,
    QuotaUse,
    Staff,
    StandingApproval,
    StepState,
)
from distributor.states import PostMove
from tests.deliver.conftest import START, World, other_account, with_quota


def claim(world: World, spec: ChannelSpec | None = None, channel_in_flight: int = 50) -> Claim | NothingToClaim:
    with world.database.write() as session:
        return claim_next(
            session,
            account_id=world.account_id,
            spec=spec or world.spec,
            incarnation_id=world.carrier.incarnation.id,
            lease_s=60,
            now=world.clock.now(),
            channel_in_flight=channel_in_flight,
        )


def set_all(model: Any, **values: Any) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        session.connection().execute(update(model).values(**values))

    return act


def hold(**given: Any) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        place_hold(
            session, Hold(reason="Quốc tang", ordered_by="UBND tỉnh", starts_at=START - timedelta(hours=1), **given)
        )

    return act


def standing(*, ends_in: timedelta, **given: Any) -> Callable[[Session], None]:
    """Bind every approval to a new standing one."""

    def act(session: Session) -> None:
        campaign = Campaign(unit_id=1, name="Đăng tự động")
        session.add(campaign)
        session.flush()
        rule = StandingApproval(
            campaign_id=campaign.id or 0, staff_id=1, given_at=START, ends_at=START + ends_in, **given
        )
        session.add(rule)
        session.flush()
        session.connection().execute(update(Approval).values(standing_id=rule.id))

    return act


def of_campaign(**given: Any) -> Callable[[Session], None]:
    """Every post belongs to one campaign that stands so."""

    def act(session: Session) -> None:
        campaign = Campaign(unit_id=1, name="Ngày Pháp luật", **given)
        session.add(campaign)
        session.flush()
        session.connection().execute(update(Post).values(campaign_id=campaign.id))

    return act


def each_of(*acts: Callable[[Session], None]) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        for one in acts:
            one(session)

    return act


def held_by_rule(session: Session) -> None:
    standing(ends_in=timedelta(days=1))(session)
    set_all(Item, intake=Intake.HELD)(session)


def known_by_rule(session: Session) -> None:
    standing(ends_in=timedelta(days=1))(session)
    of_act(**KNOWN)(session)


def of_act(*, purpose: str = "announce", role: str = "announcement", **given: Any) -> Callable[[Session], None]:
    """Every item tells of one act that stands so."""

    def act(session: Session) -> None:
        number = f"{len(session.exec(select(Document)).all())}/2026/QĐ-UBND"
        document = Document(issuer="Ủy ban nhân dân", number=number, issued_on=START.date(), **given)
        session.add(document)
        session.flush()
        session.connection().execute(update(Item).values(document_id=document.id, document_role=role))
        session.connection().execute(update(Post).values(purpose=purpose))

    return act


def corrected(*, holds: bool = True, state: StepState = StepState.PROPOSED) -> Callable[[Session], None]:
    """Staff said that every post says something wrong; what becomes of it stands so."""

    def act(session: Session) -> None:
        for post in session.exec(select(Post)).all():
            correction = Correction(
                unit_id=1,
                item_id=post.item_id,
                cause=CorrectionCause.OURS,
                round=len(session.exec(select(Correction)).all()),
                created_at=START,
            )
            session.add(correction)
            session.flush()
            step = CorrectionStep(
                correction_id=correction.id or 0,
                post_id=post.id or 0,
                account_id=post.account_id,
                act=CorrectionAct.RENEW,
                state=state,
                holds=holds,
            )
            session.add(step)

    return act


GONE: dict[str, Any] = {"gone_from": START, "gone_seen_at": START + timedelta(seconds=1), "gone_why": "ended"}
KNOWN = GONE | {"gone_seen_at": START - timedelta(days=1)}
"""Before the person's yes."""

FORBIDDING: list[tuple[str, Callable[[Session], None]]] = [
    ("slot not reached", set_all(Post, due_at=START + timedelta(seconds=1))),
    ("expired", set_all(Post, expires_at=START)),
    ("content changed after approval", set_all(Post, manifest_hash="other")),
    ("approval voided", set_all(Approval, voided_at=START)),
    ("approval of another post", set_all(Approval, post_id=999)),
    ("no approval", set_all(Post, approval_id=None)),
    ("standing approval over", standing(ends_in=timedelta(0))),
    ("standing approval withdrawn", standing(ends_in=timedelta(days=1), withdrawn_at=START)),
    ("its rule over, another stands", each_of(standing(ends_in=timedelta(days=1)), standing(ends_in=timedelta(0)))),
    ("it may be out already, and nobody has looked", set_all(Delivery, look_since=START)),
    (
        "called once, planned anew without a yes",
        each_of(set_all(Delivery, first_call_at=START), set_all(Approval, voided_at=START)),
    ),
    ("account paused", set_all(Account, state=AccountState.PAUSED)),
    ("account needs sign-in", set_all(Account, state=AccountState.NEEDS_SIGNIN)),
    ("account rests", set_all(Account, wait_until=START + timedelta(seconds=1))),
    ("hold on everything", hold()),
    ("hold on the channel", hold(channel="station")),
    ("hold that allows other kinds", hold(allowed_kinds=["scam_warning"])),
    ("item revised meanwhile", set_all(Item, revision=2)),
    ("item held meanwhile, approved by rule only", held_by_rule),
    ("campaign paused", of_campaign(active=False, started_at=START)),
    ("cancelled", set_all(Post, state=PostState.CANCELLED)),
    ("said to be wrong, not decided yet", corrected()),
    ("account closed", set_all(Account, state=AccountState.CLOSED)),
    ("suspended until later", of_act(gone_until=START + timedelta(seconds=1), **GONE)),
    ("its act had ended, and only a rule said yes", known_by_rule),
    ("its act ended after the yes", of_act(**GONE)),
    ("its act ended, and it tells of the day of effect", of_act(purpose="effective", **KNOWN)),
]


def give_to(world: World, post_id: int, account_id: int) -> None:
    world.change(
        lambda session: session.connection().execute(
            update(Post).where(col(Post.id) == post_id).values(account_id=account_id)
        )
    )


@pytest.mark.parametrize(("label", "forbid"), FORBIDDING, ids=[case[0] for case in FORBIDDING])
def test_what_forbids_a_claim(world: World, label: str, forbid: Callable[[Session], None]) -> None:
    """Also beside another account's post that nothing forbids."""
    world.plan()
    world.change(forbid)
    give_to(world, world.plan()[0], other_account(world))
    assert isinstance(claim(world), NothingToClaim)


ALLOWING: list[tuple[str, Callable[[Session], None]]] = [
    ("a standing approval that stands", standing(ends_in=timedelta(days=1))),
    ("hold on another channel", hold(channel="facebook")),
    ("hold that allows this kind", hold(allowed_kinds=["new_law"])),
    ("hold that is over", hold(ends_at=START)),
    ("hold that was lifted", hold(lifted_at=START)),
    ("held item that a person approved", set_all(Item, intake=Intake.HELD)),
    ("campaign that runs", of_campaign(started_at=START)),
    ("campaign over, the post wanted by a person", of_campaign(active=False, started_at=START, ended_at=START)),
    ("rest that is over", set_all(Account, wait_until=START)),
    ("its act ends later", of_act(**GONE | {"gone_from": START + timedelta(seconds=1)})),
    ("its act was suspended until now", of_act(gone_until=START, **GONE | {"gone_from": START - timedelta(days=9)})),
    ("its act had ended, and a person said yes to that", of_act(**KNOWN)),
    ("it was seen in the moment of the yes that its act had ended", of_act(**GONE | {"gone_seen_at": START})),
    ("it only mentions an act that ended", of_act(role="", **GONE)),
    ("an erratum of an act that ended", of_act(purpose="erratum:1", **GONE)),
    ("said to be wrong, decided", corrected(state=StepState.DISMISSED)),
    ("a proposal that does not hold it", corrected(holds=False)),
    ("never expires", set_all(Post, expires_at=None)),
    ("expires a moment later", set_all(Post, expires_at=START + timedelta(microseconds=1))),
]


@pytest.mark.parametrize(("label", "allow"), ALLOWING, ids=[case[0] for case in ALLOWING])
def test_what_does_not_forbid_a_claim(world: World, label: str, allow: Callable[[Session], None]) -> None:
    """Also beside another account's post that everything forbids."""
    give_to(world, world.plan()[0], other_account(world))
    for forbid in (corrected(), of_act(**GONE), of_campaign(active=False), set_all(Approval, voided_at=START)):
        world.change(forbid)
    world.change(set_all(Item, revision=2))
    world.change(set_all(Delivery, look_since=START))
    (post_id,) = world.plan()
    world.change(allow)
    got = claim(world)
    assert isinstance(got, Claim)
    assert (got.post_id, got.tries) == (post_id, 1)
    assert world.post(post_id).state is PostState.SENDING
    assert world.delivery(post_id).token == got.token


def test_a_claim_is_told_by_its_attempt_and_not_as_a_move_too(world: World) -> None:
    (post_id,) = world.plan()
    assert isinstance(claim(world), Claim)
    with world.database.read() as session:
        assert [attempt.post_id for attempt in session.exec(select(Attempt))] == [post_id]
        assert session.exec(select(PostTransition).where(PostTransition.to_state == PostState.SENDING)).all() == []


def test_a_post_that_somebody_took_meanwhile_is_nothing_to_claim(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (post_id,) = world.plan()
    monkeypatch.setattr("distributor.deliver.claim._TAKE", PostMove(false(), noted=False))
    assert isinstance(claim(world, with_quota(world.spec, 1)), NothingToClaim)
    assert world.delivery(post_id).token == ""
    with world.database.read() as session:
        assert session.exec(select(QuotaUse)).all() == [], "it costs no quota"


@pytest.mark.parametrize(("deadline_s", "lease_s"), [(10, 60), (50, 60), (51, 61), (300, 310)])
def test_a_lease_outlives_the_deadline_of_its_call(world: World, deadline_s: float, lease_s: float) -> None:
    """Sixty seconds are asked for; a call that may take longer has a longer one, else it would lose its claim while it runs."""
    (post_id,) = world.plan()
    got = claim(world, replace(world.spec, call_deadline_s=deadline_s))
    assert isinstance(got, Claim)
    assert got.lease_s == lease_s
    assert world.delivery(post_id).lease_until == START + timedelta(seconds=lease_s)


def test_posts_are_claimed_in_the_order_of_their_slots(world: World) -> None:
    late, early = world.plan(2, slots=[START - timedelta(minutes=1), START - timedelta(minutes=2)])
    first, second = claim(world), claim(world)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    assert [first.post_id, second.post_id] == [early, late]


def test_of_several_in_one_slot_the_one_that_was_made_first_goes_first(world: World) -> None:
    """Also if it was moved there last."""
    made = world.plan(4, slots=[START + timedelta(days=1)] * 4)
    for post_id in reversed(made):
        moved = update(Post).where(col(Post.id) == post_id).values(due_at=START)
        world.change(lambda session, moved=moved: session.connection().execute(moved))  # type: ignore[misc]
    assert [got.post_id for got in (claim(world) for _ in made) if isinstance(got, Claim)] == made


@pytest.mark.parametrize("state", [PostState.PLANNED, PostState.PROCESSING, PostState.SENDING])
def test_what_another_account_has_is_neither_claimed_nor_in_the_way(world: World, state: PostState) -> None:
    """Nor does what it has sent count against this one's quota."""
    theirs, mine = world.plan(2, slots=[START - timedelta(hours=1), START])
    other = other_account(world)

    def give_away(session: Session) -> None:
        session.connection().execute(update(Post).where(col(Post.id) == theirs).values(account_id=other, state=state))
        session.add(QuotaUse(account_id=other, bucket="posts", at=START, post_id=theirs))

    world.change(give_away)
    world.change(set_all(Account, limits={"parallel": 1}))
    got = claim(world, with_quota(world.spec, 1))
    assert isinstance(got, Claim)
    assert got.post_id == mine
    assert world.post(theirs).state is state
    assert isinstance(claim(world), NothingToClaim)


def all_at_once(world: World, spec: ChannelSpec, workers: int = 8) -> list[Claim]:
    with ThreadPoolExecutor(workers) as pool:
        answers = list(pool.map(lambda _: claim(world, spec), range(workers)))
    return [answer for answer in answers if isinstance(answer, Claim)]


def test_of_eight_at_once_each_post_goes_to_one(world: World) -> None:
    world.change(set_all(Account, limits={"parallel": 8}))
    ids = world.plan(5)
    assert sorted(claimed.post_id for claimed in all_at_once(world, world.spec)) == ids


@pytest.mark.parametrize("limit", [1, 3])
def test_a_quota_of_n_never_lets_one_more_through(world: World, limit: int) -> None:
    world.change(set_all(Account, limits={"parallel": 8}))
    world.plan(8)
    assert len(all_at_once(world, with_quota(world.spec, limit))) == limit
    with world.database.read() as session:
        assert session.exec(select(func.count()).select_from(QuotaUse)).one() == limit
        planned = session.exec(select(Post.id).where(Post.state == PostState.PLANNED)).all()
    assert len(planned) == 8 - limit
    assert world.account().quota_until == START + timedelta(seconds=900)
    world.clock.move(899.999999)
    assert isinstance(claim(world, with_quota(world.spec, limit)), NothingToClaim)
    world.clock.move(0.000001)
    assert isinstance(claim(world, with_quota(world.spec, limit)), Claim)


def test_no_more_calls_in_flight_than_the_account_takes(world: World) -> None:
    world.change(set_all(Account, limits={"parallel": 2}))
    world.plan(5)
    assert len(all_at_once(world, world.spec)) == 2


def test_a_channel_that_hangs_leaves_room_for_the_others(world: World) -> None:
    world.change(set_all(Account, limits={"parallel": 8}))
    world.plan(3)
    assert isinstance(claim(world, channel_in_flight=1), Claim)
    assert isinstance(claim(world, channel_in_flight=1), NothingToClaim)


def test_a_hold_placed_while_claims_run_stops_all_that_come_after_it(world: World) -> None:
    """Whatever the interleaving: a claim is before the hold, or it sees it."""
    world.change(set_all(Account, limits={"parallel": 100}))
    world.plan(12)

    def place(_: int) -> None:
        world.change(hold())

    with ThreadPoolExecutor(8) as pool:
        claims = [pool.submit(claim, world) for _ in range(4)]
        placed = pool.submit(place, 0)
        placed.result()
        after = [pool.submit(claim, world) for _ in range(4)]
        assert all(isinstance(answer.result(), NothingToClaim) for answer in after)
        assert len([answer for answer in claims if isinstance(answer.result(), Claim)]) <= 4


def test_a_post_under_way_goes_on_past_its_expiry_and_costs_no_second_quota(world: World) -> None:
    (post_id,) = world.plan()
    assert isinstance(claim(world, with_quota(world.spec, 1)), Claim)
    world.change(set_all(Post, state=PostState.PROCESSING, expires_at=START - timedelta(hours=1)))
    world.change(set_all(Delivery, token="", first_call_at=START))
    again = claim(world, with_quota(world.spec, 1))
    assert isinstance(again, Claim)
    assert again.state_before is PostState.PROCESSING
    with world.database.read() as session:
        assert session.exec(select(func.count()).select_from(QuotaUse).where(col(QuotaUse.account_id) > 0)).one() == 1
    assert world.post(post_id).state is PostState.SENDING


def pausing(world: World) -> Callable[[], None]:
    def act() -> None:
        with world.database.write() as session:
            person = session.get_one(Staff, world.seeded.staff_id)
            pause(session, session.exec(select(Campaign.id)).one() or 0, person, START)

    return act


def test_a_pause_while_claims_run_stops_all_that_come_after_it(world: World) -> None:
    """Whatever the interleaving: a claim is before the pause, or it sees it."""
    world.change(set_all(Account, limits={"parallel": 100}))
    world.plan(12)
    world.change(of_campaign(started_at=START))
    with ThreadPoolExecutor(8) as pool:
        claims = [pool.submit(claim, world) for _ in range(4)]
        pool.submit(pausing(world)).result()
        after = [pool.submit(claim, world) for _ in range(4)]
        assert all(isinstance(answer.result(), NothingToClaim) for answer in after)
        assert len([answer for answer in claims if isinstance(answer.result(), Claim)]) <= 4


def test_a_paused_campaigns_post_that_is_under_way_goes_on(world: World) -> None:
    """Also beside another account's post that is."""
    give_to(world, world.plan()[0], other_account(world))
    world.change(set_all(Delivery, first_call_at=START))
    (post_id,) = world.plan()
    world.change(of_campaign(active=False, started_at=START))
    world.change(set_all(Post, state=PostState.PROCESSING))
    assert isinstance(claim(world), NothingToClaim), "uploaded unseen: nothing was published yet"
    world.change(set_all(Delivery, first_call_at=START))
    got = claim(world)
    assert isinstance(got, Claim)
    assert (got.post_id, got.under_way) == (post_id, True)
