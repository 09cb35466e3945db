"""A text as the sentences that could tell a citizen something, each verbatim but for white space. Pure, linear, bounded.

1. Lines that were broken inside a sentence are joined again; letterheads, "căn cứ", recipients, headings, notes and what
   an amending document puts into another one are passed over.
2. A line that opens a list and the entries of the list are one sentence together, or none: half a list is not true. Entries
   that say all by themselves are sentences of their own, and so are the words above them where they tell something.
3. The rest is cut at the ends of sentences. What is no whole sentence, or leaves a quotation open, is left out.
"""

import re
from dataclasses import dataclass
from typing import Literal

from distributor.text.lead import HEADING, PLACE_AND_DATE, PREAMBLE
from distributor.text.plain import clean
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.page_lists import STEP, Line, Section, split_sentences, whole_lists

MOST_READ = 12_000
"""Characters of a text that are looked at: what matters to a citizen stands before that, and a law of 200,000 stays quick."""
MOST_OF_A_SUMMARY = 2_000
MOST_SENTENCES = 80
"""Of a part."""

Part = Literal["summary", "text", "attachment"]


@dataclass(frozen=True)
class Sentence:
    """`place`: its turn among the sentences of its part. `section`: what the heading or label above it says of it.

    `listed`: a list with the words that open it. `opens`: only those words, of a list whose entries follow or are not told;
    `under`: of such an entry, the place of those words, or of the first entry, else -1. `line`: which line it stands on.
    """

    text: str
    part: Part
    place: int
    section: Section = ""
    listed: bool = False
    opens: bool = False
    under: int = -1
    line: int = -1


_COUNTED_OFF = r"(?:(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy) là|Thứ (?:nhất|hai|ba|tư|năm|sáu))"
_NUMBERED = re.compile(
    r"(?P<marker>\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}-|[a-zđ]{1,2}[.)]|[-–+•*♦◆❖✦➤►]|(?i:bước)\s+\d+\s*[:.]|"
    rf"{_COUNTED_OFF}[,:])\s+(?=\S)"
)
_STEP_WITHIN = re.compile(rf"(?<=[.;])\s+(?={STEP.pattern}|{_COUNTED_OFF},\s)")
"""Steps, and what is decided first, second and third, stand in lines of their own where they run on in one: "… mức độ 2. Bước 2:
…" is no number of an entry."""
_LOWER = VIETNAMESE_UPPER.lower()
_LETTERHEAD = re.compile(
    r"CỘNG (?:HÒA|HOÀ) XÃ HỘI|[Đđ]ộc lập\s*[-–]\s*[Tt]ự do\s*[-–]\s*[Hh]ạnh phúc|QUYẾT (?:ĐỊNH|NGHỊ)\s*:"
)
_NOTE_MARK = re.compile(r"\A\[\d+\]\s*")
_LETTERED = re.compile(r"(?<![\w(/])[a-zđ\d]{1,2}\)")
_NUMBER = re.compile(r"\A\d{1,2}[.)]\s+(?=[^\W\d])")
_GOES_ON = re.compile(rf"(?<=[^\s.:!?…])\n+(?=(?![a-zđ]{{1,2}}[.)]\s)[{_LOWER}])|(?<=,)\n+(?=\S)")
"""A line break inside a sentence: a small letter follows that is no marker of a list, or a comma stands before it."""
_ARTICLE = re.compile(
    rf"(?:Điều|ĐIỀU)\s+\d+[a-zđ]?(?:\s*[.:]\s*(?P<title>(?:[{VIETNAMESE_UPPER}“\[].*)?)"
    rf"|\s+(?!(?:Bộ luật|Luật|Pháp lệnh|Nghị|Thông tư|Quyết|Hiến)(?!\w))(?P<bare>[{VIETNAMESE_UPPER}][^.;]{{0,120}}))?\Z"
)
"""The heading of an article; "Điều 25 Bộ luật Lao động: …" and "Điều 4 của Nghị quyết nêu: …" are sentences."""
_RECIPIENTS = re.compile(r"nơi nhận\b", re.IGNORECASE)
_CAPITALS = re.compile(rf"(?:[{VIETNAMESE_UPPER}]+[\s,.:–-]+){{3}}")
_SHOUTED = re.compile(
    rf"(?:[{VIETNAMESE_UPPER}\d]+[\s,–-]+){{2,20}}[{VIETNAMESE_UPPER}\d]+[.!:]\s+(?=[{VIETNAMESE_UPPER}][{VIETNAMESE_UPPER.lower()}])"
)
"""Words in capitals before the first sentence: "CÔNG AN XÃ PA LIN THÔNG BÁO. Từ tối 7/9 …"."""
_AGENCY = re.compile(rf"\A\([{VIETNAMESE_UPPER}][{VIETNAMESE_UPPER}.-]{{1,9}}\)\s*(?:[-–]\s*)?(?=[{VIETNAMESE_UPPER}])")
"""The sign of a news agency: "(TTXVN) Từ ngày …"."""
_GREETING = re.compile(r"\Akính gửi[^.!?:\n]{2,90}[.!:]\s+(?=\S.{30})", re.IGNORECASE)
"""Whom it is sent to, before what it says in the same line."""
_SPEAKER = re.compile(
    rf"(?:\A\s*|(?<=[-–•.!?”]\s))(?:(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác)(?:\s[{VIETNAMESE_UPPER}]\w*){{1,3}}|(?:[{VIETNAMESE_UPPER}]{{2,}}\s){{0,3}}[{VIETNAMESE_UPPER}]{{2,}})"
    r"\s*:\s+(?=\S)|"
    r"\A\s*(?:(?:Thiếu|Trung|Thượng|Đại) (?:tá|úy|tướng)|Luật sư|Luật gia|Bác sĩ|Thạc sĩ|Tiến sĩ|Đồng chí)"
    rf"(?:\s[{VIETNAMESE_UPPER}]\w*){{2,4}}(?:,\s[^.:;]{{3,70}})?\s*:\s+(?=\S)"
)
"""Who speaks, in a dialogue: "BÀ LIÊN: …". Within a sentence such letters are its own: "Thông báo số 33/TB-CAX: thời gian …"."""
_ENACTS = re.compile(
    r".{0,120}\bban hành (?:luật|bộ luật|nghị định|thông tư|nghị quyết|quyết định|pháp lệnh)\b", re.IGNORECASE
)
_NOTE_OR_MARKUP = re.compile(r"[\[\]<>{}|\\]|https?://|www\.|hình (?:ảnh )?từ internet", re.IGNORECASE)
_ARTICLE_LINE = re.compile(r"^(?:điều\s+\d+\b)", re.IGNORECASE | re.MULTILINE)
_LABELS: tuple[tuple[re.Pattern[str], Section], ...] = (
    (re.compile(r"(?:hỏi|câu hỏi)(?:\s+\d+)?\s*:\s*", re.IGNORECASE), "asked"),
    (re.compile(r"(?:trả lời|đáp|giải đáp)(?:\s+\d+)?\s*:\s*", re.IGNORECASE), "answer"),
    (re.compile(r"(?:lời kết|bài học|kết luận|lời khuyên)\s*:\s*", re.IGNORECASE), "moral"),
)
_SECTIONS: tuple[tuple[re.Pattern[str], Section], ...] = (
    (re.compile(r"phạm vi|đối tượng và phạm vi", re.IGNORECASE), "scope"),
    (re.compile(r"đối tượng áp dụng", re.IGNORECASE), "addressees"),
    (re.compile(r"giải thích(?: từ)?", re.IGNORECASE), "definitions"),
    (re.compile(r"(?:hiệu lực|điều khoản|quy định chuyển tiếp)", re.IGNORECASE), "effect"),
    (
        re.compile(
            r"(?:tổ chức thực hiện|trách nhiệm|thẩm quyền|nguyên tắc|nhiệm vụ|chính sách của nhà nước|áp dụng (?:pháp )?luật|"
            r"mục đích|yêu cầu|mục tiêu|quản lý nhà nước|kinh phí)",
            re.IGNORECASE,
        ),
        "offices",
    ),
)


