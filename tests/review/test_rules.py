"""One or two people, never one's own, delegation, and the way back to the author, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.deliver.claim import approved
from distributor.errors import LoaError, NotThere
from distributor.models import (
    Account,
    Approval,
    Delegation,
    Document,
    Item,
    Post,
    PostState,
    PostTransition,
    Role,
    Staff,
)
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.review.edit import edit_post, use_composed
from distributor.review.person import recall_post
from distributor.review.rules import ApprovalRule, author_of, drop_rule, rule_for, set_rule
from distributor.review.store import Reviewed, approve_by_person, review_post, take_back_yes
from distributor.review.words import version_of, words_of
from distributor.staff.deeds import Actor, actor_named
from distributor.staff.delegation import DelegationRequest, give_delegation, withdraw_delegation
from distributor.staff.permissions import NotAllowed, person_who_may
from distributor.states import note_move
from tests.support import province

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)
TWO = ApprovalRule(approvers=2)
PEOPLE = {
    "lanhdao": Role.APPROVER,
    "pho": Role.APPROVER,
    "soan": Role.AUTHOR,
    "soan2": Role.AUTHOR,
    "xem": Role.VIEWER,
    "quantri": Role.ADMINISTRATOR,
}


class Office:
    """A unit with people of every role and one post that waits for a yes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            seeded = province.seed_unit(session)
            self.unit_id = seeded.unit_id
            for login, role in PEOPLE.items():
                if login != "lanhdao":
                    session.add(
                        Staff(
                            unit_id=self.unit_id, login=login, full_name=f"Cán bộ {login}", role=role, password_hash="-"
                        )
                    )
            account = Account(unit_id=self.unit_id, channel="x", name="x")
            session.add(account)
            session.flush()
            item_id = province.seed_item(session, seeded, 1, NOW)
            session.connection().execute(update(Item).where(col(Item.id) == item_id).values(kind="new_law"))
            post = Post(
                unit_id=self.unit_id,
                account_id=account.id or 0,
                item_id=item_id,
                purpose="announce",
                state=PostState.AWAITING_REVIEW,
                reason="chính sách chiến dịch: phải có người duyệt",
                title="Tin",
                text="Từ 07/12/2026, mỗi thửa còn ít nhất 50 m².",
                link="http://127.0.0.1:8600/l/abc2345",
                rendered=True,
                created_at=NOW - HOUR,
            )
            session.add(post)
            session.flush()
            self.account_id, self.post_id = account.id or 0, post.id or 0
            note_move(
                session,
                self.post_id,
                before=PostState.DRAFT,
                after=PostState.AWAITING_REVIEW,
                reason=post.reason,
                now=NOW - HOUR,
            )

    def who(self, session: Session, login: str) -> Staff:
        return session.exec(select(Staff).where(Staff.login == login)).one()

    def rule(self, rule: ApprovalRule, kind: str = "") -> None:
        with self.database.write() as session:
            set_rule(session, self.unit_id, kind, rule)

    def hash(self, session: Session) -> str:
        post = session.get_one(Post, self.post_id)
        return manifest_of(post, media_of(session, [self.post_id])[self.post_id]).hash()

    def yes(self, login: str, at: datetime = NOW, slot_at: datetime | None = None) -> Reviewed:
        with self.database.write() as session:
            staff = person_who_may(session, login, "approve", at)
            return approve_by_person(
                session, Actor(staff, at), self.post_id, seen_hash=self.hash(session), slot_at=slot_at
            )

    def change(self, text: str, by: str = "loa") -> None:
        """The words become others, as when a person edits them where they stand."""
        author = {} if by == "loa" else {"edited_by": by}
        with self.database.write() as session:
            session.connection().execute(update(Post).where(col(Post.id) == self.post_id).values(text=text, **author))

    def draft(self) -> None:
        with self.database.write() as session:
            session.connection().execute(
                update(Post).where(col(Post.id) == self.post_id).values(state=PostState.DRAFT, approval_id=None)
            )

    def review(self, at: datetime = NOW) -> Reviewed | None:
        with self.database.write() as session:
            return review_post(session, self.post_id, problems=(), now=at)

    def post(self) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, self.post_id)

    def claimable(self) -> bool:
        with self.database.read() as session:
            return session.exec(select(Post.id).where(Post.id == self.post_id, approved(NOW))).first() is not None

    def standing(self) -> list[tuple[int, bool]]:
        """Approvals: whose, and whether they count."""
        with self.database.read() as session:
            rows = session.exec(select(Approval).order_by(col(Approval.id)))
            return [(row.staff_id, row.voided_at is None) for row in rows]

    def delegate(
        self, giver: str, to: str, first: date = TODAY, last: date = TODAY, kinds: tuple[str, ...] = ()
    ) -> int:
        with self.database.write() as session:
            wish = DelegationRequest(self.who(session, to).id or 0, first, last, kinds)
            return give_delegation(session, Actor(self.who(session, giver), NOW), wish).id or 0


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_without_a_rule_one_yes_plans(office: Office) -> None:
    assert office.yes("lanhdao").state is PostState.PLANNED
    assert office.claimable()


