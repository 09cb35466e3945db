"""Sửa mẫu: tried on a real item, proposed by one person, used once another says yes; whatever is wrong is told in words."""

import math
from html import unescape
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.compose import wordings
from distributor.compose.endings import blocks_of
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.wordings import (
    FRESH_S,
    KeptWordings,
    editable,
    kinds_using,
    places_of,
    with_blocks,
)
from distributor.db import Database
from distributor.models import AuditEntry, Item, Notice, Role, Wording, WordingState
from distributor.settings import TEMPLATE_FOLDER
from tests.support.statements import statements
from tests.web.desk_cases import COMMUNE, LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.province import NOON, Province

NAME = "facebook/announce.j2"
PAGE = f"/mau-bai/sua?mau={NAME}"
NEW = "Bà con lưu ý: {{ headline }}"


@pytest.fixture
def author(client: TestClient, desk: Desk) -> TestClient:
    return as_(client, Role.AUTHOR)


def as_(client: TestClient, role: Role) -> TestClient:
    client.cookies.clear()
    assert sign_in(client, LOGINS[role]).status_code == 303
    return client


def send(client: TestClient, viec: str, *, path: str = "/mau-bai/sua", mau: str = NAME, **fields: str) -> Response:
    token = form_token(client.get(PAGE).text)
    return client.post(path, data={**fields, "mau": mau, "viec": viec, "form_token": token})


def decide(client: TestClient, viec: str, wording: Wording, **fields: str) -> str:
    answer = send(client, viec, path="/mau-bai/sua/quyet-dinh", so=str(wording.id), **fields)
    assert answer.status_code == 303
    return unescape(client.get(answer.headers["location"]).text)


def versions(database: Database) -> list[Wording]:
    with database.read() as session:
        return list(session.exec(select(Wording).order_by(col(Wording.number))))


def said(database: Database, kind: str = "new_law") -> dict[str, str]:
    """Composing as a worker does: what stands in the template's blocks, for an item with this headline."""
    templates = Templates(kept=KeptWordings(database, fresh_s=0))
    item = ItemView(1, "Giá đò ngang mới", "", "", kind, None, "", "")
    found = templates.find("facebook", "announce", kind)
    return {block.name: block.text for block in found.blocks(places_of(templates, "facebook", item, ""))}


def test_words_are_used_once_another_person_says_yes(author: TestClient, desk: Desk, database: Database) -> None:
    tried = unescape(send(author, "xem", khoi_headline=NEW, tin=str(desk.item)).text)
    assert "Bà con lưu ý: Quyết định số 27/2026/QĐ-UBND" in tried
    assert versions(database) == [], "a try keeps nothing"

    assert send(author, "gui", khoi_headline=NEW, vi_sao="Gần gũi hơn").status_code == 303
    [waits] = versions(database)
    assert (waits.state, waits.made_by, waits.note) == (WordingState.WAITING, "soan", "Gần gũi hơn")
    assert said(database)["headline"] == "Giá đò ngang mới"
    with database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "wording")).one()
    assert notice.subject == f"wording:{NAME}"

    leader = as_(author, Role.APPROVER)
    front = unescape(leader.get("/").text)
    assert f'href="{PAGE}"' in front
    shown = unescape(leader.get(PAGE).text)
    assert "<ins>Bà</ins>" in shown or "<ins>Bà con lưu ý: </ins>" in shown
    assert "Đã duyệt." in decide(leader, "duyet", waits)
    assert said(database)["headline"] == "Bà con lưu ý: Giá đò ngang mới"
    assert "Duyệt lời này" not in leader.get(PAGE).text
    with database.read() as session:
        assert session.exec(select(Notice).where(Notice.kind == "wording", col(Notice.closed_at).is_(None))).all() == []
        actions = session.exec(select(AuditEntry.action).where(col(AuditEntry.action).startswith("wording."))).all()
    assert actions == ["wording.propose", "wording.use"]
    assert "Lời của đơn vị: soan" in unescape(leader.get("/mau-bai?kenh=facebook").text)


