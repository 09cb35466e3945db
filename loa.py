"""The command line. Each command stands in a file of `commands/`; imports wait until a command needs them."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

# Whoever runs `python loa.py` or an installed `loa` finds the package `dispatch` where it lies.
sys.path.insert(0, str(Path(__file__).resolve().parent / "queue"))

from commands.home import guarded

app = typer.Typer(
    name="loa",
    help="Loa đưa nội dung pháp luật mới của tỉnh lên mọi kênh chính thức, đúng một lần.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
By = Annotated[str, typer.Option("--by", help="Tên đăng nhập của cán bộ quyết định.")]


@app.command()
def up() -> None:
    """Chạy toàn bộ Loa trên máy này, đến khi nhấn Ctrl-C."""
    from commands.up import up as command

    raise typer.Exit(guarded(command))


@app.command()
def run(
    source: Annotated[str, typer.Argument(help="Địa chỉ hoặc tệp của nguồn (RSS, Atom, văn bản, hỏi đáp).")],
    as_json: Json = False,
    timeout: Annotated[float, typer.Option(help="Chờ tối đa bao nhiêu giây.")] = 1800.0,
) -> None:
    """Một lượt trọn vẹn của một nguồn: đọc, soạn, dựng ảnh, duyệt theo chính sách, gửi."""
    from commands.run import run as command

    raise typer.Exit(guarded(lambda: command(source, as_json=as_json, timeout_s=timeout)))


@app.command()
def status(as_json: Json = False) -> None:
    """Tình hình: bao nhiêu bài ở trạng thái nào, việc gì cần người làm."""
    from commands.status import status as command

    raise typer.Exit(guarded(lambda: command(as_json=as_json)))


@app.command()
def preview(
    item: Annotated[int, typer.Argument(help="Số của nội dung.")],
    channel: Annotated[str, typer.Option(help="facebook, x, rss, …")],
    as_json: Json = False,
) -> None:
    """Xem đúng những gì sẽ được đăng."""
    from commands.preview import preview as command

    raise typer.Exit(guarded(lambda: command(item, channel=channel, as_json=as_json)))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Kiểm tra máy, cơ sở dữ liệu, tài khoản kênh, nguồn; chỉ cách sửa."""
    from commands.doctor import doctor as command

    raise typer.Exit(guarded(lambda: command(as_json=as_json)))


@app.command()
def approve(post: int, by: By) -> None:
    """Duyệt một bài đang chờ, đúng nội dung hiện tại của nó."""
    from commands.decisions import approve as command

    raise typer.Exit(guarded(lambda: command(post, by=by)))


@app.command()
def retry(post: int, by: By) -> None:
    """Gửi lại một bài thất bại hoặc đã lỡ."""
    from commands.decisions import retry as command

    raise typer.Exit(guarded(lambda: command(post, by=by)))


@app.command()
def skip(post: int, by: By, reason: Annotated[str, typer.Option(help="Lý do, ghi vào sổ.")]) -> None:
    """Bỏ qua một bài chờ duyệt, thất bại hoặc đã lỡ."""
    from commands.decisions import skip as command

    raise typer.Exit(guarded(lambda: command(post, by=by, reason=reason)))


@app.command()
def resolve(
    post: int,
    by: By,
    published: Annotated[str, typer.Option(help="Bài có trên nền tảng, tại địa chỉ này.")] = "",
    external_id: Annotated[str, typer.Option(help="Mã của bài trên nền tảng, nếu biết.")] = "",
    resend: Annotated[bool, typer.Option("--resend", help="Bài không có trên nền tảng; gửi lại.")] = False,
) -> None:
    """Quyết định một bài chưa rõ kết quả, sau khi người đã xem trên nền tảng."""
    from commands.decisions import resolve as command

    raise typer.Exit(guarded(lambda: command(post, by=by, published=published, external_id=external_id, resend=resend)))


@app.command()
def take(items: list[int], by: By) -> None:
    """Nhận các nội dung để lại: cũ, ồ ạt, hoặc bị giữ."""
    from commands.decisions import take as command

    raise typer.Exit(guarded(lambda: command(items, by=by)))


@app.command()
def hold(
    reason: Annotated[str, typer.Option(help="Vì sao dừng.")],
    ordered_by: Annotated[str, typer.Option(help="Ai ra lệnh.")],
    until: Annotated[datetime | None, typer.Option(help="Đến khi nào (giờ Việt Nam).")] = None,
    channel: Annotated[str, typer.Option(help="Chỉ một kênh; để trống là tất cả.")] = "",
    allow: Annotated[list[str] | None, typer.Option(help="Loại nội dung vẫn được đăng.")] = None,
) -> None:
    """Tạm dừng toàn tỉnh (hoặc một kênh)."""
    from commands.decisions import hold as command

    end = until.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")) if until else None
    raise typer.Exit(
        guarded(lambda: command(reason=reason, ordered_by=ordered_by, until=end, channel=channel, allow=allow or []))
    )


@app.command()
def lift(hold: Annotated[int, typer.Argument(help="Số của lệnh tạm dừng.")]) -> None:
    """Gỡ một lệnh tạm dừng."""
    from commands.decisions import lift as command

    raise typer.Exit(guarded(lambda: command(hold)))


def main() -> None:
    app()


if __name__ == "__main__":
    main()
