"""The command line. Each command stands in a file of `commands/`; imports wait until a command needs them."""

import signal

# Until `main` is reached, Ctrl-C ends the program without a word: there is nothing to stop yet.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

# Whoever runs `python loa.py` or an installed `loa` finds the package `dispatch` where it lies.
sys.path.insert(0, str(Path(__file__).resolve().parent / "queue"))

from commands.arguments import complaint
from commands.guard import guarded, say, show, write_utf8

app = typer.Typer(
    name="loa",
    help="Loa đưa nội dung pháp luật mới của tỉnh lên mọi kênh chính thức, đúng một lần.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
By = Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ quyết định.")]
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
PostNumber = Annotated[int, typer.Argument(help="Số của bài đăng (xem «loa status» hoặc trang Tổng quan).")]


@app.command()
def up(as_json: Json = False) -> int:
    """Chạy toàn bộ Loa trên máy này, đến khi nhấn Ctrl-C."""
    from commands.up import up as command

    return command(as_json=as_json)


@app.command()
def run(
    source: Annotated[str, typer.Argument(help="Địa chỉ hoặc tệp của nguồn (RSS, Atom, văn bản, hỏi đáp).")],
    as_json: Json = False,
    timeout: Annotated[float, typer.Option(help="Chờ tối đa bao nhiêu giây.")] = 1800.0,
) -> int:
    """Một lượt trọn vẹn của một nguồn: đọc, soạn, dựng ảnh, duyệt theo chính sách, gửi."""
    from commands.run import run as command

    return command(source, as_json=as_json, timeout_s=timeout)


@app.command()
def paste(
    address: Annotated[str, typer.Argument(help="Liên kết http/https của một bài viết hoặc một tệp PDF, DOCX.")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị; để trống là đơn vị đầu tiên.")] = "",
    by: Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ dán liên kết.")] = "",
    as_json: Json = False,
) -> int:
    """Dán liên kết: nhận một bài bằng tay, không cần nguồn tin."""
    from commands.paste import paste as command

    return command(address, unit=unit, by=by, as_json=as_json)


@app.command()
def status(as_json: Json = False) -> int:
    """Tình hình: bao nhiêu bài ở trạng thái nào, việc gì cần người làm."""
    from commands.status import status as command

    return command(as_json=as_json)


@app.command()
def preview(
    item: Annotated[int, typer.Argument(help="Số của nội dung (xem «loa status» hoặc trang Tổng quan).")],
    channel: Annotated[str, typer.Option(help="facebook, x, rss, …; để trống là mọi kênh.")] = "",
    as_json: Json = False,
) -> int:
    """Xem đúng những gì sẽ được đăng."""
    from commands.preview import preview as command

    return command(item, channel=channel, as_json=as_json)


@app.command()
def doctor(as_json: Json = False) -> int:
    """Kiểm tra máy, cơ sở dữ liệu, tài khoản kênh, nguồn; chỉ cách sửa."""
    from commands.doctor import doctor as command

    return command(as_json=as_json)


@app.command()
def gateway(
    account: Annotated[int | None, typer.Option(help="Chỉ giữ một tài khoản SMS này; để trống là tất cả.")] = None,
    as_json: Json = False,
) -> int:
    """Giữ kết nối SMPP với nhà mạng: gửi tin, nhận báo cáo phát và tin của người dân, đến khi nhấn Ctrl-C."""
    from commands.gateway import gateway as command

    return command(account, as_json=as_json)


@app.command()
def approve(
    post: PostNumber,
    by: By,
    seen: Annotated[str, typer.Option(help="Mã nội dung đã xem, do «loa preview» cho biết.")],
    as_json: Json = False,
) -> int:
    """Duyệt một bài đang chờ, đúng nội dung đã xem."""
    from commands.decisions import approve as command

    return command(post, by=by, seen=seen, as_json=as_json)


@app.command()
def retry(post: PostNumber, by: By, as_json: Json = False) -> int:
    """Gửi lại một bài thất bại hoặc đã lỡ."""
    from commands.decisions import retry as command

    return command(post, by=by, as_json=as_json)


@app.command()
def skip(
    post: PostNumber, by: By, reason: Annotated[str, typer.Option(help="Lý do, ghi vào sổ.")], as_json: Json = False
) -> int:
    """Bỏ qua một bài chờ duyệt, thất bại hoặc đã lỡ."""
    from commands.decisions import skip as command

    return command(post, by=by, reason=reason, as_json=as_json)


@app.command()
def redo(post: PostNumber, by: By, as_json: Json = False) -> int:
    """Soạn và dựng ảnh lại một bài chưa đăng."""
    from commands.decisions import redo as command

    return command(post, by=by, as_json=as_json)


@app.command()
def cancel(
    post: PostNumber, by: By, reason: Annotated[str, typer.Option(help="Lý do, ghi vào sổ.")], as_json: Json = False
) -> int:
    """Hủy một bài đã lên lịch."""
    from commands.decisions import cancel as command

    return command(post, by=by, reason=reason, as_json=as_json)


@app.command()
def resolve(
    post: PostNumber,
    by: By,
    published: Annotated[str, typer.Option(help="Bài có trên nền tảng, tại địa chỉ này.")] = "",
    external_id: Annotated[str, typer.Option(help="Mã của bài trên nền tảng, nếu biết.")] = "",
    resend: Annotated[bool, typer.Option("--resend", help="Bài không có trên nền tảng; gửi lại.")] = False,
    as_json: Json = False,
) -> int:
    """Quyết định một bài chưa rõ kết quả, sau khi người đã xem trên nền tảng."""
    from commands.decisions import resolve as command

    return command(post, by=by, published=published, external_id=external_id, resend=resend, as_json=as_json)


@app.command()
def take(
    items: Annotated[list[int], typer.Argument(help="Số của các nội dung.")], by: By, as_json: Json = False
) -> int:
    """Nhận các nội dung để lại: cũ, ồ ạt, hoặc bị giữ."""
    from commands.decisions import take as command

    return command(items, by=by, as_json=as_json)


@app.command()
def answer(
    item: Annotated[int, typer.Argument(help="Số của nội dung.")],
    by: By,
    kind: Annotated[str, typer.Option(help="Loại nội dung: new_law, guidance, question, …")] = "",
    number: Annotated[str, typer.Option(help="Số, ký hiệu văn bản: 27/2026/QĐ-UBND.")] = "",
    issuer: Annotated[list[str] | None, typer.Option(help="Cơ quan ban hành, đủ tên; nhắc lại nếu có nhiều.")] = None,
    issued: Annotated[datetime | None, typer.Option(formats=DAYS, help="Ngày ban hành.")] = None,
    effective: Annotated[datetime | None, typer.Option(formats=DAYS, help="Ngày có hiệu lực.")] = None,
    as_json: Json = False,
) -> int:
    """Trả lời điều Loa chưa chắc về một tin: loại, số, cơ quan, ngày; bài chưa đăng được soạn lại."""
    from commands.decisions import answer as command

    return command(
        item, by=by, kind=kind, number=number, issuers=issuer or [], issued=issued, effective=effective, as_json=as_json
    )


@app.command()
def hold(
    by: By,
    reason: Annotated[str, typer.Option(help="Vì sao dừng.")],
    ordered_by: Annotated[str, typer.Option(help="Ai ra lệnh.")],
    until: Annotated[datetime | None, typer.Option(help="Đến khi nào (giờ Việt Nam).")] = None,
    channel: Annotated[str, typer.Option(help="Chỉ một kênh; để trống là tất cả.")] = "",
    allow: Annotated[list[str] | None, typer.Option(help="Loại nội dung vẫn được đăng.")] = None,
    as_json: Json = False,
) -> int:
    """Tạm dừng toàn tỉnh (hoặc một kênh)."""
    from commands.decisions import hold as command

    end = until.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")) if until else None
    return command(
        by=by, reason=reason, ordered_by=ordered_by, until=end, channel=channel, allow=allow or [], as_json=as_json
    )


@app.command()
def lift(hold: Annotated[int, typer.Argument(help="Số của lệnh tạm dừng.")], by: By, as_json: Json = False) -> int:
    """Gỡ một lệnh tạm dừng."""
    from commands.decisions import lift as command

    return command(hold, by=by, as_json=as_json)


def leave(code: int) -> NoReturn:
    """All is closed and stopped. Python would now take every module apart, which takes longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it has gone
            stream.flush()
    os._exit(code)


def main() -> NoReturn:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    write_utf8()
    as_json = "--json" in sys.argv[1:]

    def command() -> int:
        try:
            return int(app(prog_name="loa", standalone_mode=False) or 0)
        except typer.exceptions.TyperException as error:
            message = complaint(error)
            say(message)
            if as_json:
                show({"error": message})
            return 2

    leave(guarded(command, as_json=as_json))


if __name__ == "__main__":
    main()
