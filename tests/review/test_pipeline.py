"""From an item to planned posts, on both databases: compose, render, review, and what a revision does to each state."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.registry import open_adapter, parse_credentials, spec_of
from distributor.clock import VIETNAM
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.deliver.due import miss
from distributor.draft.picture import render_post
from distributor.draft.store import compose_item
from distributor.draft.targets import ANNOUNCE
from distributor.errors import LoaError
from distributor.facts import Facts, Point, Role
from distributor.ingest.bounded import NotNow
from distributor.ingest.store import withdraw_once
from distributor.labels import kinds
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Approval,
    Campaign,
    CampaignAccount,
    Case,
    Delivery,
    Document,
    Intake,
    Item,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    ShortLink,
    Sighting,
    Source,
    SourceKind,
    Staff,
    StandingApproval,
)
from distributor.outgoing.post import load_outgoing
from distributor.plan.move import warnings_at
from distributor.report import review_groups
from distributor.report.review_groups import grouped_queue
from distributor.review import doubts
from distributor.review.doubts import doubts_for_person, doubts_of, said_of
from distributor.review.redo import send_back
from distributor.review.standing_approval import template_versions
from distributor.review.store import approve_by_person, review_post
from distributor.staff.deeds import Actor
from distributor.understand import bounded as understanding
from phrases import phrase
from tests.deliver.conftest import START, SetClock
from tests.support import province

PUBLIC = "https://phapluat.huonggiang.example"


class House:
    """A province whose automatic campaign announces on X and RSS by a standing approval."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.clock = database, SetClock()
        self.templates, self.media = Templates(), MediaStore(folder / "media")
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            source = Source(unit_id=self.seeded.unit_id, kind=SourceKind.FEED, address="https://huonggiang.example/rss")
            accounts = [Account(unit_id=self.seeded.unit_id, channel=channel, name=channel) for channel in ("x", "rss")]
            campaign = Campaign(
                unit_id=self.seeded.unit_id,
                name="Tự động",
                automatic=True,
                all_sources=True,
                policy={"*": {"*": "auto"}},
            )
            session.add_all([source, *accounts, campaign])
            session.flush()
            self.source_id = source.id or 0
            session.add_all(
                CampaignAccount(campaign_id=campaign.id or 0, account_id=account.id or 0) for account in accounts
            )
            session.add(
                StandingApproval(
                    campaign_id=campaign.id or 0,
                    staff_id=self.seeded.staff_id,
                    kinds=["*"],
                    account_ids=[account.id or 0 for account in accounts],
                    templates=template_versions(self.templates, ("x", "rss"), ["", *kinds()], ANNOUNCE),
                    given_at=START,
                    ends_at=START + timedelta(days=1),
                )
            )

    def item(self, **changes: object) -> int:
        with self.database.write() as session:
            item_id = province.seed_item(session, self.seeded, len(session.exec(select(Item)).all()), START)
            values: dict[str, object] = {"composed_revision": 0, **changes}
            session.connection().execute(update(Item).where(col(Item.id) == item_id).values(**values))
            session.add(
                Sighting(
                    source_id=self.source_id,
                    item_id=item_id,
                    entry_key=str(item_id),
                    fingerprint="-",
                    first_seen_at=START,
                )
            )
        return item_id

    def compose(self, item_id: int) -> list[int]:
        return compose_item(self.database, item_id, templates=self.templates, public_url=PUBLIC, now=self.clock.now)

    def render(self, post_id: int, media: MediaStore | None = None) -> bool:
        return render_post(
            self.database, post_id, store=media or self.media, templates=self.templates, now=self.clock.now, sample=True
        )

    def review(self, post_id: int) -> None:
        with self.database.write() as session:
            review_post(session, post_id, problems=(), now=self.clock.now())

    def prepare(self, item_id: int) -> list[Post]:
        for post_id in self.compose(item_id):
            assert self.render(post_id)
            self.review(post_id)
        return self.posts(item_id)

    def posts(self, item_id: int) -> list[Post]:
        with self.database.read() as session:
            return list(session.exec(select(Post).where(Post.item_id == item_id).order_by(col(Post.id))))

    def revise(self, item_id: int, title: str) -> None:
        with self.database.write() as session:
            session.connection().execute(
                update(Item)
                .where(col(Item.id) == item_id)
                .values(
                    title=title,
                    revision=col(Item.revision) + 1,
                    understood_revision=col(Item.revision) + 1,
                )
            )


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def test_a_new_item_becomes_approved_posts_with_picture_and_short_link(house: House) -> None:
    posts = house.prepare(house.item())
    assert [post.state for post in posts] == [PostState.PLANNED, PostState.PLANNED]
    with house.database.read() as session:
        for post in posts:
            approval = session.exec(select(Approval).where(Approval.id == post.approval_id)).one()
            assert approval.manifest_hash == post.manifest_hash
            link = session.exec(select(ShortLink).where(ShortLink.post_id == post.id)).one()
            assert post.link == f"{PUBLIC}/l/{link.code}"
            assert session.exec(select(PostMedia.alt_text).where(PostMedia.post_id == post.id)).one()
            assert session.exec(select(Delivery.tries).where(Delivery.post_id == post.id)).one() == 0


