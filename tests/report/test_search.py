"""Items are found by words as people type them, however many there are."""

from datetime import date

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.finding import fold, keep_words
from distributor.models import Document, Item, Post, PostState
from distributor.report.coverage import Coverage, LedgerWish, coverage, coverage_begun
from distributor.report.search import matching_items, search_items
from distributor.report.selection import Selection, count_items, items_of_units, page_of_items
from tests.web.province import Province, add_item, add_post, identity

TITLES = {
    "law": "Quyết định 12/2026/QĐ-UBND về hỗ trợ đất đai",
    "apart": "Đất đai: hỏi đáp",  # marks as signs of their own
    "sign": "Tin\x1ethứ 7 về chợ Đông Ba",
    "none": "Thông báo nghỉ lễ",
}


@pytest.fixture
def titled(database: Database, bare_province: Province) -> dict[str, int]:
    with database.write() as session:
        return {name: add_item(session, bare_province, title) for name, title in TITLES.items()}


def found(database: Database, titled: dict[str, int], search: str, unit_ids: list[int] | None = None) -> list[str]:
    names = {item_id: name for name, item_id in titled.items()}
    with database.read() as session:
        return [names[item_id] for item_id in matching_items(session, search, unit_ids) or []]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("dat dai", ["apart", "law"]),
        ("ĐẤT Đai", ["apart", "law"]),
        ("12/2026", ["law"]),
        ("12/2026/qd-ubnd dat", ["law"]),
        ("12/2027", []),
        ("thu 7", ["sign"]),
        ("%", []),
        ("nghi le 7", []),
    ],
)
def test_words_are_found_without_case_and_marks(
    database: Database, titled: dict[str, int], search: str, names: list[str]
) -> None:
    assert found(database, titled, search) == names


def test_a_number_of_a_document_is_found_too(
    database: Database, bare_province: Province, titled: dict[str, int]
) -> None:
    with database.write() as session:
        _number(session, titled["none"], "45/2026/NĐ-CP")
    assert found(database, titled, "45/2026 nđ-cp nghi") == ["none"]


def test_only_of_these_units(database: Database, bare_province: Province, titled: dict[str, int]) -> None:
    assert found(database, titled, "12/2026", [bare_province.unit_id]) == ["law"]
    assert found(database, titled, "12/2026", [bare_province.commune_id]) == []


def _number(session: Session, item_id: int, number: str) -> None:
    document = Document(issuer="Chính phủ", number=number, issued_on=date(2026, 3, 1))
    session.add(document)
    session.flush()
    session.get_one(Item, item_id).document_id = identity(document.id)


TEXTS = (
    *(
        "Đất – đai",
        "Đất đai",
        "a–b",
        "đất 一",
        "100% vốn",
        "tệp_đính kèm",
        r"a\b",
        "a\x1eb",
        "Thửa đất số 7",
        "İSTANBUL ßtraße",
    ),
    *("", " ", "ệ", "e\u0302\u0323", "%", "_", "\\"),
)


@pytest.mark.parametrize("kept", [True, False])
def test_what_the_database_finds_is_what_stands_there(database: Database, bare_province: Province, kept: bool) -> None:
    """Signs that mean something in SQL among them; whether words are kept or read where they come from."""
    with database.write() as session:
        titled = [(add_item(session, bare_province, title), title) for title in TEXTS]
    if kept:
        assert keep_words(database) >= len(TEXTS)
    searches = [*TEXTS, "dat dai", "đất đ", "ab", "%%", "a_b", "ton tai\0", "\ud800", "100%", "vốn 100", "ss", "i̇stan"]
    with database.read() as session:
        for search in filter(str.strip, searches):
            words = fold(search).split()
            expected = [item_id for item_id, title in titled if all(word in fold(title) for word in words)]
            found = search_items(session, search, None)
            assert found is not None
            assert sorted(set(found.matching) & {item_id for item_id, _ in titled}) == expected, search
            assert not set(found.matching) & set(found.others)
            assert set(found.matching) | set(found.others) >= {item_id for item_id, _ in titled}


