"""What is recognised of real documents, against facts that a person read from them; and how long it takes.

Precision: of what was said, how much is right. Recall: of what stands there, how much was said. An empty field costs recall, a
wrong one costs both. Baseline of the same run: plain patterns that take the first match of each field ("first match"), as one
writes them in an afternoon. Ratio: our wrong and missing facts over the baseline's.

    python bench/documents.py [--quick] [--json]

The documents are not in this repository (`../shared/real`); `bench/documents_gold.toml` holds only facts. Targets: precision
at least 0.98 and recall at least 0.9 in every field, under 10 ms a document.
"""

import argparse
import json
import os
import platform
import re
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distributor.understand.reading import Recognised
from distributor.understand.recognise import recognise

REAL = ROOT.parent / "shared" / "real" / "legal-documents.json"
GOLD = Path(__file__).with_name("documents_gold.toml")
FIELDS = ("role", "kind", "number", "issuers", "issued_on", "effective_on", "relations")
RELATIONS = ("amends", "replaces", "repeals", "corrects", "consolidates")
TODAY = date(2026, 11, 24)
TARGET_PRECISION = 0.98
TARGET_RECALL = 0.9
TARGET_MS = 10.0

Facts = Mapping[str, frozenset[str]]
"""By field, what is said: a set, for a document has several issuers and relations."""


@dataclass(frozen=True)
class Document:
    title: str
    text: str


@dataclass
class Score:
    right: int = 0
    wrong: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0


def read_documents() -> list[Document]:
    entries = json.loads(REAL.read_text(encoding="utf-8"))
    return [Document(entry["title"], entry["text_first_12000"]) for entry in entries]


def read_gold() -> list[Facts]:
    entries = tomllib.loads(GOLD.read_text(encoding="utf-8"))["document"]
    assert [entry["place"] for entry in entries] == list(range(len(entries)))
    return [
        {
            "role": _one(entry["role"]),
            "kind": _one(entry["kind"]),
            "number": _one(entry.get("number", "")),
            "issuers": frozenset(entry["issuers"]),
            "issued_on": _one(str(entry.get("issued_on", ""))),
            "effective_on": _one(str(entry.get("effective_on", ""))),
            "relations": frozenset(f"{kind} {number}" for kind in RELATIONS for number in entry.get(kind, [])),
        }
        for entry in entries
    ]


def _one(value: str) -> frozenset[str]:
    return frozenset({value} - {""})


def ours(document: Document) -> Facts:
    return as_facts(recognise(document.title, document.text, today=TODAY))


def as_facts(recognised: Recognised) -> Facts:
    facts = recognised.document
    if facts is None:
        return {**dict.fromkeys(FIELDS, frozenset[str]()), "role": _one(recognised.role)}
    return {
        "role": _one(recognised.role),
        "kind": _one(facts.kind),
        "number": _one(facts.number),
        "issuers": frozenset(facts.issuers),
        "issued_on": _one(facts.issued_on.isoformat() if facts.issued_on else ""),
        "effective_on": _one(facts.effective_on.isoformat() if facts.effective_on else ""),
        "relations": frozenset(f"{each.kind.value} {each.number}" for each in facts.relations if each.number),
    }


# The baseline: the first match of a plain pattern

_KIND = re.compile(r"\b(luật|bộ luật|nghị định|nghị quyết|quyết định|thông tư|văn bản hợp nhất)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d+/(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ0-9-]+")
_DAY = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_EFFECT = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?từ ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_ACT = re.compile(
    r"(sửa đổi, bổ sung|thay thế|bãi bỏ|hợp nhất)[^.]{0,200}?(\d+/(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ0-9-]+)", re.IGNORECASE
)
_VERBS = {"sửa đổi, bổ sung": "amends", "thay thế": "replaces", "bãi bỏ": "repeals", "hợp nhất": "consolidates"}


