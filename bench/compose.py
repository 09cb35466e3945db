"""All posts of an item in words: six channels, without drawing, against plain Jinja rendering of the same blocks in the same run.

Baseline: Jinja's ordinary environment on the same template files with the words given, so without choosing words, without the
cage, counting, fitting, house rules and alternative text. Measured on the demo items and on the longest real document beside
the checkout (`../shared/real`); where that is missing, on a made one of the same length.

    python bench/compose.py [--quick] [--json]

Rounds alternate, so that a machine that slows down slows both. Target: every item's six posts in under 20 ms (median of rounds).
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from channels.forms import TextForm, form_of
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.words import choose_words
from distributor.draft.compose import compose
from distributor.settings import TEMPLATE_FOLDER
from distributor.text.plain import capital
from tests.compose.demo_items import DEMO, LINK, item

CHANNELS = ("facebook", "x", "rss", "youtube", "sms", "zalo")
TARGET_MS = 20.0
REAL = ROOT.parent / "shared" / "real"
REAL_LENGTH = 20_758
SENTENCE = (
    "Tổ chức, cá nhân nộp hồ sơ theo điểm a khoản 1 Điều 5 trước ngày 15 tháng 12 năm 2026; lệ phí 120.000 đồng. "
)

Prepared = list[tuple[Template, Mapping[str, str]]]


def longest_document() -> tuple[str, ItemView]:
    """Its name and the item: the text in full, no summary, as a page without one comes in."""
    texts = {"Kế hoạch thực hiện Đề án": REAL / "ke-hoach-de-an-471.txt"} if REAL.is_dir() else {}
    found = {title: file.read_text(encoding="utf-8") for title, file in texts.items()}
    if REAL.is_dir():
        documents = json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8"))
        found |= {one["title"]: one["text_first_12000"] for one in documents}
    if not found:
        return "made document", item("Kế hoạch mẫu", text=SENTENCE * (REAL_LENGTH // len(SENTENCE)), kind="plan")
    title = max(found, key=lambda one: len(found[one]))
    return "longest real document", item(title, text=found[title], kind="plan")


def prepare(view: ItemView, forms: Sequence[TextForm], templates: Templates, environment: Environment) -> Prepared:
    """What the baseline renders: the same files, with the words ready."""
    prepared: Prepared = []
    for form in forms:
        found = templates.find(form.name, "announce", view.kind)
        words = choose_words(view, LINK, templates.editorial, found.rules.hashtags, found.rules.emoji)
        prepared.append((environment.get_template(found.name), words))
    return prepared


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time: neighbours on the machine do not count."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description="Composing six posts of an item.")
    arguments.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = arguments.parse_args()
    rounds = 9 if options.quick else 40

    templates, forms = Templates(), [form_of(name) for name in CHANNELS]
    environment = Environment(undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATE_FOLDER))  # noqa: S701 - plain text, as our own templates are
    environment.filters["capital"] = capital
    long_name, long_item = longest_document()
    views = {**DEMO, long_name: long_item}
    prepared = {name: prepare(view, forms, templates, environment) for name, view in views.items()}

    def ours(view: ItemView) -> None:
        for form in forms:
            compose(view, form, "announce", LINK, templates)

    def plain(name: str) -> None:
        for template, words in prepared[name]:
            template.render(words)

    for name, view in views.items():  # warms templates, patterns and imports
        ours(view)
        plain(name)
    times: dict[str, list[float]] = {name: [] for name in views}
    bases: dict[str, list[float]] = {name: [] for name in views}
    for _ in range(rounds):
        for name, view in views.items():
            bases[name].append(timed(partial(plain, name)))
            times[name].append(timed(partial(ours, view)))

    medians = {name: statistics.median(values) for name, values in times.items()}
    base = {name: statistics.median(values) for name, values in bases.items()}
    slowest = max(medians, key=lambda name: medians[name])
    ratio = statistics.median([medians[name] / base[name] for name in views])
    print(
        f"six posts ({', '.join(CHANNELS)}) of each of {len(views)} items, {rounds} rounds; milliseconds of processor time"
    )
    print(f"{'':24}{'median':>9}{'min':>9}{'max':>9}{'plain Jinja':>13}")
    for name, values in times.items():
        print(f"{name:24}{medians[name]:9.2f}{min(values):9.2f}{max(values):9.2f}{base[name]:13.2f}")
    verdict = "met" if medians[slowest] < TARGET_MS else "MISSED"
    print(f"slowest: {slowest}, {medians[slowest]:.2f} ms (target < {TARGET_MS:.0f} ms: {verdict})")
    print(f"{ratio:.1f} × plain Jinja rendering of the same blocks, median over the items")
    if options.json:
        result = {
            "bench": "compose",
            "ratio": round(ratio, 3),
            "baseline": "plain Jinja rendering of the same templates with the words ready, without fitting",
            "figures": {
                "slowest item ms": round(medians[slowest], 3),
                "demo items median ms": round(statistics.median([medians[name] for name in DEMO]), 3),
                f"{long_name} ms": round(medians[long_name], 3),
                "target ms": TARGET_MS,
                "plain Jinja median ms": round(statistics.median(base.values()), 3),
            },
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
