"""Draws the pictures of docs/gallery.md from the demo province's own items, and writes that page's part on cards.

    .venv/bin/python docs/gallery/take.py

Each layout in its formats, on two sheets. The photo is drawn here: nobody's picture is in the repository. Sheets are reduced to
160 colours.
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from distributor.clock import VIETNAM
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.ingest.kinds import default_kinds
from distributor.media.photo import Photo, open_photo
from distributor.render.alt_text import describe_card
from distributor.render.card import draw_card
from distributor.render.card_content import card_content
from distributor.render.choose import choose_layout
from distributor.render.content import CardContent
from distributor.render.layout import formats_of, load_layout
from distributor.understand.understand import understand
from sandbox.huonggiang.items import Programme

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parent / "gallery.md"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
UNIT = "Sở Tư pháp tỉnh Hương Giang"
ITEMS = {
    "figure": "quyet-dinh-27-2026-dien-tich-toi-thieu-tach-thua-dat",
    "comparison": "nghi-quyet-18-2026-muc-chuan-tro-giup-xa-hoi",
    "deadline": "cuoc-thi-ve-tranh-em-voi-an-toan-giao-thong",
    "place": "tro-giup-phap-ly-luu-dong-xa-binh-lang",
    "effect": "quyet-dinh-19-2026-quan-ly-cay-xanh-do-thi",
    "steps": "cac-buoc-dang-ky-khai-sinh-truc-tuyen",
    "who": "nghi-quyet-19-2026-mien-ve-xe-buyt",
    "answer": "hoi-dap-dang-ky-khai-sinh-qua-han",
    "ban": "xa-thach-huong-quyet-dinh-01-2026",
    "warning": "canh-bao-gia-danh-can-bo-tu-phap-lam-vneid",
    "alert": "canh-bao-gia-mao-van-ban-thu-tien-giay-to-nha-dat",
    "correction": "dinh-chinh-quyet-dinh-27-2026",
    "statement": "tieu-pham-ranh-gioi-hang-xom",
    "photo": "huong-dan-huong-ung-ngay-phap-luat-viet-nam",
}
"""Which item of the demo shows which layout; the one of "effect" in its reminder."""
ORDER = (
    "figure", "comparison", "deadline", "place", "steps", "who", "answer", "ban", "warning", "alert", "correction", "effect",
    "statement", "photo",
)  # fmt: skip
PAPER = (228, 226, 221)
GAP = 24
SHEET = 1200
"""Pixels across a sheet."""


def content_of(name: str) -> CardContent:
    """As Loa makes it of the item: its facts are understood, nothing is added by hand."""
    item = next(each for each in Programme().prepared if each.slug == ITEMS[name]).dated(NOW.timestamp())
    kind, text = default_kinds().kind_of([item.kind]), "\n\n".join(item.paragraphs)
    facts = understand(
        title=item.title,
        summary=item.summary,
        text=text,
        categories_kind=kind,
        publisher=UNIT,
        attachments=(),
        today=NOW.date(),
    )
    view = ItemView(1, item.title, item.summary, text, facts.kind, NOW, "", UNIT, facts=facts, reminds=name == "effect")
    return card_content(view, load_editorial(), sample=True, address="https://loa.huonggiang.example/l/7kqm2xd")


def sheet(pictures: list[Image.Image], name: str, *, rows: int) -> None:
    """Side by side at one height a row, on a ground like a wall's."""
    count = -(-len(pictures) // rows)
    lines = [pictures[start : start + count] for start in range(0, len(pictures), count)]
    scaled = []
    for line in lines:
        room = SHEET - GAP * (len(line) + 1)
        height = round(room / sum(each.width / each.height for each in line))
        scaled.append(
            [each.resize((round(each.width * height / each.height), height), Image.Resampling.LANCZOS) for each in line]
        )
    whole = Image.new("RGB", (SHEET, sum(line[0].height + GAP for line in scaled) + GAP), PAPER)
    top = GAP
    for line in scaled:
        left = GAP
        for each in line:
            whole.paste(each, (left, top))
            left += each.width + GAP
        top += line[0].height + GAP
    whole.quantize(160, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def river() -> Photo:
    """A river at dusk, in place of an item's photo."""
    width, height = 1600, 1067
    down, across = np.mgrid[0:height, 0:width].astype(np.float64)
    share = (down / height)[..., None]
    sky = (1 - share) * np.array([92, 134, 176]) + share * np.array([250, 214, 165])
    random = np.random.default_rng(7)
    for base, rise, colour in (
        (0.50, 0.05, (128, 150, 172)),
        (0.56, 0.045, (92, 122, 140)),
        (0.61, 0.03, (58, 96, 98)),
    ):
        ridge = sum(
            np.sin(across[0] / width * 2 * np.pi * order * 1.7 + random.uniform(0, 6)) / order for order in range(1, 7)
        )
        sky = np.where((down > base * height + rise * height * ridge)[..., None], np.array(colour), sky)
    depth = ((down - 0.66 * height) / (0.34 * height))[..., None]
    water = (1 - depth) * np.array([214, 184, 150]) + depth * np.array([60, 98, 120])
    water = water + (np.sin(down / 6 + np.sin(across / 60) * 2) * 7)[..., None]
    pixels = np.where((down > 0.66 * height)[..., None], water, sky) + random.normal(0, 3, (height, width, 1))
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((1120, 300, 1230, 410), fill=(255, 232, 190))
    for x, y, scale in ((520, 760, 1.3), (980, 840, 1.8), (300, 900, 1.0)):
        boat(draw, x, y, scale)
    return Photo(picture.filter(ImageFilter.GaussianBlur(0.8)))


def boat(draw: ImageDraw.ImageDraw, x: int, y: int, scale: float) -> None:
    def put(corners: tuple[tuple[int, int], ...], colour: tuple[int, int, int]) -> None:
        draw.polygon([(x + right * scale, y + lower * scale) for right, lower in corners], fill=colour)

    put(((-120, 0), (120, 0), (80, 28), (-80, 28)), (58, 40, 30))
    put(((-50, 0), (-40, -36), (40, -36), (50, 0)), (120, 76, 44))
    put(((66, -46), (88, -46), (94, 0), (60, 0)), (140, 50, 50))
    put(((60, -58), (76, -80), (92, -58)), (222, 196, 150))


def main() -> None:
    photo = river()
    assert isinstance(open_photo(photo.to_jpeg()), Photo)  # noqa: S101 - good enough for a card
    text = []
    for name in ORDER:
        content, shown = content_of(name), photo if name == "photo" else None
        if shown is not None:
            content = replace(content, picture="0" * 64)
        if choose_layout(content, "facebook") != name:
            raise SystemExit(f"{ITEMS[name]} is shown otherwise than by {name}")
        shapes = formats_of(name)
        wide = [each for each in ("link", "x", "thumbnail") if each in shapes]
        tall = [each for each in ("square", "portrait", "story") if each in shapes]
        sheet([draw_card(content, load_layout(name, each), photo=shown) for each in wide], f"{name}-wide", rows=1)
        sheet([draw_card(content, load_layout(name, each), photo=shown) for each in tall], f"{name}-tall", rows=1)
        layout = load_layout(name, "portrait")
        text += [
            f"### {layout.label} (`{name}`)",
            "",
            f"![{name}: {', '.join(wide)}](gallery/{name}-wide.png)",
            "",
            f"![{name}: {', '.join(tall)}](gallery/{name}-tall.png)",
            "",
            f"Alternative text of the portrait card: *{describe_card(content, 1000, layout)}*",
            "",
        ]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- layouts: written by docs/gallery/take.py -->\n")
    after = rest.partition("<!-- end of layouts -->")[2]
    marks = "<!-- layouts: written by docs/gallery/take.py -->\n", "<!-- end of layouts -->"
    PAGE.write_text(f"{before}{marks[0]}\n" + "\n".join(text) + f"\n{marks[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
