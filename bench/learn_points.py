"""Learns what the features of a clause weigh (`config/points.toml`) from labels of careful editors; the same file each time.

A logistic model with a penalty on large weights, fitted by Newton's steps: no chance in it. Only features of at least five
candidates are weighed, and weights are rounded, so that a person can read them. Texts of labels are not in this repository, only
where their facts stand in them (`bench/labels/`).

    python bench/learn_points.py [--gold FOLDER …] [--texts FOLDER] [--cross-validate] [--unseen FOLDER …] [--write]

`--gold`: folders of labelled rows, the first with `score.py`. `--texts`: the texts of `bench/labels/points.jsonl`
(`bench/label_places.py`). `--cross-validate`: for each fold learns from the others and prints what is found on it, a line a
folder and half (by the hash of the name, so that one half can be read and the other left alone): the figures for texts not
learnt from. Texts that the folder lacks are left out. `--unseen`: labelled rows that are never learnt from, to be scored.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.label_places import LABELS, labelled, rows_of
from distributor.facts import DocumentFacts, Point
from distributor.ingest.furniture import without_furniture
from distributor.settings import CONFIG_FOLDER
from distributor.text.plain import letters
from distributor.understand.points import Material, document_material, item_material, message_of
from distributor.understand.ranking import Model, rules

GOLD = ROOT.parent / "shared" / "gold"
FOLDS = 5
ALIKE = 0.15
"""Of the clauses of two texts that begin alike: from which share they are taken for one."""
PENALTY = {"document": 30.0, "item": 30.0}
PRIOR = {
    "by_hand": 1.5,
    "role_penalty": 0.8,
    "figure_money": 0.5,
    "says_grant": 0.3,
    "of_office": -0.4,
    "says_work": -0.5,
}
"""Weights that learning starts from: what is known of citizens, where labels are too few to tell."""
STEPS = 20
LEAST_SEEN = 5
SMALL = 0.05
"""A weight below this is left out."""


@dataclass(frozen=True)
class Labelled:
    """A text with the facts that an editor chose, and its candidates."""

    id: str
    facts: list[dict[str, Any]]
    material: Material
    source: str = ""


def fold_of(key: str, folds: int = FOLDS) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % folds


def folds_of(texts: Sequence[Labelled]) -> list[int]:
    """The fold of each text; versions of one document, and what amends it, share one, lest one be learnt from the other."""
    clauses = [{letters(each.words)[:120] for each in text.material.candidates} for text in texts]
    first = list(range(len(texts)))
    for one, left in enumerate(clauses):
        for other in range(one):
            right = clauses[other]
            if len(left & right) >= max(2, ALIKE * min(len(left), len(right))):
                gone, kept = first[one], first[other]
                first = [kept if each == gone else each for each in first]
    return [fold_of(texts[each].id) for each in first]


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


def documents(rows: Iterable[dict[str, Any]], source: str) -> list[Labelled]:
    found = []
    for row in rows:
        issued = date.fromisoformat(row["issued_on"]) if row.get("issued_on") else None
        document = DocumentFacts(kind=row["kind"] or "", subject=row.get("subject") or "", issued_on=issued)
        material = document_material(row["title"], without_furniture(row["text"]), document)
        found.append(Labelled(row["id"], row["facts"], material, source))
    return found


def read_documents(folders: Sequence[Path], texts: Path | None) -> list[Labelled]:
    """Of the folders, and of the places in this repository where the folder of their texts is given; none twice."""
    found = [each for folder in folders for each in documents(read(folder, "documents"), folder.name)]
    if texts is not None:
        known = {each.id for each in found}
        places = [row for row in rows_of(LABELS) if row["id"] not in known and (texts / f"{row['id']}.txt").exists()]
        print(f"{len(places)} texts of {LABELS.name}")
        found += documents((labelled(row, texts) for row in places), "places")
    return found


def items(folder: Path) -> list[Labelled]:
    return [
        Labelled(
            row["id"],
            row["facts"],
            item_material(row["title"] or "", "", without_furniture(row["text"]), row["kind"]),
            folder.name,
        )
        for row in read(folder, "articles")
    ]


def learn(texts: Sequence[Labelled], same: Callable[..., bool], penalty: float) -> tuple[float, dict[str, float]]:
    """Bias and weights. A text counts as much as any other, however long; a chosen must counts half as much again."""
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
    # One column more for the bias, which nothing holds down.
    features = np.hstack([features, np.ones((len(features), 1))])
    held = np.append(np.full(len(known), penalty), 1e-6)
    vector = np.append(np.zeros(len(known)), np.log(wanted.mean() / (1 - wanted.mean())))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(features @ vector + given)))
        slope = features.T @ (weight * (likely - wanted)) + held * vector
        bend = (features * (weight * likely * (1 - likely))[:, None]).T @ features + np.diag(held)
        step = np.linalg.solve(bend, slope)
        vector = vector - step
        if float(np.abs(step).max()) < 1e-6:
            break
    bias = float(vector[-1])
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
        f"{name:36} must {hits['must_found'] / max(1, hits['must']):.3f} ({hits['must_found']} of {hits['must']})   "
        f"points {hits['right'] / max(1, hits['points']):.3f} ({hits['right']} of {hits['points']})   "
        f"facts {hits['found'] / max(1, hits['facts']):.3f}"
    )


def cross_validated(
    texts: Sequence[Labelled], base: Model, same: Callable[..., bool], penalty: float, show: bool
) -> dict[str, Counter[str]]:
    """What is found on each folder's texts by models that had not seen them."""
    total: dict[str, Counter[str]] = {}
    places = folds_of(texts)
    for fold in range(FOLDS):
        kept = [text for text, place in zip(texts, places, strict=True) if place != fold]
        model = model_of(base, *learn(kept, same, penalty))
        for text in (text for text, place in zip(texts, places, strict=True) if place == fold):
            points = message_of(text.material, model)
            hits = found_in(text, points, same)
            total.setdefault(f"{text.source}, half {fold_of(text.id, 2)}", Counter()).update(hits)
            if show:
                print(shown(text.id, hits))
    return total


