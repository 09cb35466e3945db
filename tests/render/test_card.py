"""Cards: every layout in every format with every title: inside its area, nothing over anything else, readable, the same bytes."""

import hashlib
import io
import itertools
import json
import statistics
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, features

from distributor.compose.editorial import load_editorial
from distributor.media.photo import Photo
from distributor.render.arrange import arrange
from distributor.render.card import draw_card, render_card
from distributor.render.content import CardContent
from distributor.render.contrast import AA_TEXT, contrast
from distributor.render.fonts import FontProblem, load_font
from distributor.render.layout import Layout, LayoutProblem, formats_of, layout_names, load_house, load_layout
from distributor.render.theme import TEXT_PAIRS, Theme, UnitTheme
from distributor.render.typeset import set_text
from distributor.settings import TEMPLATE_FOLDER
from tests.render.cases import CARDS, EVERYTHING, card, everything

GOLDEN = Path(__file__).parent / "golden"
REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
ALL = [load_layout(name, shape) for name in layout_names() for shape in formats_of(name)]
QUICK = {"link", "portrait"}
SOME_SLOW = [pytest.param(each, marks=[] if each.format in QUICK else [pytest.mark.slow]) for each in ALL]
"""All of them; only two formats in the quick tests."""
SIZES = {
    "link": (1200, 630),
    "square": (1080, 1080),
    "portrait": (1080, 1350),
    "x": (1600, 900),
    "story": (1080, 1920),
    "thumbnail": (1280, 720),
}
EDGE = 40
"""Pixels from the card's edge that no letters come near."""


def name_of(layout: Layout) -> str:
    return f"{layout.name}-{layout.format}"


def meets(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_arrangement(content: CardContent, layout: Layout) -> None:
    frame, arranged = layout.frame, arrange(content, layout)
    lines = [(line, line.extent) for line in arranged.lines if line.text.strip()]
    for line, extent in lines:
        assert extent[0] >= EDGE - 25, line  # quotation marks hang
        assert extent[2] <= layout.width - EDGE, line
        assert extent[1] >= 0, line
        assert extent[3] <= layout.height, line
        assert not any(meets(extent, clear) for clear in frame.clear), ("an app covers this", line)
        assert (line.ink, line.ground) in TEXT_PAIRS, line
        if line.ground == layout.ground and line.part != "day":
            assert not any(meets(extent, band[:4]) for band in frame.bands), ("on the pattern", line)
            assert frame.picture is None or not meets(extent, frame.picture), ("on the photo", line)
        if arranged.code is not None:
            assert not meets(extent, arranged.code), ("on the code", line)
    for (one, first), (other, second) in itertools.combinations(lines, 2):
        # Accents of one line may stand between the legs of another only where both are of one text.
        assert not meets(first, second) or one.part == other.part == "unit", (one, other)
    for panel in (box for box in arranged.boxes if box.fill in {"pale", "deep"} and not box.outline):
        inside = [line for line, extent in lines if meets(extent, (panel.left, panel.top, panel.right, panel.bottom))]
        assert all(panel.left <= line.left and line.extent[2] <= panel.right + 1 for line in inside), panel


@pytest.mark.parametrize("layout", SOME_SLOW, ids=name_of)
def test_everything_stays_in_its_place(layout: Layout) -> None:
    for name, content in CARDS.items():
        check_arrangement(everything(content.title), layout)
        if layout.name == "plain" or name in {"empty", "long label and unit"}:
            check_arrangement(content, layout)
    check_arrangement(EVERYTHING, layout)


@pytest.mark.parametrize("layout", SOME_SLOW, ids=name_of)
def test_a_card_of_every_layout_has_its_size(layout: Layout) -> None:
    picture = render_card(EVERYTHING, layout)
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size, opened.mode) == ("PNG", SIZES[layout.format], "P")
        assert opened.convert("RGB").tobytes() == draw_card(EVERYTHING, layout).tobytes()
    assert len(picture) < 200_000


def test_there_are_layouts_enough_for_each_format() -> None:
    for shape in SIZES:
        assert sum(layout.format == shape for layout in ALL) >= 5, shape
    assert len(layout_names()) >= 7


@pytest.mark.parametrize("name", CARDS)
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    layout = load_layout()
    first = render_card(CARDS[name], layout)
    arrange.cache_clear()
    assert render_card(CARDS[name], layout) == first


