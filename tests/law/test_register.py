"""The register as rows, on both databases: whatever order acts arrive in, and what follows for the posts of them."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlmodel import Session, col, select

from distributor.compose.view import item_view
from distributor.db import Database
from distributor.facts import DocumentFacts, Facts, Point, Relation, Role, Scope
from distributor.law.days import pass_day
from distributor.law.look import look_up
from distributor.law.owed import is_relied_upon, owed, with_points
from distributor.law.status import is_gone, law_reasons, status_on, takes_effect
from distributor.models import (
    Document,
    DocumentChange,
    DocumentStatus,
    DocumentStatusKind,
    Item,
    PostState,
    PostTransition,
    RelationKind,
    RenderJob,
    RenderState,
)
from tests.law.conftest import NOW, PROVINCE, Desk, facts

S = DocumentStatusKind


def does(kind: RelationKind, number: str, **more: object) -> Relation:
    return Relation(kind, f"Quyết định số {number}", number, **more)  # type: ignore[arg-type]


FEES = facts("15/2023/QĐ-UBND", "2023-05-18", "2023-06-01")
DEARER = facts("33/2026/QĐ-UBND", "2026-09-30", "2026-11-01", does(RelationKind.REPLACES, "15/2023/QĐ-UBND"))
UNDONE = facts("36/2026/QĐ-UBND", "2026-10-20", "2026-10-30", does(RelationKind.REPEALS, "33/2026/QĐ-UBND"))


def status(session: Session, number: str, day: str, issuer: str = "") -> S:
    return status_on(session, date.fromisoformat(day), number=number, issuer=issuer).status


def rows(session: Session) -> set[tuple[str, S, date]]:
    numbers = {document.id: document.number for document in session.exec(select(Document))}
    return {(numbers[row.document_id], S(row.status), row.since) for row in session.exec(select(DocumentStatus))}


@pytest.mark.parametrize("order", list(permutations((FEES, DEARER, UNDONE))))
def test_the_order_of_arrival_changes_nothing(database: Database, order: tuple[DocumentFacts, ...]) -> None:
    with database.write() as session:
        desk = Desk(session)
        for act in order:
            desk.keep(act)
        assert rows(session) == {
            ("15/2023/QĐ-UBND", S.NOT_YET, date(2023, 5, 18)),
            ("15/2023/QĐ-UBND", S.IN_FORCE, date(2023, 6, 1)),
            ("33/2026/QĐ-UBND", S.NOT_YET, date(2026, 9, 30)),
            ("33/2026/QĐ-UBND", S.ENDED, date(2026, 10, 30)),
            ("36/2026/QĐ-UBND", S.NOT_YET, date(2026, 10, 20)),
            ("36/2026/QĐ-UBND", S.IN_FORCE, date(2026, 10, 30)),
        }
        assert desk.document("33/2026/QĐ-UBND").gone_why == "never"
        assert desk.document("15/2023/QĐ-UBND").gone_from is None


def test_a_repeal_before_its_day_takes_back_what_waits_at_once(database: Database) -> None:
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(DEARER)
        planned = desk.post(item, PostState.PLANNED, due_at=NOW)
        waiting = desk.post(item, PostState.AWAITING_REVIEW, "before_effect")
        out = desk.post(item, PostState.PUBLISHED, "campaign:1:1", published_at=NOW)
        desk.keep(UNDONE)
        session.expire_all()
        assert [planned.state, waiting.state, out.state] == [PostState.SKIPPED, PostState.SKIPPED, PostState.PUBLISHED]
        assert "36/2026/QĐ-UBND" in planned.reason
        assert planned.due_at is None
        moves = session.exec(select(PostTransition.to_state)).all()
        assert list(moves) == ["skipped", "skipped"]
        assert planned.gate[0]["code"] == "law_never"
        assert is_gone(session, item, NOW)
        assert [reason.code for reason in law_reasons(session, item, NOW)] == ["law_never"]
        assert item_view(session, item).law == planned.reason, "whoever lets it out all the same says so"
        assert takes_effect(session, {item.document_id or 0}, NOW) == set()
        found = owed(session, NOW)
        assert [(one.item_id, one.post_ids) for one in found] == [(item.id, (out.id,))]
        assert "không được áp dụng" in found[0].right


def test_what_ends_later_is_taken_back_on_its_day(database: Database) -> None:
    later = facts("40/2026/QĐ-UBND", "2026-10-20", "2026-11-15", does(RelationKind.REPEALS, "15/2023/QĐ-UBND"))
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(FEES)
        post = desk.post(item, PostState.PLANNED)
        desk.keep(later)
        session.expire_all()
        assert post.state == PostState.PLANNED, "it is true until that day"
        assert not is_gone(session, item, NOW)
        post_id, item_id = post.id, item.id
    eve, morning = datetime(2026, 11, 14, 16, 59, tzinfo=UTC), datetime(2026, 11, 14, 17, 0, tzinfo=UTC)
    assert pass_day(database, eve) == 0
    assert pass_day(database, morning) == 1
    assert pass_day(database, morning) == 0
    with database.read() as session:
        moved = session.exec(select(PostTransition.post_id, PostTransition.reason)).one()
        assert moved[0] == post_id
        assert "hết hiệu lực từ ngày 15/11/2026" in moved[1]
        assert is_gone(session, session.get_one(Item, item_id), morning)


def test_a_changed_part_makes_a_person_look_and_ends_nothing(database: Database) -> None:
    part = does(
        RelationKind.AMENDS, "15/2023/QĐ-UBND", scope=Scope.PART, parts=("khoản 2 Điều 1",), quote="Sửa đổi khoản 2"
    )
    change = facts("41/2026/QĐ-UBND", "2026-10-01", "2026-10-10", part)
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(FEES)
        planned = desk.post(item, PostState.PLANNED)
        desk.keep(change)
        session.expire_all()
        assert planned.state == PostState.AWAITING_REVIEW
        assert "Các nội dung khác vẫn còn hiệu lực" in planned.reason
        assert status(session, FEES.number, "2026-10-21") is S.PARTLY_ENDED
        assert not is_gone(session, item, NOW)
        assert [reason.code for reason in law_reasons(session, item, NOW)] == ["law_changed"]


def test_a_video_in_the_making_is_stale(database: Database) -> None:
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(DEARER)
        job = RenderJob(
            unit_id=item.unit_id, item_id=item.id or 0, shape="9x16", revision=1, state=RenderState.RUNNING, token="t",
            created_at=NOW,
        )  # fmt: skip
        session.add(job)
        session.flush()
        desk.keep(UNDONE)
        session.expire_all()
        assert (job.state, job.token) == (RenderState.STALE, "")


def test_of_two_communes_with_one_number_only_the_one_that_is_meant_ends(database: Database) -> None:
    one = facts("05/2026/QĐ-UBND", "2026-04-02", "2026-04-10", issuer="Ủy ban nhân dân xã Thạch Hương")
    two = facts("05/2026/QĐ-UBND", "2026-04-15", "2026-04-25", issuer="Ủy ban nhân dân phường Vĩnh Giang")
    told = does(RelationKind.REPEALS, "05/2026/QĐ-UBND", issuer="Ủy ban nhân dân phường")
    end = facts("11/2026/QĐ-UBND", "2026-09-08", "2026-09-18", told, issuer="Ủy ban nhân dân phường Vĩnh Giang")
    for order in permutations((one, two, end)):
        with database.write() as session:
            desk = Desk(session)
            for act in order:
                desk.keep(act)
            assert status(session, "05/2026/QĐ-UBND", "2026-10-01", one.issuer) is S.IN_FORCE
            assert status(session, "05/2026/QĐ-UBND", "2026-10-01", two.issuer) is S.ENDED
            assert status(session, "05/2026/QĐ-UBND", "2026-10-01") is S.UNKNOWN, "which of the two is not said"
            session.rollback()


def test_a_commune_that_repeals_what_was_never_seen_does_not_touch_its_neighbours(database: Database) -> None:
    other = facts("05/2026/QĐ-UBND", "2026-04-02", "2026-04-10", issuer="Ủy ban nhân dân xã Thạch Hương")
    told = does(RelationKind.REPEALS, "05/2026/QĐ-UBND")
    end = facts("11/2026/QĐ-UBND", "2026-09-08", "2026-09-18", told, issuer="Ủy ban nhân dân phường Vĩnh Giang")
    with database.write() as session:
        desk = Desk(session)
        desk.keep(other)
        desk.keep(end)
        assert status(session, "05/2026/QĐ-UBND", "2026-10-01", other.issuer) is S.IN_FORCE


def test_the_act_of_a_merged_commune_ends_by_that_of_the_new_one(database: Database) -> None:
    old = facts("02/2023/QĐ-UBND", "2023-03-09", "2023-03-20", issuer="Ủy ban nhân dân xã Phú Hòa")
    told = does(
        RelationKind.REPLACES, "02/2023/QĐ-UBND", issuer="Ủy ban nhân dân xã Phú Hòa (cũ)", issued_on=date(2023, 3, 9)
    )
    new = facts("09/2026/QĐ-UBND", "2026-06-30", "2026-07-10", told, issuer="Ủy ban nhân dân xã Phú Vinh")
    with database.write() as session:
        desk = Desk(session)
        desk.keep(new)
        desk.keep(old)
        assert status(session, old.number, "2026-07-09") is S.IN_FORCE, "the old area keeps it until then"
        assert status(session, old.number, "2026-07-10") is S.ENDED


def test_an_act_that_was_never_seen_has_the_status_that_others_give_it(database: Database) -> None:
    with database.write() as session:
        desk = Desk(session)
        desk.keep(facts("11/2026/QĐ-UBND", "2026-03-06", "2026-03-20", does(RelationKind.REPEALS, "05/2016/QĐ-UBND")))
        assert status(session, "05/2016/QĐ-UBND", "2026-03-19") is S.UNKNOWN
        assert status(session, "05/2016/QĐ-UBND", "2026-03-20") is S.ENDED
        assert status(session, "05/2016/QĐ-UBND", "2026-03-20", PROVINCE) is S.ENDED
        (before,) = look_up(session, "05/2016/QĐ-UBND", "", date(2026, 3, 19))
        assert [one.since for one in before.legal_status.coming] == [date(2026, 3, 20)], "and what will become of it"
        (looked,) = look_up(session, "05/2016/QĐ-UBND", "", date(2026, 4, 1))
        assert "11/2026/QĐ-UBND" in looked.line
        assert status(session, "99/2099/QĐ-UBND", "2026-03-20") is S.UNKNOWN


def test_a_chain_that_refers_to_itself_comes_to_an_end(database: Database) -> None:
    one = facts("1/2026/QĐ-UBND", "2026-02-01", "2026-03-01", does(RelationKind.REPEALS, "2/2026/QĐ-UBND"))
    two = facts(
        "2/2026/QĐ-UBND", "2026-02-02", "2026-03-01", does(RelationKind.REPEALS, "1/2026/QĐ-UBND"),
        does(RelationKind.SUSPENDS, "2/2026/QĐ-UBND"),
    )  # fmt: skip
    with database.write() as session:
        desk = Desk(session)
        desk.keep(one)
        desk.keep(two)
        assert status(session, one.number, "2026-03-01") is S.ENDED
        assert status(session, two.number, "2026-03-01") is S.IN_FORCE


def test_a_correction_moves_the_day_of_effect(database: Database) -> None:
    wrong = facts("28/2026/QĐ-UBND", "2026-08-12", "2027-09-01")
    note = facts(
        "1877/UBND-TH", "2026-08-20", "",
        does(RelationKind.CORRECTS, "28/2026/QĐ-UBND", new_effective_on=date(2026, 9, 1)),
    )  # fmt: skip
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(wrong)
        planned = desk.post(item, PostState.PLANNED)
        desk.keep(note)
        session.expire_all()
        document = desk.document(wrong.number)
        assert (document.effective_on, document.told_effective_on) == (date(2026, 9, 1), date(2027, 9, 1))
        assert planned.state == PostState.AWAITING_REVIEW
        assert status(session, wrong.number, "2026-09-01") is S.IN_FORCE
        desk.keep(wrong)
        assert desk.document(wrong.number).effective_on == date(2026, 9, 1), "its own words do not undo the correction"
        assert [reason.code for reason in law_reasons(session, item, NOW)] == ["law_corrected"]
        said = item_view(session, item).facts.document
        assert said is not None
        assert said.effective_on == date(2026, 9, 1), "posts that are made from now on say the right day"


def test_what_is_known_no_more_is_no_change_any_more(database: Database) -> None:
    with database.write() as session:
        desk = Desk(session)
        for act in (FEES, DEARER):
            desk.keep(act)
        assert [change.status for change in session.exec(select(DocumentChange))] == [S.ENDED]
        desk.keep(UNDONE)
        changes = session.exec(select(DocumentChange).order_by(col(DocumentChange.id))).all()
        assert [(change.document_id, change.never) for change in changes] == [(desk.document(DEARER.number).id, True)]


def test_what_implements_a_replaced_act_is_never_plainly_in_force(database: Database) -> None:
    guide = facts("7/2024/QĐ-UBND", "2024-01-01", "2024-02-01", does(RelationKind.GUIDES, FEES.number))
    new = facts("8/2026/QĐ-UBND", "2026-01-01", "2026-02-01", does(RelationKind.REPLACES, FEES.number))
    with database.write() as session:
        desk = Desk(session)
        for act in (FEES, guide, new):
            desk.keep(act)
        standing = status_on(session, NOW.date(), number=guide.number)
        assert standing.status is S.IN_FORCE
        assert "nếu không trái" in standing.line
        assert FEES.number in standing.line


def test_what_is_suspended_and_goes_on_is_gone_in_between(database: Database) -> None:
    stop = facts("24/2026/QĐ-UBND", "2026-10-19", "2026-10-20", does(RelationKind.SUSPENDS, FEES.number))
    go = facts("37/2026/QĐ-UBND", "2026-10-22", "2026-11-05", does(RelationKind.RESUMES, FEES.number))
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(FEES)
        out = desk.post(item, PostState.PUBLISHED, published_at=NOW)
        desk.keep(stop)
        assert is_gone(session, item, NOW)
        desk.keep(go)
        document = desk.document(FEES.number)
        assert (document.gone_why, document.gone_until) == ("suspended", datetime(2026, 11, 4, 17, 0, tzinfo=UTC))
        post_id = out.id
    after = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)
    assert pass_day(database, after) == 1
    with database.read() as session:
        document = session.exec(select(Document).where(Document.number == FEES.number)).one()
        assert (document.gone_from, document.gone_why) == (None, "")
        assert [one.post_ids for one in owed(session, after)] == [(post_id,)], "only how it stands now"
        assert "được thi hành trở lại" in owed(session, after)[0].right


def test_a_correction_tells_what_is_new_and_not_the_repeal_twice() -> None:
    words = (
        "Quyết định số 33/2026/QĐ-UBND hết hiệu lực từ ngày 30/10/2026, bị bãi bỏ bởi Quyết định số 36/2026/QĐ-UBND."
    )
    message = (
        Point(Role.CHANGE, "Bãi bỏ toàn bộ Quyết định số 33/2026/QĐ-UBND"),
        Point(Role.HOW, "Giá giữ xe tiếp tục theo Quyết định số 15/2023/QĐ-UBND"),
        Point(Role.EFFECT, "Quyết định có hiệu lực từ ngày 30/10/2026"),
    )
    assert (
        with_points(words, Facts(message=message)) == f"{words} Giá giữ xe tiếp tục theo Quyết định số 15/2023/QĐ-UBND."
    )


@pytest.mark.parametrize(
    ("published", "deadline", "relied"),
    [
        (datetime(2026, 1, 5, tzinfo=UTC), None, True),
        (datetime(2022, 1, 5, tzinfo=UTC), None, False),
        (datetime(2022, 1, 5, tzinfo=UTC), date(2026, 12, 31), True),
        (datetime(2022, 1, 5, tzinfo=UTC), date(2022, 12, 31), False),
        (None, date(2026, 12, 31), False),
    ],
)
def test_which_posts_are_still_relied_upon(published: datetime | None, deadline: date | None, relied: bool) -> None:
    message = (Point(Role.DEADLINE, "Nộp hồ sơ trước hạn", day=deadline),) if deadline else ()
    assert is_relied_upon(Facts(message=message), published, NOW) is relied


PART = {"scope": Scope.PART, "since": date(2026, 12, 9)}
"""A part, from a day of its own."""


@pytest.mark.parametrize(
    ("relations", "told"),
    [
        (
            [does(RelationKind.REPEALS, "15/2023/QĐ-UBND", parts=("khoản 3 Điều 5",), **PART)],
            ["Từ ngày 09/12/2026, khoản 3 Điều 5 không còn áp dụng (Quyết định số 33/2026/QĐ-UBND)"],
        ),
        (
            [
                does(RelationKind.REPEALS, "15/2023/QĐ-UBND", parts=("Điều 7",), **PART),
                does(RelationKind.AMENDS, "15/2023/QĐ-UBND", parts=("Điều 2", "Điều 4"), **PART),
            ],
            [
                "Từ ngày 09/12/2026, Điều 7 không còn áp dụng (Quyết định số 33/2026/QĐ-UBND)",
                "Từ ngày 09/12/2026, Điều 2; Điều 4 được sửa đổi, bổ sung (Quyết định số 33/2026/QĐ-UBND)",
            ],
        ),
        (
            [does(RelationKind.SUSPENDS, "15/2023/QĐ-UBND", parts=tuple(f"Điều {n}" for n in range(1, 6)), **PART)],
            ["Từ ngày 09/12/2026, nhiều điều, khoản ngưng hiệu lực (Quyết định số 33/2026/QĐ-UBND)"],
        ),
        (
            [does(RelationKind.REPEALS, "15/2023/QĐ-UBND", **PART)],
            ["Từ ngày 09/12/2026, một phần văn bản không còn áp dụng (Quyết định số 33/2026/QĐ-UBND)"],
        ),
        (
            [does(RelationKind.REPLACES, "15/2023/QĐ-UBND")],
            ["Từ ngày 01/12/2026, văn bản hết hiệu lực (Quyết định số 33/2026/QĐ-UBND)"],
        ),
        ([does(RelationKind.GUIDES, "15/2023/QĐ-UBND")], []),
    ],
    ids=["clause", "of two kinds on one day", "many parts", "some part", "whole", "nothing"],
)
def test_what_is_to_come_is_told_with_its_extent(
    database: Database, relations: list[Relation], told: list[str]
) -> None:
    with database.write() as session:
        desk = Desk(session)
        desk.keep(FEES)
        desk.keep(facts("33/2026/QĐ-UBND", "2026-11-20", "2026-12-01", *relations))
        standing = status_on(session, date(2026, 11, 24), number="15/2023/QĐ-UBND")
        assert [one.said for one in standing.coming] == told
        assert standing.line == ". ".join(["Còn hiệu lực", *told])
        assert status_on(session, date(2026, 12, 9), number="15/2023/QĐ-UBND").coming == ()


def test_the_end_of_its_own_term_is_to_come_too(database: Database) -> None:
    with database.write() as session:
        Desk(session).keep(facts("15/2023/QĐ-UBND", "2023-05-18", "2023-06-01", ended="2027-01-01"))
        standing = status_on(session, date(2026, 11, 24), number="15/2023/QĐ-UBND")
        assert [one.said for one in standing.coming] == ["Từ ngày 01/01/2027, văn bản hết hiệu lực"]


def test_a_term_that_lies_ahead_is_not_told_as_over(database: Database) -> None:
    """The act says itself how long it applies; "đã kết thúc" is said when its day has come."""
    with database.write() as session:
        desk = Desk(session)
        item = desk.item(facts("15/2023/QĐ-UBND", "2023-05-18", "2023-06-01", ended="2027-01-01"))
        assert item_view(session, item).law == ""
        item_id = item.id
    assert pass_day(database, datetime(2027, 1, 2, tzinfo=UTC)) == 1
    with database.read() as session:
        assert "đã kết thúc ngày 31/12/2026" in item_view(session, session.get_one(Item, item_id)).law
