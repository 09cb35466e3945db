"""Bounded children: what each failure costs, who stays warm, and that none outlives its parent."""

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.children import (
    CHILDREN,
    Bounds,
    ChildFailed,
    ChildFault,
    Children,
    Failure,
    _Careful,
    while_wanted,
)
from distributor.ingest.entry import Entry, UnreadableSource
from distributor.ingest.fetch import FetchError
from phrases import Phrase, phrase
from tests.support.servers import PATIENCE_S, ROOT, wait_until

HERE = "tests.support.misbehaving"


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children(2)
    yield made
    made.close()


def test_a_child_stays_warm_and_answers_plain_values(children: Children) -> None:
    first = children.call(f"{HERE}:pid")
    said = phrase("ingest.child.crash")
    back = children.call(f"{HERE}:echo", {"a": [1, "Điều 1", b"\x00", None], "b": said})
    assert back == {"a": [1, "Điều 1", b"\x00", None], "b": said}
    assert isinstance(back["b"], Phrase)
    assert children.call(f"{HERE}:pid") == first != os.getpid()
    assert children.waiting() == [first]


@pytest.mark.parametrize(
    ("deed", "failure"),
    [
        ("spin", Failure.TIME),
        ("eat_memory", Failure.MEMORY),
        ("abort", Failure.CRASH),
        ("answer_nonsense", Failure.CRASH),
        ("sleep", Failure.SLOW),
        ("drip", Failure.SLOW),
    ],
)
def test_what_goes_wrong_costs_its_own_call(children: Children, deed: str, failure: Failure) -> None:
    bounds = {Failure.TIME: Bounds(processor_s=1, wall_s=PATIENCE_S), Failure.SLOW: Bounds(wall_s=1)}
    with pytest.raises(ChildFailed) as failed:
        children.call(f"{HERE}:{deed}", bounds=bounds.get(failure, Bounds(wall_s=PATIENCE_S)))
    assert failed.value.failure is failure
    assert children.waiting() == []
    assert children.call(f"{HERE}:echo", 1) == 1


def test_an_answer_that_would_act_is_not_read(children: Children, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.touch()
    with pytest.raises(ChildFailed) as failed:
        children.call(f"{HERE}:answer_with_deeds", str(kept))
    assert (failed.value.failure, kept.exists()) == (Failure.CRASH, True)


def test_what_a_function_raises_comes_back(children: Children) -> None:
    with pytest.raises(UnreadableSource, match="không đọc được"):
        children.call(f"{HERE}:raise_ours")
    with pytest.raises(ChildFault, match="RuntimeError: hỏng"):
        children.call(f"{HERE}:fail")
    assert len(children.waiting()) == 1


def test_time_is_given_anew_to_each_call(children: Children) -> None:
    """A warm child has used some already; a second on top of it is a second."""
    pids = {children.call("tests.support.misbehaving:pid", bounds=Bounds(processor_s=1)) for _ in range(3)}
    assert len(pids) == 1


def test_one_that_keeps_much_memory_is_not_kept(children: Children) -> None:
    pid = children.call(f"{HERE}:keep_memory", 300_000_000)
    assert children.call(f"{HERE}:pid") != pid


def test_a_function_asks_its_parent(children: Children) -> None:
    assert children.call(f"{HERE}:ask", "gì", serve=lambda value: f"{value} đó") == "gì đó"

    def refuse(_value: object) -> None:
        raise UnreadableSource("không cho")

    with pytest.raises(UnreadableSource, match="không cho"):
        children.call(f"{HERE}:ask", "gì", serve=refuse)


def test_while_its_parent_serves_a_child_others_have_their_turn() -> None:
    """Else two slow websites would keep everybody from reading and understanding."""
    children = Children(1, patience_s=0.2)
    other = children.call(f"{HERE}:ask", "ai", serve=lambda _value: children.call(f"{HERE}:pid"))
    assert children.waiting() == [other]
    assert children._free._value == 1
    children.close()


def test_a_child_that_gets_no_turn_again_ends() -> None:
    children = Children(1, patience_s=0.1)
    with pytest.raises(ChildFailed) as failed:
        children.call(f"{HERE}:ask", "gì", serve=lambda _value: children._free.acquire())
    assert (failed.value.failure, children.waiting()) == (Failure.BUSY, [])
    assert children._free._value == 0


@pytest.mark.parametrize("deed", ["sleep", "drip"])
def test_what_is_wanted_no_longer_is_stopped(children: Children, deed: str) -> None:
    with while_wanted(lambda: False), pytest.raises(ChildFailed) as failed:
        children.call(f"{HERE}:{deed}")
    assert failed.value.failure is Failure.STOPPED


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("distributor.children", "Path"),
        ("distributor.children", "StrEnum"),
        ("distributor.children", "Children"),
        ("distributor.child", "_Parent"),
        ("distributor.ingest.bounded", "ReadingBounds"),
        ("distributor.ingest.read", "ReadingProgress"),
        ("distributor.ingest.bounded", "Entry"),
        ("builtins", "eval"),
    ],
)
def test_a_child_names_only_what_is_defined_where_it_says_and_holds_values(module: str, name: str) -> None:
    importlib.import_module("distributor.ingest.read")
    reader = _Careful(memoryview(b""))
    with pytest.raises(pickle.UnpicklingError, match=name):
        reader.find_class(module, name)
    assert reader.find_class("distributor.ingest.entry", "Entry") is Entry
    assert reader.find_class("distributor.ingest.fetch", "FetchError") is FetchError


