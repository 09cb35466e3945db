"""A text as the sentences that could tell a citizen something, each verbatim but for white space. Pure, linear, bounded.

1. Lines that were broken inside a sentence are joined again; letterheads, "căn cứ", recipients, headings, notes and what
   an amending document puts into another one are passed over.
2. A line that opens a list and the entries of the list are one sentence together, or none: half a list is not true.
3. The rest is cut at the ends of sentences. What is no whole sentence, or leaves a quotation open, is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from distributor.text.borders import ABBREVIATION
from distributor.text.lead import HEADING, PLACE_AND_DATE, PREAMBLE
from distributor.text.plain import clean, one_line
from distributor.understand.legible import VIETNAMESE_UPPER

MOST_READ = 12_000
"""Characters of a text that are looked at: what matters to a citizen stands before that, and a law of 200,000 stays quick."""
MOST_OF_A_SUMMARY = 2_000
MOST_SENTENCES = 80
"""Of a part."""
LONGEST_LIST = 450

Part = Literal["summary", "text", "attachment"]
Section = Literal["", "asked", "answer", "scope", "addressees", "definitions", "effect", "offices", "moral"]


@dataclass(frozen=True)
class Sentence:
    """`place`: its turn among the sentences of its part. `section`: what the heading or label above it says of it."""

    text: str
    part: Part
    place: int
    section: Section = ""
    listed: bool = False


_NUMBERED = re.compile(
    r"(?P<marker>\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}-|[a-zđ]{1,2}[.)]|[-–+•*]|(?i:bước)\s+\d+\s*[:.])\s+(?=\S)"
)
STEP = re.compile(r"Bước\s+(?P<number>\d{1,2})\s*[:.]\s")
_STEP_WITHIN = re.compile(rf"(?<=[.;])\s+(?={STEP.pattern})")
"""Steps that run on in one line stand in lines of their own: "… mức độ 2. Bước 2: …" is no number of an entry."""
_LOWER = VIETNAMESE_UPPER.lower()
_LETTERHEAD = re.compile(
    r"CỘNG (?:HÒA|HOÀ) XÃ HỘI|[Đđ]ộc lập\s*[-–]\s*[Tt]ự do\s*[-–]\s*[Hh]ạnh phúc|QUYẾT (?:ĐỊNH|NGHỊ)\s*:"
)
_NOTE_MARK = re.compile(r"\A\[\d+\]\s*")
_LETTERED = re.compile(r"(?<![\w(/])[a-zđ\d]{1,2}\)")
_NUMBER = re.compile(r"\A\d{1,2}[.)]\s+(?=[^\W\d])")
_GOES_ON = re.compile(rf"(?<=[^\s.:!?…])\n+(?=(?![a-zđ]{{1,2}}[.)]\s)[{_LOWER}])|(?<=,)\n+(?=\S)")
"""A line break inside a sentence: a small letter follows that is no marker of a list, or a comma stands before it."""
_END = re.compile(r"[.!?…]+[\"”»’)\]]*(?=\s|\Z)")
_MEASURE = re.compile(r"\d\s[a-z]{1,2}\.\Z")
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
_SPEAKER = re.compile(
    rf"(?:\A\s*|(?<=[-–•.!?”]\s))(?:(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác)(?:\s[{VIETNAMESE_UPPER}]\w*){{1,3}}|(?:[{VIETNAMESE_UPPER}]{{2,}}\s){{0,3}}[{VIETNAMESE_UPPER}]{{2,}})"
    r"\s*:\s+(?=\S)"
)
"""Who speaks, in a dialogue: "BÀ LIÊN: …". Within a sentence such letters are its own: "Thông báo số 33/TB-CAX: thời gian …"."""
_OPENS_WHOLE = re.compile(
    r"(?:như sau|cụ thể|lưu ý|khuyến cáo|đề nghị|kêu gọi|kết luận|thống nhất|nội dung(?: sau)?|sau đây|hướng dẫn[^:]{0,40}|"
    r"điểm mới|quy định mới|gồm các văn bản|các văn bản)\s*:\Z",
    re.IGNORECASE,
)
"""Opens a list whose entries say all by themselves."""
LEAST_OF_ENTRY = 8
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
    section: Section = ""
    for line in _whole_lists(lines):
        section, body, listed = line.section, line.text, line.listed
        for cut in [body] if listed else _split(body, unfinished=part == "summary"):
            sentence = _NUMBER.sub("", cut, count=1)
            if _is_whole(sentence):
                found.append(Sentence(sentence, part, len(found), section, listed))
        if len(found) >= MOST_SENTENCES:
            break
    return found[:MOST_SENTENCES]


@dataclass(frozen=True)
class _Line:
    marker: str
    text: str
    section: Section
    listed: bool = False

    @property
    def level(self) -> str:
        """Return what kind of marker it has: entries of one list have the same."""
        if not self.marker:
            return ""
        return "1" if self.marker[0].isdigit() else "a" if self.marker[0].isalpha() else self.marker[0]


def _lines(text: str) -> list[_Line]:
    """Return what may tell something, each line without its number."""
    text = _GOES_ON.sub(" ", clean(text))
    quotes = _Quotes(text)
    of_document = is_document_text(text)
    lines: list[_Line] = []
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
            line = _SHOUTED.sub("", _SPEAKER.sub("", line, count=1), count=1)
        if _is_furniture(line, of_document=of_document):
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
        lines.append(_Line(marker["marker"] if marker else "", said, section))
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


def _whole_lists(lines: list[_Line]) -> Iterator[_Line]:
    """Lines that stand alone, and lists that are short enough, whole; nothing of a list that is not."""
    at = 0
    while at < len(lines):
        opener = lines[at]
        at += 1
        if not opener.text.endswith(":"):
            yield opener
            continue
        entries: list[_Line] = []
        while at < len(lines) and _belongs(lines[at], entries, opener):
            entries.append(lines[at])
            at += 1
        whole = _joined(opener, entries)
        if whole is not None:
            yield whole
        elif _OPENS_WHOLE.search(opener.text):
            yield from (_ended(entry) for entry in entries if len(entry.text.split()) >= LEAST_OF_ENTRY)


def _belongs(line: _Line, entries: list[_Line], opener: _Line) -> bool:
    if not entries:
        return line.level != opener.level or not line.level
    if line.level == entries[0].level:
        return bool(line.level) or entries[-1].text.endswith((";", ","))
    # A list within the list, or an entry's second paragraph, unless it is the opener's next neighbour.
    if not entries[0].level or line.level == opener.level:
        return False
    return bool(line.level) or entries[-1].text.endswith((";", ",", ":"))


def _joined(opener: _Line, entries: list[_Line]) -> _Line | None:
    parts = [opener.text, *(f"{entry.marker} {entry.text}" if entry.marker else entry.text for entry in entries)]
    if len(entries) < 2 or sum(map(len, parts)) > LONGEST_LIST or not parts[-1].endswith("."):
        return None
    inner = (entry.text.rstrip(";.,") for entry in entries)
    if any(_END.search(text) for text in inner):
        return None
    return _Line("", one_line(" ".join(parts)), opener.section, listed=True)


def _ended(entry: _Line) -> _Line:
    return replace(entry, text=entry.text[:-1] + ".") if entry.text.endswith((";", ",")) else entry


def _split(line: str, *, unfinished: bool) -> Iterator[str]:
    """Sentences of a line; `unfinished`: a last one without its stop is one too, as in the summaries of feeds."""
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        rest = line[end : end + 3].lstrip()[:1]
        if rest and (rest.islower() or _is_abbreviation(line, end)):
            continue
        yield line[start:end].strip()
        start = end
    last = line[start:].strip()
    if unfinished and len(last) >= 30 and last[-1] not in ":;,-–":
        yield last


def _is_abbreviation(line: str, end: int) -> bool:
    before = line[max(0, end - 8) : end]
    return ABBREVIATION.search(before) is not None and _MEASURE.search(before) is None


def _is_whole(sentence: str) -> bool:
    """Return True if it is complete in itself: no open quotation or bracket, no note of an editor, no mark-up, not torn off."""
    if not sentence or sentence.startswith(("“", "”", "- ")) or sentence.endswith((":", ";", "…", "...")):
        return False
    if _NOTE_OR_MARKUP.search(sentence):
        return False
    bare = _LETTERED.sub("", sentence)
    pairs = (("“", "”"), ("(", ")"), ("«", "»"))
    return all(bare.count(left) == bare.count(right) for left, right in pairs) and bare.count('"') % 2 == 0
