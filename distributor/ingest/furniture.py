"""What is page and not article, line by line: buttons, counters, breadcrumbs, log-in boxes, credits, imprints. Pure, linear.

`is_furniture_line` and `is_letterhead_line` judge one line by itself. `without_furniture` cleans a whole plain text: it knows
where the article begins and ends, so that addresses and hotlines go from the head and the foot of a page and stay in the article.
It only cuts whole lines, and signs and captions off the beginning of a line: what is left stands in the source word for word.
"""

import re
from collections.abc import Sequence

from distributor.ingest.furniture_words import (
    AGENCY,
    BUTTON,
    CAPTION_END,
    CONTACT,
    COUNTER,
    CREDIT,
    DAY,
    FILES,
    HOUR,
    IMPRINT,
    NOTICE,
    OTHERS,
    POSTED_ON,
    SECTION_AND_TIME,
    SEE_ALSO,
    SITE,
    SURE_TAB,
    TAB,
    TAGS,
    TIME,
    TIME_LABEL,
    UPPER,
    VERB,
    WEAK_COUNTER,
)
from distributor.ingest.letterhead_lines import is_letterhead_line
from distributor.ingest.marks import find_marks
from distributor.text.tidy import is_button, squeeze

__all__ = [
    "OTHERS",
    "furniture_of",
    "is_furniture_line",
    "is_furniture_that_may_go",
    "is_letterhead_line",
    "is_time_of_posting",
    "without_furniture",
]

