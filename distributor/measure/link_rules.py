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
    """`purposes`: name of a header in lower case → words of which one makes it a machine's request."""

    person: re.Pattern[str]
    robots: re.Pattern[str]
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
        person=re.compile(table["person"]),
        robots=re.compile("|".join(f"(?:{row['pattern']})" for row in table["robot"]), re.IGNORECASE),
        purposes={name: tuple(words) for name, words in table["purposes"].items()},
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONFIG_FOLDER / name).read_text(encoding="utf-8"))
