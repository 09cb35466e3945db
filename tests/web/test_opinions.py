"""Whether an item was useful, and surveys of effect: counted, exported, and nothing kept of who said it."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from distributor.cases.surveys import typed_questions
from distributor.db import Database
from distributor.errors import LoaError
from distributor.measure.figures import figures_of
from distributor.measure.own import own_readings
from distributor.models import Opinion, Post, Survey, SurveyAnswer
from tests.web.forms import form_token
from tests.web.province import Province

TITLE = "Đối thoại chính sách với doanh nghiệp nhỏ và vừa tháng 11"
DESK = "/khao-sat-cong-dan"
TYPED = "Biết quy định từ đâu? | Zalo | Loa phường\r\n\r\nMuốn biết thêm gì?"


def counted(database: Database) -> list[tuple[int, int]]:
    with database.read() as session:
        return [(one.useful, one.useless) for one in session.exec(select(Opinion))]


def say(client: TestClient, item_id: int | str, told: str = "1", **headers: str) -> Response:
    return client.post("/huu-ich", data={"tin": str(item_id), "co": told}, headers=headers)


def test_an_opinion_is_counted_and_thanked_for(client: TestClient, database: Database, province: Province) -> None:
    item_id = province.items[TITLE]
    assert "Nội dung này có hữu ích không?" in client.get(f"/tin/{item_id}").text
    thanked = say(client, item_id)
    assert "Cảm ơn bạn" in client.get(thanked.headers["location"]).text
    assert "set-cookie" not in thanked.headers
    assert say(client, item_id, "0").status_code == 303
    assert counted(database) == [(1, 1)]
    for _ in range(9):
        assert say(client, item_id).status_code == 303
    assert counted(database) == [(4, 1)], "from one address no more than five"


def test_what_is_no_opinion_is_refused(client: TestClient, database: Database, province: Province) -> None:
    hidden = next(number for title, number in province.items.items() if client.get(f"/tin/{number}").status_code == 404)
    item_id = province.items[TITLE]
    assert [say(client, item_id, "2").status_code, say(client, "x").status_code, say(client, "9" * 30).status_code] == [
        400
    ] * 3
    assert say(client, hidden).status_code == 404
    assert say(client, item_id, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert counted(database) == []


def test_opinions_are_numbers_of_our_own_channel(client: TestClient, database: Database, province: Province) -> None:
    with database.read() as session:
        post = session.exec(select(Post).where(Post.account_id == province.rss)).first()
    assert post is not None
    with database.write() as session:
        session.add(Opinion(item_id=post.item_id, day=post.created_at.date(), useful=7, useless=2))
    with database.read() as session:
        said = {reading.metric: reading.value for _post, reading in own_readings(session, "rss", [post.id or 0])}
    assert (said["loa_useful"], said["loa_useless"]) == (7, 2)
    assert figures_of("rss", said).reactions == 7


@pytest.mark.parametrize(
    "typed", ["", "\n \n", "Câu hỏi? | một", "| a | b", "x" * 301, "a\n" * 13, "Câu? | " + " | ".join("abcdefghijk")]
)
def test_questions_that_cannot_be_asked(typed: str) -> None:
    with pytest.raises(LoaError):
        typed_questions(typed)


def made(signed_in: TestClient, database: Database) -> int:
    token = form_token(signed_in.get(DESK).text)
    fields = {"viec": "lap", "ten": "Hiệu quả tuyên truyền", "cau_hoi": TYPED, "form_token": token}
    assert signed_in.post(DESK, data=fields).status_code == 303
    with database.read() as session:
        return one_survey(session).id or 0


def one_survey(session: Session) -> Survey:
    return session.exec(select(Survey)).one()


def test_a_survey_from_its_making_to_its_file(signed_in: TestClient, database: Database) -> None:
    number = made(signed_in, database)
    path = f"/khao-sat/{number}"
    assert signed_in.get(path).status_code == 404, "not before it is opened"
    token = form_token(signed_in.get(f"{DESK}/{number}").text)

    def decide(wish: str) -> int:
        return signed_in.post(DESK, data={"viec": wish, "lenh": str(number), "form_token": token}).status_code

    assert decide("dong") == 400
    assert decide("mo") == 303
    page = signed_in.get(path).text
    assert "Biết quy định từ đâu?" in page
    answers = {"c0": "Zalo", "c1": "=cmd|' /C calc'!A0 gọi 0912345678"}
    for _ in range(2):
        assert "Cảm ơn bạn đã trả lời" in signed_in.post(path, data={**answers, "khoa": "a"}).text
    assert signed_in.post(path, data={"c0": "Loa phường", "khoa": "b"}).status_code == 200
    assert signed_in.post(path, data={"c0": "Điều không có", "khoa": "c"}).status_code == 400
    with database.read() as session:
        kept = [one.answers for one in session.exec(select(SurveyAnswer).order_by(SurveyAnswer.id))]  # type: ignore[arg-type]
    assert kept == [["Zalo", "=cmd|' /C calc'!A0 gọi [đã che]"], ["Loa phường", ""]]
    results = signed_in.get(f"{DESK}/{number}").text
    assert "2 phiếu" in results
    assert "50 %" in results
    file = signed_in.get(f"{DESK}/{number}.csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["Ngày", "Biết quy định từ đâu?", "Muốn biết thêm gì?"]
    assert [row[1] for row in rows[1:]] == ["Zalo", "Loa phường"]
    assert rows[1][2].startswith("'="), "a spreadsheet calculates nothing"
    assert decide("dong") == 303
    assert signed_in.get(path).status_code == 410
    assert signed_in.post(path, data={"c0": "Zalo", "khoa": "d"}).status_code == 410
