"""A part: it says when it serves, comes back when it falls, leaves its log short, and never outlives its parent."""

import math
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from distributor.errors import LoaError
from supervisor import process as process_module
from supervisor import waker
from supervisor.interruption import Interruption
from supervisor.kernel import kernel_says
from supervisor.process import Part
from supervisor.stack import RunningParts
from supervisor.waker import Waker
from tests.support.servers import ROOT, wait_until

SERVES = "print('here I am', flush=True)\nimport time\ntime.sleep(60)"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVES}"


def part(folder: Path, program: str, name: str = "part", announces: str = "here I am", **more: float) -> Part:
    made = Part(name, f"Phần {name}", [sys.executable, "-c", program], {}, folder / "logs", announces)
    for field, value in more.items():
        setattr(made, field, value)
    return made


def alive(pid: int) -> bool:
    """A child that nobody has waited for yet does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_serves_once_it_says_so(tmp_path: Path) -> None:
    made = part(tmp_path, SERVES)
    made.start()
    made.wait_ready()
    assert made.running()
    made.kill()
    assert not made.running()
    # What an earlier life said does not count.
    again = part(tmp_path, "import time\ntime.sleep(60)", start_s=0.3)
    again.start()
    with pytest.raises(LoaError, match="chưa sẵn sàng sau"):
        again.wait_ready()
    again.kill()


def test_one_that_falls_at_once_shows_the_end_of_its_log(tmp_path: Path) -> None:
    made = part(tmp_path, "raise SystemExit('no such thing')")
    made.start()
    with pytest.raises(LoaError, match="no such thing") as told:
        made.wait_ready()
    assert str(made.log_file) in str(told.value)


def test_a_program_or_log_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    missing = Part("part", "Phần", ["/không/có"], {}, tmp_path / "logs")
    with pytest.raises(LoaError, match="không khởi động được"):
        missing.start()
    (tmp_path / "file").write_text("")
    unwritable = part(tmp_path / "file", SERVES)
    with pytest.raises(LoaError, match="dung lượng đĩa"):
        unwritable.start()


def test_one_that_fell_comes_back(tmp_path: Path) -> None:
    told: list[str] = []
    made = part(tmp_path, SERVES)
    stack = RunningParts([made], told.append)
    stack.start()
    assert made.process is not None
    first = made.process.pid
    os.kill(first, signal.SIGKILL)

    def back() -> bool:
        stack.watch()
        return made.process is not None and made.running() and made.process.pid != first

    wait_until(back, "the part is back")
    assert told[0] == "✓ Phần part"
    assert "dừng đột ngột" in told[1]
    stack.stop()


def test_one_that_a_signal_has_stopped_is_woken_where_it_holds_what_would_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waker, "STOPPED_S", 0.2)
    made = part(tmp_path, SERVES)
    stack = RunningParts([made], lambda _line: None, watchman=Waker())
    stack.start()
    assert made.process is not None
    pid = made.process.pid
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: kernel_says(pid)[0] == "T", "it is stopped")

    def goes_on() -> bool:
        stack.watch()
        return kernel_says(pid)[0] != "T"

    wait_until(goes_on, "it goes on")
    assert made.running()
    assert made.process.pid == pid
    stack.stop()


def test_one_that_cannot_stay_up_is_given_up_where_somebody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "RESTART_AFTER_S", (0.0,))
    stack = RunningParts([part(tmp_path, "raise SystemExit('broken for good')", announces="")], lambda _line: None)
    stack.launch()

    def watch() -> bool:
        stack.watch(most_falls=2)
        return False

    with pytest.raises(LoaError, match="broken for good"):
        wait_until(watch, "given up")
    stack.stop()


def test_a_long_log_moves_aside_while_the_part_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "LONGEST_LOG", 1000)
    monkeypatch.setattr(process_module, "LOG_LOOK_EVERY_S", 0.0)
    made = part(tmp_path, "import time\nwhile True: print('line ' * 20, flush=True); time.sleep(0.001)", announces="")
    made.start()
    old = made.log_file.with_suffix(".log.1")
    wait_until(lambda: made.watch() == "" and old.exists(), "the log moved aside")
    assert made.log_file.stat().st_size < 100_000
    wait_until(lambda: made.log_file.stat().st_size > 0, "it goes on writing")
    assert b"\0" not in made.log_file.read_bytes()
    made.kill()


def test_parts_stop_stage_by_stage(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    program = f"""
        import signal, sys, time
        def end(*_):
            open({str(ended)!r}, "a").write(sys.argv[1]); sys.exit(0)
        signal.signal(signal.SIGTERM, end)
        print("here I am", flush=True)
        time.sleep(60)
    """
    parts = []
    for name, stage in (("c", 2), ("a", 0), ("b", 1)):
        made = part(tmp_path, textwrap.dedent(program), name)
        made.command = [*made.command, name]
        made.stage = stage
        parts.append(made)
    stack = RunningParts(parts, lambda _line: None)
    stack.start()
    stack.stop()
    assert ended.read_text() == "abc"


class AskedTwice(Interruption):
    def impatient(self) -> bool:
        return True


@pytest.mark.parametrize(("stop_s", "hurry"), [(0.2, False), (math.inf, True)], ids=["past its time", "in a hurry"])
def test_one_that_will_not_stop_is_killed(tmp_path: Path, stop_s: float, hurry: bool) -> None:
    made = part(tmp_path, STUBBORN, stop_s=stop_s)
    stack = RunningParts([made], lambda _line: None, AskedTwice() if hurry else Interruption())
    stack.start()
    stack.stop()
    assert not made.running()


def test_it_ends_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    program = f"""
        import sys, time
        from pathlib import Path
        from supervisor.process import Part
        part = Part("part", "Phần", [sys.executable, "-c", {SERVES!r}], {{}}, Path({str(tmp_path)!r}), "here I am")
        part.start(); part.wait_ready()
        print(part.process.pid, flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive(child), "the child has gone too")
