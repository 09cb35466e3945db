"""What stands on an article's page and is not the article: menus, buttons, counters, other news. Cut out before reading."""

import re

from distributor.ingest.furniture_words import OTHERS
from distributor.ingest.markup import BLOCKS, Node
from distributor.ingest.page_heading import title_node
from distributor.ingest.pictures import is_decoration, is_tiny

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
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_MOST_LINKS_SHARE = 0.6
_LEAST_PAGE = 600
_LEAST_PROSE = 160


def cut_furniture(page: Node) -> None:
    """Cut what is not the article out of a page's tree. What holds the page's own heading stays, whatever it is called."""
    for node in list(page.all(*_NEVER)):
        if node.tag == "form" and len(node.text) > _LEAST_PAGE:
            # Some systems put the whole page into one form.
            node.rename("div")
        elif node.tag in {"nav", "aside", "footer"} or not any(True for _ in node.all("h1")):
            node.remove()
    for node in list(page.all()):
        if node.tag not in {"html", "body"} and _HIDDEN.search(node.attribute("style").lower()):
            node.remove()
    for node in list(page.all("img")):
        width, height = node.attribute("width"), node.attribute("height")
        described = f"{node.attribute('alt')} {node.attribute('title')}"
        if is_tiny(width, height) or is_decoration(described, width, height):
            node.remove()
    for node in list(page.all()):
        if node.tag in {"html", "body", "main", "article", "h1"} or not _NAMES.search(node.names):
            continue
        if next(node.all("h1"), None) is None and _mostly_links_or_short(node):
            node.remove()
    cut_other_news(page)


def cut_before_title(page: Node, title: str) -> None:
    """Cut what stands before the title: menus, the hotline, the day. A paragraph stays, and what holds the title."""
    node = title_node(page, title)
    while node is not None and node.tag not in {"body", "html"}:
        for before in node.preceding():
            if not any(
                len(each.line(5000)) >= _LEAST_PROSE and links_share(each) < 0.3
                for each in before.all("p", "div", "td")
            ):
                before.remove()
        node = node.parent


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
    """Return how much of an element's words are links, 0 to 1; 0 without words."""
    whole = len(node.text)
    return sum(len(link.text) for link in node.all("a")) / whole if whole else 0.0


def _mostly_links_or_short(node: Node) -> bool:
    """A careless class name on the article's own frame must not cost the article."""
    text = node.text
    return len(text) < 400 or links_share(node) > 0.4
