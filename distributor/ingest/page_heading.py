"""What an article's page calls itself and when it was published, as a reader sees it. Pure.

Titles: the profile's, the heading that the page's own title repeats, what a link called it, what the page says of itself, what is
drawn as one. Days: the profile's, what the page says of itself, the line below the title; today's day in a header is none.
"""

import re
from datetime import datetime

from distributor.ingest.dates import page_instant
from distributor.ingest.furniture import is_furniture_line, is_time_of_posting
from distributor.ingest.markup import BLOCKS, Node
from distributor.ingest.page_facts import PageFacts, is_site_name
from distributor.ingest.profiles import ArticleRules
from distributor.text.tidy import one_line, squeeze

LONGEST_DRAWN_TITLE = 300
_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:post-?|news-?|article-?|entry-?|detail-?|header-?)?(?:title|heading|tieu-?de(?:-?bai)?|ten-?bai|ten-?tin|td-?tin|tdtin)(?:$|[\s_-])"
    r"|(?:lbl|txt)(?:title|tieude)(?:$|[\s_-])"
)
_LINES = ("span", "font", "em", "i", "small", "b", "strong", "label", "dd")
_LABEL = re.compile(r"(?:đăng|cập\s+nhật|xuất\s+bản|tạo|đưa\s+tin|published|updated|posted)", re.IGNORECASE)
_HOUR = re.compile(r"\d\s?[:hg]\s?\d{2}", re.IGNORECASE)


def title_of(page: Node, facts: PageFacts, rules: ArticleRules, called: str) -> str:
    """Return the title of a page. `called`: what a link to the page called it; it stands if the page shows it as a line of its
    own."""
    if rules.title is not None and (found := page.words(rules.title)):
        return one_line(found[0])
    headings = [each for node in page.all("h1") if len(each := node.text) > 3]
    shown = f"{facts.document_title} {facts.meta.get('og:title', '')}".casefold()
    for heading in headings:
        if squeeze(heading).casefold() in squeeze(shown) and not is_site_name(heading, facts.site_name):
            return heading
    if called and any(node.line(len(called)) == called for node in page.all(*BLOCKS, "span", "font", "b", "strong")):
        return called
    # Many portals call every page by the site's own name; then the heading that is drawn as one is the title.
    if facts.heading and not is_site_name(facts.heading, facts.site_name):
        return facts.heading
    drawn = (
        node.line(LONGEST_DRAWN_TITLE)
        for node in page.all("h2", *BLOCKS, "span", "font", "b", "strong")
        if _TITLE_NAMES.search(node.names)
    )
    candidates = [each for each in [*headings, *drawn] if not is_site_name(each, facts.site_name)]
    likely = next((each for each in candidates if 15 <= len(each) <= LONGEST_DRAWN_TITLE), "")
    return likely or facts.heading or next(iter(candidates), "")


def title_node(page: Node, title: str) -> Node | None:
    """Return the element where the page shows its title as a heading or a line of its own."""
    if not title:
        return None
    lines = [node for node in page.all("h1", "h2", "h3", *BLOCKS, *_LINES) if node.line(len(title) + 40) == title]
    headings = [node for node in lines if node.tag in {"h1", "h2", "h3"} or _TITLE_NAMES.search(node.names)]
    return next(iter([*headings, *lines]), None)


def published_of(page: Node, facts: PageFacts, rules: ArticleRules, title: str) -> datetime | None:
    """Aware UTC; None if the page does not tell."""
    if rules.date is not None:
        for written in page.words(rules.date):
            if found := page_instant(written, rules.date_format):
                return found
    for written in facts.dates:
        if found := page_instant(written):
            return found
    for node in page.all("time"):
        if found := page_instant(node.attribute("datetime") or node.text):
            return found
    heading = title_node(page, title)
    dated, has_begun = list[tuple[int, datetime]](), False
    for node in page.all(*BLOCKS, *_LINES):
        has_begun = has_begun or node == heading
        text = node.line(80)
        if not text:
            continue
        if has_begun and heading is not None and text.startswith(title):
            text = text[len(title) :]
        text = text.strip(" ()[]|")
        if text and (is_furniture_line(text) or is_time_of_posting(text)) and (found := page_instant(text)):
            # Below the title, else labelled or with its hour; a bare day above it is today's.
            rank = 0 if has_begun else 1 if _LABEL.search(text) else 2 if _HOUR.search(text) else 3
            dated.append((rank, found))
            if rank == 0:
                return found
    return min(dated, key=lambda each: each[0])[1] if dated else None
