"""A text document as one entry: its title from the heading and the lines under it, its kind from the heading."""

import html
import re

from distributor.ingest.address import is_web_address
from distributor.ingest.charset import decode
from distributor.ingest.entry import Entry, ParsedSource, RawEntry, UnreadableSource, fingerprint_of
from distributor.ingest.kinds import default_kinds
from distributor.text.tidy import shorten, squeeze, tidy
from phrases import phrase

HEADINGS = {
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "NGHỊ QUYẾT", "CHỈ THỊ", "THÔNG BÁO", "BÁO CÁO", "CÔNG VĂN", "TỜ TRÌNH", "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH", "THÔNG CÁO BÁO CHÍ", "QUY CHẾ", "QUY ĐỊNH", "ĐỀ ÁN", "THÔNG TƯ", "NGHỊ ĐỊNH", "LUẬT", "CÔNG ĐIỆN",
}  # fmt: skip
HEADING_WITHIN_LINES = 40
"""Before the heading stand the office, the national motto, number and date, and little else."""
LONGEST_TITLE = 500
ONE_DOCUMENT = "document"
"""The entry's name inside its source: such a source holds one document, so a changed text is a revision of it."""

_LINE_VERBS = re.compile(
    r"(?:Thực hiện|Triển khai|Tổ chức|Về|Ban hành|Tăng cường|Phổ biến|Phát động|Hưởng ứng|Tuyên truyền|Kiểm tra|Phòng|Quy định|"
    r"Bãi bỏ|Sửa đổi|Đính chính|Phê duyệt|Công bố)\b"
)
_SUBJECT_ENDS = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Theo|Xét|Thực hiện Nghị quyết|Kính gửi|\(?Kèm theo|\(?Ban hành kèm|Điều\s+\d|Chương\s+[IVX\d]|"
    r"Phần\s+(?:thứ|[IVX\d])|[IVX]+\.\s|\d+\.\s)"
)
"""What follows the subject of a document without a blank line: its recitals, its first article."""
_LONG_LINE = 200


def parse_plain(body: bytes, *, charset: str = "", address: str = "") -> ParsedSource:
    """Parse a text document. Raises `UnreadableSource` if there are no words or the file is not text."""
    decoded = decode(body, charset)
    if "\x00" in decoded.text:
        raise UnreadableSource(phrase("ingest.plain.no-text", address=address))
    text = tidy(decoded.text)
    if not text:
        raise UnreadableSource(phrase("ingest.plain.empty", address=address))
    title, heading = title_of_document(text)
    link = address if is_web_address(address) else ""
    kind = default_kinds().kind_of([heading]) if heading else ""
    content = _as_html(text)
    raw = RawEntry(
        guid=ONE_DOCUMENT,
        link=link,
        fingerprint=fingerprint_of(text),
        read=lambda: Entry(guid=ONE_DOCUMENT, link=link, title=title, content_html=content, kind=kind),
        title=title,
    )
    return ParsedSource(title=title, link="", entries=(raw,), warnings=(decoded.warning,) if decoded.warning else ())


def title_of_document(text: str) -> tuple[str, str]:
    """The title, and the heading it was built from ('' where none was found and the first line serves). `text`: not empty."""
    lines = text.split("\n")
    for position, line in enumerate(lines[:HEADING_WITHIN_LINES]):
        heading = squeeze(line)
        if heading.upper() != heading or heading.rstrip(":") not in HEADINGS:
            continue
        subject: list[str] = []
        for following in lines[position + 1 :]:
            if not following.strip() and not subject:
                continue
            if not following.strip() or _is_rule(following):
                break
            if subject and (_SUBJECT_ENDS.match(following.strip()) or following.upper() == following):
                break
            subject.append(following)
            if len(subject) == 6:
                break
        return shorten(_joined(heading.rstrip(":"), squeeze(" ".join(subject))), LONGEST_TITLE), heading.rstrip(":")
    first = next(line for line in lines if line.strip())
    return shorten(squeeze(first), LONGEST_TITLE), ""


def _joined(heading: str, subject: str) -> str:
    """`KẾ HOẠCH` + `Thực hiện Đề án …` reads `Kế hoạch thực hiện Đề án …`; names keep their capitals."""
    if _LINE_VERBS.match(subject):
        subject = subject[0].lower() + subject[1:]
    return f"{heading.capitalize()} {subject}".strip()


def _is_rule(line: str) -> bool:
    return not any(character.isalnum() for character in line)


def _as_html(text: str) -> str:
    """Office texts have one paragraph a line; only where lines are short are blank lines what parts paragraphs."""
    one_a_line = any(len(line) > _LONG_LINE for line in text.split("\n"))
    paragraphs = re.split(r"\n+" if one_a_line else r"\n\n", text)
    return "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs if each).replace("\n", "<br>")