def test_composed_twice_at_once_is_composed_once(house: House) -> None:
    item_id = house.item()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(house.compose, [item_id] * 4))
    assert sorted(len(ids) for ids in made) == [0, 0, 0, 2]
    assert len(house.posts(item_id)) == 2


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"intake": Intake.HELD, "intake_reason": "có ghi «lưu hành nội bộ»"}, PostState.AWAITING_REVIEW),
        ({"kind": "statistics"}, PostState.SKIPPED),
    ],
)
def test_what_does_not_go_out_by_itself(house: House, change: dict[str, object], state: PostState) -> None:
    posts = house.prepare(house.item(**change))
    assert {post.state for post in posts} == {state}


def test_what_a_citizen_asked_waits_for_a_person_whatever_was_approved_beforehand(house: House) -> None:
    mine, asked = house.item(kind="question"), house.item(kind="question")
    with house.database.write() as session:
        session.add(Case(unit_id=house.seeded.unit_id, item_id=asked, opened_at=START, last_at=START))
    assert {post.state for post in house.prepare(mine)} == {PostState.PLANNED}
    posts = house.prepare(asked)
    assert {post.state for post in posts} == {PostState.AWAITING_REVIEW}
    assert "câu hỏi của một người dân" in posts[0].reason
    assert all(post.reason and post.due_at is None for post in posts)


def fair(hours_from_now: int) -> dict[str, object]:
    """Facts of a job fair that ends at that hour."""
    ends = START.astimezone(VIETNAM) + timedelta(hours=hours_from_now)
    when = f"từ {(ends - timedelta(hours=1)).hour} giờ đến {ends.hour} giờ ngày {ends:%d/%m/%Y}"
    said = f"Phiên giao dịch việc làm lưu động {when} tại hội trường Ủy ban nhân dân phường."
    return {"text": said, "facts": Facts(kind="notice", message=(Point(Role.CHANGE, said, (said,)),)).to_json()}


def test_an_announcement_expires_with_what_it_announces(house: House) -> None:
    ends = START.replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    posts = house.prepare(house.item(**fair(3)))
    assert {(post.state, post.expires_at) for post in posts} == {(PostState.PLANNED, ends)}
    with house.database.read() as session:
        post = session.get_one(Post, posts[0].id)
        assert warnings_at(session, post, ends) == (phrase("plan.ends-first", until=ends),)
        assert warnings_at(session, post, ends - timedelta(minutes=5)) == ()


def test_what_waits_for_a_person_is_skipped_when_it_is_over(house: House) -> None:
    waits = house.item(**fair(3), intake=Intake.HELD, intake_reason="có ghi «lưu hành nội bộ»")
    past = house.item(**fair(-30), intake=Intake.HELD, intake_reason="có ghi «lưu hành nội bộ»")
    ends = START.replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    posts = house.prepare(waits)
    assert {(post.state, post.expires_at) for post in posts} == {(PostState.AWAITING_REVIEW, ends)}
    assert {post.expires_at for post in house.prepare(past)} == {None}, "over when it came: a person decides"
    miss(house.database, ends + timedelta(seconds=1))
    assert {(post.state, post.reason) for post in house.posts(waits)} == {(PostState.SKIPPED, phrase("deliver.over"))}
    assert {post.state for post in house.posts(past)} == {PostState.AWAITING_REVIEW}