def total_of(texts: Sequence[Labelled], model: Model, same: Callable[..., bool]) -> Counter[str]:
    return sum((found_in(text, message_of(text.material, model), same) for text in texts), Counter[str]())


def written(models: dict[str, Model]) -> str:
    known = rules()
    lines = [
        "# What makes a clause worth a citizen's minute: weights of features, learnt by bench/learn_points.py from labels of",
        "# careful editors; thresholds and quotas are our own choices. A point is given from a likelihood of `least`; beyond",
        "# `usual` points only from `sure`; entries of one list are said together from a share `together` of the best one's",
        "# likelihood, clauses of one article from a share `near`. `document`: of documents, `item`: of the rest.",
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
    parser.add_argument("--gold", type=Path, action="append")
    parser.add_argument("--texts", type=Path, help="folder with the texts of bench/labels/points.jsonl, ID.txt each")
    parser.add_argument("--unseen", type=Path, action="append", default=[], help="folders that are only scored")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--show", action="store_true", help="a line for each text")
    parser.add_argument("--write", action="store_true", help="write config/points.toml")
    given = parser.parse_args()
    folders: list[Path] = given.gold or [GOLD]
    same = scorer(folders[0]).same_fact
    unseen = read_documents(given.unseen, None)
    apart = {each.id for each in unseen}
    of_documents = [each for each in read_documents(folders, given.texts) if each.id not in apart]
    of_items = [each for folder in folders if (folder / "articles.jsonl").exists() for each in items(folder)]
    models: dict[str, Model] = {}
    for name, texts in {"document": of_documents, "item": of_items}.items():
        base: Model = getattr(rules(), name)
        if given.cross_validate:
            for source, hits in cross_validated(texts, base, same, PENALTY[name], given.show).items():
                print(shown(f"{name}, cross-validated, {source}", hits))
        models[name] = model_of(base, *learn(texts, same, PENALTY[name]))
        print(shown(f"{name}, all, learnt from", total_of(texts, models[name], same)))
    for folder in given.unseen:
        texts = [each for each in unseen if each.source == folder.name]
        print(shown(f"document, unseen, {folder.name}", total_of(texts, models["document"], same)))
    if given.write:
        (CONFIG_FOLDER / "points.toml").write_text(written(models), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
