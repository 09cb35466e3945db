"""Shared posts on both databases: each unit answers for itself, once, and its posts are its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.errors import LoaError, NotThere
from distributor.ingest.store import withdraw_once
from distributor.labels import NONE
from distributor.models import (
    Account,
    AccountState,
    AnswerState,
    Item,
    Offer,
    OfferAnswer,
    Post,
    PostState,
    PreAcceptance,
    Role,
    ShortLink,
    Staff,
    Unit,
    UnitLevel,
)
from distributor.report.coverage import LedgerWish, coverage, totals
from distributor.report.offers import answers_waiting, offers_made, waiting_offers
from distributor.review.store import review_post
from distributor.share.accept import OfferMaking, accept_by_standing_yes, accept_offer
from distributor.share.offers import (
    SHARED,
    OfferRequest,
    decline,
    make_offer,
    pre_accept,
    undo_decline,
    units_below,
    withdraw_offer,
    withdraw_pre_acceptance,
)
from distributor.staff.deeds import Actor, actor_named
from tests.support import province

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Country:
    """A province with a department and two communes, each with an approver and accounts, and an item of the province."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        self.making = OfferMaking(Templates(), "https://loa.example", lambda: self.now, videos=False)
        with database.write() as session:
            seeded = province.seed_unit(session)
            self.province = seeded.unit_id
            office = Unit(level=UnitLevel.DEPARTMENT, code="so-y-te", parent_id=self.province)
            communes = [
                Unit(level=UnitLevel.COMMUNE, code=code, parent_id=self.province) for code in ("an-loc", "binh-an")
            ]
            session.add_all([office, *communes])
            session.flush()
            self.office, self.first, self.second = office.id or 0, communes[0].id or 0, communes[1].id or 0
            for unit_id, login in ((self.office, "so"), (self.first, "anloc"), (self.second, "binhan")):
                session.add(Staff(unit_id=unit_id, login=login, full_name=login, role=Role.APPROVER, password_hash="-"))
            accounts = [
                Account(unit_id=self.first, channel="facebook", name="Xã An Lộc"),
                Account(unit_id=self.first, channel="rss", name="Tin xã An Lộc"),
                Account(unit_id=self.second, channel="x", name="@binhan"),
            ]
            session.add_all(accounts)
            session.flush()
            self.facebook, self.rss, self.x = (account.id or 0 for account in accounts)
            self.item_id = province.seed_item(session, seeded, 1, NOW)
            session.connection().execute(
                update(Item)
                .where(col(Item.id) == self.item_id)
                .values(kind="new_law", composed_revision=col(Item.revision), understood_revision=col(Item.revision))
            )

    def who(self, session: Session, login: str, now: datetime = NOW) -> Actor:
        return actor_named(session, login, now)

    def offer(self, *units: int, by: str = "lanhdao", days: int = 3) -> int:
        with self.database.write() as session:
            wish = OfferRequest(self.item_id, units, self.now + days * DAY, "Mong các xã cùng đăng")
            return make_offer(session, self.who(session, by, self.now), wish).id or 0

    def answer(self, offer_id: int, unit_id: int) -> OfferAnswer:
        with self.database.read() as session:
            return session.exec(
                select(OfferAnswer).where(OfferAnswer.offer_id == offer_id, OfferAnswer.unit_id == unit_id)
            ).one()

    def accept(self, offer_id: int, unit_id: int, *accounts: int) -> int:
        login = "anloc" if unit_id == self.first else "binhan"
        with self.database.read() as session:
            actor = self.who(session, login, self.now)
        return accept_offer(self.database, actor, self.answer(offer_id, unit_id).id or 0, accounts, self.making)

    def posts(self) -> list[Post]:
        with self.database.read() as session:
            return list(session.exec(select(Post).order_by(col(Post.id))))


@pytest.fixture
def country(database: Database, tmp_path: Path) -> Country:
    return Country(database)


def test_an_accepted_offer_makes_the_units_own_posts_with_their_own_links(country: Country) -> None:
    offer_id = country.offer()
    assert country.accept(offer_id, country.first, country.facebook, country.rss) == 2
    posts = country.posts()
    assert [(post.account_id, post.unit_id, post.state, post.campaign_id) for post in posts] == [
        (country.facebook, country.first, PostState.DRAFT, None),
        (country.rss, country.first, PostState.DRAFT, None),
    ]
    assert all(post.of_other_unit for post in posts)
    assert len({post.link for post in posts}) == 2
    assert posts[0].text != posts[1].text or posts[0].title, "each channel has its own form"
    with country.database.read() as session:
        assert len(session.exec(select(ShortLink)).all()) == 2
    answered = country.answer(offer_id, country.first)
    assert (answered.state, answered.by, answered.account_ids) == (
        AnswerState.ACCEPTED,
        "anloc",
        [country.facebook, country.rss],
    )
    assert country.answer(offer_id, country.second).state is AnswerState.WAITING


