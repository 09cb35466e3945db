"""What a tester may change of a platform's stand-in: a frozen dataclass of seconds, switches and words, changed by JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, TypeVar

from starlette.requests import Request

SelfRules = TypeVar("SelfRules", bound="TestersRules")


@dataclass(frozen=True)
class TestersRules:
    """Base of a platform's rules. `words`: for each field that is a word, the words it may be."""

    __test__: ClassVar[bool] = False  # no test, whatever its name begins with
    words: ClassVar[Mapping[str, Sequence[str]]] = {}

    def changed(self: SelfRules, wishes: Mapping[str, object]) -> SelfRules:
        """Raises ValueError with the name of what cannot be."""
        values: dict[str, Any] = {}
        kinds = {one.name: one.type for one in fields(self)}
        for name, wish in wishes.items():
            kind = kinds.get(name)
            if kind is None:
                raise ValueError(f"unknown rule {name!r}; known: {', '.join(kinds)}")
            if kind == "bool" and not isinstance(wish, bool):
                raise ValueError(f"{name} is true or false")
            if kind == "float" and (isinstance(wish, bool) or not isinstance(wish, int | float) or not 0 <= wish < 1e9):
                raise ValueError(f"{name} is a number, 0 or more")
            if kind == "str" and wish not in self.words[name]:
                raise ValueError(f"{name} is one of {', '.join(word or '(empty)' for word in self.words[name])}")
            values[name] = float(wish) if kind == "float" and isinstance(wish, int | float) else wish
        return replace(self, **values)


async def wishes_of(request: Request) -> dict[str, object]:
    """The body as a JSON object. Raises ValueError."""
    wishes = json.loads(await request.body())
    if isinstance(wishes, dict):
        return wishes
    raise ValueError("the body is not a JSON object")
