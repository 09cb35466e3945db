"""Which document a relation means: its number, and where two bear it, its day and its issuer. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

_SHORT = {
    "ubnd": "ủy ban nhân dân",
    "uỷ ban nhân dân": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "ubtvqh": "ủy ban thường vụ quốc hội",
    "uỷ ban": "ủy ban",
    "tp.": "thành phố",
    "thị trấn": "thị trấn",
}
_BODIES = ("thường trực hội đồng nhân dân", "hội đồng nhân dân", "ủy ban nhân dân")
_OLD = re.compile(r"\(\s*(?:cũ|trước đây|trước sắp xếp)\s*\)|(?<!\w)(?:cũ|trước đây)\s*\Z")
_CHAIR = re.compile(r"\Achủ tịch (?=ủy ban nhân dân)")
_LEVEL = re.compile(r"(?P<level>tỉnh|thành phố|quận|huyện|thị xã|xã|phường|thị trấn|đặc khu)(?:\s+(?P<name>.*))?\Z")
_LOCAL = re.compile(r"UBND|HĐND|CTUBND", re.IGNORECASE)

_ALIKE = str.maketrans("l10", "iio")


@dataclass(frozen=True)
class CitedDocument:
    document_id: int
    issuer: str
    issued_on: date


@dataclass(frozen=True)
class Cited:
    """A document as another cites it. `actor`: who cites it, for "của Ủy ban nhân dân xã" is the actor's own commune's."""

    number: str
    issuer: str = ""
    issued_on: date | None = None
    actor: str = ""


def plain_issuer(name: str) -> str:
    """An issuer's name for comparing: lower case, in full, without "(cũ)"; a committee's numbers are its chair's too."""
    text = " ".join(normalize("NFC", name).casefold().split())
    for short, full in _SHORT.items():
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, text)
    return _CHAIR.sub("", _OLD.sub("", text).strip(" .,;"))


def meant(cited: Cited, candidates: Sequence[CitedDocument]) -> int | None:
    """The one document that can be meant; None if there is none, or doubt.

    A day that is cited and differs rules a document out. A number that many offices give ("05/2026/QĐ-UBND") names a document
    only with its issuer: the one cited, or else the actor's own.
    """
    left = [one for one in candidates if cited.issued_on in (None, one.issued_on)]
    if cited.issuer:
        named = [one for one in left if same_issuer(cited.issuer, one.issuer, cited.actor)]
        # With the day as well, a letter that a scan misread is no other office.
        left = named or [one for one in left if cited.issued_on is not None and _reads_alike(cited, one.issuer)]
    elif _LOCAL.search(cited.number):
        own = [one for one in left if plain_issuer(one.issuer) == plain_issuer(cited.actor)]
        left = own or [one for one in left if cited.issued_on is not None or _same_place(one.issuer, cited.actor)]
    if len(left) > 1:
        left = [one for one in left if plain_issuer(one.issuer) == plain_issuer(cited.issuer or cited.actor)] or left
    return left[0].document_id if len(left) == 1 else None


def same_issuer(cited: str, name: str, actor: str = "") -> bool:
    """Return True if the issuer as cited is the one of this name. "Ủy ban nhân dân xã" without a name is the actor's place."""
    cited, name = plain_issuer(cited), plain_issuer(name)
    if cited == name:
        return True
    if not name.startswith(cited):
        return False
    rest = name[len(cited) :].strip()
    return bool(rest) and (not actor or _place(name) == _place(plain_issuer(actor)))


def _reads_alike(cited: Cited, name: str) -> bool:
    return same_issuer(_misread(cited.issuer), _misread(name), _misread(cited.actor))


def _misread(name: str) -> str:
    """Letters that scans take for each other as one: `GlANG`, `G1ANG` and `GIANG`."""
    return plain_issuer(name).translate(_ALIKE)


def _same_place(name: str, actor: str) -> bool:
    place = _place(plain_issuer(name))
    return bool(place) and place == _place(plain_issuer(actor))


def _place(issuer: str) -> str:
    """`ủy ban nhân dân tỉnh hương giang` → `tỉnh hương giang`; empty for a central office."""
    for body in _BODIES:
        if issuer.startswith(body):
            found = _LEVEL.match(issuer[len(body) :].strip())
            return found[0] if found else ""
    return ""