def test_its_posts_count_where_they_were_made_and_not_as_cells_of_the_item(country: Country) -> None:
    with country.database.read() as session:
        before = totals(session)
    assert country.accept(country.offer(), country.first, country.facebook, country.rss) == 2
    with country.database.read() as session:
        everywhere, there = totals(session), totals(session, unit_ids=[country.first])
        elsewhere = totals(session, unit_ids=[country.second])
    assert (everywhere[PostState.DRAFT], there[PostState.DRAFT], elsewhere[PostState.DRAFT]) == (2, 2, 0)
    assert everywhere[NONE] == before[NONE], "no account of the item's own unit said it"


def test_its_posts_wait_for_a_person_of_the_unit(country: Country) -> None:
    country.accept(country.offer(), country.first, country.facebook)
    (post,) = country.posts()
    with country.database.write() as session:
        session.connection().execute(update(Post).values(rendered=True))
        reviewed = review_post(session, post.id or 0, problems=(), now=NOW)
    assert reviewed is not None
    assert (reviewed.state, reviewed.reason) == (PostState.AWAITING_REVIEW, SHARED)


def test_nobody_accepts_twice(country: Country) -> None:
    offer_id = country.offer()
    country.accept(offer_id, country.first, country.facebook)
    with pytest.raises(LoaError, match="Lời mời này đã nhận"):
        country.accept(offer_id, country.first, country.rss)
    with pytest.raises(LoaError, match="đã được mời đăng tin này"):
        country.offer()
    with country.database.write() as session:
        withdraw_offer(session, country.who(session, "lanhdao"), offer_id)
    country.offer()
    with country.database.read() as session:
        asked = session.exec(select(OfferAnswer.unit_id).order_by(col(OfferAnswer.id))).all()
    assert asked == [country.first, country.second, country.second], "who accepted is not asked again"
    assert len(country.posts()) == 1


def test_an_account_that_says_it_already_says_it_once(country: Country) -> None:
    country.accept(country.offer(country.first), country.first, country.facebook)
    with country.database.write() as session:
        session.connection().execute(update(OfferAnswer).values(state=AnswerState.DECLINED))
    again = country.offer(country.first)
    with pytest.raises(LoaError, match="đều đã có bài"):
        country.accept(again, country.first, country.facebook)
    assert country.accept(again, country.first, country.facebook, country.rss) == 1
    assert [post.account_id for post in country.posts()] == [country.facebook, country.rss]


@pytest.mark.parametrize("accounts", ["none", "another unit's", "closed"])
def test_only_open_accounts_of_the_unit(country: Country, accounts: str) -> None:
    offer_id = country.offer()
    with country.database.write() as session:
        session.connection().execute(
            update(Account).where(col(Account.id) == country.rss).values(state=AccountState.CLOSED)
        )
    chosen = {"none": (), "another unit's": (country.facebook, country.x), "closed": (country.rss,)}[accounts]
    with pytest.raises(LoaError, match="tài khoản đang hoạt động của đơn vị"):
        country.accept(offer_id, country.first, *chosen)
    assert country.posts() == []
    assert country.answer(offer_id, country.first).state is AnswerState.WAITING


def test_what_another_unit_gave_is_not_there_and_twice_is_told(country: Country) -> None:
    offer_id = country.offer(country.first)
    answer_id = country.answer(offer_id, country.first).id or 0
    with country.database.write() as session:
        giver, other = country.who(session, "anloc"), country.who(session, "binhan")
        given = pre_accept(session, giver, ["new_law"], [country.facebook], NOW + DAY).id or 0
        with pytest.raises(NotThere):
            withdraw_offer(session, other, offer_id)
        with pytest.raises(NotThere):
            withdraw_pre_acceptance(session, other, given)
        with pytest.raises(NotThere):
            decline(session, other, answer_id, "")
        with pytest.raises(NotThere):
            undo_decline(session, other, answer_id)
        withdraw_offer(session, country.who(session, "lanhdao"), offer_id)
        withdraw_pre_acceptance(session, giver, given)
        with pytest.raises(LoaError, match="Lời mời này đã được rút"):
            withdraw_offer(session, country.who(session, "lanhdao"), offer_id)
        with pytest.raises(LoaError, match="Việc nhận trước này đã được rút"):
            withdraw_pre_acceptance(session, giver, given)


