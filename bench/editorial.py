"""What Loa says of labelled texts, against what a careful editor says: points, answers, relations, kinds, holds, chains of
documents.

The labels are not in this repository (`../shared/gold`, or `--gold FOLDER`); their own `score.py` scores. Every row goes the
real way, in a throwaway home without network (`commands/trial.py`), with the input fields only. Where something is learnt from
labels, the figures of what was learnt from are not proof: `bench/learn_points.py --cross-validate` and its like tell the others.

    python bench/editorial.py [--gold FOLDER] [--sets documents,qa] [--show N] [--json] [--quick]

Ratio: the targets that are missed over all targets. Baseline: the labels' own targets (docs/editorial.md).
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "queue"))

from commands.predictions import SETS, Row, predict

GOLD = ROOT.parent / "shared" / "gold"
TODAY = date(2026, 11, 27)
"""The day of the labels: what is worth saying depends on it."""
QUICK = 8
"""Rows of each set in a quick run."""
INPUTS = {
    "documents": ("id", "title", "text"),
    "qa": ("id", "question", "text"),
    "articles": ("id", "title", "text"),
    "holds": ("id", "title", "text"),
    "sms_inbound": ("id", "text"),
    "chains": ("id", "documents"),
}
ASKED = ("on", "number", "issuer")
OF_A_DOCUMENT = ("published_on", "title", "text")
TARGETS: dict[str, tuple[str, float]] = {
    "documents.must": (">=", 0.65),
    "documents.points": (">=", 0.70),
    "documents.invented": ("<=", 0),
    "documents.relations.precision": (">=", 0.97),
    "documents.relations.recall": (">=", 0.92),
    "documents.published_wrongly": ("<=", 0.05),
    "documents.held_wrongly": ("<=", 0.15),
    "qa.right": (">=", 0.85),
    "qa.sent_wrong": ("<=", 0),
    "qa.sent_without": ("<=", 0),
    "articles.macro_f1": (">=", 0.80),
    "articles.hold": (">=", 0.97),
    "articles.not_legal_published": ("<=", 0),
    "articles.held_wrongly": ("<=", 0.15),
    "holds.recall": (">=", 0.97),
    "holds.false": ("<=", 0.06),
    "sms.stop": (">=", 0.99),
    "sms.false_stop": ("<=", 0.01),
    "sms.lookup": (">=", 0.95),
    "sms.lookup_argument": (">=", 0.95),
    "chains.status": (">=", 0.97),
    "chains.untrue_posts": ("<=", 0),
    "chains.must_not": ("<=", 0),
    "chains.must": (">=", 0.60),
}


def inputs(row: Row, name: str) -> Row:
    """The input fields of a labelled row; of a chain also which states are asked for, without the answers."""
    told = {field: row[field] for field in INPUTS[name] if field in row}
    if name == "chains":
        told["documents"] = [{field: each[field] for field in OF_A_DOCUMENT} for each in row["documents"]]
        told["life"] = [{field: each[field] for field in ASKED if field in each} for each in row.get("life", [])]
    return told


def rows_of(gold: Path, sets: list[str], most: int | None) -> Iterator[tuple[str, Row]]:
    for name in sets:
        file = gold / f"{name}.jsonl"
        if not file.exists():
            continue
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for line in lines[:most]:
            yield name, inputs(json.loads(line), name)


def score(gold: Path, predictions: Path, show: int) -> tuple[str, dict[str, float | None]]:
    """The table and the figures of the labels' own script."""
    script = gold / "score.py" if (gold / "score.py").exists() else GOLD / "score.py"
    command = [sys.executable, "-B", str(script), str(gold), str(predictions), "--json", "--show", str(show)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    table, _, last = done.stdout.rstrip().rpartition("\n")
    figures: dict[str, float | None] = json.loads(last)
    for line in table.splitlines():
        if line.startswith("articles.kind ") and "macro-F1 " in line:
            figures["articles.macro_f1"] = float(line.partition("macro-F1 ")[2].partition(";")[0])
    return table, figures


MARKS = ("draft", "secret", "internal", "personal", "health", "minor", "accusation")
"""What codes begin with that mark secrecy, drafts, inside papers and private persons."""


def held_by_marks(gold: Path, predictions: Path) -> tuple[int, int] | None:
    """How many of the innocent notices are held for a mark, and how many innocent ones there are; None without such labels."""
    file = gold / "holds.jsonl"
    if not file.exists():
        return None
    innocent = {row["id"] for row in map(json.loads, _lines(file)) if not row["hold"]}
    said = [row for row in map(json.loads, _lines(predictions)) if row["set"] == "holds" and row["id"] in innocent]
    held = [row for row in said if row["verdict"] != "publish"]
    return sum(any(str(code).startswith(MARKS) for code in row["reasons"]) for row in held), len(said)


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def missed(figures: dict[str, float | None]) -> list[str]:
    """The targets that the figures do not reach."""
    found = []
    for name, (sign, wanted) in TARGETS.items():
        value = figures.get(name)
        if value is not None and not (value >= wanted if sign == ">=" else value <= wanted):
            found.append(f"{name} {value} (wanted {sign} {wanted})")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--show", type=int, default=0, help="the first N disagreements of each measure")
    parser.add_argument("--out", type=Path, help="keep the predictions here")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if not options.gold.is_dir():
        sys.exit(f"No labels in {options.gold}: name their folder with --gold.")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        out = options.out or Path(folder) / "predictions.jsonl"
        rows = list(rows_of(options.gold, options.sets.split(","), QUICK if options.quick else None))
        with out.open("w", encoding="utf-8") as file:
            for prediction in predict(rows, TODAY):
                file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
        took = time.monotonic() - began
        gold = _shortened(options.gold, rows, Path(folder)) if options.quick else options.gold
        table, figures = score(gold, out, options.show)
        marks = held_by_marks(gold, out)
    print(table)
    if marks is not None and marks[1]:
        figures["holds.false_by_marks"] = round(marks[0] / marks[1], 3)
        print(
            f"{'holds.false_by_marks':32} {figures['holds.false_by_marks']!s:>7}   {marks[0]} of {marks[1]} for a mark alone"
        )
    lacking = missed(figures)
    reached = len(TARGETS) - len(lacking)
    print(f"\n{len(rows)} rows in {took:.0f} s; {reached} of {len(TARGETS)} targets reached or not asked for")
    for each in lacking:
        print(f"  missed: {each}")
    if options.json:
        result = {
            "bench": "editorial",
            "ratio": round(len(lacking) / len(TARGETS), 4),
            "baseline": "the targets of the labels: how many of them are missed",
            "figures": figures,
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))
    return 0


def _shortened(gold: Path, rows: list[tuple[str, Row]], folder: Path) -> Path:
    """The labels of a quick run's rows alone, so that the others do not count as unanswered."""
    for name in SETS:
        wanted = {row["id"] for each, row in rows if each == name}
        if wanted:
            lines = (gold / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if line.strip() and json.loads(line)["id"] in wanted]
            (folder / f"{name}.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(main())
