"""Which actions and subjects the program writes into the log, read from its sources: every call that ends in `note_action`.

Where a function hands on a parameter of its own, its callers are read instead. What cannot be read so raises `Unreadable`: then
the call is written too cleverly for people as well.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(Exception):
    """The sources do not say which values a call can have."""


@dataclass(frozen=True)
class Sink:
    """A function whose parameter ends in the log. `module`: where its name is known; None for everywhere.

    `at`: the parameter's place in a call. `before`: what the function puts before the value.
    """

    name: str
    parameter: str
    at: int | None
    is_method: bool = False
    module: Path | None = None
    before: str = ""


@dataclass(eq=False)
class Module:
    """`others`: all modules by their dotted names."""

    path: Path
    tree: ast.Module
    others: dict[str, "Module"]

    @cached_property
    def inside(self) -> Mapping[ast.AST, Function]:
        """A node → the innermost function round it."""
        found = dict[ast.AST, Function]()
        for function in ast.walk(self.tree):
            if isinstance(function, Function):
                found |= dict.fromkeys((node for node in ast.walk(function) if node is not function), function)
        return found

    def source_of(self, name: str) -> "Module | None":
        """The module from which this one imports the name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and any((each.asname or each.name) == name for each in node.names):
                return self.others.get(node.module or "")
        return None

    @cached_property
    def calls(self) -> Mapping[str, list[ast.Call]]:
        """By the name of what is called."""
        found = defaultdict[str, list[ast.Call]](list)
        for call in ast.walk(self.tree):
            if isinstance(call, ast.Call):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                found[name].append(call)
        return found

    def methods(self) -> set[Function]:
        classes = (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))
        return {each for one in classes for each in one.body if isinstance(each, Function)}


@dataclass(frozen=True)
class HandedOn:
    """The value is a parameter of a function round the call."""

    function: Function
    parameter: str
    before: str = ""


def noted(root: Path, rooms: Sequence[str], parameter: str) -> dict[str, str]:
    """Every value that `parameter` ("action" or "subject") of `note_action` can have → a place where it comes from.

    Of a subject, which ends in an id, the kind before the colon.
    """
    others = _modules(root, tuple(rooms))
    sinks, found = [Sink("note_action", parameter, None)], dict[str, str]()
    for sink in sinks:  # grows while it is walked
        for module in others.values():
            if sink.module not in (None, module.path):
                continue
            for call, given in _calls(module, sink):
                place = f"{module.path}:{call.lineno}"
                for value in _values(module, call, given, place):
                    if isinstance(value, HandedOn):
                        above = _sink(module, value, sink.before)
                        sinks += [] if above in sinks else [above]
                    elif value:  # empty: nothing is noted yet
                        found.setdefault((sink.before + value).partition(":")[0], place)
    return found


@cache
def _modules(root: Path, rooms: tuple[str, ...]) -> dict[str, Module]:
    others: dict[str, Module] = {}
    for path in sorted(path for room in rooms for path in (root / room).rglob("*.py")):
        others[".".join(path.relative_to(root).with_suffix("").parts)] = Module(
            path, ast.parse(path.read_text("utf-8")), others
        )
    return others


def _calls(module: Module, sink: Sink) -> Iterator[tuple[ast.Call, ast.expr]]:
    for call in module.calls.get(sink.name, ()):
        if isinstance(call.func, ast.Attribute) != sink.is_method:
            continue
        named = [each.value for each in call.keywords if each.arg == sink.parameter]
        placed = [call.args[sink.at]] if sink.at is not None and len(call.args) > sink.at else []
        for given in named or placed:
            yield call, given


def _sink(module: Module, value: HandedOn, before: str) -> Sink:
    function = value.function
    placed = [each.arg for each in function.args.args]
    is_method = function in module.methods()
    at = placed.index(value.parameter) - is_method if value.parameter in placed else None
    where = module.path if function.name.startswith("_") else None
    return Sink(function.name, value.parameter, at, is_method, where, value.before + before)


def _values(module: Module, at: ast.AST, given: ast.expr, place: str) -> Iterator[str | HandedOn]:
    match given:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _values(module, at, given.body, place)
            yield from _values(module, at, given.orelse, place)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if ":" in text:
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), ast.FormattedValue(value=ast.Name() as rest)]):
            for value in _values(module, at, rest, place):
                if isinstance(value, HandedOn):
                    yield replace(value, before=text + value.before)
                else:
                    yield text + value
        case ast.Subscript(value=ast.Name(id=name)):
            yield from _of_table(module, name, None, place)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, otherwise]):
            yield from _of_table(module, name, None, place)
            yield from _values(module, at, otherwise, place)
        case ast.Name(id=name):
            yield from _of_name(module, at, name, place)
        case _:
            raise Unreadable(f"{place}: {ast.unparse(given)}")


def _of_name(module: Module, at: ast.AST, name: str, place: str) -> Iterator[str | HandedOn]:
    """A local name, a parameter, or a constant of the module."""
    bound, function = list[tuple[ast.expr, int | None]](), module.inside.get(at)
    while function is not None and not bound:
        if name in {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}:
            yield HandedOn(function, name)
            return
        bound, function = list(_bound(function, name)), module.inside.get(function)
    bound = bound or list(_bound(module.tree, name))
    if not bound:
        source = module.source_of(name)
        if source is None:
            raise Unreadable(f"{place}: {name}")
        yield from _of_name(source, source.tree, name, place)
    for value, position in bound:
        match value:
            case ast.Tuple(elts=elements) if position is not None:
                yield from _values(module, at, elements[position], place)
            case ast.Subscript(value=ast.Name(id=table)):
                yield from _of_table(module, table, position, place)
            case ast.Call(func=ast.Name(id=called)) if position is not None:
                yield from _of_answers(module, called, position, place)
            case _:
                yield from _values(module, at, value, place)


def _bound(within: ast.AST, name: str) -> Iterator[tuple[ast.expr, int | None]]:
    """What is assigned to the name, and at which position of a tuple."""
    for node in ast.walk(within):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            value = getattr(node, "value", None)
            if value is None:
                continue
            if isinstance(target, ast.Name) and target.id == name:
                yield value, None
            elif isinstance(target, ast.Tuple):
                for position, each in enumerate(target.elts):
                    if isinstance(each, ast.Name) and each.id == name:
                        yield value, position


def _of_table(module: Module, name: str, position: int | None, place: str) -> Iterator[str | HandedOn]:
    """Every value of a dictionary of the module; of its tuples the one at `position`."""
    tables = [value for value, _ in _bound(module.tree, name) if isinstance(value, ast.Dict)]
    if not tables:
        raise Unreadable(f"{place}: {name}")
    for table in tables:
        for value in table.values:
            one = value.elts[position] if isinstance(value, ast.Tuple) and position is not None else value
            yield from _values(module, table, one, place)


def _of_answers(module: Module, called: str, position: int, place: str) -> Iterator[str | HandedOn]:
    """What a function of the module returns at that position of its tuple."""
    functions = [node for node in ast.walk(module.tree) if isinstance(node, Function) and node.name == called]
    answers = [node for each in functions for node in ast.walk(each) if isinstance(node, ast.Return)]
    if not answers:
        raise Unreadable(f"{place}: {called}()")
    for answer in answers:
        if not isinstance(answer.value, ast.Tuple):
            raise Unreadable(f"{place}: {ast.unparse(answer)}")
        yield from _values(module, answer, answer.value.elts[position], place)
