"""Giờ đăng gợi ý: what is known is told and drawn, what is not is said; people pin, refuse, switch off and take back."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.learn.store import best_times
from distributor.models import (
    Account,
    AuditEntry,
    Campaign,
    Post,
    PostState,
    PostTransition,
    PostTrial,
    Role,
    Staff,
    Stance,
    TimeChoice,
)
from distributor.plan.cadence import rule_of
from phrases import phrase
from tests.support.statements import statements
from tests.web.api.conftest import Program, program, program_with
from tests.web.desk_cases import LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import NOON, PASSWORD_HASH, Province
from tests.web.times_cases import add_trials
from web.campaign_form import CampaignForm, draft_from, typed_of

__all__ = ["program", "program_with"]

THURSDAY_EVENING = {"viec": "ghim", "ngay": "4", "gio": "19:30"}


@pytest.fixture
def measured(database: Database, province: Province) -> Province:
    with database.write() as session:
        add_trials(session, province, province.facebook, 36, NOON)
    return province


def address(province: Province, **more: str) -> str:
    return f"/gio-dang?tai_khoan={province.facebook}" + "".join(f"&{name}={value}" for name, value in more.items())


def send(client: TestClient, province: Province, **fields: str) -> Response:
    token = form_token(client.get(address(province)).text)
    return client.post("/gio-dang", data={"tai_khoan": str(province.facebook), **fields, "form_token": token})


def stances(session: Session) -> list[tuple[str, int, str, str]]:
    rows = session.exec(select(TimeChoice).order_by(col(TimeChoice.id)))
    return [(Stance(row.stance).value, row.weekday, row.at, row.kind) for row in rows]


def press_undo(client: TestClient, page: str) -> Response:
    """As the button of the message does."""
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', page[page.index("Đã làm") :], re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    return client.post(form[1].replace("&amp;", "&"), data=fields)


def test_suggestions_say_why_and_the_week_is_drawn(
    signed_in: TestClient, measured: Province, database: Database
) -> None:
    page = signed_in.get(address(measured)).text
    with database.read() as session:
        best = best_times(session, measured.facebook, "", NOON)
    assert best.suggestions
    assert all(one.words in page.replace("<b>", "").replace("</b>", "") for one in best.suggestions)
    assert "so với trung bình, 32 bài" in page
    assert "4 bài (nền tảng chưa cho số liệu)" in page
    rows = re.findall(r'<tr><th scope="row">(\d\d)<', page)
    assert rows == [f"{hour:02d}" for hour in range(6, 23)]
    evening = page[page.index('<th scope="row">20<') :].partition("</tr>")[0]
    assert evening.count("<td") == 7
    assert re.search(r'class="unseen">\+\d+ %', evening), "a number in words, not only a colour"
    assert "giờ gợi ý" in evening


def test_an_account_without_posts_is_not_known_yet(signed_in: TestClient, province: Province) -> None:
    page = signed_in.get(address(province)).text
    assert "chưa đủ số liệu: mới 0 bài" in page
    assert "Chưa đủ số liệu để vẽ" in page
    assert "<table" not in page


def test_what_is_no_account_of_theirs_is_not_found_and_a_kind_unknown_is_all(
    signed_in: TestClient, province: Province
) -> None:
    assert signed_in.get("/gio-dang?tai_khoan=999").status_code == 404
    assert signed_in.get("/gio-dang?tai_khoan=abc").status_code == 404
    assert "mọi loại nội dung" in signed_in.get(address(province, loai="khong-co")).text


def test_pinned_shown_and_taken_back_and_pinned_again(
    signed_in: TestClient, measured: Province, database: Database
) -> None:
    answer = send(signed_in, measured, **THURSDAY_EVENING)
    assert (answer.status_code, answer.headers["location"]) == (303, address(measured))
    page = signed_in.get(address(measured)).text
    assert "Đã ghim Thứ Năm 19:30." in page
    with database.read() as session:
        assert stances(session) == [("pinned", 4, "19:30", "")]
    press_undo(signed_in, page)
    page = signed_in.get(address(measured)).text
    assert "Đã bỏ ghim Thứ Năm 19:30." in page
    with database.read() as session:
        assert stances(session) == []
    press_undo(signed_in, page)
    with database.read() as session:
        assert stances(session) == [("pinned", 4, "19:30", "")]
        actions = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id).desc()).limit(3)).all()
    assert list(actions) == ["times.pin", "times.take_back", "times.pin"]
    assert "Ghim giờ đăng" in signed_in.get("/nhat-ky").text


def test_a_refused_time_is_not_suggested_and_stands_for_its_kind(
    signed_in: TestClient, measured: Province, database: Database
) -> None:
    with database.read() as session:
        first = best_times(session, measured.facebook, "new_law", NOON).suggestions[0]
    at = f"{first.at:%H:%M}"
    send(signed_in, measured, viec="loai", ngay=str(first.weekday), gio=at, loai="new_law")
    page = signed_in.get(address(measured, loai="new_law")).text
    assert first.words not in page
    assert "Dùng lại" in page
    assert "Dùng lại" not in signed_in.get(address(measured, loai="guidance")).text, "of that kind alone"
    with database.read() as session:
        assert stances(session) == [("refused", first.weekday, at, "new_law")]


def test_switched_off_and_on(signed_in: TestClient, measured: Province, database: Database) -> None:
    send(signed_in, measured, viec="tat")
    page = signed_in.get(address(measured)).text
    assert "Gợi ý đang tắt." in page
    assert "Tắt gợi ý cho tài khoản này" not in page
    assert "Giờ gợi ý <b>" not in signed_in.get(f"/lich?tai_khoan={measured.facebook}").text
    with database.read() as session:
        (choice_id,) = session.exec(select(TimeChoice.id)).all()
    send(signed_in, measured, viec="bo-lua-chon", lenh=str(choice_id))
    assert "Đã bật lại gợi ý giờ đăng." in signed_in.get(address(measured)).text
    answer = send(signed_in, measured, viec="bo-lua-chon", lenh=str(choice_id))
    assert answer.status_code == 400
    assert "Lựa chọn này không còn nữa." in answer.text, "pressed twice is told, not an error"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"gio": ""}, "Hãy chọn giờ"), ({"gio": "25:00"}, "Hãy chọn giờ"), ({"ngay": "9"}, "Hãy chọn cả ngày trong tuần")],
)
def test_a_time_that_is_none_is_told_and_kept(
    signed_in: TestClient, province: Province, database: Database, wrong: dict[str, str], said: str
) -> None:
    answer = send(signed_in, province, **{**THURSDAY_EVENING, **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    if "gio" in wrong:
        assert re.search(r'<option value="4" selected>Thứ Năm', answer.text)
    with database.read() as session:
        assert stances(session) == []


def test_who_only_looks_sees_no_button_and_may_not(
    client: TestClient, measured: Province, database: Database, desk: Desk
) -> None:
    sign_in(client, LOGINS[Role.VIEWER])
    page = client.get(address(measured)).text
    assert "so với trung bình" in page
    assert 'value="ghim"' not in page
    assert 'value="tat"' not in page
    assert send(client, measured, **THURSDAY_EVENING).status_code == 403
    with database.read() as session:
        assert stances(session) == []


def test_another_units_account_is_not_there(client: TestClient, measured: Province, database: Database) -> None:
    with database.write() as session:
        session.add(
            Staff(
                unit_id=measured.commune_id,
                login="xa.soan",
                full_name="Lê Thị Bé",
                role=Role.AUTHOR,
                password_hash=PASSWORD_HASH,
            )
        )
    sign_in(client, "xa.soan")
    assert client.get(address(measured)).status_code == 404
    page = client.get("/gio-dang").text
    assert "Xã An Lộc" in page
    assert "Pháp luật Hương Giang" not in page
    fields = {**THURSDAY_EVENING, "tai_khoan": str(measured.facebook), "form_token": form_token(page)}
    assert client.post("/gio-dang", data=fields).status_code == 404
    with database.read() as session:
        assert stances(session) == []
    assert "Giờ gợi ý <b>" not in client.get(f"/lich?tai_khoan={measured.facebook}").text


def test_the_calendar_marks_days_to_come_for_one_account(
    signed_in: TestClient, measured: Province, clock: Hands, database: Database
) -> None:
    send(signed_in, measured, **THURSDAY_EVENING)
    for view in ("thang", "tuan"):
        page = signed_in.get(f"/lich?xem={view}&tai_khoan={measured.facebook}").text
        days = re.split(r'data-day="', page)[1:]
        marked = {day[:10] for day in days if 'class="best"' in day}
        assert marked
        assert min(marked) >= "2026-11-24"
        assert any("Giờ đã ghim" in day for day in days if day.startswith("2026-11-26"))
    assert 'class="best"' not in signed_in.get("/lich").text
    assert "chưa đủ số liệu" not in page
    assert "Giờ gợi ý:" in signed_in.get(f"/lich?tai_khoan={measured.rss}").text, "what is not known is said"


def test_more_posts_and_choices_are_not_more_queries(
    signed_in: TestClient, measured: Province, database: Database
) -> None:
    paths = (address(measured), f"/lich?tai_khoan={measured.facebook}", f"/lich?xem=tuan&tai_khoan={measured.facebook}")
    few = []
    for path in paths:
        signed_in.get(path)
        with statements() as seen:
            signed_in.get(path)
        few.append(len(seen))
    with database.write() as session:
        add_trials(session, measured, measured.x, 40, NOON)
        boss = session.exec(select(Staff).where(Staff.login == "tran.ha")).one()
        for hour in range(6, 22):
            session.add(
                TimeChoice(
                    account_id=measured.facebook,
                    stance=Stance.PINNED,
                    weekday=hour % 7,
                    at=f"{hour:02d}:00",
                    staff_id=boss.id or 0,
                    made_at=NOON,
                )
            )
    for path, before in zip(paths, few, strict=True):
        signed_in.get(path)
        with statements() as seen:
            signed_in.get(path)
        assert len(seen) == before, path


@pytest.mark.parametrize(
    ("history", "told"),
    [
        (("Giờ do Loa chọn. Thứ Năm 19:30: +34 % so với trung bình, 28 bài.",), True),
        (("Duyệt: Trần Thị Hà. Giờ do cán bộ ghim: Thứ Năm 19:30.",), True),
        (("Giờ do Loa chọn. Thứ Năm 19:30.", phrase("plan.moved", after=NOON)), False),
        (("",), False),
    ],
)
def test_a_post_says_why_it_goes_out_then(
    signed_in: TestClient, province: Province, database: Database, history: tuple[str, ...], told: bool
) -> None:
    post_id = province.posts[PostState.PLANNED]
    with database.write() as session:
        for reason in history:
            session.add(
                PostTransition(
                    post_id=post_id, at=NOON, from_state="draft", to_state="planned", reason=reason, by="loa"
                )
            )
        session.get_one(Post, post_id).reason = "Chờ hạn mức"
    page = signed_in.get(f"/lich/bai/{post_id}").text
    assert ("Vì sao giờ này" in page) is told
    if told:
        assert f"<dd>{history[0][history[0].index('Giờ do') :]}</dd>" in page


def test_a_campaign_is_planned_at_best_times() -> None:
    typed = {"nhip_facebook_tot": "1", "nhip_facebook_doi": "24", "nhip_x_tot": "1", "nhip_x_so": "2"}
    draft, problems = draft_from(CampaignForm.of(typed), ("facebook", "x", "rss"), ())
    assert problems == {}
    assert draft.cadence == {"facebook": {"best": True, "within_hours": 24}, "x": {"per_day": 2, "best": True}}
    assert rule_of(draft.cadence, "facebook").within_hours == 24
    again = typed_of(draft, ("facebook", "x", "rss"))
    assert {name: again[name] for name in typed} == typed
    assert "nhip_rss_tot" not in again


@pytest.mark.parametrize("hours", ["0", "337", "lâu"])
def test_a_wait_that_is_none_is_told(hours: str) -> None:
    _, problems = draft_from(CampaignForm.of({"nhip_x_tot": "1", "nhip_x_doi": hours}), ("x",), ())
    assert problems == {"cadence_x": "Số giờ đợi là số từ 1 đến 336 (14 ngày)."}


def test_the_forecast_says_that_hours_are_chosen(
    signed_in: TestClient, province: Province, database: Database, desk: Desk
) -> None:
    path = f"/chien-dich/{province.campaign_id}"
    assert "Loa chọn giờ tốt nhất" not in signed_in.get(path).text
    with database.write() as session:
        session.get_one(Campaign, province.campaign_id).cadence = {"facebook": {"best": True}}
    page = signed_in.get(path).text
    assert "Trên Pháp luật Hương Giang, Loa chọn giờ tốt nhất theo số liệu" in page
    assert "vào giờ tốt nhất theo số liệu" in page


def test_programs_read_what_staff_see(program: Program, measured: Province, database: Database) -> None:
    told = program.get(f"/accounts/{measured.facebook}/best-times").json()
    assert (told["off"], told["posts"], told["words"]) == (False, 32, "")
    assert told["suggestions"][0]["words"].endswith("so với trung bình, 32 bài")
    assert program.get("/accounts/999/best-times").status_code == 404


def test_what_is_known_of_wordings_stands_there_and_where_to_let_loa_choose(
    signed_in: TestClient, measured: Province, database: Database
) -> None:
    wordings = signed_in.get(address(measured, xem="cach-viet")).text
    assert "Mở đầu bằng câu hỏi</strong><small>chưa đủ số liệu, mới 0 bài" in wordings
    assert "Chưa chiến dịch nào để Loa chọn." in wordings
    place = f"/tai-khoan/{measured.facebook}"
    fields = {"viec": "thiet-lap", "video": "-", "variant": "*", "form_token": form_token(signed_in.get(place).text)}
    assert signed_in.post(place, data=fields).status_code == 303
    with database.write() as session:
        assert session.get_one(Account, measured.facebook).settings["variant"] == "*"
        for number, trial in enumerate(session.exec(select(PostTrial))):
            trial.variant, trial.clicks = ("question", 80.0) if number % 2 else ("", 40.0)
            session.add(trial)
    wordings = signed_in.get(address(measured, xem="cach-viet")).text
    assert "Loa đang chọn cách viết cho bài mới" in wordings
    assert wordings.index("Mở đầu bằng câu hỏi") < wordings.index("Cách viết thường dùng"), "the better one first"
    assert re.search(r"Mở đầu bằng câu hỏi</strong><small>\+\d+ % lượt mở so với cách khác, 18 bài", wordings)
    of_feed = signed_in.get(f"/gio-dang?tai_khoan={measured.rss}&xem=cach-viet").text
    assert "chỉ có một cách viết" in of_feed
    assert 'xem=cach-viet">Cách viết</a>' in signed_in.get(address(measured)).text


def test_a_posts_page_says_why_its_hour_is_that(signed_in: TestClient, desk: Desk, database: Database) -> None:
    why = "Giờ do Loa chọn. Thứ Năm 19:30: +34 % so với trung bình, 28 bài."
    with database.write() as session:
        post = session.get_one(Post, desk.facebook)
        post.state, post.slot_at, post.reason = PostState.PLANNED, NOON, why
        session.add(PostTransition(post_id=desk.facebook, from_state="draft", to_state="planned", reason=why, at=NOON))
        account_id = post.account_id
    page = signed_in.get(f"/bai-dang/{desk.facebook}").text
    assert page.count(why) == 1
    assert f"Vì sao giờ này</b> {why}" in page
    assert f'href="/gio-dang?tai_khoan={account_id}"' in page
    with database.write() as session:
        moved = phrase("plan.moved", after=NOON)
        session.add(
            PostTransition(post_id=desk.facebook, from_state="planned", to_state="planned", reason=moved, at=NOON)
        )
    assert "Vì sao giờ này" not in signed_in.get(f"/bai-dang/{desk.facebook}").text, "a person chose it since"
