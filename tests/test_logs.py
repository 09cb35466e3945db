"""Logs say of a fault what it was and where, and nothing of what people wrote."""

import json
import logging
import os
import sys
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
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2, "one line an event"
    for line in lines:
        assert SECRET not in line
        assert "fault=ValueError" in line
        assert "fail > ValueError <- tests/test_logs.py:" in line
        assert "fail > KeyError" in line
    assert "Task loa.compose raised unexpected" in lines[1]


def deep(levels: int) -> None:
    if levels == 0:
        fail()
    deep(levels - 1)


def test_the_way_to_a_fault_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs_of_libraries(form="json")
    try:
        deep(300)
    except ValueError:
        logging.getLogger("a.server").exception("x" * 100_000)
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert len(line) < 5_000
    assert told["way"].count(" deep > ") <= 12
    assert told["way"].endswith("fail > KeyError")
    assert (told["level"], told["logger"], told["fault"]) == ("error", "a.server", "ValueError")


def test_as_json_each_line_is_an_object_also_of_a_library_with_the_number_of_the_post(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO", "json")
    set_up_logs_of_libraries(form="json")
    with structlog.contextvars.bound_contextvars(post=7):
        structlog.get_logger().info("call", step="Ảnh")
        logging.getLogger("requests").warning("slow\nand in two lines")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["post"], ours["step"], ours["level"]) == ("call", 7, "Ảnh", "info")
    assert (theirs["event"], theirs["post"], theirs["logger"]) == ("slow and in two lines", 7, "requests")
    assert ours.keys() >= {"timestamp", "level", "event"} <= theirs.keys()


def test_a_line_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = open(os.devnull)  # noqa: SIM115 - cannot be written to
    monkeypatch.setattr(sys, "stderr", broken)
    set_up_logs("INFO")
    structlog.get_logger().info("call", post=7)
    broken.close()
    structlog.get_logger().info("call", post=7)


def test_a_place_in_a_library_is_told_with_the_one_in_our_code() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    told = fault_of(caught.value)
    assert told["at"].startswith("decoder.py:")
    assert told["called_from"].startswith("tests/test_logs.py:")
