"""Twenty posts of five items that wait for a yes on four channels, as they are composed; and five of them made wrong."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session

from distributor.facts import Facts, Point
from distributor.facts import Role as PointRole
from distributor.media.store import MediaStore
from distributor.models import Account, Item, Post, PostState, Role
from tests.web.desk_cases import LOGINS, WHY, person_of, with_picture
from tests.web.province import NOON, Province, add_item, add_post, identity


@dataclass(frozen=True)
class Told:
    title: str
    kind: str
    clause: str
    short: str
    act: str = ""


ITEMS = (
    Told(
        "Quyết định 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đất ở",
        "new_law",
        "Từ ngày 07/12/2026, thửa đất ở tại phường sau khi tách còn ít nhất 50 m², tại xã còn ít nhất 80 m².",
        "Tách thửa đất ở: phường ít nhất 50 m², xã ít nhất 80 m², từ 07/12/2026.",
        "Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã, phường nơi có đất.",
    ),
    Told(
        "Nghị quyết 15/2026/NQ-HĐND về mức hỗ trợ hòa giải viên ở cơ sở",
        "new_law",
        "Mức chi thù lao cho hòa giải viên là 400.000 đồng cho một vụ, việc hòa giải thành.",
        "Hòa giải thành một vụ: hòa giải viên được 400.000 đồng.",
        "Tổ hòa giải gửi hồ sơ đề nghị tới Ủy ban nhân dân xã trước ngày 25 hằng tháng.",
    ),
    Told(
        "Cảnh báo giả danh công an yêu cầu cập nhật VNeID",
        "scam_warning",
        "Công an không gọi điện yêu cầu người dân cài ứng dụng hoặc đọc mã OTP.",
        "Công an không gọi điện yêu cầu cài ứng dụng hay đọc mã OTP.",
        "Gọi 113 hoặc báo công an xã, phường nơi ở khi nhận cuộc gọi như vậy.",
    ),
    Told(
        "Lấy ý kiến dự thảo Nghị quyết về học phí năm học 2027-2028",
        "draft_for_comment",
        "Ý kiến góp gửi về Sở Tư pháp tỉnh Hương Giang trước ngày 15/12/2026.",
        "Góp ý dự thảo về học phí trước ngày 15/12/2026.",
        "Gửi thư hoặc góp ý trên trang của Sở Tư pháp.",
    ),
    Told(
        "Hướng dẫn đăng ký khai sinh trực tuyến",
        "guidance",
        "Thời hạn giải quyết đăng ký khai sinh trực tuyến là 1 ngày làm việc.",
        "Khai sinh trực tuyến: giải quyết trong 1 ngày làm việc.",
        "Nộp trên Cổng dịch vụ công và nhận kết quả tại nhà hoặc tại trụ sở.",
    ),
)
WRONG = (
    ("facebook", 0, "80 m²", "30 m²"),
    ("x", 1, "400.000 đồng", "4.000.000 đồng"),
    ("zalo", 2, "không gọi điện", "gọi điện"),
    ("rss", 3, "15/12/2026", "15/11/2026"),
    ("facebook", 4, "1 ngày làm việc", "10 ngày làm việc"),
)
"""Channel, item, what stood there, what a slip made of it."""


@dataclass
class Approvals:
    """`posts`: (channel, place of the item) → post."""

    items: list[int] = field(default_factory=list)
    posts: dict[tuple[str, int], int] = field(default_factory=dict)


def fill_approvals(session: Session, province: Province, store: MediaStore) -> Approvals:
    zalo = Account(
        unit_id=province.unit_id,
        channel="zalo",
        name="Sở Tư pháp Hương Giang",
        settings={"broadcast": False},
        limits={},
    )
    session.add(zalo)
    session.add(person_of(province.unit_id, LOGINS[Role.APPROVER], Role.APPROVER))
    session.flush()
    accounts = {"facebook": province.facebook, "x": province.x, "zalo": identity(zalo.id), "rss": province.rss}
    made = Approvals()
    for place, told in enumerate(ITEMS):
        item_id = add_item(
            session,
            province,
            told.title,
            kind=told.kind,
            text=f"Điều 1. {told.clause}\nĐiều 2. {told.act}",
            at=NOON - timedelta(hours=place),
        )
        item = session.get_one(Item, item_id)
        point = Point(PointRole.CHANGE, told.short, (told.clause,), "Điều 1")
        item.facts = Facts(kind=told.kind, message=(point,)).to_json()
        session.add(item)
        made.items.append(item_id)
        whole = f"{told.clause}\n\n{told.act}\n\n#PhápLuật #HươngGiang"
        words = {"facebook": whole, "x": told.short, "zalo": f"{told.clause}\n\n{told.act}", "rss": told.clause}
        for channel, account_id in accounts.items():
            text = words[channel]
            for its_channel, its_place, right, wrong in WRONG:
                if (its_channel, its_place) == (channel, place):
                    assert right in text
                    text = text.replace(right, wrong)
            post_id = add_post(
                session,
                account_id,
                item_id,
                PostState.AWAITING_REVIEW,
                reason=WHY,
                text=text,
                at=NOON - timedelta(days=2),
            )
            if channel != "rss":
                with_picture(session, store, post_id)
            post = session.get_one(Post, post_id)
            post.rendered, post.slot_at = True, None
            session.add(post)
            made.posts[channel, place] = post_id
    session.flush()
    return made
