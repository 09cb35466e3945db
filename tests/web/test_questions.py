"""A citizen asks where no sure answer is found, is told what was covered, reads the answer later, and others read it nameless."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.facts import facts_from_json
from distributor.media.store import MediaStore
from distributor.models import Case, CaseMessage, CaseReply, CaseReplyState, CaseState, Item
from distributor.settings import Settings
from tests.web.case_cases import OTHER, SPEAKER, fill_cases
from tests.web.forms import form_token, sign_in
from tests.web.province import Province

ASKED = "Tôi là 046199001234, số 0912 345 678. Con tôi sinh ở Lào thì khai sinh tại xã hay ở tỉnh?"
ANSWER = "Ông, bà đăng ký khai sinh tại Ủy ban nhân dân cấp xã nơi cư trú, theo khoản 1 Điều 35 Luật Hộ tịch."


@pytest.fixture
def speaking(database: Database, settings: Settings, province: Province) -> None:
    with database.write() as session:
        fill_cases(session, province, MediaStore(settings.media_folder))


def asked(client: TestClient, text: str = ASKED, key: str = "k", **fields: str) -> Response:
    return client.post("/cau-hoi", data={"cau_hoi": text, "khoa": key, "chu_de": "Khai sinh, hộ tịch", **fields})


def one_case(session: Session) -> Case:
    return session.exec(select(Case).where(col(Case.account_id).is_(None))).one()


def decide(client: TestClient, path: str, **fields: str) -> Response:
    return client.post(path, data={**fields, "form_token": form_token(client.get(path).text)})


def test_the_look_up_leads_to_the_question_form(client: TestClient) -> None:
    page = client.get("/tra-cuu", params={"q": "khai sinh cho con sinh ở Lào"}).text
    link = re.search(r'href="(/cau-hoi\?q=[^"]+)"', page)
    assert link is not None
    form = client.get(link[1])
    assert "khai sinh cho con sinh ở Lào</textarea>" in form.text
    assert "<option selected>Khai sinh, hộ tịch</option>" in form.text
    assert form.headers["cache-control"] == "no-store"


def test_numbers_are_covered_before_anything_is_kept_and_the_asker_is_told(
    client: TestClient, database: Database
) -> None:
    sent = asked(client)
    assert sent.status_code == 303
    page = client.get(sent.headers["location"])
    assert "chúng tôi đã che trước khi lưu" in page.text
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "same-origin")
    with database.read() as session:
        case = one_case(session)
        message = session.exec(select(CaseMessage).where(CaseMessage.case_id == case.id)).one()
    assert (case.topic, case.state, message.covered, message.author) == ("Khai sinh, hộ tịch", CaseState.NEW, 2, "")
    assert "046199001234" not in message.text + page.text
    assert "345 678" not in message.text + page.text


def test_the_same_form_asks_once(client: TestClient, database: Database) -> None:
    assert asked(client).headers["location"] == asked(client).headers["location"]
    assert asked(client, key="another").headers["location"] != asked(client).headers["location"]


@pytest.mark.parametrize(
    ("text", "words"), [("Đất?", "Câu hỏi ngắn quá"), ("0912345678 " * 9, "ngắn quá"), ("a" * 2001, "2000")]
)
def test_what_is_no_question_comes_back_with_words(client: TestClient, text: str, words: str) -> None:
    answer = asked(client, text)
    assert answer.status_code == 400
    assert words in re.sub(r"(\d)\.(\d)", r"\1\2", answer.text)


def test_markup_is_shown_as_it_was_typed(client: TestClient) -> None:
    page = client.get(asked(client, "<script>alert(1)</script> có bị phạt không?").headers["location"]).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_only_who_has_the_address_reads(client: TestClient) -> None:
    path = asked(client).headers["location"]
    number, signature = path.removeprefix("/cau-hoi/").split("-")
    for forged in (
        f"{number}-{signature[:-1]}x",
        f"{int(number) + 1}-{signature}",
        number,
        "x",
        f"{number}-",
        "9" * 80,
    ):
        assert client.get(f"/cau-hoi/{forged}").status_code == 404


def test_another_site_cannot_make_people_ask(client: TestClient) -> None:
    fields = {"cau_hoi": ASKED, "khoa": "k"}
    assert client.post("/cau-hoi", data=fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/cau-hoi", data=fields, headers={"origin": "https://evil.example"}).status_code == 403


def test_a_form_comes_from_our_public_address_whatever_name_the_proxy_asks_us_by(
    client: TestClient, settings: Settings
) -> None:
    """As Apache does by itself, and nginx with `$host` behind a port that is not 443."""
    fields = {"cau_hoi": ASKED, "khoa": "k"}
    public = {"origin": settings.public_url, "host": "loa-ben-trong"}
    assert client.post("/cau-hoi", data=fields, headers=public).status_code == 303
    other = {"origin": "https://evil.example", "host": "loa-ben-trong"}
    assert client.post("/cau-hoi", data=fields, headers=other).status_code == 403
    assert client.post("/cau-hoi", data=fields, headers={**public, "origin": "null"}).status_code == 403


def test_an_address_asks_only_so_often(client: TestClient) -> None:
    answers = [asked(client, key=str(number)) for number in range(6)]
    assert [one.status_code for one in answers] == [303] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "Quá nhiều lượt" in answers[-1].text


def test_the_asker_reads_the_answer_and_then_everybody_does_without_the_person(
    client: TestClient, database: Database, speaking: None
) -> None:
    path = asked(client).headers["location"]
    with database.read() as session:
        case = one_case(session)
        message = session.exec(select(CaseMessage).where(CaseMessage.case_id == case.id)).one()
    desk = f"/can-phan-hoi/{case.id}"
    sign_in(client, SPEAKER)
    assert "Trang hỏi đáp của Loa" in client.get("/can-phan-hoi?kenh=web").text
    assert "Khai sinh, hộ tịch" in client.get(desk).text
    assert "Loa đã che 2 số" in client.get(desk).text
    confirm = decide(client, desk, viec="xem-lai", tin=str(message.id), tra_loi=ANSWER)
    assert "chỉ người hỏi đọc được" in confirm.text
    key = re.search(r'name="ma" value="([0-9a-f-]+)"', confirm.text)
    assert key is not None
    refused = decide(client, desk, viec="cong-khai", cau_hoi="Hỏi", loi_dap=ANSWER)
    assert "Chỉ câu hỏi đã trả lời" in refused.text
    assert decide(client, desk, viec="gui", tin=str(message.id), ma=key[1], tra_loi=ANSWER).status_code == 303
    with database.read() as session:
        reply = session.exec(select(CaseReply).where(CaseReply.case_id == case.id)).one()
        assert session.get_one(Case, case.id).state is CaseState.ANSWERED
    assert (reply.state, reply.account_id, reply.due_at) == (CaseReplyState.SENT, None, None)
    assert ANSWER in client.get(path).text
    named = decide(client, desk, viec="cong-khai", cau_hoi="Tôi 0912345678 hỏi khai sinh?", loi_dap=ANSWER)
    assert "Còn dữ liệu của người dân" in named.text
    question = "Con sinh ở nước ngoài thì đăng ký khai sinh ở đâu?"
    done = decide(client, desk, viec="cong-khai", cau_hoi=question, loi_dap=ANSWER, nguoi_dap="Luật sư Trần Mẫu")
    assert done.status_code == 303
    with database.read() as session:
        item = session.get_one(Item, session.get_one(Case, case.id).item_id)
    assert (item.title, item.kind) == (question, "question")
    assert "Người trả lời: Luật sư Trần Mẫu" in item.text
    reply_told = facts_from_json(item.facts).answers.reply
    assert reply_told is not None
    assert reply_told.text == ANSWER
    assert "046199001234" not in item.text
    assert client.get(path).text.count(f"/tin/{item.id}") == 0, "not before a post of it is public"


def test_who_does_not_speak_publishes_nothing(client: TestClient, database: Database, speaking: None) -> None:
    asked(client)
    with database.write() as session:
        case = one_case(session)
        case.state = CaseState.ANSWERED
        session.add(case)
        session.flush()
        number = case.id
    sign_in(client, OTHER)
    answer = decide(client, f"/can-phan-hoi/{number}", viec="cong-khai", cau_hoi="Hỏi gì đó?", loi_dap=ANSWER)
    assert answer.status_code == 403
