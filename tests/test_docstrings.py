"""Docstrings say first what a function does or returns, or what a class is; conditions, units, errors and reasons follow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("channels", "commands", "distributor", "phrases", "queue", "supervisor", "web")
UNFINISHED = re.compile(
    r"(?:About|Against|Also|Among|And|As|At|Because|Before|Behind|Beside|Between|Beyond|But|By|For|From|How|If|In|Into|Less|More|Not"
    r"|Of|On|Once|Or|Out|Over|Raises|Since|Than|That|Then|Through|To|Under|Until|Up|Upon|What|When|Where|Whether|Which|While|Whom?"
    r"|Whose|Why|With|Within|Without)\b"
)
"""First words of a sentence that its reader has to finish from the name: a condition, whom it is of, an error, a question."""


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All that stand in it, however deep; what is in an expression defines nothing."""
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        below = getattr(node, name, ())
        for each in below if isinstance(below, list) else ():
            yield each
            yield from statements(each)


def described(file: Path) -> Iterator[tuple[str, str, bool]]:
    """Names and docstrings of what others may use, and whether it is a class."""
    for node in statements(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if words := ast.get_docstring(node):
            yield node.name, words, isinstance(node, ast.ClassDef)


def begins_unfinished(words: str, *, is_class: bool) -> bool:
    """Return True for a docstring that begins in the middle; a function's also where it begins with a value or parameter."""
    return UNFINISHED.match(words) is not None or (not is_class and words.startswith("`"))


def test_docstrings_begin_with_what_a_thing_does_or_is() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {name}: {words[:60]!r}"
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in file.parts
        for name, words, is_class in described(file)
        if begins_unfinished(words, is_class=is_class)
    ]
    assert not found, "say first what it does (Return …, Read …, a noun for a class):\n" + "\n".join(found)
