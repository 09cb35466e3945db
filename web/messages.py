"""All that the console says, for its catalogue: the texts of its templates and Python files, and the labels of the engine.

`python -m web.messages` (`make messages`) brings `locale/en.po` up to date: new texts come in without their English, texts that
nobody says any more go. Sorted and without places, so that a difference is what was said anew.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from channels.connectors import CONNECTABLE
from channels.declared import declared
from channels.outside import own_names
from channels.registry import spec_of
from channels.sms.credentials import SmsCredentials
from distributor.labels import channel_labels
from phrases import Phrase
from web.language import CATALOGUES

ROOM = Path(__file__).resolve().parent
ENGLISH = CATALOGUES / "en.po"
HEADER = """\
# English for the console. A `msgid` is the Vietnamese text as templates, Python files and the engine's labels have it.
# `make messages` brings in what is new; the English is written here by hand.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_WAYS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_WORDS_OF_OURS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}
_AS_PAGES_ARE_MADE = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}

_TABLES: tuple[Iterable[str], ...] = (
    channel_labels().values(),
    [metric.label for metric in declared().metrics],
    [change.words for change in declared().changes],
)


def labels() -> Iterator[str]:
    """Yield what templates show with `translated`, `state_label` and `kind_label`; phrases among them have their own English."""
    for table in _TABLES:
        yield from table
    yield from (field.title for field in SmsCredentials.model_fields.values() if field.title)
    for name in own_names():
        for typed in spec_of(name).fields:
            yield from (typed.label, typed.hint)
    for way in CONNECTABLE:
        yield from (way.title, way.noun, way.lasts, *way.needs, *(permission.words for permission in way.permissions))


def everything_said() -> Catalog:
    """Return everything that is said, without any English."""
    said = Catalog(locale="en")
    found = extract_from_dir(ROOM, _WAYS, _AS_PAGES_ARE_MADE, _WORDS_OF_OURS)
    for _file, _line, text, _comments, _context in found:
        said.add(text)
    for label in labels():
        if label and not isinstance(label, Phrase):
            said.add(label)
    return said


def read_english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def write_english(catalogue: Catalog) -> None:
    body = BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    ENGLISH.write_bytes(HEADER.encode() + body.getvalue())


def main() -> None:
    english = read_english()
    english.update(everything_said(), no_fuzzy_matching=True)
    write_english(english)
    missing = [message for message in english if message.id and not any(message.string or ())]
    print(f"{ENGLISH.relative_to(ROOM.parent)}: {len(english)} texts, {len(missing)} without English.")


if __name__ == "__main__":
    main()
