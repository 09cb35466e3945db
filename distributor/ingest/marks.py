"""Marks that must hold an item until a person has looked: drafts, secrecy, internal papers, private persons and their troubles.

Better one look too many than one paper too many published; yet "bí mật", "mật khẩu", "mật độ", "mật ong" are ordinary words,
and an office's hotline is meant to be read. Reasons are codes of `config/gate.toml`; `find_marks` says them in words.
"""

from distributor.facts import Reason
from distributor.ingest.holds.drafts import find_draft
from distributor.ingest.holds.harm import find_harm
from distributor.ingest.holds.internal import find_internal
from distributor.ingest.holds.numbers import find_numbers_of_people
from distributor.ingest.holds.secrets import find_secrets
from distributor.ingest.personal import personal_details
from distributor.reasons import all_words, in_file
from distributor.text.cued import searched_whole

_DRAFTS = {
    "title": "draft_title",
    "number": "draft_blank",
    "day": "draft_blank",
    "gap": "draft_gap",
    "stamp": "draft",
    "news": "draft_news",
}


def find_holds(title: str, text: str) -> tuple[Reason, ...]:
    """Reasons to hold, each once; empty if nothing was found. Both texts NFC and plain."""
    found: dict[Reason, None] = {}
    if draft := find_draft(title, text):
        found[Reason(_DRAFTS[draft])] = None
    for level in find_secrets(title, text):
        found[Reason("secret", level) if level else Reason("secret_sign")] = None
    for words in find_internal(title, text):
        found[Reason("internal", words)] = None
    whole = searched_whole(title, text)
    found.update(dict.fromkeys(find_numbers_of_people(whole)))
    found.update(dict.fromkeys(personal_details(whole)))
    found.update(dict.fromkeys(Reason(code) for code in find_harm(title, text)))
    return tuple(found)


def find_holds_of_file(name: str, text: str) -> tuple[Reason, ...]:
    """The same for a file that an item brings along; each reason says in which. `name`: for staff ("tệp đính kèm 1")."""
    return tuple(in_file(reason, name) for reason in find_holds("", text))


def find_marks(title: str, text: str) -> tuple[str, ...]:
    """Find the marks of a text: `find_holds` in words."""
    return all_words(find_holds(title, text))
