"""`loa law import`, `loa law show`: the register of documents. Import: exit code 1 if a row could not be taken."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(name="law", help="Sổ hiệu lực văn bản: nhập danh mục, xem một văn bản.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
FAULTS_TOLD = 50
LARGEST = 20_000_000


@app.callback()
def law() -> None:
    """Sổ hiệu lực văn bản: nhập danh mục, xem một văn bản."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Tệp .csv, .xlsx hoặc .json: mỗi dòng một văn bản.")],
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của người nhập.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi.")] = False,
    as_json: Json = False,
) -> int:
    """Nhập danh mục văn bản còn, hết hiệu lực. Dòng sai không nhận và được kể ra; mỗi dòng đúng được nhận trọn vẹn."""
    from commands.guard import say, show
    from commands.home import existing_database
    from distributor.clock import VIETNAM, SystemClock
    from distributor.law.bring_in import Brought, import_documents, read_register
    from distributor.settings import load_settings
    from distributor.staff.deeds import actor_named

    now = SystemClock().now()
    read = read_register(_rows(file), now.astimezone(VIETNAM).date())
    brought = Brought()
    with existing_database(load_settings()) as database:
        with database.read() as session:
            actor = actor_named(session, by, now)
        if not dry_run:
            brought = import_documents(database, actor, read.rows)
    if as_json:
        show(
            {
                "rows": len(read.rows),
                "new": brought.new,
                "known": brought.known,
                "changed": brought.changed,
                "doubled": read.doubled,
                "faults": [{"line": each.line, "message": each.words} for each in read.wrong],
                "dry_run": dry_run,
            }
        )
    else:
        for each in read.wrong[:FAULTS_TOLD]:
            say(each.words)
        if len(read.wrong) > FAULTS_TOLD:
            say(f"… và {len(read.wrong) - FAULTS_TOLD} dòng sai khác.")
        if dry_run:
            print(f"Kiểm tra {file.name}: {len(read.rows)} văn bản dùng được, {len(read.wrong)} dòng sai. Chưa ghi gì.")
        else:
            print(
                f"Đã nhận {brought.new} văn bản mới, bổ sung {brought.known} văn bản đã biết; "
                f"{len(read.wrong)} dòng sai không nhận. Hiệu lực của {brought.changed} văn bản thay đổi."
            )
        if read.doubled:
            print(f"{len(read.doubled)} dòng lặp lại dòng trước, chỉ tính một lần.")
    return 1 if read.wrong else 0


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="Số ký hiệu, ví dụ 27/2026/QĐ-UBND.")],
    issuer: Annotated[str, typer.Option(help="Cơ quan ban hành, khi nhiều nơi cùng số.")] = "",
    on: Annotated[str, typer.Option(help="Vào ngày nào (năm-tháng-ngày); để trống là hôm nay.")] = "",
    as_json: Json = False,
) -> int:
    """Hiệu lực của một văn bản: hôm nay thế nào, vì sao, và các mốc từ trước đến nay."""
    from commands.guard import show as show_json
    from commands.home import existing_database
    from distributor.clock import VIETNAM, SystemClock
    from distributor.errors import LoaError
    from distributor.law.look import look_up
    from distributor.settings import load_settings

    try:
        day = date.fromisoformat(on) if on else SystemClock().now().astimezone(VIETNAM).date()
    except ValueError as error:
        raise LoaError(f"«{on}» không phải ngày. Hãy ghi năm-tháng-ngày, ví dụ 2026-11-01.") from error
    with existing_database(load_settings()) as database, database.read() as session:
        found = look_up(session, number.strip(), issuer.strip(), day)
    if as_json:
        show_json({"acts": [document.to_json() for document in found]})
        return 0 if found else 1
    if not found:
        print(f"Sổ không có văn bản số {number}: chưa rõ hiệu lực.")
        return 1
    for document in found:
        print(document.name)
        print(f"  Ngày {day:%d/%m/%Y}: {document.line or 'chưa rõ hiệu lực'}")
        for since, words in document.steps:
            print(f"  {since:%d/%m/%Y}  {words}")
    return 0


def _rows(file: Path) -> list[tuple[int, Mapping[str, str]]]:
    """Read the rows of a file. Raises LoaError."""
    from distributor.errors import LoaError, system_words
    from distributor.importing.bounded import read_table
    from distributor.importing.sheet import decoded
    from distributor.law.bring_in import COLUMNS, LABELS

    try:
        octets = file.read_bytes()
    except OSError as error:
        raise LoaError(f"Không đọc được tệp {file}: {system_words(error)}.") from error
    if len(octets) > LARGEST:
        raise LoaError(f"Tệp lớn hơn {LARGEST // 1_000_000} MB. Hãy tách thành nhiều tệp rồi nhập lần lượt.")
    if file.suffix.lower() == ".json" or octets.lstrip()[:1] in (b"[", b"{"):
        return _json_rows(decoded(octets)[0])
    sheet = read_table(octets, file.name)
    places = sheet.places(COLUMNS)
    lacking = [LABELS[name] for name in ("number", "issuer", "issued_on") if name not in places]
    if lacking:
        raise LoaError(f"Tệp thiếu cột {', '.join(f'«{name}»' for name in lacking)}. Hãy đặt tên cột ở dòng đầu tiên.")
    rows: list[tuple[int, Mapping[str, str]]] = [(fault.line, {}) for fault in sheet.faults]
    for row in sheet.rows:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        rows.append((row.line, cells))
    return rows


def _json_rows(text: str) -> list[tuple[int, Mapping[str, str]]]:
    from distributor.errors import LoaError
    from distributor.law.bring_in import COLUMNS

    try:
        values: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise LoaError("Tệp không phải JSON đúng dạng. Hãy xuất lại tệp.") from error
    if isinstance(values, dict):
        values = values.get("acts") or values.get("documents") or [values]
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise LoaError("Tệp JSON phải là một danh sách các văn bản, mỗi văn bản là một đối tượng.")
    return [
        (line, {name: str(value[name]) for name in COLUMNS if value.get(name) is not None})
        for line, value in enumerate(values, start=1)
    ]
