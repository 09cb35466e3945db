"""Cards: every text inside its box, nothing over anything else, readable, the same bytes, quick and small."""

import io
import json
import statistics
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, features

from distributor.compose.editorial import load_editorial
from distributor.render.card import arrange, render_card
from distributor.render.content import CardContent
from distributor.render.contrast import AA_LARGE, AA_TEXT, contrast
from distributor.render.fonts import FontProblem, load_font
from distributor.render.layout import LayoutProblem, load_layout
from distributor.settings import TEMPLATE_FOLDER
from tests.render.cases import CARDS, card

GOLDEN = Path(__file__).parent / "golden"
REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


def check_arrangement(content: CardContent) -> None:
    layout = load_layout()
    boxes = {name: box.text_box() for name, box in layout.boxes}
    bottoms: dict[str, float] = {}
    for line in arrange(content, layout):
        box = boxes[line.part]
        left, top, right, bottom = load_font(line.weight, line.size).getbbox(line.text, anchor="ls")
        assert box.left - 3 <= line.left + left, line
        assert line.left + right <= box.right + 3, line
        assert box.top <= line.baseline + top, line
        assert line.baseline + bottom <= box.bottom, line
        assert bottoms.get(line.part, 0) <= line.baseline + top, "lines of a text touch"
        bottoms[line.part] = line.baseline + bottom
        assert box.sizes[1] <= line.size <= box.sizes[0]


@pytest.mark.parametrize("name", CARDS)
def test_every_text_stays_inside_its_box(name: str) -> None:
    check_arrangement(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_is_a_small_picture_and_always_the_same(name: str) -> None:
    picture = render_card(CARDS[name])
    assert picture == render_card(CARDS[name])
    assert len(picture) < 300_000
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size, opened.mode) == ("PNG", (1200, 630), "RGB")


def test_boxes_do_not_overlap() -> None:
    layout = load_layout()
    boxes = dict(layout.boxes)
    for name, one in boxes.items():
        assert 0 <= one.left < one.right <= layout.band.left
        assert 0 <= one.top < one.bottom <= layout.height
        for other_name, other in boxes.items():
            apart = (
                one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
            )
            assert name == other_name or apart, (name, other_name)


def test_all_colours_are_readable() -> None:
    for name, theme in load_layout().themes.items():
        for text, ground in (("ink", "paper"), ("muted", "paper"), ("chip_ink", "chip")):
            assert contrast(theme.colour(text), theme.colour(ground)) >= AA_TEXT, (name, text)
        assert contrast(theme.colour("deep"), theme.colour("paper")) >= AA_LARGE, name


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_titles_grow_and_shrink_and_only_the_longest_is_shortened() -> None:
    layout = load_layout()

    def title(name: str) -> tuple[int, str]:
        lines = [line for line in arrange(CARDS[name], layout) if line.part == "title"]
        return lines[0].size, " ".join(line.text for line in lines)

    sizes = [title(name)[0] for name in ("one word", "usual", "230 letters", "1,000 letters")]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == layout.boxes.title.sizes[0]
    assert title("230 letters")[1] == CARDS["230 letters"].title
    assert title("1,000 letters")[1].endswith("…")
    assert title("one endless word")[1].replace(" ", "") == CARDS["one endless word"].title


def test_sample_data_is_marked() -> None:
    marks = [line.text for line in arrange(card("Tin"), load_layout()) if line.part == "mark"]
    assert marks == ["DỮ LIỆU MẪU"]
    assert not [line for line in arrange(card("Tin", sample=False), load_layout()) if line.part == "mark"]
    assert render_card(card("Tin")) != render_card(card("Tin", sample=False))


def test_every_kind_has_its_look() -> None:
    layout = load_layout()
    postable = set(load_editorial().kinds)
    assert set(layout.kinds) == postable
    looks = [(look.theme, look.pattern) for look in layout.kinds.values()]
    assert len(set(looks)) == len(looks)


@pytest.mark.skipif(not features.check("raqm"), reason="the golden cards were set with Raqm; Pillow here lacks it")
@pytest.mark.parametrize("name", ["usual", "question", "230 letters"])
def test_looks_as_agreed(name: str) -> None:
    """Against a picture of half the size; after a deliberate change delete it, run, and look at the new one."""
    with Image.open(io.BytesIO(render_card(CARDS[name]))) as opened:
        drawn = opened.convert("RGB").resize((600, 315), Image.Resampling.BOX)
    file = GOLDEN / f"{name.replace(' ', '_')}.png"
    if not file.exists():
        drawn.save(file, optimize=True)
        pytest.fail(f"{file.name} was missing and has been written: look at it, then run again")
    with Image.open(file) as golden:
        difference = ImageChops.difference(drawn, golden.convert("RGB")).convert("L")
    histogram = difference.histogram()
    assert sum(histogram[24:]) < 600 * 315 * 0.002


def test_is_quick() -> None:
    """Well under what a delivery waits for; the benchmark has the real figure."""
    times = []
    for _ in range(5):
        before = time.process_time()
        render_card(CARDS["usual"])
        times.append(time.process_time() - before)
    assert statistics.median(times) < 0.2


def test_missing_font_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FontProblem, match="fontpkg-be-vietnam-pro"):
        load_font("Bold", 20, tmp_path)


def test_wrong_layout_names_file_and_entry(tmp_path: Path) -> None:
    with pytest.raises(LayoutProblem, match=r"link\.toml"):
        load_layout("link", tmp_path)
    source = (TEMPLATE_FOLDER / "cards" / "link.toml").read_text(encoding="utf-8")
    (tmp_path / "colour.toml").write_text(source.replace("#FAF7F0", "white"), encoding="utf-8")
    with pytest.raises(LayoutProblem, match=r"themes\.cham\.paper"):
        load_layout("colour", tmp_path)
    (tmp_path / "kind.toml").write_text(source.replace('theme = "gach"', 'theme = "no_such"'), encoding="utf-8")
    with pytest.raises(LayoutProblem, match="scam_warning"):
        load_layout("kind", tmp_path)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)")
def test_real_titles_and_headings() -> None:
    titles = [entry["title"] for entry in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8"))]
    for document in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        titles += [document["title"], *document["text_first_12000"].split("\n")[1:7]]
    assert len(titles) > 200
    for title in titles:
        check_arrangement(card(title))
