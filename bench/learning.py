"""Best times learnt from simulated audiences with hidden weekly curves, against an oracle that knows them.

    python bench/learning.py [--quick] [--json] [--draw] [--seed N]

12 weeks of 10 posts a week. An item comes at some working hour; each way gives it one of the half hours of the following 48 hours
that a usual cadence allows (06:00 to 22:30, an hour apart, three a day). All ways meet the same items:

- oracle: the free half hour at which the hidden curve is highest;
- fixed: the free half hour nearest to 19:30, the sensible choice of somebody who does not look;
- random: any of them;
- Loa: `distributor.learn`, which is told of a post only what it reached, 48 hours later, with chance and content in it.

A way's figure is what the curve says of the hours it chose, so that luck does not blur the comparison; the mean over all runs.
Curves are the sandbox's (`sandbox/weekly.py`), each run's some minutes earlier or later. Plain: an evening, a morning, a noon, a
weekend curve. Then twice the chance; no best hour at all; a curve that becomes another after week 6; and five accounts of one
channel with two posts a week each, every one with hours of its own.

Targets: on plain curves at least 90 % of the oracle in the last 4 weeks; nowhere more than 5 % below the fixed slot, over all 12
weeks. `ratio`: the oracle over ours in the last weeks, the mean of the plain curves.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads only get into each other's way
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from distributor.clock import VIETNAM
from distributor.learn.beliefs import Beliefs, PostOutcome, Subject
from distributor.learn.settings import learning_settings
from distributor.learn.times import choose
from distributor.plan.cadence import free_half_hours, rule_of
from sandbox.weekly import factor

ROOT = Path(__file__).resolve().parent.parent
WEEKS, A_WEEK, LAST = 12, 10, 4
HALF_HOUR, SHIFT = timedelta(minutes=30), timedelta(weeks=6)
START = datetime(2026, 8, 30, 17, tzinfo=UTC)
"""A Monday's midnight in Vietnam."""
RULE = rule_of({"*": {"per_day": 3, "minutes_between": 60, "hours": ["06:00", "22:30"], "best": True}}, "facebook")
KINDS = {"new_law": 1.1, "guide": 1.5, "news": 0.7}
CHANCE = 0.4
TARGET_OF_ORACLE, TARGET_BELOW_FIXED = 0.9, 0.05
SETTINGS = learning_settings()
SETTLED = timedelta(seconds=SETTINGS.settling.age_s)
WAIT = timedelta(hours=SETTINGS.choosing.within_hours)
WAYS = ("oracle", "Loa", "fixed", "random")


