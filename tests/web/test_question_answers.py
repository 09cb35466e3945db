"""The item page of a question without a sure answer shows the two nearest, and staff choose one."""

from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.facts import Answer, Facts, Reason, facts_from_json
from distributor.models import Item
from tests.web.forms import form_token
from tests.web.province import Province, add_item

FIRST = Answer("Hộ nuôi ong phải kê khai với xã.", ("Theo đó, hộ nuôi ong phải kê khai với xã.",), "Điều 54")
SECOND = Answer("Chủ đàn ong phải bồi thường.", ("Chủ đàn ong phải bồi thường.",), "", "Ong đốt thì sao")


def test_the_nearest_answers_are_shown_and_one_is_chosen(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "Nuôi ong có phải xin phép không?", text="Hỏi: … Trả lời: …")
        facts = Facts(kind="question", candidates=(FIRST, SECOND), gate=(Reason("no_answer"),))
        session.get_one(Item, item_id).facts = facts.to_json()
    page = signed_in.get(f"/noi-dung/{item_id}").text
    for words in (FIRST.text, FIRST.quotes[0], FIRST.citation, SECOND.text, SECOND.asked):
        assert words in page
    token = form_token(page)
    signed_in.post(f"/noi-dung/{item_id}/cau-tra-loi", data={"form_token": token, "cau": "Câu cũ."})
    assert "Nguồn vừa sửa tin" in signed_in.get(f"/noi-dung/{item_id}").text
    signed_in.post(f"/noi-dung/{item_id}/cau-tra-loi", data={"form_token": token, "cau": SECOND.text})
    with database.read() as session:
        assert facts_from_json(session.get_one(Item, item_id).facts).answers.reply == SECOND
    after = signed_in.get(f"/noi-dung/{item_id}").text
    assert "Đã chọn câu trả lời" in after
    assert FIRST.quotes[0] not in after
