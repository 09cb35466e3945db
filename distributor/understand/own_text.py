"""The words that a document says itself, sentence by sentence, each traced back to the source so that quotes stay verbatim.

Left out: what stands between quotation marks (it is put into another document) and what others did ("đã được sửa đổi, bổ sung
theo Luật số …"). Lines that a page or a PDF broke inside a sentence are joined. Pure, linear.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from distributor.understand.legible import BROKEN_LINE, VIETNAMESE_UPPER, quoted_spans

_DOCUMENT = r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Nghị\s+định|Nghị\s+quyết|Quyết\s+định|Thông\s+tư(?:\s+liên\s+tịch)?)"
_DAY = r"(?:\s+ngày\s+\d{1,2}(?:/\d{1,2}/\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
_MADE_BY_OTHERS = re.compile(
    r"(?<!\w)(?:đã\s+)?(?:được|bị)\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|đính\s+chính|bãi\s+bỏ)[^;.\n]{0,60}?\s(?:theo|bởi|tại)\s+"
    rf"(?:các\s+)?(?:(?:,|\s|và)*{_DOCUMENT}\s+số\s+\d[\w/&-]+{_DAY}(?:\s+của\s+(?:Chính\s+phủ|Quốc\s+hội))?)+"
)
_BREAK = re.compile(
    rf"(?<=[.;:])\s+(?=[{VIETNAMESE_UPPER}]|\d+\.|[a-zđ]\)|-\s)|\n"
    r"|(?<=\S)(?<!Điều)(?<!điều)\s+(?=\d{1,2}\.\s+(?:Sửa\s+đổi|Bổ\s+sung|Bãi\s+bỏ|Thay\s+thế|Hủy\s+bỏ|Ngưng|Kéo\s+dài)(?!\w))"
    rf"|(?<=[^\s,])\s*(?=Điều\s+\d{{1,3}}[a-zđ]?\s*[.:][ ]+[{VIETNAMESE_UPPER}])"
)
_ONLY_A_NUMBER = re.compile(r"\s*(?:(?:Điều\s+)?\d{1,3}[a-zđ]?|[IVX]{1,5}|.{0,200}\sTP)\s*[.:)]?\s*", re.DOTALL)
"""`Điều 2.` and what it says are one sentence; so is "TP. Hồ Chí Minh"."""
_GOES_ON = re.compile(
    r"(?:tại|của|và|theo|từ|đến|khoản\s+\w+|điểm\s+\w+|các|hoặc|vào|sau|trước|bỏ|đổi|sung|thế|trừ)\s*$", re.IGNORECASE
)
"""`… quy định tại Điều 5. Trường hợp …`: a citation of an article, not the beginning of one."""


@dataclass(frozen=True)
class Excerpt:
    """`origin`: the place in `source` of each character of `text`."""

    text: str
    origin: Sequence[int]
    source: str

    def without(self, spans: Iterable[tuple[int, int]]) -> "Excerpt":
        """The same with these spans, in order, left out."""
        texts: list[str] = []
        origin: list[int] = []
        last = 0
        for start, end in spans:
            texts.append(self.text[last:start])
            origin += self.origin[last:start]
            last = end
        texts.append(self.text[last:])
        origin += self.origin[last:]
        return Excerpt("".join(texts), origin, self.source)

    def verbatim(self, start: int, end: int) -> str:
        """Return what stands there in the source, with all that was left out between; white space squeezed."""
        if start >= end:
            return ""
        return " ".join(self.source[self.origin[start] : self.origin[end - 1] + 1].split())


@dataclass(frozen=True)
class Sentence:
    """`start`: its place in the excerpt's text. `after`: the mark that parts it from the former one (";", ":", "\\n")."""

    text: str
    start: int
    after: str


def own_text(text: str) -> Excerpt:
    """Return a document's own text. `text`: legible, without editors' notes."""
    whole = Excerpt(text, range(len(text)), text)
    spoken = whole.without(quoted_spans(text))
    joined = BROKEN_LINE.sub(lambda match: " " * len(match[0]), spoken.text)
    spoken = Excerpt(joined, spoken.origin, text)
    return spoken.without(_with_comma(joined, match) for match in _MADE_BY_OTHERS.finditer(joined))


def _with_comma(text: str, match: re.Match[str]) -> tuple[int, int]:
    start = match.start()
    while start and text[start - 1] in " ,(":
        start -= 1
    return start, match.end()


def sentences(excerpt: Excerpt) -> Iterator[Sentence]:
    text = excerpt.text
    last = 0
    after = "\n"
    for match in _BREAK.finditer(text):
        if match.end() == match.start() and match.start() == last:
            continue
        if "\n" not in match[0] and text.startswith("Điều", match.end()):
            before = text[max(last, match.start() - 20) : match.start()]
            if _GOES_ON.search(before):
                continue
        if match.start() - last < 230 and _ONLY_A_NUMBER.fullmatch(text, last, match.start()):
            continue
        if text[last : match.start()].strip():
            yield Sentence(text[last : match.start()], last, after)
        after = "\n" if "\n" in match[0] else text[match.start() - 1 : match.start()]
        last = match.end()
    if text[last:].strip():
        yield Sentence(text[last:], last, after)
