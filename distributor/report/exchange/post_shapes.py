"""The shapes in which posts, plans, accounts, campaigns and numbers are told to other programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from distributor.campaigns.state import CampaignState
from distributor.models import AccountState, PostState
from distributor.report.exchange.shapes import told


@dataclass(frozen=True)
class PostShape:
    """Bài đăng: một tin theo cách một tài khoản nói, cho một mục đích."""

    id: int
    unit_id: int
    item_id: int
    account_id: int
    account: Annotated[str, told("Tên tài khoản.")]
    channel: str
    campaign_id: int | None
    purpose: Annotated[str, told("announce, before_effect, effective, digest:KỲ, erratum:LẦN hoặc campaign:MÃ:SỐ.")]
    state: PostState
    state_label: str
    reason: str
    revision: Annotated[int, told("Lần sửa của tin mà bài này nói.")]
    title: str
    text: str
    link: str
    url: Annotated[str, told("Nơi người dân xem bài; rỗng khi chưa đăng hoặc đã gỡ.")]
    slot_at: Annotated[datetime | None, told("Giờ đã xếp.")]
    expires_at: Annotated[datetime | None, told("Quá giờ này mà chưa gửi được thì bài lỡ.")]
    published_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class MediaShape:
    """Ảnh hoặc video của bài, theo thứ tự."""

    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    seconds: Annotated[float | None, told("null nếu là ảnh.")]
    alt_text: str


@dataclass(frozen=True)
class TransitionShape:
    """Một lần đổi trạng thái, vì sao và do ai."""

    at: datetime
    from_state: str
    to_state: str
    reason: str
    by: Annotated[str, told("loa: hệ thống; còn lại là tên đăng nhập, hoặc khoa:MÃ của khóa.")]


@dataclass(frozen=True)
class ReceiptShape:
    """Kênh đã nhận: mã và địa chỉ của kênh."""

    external_id: str
    url: str
    received_at: datetime
    found_by_look: Annotated[bool, told("Kênh không trả lời rõ, Loa tự tìm thấy bài.")]


@dataclass(frozen=True)
class FullPostShape(PostShape):
    """Bài đăng cùng ảnh, mã nội dung để duyệt, quá trình và biên nhận."""

    manifest_hash: Annotated[str, told("Mã của đúng nội dung này; khi duyệt phải gửi lại mã.")]
    approvable: Annotated[bool, told("Đang chờ duyệt, đã soạn và dựng ảnh xong, không chờ soạn lại, không bị trả lại.")]
    dropped: Annotated[tuple[str, ...], told("Phần đã bỏ cho vừa kênh.")]
    media: tuple[MediaShape, ...]
    transitions: tuple[TransitionShape, ...]
    receipt: ReceiptShape | None


@dataclass(frozen=True)
class QuotaShape:
    """Hạn mức của kênh và phần đã dùng."""

    what: Annotated[str, told("Điều được đếm.")]
    used: int
    limit: int
    window: Annotated[str, told("Trong thời gian nào.")]


@dataclass(frozen=True)
class ConditionShape:
    """Tài khoản đang thế nào."""

    health: Annotated[str, told("well: tốt; warns: nên làm gì sớm; ill: chưa gửi được; rests: cán bộ cho nghỉ.")]
    why: str
    todo: Annotated[str, told("Việc cần làm; rỗng khi không có.")]
    token: Annotated[str, told("Tuổi và hạn của mã truy cập.")]
    quotas: tuple[QuotaShape, ...]
    planned: Annotated[int, told("Số bài đã lên lịch.")]
    last_published_at: datetime | None
    connect_url: Annotated[
        str, told("Trang để người có quyền kết nối lại tại nền tảng; rỗng với kênh không cần kết nối.")
    ]


@dataclass(frozen=True)
class AccountShape:
    """Tài khoản kênh, không có thông tin bí mật."""

    id: int
    unit_id: int
    channel: str
    channel_label: str
    name: str
    state: AccountState
    state_reason: str
    paused_until: datetime | None
    condition: Annotated[ConditionShape | None, told("null: tài khoản của đơn vị khác cho dùng chung.")]


@dataclass(frozen=True)
class CampaignShape:
    """Chiến dịch. policy: loại nội dung hoặc * → kênh hoặc * → auto, review, never."""

    id: int
    unit_id: int
    name: str
    goal: str
    automatic: Annotated[bool, told("Nhận mọi tin mới của các nguồn.")]
    active: bool
    all_sources: bool
    starts_at: datetime | None
    ends_at: datetime | None
    purposes: tuple[str, ...]
    policy: dict[str, dict[str, str]]
    account_ids: tuple[int, ...]
    source_ids: tuple[int, ...]


@dataclass(frozen=True)
class CampaignProgress(CampaignShape):
    """Chiến dịch cùng mọi điều đã đặt và số bài theo trạng thái."""

    posts: Annotated[dict[PostState, int], told("Trạng thái → số bài; đủ mọi trạng thái.")]
    state: CampaignState
    state_label: str
    item_ids: Annotated[tuple[int, ...], told("Tin đã chọn, khi chiến dịch không tự động.")]
    cadence: Annotated[dict[str, dict[str, Any]], told("Kênh hoặc * → nhịp đăng.")]
    variants: Annotated[dict[str, str], told("Kênh → phương án lời.")]
    expiry_hours: Annotated[int, told("Bài quá giờ đăng bấy nhiêu giờ thì lỡ.")]
    version: Annotated[str, told("Của đúng những điều đã đặt này; gửi lại khi sửa để không đè lên người khác.")]


@dataclass(frozen=True)
class MetricShape:
    """Một chỉ số dưới tên của chính nền tảng. value null: nền tảng không cho số liệu, khác với 0."""

    name: str
    api_version: str
    asked_at: datetime
    value: int | None


@dataclass(frozen=True)
class ClicksShape:
    """Lượt mở liên kết ngắn. machines: máy quét, xem trước."""

    people: int
    machines: int


@dataclass(frozen=True)
class PostMetricsShape:
    """Số liệu mới nhất của một bài."""

    post_id: int
    account_id: int
    channel: str
    published_at: datetime | None
    clicks: Annotated[ClicksShape | None, told("null: bài không có liên kết ngắn.")]
    metrics: Annotated[tuple[MetricShape, ...], told("Rỗng: chưa có số liệu.")]
