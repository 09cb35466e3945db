"""Numbers of documents in any writing: `qd 27 2026 ubnd`, `27-2026-QD-UBND`, `quyết định số 27 năm 2026`, `27/2O26`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from distributor.text.typed import bare

_KINDS = {
    "quyet dinh": "QĐ", "qd": "QĐ", "nghi quyet": "NQ", "nq": "NQ", "nghi dinh": "NĐ", "nd": "NĐ", "thong tu": "TT", "tt": "TT",
    "chi thi": "CT", "ct": "CT", "ke hoach": "KH", "kh": "KH", "luat": "L", "bo luat": "L", "thong bao": "TB", "tb": "TB",
    "bao cao": "BC", "bc": "BC", "cong van": "CV", "cv": "CV", "ctph": "CTPH", "chuong trinh phoi hop": "CTPH", "ttlt": "TTLT",
    "thong tu lien tich": "TTLT", "vbhn": "VBHN", "van ban hop nhat": "VBHN", "phap lenh": "PL",
    "van ban": "", "vb": "", "so": "",
}  # fmt: skip
_BODIES = {
    "ubnd": "UBND", "ubnnd": "UBND", "ubdn": "UBND", "ubn": "UBND", "uy ban nhan dan": "UBND", "uy ban": "UBND", "hdnd": "HĐND",
    "hoi dong nhan dan": "HĐND", "cp": "CP", "chinh phu": "CP", "ttg": "TTg", "thu tuong": "TTg",
}  # fmt: skip
_OF_KIND = {"QĐ": "UBND", "NQ": "HĐND", "NĐ": "CP", "CT": "UBND"}
"""Whose a document of a kind is here, where nobody says."""
_MINISTRY = re.compile(r"\A(?:b[a-z]{1,6}|stp|[a-z]{2,6}(?:-[a-z]{2,6})*)\Z")
_YEAR = r"(?:19|20)\d\d"
_K = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_B = "|".join(sorted(map(re.escape, _BODIES), key=len, reverse=True))
_SYMBOL_KIND = "|".join(
    sorted(_KINDS.keys() - {"so", "vb", "luat"} - {kind for kind in _KINDS if " " in kind}, key=len, reverse=True)
)
_OTHER_BODY = r"[a-z]{2,6}(?:-[a-z]{2,6})*"
_YEARS = re.compile(rf"{_YEAR}\Z")
_SHORT_YEAR = re.compile(rf"\b(?P<kind>{_K})\s*(?:so\s*)?(?P<number>\d{{1,4}})\s*/\s*(?P<year>[12]\d)(?![\d/.])")
"""`quyết định 22/26`: a year's last figures, where a document is named."""
_SYMBOL = rf"(?P<symbol>(?:qh\d\d)|(?:{_SYMBOL_KIND})[\s/\-]*(?:{_B}|{_OTHER_BODY})?|(?:{_B}))"
_FIGURES = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_SPOKEN = re.compile(
    rf"\b(?P<kind>{_K})\s*(?:so\s*)?(?P<said>(?:(?:{'|'.join(_FIGURES)}|muoi|tram|linh|le)\s+){{1,5}})(?=nam\s*{_YEAR})"
)
"""`quyết định hai mươi bảy năm 2026`, `qd hai bay nam 2026`, `nd mot tram le hai nam 2025`."""
_SPOKEN_YEAR = re.compile(r"\bnam hai (?:khong|linh|le|nghin khong tram) (?P<tens>hai|ba) (?:muoi )?(?P<ones>\w+)\b")
"""`nam hai khong hai sau`, `nam hai nghin khong tram hai muoi sau`."""
_DOTTED = re.compile(r"\b([nqtcdk])\.\s?([dqthvb])\b\.?")
"""`N.Q`, `q.d.`"""
_FULL = re.compile(
    rf"(?<![\d/.])(?:(?P<kind>\b(?:{_K}))\s*(?:so)?\s*[.:]?\s*)?(?P<number>\d{{1,5}})\s*"
    rf"(?:[/\-., ]|\s*nam)\s*(?P<year>{_YEAR})(?![\d/.]\d)"
    rf"(?:\s*(?:[/\-]|cua)?\s*{_SYMBOL}\b)?"
)
_NO_YEAR = re.compile(
    rf"(?<![\d/.])(?P<number>\d{{1,5}})\s*[/\-]?\s*(?P<symbol>(?:{_SYMBOL_KIND})\s*[\-/ ]\s*(?:{_B}|{_OTHER_BODY}))\b"
)
_NAMED = re.compile(
    rf"\b(?P<kind>{_K})\s*(?:so\s*)?(?P<number>\d{{1,5}})(?![\d/.]*\d)(?:\s*(?:/|cua)?\s*(?P<body>{_B})\b)?(?:\s+(?P<other>[a-z]{{2,6}}))?"
)
_SPLIT = re.compile(rf"\A(?P<kind>{_SYMBOL_KIND})?[\s/\-]*(?P<body>.*)\Z")


@dataclass(frozen=True)
class DocumentNumber:
    """`kind`: `QĐ`, empty where nobody said it. `body`: `UBND`, `QH15`; empty where it was not said. `year`: None likewise."""

    number: int
    year: int | None = None
    kind: str = ""
    body: str = ""

    def __str__(self) -> str:
        """Write the number as offices do: `07/2024/NQ-HĐND`."""
        parts = [f"{self.number:02d}"] + ([str(self.year)] if self.year else [])
        if self.body.startswith("QH"):
            return "/".join([*parts, self.body])
        body = self.body or _OF_KIND.get(self.kind, "")
        if symbol := "-".join(part for part in (self.kind if self.kind != "L" else "", body) if part):
            parts.append(symbol)
        return "/".join(parts)

    def fits(self, other: "DocumentNumber") -> bool:
        """Return True if `other`, a document's own number, may be meant: all that was said is so."""
        if self.number != other.number or (self.year and self.year != other.year):
            return False
        kind = "" if self.kind == "L" else self.kind
        if kind and kind != (other.kind or ("NQ" if other.body.startswith("QH") else kind)):
            return False  # the National Assembly makes laws and resolutions
        return not self.body or bare(self.body) in bare(other.body) or bare(other.body) in bare(self.body)


