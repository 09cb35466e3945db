"""The shapes in which items and documents are shared with other systems; `docs/data-structure.md` describes them.

A field that is here stays, with its name and meaning; new ones may come beside it. Descriptions are read by people outside, in
Vietnamese. Empty text: not certain. Null: unknown, which is never the same as 0.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from distributor.models import AttachmentState, DocumentStatusKind, Intake, RelationKind, UnitLevel


def told(words: str) -> object:
    """What a field is, for whoever reads the description of the interface."""
    return Field(description=words)


@dataclass(frozen=True)
class UnitShape:
    """Đơn vị."""

    id: int
    code: Annotated[str, told("Mã ngắn, không đổi, ví dụ huong-giang.")]
    level: UnitLevel
    name: Annotated[str, told("Tên hiện nay; rỗng nếu chưa đặt tên.")]


@dataclass(frozen=True)
class RelationShape:
    """Điều văn bản nói về một văn bản khác."""

    kind: Annotated[
        RelationKind, told("amends, replaces, repeals, corrects, consolidates, suspends, resumes, extends hoặc guides.")
    ]
    target: Annotated[str, told("Văn bản kia, nguyên văn như được viện dẫn.")]
    target_number: Annotated[str, told("Số, ký hiệu của văn bản kia; rỗng nếu không chắc.")]
    target_id: Annotated[int | None, told("Mã văn bản kia trong Loa, khi đã biết chắc là văn bản nào.")]


@dataclass(frozen=True)
class StatusShape:
    """Tình trạng hiệu lực kể từ một ngày, kèm căn cứ."""

    status: DocumentStatusKind
    since: date
    basis: str


@dataclass(frozen=True)
class DocumentShape:
    """Văn bản. Định danh: (cơ quan ban hành đầu tiên theo tên lúc ban hành, số ký hiệu, ngày ban hành)."""

    id: Annotated[int, told("Mã trong Loa này; giữa hai hệ thống hãy dùng định danh.")]
    issuer: Annotated[str, told("Cơ quan ban hành đầu tiên, theo tên lúc ban hành.")]
    number: Annotated[str, told("Số và ký hiệu, ví dụ 471/QĐ-TTg.")]
    issued_on: date
    kind: Annotated[str, told("Loại văn bản, chữ thường: quyết định, thông tư liên tịch…")]
    subject: Annotated[str, told("Trích yếu, không có loại, số và cơ quan.")]
    effective_on: date | None
    issuers: Annotated[tuple[str, ...], told("Mọi cơ quan ban hành, theo thứ tự trong văn bản.")]
    statuses: tuple[StatusShape, ...]
    relations: tuple[RelationShape, ...]


@dataclass(frozen=True)
class KeyPointsShape:
    """Điều người dân cần biết, nguyên văn từ nguồn (trừ topic)."""

    topic: str
    affected: str
    changes: tuple[str, ...]
    action: str
    place: str
    deadline: str
    deadline_on: date | None


@dataclass(frozen=True)
class AttachmentShape:
    """Tệp kèm theo tin."""

    title: str
    address: str
    mime: str
    bytes: Annotated[int | None, told("Số byte; null nếu chưa biết.")]
    pages: Annotated[int | None, told("Số trang; null nếu chưa đọc.")]
    sha256: Annotated[str, told("Của tệp đã đọc; rỗng nếu chưa đọc.")]
    state: AttachmentState


@dataclass(frozen=True)
class SourceShape:
    """Nguồn đã thấy tin; nguồn đầu tiên đứng trước."""

    id: int
    title: str
    address: str


@dataclass(frozen=True)
class ItemShape:
    """Tin: một nội dung đã công bố, một lần, dù thấy ở bao nhiêu nguồn. Chữ ở dạng NFC, không có thẻ HTML."""

    id: int
    unit_id: int
    kind: Annotated[str, told("Loại nội dung (config/kinds.toml); rỗng nếu chưa chắc.")]
    kind_label: str
    title: str
    summary: str
    address: Annotated[str, told("Địa chỉ chuẩn của tin; rỗng nếu tin không có trang.")]
    picture_url: str
    published_at: Annotated[datetime | None, told("Giờ đăng do nguồn ghi; null nếu nguồn không ghi.")]
    first_seen_at: datetime
    intake: Annotated[Intake, told("taken: được đưa lên kênh; còn lại là lý do chưa hoặc không đưa.")]
    intake_reason: str
    revision: Annotated[int, told("1 khi mới thấy; tăng mỗi lần nguồn sửa nội dung.")]
    content_hash: Annotated[str, told("SHA-256 của phần chữ; đổi khi chữ đổi.")]
    document: Annotated[DocumentShape | None, told("Văn bản mà tin nói tới.")]
    document_role: Annotated[str, told("announcement: tin công bố chính văn bản; draft: dự thảo; rỗng: chỉ nhắc tới.")]
    duplicate_of: Annotated[int | None, told("Tin đã nói về cùng văn bản.")]


@dataclass(frozen=True)
class FullItemShape(ItemShape):
    """Tin cùng toàn văn và mọi điều đã hiểu từ nó."""

    text: Annotated[str, told("Toàn văn.")]
    key_points: KeyPointsShape
    questions: Annotated[tuple[str, ...], told("Điều Loa chưa chắc và đang hỏi cán bộ.")]
    attachments: tuple[AttachmentShape, ...]
    sources: tuple[SourceShape, ...]