def test_the_files_own_words_come_back_the_same_way(author: TestClient, database: Database) -> None:
    send(author, "gui", khoi_headline=NEW)
    leader = as_(author, Role.APPROVER)
    decide(leader, "duyet", versions(database)[0])
    assert send(leader, "goc").status_code == 303
    chief = as_(leader, Role.ADMINISTRATOR)
    decide(chief, "duyet", versions(database)[1])
    assert [each.state for each in versions(database)] == [WordingState.RETIRED, WordingState.IN_USE]
    assert said(database)["headline"] == "Giá đò ngang mới"


def test_nobody_decides_on_their_own_words_nor_on_what_was_replaced(author: TestClient, database: Database) -> None:
    leader = as_(author, Role.APPROVER)
    send(leader, "gui", khoi_headline=NEW)
    [own] = versions(database)
    assert "người khác phải duyệt" in decide(leader, "duyet", own)
    send(as_(leader, Role.AUTHOR), "gui", khoi_headline="Mới: {{ headline }}")
    chief = as_(leader, Role.ADMINISTRATOR)
    assert "đã được thay bằng bản mới hơn" in decide(chief, "duyet", own), "what was on the screen is not what waits"
    assert [each.state for each in versions(database)] == [WordingState.RETIRED, WordingState.WAITING]
    assert "Hãy viết lý do trả lại" in decide(chief, "tra", versions(database)[1])
    decide(chief, "tra", versions(database)[1], ly_do="Dài dòng")
    assert versions(database)[1].state is WordingState.REFUSED
    assert "bị trả lại" in chief.get(PAGE).text
    assert said(database)["headline"] == "Giá đò ngang mới"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{ tieu_de }}", "chỗ điền không có: tieu_de"),
        ("{{ headline", "facebook/announce.j2"),
        ("{% for a in headline %}{{ a }}{% endfor %}", "For"),
        ("{{ headline.__class__ }}", "Getattr"),
        ("SỐC: {{ headline }}", "không dùng trong bài của cơ quan"),
        ("{% endblock %}{% block la %}x", "la"),
        ("{{ headline }}", "không khác bản đang dùng"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    author: TestClient, database: Database, words: str, told: str
) -> None:
    answer = send(author, "gui", khoi_headline=words)
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert told in page
    assert f">{words}</textarea>" in page
    assert versions(database) == []


def test_who_may_not(client: TestClient, desk: Desk, database: Database) -> None:
    viewer = as_(client, Role.VIEWER)
    assert "Gửi duyệt" not in viewer.get(PAGE).text
    assert send_as_they_are(viewer).status_code == 403
    assert viewer.get("/mau-bai/sua?mau=facebook/erratum.j2").status_code == 404
    assert viewer.get("/mau-bai/sua?mau=../config/gate.toml").status_code == 404
    client.cookies.clear()
    sign_in(client, COMMUNE)
    answer = send_as_they_are(client)
    assert "đơn vị cấp trên cùng" in unescape(answer.text)
    assert versions(database) == []


def send_as_they_are(client: TestClient) -> Response:
    token = form_token(client.get("/").text)
    return client.post("/mau-bai/sua", data={"mau": NAME, "viec": "gui", "khoi_headline": NEW, "form_token": token})


def test_every_template_that_may_be_changed_opens_with_its_own_words(signed_in: TestClient, desk: Desk) -> None:
    """Sent back as it was shown it is the same template, for all of them."""
    templates = Templates()
    channels = sorted(each.name for each in TEMPLATE_FOLDER.iterdir() if each.is_dir())
    names = [name for channel in channels for name in editable(templates, channel)]
    assert len(names) > 30
    for name in names:
        source = templates.source(name)
        assert with_blocks(source, blocks_of(source)) == source
        assert kinds_using(templates, name), name
    for name in names[:3]:
        assert signed_in.get(f"/mau-bai/sua?mau={name}").status_code == 200


def test_words_that_fit_no_more_are_told_of_and_mended_on_their_page(
    author: TestClient, database: Database, province: Province
) -> None:
    """As after an upgrade whose rules know a part of theirs no more."""
    with database.write() as session:
        session.add(
            Wording(
                unit_id=province.unit_id,
                template=NAME,
                number=1,
                source="{% block cu %}x{% endblock %}",
                state=WordingState.IN_USE,
                made_by="soan",
                made_at=NOON,
            )
        )
    page = unescape(author.get(PAGE).text)
    assert "Khối «cu» của mẫu facebook/announce.j2 chưa có" in page
    assert send(author, "goc").status_code == 303
    chief = as_(author, Role.ADMINISTRATOR)
    decide(chief, "duyet", versions(database)[1])
    assert said(database)["headline"] == "Giá đò ngang mới"


