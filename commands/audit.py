"""`loa audit verify`: whether the log of actions is whole. Exit code 1 if a row was changed, put in or taken out."""

from typing import Annotated

import typer

app = typer.Typer(name="audit", help="Nhật ký thao tác của cán bộ.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
HeadOption = Annotated[str, typer.Option("--head", help="SỐ_DÒNG:MÃ trong thư của Loa, để đối chiếu.")]


@app.callback()
def audit() -> None:
    """Nhật ký thao tác của cán bộ."""


@app.command()
def verify(head: HeadOption = "", as_json: Json = False) -> int:
    """Kiểm tra chuỗi nhật ký: còn nguyên, hay có dòng bị sửa, chèn hoặc xóa, kể cả các dòng cuối."""
    from commands.guard import show
    from commands.home import existing_database
    from distributor.clock import vietnam_time
    from distributor.errors import LoaError
    from distributor.models import AuditEntry
    from distributor.settings import load_settings
    from distributor.staff.audit import check_log
    from distributor.staff.log_head import read_heads

    settings = load_settings()
    heads = dict(read_heads(settings.home))
    number, _colon, digest = head.strip().partition(":")
    if head and not (number.isascii() and number.isdigit() and digest):
        raise LoaError("--head có dạng SỐ_DÒNG:MÃ, như trong thư của Loa.")
    if head:
        heads[int(number)] = digest
    with existing_database(settings) as database, database.read() as session:
        found = check_log(session, heads)
        row = session.get(AuditEntry, found.first_broken) if found.first_broken is not None else None
    if as_json:
        told = {"rows": found.rows, "whole": found.whole, "first_broken": found.first_broken}
        show({**told, "noted": max(heads, default=None), "cut_at": found.cut})
    elif row is not None:
        print(
            f"Nhật ký bị đứt từ dòng {row.id} ({vietnam_time(row.at)}, {row.actor}): dòng này hoặc dòng ngay trước "
            "đã bị sửa, xóa hay chèn. Hãy đối chiếu với bản sao lưu."
        )
    elif found.cut is not None:
        print(
            f"Nhật ký bị cắt: đã ghi nhận dòng {found.cut}, nay còn {found.rows} dòng và dòng ấy không còn hoặc đã khác. "
            "Hãy đối chiếu với bản sao lưu."
        )
    else:
        print(f"Nhật ký còn nguyên: {found.rows} dòng nối liền nhau.")
        if found.rows and not found.noted:
            print("Máy này chưa ghi nhận số dòng lần nào, nên chưa biết được các dòng cuối có bị xóa hay không.")
    return 0 if found.whole else 1
