"""Numbers and symbols of documents: `471/QĐ-TTg`, `45/2019/QH14`, `05/CTPH-STP-CAT-HPN`, `24-L/CTN`.

Read through blanks, line ends, look-alike letters and wrong case; written back in the one official form. The text is legible
(`legible.legible`). A number must carry a symbol that `config/documents.toml` knows, or stand behind "số".
"""

import re
from dataclasses import dataclass
from functools import cache

from distributor.understand.vocabulary import DocumentKind, vocabulary

_TOKEN = r"[A-Za-zĐđƯư][A-Za-zĐđƯư&]{0,14}\d{0,2}(?!\w)"
_NUMBER = re.compile(
    rf"""(?<![\w/.,-])
        (?P<serial>\d{{1,5}}[a-zđ]{{0,2}}) \s{{0,2}} / \s{{0,2}}
        (?: (?P<year>(?:19|20)\d\d) \s{{0,2}} / \s{{0,2}} )?
        (?P<first>{_TOKEN}) (?P<tight>(?:-\s?{_TOKEN}){{0,6}}) (?P<loose>(?:\s{{1,2}}-\s{{0,2}}{_TOKEN}){{0,6}})""",
    re.VERBOSE,
)
_OLD_NUMBER = re.compile(
    r"(?<![\w/.,-])(?P<serial>\d{1,4}[a-z]?)\s?-\s?(?P<kind>[A-ZĐ]{1,4})\s?/\s?(?P<issuer>[A-ZĐƯ]{2,6}\d{0,2})(?!\w)"
)
_OLDEST_NUMBER = re.compile(r"(?<![\w/.,-])(?P<serial>\d{1,4}[a-z]?)\s?-\s?(?P<issuer>CP|TTg|HĐBT|UB)(?![\w/-])")
"""`61-CP`, `321-HĐBT`: only behind "số" or the name of a kind, for it looks like anything."""
_TERM = re.compile(r"\s(\d{1,2})(?![\w/.,]\d|\w|/)")
_LABEL_BEFORE = re.compile(r"(?:\bsố|\bSỐ|\bSố)\s*:?\s*$")
_LABEL_OR_KIND = re.compile(
    r"(?:\bsố|nghị\s+định|nghị\s+quyết|quyết\s+định|chỉ\s+thị|thông\s+tư)\s*:?\s*$", re.IGNORECASE
)
_FORM_BEFORE = re.compile(
    r"(?<!\w)(?:mẫu|biểu|bảng|phụ\s+lục|tờ\s+khai|phiếu)(?:\s+(?:mẫu|biểu|đơn|số|tờ\s+khai|văn\s+bản))*\s*:?\s*$",
    re.IGNORECASE,
)
"""`Mẫu số 01a/TB-TSDĐ`: a form of a document's annex, no document."""
_JOINT = frozenset({"CTPH", "CTrPH", "TTLT", "NQLT", "QCPH", "KHPH"})
"""Symbols of documents that several offices issue together; others name one."""
_UNIT_OF_OFFICE = re.compile(r"^[A-ZĐ&]{2,}$")


@dataclass(frozen=True)
class Number:
    """`text`: in the official form. `parts`: its symbol, part by part ("QĐ", "UBND"). Offsets into the text it was found in."""

    text: str
    parts: tuple[str, ...]
    start: int
    end: int

    @property
    def kind(self) -> DocumentKind | None:
        """The kind its symbol names; None where the symbol leaves it open (45/2019/QH14, 12/STP-PBGDPL)."""
        return vocabulary().kind_by_symbol.get(self.parts[0].casefold())

    @property
    def issuer_parts(self) -> tuple[str, ...]:
        """The parts that name who issued it. A part behind a single issuer is only the unit that drafted it."""
        if self.kind is None:
            return self.parts[:1]
        return self.parts[1:] if self.parts[0] in _JOINT else self.parts[1:2]


def find_numbers(text: str) -> list[Number]:
    """Find the numbers of documents in the order of the text."""
    found = [number for match in _NUMBER.finditer(text) if (number := _number(match, text))]
    found += [number for match in _OLD_NUMBER.finditer(text) if (number := _old_number(match))]
    for match in _OLDEST_NUMBER.finditer(text):
        if _LABEL_OR_KIND.search(text[max(0, match.start() - 14) : match.start()]):
            issuer = match["issuer"]
            found.append(Number(f"{match['serial']}-{issuer}", (issuer,), match.start(), match.end()))
    return sorted(found, key=lambda number: number.start)


def _number(match: re.Match[str], text: str) -> Number | None:
    first = _spelt(match["first"])
    if first is None:
        return None
    parts = [first]
    end = match.end("first")
    if match["tight"]:
        parts += _more_parts(match["tight"])
        end = match.end("tight")
    elif match["loose"] and first.casefold() in vocabulary().kind_by_symbol:
        for each in re.finditer(_TOKEN, match["loose"]):
            part = _known(each[0])
            if part is None or part in parts or (len(parts) > 1 and first not in _JOINT):
                break
            parts.append(part)
            end = match.start("loose") + each.end()
    if _FORM_BEFORE.search(text[max(0, match.start() - 30) : match.start()]):
        return None
    known = _known(match["first"]) is not None and (len(parts) > 1 or bool(match["year"]) or first[-1].isdigit())
    if not known and not _LABEL_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
        return None
    if parts[-1] in {"QH", "UBTVQH"} and match["year"] and (term := _TERM.match(text, end)):
        # `75/2006/QH 11`: the number of the National Assembly's term.
        parts[-1] += term[1]
        end = term.end()
    year = f"{match['year']}/" if match["year"] else ""
    return Number(f"{match['serial']}/{year}{'-'.join(parts)}", tuple(parts), match.start(), end)


def _more_parts(tail: str) -> list[str]:
    return [_spelt(each[0]) or each[0].upper() for each in re.finditer(_TOKEN, tail)]


def _old_number(match: re.Match[str]) -> Number | None:
    if match["kind"].casefold() not in vocabulary().kind_by_symbol:
        return None
    parts = (match["kind"], match["issuer"])
    return Number(f"{match['serial']}-{parts[0]}/{parts[1]}", parts, match.start(), match.end())


@cache
def _known(token: str) -> str | None:
    """Return the token as `config/documents.toml` spells it, with the number of the term behind it (QH15); None if it is not
    there."""
    letters = token.rstrip("0123456789")
    spelt = vocabulary().spelling.get(letters.casefold())
    return None if spelt is None else spelt + token[len(letters) :]


def _spelt(token: str) -> str | None:
    return _known(token) or (token if _UNIT_OF_OFFICE.match(token) else None)
