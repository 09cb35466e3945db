"""Tài khoản của tôi, and the second step at the sign-in, as a browser goes through them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import AuditEntry, Role, Staff, StaffSession
from distributor.staff.audit import first_break
from distributor.staff.passwords import verify
from distributor.staff.totp import code_at, step_of
from distributor.staff.unit_settings import UnitSettings, change_settings
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, PASSWORD, Province

NEW = "bốn con mèo trên mái"
HALF_MINUTE = timedelta(seconds=30)


def send(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get("/ca-nhan").text)})


def actions(database: Database) -> list[str]:
    with database.read() as session:
        assert first_break(session) is None
        return list(session.exec(select(AuditEntry.action).order_by(AuditEntry.id)))  # type: ignore[arg-type]


def set_up(client: TestClient, clock: Hands) -> tuple[str, list[str]]:
    """Turn the second step on. The secret as a person types it, and the recovery codes."""
    send(client, "/ca-nhan/hai-buoc", viec="bat-dau")
    page = client.get("/ca-nhan/hai-buoc").text
    assert "<svg" in page
    found = re.search(r'<output class="secret">([A-Z2-7 ]+)</output>', page)
    assert found
    secret = found[1].replace(" ", "")
    done = send(client, "/ca-nhan/hai-buoc", viec="xac-nhan", ma=code_at(secret, step_of(clock.now())))
    assert done.status_code == 200
    return secret, re.findall(r"<li>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</li>", done.text)


def test_the_second_step_from_set_up_to_sign_in(signed_in: TestClient, clock: Hands, database: Database) -> None:
    secret, codes = set_up(signed_in, clock)
    assert len(codes) == 10
    page = signed_in.get("/ca-nhan/hai-buoc").text
    assert secret not in page.replace(" ", "")
    assert codes[0] not in page
    assert "còn 10 mã dự phòng" in page
    signed_in.cookies.clear()
    clock.turn(HALF_MINUTE)
    half = sign_in(signed_in, next_path="/lich")
    assert (half.status_code, half.headers["location"]) == (303, "/dang-nhap/ma")
    assert "loa_session" not in signed_in.cookies
    assert signed_in.get("/lich").status_code == 303, "half-way in is not in"
    token = form_token(signed_in.get("/dang-nhap/ma").text)
    code = code_at(secret, step_of(clock.now()))
    assert signed_in.post("/dang-nhap/ma", data={"ma": code, "form_token": "0" * 64}).status_code == 403
    wrong = signed_in.post("/dang-nhap/ma", data={"ma": "000000", "form_token": token})
    assert wrong.status_code == 401
    assert "Mã không đúng" in wrong.text
    done = signed_in.post("/dang-nhap/ma", data={"ma": code, "form_token": token})
    assert (done.status_code, done.headers["location"]) == (303, "/lich")
    assert signed_in.get("/").status_code == 200
    assert actions(database) == ["sign_in", "second_step", "sign_in_refused", "sign_in"]
    # The same code again, and a recovery code in its place.
    signed_in.cookies.clear()
    sign_in(signed_in)
    token = form_token(signed_in.get("/dang-nhap/ma").text)
    assert signed_in.post("/dang-nhap/ma", data={"ma": code, "form_token": token}).status_code == 401
    assert signed_in.post("/dang-nhap/ma", data={"ma": codes[3], "form_token": token}).status_code == 303


def test_guessing_codes_waits_longer_and_longer(signed_in: TestClient, clock: Hands) -> None:
    set_up(signed_in, clock)
    signed_in.cookies.clear()
    sign_in(signed_in)
    token = form_token(signed_in.get("/dang-nhap/ma").text)
    answers = [signed_in.post("/dang-nhap/ma", data={"ma": "000000", "form_token": token}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429, 429]
    assert answers[5].headers["retry-after"] == "30"


def test_without_the_first_step_there_is_no_second(client: TestClient) -> None:
    assert client.get("/dang-nhap/ma").headers["location"] == "/dang-nhap"
    for kept in ("", "zz", b"made-up /".hex()):
        answer = client.post("/dang-nhap/ma", data={"ma": "123456"}, headers={"cookie": f"loa_buoc_hai={kept}"})
        assert answer.status_code in (303, 403)
        assert "loa_session" not in client.cookies


def test_it_is_turned_off_with_the_password_unless_the_unit_demands_it(
    signed_in: TestClient, clock: Hands, database: Database, province: Province
) -> None:
    set_up(signed_in, clock)
    assert "không đúng" in send(signed_in, "/ca-nhan/hai-buoc", viec="tat", mat_khau="sai").text
    with database.write() as session:
        wanted = UnitSettings(12, second_factor=True)
        change_settings(session, province.unit_id, wanted, by=LOGIN, now=clock.now())
    assert "bắt buộc" in send(signed_in, "/ca-nhan/hai-buoc", viec="tat", mat_khau=PASSWORD).text
    with database.write() as session:
        change_settings(session, province.unit_id, UnitSettings(), by=LOGIN, now=clock.now())
    assert send(signed_in, "/ca-nhan/hai-buoc", viec="tat", mat_khau=PASSWORD).status_code == 303
    signed_in.cookies.clear()
    assert sign_in(signed_in).headers["location"] == "/"


def test_where_it_is_compulsory_nothing_opens_before(
    signed_in: TestClient, clock: Hands, database: Database, province: Province
) -> None:
    fields = {"gio": "8", "hai_buoc": "1", "form_token": form_token(signed_in.get("/cai-dat").text)}
    assert signed_in.post("/cai-dat", data=fields).status_code == 303
    assert signed_in.get("/lich").headers["location"] == "/ca-nhan/hai-buoc"
    assert signed_in.get("/tong-quan/bang", headers={"accept": "application/json"}).status_code == 403
    assert "bắt buộc" in signed_in.get("/ca-nhan/hai-buoc").text
    set_up(signed_in, clock)
    assert signed_in.get("/lich").status_code == 200
    with database.write() as session:
        session.exec(select(Staff).where(Staff.login == LOGIN)).one().role = Role.AUTHOR
    assert signed_in.get("/lich").status_code == 200


def test_a_password_is_changed_and_other_devices_are_out(
    signed_in: TestClient, database: Database, clock: Hands
) -> None:
    other = signed_in.cookies["loa_session"]
    signed_in.cookies.clear()
    sign_in(signed_in)
    for fields, said in (
        ({"cu": "sai", "moi": NEW, "lai": NEW}, "đang dùng không đúng"),
        ({"cu": PASSWORD, "moi": "ngan", "lai": "ngan"}, "từ 10 đến"),
        ({"cu": PASSWORD, "moi": "matkhau2026", "lai": "matkhau2026"}, "dễ đoán"),
        ({"cu": PASSWORD, "moi": "tran.ha.2026", "lai": "tran.ha.2026"}, "tên đăng nhập"),
        ({"cu": PASSWORD, "moi": NEW, "lai": NEW + "!"}, "không giống nhau"),
        ({"cu": PASSWORD, "moi": PASSWORD, "lai": PASSWORD}, "phải khác"),
    ):
        answer = send(signed_in, "/ca-nhan/mat-khau", **fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert fields["moi"] not in answer.text or fields["moi"] in ("tran.ha.2026",)
    assert send(signed_in, "/ca-nhan/mat-khau", cu=PASSWORD, moi=NEW, lai=NEW).status_code == 303
    assert signed_in.get("/").status_code == 200
    assert signed_in.get("/", headers={"cookie": f"loa_session={other}"}).status_code == 303
    signed_in.cookies.clear()
    assert sign_in(signed_in).status_code == 401
    assert sign_in(signed_in, password=NEW).status_code == 303
    assert actions(database)[:3] == ["sign_in", "sign_in", "password"]


def test_guessing_the_password_in_an_open_browser_is_locked(signed_in: TestClient) -> None:
    for _ in range(5):
        send(signed_in, "/ca-nhan/mat-khau", cu="sai", moi=NEW, lai=NEW)
    assert "Đã nhập sai nhiều lần" in send(signed_in, "/ca-nhan/mat-khau", cu=PASSWORD, moi=NEW, lai=NEW).text


def test_devices_are_listed_and_signed_out(client: TestClient, clock: Hands) -> None:
    agents = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36": "Chrome trên Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1": "Safari trên iPhone",
        "<script>": "Trình duyệt khác",
    }
    tokens = []
    for agent in agents:
        client.cookies.clear()
        sign_in(client, headers={"user-agent": agent})
        tokens.append(client.cookies["loa_session"])
    page = client.get("/ca-nhan").text
    assert all(name in page for name in agents.values())
    assert page.count("Đăng xuất thiết bị này") == 2, "not the one that is used right now"
    first = re.findall(r'name="thiet_bi" value="([0-9a-f]{64})"', page)[0]
    send(client, "/ca-nhan/thiet-bi", viec="mot", thiet_bi=first)
    assert "Đã đăng xuất 1 thiết bị" in client.get("/ca-nhan").text
    assert client.get("/ca-nhan").text.count("Đăng xuất thiết bị này") == 1
    send(client, "/ca-nhan/thiet-bi", viec="khac")
    gone = [client.get("/", headers={"cookie": f"loa_session={token}"}).status_code for token in tokens]
    assert gone == [303, 303, 200]


def test_a_sign_in_that_awaits_its_code_ends_too_and_is_not_counted(
    signed_in: TestClient, clock: Hands, database: Database
) -> None:
    now = clock.now()
    with database.write() as session:
        me = session.exec(select(Staff.id).where(Staff.login == LOGIN)).one() or 0
        for token, waits in (("a" * 64, False), ("b" * 64, True)):
            row = StaffSession(
                token_hash=token,
                staff_id=me,
                awaits_code=waits,
                created_at=now,
                expires_at=now + timedelta(minutes=5),
                last_seen_at=now,
            )
            session.add(row)
    assert signed_in.get("/ca-nhan").text.count("Đăng xuất thiết bị này") == 1
    send(signed_in, "/ca-nhan/thiet-bi", viec="khac")
    assert "Đã đăng xuất 1 thiết bị" in signed_in.get("/ca-nhan").text
    with database.read() as session:
        assert len(session.exec(select(StaffSession).where(StaffSession.staff_id == me)).all()) == 1, "this one is left"


def test_last_seen_is_noted_every_five_minutes(signed_in: TestClient, clock: Hands) -> None:
    clock.turn(timedelta(minutes=4))
    signed_in.get("/lich")
    assert "Gần đây nhất 24/11/2026 12:00" in signed_in.get("/ca-nhan").text
    clock.turn(timedelta(minutes=1))
    signed_in.get("/lich")
    assert "Gần đây nhất 24/11/2026 12:05" in signed_in.get("/ca-nhan").text


def test_guesses_at_once_do_not_get_round_the_wait(
    signed_in: TestClient, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock comes while a password is being checked, as it does when many are sent together."""

    def slow(password_hash: str, password: str) -> bool:
        with database.write() as session:
            staff = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
            staff.failed_signins, staff.locked_until = 9, datetime(2099, 1, 1, tzinfo=UTC)
            session.add(staff)
        return verify(password_hash, password)

    monkeypatch.setattr("web.routes.account.verify", slow)
    answer = send(signed_in, "/ca-nhan/mat-khau", cu=PASSWORD, moi=NEW, lai=NEW)
    assert answer.status_code == 400
    assert "Đã nhập sai nhiều lần" in answer.text
