"""`loa audit verify`: whether the log of actions is whole. Exit code 1 if a row was changed, put in or taken out.

Rows that were lost to a power cut are found as those that were deleted: a person who knows why accepts the log as it stands.
"""

from typing import Annotated

import typer

app = typer.Typer(name="audit", help="Nhật ký thao tác của cán bộ.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
AcceptOption = Annotated[
    bool, typer.Option("--accept", help="Đã rõ vì sao thiếu dòng (mất điện): ghi nhận lại từ số dòng hiện có.")
]
HeadOption = Annotated[str, typer.Option("--head", help="SỐ_DÒNG:MÃ trong thư của Loa, để đối chiếu.")]


@app.callback()
def audit() -> None:
    """Nhật ký thao tác của cán bộ."""


@app.command()
def verify(head: HeadOption = "", accept: AcceptOption = False, as_json: Json = False) -> int:
    """Kiểm tra chuỗi nhật ký: còn nguyên, hay có dòng bị sửa, chèn hoặc xóa, kể cả các dòng cuối."""
    from commands.guard import show
    from commands.home import existing_database
    from distributor.clock import SystemClock, vietnam_time
    from distributor.errors import LoaError
    from distributor.models import AuditEntry
    from distributor.settings import load_settings
    from distributor.staff.audit import check_log
    from distributor.staff.log_anew import accept_log
    from distributor.staff.log_head import AnewCause, noted_anew, read_heads

    settings = load_settings()
    heads = dict(read_heads(settings.home))
    number, _colon, digest = head.strip().partition(":")
    if head and not (number.isascii() and number.isdigit() and digest):
        raise LoaError("--head có dạng SỐ_DÒNG:MÃ, như trong thư của Loa.")
    if head:
        heads[int(number)] = digest
    if head and accept:
        raise LoaError("--accept không đi cùng --head: so với thư trước, rồi mới chấp nhận.")
    with existing_database(settings) as database:
        with database.read() as session:
            found = check_log(session, heads)
            row = session.get(AuditEntry, found.first_broken) if found.first_broken is not None else None
        if accepted := accept and found.cut is not None and row is None:
            with database.write() as session:
                accept_log(session, settings.home, SystemClock().now())
    anew = noted_anew(settings.home)
    if as_json:
        told = {"rows": found.rows, "whole": found.whole, "first_broken": found.first_broken}
        again = (
            {"cause": anew.cause, "at": anew.at.isoformat(), "rows": anew.rows, "before": anew.before} if anew else None
        )
        show({**told, "noted": max(heads, default=None), "cut_at": found.cut, "noted_anew": again})
    elif row is not None:
        print(
            f"Nhật ký bị đứt từ dòng {row.id} ({vietnam_time(row.at)}, {row.actor}): dòng này hoặc dòng ngay trước "
            "đã bị sửa, xóa hay chèn. Hãy đối chiếu với bản sao lưu."
        )
    elif accepted:
        print(f"Đã chấp nhận nhật ký còn {found.rows} dòng, và ghi việc này vào nhật ký. Từ nay ghi nhận lại từ đây.")
    elif found.cut is not None:
        print(
            f"Nhật ký bị cắt: đã ghi nhận dòng {found.cut}, nay còn {found.rows} dòng và dòng ấy không còn hoặc đã khác. "
            "Hãy đối chiếu với bản sao lưu. Nếu đã rõ vì sao, như máy mất điện, hãy chạy loa audit verify --accept."
        )
    elif not found.rows and not found.noted:
        print(
            "Nhật ký trống, và máy này chưa ghi nhận dòng nào: chưa ai làm gì, hoặc cả nhật ký lẫn tệp audit.heads đã bị xóa. "
            "Nếu Loa đã được dùng, hãy đối chiếu với bản sao lưu hoặc với thư ghi nhận (--head)."
        )
    else:
        print(f"Nhật ký còn nguyên: {found.rows} dòng nối liền nhau.")
        if not found.noted:
            print("Máy này chưa ghi nhận số dòng lần nào, nên chưa biết được các dòng cuối có bị xóa hay không.")
    if anew and not as_json and not accepted:
        why = (
            "khôi phục từ bản sao lưu"
            if anew.cause is AnewCause.RESTORED
            else "người vận hành chấp nhận nhật ký thiếu dòng"
        )
        lost = (
            f"trước đó đã ghi nhận {anew.before} dòng" if anew.before > anew.rows else "không mất dòng nào đã ghi nhận"
        )
        print(f"Ghi nhận lại từ {vietnam_time(anew.at)} ({why}): lúc ấy có {anew.rows} dòng, {lost}.")
    return 0 if found.whole or accepted else 1
