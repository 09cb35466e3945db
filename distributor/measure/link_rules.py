"""What `config/links.toml` and `config/robots.toml` say: what is added to targets, and who is no person."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from distributor.settings import CONFIG_FOLDER


@dataclass(frozen=True)
class LinkRules:
    """`plain_hosts`, `plain_units`: nothing is added there. `medium`: by channel, `*` for the others."""

    enabled: bool
    plain_hosts: frozenset[str]
    plain_units: frozenset[str]
    signed: re.Pattern[str]
    medium: Mapping[str, str]
    keep_moments_days: int


@dataclass(frozen=True)
class RobotRules:
    """All in lower case. `person`: how a browser begins. `words`, `patterns`: what a machine says of itself, anywhere.

    `purposes`: name of a header → words of which one makes it a machine's request.
    """

    person: tuple[str, ...]
    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    purposes: Mapping[str, tuple[str, ...]]


@cache
def link_rules() -> LinkRules:
    table = _read("links.toml")
    utm = table["utm"]
    return LinkRules(
        enabled=utm["enabled"],
        plain_hosts=frozenset(host.lower() for host in utm["plain_hosts"]),
        plain_units=frozenset(utm["plain_units"]),
        signed=re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in utm["signed"])),
        medium=utm["medium"],
        keep_moments_days=table["counting"]["keep_moments_days"],
    )


@cache
def robot_rules() -> RobotRules:
    table = _read("robots.toml")
    return RobotRules(
        person=tuple(table["person"]),
        words=tuple(word for row in table["robot"] for word in row.get("words", ())),
        patterns=tuple(re.compile(row["pattern"]) for row in table["robot"] if "pattern" in row),
        purposes={name: tuple(words) for name, words in table["purposes"].items()},
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONFIG_FOLDER / name).read_text(encoding="utf-8"))
