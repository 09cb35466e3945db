"""The commands by which people decide about posts and items; each stands in a file of its own, imported when it is called."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commands.options import DAYS, By, Json, PostNumber

app = typer.Typer()


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
def correct(
    item: Annotated[int | None, typer.Argument(help="Số của tin; để trống thì liệt kê các đề nghị đang chờ.")] = None,
    approve: Annotated[str, typer.Option("--approve", help="Đồng ý với đề nghị mang mã này.")] = "",
    dismiss: Annotated[bool, typer.Option("--dismiss", help="Giữ nguyên các bài đã đăng.")] = False,
    wrong: Annotated[str, typer.Option("--wrong", help="Bài đăng của ta sai: nội dung sai.")] = "",
    right: Annotated[str, typer.Option("--right", help="Bài đăng của ta sai: nội dung đúng.")] = "",
    choose: Annotated[str, typer.Option("--choose", help="Chọn cách khác cho một bài: BÀI=CÁCH, như 12=erratum.")] = "",
    done: Annotated[int | None, typer.Option("--done", help="Ghi nhận cán bộ đã sửa bài này bằng tay.")] = None,
    gone: Annotated[bool, typer.Option("--gone", help="Cùng --done: bài đã được gỡ.")] = False,
    by: By = "",
    as_json: Json = False,
) -> int:
    """Đính chính: sửa, gỡ hoặc đăng đính chính trên mọi kênh bằng một quyết định."""
    from commands.correct import correct as command

    return command(
        item,
        approve=approve,
        dismiss=dismiss,
        wrong=wrong,
        right=right,
        choose=choose,
        done=done,
        gone=gone,
        by=by,
        as_json=as_json,
    )


@app.command()
def handover(
    post: PostNumber,
    out: Annotated[Path | None, typer.Option(help="Ghi gói bàn giao (chữ, tệp, hướng dẫn) vào tệp .zip này.")] = None,
    done: Annotated[str, typer.Option(help="Đã đăng tay: địa chỉ của bài, hoặc nơi và giờ phát.")] = "",
    by: By = "",
    as_json: Json = False,
) -> int:
    """Bàn giao một bài cho người đăng tay, và ghi nhận đã đăng."""
    from commands.hand_over import hand_over as command

    return command(post, out=out, done=done, by=by, as_json=as_json)


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
    reply: Annotated[int, typer.Option(min=0, max=2, help="Câu trả lời được chọn của một tin hỏi đáp: 1 hoặc 2.")] = 0,
    as_json: Json = False,
) -> int:
    """Trả lời điều Loa chưa chắc về một tin: loại, số, cơ quan, ngày, câu trả lời; bài chưa đăng được soạn lại."""
    from commands.decisions import answer as command

    return command(
        item,
        by=by,
        kind=kind,
        number=number,
        issuers=issuer or [],
        issued=issued,
        effective=effective,
        reply=reply,
        as_json=as_json,
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
