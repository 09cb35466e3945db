"""`loa connect` as a program: a consent through the loopback listener, a choice later, and accounts set up by hand."""

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from sqlmodel import select

from commands.return_listener import ReturnListener
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Account, Role, Staff
from distributor.vault import open_vault
from tests.commands.forked import Forked
from tests.commands.homes import Answer, Home, checked
from tests.sandbox.consenting import decide
from tests.sandbox.running import Sandbox, quiet_sandbox
from tests.support import province
from tests.support.servers import PATIENCE_S


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, sandbox: Sandbox) -> Home:
    shutil.copyfile(sqlite_template, tmp_path / "loa.db")
    database = Database(f"sqlite:///{tmp_path / 'loa.db'}")
    with database.write() as session:
        seeded = province.seed_unit(session)
        author = Staff(
            unit_id=seeded.unit_id, login="bientap", full_name="Biên tập", role=Role.AUTHOR, password_hash="-"
        )
        session.add(author)
    database.dispose()
    port = urlsplit(sandbox.base_url).port
    assert port is not None
    return Home(tmp_path, web_port=8600, sandbox_port=port)


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forked]:
    with Forked(Home(tmp_path_factory.mktemp("forked"), web_port=8600, sandbox_port=8620).environment) as forked:
        yield forked


def in_fork(forked: Forked, home: Home, *arguments: str) -> Answer:
    return checked(Answer(**forked.run(arguments, home.environment)))


def accounts(home: Home) -> list[Account]:
    database = Database(f"sqlite:///{home.path / 'loa.db'}")
    with database.read() as session:
        found = list(session.exec(select(Account)))
    database.dispose()
    return found


def through_the_browser(home: Home, *arguments: str, **choices: Any) -> Answer:
    """The command, with a person who opens the address that it prints."""
    process = home.begin("connect", *arguments)
    assert process.stderr is not None
    seen = []
    while line := process.stderr.readline():
        seen.append(line)
        if line.startswith("http"):
            back = decide(line.strip(), **choices)
            assert urlsplit(back.address).hostname == "127.0.0.1"
            received = requests.get(back.address, timeout=PATIENCE_S)
            assert "Đã nhận" in received.text
            break
    out, err = process.communicate(timeout=PATIENCE_S)
    return checked(Answer(process.returncode, out, "".join(seen) + err))


def with_input(forked: Forked, home: Home, text: str, *arguments: str) -> Answer:
    return checked(Answer(**forked.run(arguments, home.environment, text)))


@pytest.mark.slow
@pytest.mark.parametrize("channel", ["facebook", "youtube", "x", "zalo"])
def test_a_consent_from_the_command_line(channel: str, home: Home, sandbox: Sandbox) -> None:
    here = sandbox.account(channel)
    answer = through_the_browser(home, channel, "--by", "lanhdao", "--choose", "all", "--json", accounts=[here["id"]])
    assert answer.code == 0, answer.said
    (told,) = answer.object["accounts"]
    assert (told["id"], told["problem"], told["renewed"]) == (here["id"], "", False)
    (account,) = accounts(home)
    assert (account.id, account.channel) == (told["account"], channel)
    for secret in (here["credentials"].get("app_secret"), here["credentials"].get("client_secret")):
        assert secret is None or secret not in answer.said


@pytest.mark.slow
def test_what_may_be_chosen_ends_the_command_and_is_chosen_later(home: Home, sandbox: Sandbox, forked: Forked) -> None:
    lent = [sandbox.new_account("facebook", name=f"Trang {number}")["id"] for number in (1, 2)]
    answer = through_the_browser(home, "facebook", "--by", "lanhdao", "--json", accounts=lent)
    assert [one["id"] for one in answer.object["candidates"]] == lent
    assert accounts(home) == []
    later = ["connect", "facebook", "--by", "lanhdao", "--sign-in", str(answer.object["sign_in"]), "--json"]
    unknown = in_fork(forked, home, *later, "--choose", "123")
    assert (unknown.code, "Không có Trang «123»" in unknown.object["error"]) == (1, True)
    done = in_fork(forked, home, *later, "--choose", lent[1])
    assert done.object["accounts"][0]["name"] == "Trang 2"
    again = in_fork(forked, home, *later, "--choose", lent[0])
    assert "mỗi lượt chỉ dùng một lần" in again.object["error"]
    (account,) = accounts(home)
    anew = through_the_browser(
        home, "facebook", "--by", "lanhdao", "--account", str(account.id), "--choose", "all", accounts=[lent[1]]
    )
    assert "kết nối lại xong, các bài đang chờ sẽ tiếp tục" in anew.out
    assert "không hết hạn" in anew.out


