"""`loa doctor` on whom Loa writes to by itself: reports by mail, the alarm by mail and SMS, the head of the audit log."""

from channels.sms.account import text_fault
from channels.sms_text import unaccent
from commands.finding import Finding
from dispatch.runtime import Runtime
from distributor.errors import SettingsError
from distributor.mail.addresses import MOST as MOST_ADDRESSES
from distributor.mail.addresses import sorted_out
from distributor.mail.server import NoMailServer, is_sandbox, mail_server
from distributor.mail.smtp import sign_in
from distributor.settings import Settings
from phrases import phrase
from supervisor.alarm_sms import MOST, numbers_of, ways_of
from supervisor.home import is_running

NAMED = {"alert_mail": "Thư báo động", "audit_mail": "Thư gửi đầu nhật ký thao tác"}
"""Setting → what goes to the addresses in it."""


def report_mail(settings: Settings, schedules: int) -> Finding:
    """Tell whether reports could go out; `schedules`: how many are to. The server is greeted and signed in to, nothing is
    sent."""
    name = "Thư báo cáo định kỳ"
    waiting = f" Đang có {schedules} lịch gửi báo cáo." if schedules else ""
    try:
        server = mail_server(settings)
    except NoMailServer as error:
        return Finding(name, False if schedules else None, f"{error}{waiting or ' Cần khi lập lịch gửi báo cáo.'}")
    except SettingsError as error:
        return Finding(name, False, str(error))
    shown = f"{server.host}:{server.port}"
    if is_sandbox(settings, server):
        if not is_running(settings):
            return Finding(name, None, "Loa không chạy; hộp thư mô phỏng khởi động cùng «loa up».")
        shown = f"hộp thư mô phỏng, xem tại {settings.sandbox_url}/man-hinh/thu"
    answer = sign_in(server, way_out=settings.way_out)
    if not answer.is_taken:
        return Finding(
            name, False, f"{answer.problem} ({shown}){waiting}", "Kiểm tra mục [mail] của config.toml và máy chủ thư."
        )
    return Finding(name, True, f"máy chủ thư trả lời ({shown}).{waiting}")


def named_by_mail(settings: Settings) -> list[Finding]:
    """Tell whether what settings send by mail could reach everybody they name."""
    return [_named(settings, setting, name) for setting, name in NAMED.items() if getattr(settings.values, setting)]


def _named(settings: Settings, setting: str, name: str) -> Finding:
    found, wrong = sorted_out(getattr(settings.values, setting))
    wrong += found[MOST_ADDRESSES:]
    if wrong or not found:
        whom = ", ".join(wrong) or "ai"
        why = f"không gửi được tới {whom} (chỉ nhận địa chỉ đầy đủ, cách nhau bằng dấu phẩy, nhiều nhất {MOST_ADDRESSES})."
        return Finding(name, False, why, f"Sửa {setting} trong config.toml.")
    try:
        mail_server(settings)
    except SettingsError as error:
        return Finding(
            name,
            False,
            f"{error} {len(found)} địa chỉ trong {setting} không nhận được gì.",
            "Xem mục [mail] của config.toml.",
        )
    return Finding(name, True, f"{len(found)} địa chỉ.")


def alarm_sms(runtime: Runtime) -> list[Finding]:
    """Tell whether an SMS of the alarm could go out; nothing is sent."""
    values = runtime.settings.values
    if not values.alert_sms:
        return []
    name, mend = "Tin nhắn báo động", "Sửa alert_sms, alert_sms_account trong config.toml."
    numbers, left_out = numbers_of(values.alert_sms)
    if left_out:
        why = f"không nhắn được tới {', '.join(left_out)} (chỉ nhận số di động Việt Nam, nhiều nhất {MOST} số)."
        return [Finding(name, False, why, mend)]
    ways = ways_of(runtime.settings, runtime.database)
    if not ways:
        return [
            Finding(
                name, False, "không có tài khoản SMS nào đang hoạt động để gửi.", f"Kết nối: «loa connect sms». {mend}"
            )
        ]
    now, kinds = runtime.clock.now(), ("", "part-")
    texts = [phrase(f"notices.{kind}standing-sms", host="loa", since=now, why="", what="") for kind in kinds]
    if faults := [fault for way in ways for words in texts if (fault := text_fault(way.settings, unaccent(words)))]:
        return [
            Finding(
                name,
                False,
                f"mẫu tin báo động không được nhà mạng nhận: {faults[0]}",
                "Đăng ký mẫu tin này với nhà mạng.",
            )
        ]
    return [
        Finding(name, True, f"{len(numbers)} số, gửi qua tài khoản {', '.join(str(way.account_id) for way in ways)}.")
    ]
