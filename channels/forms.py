"""The forms that a text takes: what compose must know of a channel, also of those that have no adapter yet.

`TextForm` is that much of a channel; every `ChannelSpec` is one. `form_of` gives the registered channel, else the form that
`config/channels.toml` describes. `writing_of` says how a channel writes: the limits of a title and of a standfirst of its own,
signs that it does not take, and the variant without accents.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from channels import registry
from channels.base import MediaLimits, as_it_is
from channels.errors import Misconfigured
from channels.sms_text import lightest, segments, unaccent
from channels.tables import CHANNELS_FILE, Table, content_of
from phrases import phrase, phrase_named

Write = Callable[[str], str]
Count = Callable[[str], int]

UNACCENTED = "unaccented"
"""The variant of an SMS without accents, and of nothing else."""


class TextForm(Protocol):
    """See `ChannelSpec`. `count`: of a text as it is sent, compared with `text_limit`."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def text_limit(self) -> int: ...
    @property
    def count(self) -> Count: ...
    @property
    def media(self) -> MediaLimits: ...
    @property
    def ended(self) -> Write: ...


@dataclass(frozen=True)
class TextOnlyForm:
    """A channel without an adapter: only what its text may be."""

    name: str
    label: str
    text_limit: int
    count: Count
    media: MediaLimits
    ended: Write = as_it_is


@dataclass(frozen=True)
class Writing:
    """`write`: the text as the channel takes it; writing twice changes nothing. `unit`: what the count counts, for staff.

    `title_limit`, `lead_limit`: characters of a title and a standfirst that are fields of their own; 0 where there are none.
    """

    write: Write = as_it_is
    unit: str = ""
    title_limit: int = 0
    lead_limit: int = 0


def _bytes(text: str) -> int:
    return len(text.encode())


def _without_angles(text: str) -> str:
    """< and > are refused; their full-width forms say the same, where leaving them out would turn "< 5" into "5"."""
    return text.replace("<", "＜").replace(">", "＞")


_COUNTERS: Mapping[str, Count] = {"characters": len, "bytes": _bytes, "segments": segments}
_UNITS: Mapping[str, str] = {"characters": "", "bytes": "byte", "segments": phrase("channels.messages")}
_WRITERS: Mapping[str, Write] = {"youtube": _without_angles, "sms": lightest}


def form_of(name: str) -> TextForm:
    """The channel `name`, or the form of one that has no adapter yet. Raises Misconfigured, which names those there are."""
    channels = registry.specs()
    if name in channels:
        return channels[name]
    forms = _described()
    if name not in forms:
        known = ", ".join(sorted({*channels, *forms}))
        raise Misconfigured(phrase("channels.no-channel", name=name, known=known))
    return forms[name][0]


def composed_limit(form: TextForm) -> int:
    """Return how long a text may be that Loa composes: with the card that goes along, where the channel takes one."""
    return (form.media.text_limit or form.text_limit) if form.media.max_count else form.text_limit


def writing_of(name: str, variant: str = "") -> Writing:
    """Return how the channel writes; a channel that nothing is said of writes a text as it is."""
    described = _described().get(name)
    writing = described[1] if described else Writing()
    if name == "sms" and variant == UNACCENTED:
        return Writing(unaccent, writing.unit, writing.title_limit, writing.lead_limit)
    return writing


def described_names() -> tuple[str, ...]:
    """Channels that the file describes by their form alone."""
    return tuple(_described())


@cache
def _described() -> Mapping[str, tuple[TextOnlyForm, Writing]]:
    return read_forms(CHANNELS_FILE)


def read_forms(file: Path) -> Mapping[str, tuple[TextOnlyForm, Writing]]:
    """The tables of `file` that have a `counter`. Raises Misconfigured, which names table and key."""
    content = content_of(file)
    tables = {name: table for name, table in content.items() if isinstance(table, dict) and "counter" in table}
    return {name: _read(Table(table, file, name), name, file) for name, table in tables.items()}


def _read(table: Table, name: str, file: Path) -> tuple[TextOnlyForm, Writing]:
    table.day("as_of")
    table.text("source")
    counter = table.text("counter")
    if counter not in _COUNTERS:
        wish = phrase("channels.file.one-of", known=", ".join(sorted(_COUNTERS)))
        raise Misconfigured(phrase("channels.file.entry", file=file.name, table=name, key="counter", wish=wish))
    write, count = _WRITERS.get(name, as_it_is), _COUNTERS[counter]
    media = MediaLimits(
        table.whole("max_media"),
        table.whole("max_media_bytes"),
        table.texts("mime_types"),
        table.whole("alt_text_limit"),
    )
    form = TextOnlyForm(name, phrase_named(table.text("label")), table.whole("text_limit", 1), count, media)
    return form, Writing(write, _UNITS[counter], table.whole("title_limit"), table.whole("lead_limit"))
