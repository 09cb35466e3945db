"""Learns what the features of a clause weigh (`config/points.toml`) from labels of careful editors; the same file each time.

A logistic model with a penalty on large weights, fitted by plain descent: no chance in it. Only features of at least five
candidates are weighed, and weights are rounded, so that a person can read them. The labels are not in this repository.

    python bench/learn_points.py --gold FOLDER [--cross-validate] [--write]

`--cross-validate`: for each fold learns from the others and prints what is found on it: the figures for texts not learnt from.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distributor.facts import DocumentFacts, Point
from distributor.ingest.furniture import without_furniture
from distributor.settings import CONFIG_FOLDER
from distributor.understand.points import Material, act_material, item_material, message_of
from distributor.understand.ranking import Model, rules

GOLD = ROOT.parent / "shared" / "gold"
FOLDS = 5
PENALTY = {"act": 30.0, "item": 30.0}
PRIOR = {
    "by_hand": 1.5,
    "role_penalty": 0.8,
    "figure_money": 0.5,
    "says_grant": 0.3,
    "of_office": -0.4,
    "says_work": -0.5,
}
"""Weights that learning starts from: what is known of citizens, where labels are too few to tell."""
STEPS = 800
LEAST_SEEN = 5
SMALL = 0.05
"""A weight below this is left out."""
SPLIT = 3
"""Every third text, by its id, is kept aside with `--aside`."""


@dataclass(frozen=True)
class Labelled:
    """A text with the facts that an editor chose, and its candidates."""

    id: str
    facts: list[dict[str, Any]]
    material: Material


def fold_of(key: str, folds: int = FOLDS) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % folds


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def acts(folder: Path) -> list[Labelled]:
    found = []
    for row in read(folder, "documents"):
        issued = date.fromisoformat(row["issued_on"]) if row["issued_on"] else None
        document = DocumentFacts(kind=row["kind"] or "", subject=row["subject"] or "", issued_on=issued)
        found.append(
            Labelled(row["id"], row["facts"], act_material(row["title"], without_furniture(row["text"]), document))
        )
    return found


def items(folder: Path) -> list[Labelled]:
    return [
        Labelled(
            row["id"], row["facts"], item_material(row["title"] or "", "", without_furniture(row["text"]), row["kind"])
        )
        for row in read(folder, "articles")
    ]


def learn(texts: Sequence[Labelled], same: Callable[..., bool], penalty: float) -> tuple[float, dict[str, float]]:
    """Bias and weights. A text counts as much as any other, however long; a chosen must counts twice."""
    names = Counter(
        name for text in texts for values in text.material.features for name, value in values.items() if value
    )
    known = sorted(name for name, many in names.items() if many >= LEAST_SEEN)
    place = {name: n for n, name in enumerate(known)}
    rows, labels, weights = [], [], []
    for text in texts:
        for candidate, values in zip(text.material.candidates, text.material.features, strict=True):
            row = np.zeros(len(known))
            for name, value in values.items():
                if name in place:
                    row[place[name]] = value
            hits = [fact for fact in text.facts if same(fact, candidate.quotes, candidate.statement)]
            rows.append(row)
            labels.append(float(bool(hits)))
            weights.append(
                (1.5 if any(fact["must"] for fact in hits) else 1.0) / (10 + len(text.material.candidates)) ** 0.5
            )
    features, wanted = np.array(rows), np.array(labels)
    weight = np.array(weights) / np.mean(weights)
    given = features @ np.array([PRIOR.get(name, 0.0) for name in known])
    vector, bias = np.zeros(len(known)), float(np.log(wanted.mean() / (1 - wanted.mean())))
    # The curvature is at most a quarter of the squared features: a step that cannot overshoot.
    step = 1.0 / (0.25 * float(np.linalg.norm(features * np.sqrt(weight)[:, None], 2)) ** 2 + penalty)
    momentum, before = np.zeros(len(known)), np.zeros(len(known))
    for turn in range(STEPS):
        error = weight * (1 / (1 + np.exp(-(features @ momentum + given + bias))) - wanted)
        vector = momentum - step * (features.T @ error + penalty * momentum)
        momentum = vector + turn / (turn + 3) * (vector - before)
        before = vector
        bias -= float(error.sum()) / (0.25 * float(weight.sum()) + 1)
    learnt = {name: float(vector[n]) + PRIOR.get(name, 0.0) for name, n in place.items()}
    return bias, {name: round(value, 2) for name, value in learnt.items() if abs(value) >= SMALL}


def model_of(base: Model, bias: float, weights: dict[str, float]) -> Model:
    return base.model_copy(update={"bias": round(bias, 3), "weights": weights})


def found_in(text: Labelled, points: Sequence[Point], same: Callable[..., bool]) -> Counter[str]:
    hits = Counter[str](points=len(points))
    for fact in text.facts:
        hit = any(same(fact, each.quotes, each.statement) for each in points)
        hits["facts"] += 1
        hits["found"] += hit
        hits["must"] += fact["must"]
        hits["must_found"] += bool(fact["must"] and hit)
    hits["right"] = sum(any(same(fact, each.quotes, each.statement) for fact in text.facts) for each in points)
    return hits


def shown(name: str, hits: Counter[str]) -> str:
    return (
        f"{name:28} must {hits['must_found'] / max(1, hits['must']):.3f} ({hits['must_found']} of {hits['must']})   "
        f"points {hits['right'] / max(1, hits['points']):.3f} ({hits['right']} of {hits['points']})   "
        f"facts {hits['found'] / max(1, hits['facts']):.3f}"
    )


def cross_validated(
    texts: Sequence[Labelled], base: Model, same: Callable[..., bool], penalty: float, show: bool
) -> Counter[str]:
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        kept = [text for text in texts if fold_of(text.id) != fold]
        model = model_of(base, *learn(kept, same, penalty))
        for text in (text for text in texts if fold_of(text.id) == fold):
            points = message_of(text.material, model)
            hits = found_in(text, points, same)
            total += hits
            if show:
                print(shown(text.id, hits))
    return total


def written(models: dict[str, Model]) -> str:
    known = rules()
    lines = [
        "# What makes a clause worth a citizen's minute: weights of features, learnt by bench/learn_points.py from labels of",
        "# careful editors; thresholds and quotas are our own choices. A point is given from a likelihood of `least`; beyond",
        "# `usual` points only from `sure`; entries of one list are said together from a share `together` of the best one's",
        "# likelihood, clauses of one article from a share `near`. `act`: of documents, `item`: of articles, notices, answers.",
        f"as_of = {known.as_of}",
        f'source = "{known.source}"',
        "",
        "[quotas]",
        *(f"{role} = {most}" for role, most in known.quotas.items()),
    ]
    for name, model in models.items():
        lines += ["", f"[{name}]"]
        for key in ("least", "sure", "usual", "most", "together", "near", "of_article", "bias"):
            lines.append(f"{key} = {getattr(model, key)}")
        lines += ["", f"[{name}.weights]"]
        lines += [
            f"{key if key.isascii() else json.dumps(key, ensure_ascii=False)} = {value}"
            for key, value in sorted(model.weights.items(), key=lambda each: (-each[1], each[0]))
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--aside", action="store_true", help="learn from two thirds, print what is found on the rest")
    parser.add_argument("--show", action="store_true", help="a line for each text")
    parser.add_argument("--write", action="store_true", help="write config/points.toml")
    given = parser.parse_args()
    same = scorer(given.gold).same_fact
    sets = {"act": acts(given.gold), "item": items(given.gold)}
    models: dict[str, Model] = {}
    for name, texts in sets.items():
        base: Model = getattr(rules(), name)
        if given.aside:
            kept = [text for text in texts if fold_of(text.id, SPLIT)]
            model = model_of(base, *learn(kept, same, PENALTY[name]))
            for part, rows in (
                ("learnt from", kept),
                ("aside", [text for text in texts if not fold_of(text.id, SPLIT)]),
            ):
                hits = sum((found_in(text, message_of(text.material, model), same) for text in rows), Counter[str]())
                print(shown(f"{name}, {part}", hits))
        if given.cross_validate:
            print(shown(f"{name}, cross-validated", cross_validated(texts, base, same, PENALTY[name], given.show)))
        models[name] = model_of(base, *learn(texts, same, PENALTY[name]))
        fitted = sum((found_in(text, message_of(text.material, models[name]), same) for text in texts), Counter[str]())
        print(shown(f"{name}, all, learnt from", fitted))
    if given.write:
        (CONFIG_FOLDER / "points.toml").write_text(written(models), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
