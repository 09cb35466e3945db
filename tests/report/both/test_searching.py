"""What a look-up looks through where many rows bear a term, on both databases: titles first, the newest first."""

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.lookup import index
from distributor.lookup.answers import look_up
from distributor.lookup.index import OF_TITLE, counts, keep_look_up_words, newest_bearing, rows_kept, rows_named
from distributor.lookup.search import MOST_CANDIDATES, search
from distributor.models import Item, LookUpWords, PostState
from tests.web.province import NOON, Province, add_post

MANY = MOST_CANDIDATES * 2


@pytest.fixture
def crowd(database: Database, bare_province: Province) -> dict[str, int]:
    """The oldest has it in its title; of so many newer ones each says it in its text, every third says another thing, too."""
    texts = [f"Người dân đi qua vỉa hè số {place}.{' Đò ngang.' if place % 3 == 0 else ''}" for place in range(MANY)]
    titled = [("Quản lý vỉa hè", "Nội dung."), *((f"Bản tin {place}", text) for place, text in enumerate(texts))]
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text=text, first_seen_at=NOON, published_at=NOON)
            for title, text in titled
        ]
        session.add_all(rows)
        session.flush()
        first = rows[0].id or 0
    keep_look_up_words(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return {"title": first}


def test_what_has_a_common_term_in_its_title_is_looked_at_before_others(
    database: Database, crowd: dict[str, int]
) -> None:
    with database.read() as session:
        found = search(session, "vỉa hè")
    assert found[0].item_id == crowd["title"]
    assert found[0].share > found[1].share
    assert len(found) <= MOST_CANDIDATES


def test_terms_are_counted_and_found_newest_first(database: Database, crowd: dict[str, int]) -> None:
    with database.read() as session:
        rows = rows_kept(session)
        known = counts(session, {"via", "viahe", "dongang", "khongdau"}, rows)
        again = counts(session, {"via", "viahe", "dongang", "khongdau"}, rows)
        newest = newest_bearing(session, ["via"], 5)
        both = newest_bearing(session, ["via", "dongang"], MANY)
        keys = dict(
            session.exec(select(LookUpWords.item_id, LookUpWords.id).where(col(LookUpWords.item_id).is_not(None))).all()
        )
    assert known == again
    assert "khongdau" not in known
    # PostgreSQL's statistics round; of so few rows it has looked at each.
    assert known["viahe"] == pytest.approx(MANY + 1, rel=0.02)
    assert known["dongang"] == pytest.approx(MANY / 3, rel=0.02)
    assert newest == sorted(newest, reverse=True)
    assert newest[0] == max(key for key in keys.values() if key is not None)
    assert len(both) == MANY // 3
    assert keys[crowd["title"]] not in both


def test_titles_are_found_by_whole_words_alone(database: Database, crowd: dict[str, int]) -> None:
    with database.read() as session:
        said = [rows_named(session, asked, 10) for asked in ("via he", "QUẢN LÝ", "vi", "người dân", "", "'; --")]
        marked = newest_bearing(session, [f"{OF_TITLE}via"], 10)
    assert said[0] == said[1] == marked
    assert len(marked) == 1
    assert said[2:] == [[], [], [], []]


def test_a_story_finds_what_is_titled_as_the_matter_and_nothing_where_nothing_is(
    database: Database, bare_province: Province
) -> None:
    titles = ("Diện tích tối thiểu được tách thửa đất", "Đấu giá ba mảnh đất", "Hỏi đáp: giá vàng trong thừa kế")
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text="Nội dung.", first_seen_at=NOON, published_at=NOON)
            for title in titles
        ]
        session.add_all(rows)
        session.flush()
        parcel = rows[0].id
    keep_look_up_words(database)
    with database.read() as session:
        assert search(session, "nhà có mấy đứa nhỏ tính chia mảnh đất ra")[0].item_id == parcel
        assert search(session, "hộ chiếu hết hạn muốn đi nước ngoài") == []


def test_another_communes_matter_answers_nothing_and_ones_own_comes_first(
    database: Database, bare_province: Province
) -> None:
    titles = (
        "Xã An Trạch: Quy định sử dụng nhà văn hóa thôn", "Phường Vĩnh Giang: Quy định dùng vỉa hè làm đám cưới",
        "Xã Suối Ngân: Lịch thu gom rác thải", "Hỏi đáp: Uống rượu bia rồi đi xe máy bị phạt bao nhiêu?",
    )  # fmt: skip
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text="Nội dung.", first_seen_at=NOON, published_at=NOON)
            for title in titles
        ]
        session.add_all(rows)
        session.flush()
        hall, pavement, rubbish, drink = [row.id for row in rows]
    keep_look_up_words(database)
    with database.read() as session:
        assert search(session, "mượn nhà văn hóa làm đám cưới ở An Trạch")[0].item_id == hall
        assert pavement not in [row.item_id for row in search(session, "dam cuoi tren via he o suoi ngan")]
        assert search(session, "dam cuoi tren via he")[0].item_id == pavement
        assert search(session, "tien rac mot thang o suoi ngan")[0].item_id == rubbish
        assert search(session, "nhậu xong chạy xe honda")[0].item_id == drink