def test_with_two_the_first_yes_waits_and_the_second_plans(office: Office) -> None:
    office.rule(TWO)
    first = office.yes("lanhdao", slot_at=NOW + 5 * HOUR)
    assert (first.state, first.reason) == (PostState.AWAITING_REVIEW, "đã có 1/2 người duyệt: Lãnh đạo Sở")
    waiting = office.post()
    assert (waiting.approval_id, waiting.slot_at, waiting.due_at) == (None, NOW + 5 * HOUR, None)
    assert not office.claimable(), "half a yes sends nothing"
    with pytest.raises(LoaError, match="Bạn đã duyệt bài này rồi"):
        office.yes("lanhdao")
    assert office.yes("pho", slot_at=NOW + 5 * HOUR).state is PostState.PLANNED
    planned = office.post()
    assert (planned.slot_at, planned.reason) == (NOW + 5 * HOUR, "")
    assert office.claimable()
    with office.database.read() as session:
        last = session.exec(select(PostTransition).order_by(col(PostTransition.id).desc())).first()
        assert last is not None
        assert (last.reason, last.by) == ("Duyệt: Lãnh đạo Sở, Cán bộ pho.", "pho")


def test_a_change_of_content_voids_the_first_yes_even_if_the_words_come_back(office: Office) -> None:
    office.rule(TWO)
    said = office.post().text
    office.yes("lanhdao")
    office.change("Từ 07/12/2026, mỗi thửa còn ít nhất 80 m².")
    assert office.yes("pho").reason == "đã có 1/2 người duyệt: Cán bộ pho"
    assert [counts for _who, counts in office.standing()] == [False, True]
    office.change(said)
    office.draft()
    office.review(NOW + HOUR)
    again = office.yes("pho", NOW + 2 * HOUR)
    assert again.reason == "đã có 1/2 người duyệt: Cán bộ pho", "neither yes counts after the post was another"


def test_taken_back_both_yeses_are_void_and_it_waits_for_what_it_waited_for(office: Office) -> None:
    office.rule(TWO)
    office.yes("lanhdao")
    office.yes("pho")
    with office.database.write() as session:
        recall_post(session, actor_named(session, "pho", NOW + HOUR), office.post_id)
    assert [counts for _who, counts in office.standing()] == [False, False]
    assert office.post().reason == "chính sách chiến dịch: phải có người duyệt"
    assert office.yes("pho", NOW + 2 * HOUR).reason == "đã có 1/2 người duyệt: Cán bộ pho"


def test_the_first_yes_is_taken_back_by_the_one_who_gave_it(office: Office) -> None:
    office.rule(TWO)
    office.yes("lanhdao")
    with office.database.write() as session, pytest.raises(LoaError, match="không có lượt duyệt nào của bạn"):
        take_back_yes(session, Actor(office.who(session, "pho"), NOW), office.post_id)
    with office.database.write() as session:
        take_back_yes(session, Actor(office.who(session, "lanhdao"), NOW), office.post_id)
    assert office.post().reason == "chính sách chiến dịch: phải có người duyệt"
    assert office.yes("pho").reason == "đã có 1/2 người duyệt: Cán bộ pho"


