"""`loa init` in a real home on either database: who is told a first password signs in with it; what is refused leaves nothing."""

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import select

from commands.guard import guarded
from commands.home import how_to_begin
from commands.init import init
from distributor.clock import VIETNAM, SystemClock
from distributor.db import Database
from distributor.media.place import FILE
from distributor.models import Account, AuditEntry, Source, Staff, Unit, UnitName
from distributor.settings import Settings, Values, load_settings
from tests.commands.forked import Forked
from tests.commands.homes import PATIENCE_S, Answer, Home, checked, interrupt
from tests.web.forms import form_token, sign_in
from web.app import create_app

NAME, LOGIN, PERSON = "Sở Tư pháp tỉnh X", "quantri", "Nguyễn Văn An"
ARGUMENTS = ("init", "--unit", NAME, "--login", LOGIN, "--name", PERSON)
NEW = "bốn con mèo trên mái"


def empty(database_url: str) -> str:
    """The address of a server's database without a table; of the embedded one nothing is said, the home makes it."""
    if database_url.startswith("sqlite"):
        return ""
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.dispose()
    return database_url


@dataclass
class Place:
    """Where a home may come to be, and the command in this process."""

    path: Path
    capture: pytest.CaptureFixture[str]

    def init(self, *, ends: int = 0, as_json: bool = False, **said: Any) -> str:
        """What the person is told: the result, or why there is none."""
        given = {"unit": NAME, "login": LOGIN, "name": PERSON, "code": "", "since": None, **said}
        self.capture.readouterr()
        assert guarded(lambda: init(**given, as_json=as_json), as_json=as_json) == ends
        told = self.capture.readouterr()
        return told.out if ends == 0 or as_json else told.err

    def counted(self) -> dict[str, int]:
        database = Database(load_settings().database_url)
        with database.read() as session:
            counts = {table.__name__: len(session.exec(select(table)).all()) for table in (Unit, Staff, AuditEntry)}
        database.dispose()
        return counts


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    monkeypatch.setenv("LOA_HOME", str(tmp_path / "nha"))
    monkeypatch.setenv("LOA_SANDBOX", "0")
    monkeypatch.delenv("LOA_DATABASE_URL", raising=False)
    return Place(tmp_path / "nha", capsys)


