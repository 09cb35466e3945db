"""What screens read, on SQLite and on PostgreSQL alike."""

from functools import partial

import pytest
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.finding import keep_words
from distributor.labels import NONE, STATE_LABELS
from distributor.lookup.index import keep_look_up_words
from distributor.models import Notice, Post, PostState
from distributor.outgoing.feed import feed_account, feed_posts
from distributor.report.attention import attention
from distributor.report.citizen_lists import newest_public, public_addresses, public_units, search_public
from distributor.report.citizen_page import citizen_page
from distributor.report.coverage import Coverage, LedgerWish, coverage, coverage_begun, totals
from distributor.report.following import followed_items, legal_days
from distributor.report.official import is_own_page, official_accounts, own_posts
from distributor.report.own_messages import is_own_message
from distributor.report.public import public_media
from distributor.report.said_alike import said_alike
from distributor.report.search import matching_items
from distributor.report.sql.among import among
from distributor.report.version import ledger_version
from distributor.report.watching import playlists, programmes
from distributor.signed_codes import signed_code
from distributor.staff.sessions import SignedIn, sign_in, sign_out, who
from distributor.units import unit_name, unit_names
from phrases import phrase
from tests.web.province import LOGIN, NOON, PASSWORD, add_item, add_post, build_province, fill_province, publish


def test_the_whole_province_reads_alike(database: Database) -> None:
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
    keep_look_up_words(database)
    with database.read() as session:
        for state in (None, *STATE_LABELS):
            ledger = coverage(
                session, LedgerWish(unit_ids=[province.unit_id, province.commune_id], state=state, channel="facebook")
            )
            assert ledger.total_items == len(ledger.rows)
        everything = coverage(session, LedgerWish(search="quyet dinh"))
        assert len(everything.rows) == 4
        assert [row.published_at for row in everything.rows] == sorted(
            (row.published_at for row in everything.rows if row.published_at), reverse=True
        )
        assert totals(session)["published"] == 7
        assert len(attention(session, unit_ids=[province.unit_id])) == 2
        account = feed_account(session, "phap-luat")
        assert account is not None
        assert len(feed_posts(session, account.id or 0)[0]) == 4
        assert citizen_page(session, everything.rows[0].item_id, NOON.date()) is not None
        assert (playlists(session), programmes(session)) == ([], [])
        shown = newest_public(session)
        assert [one.item_id for one in shown.items] == [one for one, _at in public_addresses(session)][::-1]
        assert newest_public(session, unit_id=province.unit_id) == shown
        assert newest_public(session, topic="Giao thông").items == ()
        assert [one.code for one in public_units(session)] == ["huong-giang"]
        assert {one.kind for one in search_public(session, "QUYET DINH").items} == {"new_law", "repeal", "correction"}
        assert len(followed_items(session, shown)) == len(shown.items)
        assert legal_days(session, NOON.date(), topic="Giao thông") == legal_days(session, NOON.date()) == []
        assert {one.channel for one in official_accounts(session, "https://loa.example")} == {"facebook", "x", "rss"}
        assert is_own_page(session, f"/tin/{shown.items[0].item_id}")
        assert own_posts(session, ["https://x.example/status/1", "https://x.example/status/99"]) == {
            "https://x.example/status/1"
        }
        alike = partial(
            said_alike, session, links=(), public_url="https://loa.example", page_words=lambda number: [f"Tin {number}"]
        )
        assert alike("Chưa ai nói") is None
        assert not is_own_message(session, "Chưa ai nói", "https://loa.example", NOON.date())
        weekly = phrase(
            "mail.digest-letter",
            items=f"- {shown.items[0].title}\n  https://loa.example/tin/{shown.items[0].item_id}",
            leave=f"https://loa.example/thu/{signed_code(b'', 'mail', 1)}",
        )
        assert is_own_message(session, weekly, "https://loa.example", NOON.date())
        title = alike(shown.items[0].title)
        assert title is not None
        assert title.path == f"/tin/{shown.items[0].item_id}"
        words = next(
            iter(session.exec(select(Post.text).where(Post.state == PostState.PUBLISHED).order_by(col(Post.id))))
        )
        near = alike(f"{words} thêm")
        assert near is not None
        assert (words in near.others, near.path.startswith("/tin/")) == (True, True)
        assert public_media(session, "0" * 64) is None
        assert unit_name(session, province.unit_id, NOON.date()) == "Sở Tư pháp tỉnh Hương Giang"
        assert len(unit_names(session, [province.unit_id, province.commune_id])) == 2
        before = ledger_version(session)
    with database.write() as session:
        publish(session, province.posts[PostState.PLANNED], "https://facebook.example/posts/9", NOON)
        outcome = sign_in(session, LOGIN, PASSWORD, NOON)
        assert isinstance(outcome, SignedIn)
        assert who(session, outcome.token, NOON) is not None
        sign_out(session, outcome.token)
        assert who(session, outcome.token, NOON) is None
        assert ledger_version(session) != before