def test_a_rule_for_a_kind_comes_before_the_units(office: Office) -> None:
    office.rule(ApprovalRule(approvers=1, never_own=True))
    office.rule(TWO, "scam_warning")
    with office.database.write() as session:
        assert rule_for(session, office.unit_id, "scam_warning") == TWO
        assert rule_for(session, office.unit_id, "new_law") == ApprovalRule(never_own=True)
        assert drop_rule(session, office.unit_id, "scam_warning") == TWO
        assert rule_for(session, office.unit_id, "scam_warning") == ApprovalRule(never_own=True)
        with pytest.raises(LoaError, match="không có quy tắc riêng"):
            drop_rule(session, office.unit_id, "scam_warning")
        with pytest.raises(LoaError, match="1 hoặc 2"):
            set_rule(session, office.unit_id, "", ApprovalRule(approvers=3))
        with pytest.raises(LoaError, match="trong danh sách"):
            set_rule(session, office.unit_id, "bịa", TWO)


def test_nobody_says_yes_to_their_own_words_where_the_unit_says_so(office: Office) -> None:
    office.change("Từ 07/12/2026, mỗi thửa còn ít nhất 60 m².", by="lanhdao")
    with office.database.read() as session:
        assert author_of(session, office.post_id) == "lanhdao"
    office.rule(ApprovalRule(never_own=True))
    with pytest.raises(LoaError, match="không cho tự duyệt"):
        office.yes("lanhdao")
    office.delegate("lanhdao", "soan")
    with pytest.raises(LoaError, match="người được Lãnh đạo Sở ủy quyền cũng không"):
        office.yes("soan")
    assert office.yes("pho").state is PostState.PLANNED


def test_where_the_unit_does_not_say_so_ones_own_is_allowed(office: Office) -> None:
    office.change("Từ 07/12/2026, mỗi thửa còn ít nhất 60 m².", by="lanhdao")
    assert office.yes("lanhdao").state is PostState.PLANNED


