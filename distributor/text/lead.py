"""The lead: what the source itself says first, without what the title has said already. Extractive, nothing is added.

The summary if it says more than the title, else the text from its first telling paragraph. Letterheads of documents
("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Căn cứ …", "Số: …") and bare headings tell a citizen nothing and are passed over. A
document's own text is no lead at all: its first lines are its head and its first article, and not what it means for a citizen.
"""

import re
from functools import lru_cache

from distributor.text.plain import clean, letters, one_line
from distributor.text.shorten import shorten

MOST_READ = 10_000
"""Characters of a text that are looked at."""
LONGEST_LEAD = 2_200
"""Characters; more than any channel shows of it."""
LETTERHEAD = re.compile(r"cộng (?:hòa|hoà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc", re.IGNORECASE)
PREAMBLE = re.compile(
    r"số\s*:|căn cứ\b|theo đề nghị\b|xét (?:tờ trình|đề nghị)\b|kính gửi\b|[-–_*=.\s]{4,}\Z", re.IGNORECASE
)
HEADING = re.compile(
    r"(?:chương|mục|phần|tiểu mục)\s+(?:thứ\b|[ivxlc\d]+\b)|[ivx]+\.\s+[^a-zà-ỹ]*\Z|điều\s+\d+\S*\s*[^.!?;]*\Z",
    re.IGNORECASE,
)
NOTE = re.compile(r"\[[^\[\]]*\]")
"""What a law database adds to a heading in square brackets."""
ASKED_BY_SOMEBODY = re.compile(
    r"^hỏi\s*:|(?<!\w)(?:câu hỏi của|cho (?:tôi|em|mình|hỏi)|(?:tôi|em) xin hỏi|xin hỏi|tôi có (?:một câu hỏi|thắc mắc)|"
    r"tôi mong nhận|như thế nào vậy em)(?!\w)",
    re.IGNORECASE,
)
"""A citizen's own letter, with who and from where: an office tells the answer, not the letter."""
OF_THE_PAGE = re.compile(
    r"https?://\S+\Z|tải về\b.{0,80}\Z|.{0,250}\((?:hình|ảnh)(?: minh họa)?(?: từ)? internet\)\Z", re.IGNORECASE
)
"""The address of a picture, its caption, an offer to download: of the page, not of what it tells."""
QUOTES_LAW = re.compile(
    r"(?:dẫn chiếu|căn cứ|theo|tại)\b.*\bnhư sau\s*:\Z|.*\bquy định\b.*\bnhư sau\s*:\Z", re.IGNORECASE
)
"""Opens a quotation of the law, which says half of itself where the lead ends."""
SECOND_ARTICLE = re.compile(r"điều\s+[2-9]\b", re.IGNORECASE)
PLACE_AND_DATE = re.compile(
    r"(?:[^\W\d_]+[ -]+){0,5}[^\W\d_]+, ngày \d{1,2} tháng \d{1,2} năm \d{4}(?: |\Z)", re.IGNORECASE
)
TITLE_END = re.compile(r"[\"”»’)\]]*(?:[ \n]*[.:;!?…|\n]|[ \n]+[–-](?=\s)|\Z)[\s.:;!?…|–\-\"”»’)]*")
"""What shows that a sentence ends where the title does; "Hộ tịch viên …" does not repeat the title "Hộ tịch"."""
PREFIX = re.compile(r"([^:“”\"]{2,40}):\s+(?=\S)")
ISSUE = re.compile(r"\s*(?:số|kỳ)\s+\d+\Z", re.IGNORECASE)
ARTICLE = re.compile(r"(?<![^\s\"“])Điều\s+\d{1,3}[a-zđ]?\s*[.:]", re.IGNORECASE)
ARTICLE_LINE = re.compile(r"^[\s*\"“]*Điều\s+\d{1,3}[a-zđ]?\s*[.:]", re.IGNORECASE | re.MULTILINE)
OFFICIAL = re.compile(
    r"(?:^|[\s.])(?:căn cứ (?:luật|bộ luật|nghị định|nghị quyết|thông tư|quyết định|pháp lệnh|hiến pháp)\b|theo đề nghị của\b|"
    r"xét (?:tờ trình|đề nghị)\b|nơi nhận\s*:|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ ĐỊNH)\s*:)|(?:^|[\s.])Số\s*:\s*\d*[^\s]*/",
    re.IGNORECASE,
)
"""What stands in the head or at the end of a document."""
HEAD = 4_000
"""Characters in which a document shows that it is one."""
TELLING = 30
"""Characters from which a line is a sentence and not a heading."""


