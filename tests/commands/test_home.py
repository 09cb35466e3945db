"""Homes that are not as they should be: none yet, not writable, broken, with its ports taken, or run by somebody else."""

import os
import socket
from pathlib import Path

from distributor import migrate
from distributor.db import Database
from tests.commands.conftest import RunningHome
from tests.commands.homes import Home, write_feed
from tests.support.servers import PATIENCE_S


def test_without_a_home_nothing_is_made(running: RunningHome, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "chua-co")
    for arguments in (("status",), ("preview", "1", "--channel", "x"), ("lift", "1", "--by", "lanhdao")):
        answer = running.loa(*arguments, LOA_HOME=nowhere)
        assert answer.code == 1
        assert "loa up" in answer.err
        assert nowhere in answer.err
    doctor = running.loa("doctor", LOA_HOME=nowhere)
    assert doctor.code in (0, 1)  # its ports are taken by the running home
    assert "chưa có" in doctor.out
    assert not Path(nowhere).exists()


def test_a_home_that_cannot_be_made(running: RunningHome, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("một tệp, không phải thư mục", encoding="utf-8")
    answer = running.loa("run", "x.xml", LOA_HOME=str(tmp_path / "tep" / "nha"))
    assert answer.code == 1
    assert str(tmp_path / "tep" / "nha") in answer.err
    assert "LOA_HOME" in answer.err


def test_a_wrong_setting_names_itself(running: RunningHome, tmp_path: Path) -> None:
    answer = running.loa("status", LOA_HOME=str(tmp_path), LOA_WEB_PORT="chín")
    assert answer.code == 1
    assert "LOA_WEB_PORT" in answer.err
    (tmp_path / "config.toml").write_text("web_port = ", encoding="utf-8")
    broken = running.loa("status", LOA_HOME=str(tmp_path))
    assert str(tmp_path / "config.toml") in broken.err


def test_a_broken_database(running: RunningHome, tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "loa.db").write_bytes(b"this was a database once" * 500)
    answers = [home.loa("run", "x.xml")]
    assert home.is_quiet(), "the parts that had been started are gone"
    answers += [running.loa(command, LOA_HOME=str(tmp_path)) for command in ("status", "doctor")]
    for answer in answers:
        assert answer.code == 1
        assert "cơ sở dữ liệu" in answer.said
        assert "sao lưu" in answer.said
        assert str(tmp_path) in answer.said


def test_logs_that_cannot_be_written(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "logs").write_text("", encoding="utf-8")
    answer = home.loa("run", "x.xml")
    assert answer.code == 1
    assert str(tmp_path / "logs") in answer.err
    assert home.is_quiet()


def test_a_taken_port_says_whose_and_how_to_choose_another(tmp_path: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        answer = Home(tmp_path, {"LOA_WEB_PORT": str(port)}).loa("up")
    assert answer.code == 1
    assert f"Trang web cần cổng {port}" in answer.err
    assert f"tiến trình {os.getpid()}" in answer.err
    assert "LOA_WEB_PORT" in answer.err
    assert "config.toml" in answer.err


def test_two_homes_never_meet(running: RunningHome, tmp_path: Path) -> None:
    other = Home(tmp_path, {}, running.home.web_port, running.home.sandbox_port)
    for arguments in (("up",), ("run", write_feed(tmp_path / "nguon.xml", [1]))):
        answer = other.loa(*arguments)
        assert answer.code == 1
        assert f"Loa của thư mục {running.home.path}" in answer.err
        assert "LOA_SANDBOX_PORT" in answer.err or "LOA_WEB_PORT" in answer.err
    assert other.is_quiet()
    again = running.home.loa("up")
    assert again.code == 1
    assert f"đang chạy với thư mục {running.home.path}" in again.err


def test_a_reader_that_goes_away_and_a_poor_terminal(running: RunningHome) -> None:
    poor = Home(running.home.path, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, *_ports(running))
    assert "tài khoản" in poor.loa("status").out.lower()
    process = poor.begin("--help")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(PATIENCE_S)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def _ports(running: RunningHome) -> tuple[int, int]:
    return running.home.web_port, running.home.sandbox_port


def test_a_database_of_a_newer_version_is_told_as_such_by_every_command(running: RunningHome, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'loa.db'}")
    migrate.make_at_once(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    database.dispose()
    for arguments in (("status",), ("backup",), ("audit", "verify"), ("keys", "rotate"), ("doctor",)):
        answer = running.loa(*arguments, LOA_HOME=str(tmp_path), LOA_SANDBOX="0")
        assert answer.code == 1, arguments
        assert "phiên bản Loa mới hơn" in answer.said, answer.said
