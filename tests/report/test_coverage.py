"""The ledger over a real database: complete, right, and as cheap for many items as for one."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from distributor.db import Database
from distributor.labels import NONE, STATE_LABELS
from distributor.models import Account, AccountGrant, AccountState, Intake, PostState
from distributor.report.attention import HANDED_OVER, HELD, Attention, OpenNotice, attention, beside_review
from distributor.report.coverage import Cell, Coverage, CoverageRow, LedgerWish, coverage, totals
from distributor.report.item_page import item_page
from distributor.report.newest_posts import count_said_again
from distributor.report.version import ledger_version
from phrases import phrase
from tests.web.province import NOON, Province, add_item, add_post, publish


@contextmanager
def counted_queries(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cell_of(ledger: Coverage, item_id: int, account_id: int) -> tuple[str, str]:
    row = next(row for row in ledger.rows if row.item_id == item_id)
    cell = next(cell for cell in row.cells if cell.account_id == account_id)
    return cell.state, cell.reason


def test_every_item_and_account_has_state_and_reason(database: Database, province: Province) -> None:
    with database.read() as session:
        ledger = coverage(session)
    assert len(ledger.rows) == ledger.total_items == len(province.items)
    for row in ledger.rows:
        assert [cell.account_id for cell in row.cells] == [account.id for account in ledger.accounts]
        assert all(cell.state in STATE_LABELS and cell.reason for cell in row.cells)
    assert {cell.state for row in ledger.rows for cell in row.cells} == set(STATE_LABELS)


@pytest.mark.parametrize("state", PostState)
def test_the_ledger_has_the_address_of_what_citizens_can_see(
    database: Database, bare_province: Province, state: PostState
) -> None:
    """Also of a post that was edited after it went out."""
    with database.write() as session:
        item_id = add_item(session, bare_province, "Tin")
        add_post(session, bare_province.facebook, item_id, state, url="https://www.facebook.com/1")
    with database.read() as session:
        (row,) = coverage(session).rows
    shown = {cell.account_id: cell.url for cell in row.cells}
    seen = state in (PostState.PUBLISHED, PostState.EDITED)
    assert shown[bare_province.facebook] == ("https://www.facebook.com/1" if seen else "")


def cell(reason: str, state: str = NONE) -> Cell:
    return Cell(1, "Trang", "facebook", state, reason)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([], ""),
        ([cell("Đang chuẩn bị")], ""),
        ([cell("Đang chuẩn bị"), cell("Đang chuẩn bị")], "Đang chuẩn bị"),
        ([cell("Đang chuẩn bị"), cell("Không phải tin")], ""),
        ([cell("Đang chuẩn bị"), cell("Đang chuẩn bị", "planned")], ""),
        ([cell("Đang chuẩn bị", "planned"), cell("Đang chuẩn bị")], ""),
    ],
)
def test_one_reason_of_a_row_where_no_account_has_a_post_and_all_for_the_same(cells: list[Cell], told: str) -> None:
    row = CoverageRow(1, "Tin", "", None, "", Intake.TAKEN, "", tuple(cells))
    assert row.only_reason == told


def test_totals_are_what_the_rows_hold(database: Database, province: Province) -> None:
    with database.read() as session:
        ledger = coverage(session)
        assert totals(session) == ledger.totals
    held = Counter(cell.state for row in ledger.rows for cell in row.cells if cell.concerns)
    assert ledger.totals == {state: held[state] for state in STATE_LABELS}


def test_the_number_of_queries_does_not_grow(database: Database, bare_province: Province) -> None:
    def count() -> int:
        with database.read() as session, counted_queries(session) as statements:
            coverage(session, LedgerWish(limit=1_000))
        return len(statements)

    def add(number: int) -> None:
        with database.write() as session:
            for index in range(number):
                item_id = add_item(session, bare_province, f"Tin {number}-{index}")
                add_post(session, bare_province.facebook, item_id, PostState.PUBLISHED)

    add(1)
    few = count()
    add(200)
    assert count() == few <= 15


def test_newest_first_in_pages(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        for hour in range(7):
            add_item(session, bare_province, f"Tin {hour}", at=NOON + timedelta(hours=hour))
    with database.read() as session:
        pages = [coverage(session, LedgerWish(limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert [row.title for page in pages for row in page.rows] == [f"Tin {hour}" for hour in range(6, -1, -1)]
    assert {page.total_items for page in pages} == {7}


@pytest.mark.parametrize("state", STATE_LABELS)
def test_narrowed_to_a_state_every_row_has_it(database: Database, province: Province, state: str) -> None:
    with database.read() as session:
        everything = coverage(session)
        narrowed = coverage(session, LedgerWish(state=state))
    has_it = [
        row.item_id for row in everything.rows if any(cell.state == state and cell.concerns for cell in row.cells)
    ]
    assert [row.item_id for row in narrowed.rows] == has_it
    assert narrowed.total_items == len(has_it) > 0
    assert narrowed.totals == everything.totals


def test_narrowed_to_a_channel(database: Database, province: Province) -> None:
    with database.read() as session:
        ledger = coverage(session, LedgerWish(channel="x", state="unknown"))
        elsewhere = coverage(session, LedgerWish(channel="rss", state="unknown"))
    assert [account.id for account in ledger.accounts] == [province.x]
    assert len(ledger.rows) == 1
    assert elsewhere.rows == ()


@pytest.mark.parametrize("search", ["tách thửa", "TACH THUA", "27/2026 quyết định", "dien tich"])
def test_search_regards_neither_case_nor_marks(database: Database, province: Province, search: str) -> None:
    with database.read() as session:
        ledger = coverage(session, LedgerWish(search=search))
    assert [row.title[:25] for row in ledger.rows] == ["Quyết định 27/2026/QĐ-UBN"]
    assert sum(ledger.totals.values()) == 3


def test_of_chosen_items_only(database: Database, province: Province) -> None:
    chosen = list(province.items.values())[:2]
    with database.read() as session:
        assert {row.item_id for row in coverage(session, LedgerWish(item_ids=chosen)).rows} == set(chosen)
        assert coverage(session, LedgerWish(item_ids=[])).rows == ()
        assert coverage(session, LedgerWish(item_ids=[])).totals[NONE] == 0


def test_units_stay_apart(database: Database, province: Province) -> None:
    with database.read() as session:
        commune = coverage(session, LedgerWish(unit_ids=[province.commune_id]))
        other = coverage(session, LedgerWish(unit_ids=[province.unit_id]))
    assert [account.id for account in commune.accounts] == [province.commune_account]
    assert [row.title for row in commune.rows] == ["Xã An Lộc niêm yết Quyết định 01/2026/QĐ-UBND"]
    assert province.commune_account not in [account.id for account in other.accounts]
    assert all(cell.concerns for row in other.rows for cell in row.cells)


def test_a_granted_account_is_a_column_and_counts(database: Database, province: Province) -> None:
    with database.write() as session:
        session.add(AccountGrant(account_id=province.facebook, unit_id=province.commune_id))
    with database.read() as session:
        commune = coverage(session, LedgerWish(unit_ids=[province.commune_id]))
    assert {account.id for account in commune.accounts} == {province.facebook, province.commune_account}
    assert commune.totals[NONE] == 2


def test_only_announcements_are_counted_and_what_says_an_item_again_is_named(
    database: Database, bare_province: Province
) -> None:
    with database.write() as session:
        item_id = add_item(session, bare_province, "Tin", composed=False)
        add_post(session, bare_province.rss, item_id, PostState.PUBLISHED, purpose="campaign:1:1")
        planned = add_post(session, bare_province.facebook, item_id, PostState.PLANNED, purpose="campaign:1:1")
    with database.read() as session:
        ledger = coverage(session)
        again = count_said_again(session, [bare_province.unit_id])
        elsewhere = count_said_again(session, [bare_province.commune_id])
        page = item_page(session, item_id, [bare_province.unit_id], Path, NOON)
    reason = f"Đang chuẩn bị; có bài {planned} «Đăng theo chiến dịch»: Đã lên lịch"
    assert cell_of(ledger, item_id, bare_province.facebook) == (NONE, reason)
    assert ledger.totals[PostState.PUBLISHED] == 0
    assert (again, elsewhere) == ({PostState.PUBLISHED: 1, PostState.PLANNED: 1}, {})
    assert page is not None
    assert {cell.account_id: cell.reason for cell in page.silent}[bare_province.facebook] == reason


def test_an_item_without_a_post_is_still_prepared_until_its_posts_are_made(
    database: Database, bare_province: Province
) -> None:
    with database.write() as session:
        waits, made = (add_item(session, bare_province, "Tin", composed=composed) for composed in (False, True))
    with database.read() as session:
        ledger = coverage(session)
    told = [cell_of(ledger, item_id, bare_province.facebook) for item_id in (waits, made)]
    assert told == [(NONE, str(phrase(f"report.{why}"))) for why in ("being-prepared", "account-came-later")]


def test_a_digest_is_no_item_said_again(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, bare_province, "Điểm tin tháng 11/2026")
        add_post(session, bare_province.facebook, item_id, PostState.PUBLISHED, purpose="digest:2026-11")
    with database.read() as session:
        assert count_said_again(session, [bare_province.unit_id]) == {}
        assert coverage(session).totals[PostState.PUBLISHED] == 1


def test_a_closed_account_stays_while_it_has_something_to_show(database: Database, province: Province) -> None:
    with database.write() as session:
        for account_id in (province.facebook, province.commune_account):
            account = session.get_one(Account, account_id)
            account.state = AccountState.CLOSED
            session.add(account)
    with database.read() as session:
        ledger = coverage(session)
    assert [account.id for account in ledger.accounts] == [province.x, province.rss, province.facebook]
    fresh = next(iter(province.items.values()))
    assert cell_of(ledger, fresh, province.facebook) == (NONE, "Tài khoản đã đóng")


def test_a_published_cell_says_where_and_since_when(database: Database, province: Province) -> None:
    with database.read() as session:
        ledger = coverage(session, LedgerWish(search="tách thửa"))
    cell = ledger.rows[0].cells[0]
    assert (cell.state, cell.url) == ("published", "https://facebook.example/posts/1")
    assert cell.at == NOON - timedelta(minutes=17)
    assert ledger.rows[0].source_title == "Trang PBGDPL tỉnh Hương Giang"


def test_the_version_follows_what_is_shown(database: Database, province: Province) -> None:
    with database.read() as session:
        before = ledger_version(session)
        assert ledger_version(session) == before
    with database.write() as session:
        publish(session, province.posts[PostState.PLANNED], "https://facebook.example/posts/9", NOON)
    with database.read() as session:
        after = ledger_version(session)
    assert after != before


def test_what_asks_for_a_person(database: Database, province: Province) -> None:
    with database.read() as session:
        everything = attention(session)
        own = attention(session, unit_ids=[province.unit_id])
    assert (len(everything.notices), len(everything.sources), len(everything.accounts)) == (1, 1, 1)
    assert everything.sources[0].error == "Máy chủ không trả lời trong 20 giây"
    assert own.sources == ()
    assert len(own) == 2


def notice(kind: str, subject: str) -> OpenNotice:
    return OpenNotice(1, kind, subject, "", datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    ("notices", "told", "handed_over", "length"),
    [
        ([(HELD, "item:7"), (HELD, "item:8")], ["item:8"], 0, 1),
        ([("unknown", "item:7")], ["item:7"], 0, 1),
        ([(HANDED_OVER, "post:1")], ["post:1"], 0, 1),
        ([(HANDED_OVER, "post:1"), ("account", "account:2"), (HANDED_OVER, "post:3")], ["account:2"], 2, 2),
    ],
)
def test_what_waits_for_a_yes_and_what_is_handed_over_are_told_once(
    notices: list[tuple[str, str]], told: list[str], handed_over: int, length: int
) -> None:
    found = beside_review(Attention(tuple(notice(*one) for one in notices), (), ()), [7])
    assert [one.subject for one in found.notices] == told
    assert (found.handed_over, len(found)) == (handed_over, length)