@lru_cache(maxsize=16)  # every channel asks for the same
def choose_lead(title: str, summary: str, text: str, *, whole: bool = False) -> str:
    """Empty if the source says nothing beyond its title. `title` is on one line.

    At most `LONGEST_LEAD` characters, up to the end of a sentence; with `whole` a longer one is none at all.
    """
    given = "" if ASKED_BY_SOMEBODY.search(summary[:MOST_READ]) or reads_as_document(summary) else summary
    lead = without_title(title, clean(beginning(given, MOST_READ)))
    if not lead:
        given = "" if reads_as_document(text) else text
        lead = without_title(title, _telling_part(title, clean(beginning(given, MOST_READ))))
    if whole and (len(lead) > LONGEST_LEAD or len(given) > MOST_READ):
        return ""
    return beginning(lead, LONGEST_LEAD)


def reads_as_document(text: str) -> bool:
    """Return True if the text is a document's own, in lines or all in one, and not an article about it."""
    start = text[:HEAD]
    if LETTERHEAD.search(start) or len(ARTICLE_LINE.findall(start)) > 1:
        return True
    return OFFICIAL.search(start) is not None and ARTICLE.search(start) is not None


def beginning(text: str, most: int) -> str:
    """Return a text's beginning: at most `most` characters, up to the end of a line or sentence; never cut inside a number or a
    citation."""
    if len(text) <= most:
        return text
    half = most // 2
    end = max(text.rfind("\n", half, most), text.rfind(". ", half, most) + 1)
    return text[:end] if end > 0 else shorten(text, lambda part: len(part) <= most).text


def without_title(title: str, text: str) -> str:
    """Return `text` without the title at its beginning, in whatever case, if a stop, a colon or a line break follows it."""
    said = letters(title)
    if not said:
        return text
    end = _end_of_same_letters(text, said)
    if end is None:
        return "" if said.startswith(letters(text)) else text
    rest = text[end:]
    return TITLE_END.sub("", rest, count=1) if TITLE_END.match(rest) else text


def _end_of_same_letters(text: str, wanted: str) -> int | None:
    """Return where in `text` the given letters and digits have all come, in order and alone; None if others come first."""
    done = 0
    for place, letter in enumerate(text):
        for folded in letter.casefold():
            if not folded.isalnum():
                continue
            if wanted[done] != folded:
                return None
            done += 1
            if done == len(wanted):
                return place + 1
    return None


def _telling_part(title: str, text: str) -> str:
    """The lines that tell something, up to a document's second article; short ones only if there are no others."""
    said = letters(title)
    telling: list[str] = []
    short: list[str] = []
    for line in text.split("\n"):
        if telling and SECOND_ARTICLE.match(line):
            break
        bare = _without_letterhead(line)
        in_capitals = NOTE.sub("", bare).isupper()
        if telling and QUOTES_LAW.match(bare):
            break
        letter = not telling and (bare.endswith("?") or ASKED_BY_SOMEBODY.search(bare))
        furniture = (
            in_capitals
            or letter
            or OF_THE_PAGE.match(bare)
            or LETTERHEAD.search(bare)
            or PREAMBLE.match(bare)
            or HEADING.match(bare)
        )
        short_beginning = not telling and len(bare) < TELLING
        repeats = len(bare) <= 2 * len(title) and letters(bare) in said
        if bare and not furniture and not repeats:
            (short if short_beginning else telling).append(bare)
    return "\n".join(telling or short)


def _without_letterhead(line: str) -> str:
    """`Hà Nội, ngày 15 tháng 9 năm 2025 LUẬT NHÀ Ở Luật này …` → `Luật này …`."""
    found = PLACE_AND_DATE.match(line)
    if found is None:
        return line
    words = line[found.end() :].split(" ")
    first = next((index for index, word in enumerate(words) if not word.isupper()), len(words))
    return " ".join(words[first:])


def headline(title: str) -> str:
    """The title on one line, as the source has it: capitals stay, a final full stop goes."""
    line = one_line(title)
    return line[:-1] if line.endswith(".") and not line.endswith("..") and line.count(". ") == 0 else line


def without_label(title: str, label: str) -> str:
    """ "Cảnh báo: Giả danh …" under the label "Cảnh báo lừa đảo" is "Giả danh …": what the label says is not said twice."""
    found = PREFIX.match(title)
    if found is None or ISSUE.sub("", found[1]).casefold() not in label.casefold():
        return title
    rest = title[found.end() :]
    return rest[0].upper() + rest[1:]