def test_who_comes_when_all_work_waits_and_is_told() -> None:
    children, stop = Children(1, patience_s=0.2), threading.Event()

    def hold() -> None:
        with while_wanted(lambda: not stop.is_set()), pytest.raises(ChildFailed):
            children.call(f"{HERE}:sleep")

    holder = threading.Thread(target=hold)
    holder.start()
    wait_until(lambda: not children._free._value, "the only child is taken")
    with pytest.raises(ChildFailed) as failed:
        children.call(f"{HERE}:pid")
    assert (failed.value.failure, children.is_crowded) == (Failure.BUSY, False)
    stop.set()
    holder.join()


def test_a_process_runs_two_at_most_however_many_ask(tmp_path: Path) -> None:
    at_work, go_on = tmp_path / "at work", tmp_path / "go on"
    at_work.mkdir()
    counted: list[int] = []

    def ask() -> None:
        counted.append(CHILDREN.call(f"{HERE}:work_until", str(at_work), str(go_on)))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    wait_until(lambda: CHILDREN.is_crowded and len(list(at_work.iterdir())) == 2, "two work and two wait")
    go_on.touch()
    for asker in askers:
        asker.join()
    assert (len(counted), max(counted), CHILDREN.is_crowded) == (4, 2, False)


def test_other_work_borrows_the_place_of_one_but_never_the_last() -> None:
    for children in (Children(2, patience_s=0.01), Children(1, patience_s=0.01)):
        with children.lend(), children.lend(), contextlib.ExitStack() as turns:
            children._take_turn(turns)
            with pytest.raises(ChildFailed):
                children._take_turn(turns)
    two = Children(2, patience_s=0.01)
    with contextlib.ExitStack() as turns:
        two._take_turn(turns)
        two._take_turn(turns)
        with two.lend(patience_s=0.01):  # it does not wait for ever
            pass
    with two.lend():
        pass
    with contextlib.ExitStack() as turns:  # what was lent is back
        two._take_turn(turns)
        two._take_turn(turns)


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """Also while it works, which is when it hears nothing."""
    file = tmp_path / "pid"
    program = f"from distributor.children import CHILDREN; CHILDREN.call('{HERE}:write_pid_and_spin', {str(file)!r})"
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    wait_until(lambda: file.exists() and file.read_text(), "the child works")
    parent.kill()
    parent.wait()
    wait_until(lambda: not Path(f"/proc/{file.read_text()}").exists(), "the child is gone")


def test_a_forked_process_has_children_of_its_own() -> None:
    warm = CHILDREN.call(f"{HERE}:pid")
    pid = os.fork()
    if pid == 0:
        os._exit(0 if CHILDREN.waiting() == [] and CHILDREN.call(f"{HERE}:pid") != warm else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert CHILDREN.call(f"{HERE}:pid") == warm


def test_what_a_child_loads_is_little() -> None:
    """It reads feeds without tables, and its memory counts as often as it runs."""
    fresh = Children(1)  # one of `CHILDREN` may have worked for another test
    assert not fresh.call("tests.support.misbehaving:loaded") & {"sqlalchemy", "trafilatura", "celery", "fastapi"}
    fresh.close()


def test_one_that_nobody_calls_ends_itself_and_the_next_call_gets_another() -> None:
    children = Children(1, warm_s=0.1)
    pid = children.call(f"{HERE}:pid")
    wait_until(lambda: children._idle[0].process.poll() is not None, "it has ended")
    assert children.call(f"{HERE}:pid") != pid
    children.close()


@pytest.mark.parametrize(
    "module", ["distributor.ingest.parsing", "distributor.render.drawing", "distributor.media.photo"]
)
def test_what_runs_in_a_child_loads_no_tables(module: str) -> None:
    """Else each child takes forty megabytes more, and the machine may have few."""
    asked = f"import sys, {module}; print(sorted({{'sqlalchemy', 'sqlmodel'}} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is told by Linux")
def test_a_warm_child_gives_back_what_it_freed(children: Children) -> None:
    children.call(f"{HERE}:leave_a_gap", 800, 100_000)
    (pid,) = children.waiting()

    def held_now_and_at_most() -> tuple[int, int]:
        told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return int(told["VmRSS"].split()[0]), int(told["VmHWM"].split()[0])

    def gave_back() -> bool:
        now, most = held_now_and_at_most()
        return most - now > 60_000

    wait_until(gave_back, "the child gives back most of its 80 MB")


def test_what_draws_knows_the_channels_and_loads_nothing_that_calls_them() -> None:
    asked = (
        "import sys, distributor.render.drawing as _; print(sorted({'requests', 'channels.http'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
