"""What waits calls a browser: sealed for it alone, within the minute, by a push service on loopback; who left is not called."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.push import PushDevice, public_key, push_key, sealed_for
from distributor.mail.wishes import MOST, end_push, wish_push
from distributor.models import ReviewCall, Role, Staff
from distributor.settings import Settings, Values
from distributor.staff.deeds import Actor
from distributor.staff.own_account import sign_out_devices
from distributor.staff.sessions import end_sessions, hash_of, leave, open_session
from distributor.vault import open_vault
from tests.mail.sending import Hands
from tests.mail.test_calls import add_waiting, call, due
from tests.support.push_service import CURVE, PushService, Subscribed, decoded, push_service

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """That may call this machine, as an office names its own hosts."""
    return Settings(tmp_path, Values(public_url="https://loa.huonggiang.example", allowed_hosts="127.0.0.0/8"))


@pytest.fixture
def approver(database: Database, schedule: int) -> int:
    return add_staff(database, "giam.doc", Role.APPROVER)


def add_staff(database: Database, login: str, role: Role) -> int:
    with database.write() as session:
        staff = Staff(unit_id=1, login=login, full_name="Lê Giám Đốc", role=role, password_hash="x")
        session.add(staff)
        session.flush()
        return staff.id or 0


def turn_on(
    database: Database,
    settings: Settings,
    clock: Hands,
    staff_id: int,
    service: PushService,
    browser: Subscribed,
    *,
    path: str = "/push/1",
    session_hash: str = "b" * 64,
) -> None:
    with database.write() as session:
        actor = Actor(session.get_one(Staff, staff_id), clock.now())
        device = PushDevice(service.url + path, *browser.keys)
        wish_push(session, actor, settings, open_vault(settings.home), device, session_hash)


def rows(database: Database) -> list[ReviewCall]:
    with database.read() as session:
        return list(session.exec(select(ReviewCall)).all())


def test_the_decoder_reads_what_rfc_8291_publishes() -> None:
    """Its section 5 and appendix A: the one that reads ours below is right by somebody else's word."""
    private = ec.derive_private_key(int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), CURVE)
    browser = Subscribed(private, decoded("BTBZMqHH6r4Tts7J_aSIgg"))
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.read(decoded(body)) == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize("length", [1, 300, 3_000])
def test_only_the_browser_reads_what_is_sealed_for_it(length: int) -> None:
    browser, told = Subscribed(), ("ộ" * length).encode()[:length]
    device = PushDevice("https://push.example/1", *browser.keys)
    device.check()
    first, second = sealed_for(device, told), sealed_for(device, told)
    assert first != second, "another key pair and salt each time"
    assert browser.read(first) == browser.read(second) == told


def test_what_begins_to_wait_is_told_at_once_with_its_number_and_a_link(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService
) -> None:
    browser = Subscribed()
    add_waiting(database, clock, "Đã chờ từ trước")
    turn_on(database, settings, clock, approver, service, browser)
    assert due(database, clock) == [], "what waited before is not told"
    add_waiting(database, clock, "Quyết định mật về bảng giá đất", posts=4)
    assert call(database, settings, clock) == 1, "no time has passed since"
    [pushed] = service.pushed
    told = json.loads(browser.read(pushed.body))
    assert told["title"] == "Loa: 4 bài của 1 tin chờ bạn duyệt"
    assert told["url"].startswith("/cho-duyet#tin-")
    assert "mật" not in json.dumps(told, ensure_ascii=False), "it lies on a locked telephone"
    claims = pushed.claims(public_key(push_key(settings.home, database)))
    assert (claims["aud"], claims["sub"]) == (service.url, "https://loa.huonggiang.example")
    assert 0 < claims["exp"] - clock.now().timestamp() <= 24 * 3600
    assert (pushed.path, pushed.headers["content-encoding"], pushed.headers["ttl"]) == ("/push/1", "aes128gcm", "86400")
    assert call(database, settings, clock) == 0, "told once"


@SQLITE_ONLY
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService, status: int
) -> None:
    turn_on(database, settings, clock, approver, service, Subscribed())
    service.status = status
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 0
    assert rows(database) == []


