"""What the server says a browser may keep of staff's pages; what the browser does with it is in test_desk_offline_browser."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from distributor.db import Database
from distributor.models import Intake, StaffSession
from distributor.settings import Settings, Values
from tests.web.desk_cases import Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import Province, add_item
from web.app import create_app
from web.kept_pages import FORGET, HEADER

READ = (
    "/lich",
    "/cho-duyet",
    "/chien-dich",
    "/ban-giao",
    "/dinh-chinh",
    "/bao-cao",
    "/noi-dung/{item}",
    "/bai-dang/{facebook}",
)
PASSED = (
    *(
        "/can-phan-hoi",
        "/tin-nhan",
        "/nguoi-dung",
        "/tai-khoan",
        "/tai-khoan/them",
        "/khoa-api",
        "/webhook",
        "/cai-dat",
    ),
    *("/ca-nhan", "/ca-nhan/mat-khau", "/ca-nhan/hai-buoc", "/nhat-ky", "/don-vi", "/uy-quyen", "/quy-tac-duyet"),
    *("/bai-moi", "/tim?q=dat", "/nhap", "/mau-tra-loi", "/nguon", "/ket-noi"),
)


def said(client: TestClient, path: str) -> list[str]:
    return client.get(path).headers[HEADER].split(" ")


@pytest.mark.parametrize("path", READ)
def test_what_is_published_is_kept_until_the_sign_in_is_over(
    signed_in: TestClient, desk: Desk, database: Database, path: str
) -> None:
    mark, until, wish = said(signed_in, path.format(**desk.__dict__))
    with database.read() as session:
        [ends] = session.exec(select(StaffSession.expires_at)).all()
    assert (len(mark), int(until), wish) == (24, int(ends.timestamp()), "keep")


@pytest.mark.parametrize("path", PASSED)
def test_what_is_of_people_keys_and_accounts_is_passed(signed_in: TestClient, path: str) -> None:
    answer = signed_in.get(path)
    assert answer.status_code in (200, 403)
    assert answer.headers.get(HEADER, "- - pass").endswith("pass")
    assert "ban-da-luu" not in answer.text


def test_what_is_held_or_internal_is_passed(signed_in: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        held = add_item(
            session, province, "Kế hoạch có dấu", intake=Intake.HELD, intake_reason="có dấu", composed=False
        )
        inner = add_item(session, province, "Hướng dẫn nghiệp vụ (Lưu hành nội bộ)")
        secret = add_item(session, province, "Kế hoạch phòng thủ (Tối mật)")
    assert {said(signed_in, f"/noi-dung/{item}")[2] for item in (held, inner, secret)} == {"pass"}
    assert said(signed_in, "/")[2] == "pass", "its ledger names it"


def test_another_sign_in_has_another_mark_and_the_sign_in_page_ends_all(client: TestClient) -> None:
    assert client.get("/dang-nhap").headers[HEADER] == FORGET
    marks = []
    for _ in range(2):
        sign_in(client)
        page = client.get("/lich")
        marks.append(page.headers[HEADER].split(" ")[0])
        assert client.post("/dang-xuat", data={"form_token": form_token(page.text)}).status_code == 303
        assert client.get("/dang-nhap").headers[HEADER] == FORGET
    assert marks[0] != marks[1]
    assert HEADER not in client.get("/cong-dan").headers


def test_an_office_turns_it_off(settings: Settings, database: Database, clock: Hands, province: Province) -> None:
    assert province
    app = create_app(Settings(settings.home, Values(offline_pages=False)), database, clock)
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as client:
        sign_in(client)
        page = client.get("/lich")
    assert page.headers[HEADER] == FORGET
    assert "offline.js" not in page.text
    assert "ban-da-luu" not in page.text


def test_a_page_that_is_kept_says_when_and_that_it_is_old(signed_in: TestClient) -> None:
    page = signed_in.get("/lich").text
    assert "Bản đã lưu lúc 12:00 24/11/2026, chưa có mạng." in page
    assert page.index('<template id="ban-da-luu">') > page.index("</main>")
