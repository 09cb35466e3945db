"""A home as full as an office's: texts of real length, and more of each thing than one page of its screen takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.campaigns.draft import Draft, keep_draft
from distributor.clock import VIETNAM
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Attachment,
    AttachmentState,
    Campaign,
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Intake,
    Media,
    Post,
    PostState,
    RenderJob,
    RenderState,
    Role,
    Staff,
    StepState,
)
from distributor.staff.audit import note_action
from tests.web.approve_cases import fill_approvals
from tests.web.case_cases import new_case, new_message, staff_of
from tests.web.desk_cases import LOGINS, person_of, with_picture
from tests.web.province import LOGIN, NOON, PASSWORD_HASH, Province, add_item, add_post, identity

TITLES = (
    "Quyết định số {}/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang",
    "Nghị quyết số {}/2026/NQ-HĐND quy định mức chuẩn trợ giúp xã hội trên địa bàn tỉnh Hương Giang",
    "Hỏi đáp pháp luật số {}: Mua bán đất bằng giấy viết tay có được công nhận không?",
    "Cảnh báo {}: Giả danh cán bộ tư pháp gọi điện “chuẩn hóa hộ tịch” để chiếm đoạt tiền",
)
TEXT = """VĂN BẢN MỚI · ĐẤT ĐAI, NHÀ Ở
{title}

• Từ ngày 07/12/2026, thửa đất ở tại phường sau khi tách còn ít nhất 50 m², tại xã còn ít nhất 80 m².
• Cạnh tiếp giáp đường không nhỏ hơn 5 m; trường hợp đường hẹp hơn 3 m thì không nhỏ hơn 4 m.
• Không áp dụng với thửa đất đã có hợp đồng chuyển quyền được công chứng trước ngày 01/12/2026.

Ai cần biết: Hộ gia đình, cá nhân đang có hồ sơ tách thửa.
Nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã, phường nơi có đất.

Xem toàn văn: {link}

Nội dung tóm tắt, không thay thế văn bản gốc.
Sở Tư pháp tỉnh Hương Giang, 24/11/2026

#VănBảnMới #HươngGiang #PhápLuật"""
ASKED = (
    "Nhà tôi ở xã, thửa 100 m² có tách được không? Nộp hồ sơ ở đâu, có mất phí không ạ?",
    "Tổ hòa giải gửi hồ sơ đề nghị tới Ủy ban nhân dân xã trước ngày 25 hằng tháng, vậy tháng này còn kịp không?",
    "Có người tự xưng là công an gọi điện bảo cài ứng dụng, tôi phải báo ai?",
)
WRONG, RIGHT = "80 m²", "90 m²"
CHANNELS = ("facebook", "x", "rss", "youtube", "zalo", "sms", "manual", "manual")
OF_MONTH = 60
ITEMS_MADE, HANDED_OVER, OF_CAMPAIGN, PLACES, CORRECTIONS, CASES, LEFT_ASIDE, STAFF, LOGGED = (
    1000,
    24,
    96,
    8,
    6,
    36,
    60,
    40,
    60,
)


@dataclass(frozen=True)
class Filled:
    running: int
    draft: int
    corrected: int
    item: int
    eleven: int
    published: int
    """The last of the eleven posts of `eleven`."""
    month: str
    """A day of a month that is yet to come and has `OF_MONTH` posts."""
    past: str
    """A day of one that is over."""


def title_of(number: int) -> str:
    return TITLES[number % len(TITLES)].format(number + 20)


