"""The one reader of the rules in `config/*.toml`: what is wrong with a file is said with the file and the entry."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.errors import SettingsError
from phrases import in_language


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    most: int = Field(ge=1)


class Whole(BaseModel):
    part: Part


def test_a_file_becomes_its_rules(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("[part]\nmost = 3\n", encoding="utf-8")
    assert read_config(Whole, file).part.most == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[part\n", "cannot be read"),
        ("[part]\nmost = 0\n", "“part.most” is not valid"),
        ("[part]\nmost = 1\nleast = 1\n", "“part.least” is not valid"),
        ("", "“part” is not valid"),
    ],
)
def test_what_is_wrong_names_the_file_and_the_entry(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as wrong:
        read_config(Whole, file)
    said = in_language(wrong.value.said, "en")
    assert named in said
    assert str(file) in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml"):
        read_config(Whole, tmp_path / "none.toml")
