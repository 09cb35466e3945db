"""What a citizens' page says of the law: how much ends, from which day, and by what; a part never reads as the whole act."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from distributor.db import Database
from distributor.facts import DocumentFacts, Facts, Relation, Scope
from distributor.lookup.answers import look_up
from distributor.lookup.index import keep_look_up_words
from distributor.models import Item, PostState, RelationKind
from distributor.understand.documents import keep_document
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post, identity

ISSUER = "Ủy ban nhân dân tỉnh Hương Giang"
WATER, ENDS_PART = "22/2026/QĐ-UBND", "31/2026/QĐ-UBND"
CLAUSE = Relation(RelationKind.REPEALS, f"Quyết định số {WATER}", WATER, Scope.PART, ("khoản 3 Điều 5",), issuer=ISSUER)


def act_item(
    database: Database,
    province: Province,
    number: str,
    effective_on: date,
    *relations: Relation,
    public: bool = True,
    subject: str = "quy định hỗ trợ",
) -> int:
    """An item about an act, as it is understood."""
    document = DocumentFacts(
        "quyết định", number, (ISSUER,), date(2026, 11, 20), effective_on, subject, None, relations
    )
    with database.write() as session:
        item_id = add_item(session, province, f"Quyết định số {number}", text="Toàn văn.")
        row = session.get_one(Item, item_id)
        row.document_id, row.document_role = keep_document(session, document, NOON.date(), now=NOON), "announcement"
        row.facts = Facts(document=document, role="announcement").to_json()
        if public:
            add_post(session, province.facebook, item_id, PostState.PUBLISHED)
    return identity(item_id)


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (CLAUSE, f"bãi bỏ khoản 3 Điều 5 của Quyết định số {WATER} của {ISSUER}, các nội dung khác giữ nguyên"),
        (
            Relation(RelationKind.REPEALS, f"Quyết định số {WATER}", WATER, Scope.PART),
            f"bãi bỏ một phần Quyết định số {WATER}, các nội dung khác giữ nguyên",
        ),
        (
            Relation(RelationKind.AMENDS, f"Quyết định số {WATER}", WATER, Scope.PART, ("Điều 2", "Điều 4")),
            f"sửa đổi, bổ sung Điều 2; Điều 4 của Quyết định số {WATER}, các nội dung khác giữ nguyên",
        ),
        (Relation(RelationKind.REPLACES, f"Quyết định số {WATER}", WATER), f"thay thế Quyết định số {WATER}"),
    ],
    ids=["clause", "some part", "amended", "whole"],
)
def test_what_an_act_does_to_another_has_its_extent_day_and_page(
    client: TestClient, database: Database, province: Province, clock: Hands, relation: Relation, said: str
) -> None:
    water = act_item(database, province, WATER, date(2026, 12, 3))
    ender = act_item(database, province, ENDS_PART, date(2026, 12, 9), relation)
    page = client.get(f"/tin/{ender}").text
    assert f'<li><a href="/tin/{water}">Từ ngày 09/12/2026 sẽ {said}</a></li>' in page
    clock.turn(date(2026, 12, 9) - NOON.date())
    assert f">Từ ngày 09/12/2026 {said}</a></li>" in client.get(f"/tin/{ender}").text


def test_what_an_act_that_never_takes_effect_would_have_done_is_not_told(
    client: TestClient, database: Database, province: Province
) -> None:
    act_item(database, province, WATER, date(2026, 12, 3))
    ender = act_item(database, province, ENDS_PART, date(2026, 12, 9), CLAUSE)
    whole = Relation(RelationKind.REPEALS, f"Quyết định số {ENDS_PART}", ENDS_PART)
    act_item(database, province, "33/2026/QĐ-UBND", date(2026, 12, 5), whole)
    assert "khoản 3 Điều 5" not in client.get(f"/tin/{ender}").text


def test_what_was_ended_before_its_day_has_one_truth(
    client: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    ferry = "25/2026/QĐ-UBND"
    item_id = act_item(database, province, ferry, date(2026, 12, 12))
    act_item(
        database,
        province,
        "30/2026/QĐ-UBND",
        date(2026, 12, 3),
        Relation(RelationKind.REPEALS, f"Quyết định số {ferry}", ferry),
    )
    for _turn in range(2):
        page = client.get(f"/tin/{item_id}").text
        assert '<section class="law ended"' in page
        assert '<p class="status"><strong>Không có hiệu lực</strong></p>' in page
        assert "Bị bãi bỏ bởi Quyết định số 30/2026/QĐ-UBND ngày 20/11/2026" in page
        assert "<dd><del>12/12/2026</del> (không còn áp dụng)</dd>" in page
        assert "legislationDateOfApplicability" not in page
        assert "Hết hiệu lực" not in page
        assert "KHÔNG CÓ HIỆU LỰC: Quyết định số 30/2026/QĐ-UBND" in client.get("/tra-cuu?q=25/2026").text
        clock.turn(date(2026, 12, 20) - NOON.date())


def test_that_a_part_will_end_is_seen_at_once(
    client: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    water = act_item(database, province, WATER, date(2026, 11, 22))
    ender = act_item(database, province, ENDS_PART, date(2026, 12, 9), CLAUSE)
    said = f"Từ ngày 09/12/2026, khoản 3 Điều 5 không còn áp dụng (Quyết định số {ENDS_PART})"
    page = client.get(f"/tin/{water}").text
    assert "<strong>Còn hiệu lực</strong>" in page
    assert f'<p><a href="/tin/{ender}">{said}</a>.</p>' in page.partition("<details>")[0]
    assert "09/12/2026</time> Sẽ hết hiệu lực một phần:" in page
    assert "22/11/2026</time> Còn hiệu lực:" in page
    assert f'<a href="/tin/{ender}">{said}</a>.' in client.get("/tra-cuu?q=22/2026").text
    assert "09/12/2026</time> Sẽ có hiệu lực:" in client.get(f"/tin/{ender}").text
    clock.turn(date(2026, 12, 9) - NOON.date())
    page = client.get(f"/tin/{water}").text
    assert "<strong>Hết hiệu lực một phần</strong>" in page
    assert "Từ ngày 09/12/2026" not in page
    assert "Sẽ" not in page


def test_what_an_act_will_do_of_which_nothing_is_public_is_not_told(
    client: TestClient, database: Database, province: Province
) -> None:
    water = act_item(database, province, WATER, date(2026, 11, 22))
    act_item(database, province, ENDS_PART, date(2026, 12, 9), CLAUSE, public=False)
    for path in (f"/tin/{water}", "/tra-cuu?q=22/2026"):
        page = client.get(path).text
        assert "khoản 3 Điều 5" not in page
        assert ENDS_PART not in page


def correction(session: Session, province: Province, title: str, issuer: str = ISSUER, *, public: bool = True) -> int:
    """An item that corrects the water act, of which neither number nor day of the correcting letter could be read."""
    relation = Relation(RelationKind.CORRECTS, f"Quyết định số {WATER}", WATER, Scope.PART, issuer=issuer)
    item_id = add_item(session, province, title, kind="correction")
    session.get_one(Item, item_id).facts = Facts(document=DocumentFacts(relations=(relation,))).to_json()
    if public:
        add_post(session, province.facebook, item_id, PostState.PUBLISHED)
    return item_id


def test_an_act_leads_to_the_public_items_that_correct_it(
    client: TestClient, database: Database, province: Province
) -> None:
    water = act_item(database, province, WATER, date(2026, 11, 22))
    corrects = Relation(RelationKind.CORRECTS, f"Quyết định số {WATER}", WATER, Scope.PART, ("Điều 6",), issuer=ISSUER)
    known = act_item(database, province, "34/2026/QĐ-UBND", date(2026, 11, 23), corrects)
    with database.write() as session:
        title = f"Đính chính Quyết định số {WATER}"
        unread = correction(session, province, title)
        others = [
            correction(session, province, f"{title} của xã An Lộc", "Ủy ban nhân dân xã An Lộc"),
            correction(session, province, f"{title} lần hai", public=False),
        ]
    keep_look_up_words(database)
    page = client.get(f"/tin/{water}").text
    assert f'<p>Văn bản này được đính chính: <a href="/tin/{unread}">{title}</a></p>' in page
    assert f'<p>Văn bản này được đính chính: <a href="/tin/{known}">' in page
    assert page.count("Văn bản này được đính chính:") == 2
    assert not any(f"/tin/{one}" in page for one in others)
    assert "được đính chính:" not in client.get(f"/tin/{unread}").text


def test_an_act_is_told_before_what_only_changes_it(database: Database, province: Province) -> None:
    act_item(database, province, "27/2026/QĐ-UBND", date(2026, 11, 20), subject="chính sách nhà ở cho công nhân")
    changes = "sửa đổi, bổ sung một số điều của Quyết định về chính sách nhà ở cho công nhân"
    act_item(database, province, "43/2026/QĐ-UBND", date(2026, 11, 21), subject=changes)
    keep_look_up_words(database)
    with database.read() as session:
        found = look_up(session, "chính sách nhà ở cho công nhân", NOON.date())
    assert [one.number for one in found.answers] == ["27/2026/QĐ-UBND", "43/2026/QĐ-UBND"]


def test_what_is_hardly_meant_is_told_as_the_nearest_and_leads_to_the_question_form(
    client: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_item(database, province, WATER, date(2026, 11, 1), subject="quy định tách thửa đất")
    keep_look_up_words(database)
    sure = client.get("/tra-cuu?q=tach+thua").text
    assert "Chưa chắc đây là điều bạn hỏi" not in sure
    monkeypatch.setattr("distributor.lookup.answers.SURE", 1.1)
    page = client.get("/tra-cuu?q=tach+thua").text
    doubt, answer = page.index("Chưa chắc đây là điều bạn hỏi"), page.index('<article class="answer">')
    assert doubt < page.index('href="/cau-hoi?q=tach%20thua"') < answer
    assert page.count('href="/cau-hoi?q=') == sure.count('href="/cau-hoi?q=') == 1
    assert "Chưa chắc" not in client.get("/tra-cuu?q=xyzzy").text


def test_an_act_nobody_has_seen_leads_to_what_will_end_it(
    client: TestClient, database: Database, province: Province
) -> None:
    ends = Relation(RelationKind.REPEALS, "Quyết định số 14/2017/QĐ-UBND", "14/2017/QĐ-UBND", issuer=ISSUER)
    item_id = act_item(database, province, "29/2026/QĐ-UBND", date(2027, 1, 1), ends)
    answer = client.get("/tra-cuu?q=14/2017").text.partition('<article class="answer">')[2].partition("</article>")[0]
    assert f'<a href="/tin/{item_id}">' in answer
    assert "01/01/2027" in answer