@pytest.mark.parametrize("ending", ["expired", "withdrawn", "item withdrawn"])
def test_an_offer_that_is_over_is_not_accepted(country: Country, ending: str) -> None:
    offer_id = country.offer()
    with country.database.write() as session:
        match ending:
            case "expired":
                country.now += 3 * DAY
            case "withdrawn":
                withdraw_offer(session, country.who(session, "lanhdao"), offer_id)
            case _:
                withdraw_once(session, country.item_id, "404", NOW)
    with pytest.raises(LoaError, match="đã hết hạn, đã được rút, hoặc tin đã bị gỡ"):
        country.accept(offer_id, country.first, country.facebook)
    with country.database.read() as session:
        assert waiting_offers(session, country.first, country.now) == []
        assert session.execute(answers_waiting(country.first, country.now)).scalar() == 0
        (made,) = offers_made(session, country.province, country.now)
        assert made.why_over
    assert country.posts() == []


def test_an_item_that_is_being_composed_anew_is_not_accepted_half_way(country: Country) -> None:
    offer_id = country.offer()
    with country.database.write() as session:
        session.connection().execute(update(Item).values(composed_revision=0))
    with pytest.raises(LoaError, match="Loa đang soạn lại"):
        country.accept(offer_id, country.first, country.facebook)
    assert country.answer(offer_id, country.first).state is AnswerState.WAITING


def test_declined_with_a_reason_and_thought_over(country: Country) -> None:
    offer_id = country.offer()
    answer_id = country.answer(offer_id, country.first).id or 0
    with country.database.write() as session:
        staff = country.who(session, "anloc")
        with pytest.raises(LoaError, match="Hãy ghi lý do"):
            decline(session, staff, answer_id, "  ")
        with pytest.raises(LoaError, match="Không có lời mời này"):
            decline(session, country.who(session, "binhan"), answer_id, "Trùng")
        decline(session, staff, answer_id, "Xã đã tự đăng")
    with country.database.read() as session:
        (row,) = coverage(
            session, LedgerWish(unit_ids=[country.province, country.first], item_ids=[country.item_id])
        ).rows
        told = {cell.account_id: cell.reason for cell in row.cells}
    assert told[country.facebook] == "Đơn vị từ chối bài dùng chung: Xã đã tự đăng"
    with country.database.write() as session:
        undo_decline(session, country.who(session, "anloc"), answer_id)
    assert country.accept(offer_id, country.first, country.facebook) == 1


def test_the_units_own_ledger_shows_what_it_accepted(country: Country) -> None:
    with country.database.read() as session:
        assert coverage(session, LedgerWish(unit_ids=[country.first])).rows == ()
    country.accept(country.offer(), country.first, country.facebook)
    with country.database.read() as session:
        ledger = coverage(session, LedgerWish(unit_ids=[country.first]))
        (row,) = ledger.rows
        assert {cell.account_id: cell.state for cell in row.cells}[country.facebook] == PostState.DRAFT
        assert ledger.totals[PostState.DRAFT] == 1
        assert coverage(session, LedgerWish(unit_ids=[country.second])).rows == (), "no other unit's"


def test_accepted_in_advance_by_kind_until_the_day(country: Country) -> None:
    with country.database.write() as session:
        staff = country.who(session, "anloc")
        given = pre_accept(session, staff, ["new_law"], [country.facebook], NOW + 5 * DAY).id
        pre_accept(session, country.who(session, "binhan"), ["scam_warning"], [country.x], NOW + 5 * DAY)
    offer_id = country.offer()
    assert accept_by_standing_yes(country.database, country.making, offer_id) == [country.first]
    assert accept_by_standing_yes(country.database, country.making, offer_id) == []
    answered = country.answer(offer_id, country.first)
    assert (answered.state, answered.by, answered.pre_acceptance_id) == (AnswerState.ACCEPTED, "anloc", given)
    assert country.answer(offer_id, country.second).state is AnswerState.WAITING
    assert [post.account_id for post in country.posts()] == [country.facebook]


