"""Ten workers whose token is refused at once: one refresh. And what is no lost connection is not taken for one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event

from channels.base import Probes
from channels.errors import AuthExpired, ChannelError, RateLimited, Retryable
from distributor.db import Database
from distributor.deliver.accounts import refresh_credentials
from distributor.models import AccountState
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from tests.connect.conftest import Office
from tests.deliver.conftest import SetClock, World, make_carrier, world

__all__ = ["world"]

WORKERS = 10
TOKENS = {"zalo": "/v4/oa/access_token", "youtube": "/token"}


@pytest.fixture
def carrier(database: Database, tmp_path: Path, office: Office) -> Iterator[Carrier]:
    made = make_carrier(database, tmp_path / "home", SetClock(office.clock.now() + timedelta(hours=3)))
    made.vault = office.connecting.vault
    yield made
    made.incarnation.close()


@pytest.mark.parametrize("channel", TOKENS)
def test_ten_that_ask_at_once_refresh_once(
    channel: str, office: Office, carrier: Carrier, record_property: pytest.FixtureRequest
) -> None:
    account_id = office.connected(channel, office.sandbox.new_account(channel)["id"])
    before, view = office.secrets(account_id), account_view(office.account(account_id))
    office.sandbox.control("POST", f"/{channel}/age", {"tokens": True} if channel == "youtube" else {})
    seen, barrier = office.sandbox.get("/_sandbox/requests.json")["last"], Barrier(WORKERS)

    def ask(_number: int) -> None:
        barrier.wait()
        refresh_credentials(carrier, view, "Mã truy cập không còn được nhận.")

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(ask, range(WORKERS)))
    refreshes = [one for one in office.sandbox.requests_since(seen) if one["path"] == TOKENS[channel]]
    record_property("asked", WORKERS)  # type: ignore[operator]
    record_property("refreshed", len(refreshes))  # type: ignore[operator]
    account, now = office.account(account_id), office.secrets(account_id)
    assert (len(refreshes), account.credentials_version, account.state) == (1, 2, AccountState.ACTIVE)
    assert now["access_token"] != before["access_token"]
    assert (now["refresh_token"] == before["refresh_token"]) == (channel == "youtube")
    with carrier.open(account_view(account)) as opened:
        assert isinstance(opened.adapter, Probes)
        assert opened.adapter.probe()


def test_a_new_token_is_on_the_disk_before_anything_uses_it(office: Office, carrier: Carrier) -> None:
    """A refresh token that works once is gone for good if a power cut takes the commit that held the next one."""
    account_id = office.connected("zalo", office.sandbox.new_account("zalo")["id"])
    commits: list[str] = []
    event.listen(office.database._durable_engine, "commit", lambda _connection: commits.append("durable"))
    if office.database.is_sqlite:
        event.listen(office.database._write_engine, "commit", lambda _connection: commits.append("quick"))
    refresh_credentials(carrier, account_view(office.account(account_id)), "Mã đã cũ.")
    assert office.account(account_id).credentials_version == 2
    assert commits[-1] == "durable"


def test_a_platform_that_cannot_be_reached_is_no_lost_connection(office: Office, carrier: Carrier) -> None:
    account_id = office.connected("youtube", office.sandbox.new_account("youtube")["id"])
    office.sandbox.control("PUT", "/weather", {"youtube": {"accept_then_drop": 1.0}})
    try:
        refresh_credentials(carrier, account_view(office.account(account_id)), "Mã đã cũ.")
    finally:
        office.sandbox.control("DELETE", "/weather")
    account = office.account(account_id)
    assert (account.state, account.credentials_version) == (AccountState.ACTIVE, 1)
    assert account.wait_until == carrier.clock.now() + timedelta(minutes=1)
    assert account.refresh_token == "", "the lease is given back"


@pytest.mark.parametrize(
    ("error", "state", "seconds"),
    [
        (Retryable("Chưa kết nối được."), AccountState.ACTIVE, 60),
        (Retryable("Chưa kết nối được.", after=600), AccountState.ACTIVE, 600),
        (RateLimited("Đang giới hạn số lần gọi."), AccountState.ACTIVE, 60),
        (
            RateLimited("Đang giới hạn số lần gọi.", until=SetClock().now() + timedelta(minutes=30)),
            AccountState.ACTIVE,
            1800,
        ),
        (AuthExpired("Mã làm mới đã bị thu hồi."), AccountState.NEEDS_SIGNIN, None),
    ],
)
def test_only_a_refusal_is_a_lost_connection(
    error: ChannelError, state: AccountState, seconds: int | None, world: World
) -> None:
    world.station.refreshes = [error]
    refresh_credentials(world.carrier, account_view(world.account()), "Mã đã cũ.")
    account = world.account()
    assert account.state == state
    assert account.wait_until == (None if seconds is None else world.clock.now() + timedelta(seconds=seconds))
