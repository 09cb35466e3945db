"""`loa audit verify`: whether the log of actions is whole. Exit code 1 if a row was changed, taken out or put in afterwards."""

from typing import Annotated

import typer

app = typer.Typer(name="audit", help="Nhật ký thao tác của cán bộ.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@app.callback()
def audit() -> None:
    """Nhật ký thao tác của cán bộ."""


@app.command()
def verify(as_json: Json = False) -> int:
    """Kiểm tra chuỗi nhật ký: còn nguyên, hoặc dòng đầu tiên bị sửa, xóa hay chèn."""
    from sqlmodel import func, select

    from commands.guard import show
    from commands.home import existing_database
    from distributor.clock import vietnam_time
    from distributor.models import AuditEntry
    from distributor.settings import load_settings
    from distributor.staff.audit import first_break

    with existing_database(load_settings()) as database, database.read() as session:
        broken = first_break(session)
        count = session.exec(select(func.count()).select_from(AuditEntry)).one()
        row = session.get(AuditEntry, broken) if broken is not None else None
    if as_json:
        show({"rows": count, "whole": broken is None, "first_broken": broken})
    elif row is None:
        print(f"Nhật ký còn nguyên: {count} dòng nối liền nhau.")
    else:
        print(
            f"Nhật ký bị đứt từ dòng {row.id} ({vietnam_time(row.at)}, {row.actor}): dòng này hoặc dòng ngay trước "
            "đã bị sửa, xóa hay chèn. Hãy đối chiếu với bản sao lưu."
        )
    return 0 if broken is None else 1
