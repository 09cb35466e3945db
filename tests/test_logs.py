"""Logs say of a fault what it was and where, and nothing of what people wrote."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from distributor.logs import fault_of, set_up_logs, set_up_logs_of_libraries

SECRET = "người dân 0912345678"


@pytest.fixture(autouse=True)
def _libraries_too() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def fail() -> None:
    address = SECRET
    try:
        dict[str, int]()[address]
    except KeyError as error:
        raise ValueError(f"not {address}") from error


@pytest.mark.parametrize("way", ["exception", "exc_info"])
def test_a_fault_is_one_line_with_its_kind_and_place(capsys: pytest.CaptureFixture[str], way: str) -> None:
    set_up_logs("INFO")
    log = structlog.get_logger()
    try:
        fail()
    except ValueError as error:
        if way == "exception":
            log.exception("a thing was not done", post=7)
        else:
            log.warning("a thing was not done", post=7, exc_info=error)
    (line,) = capsys.readouterr().err.splitlines()
    assert SECRET not in line
    assert 'event="a thing was not done"' in line
    assert "post=7 fault=ValueError at=tests/test_logs.py:" in line


def test_what_is_no_fault_is_told_as_it_is_and_too_little_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("ERROR")
    structlog.get_logger().warning("quiet")
    assert capsys.readouterr().err == ""
    structlog.get_logger().error("loud", number=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("level=error event=loud number=2")


def test_libraries_tell_the_way_through_the_code_without_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs_of_libraries()
    told = {"name": "loa.compose", "exc": f"ValueError('{SECRET}')", "traceback": SECRET}
    try:
        fail()
    except ValueError:
        logging.getLogger("loa.of.a.server").exception("Exception in ASGI application")
        logging.getLogger("loa.of.a.task").error("Task %(name)s raised unexpected: %(exc)s", told, exc_info=True)
    written = capsys.readouterr().err
    assert SECRET not in written
    assert [written.splitlines().count(kind) for kind in ("ValueError", "KeyError")] == [2, 2]
    assert written.count("in fail") == 4
    assert "Task loa.compose raised unexpected" in written


def test_a_place_in_a_library_is_told_with_the_one_in_our_code() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    told = fault_of(caught.value)
    assert told["at"].startswith("decoder.py:")
    assert told["called_from"].startswith("tests/test_logs.py:")
