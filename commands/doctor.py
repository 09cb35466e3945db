"""`loa doctor`: what is wrong with this home and how to mend it, check by check. Exit 1 if anything is."""

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from channels.registry import faults, specs
from commands.guard import show, told
from commands.home import database_file, has_begun, how_to_begin, opened_runtime, still_open
from dispatch.runtime import Runtime
from distributor import migrate
from distributor.cases.rules import agencies, read_rules
from distributor.clock import vietnam_time
from distributor.compose.editorial import load_editorial
from distributor.compose.occasions import load_occasions
from distributor.compose.templates import TemplateProblem, Templates
from distributor.connect.check import check_account
from distributor.db import Database
from distributor.errors import LoaError, SettingsError
from distributor.file_modes import close_to_others
from distributor.keyring import ensure_master, keyring_of
from distributor.mail.server import NoMailServer, is_sandbox, mail_server
from distributor.mail.smtp import sign_in
from distributor.models import Account, ReportSchedule, Source, SourceReading
from distributor.render.choose import load_card_rules
from distributor.render.fonts import load_font
from distributor.render.video.settings import video_settings
from distributor.settings import Settings, load_settings
from supervisor.home import is_running
from supervisor.parts import why_no_demo
from supervisor.ports import ports_of, why_taken

LEAST_FREE = 500_000_000


@dataclass(frozen=True)
class Finding:
    """`ok` None: could not be looked at."""

    name: str
    ok: bool | None
    message: str


