"""A small province to look at: units, accounts, a campaign, staff, and items in every state that a ledger can show."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher
from sqlmodel import Session

from distributor.models import (
    Account,
    AccountState,
    Campaign,
    CampaignAccount,
    Intake,
    Item,
    Notice,
    Post,
    PostState,
    PostTransition,
    Role,
    ShortLink,
    Sighting,
    Source,
    SourceKind,
    SourceReading,
    Staff,
    Unit,
    UnitLevel,
    UnitName,
)

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
PASSWORD = "loa phuong sang som"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Quick to check; real hashes are slow on purpose."""
LOGIN = "tran.ha"


def identity(row_id: int | None) -> int:
    assert row_id is not None
    return row_id


@dataclass
class Province:
    """Ids of what was built. `posts`: state → a post in it."""

    unit_id: int
    commune_id: int
    source_id: int
    facebook: int
    x: int
    rss: int
    commune_account: int
    campaign_id: int
    items: dict[str, int] = field(default_factory=dict)
    posts: dict[PostState, int] = field(default_factory=dict)


def build_province(session: Session) -> Province:
    """Without items. The commune has an account of its own; the campaign carries the province's three."""
    unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
    session.add(unit)
    session.flush()
    commune = Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=unit.id)
    session.add(commune)
    session.flush()
    unit_id, commune_id = identity(unit.id), identity(commune.id)
    session.add(UnitName(unit_id=unit_id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
    session.add(UnitName(unit_id=commune_id, name="UBND xã An Lộc", valid_from=date(2025, 7, 1)))
    source = Source(
        unit_id=unit_id,
        kind=SourceKind.FEED,
        address="https://pbgdpl.huonggiang.example/rss",
        title="Trang PBGDPL tỉnh Hương Giang",
    )
    accounts = [
        Account(unit_id=unit_id, channel="facebook", name="Pháp luật Hương Giang", settings={}, limits={}),
        Account(unit_id=unit_id, channel="x", name="@phapluat_hg", settings={}, limits={}),
        Account(unit_id=unit_id, channel="rss", name="Tin pháp luật", settings={"slug": "phap-luat"}, limits={}),
        Account(unit_id=commune_id, channel="facebook", name="Xã An Lộc", settings={}, limits={}),
    ]
    campaign = Campaign(
        unit_id=unit_id, name="Đăng tự động", automatic=True, all_sources=True, policy={"*": {"*": "auto"}}, cadence={}
    )
    session.add_all([source, *accounts, campaign])
    session.flush()
    ids = [identity(account.id) for account in accounts]
    session.add_all(
        [CampaignAccount(campaign_id=identity(campaign.id), account_id=account_id) for account_id in ids[:3]]
    )
    people = ((unit_id, LOGIN, "Trần Thị Hà", Role.ADMINISTRATOR), (commune_id, "xa.an.loc", "Lê Văn An", Role.VIEWER))
    for owner, login, full_name, role in people:
        session.add(Staff(unit_id=owner, login=login, full_name=full_name, role=role, password_hash=PASSWORD_HASH))
    session.flush()
    facebook, x, rss, commune_account = ids
    source_id, campaign_id = identity(source.id), identity(campaign.id)
    return Province(unit_id, commune_id, source_id, facebook, x, rss, commune_account, campaign_id)


def add_item(
    session: Session,
    province: Province,
    title: str,
    *,
    kind: str = "new_law",
    intake: Intake = Intake.TAKEN,
    intake_reason: str = "",
    composed: bool = True,
    at: datetime = NOON,
    address: str = "https://pbgdpl.huonggiang.example/tin",
    text: str = "",
    unit_id: int | None = None,
) -> int:
    item = Item(
        unit_id=unit_id or province.unit_id,
        title=title,
        kind=kind,
        text=text,
        intake=intake,
        intake_reason=intake_reason,
        composed_revision=1 if composed else 0,
        published_at=at,
        first_seen_at=at + timedelta(minutes=1),
        address=address,
    )
    session.add(item)
    session.flush()
    item_id = identity(item.id)
    session.add(
        Sighting(
            source_id=province.source_id,
            item_id=item_id,
            entry_key=f"{item_id:064x}",
            fingerprint="0" * 32,
            first_seen_at=at,
        )
    )
    province.items[title] = item_id
    return item_id


def add_post(
    session: Session,
    account_id: int,
    item_id: int,
    state: PostState,
    *,
    reason: str = "",
    url: str = "",
    at: datetime = NOON,
    text: str = "Nội dung bài đăng",
    purpose: str = "announce",
) -> int:
    item = session.get_one(Item, item_id)
    code = f"c{account_id}i{item_id}" + ("" if purpose == "announce" else purpose.replace(":", ""))
    post = Post(
        unit_id=item.unit_id,
        account_id=account_id,
        item_id=item_id,
        purpose=purpose,
        state=state,
        reason=reason,
        title=item.title,
        text=text,
        link=f"http://127.0.0.1:8600/l/{code}",
        external_url=url,
        created_at=at,
        slot_at=at + timedelta(hours=2),
        published_at=at + timedelta(minutes=3)
        if state in (PostState.PUBLISHED, PostState.EDITED, PostState.WITHDRAWN)
        else None,
        dropped=[],
        settings={},
    )
    session.add(post)
    session.flush()
    post_id = identity(post.id)
    session.add(
        PostTransition(
            post_id=post_id,
            at=at + timedelta(minutes=3),
            from_state="draft",
            to_state=state.value,
            reason=reason,
            by="loa",
        )
    )
    session.add(ShortLink(code=code, post_id=post_id, target=item.address, created_at=at))
    return post_id


def publish(session: Session, post_id: int, url: str, now: datetime) -> None:
    """What a worker records when a platform took the post."""
    post = session.get_one(Post, post_id)
    session.add(
        PostTransition(post_id=post_id, at=now, from_state=post.state, to_state="published", reason="", by="loa")
    )
    post.state, post.published_at, post.external_url = PostState.PUBLISHED, now, url
    session.add(post)


def fill_province(session: Session, province: Province) -> None:
    """Items in every state, with trouble to show."""
    minutes = iter(range(0, 6000, 47))

    def item(title: str, **facts: object) -> int:
        return add_item(session, province, title, at=NOON - timedelta(minutes=next(minutes)), **facts)  # type: ignore[arg-type]

    fb, x, rss = province.facebook, province.x, province.rss
    fresh = item("Hỏi đáp: Đăng ký khai sinh cho trẻ sinh tại nhà cần giấy tờ gì?", kind="question", composed=False)
    land = item(
        "Quyết định 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đối với đất ở trên địa bàn tỉnh Hương Giang"
    )
    scam = item("Cảnh báo: giả danh công an gọi điện yêu cầu cập nhật VNeID", kind="scam_warning")
    law_day = item("Hướng dẫn tổ chức Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam 9/11", kind="guidance")
    repeal = item("Quyết định bãi bỏ Quyết định số 14/2022/QĐ-UBND", kind="repeal")
    draft = item(
        "Lấy ý kiến dự thảo Nghị quyết về mức hỗ trợ hòa giải viên cơ sở, hạn góp ý 15/12/2026",
        kind="draft_for_comment",
    )
    fix = item("Đính chính Quyết định số 21/2026/QĐ-UBND", kind="correction")
    item("Báo cáo thống kê công tác phổ biến, giáo dục pháp luật quý III", kind="statistics")
    item(
        "Kế hoạch kiểm tra liên ngành (lưu hành nội bộ)",
        kind="plan",
        intake=Intake.HELD,
        intake_reason="có dấu «lưu hành nội bộ»",
        composed=False,
    )
    sketch = item("Tiểu phẩm: Chuyện ranh đất nhà bên", kind="sketch")
    talk = item("Đối thoại chính sách với doanh nghiệp nhỏ và vừa tháng 11", kind="policy_dialogue")
    item(
        "Chương trình phối hợp về tuyên truyền an toàn giao thông",
        kind="council_activity",
        intake=Intake.BACKLOG,
        composed=False,
    )
    post = "https://facebook.example/posts/1"
    rows: list[tuple[int, int, PostState, str, str]] = [
        (fb, land, PostState.PUBLISHED, "", post),
        (x, land, PostState.PUBLISHED, "", "https://x.example/status/1"),
        (rss, land, PostState.PUBLISHED, "", "http://127.0.0.1:8600/l/c3i2"),
        (fb, scam, PostState.PLANNED, "", ""),
        (x, scam, PostState.PLANNED, "Chờ hạn mức của kênh, còn 12 phút", ""),
        (rss, scam, PostState.PUBLISHED, "", "http://127.0.0.1:8600/l/c3i3"),
        (fb, law_day, PostState.SENDING, "", ""),
        (x, law_day, PostState.UNKNOWN, "", ""),
        (rss, law_day, PostState.PUBLISHED, "", "http://127.0.0.1:8600/l/c3i4"),
        (fb, repeal, PostState.FAILED, "Kênh từ chối: trang chưa được phép đăng ảnh (mã 200)", ""),
        (x, repeal, PostState.PUBLISHED, "", "https://x.example/status/2"),
        (rss, repeal, PostState.EDITED, "", "http://127.0.0.1:8600/l/c3i5"),
        (fb, draft, PostState.AWAITING_REVIEW, "chính sách chiến dịch: phải có người duyệt", ""),
        (x, draft, PostState.AWAITING_REVIEW, "chính sách chiến dịch: phải có người duyệt", ""),
        (rss, draft, PostState.DRAFT, "", ""),
        (fb, fix, PostState.MISSED, "", ""),
        (x, fix, PostState.CANCELLED, "Trần Thị Hà hủy: nội dung trùng", ""),
        (rss, fix, PostState.PROCESSING, "", ""),
        (fb, sketch, PostState.WITHDRAWN, "", ""),
        (x, sketch, PostState.SKIPPED, "loại nội dung này không đăng", ""),
        (fb, talk, PostState.PUBLISHED, "", "https://facebook.example/posts/2"),
    ]
    for account_id, item_id, state, reason, url in rows:
        province.posts[state] = add_post(
            session, account_id, item_id, state, reason=reason, url=url, at=NOON - timedelta(minutes=20)
        )
    add_item(
        session,
        province,
        "Xã An Lộc niêm yết Quyết định 01/2026/QĐ-UBND",
        unit_id=province.commune_id,
        at=NOON - timedelta(days=6),
    )
    assert fresh
    x_account = session.get_one(Account, x)
    x_account.state, x_account.state_reason = AccountState.NEEDS_SIGNIN, "Mã truy cập đã bị thu hồi"
    source = Source(
        unit_id=province.commune_id,
        kind=SourceKind.FEED,
        address="https://anloc.example/rss",
        title="Trang xã An Lộc",
        failures=3,
    )
    session.add_all([x_account, source])
    session.flush()
    session.add(
        SourceReading(
            source_id=identity(source.id), read_at=NOON, error="Máy chủ không trả lời trong 20 giây", warnings=[]
        )
    )
    session.add(
        Notice(
            kind="held",
            subject="item:9",
            text="«Kế hoạch kiểm tra liên ngành» có dấu «lưu hành nội bộ». Hãy quyết định có đăng hay không.",
            opened_at=NOON,
            unit_id=province.unit_id,
        )
    )
