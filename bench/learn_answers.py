"""How well answers are found, and the weights of `config/qa.toml` learnt from labelled questions; the same each time.

A row's sentences compete: those that a label quotes should weigh more than the others. The weights are fitted to that (softmax,
plain gradient steps), held near what `config/qa.toml` says already. The figure is cross-validated: each fifth of the rows, told
by a hash of the row's id, is answered with weights that the other four taught. Baseline: the weights as they stand.

    python bench/learn_answers.py [--gold FOLDER] [--write] [--json] [--quick]

The labels are not in this repository (`../shared/gold`). `--write` puts the weights that all rows teach into `config/qa.toml`.
"""

import argparse
import json
import os
import platform
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from math import exp
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distributor.understand.answering import find_answer, questions_of
from distributor.understand.answering_rules import AnswerRules, answer_rules
from distributor.understand.answering_weights import weighed_for
from distributor.understand.questions_page import read_page

GOLD = ROOT.parent / "shared" / "gold"
CONFIG = ROOT / "config" / "qa.toml"
FOLDS = 5
STEPS, STEP, NEAR = 200, 0.05, 0.08
"""`NEAR`: how strongly the weights are held to where they began; fifty rows teach little, and that little is noisy."""
ALIKE = 0.6
TOKEN = re.compile(r"\w+(?:[.,/-]\w+)*%?")

Weights = dict[str, float]


@dataclass(frozen=True)
class Row:
    key: str
    question: str
    text: str
    quotes: tuple[str, ...]
    wrong: tuple[str, ...]
    none: bool


@dataclass(frozen=True)
class Contest:
    """The signs of a question's candidates, and which of them a label quotes."""

    signs: tuple[Mapping[str, float], ...]
    good: frozenset[int]


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's words that the other has."""
    first, second = (Counter(TOKEN.findall(each.casefold())) for each in (one, other))
    least = min(sum(first.values()), sum(second.values()))
    return sum((first & second).values()) / least if least else 0.0


def read_rows(folder: Path) -> list[Row]:
    lines = (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Row(
            each["id"],
            each["question"],
            each["text"],
            tuple(each["quotes"]),
            tuple(each.get("wrong") or ()),
            each["verdict"] == "none",
        )
        for each in map(json.loads, filter(None, lines))
    ]


def fold_of(row: Row) -> int:
    return int(sha256(row.key.encode()).hexdigest(), 16) % FOLDS


def contests(row: Row, rules: AnswerRules) -> list[Contest]:
    page = read_page(row.question, row.text)
    found = []
    for question in questions_of(row.question, page, rules):
        weighed = weighed_for(page, question, rules)
        good = frozenset(
            place
            for place, each in enumerate(weighed)
            if any(overlap(quote, each.candidate.text) >= ALIKE for quote in row.quotes)
            and len(each.candidate.words) > 3
        )
        if good and len(good) < len(weighed):
            found.append(Contest(tuple(each.signs for each in weighed), good))
    return found


def learn(rows: Sequence[Row], rules: AnswerRules) -> Weights:
    """Weights that make the quoted candidates weigh more, near the given ones."""
    start = dict(rules.weights)
    weights = dict(start)
    met = [each for row in rows for each in contests(row, rules)]
    for _ in range(STEPS):
        slope = {name: NEAR * (weights[name] - start[name]) for name in weights}
        for contest in met:
            sums = [sum(weights[name] * signs.get(name, 0.0) for name in weights) for signs in contest.signs]
            top = max(sums)
            powers = [exp(each - top) for each in sums]
            whole, right = sum(powers), sum(powers[place] for place in contest.good)
            for place, signs in enumerate(contest.signs):
                share = powers[place] / whole - (powers[place] / right if place in contest.good else 0.0)
                for name in weights:
                    slope[name] += share * signs.get(name, 0.0) / len(met)
        weights = {name: weights[name] - STEP * slope[name] for name in weights}
    return {name: round(value, 2) for name, value in weights.items()}


@dataclass(frozen=True)
class Outcome:
    right: int
    sure: int
    sure_wrong: int
    missed: tuple[str, ...]


def judge(rows: Sequence[Row], rules: AnswerRules) -> Outcome:
    right = sure = wrong = 0
    missed = []
    for row in rows:
        answer = find_answer(row.question, row.text, rules).answer
        given = [*answer.quotes, answer.text] if answer is not None else []
        hit = any(overlap(quote, each) >= ALIKE for quote in row.quotes for each in given)
        strays = [each for each in given[:-1] if all(overlap(quote, each) < ALIKE for quote in row.quotes)]
        bad = any(overlap(tempting, each) >= 0.8 for tempting in row.wrong for each in strays)
        ok = (hit and not bad) if answer is not None else row.none
        right += ok
        sure += answer is not None and answer.sure
        wrong += answer is not None and answer.sure and not ok
        if not ok:
            missed.append(row.key)
    return Outcome(right, sure, wrong, tuple(missed))


def with_weights(rules: AnswerRules, weights: Weights) -> AnswerRules:
    return replace(rules, weights=MappingProxyType(weights))


def cross_validated(rows: Sequence[Row], rules: AnswerRules) -> Outcome:
    parts = []
    for fold in range(FOLDS):
        taught = with_weights(rules, learn([row for row in rows if fold_of(row) != fold], rules))
        parts.append(judge([row for row in rows if fold_of(row) == fold], taught))
    return Outcome(
        sum(each.right for each in parts),
        sum(each.sure for each in parts),
        sum(each.sure_wrong for each in parts),
        tuple(key for each in parts for key in each.missed),
    )


def write(weights: Weights, today: date) -> None:
    """Put the weights into the file, everything else of it untouched."""
    text = CONFIG.read_text(encoding="utf-8")
    for name, value in weights.items():
        text = re.sub(rf"(?m)^{name} = -?[\d.]+$", f"{name} = {value:g}", text)
    text = re.sub(r"(?m)^as_of = .*$", f"as_of = {today.isoformat()}", text)
    CONFIG.write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="judge the weights as they stand; learn nothing")
    given = parser.parse_args()
    if not (given.gold / "qa.jsonl").exists():
        print(f"Không có nhãn ở {given.gold}.")
        return 0
    rows, rules = read_rows(given.gold), answer_rules()
    as_is = judge(rows, rules)
    taught = as_is if given.quick else cross_validated(rows, rules)
    print(f"{'':24}{'right':>8}{'sure':>8}{'sure, wrong':>14}")
    print(f"{'weights as they stand':24}{as_is.right / len(rows):8.3f}{as_is.sure:8}{as_is.sure_wrong:14}")
    if not given.quick:
        print(f"{'taught, cross-validated':24}{taught.right / len(rows):8.3f}{taught.sure:8}{taught.sure_wrong:14}")
    print("missed:", ", ".join(taught.missed))
    if given.write:
        write(learn(rows, rules), date.today())  # noqa: DTZ011 - the day on which a person runs it
    if given.json:
        figures = {"right": taught.right / len(rows), "sure": taught.sure, "sure_wrong": taught.sure_wrong}
        ratio = (len(rows) - taught.right) / max(1, len(rows) - as_is.right)
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        print(
            json.dumps(
                {
                    "bench": "learn_answers",
                    "ratio": ratio,
                    "baseline": "weights as they stand",
                    "figures": figures,
                    "machine": machine,
                },
                ensure_ascii=False,
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