def test_a_delegate_approves_while_it_lasts_and_the_approval_says_for_whom(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.yes("soan")
    given = office.delegate("lanhdao", "soan", TODAY, TODAY + timedelta(days=1))
    done = office.yes("soan")
    assert (done.state, done.delegation_id) == (PostState.PLANNED, given)
    assert office.claimable()
    with office.database.read() as session:
        approval = session.exec(select(Approval)).one()
        assert approval.delegation_id == given
        last = session.exec(select(PostTransition).order_by(col(PostTransition.id).desc())).first()
        assert last is not None
        assert last.reason == "Duyệt: Cán bộ soan (theo ủy quyền của Lãnh đạo Sở)."
        with pytest.raises(NotAllowed):
            person_who_may(session, "soan", "hold", NOW)
        with pytest.raises(NotAllowed):
            person_who_may(session, "soan", "approve", datetime(2026, 11, 25, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize("ending", ["withdrawn", "disabled", "demoted", "other kind"])
def test_a_delegation_ends_with_what_it_stands_on(office: Office, ending: str) -> None:
    kinds = ("scam_warning",) if ending == "other kind" else ()
    given = office.delegate("lanhdao", "soan", kinds=kinds)
    with office.database.write() as session:
        giver = office.who(session, "lanhdao")
        match ending:
            case "withdrawn":
                withdraw_delegation(session, Actor(office.who(session, "quantri"), NOW), given)
                with pytest.raises(LoaError, match="đã được rút"):
                    withdraw_delegation(session, Actor(office.who(session, "quantri"), NOW), given)
                stranger = office.who(session, "quantri").model_copy(update={"unit_id": 999})
                with pytest.raises(NotThere):
                    withdraw_delegation(session, Actor(stranger, NOW), given)
            case "disabled":
                giver.disabled = True
            case "demoted":
                giver.role = Role.AUTHOR
        session.add(giver)
    with pytest.raises(NotAllowed):
        office.yes("soan")
    assert office.post().state is PostState.AWAITING_REVIEW


def test_one_right_is_not_used_twice_for_one_post(office: Office) -> None:
    office.rule(TWO)
    office.delegate("lanhdao", "soan")
    assert "Cán bộ soan (theo ủy quyền của Lãnh đạo Sở)" in office.yes("soan").reason
    with pytest.raises(LoaError, match="Quyền duyệt của Lãnh đạo Sở đã được dùng"):
        office.yes("lanhdao")
    assert office.yes("pho").state is PostState.PLANNED


@pytest.mark.parametrize(
    ("giver", "to", "first", "last", "said"),
    [
        ("lanhdao", "lanhdao", 0, 0, "cho chính mình"),
        ("lanhdao", "pho", 0, 0, "đã có quyền duyệt"),
        ("lanhdao", "xem", 0, 0, "là người xem"),
        ("lanhdao", "soan", -1, 2, "Ngày đầu 23/11/2026 đã qua"),
        ("lanhdao", "soan", 3, 2, "Ngày cuối 26/11/2026 trước ngày đầu 27/11/2026"),
        ("lanhdao", "soan2", 4, 8, "Bạn đã ủy quyền cho Cán bộ soan từ 27/11/2026 đến 28/11/2026"),
    ],
)
def test_delegations_that_are_refused(office: Office, giver: str, to: str, first: int, last: int, said: str) -> None:
    office.delegate("lanhdao", "soan", TODAY + timedelta(days=3), TODAY + timedelta(days=4))
    with pytest.raises(LoaError, match=said):
        office.delegate(giver, to, TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    office.delegate("pho", "soan2", TODAY + timedelta(days=4), TODAY + timedelta(days=4))
    with office.database.read() as session:
        assert len(session.exec(select(Delegation)).all()) == 2


def test_other_kinds_on_the_same_days_do_not_overlap(office: Office) -> None:
    office.delegate("lanhdao", "soan", kinds=("new_law",))
    office.delegate("lanhdao", "soan2", kinds=("scam_warning",))
    with pytest.raises(LoaError, match="Bạn đã ủy quyền"):
        office.delegate("lanhdao", "soan2")


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (NOW - HOUR, "đã qua"),
        (NOW + timedelta(days=400), "quá xa"),
        (NOW + timedelta(hours=18), "chỉ cho gửi từ"),
        (NOW + timedelta(days=20), "Bài này chỉ đúng đến trước"),
    ],
)
def test_an_hour_that_is_chosen_keeps_the_calendars_rules(office: Office, at: datetime, why: str) -> None:
    """Noon of 24/11: eighteen hours later it is six in the morning, when Zalo is shut."""
    with office.database.write() as session:
        session.get_one(Account, office.account_id).channel = "zalo"
        document = Document(issuer="UBND", number="1/2026/QĐ", issued_on=TODAY, effective_on=date(2026, 12, 7))
        session.add(document)
        session.flush()
        post = session.get_one(Post, office.post_id)
        session.get_one(Item, post.item_id).document_id = document.id
        post.purpose = "before_effect" if "đúng đến" in why else "announce"
    with pytest.raises(LoaError, match=why):
        office.yes("lanhdao", slot_at=at)
    assert office.post().state is PostState.AWAITING_REVIEW
    assert office.standing() == []


@pytest.mark.parametrize("wish", ["edit", "compose"])
def test_a_first_yes_falls_when_the_words_change_and_does_not_come_back_with_them(office: Office, wish: str) -> None:
    office.rule(TWO)
    office.yes("lanhdao")
    with office.database.write() as session:
        post = session.get_one(Post, office.post_id)
        if wish == "edit":
            before = words_of(post)
            other = replace(before, text="Từ 07/12/2026, mỗi thửa còn ít nhất 60 m².")
            for seen, words in ((before, other), (other, before)):
                author = office.who(session, "soan")
                edit_post(session, Actor(author, NOW), office.post_id, words, seen=version_of(seen), doubts=())
        else:
            use_composed(session, actor_named(session, "soan", NOW), office.post_id)
    assert [counts for _who, counts in office.standing()] == [False]