def fill_phone(session: Session, province: Province, store: MediaStore, now: datetime) -> Filled:
    """What the first page, Bàn giao, Đính chính, Chiến dịch, Chờ duyệt, Cần phản hồi and lists of the office have to show."""
    for role, login in LOGINS.items():
        if role in (Role.VIEWER, Role.AUTHOR):
            session.add(person_of(province.unit_id, login, role))
    whole = fill_approvals(session, province, store).items[0]
    accounts = _accounts(session, province)
    items = [add_item(session, province, title_of(n), at=now - timedelta(hours=n)) for n in range(ITEMS_MADE)]
    text = [TEXT.format(title=title_of(n), link=f"http://127.0.0.1:8600/l/m{n}") for n in range(OF_CAMPAIGN)]
    by_hand = accounts[-1]
    for number in range(HANDED_OVER):
        add = add_post(session, by_hand, items[number], PostState.PROCESSING, text=text[number], at=now)
        with_picture(session, store, add)
    running = _running(session, province, accounts, items, text, now)
    draft = keep_draft(
        session,
        Draft(
            name="Tháng tuyên truyền Luật Đất đai",
            goal="Mọi hộ đang có hồ sơ tách thửa biết quy định mới từ ngày 07/12/2026.",
            automatic=False,
            item_ids=tuple(items[:9]),
            account_ids=tuple(accounts[:3]),
            policy={"*": {"*": "auto"}},
            cadence={"facebook": {"per_day": 2, "minutes_between": 60}},
        ),
        staff_of(session, LOGIN),
        now,
    ).campaign_id
    for number in range(CORRECTIONS):
        _correction(session, province, accounts, items[100 + number], number, now)
    _office(session, province, now)
    published = _fill_to_eleven(session, province, store, accounts, whole, now)
    today = now.astimezone(VIETNAM)
    months = [(today.replace(day=15) + timedelta(days=days)).replace(day=1) for days in (60, -60)]
    _month(session, accounts, items[200 : 200 + OF_MONTH], months[0], PostState.PLANNED)
    _month(session, accounts, items[300 : 300 + OF_MONTH], months[1], PostState.PUBLISHED)
    of = [f"{first:%Y-%m-%d}" for first in months]
    return Filled(running, draft, items[100 + CORRECTIONS - 1], items[0], whole, published, of[0], of[1])


def _fill_to_eleven(
    session: Session, province: Province, store: MediaStore, accounts: list[int], item_id: int, now: datetime
) -> int:
    """To its four posts that wait, seven on the other channels and in other states, and two videos; the last post."""
    plan, out, failed = PostState.PLANNED, PostState.PUBLISHED, PostState.FAILED
    _facebook, x, rss, *others = accounts
    again = "series:2"
    for number, (account, state, purpose) in enumerate(
        (
            *zip(others, (plan, out, plan, PostState.PROCESSING, out), ("announce",) * 5, strict=True),
            (x, failed, again),
            (rss, out, again),
        )
    ):
        text = TEXT.format(title=title_of(0), link=f"http://127.0.0.1:8600/l/e{number}")
        reason = "Kênh từ chối: trang chưa được phép đăng ảnh (mã 200)." if state is failed else ""
        at = now + timedelta(days=1 if state is plan else -2, minutes=number)
        url = "https://kenh.example/7" if state is out else ""
        last = add_post(session, account, item_id, state, reason=reason, url=url, at=at, text=text, purpose=purpose)
        if state is not plan:
            with_picture(session, store, last)
            session.get_one(Post, last).slot_at = at
    session.add(
        Attachment(
            item_id=item_id,
            address="https://pbgdpl.huonggiang.example/27.pdf",
            title="Toàn văn",
            pages=7,
            state=AttachmentState.READ,
        )
    )
    video = store.put(b"no real video", "video/mp4")
    session.merge(
        Media(sha256=video.sha256, mime="video/mp4", bytes=video.bytes, width=1080, height=1920, made_at=NOON)
    )
    for shape in ("9x16", "16x9"):
        job = RenderJob(
            unit_id=province.unit_id, item_id=item_id, shape=shape, revision=1, state=RenderState.DONE, created_at=NOON
        )
        job.video = job.cover = job.srt = job.vtt = video.sha256
        job.seconds, job.alt_text = 29.0, "Video 29 giây đọc những điều người dân cần biết về tách thửa đất."
        session.add(job)
    session.flush()
    return last