@pytest.mark.slow
def test_a_no_and_a_person_who_never_comes(home: Home, forked: Forked) -> None:
    answer = through_the_browser(home, "zalo", "--by", "lanhdao", "--json", yes=False)
    assert (answer.code, "không cho phép" in answer.object["error"]) == (1, True)
    nobody = in_fork(forked, home, "connect", "zalo", "--by", "lanhdao", "--wait", "0.5", "--json")
    assert (nobody.code, "chưa thấy trình duyệt quay về" in nobody.object["error"]) == (1, True)
    assert accounts(home) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["facebook", "--by", "bientap"], "không có quyền này. Người có quyền: người duyệt, quản trị viên"),
        (["facebook", "--by", "nobody"], "Không có cán bộ «nobody»"),
        (["tiktok", "--by", "lanhdao"], "Không có kênh «tiktok»"),
        (["facebook", "--by", "lanhdao", "--account", "77"], "Không có tài khoản số 77"),
        (["facebook", "--by", "lanhdao", "--name", "Trang"], "tên và thông tin lấy từ nền tảng"),
        (["x", "--by", "lanhdao", "--method", "oauth9"], "không có cách kết nối “oauth9”"),
        (["rss", "--by", "lanhdao", "--name", "Tin", "--slug", "Có dấu"], "chữ thường không dấu"),
        (["rss", "--by", "lanhdao", "--slug", "phap-luat"], "Tên tài khoản (--name)"),
        (["rss", "--by", "lanhdao", "--name", "Tin", "--place", "Đài"], "không dùng --place"),
        (["manual", "--by", "lanhdao", "--name", "TikTok"], "nơi cán bộ sẽ đăng tay (--place)"),
        (["manual", "--by", "lanhdao", "--name", "TikTok", "--choose", "all"], "không có màn hình đồng ý"),
        (["sms", "--by", "lanhdao", "--name", "SMS", "--gateway", "none"], "phải là một trong smpp, esms"),
        (["rss", "--by", "lanhdao", "--name", "Tin", "--slug", "tin", "--unit", "khac"], "Không có đơn vị «khac»"),
    ],
)
def test_what_cannot_be_says_why(arguments: list[str], complaint: str, home: Home, forked: Forked) -> None:
    answer = in_fork(forked, home, "connect", *arguments, "--json")
    assert answer.code == 1
    assert complaint in answer.object["error"]
    assert accounts(home) == []


@pytest.mark.slow
def test_accounts_set_up_by_hand(home: Home, forked: Forked) -> None:
    by = ["--by", "lanhdao", "--json"]
    assert in_fork(forked, home, "connect", "rss", *by, "--name", "Tin mới", "--slug", "tin-moi").code == 0
    twice = in_fork(forked, home, "connect", "rss", *by, "--name", "Tin khác", "--slug", "tin-moi")
    assert "đã là của bản tin «Tin mới»" in twice.object["error"]
    assert in_fork(forked, home, "connect", "manual", *by, "--name", "TikTok", "--place", "TikTok của tỉnh").code == 0
    smpp = ["connect", "sms", *by, "--name", "Nhà mạng", "--gateway", "smpp", "--sender", "SoTuPhap", "--port", "2775"]
    assert "Thiếu Mật khẩu SMPP" in with_input(forked, home, "", *smpp).object["error"]
    bound = with_input(forked, home, "mat-khau-bind\n", *smpp, "--host", "smsc.example.vn", "--system-id", "sotuphap")
    assert bound.code == 0, bound.said
    assert "mat-khau-bind" not in bound.said
    wrong = with_input(forked, home, "mat-khau-bind\n", *smpp[:-1], "hai", "--host", "h", "--system-id", "s")
    assert "`port` phải là số nguyên" in wrong.object["error"]
    esms = ["connect", "sms", *by, "--name", "eSMS", "--gateway", "esms", "--sender", "SoTuPhap"]
    assert with_input(forked, home, "khoa-api-1\nkhoa-bi-mat-2\n", *esms).code == 0
    rows = {account.name: account for account in accounts(home)}
    assert rows["Tin mới"].settings["feed_url"] == "http://127.0.0.1:8600/feeds/tin-moi.rss"
    assert rows["TikTok"].settings["place"] == "TikTok của tỉnh"
    assert rows["Nhà mạng"].settings["port"] == 2775
    vault = open_vault(home.path, database=home.database())
    assert vault.open(rows["Nhà mạng"].credentials)["password"] == "mat-khau-bind"
    kept = vault.open(rows["eSMS"].credentials)
    assert (kept["api_key"], kept["secret_key"]) == ("khoa-api-1", "khoa-bi-mat-2")


