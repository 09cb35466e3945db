"""A series: written once, a post for each time, moved and ended together; each waits for its own yes."""

from datetime import datetime, timedelta

from fastapi.testclient import TestClient
from sqlmodel import col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import AuditEntry, Post, PostState
from distributor.write.series import skip_unanswered
from tests.web.forms import form_token
from tests.web.province import Province

WORDS = "Sở Tư pháp tiếp công dân vào thứ hai hằng tuần."
SERIES = {
    "viec": "tao",
    "chu": WORDS,
    "loai": "council_activity",
    "luc": "gio",
    "gio": "2026-12-18T08:30",
    "lap": "tuan",
    "lap_den": "2027-01-15",
}


def send(client: TestClient, address: str, **fields: str) -> tuple[int, str]:
    sent = {**fields, "form_token": form_token(client.get("/").text)}
    answer = client.post(address, data=sent)
    return answer.status_code, answer.headers.get("location", answer.text)


def write(client: TestClient, province: Province, **fields: str) -> tuple[int, str]:
    accounts = {f"tk_{one}": "1" for one in (province.facebook, province.rss)}
    return send(client, "/bai-moi", **{**SERIES, **accounts, **fields})


def posts(database: Database) -> list[Post]:
    with database.read() as session:
        last = session.exec(select(Post.item_id).order_by(col(Post.id).desc())).first()
        return list(session.exec(select(Post).where(Post.item_id == last).order_by(col(Post.id))))


def hours(found: list[Post]) -> list[str]:
    return [f"{one.slot_at.astimezone(VIETNAM):%d/%m %H:%M}" for one in found if one.slot_at is not None]


def test_what_is_written_once_is_a_post_each_week(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    _status, told = write(signed_in, province, viec="kiem-tra")
    assert "Loạt 4 lần" in told
    assert "Bỏ ngày nghỉ: 01/01/2027" in told
    assert "chỉ đăng lần đầu" in told, "a feed says it once"
    status, place = write(signed_in, province)
    assert status == 303
    found = posts(database)
    on_facebook = [one for one in found if one.account_id == province.facebook]
    assert hours(on_facebook) == ["18/12 08:30", "25/12 08:30", "08/01 08:30", "15/01 08:30"]
    assert [one.purpose for one in on_facebook] == ["announce", "series:2", "series:3", "series:4"]
    assert len(found) == 5
    assert len({one.link for one in found}) == 5, "each is known again by its own short link"
    assert {one.state for one in found} == {PostState.DRAFT}
    assert "Lặp lại, lần 3" in signed_in.get(place.partition("?")[0]).text
    assert WORDS[:20] in signed_in.get("/lich?ngay=2027-01-08").text, "the calendar shows what waits"


def test_it_is_moved_together_or_not_at_all(signed_in: TestClient, database: Database, province: Province) -> None:
    item = write(signed_in, province)[1].partition("?")[0]
    ids = [one.id for one in posts(database) if one.account_id == province.facebook]
    with database.write() as session:
        out, planned = (session.get_one(Post, one) for one in ids[:2])
        out.state, out.published_at = PostState.PUBLISHED, out.slot_at
        planned.state = PostState.PLANNED

    def moved(day: str, hour: str) -> str:
        answer = signed_in.get(send(signed_in, f"{item}/loat", viec="doi", ngay=day, gio=hour)[1]).text
        assert hours([one for one in posts(database) if one.id == ids[0]]) == ["18/12 08:30"], "what is out stays"
        return answer

    for day, hour in (("2026-12-18", "22:15"), ("2026-12-19", "00:10"), ("2026-11-01", "08:30")):
        moved(day, hour)
    assert hours([one for one in posts(database) if one.id in ids]) == [
        "18/12 08:30", "25/12 08:30", "08/01 08:30", "15/01 08:30"
    ]  # fmt: skip
    with database.write() as session:  # the feed's one time is over
        feed = session.exec(select(Post).where(Post.account_id == province.rss).order_by(col(Post.id).desc())).first()
        assert feed is not None
        feed.state = PostState.SKIPPED
    assert "Đã dời 3 bài của loạt." in moved("2026-12-28", "10:00")
    left = [one for one in posts(database) if one.id in ids[1:]]
    assert hours(left) == ["28/12 10:00", "11/01 10:00", "18/01 10:00"]
    assert left[0].due_at == left[0].slot_at, "what is planned goes out then"
    with database.read() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "move")).all()
    assert len(noted) == 3


def test_it_is_ended_together_and_what_is_out_stays(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    item = write(signed_in, province)[1].partition("?")[0]
    first, second, *_rest = (one.id for one in posts(database))
    with database.write() as session:
        session.get_one(Post, first).state = PostState.SENDING
        session.get_one(Post, second).state = PostState.PLANNED
    answer = signed_in.get(send(signed_in, f"{item}/loat", viec="het")[1]).text
    assert "Đã thôi 4 bài chưa đăng." in answer
    assert "Không còn lần nào phải đăng." in answer
    states = [one.state for one in posts(database)]
    assert states == [PostState.SENDING, PostState.CANCELLED, *[PostState.SKIPPED] * 3]
    assert send(signed_in, f"{item}/loat", viec="het")[0] == 303, "once more does nothing"
    assert [one.state for one in posts(database)] == states


def test_a_time_that_nobody_approved_is_not_sent_with_the_next(
    signed_in: TestClient, database: Database, province: Province
) -> None:
    write(signed_in, province)
    second = datetime(2026, 12, 25, 8, 30, tzinfo=VIETNAM)
    with database.write() as session:
        assert skip_unanswered(session, second + timedelta(hours=23)) == 0
        assert skip_unanswered(session, second + timedelta(hours=25)) == 1
    states = [one.state for one in posts(database) if one.account_id == province.facebook]
    assert states == [PostState.DRAFT, PostState.SKIPPED, PostState.DRAFT, PostState.DRAFT]


def test_an_item_that_is_said_once_is_no_series(signed_in: TestClient, province: Province) -> None:
    item = write(signed_in, province, lap="")[1].partition("?")[0]
    assert "/loat" not in signed_in.get(item).text
    assert send(signed_in, f"{item}/loat", viec="het")[0] == 404
    assert write(signed_in, province, lap_den="mai")[0] == 400
    assert write(signed_in, province, lap_den="")[0] == 400
