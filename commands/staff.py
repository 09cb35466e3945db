"""`loa staff password LOGIN`: lets in again whom nobody at the console can; who may use the machine may do that anyhow."""

from typing import Annotated

import typer

app = typer.Typer(name="staff", help="Người dùng: cấp lại mật khẩu khi không còn quản trị viên nào vào được.")

Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@app.callback()
def staff() -> None:
    """Người dùng: cấp lại mật khẩu khi không còn quản trị viên nào vào được."""


@app.command()
def password(
    login: Annotated[str, typer.Argument(help="Tên đăng nhập của người cần vào lại.")],
    without_second_step: Annotated[
        bool, typer.Option("--without-second-step", help="Bỏ cả xác minh hai bước (mất điện thoại và mã dự phòng).")
    ] = False,
    as_json: Json = False,
) -> int:
    """Cấp mật khẩu đầu mới cho một người; người đó phải đổi ngay khi đăng nhập, mọi thiết bị bị đăng xuất."""
    from commands.first_password import tell_first_password
    from commands.guard import show
    from commands.home import existing_database
    from distributor.clock import SystemClock
    from distributor.settings import load_settings
    from distributor.staff.passwords import hash_password
    from distributor.staff.recovery import let_in_again
    from distributor.staff.totp import new_first_password

    settings = load_settings()
    with existing_database(settings) as database:
        first = new_first_password()
        hashed = hash_password(first)  # slow on purpose: no transaction is open yet
        with database.write_durably() as session:
            now = SystemClock().now()
            person = let_in_again(session, login, hashed, now, without_second_step=without_second_step)
    if as_json:
        show(
            {
                "login": person.login,
                "name": person.full_name,
                "password": first,
                "web": f"{settings.public_url}/dang-nhap",
            }
        )
        return 0
    tell_first_password(person, first)
    print("Mọi thiết bị của người này đã bị đăng xuất.")
    return 0
