"""A post whose publishing goes on over several claims: what the platform may show is never sent again, nor is what it cannot show
sent without its approval, late, or in old words. The scripted channel uploads, finishes (publishes), and watches.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from channels.base import Adapter, Clock, Credentials, Next, OutgoingPost, Problem, Progress, Published, Quota
from channels.errors import RateLimited, Rejected, Retryable
from channels.http import Transport
from channels.registry import register
from dispatch.due import SWEEP
from distributor.deliver.carry import carry_next
from distributor.deliver.claim import Claim, claim_next
from distributor.deliver.record import restored_step, store_progress
from distributor.deliver.recover import recover_orphans
from distributor.deliver.waiting import explain_waiting
from distributor.draft.targets import renewable
from distributor.models import Account, Approval, Delivery, Item, Notice, Post, PostState
from tests.deliver.conftest import START, Station, StationAdapter, World, answered
from tests.deliver.test_due import Nudges
from tests.deliver.test_unknown import of_dead
from tests.support import province

WATCH = Next({"step": "watch"}, after=5.0)
IT_IS_THERE = Published("1", "https://dai.example/1")


@dataclass
class Studio(Station):
    """`watched`: answers to looks at the processing. `complaint`: what `check` says."""

    watched: list[Any] = field(default_factory=list)
    complaint: str = ""


class Video(StationAdapter):
    def __init__(self, station: Studio) -> None:
        super().__init__(station)
        self._studio = station

    def check(self, post: OutgoingPost) -> list[Problem]:
        return [Problem("text", self._studio.complaint)] if self._studio.complaint else []

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "upload"})

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        if progress["step"] == "upload":
            return Next({"step": "finish"}, after=1.0, irreversible=True)
        if progress["step"] == "finish":
            self._studio.sent.append(post)
        answers = self._studio.answers if progress["step"] == "finish" else self._studio.watched
        answer: Next | Published = answered(answers.pop(0))
        return answer


@pytest.fixture
def studio(world: World) -> Iterator[Studio]:
    made = Studio()

    def open_it(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
        return Video(made)

    spec = replace(world.spec, open=open_it)
    with register(spec):
        world.spec = spec
        yield made


def carry(world: World) -> bool:
    return carry_next(world.carrier, world.account_id, world.spec)


def void(world: World, post_id: int) -> None:
    voided = update(Approval).where(col(Approval.post_id) == post_id).values(voided_at=world.clock.now())
    world.change(lambda session: session.connection().execute(voided))


def uploaded(world: World) -> int:
    """A post after its upload, before its publishing step."""
    (post_id,) = world.plan()
    assert carry(world)
    assert world.post(post_id).state is PostState.PROCESSING
    world.clock.move(2)
    return post_id


def finished(world: World, studio: Studio) -> int:
    """A post whose publishing step was answered; the platform works on it."""
    studio.answers.append(WATCH)
    post_id = uploaded(world)
    assert carry(world)
    assert world.post(post_id).state is PostState.PROCESSING
    world.clock.move(10)
    return post_id


@pytest.mark.parametrize("error", [RateLimited("Chậm lại.", until=START + timedelta(hours=1)), Retryable("Bận.")])
def test_what_was_certainly_not_published_needs_its_approval_its_words_and_its_time(
    world: World, studio: Studio, error: Exception
) -> None:
    studio.answers += [error, IT_IS_THERE]
    post_id = uploaded(world)
    assert carry(world)
    assert world.delivery(post_id).first_call_at is None
    void(world, post_id)
    world.change(lambda session: session.connection().execute(update(Item).values(revision=2, title="Khác hẳn")))
    world.clock.move(3 * 86_400)
    assert not carry(world)
    assert len(studio.sent) == 1


def test_after_a_refusal_a_new_try_begins_from_nothing(world: World, studio: Studio) -> None:
    studio.answers += [Rejected("Không nhận."), IT_IS_THERE]
    post_id = uploaded(world)
    assert carry(world)
    assert world.post(post_id).state is PostState.FAILED
    again = update(Post).values(state=PostState.PLANNED, due_at=world.clock.now(), slot_at=world.clock.now())
    world.change(lambda session: session.connection().execute(again))
    world.change(lambda session: session.connection().execute(update(Delivery).values(progress={}, tries=0)))
    assert carry(world)
    void(world, post_id)
    world.clock.move(2)
    assert not carry(world)
    assert len(studio.sent) == 1


@pytest.mark.parametrize("trouble", ["check", "credentials", "file"])
def test_trouble_of_ours_while_the_platform_works_never_sends_again(world: World, studio: Studio, trouble: str) -> None:
    """Not by us, not by a retry, not by the next revision of the source."""
    with world.database.write() as session:
        picture = province.seed_picture(session, world.carrier.settings.media_folder, world.clock.now())
    studio.answers.append(WATCH)
    (post_id,) = world.plan(picture=picture)
    assert carry(world)
    world.clock.move(2)
    assert carry(world)
    world.clock.move(10)
    if trouble == "check":
        studio.complaint = "Giới hạn của kênh đã đổi."
    elif trouble == "credentials":
        spoilt = update(Account).values(credentials=b"hong", credentials_version=1)
        world.change(lambda session: session.connection().execute(spoilt))
    else:
        path = world.carrier.media_path(picture)
        path.chmod(0o644)
        path.unlink()
    studio.watched.append(IT_IS_THERE)
    assert carry(world)
    expected = PostState.UNKNOWN if trouble == "credentials" else PostState.PUBLISHED
    assert world.post(post_id).state is expected
    assert len(studio.sent) == 1
    with world.database.read() as session:
        assert session.exec(select(Post.id).where(Post.id == post_id, renewable())).all() == []


def test_who_died_while_watching_is_followed_from_there(world: World, studio: Studio) -> None:
    post_id = finished(world, studio)
    with world.database.write() as session:
        claim = claim_next(
            session,
            account_id=world.account_id,
            spec=world.spec,
            incarnation_id=world.carrier.incarnation.id,
            lease_s=60,
            now=world.clock.now(),
            channel_in_flight=16,
        )
        assert isinstance(claim, Claim)
        step = restored_step(claim.progress)
        assert step is not None
        store_progress(session, claim, step, now=world.clock.now(), lease_s=60, calling=False)
    of_dead(world)
    assert recover_orphans(world.carrier) == 1
    assert world.post(post_id).state is PostState.PROCESSING
    studio.watched.append(IT_IS_THERE)
    world.clock.move(5)
    assert carry(world)
    assert world.post(post_id).state is PostState.PUBLISHED
    assert len(studio.sent) == 1


def test_an_approval_that_lapses_during_the_upload_is_asked_for_again(world: World, studio: Studio) -> None:
    post_id = uploaded(world)
    void(world, post_id)
    explain_waiting(world.carrier, world.clock.now())
    assert world.post(post_id).state is PostState.AWAITING_REVIEW
    with world.database.read() as session:
        assert session.exec(select(Notice.kind)).all() == ["review"]


@pytest.mark.parametrize("called", [False, True])
def test_expiry_ends_an_upload_but_not_what_the_platform_may_show(world: World, studio: Studio, called: bool) -> None:
    post_id = finished(world, studio) if called else uploaded(world)
    world.clock.move(7 * 86_400)
    SWEEP.run(world.carrier, Nudges())
    assert world.post(post_id).state is (PostState.PROCESSING if called else PostState.MISSED)
    studio.watched.append(IT_IS_THERE)
    assert carry(world) is called


def test_a_quota_counts_from_the_try_that_the_platform_counts(world: World) -> None:
    """Reserved at 0, put off to 890 s and published then: the next may go 900 s after that, not after the first try."""
    spec = replace(world.spec, quotas=(Quota("posts", 1, 900),))
    with register(spec):
        world.spec = spec
        world.plan(2)
        world.station.answers = [
            RateLimited("Chậm lại.", until=START + timedelta(seconds=890)),
            IT_IS_THERE,
            Published("2", "https://dai.example/2"),
        ]
        assert carry(world)
        world.clock.move(890.5)
        assert not carry(world)  # the other post is first in line, and finds the quota full
        assert carry(world)
        world.clock.move(11)
        assert not carry(world)
        world.clock.move(890)
        assert carry(world)
    assert len(world.station.sent) == 3


def test_progress_of_a_delivery_without_a_call_has_none(world: World, studio: Studio) -> None:
    post_id = uploaded(world)
    with world.database.read() as session:
        delivery = session.exec(select(Delivery).where(Delivery.post_id == post_id)).one()
    assert (delivery.first_call_at, bool(delivery.progress)) == (None, True)
