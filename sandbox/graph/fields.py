"""The `fields` language of Graph: `id,message,attachments{media_type,url},reactions.limit(0).summary(true)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.calls import Call
from sandbox.graph.errors import GraphRefused, bad_parameter

_NAME = re.compile(r"\w+")
_OPTION = re.compile(r"\.(\w+)\(([^()]*)\)")


@dataclass(frozen=True)
class Field:
    """One wanted field; `inner` is empty when the caller leaves the choice to Graph."""

    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Field, ...] = ()


def parse_fields(text: str) -> tuple[Field, ...]:
    """Raises GraphRefused (#2500) for a text that is not of the language."""
    fields, place = _parse_list(text.replace(" ", ""), 0)
    if place != len(text.replace(" ", "")):
        raise _syntax(text, place)
    return fields


def fields_of(call: Call) -> tuple[Field, ...]:
    """The fields that a call asks for; none when it leaves the choice to Graph."""
    text = call.parameters.get("fields", "")
    return parse_fields(text) if text else ()


def check_names(fields: tuple[Field, ...], known: frozenset[str], node: str) -> None:
    for wanted in fields:
        if wanted.name not in known:
            raise bad_parameter(f"Tried accessing nonexisting field ({wanted.name}) on node type ({node})")


def _parse_list(text: str, place: int) -> tuple[tuple[Field, ...], int]:
    fields: list[Field] = []
    while True:
        name = _NAME.match(text, place)
        if name is None:
            raise _syntax(text, place)
        place = name.end()
        options: dict[str, str] = {}
        while option := _OPTION.match(text, place):
            options[option[1]] = option[2]
            place = option.end()
        inner: tuple[Field, ...] = ()
        if text[place : place + 1] == "{":
            inner, place = _parse_list(text, place + 1)
            if text[place : place + 1] != "}":
                raise _syntax(text, place)
            place += 1
        fields.append(Field(name[0], options, inner))
        if text[place : place + 1] != ",":
            return tuple(fields), place
        place += 1


def _syntax(text: str, place: int) -> GraphRefused:
    message = f'Syntax error "Expected name." at character {place}: {text[:200]}'
    return GraphRefused(400, 2500, message)
