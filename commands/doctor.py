"""`loa doctor`: what is wrong with this home and how to mend it, check by check. Exit 1 if anything is."""

import logging
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from channels.outside import faults
from channels.registry import specs
from commands.doctor_alarm import alarm_sms, named_by_mail, report_mail
from commands.doctor_state import (
    RESTORE,
    backup,
    clock_of_machine,
    journal,
    media,
    own_words,
    shape,
    sms_bases,
    sources,
    valkey,
    workers,
)
from commands.finding import Finding
from commands.guard import show, told
from commands.home import database_file, has_begun, how_to_begin, opened_runtime, still_open
from dispatch.runtime import Runtime
from distributor import migrate
from distributor.backup.keys import mark_of
from distributor.cases.rules import agencies, read_rules
from distributor.clock import Clock, SystemClock
from distributor.compose.editorial import load_editorial
from distributor.compose.occasions import load_occasions
from distributor.compose.templates import TemplateProblem, Templates
from distributor.connect.check import check_account
from distributor.db import Database
from distributor.errors import LoaError, SettingsError
from distributor.file_modes import close_to_others
from distributor.ingest.fetch import Fetcher
from distributor.keyring import ensure_master, keyring_of
from distributor.models import Account, ReportSchedule
from distributor.render.choose import load_card_rules
from distributor.render.fonts import load_font
from distributor.render.video.ffmpeg import run as run_ffmpeg
from distributor.render.video.settings import video_settings
from distributor.scheduler.retention import retention_rules
from distributor.settings import RESTORING, Settings, Values, default_home, load_settings
from distributor.staff.log_head import FILE as HEADS
from supervisor.home import is_running
from supervisor.parts import why_no_demo
from supervisor.ports import ports_of, why_same, why_taken

LEAST_FREE = 500_000_000
LIKE = 0.88
"""Of two names, so much alike."""