@SQLITE_ONLY
def test_while_the_service_is_away_nothing_is_lost(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService
) -> None:
    browser = Subscribed()
    turn_on(database, settings, clock, approver, service, browser)
    service.status = 503
    add_waiting(database, clock, "Tin một", posts=1)
    assert call(database, settings, clock) == 0
    [row] = rows(database)
    assert "503" in row.problem
    assert due(database, clock) == []
    service.status = 201
    clock.instant = row.due_at
    assert call(database, settings, clock) == 1
    assert json.loads(browser.read(service.pushed[-1].body))["title"] == "Loa: 1 bài của 1 tin chờ bạn duyệt"


@SQLITE_ONLY
def test_who_may_not_approve_is_not_told(
    database: Database, settings: Settings, clock: Hands, schedule: int, service: PushService
) -> None:
    author = add_staff(database, "tac.gia", Role.AUTHOR)
    turn_on(database, settings, clock, author, service, Subscribed())
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 0
    assert service.pushed == []


@SQLITE_ONLY
def test_a_browser_calls_only_who_turned_it_on_last(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService
) -> None:
    second, browser = add_staff(database, "pho.giam.doc", Role.APPROVER), Subscribed()
    turn_on(database, settings, clock, approver, service, browser)
    turn_on(database, settings, clock, approver, service, browser)
    assert [row.staff_id for row in rows(database)] == [approver], "turned on twice, it is one"
    turn_on(database, settings, clock, second, service, browser)
    assert [row.staff_id for row in rows(database)] == [second]
    with database.write() as session, pytest.raises(LoaError):
        end_push(session, Actor(session.get_one(Staff, approver), clock.now()), rows(database)[0].id or 0)


@SQLITE_ONLY
def test_who_signs_out_there_is_not_called_there(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService
) -> None:
    with database.write() as session:
        staff = session.get_one(Staff, approver)
        here, lost, old = (open_session(session, staff, clock.now(), "Chrome/150 Android").token for _ in range(3))
    for number, token in enumerate((here, lost, old)):
        turn_on(
            database,
            settings,
            clock,
            approver,
            service,
            Subscribed(),
            path=f"/push/{number}",
            session_hash=hash_of(token),
        )
    with database.write() as session:
        leave(session, old, clock.now())
        sign_out_devices(session, Actor(session.get_one(Staff, approver), clock.now()), but=hash_of(here))
    [left] = rows(database)
    assert (left.browser, left.user_agent) == (hash_of(here), "Chrome/150 Android")
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 1
    assert [pushed.path for pushed in service.pushed] == ["/push/0"]
    with database.write() as session:
        end_sessions(session, approver)
    assert rows(database) == []


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth"),
    [
        ("http://push.example/1", "", ""),
        ("https://10.0.0.1/1", "", ""),
        ("https://169.254.169.254/latest", "", ""),
        ("", "", ""),
        ("https://push.example/1", "AAAA", ""),
        ("https://push.example/1", "B" * 87, ""),
        ("https://push.example/1", "", "AAAA"),
        ("https://push.example/1", "", "ộ"),
    ],
)
def test_what_no_browser_says_is_refused_with_words(
    database: Database, settings: Settings, clock: Hands, approver: int, endpoint: str, p256dh: str, auth: str
) -> None:
    point, secret = Subscribed().keys
    strict = Settings(settings.home, Values(public_url="https://loa.huonggiang.example"))
    device, vault = PushDevice(endpoint, p256dh or point, auth or secret), open_vault(settings.home)
    with database.write() as session:
        actor = Actor(session.get_one(Staff, approver), clock.now())
        with pytest.raises(LoaError, match="chưa bật"):
            wish_push(session, actor, strict, vault, device, "b" * 64)
    assert rows(database) == []


@SQLITE_ONLY
def test_ten_browsers_are_enough(
    database: Database, settings: Settings, clock: Hands, approver: int, service: PushService
) -> None:
    for number in range(MOST):
        turn_on(database, settings, clock, approver, service, Subscribed(), path=f"/push/{number}")
    with pytest.raises(LoaError, match="10 thiết bị"):
        turn_on(database, settings, clock, approver, service, Subscribed(), path="/push/more")