@pytest.mark.parametrize("intake", [Intake.BACKLOG, Intake.FLOOD])
def test_what_staff_have_not_taken_gets_no_posts(house: House, intake: Intake) -> None:
    assert house.prepare(house.item(intake=intake)) == []


def test_a_revision_before_the_slot_is_what_goes_out(house: House) -> None:
    item_id = house.item()
    before = house.prepare(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Delivery).values(progress={"progress": {"media": "old"}}, tries=2))
    house.revise(item_id, "Quyết định số 9/2026/QĐ-UBND về mức hỗ trợ mới")
    after = house.prepare(item_id)
    assert [post.id for post in after] == [post.id for post in before]
    assert [post.link for post in after] == [post.link for post in before]
    for old, new in zip(before, after, strict=True):
        assert "9/2026" in new.title
        assert new.state is PostState.PLANNED
        assert new.manifest_hash != old.manifest_hash
    with house.database.read() as session:
        assert {(str(one.progress), one.tries) for one in session.exec(select(Delivery))} == {("{}", 0)}


def test_a_revision_after_publishing_posts_nothing_by_itself(house: House) -> None:
    item_id = house.item()
    house.prepare(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Post).values(state=PostState.PUBLISHED))
    house.revise(item_id, "Tiêu đề đã sửa")
    assert house.compose(item_id) == []
    assert {post.title for post in house.posts(item_id)} == {"Quyết định số 0/2026/QĐ-UBND về mức hỗ trợ"}


