"""What is set for answers: weights, rules and limits of `config/qa.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from distributor.errors import SettingsError
from distributor.settings import CONFIG_FOLDER
from phrases import phrase


@dataclass(frozen=True)
class AnswerRules:
    """`weights`: by sign. The rest as in the file."""

    weights: MappingProxyType[str, float]
    least: float
    second: float
    heading: float
    sure_cover: float
    sure_sum: float
    article_cover: float
    article_sum: float
    reply_cover: float
    reply_sum: float
    decides_cover: float
    decides_sum: float
    short_cover: float
    of_kind_within: float
    restates: float
    sure_predicate: float
    margin: float
    answer_words: int
    quotes: int
    quote_words: int
    candidates: int


@cache
def answer_rules(path: Path = CONFIG_FOLDER / "qa.toml") -> AnswerRules:
    """Read the rules of answers. Raises SettingsError if the file lacks something."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        rules, limits = table["rules"], table["limits"]
        return AnswerRules(
            weights=MappingProxyType({name: float(value) for name, value in table["weights"].items()}),
            least=float(rules["least"]),
            second=float(rules["second"]),
            heading=float(rules["heading"]),
            sure_cover=float(rules["sure_cover"]),
            sure_sum=float(rules["sure_sum"]),
            article_cover=float(rules["article_cover"]),
            article_sum=float(rules["article_sum"]),
            reply_cover=float(rules["reply_cover"]),
            reply_sum=float(rules["reply_sum"]),
            decides_cover=float(rules["decides_cover"]),
            decides_sum=float(rules["decides_sum"]),
            short_cover=float(rules["short_cover"]),
            of_kind_within=float(rules["of_kind_within"]),
            restates=float(rules["restates"]),
            sure_predicate=float(rules["sure_predicate"]),
            margin=float(rules["margin"]),
            answer_words=int(limits["answer_words"]),
            quotes=int(limits["quotes"]),
            quote_words=int(limits["quote_words"]),
            candidates=int(limits["candidates"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(phrase("understand.rules-incomplete", file=path.name, entry=str(error))) from error
