"""What stands on an article's page and is not the article: menus, buttons, counters, other news. Cut out before reading."""

import re

from distributor.ingest.markup import BLOCKS, Node
from distributor.ingest.pictures import is_tiny
from distributor.ingest.text import PAGE_FURNITURE

_NEVER = (
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "svg", "canvas", "menu",
    "input", "dialog",
)  # fmt: skip
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|navbar|breadcrumbs?|sidebar|footer|share|sharing|social|addthis|print|toolbar|tools?|cong-?cu|"
    r"related|relate|lien-?quan|tin-?khac|tinkhac|cac-tin|other-?news|comments?|binh-?luan|paging|pagination|phan-?trang|rating|"
    r"danh-?gia|luot-?xem|views?-?count|tags?-?list|co-?chu|font-?size|in-bai|gui-email|chia-?se|quang-?cao|ads?|popup|modal|"
    r"skip-?link|sr-only|visually-hidden)(?:$|[\s_-])"
)
OTHERS = re.compile(
    r"(?:các\s+)?(?:tin|bài(?:\s+viết)?|văn\s+bản)\s+(?:(?:tức\s+)?(?:khác|liên\s+quan|cùng\s+(?:chuyên\s+mục|loại)|đã\s+đưa|"
    r"cũ\s+hơn|mới\s+hơn|mới\s+nhất|nổi\s+bật|đọc\s+nhiều|xem\s+nhiều))|tin\s+tức\s+(?:khác|liên\s+quan)|bình\s+luận|ý\s+kiến\s+bạn\s+đọc",
    re.IGNORECASE,
)
_BUTTON = (
    r"(?:xem\s+cỡ\s+chữ|cỡ\s+chữ|đọc\s+bài(?:\s+viết)?|nghe\s+(?:bài(?:\s+viết)?|đọc(?:\s+bài)?)|in(?:\s+(?:bài(?:\s+viết)?|trang|ấn))?|"
    r"gửi(?:\s+(?:qua\s+)?(?:e-?mail|thư|bài(?:\s+viết)?|cho\s+bạn\s+bè))|chia\s+sẻ(?:\s+(?:bài\s+viết|qua|lên))?|facebook|zalo|twitter|"
    r"quay\s+lại|trở\s+về|về\s+đầu\s+trang|lên\s+đầu\s+trang|bản\s+in|xem\s+thêm|a[-+]{0,2}|tăng|giảm|mặc\s+định|lưu\s+tin)"
)
_LINE = re.compile(
    rf"(?:{_BUTTON}[\s:|,·•.+-]*+)++"
    r"|(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc|truy\s+cập)\s*[:\s]*[\d.,]*|(?:đã\s+xem|lượt\s+xem|views?)\s*[:\s]*[\d.,]+(?:\s*lượt(?:\s*xem)?)?"
    r"|[\d.,]+\s+lượt\s+(?:xem|đọc)|đánh\s+giá(?:\s+bài\s+viết)?\s*[:\d/.,\s]*|nguồn\s*(?:tin)?\s*:.*|(?:các\s+)?(?:tệp|tập\s+tin|file|tài\s+liệu|văn\s+bản)\s+(?:đính\s+)?kèm(?:\s+theo)?\s*:?"
    r"|(?:tác\s+giả|người\s+đăng)\s*:\s*(?:quản\s+trị|admin)\w*",
    re.IGNORECASE,
)
_TIME_LINE = re.compile(
    r"(?:(?:ngày|thời\s+gian)\s+(?:đăng|cập\s+nhật|tạo|xuất\s+bản)|cập\s+nhật(?:\s+lúc)?|đăng\s+(?:lúc|ngày)|ngày)?\s*:?\s*"
    r"(?:(?:thứ\s+\w+|chủ\s+nhật)\s*,?\s*)?(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\s,|–-]*(?:lúc\s+)?(?:\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?)?"
    r"(?:\s?(?:SA|CH|AM|PM))?(?:\s*\(?GMT\s*\+?\s*7\)?)?",
    re.IGNORECASE,
)
_TIME_LABEL = re.compile(
    r"(?:(?:ngày|thời\s+gian)\s+(?:đăng|cập\s+nhật|tạo|xuất\s+bản)|cập\s+nhật(?:\s+lúc)?|đăng\s+(?:lúc|ngày))\s*:?",
    re.IGNORECASE,
)
_SECTION_AND_TIME = re.compile(
    r"(?:[^\W\d]+\W+){0,6}?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\s,|–-]*(?:lúc\s+)?\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?(?:\s?(?:SA|CH|AM|PM))?\W*",
    re.IGNORECASE,
)
_LONGEST_LINE = 120
_MOST_LINKS_SHARE = 0.6


def is_furniture(text: str) -> bool:
    """Whether a line of its own is a button, a counter or the time of posting, and not the article's words."""
    if len(text) > _LONGEST_LINE:
        return False
    patterns = (_LINE, _TIME_LINE, _TIME_LABEL)
    return text.casefold() in PAGE_FURNITURE or any(pattern.fullmatch(text) for pattern in patterns)


def is_time_of_posting(text: str) -> bool:
    """Whether a line over an article is its section and time (`Thông báo Thứ Tư, 25/11/2026 05:22`): few words and an hour."""
    return len(text) <= _LONGEST_LINE and bool(_SECTION_AND_TIME.fullmatch(text))


def cut_furniture(page: Node) -> None:
    """Cut what is not the article out of a page's tree. What holds the page's own heading stays, whatever it is called."""
    for node in list(page.all(*_NEVER)):
        if node.tag in {"nav", "aside", "footer"} or not any(True for _ in node.all("h1")):
            node.remove()
    for node in list(page.all("img")):
        if is_tiny(node.attribute("width"), node.attribute("height")):
            node.remove()
    for node in list(page.all()):
        if node.tag in {"html", "body", "main", "article", "h1"} or not _NAMES.search(node.names):
            continue
        if next(node.all("h1"), None) is None and _mostly_links_or_short(node):
            node.remove()
    cut_other_news(page)


def cut_other_news(page: Node) -> None:
    """ "Các tin khác": its heading and the list of links that follows."""
    for node in list(page.all(*BLOCKS, "b", "strong", "span", "font", "a")):
        text = node.line(60)
        if not text or not OTHERS.fullmatch(text.strip(" :.»>…-")):
            continue
        heading = _whole_line(node)
        for after in heading.following():
            if links_share(after) < _MOST_LINKS_SHARE and after.text:
                break
            after.remove()
        heading.remove()


def _whole_line(node: Node) -> Node:
    """The outermost element that says nothing but this."""
    text = node.text
    for above in node.ancestors():
        if above.tag in {"body", "html"} or above.line(60) != text:
            return node
        node = above
    return node


def links_share(node: Node) -> float:
    """How much of an element's words are links, 0 to 1; 0 without words."""
    whole = len(node.text)
    return sum(len(link.text) for link in node.all("a")) / whole if whole else 0.0


def _mostly_links_or_short(node: Node) -> bool:
    """A careless class name on the article's own frame must not cost the article."""
    text = node.text
    return len(text) < 400 or links_share(node) > 0.4
