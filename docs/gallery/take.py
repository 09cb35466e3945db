"""Draws the pictures of docs/gallery.md from the demo province's own items, and writes that page's part on cards.

    .venv/bin/python docs/gallery/take.py

Each layout in its formats, on two sheets. The photo is the one of the demo's communes. Sheets are reduced to 160 colours.
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PIL import Image

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
from sandbox.huonggiang.river import river

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


def main() -> None:
    photo = Photo(river(1600, 1067))
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