def first_match(document: Document) -> Facts:
    text = f"{document.title}\n{document.text}"
    kind, number, day, effect = (pattern.search(text) for pattern in (_KIND, _NUMBER, _DAY, _EFFECT))
    line = document.text.split("\n", 2)[1] if "\n" in document.text else ""
    return {
        "role": _one("draft" if "dự thảo" in document.title.casefold() else "announcement"),
        "kind": _one(kind[1].casefold() if kind else ""),
        "number": _one(number[0] if number else ""),
        "issuers": _one(line.split(" ---")[0].strip().capitalize()),
        "issued_on": _one(_iso(day)),
        "effective_on": _one(_iso(effect)),
        "relations": frozenset(f"{_VERBS[act[1].casefold()]} {act[2]}" for act in _ACT.finditer(text)),
    }


def _iso(match: re.Match[str] | None) -> str:
    return date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else ""


# Measuring


def score(
    documents: Sequence[Document], gold: Sequence[Facts], read: Callable[[Document], Facts]
) -> tuple[dict[str, Score], list[str]]:
    """A score for each field, and every miss in words."""
    scores = {field: Score() for field in FIELDS}
    misses: list[str] = []
    for place, (document, right) in enumerate(zip(documents, gold, strict=True)):
        said = read(document)
        for field in FIELDS:
            scores[field].right += len(said[field] & right[field])
            scores[field].wrong += len(said[field] - right[field])
            scores[field].missing += len(right[field] - said[field])
            misses += [
                f"{place} {field}: said {value!r}, which does not stand there" for value in said[field] - right[field]
            ]
            misses += [f"{place} {field}: {value!r} was not found" for value in right[field] - said[field]]
    return scores, misses


def milliseconds(documents: Sequence[Document], rounds: int) -> list[float]:
    """The median time of each document, of the processor: what else runs on the machine counts for nothing."""
    ours(documents[0])  # patterns are made on first use
    medians = []
    for document in documents:
        times = []
        for _ in range(rounds):
            started = time.process_time()
            ours(document)
            times.append((time.process_time() - started) * 1000)
        medians.append(statistics.median(times))
    return medians


def errors(scores: Mapping[str, Score]) -> int:
    return sum(each.wrong + each.missing for each in scores.values())


def main() -> None:
    arguments = argparse.ArgumentParser(description="Facts of real documents against what a person read.")
    arguments.add_argument("--quick", action="store_true", help="fewer rounds of timing, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    if not REAL.is_file():
        sys.exit("The real documents are not beside this checkout (../shared/real/legal-documents.json).")
    documents, gold = read_documents(), read_gold()
    scores, misses = score(documents, gold, ours)
    plain, _ = score(documents, gold, first_match)
    times = milliseconds(documents, 5 if options.quick else 25)
    print(f"{len(documents)} documents, {sum(len(each.text) for each in documents) / 1000:.0f} thousand characters")
    print(f"{'':14}{'facts':>7}{'precision':>11}{'recall':>8}   first match: precision, recall")
    for field in FIELDS:
        own, base = scores[field], plain[field]
        facts = own.right + own.missing
        print(f"{field:14}{facts:7}{own.precision:11.3f}{own.recall:8.3f}{base.precision:25.3f}{base.recall:8.3f}")
    print(f"wrong or missing: {errors(scores)} of ours, {errors(plain)} of the first match")
    print(f"a document: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms (≤ {TARGET_MS:.0f} ms)")
    for miss in misses:
        print(f"  miss: {miss}")
    if options.json:
        figures: dict[str, float] = {
            "ms median": round(statistics.median(times), 2),
            "ms slowest": round(max(times), 2),
        }
        for field in FIELDS:
            figures[f"{field} precision"] = round(scores[field].precision, 3)
            figures[f"{field} recall"] = round(scores[field].recall, 3)
        result = {
            "bench": "documents",
            "ratio": round(errors(scores) / max(1, errors(plain)), 4),
            "baseline": "plain patterns, first match of each field, on the same documents: wrong and missing facts",
            "figures": figures,
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
