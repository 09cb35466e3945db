"""`loa paste ADDRESS`, «Dán liên kết»: one article or document by hand, read once and kept as an item.

The further way (understood, composed, drawn, reviewed, sent) is the running `loa up`'s, as for any item. Exit code 1 if the
address could not be read.
"""

from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from commands.guard import say, show
from commands.home import existing_database
from distributor.clock import SystemClock, vietnam_time
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.fetch import Fetcher
from distributor.ingest.pasting import paste_page
from distributor.models import Attachment, Intake, Item, Sighting, Source, Unit
from distributor.report.words import kind_label
from distributor.settings import load_settings
from distributor.staff.permissions import person_who_may
from distributor.staff.visibility import visible_to

WAITING = {
    Intake.TAKEN: "đã nhận, bài đăng sẽ được soạn khi Loa chạy",
    Intake.HELD: "bị giữ lại, chờ người có quyền xem",
    Intake.DUPLICATE: "trùng với tin khác, không đăng",
    Intake.BACKLOG: "là tin cũ, chưa nhận",
    Intake.FLOOD: "chờ người chọn nhận",
}

COMPOSED = "bài đăng đã được soạn, xem bằng «loa preview {}»"


@dataclass(frozen=True)
class Pasted:
    """What the page was understood to be. `date`: `24/11/2026 08:15`.

    `is_new`: False where the address is an item already; then `known_from` names the source that brought it, '' if it was pasted.
    """

    item: int
    is_new: bool
    known_from: str
    title: str
    date: str
    kind: str
    state: str
    composed: bool
    reason: str
    attachments: tuple[str, ...]
    warnings: tuple[str, ...]


def paste(address: str, *, unit: str, by: str, as_json: bool) -> int:
    """`unit`: the code of the unit whose item it becomes, '' for the first. `by`: a login, '' if nobody is named."""
    settings = load_settings()
    with existing_database(settings) as database:
        pasted = _paste(database, address, unit, by, Fetcher.from_settings(settings))
    if as_json:
        show(asdict(pasted))
    else:
        _tell(pasted)
    return 0


def _paste(database: Database, address: str, unit: str, by: str, fetcher: Fetcher) -> Pasted:
    with database.read() as session:
        unit_id = _unit(session, unit)
        if by and unit_id not in visible_to(session, person_who_may(session, by, "paste")):
            raise LoaError(
                f"{by} không thuộc đơn vị «{unit}» hay cấp trên của đơn vị này, nên không dán liên kết thay được."
            )
    say(f"Đang đọc {address.strip()} …")
    pasted = paste_page(database, unit_id, address, SystemClock(), fetcher)
    with database.read() as session:
        first = session.exec(
            select(Source)
            .join(Sighting, col(Sighting.source_id) == col(Source.id))
            .where(Sighting.item_id == pasted.item_id, Source.id != pasted.source_id)
            .order_by(col(Sighting.id))
        ).first()
        known_from = (first.title or first.address) if first is not None else ""
        item = session.get_one(Item, pasted.item_id)
        return _described(session, item, pasted.is_new, known_from, pasted.warnings)


def _unit(session: Session, code: str) -> int:
    statement = select(Unit.id, Unit.code).order_by(col(Unit.id))
    units = {unit_code: unit_id for unit_id, unit_code in session.exec(statement) if unit_id is not None}
    if not units:
        raise LoaError("Thư mục này chưa có đơn vị nào. Hãy chạy «loa up» một lần trước.")
    if not code:
        return next(iter(units.values()))
    if code not in units:
        raise LoaError(f"Không có đơn vị «{code}». Các đơn vị: {', '.join(units)}.")
    return units[code]


def _described(session: Session, item: Item, is_new: bool, known_from: str, warnings: tuple[str, ...]) -> Pasted:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    attachments = session.exec(
        select(Attachment)
        .where(Attachment.item_id == item.id, col(Attachment.position) >= 0)
        .order_by(col(Attachment.position))
    )
    return Pasted(
        item=item.id,
        is_new=is_new,
        known_from=known_from,
        title=item.title,
        date=vietnam_time(item.published_at) if item.published_at else "",
        kind=kind_label(item.kind) if item.kind else "",
        state=item.intake.value,
        composed=item.composed_revision > 0,
        reason=item.intake_reason,
        attachments=tuple(each.title or each.address for each in attachments),
        warnings=warnings,
    )


def _tell(pasted: Pasted) -> None:
    if pasted.is_new:
        print(f"Đã nhận nội dung số {pasted.item}: {pasted.title}")
    else:
        where = f"có từ nguồn «{pasted.known_from}»" if pasted.known_from else "đã dán trước đây"
        print(f"Trùng với nội dung số {pasted.item} ({where}): {pasted.title}")
    print(f"  Ngày đăng: {pasted.date or 'trang không ghi'}")
    if pasted.kind:
        print(f"  Loại: {pasted.kind}")
    stands = COMPOSED.format(pasted.item) if pasted.composed else WAITING[Intake(pasted.state)]
    print(f"  Tình trạng: {stands}{f' ({pasted.reason})' if pasted.reason else ''}")
    for title in pasted.attachments:
        print(f"  Tệp kèm theo: {title}")
    for warning in pasted.warnings:
        print(f"  Lưu ý: {warning}")
