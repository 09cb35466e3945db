"""The choice of layout and format: by what there is to say, the same each time, and never one that leaves out words."""

from dataclasses import replace
from pathlib import Path

import pytest

from distributor.errors import SettingsError
from distributor.render.arrange import arrange
from distributor.render.choose import choose_format, choose_layout, layout_for, load_card_rules
from distributor.render.content import CardContent
from distributor.render.layout import LayoutProblem
from distributor.render.scene import Scene, SceneKind
from distributor.settings import CONFIG_FOLDER
from tests.render.cases import FORTY_WORDS, SCENES, card, scene_card

BARE = card("Quy định diện tích đất tối thiểu")
PICTURE = "0" * 64

CASES: list[tuple[CardContent, str, str]] = [
    (BARE, "facebook", "statement"),
    *((scene_card(scenes[0]), channel, name) for name, scenes in SCENES.items() for channel in ("facebook", "x", "youtube")),
    (replace(BARE, picture=PICTURE), "facebook", "photo"),
    (replace(BARE, picture=PICTURE), "a channel of tomorrow", "photo"),
    (replace(scene_card(SCENES["warning"][0]), picture=PICTURE), "facebook", "warning"),
    (scene_card(Scene(SceneKind.WARNING, "Giả danh cán bộ.")), "facebook", "alert"),  # nothing to do is said
    (scene_card(Scene(SceneKind.CORRECTION, "Đính chính.", before="5 m")), "facebook", "statement"),
    (scene_card(Scene(SceneKind.WHO, "Người già.", for_whom="người già")), "facebook", "statement"),
    (scene_card(Scene(SceneKind.STEPS, "Nộp.", steps=("Nộp",))), "facebook", "statement"),
    (scene_card(Scene(SceneKind.PLACE, "Nộp tại xã.", place="xã")), "facebook", "statement"),  # no day and no hours
    (card("Quy định " * 120), "facebook", "long"),
    (card(FORTY_WORDS), "facebook", "statement"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "channel", "name"), CASES)
def test_chooses(content: CardContent, channel: str, name: str) -> None:
    assert choose_layout(content, channel) == name
    layout = layout_for(content, channel)
    assert (layout.name, layout.format) == (name, choose_format(channel))


def test_a_layout_that_would_leave_out_words_is_passed_over() -> None:
    steps = tuple(f"{FORTY_WORDS} Lần {number}" for number in range(4))
    layout = layout_for(scene_card(Scene(SceneKind.STEPS, "Bốn bước.", steps=steps)), "x")
    assert layout.name == "statement"
    assert arrange(scene_card(Scene(SceneKind.STEPS, "Bốn bước.", steps=steps)), layout).whole


def test_formats() -> None:
    assert choose_format("x") == "x"
    assert choose_format("a channel of tomorrow") == "link"
    wide = layout_for(BARE, "zalo")
    assert wide.width * 9 == wide.height * 16, "Zalo shows covers as 16:9: of a wider one both edges are cut off"


def test_wrong_rules_are_named(tmp_path: Path) -> None:
    source = (CONFIG_FOLDER / "cards.toml").read_text(encoding="utf-8")
    file = tmp_path / "cards.toml"
    for before, after, named in (
        ('needs = ["picture"]', 'needs = ["pictur"]', "pictur"),
        ('default = "link"\n', "", "default"),
        ('facebook = "portrait"', 'facebook = "huge"', r"formats\.facebook"),
        ('scenes = ["ban"]', 'scenes = ["bann"]', r"rule\.11\.scenes"),
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
