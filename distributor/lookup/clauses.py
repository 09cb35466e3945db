"""Clauses of a message that opt out: "bấm nhầm nút đăng ký, hủy giùm", "tôi không còn muốn nhận". Pure."""

from collections.abc import Sequence

from distributor.lookup.rules import MeaningRules
from distributor.text.typed import Word

FEW = 6
"""The most words of a clause that does nothing but opt out."""


def clauses(words: Sequence[Word], rules: MeaningRules) -> list[list[str]]:
    """Return the marked plain words of each clause."""
    found: list[list[str]] = [[]]
    for word in words:
        found[-1].append(f"{word.plain}~" if word.typed in rules.others else word.plain)
        if word.ends:
            found.append([])
    return [clause for clause in found if clause]


def only_opts_out(clause: Sequence[str], rules: MeaningRules) -> bool:
    """Return True if it is a verb of opting out and politeness."""
    return clause[0] in rules.clause.alone and _is_plain_talk(clause, rules, asks=0)


def is_unwilling(clause: Sequence[str], rules: MeaningRules) -> bool:
    """Return True for "tôi không còn muốn nhận"; `muốn` is no asking here."""
    line = "".join(f" {word}" for word in clause)
    return (
        rules.clause.unwilling.search(line) is not None
        and clause[-1] != "khong"
        and rules.clause.never not in clause
        and _is_plain_talk(clause, rules, asks=1)
    )


def _is_plain_talk(clause: Sequence[str], rules: MeaningRules, *, asks: int) -> bool:
    """Return True if a few words name nothing that is foreign to our messages, and ask no more than that."""
    line = "".join(f" {word}" for word in clause)
    told = rules.chat.places(clause) | rules.clause.places(clause) | rules.clause.wished.places(clause)
    return (
        len(clause) <= FEW
        and told == set(range(len(clause)))
        and sum(1 for pattern in rules.asking if pattern.search(line)) <= asks
    )
