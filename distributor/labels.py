"""The words for states, channels and kinds, in one place for screens, the command line and reports."""

import tomllib
from dataclasses import dataclass
from functools import cache

from distributor.models import PostState
from distributor.settings import CONFIG_FOLDER

NONE = "none"
"""The state of a cell that has no post."""

STATE_LABELS: dict[str, str] = {
    PostState.DRAFT: "Bản nháp",
    PostState.AWAITING_REVIEW: "Chờ duyệt",
    PostState.PLANNED: "Đã lên lịch",
    PostState.SENDING: "Đang gửi",
    PostState.PROCESSING: "Đang xử lý",
    PostState.UNKNOWN: "Chưa rõ kết quả",
    PostState.PUBLISHED: "Đã đăng",
    PostState.EDITED: "Đã sửa",
    PostState.WITHDRAWN: "Đã gỡ",
    PostState.FAILED: "Thất bại",
    PostState.MISSED: "Đã lỡ",
    PostState.CANCELLED: "Đã hủy",
    PostState.SKIPPED: "Bỏ qua",
    NONE: "Không đăng",
}
"""In the order in which screens list them; complete."""

STATE_MEANINGS: dict[str, str] = {
    PostState.DRAFT: "Đang soạn, chưa trình duyệt",
    PostState.AWAITING_REVIEW: "Đợi người có thẩm quyền duyệt đúng nội dung này",
    PostState.PLANNED: "Đợi đến giờ đã định",
    PostState.SENDING: "Đang chuyển tới kênh",
    PostState.PROCESSING: "Kênh đã nhận và đang xử lý",
    PostState.UNKNOWN: "Kênh không trả lời rõ; hệ thống đang tìm lại bài và không gửi lần nữa",
    PostState.PUBLISHED: "Kênh đã nhận và xác nhận",
    PostState.EDITED: "Đã sửa sau khi đăng",
    PostState.WITHDRAWN: "Đã gỡ khỏi kênh",
    PostState.FAILED: "Kênh không nhận",
    PostState.MISSED: "Quá hạn đăng mà chưa gửi được",
    PostState.CANCELLED: "Đã hủy trước khi đăng",
    PostState.SKIPPED: "Được chọn không đăng",
}
"""What a state means, shown where the engine noted nothing more particular."""


WORDING_LABELS: dict[str, str] = {
    "": "Cách viết thường dùng",
    "question": "Mở đầu bằng câu hỏi",
    "unaccented": "Không dấu",
    "app": "Cho ứng dụng",
}
"""Of the wordings that our own templates have."""


def wording_label(variant: str) -> str:
    """A unit's own wordings go by their file."""
    return WORDING_LABELS.get(variant, variant)


@dataclass(frozen=True)
class Kind:
    """A content kind. `never`: items of it are not announced at all."""

    name: str
    label: str
    never: bool


@cache
def kinds() -> dict[str, Kind]:
    """Every content kind of `config/kinds.toml`, by name."""
    table = tomllib.loads((CONFIG_FOLDER / "kinds.toml").read_text(encoding="utf-8"))
    return {name: Kind(name, entry["label"], entry.get("post") == "never") for name, entry in table.items()}


def kind_label(kind: str) -> str:
    """`Văn bản mới`; for a kind not known, words that say so."""
    known = kinds().get(kind)
    return known.label if known else "Chưa phân loại"


def kind_is_never_posted(kind: str) -> bool:
    known = kinds().get(kind)
    return known is not None and known.never


@cache
def channel_labels() -> dict[str, str]:
    """Every channel's label, by name, in the order of `config/channels.toml`."""
    table = tomllib.loads((CONFIG_FOLDER / "channels.toml").read_text(encoding="utf-8"))
    return {name: entry.get("label", name) for name, entry in table.items() if isinstance(entry, dict)}


def channel_label(channel: str) -> str:
    return channel_labels().get(channel, channel)


def state_label(state: str) -> str:
    return STATE_LABELS[state]


PURPOSE_LABELS: dict[str, str] = {
    "announce": "Đăng mới",
    "before_effect": "Nhắc trước ngày có hiệu lực",
    "effective": "Ngày có hiệu lực",
    "erratum": "Đính chính bài đăng",
    "campaign": "Đăng theo chiến dịch",
}


def purpose_label(purpose: str) -> str:
    """What a post is for: `Đăng mới`, `Bản điểm tin 12/2026`."""
    stem, _, rest = purpose.partition(":")
    if stem == "digest":
        year, _, month = rest.partition("-")
        return f"Điểm tin tháng {month}/{year}"
    return PURPOSE_LABELS.get(stem, purpose)
