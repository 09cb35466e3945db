"""The house of the code: imports run downwards only, and `queue` stays Python's own."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import distributor
from distributor.staff.deeds import DEEDS

ROOT = Path(__file__).resolve().parents[1]

FLOORS = [
    {"loa", "worker", "commands"},
    {"supervisor"},
    {"web"},
    {"dispatch"},
    {"distributor"},
    {"channels"},
    {"phrases"},
]
"""From the top. A module may import from its own floor's room and from floors below."""

ENGINE_FLOORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "values and ground: what travels, the database, settings, secrets, the clock",
        (
            *(
                "reading_states",
                "post_states",
                "clock",
                "database_clock",
                "errors",
                "process_memory",
                "config_files",
                "inputs",
                "logs",
                "child",
                "children",
                "policy",
                "models",
                "text",
            ),
            *(
                "audience_terms",
                "db",
                "many_tokens",
                "many_values",
                "events",
                "facts",
                "file_modes",
                "holds",
                "media",
                "notices",
                "recipient_counts",
            ),
            *(
                "settings",
                "sms_rules",
                "units",
                "journal",
                "keyring",
                "vault",
                "calendar",
                "finding",
                "labels",
                "migrate",
                "signed_codes",
            ),
            *("phone_numbers", "reasons"),
        ),
    ),
    ("people and work", ("work", "states", "outgoing", "scheduler", "staff")),
    ("understanding", ("ingest", "law", "lookup", "understand", "learn")),
    ("composing", ("compose", "render", "draft")),
    ("deciding", ("plan", "share", "review")),
    ("carrying", ("deliver", "measure", "webhooks")),
    (
        "use cases that join rooms",
        ("campaigns", "write", "connect", "cases", "broadcast", "correct", "importing", "telephone"),
    ),
    ("desks that read, and keep only what stands on their papers", ("report",)),
    ("what goes out by itself", ("mail", "backup")),
)
"""The floors of `distributor/`, from the ground up, and the rooms of each in order: a room imports only rooms that stand
before it, so no two import each other."""

NAMESAKES = {
    "Answer": "of a platform in `channels.http`, whose names the channels of others import, and of a question",
    "Block": "a part of a text that is fitted, and a part of a card's layout: both are what their field calls a block",
    "Clock": "what an adapter is given, and what the engine has: adapters know nothing of the engine",
    "Listing": "in `channels.tables`, whose names the channels of others import, and a list of acts in a text",
    "Line": "of type on a card, and in a frame of a video",
    "Page": "of results in the interface, and a news page as it is understood",
    "Role": "of a point in a message (DESIGN), and of a person in the table role × action",
    "Scene": "what is to be said, and what of it a video shows at a time",
    "Sentence": "of an act's own text, and of an item's",
    "SetText": "words that were fitted into a post, and lines that were set on a card",
    "Setting": "where words, where blocks, and where a video's parts are set",
    "Stage": "in `channels.outcome`, whose names the channels of others import, and of a video",
    "Shape": "of a pattern, and of a video",
}
"""Public class names that exist twice, and why that is right or what is to become of it."""

HAND_ON = {
    "distributor.share.accept.accept_offer": "to what a yes in advance does as well",
    "distributor.correct.propose.report_error": "to the proposal of each unit",
}
"""Deeds that write no entry themselves → what they hand the actor on to."""

SPEAKING = {"ingest", "understand", "law", "compose", "render"}
"""Rooms that recognise or compose Vietnamese. Elsewhere it stands in patterns, and in examples of what they read."""

VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)

ROOMS = {"loa": "loa.py", "worker": "worker.py", "dispatch": "queue/dispatch"}
ALONE = {"sandbox"}
"""Imports no other room, so that it can disagree."""

OUR_NAMES = set().union(*FLOORS) | ALONE


