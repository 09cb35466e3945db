"""Learns how likely an item answers what is asked by its words alone (`config/likely.toml`); the same file each time.

What is new is of a matter that nobody wrote examples of. So the examples of an eighth of all matters are left out at a time, and
asked over the demo province's items: right is an item titled as the matter, wrong is any other, and all of them where nothing
tells of the matter, or where it is talk. The figure is of matters that were not learnt from. Baseline: all right.

    python bench/learn_likely.py [--write] [--json] [--quick]
"""

import argparse
import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import update
from sqlmodel import Session, col, select

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from bench.lookup import TODAY, fill, places_told
from commands.trial import Trial, trial_home
from distributor.lookup import asked
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.likely import SIGNS, LikelyWeights, likelihood, likely_weights
from distributor.lookup.search import signs_of_rows
from distributor.models import Document, Item, LookUpWords
from distributor.settings import CONFIG_FOLDER

PARTS, OF_TOLD, OF_OTHERS, OF_TALK = 8, 30, 12, 60
"""Into how many parts matters are split, and how many lines of each are asked."""
MOST_ROWS = 5
"""Of one line the rows that have most of it; others are too unlike to learn from."""
PENALTY, STEPS = 1.0, 60


@dataclass(frozen=True)
class Line:
    """`kind`: told, not told, talk. `rows`: each whether it answers, with its signs."""

    matter: int
    kind: str
    rows: Sequence[tuple[bool, Mapping[str, float]]]


def lines_of(trial: Trial) -> Iterator[Line]:
    whole = asked.asked_examples()
    with trial.runtime.database.read() as session:
        titles = {
            key: item or document or ""
            for key, item, document in session.exec(
                select(LookUpWords.id, Item.title, Document.subject)
                .join(Item, col(Item.id) == col(LookUpWords.item_id), isouter=True)
                .join(Document, col(Document.id) == col(LookUpWords.document_id), isouter=True)
            )
        }
    of = {key: places_told(title) for key, title in titles.items()}
    told = set().union(*of.values())
    for part in range(PARTS):
        kept = tuple(
            each.model_copy(update={"asked": "-"}) if place % PARTS == part and each.names else each
            for place, each in enumerate(whole.matter)
        )
        with asked.taught_by(whole.model_copy(update={"matter": kept})):
            with trial.runtime.database.write() as session:
                session.execute(update(LookUpWords).values(words=None))
            keep_look_up_words(trial.runtime.database)
            with trial.runtime.database.read() as session:
                for place, each in enumerate(whole.matter):
                    if place % PARTS == part:
                        kind = "talk" if not each.names else "told" if place in told else "not told"
                        most = {"talk": OF_TALK, "told": OF_TOLD, "not told": OF_OTHERS}[kind]
                        examples = each.asked.strip().splitlines()
                        for line in examples[:: max(1, len(examples) // most)][:most]:
                            yield Line(place, kind, _rows_of(session, line, place, kind, of))


def _rows_of(
    session: Session, line: str, place: int, kind: str, of: Mapping[int | None, set[int]]
) -> list[tuple[bool, Mapping[str, float]]]:
    found = sorted(signs_of_rows(session, line).items(), key=lambda row: -row[1]["of title"] - row[1]["of text"])
    return [(kind == "told" and place in of[key], signs) for key, signs in found[:MOST_ROWS]]


def learn(lines: Sequence[Line], base: LikelyWeights) -> LikelyWeights:
    """Return a logistic regression of the rows' signs."""
    signs = np.array([[1.0, *(row[1][sign] for sign in SIGNS)] for line in lines for row in line.rows])
    right = np.array([float(row[0]) for line in lines for row in line.rows])
    penalty = PENALTY * np.diag([0.0, *(1.0 for _ in SIGNS)])
    weights = np.zeros(signs.shape[1])
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-signs @ weights))
        curved = (signs * (likely * (1 - likely))[:, None]).T @ signs + penalty + 1e-6 * np.eye(len(weights))
        weights -= np.linalg.solve(curved, signs.T @ (likely - right) + penalty @ weights)
    rounded = [round(float(weight), 2) for weight in weights]
    return base.model_copy(update={"bias": rounded[0], "weights": dict(zip(SIGNS, rounded[1:], strict=True))})


def answered(lines: Sequence[Line], model: LikelyWeights) -> Counter[str]:
    counted = Counter[str]()
    for line in lines:
        best = max(((likelihood(signs, model), right) for right, signs in line.rows), default=(0.0, False))
        how = "nothing" if best[0] < model.least else "right" if best[1] else "wrong"
        counted[f"{line.kind}: {how}"] += 1
    return counted


def written(model: LikelyWeights) -> str:
    lines = [
        "# How likely an item or document answers what is asked, by how much of its telling words stands there.",
        "# Learnt by bench/learn_likely.py. What is less likely than `least` is no answer.",
        f"as_of = {model.as_of}",
        f'source = "{model.source}"',
        f"least = {model.least}",
        f"bias = {model.bias}",
        "",
        "[weights]",
        *(f'"{sign}" = {value}' for sign, value in model.weights.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write config/likely.toml")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the same: it is short")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    with trial_home(TODAY) as trial:
        trial.begin_anew()
        fill(trial)
        lines = list(lines_of(trial))
    base, counted = likely_weights(), Counter[str]()
    for half in range(2):
        model = learn([each for each in lines if each.matter % 2 != half], base)
        counted += answered([each for each in lines if each.matter % 2 == half], model)
    print(*(f"{how} {many}" for how, many in sorted(counted.items())), sep="\n")
    if given.write:
        (CONFIG_FOLDER / "likely.toml").write_text(written(learn(lines, base)), encoding="utf-8")
    if given.json:
        wrong = sum(many for how, many in counted.items() if how.endswith("wrong")) / len(lines)
        print(json.dumps({"bench": "learn_likely", "ratio": wrong, "baseline": "every line answered rightly"}))


if __name__ == "__main__":
    main()
