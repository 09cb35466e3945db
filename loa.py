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

import typer

# Whoever runs `python loa.py` or an installed `loa` finds the package `dispatch` where it lies.
sys.path.insert(0, str(Path(__file__).resolve().parent / "queue"))

from distributor.process_memory import collect_seldom

collect_seldom()

from commands.arguments import complaint
from commands.audit import app as audit
from commands.deciding import app as deciding
from commands.guard import guarded, say, show, write_utf8
from commands.keys import app as keys
from commands.law import app as law
from commands.options import DAYS, By, Json
from commands.sms import app as sms
from commands.staff import app as staff
from distributor.errors import LoaError
from distributor.file_modes import OWN

app = typer.Typer(
    name="loa",
    help="Loa đưa nội dung pháp luật mới của tỉnh lên mọi kênh chính thức, đúng một lần.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(sms)
app.add_typer(audit)
app.add_typer(keys)
app.add_typer(staff)
app.add_typer(law)
app.add_typer(deciding)


@app.command()
def init(
    unit: Annotated[str, typer.Option(help="Tên đầy đủ của đơn vị cấp tỉnh: Sở Tư pháp tỉnh …")],
    login: Annotated[str, typer.Option(help="Tên đăng nhập của quản trị viên đầu tiên.")],
    name: Annotated[str, typer.Option(help="Họ và tên của người ấy.")],
    code: Annotated[str, typer.Option(help="Mã đơn vị; để trống thì lấy từ tên.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=DAYS, help="Tên đơn vị có từ ngày nào.")] = None,
    as_json: Json = False,
) -> int:
    """Bắt đầu dùng thật: lập đơn vị và quản trị viên đầu tiên, cho biết mật khẩu đầu."""
    from commands.init import init as command

    return command(unit=unit, login=login, name=name, code=code, since=since and since.date(), as_json=as_json)


@app.command()
def up(
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Bỏ một phần do máy khác chạy: worker, web, beat, gateway, telephone, valkey."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Chạy Loa trên máy này, đến khi nhấn Ctrl-C."""
    from commands.up import up as command

    return command(as_json=as_json, without=without or ())


@app.command()
def run(
    source: Annotated[str, typer.Argument(help="Địa chỉ hoặc tệp của nguồn (RSS, Atom, văn bản, hỏi đáp).")],
    as_json: Json = False,
    timeout: Annotated[float, typer.Option(help="Chờ tối đa bao nhiêu giây.")] = 1800.0,
    videos: Annotated[bool, typer.Option(help="Chờ cả video được dựng và đăng xong.")] = True,
) -> int:
    """Một lượt trọn vẹn của một nguồn: đọc, soạn, dựng ảnh và video, duyệt theo chính sách, gửi."""
    from commands.run import run as command

    return command(source, as_json=as_json, timeout_s=timeout, videos=videos)


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
def report(
    first: Annotated[datetime | None, typer.Option("--from", formats=DAYS, help="Ngày đầu.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=DAYS, help="Ngày cuối, tính cả ngày này.")] = None,
    period: Annotated[
        str, typer.Option(help="Kỳ thay cho hai ngày: month, month:2026-11, administrative_year:2026…")
    ] = "",
    unit: Annotated[str, typer.Option(help="Mã đơn vị; để trống là mọi đơn vị.")] = "",
    channel: Annotated[str, typer.Option(help="Chỉ một kênh: facebook, x, youtube…")] = "",
    kind: Annotated[str, typer.Option(help="Chỉ một loại tin: new_law, question…")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Ghi ra tệp .xlsx, .csv, .pdf hoặc .docx.")] = None,
    as_json: Json = False,
) -> int:
    """Báo cáo tương tác: đã đăng gì, người dân đón nhận thế nào, so với kỳ trước và năm trước. Mặc định: tháng này."""
    from commands.report import report as command

    days = (first.date() if first else None, last.date() if last else None)
    return command(
        first=days[0], last=days[1], period=period, unit=unit, channel=channel, kind=kind, as_json=as_json, out=out
    )


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
def explain(
    source: Annotated[str, typer.Argument(help="Tệp hoặc địa chỉ của nguồn hay bài, như «loa run».")] = "",
    batch: Annotated[Path | None, typer.Option(help="Thay cho nguồn: tệp JSON Lines, mỗi dòng một tin.")] = None,
    out: Annotated[Path | None, typer.Option(help="Cùng --batch: ghi kết quả vào tệp này.")] = None,
    rows: Annotated[str, typer.Option("--set", help="Cùng --batch: documents, qa, articles, holds, chains…")] = "",
    today: Annotated[datetime | None, typer.Option(formats=DAYS, help="Coi hôm nay là ngày này.")] = None,
    as_json: Json = False,
) -> int:
    """Giải thích một tin: Loa hiểu gì, sẽ nói gì trên từng kênh, dựa vào câu nào. Không giữ, không gửi gì."""
    from commands.explain import explain as command
    from commands.explain import explain_batch

    day = today.date() if today else None
    if batch is not None:
        if out is None or source:
            raise LoaError("Hãy ghi «loa explain --batch VÀO.jsonl --out RA.jsonl», không kèm nguồn.")
        return explain_batch(batch, out, name=rows, today=day)
    if not source:
        raise LoaError("Hãy cho biết tệp hoặc địa chỉ: «loa explain NGUỒN».")
    return command(source, as_json=as_json, today=day)


@app.command()
def doctor(as_json: Json = False) -> int:
    """Kiểm tra máy, cơ sở dữ liệu, tài khoản kênh, nguồn; chỉ cách sửa."""
    from commands.doctor import doctor as command

    return command(as_json=as_json)


@app.command()
def backup(
    out: Annotated[Path | None, typer.Option(help="Thư mục khác với thư mục sao lưu của máy (ổ ngoài, …).")] = None,
    with_keys: Annotated[
        Path | None, typer.Option("--with-keys", help="Ghi khóa bí mật ra tệp này, cất riêng.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Sao lưu ngay, không cần dừng: cơ sở dữ liệu, ảnh và video, cài đặt. Khóa bí mật để riêng, chỉ khi được yêu cầu."""
    from commands.backup import backup as command

    return command(out=out, keys=with_keys, as_json=as_json)


@app.command()
def restore(
    backup: Annotated[
        Path, typer.Argument(help="Thư mục loa-…, tệp manifest.json của nó, hoặc nơi chứa các bản sao lưu.")
    ],
    keys: Annotated[Path | None, typer.Option(help="Tệp khóa bí mật đã cất bằng «loa backup --with-keys».")] = None,
    journal: Annotated[Path | None, typer.Option(help="Thư mục journal của máy cũ, nếu còn.")] = None,
    accept_missing: Annotated[bool, typer.Option("--accept-missing", help="Khôi phục dù thiếu ảnh, video.")] = False,
    as_json: Json = False,
) -> int:
    """Khôi phục từ bản sao lưu vào một thư mục trống (LOA_HOME); không gửi lần thứ hai những gì đã đăng sau lúc sao lưu."""
    from commands.restore import restore as command

    return command(backup, keys=keys, journal=journal, accept_missing=accept_missing, as_json=as_json)


@app.command()
def connect(
    channel: Annotated[str, typer.Argument(help="facebook, youtube, x, zalo; hoặc rss, sms, manual.")],
    by: By,
    account: Annotated[int | None, typer.Option(help="Kết nối lại tài khoản số này; để trống là mới.")] = None,
    method: Annotated[str, typer.Option(help="Cách kết nối, nếu kênh có nhiều cách.")] = "",
    choose: Annotated[list[str] | None, typer.Option(help="Mã Trang hoặc kênh cần kết nối; «all» là tất cả.")] = None,
    sign_in: Annotated[int | None, typer.Option(help="Chọn tiếp trong một lượt kết nối đã đồng ý.")] = None,
    listen_port: Annotated[int, typer.Option(help="Cổng chờ trình duyệt quay về; 0 là cổng bất kỳ.")] = 0,
    wait: Annotated[float, typer.Option(help="Chờ trình duyệt tối đa bao nhiêu giây.")] = 300.0,
    name: Annotated[str, typer.Option(help="Tên tài khoản lập bằng tay.")] = "",
    unit: Annotated[str, typer.Option(help="Mã đơn vị của tài khoản lập bằng tay.")] = "",
    slug: Annotated[str, typer.Option(help="RSS: tên ngắn trong địa chỉ.")] = "",
    place: Annotated[str, typer.Option(help="Bàn giao: nơi cán bộ đăng tay.")] = "",
    instructions: Annotated[str, typer.Option(help="Bàn giao: điều cần lưu ý ở nơi đó.")] = "",
    gateway: Annotated[str, typer.Option(help="SMS: smpp, esms, speedsms, …")] = "",
    sender: Annotated[str, typer.Option(help="SMS: brandname hoặc đầu số.")] = "",
    reply_to: Annotated[str, typer.Option(help="SMS: số mà người dân nhắn lại.")] = "",
    host: Annotated[str, typer.Option(help="SMPP: máy chủ của nhà mạng.")] = "",
    port: Annotated[str, typer.Option(help="SMPP: cổng.")] = "",
    system_type: Annotated[str, typer.Option(help="SMPP: system_type.")] = "",
    system_id: Annotated[str, typer.Option(help="SMPP: tên đăng nhập; mật khẩu được hỏi riêng.")] = "",
    tls: Annotated[bool, typer.Option("--tls", help="SMPP: qua TLS.")] = False,
    facts: Annotated[
        list[str] | None, typer.Option("--set", help="Kênh bổ sung: MỤC=GIÁ TRỊ, như «loa channels KÊNH» liệt kê.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Kết nối tài khoản của một kênh, hoặc lập tài khoản không cần đăng nhập."""
    from commands.connect import Wishes
    from commands.connect import connect as command

    values = {
        "slug": slug,
        "place": place,
        "instructions": instructions,
        "gateway": gateway,
        "sender": sender,
        "reply_to": reply_to,
        "host": host,
        "port": port,
        "system_type": system_type,
        "system_id": system_id,
        "tls": "yes" if tls else "",
        **{name: value for name, _, value in (fact.partition("=") for fact in facts or ())},
    }
    wishes = Wishes(
        channel, by, account, method, choose or [], sign_in, listen_port, wait, name=name, unit=unit, values=values
    )
    return command(wishes, as_json=as_json)


@app.command()
def channels(
    channel: Annotated[str, typer.Argument(help="Chỉ một kênh, kể rõ; để trống là mọi kênh.")] = "",
    suite: Annotated[
        Path | None, typer.Option(help="Chạy bộ kiểm tra chuẩn trên kênh bổ sung; tệp mô tả kênh (docs/adapters.md).")
    ] = None,
    as_json: Json = False,
) -> int:
    """Các kênh đang có, kể cả kênh cài thêm: làm được gì, thiếu gì, kết nối thế nào."""
    from commands.channels import channels as command

    return command(channel, suite, as_json=as_json)


@app.command()
def prove(
    channel: Annotated[str, typer.Argument(help="facebook, youtube, x, zalo, hoặc một kênh cài thêm.")],
    by: By,
    account: Annotated[int | None, typer.Option(help="Tài khoản thử; cần khi kênh có nhiều tài khoản.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi trước từng bước.")] = False,
    out: Annotated[Path | None, typer.Option(help="Ghi bản ghi trao đổi vào tệp này.")] = None,
    as_json: Json = False,
) -> int:
    """Thử một kết nối thật: đăng kín một bài, đọc lại, sửa, đọc số liệu, tải video, gỡ. Ghi lại mọi lần gọi, không mật khẩu."""
    from commands.prove import prove as command

    return command(channel, by=by, account=account, yes=yes, out=out, as_json=as_json)


@app.command()
def gateway(
    account: Annotated[int | None, typer.Option(help="Chỉ giữ một tài khoản SMS này; để trống là tất cả.")] = None,
    as_json: Json = False,
) -> int:
    """Giữ kết nối SMPP với nhà mạng: gửi tin, nhận báo cáo phát và tin của người dân, đến khi nhấn Ctrl-C."""
    from commands.gateway import gateway as command

    return command(account, as_json=as_json)


@app.command()
def telephone(
    script: Annotated[bool, typer.Option("--script", help="In lời cần ghi âm và tên tệp, rồi thôi.")] = False,
    words: Annotated[str, typer.Option(help="Cùng --script: lời đáp của một lần tra, ví dụ «27/2026».")] = "",
    as_json: Json = False,
) -> int:
    """Trả lời điện thoại của người dân qua một tổng đài nói FastAGI, đến khi nhấn Ctrl-C."""
    from commands.telephone import script as tell
    from commands.telephone import telephone as command

    return tell(words, as_json=as_json) if script or words else command(as_json=as_json)


@app.command()
def webhooks(as_json: Json = False) -> int:
    """Địa chỉ và mã xác minh để nền tảng báo cho Loa khi bài đăng có thay đổi; giữ kín như mật khẩu."""
    from commands.webhooks import webhooks as command

    return command(as_json=as_json)


def leave(code: int) -> NoReturn:
    """All is closed and stopped. Python would now take every module apart, which takes longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it has gone
            stream.flush()
    os._exit(code)


def main() -> NoReturn:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(OWN)
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
