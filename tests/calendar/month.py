"""A believable month of posts (dữ liệu mẫu): six accounts, three weeks back and five ahead, days of documents, a hold."""

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.facts import Facts, KeyPoints
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Delivery,
    Document,
    Hold,
    Item,
    Post,
    PostState,
    Staff,
)
from tests.web.province import NOON, Province, add_item, identity

TITLES = (
    ("new_law", "Quyết định {n}/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đối với đất ở"),
    ("scam_warning", "Cảnh báo: giả danh công an gọi điện yêu cầu cập nhật VNeID"),
    ("question", "Hỏi đáp: Đăng ký khai sinh cho trẻ sinh tại nhà cần giấy tờ gì?"),
    ("new_law", "Quyết định {n}/2026/QĐ-UBND về mức hỗ trợ hòa giải viên ở cơ sở"),
    ("sketch", "Tiểu phẩm: Chuyện ranh đất nhà bên"),
    ("guidance", "Hướng dẫn nộp hồ sơ đăng ký kết hôn trực tuyến"),
    ("policy_dialogue", "Đối thoại chính sách với doanh nghiệp nhỏ và vừa"),
    ("correction", "Đính chính Quyết định số {n}/2026/QĐ-UBND"),
    ("press_release", "Thông cáo báo chí về phiên họp thường kỳ của Hội đồng phối hợp phổ biến, giáo dục pháp luật"),
    ("guidance", "Ngày Pháp luật 9/11: các hoạt động hưởng ứng tại xã, phường"),
)
HOURS = (time(7), time(8, 30), time(9), time(11, 15), time(14), time(16, 30), time(19), time(20, 15))


def seed_accounts(session: Session, province: Province) -> list[int]:
    """The province's three, and a channel, a Zalo account and an SMS sender."""
    made = [
        Account(unit_id=province.unit_id, channel="youtube", name="Pháp luật Hương Giang"),
        Account(unit_id=province.unit_id, channel="zalo", name="Sở Tư pháp Hương Giang"),
        Account(unit_id=province.unit_id, channel="sms", name="STP-HGIANG"),
    ]
    session.add_all(made)
    session.flush()
    youtube = made[0]
    youtube.quota_until = NOON + timedelta(hours=14)
    session.add(youtube)
    for account in session.exec(select(Account).where(col(Account.id).in_([province.x]))):
        account.state, account.state_reason = AccountState.NEEDS_SIGNIN, "Mã truy cập hết hạn."
    return [province.facebook, province.x, province.rss, *(identity(account.id) for account in made)]


def add_slot(
    session: Session,
    item_id: int,
    account_id: int,
    at: datetime,
    state: PostState,
    *,
    reason: str = "",
    purpose: str = "announce",
) -> int:
    """A post whose slot is `at`; approved if it is planned."""
    item = session.get_one(Item, item_id)
    out = state in (PostState.PUBLISHED, PostState.EDITED, PostState.WITHDRAWN)
    post = Post(
        unit_id=item.unit_id,
        account_id=account_id,
        item_id=item_id,
        purpose=purpose,
        state=state,
        reason=reason,
        title=item.title,
        text=item.title,
        manifest_hash="0" * 64,
        created_at=NOON - timedelta(days=30),
        slot_at=at,
        due_at=at if state is PostState.PLANNED else None,
        expires_at=at + timedelta(hours=48),
        published_at=at + timedelta(seconds=2) if out else None,
    )
    session.add(post)
    session.flush()
    post_id = identity(post.id)
    if state is PostState.PLANNED:
        staff = session.exec(select(Staff.id).order_by(col(Staff.id))).first()
        approval = Approval(post_id=post_id, manifest_hash="0" * 64, staff_id=staff or 0, given_at=NOON)
        session.add_all([approval, Delivery(post_id=post_id)])
        session.flush()
        post.approval_id = approval.id
    return post_id


def _state(number: int, at: datetime) -> tuple[PostState, str]:
    if at > NOON:
        if number % 9 == 4:
            return PostState.AWAITING_REVIEW, "Chính sách chiến dịch: phải có người duyệt."
        return PostState.PLANNED, ""
    if number % 23 == 7:
        return PostState.FAILED, "Kênh từ chối: trang chưa được phép đăng ảnh (mã 200)."
    if number % 31 == 5:
        return PostState.MISSED, "Quá hạn đăng vì tài khoản cần kết nối lại."
    return (PostState.EDITED if number % 19 == 3 else PostState.PUBLISHED), ""


def seed_month(session: Session, province: Province, count: int = 120) -> list[int]:
    """The posts' ids, in the order of their slots."""
    accounts = seed_accounts(session, province)
    first = date(2026, 11, 2)
    ids = []
    for number in range(count):
        kind, title = TITLES[number % len(TITLES)]
        # Two days in three have one to four posts; some days are busy.
        day = first + timedelta(days=number * 56 // count)
        if number % 5 == 0:
            day = date(2026, 11, 27) if day > date(2026, 11, 20) else day
        at = datetime.combine(day, HOURS[number % len(HOURS)], VIETNAM).astimezone(UTC)
        seen = min(at, NOON) - timedelta(days=1)
        item_id = add_item(session, province, title.format(n=20 + number), kind=kind, at=seen)
        state, reason = _state(number, at)
        ids.append(add_slot(session, item_id, accounts[number % len(accounts)], at, state, reason=reason))
    _seed_documents(session, province)
    session.add(
        Hold(
            reason="Bão số 12, chỉ đưa tin phòng chống thiên tai",
            ordered_by="Công văn 88/UBND-VX",
            starts_at=datetime(2026, 12, 3, 8, tzinfo=VIETNAM),
            ends_at=datetime(2026, 12, 6, 0, tzinfo=VIETNAM),
            allowed_kinds=["scam_warning"],
        )
    )
    return ids


def _seed_documents(session: Session, province: Province) -> None:
    for number, issued, effective in (
        ("27/2026/QĐ-UBND", date(2026, 11, 20), date(2026, 12, 1)),
        ("28/2026/QĐ-UBND", date(2026, 11, 23), date(2026, 12, 10)),
        ("14/2026/NQ-HĐND", date(2026, 11, 23), date(2026, 12, 1)),
        ("15/2026/NQ-HĐND", date(2026, 11, 23), date(2026, 12, 1)),
    ):
        document = Document(issuer="UBND tỉnh Hương Giang", number=number, issued_on=issued, effective_on=effective)
        session.add(document)
        session.flush()
        item_id = add_item(session, province, f"Văn bản {number} (dữ liệu mẫu)")
        session.get_one(Item, item_id).document_id = document.id
    title = "Lấy ý kiến dự thảo Nghị quyết về mức hỗ trợ hòa giải viên cơ sở (dữ liệu mẫu)"
    draft = session.get_one(Item, add_item(session, province, title, kind="draft_for_comment"))
    draft.facts = Facts(points=KeyPoints(deadline="trước 15/12/2026", deadline_on=date(2026, 12, 15))).to_json()
