"""What a process of ours writes to its log: one line an event, as `key=value` for grep or as JSON for a collector. Of a fault
its kind and its place; never its text, which may hold what people wrote, nor local values: citizens' addresses, keys.

A post is followed by its number: `item taken in` (item) → `post made` (item, post) → `post moved` (post, from one state to
the next) → `call`, `step`, `look` and what came of it. Whatever is logged while a post is carried or looked for bears its number,
by a library, too; while it is carried, and what comes of that recorded, the number of the attempt as well.
"""

import contextlib
import logging
import sys
import traceback
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import structlog
from structlog.typing import EventDict

TEXT, JSON = "text", "json"
MOST_FRAMES = 12
"""Of the way to a fault: its first three and its last."""
MOST_CAUSES = 3
MOST_LETTERS = 2_000
"""Of a library's message."""
HOUSE = Path(__file__).resolve().parents[1]


def set_up_logs(level: str, form: str = TEXT) -> None:
    """Set up the logs. `level`: a name of `logging`. `form`: TEXT or JSON. To standard error: standard output is for results."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_fault,
            _renderer(form),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=lambda *_: _Line(sys.stderr),
        cache_logger_on_first_use=False,  # whoever replaces standard error, or sets up anew, is heard
    )


def set_up_logs_of_libraries(level: int = logging.WARNING, form: str = TEXT) -> None:
    """Set up the logs of libraries, a server's and a task's faults among them: a line each, with the way through the code, no
    text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Textless(form))
    logging.basicConfig(handlers=[handler], level=level, force=True)


def fault_of(error: BaseException) -> dict[str, str]:
    """Return what may be logged of an unexpected error: its kind, and where in our code it came up; never its text."""
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


class _Line(structlog.PrintLogger):
    """A line that cannot be written is lost: no call to a platform may fail of it."""

    def msg(self, message: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def _renderer(form: str) -> structlog.typing.Processor:
    if form == JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)


class _Textless(logging.Formatter):
    def __init__(self, form: str) -> None:
        super().__init__()
        self._render = _renderer(form)

    def format(self, record: logging.LogRecord) -> str:
        told = record.args
        if record.exc_info and isinstance(told, dict) and "exc" in told:
            record = copy(record)
            record.args = {**told, "exc": "", "traceback": ""}  # Celery says the text in its message, too
        event: EventDict = {
            **structlog.contextvars.get_contextvars(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": " ".join(record.getMessage()[:MOST_LETTERS].split()),
            "logger": record.name,
        }
        if record.exc_info and (error := record.exc_info[1]) is not None:
            event["fault"], event["way"] = type(error).__qualname__, _way_to(error)
        return str(self._render(None, "", event))


def _way_to(error: BaseException) -> str:
    """The frames of the fault and of what it came of, outermost first, in one bounded line; no text of any of them."""
    ways: list[str] = []
    next_: BaseException | None = error
    while next_ is not None and len(ways) < MOST_CAUSES:
        frames = traceback.extract_tb(next_.__traceback__)
        if len(frames) > MOST_FRAMES:
            frames = traceback.StackSummary.from_list([*frames[:3], *frames[3 - MOST_FRAMES :]])
        places = " > ".join(f"{_short(Path(frame.filename))}:{frame.lineno} {frame.name}" for frame in frames)
        ways.append(f"{places} > {type(next_).__qualname__}")
        next_ = next_.__cause__ or (None if next_.__suppress_context__ else next_.__context__)
    return " <- ".join(ways)