def test_one_number_of_two_communes_is_asked_about(database: Database, bare_province: Province) -> None:
    titles = (
        "Xã Lộc Sơn Hạ: Quyết định số 02/2026/QĐ-UBND về rác thải",
        "Xã An Trạch: Quyết định số 02/2026/QĐ-UBND về nhà văn hóa",
    )
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text="Nội dung.", first_seen_at=NOON, published_at=NOON)
            for title in titles
        ]
        session.add_all(rows)
        session.flush()
        for row in rows:
            add_post(session, bare_province.facebook, row.id or 0, PostState.PUBLISHED)
    keep_look_up_words(database)
    with database.read() as session:
        asked = look_up(session, "TRA 02/2026", NOON.date())
        one = look_up(session, "02/2026 SON HA", NOON.date())
    assert asked.ambiguous
    assert [answer.title for answer in one.answers] == [titles[0]]
    assert not one.ambiguous


def test_examples_are_read_with_no_transaction_open(
    database: Database, bare_province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take a process a second once: on SQLite every other write would wait, posts among them."""
    others: list[int] = []

    def another_writes() -> None:
        with database.write() as session:
            item = Item(unit_id=bare_province.unit_id, title="Chợ phiên", first_seen_at=NOON, published_at=NOON)
            session.add(item)
            session.flush()
            others.append(item.id or 0)

    another_writes()
    monkeypatch.setattr(index, "read_examples", another_writes)
    assert keep_look_up_words(database) == len(others) >= 2


def test_what_others_cite_is_told_by_the_sentence_that_does(database: Database, bare_province: Province) -> None:
    """A mere mention answers nothing, nor does what is not public."""
    texts = {
        "Chia nhà đất thế nào?": "Hỏi: Cha tôi mất. Theo Điều 651 Bộ luật Dân sự năm 2015, con được hưởng phần bằng nhau.",
        "Thông cáo trong tháng": "Tỉnh ra hai văn bản. Nghị quyết số 12/2026/NQ-HĐND quy định mức hỗ trợ học nghề ở quê.",
        "Họp báo": "Căn cứ Nghị quyết số 13/2026/NQ-HĐND, các xã lập danh sách người được hưởng trong tháng.",
        "Chưa đăng": "Nghị quyết số 14/2026/NQ-HĐND quy định mức chi. Điều 652 Bộ luật Dân sự nói về con nuôi.",
    }
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text=text, first_seen_at=NOON, published_at=NOON)
            for title, text in texts.items()
        ]
        session.add_all(rows)
        session.flush()
        for row in rows[:-1]:
            add_post(session, bare_province.facebook, row.id or 0, PostState.PUBLISHED)
    keep_look_up_words(database)
    with database.read() as session:
        of_article, of_act = (look_up(session, words, NOON.date()) for words in ("dieu 651 blds", "nq 12/2026"))
        nothing = [
            look_up(session, words, NOON.date()).answers
            for words in (
                "nq 13/2026",
                "nq 14/2026",
                "dieu 652 blds",
                "dieu 653 blds",
                "dieu 651 bo luat hinh su",
                "nd 12 noi gi",
            )
        ]
    assert [answer.title for answer in of_article.answers] == ["Chia nhà đất thế nào?"]
    assert of_article.answers[0].facts[0].text.startswith("Theo Điều 651")
    assert [answer.title for answer in of_act.answers] == ["Thông cáo trong tháng"]
    assert of_act.answers[0].facts[0].text.startswith("Nghị quyết số 12/2026/NQ-HĐND")
    assert not of_act.ambiguous
    assert nothing == [()] * 6


def test_what_holds_everywhere_is_told_before_what_a_commune_does_unless_that_is_named(
    database: Database, bare_province: Province
) -> None:
    titles = ("Ai được trợ giúp pháp lý miễn phí?", "Trợ giúp pháp lý lưu động tại xã An Trạch")
    with database.write() as session:
        rows = [
            Item(unit_id=bare_province.unit_id, title=title, text="Nội dung.", first_seen_at=NOON, published_at=NOON)
            for title in titles
        ]
        session.add_all(rows)
        session.flush()
        everywhere, there = [row.id for row in rows]
    keep_look_up_words(database)
    with database.read() as session:
        assert search(session, "nguoi ngheo bi kien co duoc luat su khong mat tien")[0].item_id == everywhere
        assert search(session, "bua nao luat su ve an trach")[0].item_id == there
