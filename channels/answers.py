"""Reads JSON answers without trusting their shape: what is not there or of another kind is simply absent."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

JsonObject = Mapping[str, object]
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?", re.ASCII)
"""Since 1970, or milliseconds."""


def object_in(value: object, *path: str) -> JsonObject:
    """The object at `path` inside `value`; empty if there is none."""
    found = value_in(value, *path)
    return found if isinstance(found, dict) else {}


def value_in(value: object, *path: str) -> object:
    """The value at `path` inside `value`, or None."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def objects_in(value: object, *path: str) -> list[JsonObject]:
    """The objects of the list at `path` inside `value`."""
    found = value_in(value, *path)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def text_in(value: object, *path: str) -> str:
    """The text at `path` inside `value`; a whole number counts as text, for identifiers come as both."""
    found = value_in(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def words_in(answer: JsonObject) -> str:
    """A platform's own words for what it did not do, wherever it writes them; empty if it says nothing."""
    places = (
        ("error", "error_user_msg"),
        ("error", "message"),
        ("error_description",),
        ("detail",),
        ("message",),
        ("description",),
    )
    told = next((said for place in places if (said := text_in(answer, *place))), "")
    single = (text_in(one, "message") or text_in(one, "detail") for one in objects_in(answer, "errors"))
    words = dict.fromkeys(word for word in (told, *single) if word)
    bare = answer.get("error")
    return " ".join(words) or text_in(answer, "title") or (bare if isinstance(bare, str) else "")


def whole_in(value: object, *path: str) -> int | None:
    """The whole number at `path` inside `value`."""
    found = value_in(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def moment_in(value: object, *path: str) -> datetime | None:
    """The time at `path` inside `value`, aware: in ISO 8601, in (milli)seconds since 1970, or as mails have it."""
    text = text_in(value, *path)
    # First: ISO 8601 reads thirteen digits as a day of centuries ago.
    if found := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


ARRAY = "[]"
"""The name of the entries of an answer that is an array, and no object that holds one."""


def parsed_array(body: bytes) -> JsonObject:
    """The array that `body` is, as if an object held it under `ARRAY`; an empty object if it is anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return {ARRAY: found} if isinstance(found, list) else {}


def parsed(body: bytes) -> JsonObject:
    """The object that `body` is, or an empty one if it is anything else."""
    try:
        return object_in(json.loads(body))
    except (ValueError, RecursionError):
        return {}