def test_a_search_that_finds_thousands_loses_none(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        one = add_item(session, bare_province, "Nghị quyết số 1")
        add_item(session, bare_province, "Thông báo nghỉ lễ")
        like = session.get_one(Item, one).model_dump(exclude={"id", "address"})
        session.connection().execute(insert(Item), [{**like, "address": f"https://e.vn/{n}"} for n in range(1_500)])
    with database.read() as session:
        matching = matching_items(session, "nghi quyet", None)
        assert len(matching or []) == 1_501
        selected = Selection.of(session, [bare_province.unit_id], None, "nghi quyet")
        assert len(selected.left_out or ()) == 1
        assert count_items(session, selected, []) == 1_501
        assert items_of_units(session, selected) == {bare_province.unit_id: 1_501}
        assert len(page_of_items(session, selected, [], limit=50, offset=1_490)) == 11


@pytest.mark.parametrize("search", ["quyet dinh", "2026", "quyet dinh 2026", "e", "khong co gi nhu the", "11"])
@pytest.mark.parametrize("state", [None, "published", "none"])
def test_what_is_left_out_tells_the_ledger_as_well_as_what_matches(
    database: Database, province: Province, monkeypatch: pytest.MonkeyPatch, search: str, state: str | None
) -> None:
    """Of a province with posts in every state, for everybody, for each unit, for some items."""
    with database.write() as session:
        for number in range(20):  # so that most match
            title = f"Quyết định số {number}/2026/QĐ-UBND" if number % 5 else "Quyết định, đính kèm"
            add_post(session, province.facebook, add_item(session, province, title), PostState.PUBLISHED)

    def ledgers(many: int) -> list[Coverage]:
        monkeypatch.setattr("distributor.report.selection.MANY", many)
        units = (None, [province.unit_id, province.commune_id], [province.unit_id], [province.commune_id])
        with database.read() as session:
            some = list(session.exec(select(Item.id).order_by(col(Item.id)).limit(9)))
            return [
                coverage(session, LedgerWish(unit_ids=unit_ids, item_ids=item_ids, state=state, search=search))
                for unit_ids in units
                for item_ids in (None, [item_id or 0 for item_id in some])
            ]

    assert ledgers(0) == ledgers(10**9)


@pytest.mark.parametrize("state", [None, "published", "none"])
def test_what_a_second_session_counts_is_the_same(database: Database, province: Province, state: str | None) -> None:
    with database.read() as session, database.read() as beside:
        for search in ("", "quyet dinh", "khong co gi nhu the"):
            alone = coverage(session, LedgerWish(state=state, search=search))
            with coverage_begun(session, LedgerWish(state=state, search=search), beside=beside) as read:
                assert read() == alone


@pytest.mark.parametrize("many", [0, 10**9])
def test_what_is_counted_of_matches_is_what_is_counted_item_by_item(
    database: Database, province: Province, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Also of what a unit says about another's item: the account's unit is not the item's."""
    with database.write() as session:
        shared = [add_item(session, province, f"Quyết định số {number}") for number in range(3)]
        for item_id in shared[:2]:
            post = session.get_one(Post, add_post(session, province.commune_account, item_id, PostState.PUBLISHED))
            post.unit_id, post.of_other_unit = province.commune_id, True
    monkeypatch.setattr("distributor.report.selection.MANY", many)
    with database.read() as session:
        for unit_ids in (None, [province.unit_id, province.commune_id], [province.unit_id], [province.commune_id]):
            for search in ("quyet dinh", "e", "quyet dinh so", "khong co gi nhu the"):
                matching = matching_items(session, search, unit_ids) or []
                by_search = coverage(session, LedgerWish(unit_ids=unit_ids, search=search))
                assert by_search == coverage(session, LedgerWish(unit_ids=unit_ids, item_ids=matching)), (
                    unit_ids,
                    search,
                )


def test_most_of_a_province_is_left_out_of_by_name(database: Database, province: Province) -> None:
    """Else the test above would compare a thing with itself."""
    with database.write() as session:
        for number in range(1_100):
            add_item(session, province, f"Sổ tay số {number}/2026")
    with database.read() as session:
        there = sum(items_of_units(session, Selection(None, None, None)).values())
        for search in ("so tay", "so tay 2026"):
            selected = Selection.of(session, None, None, search)
            assert selected.matching is None
            assert len(selected.left_out or ()) == there - 1_100
