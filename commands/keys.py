"""`loa keys rotate`: new keys, and everything brought over to them, while Loa runs."""

from typing import Annotated

import typer

app = typer.Typer(name="keys", help="Khóa mã hóa của Loa.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@app.callback()
def keys() -> None:
    """Khóa mã hóa của Loa."""


@app.command()
def rotate(
    master: Annotated[bool, typer.Option("--master", help="Đổi cả khóa chính (tệp secret.key).")] = False,
    as_json: Json = False,
) -> int:
    """Đổi khóa: mã hóa lại mọi dữ liệu bằng khóa mới trong khi Loa vẫn chạy. Khóa cũ vẫn giữ, chỉ để đối chiếu."""
    import math
    import time
    from dataclasses import asdict

    from commands.guard import say, show
    from commands.home import existing_database
    from distributor.settings import load_settings
    from distributor.staff.key_rotation import rotate as change_keys

    def wait(seconds: float) -> None:
        say(f"Đã tạo khóa mới; chờ {math.ceil(seconds)} giây để mọi phần của Loa cùng dùng khóa ấy…")
        time.sleep(max(seconds, 0.0))

    settings = load_settings()
    with existing_database(settings) as database:
        done = change_keys(database, settings.home, wait=wait, master=master)
    if as_json:
        show(asdict(done))
        return 0
    print(f"Đã mã hóa lại {done.sealed} giá trị, chuyển {done.found} số điện thoại sang khóa tra cứu mới.")
    if done.kept:
        print(f"{done.kept} số đã xóa theo yêu cầu vẫn được nhận ra bằng khóa cũ, để không nhắn lại.")
    if master:
        print(f"Khóa chính đã đổi. Hãy cất bản sao mới của {settings.home / 'secret.key'} ở nơi khác.")
    return 0
