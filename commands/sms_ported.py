"""`loa sms ported`: a table of numbers that were taken along to other networks. Exit code 1 if a row was refused.

Stopped anywhere, the same command is run again: it changes nothing twice.
"""

from pathlib import Path

from commands.guard import say, show
from commands.home import existing_database
from commands.sms_audiences import FaultsFile
from distributor.broadcast.list_file import ListTally
from distributor.broadcast.ported import PortedResult, ported_rows, take_ported
from distributor.clock import SystemClock
from distributor.errors import LoaError, system_words
from distributor.importing.bounded import people_of
from distributor.importing.people_file import PeopleFile
from distributor.phone_numbers import Numbers
from distributor.settings import load_settings
from distributor.staff.deeds import actor_named
from distributor.vault import open_vault


def import_ported(file: Path, *, by: str, dry_run: bool, whole: bool, as_json: bool, faults: Path | None = None) -> int:
    """See the module. `by`: whose doing it is; a dry run is nobody's."""
    tally, refused = ListTally(), FaultsFile(faults or file.with_name(f"{file.stem}.loi.csv"))
    try:
        with people_of(file) as people, refused.keeping():
            taken = _take(people, tally, refused, by, dry_run=dry_run, whole=whole)
    except OSError as error:
        raise LoaError(f"Không đọc hoặc ghi được tệp {error.filename or file}: {system_words(error)}.") from error
    told = str(refused.place) if refused.count else ""
    if as_json:
        show(
            {
                "dry_run": dry_run,
                "lines": tally.good,
                "taken": taken.taken,
                "back": taken.back,
                "gone": taken.gone,
                "doubled": tally.doubled,
                "wrong": tally.wrong,
                "faults": [{"line": fault.line, "message": fault.words} for fault in refused.first],
                "faults_file": told,
            }
        )
        return 1 if tally.wrong else 0
    for fault in refused.first:
        say(fault.words)
    if told:
        say(f"Tất cả các dòng không nhận, kèm lý do: {told}")
    if dry_run:
        print(f"Kiểm tra: {tally.good} số dùng được, {tally.wrong} dòng sai. Chưa ghi gì.")
    else:
        print(
            f"Số chuyển mạng: ghi {taken.taken} số, {taken.back} số về mạng cũ, bỏ {taken.gone} số; {tally.wrong} dòng sai."
        )
    return 1 if tally.wrong else 0


def _take(
    people: PeopleFile, tally: ListTally, refused: FaultsFile, by: str, *, dry_run: bool, whole: bool
) -> PortedResult:
    settings, now = load_settings(), SystemClock().now()
    lines = refused.through(ported_rows(people.rows, tally))
    with existing_database(settings) as database:
        if dry_run:
            for _line in lines:
                pass
            return PortedResult(0, 0)
        with database.read() as session:
            actor = actor_named(session, by, now)
        return take_ported(database, actor, lines, Numbers(open_vault(settings.home, database=database)), whole=whole)
