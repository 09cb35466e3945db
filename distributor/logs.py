"""What a process of ours writes to its log: one line an event, for grep. Of a fault its kind and its place; never its text, which
may hold what people wrote, nor local values, among which are citizens' addresses and keys.
"""

import logging
import sys
import traceback
from copy import copy
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict

HOUSE = Path(__file__).resolve().parents[1]


def set_up_logs(level: str) -> None:
    """`level`: a name of `logging`. To standard error: standard output is for results."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_fault,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,  # whoever replaces standard error, or sets up anew, is heard
    )


def set_up_logs_of_libraries(level: int = logging.WARNING) -> None:
    """What libraries tell, a server's and a task's faults among it: with the way through the code, and without the text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Textless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=level, force=True)


def fault_of(error: BaseException) -> dict[str, str]:
    """What may be logged of an unexpected error: its kind, and where in our code it came up; never its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(Path(frame.filename))]
    return {"fault": type(error).__name__, "at": _place(frames[-1:]), "called_from": _place(ours[-1:])}


def _place(frames: list[traceback.FrameSummary]) -> str:
    return "".join(f"{_short(Path(frame.filename))}:{frame.lineno}" for frame in frames)


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(HOUSE) and "site-packages" not in file.parts


def _short(file: Path) -> str:
    return str(file.relative_to(HOUSE)) if _is_ours(file) else file.name


def _tell_fault(_logger: object, _method: str, event: EventDict) -> EventDict:
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else sys.exc_info()[1] if told else None
    return event if error is None else {**event, **fault_of(error)}


class _Textless(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = record.args
        if record.exc_info and isinstance(told, dict) and "exc" in told:
            record = copy(record)
            record.args = {**told, "exc": "", "traceback": ""}  # Celery says the text in its message, too
        return super().format(record)

    def formatException(  # noqa: N802 - the library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        lines, error = [], ei[1]
        while error is not None:
            lines.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nwhich came of\n".join(lines)
