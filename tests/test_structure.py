"""The house of the code: imports run downwards only, and `queue` stays Python's own."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FLOORS = [
    {"loa", "worker", "commands"},
    {"supervisor"},
    {"web"},
    {"dispatch"},
    {"distributor"},
    {"channels"},
]
"""From the top. A module may import from its own floor's room and from floors below."""

ROOMS = {"loa": "loa.py", "worker": "worker.py", "dispatch": "queue/dispatch"}
ALONE = {"sandbox"}
"""Imports no other room, so that it can disagree."""

OUR_NAMES = set().union(*FLOORS) | ALONE


def files_of(room: str) -> list[Path]:
    place = ROOT / ROOMS.get(room, room)
    return [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def rooms_imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names & OUR_NAMES


def allowed(room: str) -> set[str]:
    for number, floor in enumerate(FLOORS):
        if room in floor:
            return floor.union(*FLOORS[number + 1 :])
    return {room}


@pytest.mark.parametrize("room", sorted(OUR_NAMES))
def test_imports_run_downwards_only(room: str) -> None:
    files = files_of(room)
    assert files, f"the room {room} is empty"
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}" for file in files for name in rooms_imported(file) - allowed(room)
    }
    assert wrong == set()


def test_adapters_know_no_database_and_no_celery() -> None:
    for file in files_of("channels"):
        imported = {
            alias.name.partition(".")[0]
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {
            (node.module or "").partition(".")[0]
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
        }
        assert not imported & {"sqlmodel", "sqlalchemy", "celery", "redis", "kombu"}, file


def test_a_worker_has_pythons_own_queue() -> None:
    """The folder `queue/` must never shadow the standard library, whatever is on the path."""
    program = (
        "import worker, queue, dispatch.tasks, sys;"
        "assert hasattr(queue, 'SimpleQueue'), queue;"
        "assert 'loa.deliver' in worker.app.tasks;"
        "print(queue.__file__)"
    )
    for path in (f"{ROOT}:{ROOT / 'queue'}", f"{ROOT / 'queue'}:{ROOT}"):
        found = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        assert not found.stdout.startswith(str(ROOT))
    assert not (ROOT / "queue" / "__init__.py").exists()


def test_tasks_are_one_line() -> None:
    tree = ast.parse((ROOT / "queue" / "dispatch" / "tasks.py").read_text(encoding="utf-8"))
    tasks = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(tasks) >= 9
    for task in tasks:
        assert len(task.body) == 1, task.name
        assert all(argument.annotation is not None for argument in task.args.args), task.name
