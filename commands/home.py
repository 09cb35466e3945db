"""A home made ready for a command: its settings, its folders, its database at this version's schema."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from commands.guard import say
from distributor.errors import LoaError, SettingsError, system_words
from distributor.file_modes import close_to_others
from distributor.settings import Settings, load_settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from dispatch.runtime import Runtime
    from distributor.db import Database

AT_A_TERMINAL = "ERROR"
"""Faults are told on standard error; what else happens stands in the database and in the parts' logs."""


def make_home() -> Settings:
    """The settings, with a home that exists and can be written to. Imports little: the parts start right after it."""
    settings = load_settings()
    folder = settings.home
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = settings.run_folder
        folder.mkdir(exist_ok=True, mode=0o700)
        probe = folder / "probe"
        probe.write_bytes(b"")
        probe.unlink()
        _close(settings)
    except OSError as error:
        raise SettingsError(
            f"Không ghi được vào thư mục {folder}: {system_words(error)}. "
            "Hãy cấp quyền ghi cho người chạy Loa, hoặc chọn thư mục khác bằng LOA_HOME."
        ) from error
    return settings


def _close(settings: Settings) -> None:
    """Mended without a word; what cannot be mended is told, and Loa goes on."""
    if left := close_to_others(settings.home).left:
        say(still_open(settings, left))


def still_open(settings: Settings, left: Sequence[Path]) -> str:
    return (
        f"Người khác trên máy này còn mở được {left[0]} (tất cả {len(left)} chỗ), vì tệp thuộc người dùng khác. "
        f"Hãy chạy với quyền quản trị: chmod -R go= {shlex.quote(str(settings.home))}"
    )


def upgrade_database(settings: Settings) -> None:
    """Bring the home's database to this version's schema, with its keys, its media folder marked, and its log bound by one.

    One that holds something is backed up before.
    """
    from distributor import migrate
    from distributor.clock import SystemClock
    from distributor.db import Database
    from distributor.keyring import prepare_keys
    from distributor.media.place import MediaPlace
    from distributor.staff.audit import anchor

    database = Database(settings.database_url, home=settings.home)
    try:
        if migrate.current(database) not in (None, migrate.newest()):
            _back_up(settings, database)
        migrate.upgrade(database, settings.run_folder)
        prepare_keys(database, settings.home)
        # The first look marks it; else whoever looked first would, another machine's doctor too, which tells what is wrong.
        MediaPlace(database, settings.media_folder).problem()
        with database.write() as session:
            anchor(session, SystemClock().now())
    finally:
        database.dispose()


def _back_up(settings: Settings, database: "Database") -> None:
    """A demo goes on without: it can be made anew."""
    from distributor.backup.take import BEFORE_UPGRADE, take_backup
    from distributor.clock import SystemClock
    from distributor.migrate import check_not_newer
    from distributor.vault import open_vault

    check_not_newer(database)
    now, keep = SystemClock().now(), settings.values.backup_keep
    try:
        vault = open_vault(settings.home, database=database)
        taken = take_backup(settings, database, vault, now=now, cause=BEFORE_UPGRADE, keep=keep)
    except (LoaError, OSError) as error:
        if settings.values.sandbox:
            return
        raise LoaError(
            f"Chưa nâng cấp cơ sở dữ liệu, vì không sao lưu được trước khi nâng cấp: {error} Sửa xong thì chạy lại; dữ liệu "
            "còn nguyên như cũ."
        ) from error
    say(f"Đã sao lưu vào {taken.folder} trước khi nâng cấp cơ sở dữ liệu.")


@contextmanager
def opened_runtime(settings: Settings) -> "Iterator[Runtime]":
    """The engine's parts in this process, for as long as a command needs them."""
    from dispatch.runtime import open_runtime
    from distributor.logs import set_up_logs

    set_up_logs(AT_A_TERMINAL)
    runtime = open_runtime(settings)
    try:
        yield runtime
    finally:
        runtime.carrier.incarnation.close()
        runtime.database.dispose()
        runtime.valkey.close()


def has_begun(settings: Settings) -> bool:
    """Return True if the home, whose database is at this version's schema, has a unit and so somebody who may sign in."""
    from distributor.db import Database
    from distributor.staff.beginning import is_begun

    database = Database(settings.database_url, home=settings.home)
    try:
        with database.read() as session:
            return is_begun(session)
    finally:
        database.dispose()


def first_unit_id(session: "Session") -> int:
    """The first unit of the home: a home without configuration has one."""
    from sqlmodel import col, select

    from distributor.models import Unit

    unit_id = session.exec(select(Unit.id).order_by(col(Unit.id)).limit(1)).first()
    if unit_id is None:
        raise LoaError(
            "Thư mục này chưa có đơn vị, cán bộ và tài khoản kênh nào. Hãy lập đơn vị và quản trị viên đầu tiên bằng "
            "«loa init»; muốn dùng tỉnh mẫu thì chạy «loa up» với LOA_SANDBOX=1 (mặc định)."
        )
    return unit_id


def how_to_begin(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """The command, for another terminal that knows nothing of this one's environment. As it stands it is refused by itself."""
    said = []
    if "LOA_HOME" in environment:
        said.append(f"LOA_HOME={shlex.quote(str(settings.home))}")
    if "LOA_SANDBOX" in environment:
        said.append("LOA_SANDBOX=0")
    if "LOA_DATABASE_URL" in environment:
        said.append("LOA_DATABASE_URL=…")  # it may hold a password
    return " ".join([*said, 'loa init --unit "TÊN ĐƠN VỊ" --login TÊN_ĐĂNG_NHẬP --name "HỌ VÀ TÊN"'])


def database_file(settings: Settings) -> Path | None:
    """Return where the embedded database lies; None if the home uses a server."""
    return None if settings.values.database_url else settings.home / "loa.db"


@contextmanager
def existing_database(settings: Settings) -> "Iterator[Database]":
    """The database of a home that has been started before. Raises LoaError that says how to start. Makes nothing."""
    from distributor import migrate
    from distributor.db import Database
    from distributor.logs import set_up_logs

    set_up_logs(AT_A_TERMINAL)
    unknown = LoaError(
        f"Thư mục {settings.home} chưa có dữ liệu của phiên bản này. Hãy chạy «loa up» hoặc «loa run TỆP» trước, "
        "hoặc chỉ đúng thư mục bằng LOA_HOME."
    )
    file = database_file(settings)
    if file is not None and not file.exists():
        raise unknown
    database = Database(settings.database_url, home=settings.home)
    try:
        migrate.check_not_newer(database)
        if migrate.current(database) != migrate.newest():
            raise unknown
        yield database
    finally:
        database.dispose()
