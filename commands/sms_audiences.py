"""`loa sms audience import`: an .xlsx or CSV file of any length becomes a list of numbers. `loa sms refused`: one of
numbers that get nothing any more. Exit code 1 if a row was not taken.

Every row that is not taken stands with its reason in a file beside it. Stopped anywhere, the same command goes on where it was.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session, col, select

from commands.guard import say, show
from commands.home import existing_database
from distributor.broadcast.list_desk import open_list, open_register, take_opt_outs
from distributor.broadcast.list_file import ListLine, ListTally, checked
from distributor.broadcast.table_rows import Fault
from distributor.clock import VIETNAM, SystemClock
from distributor.errors import LoaError, system_words
from distributor.importing.bounded import people_of
from distributor.importing.faults_file import fault_cells, fault_titles
from distributor.importing.people_file import PeopleFile
from distributor.importing.take import ImportResult, take_people
from distributor.models import Unit
from distributor.phone_numbers import Numbers
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named
from distributor.vault import open_vault

FAULTS_TOLD = 50
CHUNK = 500
"""Opt-outs in one transaction."""
Row = TypeVar("Row")


class FaultsFile:
    """Written as the rows are read; the first few are kept for the screen. Nothing is left of it where there is none."""

    def __init__(self, place: Path) -> None:
        self.place, self.first, self.count = place, list[Fault](), 0

    @contextmanager
    def keeping(self) -> Iterator[None]:
        try:
            with self.place.open("w", encoding="utf-8-sig", newline="") as out:
                self._rows = csv.writer(out)
                self._rows.writerow(fault_titles())
                yield
        finally:
            if not self.count:
                self.place.unlink(missing_ok=True)

    def through(self, lines: Iterable[Row | Fault]) -> Iterator[Row | Fault]:
        for each in lines:
            if isinstance(each, Fault):
                self._rows.writerow(fault_cells(each))
                self.count += 1
                if not each.doubled and len(self.first) < FAULTS_TOLD:
                    self.first.append(each)
            yield each


def import_audience(
    file: Path, *, name: str, unit: str, by: str, dry_run: bool, as_json: bool, faults: Path | None = None
) -> int:
    """See the module. `name`: of the list, made if there is none. `by`: whose doing it is; a dry run is nobody's.

    `faults`: where the rows that are not taken are written; beside the file if nothing is said.
    """
    if not name.strip() or len(name) > 200:
        raise LoaError("Tên danh sách (--name) phải có từ 1 đến 200 ký tự.")
    tally, refused = ListTally(), FaultsFile(faults or file.with_name(f"{file.stem}.loi.csv"))
    with _opened(file, refused) as people:
        taken = _read(people, tally, refused, file, name, unit, by, dry_run=dry_run)
    told = str(refused.place) if refused.count else ""
    if as_json:
        show(
            {
                "audience": name.strip(),
                "dry_run": dry_run,
                "recognised": people.recognised,
                "lines": tally.good,
                "added": taken.new,
                "known": taken.known,
                "erased": taken.erased,
                "doubled": tally.doubled,
                "without_consent": tally.without_consent,
                "converted": dict(tally.converted),
                "wrong": tally.wrong,
                "faults": [{"line": fault.line, "message": fault.words} for fault in refused.first],
                "faults_file": told,
            }
        )
    else:
        _tell(tally, refused.first, told, people.recognised, name.strip(), taken, dry_run=dry_run)
    return 1 if tally.wrong else 0


def _read(
    people: PeopleFile,
    tally: ListTally,
    refused: FaultsFile,
    file: Path,
    name: str,
    unit: str,
    by: str,
    *,
    dry_run: bool,
) -> ImportResult:
    settings, now = load_settings(), SystemClock().now()
    lines = refused.through(checked(people.rows, now.astimezone(VIETNAM).date(), tally))
    with existing_database(settings) as database:
        with database.read() as session:
            unit_id = _unit(session, unit)
        if dry_run:
            for _line in lines:
                pass
            return ImportResult(0, 0, 0)
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        numbers = Numbers(open_vault(settings.home, database=database))
        with database.write() as session:
            actor = actor_named(session, by, now)
            audience = open_list(session, actor, unit_id, name, f"Tệp {file.name}")
        return take_people(database, actor, audience, lines, numbers, digest=digest)


def take_register(
    file: Path, *, source: str, unit: str, by: str, dry_run: bool, as_json: bool, faults: Path | None = None
) -> int:
    """See the module. `source`: which register, of which day; it is noted with each opt-out."""
    tally, refused = ListTally(), FaultsFile(faults or file.with_name(f"{file.stem}.loi.csv"))
    settings, now = load_settings(), SystemClock().now()
    fresh = 0
    with _opened(file, refused) as people, existing_database(settings) as database:
        lines = refused.through(checked(people.rows, now.astimezone(VIETNAM).date(), tally))
        with database.read() as session:
            unit_id = _unit(session, unit)
        numbers = Numbers(open_vault(settings.home, database=database))
        if not dry_run:
            with database.write() as session:
                how = open_register(session, actor_named(session, by, now), unit_id, source)
        while chunk := list(islice(lines, CHUNK)):
            entries = [each for each in chunk if isinstance(each, ListLine)]
            if entries and not dry_run:
                with database.write() as session:
                    fresh += take_opt_outs(session, unit_id, entries, numbers, now, how)
    if as_json:
        show(
            {
                "dry_run": dry_run,
                "lines": tally.good,
                "refused": fresh,
                "known": tally.good - fresh,
                "doubled": tally.doubled,
                "wrong": tally.wrong,
                "faults_file": str(refused.place) if refused.count else "",
            }
        )
    else:
        for fault in refused.first:
            say(fault.words)
        if dry_run:
            print(f"Kiểm tra: {tally.good} số dùng được, {tally.wrong} dòng sai. Chưa ghi gì.")
        else:
            print(
                f"Từ nay không gửi: {fresh} số mới, {tally.good - fresh} số đã từ chối trước đó; {tally.wrong} dòng sai."
            )
    return 1 if tally.wrong else 0


@contextmanager
def _opened(file: Path, refused: FaultsFile) -> Iterator[PeopleFile]:
    """Open the file, which a bounded child reads, and one for faults. Raises LoaError where one is beyond reach."""
    try:
        with people_of(file) as people, refused.keeping():
            yield people
    except OSError as error:
        raise LoaError(f"Không đọc hoặc ghi được tệp {error.filename or file}: {system_words(error)}.") from error


def _unit(session: Session, code: str) -> int:
    wanted = select(Unit.id).order_by(col(Unit.id)).limit(1)
    unit_id = session.exec(wanted.where(Unit.code == code) if code else wanted).first()
    if unit_id is None:
        raise LoaError(f"Không có đơn vị mã «{code}»." if code else "Thư mục này chưa có đơn vị nào.")
    return unit_id


def _tell(
    tally: ListTally,
    faults: list[Fault],
    faults_file: str,
    recognised: str,
    name: str,
    taken: ImportResult,
    *,
    dry_run: bool,
) -> None:
    for fault in faults:
        say(fault.words)
    if faults_file:
        say(f"Tất cả các dòng không nhận, kèm lý do: {faults_file}")
    print(f"{recognised}.")
    if dry_run:
        print(f"Kiểm tra «{name}»: {tally.good} số dùng được, {tally.wrong} dòng sai. Chưa ghi gì.")
    else:
        print(
            f"Danh sách «{name}»: thêm {taken.new} số mới, {taken.known} số đã có; {tally.wrong} dòng sai không nhận."
        )
    if tally.converted:
        print(tally.converted_words)
    if taken.erased:
        print(f"{taken.erased} số không nhận: người dân đã yêu cầu xóa số của mình.")
    if tally.doubled:
        print(f"{tally.doubled} dòng lặp lại số của dòng trước, mỗi số chỉ tính một lần.")
    if tally.without_consent:
        print(
            f"{tally.without_consent} số chưa có «Ngày đồng ý»: nằm trong danh sách nhưng chưa được gửi, "
            "cho đến khi có sự đồng ý."
        )
