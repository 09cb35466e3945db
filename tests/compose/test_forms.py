"""What compose knows of channels, those without an adapter included."""

from dataclasses import replace
from pathlib import Path

import pytest

from channels.errors import Misconfigured
from channels.forms import described_names, form_of, read_forms, writing_of
from channels.registry import register, spec_of, specs
from channels.tables import CHANNELS_FILE


def test_a_registered_channel_is_its_own_form() -> None:
    assert all(form_of(name) is spec for name, spec in specs().items())


def test_ways_of_writing_that_the_file_describes() -> None:
    assert set(described_names()) == {"youtube", "sms", "zalo", "manual"}
    youtube = form_of("youtube")
    assert (youtube.text_limit, writing_of("youtube").title_limit, youtube.count("đ")) == (5000, 100, 2)
    assert (form_of("sms").text_limit, form_of("sms").count("ạ" * 134)) == (2, 2)
    assert (writing_of("zalo").title_limit, writing_of("zalo").lead_limit) == (150, 300)
    assert writing_of("facebook").write("<a> …") == "<a> …"


def test_a_channel_with_an_adapter_keeps_its_way_of_writing() -> None:
    zalo = replace(spec_of("facebook"), name="zalo")
    with register(zalo):
        assert form_of("zalo") is zalo
        assert writing_of("zalo").title_limit == 150


def test_angle_brackets_keep_their_meaning() -> None:
    assert writing_of("youtube").write("mức < 5 % và > 3") == "mức ＜ 5 % và ＞ 3"


def test_an_unknown_channel_names_those_there_are() -> None:
    with pytest.raises(Misconfigured, match=r"facebook.*sms.*zalo"):
        form_of("fax")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('counter = "bytes"', 'counter = "miles"'), r"\[youtube\], mục `counter`"),
        (("text_limit = 5000", "text_limit = 0"), r"\[youtube\], mục `text_limit`"),
        (("title_limit = 100           # characters\n", ""), r"\[youtube\], mục `title_limit`"),
    ],
)
def test_a_wrong_table_is_named(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    text = CHANNELS_FILE.read_text("utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), "utf-8")
    with pytest.raises(Misconfigured, match=message):
        read_forms(file)