def doctor(*, as_json: bool) -> int:
    findings = examine(SystemClock())
    if as_json:
        show([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = {True: "✓", False: "✗", None: "–"}[finding.ok]
            print(f"{mark} {finding.name}: {finding.message} {finding.mend}".rstrip())
    return 1 if any(finding.ok is False for finding in findings) else 0


def examine(clock: Clock) -> list[Finding]:
    """Examine home and machine. `clock`: this machine's."""
    try:
        settings = load_settings()
    except SettingsError as error:
        home = default_home(os.environ)
        if (home / RESTORING).exists():
            mend = (
                "Không còn lệnh «loa restore» nào đang chạy thì chạy lại nó với bản sao lưu ấy: nó tự dọn phần dở dang."
            )
            return [Finding("Khôi phục", False, str(error), mend), *_content()]
        file = home / "config.toml"
        mend = f"Sửa {file} hoặc biến môi trường vừa nêu; docs/running.md liệt kê mọi thiết lập."
        return [Finding("Thiết lập", False, str(error), mend), *_content()]
    opened = file_modes(settings)
    ground = [_home(settings), _database(settings), valkey(settings)]
    findings = [
        *opened,
        *_variables(os.environ),
        *_log_level(settings),
        *ground,
        *_demo(settings),
        *_ports(settings),
        *_content(),
        *_channels(),
    ]
    if ground[1].ok and ground[0].ok is not False:
        found = _state(settings, clock)
        keys = _keys(settings)
        findings += [
            *found,
            keys,
            *backup(settings, clock.now(), mark=mark_of(settings.home) if keys.ok else ""),
            *journal(settings),
            *sms_bases(clock.now()),
            _people(settings),
        ]
        if keys.ok and ground[2].ok is not False and all(each.ok is not False for each in found[:1]):
            findings += _inside(settings)
    return findings


def _variables(environment: Mapping[str, str]) -> list[Finding]:
    """Tell of variables that look like a mistyped setting; of others nobody knows whose they are."""
    known = {f"LOA_{setting.upper()}" for setting in Values.model_fields} | {"LOA_HOME", "LOA_SECRET_KEY"}
    findings = []
    for name in sorted(each for each in environment if each.startswith("LOA_") and each not in known):
        if meant := get_close_matches(name, known, 1, LIKE):
            what = f"không phải thiết lập nào của Loa nên không có tác dụng; có phải {meant[0]}?"
            findings.append(Finding(f"Biến môi trường {name}", False, what, "Sửa tên, hoặc bỏ biến này đi."))
    return findings


def _log_level(settings: Settings) -> list[Finding]:
    """Tell of a level that is none: logs are then written as INFO, for that keeps nothing from starting."""
    level = settings.values.log_level
    if level.upper() in logging.getLevelNamesMapping():
        return []
    what = f"«{level}» không phải mức nhật ký nào nên Loa ghi như INFO."
    return [Finding("Thiết lập log_level", False, what, "Đặt LOA_LOG_LEVEL là DEBUG, INFO, WARNING hoặc ERROR.")]


def file_modes(settings: Settings) -> list[Finding]:
    """Return what others on this machine could open until now: it is closed to them, and told."""
    if not settings.home.exists():
        return []
    closed = close_to_others(settings.home)
    if closed.left:
        return [Finding("Quyền tệp", False, still_open(settings, closed.left))]
    if closed.mended:
        told = f"{closed.mended} tệp, thư mục của {settings.home} mở cho người khác trên máy; đã đóng lại."
        mend = "Xem ai đã chép tệp vào hoặc đổi quyền; nếu khóa đã có thể bị đọc, hãy đổi: «loa keys rotate --master»."
        return [Finding("Quyền tệp", False, told, mend)]
    return [Finding("Quyền tệp", True, "chỉ chủ của thư mục đọc được.")]


def _state(settings: Settings, clock: Clock) -> list[Finding]:
    """Return what the database says of itself and of the house; the first finding is its shape."""
    database, runs = Database(settings.database_url, home=settings.home), is_running(settings)
    try:
        found = [shape(database)]
        if found[0].ok:
            with database.read() as session:
                found += [clock_of_machine(session, Fetcher.from_settings(settings), clock), media(session, settings)]
                found += workers(session, settings, clock.now(), runs=runs)
                found += [*sources(session, clock.now(), runs=runs), *own_words(session)]
    except SQLAlchemyError as error:
        return [Finding("Cấu trúc dữ liệu", False, told(error, advice=""), RESTORE)]
    finally:
        database.dispose()
    return found


def _home(settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding("Thư mục", None, f"{settings.home} chưa có. Chạy «loa up» để tạo.")
    if not os.access(settings.home, os.W_OK):
        return Finding("Thư mục", False, f"Không ghi được vào {settings.home}. Hãy cấp quyền ghi cho người chạy Loa.")
    free = shutil.disk_usage(settings.home).free
    left = f"{free / 1e9:.1f}".replace(".", ",")
    mend = (
        ""
        if free > LEAST_FREE
        else "Dọn bớt ổ đĩa (bản sao lưu cũ, nhật ký): ảnh, video mới và cả cơ sở dữ liệu sẽ không ghi được."
    )
    return Finding("Thư mục", free > LEAST_FREE, f"{settings.home}, còn trống {left} GB.", mend)


def _database(settings: Settings) -> Finding:
    file = database_file(settings)
    maker = "«loa up» hoặc «loa run»" if settings.values.sandbox else "«loa init» hoặc «loa up»"
    not_begun = Finding("Cơ sở dữ liệu", None, f"chưa có; được tạo khi chạy {maker}.")
    if file is not None and not file.exists():
        return not_begun
    try:
        database = Database(settings.database_url, home=settings.home)
        try:
            migrate.check_not_newer(database)
            now, wanted = migrate.current(database), migrate.newest()
        finally:
            database.dispose()
    except (LoaError, SQLAlchemyError) as error:
        return Finding("Cơ sở dữ liệu", False, told(error, advice=""), _mend_of_database(error, file))
    if now is None and (settings.home / HEADS).exists():
        lost = f"{file or 'PostgreSQL'} trống, dù nơi này đã có người làm việc (còn {HEADS})."
        return Finding("Cơ sở dữ liệu", False, lost, f"Đừng chạy «loa up»: nó sẽ bắt đầu một nơi trống. {RESTORE}")
    if now is None:
        return not_begun
    if now != wanted:
        return Finding(
            "Cơ sở dữ liệu",
            False,
            f"Phiên bản {now}, cần {wanted}.",
            "Chạy «loa up» để nâng cấp (có sao lưu trước).",
        )
    return Finding("Cơ sở dữ liệu", True, f"{'PostgreSQL' if file is None else 'SQLite'}, phiên bản {now}.")


def _mend_of_database(error: Exception, file: Path | None) -> str:
    code = getattr(getattr(error, "said", ""), "code", "")
    if code == "db.address-wrong":
        return "Sửa LOA_DATABASE_URL, hoặc database_url trong config.toml; docs/running.md có mẫu."
    if file is None and code in ("", "migrate.no-connection"):
        return "Khởi động PostgreSQL, rồi kiểm tra LOA_DATABASE_URL (máy, cổng, mật khẩu)."
    if isinstance(error, SQLAlchemyError):
        return RESTORE
    return "Cài đúng phiên bản Loa, hoặc khôi phục từ bản sao lưu: «loa restore»."


def _keys(settings: Settings) -> Finding:
    """Tell whether the master key is there, and is this database's."""
    database = Database(settings.database_url, home=settings.home)
    try:
        ensure_master(database, settings.home, os.environ)
        keyring_of(database, settings.home).read_anew()
    except LoaError as error:
        mend = (
            "Đặt lại bản sao của secret.key, hoặc đặt LOA_SECRET_KEY; khóa mới không mở được gì nên Loa không tự tạo."
        )
        return Finding("Khóa mã hóa", False, str(error), mend)
    finally:
        database.dispose()
    return Finding("Khóa mã hóa", True, "mở được dữ liệu của nơi này.")


def _people(settings: Settings) -> Finding:
    """Tell whether anybody could sign in."""
    name = "Đơn vị, người dùng"
    if has_begun(settings):
        return Finding(name, True, "đã có.")
    if settings.values.sandbox:
        return Finding(name, None, "chưa có; tỉnh mẫu được lập khi chạy «loa up».")
    return Finding(name, False, f"Chưa có ai nên không ai đăng nhập được. Hãy chạy: {how_to_begin(settings)}")


def _demo(settings: Settings) -> list[Finding]:
    """Tell, of a demo's home, whether the optional part that it wants is installed."""
    problem = why_no_demo(settings) if settings.values.sandbox else ""
    return [Finding("Phần mẫu", False, problem)] if problem else []


def _ports(settings: Settings) -> list[Finding]:
    """Tell, of a home that does not run, whether it could."""
    if is_running(settings):
        return []
    ports = ports_of(settings, web=True)
    if same := why_same(ports):
        return [Finding(f"Cổng {ports[0].number}", False, same, "Sửa trong config.toml, hoặc biến môi trường vừa nêu.")]
    return [
        Finding(
            f"Cổng {port.number}",
            not taken,
            taken or "trống.",
            f"Dừng chương trình đó, hoặc chọn cổng khác bằng {port.variable}." if taken else "",
        )
        for port in ports
        for taken in [why_taken(port)]
    ]


def _content() -> list[Finding]:
    findings = []
    for name, (look, mend) in _CONTENT_CHECKS.items():
        try:
            findings.append(Finding(name, True, look()))
        except (LoaError, OSError) as error:
            findings.append(Finding(name, False, str(error), mend))
    return findings


def _fonts() -> str:
    load_font("Bold", 40)
    return "Be Vietnam Pro."


def _templates() -> str:
    for channel in sorted(specs()):
        try:
            Templates().check(channel)
        except TemplateProblem as error:
            raise LoaError(str(error)) from error
    return "đọc được."


def _rules() -> str:
    """Return what composing and drawing read. One wrong entry stops every new post, and nothing else would tell."""
    for load in (load_editorial, load_occasions, load_card_rules, read_rules, agencies, retention_rules):
        load()
    video_settings(default_home(os.environ))
    return "đọc được."


def _ffmpeg() -> str:
    if run_ffmpeg(["-version"]).returncode:
        raise LoaError("ffmpeg có nhưng không chạy được.")
    return "chạy được."


_INSTALL = "Cài lại các gói của Loa: pip install --require-hashes -r requirements.lock."
_CONTENT_CHECKS: dict[str, tuple[Callable[[], str], str]] = {
    "Phông chữ": (_fonts, _INSTALL),
    "ffmpeg": (_ffmpeg, f"{_INSTALL} Không có ffmpeg thì không dựng được video; bài có ảnh vẫn đăng."),
    "Mẫu bài đăng": (_templates, "Sửa tệp vừa nêu trong templates_posts/, hoặc lấy lại bản gốc từ bộ cài."),
    "Quy tắc biên tập, thẻ và video": (_rules, "Sửa tệp vừa nêu trong config/ hoặc trong thư mục của nơi này."),
}


def _channels() -> list[Finding]:
    return [Finding("Kênh bổ sung", False, fault) for fault in faults()]


def _inside(settings: Settings) -> list[Finding]:
    with opened_runtime(settings) as runtime:
        with runtime.database.read() as session:
            accounts = session.exec(select(Account).order_by(col(Account.id))).all()
            schedules = session.exec(
                select(func.count()).select_from(ReportSchedule).where(col(ReportSchedule.ended_at).is_(None))
            ).one()
        return [
            *_old_names(settings),
            _media(runtime),
            report_mail(settings, schedules),
            *named_by_mail(settings),
            *alarm_sms(runtime),
            *(_account(runtime, account) for account in accounts),
        ]


def _old_names(settings: Settings) -> list[Finding]:
    if not settings.values.allow_private_addresses:
        return []
    words = "là tên cũ và mở mọi mạng nội bộ. Hãy ghi đúng máy chủ hoặc mạng cần gọi vào allowed_hosts, rồi bỏ thiết lập này."
    return [Finding("Thiết lập allow_private_addresses", None, words)]


def _media(runtime: Runtime) -> Finding:
    """Tell, before the first post, whether what other machines draw can be read here."""
    problem, mend = runtime.media_place.problem(), ""
    if problem and (by_hand := runtime.media_place.by_hand()):
        mend = f"Chưa có tệp nào để tự nhận ra. Nếu đây đúng là thư mục chung, và không Loa nào khác dùng nó: {by_hand}"
    return Finding("Ảnh và video", not problem, problem or f"đọc được ({runtime.settings.media_folder}).", mend)


def _account(runtime: Runtime, account: Account) -> Finding:
    """Tell whether an account works; see `distributor.connect.check`."""
    name = f"Tài khoản {account.id} ({account.channel}, {account.name})"
    endpoint = str(account.settings.get("endpoint", ""))
    if endpoint.startswith(runtime.settings.sandbox_url) and not is_running(runtime.settings):
        return Finding(name, None, "Loa không chạy; nền tảng mô phỏng khởi động cùng «loa up».")
    checked = check_account(runtime.carrier, account)
    return Finding(name, checked.ok, checked.message, _again(account) if checked.reconnect else "")


def _again(account: Account) -> str:
    return f"Kết nối lại: «loa connect {account.channel} --account {account.id} --by TÊN_ĐĂNG_NHẬP»."
