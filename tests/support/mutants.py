"""Mutation testing (`make mutants`): one small thing at a time is changed in code that must be right; some test must fail then.

1. `mutations` lists, by the syntax tree alone, all that can be changed in a file: comparisons, `and` and `or`, `not`, sums,
   numbers, conditions that are dropped, values that are not written, statements and results that are missing.
2. `draw` takes the same share from each file, by a seed that is printed.
3. Each is run in a process of its own, a fork that imports the changed file in place of the right one, over the file's own
   tests: first on SQLite, and what survives there on both databases. A run that takes too long is a kill.

Unchanged stay: words for people, log entries, types (the 0 of `id or 0`, too), decorators, sizes of constants. mutmut was
weighed: it leaves out statements at the module's level, where the SQL of claims and quotas stands.
"""

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

from tests.support import memory

ROOT = Path(__file__).parents[2]
LEAST_KILLED = 0.95
COUNT = 100
LONGEST_S = 240.0

TESTS: Mapping[str, tuple[str, ...]] = {
    "distributor/deliver/claim.py": (
        "tests/deliver/test_claim.py",
        "tests/deliver/test_claim_room.py",
        "tests/deliver/test_under_way.py",
    ),
    "distributor/deliver/reconcile.py": ("tests/deliver/test_looks.py", "tests/deliver/test_unknown.py"),
    "distributor/deliver/quotas.py": ("tests/deliver/test_limits.py", "tests/deliver/test_claim.py"),
    "distributor/compose/fit.py": ("tests/compose/test_fit.py",),
    "distributor/broadcast/window.py": ("tests/broadcast/test_window.py", "tests/broadcast/test_window_checks.py"),
    "distributor/broadcast/window_checks.py": (
        "tests/broadcast/test_window_checks.py",
        "tests/broadcast/test_window.py",
        "tests/broadcast/test_following.py",
        "tests/broadcast/test_routes.py",
    ),
    "distributor/outgoing/manifest.py": ("tests/outgoing/test_manifest.py",),
    "distributor/report/coverage.py": ("tests/report/test_coverage.py",),
    "distributor/broadcast/audience.py": (
        "tests/broadcast/test_audience.py",
        "tests/broadcast/test_window.py",
        "tests/broadcast/test_erase.py",
        "tests/broadcast/test_lists.py",
    ),
}
"""Each file with the tests that hold its promises, the closest first."""

CHANGES_NOTHING: Mapping[tuple[str, str], str] = {
    (
        "total_items = count_items(session, selection, standing, looked_up=found is not None)",
        "found is not None  →  found is None",
    ): "either way of counting finds as many",
    ("return False", "return False  →  return None"): "whoever asks asks whether",
    (
        "if _width(block.separator) > _width(separator):",
        "width(block.separator) > _width(separator)  →  width(block.separator) >= _width(separator)",
    ): "of two separators as wide either may stand",
}
"""By part of the line and by what is changed: why no test can see it. They count as survivors all the same."""

Replace = Callable[[ast.AST], None]

OTHER_COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_OPERATORS: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
OTHER_NAMES: Mapping[str, str] = {"and_": "or_", "or_": "and_", "min": "max", "max": "min", "any": "all", "all": "any"}
CONDITIONS = frozenset({"where", "and_", "or_", "order_by"})
"""Calls whose conditions, or orders, may each be dropped."""
WRITES = frozenset({"values"})
"""Calls that say what is written; each value may be left out."""
NOT_CODE = frozenset({"annotation", "returns", "decorator_list", "type_params", "bases"})


@dataclass(frozen=True)
class Mutation:
    """One change of a tree that was parsed: `other` in place of `node`, by `put`."""

    node: ast.expr | ast.stmt
    other: ast.expr | ast.stmt
    put: Replace

    def __str__(self) -> str:
        before, after = (" ".join(ast.unparse(node).split()) for node in (self.node, self.other))
        at = next((place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
        shown = slice(max(0, at - 24), at + 48)
        return f"{before[shown]}  →  {after[shown]}"


@dataclass(frozen=True)
class Mutant:
    """The change of that number in the file's list."""

    file: str
    number: int
    line: int
    what: str


def mutations(tree: ast.Module) -> list[Mutation]:
    """All that can be changed, in the order of the tree."""
    return [
        Mutation(node, other, put)
        for node, put, in_function in _nodes(tree, False)
        for other in _others(node, in_function)
    ]


def _nodes(parent: ast.AST, in_function: bool) -> Iterator[tuple[ast.expr | ast.stmt, Replace, bool]]:
    """What stands below, with how to put another in its place, and whether that is inside a function."""
    for name, value in ast.iter_fields(parent):
        if name in NOT_CODE:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or _is_told(child):
                continue
            if isinstance(parent, ast.BoolOp) and isinstance(child, ast.Constant):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child, _putter(parent, name, place), in_function
            yield from _nodes(child, in_function or isinstance(child, ast.FunctionDef))


def _putter(parent: ast.AST, name: str, place: int | None) -> Replace:
    def put(other: ast.AST) -> None:
        if place is None:
            setattr(parent, name, other)
        else:
            getattr(parent, name)[place] = other

    return put


def _is_told(node: ast.AST) -> bool:
    """A log entry, or a docstring."""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("log")))) | ast.Expr(ast.Constant()):
            return True
    return False