def test_the_sweep_finds_what_the_request_did_not_finish(country: Country) -> None:
    with country.database.write() as session:
        staff = country.who(session, "anloc")
        pre_accept(session, staff, ["new_law"], [country.facebook], NOW + 5 * DAY)
    offer_id = country.offer()
    with country.database.write() as session:
        pre_accept(session, country.who(session, "binhan", NOW + DAY), ["new_law"], [country.x], NOW + 5 * DAY)
    assert accept_by_standing_yes(country.database, country.making) == [country.first], (
        "a later yes is for later offers"
    )
    assert accept_by_standing_yes(country.database, country.making) == []
    assert country.answer(offer_id, country.first).state is AnswerState.ACCEPTED


def test_what_a_person_takes_up_again_no_standing_yes_answers(country: Country) -> None:
    with country.database.write() as session:
        pre_accept(session, country.who(session, "anloc"), ["new_law"], [country.facebook], NOW + 5 * DAY)
    answer_id = country.answer(country.offer(), country.first).id or 0
    with country.database.write() as session:
        decline(session, country.who(session, "anloc"), answer_id, "Trùng")
        undo_decline(session, country.who(session, "anloc"), answer_id)
    assert accept_by_standing_yes(country.database, country.making) == []


@pytest.mark.parametrize("ending", ["over", "withdrawn", "disabled", "demoted", "account closed"])
def test_a_yes_in_advance_ends_with_what_it_stands_on(country: Country, ending: str) -> None:
    with country.database.write() as session:
        staff = country.who(session, "anloc")
        given = pre_accept(session, staff, ["new_law"], [country.facebook], NOW + 2 * DAY)
        match ending:
            case "over":
                country.now += 2 * DAY
            case "withdrawn":
                withdraw_pre_acceptance(session, staff, given.id or 0)
            case "disabled":
                staff.staff.disabled = True
            case "demoted":
                staff.staff.role = Role.AUTHOR
            case _:
                session.connection().execute(update(Account).values(state=AccountState.CLOSED))
        session.add(staff.staff)
    offer_id = country.offer()
    assert accept_by_standing_yes(country.database, country.making, offer_id) == []
    assert country.answer(offer_id, country.first).state is AnswerState.WAITING


def test_who_may_be_asked_and_what_may_be_offered(country: Country) -> None:
    with country.database.write() as session:
        assert units_below(session, country.province) == (country.first, country.second)
        assert units_below(session, country.office) == (country.first, country.second)
        assert units_below(session, country.first) == ()
        with pytest.raises(LoaError, match="không có đơn vị cấp dưới"):
            make_offer(session, country.who(session, "anloc"), OfferRequest(country.item_id, (), NOW + DAY))
        with pytest.raises(LoaError, match="chọn một tin"):
            make_offer(session, country.who(session, "so"), OfferRequest(country.item_id, (), NOW + DAY))
        boss = country.who(session, "lanhdao")
        with pytest.raises(LoaError, match="chọn đơn vị trong danh sách"):
            make_offer(session, boss, OfferRequest(country.item_id, (country.office,), NOW + DAY))
        with pytest.raises(LoaError, match="đã qua"):
            make_offer(session, boss, OfferRequest(country.item_id, (), NOW))
        with pytest.raises(LoaError, match="tối đa 1000"):
            make_offer(session, boss, OfferRequest(country.item_id, (), NOW + DAY, "a" * 1001))
        session.connection().execute(update(Item).values(kind="statistics"))
        session.expire_all()
        with pytest.raises(LoaError, match="không đăng lên kênh nào"):
            make_offer(session, boss, OfferRequest(country.item_id, (), NOW + DAY))
        session.connection().execute(update(Item).values(kind="new_law"))
        withdraw_once(session, country.item_id, "410", NOW)
        session.expire_all()
        with pytest.raises(LoaError, match="Tin này không mời được: đã bị gỡ khỏi nguồn"):
            make_offer(session, boss, OfferRequest(country.item_id, (), NOW + DAY))
        assert session.exec(select(Offer)).all() == []
        with pytest.raises(LoaError, match="ít nhất một loại"):
            pre_accept(session, country.who(session, "anloc"), [], [country.facebook], NOW + DAY)
        with pytest.raises(LoaError, match="đã qua"):
            pre_accept(session, country.who(session, "anloc"), ["new_law"], [country.facebook], NOW)
        assert session.exec(select(PreAcceptance)).all() == []
