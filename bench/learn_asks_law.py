"""Learns what words tell that a message asks anything of the law (`config/asks_law.toml`); the same file each time.

Asking are the examples of the matters in `config/asked.toml`, the names of matters, look-ups (`tests/lookup/queries*.tsv`),
and what is labelled a look-up or `law`. Talk is what is labelled so, and the examples of `asked.toml` that are of no matter. An
example is heard as if it were none (`left_out`), for no message to come is one. The model is that of `learn_opt_outs.py`. The
figure is cross-validated. Baseline: everything is looked up.

    python bench/learn_asks_law.py [--write] [--json] [--quick]
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.learn_opt_outs import PORTIONS, Message, fitted
from distributor.lookup.asked import asked_examples, matter_asked
from distributor.lookup.asks_law import AsksLawWeights, asks_law_likelihood, asks_law_signs, asks_law_weights
from distributor.lookup.rules import lexicon
from distributor.settings import CONFIG_FOLDER
from distributor.text.typed import bare

ASKS, TALK = "asks", "talk"
MEANS = {"lookup": ASKS, "law": ASKS, "thanks": TALK, "auto": TALK, "abuse": TALK, "talk": TALK}
"""What a label of the messages says of this; others say nothing, for of some files a question is all that opts out of nothing."""


def labelled() -> list[Message]:
    """Each text once, whatever its accents; what is labelled as both is talk."""
    rows: dict[str, Message] = {}
    examples = {
        bare(text): place
        for place, matter in enumerate(asked_examples().matter)
        for text in matter.asked.strip().splitlines()
    }
    for means, text in sorted(_told(), reverse=True):
        if bare(text) not in rows:
            asked = matter_asked(text, left_out=examples.get(bare(text)))
            rows[bare(text)] = Message("", text, means, asks_law_signs(text, asked))
    return list(rows.values())


def _told() -> Iterator[tuple[str, str]]:
    for matter in asked_examples().matter:
        yield from ((ASKS if matter.names else TALK, text) for text in matter.asked.strip().splitlines())
    yield from ((ASKS, name) for name in lexicon().names.values())
    for file in sorted((ROOT / "tests" / "lookup").glob("queries*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            wanted, _, text = line.partition("\t")
            if text and wanted != "-":
                yield ASKS, text
    for file in sorted((ROOT / "tests" / "broadcast" / "words").rglob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            means, *_, text = line.split("\t")
            if means in MEANS:
                yield MEANS[means], text


def learn(messages: Sequence[Message], base: AsksLawWeights) -> AsksLawWeights:
    bias, weights = fitted(messages, np.array([float(each.means == ASKS) for each in messages]))
    return base.model_copy(update={"bias": bias, "weights": weights})


def written(model: AsksLawWeights) -> str:
    lines = [
        "# What words and pairs of words (^ and $: beginning and end) and names of matters (@) tell that a message asks.",
        "# Learnt by bench/learn_asks_law.py. Below `least` nothing is looked up but what begins with TRA or names a document; a",
        "# question that is asked like a matter from `least_of_questions` on.",
        f"as_of = {model.as_of}",
        f'source = "{model.source}"',
        f"least = {model.least}",
        f"least_of_questions = {model.least_of_questions}",
        f"bias = {model.bias}",
        "",
        "[weights]",
        *(f'"{sign}" = {value}' for sign, value in sorted(model.weights.items(), key=lambda each: (-each[1], each[0]))),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write config/asks_law.toml")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the same: it is short")
    options = parser.parse_args()
    messages, base = labelled(), asks_law_weights()
    passed = {ASKS: 0, TALK: 0}
    for portion in range(PORTIONS):
        model = learn([each for each in messages if each.portion != portion], base)
        for each in messages:
            if each.portion == portion:
                passed[each.means] += asks_law_likelihood(each.signs, model) >= base.least
    many = {means: sum(each.means == means for each in messages) for means in passed}
    print(
        f"cross-validated: of {many[ASKS]} that ask {passed[ASKS] / many[ASKS]:.1%} may be looked up, of {many[TALK]} of "
        f"talk {passed[TALK] / many[TALK]:.1%}"
    )
    if options.write:
        (CONFIG_FOLDER / "asks_law.toml").write_text(written(learn(messages, base)), encoding="utf-8")
    if options.json:
        print(
            json.dumps({"bench": "learn_asks_law", "ratio": passed[TALK] / many[TALK], "baseline": "all is looked up"})
        )


if __name__ == "__main__":
    main()