@pytest.mark.parametrize("layout", ALL, ids=name_of)
def test_the_title_is_whole_up_to_the_longest_real_one(layout: Layout) -> None:
    """Titles of up to 209 characters: nothing else on the card is worth a cut title."""
    title = CARDS["230 letters"].title[:209].rsplit(" ", 1)[0]
    shown = [line.text for line in arrange(everything(title), layout).lines if line.part in {"title", "question"}]
    assert " ".join(shown) == title


def test_titles_grow_and_shrink_and_only_the_longest_is_shortened() -> None:
    layout = load_layout()

    def title(name: str) -> tuple[int, str]:
        lines = [line for line in arrange(CARDS[name], layout).lines if line.part == "title"]
        return lines[0].size, " ".join(line.text for line in lines)

    sizes = [title(name)[0] for name in ("one word", "usual", "230 letters", "1,000 letters")]
    assert sizes == sorted(sizes, reverse=True)
    assert title("1,000 letters")[1].endswith("…")
    assert title("one endless word")[1].replace(" ", "") == CARDS["one endless word"].title
    assert title("emoji")[1] == "Trợ giúp pháp lý miễn phí cho hộ nghèo"


def test_what_stands_beside_goes_before_the_title_does() -> None:
    layout = load_layout("points", "link")
    assert arrange(everything("Họp"), layout).dropped == ()
    assert "points" in arrange(everything(CARDS["230 letters"].title), layout).dropped


@pytest.mark.parametrize("format", ["square", "portrait"])
def test_a_day_that_matters_is_never_dropped(format: str) -> None:
    for layout in ALL:
        if layout.format == format and layout.name in {"law", "deadline", "plain"}:
            for title in ("Họp", CARDS["usual"].title, CARDS["230 letters"].title):
                said = " ".join(said.text for said in arrange(everything(title), layout).said)
                assert "06/12/2026" in said, layout.name


def test_figures_are_read_as_the_sentence() -> None:
    """Words and figures stand in the order of the source, none is left out."""
    lines = arrange(EVERYTHING, load_layout("law", "portrait")).lines
    read = " ".join(line.text for line in lines if line.part == "figures")
    assert read == (
        "Đất ở tại phường tách thửa phải còn ít nhất 50 m² tại xã 80 m² cạnh tiếp giáp đường không dưới 4 m"
    )


def test_sample_data_is_marked() -> None:
    for layout in ALL:
        assert [line.text for line in arrange(card("Tin"), layout).lines if line.part == "mark"] == ["DỮ LIỆU MẪU"]
    assert not [line for line in arrange(card("Tin", sample=False), load_layout()).lines if line.part == "mark"]
    assert render_card(card("Tin")) != render_card(card("Tin", sample=False))


def test_every_kind_has_its_look() -> None:
    house = load_house()
    assert set(house.kinds) >= set(load_editorial().kinds)
    looks = [(look.theme, look.pattern) for look in house.kinds.values()]
    assert len(set(looks)) == len(looks)


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_a_theme_that_cannot_be_read_does_not_exist() -> None:
    colours = load_house().themes["cham"].model_dump()
    with pytest.raises(ValueError, match=r"«muted» #A0A8B0 trên nền «pale» #E9DFC8 chỉ tương phản 1\.\d+:1"):
        Theme(**{**colours, "muted": "#A0A8B0"})
    for theme in load_house().themes.values():
        assert min(contrast(theme.colour(ink), theme.colour(ground)) for ink, ground in TEXT_PAIRS) >= AA_TEXT


