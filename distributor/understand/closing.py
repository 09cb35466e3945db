"""What a document says of itself at its end: from when it has effect, until when, what it replaces. Templates with quoted
values."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from distributor.facts import Role
from distributor.understand.candidate import Candidate
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.dates import DAY, read_day, written
from distributor.understand.reach import names_part
from distributor.understand.signals import signs
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, fit, plainly
from distributor.understand.wording import count

_BEGINS = re.compile(
    rf"""(?P<kind>(?:bộ\s)?luật|nghị\sđịnh|nghị\squyết|thông\stư(?:\sliên\stịch)?|quyết\sđịnh|pháp\slệnh|
            chỉ\sthị|quy\sđịnh|quy\schế)\snày
        (?P<between>[^.;:]{{0,260}}?) \s?(?P<takes>có\shiệu\slực (?:\s(?:thi\shành|pháp\slý))?) ,? \s?
        (?: (?P<after>sau\s(?:\d{{1,3}}|bảy|mười(?:\slăm)?|ba\smươi|bốn\smươi\slăm)\s(?:\([^)]{{1,20}}\)\s)?ngày
                ,?\s(?:kể\s)?từ\sngày
                \s(?:ký(?:\sban\shành)?|công\sbố|đăng\sCông\sbáo|(?:được\s)?thông\squa))
          | (?:thi\shành\s)?(?:kể\s)?từ\s(?:ngày\s)?
                (?: (?P<day>{DAY}) | (?P<signing>ký(?:\sban\shành)?|ban\shành|được\sthông\squa) ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_EXCEPT = re.compile(r"\s?,?\s?trừ\s(?:trường hợp|quy định|các|khoản|điểm|điều)[^.;]{4,200}", re.IGNORECASE)
_SOME_OF_THIS = re.compile(
    r"(?:(?:các )?(?:trường hợp|nội dung)(?: được)? )?quy định tại (?:các )?(?:điểm|khoản)\s[^.;]{1,40}?Điều này",
    re.IGNORECASE,
)
"""What only the paper itself can show: "trừ quy định tại khoản 2 Điều này"."""
_UNTIL = re.compile(rf"\s?(?:,\s)?(?:cho\s)?đến\s(?:hết\s)?(?:ngày\s)?(?P<until>{DAY})", re.IGNORECASE)
_ENDS = re.compile(
    r"(?P<verb>thay thế|bãi bỏ(?: toàn bộ)?)\s(?:các\s)?(?:cho\s)?|(?P<lapse>hết hiệu lực)", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:luật|bộ luật|pháp lệnh|nghị định|nghị quyết|thông tư(?: liên tịch)?|quyết định|"
    r"chỉ thị)\s(?:[^\d.;:,()“”]{0,80}\s)?số:?\s\d{1,5}[\w/.-]+\w",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    r"\s?[,;]\s(?:riêng\s)?(?P<what>(?!trừ)[^;.]{6,140}?\s(?:được\s)?(?:áp dụng|thực hiện)\s(?:kể\s)?từ\s[^;.]{4,80})",
    re.IGNORECASE,
)
"""From when its rules are followed, behind the day of effect: "giá tại Điều 1 được áp dụng từ kỳ ghi chỉ số tháng 01/2027"."""
_DESCRIBED = re.compile(
    r"(?:sửa đổi|bổ sung|kèm theo|của\s(?![^;.]{0,80}\svà\s(?:luật|nghị định|nghị quyết|thông tư|quyết định|chỉ thị)\s(?:số|\d)))"
    r"[^;.]{0,160}?số:?\s\d{1,5}[\w/.-]+\w",
    re.IGNORECASE,
)
"""Another document that is only named to say which one is meant."""
_MOST_NAMED = 3


def effect_points(structure: DocumentStructure, issued_on: date | None) -> Iterator[Candidate]:
    """The day of effect with what is replaced, if the document says it of itself; `issued_on` is shown with "ngày ký"."""
    for place, clause in enumerate(structure.clauses):
        if clause.quoted or clause.level == 6:
            continue
        text = structure.words(clause)
        if "hiệu lực" not in text.casefold() or (found := _BEGINS.search(text)) is None:
            continue
        if (
            re.search(r"(?:trước|sau|khi|từ) (?:ngày |khi )?\Z", text[: found.start()], re.IGNORECASE)
            and found.start() > 0
        ):
            continue
        yield from _told(structure, place, clause, text, found, issued_on)
        return


def _told(
    structure: DocumentStructure, place: int, clause: Clause, text: str, found: re.Match[str], issued_on: date | None
) -> Iterator[Candidate]:
    end = found.end()
    kind = found["kind"][:1].upper() + found["kind"][1:]
    if found["after"]:
        # In the document's own words: what is counted is known by its neighbours.
        said = f"{kind} {found['takes'].casefold()} {plainly(found['after'])}"
    elif found["signing"]:
        said = f"{kind} có hiệu lực từ ngày {found['signing']}"
    else:
        said = f"{kind} có hiệu lực từ ngày {plainly('ngày ' + found['day']).removeprefix('ngày ')}"
    if issued_on and (found["signing"] or "ký" in (found["after"] or "").casefold()):
        said = f"{said} ({written(issued_on.day, issued_on.month, issued_on.year)})"
    if until := _UNTIL.match(text, end):
        said, end = f"{said} đến hết ngày {plainly('ngày ' + until['until']).removeprefix('ngày ')}", until.end()
    if exception := _EXCEPT.match(text, end):
        excepted = _SOME_OF_THIS.sub("một số quy định", plainly(exception[0]).strip(" ,"))
        said, end = f"{said}, {excepted}", exception.end()
    quotes = [_quote(structure, clause, text)]
    if (applied := _APPLIES.match(text, end)) and count(f"{said}; {applied['what']}") <= MOST_WORDS:
        said, end = f"{said}; {plainly(applied['what'])}", applied.end()
    more, other = _ended(structure, place, text, end)
    if more and count(f"{said}{more}") <= MOST_WORDS:
        said = f"{said}{more}"
        quotes += [other] if other else []
    if count(said) > MOST_WORDS:
        said = fit(text).rstrip(".")
    if said:
        yield Candidate(
            Role.EFFECT,
            text,
            f"{said}.",
            tuple(quotes),
            clause.citation,
            place,
            clause.parent,
            signs(text),
            None,
            "",
            "effect",
        )


def _quote(structure: DocumentStructure, clause: Clause, text: str) -> str:
    pieces = structure.pieces(clause.start, clause.end)
    quote = next((piece for piece in pieces if "hiệu lực" in piece.casefold()), text)
    words = quote.split()
    if len(words) <= MOST_QUOTE_WORDS:
        return quote
    at = next(n for n, word in enumerate(words) if word.casefold().startswith("hiệu"))
    start = max(0, min(at - 12, len(words) - MOST_QUOTE_WORDS))
    return " ".join(words[start : start + MOST_QUOTE_WORDS])


def _ended(structure: DocumentStructure, place: int, text: str, end: int) -> tuple[str, str]:
    """Return what is replaced or ended, as the sentence goes on, and the clause that says so where it is another one."""
    for words, quote in [(text[end:], ""), *((each, each) for each in _next(structure, place))]:
        found = _ENDS.search(words)
        if found is None or count(quote) > MOST_QUOTE_WORDS or "trừ " in words:
            continue
        span = words[found.end() :] if found["verb"] else words[: found.start()]
        if found["verb"] and (other := _ENDS.search(span)):
            span = span[: other.start()]  # "thay thế A; bãi bỏ Điều 4 B": of the other verb
        span = _DESCRIBED.sub(" ", span)
        found_names = list(_NAMED.finditer(span))
        names = list(dict.fromkeys(plainly(name[0]) for name in found_names))
        before = [span[start.end() : end.start()] for start, end in pairwise(found_names)]
        if not names or len(names) > _MOST_NAMED or any(map(names_part, [span[: found_names[0].start()], *before])):
            continue
        said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"
        if not found["verb"]:
            return f"; {said} hết hiệu lực", quote
        return f", {'thay thế' if found['verb'].casefold() == 'thay thế' else 'bãi bỏ'} {said}", quote
    return "", ""


def _next(structure: DocumentStructure, place: int) -> Iterator[str]:
    """The clauses right behind, in the same article."""
    for clause in structure.clauses[place + 1 : place + 4]:
        if clause.heading != structure.clauses[place].heading or clause.quoted:
            return
        yield structure.words(clause)


def applies_from(statement: str) -> str:
    """Return what a statement of effect says of when its rules are followed, beside the day of effect; mostly empty."""
    found = _APPLIES.search(statement)
    return found["what"].strip() if found else ""


def effect_day(words: str) -> date | None:
    """The day in a clause that says from when."""
    found = _BEGINS.search(words)
    return read_day(found["day"]) if found and found["day"] else None