@pytest.mark.parametrize("many", [0, 1_000])
def test_a_search_that_many_match_is_counted_alike(
    database: Database, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Each database by its own way, of most titles, of half of them, of one."""
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
        for number in range(12):
            item_id = add_item(session, province, f"Quyết định số {number}" if number % 2 else f"Thông báo số {number}")
            add_post(session, province.facebook, item_id, PostState.PUBLISHED if number % 3 else PostState.FAILED)
    keep_words(database)
    monkeypatch.setattr("distributor.report.selection.MANY", many)
    monkeypatch.setattr("distributor.report.sql.among.FEW", 0)
    with database.read() as session, database.read() as beside:
        for unit_ids in (None, [province.unit_id, province.commune_id], [province.commune_id]):
            for search in ("so", "quyet dinh", "thong bao so", "so 11", "khong co"):
                matching = matching_items(session, search, unit_ids) or []
                with coverage_begun(
                    session, LedgerWish(unit_ids=unit_ids, search=search, limit=5), beside=beside
                ) as read:
                    found = read()
                assert found == coverage(session, LedgerWish(unit_ids=unit_ids, item_ids=matching, limit=5)), (
                    unit_ids,
                    search,
                )


def test_what_stands_so_is_found_alike_however_it_is_looked_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the posts in a state, by their items in the order of a page, and by asking each item."""
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
        for number in range(9):
            item_id = add_item(session, province, f"Quyết định số {number}")
            add_post(session, province.facebook, item_id, PostState.PUBLISHED)
            add_post(session, province.x, item_id, PostState.AWAITING_REVIEW if number % 2 else PostState.FAILED)

    filled = (PostState.PUBLISHED, PostState.AWAITING_REVIEW, PostState.FAILED, NONE)

    def ledgers(few: int, very_few: int) -> list[Coverage]:
        monkeypatch.setattr("distributor.report.selection.FEW", few)
        monkeypatch.setattr("distributor.report.selection.VERY_FEW", very_few)
        monkeypatch.setattr("distributor.report.sql.among.FEW", 0)
        with database.read() as session:
            return [
                coverage(session, LedgerWish(unit_ids=unit_ids, state=state, search=search, limit=4, offset=offset))
                for unit_ids, states in (
                    (None, tuple(STATE_LABELS)),
                    ([province.unit_id, province.commune_id], filled),
                    ([province.unit_id], filled),
                )
                for state in states
                for search in ("", "quyet dinh")
                for offset in (0, 4)
            ]

    by_item = ledgers(0, 0)
    assert ledgers(10_000, 0) == by_item
    assert ledgers(10_000, 10_000) == by_item


@pytest.mark.parametrize("numbers", [[0], [7], [8], [2, 3, 5, 9, 15, 16, 17, 40], list(range(41))])
def test_a_number_is_found_among_many_whichever_way(
    database: Database, monkeypatch: pytest.MonkeyPatch, numbers: list[int]
) -> None:
    """Also one beyond the greatest."""
    with database.write() as session:
        ids = add_notices(session, 45)
    monkeypatch.setattr("distributor.report.sql.among.FEW", 0)
    wanted = [ids[0] + number for number in numbers]
    with database.read() as session:
        for row_by_row in (False, True):
            found = select(col(Notice.id)).where(among(col(Notice.id), wanted, row_by_row=row_by_row))
            assert sorted(one or 0 for one in session.exec(found)) == wanted


def add_notices(session: Session, many: int) -> list[int]:
    notices = [Notice(kind="test", subject=str(number), text="", opened_at=NOON) for number in range(many)]
    session.add_all(notices)
    session.flush()
    return sorted(notice.id or 0 for notice in notices)