@pytest.fixture
def either(place: Place, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """On both databases, from nothing."""
    if address := empty(database_url):
        monkeypatch.setenv("LOA_DATABASE_URL", address)
    return place


@pytest.fixture
def client(place: Place) -> Iterator[TestClient]:
    """The console of the home that has been begun."""
    settings = load_settings()
    database = Database(settings.database_url)
    app = create_app(settings, database, SystemClock())
    with TestClient(app, base_url=settings.public_url, follow_redirects=False) as opened:
        yield opened
    database.dispose()


def test_the_password_that_was_told_opens_the_console(either: Place, request: pytest.FixtureRequest) -> None:
    said = either.init(since=date(2025, 7, 1))
    assert f"Đã lập đơn vị «{NAME}» (mã so-tu-phap-tinh-x)" in said
    found = re.search(r"^  Mật khẩu đầu +([a-z0-9-]{19})$", said, re.M)
    assert found, said
    assert either.counted() == {"Unit": 1, "Staff": 1, "AuditEntry": 2}
    client: TestClient = request.getfixturevalue("client")
    assert sign_in(client, LOGIN, "sai mat khau roi").status_code == 401
    assert sign_in(client, LOGIN, found[1]).status_code == 303
    assert client.get("/").headers["location"] == "/ca-nhan/mat-khau"
    page = client.get("/ca-nhan/mat-khau")
    assert "Hãy đặt mật khẩu của riêng bạn" in page.text
    fields = {"cu": found[1], "moi": NEW, "lai": NEW, "form_token": form_token(page.text)}
    assert client.post("/ca-nhan/mat-khau", data=fields).status_code == 303
    overview, people, log = client.get("/"), client.get("/nguoi-dung/moi"), client.get("/nhat-ky")
    assert (overview.status_code, people.status_code, log.status_code) == (200, 200, 200)
    assert NAME in people.text
    assert "loa init" in log.text


def test_what_is_told_leads_on(place: Place) -> None:
    said = place.init()
    assert f"{place.path / 'config.toml'}" in said
    assert "Chạy «loa up»" in said
    assert load_settings().public_url in said
    assert (load_settings().media_folder / FILE).is_file(), "marked by it, not by whichever machine looks first"


def test_a_home_whose_file_says_so_needs_no_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOA_SANDBOX")
    place.path.mkdir()
    (place.path / "config.toml").write_text("sandbox = false\n", encoding="utf-8")
    assert "config.toml" not in place.init()


def test_as_json(place: Place) -> None:
    before = today()
    answer = json.loads(place.init(as_json=True, code="so-tu-phap", login=" QuanTri "))
    assert (answer["unit"]["code"], answer["unit"]["name"]) == ("so-tu-phap", NAME)
    assert (answer["administrator"]["login"], answer["administrator"]["name"]) == (LOGIN, PERSON)
    database = Database(load_settings().database_url)
    with database.read() as session:
        since = session.exec(select(UnitName)).one().valid_from
    database.dispose()
    assert before <= since <= today(), "where no day is named, it is this one"
    assert answer["unit"]["since"] == since.isoformat()
    assert "đã có đơn vị" in json.loads(place.init(as_json=True, ends=1))["error"]


def today() -> date:
    return SystemClock().now().astimezone(VIETNAM).date()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"unit": " "}, "tên đầy đủ của đơn vị"),
        ({"login": "quản trị"}, "Tên đăng nhập"),
        ({"name": " "}, "họ và tên"),
        ({"code": "Sở X"}, "Mã đơn vị"),
        ({"since": date(1800, 1, 1)}, "quá xa"),
        ({"since": today() + timedelta(days=2)}, "chưa đến"),
        ({"unit": "S\udce1"}, "--unit"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_refused_attempt_leaves_nothing(place: Place, said: dict[str, Any], words: str) -> None:
    assert words in place.init(ends=1, **said)
    assert not place.path.exists()


def test_a_home_for_the_demo_says_how_it_becomes_a_real_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOA_SANDBOX")
    said = place.init(ends=1)
    assert all(words in said for words in ("sandbox = false", str(place.path / "config.toml"), "LOA_SANDBOX=0"))
    assert not place.path.exists()


def test_a_home_is_begun_once(either: Place) -> None:
    either.init()
    said = either.init(ends=1, unit="Sở Tư pháp tỉnh Y", login="khac")
    assert f"đã có đơn vị «{NAME}»" in said
    assert "Người dùng" in said
    assert either.counted() == {"Unit": 1, "Staff": 1, "AuditEntry": 2}


def test_the_command_that_is_told_fits_another_terminal() -> None:
    settings = Settings(Path("/nhà của tôi"), Values())
    blank = 'loa init --unit "TÊN ĐƠN VỊ" --login TÊN_ĐĂNG_NHẬP --name "HỌ VÀ TÊN"'
    assert how_to_begin(settings, {}) == blank
    environment = {"LOA_HOME": "x", "LOA_SANDBOX": "no", "LOA_DATABASE_URL": "postgresql://loa:secret@host/loa"}
    said = how_to_begin(settings, environment)
    assert said == f"LOA_HOME='/nhà của tôi' LOA_SANDBOX=0 LOA_DATABASE_URL=… {blank}"


def test_the_command_that_is_told_does_nothing_as_it_stands(place: Place) -> None:
    assert "Tên đăng nhập" in place.init(ends=1, unit="TÊN ĐƠN VỊ", login="TÊN_ĐĂNG_NHẬP", name="HỌ VÀ TÊN")


@pytest.mark.slow
def test_two_at_once_make_one(database_url: str, tmp_path: Path) -> None:
    """Two programs, from nothing: neither schema nor unit is made twice."""
    address = empty(database_url)
    home = Home(tmp_path / "nha", {"LOA_SANDBOX": "0", **({"LOA_DATABASE_URL": address} if address else {})})
    both = [home.begin(*ARGUMENTS, "--code", f"so-{number}", "--json") for number in (1, 2)]
    answers = sorted((ended(process) for process in both), key=lambda answer: answer.code)
    assert [answer.code for answer in answers] == [0, 1], answers
    assert "đã có đơn vị" in answers[1].object["error"]
    database = Database(address) if address else home.database()
    with database.read() as session:
        assert len(session.exec(select(Unit)).all()) == len(session.exec(select(Staff)).all()) == 1
    database.dispose()


def ended(process: subprocess.Popen[str]) -> Answer:
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.wait()
    return checked(Answer(process.returncode, out, err))


@pytest.mark.slow
@pytest.mark.whole
def test_beside_a_running_stack(tmp_path: Path) -> None:
    """What the stack, the sign-in page and the doctor say before and after; and the demo stays out of such a home."""
    home = Home(tmp_path / "nha", {"LOA_SANDBOX": "0"})

    def page(language: str = "vi") -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{home.web_port}/dang-nhap")
        request.add_header("Cookie", f"loa_ngon_ngu={language}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())

    def found() -> dict[str, Any]:
        told = Answer(**forked.run(("doctor", "--json"), {})).object
        [finding] = [each for each in told if each["name"] == "Đơn vị, người dùng"]
        return dict(finding)

    with Forked(home.environment) as forked, home.up() as process:
        assert "loa init" in page()
        assert "There are no users yet" in page("en")
        assert found()["ok"] is False
        assert "loa init" in found()["message"]
        begun = checked(Answer(**forked.run(ARGUMENTS, {})))
        assert begun.code == 0, begun.said
        assert "Chạy «loa up»" not in begun.out
        assert "loa init" not in page()
        assert found()["ok"] is True
        said = interrupt(process)
    assert f"LOA_HOME={home.path} LOA_SANDBOX=0 loa init" in said.err
    assert "/feeds/" not in said.err, "no address of a feed that nobody made"
    forgotten = Home(home.path, {"LOA_SANDBOX": "1"}, home.web_port, home.sandbox_port).loa("up")
    assert forgotten.code == 1
    assert "sandbox = false" in forgotten.err
    database = home.database()
    with database.read() as session:
        assert session.exec(select(Account)).all() == []
        assert session.exec(select(Source)).all() == []
    database.dispose()
