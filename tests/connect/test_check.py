"""What a check says of an account whose platform calls it otherwise than Loa, or shows it to nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.errors import Unseen
from channels.facebook.adapter import FacebookAdapter
from distributor.connect.check import check_account
from distributor.db import Database
from distributor.models import Account
from distributor.outgoing.carrier import Carrier
from tests.cases.conftest import AheadClock, make_carrier
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.support import province

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("check")) as sandbox:
        yield sandbox


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Carrier]:
    carrier = make_carrier(database, tmp_path / "home", AheadClock())
    yield carrier
    carrier.incarnation.close()


@pytest.fixture
def page(desk: Carrier, platforms: Sandbox) -> Account:
    with desk.database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, desk.vault, platforms.base_url, "facebook")
        session.expunge(account)
    return account


def test_a_renamed_page_works_and_says_what_to_do(desk: Carrier, page: Account) -> None:
    standing = check_account(desk, page)
    page.name = "Sở Tư pháp tỉnh Cũ"
    renamed = check_account(desk, page)
    assert (standing.ok, renamed.ok) == (True, True)
    assert "danh bạ" not in standing.message
    assert "«Sở Tư pháp tỉnh Hương Giang»" in renamed.message
    assert "ghi việc đổi tên vào danh bạ" in renamed.message


@pytest.mark.parametrize("channel", ["facebook", "x", "youtube", "zalo"])
def test_no_account_is_called_renamed_that_was_not(desk: Carrier, platforms: Sandbox, channel: str) -> None:
    with desk.database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, desk.vault, platforms.base_url, channel)
        session.expunge(account)
    checked = check_account(desk, account)
    assert checked.ok, checked.message
    assert "danh bạ" not in checked.message


def test_what_nobody_sees_needs_no_new_connection(
    desk: Carrier, page: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(_adapter: FacebookAdapter) -> str:
        raise Unseen("Trang đang ẩn.")

    monkeypatch.setattr(FacebookAdapter, "probe", hidden)
    checked = check_account(desk, page)
    assert (checked.ok, checked.reconnect) == (False, False)
    assert "Trang đang ẩn" in checked.message