def _month(session: Session, accounts: list[int], items: list[int], first: datetime, state: PostState) -> None:
    """Two posts a day and some more, at hours of an office."""
    for number, item_id in enumerate(items):
        at = first.replace(day=1 + number * 28 // len(items), hour=7 + number % 9, minute=30)
        add_post(session, accounts[number % 7], item_id, state, at=at - timedelta(hours=2), purpose="month")


def _accounts(session: Session, province: Province) -> list[int]:
    """One of each channel, with names as offices have them."""
    made = [
        Account(unit_id=province.unit_id, channel=channel, name=name, settings=settings, limits={})
        for channel, name, settings in (
            ("youtube", "Truyền hình pháp luật Hương Giang", {}),
            ("zalo", "Phổ biến pháp luật Hương Giang", {"broadcast": False}),
            ("sms", "Tin nhắn Sở Tư pháp Hương Giang", {}),
            ("manual", "TikTok của Sở", {"place": "TikTok @phapluathuonggiang", "instructions": "Bật phụ đề."}),
            ("manual", "Loa truyền thanh xã Thạch Hương", {"place": "Loa truyền thanh xã Thạch Hương"}),
        )
    ]
    session.add_all(made)
    session.flush()
    return [province.facebook, province.x, province.rss, *(identity(account.id) for account in made)]


def _running(
    session: Session, province: Province, accounts: list[int], items: list[int], text: list[str], now: datetime
) -> int:
    """It has posts in every state; the newest stand on its first page."""
    campaign = session.get_one(Campaign, province.campaign_id)
    campaign.goal = "Mọi nội dung mới đến với người dân trên mọi kênh chính thức, trong ngày ban hành."
    session.add(campaign)
    states = (PostState.PLANNED, PostState.PUBLISHED, PostState.SKIPPED, PostState.PROCESSING)
    for number in range(OF_CAMPAIGN):
        state = states[number % len(states)]
        add_post(
            session,
            accounts[number % 7],
            items[40 + number // 7],
            state,
            reason="Kênh này được nối vào Loa sau ngày tin được đăng." if state is PostState.SKIPPED else "",
            text=text[number],
            at=now + timedelta(hours=number),
            purpose=f"campaign:{campaign.id}:1",
        )
    session.flush()
    for post in session.exec(select(Post).where(col(Post.purpose) == f"campaign:{campaign.id}:1")):
        post.campaign_id = campaign.id
    return identity(campaign.id)


def _correction(
    session: Session, province: Province, accounts: list[int], item: int, number: int, now: datetime
) -> None:
    """Of a post on each account; the newest stands first."""
    correction = Correction(
        unit_id=province.unit_id,
        item_id=item,
        cause=CorrectionCause.REVISED,
        round=1,
        created_at=now + timedelta(minutes=number),
        state=CorrectionState.PROPOSED,
    )
    session.add(correction)
    session.flush()
    for place, account in enumerate(accounts):
        link = f"http://127.0.0.1:8600/l/k{number}{place}"
        text = TEXT.format(title=title_of(number), link=link)
        post_id = add_post(session, account, item, PostState.PUBLISHED, text=text, at=now, url="https://kenh.example/7")
        session.add(
            CorrectionStep(
                correction_id=identity(correction.id),
                post_id=post_id,
                account_id=account,
                act=CorrectionAct.REPLACE if place % 2 else CorrectionAct.EDIT,
                state=StepState.PROPOSED,
                reason="",
                title="",
                text=text.replace(WRONG, RIGHT).replace("/l/k", "/l/moi"),
                settings={},
                link=link,
            )
        )


def _office(session: Session, province: Province, now: datetime) -> None:
    """Questions of citizens, what was left aside, people, and their log."""
    post = session.get_one(Post, province.posts[PostState.PUBLISHED])
    for number in range(CASES):
        case = new_case(session, province, post, hours=number)
        asks = ASKED[number % len(ASKED)]
        new_message(session, case, asks, f"Nguyễn Văn Người Dân {number}", 60 + number)
    for number in range(LEFT_ASIDE):
        add_item(session, province, title_of(number), intake=Intake.BACKLOG, composed=False, at=now)
    for number in range(STAFF):
        session.add(
            Staff(
                unit_id=province.unit_id,
                login=f"can.bo.{number}",
                full_name=f"Nguyễn Thị Cán Bộ {number}",
                role=Role.AUTHOR,
                password_hash=PASSWORD_HASH,
            )
        )
    for number in range(LOGGED):
        note_action(session, actor=LOGIN, action="approve", subject=f"post:{number}", now=now, unit_id=province.unit_id)
