"""Which names of fields the program writes into the log, read from its sources: what stands as words in calls that note.

`unread`: calls whose names come from elsewhere, by the module they stand in; a test says where those come from.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOTES = {"note": 3, "note_on_post": 4, "note_by": 5, "note_action": 5, "_note": 4, "_did": 4}
"""A function that notes → from which place on a word in a call of it names a field."""


@dataclass
class NotedFields:
    named: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def noted_fields(root: Path, rooms: Sequence[str]) -> NotedFields:
    """`named`: each name → a place where it comes from; of one that ends in an id, what stands before the colon."""
    found = NotedFields()
    for path in sorted(path for room in rooms for path in (root / room).rglob("*.py")):
        tree, where = ast.parse(path.read_text("utf-8")), str(path.relative_to(root))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in NOTES:
                _read(tree, call, where, found, NOTES[name])
    return found


def _read(tree: ast.Module, call: ast.Call, where: str, found: NotedFields, behind_subject: int) -> None:
    named = [each.value for each in call.keywords if each.arg == "fields"]
    lists = [each for each in call.args if isinstance(each, ast.Tuple | ast.List)]
    behind = [
        each
        for each in call.args[behind_subject:]
        if isinstance(each, ast.Starred) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
    ]
    for given in [*named, *lists, *behind]:
        words = list(_words(tree, given.value if isinstance(given, ast.Starred) else given))
        found.named |= {word: f"{where}:{call.lineno}" for word in words if word}
        if not words and not _is_handed_on(tree, given):
            found.unread.add(where)


def _words(tree: ast.Module, given: ast.expr) -> Iterator[str]:
    """All words in it; of a name all that the module puts into it."""
    if isinstance(given, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(given.id in _names(target) for target in node.targets):
                yield from _words(tree, node.value) if not isinstance(node.value, ast.Name) else ()
        return
    if isinstance(given, ast.IfExp):  # not what it asks
        yield from _words(tree, given.body)
        yield from _words(tree, given.orelse)
        return
    if isinstance(given, ast.JoinedStr):
        first = given.values[0]
        if isinstance(first, ast.Constant):
            yield str(first.value).partition(":")[0]
        return
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.ListComp):
        for generator in given.generators:
            yield from _words(tree, generator.iter)
        yield from _words(tree, given.elt) if isinstance(given.elt, ast.JoinedStr) else ()
    elif isinstance(given, ast.Tuple | ast.List):
        for each in given.elts:
            yield from _words(tree, each.value if isinstance(each, ast.Starred) else each)


def _is_handed_on(tree: ast.Module, given: ast.expr) -> bool:
    """Whether it is a parameter, whose calls are read by themselves."""
    names = _names(given)
    functions = (node.args for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(
        each.arg in names
        for one in functions
        for each in (*one.args, *one.kwonlyargs, *([one.vararg] if one.vararg else []))
    )


def _names(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
