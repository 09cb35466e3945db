"""People or machines: by the method, by what the request says it is for, and by the user agent. Pure; `config/robots.toml`."""

from collections.abc import Mapping
from functools import lru_cache

from distributor.measure.link_rules import robot_rules


def is_robot(method: str, headers: Mapping[str, str]) -> bool:
    """Return True if a machine asks. `headers`: names in lower case; only `user-agent` and those of `purpose_headers` count.
    What is not known is a machine."""
    if method != "GET":
        return True
    for name, words in robot_rules().purposes.items():
        if (said := headers.get(name)) and any(word in said.lower() for word in words):
            return True
    return _is_machine(headers.get("user-agent", ""))


def purpose_headers() -> frozenset[str]:
    return frozenset(robot_rules().purposes)


@lru_cache(maxsize=4_096)
def _is_machine(agent: str) -> bool:
    rules, agent = robot_rules(), agent.lower()
    return (
        not agent.startswith(rules.person)
        or any(word in agent for word in rules.words)
        or any(pattern.search(agent) for pattern in rules.patterns)
    )