_SEPARATORS = r"[\s:|,·•.+/–\-»›«‹<>\[\]()▪▸►]*+"
_BUTTONS = re.compile(rf"{_SEPARATORS}(?:(?:{BUTTON}|{COUNTER}){_SEPARATORS})++", re.IGNORECASE)
_ATOM = re.compile(rf"(?:{BUTTON}|{COUNTER}|{WEAK_COUNTER}|{TAB}|{TIME})", re.IGNORECASE)
_SURE_ATOM = re.compile(rf"(?:{BUTTON}|{COUNTER})", re.IGNORECASE)
_TAB = re.compile(TAB, re.IGNORECASE)
_TIME = re.compile(TIME, re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·»›«‹<>\[\]]+\s*|\s+[-–—/]\s+")
_HOME = re.compile(
    r"\W{0,3}(?:trang\s+(?:chủ|nhất)|home(?:page)?|bạn\s+đang\s+(?:ở|xem)(?:\s+đây)?)\s*[:\s]*(?=[›»>→/|-])",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*[›»>→/|]+\s*")
_RUN_ON = re.compile(r"(?<=[A-Za-zà-ỹđ])\s*[›»→]\s*(?=[^\W\d_])|(?<=[^\W\d_])\s+[>»]\s+(?=[^\W\d_])")
_FRAMED = "|--"
"""Below the heads of a table in Markdown."""
_ONLY_FRAME = re.compile(r"[|:\-–—=+ ]+")
_POINTING = re.compile(r"^[👉☞➡►▶✅📌🔹🔗️\s]+")
_OF_A_DOCUMENT = re.compile(r"\s*(?:điều\s|\d{1,3}\.\s|[a-zđ]\)|[-–+]\s|căn\s+cứ\s|theo\s+đề\s+nghị)", re.IGNORECASE)
_TELLS = re.compile(
    r"(?:dự|bản)\s+thảo|nội\s+bộ|(?<!\w)mật(?!\s+(?:khẩu|độ|ong))|không\s+(?:đăng|phổ\s+biến|sao)|chưa\s+(?:ban\s+hành|trình|ký)|tham\s+mưu",
    re.IGNORECASE,
)
"""Words that may be the reason to hold an item stay where they stand."""
_BYLINE = re.compile(
    rf"(?:[{UPPER}][^\W\d_]*\.?\s?){{2,5}}"
    rf"(?:\s?[-–(,]\s?(?:[{UPPER}][^\W\d_]*\.?[\s)]?){{1,4}})?"
)
_BARE_TIME = re.compile(rf"(?:ngày\s*:?\s*)?{DAY}|{DAY}\s*[-,]?\s*{HOUR}|{HOUR}\s*[-,]?\s*{DAY}", re.IGNORECASE)
_FIGURES = re.compile(r"[\d:., ]+")
_LABELLED = re.compile(r":(?!\d)")
_LABELLED_TIME = re.compile(rf"(?:[^\W\d_]+\s){{0,4}}[^\W\d_]+\s*:\s*{TIME}", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",", "”", '"', ")")
_LONGEST_LINE = 320
_LONGEST_BUTTONS = 160
_LONGEST_CRUMB = 220
_LONGEST_SITE = 110
_LONGEST_OTHER = 180
_LONGEST_CAPTION = 220
_LONGEST_NAME = 80
_PROSE = 80
_LEAST_TELLING = 24
_MOST_CONTACTS = 30


def is_furniture_line(line: str) -> bool:
    """Return True for a line that is a button, counter, time of posting, breadcrumb, credit, tag, file, imprint or notice."""
    line = squeeze(line)
    if not line or len(line) > _LONGEST_LINE:
        return False
    line = _POINTING.sub("", line)
    if is_button(line):
        return True
    if len(line) <= _LONGEST_BUTTONS and (_BUTTONS.fullmatch(line) or _is_row_of_atoms(line)):
        return True
    if _is_breadcrumb(line) or (len(line) <= _LONGEST_SITE and SITE.fullmatch(line) and not _is_sentence(line)):
        return True
    if any(pattern.fullmatch(line) for pattern in (TIME_LABEL, SURE_TAB, CREDIT, TAGS, FILES, NOTICE)):
        return True
    if OTHERS.fullmatch(line.strip(" :.»>…-")) or (len(line) <= _LONGEST_CRUMB and SEE_ALSO.fullmatch(line)):
        return True
    return bool(IMPRINT.fullmatch(line))


def is_time_of_posting(text: str) -> bool:
    """Return True for a line over an article that is its section and time (`Thông báo Thứ Tư, 25/11/2026 05:22`)."""
    return len(text) <= 120 and bool(SECTION_AND_TIME.fullmatch(text))


def without_furniture(text: str) -> str:
    """Drop what is page and not article from a plain text; the same text where there is nothing to drop.

    A line that must hold the item (`Độ mật: MẬT`, personal data) stays, whatever else it looks like.
    """
    as_written = text.split("\n")
    lines = [_without_frame(line) for line in as_written] if _FRAMED in text else as_written
    furniture = furniture_of(lines)
    bare = [
        "" if place in furniture else _without_opening(line) if len(line) >= _PROSE else line
        for place, line in enumerate(lines)
    ]
    if bare == as_written:
        return text
    return re.sub(r"\n{3,}", "\n\n", "\n".join(bare)).strip()


def _without_frame(line: str) -> str:
    """A row of a table ("| 1 | Chữ ký | 10.000 đồng |") without the bars round it; nothing of one of bars and dashes alone."""
    bare = line.strip()
    if len(bare) < 2 or not (bare.startswith("|") and bare.endswith("|")):
        return line
    return "" if _ONLY_FRAME.fullmatch(bare) else bare.strip("| ")


def furniture_of(lines: Sequence[str]) -> set[int]:
    """The places of the lines of a page that are furniture where they stand."""
    kept: list[str | None] = [None if line and is_furniture_that_may_go(line) else line for line in lines]
    if None in kept:
        _cut_others(lines, kept)
    _keep_broken(lines, kept)
    _cut_head(lines, kept)
    _cut_foot(lines, kept)
    return {place for place, line in enumerate(kept) if line is None}


def _keep_broken(lines: Sequence[str], kept: list[str | None]) -> None:
    """A date or a word alone on its line within a sentence, or in a table that runs downwards, is no button."""
    has_begun = False
    for place, raw in enumerate(lines):
        line = raw.strip()
        if kept[place] is not None or not line:
            has_begun = has_begun or _is_prose(line)
            continue
        before = lines[place - 1].strip() if place else ""
        behind = lines[place + 1].strip() if place + 1 < len(lines) else ""
        goes_on = behind[:1].islower() or (behind[:1] in ",.;:)" and behind != "")
        is_within = before and not before.endswith(_SENTENCE_ENDS) and goes_on
        if is_within or (has_begun and _BARE_TIME.fullmatch(line)):
            kept[place] = raw


def is_furniture_that_may_go(line: str) -> bool:
    """Like `is_furniture_line`, but False for what must hold an item, or may be the head of a document."""
    if len(line) > _LONGEST_LINE * 2 or (_OF_A_DOCUMENT.match(line) and line.endswith((".", ";", ":", ","))):
        return False
    return is_furniture_line(line) and not is_letterhead_line(line) and not _must_stay(line)


def _must_stay(line: str) -> bool:
    if _TELLS.search(line):
        return True
    # A few words without a figure hold nothing that `_TELLS` does not know; a page may have thousands of them.
    is_short = len(line) < _LEAST_TELLING and not any(each.isdigit() for each in line)
    return not is_short and bool(find_marks("", line))


def _is_row_of_atoms(line: str) -> bool:
    """`Thứ Sáu, 27/02/2026 - 16:42 | Lượt xem: 318 | A- A A+`, `Toàn văn | Thuộc tính | Lược đồ`."""
    if _TIME.fullmatch(line):
        return True
    parts = [part for part in _SEPARATOR.split(line) if part.strip(" .,:")]
    if len(parts) < 2 or line.startswith("|"):
        return False
    if all(_TAB.fullmatch(part) for part in parts):
        return True
    if any(_SURE_ATOM.fullmatch(part) or _BUTTONS.fullmatch(part) for part in parts):
        patterns = (_ATOM, _BUTTONS, _LABELLED_TIME, CREDIT, _FIGURES)
        return all(any(pattern.fullmatch(part) for pattern in patterns) for part in parts)
    # `Cập nhật: 21/04/2026 10:05:33 SA - Nguồn: Trung tâm …`, `THÔNG BÁO - Ngày đăng 25/5/2026`
    times = [part for part in parts if _TIME.fullmatch(part)]
    # `Cổng Dịch vụ công - Góc hướng dẫn | Cập nhật ngày 02/11/2026 | Trung tâm Phục vụ hành chính công`
    says_posted = any(POSTED_ON.fullmatch(part) for part in times)
    return bool(times) and all(
        part in times
        or CREDIT.fullmatch(part)
        or _FIGURES.fullmatch(part)
        or is_letterhead_line(part)
        or (says_posted and _is_name(part))
        for part in parts
    )


def _is_name(part: str) -> bool:
    """Return True for the name of a section or an office, which tells nothing."""
    return (
        part[:1].isupper()
        and len(part) <= _LONGEST_NAME
        and not (_is_sentence(part) or _LABELLED.search(part) or any(each.isdigit() for each in part))
    )


def _is_breadcrumb(line: str) -> bool:
    if len(line) > _LONGEST_CRUMB or (line.endswith((".", "!", "?", ";")) and not line.endswith("...")):
        return False
    if _HOME.match(line):
        return True
    if not _RUN_ON.search(line) or line.startswith("|"):
        return False
    parts = [part for part in _CRUMB.split(line) if part]
    return len(parts) >= 2 and all(len(part) <= 80 and part[:1].isupper() and not _is_sentence(part) for part in parts)


def _is_sentence(line: str) -> bool:
    return line.endswith((".", "!", "?")) or (len(line) > 60 and VERB.search(line) is not None)


def _is_prose(line: str) -> bool:
    """A line of an article: long, or a sentence with its stop."""
    return len(line) >= 2 * _PROSE or (len(line) >= _PROSE and line.endswith(_SENTENCE_ENDS)) or line.startswith("|")


def _cut_others(lines: Sequence[str], kept: list[str | None]) -> None:
    """The titles under "Tin liên quan": short lines without a stop, up to the next that is a paragraph."""
    listing = False
    for place, raw in enumerate(lines):
        line = raw.strip()
        if len(line) <= _LONGEST_OTHER and OTHERS.fullmatch(line.strip(" :.»>…-")):
            listing = kept[place] is None
        elif listing and line:
            bare = line.strip(" -•*+>»")
            if (
                len(bare) > _LONGEST_OTHER
                or bare.endswith((".", "!", ":", ";"))
                or is_letterhead_line(line)
                or _must_stay(line)
            ):
                listing = False
            else:
                kept[place] = None


def _cut_head(lines: Sequence[str], kept: list[str | None]) -> None:
    """Site, section, hotline and menu above the first paragraph; never of a text that begins with a letterhead."""
    first = next((place for place, line in enumerate(lines) if kept[place] and _is_prose(line.strip())), None)
    if first is None or first > 40:
        return
    above = [place for place in range(first) if kept[place] and lines[place].strip()]
    if any(is_letterhead_line(lines[place]) for place in above):
        return
    for place in above:
        line = squeeze(lines[place])
        if (_is_section(line) or CONTACT.fullmatch(line) or IMPRINT.fullmatch(line)) and not _must_stay(line):
            kept[place] = None


def _is_section(line: str) -> bool:
    """`Sở Tư pháp tỉnh Hương Giang | Số liệu thống kê ngành`, `Tin hoạt động - Công đoàn Sở Tư pháp`: names side by side."""
    if len(line) > _LONGEST_SITE or line.endswith(_SENTENCE_ENDS) or _is_sentence(line):
        return False
    parts = [part for part in _SEPARATOR.split(line) if part.strip()]
    return (
        len(parts) >= 2
        and not line.startswith(("|", "-", "+", "•"))
        and all(
            len(part) <= 60 and not _LABELLED.search(part) and (_TIME.fullmatch(part) or not part[:1].isdigit())
            for part in parts
        )
        and not re.match(
            r"(?:[IVX]+|\d+|[a-zđ])[.)]|(?:điều|khoản|số|hỏi|đáp|trả\s+lời|câu)(?!\w)", line, re.IGNORECASE
        )
    )


def _cut_foot(lines: Sequence[str], kept: list[str | None]) -> None:
    """The author's name, and the imprint at the end.

    An imprint is addresses, telephones and names of offices around a line that says who owns or made the site.
    """
    last = next((place for place in range(len(lines) - 1, -1, -1) if kept[place] and lines[place].strip()), None)
    if last and _BYLINE.fullmatch(squeeze(lines[last])) and any(kept[:last]) and not _must_stay(lines[last]):
        kept[last] = None
    block: list[int] = []
    owned = False
    for place in range(len(lines) - 1, -1, -1):
        line = squeeze(lines[place])
        if not line:
            continue
        if kept[place] is None:
            owns = bool(IMPRINT.fullmatch(line) or SITE.fullmatch(line))
            if not owns and not _BUTTONS.fullmatch(line) and place != last:
                break
            owned = owned or owns
            continue
        is_contact = CONTACT.fullmatch(line) is not None or (len(line) <= 70 and line.isupper())
        if not is_contact or len(block) == _MOST_CONTACTS or _must_stay(line):
            break
        block.append(place)
    if owned:
        for place in block:
            kept[place] = None


def _without_opening(line: str) -> str:
    """Return a line without the agency's sign (`(HGO) - `), and without a caption that ran into the paragraph."""
    if sign := AGENCY.match(line):
        bare = line[sign.end() :]
        if len(bare) >= _PROSE:
            line = bare
    head = line[:_LONGEST_CAPTION]
    end = CAPTION_END.search(head) if "(" in head else None
    if end and len(line) - end.end() >= _PROSE and not re.search(r"[.!?;]\s", line[: end.start()]):
        return line[end.end() :].lstrip()
    return line