def test_a_picture_that_cannot_be_kept_leaves_the_post_to_a_person(house: House, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    post_id = house.compose(house.item())[0]
    assert not house.render(post_id, MediaStore(blocked / "media"))
    post = next(one for one in house.posts(1) if one.id == post_id)
    assert post.state is PostState.AWAITING_REVIEW
    assert "soạn lại bài" in post.reason
    with house.database.write() as session:
        send_back(session, post_id, by="lanhdao", now=START)
    renewed = house.prepare(1)
    assert next(one for one in renewed if one.id == post_id).state is PostState.PLANNED


def person(session: Session) -> Staff:
    return session.exec(select(Staff)).one()


def test_a_persons_yes_is_to_what_they_saw(house: House) -> None:
    post = house.prepare(house.item(intake=Intake.HELD, intake_reason="dự thảo"))[0]
    assert post.id is not None
    with house.database.write() as session, pytest.raises(LoaError, match="đã khác với nội dung được xem"):
        approve_by_person(session, Actor(person(session), START), post.id, seen_hash="0" * 12, slot_at=None)
    with house.database.write() as session:
        approve_by_person(
            session, Actor(person(session), START), post.id, seen_hash=post.manifest_hash[:12], slot_at=None
        )
    assert house.posts(1)[0].state is PostState.PLANNED
    with house.database.read() as session:
        standing = session.exec(select(Approval.standing_id).where(Approval.post_id == post.id)).all()
        assert standing == [None]


def test_cadence_gives_each_post_its_own_slot(house: House) -> None:
    with house.database.write() as session:
        session.connection().execute(update(Campaign).values(cadence={"x": {"minutes_between": 30}}))
    slots = []
    for _ in range(3):
        x_post = house.prepare(house.item())[0]
        slots.append(x_post.slot_at)
    assert slots == [START, START + timedelta(minutes=30), START + timedelta(minutes=60)]


def test_a_withdrawn_item_does_not_go_out_by_itself(house: House) -> None:
    item_id = house.item()
    assert {post.state for post in house.prepare(item_id)} == {PostState.PLANNED}
    with house.database.write() as session:
        assert withdraw_once(session, item_id, "trang của tin báo đã gỡ hẳn (mã 410)", house.clock.now())
        session.get_one(Item, item_id).understood_revision = 2
    posts = house.prepare(item_id)
    assert {post.state for post in posts} == {PostState.AWAITING_REVIEW}
    assert all("gỡ khỏi nguồn" in post.reason for post in posts)


def test_an_item_that_was_held_while_it_was_composed_is_composed_again(house: House) -> None:
    """Its videos would be wanted as if it were not held."""
    item_id = house.item()

    class Holding(SetClock):
        def now(self) -> datetime:
            with house.database.write() as session:
                session.get_one(Item, item_id).intake = Intake.HELD
            return super().now()

    clock = Holding()
    assert compose_item(house.database, item_id, templates=house.templates, public_url=PUBLIC, now=clock.now) == []
    assert len(house.compose(item_id)) == 2
    with house.database.read() as session:
        assert session.exec(select(RenderJob)).all() == []


@pytest.mark.parametrize(
    "learns", [{"understood_revision": 0}, {"facts": {"questions": ["Số?"]}}], ids=["to be", "done"]
)
def test_what_is_learnt_while_an_item_is_composed_is_composed_too(house: House, learns: dict[str, object]) -> None:
    """A document of it came: posts that know nothing of it would ask a person what it says."""
    item_id = house.item()

    class Learning(SetClock):
        def now(self) -> datetime:
            with house.database.write() as session:
                session.connection().execute(update(Item).where(col(Item.id) == item_id).values(**learns))
            return super().now()

    clock = Learning()
    assert compose_item(house.database, item_id, templates=house.templates, public_url=PUBLIC, now=clock.now) == []
    with house.database.write() as session:
        session.get_one(Item, item_id).understood_revision = 1
    assert len(house.compose(item_id)) == 2


@pytest.mark.parametrize(("hours", "planned"), [(10, True), (40, False)])
def test_an_occasion_is_not_approved_after_its_day(house: House, hours: int, planned: bool) -> None:
    item_id = house.item(intake=Intake.HELD)
    with house.database.write() as session:
        document = Document(issuer="UBND", number="27/2026/QĐ-UBND", issued_on=START.date(), effective_on=START.date())
        session.add(document)
        session.flush()
        session.get_one(Item, item_id).document_id = document.id
    (post, *_) = house.prepare(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Post).where(col(Post.id) == post.id).values(purpose="effective"))
        seen = session.get_one(Post, post.id).manifest_hash
        staff = session.get_one(Staff, house.seeded.staff_id)
        now = datetime.combine(START.date(), time(0), VIETNAM) + timedelta(hours=hours)
        if planned:
            approve_by_person(session, Actor(staff, now), post.id or 0, seen_hash=seen, slot_at=None)
        else:
            with pytest.raises(LoaError, match="nay đã muộn"):
                approve_by_person(session, Actor(staff, now), post.id or 0, seen_hash=seen, slot_at=None)
    approved = house.posts(item_id)[0]
    assert (approved.state is PostState.PLANNED) is planned
    if planned:
        assert approved.expires_at == datetime.combine(START.date() + timedelta(days=1), time(0), VIETNAM)


def test_what_cannot_be_compared_with_its_source_waits_for_a_person(house: House) -> None:
    item_id = house.item()
    (post_id, *_) = house.compose(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(purpose="digest:thang nay"))
        session.connection().execute(
            update(Item).where(col(Item.id) == item_id).values(document_role="digest:thang nay")
        )
    (doubt,) = doubts_of(house.database, post_id, house.templates.editorial)
    assert "đối chiếu với văn bản gốc" in doubt


