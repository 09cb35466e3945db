"""What ends, what only in part, what nothing: `drafting/cases.txt`, a table of closing articles, announcements and lists."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from distributor.understand.relations import find_relations
from distributor.understand.voice import Actor

CASES = Path(__file__).parent / "drafting" / "cases.txt"
NUMBERS = {
    "luật": "30/2026/QH16",
    "nghị định": "15/2026/NĐ-CP",
    "thông tư": "9/2026/TT-BTP",
    "nghị quyết": "9/2026/NQ-HĐND",
}
NOTHING = "–"


def cases() -> Iterator[tuple[str, str, set[str]]]:
    """Kind of the acting document, its words, what they do."""
    kind = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            words, _, does = line.partition(" => ")
            expected = set() if does == NOTHING else {each.strip() for each in does.split(";")}
            yield kind, words.replace(" ⏎ ", "\n"), expected


def said(kind: str, words: str) -> set[str]:
    kind = kind if kind in NUMBERS else "quyết định"
    actor = Actor(kind, NUMBERS.get(kind, "40/2026/QĐ-UBND"), itself=True, issued_on=date(2026, 5, 12))
    found = find_relations(["Quy định về bến bãi", f"Căn cứ Luật số 72/2025/QH15;\nĐiều 1. Phạm vi\n{words}\n"], actor)
    return {
        f"ends {each.number}"
        if each.scope.value == "whole" and each.kind.value in {"repeals", "replaces"}
        else f"{each.kind.value} {each.scope.value} {each.number}"
        for each in found
    }


@pytest.mark.parametrize(
    ("kind", "words", "expected"), cases(), ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_the_words_do_this_and_no_more(kind: str, words: str, expected: set[str]) -> None:
    assert said(kind, words) == expected
