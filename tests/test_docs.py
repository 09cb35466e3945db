"""The documents for developers: links lead somewhere, the states are those of the code, and a search finds what it shall."""

import re
from pathlib import Path

import pytest

from distributor.states import FOLLOWING
from tests.support.servers import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def headings(document: Path) -> set[str]:
    """As addresses within the page."""
    found = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in found)
    return {re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_lead_to_what_is_there(document: Path) -> None:
    for place, heading in LINK.findall(CODE.sub("", document.read_text(encoding="utf-8"))):
        if place.startswith(("http://", "https://", "mailto:")):
            continue
        target = document.parent / place if place else document
        assert target.exists(), f"{place} is not there"
        assert not heading or heading in headings(target), f"{place} has no section #{heading}"


def moves_told() -> set[tuple[str, str]]:
    """The moves of the table in `docs/states.md`: "a, b (a condition) → c (or d, if …)", several with semicolons."""
    states = {state.value for state in FOLLOWING}
    table = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    moves: set[tuple[str, str]] = set()
    for row in re.findall(r"^\| ([^|]+→[^|]+) \|", table, re.MULTILINE):
        for move in row.split(";"):
            before, _, after = move.partition("→")
            befores = re.findall(r"\w+", re.sub(r"\([^)]*\)", "", before))
            moves |= {(one, other) for one in befores for other in re.findall(r"\w+", after)}
    return {(one, other) for one, other in moves if {one, other} <= states}


def test_the_states_page_tells_each_move_that_the_code_allows() -> None:
    assert moves_told() == {(before.value, after.value) for before, afters in FOLLOWING.items() for after in afters}


@pytest.mark.parametrize("page", ["promises.md", "seen-faults.md"])
def test_the_tests_that_a_page_names_are_there(page: str) -> None:
    """A name without a folder stands in the folder of the one before it."""
    missing, folder = [], ROOT
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for name, test in re.findall(r"`([\w/]+(?:\.py|/))(?:::(\w+))?`", text):
        place = ROOT / name if "/" in name else folder / name
        folder = place.parent
        is_there = place.exists() and (not test or f"def {test}(" in place.read_text(encoding="utf-8"))
        missing += [] if is_there else [f"{name}::{test}"]
    assert missing == []


SEARCHED = ("channels", "config", "distributor", "phrases", "web")
QUESTION = re.compile(r"^\| [^|]+\? \| `([^`]+)` \| `([^`]+)`", re.MULTILINE)


def test_a_newcomer_finds_each_answer_by_one_search() -> None:
    """As `git grep -il` lists files: by their path."""
    files = sorted(file for room in SEARCHED for file in (ROOT / room).rglob("*") if file.suffix in {".py", ".toml"})
    said = [(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8").lower()) for file in files]
    questions = QUESTION.findall((ROOT / "docs" / "finding-your-way.md").read_text(encoding="utf-8"))
    assert len(questions) >= 20
    found = {word: [name for name, text in said if word in text][:5] for word, _ in questions}
    assert [(word, found[word]) for word, file in questions if file not in found[word]] == []


def test_the_first_page_for_developers_stays_readable_at_a_sitting() -> None:
    """What is deeper stands in documents of its own."""
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split()) < 3_000
