"""Attachments: files that an item brings along: which links are such, and which of a page's links belong to its article. Pure."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from distributor.ingest.address import canonical_address, is_web_address
from distributor.ingest.entry import Enclosure
from distributor.ingest.markup import Node
from distributor.ingest.page_cut import cut_other_news
from distributor.ingest.page_facts import urljoin_safely
from distributor.text.tidy import shorten, squeeze

MOST_ATTACHMENTS = 10
LONGEST_ADDRESS = 2000
LONGEST_TITLE = 500

ATTACHMENT_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rtf": "application/rtf",
}
_ENDING = re.compile(r"\.(pdf|docx?|xlsx?|rtf)$", re.IGNORECASE)
_BOX = re.compile(
    r"(?:^|[\s_-])(?:attach\w*|dinh-?kem|tep-?dinh-?kem|tepdk|file-?dinh-?kem|files?|download\w*|tai-?ve|tai-?lieu|van-?ban-?kem)(?:$|[\s_-])"
)
_BOX_HEADING = re.compile(
    r"(?:các\s+)?(?:tệp|tập\s+tin|file|tài\s+liệu|văn\s+bản)\s+(?:đính\s+)?kèm|đính\s+kèm|tải\s+về", re.IGNORECASE
)
_EMPTY_WORDS = re.compile(
    r"(?:tải\s+(?:về|xuống|file|tệp)|download|xem(?:\s+file)?|tại\s+đây|file(?:\s+đính\s+kèm)?|\W*)", re.IGNORECASE
)


def file_type(address: str, mime: str = "") -> str:
    """Return the MIME type of an attachment by its address or by what a source says; '' for what is none."""
    if found := file_ending(address):
        return ATTACHMENT_TYPES[found]
    mime = mime.partition(";")[0].strip().lower()
    return mime if mime in ATTACHMENT_TYPES.values() else ""


def file_ending(address: str) -> str:
    """Return `pdf`, `docx`, …: of the path, or of a value of the query (`?file=abc.pdf`); '' for none."""
    try:
        parts = urlsplit(address)
        values = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    except ValueError:
        return ""
    return next((match[1].lower() for value in values if (match := _ENDING.search(unquote(value).strip()))), "")


def attached_files(enclosures: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """Return those that are attachments, each address once, with their types; at most `MOST_ATTACHMENTS`."""
    kept: dict[str, Enclosure] = {}
    for each in enclosures:
        mime = file_type(each.address, each.mime)
        if mime and len(each.address) <= LONGEST_ADDRESS and is_web_address(each.address):
            identity = canonical_address(each.address) or each.address
            kept.setdefault(identity, Enclosure(each.address, mime, each.length, shorten(each.title, LONGEST_TITLE)))
        if len(kept) == MOST_ATTACHMENTS:
            break
    return tuple(kept.values())


def page_attachments(page: Node, base: str, heading: str, paragraph: str) -> tuple[Enclosure, ...]:
    """Return the attachments of the article on a page: linked or embedded beside its words, or in a box for files.

    `heading`, `paragraph`: the article's title and its longest paragraph, by which its frame is found.
    """
    cut_other_news(page)
    frame = _frame(page, heading, paragraph)
    found = []
    for node in page.all("a", "iframe", "embed", "object"):
        reference = node.attribute({"a": "href", "object": "data"}.get(node.tag, "src"))
        address = _embedded(urljoin_safely(base, reference))
        if address and file_ending(address) and (_in_box(node) or (frame is not None and node.is_in(frame))):
            found.append(Enclosure(address, title=link_title(node, address)))
    return attached_files(found)


def link_title(node: Node, address: str) -> str:
    """The link's own words; where they say nothing, the file's name."""
    words = node.text or squeeze(node.attribute("title"))
    if _EMPTY_WORDS.fullmatch(words):
        words = squeeze(node.attribute("title"))
    if not words or _EMPTY_WORDS.fullmatch(words):
        words = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    return shorten(squeeze(words), LONGEST_TITLE)


def _embedded(address: str) -> str:
    """Return the address of the file that a viewer (`docs.google.com/viewer?url=…`) shows."""
    parts = urlsplit(address)
    if "viewer" in parts.path or "gview" in parts.path:
        for name, value in parse_qsl(parts.query):
            if name in {"url", "file", "src"} and is_web_address(value):
                return value
    return address


def _frame(page: Node, heading: str, paragraph: str) -> Node | None:
    """The smallest element that holds the article's title and words."""
    start = _bearer(page, paragraph) or _bearer(page, heading)
    if start is None:
        return None
    frame = start
    for above in start.ancestors():
        if above.tag in {"body", "html"}:
            break
        frame = above
        if above.tag in {"article", "main"} or (heading and any(heading in each.line() for each in _headings(above))):
            break
    return frame


def _headings(node: Node) -> Iterator[Node]:
    return node.all("h1", "h2", "h3", "div", "td", "p", "span", "font", "b", "strong")


def _bearer(page: Node, words: str) -> Node | None:
    """The innermost element with these words."""
    if not words:
        return None
    start = words[:80]
    found = None
    for node in page.all("p", "div", "td", "li", "span", "section", "article", "h1", "h2", "h3", "font", "b", "strong"):
        if (found is None or node.is_in(found)) and start in node.text:
            found = node
    return found


def _in_box(node: Node) -> bool:
    """Return True if a link stands in a box for files: by the name of an element round it, or by the heading over it."""
    for distance, above in enumerate(node.ancestors()):
        if above.tag in {"body", "html"} or distance == 5:
            return False
        if _BOX.search(above.names):
            return True
        before = above.element.getprevious()
        if before is not None and isinstance(before.tag, str):
            text = Node(before).text
            if len(text) < 60 and _BOX_HEADING.search(text):
                return True
    return False