def test_the_database_is_asked_once_in_a_while(database: Database, desk: Desk) -> None:
    kept = KeptWordings(database)
    assert FRESH_S > 0
    with statements() as asked:
        for _ in range(50):
            kept()
    assert len([each for each in asked if "wording" in each]) == 1


def test_how_an_accounts_posts_end_goes_the_same_way(
    author: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    name = f"endings/account.{province.facebook}"
    tried = unescape(send(author, "xem", mau=name, khoi_footer="Hotline: 1900 0000", tin=str(desk.item)).text)
    assert "Hotline: 1900 0000</p>" in tried or "Hotline: 1900 0000" in tried.partition("Bài soạn thử")[2]
    assert versions(database) == []
    assert "biểu tượng" in unescape(send(author, "gui", mau=name, khoi_footer="Gọi 📞").text)
    assert send(author, "gui", mau=name, khoi_footer="Hotline: 1900 0000").status_code == 303
    [waits] = versions(database)
    leader = as_(author, Role.APPROVER)
    assert f"/mau-bai/sua?mau={name}" in unescape(leader.get("/").text).replace("%2F", "/")
    assert "Lời mới chờ duyệt" in unescape(leader.get("/mau-bai?kenh=endings").text)
    assert "Đã duyệt." in decide(leader, "duyet", waits, mau=name)
    templates = Templates(kept=KeptWordings(database, fresh_s=0))
    assert templates.speaking_as(province.facebook).editorial.words_of("guidance").footer == "Hotline: 1900 0000"
    assert templates.editorial.words_of("guidance").footer == ""
    shown = unescape(leader.get("/mau-bai?kenh=endings").text)
    assert "Hotline: 1900 0000" in shown


def test_an_empty_ending_of_an_account_is_told_as_the_kinds_in_use(
    author: TestClient, desk: Desk, database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as session:
        kind = session.get_one(Item, desk.item).kind
    name = f"endings/kind.{kind}"
    assert send(author, "gui", mau=name, khoi_hashtags="#LờiCủaLoại").status_code == 303
    [waits] = versions(database)
    leader = as_(author, Role.APPROVER)
    assert "Đã duyệt." in decide(leader, "duyet", waits, mau=name)
    later = SimpleNamespace(monotonic=lambda: math.inf)
    monkeypatch.setattr(wordings, "time", later)  # what was known is asked for anew

    def hint(mau: str) -> str:
        page = unescape(leader.get("/mau-bai/sua", params={"mau": mau, "tin": desk.item}).text)
        return page.partition('<p class="hint">')[2].partition("</p>")[0]

    of_account, of_kind = hint(f"endings/account.{province.facebook}"), hint(name)
    assert "Để trống thì theo lời của loại tin, rồi của mẫu." in of_account
    assert "#LờiCủaLoại" in of_account
    assert "Để trống thì như mẫu." in of_kind
    assert "#LờiCủaLoại" not in of_kind


def test_a_commune_says_how_its_own_posts_end_and_no_others(
    client: TestClient, desk: Desk, database: Database, province: Province
) -> None:
    sign_in(client, COMMUNE)
    token = form_token(client.get("/").text)

    def sends(name: str) -> Response:
        wanted = {"mau": name, "viec": "gui", "khoi_footer": "Xã", "form_token": token}
        return client.post("/mau-bai/sua", data=wanted)

    assert "đơn vị cấp trên cùng" in unescape(sends("endings/kind.guidance").text)
    assert sends(f"endings/account.{province.facebook}").status_code in (400, 404)
    assert sends("endings/account.999999").status_code in (400, 404)
    assert versions(database) == []
    assert sends(f"endings/account.{province.commune_account}").status_code == 303
    assert [one.template for one in versions(database)] == [f"endings/account.{province.commune_account}"]