PATH = "/ket-noi/facebook/tro-ve"


def ask(address: str) -> int:
    return requests.get(address, timeout=PATIENCE_S).status_code


def test_the_listener_takes_one_return_at_one_address() -> None:
    with ReturnListener(PATH) as listener:
        parts = urlsplit(listener.address)
        assert (parts.hostname, parts.path) == ("127.0.0.1", PATH)
        strangers = [
            threading.Thread(target=ask, args=(f"http://127.0.0.1:{parts.port}{path}",), daemon=True)
            for path in ("/favicon.ico", PATH, "/ket-noi/x/tro-ve?code=1")
        ]
        for one in strangers:
            one.start()
        silent = socket.create_connection(("127.0.0.1", parts.port or 0))
        silent.close()
        threading.Thread(target=ask, args=(f"{listener.address}?code=a%20b&state=s",), daemon=True).start()
        assert listener.wait(PATIENCE_S) == {"code": "a b", "state": "s"}


def test_the_listener_does_not_wait_for_ever() -> None:
    with ReturnListener(PATH) as listener, pytest.raises(LoaError, match="Chưa có gì thay đổi"):
        listener.wait(0.2)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(LoaError, match="--listen-port"):
            ReturnListener(PATH, taken.getsockname()[1])


@pytest.mark.slow
def test_the_doctor_tells_age_and_end_of_each_token(home: Home, sandbox: Sandbox, forked: Forked) -> None:
    youtube, zalo = sandbox.new_account("youtube")["id"], sandbox.new_account("zalo")["id"]
    page = sandbox.new_account("facebook")["id"]
    for channel, own in (("facebook", page), ("youtube", youtube), ("zalo", zalo)):
        told = through_the_browser(home, channel, "--by", "lanhdao", "--choose", "all", accounts=[own])
        assert told.code == 0, told.said
    # An hour later: the access tokens are old, which is no lost connection.
    database = Database(f"sqlite:///{home.path / 'loa.db'}")
    with database.write() as session:
        for account in session.exec(select(Account)):
            account.refreshed_at = datetime.now(UTC) - timedelta(days=40)
            session.add(account)
    database.dispose()
    sandbox.control("POST", "/youtube/age", {"tokens": True})
    sandbox.control("PATCH", f"/accounts/{page}", {"revoked": True})
    # Of a home whose own sandbox does not run these are accounts like any other.
    elsewhere = Home(home.path, web_port=home.web_port, sandbox_port=home.web_port + 1)
    found = {one["name"]: one for one in in_fork(forked, elsewhere, "doctor", "--json").object}
    by_channel = {
        channel: one
        for name, one in found.items()
        for channel in ("facebook", "youtube", "zalo")
        if f"({channel}," in name
    }
    assert by_channel["youtube"]["ok"] is True
    assert by_channel["youtube"]["message"].endswith("mã cấp hôm nay, không hết hạn.")
    assert by_channel["zalo"]["ok"] is True
    assert "mã cấp 40 ngày trước, hết hạn ngày" in by_channel["zalo"]["message"]
    assert by_channel["facebook"]["ok"] is False
    assert "(mã cấp 40 ngày trước, không hết hạn.)" in by_channel["facebook"]["message"]
    assert by_channel["facebook"]["mend"].startswith("Kết nối lại: «loa connect facebook")
