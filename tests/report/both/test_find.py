"""One box: items by title, topic, text and attachments without accents, and what hangs on them; of the reader's units alone."""

import pytest
from sqlmodel import Session

from distributor.db import Database
from distributor.finding import keep_words
from distributor.lookup.index import keep_look_up_words
from distributor.models import Attachment, Campaign, Item, PostState
from distributor.report.find import FEW, Findings, find
from tests.web.province import Province, add_item, add_post


def add_land(session: Session, province: Province) -> dict[str, int]:
    """Items that are about land, each in its own way, and one that is not."""
    items = {
        "title": add_item(session, province, "Hỏi đáp về ĐẤT ĐAI"),
        "text": add_item(session, province, "Nghị quyết mới", text="Điều 1. Người sử dụng đất đai phải đăng ký."),
        "topic": add_item(session, province, "Cấp sổ đỏ ở xã An Lộc"),
        "attached": add_item(session, province, "Thông báo số 5"),
        "apart": add_item(session, province, "Đất rừng ở đèo", text="Vành đai an toàn."),
    }
    item = session.get_one(Item, items["topic"])
    item.facts = {**item.facts, "points": {"topic": "Đất đai, nhà ở"}}
    session.add(item)
    session.add(Attachment(item_id=items["attached"], address="https://a.example/1", text="Phụ lục về đất đai"))
    return items


@pytest.fixture
def land(database: Database, bare_province: Province) -> dict[str, int]:
    with database.write() as session:
        items = add_land(session, bare_province)
        add_post(session, bare_province.facebook, items["title"], PostState.PUBLISHED)
        session.add(Campaign(unit_id=bare_province.unit_id, name="Tháng đất đai", policy={}, cadence={}))
    keep_words(database)
    keep_look_up_words(database)
    return items


def found(database: Database, asked: str, province: Province, unit_id: int | None = None, page: int = 1) -> Findings:
    with database.read() as session:
        return find(session, asked, (unit_id or province.unit_id,), page=page)


@pytest.mark.parametrize("asked", ["đất đai", "dat dai", "  ĐẤT   ĐAI "])
def test_all_that_is_about_it_is_found(
    database: Database, bare_province: Province, land: dict[str, int], asked: str
) -> None:
    findings = found(database, asked, bare_province)
    assert {one.item_id for one in findings.items} == {land[way] for way in ("title", "text", "topic", "attached")}
    assert findings.item_count == len(findings.items)
    assert [(one.account, one.state) for one in findings.posts] == [("Pháp luật Hương Giang", "published")]
    assert [name for _id, name in findings.campaigns] == ["Tháng đất đai"]


def test_what_stands_in_the_title_comes_first(
    database: Database, bare_province: Province, land: dict[str, int]
) -> None:
    ids = [one.item_id for one in found(database, "dat dai", bare_province).items]
    assert set(ids[:2]) == {land["title"], land["topic"]}


def test_other_units_find_nothing_of_it(database: Database, bare_province: Province, land: dict[str, int]) -> None:
    assert found(database, "đất đai", bare_province, bare_province.commune_id).is_empty


def test_a_post_is_found_by_its_number_and_people_by_their_names(
    database: Database, bare_province: Province, land: dict[str, int]
) -> None:
    [post] = found(database, "đất đai", bare_province).posts
    assert [one.post_id for one in found(database, f"bài {post.post_id}", bare_province).posts] == [post.post_id]
    assert [name for _id, name in found(database, "tran ha", bare_province).people] == ["Trần Thị Hà"]


def test_pages_go_on_where_the_last_ended(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        ids = [add_item(session, bare_province, f"Luật số {number}") for number in range(FEW + 2)]
    first, second = (found(database, "luat so", bare_province, page=page) for page in (1, 2))
    assert [one.item_id for one in (*first.items, *second.items)] == ids[::-1]
    assert first.item_count == second.item_count == len(ids)


@pytest.mark.parametrize(
    "asked", ["", "   ", "%", "'\"", "\0", "*:^", "OR AND NOT", "-", "x" * 5000, "９" * 20, "9" * 40]
)
def test_odd_words_find_nothing_and_break_nothing(database: Database, bare_province: Province, asked: str) -> None:
    assert found(database, asked, bare_province).items == ()


def test_what_an_attachment_says_later_is_found_and_no_more_when_it_goes(
    database: Database, bare_province: Province, land: dict[str, int]
) -> None:
    with database.write() as session:
        session.add(Attachment(item_id=land["apart"], address="https://a.example/2", text="Tiền bồi thường"))
    keep_look_up_words(database)
    assert [one.item_id for one in found(database, "boi thuong", bare_province).items] == [land["apart"]]
    with database.write() as session:
        session.exec(Attachment.__table__.delete().where(Attachment.address == "https://a.example/2"))  # type: ignore
    keep_look_up_words(database)
    assert found(database, "boi thuong", bare_province).items == ()
