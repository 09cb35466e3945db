"""`loa sms …`: broadcasts with their counts, lists of numbers, and what a person decides about messages of unknown outcome.

Only the command line stands here; what each command does is in `commands.sms_broadcasts` and `commands.sms_audiences`.
"""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="sms", help="Tin nhắn SMS: đợt gửi, danh sách người nhận, tin chưa rõ kết quả.", no_args_is_help=True
)
audience = typer.Typer(name="audience", help="Danh sách người nhận.", no_args_is_help=True)
app.add_typer(audience)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
BroadcastNumber = Annotated[int, typer.Argument(help="Số của đợt gửi tin (xem «loa sms broadcasts»).")]


@app.command()
def broadcasts(as_json: Json = False) -> int:
    """Các đợt gửi tin, mới nhất trước: bao nhiêu tin đã nhận, còn chờ, chưa rõ."""
    from commands.sms_broadcasts import list_broadcasts

    return list_broadcasts(as_json=as_json)


@app.command()
def broadcast(number: BroadcastNumber, as_json: Json = False) -> int:
    """Một đợt gửi tin: nội dung, số đếm, các tin chưa rõ kết quả (số điện thoại được che)."""
    from commands.sms_broadcasts import show_broadcast

    return show_broadcast(number, as_json=as_json)


@app.command()
def unknown(
    number: BroadcastNumber,
    mark: Annotated[
        str, typer.Option(help="sent: nhà mạng đã nhận; failed: nhà mạng không nhận; again: chưa gửi, gửi tiếp.")
    ],
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ quyết định.")],
    row: Annotated[
        list[int] | None, typer.Option(help="Chỉ dòng này (xem «loa sms broadcast»); nhắc lại nếu có nhiều.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Ghi kết quả các tin chưa rõ sau khi đã đối chiếu với nhà mạng. Loa chỉ gửi lại khi ghi «again»."""
    from commands.sms_broadcasts import decide_unknown

    return decide_unknown(number, mark=mark, by=by, rows=row or [], as_json=as_json)


@app.command()
def callbacks(as_json: Json = False) -> int:
    """Địa chỉ để cổng SMS (eSMS, SpeedSMS, …) báo kết quả về; giữ kín như mật khẩu."""
    from commands.sms_broadcasts import show_callbacks

    return show_callbacks(as_json=as_json)


@app.command()
def ported(
    file: Annotated[
        Path, typer.Argument(help="Tệp .xlsx hoặc CSV có cột «Số điện thoại» và «Nhà mạng» (tên hoặc mã, ví dụ 45204).")
    ],
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ nhập; không cần khi chỉ kiểm tra.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra từng dòng, không ghi gì.")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Tệp là toàn bộ bảng: số không còn trong tệp thì bỏ khỏi bảng.")
    ] = False,
    faults: Annotated[
        Path | None, typer.Option(help="Tệp CSV ghi các dòng không nhận và lý do; để trống thì nằm cạnh tệp nhập.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Nhập bảng số đã chuyển mạng giữ số, để gửi và tính tiền theo mạng đang dùng; số không có trong bảng theo đầu số."""
    from commands.sms_ported import import_ported

    return import_ported(file, by=by, dry_run=dry_run, whole=whole, as_json=as_json, faults=faults)


@app.command("refused")
def take_register(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx hoặc CSV có cột «Số điện thoại».")],
    source: Annotated[
        str, typer.Option(help="Nguồn và ngày của danh sách, ví dụ «Danh sách không quảng cáo quốc gia, 25/11/2026».")
    ] = "",
    unit: Annotated[str, typer.Option(help="Mã đơn vị; để trống là đơn vị đầu tiên.")] = "",
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ nhập; không cần khi chỉ kiểm tra.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra từng dòng, không ghi gì.")] = False,
    faults: Annotated[
        Path | None, typer.Option(help="Tệp CSV ghi các dòng không nhận và lý do; để trống thì nằm cạnh tệp nhập.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Nhập danh sách số không nhận tin (không quảng cáo quốc gia, đơn từ chối của đơn vị); từ nay không gửi tới các số đó."""
    from commands import sms_audiences

    return sms_audiences.take_register(
        file, source=source, unit=unit, by=by, dry_run=dry_run, as_json=as_json, faults=faults
    )


@audience.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx hoặc CSV có cột «Số điện thoại»; thêm «Ngày đồng ý» nếu có.")],
    name: Annotated[str, typer.Option(help="Tên danh sách; chưa có thì lập mới.")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị; để trống là đơn vị đầu tiên.")] = "",
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ nhập; không cần khi chỉ kiểm tra.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra từng dòng, không ghi gì.")] = False,
    faults: Annotated[
        Path | None, typer.Option(help="Tệp CSV ghi các dòng không nhận và lý do; để trống thì nằm cạnh tệp nhập.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Nhập danh sách số, dài bao nhiêu cũng được; bị ngắt giữa chừng thì chạy lại lệnh là nhập tiếp."""
    from commands.sms_audiences import import_audience

    return import_audience(file, name=name, unit=unit, by=by, dry_run=dry_run, as_json=as_json, faults=faults)
