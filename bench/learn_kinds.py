"""Learns what the signs of a piece of news weigh (`config/kind_weights.toml`) from labels of readers; the same file each time.

Two linear models with a penalty on large weights, fitted by plain descent: which kind an item is (softmax), and whether an office
would say it by itself (logistic). Weights start from what is known before any label: an item titled as a kind is mostly of it.

    python bench/learn_kinds.py --gold FOLDER [--gold FOLDER …] [--corpus GIT_DIR] [--cross-validate] [--write]

`--gold`: folders with `articles.jsonl` (kind, relevant) and `holds.jsonl` (its innocent ones are worth saying, gossip is not).
`--corpus`: a copy of the public repository from which the texts of `bench/labels/kinds.jsonl` come; that file names them and
holds no text.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distributor.ingest.furniture import without_furniture
from distributor.settings import CONFIG_FOLDER
from distributor.understand.kind_model import KindWeights, judge, kind_weights, pairs_of, signs_of
from distributor.understand.news_kind import read_news

GOLD = ROOT.parent / "shared" / "gold"
WRITTEN = Path(__file__).parent / "labels" / "written"
"""Labelled texts of our own, which are always learnt from: all kinds evenly, and notices."""
LOCATORS = Path(__file__).parent / "labels" / "kinds.jsonl"
FOLDS = 8
PENALTY, WORTH_PENALTY = 6.0, 4.0
EVEN = 0.8
"""How far rare kinds are weighed up: 0 not at all, 1 all kinds alike."""
LESS = 0.6
"""What a headline labelled quickly counts beside a text that an editor worked through."""
PRIOR = {"news-": 0.6, "begins-": 2.0, "titled-": 1.2}
"""Weights that learning starts from, for the kind that follows the sign's name."""
KNOWN: Mapping[str, tuple[str, float]] = {
    "says-stage": ("sketch", 2.0),
    "form-speakers": ("sketch", 1.2),
    "says-asked_and_answered": ("question", 1.5),
    "form-papers_3": ("procedure", 0.6),
    "form-papers_4": ("procedure", 0.6),
    "form-plan_parts_2": ("plan", 0.6),
    "form-plan_parts_3": ("plan", 0.6),
    "heads-plan": ("plan", 0.6),
    "opens-press": ("press_release", 1.0),
    "heads-press": ("press_release", 2.0),
    "says-asks_comments": ("draft_for_comment", 0.6),
    "opens-not_yet": ("draft_for_comment", 0.6),
    "says-prizes": ("contest", 1.0),
    "says-hails": ("propaganda", 0.8),
    "heads-urges": ("propaganda", 0.6),
    "says-movement": ("propaganda", 0.4),
    "opens-dialogue": ("policy_dialogue", 0.8),
    "says-swindle": ("scam_warning", 0.5),
    "says-guard": ("scam_warning", 0.6),
    "says-investigated": ("other_legal", 0.6),
    "says-office_letter": ("other_legal", 0.8),
    "opens-just_issued": ("new_law", 0.8),
    "says-then_and_now": ("new_law", 0.4),
    "form-mostly_counted": ("statistics", 0.8),
    "form-no_law": ("not_legal", 1.0),
    "opens-free_aid": ("legal_aid", 0.8),
    "says-states_rule": ("guidance", 0.4),
}
"""… and of forms whose kind a reader knows before any label."""
KNOWN_WORTH: Mapping[str, float] = {
    "says-states_rule": 0.6,
    "says-appeals": 0.6,
    "says-guides": 0.5,
    "form-nothing_to_do": -0.8,
    "form-only_reported": -0.8,
    "form-no_law": -0.6,
}
"""… and for `worth`: a rule or advice is worth saying, what is over is not."""
LET_THROUGH = 2.0
"""What an item that must not go out counts beside one that may; a notice of which only that is known counts `LESS`."""
OF_PERSONS = ("accusation", "health", "minor", "personal")
"""Why an item must wait that tells of a person what nobody should read: no office says such a thing, whatever law it cites."""
PASTIME = 1.0
"""… and of every group of news that is none of the law, for `not_legal`."""
STEPS = 300
LEAST_SEEN = 3
PAIR, LEAST_PAIRED = 0.3, 4
"""What a pair of words counts beside a sign, and in how many texts it must stand to be learnt."""
SMALL, SMALL_PAIR = 0.05, 0.02
"""A weight below this is left out; of pairs, which are many, a smaller one still counts."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """`kind`: "" where only `worth` is known. `quick`: labelled by headline and opening."""

    id: str
    kind: str
    worth: bool
    quick: bool
    signs: dict[str, float]
    pairs: frozenset[str]


def fold_of(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def read(file: Path) -> list[dict[str, object]]:
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        if file.exists()
        else []
    )


def labelled(row: dict[str, object], kind: str, worth: bool, quick: bool = False) -> Labelled:
    title = unicodedata.normalize("NFC", str(row.get("title") or ""))
    text = without_furniture(unicodedata.normalize("NFC", str(row["text"])))
    signs = signs_of(title, text, read_news(title, text))
    return Labelled(str(row["id"]), kind, worth, quick, signs, pairs_of(title, text))


def of_folder(folder: Path) -> Iterator[Labelled]:
    for row in read(folder / "articles.jsonl"):
        yield labelled(row, str(row["kind"]), bool(row["relevant"]) and row.get("hold") not in OF_PERSONS)
    for row in read(folder / "holds.jsonl"):
        if not row["hold"] or row["why"] in OF_PERSONS:
            yield labelled(row, "", not row["hold"])


def of_corpus(git_dir: Path) -> Iterator[Labelled]:
    """The texts that the locators name, read from a copy of the repository."""
    for row in read(LOCATORS):
        commit, _, path = str(row["source"]).partition("@")[2].partition(":")
        shown = subprocess.run(
            ["git", f"--git-dir={git_dir}", "show", f"{commit}:{path}"], capture_output=True, text=True, check=True
        )
        title, _, text = shown.stdout.strip().partition("\n")
        yield labelled(
            {"id": path, "title": title.strip(), "text": text.strip()}, str(row["kind"]), bool(row["worth"]), quick=True
        )


def names_of(texts: Sequence[Labelled]) -> list[str]:
    seen = Counter(name for text in texts for name, value in text.signs.items() if value)
    return sorted(name for name, many in seen.items() if many >= LEAST_SEEN)


def matrix(texts: Sequence[Labelled], names: Sequence[str], pairs: Sequence[str] = ()) -> Matrix:
    """A row a text, a column a pair of words, a column a sign, and a last one of ones."""
    place = {name: n for n, name in enumerate(names, len(pairs))}
    paired = {name: n for n, name in enumerate(pairs)}
    found = np.zeros((len(texts), len(pairs) + len(names) + 1))
    found[:, -1] = 1
    for n, text in enumerate(texts):
        for name in text.pairs & paired.keys():
            found[n, paired[name]] = PAIR
        for name, value in text.signs.items():
            if name in place:
                found[n, place[name]] = value
    return found


def descend(signs: Matrix, wanted: Matrix, given: Matrix, counts: Matrix, penalty: float, softmax: bool) -> Matrix:
    """Weights, beginning at `given`, by accelerated descent with a step that cannot overshoot."""
    penalties = np.full((signs.shape[1], 1), penalty)
    penalties[-1] = 0.1
    step = 1 / (0.5 * float(np.linalg.norm(signs * np.sqrt(counts)[:, None], 2)) ** 2 + penalty)
    vector = np.zeros_like(given)
    ahead, before = vector.copy(), vector.copy()
    for turn in range(STEPS):
        sums = signs @ (given + ahead)
        if softmax:
            powers = np.exp(sums - sums.max(1, keepdims=True))
            likely = powers / powers.sum(1, keepdims=True)
        else:
            likely = 1 / (1 + np.exp(-sums))
        vector = ahead - step * (signs.T @ ((likely - wanted) * counts[:, None]) + penalties * ahead)
        ahead = vector + turn / (turn + 3) * (vector - before)
        before = vector
    found: Matrix = given + vector
    return found


def learn(texts: Sequence[Labelled], base: KindWeights) -> KindWeights:
    kinded = [text for text in texts if text.kind]
    kinds = sorted({text.kind for text in kinded})
    many = Counter(text.kind for text in kinded)
    names = names_of(kinded)
    given = np.zeros((len(names) + 1, len(kinds)))
    for n, name in enumerate(names):
        for begins, weight in PRIOR.items():
            if name.startswith(begins) and name.removeprefix(begins) in kinds:
                given[n, kinds.index(name.removeprefix(begins))] = weight
        if name in KNOWN and KNOWN[name][0] in kinds:
            given[n, kinds.index(KNOWN[name][0])] = KNOWN[name][1]
        if name.startswith("other-") and "not_legal" in kinds:
            given[n, kinds.index("not_legal")] = PASTIME
    counts = np.array([(1 / many[text.kind]) ** EVEN * (LESS if text.quick else 1.0) for text in kinded])
    wanted = np.array([[float(text.kind == kind) for kind in kinds] for text in kinded])
    found = descend(matrix(kinded, names), wanted, given, counts / counts.mean(), PENALTY, softmax=True)
    of_worth = names_of(texts)
    seen = Counter(pair for text in texts for pair in text.pairs)
    pairs = sorted(pair for pair, many in seen.items() if many >= LEAST_PAIRED)
    worth = descend(
        matrix(texts, of_worth, pairs),
        np.array([[float(text.worth)] for text in texts]),
        np.array([[KNOWN_WORTH.get(name, 0.0)] for name in [*pairs, *of_worth, ""]]),
        np.array([1.0 if text.kind and text.worth else LET_THROUGH if text.kind else LESS for text in texts]),
        WORTH_PENALTY,
        softmax=False,
    )
    return KindWeights.model_validate(
        base.model_dump()
        | {"kind": {kind: _weighed(names, found[:, n]) for n, kind in enumerate(kinds)}}
        | {"worth": _weighed(of_worth, worth[len(pairs) :, 0])}
        | {"worth_pairs": _small_left_out(pairs, worth[: len(pairs), 0] * PAIR, SMALL_PAIR)}
    )


def _weighed(names: Sequence[str], column: Matrix) -> dict[str, object]:
    return {"bias": round(float(column[-1]), 3), "weights": _small_left_out(names, column, SMALL)}


def _small_left_out(names: Sequence[str], column: Matrix, least: float) -> dict[str, float]:
    weights = {name: round(float(value), 2) for name, value in zip(names, column, strict=False)}
    return {name: value for name, value in weights.items() if abs(value) >= least}


def report(texts: Sequence[Labelled], said: dict[str, tuple[str, float]], least: float) -> str:
    kinded = [text for text in texts if text.kind and not text.quick]
    wanted, got = Counter(text.kind for text in kinded), Counter(said[text.id][0] for text in kinded)
    hits = Counter(text.kind for text in kinded if said[text.id][0] == text.kind)
    macro = sum(2 * hits[kind] / (wanted[kind] + got[kind]) for kind in wanted) / max(1, len(wanted))
    passed = [text for text in texts if not text.worth and said[text.id][1] >= least]
    held = [text for text in texts if text.worth and said[text.id][1] < least]
    worth = sum(text.worth for text in texts)
    return (
        f"kind: macro-F1 {macro:.3f}, right {sum(hits.values())} of {len(kinded)}   "
        f"not worth it, let through {len(passed)} of {len(texts) - worth}; worth it, held {len(held)} of {worth}"
    )


def cross_validated(texts: Sequence[Labelled], base: KindWeights) -> dict[str, tuple[str, float]]:
    said: dict[str, tuple[str, float]] = {}
    for fold in range(FOLDS):
        model = learn([text for text in texts if fold_of(text.id) != fold], base)
        for text in texts:
            if fold_of(text.id) == fold:
                judged = judge(text.signs, text.pairs, model)
                said[text.id] = judged.kind, judged.worth
    return said


def written(model: KindWeights) -> str:
    lines = [
        "# What the signs of a piece of news (`kind_cues.toml`, `news_kinds.toml`, `notices.toml`) weigh: for each kind, and for",
        "# `worth`, that an office would say it by itself. Learnt by bench/learn_kinds.py from labels of careful readers;",
        "# thresholds are our own choice: below `least_worth` an item is no legal education, from `surely_worth` general news of",
        "# the law goes out too.",
        f"as_of = {model.as_of}",
        f'source = "{model.source}"',
        f"least_worth = {model.least_worth}",
        f"surely_worth = {model.surely_worth}",
    ]
    for name, weighed in (("worth", model.worth), *((f"kind.{kind}", model.kind[kind]) for kind in sorted(model.kind))):
        lines += ["", f"[{name}]", f"bias = {weighed.bias}", "", f"[{name}.weights]"]
        lines += _lines(weighed.weights)
    lines += ["", "[worth_pairs]", *_lines({f'"{pair}"': value for pair, value in model.worth_pairs.items()})]
    return "\n".join(lines) + "\n"


def _lines(weights: Mapping[str, float]) -> list[str]:
    return [f"{name} = {value}" for name, value in sorted(weights.items(), key=lambda each: (-each[1], each[0]))]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, action="append")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--write", action="store_true", help="write config/kind_weights.toml")
    options = parser.parse_args()
    texts = [text for folder in [*(options.gold or [GOLD]), WRITTEN] for text in of_folder(folder)]
    texts += list(of_corpus(options.corpus)) if options.corpus else []
    base = kind_weights()
    if options.cross_validate:
        print("cross-validated ", report(texts, cross_validated(texts, base), base.least_worth))
    model = learn(texts, base)
    judged = {text.id: judge(text.signs, text.pairs, model) for text in texts}
    print(
        "learnt from     ",
        report(texts, {key: (each.kind, each.worth) for key, each in judged.items()}, base.least_worth),
    )
    if options.write:
        (CONFIG_FOLDER / "kind_weights.toml").write_text(written(model), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
