"""What one page of a platform's listing says, and what it lacks of what was asked.

A platform renames a field, or answers without it, and says nothing of it. A post that is there then looks like any other. So a
listing proves an absence only if every entry carried every field asked for, and its end was told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from channels.answers import JsonObject, moment_in, text_in, value_in

ENTRY, CURSOR = "entry", "cursor"
"""What lacks where an entry is no object, and where a full page does not say how it goes on."""


@dataclass(frozen=True)
class ListedPage:
    """`entries`: those that are objects. `lacking`: dotted names of what was asked and is not there; empty: nothing."""

    entries: tuple[JsonObject, ...]
    lacking: frozenset[str]


def listed_page(
    answer: object,
    *path: str,
    lacks: Callable[[JsonObject], Iterable[str]],
    counts: Callable[[JsonObject], bool] = lambda _entry: True,
    follows: str = "",
    full_at: int = 0,
) -> ListedPage:
    """Read the list at `path` of `answer`. `lacks` names what an entry does not say, of those that count.

    `follows`: how the listing goes on. A page of `full_at` entries that does not say it may have been cut; 0: it says its end.
    """
    found = value_in(answer, *path)
    if not isinstance(found, list):
        return ListedPage((), frozenset({".".join(path)}))
    entries = tuple(entry for entry in found if isinstance(entry, dict))
    lacking = {name for entry in entries if counts(entry) for name in lacks(entry)}
    if len(entries) < len(found):
        lacking.add(ENTRY)
    if full_at and len(found) >= full_at and not follows:
        lacking.add(CURSOR)
    return ListedPage(entries, frozenset(lacking))


def lacking_texts(entry: JsonObject, *names: str) -> list[str]:
    """The dotted names at which `entry` holds no text; an empty text is one."""
    return [name for name in names if not isinstance(value_in(entry, *name.split(".")), str)]


def lacking_ids(entry: JsonObject, *names: str) -> list[str]:
    """The dotted names at which `entry` holds no id; some come as numbers."""
    return [name for name in names if not text_in(entry, *name.split("."))]


def lacking_moments(entry: JsonObject, *names: str) -> list[str]:
    """The dotted names at which `entry` holds no time."""
    return [name for name in names if moment_in(entry, *name.split(".")) is None]
