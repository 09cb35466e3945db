"""Programs that are copies: apart from their maker in all that matters, and ended with it, however it ends."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from supervisor.forker import ForkedProgram, Forker
from supervisor.kernel import kernel_says
from supervisor.parts import ROOT, python_path
from supervisor.process import Part
from supervisor.stack import RunningParts
from tests.support.servers import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux only")
PROGRAM = """
    import json, os, signal, sys, decimal
    print(json.dumps({
        "argv": sys.argv[1:], "home": os.environ.get("LOA_HOME"), "named": open("/proc/self/cmdline").read().rstrip(chr(0)),
        "files": sorted({os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd") if int(each) > 2
                         and os.path.exists(f"/proc/self/fd/{each}")}),
        "loaded": "fractions" in sys.modules, "group": os.getpgid(0) == os.getpid(), "input": sys.stdin.read(),
        "blocked": [int(each) for each in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
        "term": signal.getsignal(signal.SIGTERM) is signal.SIG_DFL}))
    import threading
    threading.Event().wait()
"""
MAKER = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from supervisor.interruption import Interruption
    from supervisor.forker import Forker
    from supervisor.process import Part
    Interruption().install()
    folder = Path(sys.argv[1])
    secret, kept = open(folder / "secret", "w"), open(folder / "kept", "w")
    print("not flushed", end="")
    forker = Forker.begin(["fractions"], [kept.fileno()])
    for name in ("one", "two"):
        part = Part(name, name, [sys.executable, "-m", "program", name], {"LOA_HOME": "nhà", "PYTHONPATH": str(folder)}, folder)
        part.forker = forker
        part.start()
        print(part.process.pid, flush=True)
    sys.stdin.read()
    forker.end()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "program.py").write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    return tmp_path


@pytest.fixture
def maker(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(MAKER), str(folder)],
        env={**os.environ, "PYTHONPATH": python_path()},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.terminate()
    process.communicate()


def told_by(folder: Path, name: str) -> str:
    log = folder / f"{name}.log"
    wait_until(lambda: log.exists() and log.read_text(encoding="utf-8").endswith("}\n"), f"{name} has told")
    return log.read_text(encoding="utf-8")


def pids_of(maker: subprocess.Popen[str]) -> list[int]:
    assert maker.stdout is not None
    return [int(maker.stdout.readline().removeprefix("not flushed")) for _ in range(2)]


def is_gone(pid: int) -> bool:
    return kernel_says(pid)[0] in ("", "Z")


def test_a_copy_is_a_program_of_its_own(folder: Path, maker: subprocess.Popen[str]) -> None:
    pids_of(maker)
    for name in ("one", "two"):
        told = json.loads(told_by(folder, name))
        assert [file for file in told["files"] if file.startswith(str(folder))] == [str(folder / "kept")], (
            "not the maker's own"
        )
        assert not [file for file in told["files"] if file.startswith("socket:")], "no orders to give"
        assert (told["argv"], told["home"], told["named"]) == ([name], "nhà", f"loa {name}")
        assert told["loaded"], "what the maker has loaded"
        assert told["group"], "a signal from the terminal does not reach it"
        assert (told["input"], told["blocked"], told["term"]) == ("", [], True)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_copies_end_with_their_maker(folder: Path, maker: subprocess.Popen[str], number: int) -> None:
    pids = pids_of(maker)
    told_by(folder, "two")
    maker.send_signal(number)
    for pid in pids:
        wait_until(lambda pid=pid: is_gone(pid), "ended with its maker")  # type: ignore[misc]


def test_a_frozen_forker_outlives_nobody(maker: subprocess.Popen[str]) -> None:
    status = Path(f"/proc/{pids_of(maker)[0]}/status").read_text(encoding="ascii")
    forker = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
    os.kill(forker, signal.SIGSTOP)
    maker.kill()
    wait_until(lambda: is_gone(forker), "ended with its maker, though it was frozen")


@pytest.fixture
def forker() -> Iterator[Forker]:
    made = Forker.run(["fractions"], {**os.environ, "PYTHONPATH": python_path()})
    yield made
    made.end()


def part_of(folder: Path, forker: Forker, *command: str) -> Part:
    made = Part("one", "Một", command or [sys.executable, "-m", "program"], {"PYTHONPATH": str(folder)}, folder)
    made.forker = forker
    return made


def test_one_that_ends_is_buried_and_started_again(folder: Path, forker: Forker) -> None:
    part = part_of(folder, forker)
    part.start()
    told_by(folder, "one")
    assert isinstance(part.process, ForkedProgram)
    assert part.running()
    first = part.process.pid
    part.kill()
    assert not part.running()
    wait_until(lambda: not Path(f"/proc/{first}").exists(), "nothing of it is left")
    assert "dừng đột ngột" in part.watch()
    wait_until(lambda: part.watch() == "" and part.running(), "started again")
    part.kill()


def test_where_the_forker_is_gone_or_frozen_a_part_begins_plainly(folder: Path) -> None:
    silent = subprocess.Popen(["sleep", "600"])
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    forker = Forker(ours, silent.pid, answers_s=1)
    part = part_of(folder, forker)
    part.start()
    assert isinstance(part.process, subprocess.Popen)
    assert silent.wait() == -signal.SIGKILL, "it would obey later"
    part.kill()
    again = part_of(folder, forker)
    again.start()
    assert isinstance(again.process, subprocess.Popen)
    again.kill()
    forker.end()
    theirs.close()


def test_what_ends_under_a_stopped_forker_is_noticed_and_started_again(folder: Path, forker: Forker) -> None:
    part = part_of(folder, forker)
    part.start()
    told_by(folder, "one")
    assert isinstance(part.process, ForkedProgram)
    os.kill(forker.pid, signal.SIGSTOP)
    wait_until(lambda: kernel_says(forker.pid)[0] == "T", "it is stopped")
    os.kill(part.process.pid, signal.SIGKILL)
    assert part.process.wait(10) == -signal.SIGKILL
    os.kill(forker.pid, signal.SIGSTOP)
    wait_until(lambda: kernel_says(forker.pid)[0] == "T", "it is stopped again")
    part.start()
    assert isinstance(part.process, ForkedProgram), "woken for the order"
    part.kill()


def test_a_stopped_forker_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supervisor.forker.STOPPED_S", 0.2)
    told: list[str] = []
    forker = Forker.run([], {**os.environ, "PYTHONPATH": python_path()})
    running = RunningParts([], told.append, forker=forker)
    running.watch()
    os.kill(forker.pid, signal.SIGSTOP)

    def has_told() -> bool:
        running.watch()
        return bool(told)

    wait_until(has_told, "it is woken")
    assert "loa forker" in told[0]
    wait_until(lambda: kernel_says(forker.pid)[0] == "S", "it goes on")
    os.kill(forker.pid, signal.SIGSTOP)
    running.stop()
    assert is_gone(forker.pid)


def test_where_no_process_may_be_made_a_part_begins_plainly(folder: Path) -> None:
    forker = Forker.run([], {**os.environ, "PYTHONPATH": python_path()})
    resource.prlimit(forker.pid, resource.RLIMIT_NOFILE, (3, 3))
    part = part_of(folder, forker)
    part.start()
    told_by(folder, "one")
    assert isinstance(part.process, subprocess.Popen)
    part.kill()
    assert kernel_says(forker.pid)[0] not in ("", "Z"), "it lives, and what it made lives with it"
    forker.end()


def test_what_is_no_module_of_python_is_no_copy(folder: Path, forker: Forker) -> None:
    part = part_of(folder, forker, sys.executable, "-c", "import threading; threading.Event().wait()")
    part.start()
    assert isinstance(part.process, subprocess.Popen)
    part.kill()


def test_a_fault_stands_in_the_log_of_the_program(folder: Path, forker: Forker) -> None:
    (folder / "program.py").write_text("raise SystemExit('lạ quá')", encoding="utf-8")
    part = part_of(folder, forker)
    part.start()
    wait_until(lambda: not part.running(), "it ends")
    assert "lạ quá" in part.log_told()


def test_a_process_with_threads_is_not_copied() -> None:
    code = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    code += "from supervisor.forker import Forker\nprint(Forker.begin([], []))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": python_path()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "None\n"


def test_what_is_loaded_for_all_reads_no_settings() -> None:
    """Else each copy would have the home of its maker's environment."""
    code = """
        import gc, importlib, os, distributor.settings
        gc.disable()
        def refuse(*_, **__): raise SystemExit("read")
        distributor.settings.load_settings = refuse
        from supervisor.parts import MODULES
        for names in MODULES.values():
            for name in names:
                importlib.import_module(name)
        os._exit(0)
    """
    environment = {**os.environ, "PYTHONPATH": python_path()}
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=environment, cwd=ROOT, check=True)