_IN_CAPITALS = re.compile(rf"(?:[{VIETNAMESE_UPPER}]+[ ,-]+){{4,}}[{VIETNAMESE_UPPER}]+")
_ISSUED = re.compile(
    r"(?<!\w)ban hành (?P<what>(?:Luật|Bộ luật|Nghị định|Thông tư|Nghị quyết|Quyết định|Pháp lệnh)(?!\w)[^.\n\[]{0,300})"
)
HEAD = 5_000


def is_document_text(text: str) -> bool:
    """Return True if the text is itself a document, and not an article about one."""
    beginning = text[:4000]
    articles = _ARTICLE_LINE.findall(beginning)
    return len(articles) > 1 or (bool(articles) and _LETTERHEAD.search(beginning) is not None)


def read_sentences(text: str, part: Part) -> list[Sentence]:
    """Read the sentences in order; each stands in `text` with its white space squeezed."""
    beginning = _beginning(text, MOST_OF_A_SUMMARY if part == "summary" else MOST_READ)
    lines = _lines(_STEP_WITHIN.sub("\n", beginning))
    found: list[Sentence] = []
    opener = -1
    for number, line in enumerate(whole_lists(lines)):
        if line.opens or not line.under:
            opener = len(found) if line.opens else -1
        elif opener < 0:
            opener = len(found)  # the words above it say nothing
        for cut in (
            [line.text]
            if line.listed or line.opens
            else split_sentences(line.text, unfinished=line.under or part == "summary")
        ):
            sentence = _NUMBER.sub("", cut, count=1)
            if _is_whole(sentence):
                under = opener if line.under else -1
                found.append(Sentence(sentence, part, len(found), line.section, line.listed, line.opens, under, number))
        if len(found) >= MOST_SENTENCES:
            break
    return found[:MOST_SENTENCES]


