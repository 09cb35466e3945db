"""What `config/law.toml` says of the life of documents."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER


class LawRules(BaseModel):
    """`from_signing`: kinds of documents that have effect from the day on which they are signed, where they name no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    relied_days: int = Field(gt=0)
    most_points: int = Field(ge=0, le=4)
    from_signing: frozenset[str]


@cache
def law_rules(file: Path = CONFIG_FOLDER / "law.toml") -> LawRules:
    """Read the rules of the life of documents. Raises `SettingsError` that names the file."""
    return read_config(LawRules, file)
