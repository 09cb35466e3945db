"""Connecting from the web, against the sandbox's own consent screens, as a browser without script goes the way."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import Account, AccountState, Role, SignIn, Staff
from distributor.settings import Settings, Values
from tests.sandbox.consenting import Back, decide
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import LOGIN, PASSWORD_HASH, Province

APPROVER, OTHER, VIEWER = LOGIN, "le.minh", "xa.an.loc"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


@pytest.fixture
def settings(tmp_path: object, sandbox: Sandbox) -> Settings:
    port = urlsplit(sandbox.base_url).port
    assert port is not None
    return Settings(tmp_path, Values(sandbox_port=port))  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Hands:
    """Now, for the sandbox dates signatures and tokens by the real clock."""
    return Hands(datetime.now(UTC))


@pytest.fixture
def approver(client: TestClient) -> TestClient:
    assert sign_in(client, APPROVER).status_code == 303
    return client


def begin(client: TestClient, channel: str, **fields: str) -> Response:
    token = form_token(client.get("/ket-noi").text)
    return client.post(f"/ket-noi/{channel}", data={"form_token": token, **fields})


def screen_of(answer: Response) -> str:
    """Where the page goes on to."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found
    return unescape(found[1])


def come_back(client: TestClient, back: Back) -> Response:
    parts = urlsplit(back.address)
    return client.get(f"{parts.path}?{parts.query}")


def choice_of(client: TestClient, channel: str, **fields: str) -> tuple[str, str]:
    """Through the platform to the choice: its address and its page."""
    returned = come_back(client, decide(screen_of(begin(client, channel, **fields))))
    assert returned.status_code == 303, said(returned)
    address = returned.headers["location"]
    assert "code" not in address
    return address, client.get(address).text


def choose(client: TestClient, address: str, page: str, *chosen: str) -> Response:
    fields = {f"chon-{number}": one for number, one in enumerate(chosen)}
    return client.post(address, data={"form_token": form_token(page), **fields})


def said(answer: Response) -> str:
    main = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", " ", main[0] if main else answer.text)).split())


def accounts(database: Database, channel: str) -> list[Account]:
    with database.read() as session:
        return list(session.exec(select(Account).where(Account.channel == channel)))


@pytest.mark.parametrize("channel", ["facebook", "youtube", "x", "zalo"])
def test_an_account_is_connected(
    channel: str, approver: TestClient, database: Database, sandbox: Sandbox, province: Province
) -> None:
    assert province.unit_id
    before = {account.id for account in accounts(database, channel)}
    here = sandbox.account(channel)
    address, page = choice_of(approver, channel)
    name = here["name"] if channel != "x" else f"@{here['handle']}"
    assert name in unescape(page)
    done = choose(approver, address, page, here["id"])
    assert done.status_code == 200
    assert "Đã kết nối" in said(done)
    account = next(one for one in accounts(database, channel) if one.id not in before)
    assert (account.name, account.state, account.unit_id) == (name, AccountState.ACTIVE, province.unit_id)
    assert account.settings["connected_by"] == APPROVER
    assert str(account.settings["endpoint"]).startswith(sandbox.base_url)
    listed = said(approver.get("/ket-noi"))
    assert "mã cấp hôm nay, " + ("hết hạn ngày" if channel == "zalo" else "không hết hạn") in listed


def test_who_may_not_approve_may_not_connect(client: TestClient) -> None:
    sign_in(client, VIEWER)
    page = client.get("/ket-noi")
    assert page.status_code == 403
    assert "không có quyền này" in said(page)
    token = form_token(client.get("/").text)
    assert client.post("/ket-noi/facebook", data={"form_token": token}).status_code == 403
    assert client.get("/ket-noi/facebook/tro-ve?code=a&state=b").status_code == 403
    assert client.get("/ket-noi/luot/1").status_code == 403


def test_who_is_not_signed_in_is_led_to_it_and_comes_back_with_the_code(client: TestClient) -> None:
    answer = client.get("/ket-noi/facebook/tro-ve?code=a&state=b")
    assert answer.status_code == 303
    assert dict(parse_qsl(urlsplit(answer.headers["location"]).query))["next"].endswith("?code=a&state=b")


def test_a_foreign_form_begins_nothing(approver: TestClient, database: Database) -> None:
    assert approver.post("/ket-noi/facebook", data={"form_token": "0" * 64}).status_code == 403
    with database.read() as session:
        assert session.exec(select(SignIn)).all() == []


@pytest.mark.parametrize("channel", ["facebook", "youtube", "x", "zalo"])
def test_a_no_is_told_with_a_way_to_ask_again(channel: str, approver: TestClient) -> None:
    answer = come_back(approver, decide(screen_of(begin(approver, channel)), yes=False))
    assert answer.status_code == 400
    assert "đã chọn không cho phép" in said(answer)
    assert "Kết nối lại" in said(answer)


def test_what_was_refused_may_be_begun_again_for_the_same_account(approver: TestClient, province: Province) -> None:
    begun = begin(approver, "facebook", tai_khoan=str(province.facebook))
    refused = come_back(approver, decide(screen_of(begun), yes=False))
    assert f'name="tai_khoan" value="{province.facebook}"' in refused.text


def test_a_missing_permission_is_named(approver: TestClient) -> None:
    screen = screen_of(begin(approver, "facebook"))
    answer = come_back(approver, decide(screen, without=("pages_manage_posts",)))
    assert answer.status_code == 400
    assert "Chưa đủ quyền trên Facebook: đăng, sửa, gỡ bài (pages_manage_posts)." in said(answer)


