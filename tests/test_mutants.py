"""The changes that `make mutants` makes: what there are, that a draw can be repeated, and that a change is really run."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.support import mutants

ROOT = Path(__file__).resolve().parents[1]


def changed(source: str) -> list[str]:
    """Each way in which the source is changed, as its whole text."""
    made = []
    for number in range(len(mutants.mutations(ast.parse(source)))):
        tree = ast.parse(source)
        change = mutants.mutations(tree)[number]
        change.put(change.other)
        made.append(ast.unparse(ast.fix_missing_locations(tree)))
    return made


@pytest.mark.parametrize(
    ("source", "others"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a == b", ["a != b"]),
        ("a is b", ["a is not b"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("x = a - b", ["x = a + b"]),
        ("f(True)", ["pass", "f(False)"]),
        ("q.where(a, b)", ["pass", "q.where(b)", "q.where(a)"]),
        ("x = q.values(a=b, c=d)", ["x = q.values(c=d)", "x = q.values(a=b)"]),
        ("x = max(a, b)", ["x = min(a, b)"]),
        ("x = a if b else c", ["x = a if not b else c"]),
        ("SIZE = 3", []),
        (
            "def f(x: int=1) -> int:\n    return x",
            ["def f(x: int=2) -> int:\n    return x", "def f(x: int=1) -> int:\n    return None"],
        ),
        ("def f():\n    x = 3", ["def f():\n    x = 4"]),
        ('log.info("said", a=b)', []),
        ('"""What it is: a < b."""', []),
        ('x = f"{a + b} words"', []),
        ("@dataclass(frozen=True)\nclass A:\n    pass", []),
    ],
)
def test_what_is_changed(source: str, others: list[str]) -> None:
    assert changed(source) == others


def test_a_draw_takes_the_same_share_of_each_file_and_can_be_repeated() -> None:
    of_files = {
        file: [mutants.Mutant(file, number, 1, "") for number in range(count)]
        for file, count in (("a.py", 3), ("b.py", 50), ("c.py", 50))
    }
    drawn = mutants.draw(of_files, 23, seed=7)
    assert [sum(one.file == file for one in drawn) for file in of_files] == [3, 10, 10]
    assert len(set(drawn)) == 23
    assert mutants.draw(of_files, 23, seed=7) == drawn
    assert mutants.draw(of_files, 23, seed=8) != drawn
    assert len(mutants.draw(of_files, 500, seed=7)) == 103


@pytest.mark.parametrize("file", mutants.TESTS)
def test_its_files_are_there_with_something_to_change(file: str) -> None:
    assert len(mutants.mutants_of(file, (ROOT / file).read_text())) > 5
    assert all((ROOT / test).is_file() for test in mutants.TESTS[file])


def test_what_is_said_to_change_nothing_is_still_there() -> None:
    said = Counter(
        why
        for file in mutants.TESTS
        for lines in [(ROOT / file).read_text().splitlines()]
        for one in mutants.mutants_of(file, "\n".join(lines))
        if (why := mutants.why_it_changes_nothing(one, lines[one.line - 1]))
    )
    assert set(said) == set(mutants.CHANGES_NOTHING.values())


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_change_is_run(tmp_path: Path) -> None:
    """Over a test of its own, which sees it; without the change that test passes."""
    test = tmp_path / "test_seen.py"
    test.write_text(
        "from distributor.compose.fit import Block, Keep, fit\n"
        "def test_a_post_may_be_as_long_as_its_limit():\n"
        "    assert fit([Block('a', 'Tin', Keep.WHOLE)], len, 3).text == 'Tin'\n"
    )
    file = "distributor/compose/fit.py"
    found = mutants.mutants_of(file, (ROOT / file).read_text())
    (border,) = [one for one in found if "<= limit  →" in one.what and "< limit" in one.what.partition("→")[2]]
    given = ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), str(test)]
    assert mutants.run(given, None, everything=True, longest_s=100)[0]
    assert not mutants.run(given, border, everything=True, longest_s=100)[0]
