"""`loa up`: everything on this machine, until Ctrl-C. Exit code 0 if it was asked to stop, 1 if it could not start."""

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from commands.guard import say, told
from commands.home import has_begun, how_to_begin, make_home, opened_runtime, upgrade_database
from distributor.clock import VIETNAM, SystemClock
from distributor.errors import LoaError
from distributor.process_memory import collect_seldom
from distributor.settings import Settings, load_settings
from distributor.sms_rules import demo_time, rules_at
from supervisor.home import HeldHome, hold_home
from supervisor.interruption import Interruption
from supervisor.kernel import ASKS_TO_STOP, die_with, signals_wait
from supervisor.parts import OTHERS, forker_for
from supervisor.ports import check_ports
from supervisor.process import LOOK_S
from supervisor.stack import RunningParts, Watches, parts_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WATCH_S = 0.5
_CONTEXT = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")


def up(*, as_json: bool, without: Sequence[str] = ()) -> int:
    """Start all parts but those `without`, tell the addresses, watch, and stop cleanly."""
    interruption = Interruption()
    interruption.install()
    began = SystemClock().now()
    settings = make_home()
    with hold_home(settings, say) as home:
        web, sends = "web" not in without, not {"worker", "beat"} <= set(without)
        if not settings.database_url.startswith("sqlite"):
            from supervisor.awaited import await_database

            await_database(settings, say, interruption.heed, sends=sends)
        check_ports(settings, web=web)
        say(f"Loa khởi động với thư mục {settings.home}")
        stack = RunningParts(
            parts_of(settings, web=web, keeps_open=[home.parts_lock], without=without), say, interruption
        )
        try:
            _start(stack, settings, [home.parts_lock])
            home.announce(ready=True)
            stack.watchman = _watchman(settings, web=web, sends=sends)
            _tell(settings, as_json=as_json)
            _watch(stack, home, settings, began)
        except KeyboardInterrupt:
            return 0
        finally:
            interruption.begin_stopping()
            _stop(stack, home)


def _watchman(settings: Settings, *, web: bool, sends: bool) -> Watches:
    from distributor.logs import set_up_logs
    from supervisor.watchman import Watchman

    set_up_logs(settings.values.log_level, settings.values.log_format)
    return Watchman(settings, say, web=web, sends=sends)


def _watch(stack: RunningParts, home: HeldHome, settings: Settings, began: datetime) -> NoReturn:
    """Watch the stack until Ctrl-C. Of the demo it is told when each channel had its first post."""
    if settings.values.sandbox:
        _watch_first_posts(stack, settings, began)
    while True:
        time.sleep(WATCH_S)
        home.hold_on()
        stack.watch()


def _watch_first_posts(stack: RunningParts, settings: Settings, began: datetime) -> None:
    from commands.demo.first_posts import LOOK_S, FirstPosts, channels_shown
    from distributor.db import Database

    database = Database(settings.database_url, home=settings.home)
    try:
        first = FirstPosts(database, channels_shown(settings), began, say)
        while not first.over:
            time.sleep(LOOK_S)
            stack.watch()
            first.look(SystemClock().now())
    finally:
        database.dispose()


def _start(stack: RunningParts, settings: Settings, keeps_open: Sequence[int]) -> None:
    """All at the same time; only the beat, from whom the others get work, waits until the schema and the demo stand.

    Valkey and the sandbox begin while we load what the others are copied from.
    """
    stack.launch(*(part.name for part in stack.parts if part.name in OTHERS))
    stack.forker = forker_for(stack.parts, keeps_open, "supervisor.watchman")
    stack.launch(*(part.name for part in stack.parts if part.name != "beat"))
    _apart(stack, prepare_schema)
    if settings.values.sandbox:
        from commands.demo.office import subscribe_to_changes

        stack.wait_ready("sandbox")
        _apart(stack, prepare_demo)
    stack.launch()
    stack.wait_ready()
    if settings.values.sandbox:
        subscribe_to_changes(settings)


def prepare_schema(settings: Settings) -> None:
    upgrade_database(settings)


