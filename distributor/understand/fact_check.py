"""Whether a post says what its source says: numbers, days, documents, laws, citations and links must stand there. Pure, linear.

| what | when it stands in the source |
|---|---|
| day, month | the same day in any form: "01 tháng 01 năm 2027", "1/1/2027"; a day without its year: any year |
| document | the same number and symbol, "27/2026/QĐ-UBND" |
| law | the same name, with its year if the post gives one: "Luật Đất đai năm 2024" |
| citation | the same words: "điểm a khoản 1 Điều 5", of a longer one the part that the post has |
| amount | the same figures and unit, in the same words: "1,2 triệu đồng" is not "1.200.000 đồng" |
| number | between the same words, so that "80 m²" in the place of "50 m²" is found where the source has both |
| link | the same address |

A number written in words ("bảy kiến nghị") is not looked at. A line without accents is compared without accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from distributor.understand.dates import short_days
from distributor.understand.legible import legible
from distributor.understand.numbers import find_numbers
from distributor.understand.statements import one_wording

_LINK = re.compile(r"https?://[^\s<>＜＞\"“”]+|(?<![\w@.])www\.[^\s<>＜＞\"“”]+", re.IGNORECASE)
_DAY = (
    r"(?<![\w/.,-])(?P<day>\d{1,2})(?:\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>(?:19|20)\d\d)(?![\d/])"
    r"|\s+tháng\s+(?P<month2>\d{1,2})(?!\d)(?:\s*,?\s+năm\s+(?P<year2>\d{4})(?!\d))?"
    r"|/(?P<month3>\d{1,2})(?![\w/.,-]*[\d/]))"
)
_MONTH = r"(?<!\w)tháng\s+(?P<month>\d{1,2})(?:\s?[/.-]\s?|\s*,?\s+năm\s+)(?P<year>(?:19|20)\d\d)(?!\d)"
_ITEM = r"(?:\d+[a-zđ]?|[a-zđ]{1,2}|[ivxlc]+)(?!\w)"
_ELEMENT_NAMES = r"(?:điểm|khoản|điều|mục|chương|phần|tiết|quý|phụ\s+lục)"
_ELEMENT = rf"(?<!\w){_ELEMENT_NAMES}\s+{_ITEM}(?:(?:\s*,\s*|\s+và\s+|\s+đến\s+)\d+[a-zđ]?(?!\w))*"
_CITATION = rf"{_ELEMENT}(?:,?\s+(?:của\s+)?{_ELEMENT})*"
_SPACE = r"[^\S\n]+"
_WORD = r"[^\W\d_]+"
_LAW_WORDS = (
    rf"(?:Bộ{_SPACE}luật|BỘ{_SPACE}LUẬT|Luật|LUẬT|Pháp{_SPACE}lệnh|PHÁP{_SPACE}LỆNH|Hiến{_SPACE}pháp|HIẾN{_SPACE}PHÁP)"
)
_LAW = (
    rf"(?<!\w){_LAW_WORDS}{_SPACE}(?P<named>{_WORD}(?:,?{_SPACE}{_WORD}){{0,14}}?){_SPACE}(?:(?i:năm){_SPACE})?(?:19|20)\d\d(?![\d/])"
    rf"|(?<!\w){_LAW_WORDS}{_SPACE}(?P<name>{_WORD}(?:{_SPACE}{_WORD})?)"
)
_UNIT = (
    r"\s*(?:%|‰|°C|(?:nghìn|triệu|tỷ|tỉ)\s+đồng(?!\w)|(?:đồng|triệu|tỷ|m²|m2|km²|km|cm|mm|m|ha|kg|g|tấn|lít|ngày\s+làm\s+việc|ngày|tháng|"
    r"năm|giờ|phút|tuổi|lần)(?![\w²]))"
)
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,:/-]\d+)*[a-zđ]?(?!\w)|(?<!\w)\d[\w./,-]*\w|\d+")
_BORDER = re.compile(r"[\n.:;!?…•·|“”\"()\[\]]|(?<=\s)-(?=\s)")
"""Behind such a sign the post may go on with words from elsewhere."""
_BESIDE = 60
"""Characters on either side of a number in which its neighbours stand."""
_NEIGHBOURS = 4
_NEIGHBOUR = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[#*_\u200b-\u200d\ufe0f\u2060\ufeff\U0001f000-\U0001faff\u2600-\u27bf]")
_SYMBOL = re.compile(r"/[^\W\d_]{1,6}-[^\W\d_]{1,10}(?!\w)")
_ANY_YEAR = 0


@dataclass(frozen=True)
class _Patterns:
    day: re.Pattern[str]
    month: re.Pattern[str]
    citation: re.Pattern[str]
    law: re.Pattern[str]
    unit: re.Pattern[str]


@dataclass(frozen=True)
class _Claim:
    """A fact of a text as it stands there. `value`: what it is compared by."""

    kind: str
    text: str
    start: int
    end: int
    value: tuple[int, ...] | str


def fact_check(post_text: str, source_text: str, *, allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what of the post does not stand in its source, as the post writes it, each once, in order; empty if all does.

    `source_text`: title, summary, text and texts of attachments. `allowed`: what we add ourselves, as it stands in the post or
    as a source would write it: link, day of publication, citation, unit's name, hashtags.
    """
    additions = [_legible(each) for each in allowed]
    post = _without_links(_legible(post_text), additions)
    # Each addition is a part of its own, so that none joins to words of the source.
    source = (_legible(source_text), *additions)
    known = _known(source, bare=False)
    wrong: dict[str, None] = {}
    for line in post.split("\n"):
        missing = [claim for claim in _claims(line, bare=False) if not known.has(claim, line)]
        if missing and _bare(line) == line:
            known_bare = _known(source, bare=True)
            missing = [claim for claim in _claims(line, bare=True) if not known_bare.has(claim, line)]
            if missing:  # "Trong 60 ngay" is how "Trong thời hạn 60 ngày" is said shorter
                known_short = _known((one_wording(source[0]), *additions), bare=True)
                missing = [claim for claim in missing if not known_short.has(claim, line)]
        elif missing:
            # A number may stand between words for which the post has shorter ones.
            known_short, short = _known((one_wording(source[0]), *additions), bare=False), one_wording(line)
            told = [claim for claim in _claims(short, bare=False) if claim.kind == "number"]
            lacking = {claim.value for claim in told if not known_short.has(claim, short)}
            found = {claim.value for claim in told} - lacking
            missing = [claim for claim in missing if claim.kind != "number" or claim.value not in found]
        wrong.update((claim.text, None) for claim in missing)
    return tuple(wrong)


