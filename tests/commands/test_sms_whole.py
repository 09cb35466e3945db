"""The whole stack as `loa up` starts it: an approved post on an SMPP account and one on an HTTP gateway reach the telephones.

Worker, beat, gateway, web and sandbox are real; the test only makes the rows that compose and review would have left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from commands.demo.audience import demo_sms
from distributor.db import Database
from distributor.models import Account, Broadcast, Post, PostState, Staff
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.broadcast.conftest import SetClock, Sms
from tests.broadcast.posts import approved_post, point_at, post_of
from tests.channels.sms_support import Network
from tests.commands.homes import Home
from tests.support.orders import order_now
from tests.support.province import Seeded
from tests.support.servers import wait_until

pytestmark = [pytest.mark.slow]


@dataclass
class Whole:
    home: Home
    database: Database
    network: Network
    seeded: Seeded

    def sms(self, account_id: int) -> Sms:
        return Sms(self.database, self.home.path, SetClock(datetime.now(UTC)), self.seeded, account_id)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    home = Home(tmp_path_factory.mktemp("whole"), {"LOA_SANDBOX_PUBLISH_EVERY": "0", "LOA_FEED_TIMEOUT": "5"})
    with home.up():
        database = home.database()
        with database.read() as session:
            staff = session.exec(select(Staff).order_by(Staff.id)).first()  # type: ignore[arg-type]
        assert staff is not None
        assert staff.id is not None
        network = Network(f"http://127.0.0.1:{home.sandbox_port}")
        network.weather(receipt_ms=[1, 50])
        yield Whole(home, database, network, Seeded(staff.unit_id, staff.id))
        database.dispose()


def at_any_hour(whole: Whole, post_ids: list[int]) -> None:
    """The test may run at night."""

    def made() -> list[Any]:
        with whole.database.read() as session:
            return list(session.exec(select(Broadcast).where(Broadcast.post_id.in_(post_ids))))  # type: ignore[union-attr]

    wait_until(lambda: len(made()) == len(post_ids), "the worker has claimed the posts")
    with whole.database.write() as session:
        for broadcast in made():
            row = session.get_one(Broadcast, broadcast.id)
            order_now(session, row, whole.seeded.staff_id, datetime.now(UTC))


def test_a_post_goes_to_forty_telephones_by_the_bind_that_came_by_itself(whole: Whole) -> None:
    vault = open_vault(whole.home.path)
    numbers = Numbers(vault)
    with whole.database.write() as session:
        for _ in range(2):
            account = demo_sms(
                session, whole.seeded.unit_id, whole.network.show(), sandbox_url=whole.network.url, vault=vault,
                numbers=numbers, now=datetime.now(UTC),
            )  # fmt: skip
        account_id = account.id or 0
        assert len(session.exec(select(Account).where(Account.channel == "sms")).all()) == 1, "made once"
    wait_until(lambda: whole.network.show()["sessions"] == 1, "the gateway found the account and has bound")
    sms = whole.sms(account_id)
    post_id = approved_post(sms, 9001)
    at_any_hour(whole, [post_id])
    wait_until(lambda: post_of(sms, post_id).state == PostState.PUBLISHED, lambda: post_of(sms, post_id).reason)
    shown = [message for message in whole.network.messages() if message["text"] == post_of(sms, post_id).text]
    assert len({message["phone"] for message in shown}) == len(shown) == 40
    assert post_of(sms, post_id).external_url == f"{whole.network.url}/man-hinh/dien-thoai"
    listed = whole.home.loa("sms", "broadcasts", "--json").object["broadcasts"]
    (answer,) = (broadcast for broadcast in listed if broadcast["post"] == post_id)
    assert (answer["counts"]["total"], answer["counts"]["queued"]) == (40, 0)


def test_a_post_by_an_http_gateway_to_its_reports(whole: Whole) -> None:
    with whole.database.write() as session:
        account = Account(
            unit_id=whole.seeded.unit_id,
            channel="sms",
            name="Tin nhắn qua eSMS",
            settings={"gateway": "esms", "sender": "STP-HGIANG", "endpoint": f"{whole.network.url}/sms/esms"},
            credentials=open_vault(whole.home.path).seal(whole.network.show()["credentials"]),
            credentials_version=1,
        )
        session.add(account)
        session.flush()
        account_id = account.id or 0
    sms = whole.sms(account_id)
    point_at(sms, sms.audience(5, "Năm người", first=200))
    post_id = approved_post(sms, 9002)
    at_any_hour(whole, [post_id])
    wait_until(lambda: post_of(sms, post_id).state == PostState.PUBLISHED, lambda: post_of(sms, post_id).reason)
    with whole.database.read() as session:
        broadcast = session.exec(select(Broadcast.id).where(Broadcast.post_id == post_id)).one() or 0
    sms.settle(broadcast)
    assert sms.states(broadcast) == {"delivered": 5}, "the gateway reported to our web"
    assert isinstance(sms.row(Post, post_id), Post)
