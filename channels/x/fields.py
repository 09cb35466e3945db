"""Asks for fields of posts by the name that the server takes.

The specification calls the parameter `post.fields`, X's guides and clients `tweet.fields`. A server may refuse the name that it
does not know, or answer without a word of it: its entries then carry none of the fields. Once a name has brought them it is asked
by alone, for each reading costs money, and the other only after a refusal. What was asked twice was paid twice (`told`).
"""

from collections.abc import Mapping, Sequence

from channels.answers import JsonObject, objects_in
from channels.errors import Rejected
from channels.x.client import XClient

NAMES = ("post.fields", "tweet.fields")
NOTES = ("note_post", "note_tweet")
"""A long post's whole text, under the name that goes with each of `NAMES`."""


class FieldsReader:
    """Reads posts of one account. `told`: how many posts its answers held, those asked for again among them."""

    def __init__(self, client: XClient) -> None:
        self._client = client
        self._known = ""
        self.told = 0

    @property
    def knows_the_name(self) -> bool:
        return bool(self._known)

    def read(self, route: str, parameters: Mapping[str, str], fields: Sequence[str]) -> JsonObject:
        """One answer with the fields asked for; without them where neither name brings them. Raises ChannelError."""
        ignored: JsonObject | None = None
        refused: Rejected | None = None
        for name in sorted(NAMES, key=lambda name: name != self._known):
            try:
                answer = self._client.read(
                    route, {**parameters, name: ",".join(_called(field, name) for field in fields)}
                )
            except Rejected as refusal:
                if not _is_of_name(refusal, name, fields):
                    raise
                self._known, refused = "", refused or refusal
                continue
            entries = objects_in(answer, "data")
            self.told += len(entries)
            if any(_called(field, name) in entry for entry in entries for field in fields):
                self._known = name
            if not entries or name == self._known:
                return answer
            ignored = ignored or answer
        if ignored is None and refused is not None:
            raise refused
        return ignored or {}


def _called(field: str, name: str) -> str:
    return NOTES[NAMES.index(name)] if field in NOTES else field


def _is_of_name(refusal: Rejected, name: str, fields: Sequence[str]) -> bool:
    """Return True if the parameter is refused, and not one of its values: X puts in brackets what it does not take."""
    said = refusal.evidence
    return refusal.code.startswith("400") and f"[{name}]" in said and not any(f"[{field}]" in said for field in fields)
