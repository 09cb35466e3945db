"""What cards and videos of ideal messages look like, as figures beside their targets; for eyes, `--keep FOLDER` writes them.

    python bench/looks.py [--gold FOLDER] [--quick] [--json] [--show N] [--keep FOLDER] [--only cards|videos]

The messages are those that labels give (`../shared/gold`: points of documents and articles, ideal answers) and our own
(`looks_messages.toml`), so that the figures do not depend on what was chosen. Every card goes the real way (`card_content`,
`layout_for`, `arrange`), in all six formats, and of each scene of the message, so that every layout is seen. How each figure is
measured stands in `looks_cards.py` and `looks_videos.py`.

Ratio: the targets that are missed over all targets. Baseline: the targets of the issue, none of them missed.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.looks_cards import FORMATS, LEAST_CONTRAST, MOST_EMPTY, SMALLEST, Look, contents, looks
from bench.looks_items import GOLD, items
from bench.looks_videos import of_videos
from distributor.render.card import draw_card
from distributor.render.choose import layout_for

QUICK = 12
"""Items of each set in a quick run."""
DRAWN = 3
"""In a full run contrast is measured on the pixels of every so many items' cards."""


@dataclass(frozen=True)
class Target:
    name: str
    value: float
    at_least: bool = False

    def holds(self, found: float) -> bool:
        return found >= self.value if self.at_least else found <= self.value


TARGETS = (
    Target("cards under 12 px", 0.0),
    Target("cards over a quarter empty", 0.0),
    Target("cards under 4.5:1", 0.0),
    Target("cards overflowing", 0.0),
    Target("videos: main fact by 2.0 s", 0.95, at_least=True),
    Target("videos: seconds that show", 0.5, at_least=True),
    Target("videos: words a second", 3.0),
)

FAILS: dict[str, Callable[[Look], bool]] = {
    "cards under 12 px": lambda look: look.small < SMALLEST - 1e-6,
    "cards over a quarter empty": lambda look: look.empty > MOST_EMPTY,
    "cards under 4.5:1": lambda look: look.contrast < LEAST_CONTRAST,
    "cards overflowing": lambda look: bool(look.faults),
    "cards with a widow": lambda look: bool(look.widows),
}


def of_cards(gold: Path | None, *, quick: bool) -> list[Look]:
    found: list[Look] = []
    for number, item in enumerate(items(gold, QUICK if quick else None)):
        found += looks(item, all_scenes=True, draw=quick or number % DRAWN == 0)
    return found


def card_figures(found: list[Look]) -> dict[str, float]:
    figures = {name: sum(map(fails, found)) / len(found) for name, fails in FAILS.items()}
    figures["cards: emptiness, mean"] = sum(look.empty for look in found) / len(found)
    figures["cards: emptiness, most"] = max(look.empty for look in found)
    figures["cards: bare, mean"] = sum(look.bare for look in found) / len(found)
    figures["cards: smallest letters, px"] = min(look.small for look in found)
    figures["cards: least contrast"] = min(look.contrast for look in found)
    return figures


def print_layouts(found: list[Look]) -> None:
    """One row a layout and format: how many cards, and how many of them fail at what."""
    names = list(FAILS)
    print(
        f"{'layout':12}{'format':11}{'cards':>6}{'px':>6}{'empty':>7}{'bare':>6}"
        + "".join(f"{name.split(' ', 1)[1][-14:]:>15}" for name in names)
    )
    groups = Counter((look.layout, look.format) for look in found)
    for (layout, shape), count in sorted(groups.items()):
        here = [look for look in found if (look.layout, look.format) == (layout, shape)]
        mean = sum(look.empty for look in here) / count
        bare = sum(look.bare for look in here) / count
        fails = "".join(f"{sum(map(each, here)):15}" for each in FAILS.values())
        print(f"{layout:12}{shape:11}{count:6}{min(look.small for look in here):6.1f}{mean:7.2f}{bare:6.2f}{fails}")


def show(found: list[Look], most: int) -> None:
    for name, fails in FAILS.items():
        failing = [look for look in found if fails(look)]
        for look in sorted(failing, key=lambda each: (each.small, -each.empty))[:most]:
            told = look.faults or look.widows or (f"{look.small:.1f} px «{look.smallest}», {look.empty:.0%} empty",)
            print(f"  {name}: {look.layout} {look.format} {look.scene} «{look.title[:60]}»: {told[0]}")


def keep(folder: Path, gold: Path | None, most: int | None) -> None:
    """One picture a card, named by layout and format, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, item in enumerate(items(gold, most)):
        for place, (scene, content) in enumerate(contents(item, all_scenes=False)):
            for shape in FORMATS:
                layout = layout_for(content, "", shape)
                name = f"{layout.name}-{shape}-{number:03}-{place}-{scene}.png"
                draw_card(content, layout).save(folder / name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--quick", action="store_true", help="some items of each set")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--show", type=int, default=0, help="the first N of each failure")
    parser.add_argument("--keep", type=Path, help="a folder for the cards, to look at")
    parser.add_argument("--only", choices=("cards", "videos"))
    options = parser.parse_args()
    gold = options.gold if options.gold.is_dir() else None
    if gold is None:
        print("No labels: only our own messages are looked at (name a folder with --gold).")
    began = time.monotonic()
    figures: dict[str, float] = {}
    if options.only != "videos":
        found = of_cards(gold, quick=options.quick)
        print_layouts(found)
        figures |= card_figures(found)
        show(found, options.show)
        print(f"{len(found)} cards in {time.monotonic() - began:.0f} s\n")
        if options.keep:
            keep(options.keep, gold, QUICK if options.quick else None)
    if options.only != "cards":
        figures |= of_videos(gold, quick=options.quick, show=options.show)
    missed = print_figures(figures)
    if options.json:
        result = {
            "bench": "looks",
            "ratio": round(len(missed) / len(TARGETS), 4),
            "baseline": "the targets of how cards and videos look: how many of them are missed",
            "figures": {name: round(value, 4) for name, value in figures.items()},
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        }
        print(json.dumps(result, ensure_ascii=False))
    return 0


def print_figures(figures: dict[str, float]) -> list[str]:
    """Each beside its target; returns the names of those that miss it."""
    targets = {target.name: target for target in TARGETS}
    missed = []
    for name, value in figures.items():
        target = targets.get(name)
        told = f"{'≥' if target.at_least else '≤'} {target.value:g}" if target else ""
        if target and not target.holds(value):
            missed.append(name)
            told += "  MISSED"
        print(f"{name:34}{value:10.3f}   {told}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