def prepare_demo(settings: Settings) -> None:
    from commands.demo.past import ensure_past
    from commands.demo.province import ensure_demo, ensure_demo_source

    with opened_runtime(settings) as runtime:
        ensure_demo(runtime)
        ensure_demo_source(runtime)
        ensure_past(runtime)


def _apart(stack: RunningParts, prepare: Callable[[Settings], None]) -> None:
    """Prepare in a process of its own: what that loads would stay with the supervisor for good. Raises LoaError as it does."""
    heard, says = multiprocessing.Pipe(duplex=False)
    process = _CONTEXT.Process(target=apart, args=(prepare, says, os.getpid()))
    try:
        with signals_wait():
            process.start()
        says.close()
        while process.is_alive():
            stack.interruption.heed()
            process.join(LOOK_S)
        if process.exitcode:
            try:
                said = heard.recv()
            except EOFError:
                said = f"{prepare.__name__}: {process.exitcode}"
            raise LoaError(said)
    finally:
        heard.close()
        if process.pid is not None and process.is_alive():
            process.terminate()
            process.join()


def apart(prepare: Callable[[Settings], None], says: "Connection[str, None]", supervisor: int) -> None:
    """Prepare within a process of its own, which is killed with us: the message for the person into `says`, if it cannot be
    done."""
    die_with(supervisor)
    collect_seldom()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKS_TO_STOP)
        prepare(load_settings())
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        says.send(told(error))
        sys.exit(1)


def _stop(stack: RunningParts, home: HeldHome) -> None:
    home.announce(ready=False)
    say("Đang dừng… (nhấn Ctrl-C lần nữa để dừng ngay)")
    stack.stop()
    say("Đã dừng; lần sau Loa chạy tiếp từ đây.")


def addresses(settings: Settings) -> dict[str, Any]:
    """Return where everything is, and how to sign in."""
    found: dict[str, Any] = {
        "home": str(settings.home),
        "web": f"{settings.public_url}/dang-nhap",
        "logs": str(settings.home / "logs"),
    }
    if settings.values.sandbox:
        from commands.demo.office import APPROVER, demo_password

        found["sandbox"] = f"{settings.sandbox_url}/"
        found["feed"] = f"{settings.public_url}/feeds/phap-luat.rss"
        found["login"] = {"name": APPROVER, "password": demo_password(settings)}
    elif not has_begun(settings):
        found["begin"] = how_to_begin(settings)
    return found


def _tell(settings: Settings, *, as_json: bool) -> None:
    found = addresses(settings)
    if as_json:
        print(json.dumps(found, ensure_ascii=False), flush=True)
    say("")
    say(f"  Tổng quan (cán bộ)   {found['web']}")
    if settings.values.sandbox:
        say(f"  Đăng nhập            {found['login']['name']} / {found['login']['password']}")
        say(f"  Nền tảng mô phỏng    {found['sandbox']}   (Facebook, X, trình đọc tin, trang tỉnh Hương Giang)")
        say(f"  Bản tin RSS          {found['feed']}")
    say(f"  Nhật ký              {found['logs']}")
    say("")
    if "begin" in found:
        say(
            "Chưa có người dùng nào nên chưa ai đăng nhập được. Hãy mở thêm một cửa sổ dòng lệnh, lập đơn vị và quản trị viên:"
        )
        say(f"  {found['begin']}")
        say("")
    if settings.values.sandbox and (clock := _demo_clock()):
        say(clock)
        say("")
    say("Nhấn Ctrl-C để dừng.")
    say("")


def _demo_clock() -> str:
    """Return what the demo's clock says at night, in words; empty by day."""
    now = SystemClock().now()
    rules = rules_at(now)
    shown = demo_time(now, rules)
    if shown == now:
        return ""
    here, there = (f"{each.astimezone(VIETNAM):%H:%M}" for each in (now, shown))
    return (
        f"Đồng hồ mẫu {there}: bây giờ là {here}, ngoài giờ được nhắn tin ({rules.opens:%H:%M} đến {rules.closes:%H:%M}); "
        "tỉnh mẫu tính giờ nhắn tin theo đồng hồ này để tin vẫn đến."
    )
