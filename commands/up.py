"""`loa up`: everything on this machine, until Ctrl-C."""

import signal
import threading

from commands.demo import APPROVER, demo_password, ensure_demo, ensure_demo_source
from commands.home import make_home, opened_runtime, say
from distributor.settings import Settings
from supervisor.stack import Stack, hold_home, parts_of

WATCH_S = 0.5


def up() -> int:
    """Start all parts, tell the addresses, watch, and stop cleanly. Exit code for the shell."""
    settings = make_home()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with hold_home(settings):
        say(f"Loa khởi động với thư mục {settings.home}")
        parts = parts_of(settings, web=True)
        early = Stack([part for part in parts if part.name in ("valkey", "sandbox", "web")], say)
        late = Stack([part for part in parts if part.name in ("worker", "beat")], say)
        try:
            early.start()
            if settings.values.sandbox:
                with opened_runtime(settings) as runtime:
                    ensure_demo(runtime)
                    ensure_demo_source(runtime)
            late.start()
            _tell(settings)
            while not stop.wait(WATCH_S):
                early.watch()
                late.watch()
        finally:
            say("Đang dừng…")
            late.stop()
            early.stop()
            say("Đã dừng; lần sau Loa chạy tiếp từ đây.")
    return 0


def _tell(settings: Settings) -> None:
    say("")
    say(f"  Tổng quan (cán bộ)   {settings.public_url}/")
    if settings.values.sandbox:
        say(f"  Đăng nhập            {APPROVER} / {demo_password(settings)}")
        say(f"  Nền tảng mô phỏng    {settings.sandbox_url}/   (Facebook, X, trình đọc tin, trang tỉnh Hương Giang)")
    say(f"  Bản tin RSS          {settings.public_url}/feeds/phap-luat.rss")
    say(f"  Nhật ký              {settings.home / 'logs'}")
    say("")
    say("Nhấn Ctrl-C để dừng.")