def _lines(text: str) -> list[Line]:
    """Return what may tell something, each line without its number."""
    text = _GOES_ON.sub(" ", clean(text))
    quotes = _Quotes(text)
    of_document = is_document_text(text)
    lines: list[Line] = []
    section: Section = ""
    recipients = untitled = False
    for raw in text.split("\n"):
        line = _NOTE_MARK.sub("", _without_letterhead(raw.strip()))
        if quotes.opened_before(raw):
            continue
        if _RECIPIENTS.match(line):
            recipients = True
            continue
        if recipients and line.startswith(("-", "–", "+")):
            continue
        recipients = recipients and not line
        if not line:
            section = "" if section in {"asked", "moral"} else section
            continue
        if article := _ARTICLE.match(line):
            title = article["title"] or article["bare"] or ""
            section, untitled = _section(title), not title
            continue
        if untitled:
            untitled, section = False, _section(line) or section
        if not of_document:
            line = _GREETING.sub("", _AGENCY.sub("", line))
            line = _SHOUTED.sub("", _SPEAKER.sub("", line, count=1), count=1)
        if _is_furniture(line, of_document=of_document) and not STEP.match(line):
            section = (
                _section(re.sub(r"^[\dIVX]+[.)]\s*", "", line)) if not line.isupper() or len(line) < 80 else section
            )
            continue
        for label, named in _LABELS:
            if found := label.match(line):
                section, line = named, line[found.end() :]
        marker = _NUMBERED.match(line)
        # "Bước 2: …" says which step it is: that is told, other numbers are not.
        said = line[marker.end() :] if marker and not STEP.match(line) else line
        lines.append(Line(marker["marker"] if marker else "", said, section))
    return lines


def document_heading(text: str) -> str:
    """Return what a document says in its head that it is about: its lines in capitals, and what it is that somebody issues."""
    head = clean(text[:HEAD])
    capitals = " ".join(found[0] for found in _IN_CAPITALS.finditer(head) if not _LETTERHEAD.search(found[0]))
    issued = _ISSUED.search(head)
    # A document that amends many others names them all, and is about none of them.
    return capitals if issued is None or issued["what"].count("Luật") > 3 else f"{capitals}\n{issued['what']}"


class _Quotes:
    """Follows quotations over several lines. Marks that do not pair, as where the text was cut, quote to its end."""

    def __init__(self, text: str) -> None:
        self._depth = 0
        self._kept = text.count("”") > 0

    def opened_before(self, line: str) -> bool:
        """Return True if this line begins inside a quotation, or is all one; to be asked of each line in order."""
        before = self._depth
        self._depth = max(0, before + line.count("“") - line.count("”")) if self._kept else 0
        return before > 0 or (line.startswith("“") and self._depth > 0)


def _beginning(text: str, most: int) -> str:
    """Return the beginning up to the end of a line or a sentence."""
    if len(text) <= most:
        return text
    end = max(text.rfind("\n", most // 2, most), text.rfind(". ", most // 2, most) + 1)
    return text[: end if end > 0 else most]


def _without_letterhead(line: str) -> str:
    found = PLACE_AND_DATE.match(line)
    return line[found.end() :] if found else line


def _section(heading: str) -> Section:
    return next((section for pattern, section in _SECTIONS if pattern.match(heading)), "")


def _is_furniture(line: str, *, of_document: bool) -> bool:
    """Letterheads, bases, headings: a line that is no sentence, or one that speaks to offices about the document itself.

    `of_act`: it stands in a document, where "Căn cứ …" and "… ban hành Nghị định …" are its head; a page may tell by them.
    """
    if line.isupper() or _LETTERHEAD.search(line) or _CAPITALS.match(line) or (of_document and _ENACTS.match(line)):
        return True
    if PREAMBLE.match(line) and (of_document or not line.startswith(("Căn cứ", "Theo")) or line[-1] in ";,:"):
        return True
    if HEADING.match(line):
        return True
    # "1. Mục tiêu tổng quát": a number and no end of a sentence.
    marker = _NUMBERED.match(line)
    return bool(marker) and line[-1] not in '.;:!?…”")' and len(line) < 160


def _is_whole(sentence: str) -> bool:
    """Return True if it is complete in itself: no open quotation or bracket, no note of an editor, no mark-up, not torn off."""
    if not sentence or sentence.startswith(("“", "”", "- ")) or sentence.endswith((":", ";", "…", "...")):
        return False
    if _NOTE_OR_MARKUP.search(sentence):
        return False
    bare = _LETTERED.sub("", sentence)
    pairs = (("“", "”"), ("(", ")"), ("«", "»"))
    return all(bare.count(left) == bare.count(right) for left, right in pairs) and bare.count('"') % 2 == 0
