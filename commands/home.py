"""A home made ready for a command: its settings, its database at this version's schema."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from channels.errors import ChannelError
from dispatch.runtime import Runtime, open_runtime

from distributor import migrate
from distributor.db import Database
from distributor.errors import LoaError, SettingsError
from distributor.settings import Settings, default_home, load_settings


def say(line: str) -> None:
    """One line for the person at the terminal; standard output stays for results."""
    print(line, file=sys.stderr, flush=True)


def make_home() -> Settings:
    """The settings, with a home that exists and a database that is up to date."""
    settings = load_settings()
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.run_folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"Không tạo được thư mục {settings.home}: {error.strerror}. Hãy chọn thư mục khác bằng LOA_HOME."
        ) from error
    database = Database(settings.database_url)
    try:
        migrate.upgrade(database, settings.run_folder)
    finally:
        database.dispose()
    return settings


@contextmanager
def opened_runtime(settings: Settings) -> Iterator[Runtime]:
    """The engine's parts in this process, for as long as a command needs them."""
    runtime = open_runtime(settings)
    try:
        yield runtime
    finally:
        runtime.carrier.incarnation.close()
        runtime.database.dispose()
        runtime.valkey.close()


@contextmanager
def existing_database(settings: Settings) -> Iterator[Database]:
    """The database of a home that has been started before. Raises LoaError that says how to start."""
    database = Database(settings.database_url)
    try:
        if migrate.current(database) != migrate.newest():
            raise LoaError(
                f"Thư mục {settings.home} chưa có dữ liệu của phiên bản này. Hãy chạy «loa up» hoặc «loa run» trước."
            )
        yield database
    finally:
        database.dispose()


def guarded(command: Callable[[], int]) -> int:
    """Run a command; what a person can mend is told in one message, and anything else names the log, never a traceback."""
    try:
        return command()
    except (LoaError, ChannelError) as error:
        say(f"Lỗi: {error}")
        return 1
    except KeyboardInterrupt:
        say("Đã dừng theo yêu cầu.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        say(f"Lỗi ngoài dự kiến. Hãy gửi tệp {_keep_fault()} cho người phụ trách kỹ thuật.")
        return 1


def _keep_fault() -> Path:
    """Where the traceback lies, for engineers."""
    folder = default_home(os.environ) / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "loa.log"
        with file.open("a", encoding="utf-8") as log:
            log.write(traceback.format_exc() + "\n")
    except OSError:
        file = Path(tempfile.mkstemp(prefix="loa-", suffix=".log")[1])
        file.write_text(traceback.format_exc(), encoding="utf-8")
    return file
