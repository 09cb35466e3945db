"""`loa restore`: a home from its backup, on an empty place; says how old it is and what may have gone out since."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from commands.guard import say, show
from commands.home import AT_A_TERMINAL
from distributor.backup.restore import Restored
from distributor.backup.restore import restore as bring_back
from distributor.clock import SystemClock, vietnam_time
from distributor.logs import set_up_logs
from distributor.settings import Settings, Values, default_home
from supervisor.home import is_running


def restore(given: Path, *, keys: Path | None, journal: Path | None, accept_missing: bool, as_json: bool) -> int:
    home = default_home(os.environ)
    if is_running(Settings(home, Values())):
        say(f"Loa đang chạy với thư mục {home}. Hãy dừng nó, hoặc chọn thư mục trống khác bằng LOA_HOME.")
        return 1
    set_up_logs(AT_A_TERMINAL)
    restored = bring_back(
        home,
        given.expanduser().resolve(),
        now=SystemClock().now(),
        environment=os.environ,
        key_file=keys,
        accept_lacking=accept_missing,
        journal=journal and journal.expanduser().resolve(),
    )
    if as_json:
        show(_facts(restored))
    else:
        _tell(restored)
    return 0


def _facts(restored: Restored) -> dict[str, object]:
    manifest, noted = restored.manifest, restored.noted
    return {
        "home": str(restored.settings.home),
        "backup": str(restored.folder),
        "taken_at": manifest.taken_at.isoformat(),
        "age_s": round((restored.restored_at - manifest.taken_at).total_seconds()),
        "media": manifest.media - len(restored.lacking),
        "media_missing": list(restored.lacking),
        "upgraded_from": restored.upgraded_from or None,
        "journal": {
            "entries": len(restored.journal),
            "until": max((str(each["at"]) for each in restored.journal), default=None),
            "posts_out": noted.known_out,
            "refused": noted.refused,
        },
        "may_be_out": {
            "posts": noted.posts - noted.known_out,
            "replies": noted.replies,
            "broadcasts": noted.broadcasts,
            "mails": noted.mails,
        },
    }


def _tell(restored: Restored) -> None:
    manifest, noted = restored.manifest, restored.noted
    print(f"Đã khôi phục {restored.settings.home} từ {restored.folder}")
    age = _age(restored.restored_at - manifest.taken_at)
    print(
        f"  Sao lưu lúc {vietnam_time(manifest.taken_at)}, cách đây {age}: những gì xảy ra sau lúc ấy không có ở đây."
    )
    print(f"  {manifest.media - len(restored.lacking)} tệp ảnh và video; thiếu {len(restored.lacking)}.")
    if restored.upgraded_from:
        print(f"  Cơ sở dữ liệu được nâng từ bản {restored.upgraded_from}.")
    print()
    print("Không gì được gửi lần thứ hai. Trước khi gửi, Loa xem trên kênh, hoặc chờ người xác nhận ở Tổng quan:")
    posts = f"{noted.posts - noted.known_out} bài chưa đăng lúc sao lưu, {noted.replies} câu trả lời"
    print(f"  {posts}, {noted.broadcasts} đợt tin nhắn, {noted.mails} thư báo cáo.")
    print()
    if restored.journal:
        until = vietnam_time(max(datetime.fromisoformat(str(each["at"])) for each in restored.journal))
        people = f"{noted.refused} người đã từ chối nhận tin hoặc được xóa"
        print(f"Theo sổ ghi đến {until}: {noted.known_out} bài trong số ấy đã đăng, {people}.")
    else:
        print("Không có sổ ghi nào sau lúc sao lưu: người đã từ chối nhận tin từ lúc ấy chưa được biết đến.")
    print()
    print("Việc tiếp theo:")
    print(
        "  1. Đổi mật khẩu, thu hồi lại khóa API và tài khoản đã thu hồi sau lúc sao lưu; mọi người phải đăng nhập lại."
    )
    print("  2. Chạy «loa doctor», rồi «loa up».")


def _age(age: timedelta) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    return f"{hours // 24} ngày {hours % 24} giờ" if hours >= 48 else f"{hours} giờ {minutes} phút"
