"""Chờ duyệt: the yes is bound to what was seen; no, anew, and back again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from distributor.db import Database
from distributor.models import Account, Approval, Delivery, Hold, Notice, Post, PostState, PostTransition
from distributor.outgoing.manifest import Manifest, ManifestMedia
from distributor.report.previews import MARK_LENGTH
from distributor.review.seen import changed_parts, parts_seen
from tests.web.desk_cases import WHY, Desk
from tests.web.forms import form_token
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post

SCRIPT = "<script>alert('x')</script>"


def form_of(page: str, post_id: int) -> dict[str, str]:
    """The fields of the form that approves, as the page gave them."""
    form = page.partition(f'id="duyet-{post_id}"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def decide(client: TestClient, post_id: int, wish: str, **fields: str) -> Response:
    token = form_token(client.get("/cho-duyet").text)
    return client.post(f"/cho-duyet/{post_id}", data={"viec": wish, "form_token": token, **fields})


def post_of(database: Database, post_id: int) -> Post:
    with database.read() as session:
        return session.get_one(Post, post_id)


def test_a_card_shows_exactly_what_would_go_out_and_why_it_waits(signed_in: TestClient, desk: Desk) -> None:
    page = signed_in.get(f"/cho-duyet/{desk.facebook}").text
    card = page.partition(f'id="bai-{desk.facebook}"')[2].partition("</article>")[0]
    assert "tại xã còn ít nhất 80 m²." in card
    assert f"<b>Vì sao chờ:</b> {WHY}" in card
    assert 'alt="Thẻ chữ về tách thửa đất."' in card
    assert "không mất phí" in card
    assert f"<code>{form_of(page, desk.facebook)['ma']}</code>" in card
    picture = re.search(r'src="(/noi-dung/\d+/tep/[^"]+)"', card)
    assert picture
    assert signed_in.get(picture[1]).status_code == 200


def test_a_yes_plans_the_post_in_a_minute_and_says_so(signed_in: TestClient, desk: Desk, database: Database) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    answer = signed_in.post(f"/cho-duyet/{desk.facebook}", data={**fields, "ve": "danh-sach"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/cho-duyet")
    post = post_of(database, desk.facebook)
    assert (post.state, post.slot_at) == (PostState.PLANNED, NOON + timedelta(minutes=1))
    page = signed_in.get("/cho-duyet").text
    assert f"Đã duyệt bài {desk.facebook}; bài được đăng sau một phút." in page
    assert "Rút lại lượt duyệt" in page
    assert f'id="bai-{desk.facebook}"' not in page
    assert "Đã duyệt bài" not in signed_in.get("/cho-duyet").text, "told once"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": "", "rendered": False}, "Loa còn soạn chữ."),
        ({"rendered": False}, "Loa còn dựng ảnh hoặc video."),
        ({"rendered": True}, "Loa sắp xét bài này có cần người duyệt không."),
    ],
)
def test_a_draft_says_what_comes_before_its_review(
    signed_in: TestClient, database: Database, province: Province, changed: dict[str, object], why: str
) -> None:
    draft = province.posts[PostState.DRAFT]
    with database.write() as session:
        session.get_one(Post, draft).sqlmodel_update(changed)
    page = signed_in.get(f"/cho-duyet/{draft}").text
    assert f"Bài chưa đến lượt duyệt: {why}" in page
    assert "không chờ duyệt nữa" not in page
    assert "không chờ duyệt nữa" in signed_in.get(f"/cho-duyet/{province.posts[PostState.PUBLISHED]}").text


def test_a_yes_with_an_hour_of_vietnam(signed_in: TestClient, desk: Desk, database: Database) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data={**fields, "gio": "2026-11-24T14:30"})
    assert post_of(database, desk.facebook).slot_at == NOON + timedelta(hours=2, minutes=30)


def test_a_yes_with_an_hour_inside_a_hold_says_what_it_waits_for(
    signed_in: TestClient, desk: Desk, database: Database
) -> None:
    with database.write() as session:
        hold = Hold(reason="Quốc tang", ordered_by="Văn phòng", channel="facebook", starts_at=NOON)
        session.add(hold)
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data={**fields, "gio": "2026-11-24T14:30"})
    assert "Giờ này nằm trong đợt tạm dừng «Quốc tang»" in signed_in.get("/cho-duyet").text


def test_under_a_hold_no_minute_is_promised(signed_in: TestClient, desk: Desk, database: Database) -> None:
    def card() -> str:
        page = unescape(signed_in.get(f"/cho-duyet/{desk.facebook}").text)
        return page.partition(f'id="bai-{desk.facebook}"')[2].partition("</article>")[0]

    assert "một phút sau khi duyệt</dd>" in card()
    with database.write() as session:
        hold = Hold(reason="Quốc tang", ordered_by="Văn phòng", channel="facebook", starts_at=NOON)
        session.add(hold)
    assert "một phút sau khi duyệt</dd>" not in card()
    assert "Đang tạm dừng «Quốc tang» (theo Văn phòng): duyệt xong, bài đợi đến khi hết tạm dừng." in card()
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    said = unescape(signed_in.get("/cho-duyet").text)
    assert f"Đã duyệt bài {desk.facebook}. Đến khi bài được đăng vẫn rút lại được." in said
    assert "bài sẽ đợi đến khi hết tạm dừng" in said
    assert "bài được đăng sau một phút" not in said


def test_at_night_a_text_message_is_said_to_wait_for_the_morning(
    signed_in: TestClient, desk: Desk, database: Database, province: Province, clock: Hands
) -> None:
    with database.write() as session:
        account = Account(unit_id=province.unit_id, channel="sms", name="Tin nhắn", settings={}, limits={})
        session.add(account)
        session.flush()
        post = session.get_one(Post, desk.facebook)
        post.account_id = account.id or 0
        session.add(post)

    def page() -> str:
        return unescape(signed_in.get(f"/cho-duyet/{desk.facebook}").text)

    assert "một phút sau khi duyệt</dd>" in page()
    clock.turn(timedelta(hours=11))
    assert "25/11/2026 07:00</time></dd>" in page()
    fields = form_of(page(), desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    assert post_of(database, desk.facebook).slot_at == NOON + timedelta(hours=19)
    assert "bài được đăng lúc 25/11/2026 07:00" in unescape(signed_in.get("/cho-duyet").text)


@pytest.mark.parametrize("hour", ["2026-11-24T11:30", "hôm qua", "2026-13-40T99:99"])
def test_an_hour_that_is_over_or_none_approves_nothing(
    signed_in: TestClient, desk: Desk, database: Database, hour: str
) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    answer = signed_in.post(f"/cho-duyet/{desk.facebook}", data={**fields, "gio": hour})
    assert answer.headers["location"] == f"/cho-duyet/{desk.facebook}"
    assert post_of(database, desk.facebook).state == PostState.AWAITING_REVIEW
    assert 'role="alert"' in signed_in.get(f"/cho-duyet/{desk.facebook}").text


def test_what_changed_since_it_was_seen_is_named_and_not_approved(
    signed_in: TestClient, desk: Desk, database: Database
) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    with database.write() as session:
        post = session.get_one(Post, desk.facebook)
        post.text = post.text.replace("80 m²", "90 m²")
        session.add(post)
    answer = signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    assert answer.headers["location"] == f"/cho-duyet/{desk.facebook}"
    page = signed_in.get(answer.headers["location"]).text
    assert f"Bài {desk.facebook} đã thay đổi sau khi trang này được mở: nội dung chữ. Chưa duyệt gì." in page
    assert "tại xã còn ít nhất 90 m²." in page
    assert post_of(database, desk.facebook).state == PostState.AWAITING_REVIEW
    with database.read() as session:
        assert session.exec(select(Approval).where(Approval.post_id == desk.facebook)).all() == []
    assert signed_in.post(f"/cho-duyet/{desk.facebook}", data=form_of(page, desk.facebook)).status_code == 303
    assert post_of(database, desk.facebook).state == PostState.PLANNED


def test_a_yes_is_taken_back_before_the_post_goes_out(signed_in: TestClient, desk: Desk, database: Database) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    assert decide(signed_in, desk.facebook, "rut-lai").status_code == 303
    post = post_of(database, desk.facebook)
    assert (post.state, post.reason, post.approval_id, post.slot_at) == (PostState.AWAITING_REVIEW, WHY, None, None)
    with database.read() as session:
        approval = session.exec(select(Approval).where(Approval.post_id == desk.facebook)).one()
        assert (approval.voided_at, approval.void_reason) == (NOON, "tran.ha rút lại.")
        notice = session.exec(select(Notice).where(Notice.subject == f"post:{desk.facebook}")).one()
        assert notice.unit_id == post.unit_id
    assert "Đã rút lại lượt duyệt" in signed_in.get(f"/cho-duyet/{desk.facebook}").text


def test_what_was_called_is_not_taken_back(signed_in: TestClient, desk: Desk, database: Database) -> None:
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    with database.write() as session:
        session.merge(Delivery(post_id=desk.facebook, first_call_at=NOON, progress={}))
    decide(signed_in, desk.facebook, "rut-lai")
    assert post_of(database, desk.facebook).state == PostState.PLANNED
    assert "đã bắt đầu được gửi nên không rút lại được" in signed_in.get(f"/cho-duyet/{desk.facebook}").text


def test_skipped_with_a_reason_and_wanted_after_all(
    signed_in: TestClient, desk: Desk, database: Database, clock: Hands
) -> None:
    decide(signed_in, desk.facebook, "bo-qua", ly_do="  ")
    assert post_of(database, desk.facebook).state == PostState.AWAITING_REVIEW
    decide(signed_in, desk.facebook, "bo-qua", ly_do="Trùng với bài của Sở")
    assert post_of(database, desk.facebook).state == PostState.SKIPPED
    page = signed_in.get(f"/cho-duyet/{desk.facebook}").text
    assert "Khôi phục bài này" in page
    decide(signed_in, desk.facebook, "khoi-phuc")
    post = post_of(database, desk.facebook)
    assert (post.state, post.due_at) == (PostState.DRAFT, clock.now())
    with database.read() as session:
        moves = session.exec(select(PostTransition).where(PostTransition.post_id == desk.facebook)).all()
    assert [(move.to_state, move.by) for move in moves[-2:]] == [("skipped", "tran.ha"), ("draft", "tran.ha")]


@pytest.mark.parametrize("state", [PostState.FAILED, PostState.MISSED])
def test_what_failed_or_was_missed_can_be_skipped_and_restored_from_its_item(
    signed_in: TestClient, database: Database, province: Province, state: PostState
) -> None:
    post_id = province.posts[state]
    item = f"/noi-dung/{post_of(database, post_id).item_id}"
    assert f'id="bo-qua-{post_id}" href="/cho-duyet/{post_id}"' in signed_in.get(item).text
    page = signed_in.get(f"/cho-duyet/{post_id}").text
    assert 'name="viec" value="bo-qua"' in page
    assert f'id="ly-do-{post_id}" name="ly_do" required' in page
    decide(signed_in, post_id, "bo-qua", ly_do="Đã đăng bằng tay")
    assert post_of(database, post_id).state == PostState.SKIPPED
    assert f'id="khoi-phuc-{post_id}" href="/cho-duyet/{post_id}"' in signed_in.get(item).text


def test_taken_back_or_restored_nothing_that_was_uploaded_before_goes_on(
    signed_in: TestClient, desk: Desk, database: Database
) -> None:
    uploaded = Delivery(post_id=desk.facebook, progress={"media": "1"}, tries=3)
    fields = form_of(signed_in.get(f"/cho-duyet/{desk.facebook}").text, desk.facebook)
    signed_in.post(f"/cho-duyet/{desk.facebook}", data=fields)
    with database.write() as session:
        session.merge(uploaded)
    decide(signed_in, desk.facebook, "rut-lai")
    with database.write() as session:
        assert session.get_one(Delivery, desk.facebook).progress == {}
        session.merge(uploaded)
    decide(signed_in, desk.facebook, "bo-qua", ly_do="Trùng")
    decide(signed_in, desk.facebook, "khoi-phuc")
    with database.read() as session:
        delivery = session.get_one(Delivery, desk.facebook)
        assert (delivery.progress, delivery.tries, delivery.first_call_at) == ({}, 0, None)


def test_composed_anew_it_cannot_be_approved_meanwhile(signed_in: TestClient, desk: Desk, database: Database) -> None:
    decide(signed_in, desk.facebook, "soan-lai")
    page = signed_in.get("/cho-duyet").text
    assert "Bài đang được soạn lại" in page
    assert f'id="duyet-{desk.facebook}"' not in page


def test_a_script_in_every_field_stays_text(
    signed_in: TestClient, database: Database, province: Province, desk: Desk
) -> None:
    with database.write() as session:
        item_id = add_item(
            session, province, SCRIPT, at=NOON + timedelta(hours=1), address="https://x.example/" + SCRIPT
        )
        post_id = add_post(
            session,
            province.facebook,
            item_id,
            PostState.AWAITING_REVIEW,
            reason=SCRIPT,
            text=f"{SCRIPT} #<b>thẻ",
            at=NOON + timedelta(hours=1),
        )
        post = session.get_one(Post, post_id)
        post.rendered, post.dropped, post.settings = True, [SCRIPT], {"lead": SCRIPT}
        session.add(post)
    page = signed_in.get(f"/cho-duyet/{post_id}").text
    assert page.count("&lt;script&gt;alert") >= 6
    assert "<script>alert" not in page
    decide(signed_in, post_id, "bo-qua", ly_do=SCRIPT)
    assert "<script>alert" not in signed_in.get(f"/cho-duyet/{post_id}").text


def test_a_message_that_we_did_not_sign_is_not_shown(signed_in: TestClient) -> None:
    signed_in.cookies.set("loa_bao", "eyJ3b3JkcyI6ICJH4bupIn0=.0000", domain="127.0.0.1")
    answer = signed_in.get("/cho-duyet")
    assert answer.status_code == 200
    assert "said-now" not in answer.text


def test_overview_leads_to_the_post(signed_in: TestClient, desk: Desk, database: Database, province: Province) -> None:
    asks = signed_in.get("/").text.partition('id="viec"')[2].partition("</section>")[0]
    assert f'href="/cho-duyet#tin-{desk.item}"' in asks, "one line for the item, whatever its posts"


def test_parts_name_what_differs() -> None:
    seen = Manifest(1, "Tiêu đề", "Chữ", "https://a", (ManifestMedia("0" * 64, "ảnh"),), {})
    assert changed_parts(parts_seen(seen), seen) == ()
    now = Manifest(1, "Tiêu đề", "Chữ khác", "https://a", (ManifestMedia("1" * 64, "ảnh"),), {"privacy": "public"})
    assert changed_parts(parts_seen(seen), now) == ("nội dung chữ", "ảnh hoặc video", "thiết lập của bài")
    assert changed_parts("bịa đặt", now) == ()
    assert MARK_LENGTH == 12