def _others(node: ast.expr | ast.stmt, in_function: bool) -> Iterator[ast.expr | ast.stmt]:
    """What may stand in its place."""
    if isinstance(node, ast.stmt):
        yield from _other_statements(node)
        return
    match node:
        case ast.Compare(left, [operator], right):
            yield from (ast.Compare(left, [other()], right) for other in OTHER_COMPARISONS[type(operator)])
        case ast.BoolOp(ast.And(), values):
            yield ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            yield ast.BoolOp(ast.And(), values)
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in OTHER_OPERATORS:
            yield ast.BinOp(left, OTHER_OPERATORS[type(operator)](), right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value) if in_function:
            yield ast.Constant(value + 1)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Call():
            yield from _other_calls(node)


def _other_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _other_calls(call: ast.Call) -> Iterator[ast.expr]:
    """By another name, or without one of its conditions or of the values that it writes."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if name in OTHER_NAMES and isinstance(call.func, ast.Name):
        yield ast.Call(ast.Name(OTHER_NAMES[name], ast.Load()), call.args, call.keywords)
    if name in CONDITIONS and len(call.args) > 1:
        for place in range(len(call.args)):
            yield ast.Call(call.func, [*call.args[:place], *call.args[place + 1 :]], call.keywords)
    if name in WRITES and len(call.keywords) > 1:
        for place in range(len(call.keywords)):
            yield ast.Call(call.func, call.args, [*call.keywords[:place], *call.keywords[place + 1 :]])


def mutants_of(file: str, source: str) -> list[Mutant]:
    found = mutations(ast.parse(source))
    return [Mutant(file, number, one.node.lineno, str(one)) for number, one in enumerate(found)]


def draw(of_files: Mapping[str, Sequence[Mutant]], count: int, seed: int) -> list[Mutant]:
    """`count` of them, the same share from each file while it has any."""
    chance = random.Random(seed)
    waiting = [chance.sample(list(mutants), len(mutants)) for mutants in of_files.values()]
    drawn: list[Mutant] = []
    while len(drawn) < count and any(waiting):
        drawn += [mutants.pop() for mutants in waiting if mutants][: count - len(drawn)]
    return drawn


def _module_of(mutant: Mutant) -> str:
    return mutant.file.removesuffix(".py").replace("/", ".")


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads the file with one thing changed."""

    def __init__(self, name: str, path: str, number: int) -> None:
        super().__init__(name, path)
        self._number = number

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(Path(self.path).read_bytes())
        change = mutations(tree)[self._number]
        change.put(change.other)
        return compile(ast.fix_missing_locations(tree), self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = _module_of(mutant)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        file = str(ROOT / self._mutant.file)
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_Changed(fullname, file, self._mutant.number)
        )


def run(tests: Sequence[str], mutant: Mutant | None, *, everything: bool, longest_s: float) -> tuple[bool, float]:
    """Whether the tests pass with the change (None: with none) in a process of its own, and after how many seconds."""
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setsid()
        _be_child(tests, mutant, everything)
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() - began > longest_s:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False, longest_s
        time.sleep(0.02)
    return os.waitstatus_to_exitcode(ended[1]) == 0, time.monotonic() - began


def _be_child(tests: Sequence[str], mutant: Mutant | None, everything: bool) -> None:
    status = 3
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(silence, number)
        if mutant is not None:
            sys.modules.pop(_module_of(mutant), None)
            sys.meta_path.insert(0, _Finder(mutant))
        import pytest  # noqa: PLC0415 - loaded by the parent

        only = () if everything else ("-k", "not postgresql")
        status = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", *only, *tests]))
    finally:
        os._exit(status)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.support.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="", help="files whose name has this")
    given = parser.parse_args()
    os.chdir(ROOT)
    chosen = {file: tests for file, tests in TESTS.items() if given.only in file}
    drawn = draw({file: mutants_of(file, (ROOT / file).read_text()) for file in chosen}, given.count, given.seed)
    print(f"seed {given.seed}: {len(drawn)} mutants of {len(chosen)} files", flush=True)
    _load_libraries()
    move_out = memory.move_in()
    try:
        for file, tests in chosen.items():
            passes, took = run(tests, None, everything=True, longest_s=LONGEST_S)
            if not passes:
                print(f"{file}: its tests fail, or take over {LONGEST_S:.0f} s, without any change")
                return 2
            print(f"{file}: {took:.0f} s", flush=True)
        with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
            survived = sum(pool.imap_unordered(_survives, drawn))
    finally:
        move_out(False)
    killed = len(drawn) - survived
    print(f"seed {given.seed}: {killed} of {len(drawn)} killed")
    return 0 if killed >= LEAST_KILLED * len(drawn) else 1


def _load_libraries() -> None:
    """What all children want, and nothing of Loa."""
    for name in ("pytest", "sqlmodel", "alembic", "psycopg", "pydantic", "PIL", "celery", "hypothesis", "requests"):
        importlib.import_module(name)


def _survives(mutant: Mutant) -> bool:
    tests = TESTS[mutant.file]
    lives = all(run(tests, mutant, everything=everything, longest_s=LONGEST_S)[0] for everything in (False, True))
    if lives:
        why = why_it_changes_nothing(mutant, (ROOT / mutant.file).read_text().splitlines()[mutant.line - 1])
        told = f"changes nothing, for {why}" if why else "survives"
        print(f"{told}: {mutant.file}:{mutant.line}: {mutant.what}", flush=True)
    return lives


def why_it_changes_nothing(mutant: Mutant, line: str) -> str:
    """Empty where nobody has said so."""
    return next(
        (why for (part, what), why in CHANGES_NOTHING.items() if part in line and what == mutant.what),
        "",
    )


if __name__ == "__main__":
    sys.exit(main())
