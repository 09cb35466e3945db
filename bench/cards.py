"""The 1200 × 630 card, drawn and written as PNG, against a headless Chromium that photographs an equal HTML card.

    python bench/cards.py [--quick] [--json]

Baseline: one warm Chromium, one warm tab, driven by Playwright; for each card the page is set (`set_content`), its typeface
waited for, and a PNG screenshot taken. The HTML card has the same size, font files, texts and colours, and pictogram and
tiles as SVG. A lighter use of the browser is shown too: only the words of a standing page change before the screenshot.

Ours: `render_card` with another sentence each time. The ground with its pattern, the pictogram and lines that come again (unit,
label) are kept, as the browser keeps its fonts and letters. Rounds alternate.

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
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from distributor.render.card import render_card
from distributor.render.content import CardContent
from distributor.render.fonts import font_folder
from distributor.render.layout import load_house, load_layout
from distributor.render.pictograms import pictogram_svg
from distributor.render.scene import Scene, SceneKind

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

STATEMENTS = (
    "Học sinh con hộ nghèo, hộ cận nghèo được hỗ trợ 60 % học phí, tối đa chín tháng trong một năm học",
    "Hỗ trợ 60 % chi phí học nghề cho lao động nông thôn thuộc hộ nghèo",
    "Hộ kinh doanh ở chợ xã được giảm 60 % mức thu dịch vụ trong năm đầu áp dụng, không phải làm đơn đề nghị",
    "Hỗ trợ 60 % phí bảo hiểm",
)
CONTENT = CardContent(
    kind="new_law",
    kind_label="Văn bản mới",
    title="Quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang",
    unit_name="Sở Tư pháp tỉnh Hương Giang",
    date_text="24/11/2026",
    sample=True,
    topic="Giáo dục",
    scene=Scene(SceneKind.FIGURE, STATEMENTS[0], figure="60 %", of_what="học phí", pictogram="school"),
    source="Nghị quyết số 31/2026/NQ-HĐND",
)
NUMBERS = count(1)


def contents(number: int) -> CardContent:
    """Each time other words, of the same lengths in turn."""
    scene = replace(CONTENT.said, statement=f"{STATEMENTS[number % len(STATEMENTS)]}, đợt {number}.")
    return replace(CONTENT, scene=scene)


def page_of(content: CardContent) -> str:
    """The figure card as a web designer would write it: flexible boxes, the same typeface, pictogram and pattern as SVG."""
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
    style = f"""{faces}
*{{margin:0;box-sizing:border-box}}
body{{width:1200px;height:630px;background:{theme.paper};color:{theme.ink};font-family:B;position:relative}}
.row{{display:flex;height:606px}}
.hero{{width:480px;background:{theme.deep};color:{theme.accent};padding:41px;display:flex;flex-direction:column;justify-content:center}}
.hero b{{font-weight:800;font-size:150px;line-height:1.06}}
.hero svg{{width:270px;height:270px}}
main{{flex:1;padding:36px 44px 22px 46px;display:flex;flex-direction:column}}
header,footer{{display:flex;align-items:center;gap:18px}}
.c{{font-weight:700;font-size:37px;color:{theme.deep};flex:1}}
.m{{border:2px solid {theme.muted};color:{theme.muted};font-weight:600;font-size:37px;padding:0 14px}}
h1{{font-weight:700;font-size:62px;line-height:1.22;text-wrap:balance;flex:1;display:flex;align-items:center}}
.e{{width:60px;height:60px;border-radius:50%;background:{theme.deep};color:#fff;font-weight:700;font-size:22px}}
.e{{display:flex;align-items:center;justify-content:center}}
.u{{flex:1;font-weight:600;font-size:41px}}"""
    pattern = (
        "<svg width=1200 height=24 style='position:absolute;bottom:0'><defs><pattern id=p width=24 height=24 "
        f'patternUnits=userSpaceOnUse><rect width=24 height=24 fill="{theme.deep}"/><g transform="scale(.24)">{tile}</g>'
        '</pattern></defs><rect width=1200 height=24 fill="url(#p)"/></svg>'
    )
    return (
        f"<!doctype html><meta charset=utf-8><style>{style}</style><div class=row><div class=hero>"
        f"{pictogram_svg(content.said.pictogram, 'duo')}<b>{html.escape(content.said.figure)}</b></div><main>"
        f"<header><span class=c>{html.escape(content.kind_label)}</span><span class=m>Dữ liệu mẫu</span></header>"
        f"<h1 id=h>{html.escape(content.said.statement)}</h1><footer><span class=e>HG</span>"
        f"<span class=u>{html.escape(content.unit_name)}</span></footer></main></div>{pattern}"
    )


def by_setting_the_page(page: Page, content: CardContent) -> bytes:
    page.set_content(page_of(content), wait_until="load")
    page.evaluate("document.fonts.ready")
    return page.screenshot(type="png")


def by_changing_the_words(page: Page, content: CardContent) -> bytes:
    page.evaluate("words => { document.getElementById('h').textContent = words }", content.said.statement)
    return page.screenshot(type="png")


def measure(page: Page, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each way, a round after another."""
    layout = load_layout("figure")
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
    print(f"figure card, 1200 × 630, PNG; {rounds} rounds; Chromium {version}; milliseconds")
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
            (keep / "loa.png").write_bytes(render_card(CONTENT, load_layout("figure")))
        version = browser.version
        browser.close()
        return found, version


if __name__ == "__main__":
    sys.exit(main())
