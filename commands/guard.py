"""Round every command: what a person can mend is one message in Vietnamese, anything else names the log; never a traceback.

Imports little, so that Ctrl-C is answered from the first moment on. Exit codes: 0 done, 1 not done, 2 wrong arguments,
130 ended by Ctrl-C.
"""

import errno
import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from distributor.errors import LoaError, system_words
from distributor.settings import default_home

DATABASE_ADVICE = (
    "Hãy chạy «loa doctor»; nếu tệp dữ liệu bị hỏng, chuyển nó sang chỗ khác rồi khôi phục từ bản sao lưu, "
    "hoặc chọn thư mục khác bằng LOA_HOME."
)


def say(line: str) -> None:
    """Write a line for the person at the terminal; standard output stays for results. A closed terminal is no reason to stop."""
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        sys.stderr = io.StringIO()


def show(result: object) -> None:
    """Print a result as JSON, on standard output."""
    print(json.dumps(result, ensure_ascii=False, indent=1))


def write_utf8() -> None:
    """Results are UTF-8 into files and pipes, whatever the terminal's language; a poor terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def guarded(command: Callable[[], int], *, as_json: bool) -> int:
    """Run a command. `as_json`: an error is an object on standard output too."""
    try:
        code = command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        say("Đã dừng theo yêu cầu.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        message = told(error)
        say(f"Lỗi: {message}")
        if as_json:
            show({"error": message})
        return 1
    return code


def told(error: Exception, *, advice: str = DATABASE_ADVICE) -> str:
    """Return what the person is told about an error. `advice`: on a database that cannot be used."""
    if isinstance(error, LoaError) or _is_a("channels.errors", "ChannelError", error):
        return str(error)
    if _is_a("sqlalchemy.exc", "DBAPIError", error):
        cause = getattr(error, "orig", None) or error
        return f"Không dùng được cơ sở dữ liệu ({cause}).{advice and f' {advice}'} Chi tiết: {_keep(error)}."
    if isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
    ):
        file = error.filename2 or error.filename  # of a copy that failed, where it was going
        where = f" ({file})" if file else ""
        return f"Không đọc hoặc ghi được tệp: {system_words(error)}{where}. Hãy kiểm tra quyền và dung lượng đĩa."
    return f"Lỗi ngoài dự kiến. Hãy gửi tệp {_keep(error)} cho người phụ trách kỹ thuật."


def _is_a(module: str, name: str, error: Exception) -> bool:
    """Return True for an error of a module's kind, without importing the module: an error of its kind can only come from where
    it is already loaded."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)


def _keep(error: Exception) -> Path:
    """Keep the traceback for engineers; return where it lies."""
    text = "".join(traceback.format_exception(error)) + "\n"
    folder = default_home(os.environ) / "logs"
    try:
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
            with (folder / "loa.log").open("a", encoding="utf-8") as log:
                log.write(text)
            return folder / "loa.log"
    except OSError:
        pass
    file = Path(tempfile.mkstemp(prefix="loa-", suffix=".log")[1])
    file.write_text(text, encoding="utf-8")
    return file
