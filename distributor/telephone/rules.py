"""What `config/telephone.toml` says."""

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.settings import CONFIG_FOLDER

MOST_TOPICS = 7
"""Keys that are left for them."""


class SpokenTopic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    words: str


class TelephoneRules(BaseModel):
    """The file's comments say what each entry is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    key_s: float = Field(gt=0)
    most_quiet: int = Field(ge=1)
    most_keys: int = Field(ge=4, le=40)
    longest_question_s: int = Field(ge=5, le=600)
    shortest_question_s: int = Field(ge=0)
    quiet_s: int = Field(ge=2)
    keep_questions_days: int = Field(ge=1)
    longest_call_s: int = Field(ge=60)
    most_calls: int = Field(ge=1, le=200)
    place: str
    topics: tuple[SpokenTopic, ...] = Field(max_length=MOST_TOPICS)


@cache
def telephone_rules() -> TelephoneRules:
    return read_config(TelephoneRules, CONFIG_FOLDER / "telephone.toml")