@lru_cache(maxsize=16)  # the posts of an item have the same source, and mostly the same additions
def _legible(text: str) -> str:
    """One form of each letter; as many lines as before; no emoji, no sign of a hashtag."""
    return "\n".join(" ".join(line.split()) for line in _SIGNS.sub("", legible(text)).split("\n"))


def _without_links(post: str, additions: list[str]) -> str:
    """Return the post without our own link, with or without its scheme: its letters and figures say nothing."""
    for link in (each for each in additions if _LINK.fullmatch(each)):
        for form in (link, link.partition("://")[2]):
            post = re.sub(rf"(?<![\w/.]){re.escape(form)}(?![\w/])", "\n", post) if form else post
    return post


def _bare(text: str) -> str:
    """Return a text without accents, letter by letter."""
    return "".join(map(_bare_letter, text))


@cache
def _bare_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d" if letter == "đ" else "D"
    return unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter


@cache
def _patterns(bare: bool) -> _Patterns:
    def of(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
        return re.compile(_bare(pattern) if bare else pattern, flags)

    return _Patterns(of(_DAY), of(_MONTH), of(_CITATION), of(_LAW, re.NOFLAG), of(_UNIT))


def _claims(text: str, bare: bool) -> list[_Claim]:
    """Every fact, in order; what is part of one is not told again as another."""
    found: list[_Claim] = []
    taken = bytearray(len(text))
    for claim in _all_claims(text, _patterns(bare)):
        if 1 in taken[claim.start : claim.end]:
            continue
        taken[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)
        found.append(claim)
    return sorted(found, key=lambda claim: claim.start)


def _all_claims(text: str, patterns: _Patterns) -> Iterator[_Claim]:
    """Kind by kind, the most certain first."""

    def claim(kind: str, start: int, end: int, value: tuple[int, ...] | str) -> _Claim:
        return _Claim(kind, text[start:end], start, end, value)

    for match in _LINK.finditer(text):
        yield claim("link", *match.span(), match[0].rstrip(".,;)"))
    for number in find_numbers(text):
        yield claim("document", number.start, number.end, number.text.casefold())
    for match in patterns.law.finditer(text):
        if (match["named"] or match["name"])[0].isupper() and not text[: match.start()].endswith(("pháp ", "phap ")):
            yield claim("law", *match.span(), match[0])
    for match in patterns.day.finditer(text):
        if day := _day(match):
            yield claim("day", *match.span(), day)
    for match in patterns.month.finditer(text):
        yield claim("month", *match.span(), (int(match["month"]), int(match["year"])))
    for match in patterns.citation.finditer(text):
        yield claim("citation", *match.span(), match[0])
    for match in _NUMBER.finditer(text):
        unit = patterns.unit.match(text, match.end())
        if unit:
            yield claim("number", match.start(), unit.end(), match[0].casefold())
        # Where the unit is part of another fact, or there is none.
        yield claim("number", *match.span(), match[0].casefold())


def _day(match: re.Match[str]) -> tuple[int, int, int] | None:
    day = int(match["day"])
    month = int(match["month"] or match["month2"] or match["month3"])
    year = int(match["year"] or match["year2"] or _ANY_YEAR)
    # An impossible day stands in no source and is told; "1/50" is no day.
    return (day, month, year) if match["month3"] is None or (1 <= day <= 31 and 1 <= month <= 12) else None


@lru_cache(maxsize=8)
def _known(parts: tuple[str, ...], bare: bool) -> "_Known":
    """The posts of an item are checked one after the other, against the same source."""
    return _Known(map(_bare, parts) if bare else parts, bare)


_Beside = tuple[tuple[str, ...], tuple[str, ...]]
"""Of a number, the words before it and after it, the nearest first."""


class _Known:
    """The facts of a source, looked up by those of a post."""

    def __init__(self, parts: Iterable[str], bare: bool) -> None:
        patterns = _patterns(bare)
        days: set[tuple[int, int, int]] = set()
        texts = []
        self._months: set[tuple[int, int]] = set()
        self._documents: set[str] = set()
        self._links: set[str] = set()
        self._numbers: dict[str, set[_Beside]] = {}
        for part in parts:
            text = " ".join(part.split())
            texts.append(text)
            days |= {day for match in patterns.day.finditer(text) if (day := _day(match))}
            self._months |= {(int(match["month"]), int(match["year"])) for match in patterns.month.finditer(text)}
            self._documents |= {number.text.casefold() for number in (*find_numbers(part), *find_numbers(text))}
            self._links |= {match[0].rstrip(".,;)") for match in _LINK.finditer(text)}
            for written in {text, short_days(text)}:  # a post has the short form of a day beside its numbers
                for match in _NUMBER.finditer(written):
                    self._numbers.setdefault(match[0].casefold(), set()).add(_beside(written, *match.span()))
        self._words = "\n".join(texts).casefold()
        self._days = days | {(day, month, _ANY_YEAR) for day, month, _ in days}
        self._months |= {(month, year) for _, month, year in days}

    def has(self, claim: _Claim, post: str) -> bool:
        match claim.kind:
            case "link":
                return claim.value in self._links
            case "document":
                # A symbol that nobody knows is a number only where "số" stands before it.
                return claim.value in self._documents or self._stands(claim.text)
            case "day":
                return claim.value in self._days
            case "month":
                return claim.value in self._months
            case "number":
                return self._has_number(claim, post)
            case _:
                return self._stands(claim.text)

    def _stands(self, words: str) -> bool:
        """Return True if words stand as whole words, in this order."""
        pattern = rf"(?<!\w){re.escape(' '.join(words.casefold().split()))}(?!\w)"
        return re.search(pattern, self._words) is not None

    def _has_number(self, claim: _Claim, post: str) -> bool:
        figures = str(claim.value)
        known = self._numbers.get(figures)
        if known is None:
            return False
        if "/" in figures:
            return True
        # "QD 173/QD-BTP" of a text without accents: the number as a whole stands in the source.
        symbol = _SYMBOL.match(post, claim.start + len(figures))
        if symbol and self._stands(figures + symbol[0]):
            return True
        before, after = _beside(post, claim.start, claim.start + len(figures), stop=True)
        return any(left[: len(before)] == before and right[: len(after)] == after for left, right in known)


def _beside(text: str, start: int, end: int, *, stop: bool = False) -> _Beside:
    """Return the words beside a place, in lower case. `stop`: none beyond a sign that ends a thought."""
    before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    if stop:
        before = _BORDER.split(before)[-1]
        # The stop behind the number of a paragraph ends nothing.
        after = _BORDER.split(after[1:] if not text[:start].strip() and after[:1] in {".", ")"} else after)[0]
    left, right = _NEIGHBOUR.findall(before.casefold()), _NEIGHBOUR.findall(after.casefold())
    return tuple(left[::-1][:_NEIGHBOURS]), tuple(right[:_NEIGHBOURS])
