"""Where a line of Vietnamese had better not end: inside a word of two syllables, a number with its unit, a name, a citation.

The costs are in the unit of typesetting: the square of a line's gap as a share of its box.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER
from distributor.text.borders import WEAK_ENDS

NUMBER = 0.5
"""Cost of a break inside a number or a date ("số / 27/2026", "50 / m²"): worth a ragged line, not an overflow."""
COMPOUND = 0.26
"""Of one inside a word of two syllables or a name."""
WEAK = 0.02
"""Of a line that ends with a word that promises another ("của", "trên")."""
BEFORE_FIGURE = 0.06
"""Of one before a sum of which the word before says nothing ("hộ nghèo / 4.000.000 đồng"), or between an act and its number."""
AFTER_STOP = -0.02
"""A line that ends where the sentence pauses reads best."""
BARE = "\"“”«»'’().,;:!?…–-"
YEAR = re.compile(r"(?:19|20)\d\d\Z")
NUMBERED = frozenset(
    {"số", "điều", "khoản", "điểm", "mục", "chương", "phần", "ngày", "tháng", "năm", "quý", "kỳ", "lúc"}
)
NUMBER_OF_ACT = re.compile(r"\d{1,4}/\d{4}/")
LEADS_TO_NUMBER_OF_ACT = frozenset({"định", "quyết", "tư", "luật"})
SUM = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
LEADS_TO_SUM = frozenset(
    {"từ", "đến", "là", "phạt", "mức", "thu", "giảm", "tăng", "hơn", "khoảng", "gần", "quá", "đa", "thiểu", "cả"}
)
"""Words that are heard with the sum behind them: "tối đa 4.000.000 đồng"."""
MARK_OF_LIST = re.compile(r"[^\W\d_]\)?\Z|[IVXLC]+\Z")
"""`a` of "điểm a", `IV` of "quý IV"."""


@dataclass(frozen=True)
class _File:
    words: str


@cache
def compounds(file: Path = CONFIG_FOLDER / "compounds.toml") -> frozenset[str]:
    """The words of `config/compounds.toml`, in lower case. Raises `SettingsError`."""
    words = read_config(_File, file).words.split(",")
    return frozenset(" ".join(word.split()).casefold() for word in words) - {""}


def break_costs(words: Sequence[str]) -> dict[int, float]:
    """Return costs by the number of the word before which a line would end; places that are not there cost nothing."""
    in_capitals = sum(word.isupper() for word in words) > len(words) / 2
    costs = {}
    for number, (before, after) in enumerate(pairwise(words), start=1):
        if cost := _cost(before, after, in_capitals):
            costs[number] = cost
    return costs


def tears(cost: float) -> bool:
    """Return True if a break of this cost tears something apart."""
    return cost >= COMPOUND


def _cost(before: str, after: str, in_capitals: bool) -> float:
    if before[-1] in ",;:.!?)”»":
        return AFTER_STOP
    last, first = before.strip(BARE), after.strip(BARE)
    if not last or not first:
        return NUMBER if before in "–-" or after in "–-" else 0.0
    if SUM.match(first) and last.casefold() not in WEAK_ENDS | NUMBERED | LEADS_TO_SUM and last.isalpha():
        return BEFORE_FIGURE
    if NUMBER_OF_ACT.match(first) and last.casefold() in LEADS_TO_NUMBER_OF_ACT:
        return BEFORE_FIGURE
    if _is_number_part(last, first, after):
        return NUMBER
    if f"{last} {first}".casefold() in compounds():
        return COMPOUND
    if not in_capitals and last[0].isupper() and first[0].isupper() and after[0] not in '“«("':
        return COMPOUND
    return WEAK if last.casefold() in WEAK_ENDS else 0.0


def _is_number_part(last: str, first: str, after: str) -> bool:
    if first[0].isdigit():
        return last.casefold() not in {"và", "hoặc"}
    if last.casefold() in NUMBERED:
        return bool(MARK_OF_LIST.match(first))
    if not last[0].isdigit() or "/" in last or YEAR.match(last):
        return False
    return first.casefold() not in WEAK_ENDS - NUMBERED and after[0] not in "“«("