def files_of(room: str) -> list[Path]:
    place = ROOT / ROOMS.get(room, room)
    return [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def names_imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """`a.b` of `import a.b`; `a.b` and `a.b.c` of `from a.b import c`."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    module = node.module or ""
    return {module, *(f"{module}.{alias.name}" for alias in node.names)}


def is_vietnamese_sentence(text: str) -> bool:
    return len(text) > len("Giờ đăng bài") and " " in text and bool(VIETNAMESE.search(text))


@dataclass(frozen=True)
class Read:
    """What a file's text says. `imports`: each with whether a function holds it; `calls`: name, names of what is given."""

    imports: tuple[tuple[ast.Import | ast.ImportFrom, bool], ...]
    calls: tuple[tuple[str, frozenset[str | None]], ...]
    classes: tuple[str, ...]
    sentences: tuple[str, ...]
    """Vietnamese ones, docstrings too."""


@cache
def read(file: Path) -> Read:
    """Each file is parsed once, for all tests here."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imports, calls, sentences = [], [], []
    ahead: list[tuple[ast.AST, bool]] = [(tree, False)]
    while ahead:
        node, within = ahead.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append((node, within))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.append((node.func.id, frozenset(keyword.arg for keyword in node.keywords)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_vietnamese_sentence(node.value):
            sentences.append(node.value)
        within = within or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ahead += [(child, within) for child in ast.iter_child_nodes(node)]
    classes = tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef))
    return Read(tuple(imports), tuple(calls), classes, tuple(sentences))


def rooms_imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node, _ in read(file).imports:
        if isinstance(node, ast.Import) or node.level == 0:
            names |= {name.partition(".")[0] for name in names_imported(node)}
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


def test_what_an_office_runs_needs_no_demo() -> None:
    """`sandbox` and `commands/demo` are the optional part `loa[demo]`: nothing loads them that is not asked for a demo."""
    wrong = set()
    for file in (file for room in sorted(set().union(*FLOORS)) for file in files_of(room)):
        if file.is_relative_to(ROOT / "commands" / "demo"):
            continue
        for node, within in read(file).imports:
            names = names_imported(node)
            parts = {
                part
                for part in ("sandbox", "commands.demo")
                if any(f"{name}.".startswith(f"{part}.") for name in names)
            }
            if "sandbox" in parts or (parts and not within):
                wrong.add(f"{file.relative_to(ROOT)} imports {', '.join(names)}")
    assert wrong == set()


def test_rooms_of_the_engine_import_downwards_only() -> None:
    place = {room: number for number, room in enumerate(room for _, rooms in ENGINE_FLOORS for room in rooms)}
    wrong = set()
    for file in sorted((ROOT / "distributor").rglob("*.py")):
        relative = file.relative_to(ROOT / "distributor")
        room = relative.parts[0].removesuffix(".py")
        if room in {"__init__", "migrations"}:
            continue
        assert room in place, f"distributor/{room} stands on no floor"
        for node, _ in read(file).imports:
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("distributor."):
                continue
            other = (node.module or "").split(".")[1]
            if other != room and place.get(other, len(place)) > place[room]:
                wrong.add(f"distributor/{relative} imports {other}")
    assert wrong == set()


def test_only_deeds_of_the_engine_write_to_the_log_of_actions() -> None:
    outside = [file for room in ("web", "commands", "dispatch", "supervisor") for file in files_of(room)]
    writers = {"distributor.staff.audit.note_by", "distributor.staff.audit.note_action", "distributor.staff.audit"}
    wrong = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in outside
        for node, _ in read(file).imports
        if names_imported(node) & writers - ({"distributor.staff.audit"} if _reads_only(node) else set())
    }
    assert wrong == set()


def _reads_only(node: ast.Import | ast.ImportFrom) -> bool:
    """`from distributor.staff.audit import check_log`: the log is checked, or bound by its key; no deed is written."""
    return isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} <= {"check_log", "anchor"}


def test_the_product_opens_databases_with_their_home_and_vaults_with_their_database() -> None:
    """Else the log would be chained without a key, and what rotation sealed anew could not be opened."""
    lacking = set()
    for file in (
        file for room in ("distributor", "web", "commands", "dispatch", "supervisor") for file in files_of(room)
    ):
        for name, given in read(file).calls:
            if (wanted := {"Database": "home", "open_vault": "database"}.get(name)) and wanted not in given:
                lacking.add(str(file.relative_to(ROOT)))
    assert lacking == {"distributor/migrate.py"}, "which makes an empty one, to compare"


CALLING_OUT = {"Transport", "open_adapter", "open_connector", "open_link", "open_messenger"}


def test_whatever_calls_out_says_where_it_may_go() -> None:
    """Addresses that staff enter go by one rule (`channels/addresses.py`); who says nothing may go anywhere."""
    lacking = {
        f"{file.relative_to(ROOT)}: {name}"
        for room in ("distributor", "web", "commands", "dispatch", "supervisor")
        for file in files_of(room)
        for name, given in read(file).calls
        if name in CALLING_OUT and "way_out" not in given
    }
    assert lacking == set()


def test_every_deed_has_a_right_and_writes_to_the_log() -> None:
    for found in pkgutil.walk_packages(distributor.__path__, "distributor."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
    assert len(DEEDS) > 90
    silent = set()
    for name in DEEDS:
        module, _, function = name.rpartition(".")
        act = inspect.unwrap(getattr(importlib.import_module(module), function))
        if not any(
            f"{writer}(" in inspect.getsource(act) for writer in ("note", "note_on_post", "did", "_choose", "_keep")
        ):
            silent.add(name)
    assert silent == set(HAND_ON), "a deed that writes no entry itself hands the actor on to what does"


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for room in sorted(OUR_NAMES - ALONE):
        for file in files_of(room):
            for name in read(file).classes:
                if not name.startswith("_"):
                    places.setdefault(name, []).append(str(file.relative_to(ROOT)))
    twice = {name: files for name, files in places.items() if len(files) > 1}
    assert set(twice) == set(NAMESAKES), "one name for two things, or a namesake that is gone"
    assert len(NAMESAKES) < 15


def test_the_engine_says_codes_and_leaves_words_to_catalogues() -> None:
    """Less than sixty sentences beside the rooms that speak: patterns, and docstrings that show what is read."""
    found = [
        f"{file.relative_to(ROOT)}: {sentence[:60]}"
        for file in files_of("distributor")
        if not {"migrations", *SPEAKING} & {file.relative_to(ROOT).parts[1]}
        for sentence in read(file).sentences
    ]
    assert len(found) < 60, "\n".join(found)


def test_one_place_changes_posts() -> None:
    """`move_post` and its like; what else changes a post is no state."""
    door = ROOT / "distributor" / "states.py"
    saying = {
        file
        for room in sorted(OUR_NAMES - ALONE)
        for file in files_of(room)
        if re.search(r"\bupdate\(Post\)", file.read_text(encoding="utf-8"))
    }
    assert saying == {door}


def test_every_room_of_the_engine_is_there() -> None:
    rooms = [room for _, listed in ENGINE_FLOORS for room in listed]
    assert len(rooms) == len(set(rooms))
    folder = ROOT / "distributor"
    missing = [room for room in rooms if not (folder / room).is_dir() and not (folder / f"{room}.py").is_file()]
    assert missing == []


def test_the_page_of_the_floors_draws_them_as_they_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page[page.index("| floor | rooms, in order |") :].partition("\n\n")[0]
    assert re.findall(r"`(\w+)`", table) == [room for _, listed in ENGINE_FLOORS for room in listed]


def test_adapters_know_no_database_and_no_celery() -> None:
    for file in files_of("channels"):
        imported = {name.partition(".")[0] for node, _ in read(file).imports for name in names_imported(node)}
        assert not imported & {"sqlmodel", "sqlalchemy", "celery", "redis", "kombu"}, file


def test_a_worker_has_pythons_own_queue() -> None:
    """The folder `queue/` must never shadow the standard library, whatever is on the path."""
    places = "[importlib.util.find_spec(name).origin for name in ('queue', 'dispatch', 'dispatch.tasks', 'worker')]"
    whole = (
        "import gc; gc.disable();"
        "import worker, queue, dispatch.tasks, importlib.util, os;"
        "assert hasattr(queue, 'SimpleQueue'), queue;"
        "assert 'loa.deliver' in worker.app.tasks;"
        f"print(*{places}, flush=True); os._exit(0)"
    )
    seen = f"import importlib.util, queue; assert hasattr(queue, 'SimpleQueue'), queue; print(*{places})"
    orders = (f"{ROOT}:{ROOT / 'queue'}", f"{ROOT / 'queue'}:{ROOT}")
    found = []
    for program, path in ((whole, orders[0]), (seen, orders[0]), (seen, orders[1])):
        told = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        assert not told.stdout.startswith(str(ROOT))
        found.append(told.stdout)
    assert len(set(found)) == 1, "the order of the path changes nothing: what works in one works in the other"
    assert not (ROOT / "queue" / "__init__.py").exists()


def test_tasks_are_one_line() -> None:
    tree = ast.parse((ROOT / "queue" / "dispatch" / "tasks.py").read_text(encoding="utf-8"))
    tasks = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.decorator_list]
    assert len(tasks) == 3, "a lane's, a room's, what the beat asks for"
    for task in tasks:
        assert len(task.body) == 1, task.name
        assert all(argument.annotation is not None for argument in task.args.args), task.name
