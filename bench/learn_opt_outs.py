"""Learns what words weigh in an opt-out (`config/opt_out_weights.toml`) from labelled messages; the same file each time.

One linear model (logistic) with a penalty on large weights, fitted by accelerated descent. The figure is cross-validated: each
file of messages is judged by what the others taught. Baseline: none is heard.

    python bench/learn_opt_outs.py [--gold FOLDER] [--write] [--json] [--quick]

Labelled are `tests/broadcast/words/*.tsv`, look-ups (`tests/lookup/queries*.tsv`) and, where it is there, `sms_inbound.jsonl` of
`--gold`.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distributor.lookup.meaning import Intent, meaning_of, signs_of
from distributor.lookup.opt_out_model import OptOutWeights, opt_out_weights
from distributor.settings import CONFIG_FOLDER
from distributor.text.typed import bare

GOLD = ROOT.parent / "shared" / "gold"
PENALTY, STEPS, PORTIONS = 0.3, 300, 5
LEAST_SEEN, SMALL = 2, 0.15
"""Of a sign: messages that have it, and a weight below which it is left out."""
MAYBE = "maybe"
"""What a person would ask back: it counts half."""
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Message:
    file: str
    text: str
    means: str
    signs: frozenset[str]

    @property
    def opts_out(self) -> bool:
        return self.means == "stop"

    @property
    def portion(self) -> int:
        """With those of the same words, whatever their accents."""
        return zlib.crc32(bare(self.text).replace(" ", "").encode()) % PORTIONS


def message(file: str, text: str, means: str) -> Message:
    return Message(file, text, means, signs_of(text))


def labelled(gold: Path) -> list[Message]:
    """Each text once."""
    rows: dict[str, Message] = {}
    for file in sorted((ROOT / "tests" / "broadcast" / "words").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            means, _, text = line.split("\t")
            rows.setdefault(text, message(file.stem, text, means))
    for file in sorted((ROOT / "tests" / "broadcast" / "words" / "learnt").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            means, text = line.split("\t")
            rows.setdefault(text, message(file.stem, text, means))
    for file in sorted((ROOT / "tests" / "lookup").glob("queries*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if text := line.partition("\t")[2]:
                rows.setdefault(text, message("queries", text, "lookup"))
    if (inbound := gold / "sms_inbound.jsonl").exists():
        for row in map(json.loads, inbound.read_text(encoding="utf-8").splitlines()):
            rows.setdefault(row["text"], message("gold", row["text"], row["means"]))
    return list(rows.values())


def learn(messages: Sequence[Message], base: OptOutWeights) -> OptOutWeights:
    wanted = np.array([0.5 if each.means == MAYBE else float(each.opts_out) for each in messages])
    bias, weights = fitted(messages, wanted)
    return base.model_copy(update={"bias": bias, "weights": weights})


def fitted(messages: Sequence[Message], wanted: Vector) -> tuple[float, dict[str, float]]:
    """Return the bias and the weights of signs that tell the `wanted` messages (1) from the others (0)."""
    seen = Counter(sign for _, sign in {(bare(each.text), sign) for each in messages for sign in each.signs})
    names = sorted(sign for sign, many in seen.items() if many >= LEAST_SEEN)
    place = {name: number for number, name in enumerate(names)}
    rows = [[*sorted(place[sign] for sign in each.signs if sign in place), len(names)] for each in messages]
    flat = np.array([sign for row in rows for sign in row])
    begins = np.cumsum([0, *(len(row) for row in rows[:-1])])
    lengths = np.array([len(row) for row in rows])

    def sums(weights: Vector) -> Vector:
        return np.add.reduceat(weights[flat], begins)

    def back(of_rows: Vector) -> Vector:
        return np.bincount(flat, weights=np.repeat(of_rows, lengths), minlength=len(names) + 1)

    widest = np.ones(len(names) + 1)
    for _ in range(30):
        widest = back(sums(widest))
        widest /= np.linalg.norm(widest)
    step = 1 / (0.25 * float(np.linalg.norm(back(sums(widest)))) + PENALTY)
    penalties = np.append(np.full(len(names), PENALTY), 0.1)
    found, ahead, before = (np.zeros(len(names) + 1) for _ in range(3))
    for turn in range(STEPS):
        likely = 1 / (1 + np.exp(-sums(ahead)))
        found = ahead - step * (back(likely - wanted) + penalties * ahead)
        ahead = found + turn / (turn + 3) * (found - before)
        before = found
    weights = {name: round(float(found[number]), 2) for name, number in place.items() if abs(found[number]) >= SMALL}
    return round(float(found[-1]), 3), weights


def heard(text: str, model: OptOutWeights) -> str:
    meaning = meaning_of(text, model)
    return "stop" if meaning.means is Intent.STOP else "asked" if meaning.doubtful else "no"


def spoken(told: Counter[tuple[str, str]]) -> str:
    opt_outs, others = (
        sum(many for (said, _), many in told.items() if said == kind) or 1 for kind in ("opt_outs", "others")
    )
    of_opt_outs = ", ".join(f"{told['opt_outs', how] / opt_outs:.1%}" for how in ("stop", "asked", "no"))
    of_others = ", ".join(f"{told['others', how] / others:.1%}" for how in ("stop", "asked"))
    return f"{of_opt_outs} of {opt_outs} opt-outs; {of_others} of {others} others"


def written(model: OptOutWeights) -> str:
    lines = [
        "# What words and pairs of words (^ and $: beginning and end) weigh in an opt-out. Learnt by bench/learn_opt_outs.py.",
        "# From what `sure` says of its meaning a message that the rules (`inbound.toml`) hear otherwise is an opt-out; from",
        "# what `least` says it is asked back; below `unlike` what they take for an opt-out is asked back, too, and below",
        "# `unlike_weak` where their score is below `weak`; below `unlikely` what they hold for doubtful is not. Our own",
        "# choice, by the figures that the bench prints.",
        f"as_of = {model.as_of}",
        f'source = "{model.source}"',
        f"unlike = {model.unlike}",
        f"weak = {model.weak}",
        f"unlike_weak = {model.unlike_weak}",
        f"unlikely = {model.unlikely}",
        f"bias = {model.bias}",
        "",
        "[sure]",
        *(f"{means} = {likely}" for means, likely in model.sure.items()),
        "",
        "[least]",
        *(f"{means} = {likely}" for means, likely in model.least.items()),
        "",
        "[weights]",
        *(f'"{sign}" = {value}' for sign, value in sorted(model.weights.items(), key=lambda each: (-each[1], each[0]))),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--write", action="store_true", help="write config/opt_out_weights.toml")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the same: it is short")
    options = parser.parse_args()
    messages, base = labelled(options.gold), opt_out_weights()
    told = dict[str, Counter[tuple[str, str]]]()
    for portion in range(PORTIONS):
        model = learn([each for each in messages if each.portion != portion], base)
        for each in messages:
            if each.portion == portion:
                kind = "opt_outs" if each.opts_out else "maybe" if each.means == MAYBE else "others"
                told.setdefault(each.file, Counter())[kind, heard(each.text, model)] += 1
    told["all"] = sum(told.values(), Counter())
    print(
        "cross-validated, rules and weights together: heard, asked back, missed of opt-outs; taken, asked back of others"
    )
    for file in ("breadth", "gold", "all"):
        print(f"{file:10} {spoken(told.get(file, Counter()))}")
    if options.write:
        (CONFIG_FOLDER / "opt_out_weights.toml").write_text(written(learn(messages, base)), encoding="utf-8")
    if options.json:
        missed = 1 - told["all"]["opt_outs", "stop"] / sum(each.opts_out for each in messages)
        print(json.dumps({"bench": "learn_opt_outs", "ratio": missed, "baseline": "none is heard"}))


if __name__ == "__main__":
    main()
