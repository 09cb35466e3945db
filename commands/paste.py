"""`loa paste ADDRESS`, «Dán liên kết»: one article or document by hand, read once and kept as an item.

The further way (understood, composed, drawn, reviewed, sent) is the running `loa up`'s, as for any item. Exit code 1 if the
address could not be read.
"""

from dataclasses import asdict

from sqlmodel import Session, col, select

from commands.guard import say, show
from commands.home import existing_database
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.ingest.fetch import Fetcher
from distributor.ingest.paste import WAITING, Pasted, paste_address
from distributor.models import Intake, Unit
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named
from distributor.staff.permissions import person_who_may
from distributor.staff.visibility import visible_to

COMPOSED = "bài đăng đã được soạn, xem bằng «loa preview {}»"


def paste(address: str, *, unit: str, by: str, as_json: bool) -> int:
    """Paste an address as an item. `unit`: the code of the unit whose item it becomes, '' for the first. `by`: a login, '' if
    nobody is named."""
    if not is_web_address(address.strip()):
        raise LoaError(
            f"«{address[:200]}» không phải liên kết http/https. Hãy chép cả địa chỉ từ thanh địa chỉ của trình duyệt; "
            "với tệp trên máy, dùng «loa run TỆP»."
        )
    settings = load_settings()
    with existing_database(settings) as database:
        unit_id = _unit_of(database, unit, by)
        say(f"Đang đọc {address.strip()} …")
        clock = SystemClock()
        with database.read() as session:
            actor = actor_named(session, by, clock.now()) if by else None
        pasted = paste_address(database, address, unit_id, Fetcher.from_settings(settings), clock, actor)
    if as_json:
        show(asdict(pasted))
    else:
        _tell(pasted)
    return 0


def _unit_of(database: Database, unit: str, by: str) -> int:
    with database.read() as session:
        unit_id = _unit(session, unit)
        if by and unit_id not in visible_to(session, person_who_may(session, by, "paste")):
            raise LoaError(
                f"{by} không thuộc đơn vị «{unit}» hay cấp trên của đơn vị này, nên không dán liên kết thay được."
            )
    return unit_id


def _unit(session: Session, code: str) -> int:
    statement = select(Unit.id, Unit.code).order_by(col(Unit.id))
    units = {unit_code: unit_id for unit_id, unit_code in session.exec(statement) if unit_id is not None}
    if not units:
        raise LoaError("Thư mục này chưa có đơn vị nào. Hãy lập đơn vị đầu tiên bằng «loa init».")
    if not code:
        return next(iter(units.values()))
    if code not in units:
        raise LoaError(f"Không có đơn vị «{code}». Các đơn vị: {', '.join(units)}.")
    return units[code]


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
