"""The 1200 × 630 card, drawn and written as PNG, against a headless Chromium that photographs an equal HTML card.

    python bench/cards.py [--quick] [--json]

Baseline: one warm Chromium, one warm tab, driven by Playwright; for each card the page is set (`set_content`), its typeface
waited for, and a PNG screenshot taken. The HTML card has the same size, font files, texts and colours, and a pattern of tiles as
SVG. A lighter use of the browser is shown too: only the words of a standing page change before the screenshot.

Ours: `render_card` with another title each time. The ground with its pattern and lines that come again (unit, label, figures) are
kept, as the browser keeps its fonts and letters. Rounds alternate.

Targets: at most a tenth of the baseline (wall time; the browser may use every core, ours uses one); under 60 ms of CPU.

Chromium: the one that Playwright installed (`.venv/bin/playwright install chromium`), or the program that CHROMIUM names
(Debian: `apt install chromium`, then CHROMIUM=/usr/bin/chromium). Without one there is no baseline: it says so and exits with 1.
"""

import argparse
import html
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from distributor.render.card import render_card
from distributor.render.content import CardContent, FactLine, Figure
from distributor.render.fonts import font_folder
from distributor.render.layout import load_house, load_layout

TARGET_RATIO = 0.1
TARGET_CPU_MS = 60.0
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-quic",
]
SYSTEM = Path("/usr/bin/chromium")

CONTENT = CardContent(
    kind="new_law",
    kind_label="Văn bản mới",
    title="Quyết định số 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang",
    unit_name="Sở Tư pháp tỉnh Hương Giang",
    date_text="24/11/2026",
    sample=True,
    topic="Đất đai, nhà ở",
    kicker="Quyết định số 27/2026/QĐ-UBND",
    subject="Quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang",
    facts=(FactLine("Có hiệu lực từ", "06/12/2026"),),
    date_label="Có hiệu lực từ",
    date_on=date(2026, 12, 6),
    date_meaning="effect",
    figures=(
        Figure("Đất ở tại phường tách thửa phải còn ít nhất", "50 m²"),
        Figure("tại xã", "80 m²"),
        Figure("cạnh tiếp giáp đường không dưới", "4 m"),
    ),
)
SUBJECTS = (
    "Quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang",
    "Ban hành Quy chế quản lý, vận hành chợ xã và mức thu dịch vụ trong năm đầu áp dụng",
    "Quy định việc sử dụng tạm thời vỉa hè cho việc cưới, việc tang và trông giữ xe",
    "Hỗ trợ học nghề cho lao động nông thôn",
)


NUMBERS = count(1)


def contents(number: int) -> CardContent:
    """Each time other words, of the same lengths in turn."""
    return replace(CONTENT, subject=f"{SUBJECTS[number % len(SUBJECTS)]}, đợt {number}")


def page_of(content: CardContent) -> str:
    """The law card as a web designer would write it: flexible boxes, the same typeface, the pattern as SVG."""
    theme = load_house().themes["cham"]
    faces = "".join(
        f"@font-face{{font-family:B;font-weight:{weight};src:url('{(font_folder() / f'BeVietnamPro-{name}.ttf').as_uri()}')}}"
        for weight, name in ((500, "Medium"), (600, "SemiBold"), (700, "Bold"), (800, "ExtraBold"))
    )
    tile = (
        f'<path d="M0 0A100 100 0 0 1 100 100A100 100 0 0 1 0 0" fill="{theme.light}"/>'
        f'<path d="M22 22A56 56 0 0 1 78 78A56 56 0 0 1 22 22" fill="{theme.deep}"/>'
        f'<circle cx="100" cy="0" r="17" fill="{theme.mid}"/><circle cx="0" cy="100" r="17" fill="{theme.mid}"/>'
        f'<circle cx="50" cy="50" r="7" fill="{theme.pale}"/>'
    )
    figures = "".join(
        f"<div class=f><p>{html.escape(each.before)}</p><b>{html.escape(each.figure)}</b></div>"
        for each in content.figures
    )
    style = f"""{faces}
*{{margin:0;box-sizing:border-box}}
body{{width:1200px;height:630px;background:{theme.paper};color:{theme.ink};font-family:B;display:flex}}
main{{flex:1;padding:54px 56px 50px 64px;display:flex;flex-direction:column}}
header,footer,.fs{{display:flex;align-items:center;gap:18px}}
.c{{background:{theme.chip};color:#fff;font-weight:600;font-size:22px;padding:9px 18px}}
.t{{font-weight:600;font-size:20px;color:{theme.muted};flex:1}}
.m{{border:2px solid {theme.muted};color:{theme.muted};font-weight:600;font-size:16px;padding:6px 13px}}
h2{{font-weight:600;font-size:25px;color:{theme.deep};margin:22px 0 8px}}
h1{{font-weight:700;font-size:38px;line-height:1.22;text-wrap:balance;flex:1}}
.fs{{background:{theme.deep};padding:24px;color:#fff;align-items:flex-end;margin-bottom:34px}}
.f{{flex:1;border-left:4px solid {theme.light};padding-left:18px}}
.f p{{font-weight:500;font-size:22px;line-height:1.25;color:{theme.pale}}}
.f b{{font-weight:800;font-size:56px;line-height:1.1}}
.e{{width:60px;height:60px;border-radius:50%;background:{theme.deep};color:#fff;font-weight:700;font-size:22px}}
.e{{display:flex;align-items:center;justify-content:center}}
.u{{flex:1;font-weight:600;font-size:23px}}
.d{{text-align:right;font-weight:700;font-size:26px;color:{theme.deep}}}
small{{display:block;font-weight:500;font-size:18px;color:{theme.muted}}}"""
    quarter = "".join(
        f'<g transform="translate({across} {down}) rotate({turn})">{tile}</g>'
        for across, down, turn in ((0, 0, 0), (200, 0, 90), (200, 200, 180), (0, 200, 270))
    )
    pattern = (
        "<svg width=252 height=630><defs><pattern id=p width=252 height=252 patternUnits=userSpaceOnUse>"
        f'<rect width=252 height=252 fill="{theme.deep}"/><g transform="scale(1.26)">{quarter}</g></pattern></defs>'
        '<rect width=252 height=630 fill="url(#p)"/></svg>'
    )
    fact = content.facts[0]
    return (
        f"<!doctype html><meta charset=utf-8><style>{style}</style><main>"
        f"<header><span class=c>{html.escape(content.kind_label.upper())}</span><span class=t>{html.escape(content.topic)}</span>"
        f"<span class=m>DỮ LIỆU MẪU</span></header><h2>{html.escape(content.kicker)}</h2>"
        f"<h1 id=h>{html.escape(content.subject)}</h1><div class=fs>{figures}</div><footer><span class=e>HG</span>"
        f"<span class=u>{html.escape(content.unit_name)}<small>Đăng ngày {content.date_text}</small></span>"
        f"<span class=d><small>{fact.label}</small>{fact.value}</span></footer></main>{pattern}"
    )