def doctor(*, as_json: bool) -> int:
    settings = load_settings()
    ground = [_home(settings), _database(settings), _valkey(settings)]
    findings = [*ground, *_demo(settings), *_ports(settings), *_content(), *_channels()]
    if all(finding.ok is not False for finding in ground) and ground[1].ok:
        keys = _keys(settings)
        findings += [keys, _people(settings), *(_inside(settings) if keys.ok else ())]
    if as_json:
        show([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = {True: "✓", False: "✗", None: "–"}[finding.ok]
            print(f"{mark} {finding.name}: {finding.message}")
    return 1 if any(finding.ok is False for finding in findings) else 0


def _home(settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding("Thư mục", None, f"{settings.home} chưa có. Chạy «loa up» để tạo.")
    if not os.access(settings.home, os.W_OK):
        return Finding("Thư mục", False, f"Không ghi được vào {settings.home}. Hãy cấp quyền ghi cho người chạy Loa.")
    if others := close_to_others(settings.home).left:
        return Finding("Thư mục", False, still_open(settings, others))
    free = shutil.disk_usage(settings.home).free
    left = f"{free / 1e9:.1f}".replace(".", ",")
    advice = "" if free > LEAST_FREE else " Hãy dọn bớt: ảnh và video mới sẽ không dựng được."
    return Finding("Thư mục", free > LEAST_FREE, f"{settings.home}, còn trống {left} GB.{advice}")


def _database(settings: Settings) -> Finding:
    file = database_file(settings)
    if file is not None and not file.exists():
        maker = "«loa up» hoặc «loa run»" if settings.values.sandbox else "«loa init» hoặc «loa up»"
        return Finding("Cơ sở dữ liệu", None, f"chưa có; được tạo khi chạy {maker}.")
    try:
        database = Database(settings.database_url, home=settings.home)
        try:
            migrate.check_not_newer(database)
            now, wanted = migrate.current(database), migrate.newest()
        finally:
            database.dispose()
    except (LoaError, SQLAlchemyError) as error:
        return Finding("Cơ sở dữ liệu", False, told(error))
    if now != wanted:
        return Finding("Cơ sở dữ liệu", False, f"Phiên bản {now or 'trống'}, cần {wanted}. Chạy «loa up» để nâng cấp.")
    return Finding("Cơ sở dữ liệu", True, f"{'PostgreSQL' if file is None else 'SQLite'}, phiên bản {now}.")


def _keys(settings: Settings) -> Finding:
    """Whether the master key is there, and is this database's."""
    database = Database(settings.database_url, home=settings.home)
    try:
        ensure_master(database, settings.home, os.environ)
        keyring_of(database, settings.home).read_anew()
    except LoaError as error:
        return Finding("Khóa mã hóa", False, str(error))
    finally:
        database.dispose()
    return Finding("Khóa mã hóa", True, "mở được dữ liệu của nơi này.")


def _people(settings: Settings) -> Finding:
    """Whether anybody could sign in."""
    name = "Đơn vị, người dùng"
    if has_begun(settings):
        return Finding(name, True, "đã có.")
    if settings.values.sandbox:
        return Finding(name, None, "chưa có; tỉnh mẫu được lập khi chạy «loa up».")
    return Finding(name, False, f"Chưa có ai nên không ai đăng nhập được. Hãy chạy: {how_to_begin(settings)}")


def _demo(settings: Settings) -> list[Finding]:
    """Of a demo's home: whether the optional part that it wants is installed."""
    problem = why_no_demo(settings) if settings.values.sandbox else ""
    return [Finding("Phần mẫu", False, problem)] if problem else []


def _ports(settings: Settings) -> list[Finding]:
    """Of a home that does not run: whether it could."""
    if is_running(settings):
        return []
    return [
        Finding(
            f"Cổng {port.number}", not taken, f"{taken} Chọn cổng khác bằng {port.variable}." if taken else "trống."
        )
        for port in ports_of(settings, web=True)
        for taken in [why_taken(port)]
    ]


def _valkey(settings: Settings) -> Finding:
    client = Redis.from_url(settings.valkey_url, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    except (RedisError, OSError):
        if not settings.values.broker_url and not is_running(settings):
            return Finding("Valkey", None, "Loa không chạy; Valkey nhúng khởi động cùng «loa up».")
        return Finding("Valkey", False, "Không kết nối được. Kiểm tra LOA_BROKER_URL, hoặc khởi động lại «loa up».")
    finally:
        client.close()
    return Finding("Valkey", True, "trả lời.")


def _content() -> list[Finding]:
    findings = []
    for name, look in _CONTENT_CHECKS.items():
        try:
            findings.append(Finding(name, True, look()))
        except LoaError as error:
            findings.append(Finding(name, False, str(error)))
    return findings


def _fonts() -> str:
    load_font("Bold", 40)
    return "Be Vietnam Pro."


def _templates() -> str:
    for channel in sorted(specs()):
        try:
            Templates().find(channel, "announce", "")
        except TemplateProblem as error:
            raise LoaError(str(error)) from error
    return "đọc được."


def _rules() -> str:
    """What composing and drawing read. One wrong entry stops every new post, and nothing else would tell."""
    for load in (load_editorial, load_occasions, load_card_rules, video_settings, read_rules, agencies):
        load()
    return "đọc được."


_CONTENT_CHECKS: dict[str, Callable[[], str]] = {
    "Phông chữ": _fonts,
    "Mẫu bài đăng": _templates,
    "Quy tắc biên tập, thẻ và video": _rules,
}


def _channels() -> list[Finding]:
    return [Finding("Kênh bổ sung", False, fault) for fault in faults()]


def _inside(settings: Settings) -> list[Finding]:
    with opened_runtime(settings) as runtime:
        with runtime.database.read() as session:
            accounts = session.exec(select(Account).order_by(col(Account.id))).all()
            sources = session.exec(select(Source).where(col(Source.active).is_(True))).all()
            readings = {
                source.id: session.exec(
                    select(SourceReading)
                    .where(SourceReading.source_id == source.id)
                    .order_by(col(SourceReading.id).desc())
                    .limit(1)
                ).first()
                for source in sources
            }
            schedules = session.exec(
                select(func.count()).select_from(ReportSchedule).where(col(ReportSchedule.ended_at).is_(None))
            ).one()
        findings = [
            *_old_names(settings),
            _mail(settings, schedules),
            *(_account(runtime, account) for account in accounts),
        ]
    for source in sources:
        reading = readings[source.id]
        if reading is None:
            findings.append(Finding(f"Nguồn {source.address}", None, "chưa đọc lần nào."))
        else:
            message = reading.error or f"đọc lúc {vietnam_time(reading.read_at)}."
            findings.append(Finding(f"Nguồn {source.address}", not reading.error, message))
    return findings


def _old_names(settings: Settings) -> list[Finding]:
    if not settings.values.allow_private_addresses:
        return []
    words = "là tên cũ và mở mọi mạng nội bộ. Hãy ghi đúng máy chủ hoặc mạng cần gọi vào allowed_hosts, rồi bỏ thiết lập này."
    return [Finding("Thiết lập allow_private_addresses", None, words)]


def _mail(settings: Settings, schedules: int) -> Finding:
    """Whether reports could go out; `schedules`: how many are to. The server is greeted and signed in to, nothing is sent."""
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
        return Finding(name, False, f"{answer.problem} ({shown}){waiting}")
    return Finding(name, True, f"máy chủ thư trả lời ({shown}).{waiting}")


def _account(runtime: Runtime, account: Account) -> Finding:
    """Whether it works; see `distributor.connect.check`."""
    name = f"Tài khoản {account.id} ({account.channel}, {account.name})"
    endpoint = str(account.settings.get("endpoint", ""))
    if endpoint.startswith(runtime.settings.sandbox_url) and not is_running(runtime.settings):
        return Finding(name, None, "Loa không chạy; nền tảng mô phỏng khởi động cùng «loa up».")
    checked = check_account(runtime.carrier, account)
    return Finding(name, checked.ok, f"{checked.message} {_again(account)}" if checked.reconnect else checked.message)


def _again(account: Account) -> str:
    return f"Kết nối lại: «loa connect {account.channel} --account {account.id} --by TÊN_ĐĂNG_NHẬP»."
