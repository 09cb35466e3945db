"""The choice of layout and format: by what there is to show, the same each time, and never one that lacks the format."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from distributor.errors import SettingsError
from distributor.render.choose import choose_format, choose_layout, layout_for, load_card_rules
from distributor.render.content import CardContent
from distributor.render.layout import LayoutProblem
from distributor.settings import CONFIG_FOLDER
from tests.render.cases import EVERYTHING, card

BARE = card("Quy định diện tích đất tối thiểu")
DAY = date(2026, 12, 6)

CASES: list[tuple[CardContent, str, str]] = [
    (BARE, "facebook", "plain"),
    (replace(BARE, figures=EVERYTHING.figures), "facebook", "law"),
    (replace(BARE, figures=EVERYTHING.figures), "x", "law"),
    (replace(BARE, figures=EVERYTHING.figures), "youtube", "plain"),  # a thumbnail has no room for figures
    (replace(BARE, date_on=DAY, date_meaning="effect"), "facebook", "deadline"),
    (replace(BARE, figures=EVERYTHING.figures, date_on=DAY, date_meaning="deadline"), "facebook", "deadline"),
    (replace(BARE, kind="correction"), "facebook", "plain"),
    (replace(BARE, kind="correction", wrong="5 m", right="4 m"), "facebook", "correction"),
    (replace(BARE, kind="correction", wrong="5 m", right="4 m"), "youtube", "plain"),
    (replace(BARE, kind="scam_warning", picture="0" * 64), "facebook", "warning"),
    (replace(BARE, kind="question", question="Ai?"), "rss", "question"),
    (replace(BARE, kind="press_release", picture="0" * 64, points=("Một.",)), "facebook", "photo"),
    (replace(BARE, kind="press_release", points=("Một.",)), "facebook", "points"),
    (replace(BARE, kind="press_release", points=("Một.",)), "youtube", "plain"),
    (replace(BARE, kind="", picture="0" * 64), "a channel of tomorrow", "photo"),
    (replace(BARE, title="Quy định " * 30, figures=EVERYTHING.figures), "facebook", "plain"),
]


@pytest.mark.parametrize(("content", "channel", "name"), CASES)
def test_chooses(content: CardContent, channel: str, name: str) -> None:
    assert choose_layout(content, channel) == name
    layout = layout_for(content, channel)
    assert (layout.name, layout.format) == (name, choose_format(channel))


def test_formats() -> None:
    assert choose_format("x") == "x"
    assert choose_format("a channel of tomorrow") == "link"


def test_wrong_rules_are_named(tmp_path: Path) -> None:
    source = (CONFIG_FOLDER / "cards.toml").read_text(encoding="utf-8")
    file = tmp_path / "cards.toml"
    for before, after, named in (
        ('needs = ["picture"]', 'needs = ["pictur"]', "pictur"),
        ('default = "link"\n', "", "default"),
        ('facebook = "portrait"', 'facebook = "huge"', r"formats\.facebook"),
        ("longest_title = 160", "longest_title = 0", r"rule\.3\.longest_title"),
    ):
        assert before in source
        file.write_text(source.replace(before, after), encoding="utf-8")
        load_card_rules.cache_clear()
        with pytest.raises(SettingsError, match=named):
            load_card_rules(file)
    file.write_text(source.replace('layout = "photo"', 'layout = "foto"'), encoding="utf-8")
    with pytest.raises(LayoutProblem, match=r"foto\.toml"):
        load_card_rules(file)
    load_card_rules.cache_clear()