@pytest.mark.parametrize("channel", ["facebook", "youtube", "x", "zalo"])
def test_a_return_counts_once(channel: str, approver: TestClient) -> None:
    back = decide(screen_of(begin(approver, channel)))
    assert come_back(approver, back).status_code == 303
    again = come_back(approver, back)
    assert again.status_code == 409
    assert "mỗi lượt chỉ dùng một lần" in said(again)


def test_a_return_that_comes_too_late(approver: TestClient, clock: Hands) -> None:
    back = decide(screen_of(begin(approver, "facebook")))
    clock.turn(timedelta(minutes=10, seconds=1))
    late = come_back(approver, back)
    assert late.status_code == 409
    assert "đã quá 10 phút" in said(late)


def test_a_choice_that_comes_too_late_is_forgotten(approver: TestClient, clock: Hands, database: Database) -> None:
    address, page = choice_of(approver, "facebook")
    clock.turn(timedelta(minutes=11))
    late = choose(approver, address, page, "1")
    assert late.status_code == 409
    assert "đã quá 10 phút" in said(late)
    begin(approver, "facebook")
    with database.read() as session:
        assert session.exec(select(SignIn).order_by(SignIn.id)).first().sealed == b""  # type: ignore[union-attr, arg-type]


def test_a_state_that_nobody_gave_out(approver: TestClient) -> None:
    answer = approver.get("/ket-noi/facebook/tro-ve?code=a&state=made-up")
    assert answer.status_code == 409
    assert "không nhận ra lượt kết nối" in said(answer)
    assert approver.get("/ket-noi/facebook/tro-ve").status_code == 409
    assert approver.get("/ket-noi/tiktok/tro-ve?code=a&state=b").status_code == 404


def test_a_state_of_another_channel_does_not_count(approver: TestClient) -> None:
    back = decide(screen_of(begin(approver, "facebook")))
    answer = approver.get(f"/ket-noi/youtube/tro-ve?{urlsplit(back.address).query}")
    assert answer.status_code == 409


def test_another_person_cannot_finish_what_one_began(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        session.add(
            Staff(
                unit_id=province.unit_id,
                login=OTHER,
                full_name="Lê Minh",
                role=Role.APPROVER,
                password_hash=PASSWORD_HASH,
            )
        )
    sign_in(client, APPROVER)
    back = decide(screen_of(begin(client, "facebook")))
    sign_out(client)
    sign_in(client, OTHER)
    answer = come_back(client, back)
    assert answer.status_code == 409
    assert "do một cán bộ khác bắt đầu" in said(answer)
    sign_out(client)
    sign_in(client, APPROVER)
    returned = come_back(client, back)
    assert returned.status_code == 303, "the other's try has used up nothing"
    sign_out(client)
    sign_in(client, OTHER)
    assert client.get(returned.headers["location"]).status_code == 404
    with database.read() as session:
        assert session.exec(select(SignIn.begun_by)).all() == [APPROVER]


def sign_out(client: TestClient) -> None:
    token = form_token(client.get("/").text)
    assert client.post("/dang-xuat", data={"form_token": token}).status_code == 303


def test_a_platform_that_is_down_is_told(approver: TestClient, sandbox: Sandbox) -> None:
    back = decide(screen_of(begin(approver, "zalo")))
    sandbox.control("PUT", "/weather", {"zalo": {"error_500": 1.0}})
    try:
        answer = come_back(approver, back)
    finally:
        sandbox.control("DELETE", "/weather")
    assert answer.status_code == 400
    assert "Chưa liên lạc được với Zalo. Chưa có gì thay đổi" in said(answer)


def test_nothing_chosen_asks_again(approver: TestClient) -> None:
    address, page = choice_of(approver, "facebook")
    answer = choose(approver, address, page)
    assert answer.status_code == 400
    assert "Chưa chọn Trang nào" in said(answer)
    assert "không có trong" not in said(answer)
    assert "Không có Trang «77» trong danh sách" in said(choose(approver, address, page, "77"))


def test_secrets_stay_out_of_pages(approver: TestClient, sandbox: Sandbox) -> None:
    address, page = choice_of(approver, "facebook")
    done = choose(approver, address, page, sandbox.account("facebook")["id"])
    secret = sandbox.account("facebook")["credentials"]["app_secret"]
    for text in (page, done.text):
        assert "EAAH" not in text
        assert secret not in text


def test_an_account_of_another_unit_is_not_found(approver: TestClient) -> None:
    answer = begin(approver, "facebook", tai_khoan="99999")
    assert answer.status_code == 400
    assert "Không có tài khoản số 99999" in said(answer)


def test_a_no_and_what_cannot_be_chosen_are_said_in_english(
    approver: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why is sealed with what was found, and is a phrase still when it is opened."""
    monkeypatch.setattr("channels.facebook.connect.POSTING", "TO_FLY")
    approver.post("/ngon-ngu", data={"ngon_ngu": "en", "ve": "/"})
    _address, page = choice_of(approver, "facebook")
    assert "Whoever signed in was not given the right to post on this Page (task TO_FLY)." in unescape(page)
    assert "Choose Page" in unescape(page)
    refused = come_back(approver, decide(screen_of(begin(approver, "youtube")), yes=False))
    assert "Not connected: on YouTube's screen, permission was refused. When ready, connect again." in said(refused)
