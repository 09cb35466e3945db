"""The figures of an item's posts in their words, as things that may be wrong: `240.000 đồng/tháng`, `trước ngày 30/9/2026`. Pure.

What is offered is looked for in every post. So of the words around a figure only those stand with it that all posts have which
say it at all, else the correction would leave some of them wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels.sms_text import unaccent
from distributor.finding import fold

MOST_FIGURES = 12
LEAST_BARE = 3
"""Digits of a number that means something without a word beside it, as that of a telephone."""
_UNITS = (
    r"%|(?:(?:nghìn|triệu|tỷ) )?đồng|triệu|tỷ|ngày làm việc|ngày(?! \d)|tháng|năm|tuần|giờ(?: \d{1,2})?|phút|tuổi|"
    r"km²|m²|m2|km|m|ha|kg|người|lần|lượt|hộ|vụ|bản|trang|điểm|thửa|học sinh|suất"
)
_FIGURE = re.compile(
    r"(?<![\w/.,-])(?:(?P<before>số|trước|từ|đến hết|đến|hết|sau|vào|khoản|điểm|điều) )?(?P<day>ngày )?"
    r"(?P<figure>\d+(?:/\d{4})?/[A-ZĐ][\w-]*\w|\d{1,2} tháng \d{1,2}(?: năm \d{4})?|\d{1,2}/\d{1,2}(?:/\d{4})?|"
    r"\d+(?:\.\d{3})*(?:,\d+)?)(?![\d/])"
    rf"(?P<unit> ?(?:{_UNITS})(?!\w))?(?P<more>(?:/\w+(?: (?=sinh|khẩu|đình)\w+)?)+)?",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"https?://\S+|#\w+")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=/\d{4}|(?![\d/]))")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_DAY = re.compile(r"[\d/]+/\d+")
_CITES = frozenset({"khoản", "điểm", "điều"})


@dataclass(frozen=True)
class SaidFigure:
    """`shown`: with the words beside it. `says`: what is wrong then, as every post with it has it."""

    shown: str
    says: str


def figures_said(texts: Sequence[str]) -> list[SaidFigure]:
    """Return the figures that are said, at most `MOST_FIGURES`, in the order in which they stand; those with no word beside
    them last.

    A text without accents shows nothing of its own.
    """
    plain = [" ".join(_NO_WORDS.sub(" ", text).split()) for text in texts]
    compared = [_compared(text) for text in plain]
    found: dict[str, SaidFigure] = {}
    for text in plain:
        if text.isascii():
            continue
        for each in _FIGURE.finditer(text):
            spelt = list(dict.fromkeys(_spellings(each)))
            says = next((one for one in spelt if _in_all(one, each["figure"], compared)), "")
            key = _compared(each["figure"])
            if says and len(spelt[0]) > len(found[key].shown if key in found else ""):
                found[key] = SaidFigure(spelt[0], says)
    by_words = sorted(found.values(), key=lambda one: _BARE_DAY.fullmatch(one.shown) is not None)
    return by_words[:MOST_FIGURES]


def _spellings(found: re.Match[str]) -> Iterator[str]:
    """The figure with all its words, then with fewer; bare only where it says enough by itself. Nothing for what says nothing."""
    before, day, figure, unit, more = (found[name] or "" for name in ("before", "day", "figure", "unit", "more"))
    before = f"{before} " if before else ""
    if "/" in figure or "tháng" in figure.casefold():
        yield before + day + figure
        yield day + figure
        yield figure
    elif before.strip().casefold() in _CITES and not unit:
        yield before + figure
    elif unit:
        yield before + figure + unit + more
        yield figure + unit + more
        yield figure + unit
        yield figure
    elif len(figure) >= LEAST_BARE and not _YEAR.fullmatch(figure):
        yield figure


def _in_all(words: str, figure: str, texts: Sequence[str]) -> bool:
    """Return True if every text has the figure, wherever it has it, in these words."""
    bare, whole = (_found(each) for each in (figure, words))
    return all(len(whole.findall(text)) == len(bare.findall(text)) for text in texts)


def _found(words: str) -> re.Pattern[str]:
    """The words as such: no part of another figure, day or number of a document."""
    ends = r"(?![\w/])(?![.,]\d)" if words[-1:].isdigit() else r"(?!\w)"
    return re.compile(rf"(?<![\w/.,]){re.escape(_compared(words))}{ends}")


def _compared(text: str) -> str:
    """Return a text as it is compared: without accents and capitals, days with two digits: as the posts are searched for what
    is wrong."""
    return _DAY.sub(lambda found: f"{int(found[1]):02}/{int(found[2]):02}", fold(unaccent(text)))