def by_setting_the_page(page: Page, content: CardContent) -> bytes:
    page.set_content(page_of(content), wait_until="load")
    page.evaluate("document.fonts.ready")
    return page.screenshot(type="png")


def by_changing_the_words(page: Page, content: CardContent) -> bytes:
    page.evaluate("words => { document.getElementById('h').textContent = words }", content.subject)
    return page.screenshot(type="png")


def measure(page: Page, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each way, a round after another."""
    layout = load_layout("law")
    found: dict[str, list[float]] = {"ours": [], "ours, CPU": [], "Chromium": [], "Chromium, words only": []}
    for number in range(-3, rounds):  # three to warm up
        content = contents(next(NUMBERS))
        started, cpu = time.perf_counter(), time.process_time()
        ours = render_card(content, layout)
        values = [time.perf_counter() - started, time.process_time() - cpu]
        for way in (by_setting_the_page, by_changing_the_words):
            started = time.perf_counter()
            theirs = way(page, content)
            values.append(time.perf_counter() - started)
            assert theirs[:8] == ours[:8]
        if number >= 0:
            for name, value in zip(found, values, strict=True):
                found[name].append(value * 1000)
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description="Cards against screenshots of a headless Chromium.")
    arguments.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    arguments.add_argument("--json", action="store_true", help="one JSON object as the last line")
    arguments.add_argument("--keep", type=Path, help="a folder for one card of each, to look at")
    options = arguments.parse_args()
    rounds = 15 if options.quick else 60
    program = os.environ.get("CHROMIUM") or (str(SYSTEM) if SYSTEM.exists() else None)
    try:
        found, version = run(program, rounds, options.keep)
    except PlaywrightError as error:
        print(f"No Chromium: {str(error).splitlines()[0]}", file=sys.stderr)
        print(
            "Get one (.venv/bin/playwright install chromium; apt install chromium) or name it: CHROMIUM=…",
            file=sys.stderr,
        )
        return 1
    medians = {name: statistics.median(values) for name, values in found.items()}
    ratio = medians["ours"] / medians["Chromium"]
    print(f"law card, 1200 × 630, PNG; {rounds} rounds; Chromium {version}; milliseconds")
    print(f"{'':24}{'median':>9}{'min':>9}{'max':>9}")
    for name, values in found.items():
        print(f"{name:24}{medians[name]:9.1f}{min(values):9.1f}{max(values):9.1f}")
    print(f"ratio {ratio:.3f} (≤ {TARGET_RATIO}); CPU {medians['ours, CPU']:.1f} ms (< {TARGET_CPU_MS:.0f})")
    if options.json:
        figures = {f"{name} ms": round(value, 1) for name, value in medians.items()}
        figures |= {"times faster": round(1 / ratio, 1), "target ratio": TARGET_RATIO, "target CPU ms": TARGET_CPU_MS}
        machine = {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "chromium": version,
        }
        baseline = "screenshot of an equal HTML card by one warm headless Chromium"
        result = {
            "bench": "cards",
            "ratio": round(ratio, 4),
            "baseline": baseline,
            "figures": figures,
            "machine": machine,
        }
        print(json.dumps(result, ensure_ascii=False))
    return 0


def run(program: str | None, rounds: int, keep: Path | None) -> tuple[dict[str, list[float]], str]:
    """What was measured, and the browser's version."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        blank = Path(folder) / "blank.html"  # a page of this machine may read the font files
        blank.write_text("<!doctype html>", encoding="utf-8")
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.goto(blank.as_uri())
        found = measure(page, rounds)
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / "chromium.png").write_bytes(by_setting_the_page(page, CONTENT))
            (keep / "loa.png").write_bytes(render_card(CONTENT, load_layout("law")))
        version = browser.version
        browser.close()
        return found, version


if __name__ == "__main__":
    sys.exit(main())
