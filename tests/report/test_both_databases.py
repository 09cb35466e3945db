"""What screens read, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator

import pytest

from distributor.db import Database
from distributor.models import PostState
from distributor.report.attention import attention
from distributor.report.coverage import coverage, totals
from distributor.report.feed import feed_account, feed_posts
from distributor.report.public import public_item, public_media
from distributor.report.units import unit_name, unit_names
from distributor.report.version import ledger_version
from distributor.report.words import STATE_LABELS
from distributor.staff.sessions import SignedIn, sign_in, sign_out, who
from tests.web.province import LOGIN, NOON, PASSWORD, build_province, fill_province, publish


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def test_the_whole_province_reads_alike(database: Database) -> None:
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
    with database.read() as session:
        for state in (None, *STATE_LABELS):
            ledger = coverage(
                session, unit_ids=[province.unit_id, province.commune_id], state=state, channel="facebook"
            )
            assert ledger.total_items == len(ledger.rows)
        everything = coverage(session, search="quyet dinh")
        assert len(everything.rows) == 4
        assert [row.published_at for row in everything.rows] == sorted(
            (row.published_at for row in everything.rows if row.published_at), reverse=True
        )
        assert totals(session)["published"] == 7
        assert len(attention(session, unit_ids=[province.unit_id])) == 2
        account = feed_account(session, "phap-luat")
        assert account is not None
        assert len(feed_posts(session, account.id or 0)) == 4
        assert public_item(session, everything.rows[0].item_id) is not None
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
