"""`loa sms audience import`: a CSV file becomes a list of numbers. Exit code 1 if a line could not be taken."""

from pathlib import Path

from sqlmodel import Session, col, select

from commands.guard import say, show
from commands.home import existing_database
from distributor.broadcast.list_desk import open_list
from distributor.broadcast.list_file import ListFile, read_list
from distributor.clock import VIETNAM, SystemClock
from distributor.errors import LoaError
from distributor.importing.take import ImportResult, take_people
from distributor.models import Unit
from distributor.phone_numbers import Numbers
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named
from distributor.vault import open_vault

FAULTS_TOLD = 50


def import_audience(file: Path, *, name: str, unit: str, by: str, dry_run: bool, as_json: bool) -> int:
    """See the module. `name`: of the list, made if there is none. `by`: whose doing it is; a dry run is nobody's."""
    if not name.strip() or len(name) > 200:
        raise LoaError("Tên danh sách (--name) phải có từ 1 đến 200 ký tự.")
    try:
        octets = file.read_bytes()
    except OSError as error:
        raise LoaError(f"Không đọc được tệp {file}: {error.strerror}.") from error
    settings, now = load_settings(), SystemClock().now()
    read = read_list(octets, now.astimezone(VIETNAM).date())
    taken = ImportResult(0, 0, 0)
    with existing_database(settings) as database:
        with database.read() as session:
            unit_id = _unit(session, unit)
        if not dry_run:
            numbers = Numbers(open_vault(settings.home, database=database))
            with database.write() as session:
                actor = actor_named(session, by, now)
                audience = open_list(session, actor, unit_id, name, f"Tệp {file.name}")
            taken = take_people(database, actor, audience, read, numbers)
    if as_json:
        show(
            {
                "audience": name.strip(),
                "dry_run": dry_run,
                "lines": len(read.entries),
                "added": taken.new,
                "known": taken.known,
                "erased": taken.erased,
                "doubled": read.doubled,
                "without_consent": read.without_consent,
                "faults": [{"line": fault.line, "message": fault.words} for fault in read.faults],
            }
        )
    else:
        _tell(read, name.strip(), taken, dry_run=dry_run)
    return 1 if read.faults else 0


def _unit(session: Session, code: str) -> int:
    wanted = select(Unit.id).order_by(col(Unit.id)).limit(1)
    unit_id = session.exec(wanted.where(Unit.code == code) if code else wanted).first()
    if unit_id is None:
        raise LoaError(f"Không có đơn vị mã «{code}»." if code else "Thư mục này chưa có đơn vị nào.")
    return unit_id


def _tell(read: ListFile, name: str, taken: ImportResult, *, dry_run: bool) -> None:
    for fault in read.faults[:FAULTS_TOLD]:
        say(fault.words)
    if len(read.faults) > FAULTS_TOLD:
        say(f"… và {len(read.faults) - FAULTS_TOLD} dòng sai khác.")
    if dry_run:
        print(f"Kiểm tra «{name}»: {len(read.entries)} số dùng được, {len(read.faults)} dòng sai. Chưa ghi gì.")
    else:
        print(
            f"Danh sách «{name}»: thêm {taken.new} số mới, {taken.known} số đã có; "
            f"{len(read.faults)} dòng sai không nhận."
        )
    if taken.erased:
        print(f"{taken.erased} số không nhận: người dân đã yêu cầu xóa số của mình.")
    if read.doubled:
        print(f"{len(read.doubled)} dòng lặp lại số của dòng trước, mỗi số chỉ tính một lần.")
    if read.without_consent:
        print(
            f"{read.without_consent} số chưa có «Ngày đồng ý»: nằm trong danh sách nhưng chưa được gửi, "
            "cho đến khi có sự đồng ý."
        )
