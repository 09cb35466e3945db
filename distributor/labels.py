"""The words for states, channels and kinds, in one place for screens, the command line and reports."""

import tomllib
from dataclasses import dataclass
from functools import cache

from channels.outside import outside_specs
from distributor.post_states import PostState
from distributor.settings import CONFIG_FOLDER
from phrases import phrase, phrase_named

NONE = "none"
"""The state of a cell that has no post."""

STATE_LABELS: dict[str, str] = {state: phrase(f"labels.state.{state}") for state in (*PostState, NONE)}
"""In the order in which screens list them; complete."""

STATE_MEANINGS: dict[str, str] = {state: phrase(f"labels.meaning.{state}") for state in PostState}
"""What a state means, shown where the engine noted nothing more particular."""


WORDING_LABELS: dict[str, str] = {
    name: phrase(f"labels.wording.{name or 'usual'}") for name in ("", "question", "unaccented", "app")
}
"""Of the wordings that our own templates have."""


def wording_label(variant: str) -> str:
    """A unit's own wordings go by their file."""
    return WORDING_LABELS.get(variant, variant)


@dataclass(frozen=True)
class Kind:
    """A content kind. `never`: items of it are not announced at all."""

    name: str
    label: str
    never: bool


@cache
def kinds() -> dict[str, Kind]:
    """Every content kind of `config/kinds.toml`, by name."""
    table = tomllib.loads((CONFIG_FOLDER / "kinds.toml").read_text(encoding="utf-8"))
    return {
        name: Kind(name, phrase(f"labels.kind.{name}"), entry.get("post") == "never") for name, entry in table.items()
    }


def kind_label(kind: str) -> str:
    """The kind's name; for a kind not known, words that say so."""
    known = kinds().get(kind)
    return known.label if known else phrase("labels.no-kind")


def kind_is_never_posted(kind: str) -> bool:
    known = kinds().get(kind)
    return known is not None and known.never


@cache
def _our_channels() -> dict[str, str]:
    table = tomllib.loads((CONFIG_FOLDER / "channels.toml").read_text(encoding="utf-8"))
    return {name: phrase_named(entry.get("label", name)) for name, entry in table.items() if isinstance(entry, dict)}


def channel_labels() -> dict[str, str]:
    """Every channel's label, by name, in the order of `config/channels.toml`; then those of third parties."""
    return {**_our_channels(), **{name: spec.label for name, spec in outside_specs().items()}}


def channel_label(channel: str) -> str:
    return channel_labels().get(channel, channel)


def state_label(state: str) -> str:
    return STATE_LABELS[state]


PURPOSE_LABELS: dict[str, str] = {
    name: phrase(f"labels.purpose.{name}") for name in ("announce", "before_effect", "effective", "erratum", "campaign")
}


def purpose_label(purpose: str) -> str:
    """Return what a post is for, a digest with its month, words that are said again with the number of the time."""
    stem, _, rest = purpose.partition(":")
    if stem == "digest":
        year, _, month = rest.partition("-")
        return phrase("labels.purpose.digest", month=month, year=year)
    if stem == "series":
        return phrase("labels.purpose.series", number=rest)
    return PURPOSE_LABELS.get(stem, purpose)