def test_a_units_own_colours_and_logo(tmp_path: Path) -> None:
    own = UnitTheme(colours=load_house().themes["ngoc"], logo=tmp_path / "logo.png")
    layout = load_layout()
    without = draw_card(CARDS["usual"], layout, unit=own)
    assert without.getpixel((5, 5)) == own.colours.colour("paper") if own.colours else False
    Image.new("RGB", (300, 200), (200, 30, 30)).save(tmp_path / "logo.png")
    place = arrange(CARDS["usual"], layout).emblem
    assert place is not None
    middle = (place[0] + place[2] // 2, place[1] + place[2] // 2)
    assert draw_card(CARDS["usual"], layout, unit=own).getpixel(middle) == (200, 30, 30)
    (tmp_path / "logo.png").write_bytes(b"no picture")
    assert draw_card(CARDS["usual"], layout, unit=own).tobytes() == without.tobytes()  # the monogram again


def test_danger_keeps_its_colours() -> None:
    own = UnitTheme(colours=load_house().themes["ngoc"])
    warning = card("Giả danh cán bộ", "scam_warning", "Cảnh báo lừa đảo")
    layout = load_layout("warning")
    assert draw_card(warning, layout, unit=own).tobytes() == draw_card(warning, layout).tobytes()


def test_without_a_photo_there_is_pattern() -> None:
    layout = load_layout("photo", "square")
    photo = Photo(Image.effect_noise((900, 700), 90).convert("RGB"))
    with_photo, without = draw_card(EVERYTHING, layout, photo=photo), draw_card(EVERYTHING, layout)
    assert layout.frame.picture is not None
    assert ImageChops.difference(with_photo, without).getbbox() == layout.frame.picture


@pytest.mark.skipif(not features.check("raqm"), reason="the golden cards were set with Raqm; Pillow here lacks it")
@pytest.mark.parametrize("layout", [layout for layout in ALL if layout.format in {"link", "portrait"}], ids=name_of)
def test_looks_as_agreed(layout: Layout) -> None:
    """Against a picture of a third of the size; after a deliberate change delete it, run, and look at the new one."""
    drawn = draw_card(EVERYTHING, layout).reduce(3)
    file = GOLDEN / f"{name_of(layout)}.png"
    if not file.exists():
        drawn.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
        pytest.fail(f"{file.name} was missing and has been written: look at it, then run again")
    with Image.open(file) as golden:
        difference = ImageChops.difference(drawn, golden.convert("RGB")).convert("L")
    assert sum(difference.histogram()[28:]) < drawn.width * drawn.height * 0.002


@pytest.mark.skipif(not features.check("raqm"), reason="set with Raqm")
def test_pixels_do_not_depend_on_what_was_drawn_before() -> None:
    some = ALL[::5]
    seen = {hashlib.sha256(draw_card(EVERYTHING, layout).tobytes()).hexdigest() for layout in some}
    arrange.cache_clear()
    set_text.cache_clear()
    assert {hashlib.sha256(draw_card(EVERYTHING, layout).tobytes()).hexdigest() for layout in reversed(some)} == seen
    assert len(seen) == len(some)


def test_is_quick() -> None:
    """Well under what a delivery waits for; the benchmark has the real figure."""
    times = []
    for number in range(5):
        before = time.process_time()
        render_card(card(f"{CARDS['usual'].title} {number}"))
        times.append(time.process_time() - before)
    assert statistics.median(times) < 0.2


def test_missing_font_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FontProblem, match="fontpkg-be-vietnam-pro"):
        load_font("Bold", 20, tmp_path)


def test_wrong_layout_names_file_and_entry(tmp_path: Path) -> None:
    with pytest.raises(LayoutProblem, match=r"plain\.toml"):
        load_layout("plain", "link", tmp_path)
    with pytest.raises(LayoutProblem, match="thumbnail"):
        load_layout("correction", "thumbnail")
    source = TEMPLATE_FOLDER / "cards"
    (tmp_path / "layouts").mkdir()
    house = (source / "house.toml").read_text(encoding="utf-8")
    (tmp_path / "frames.toml").write_bytes((source / "frames.toml").read_bytes())
    plain = (source / "layouts" / "plain.toml").read_text(encoding="utf-8")
    for number, (wrong, named) in enumerate(
        (
            (house.replace("#FAF7F0", "white"), r"themes\.cham\.paper"),
            (house.replace("#4A5868", "#A0A8B0"), r"themes\.cham.*muted"),
            (house.replace('theme = "gach"', 'theme = "no_such"'), "scam_warning"),
        )
    ):
        folder = tmp_path / str(number)
        (folder / "layouts").mkdir(parents=True)
        (folder / "frames.toml").write_bytes((source / "frames.toml").read_bytes())
        (folder / "house.toml").write_text(wrong, encoding="utf-8")
        (folder / "layouts" / "plain.toml").write_text(plain, encoding="utf-8")
        with pytest.raises(LayoutProblem, match=named):
            load_layout("plain", "link", folder)
    (tmp_path / "layouts" / "plain.toml").write_text(
        plain.replace('part = "title"', 'part = "titel"'), encoding="utf-8"
    )
    with pytest.raises(LayoutProblem, match=r"blocks\.1\.part"):
        load_layout("plain", "link", tmp_path)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)")
def test_real_titles_and_headings() -> None:
    titles = [entry["title"] for entry in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8"))]
    for document in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        titles += [document["title"], *document["text_first_12000"].split("\n")[1:7]]
    assert len(titles) > 200
    for number, title in enumerate(titles[::2]):
        check_arrangement(everything(title), ALL[number % len(ALL)])
