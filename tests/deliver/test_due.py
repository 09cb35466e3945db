"""The sweep: what it nudges, what it tells staff, and what it does when time has passed. Harmless however often it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from dispatch.due import SWEEP
from distributor.holds import place_hold
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Campaign,
    Hold,
    Intake,
    Item,
    Notice,
    Post,
    PostState,
    PostTransition,
    RenderJob,
    RenderState,
    Source,
    SourceKind,
)
from distributor.work.ports import Task
from tests.deliver.conftest import START, World
from tests.support import province


@dataclass
class Nudges:
    """Notes every nudge as (step, id)."""

    noted: list[tuple[str, int]] = field(default_factory=list)
    lanes: list[tuple[int, int, datetime | None]] = field(default_factory=list)

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None:
        self.lanes.append((account_id, lanes, eta))

    def ask(self, task: Task, keys: Sequence[int]) -> None:
        self.noted.extend((task, key) for key in keys)


def swept(world: World) -> Nudges:
    nudges = Nudges()
    SWEEP.run(world.carrier, nudges)
    return nudges


def change_posts(world: World, **values: object) -> None:
    world.change(lambda session: session.connection().execute(update(Post).values(**values)))


def test_an_empty_house_is_quiet(world: World) -> None:
    nudges = swept(world)
    assert (nudges.noted, nudges.lanes) == ([], [])


def test_lanes_as_many_as_due_posts_and_as_the_account_takes(world: World) -> None:
    world.plan(3)
    assert swept(world).lanes == [(world.account_id, 3, None)]
    world.plan(5)
    assert swept(world).lanes == [(world.account_id, 4, None)]


def test_a_slot_before_the_next_sweep_is_nudged_for_its_moment(world: World) -> None:
    slot = START + timedelta(seconds=0.7)
    world.plan(1, slots=[slot])
    assert swept(world).lanes == [(world.account_id, 1, slot)]
    world.clock.move(-3)
    assert swept(world).lanes == []


def test_what_waits_for_a_person_is_skipped_when_what_it_announces_is_over(world: World) -> None:
    over, waits = world.plan(2)
    change_posts(world, state=PostState.AWAITING_REVIEW, expires_at=None)
    world.change(
        lambda session: session.connection().execute(
            update(Post).where(col(Post.id) == over).values(expires_at=START - timedelta(seconds=1))
        )
    )
    swept(world)
    assert [world.post(post_id).state for post_id in (over, waits)] == [PostState.SKIPPED, PostState.AWAITING_REVIEW]


def test_past_its_expiry_a_post_is_missed_and_says_when_it_should_have_gone(world: World) -> None:
    (post_id,) = world.plan()
    world.clock.move(timedelta(hours=48).total_seconds())
    assert swept(world).lanes == []
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.MISSED, None)
    assert "24/11/2026 15:00" in post.reason
    with world.database.read() as session:
        assert session.exec(select(PostTransition.to_state)).all() == ["missed"]
        assert session.exec(select(Notice.kind)).all() == ["missed"]


def pause(session: Session) -> None:
    session.connection().execute(
        update(Account).values(
            state=AccountState.PAUSED, state_reason="bảo trì", paused_until=START + timedelta(minutes=5)
        )
    )


def rest(session: Session) -> None:
    session.connection().execute(
        update(Account).values(wait_until=START + timedelta(minutes=5), wait_reason="Hết hạn mức.")
    )


def sign_out(session: Session) -> None:
    session.connection().execute(update(Account).values(state=AccountState.NEEDS_SIGNIN, state_reason="hết hạn"))


def hold(session: Session) -> None:
    place_hold(session, Hold(reason="Quốc tang", ordered_by="UBND tỉnh", starts_at=START))


def pause_campaign(session: Session) -> None:
    campaign = Campaign(unit_id=1, name="Ngày Pháp luật", active=False, started_at=START)
    session.add(campaign)
    session.flush()
    session.connection().execute(update(Post).values(campaign_id=campaign.id))


def void(session: Session) -> None:
    session.connection().execute(update(Approval).values(voided_at=START))


@pytest.mark.parametrize(
    ("forbid", "said"),
    [
        (pause, "Tài khoản tạm dừng đến 24/11/2026 15:05: bảo trì"),
        (rest, "Hết hạn mức. Gửi tiếp lúc 24/11/2026 15:05."),
        (sign_out, "Tài khoản cần kết nối lại: hết hạn"),
        (hold, "Tạm dừng: Quốc tang (theo UBND tỉnh)"),
        (pause_campaign, "Chiến dịch tạm dừng: «Ngày Pháp luật». Bài đăng tiếp khi chiến dịch chạy lại"),
    ],
    ids=["paused", "rests", "signed out", "held", "campaign paused"],
)
def test_a_due_post_that_may_not_go_stays_planned_and_says_why(
    world: World, forbid: Callable[[Session], None], said: str
) -> None:
    (post_id,) = world.plan()
    world.change(forbid)
    assert swept(world).lanes == []
    post = world.post(post_id)
    assert post.state is PostState.PLANNED
    assert post.reason.startswith(said)


def test_a_post_whose_approval_lapsed_waits_for_a_person_again(world: World) -> None:
    (post_id,) = world.plan()
    world.change(void)
    assert swept(world).lanes == []
    post = world.post(post_id)
    assert (post.state, post.due_at, post.approval_id) == (PostState.AWAITING_REVIEW, None, None)
    assert "cần duyệt lại" in post.reason
    with world.database.read() as session:
        assert session.exec(select(Notice.kind)).all() == ["review"]


def test_a_planned_post_of_an_older_revision_is_composed_again_and_not_sent(world: World) -> None:
    (post_id,) = world.plan()
    world.change(
        lambda session: session.connection().execute(
            update(Item).values(revision=2, composed_revision=2, understood_revision=2)
        )
    )
    nudges = swept(world)
    assert nudges.lanes == []
    assert nudges.noted == [("compose", world.post(post_id).item_id)]
    assert "soạn lại" in world.post(post_id).reason


def test_what_is_wrong_with_one_account_stops_nothing_else(world: World) -> None:
    with world.database.write() as session:
        broken = Account(unit_id=world.seeded.unit_id, channel="station", name="Đài hỏng", limits={"parallel": None})
        session.add(broken)
        session.flush()
        items = [province.seed_item(session, world.seeded, 500, START)]
        (bad,) = province.seed_posts(session, world.seeded, broken, items, now=START)
    world.plan()
    assert [account_id for account_id, _, _ in swept(world).lanes] == [world.account_id]
    assert "nhập sai" in world.post(bad).reason


def test_a_pause_that_is_over_ends_by_itself(world: World) -> None:
    world.plan()
    world.change(pause)
    world.clock.move(301)
    assert len(swept(world).lanes) == 1
    assert world.account().state is AccountState.ACTIVE


def test_every_step_that_waits_is_nudged(world: World) -> None:
    draft, rendered, unknown, published = world.plan(4)

    def act(session: Session) -> None:
        changes: dict[int, dict[str, object]] = {
            draft: {"state": PostState.DRAFT, "rendered": False},
            rendered: {"state": PostState.DRAFT, "rendered": True},
            unknown: {"state": PostState.UNKNOWN},
            published: {"state": PostState.PUBLISHED, "measure_at": START},
        }
        for post_id, values in changes.items():
            session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**values))
        session.add(
            Source(unit_id=world.seeded.unit_id, kind=SourceKind.FEED, address="https://huonggiang.example/rss")
        )

    world.change(act)
    with world.database.write() as session:
        item_id = province.seed_item(session, world.seeded, 99, START)
        backlog_id = province.seed_item(session, world.seeded, 100, START)
        new_id, waiting_id = (province.seed_item(session, world.seeded, number, START) for number in (101, 102))
        items: dict[int, dict[str, object]] = {
            item_id: {"revision": 2, "understood_revision": 2},
            backlog_id: {"composed_revision": 0, "intake": Intake.BACKLOG},
            new_id: {"composed_revision": 0, "understood_revision": 0},
            waiting_id: {
                "composed_revision": 0,
                "understood_revision": 0,
                "understand_at": START + timedelta(minutes=1),
            },
        }
        for changed_id, values in items.items():
            session.connection().execute(update(Item).where(col(Item.id) == changed_id).values(**values))
        jobs = [
            RenderJob(
                unit_id=world.seeded.unit_id,
                item_id=item_id,
                shape=shape,
                revision=1,
                state=state,
                due_at=due_at,
                created_at=START,
            )
            for shape, state, due_at in (
                ("9x16", RenderState.RUNNING, START + timedelta(minutes=1)),
                ("16x9", RenderState.WANTED, START),
                ("1x1", RenderState.FAILED, None),
            )
        ]
        session.add_all(jobs)
        session.flush()
        wanted_id = jobs[1].id
    assert sorted(swept(world).noted) == sorted(
        [
            ("understand", new_id),
            ("make_video", wanted_id or 0),
            ("render", draft),
            ("review", rendered),
            ("reconcile", world.account_id),
            ("measure", world.account_id),
            ("ingest", 1),
            ("compose", item_id),
        ]
    )


def test_a_second_sweep_changes_nothing(world: World) -> None:
    world.plan(2)
    world.change(hold)
    swept(world)
    with world.database.read() as session:
        before = [(post.state, post.reason, post.due_at) for post in session.exec(select(Post))]
    swept(world)
    with world.database.read() as session:
        assert [(post.state, post.reason, post.due_at) for post in session.exec(select(Post))] == before


def test_a_channel_whose_package_is_gone_says_so(world: World) -> None:
    (post_id,) = world.plan()
    world.change(lambda session: session.connection().execute(update(Account).values(channel="tivi")))
    assert swept(world).lanes == []
    assert "tivi" in world.post(post_id).reason


def test_a_composed_item_whose_document_came_later_is_understood_again_and_not_composed(world: World) -> None:
    with world.database.write() as session:
        item_id = province.seed_item(session, world.seeded, 1, START)
    assert swept(world).noted == []
    world.change(lambda session: session.connection().execute(update(Item).values(understood_revision=0)))
    assert swept(world).noted == [("understand", item_id)]
    later = START + timedelta(minutes=1)
    world.change(lambda session: session.connection().execute(update(Item).values(understand_at=later)))
    assert swept(world).noted == [], "somebody is at it"
