"""Following by e-mail: nothing goes to who did not ask and confirm, one click ends it, and what is told is new and public."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from distributor.db import Database
from distributor.mail.follower_mail import DUE_FOLLOWER_MAILS, write_follower
from distributor.mail.followers import forget_unconfirmed, make_digests, next_digest, sign_up
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    FollowerMail,
    Item,
    MailFollower,
    MailFollowerState,
    Post,
    PostState,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.scheduler.due import ids
from distributor.settings import Settings
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from tests.deliver.conftest import PatientPacer
from tests.mail.sending import Hands
from tests.support.mail_servers import Mailbox
from web.app import create_app

ADDRESS = "lan.nguyen@example.com"
LAND = "Đất đai, nhà ở"


@pytest.fixture
def carrier(database: Database, settings: Settings, clock: Hands) -> Iterator[Carrier]:
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    incarnation = LivingIncarnation(database, settings.run_folder)
    yield Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=open_vault(settings.home, database=database),
        incarnation=incarnation,
        pacer=PatientPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )
    incarnation.close()


@pytest.fixture
def client(settings: Settings, database: Database, clock: Hands) -> Iterator[TestClient]:
    with TestClient(
        create_app(settings, database, clock), base_url="https://loa.huonggiang.example", follow_redirects=False
    ) as it:
        yield it


def send_due(carrier: Carrier, database: Database, clock: Hands) -> None:
    with database.read() as session:
        due = ids(session, DUE_FOLLOWER_MAILS, clock.now())
    for mail_id in due:
        write_follower(carrier, mail_id)


def asks(client: TestClient, address: str = ADDRESS, **fields: str) -> int:
    return client.post("/dang-ky-thu", data={"thu": address, "dong_y": "1", **fields}).status_code


def link_in(box: Mailbox, number: int = -1) -> str:
    body = str(box.kept[number].get_content())
    return next(word.removeprefix("https://loa.huonggiang.example") for word in body.split() if "/thu/" in word)


def follower(database: Database) -> MailFollower:
    with database.read() as session:
        return session.exec(select(MailFollower)).one()


def publish(session: Session, clock: Hands, title: str, topic: str = LAND) -> int:
    unit = session.exec(select(Unit)).first()
    if unit is None:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        session.add(UnitName(unit_id=unit.id or 0, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
    account = Account(unit_id=unit.id or 0, channel="facebook", name="Trang", settings={}, limits={})
    item = Item(
        unit_id=unit.id or 0, title=title, first_seen_at=clock.now(), kind="new_law", facts={"points": {"topic": topic}}
    )
    session.add_all([account, item])
    session.flush()
    post = Post(
        unit_id=unit.id or 0,
        account_id=account.id or 0,
        item_id=item.id or 0,
        purpose="announce",
        state=PostState.PUBLISHED,
        published_at=clock.now(),
        created_at=clock.now(),
    )
    session.add(post)
    session.flush()
    return item.id or 0


def test_from_the_sign_up_to_the_digest_and_out_again(
    client: TestClient, carrier: Carrier, database: Database, clock: Hands, box: Mailbox, settings: Settings
) -> None:
    assert asks(client, **{"muc-dat-dai-nha-o": "1"}) == 303
    send_due(carrier, database, clock)
    [asking] = box.kept
    assert asking["To"] == ADDRESS
    assert asking["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = link_in(box)
    assert client.get(place).status_code == 200
    assert follower(database).state is MailFollowerState.ASKED, "a look at the link confirms nothing"
    with database.write() as session:
        publish(session, clock, "Trước khi xác nhận")
    clock.instant += timedelta(minutes=5)
    confirmed = client.post(place)
    assert confirmed.status_code == 303
    known = follower(database)
    assert known.state is MailFollowerState.CONFIRMED
    assert ADDRESS.encode() not in known.address_sealed
    assert "đồng ý" in known.wording
    assert known.next_at == datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "Monday, seven o'clock in Vietnam"
    clock.instant += timedelta(hours=1)
    with database.write() as session:
        told = publish(session, clock, "Tách thửa đất ở")
        publish(session, clock, "Mũ bảo hiểm", "Giao thông")
    clock.instant = datetime(2026, 11, 30, 0, 1, tzinfo=UTC)
    for _ in range(2):
        with database.write() as session:
            make_digests(session, settings, clock.now())
        send_due(carrier, database, clock)
    assert len(box.kept) == 2, "once, whoever asks"
    digest = box.kept[1]
    said = digest.get_content()
    assert f"https://loa.huonggiang.example/tin/{told}" in said
    assert "Mũ bảo hiểm" not in said
    assert "Trước khi xác nhận" not in said
    page = client.get(link_in(box))
    assert "Thư tiếp theo: 07/12/2026 07:00" in page.text
    leave = str(digest["List-Unsubscribe"]).strip("<>").removeprefix("https://loa.huonggiang.example")
    assert client.get(leave).status_code == 303
    assert follower(database).state is MailFollowerState.CONFIRMED, "a look does not end it"
    one_click = client.post(leave, data={"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"})
    assert one_click.status_code == 200
    ended = follower(database)
    assert (ended.state, ended.address_sealed, ended.topics) == (MailFollowerState.ENDED, b"", [])
    assert client.post(place).status_code == 404, "an old confirmation begins nothing again"
    clock.instant += timedelta(days=7)
    with database.write() as session:
        publish(session, clock, "Sau khi ngừng")
        assert make_digests(session, settings, clock.now()) == 0


def test_what_waits_for_who_ended_it_is_not_sent(
    client: TestClient, carrier: Carrier, database: Database, clock: Hands, box: Mailbox
) -> None:
    asks(client)
    with database.write() as session:
        one = session.exec(select(MailFollower)).one()
        one.state = MailFollowerState.ENDED
        session.add(one)
    send_due(carrier, database, clock)
    assert box.kept == []


def test_a_million_sign_ups_make_no_million_mails(
    client: TestClient, database: Database, clock: Hands, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [asks(client, f"a{number}@example.com") for number in range(11)] == [303] * 10 + [429]
    clock.instant += timedelta(hours=2)
    for _ in range(3):
        assert asks(client) == 303
    with database.read() as session:
        assert len(session.exec(select(FollowerMail)).all()) == 11, "one address is asked once an hour"
    monkeypatch.setattr("distributor.mail.followers.MOST_ASKED", 11)
    assert asks(client, "b@example.com") == 400
    clock.instant += timedelta(days=4)
    with database.write() as session:
        forget_unconfirmed(session, clock.now())
    with database.read() as session:
        assert session.exec(select(MailFollower)).all() == []


@pytest.mark.parametrize(
    "address", ["", "lan", "lan@example", "lan@example.com, x@y.com", "lan@example.com\r\nBcc: x@y.com"]
)
def test_what_is_no_address_is_refused(client: TestClient, address: str) -> None:
    assert asks(client, address) == 400


def test_without_a_yes_and_with_forged_codes_nothing_happens(client: TestClient, database: Database) -> None:
    assert client.post("/dang-ky-thu", data={"thu": ADDRESS}).status_code == 400
    for path in ("/thu/1-aaaaaaaaaaaaaaaaaaaaaaaaaa", "/thu/xac-nhan/1-a", "/thu/x", "/thu/1-x/ngung"):
        assert client.post(path, data={"viec": "ngung"}).status_code == 404
        assert client.get(path).status_code == 404
    with database.read() as session:
        assert session.exec(select(MailFollower)).all() == []


def test_whoever_asks_for_a_known_address_learns_nothing(
    client: TestClient, carrier: Carrier, database: Database, clock: Hands, box: Mailbox, settings: Settings
) -> None:
    with database.write() as session:
        sign_up(session, settings, Numbers(carrier.vault), ADDRESS, (), "w", clock.now())
        one = session.exec(select(MailFollower)).one()
        one.state, one.next_at = MailFollowerState.CONFIRMED, next_digest(clock.now())
        session.add(one)
    clock.instant += timedelta(hours=2)
    assert asks(client, ADDRESS.upper()) == 303
    assert follower(database).state is MailFollowerState.CONFIRMED


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), datetime(2026, 11, 30, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), datetime(2026, 12, 7, 0, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 5, 0, tzinfo=UTC), datetime(2027, 1, 4, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_on_monday(now: datetime, monday: datetime) -> None:
    assert next_digest(now) == monday
