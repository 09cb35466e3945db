"""`loa init`: the first unit and the first administrator of a home that is no demo; from then on the console makes people.

What was said is looked at before anything is made: a refused attempt leaves no home behind. Works beside a running `loa up`.
"""

import os
from datetime import date

from commands.first_password import tell_first_password
from commands.guard import say, show
from commands.home import AT_A_TERMINAL, make_home, upgrade_database
from distributor.clock import VIETNAM, SystemClock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.logs import set_up_logs
from distributor.models import Staff
from distributor.settings import Settings, load_settings
from distributor.staff.beginning import First, begin, first_of
from distributor.staff.passwords import hash_password
from distributor.staff.totp import new_first_password
from supervisor.home import is_running


def init(*, unit: str, login: str, name: str, code: str, since: date | None, as_json: bool) -> int:
    """Make a home. `since`: the day from which the unit bears its name; None: today."""
    set_up_logs(AT_A_TERMINAL)
    settings, now = load_settings(), SystemClock().now()
    if settings.values.sandbox:
        raise LoaError(
            f"Thư mục {settings.home} đang đặt để chạy thử (sandbox = true): tỉnh mẫu và người dùng mẫu tự được lập khi chạy "
            f"«loa up». Để dùng thật, hãy thêm dòng «sandbox = false» vào đầu tệp {settings.home / 'config.toml'} hoặc đặt biến "
            "môi trường LOA_SANDBOX=0, rồi chạy lại lệnh này."
        )
    for option, said in (("--unit", unit), ("--login", login), ("--name", name), ("--code", code)):
        if not _is_unicode(said):
            raise LoaError(f"Chữ ở {option} không phải tiếng Việt Unicode (UTF-8). Hãy gõ lại bằng bộ gõ Unicode.")
    today = now.astimezone(VIETNAM).date()
    first = first_of(unit_name=unit, code=code, since=since or today, login=login, full_name=name, today=today)
    say(f"Đang chuẩn bị thư mục {settings.home} …")
    upgrade_database(make_home())
    password = new_first_password()
    password_hash = hash_password(password)  # slow on purpose: no transaction is open yet
    database = Database(settings.database_url, home=settings.home)
    try:
        with database.write_durably() as session:
            person = begin(session, first, password_hash, now)
    finally:
        database.dispose()
    if as_json:
        unit_told = {"code": first.code, "name": first.unit_name, "since": first.since.isoformat()}
        told = {"login": person.login, "name": person.full_name, "password": password}
        show(
            {
                "home": str(settings.home),
                "web": f"{settings.public_url}/dang-nhap",
                "unit": unit_told,
                "administrator": told,
            }
        )
    else:
        _tell(settings, first, person, password)
    return 0


def _tell(settings: Settings, first: First, person: Staff, password: str) -> None:
    print(f"Đã lập đơn vị «{first.unit_name}» (mã {first.code}) và quản trị viên đầu tiên.")
    print()
    tell_first_password(person, password)
    print()
    print("Việc tiếp theo:")
    steps = [
        f"Mở {settings.public_url}/ và đăng nhập.",
        "Thêm đơn vị, người dùng, tài khoản kênh, nguồn tin ở các trang Đơn vị, Người dùng, Tài khoản kênh, Nguồn tin.",
    ]
    if not is_running(settings):
        steps.insert(0, "Chạy «loa up».")
    if _is_demo_by_file():
        file = settings.home / "config.toml"
        steps.insert(
            0, f"Thêm dòng «sandbox = false» vào đầu tệp {file} (chưa có thì tạo): lần sau khỏi cần LOA_SANDBOX=0."
        )
    for number, step in enumerate(steps, 1):
        print(f"  {number}. {step}")


def _is_unicode(said: str) -> bool:
    """A terminal in an old encoding hands over bytes that no database takes."""
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_demo_by_file() -> bool:
    """Return True if it is the environment alone that says this home is real: in another terminal it would be a demo."""
    rest = {name: value for name, value in os.environ.items() if name != "LOA_SANDBOX"}
    return load_settings(rest).values.sandbox