@dataclass(frozen=True)
class Audience:
    """`then`: the shape after week 6. `accounts`: among which the posts are spread, every one's hours `apart_h` others."""

    name: str
    shape: str
    chance: float = CHANCE
    then: str = ""
    accounts: int = 1
    plain: bool = False

    def weeks(self, earlier_h: float) -> tuple[list[float], list[float]]:
        """What each half hour of the week is worth to followers who live so much earlier; before the shift, and after it."""
        return (
            [factor(self.shape, n // 48, n % 48 / 2, earlier_h=earlier_h) for n in range(336)],
            [factor(self.then or self.shape, n // 48, n % 48 / 2, earlier_h=earlier_h) for n in range(336)],
        )


@dataclass(frozen=True)
class Hidden:
    """The curve of each account, as only the oracle sees it."""

    weeks: tuple[tuple[list[float], list[float]], ...]

    def worth(self, account: int, at: datetime) -> float:
        gone = at - START
        return self.weeks[account][gone >= SHIFT][(gone // HALF_HOUR) % 336]


AUDIENCES = (
    Audience("evening", "evening", plain=True),
    Audience("morning", "morning", plain=True),
    Audience("noon", "noon", plain=True),
    Audience("weekend", "weekend", plain=True),
    Audience("evening, twice the chance", "evening", chance=2 * CHANCE),
    Audience("morning, twice the chance", "morning", chance=2 * CHANCE),
    Audience("no best hour", "flat"),
    Audience("evening, then morning", "evening", then="morning"),
    Audience("noon, then evening", "noon", then="evening"),
    Audience("evening, sparse", "evening", accounts=5),
    Audience("morning, sparse", "morning", accounts=5),
)


@dataclass(frozen=True)
class Item:
    comes_at: datetime
    account: int
    kind: str
    luck: float


@dataclass
class Told:
    """One way's slots and what they were worth, by week."""

    slots: dict[int, list[datetime]] = field(default_factory=dict)
    worth: list[list[float]] = field(default_factory=lambda: [[] for _ in range(WEEKS)])


def items_of(audience: Audience, random: np.random.Generator) -> list[Item]:
    """Two a day at working hours, Monday to Friday."""
    found = []
    for week in range(WEEKS):
        for number in range(A_WEEK):
            at = START + timedelta(weeks=week, days=number % 5, hours=float(random.uniform(8, 17)))
            kind = str(random.choice(list(KINDS)))
            found.append(Item(at, number % audience.accounts, kind, float(random.normal(0, audience.chance))))
    return sorted(found, key=lambda item: item.comes_at)


Way = Callable[[Item, list[datetime]], datetime]


def follow(hidden: Hidden, items: Sequence[Item], way: Way) -> Told:
    told = Told()
    for item in items:
        taken = told.slots.setdefault(item.account, [])
        counted = [at for at in taken if at > item.comes_at - timedelta(days=1)]
        slot = way(item, free_half_hours(RULE, item.comes_at, item.comes_at + WAIT, counted, counted))
        taken.append(slot)
        week = (item.comes_at - START) // timedelta(weeks=1)
        told.worth[week].append(hidden.worth(item.account, slot))
    return told


def loa(hidden: Hidden, random: np.random.Generator) -> Way:
    waiting: list[PostOutcome] = []

    def choice(item: Item, candidates: list[datetime]) -> datetime:
        known = [trial for trial in waiting if trial.said_at + SETTLED <= item.comes_at]
        subject = Subject(item.account, "facebook", item.kind)
        beliefs = Beliefs(known, subject, item.comes_at, SETTINGS.model)
        at = candidates[choose(beliefs, candidates, SETTINGS.choosing, random)[0]]
        size = 2400.0 / (1 + item.account)
        reached = size * KINDS[item.kind] * hidden.worth(item.account, at) * np.exp(item.luck)
        waiting.append(PostOutcome(item.account, "facebook", item.kind, at, float(int(reached))))
        return at

    return choice


def nearest_to_evening(_item: Item, candidates: list[datetime]) -> datetime:
    def away(at: datetime) -> tuple[float, datetime]:
        local = at.astimezone(VIETNAM)
        return abs(local.hour + local.minute / 60 - 19.5), at

    return min(candidates, key=away)


def run_once(job: tuple[Audience, int]) -> dict[str, list[float]]:
    """Way → its mean by week."""
    audience, seed = job
    random = np.random.default_rng([seed, *audience.name.encode()])
    items = items_of(audience, random)
    hidden = Hidden(tuple(audience.weeks(float(random.uniform(-0.75, 0.75))) for _ in range(audience.accounts)))
    by_lot = np.random.default_rng(seed)

    def oracle(item: Item, candidates: list[datetime]) -> datetime:
        return max(candidates, key=lambda at: hidden.worth(item.account, at))

    def anyhow(_item: Item, candidates: list[datetime]) -> datetime:
        return candidates[int(by_lot.integers(len(candidates)))]

    ways: dict[str, Way] = {
        "oracle": oracle,
        "Loa": loa(hidden, np.random.default_rng(seed + 1)),
        "fixed": nearest_to_evening,
        "random": anyhow,
    }
    return {name: [statistics.fmean(week) for week in follow(hidden, items, way).worth] for name, way in ways.items()}


@dataclass(frozen=True)
class Result:
    """`weeks`: way → its mean by week, over all runs. `spread`: of single runs, ours of the oracle in the last weeks."""

    audience: Audience
    weeks: dict[str, list[float]]
    spread: float

    def mean(self, way: str, since: int = 0) -> float:
        return statistics.fmean(self.weeks[way][since:])

    @property
    def of_oracle(self) -> float:
        return self.mean("Loa", WEEKS - LAST) / self.mean("oracle", WEEKS - LAST)

    @property
    def over_fixed(self) -> float:
        return self.mean("Loa") / self.mean("fixed") - 1


def measure(runs: int, seed: int) -> list[Result]:
    jobs = [(audience, seed + number) for audience in AUDIENCES for number in range(runs)]
    with get_context("spawn").Pool(min(2, os.cpu_count() or 1)) as pool:
        found = pool.map(run_once, jobs, chunksize=2)
    results = []
    for index, audience in enumerate(AUDIENCES):
        of_audience = found[index * runs : (index + 1) * runs]
        weeks = {
            way: [statistics.fmean(run[way][week] for run in of_audience) for week in range(WEEKS)] for way in WAYS
        }
        single = [statistics.fmean(run["Loa"][-LAST:]) / statistics.fmean(run["oracle"][-LAST:]) for run in of_audience]
        results.append(Result(audience, weeks, statistics.stdev(single) if runs > 1 else 0.0))
    return results


def main() -> int:
    arguments = argparse.ArgumentParser(description="Learnt times against an oracle, a fixed slot and chance.")
    arguments.add_argument("--quick", action="store_true", help="few runs, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    arguments.add_argument("--draw", type=Path, help="where to draw the figure; a full run draws docs/learning.svg")
    arguments.add_argument("--runs", type=int)
    arguments.add_argument("--seed", type=int, default=6)
    options = arguments.parse_args()
    runs = options.runs or (2 if options.quick else 40)
    started = time.perf_counter()
    results = measure(runs, options.seed)
    took = time.perf_counter() - started
    print(f"{WEEKS} weeks of {A_WEEK} posts; mean of {runs} runs, seed {options.seed}; {took:.0f} s")
    print("of the oracle, in % (last 4 weeks; ± between runs)             12 weeks, Loa over")
    print(f"{'audience':28}{'Loa':>7}{'±':>5}{'fixed':>8}{'random':>8}{'':6}{'fixed':>8}{'random':>9}")
    for result in results:
        last = {way: 100 * result.mean(way, WEEKS - LAST) / result.mean("oracle", WEEKS - LAST) for way in WAYS}
        over_random = result.mean("Loa") / result.mean("random") - 1
        print(
            f"{result.audience.name:28}{last['Loa']:7.1f}{100 * result.spread:5.1f}{last['fixed']:8.1f}{last['random']:8.1f}"
            f"{'':6}{100 * result.over_fixed:+7.1f}%{100 * over_random:+8.1f}%"
        )
    plain = [result.of_oracle for result in results if result.audience.plain]
    worst = min(result.over_fixed for result in results)
    met = min(plain) >= TARGET_OF_ORACLE and worst >= -TARGET_BELOW_FIXED
    print(
        f"plain curves: at least {100 * min(plain):.1f} % of the oracle (≥ {100 * TARGET_OF_ORACLE:.0f} %); "
        f"at most {-100 * min(worst, 0.0):.1f} % below the fixed slot (≤ {100 * TARGET_BELOW_FIXED:.0f} %): "
        f"{'met' if met else 'NOT met'}"
    )
    figure = options.draw or (None if options.quick or options.runs else ROOT / "docs" / "learning.svg")
    if figure:
        figure.write_text(drawing(results, runs), encoding="utf-8")
    if options.json:
        print(json.dumps(summary(results, statistics.fmean(plain), worst, runs), ensure_ascii=False))
    return 0


COLOURS = {"oracle": "#6b7280", "Loa": "#b42318", "fixed": "#1d4ed8", "random": "#9a6700"}
LABELS = {"oracle": "biết trước", "Loa": "Loa", "fixed": "cố định 19:30", "random": "ngẫu nhiên"}
DASHES = {"oracle": "2 4", "Loa": "", "fixed": "8 4", "random": "1 5"}
NAMES = {
    "evening": "Buổi tối",
    "morning": "Buổi sáng",
    "noon": "Buổi trưa",
    "weekend": "Cuối tuần",
    "evening, twice the chance": "Buổi tối, nhiễu gấp đôi",
    "morning, twice the chance": "Buổi sáng, nhiễu gấp đôi",
    "no best hour": "Giờ nào cũng như nhau",
    "evening, then morning": "Tối, sau tuần 6 là sáng",
    "noon, then evening": "Trưa, sau tuần 6 là tối",
    "evening, sparse": "Buổi tối, 5 tài khoản × 2 bài",
    "morning, sparse": "Buổi sáng, 5 tài khoản × 2 bài",
}


def drawing(results: list[Result], runs: int) -> str:
    """A small plot an audience: each way's mean a week, in % of the oracle's."""
    wide, high, columns = 300, 190, 3
    rows = -(-len(results) // columns)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide * columns} {high * rows + 70}" '
        'font-family="sans-serif" font-size="12" fill="#1f2937">',
        f'<rect width="{wide * columns}" height="{high * rows + 70}" fill="#ffffff"/>',
        f'<text x="14" y="22" font-size="15" font-weight="bold">Giờ đăng Loa học được, so với người biết trước (100 %): '
        f"trung bình {runs} lần chạy, 10 bài một tuần</text>",
    ]
    for index, (way, label) in enumerate(LABELS.items()):
        left = 14 + 170 * index
        parts.append(f'<path d="M{left} 42h34" {_stroke(way)}/><text x="{left + 42}" y="46">{label}</text>')
    for index, result in enumerate(results):
        left, top = wide * (index % columns) + 46, high * (index // columns) + 88
        width, height = wide - 62, high - 62

        def at(week: int, share: float, left: int = left, top: int = top, w: int = width, h: int = height) -> str:
            return f"{left + w * week / (WEEKS - 1):.1f} {top + h * (1.05 - min(share, 1.05)) / 0.85:.1f}"

        parts.append(f'<text x="{left}" y="{top - 8}" font-weight="bold">{NAMES[result.audience.name]}</text>')
        for share in (0.2, 0.6, 1.0):
            height_at = at(0, share).split()[1]
            parts.append(
                f'<path d="M{left} {height_at}h{width}" stroke="#d1d5db" fill="none"/>'
                f'<text x="{left - 6}" y="{float(height_at) + 4:.1f}" text-anchor="end" fill="#4b5563">{share:.0%}</text>'
            )
        for week, anchor in ((0, "middle"), (5, "middle"), (11, "end")):
            parts.append(
                f'<text x="{left + width * week / (WEEKS - 1):.0f}" y="{top + height + 16}" text-anchor="{anchor}" '
                f'fill="#4b5563">tuần {week + 1}</text>'
            )
        for way in ("random", "fixed", "Loa"):
            points = [
                at(week, value / best)
                for week, (value, best) in enumerate(zip(result.weeks[way], result.weeks["oracle"], strict=True))
            ]
            parts.append(f'<path d="M{" L".join(points)}" {_stroke(way)}/>')
        parts.append(f'<path d="M{at(0, 1.0)} L{at(WEEKS - 1, 1.0)}" {_stroke("oracle")}/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _stroke(way: str) -> str:
    width = 2.6 if way == "Loa" else 1.6
    return f'stroke="{COLOURS[way]}" stroke-width="{width}" stroke-dasharray="{DASHES[way]}" fill="none"'


def summary(results: list[Result], plain: float, worst: float, runs: int) -> dict[str, object]:
    figures: dict[str, object] = {
        f"{result.audience.name}: % of the oracle, last {LAST} weeks": round(100 * result.of_oracle, 1)
        for result in results
    }
    figures |= {
        f"{result.audience.name}: % over the fixed slot, {WEEKS} weeks": round(100 * result.over_fixed, 1)
        for result in results
    }
    figures |= {"worst against the fixed slot %": round(100 * worst, 1), "runs": runs}
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    return {
        "bench": "learning",
        "ratio": round(1 / plain, 3),
        "baseline": f"an oracle that knows the hidden curve; plain curves, last {LAST} of {WEEKS} weeks",
        "figures": figures,
        "machine": machine,
    }


if __name__ == "__main__":
    sys.exit(main())