def test_while_a_long_source_has_no_turn_a_person_is_told_and_no_rule_decides(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = house.item(text="Hộ nghèo được hỗ trợ 5 triệu đồng. " * 6_000)
    (post_id, *_) = house.compose(item_id)
    with house.database.write() as session:
        now = {"state": PostState.AWAITING_REVIEW, "text": "Hộ nghèo được hỗ trợ 7 triệu đồng."}
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(**now))
    editorial = house.templates.editorial

    def told() -> tuple[tuple[str, ...], tuple[str, ...], str]:
        with house.database.read() as session:
            units = [house.seeded.unit_id]
            queue = grouped_queue(session, units, Path, page=1, now=house.clock.now(), soonest=house.clock.now())
            said = said_of(session, post_id)
        ((one,),) = [group.posts for group in queue.groups]
        return doubts_for_person(said, editorial), one.unfounded, one.doubt

    doubted, unfounded, doubt = told()
    assert (doubted[0], unfounded, doubt) == (
        "nguồn không có «7 triệu đồng»; hãy đối chiếu với văn bản gốc",
        ("7 triệu đồng",),
        "",
    )
    for module in (doubts, review_groups):
        monkeypatch.setattr(module, "PATIENCE_S", 0.0)
    with understanding._turn:
        doubted, unfounded, doubt = told()
        assert "chưa đối chiếu được bài với nguồn" in doubted[0]
        assert (unfounded, doubt) == ((), doubted[0])
        with pytest.raises(NotNow):
            doubts_of(house.database, post_id, editorial)
    doubted, unfounded, doubt = told()
    assert unfounded == (), "a page whose patience is over compares no further long source"
    assert "chưa đối chiếu được" in doubt
    assert "7 triệu đồng" in doubted[0], "the one post that a person edits is compared"


def test_a_draft_whose_channel_is_gone_waits_for_a_person(house: House) -> None:
    item_id = house.item()
    (post_id, *_) = house.compose(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Account).values(channel="kenh-da-bo"))
    assert not house.render(post_id)
    post = next(post for post in house.posts(item_id) if post.id == post_id)
    assert (post.state, bool(post.reason)) == (PostState.AWAITING_REVIEW, True)


@pytest.mark.parametrize(("called", "renewed"), [(False, True), (True, False)])
def test_a_post_half_way_is_renewed_only_while_the_platform_cannot_show_it(
    house: House, called: bool, renewed: bool
) -> None:
    """An upload that nobody sees, or a text that people were handed, may still become another; a publishing step may not."""
    item_id = house.item()
    house.prepare(item_id)
    with house.database.write() as session:
        session.connection().execute(update(Post).values(state=PostState.PROCESSING, due_at=None))
        session.connection().execute(
            update(Delivery).values(progress={"progress": {"step": "watch"}}, first_call_at=START if called else None)
        )
    house.revise(item_id, "Quyết định số 9/2026/QĐ-UBND về mức hỗ trợ mới")
    house.compose(item_id)
    assert {post.state is PostState.DRAFT for post in house.posts(item_id)} == {renewed}
    assert {"9/2026" in post.title for post in house.posts(item_id)} == {renewed}


def test_an_item_without_a_picture_has_a_cover_on_zalo_all_the_same(house: House) -> None:
    """Zalo takes no article without one: the house's card is drawn, and no address of a cover is set for the account."""
    settings = {
        "oa_id": "2890000000000000001",
        "author": "Sở Tư pháp",
        "media_address": f"{PUBLIC}/media/{{sha256}}.{{ending}}",
    }
    secrets = {"app_id": "1", "app_secret": "x", "refresh_token": "x", "access_token": "x"}
    with house.database.write() as session:
        account = Account(unit_id=house.seeded.unit_id, channel="zalo", name="zalo", settings=settings)
        campaign = session.exec(select(Campaign)).one()
        session.add(account)
        session.flush()
        session.add(CampaignAccount(campaign_id=campaign.id or 0, account_id=account.id or 0))
        account_id = account.id or 0
    item_id = house.item()
    house.compose(item_id)
    [post] = [one for one in house.posts(item_id) if one.account_id == account_id]
    assert house.render(post.id or 0), [one.reason for one in house.posts(item_id)]
    with house.database.read() as session:
        loaded = load_outgoing(session, post.id or 0, house.media.path_of)
    spec = spec_of("zalo")
    with open_adapter(spec, parse_credentials(spec, secrets), house.clock, settings) as opened:
        assert opened.adapter.check(loaded.outgoing) == []
    [cover] = loaded.outgoing.media
    assert 0 < cover.bytes <= spec.media.max_bytes