def number_in(text: str) -> DocumentNumber | None:
    """The first number of a document in the text; None where there is none. A date (`30/4/2026`, `tháng 4/2026`) is none."""
    said = _digits(" ".join(bare(text).split()))
    for found in _FULL.finditer(said):
        before = said[: found.start("number")].rstrip()
        if found["kind"] is None and re.search(r"(?:thang|ngay|quy|lop|nam)\Z", before):
            continue
        kind, body = _of_symbol(found["symbol"] or "")
        named = _KINDS.get(found["kind"] or "", "")
        if not (found["kind"] or found["symbol"]) and _YEARS.match(found["number"]):
            continue  # "năm học 2025 - 2026"
        if named == "NĐ" and not body:
            body = "CP"
        if named == "TT" and not body and (ministry := re.match(r"\s*[/\-]?\s*(b[a-z]{1,6})\b", said[found.end() :])):
            body = ministry[1].upper()
        return DocumentNumber(int(found["number"]), int(found["year"]), kind or named, body)
    if short := _NO_YEAR.search(said):
        kind, body = _of_symbol(short["symbol"])
        return DocumentNumber(int(short["number"]), None, kind, body)
    if (brief := _SHORT_YEAR.search(said)) and _KINDS[brief["kind"]] not in ("", "L"):
        return DocumentNumber(int(brief["number"]), 2000 + int(brief["year"]), _KINDS[brief["kind"]])
    for found in _NAMED.finditer(said):
        kind = _KINDS[found["kind"]]
        if not kind or kind == "L":
            continue
        body = _BODIES.get(found["body"] or "", "")
        if not body and kind == "TT" and found["other"] and found["other"].startswith("b"):
            body = found["other"].upper()
        return DocumentNumber(int(found["number"]), None, kind, body)
    return None


def own_number(number: str) -> DocumentNumber | None:
    """The parts of a number that a document bears."""
    parts = [part.strip() for part in number.split("/") if part.strip()]
    if not parts or not parts[0].isdigit():
        return None
    year = int(parts[1]) if len(parts) > 1 and re.fullmatch(_YEAR, parts[1]) else None
    symbol = parts[-1] if len(parts) > 1 and parts[-1] != str(year) else ""
    if symbol.upper().startswith("QH"):
        return DocumentNumber(int(parts[0]), year, "", symbol.upper())
    kind, _, body = symbol.partition("-")
    return DocumentNumber(int(parts[0]), year, kind, body)


def is_kind(said: str) -> bool:
    """Return True for a document's kind, with `so` behind it or alone, and for nothing at all."""
    words = " ".join(bare(said).split())
    return not words or words in _KINDS or words.removesuffix(" so") in _KINDS


def _digits(said: str) -> str:
    """`O7/2024`, `12/2O25`, `QHI5`: letters that were meant as figures."""
    said = _DOTTED.sub(r"\1\2", said)
    said = re.sub(r"(?<=\d)o(?=\d)|(?<![a-z])o(?=\d)|(?<=\d)o(?![a-z])", "0", said)
    said = re.sub(r"(?<=\d)[il](?=\d|\s?/)|(?<![a-z])[il](?=\d+\s?/)", "1", said)
    said = _SPOKEN_YEAR.sub(_year, said)
    return _SPOKEN.sub(
        lambda found: f"{found['kind']} {_spoken(found['said'].split())} ", re.sub(r"(?<=qh)[il](?=\d)", "1", said)
    )


def _year(found: re.Match[str]) -> str:
    ones = _FIGURES.get(found["ones"])
    return found[0] if ones is None else f"nam 20{_FIGURES[found['tens']]}{ones}"


def _spoken(words: Sequence[str]) -> str:
    """The figures of `hai mươi bảy`, `hai bảy`, `mười tám`, `mot tram le hai`."""
    if "tram" in words:
        place = words.index("tram")
        hundreds, rest = words[:place] or ["mot"], [word for word in words[place + 1 :] if word not in ("linh", "le")]
        return "".join(str(_FIGURES.get(word, 0)) for word in hundreds) + (_spoken(rest) or "0").zfill(2)
    if "muoi" not in words:
        return "".join(str(_FIGURES.get(word, 0)) for word in words)
    place = words.index("muoi")
    tens, ones = words[:place] or ["mot"], words[place + 1 :] or ["khong"]
    return "".join(str(_FIGURES.get(word, 0)) for word in (*tens, *ones))


def _of_symbol(symbol: str) -> tuple[str, str]:
    symbol = symbol.strip()
    if symbol.startswith("qh"):
        return "", symbol.upper()
    found = _SPLIT.match(symbol)
    kind = _KINDS.get(found["kind"] or "", "") if found else ""
    rest = (found["body"] if found else symbol).strip(" -/")
    if rest in _BODIES:
        return kind, _BODIES[rest]
    is_body = _MINISTRY.match(rest) and (rest.startswith("b") or "-" in rest or kind in ("CTPH", "BC", "KH", "TB"))
    return kind, rest.upper() if is_body else ""
