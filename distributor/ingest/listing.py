"""A listing page becomes rows: by the profile's selectors, else by general rules. Pure.

Without a profile a row is a link to a page of the same site that carries a title, outside of menus; of the shapes that the
addresses have (folder, names in the query) those that several links share are articles.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from distributor.ingest.address import address_identity, canonical_address, is_site_root
from distributor.ingest.dates import page_instant
from distributor.ingest.entry import ListingEntry
from distributor.ingest.furniture import OTHERS, is_furniture_line
from distributor.ingest.markup import Node
from distributor.ingest.page_cut import cut_furniture
from distributor.ingest.page_facts import bare_host, urljoin_safely
from distributor.ingest.profiles import ListingRules
from distributor.text.tidy import one_line, shorten, squeeze

LEAST_TITLE = 20
LEAST_WORDS = 4
LEAST_ROWS = 2
LONGEST_SUMMARY = 1000
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|mp3|mp4|css|js|xml|rss)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:xem\s+(?:thêm|chi\s+tiết|tiếp)|chi\s+tiết|đọc\s+(?:thêm|tiếp)|read\s+more)\W*", re.IGNORECASE
)


def rows_of(page: Node, base: str, rules: ListingRules | None) -> list[ListingEntry]:
    """Rows in the page's order, each address once. A row that names no page is left out."""
    found = _by_rules(page, base, rules) if rules is not None else _by_general_rules(page, base)
    once: dict[str, ListingEntry] = {}
    for row in found:
        identity = address_identity(canonical_address(row.link))
        if identity and (identity not in once or len(row.title) > len(once[identity].title)):
            once[identity] = row
    return list(once.values())


def next_page(page: Node, base: str, rules: ListingRules | None) -> str:
    """The address of the page with older entries, '' if the profile names none or the page has none."""
    if rules is None or rules.next is None:
        return ""
    return next((link for node in page.select(rules.next) if (link := _link_in(node, base))), "")


def _by_rules(page: Node, base: str, rules: ListingRules) -> Iterator[ListingEntry]:
    for entry in page.select(rules.entries):
        if rules.link is not None:
            links = [urljoin_safely(base, each) for each in entry.words(rules.link)]
            link = next((each for each in links if each), "")
        else:
            link = _link_in(entry, base)
        if not link or (rules.keep is not None and not rules.keep.search(link)):
            continue
        titles = entry.words(rules.title) if rules.title is not None else []
        title = titles[0] if titles else max((node.text for node in entry.all("a")), key=len, default="")
        dates = entry.words(rules.date) if rules.date is not None else [entry.text]
        summaries = entry.words(rules.summary) if rules.summary is not None else []
        yield ListingEntry(
            link,
            one_line(title),
            next((found for each in dates if (found := page_instant(each, rules.date_format))), None),
            shorten(summaries[0], LONGEST_SUMMARY) if summaries else "",
            tuple(entry.words(rules.category)[:5]) if rules.category is not None else (),
        )


def _link_in(node: Node, base: str) -> str:
    return next((link for each in node.all("a") if (link := urljoin_safely(base, each.attribute("href")))), "")


def _by_general_rules(page: Node, base: str) -> list[ListingEntry]:
    cut_furniture(page)
    groups: dict[tuple[str, ...], list[tuple[Node, str, str]]] = defaultdict(list)
    own = canonical_address(base)
    for node in page.all("a"):
        link = urljoin_safely(base, node.attribute("href"))
        title = _title_of(node)
        if link and _is_article_link(link, own) and _is_title(title):
            groups[_shape(link)].append((node, link, title))
    several = [group for group in groups.values() if len({link for _, link, _ in group}) >= LEAST_ROWS]
    # Pages about the office have long names too, but few of them share a shape: what is far rarer than the news is left out.
    most = max((len(group) for group in several), default=0)
    taken = {id(node.element) for group in several if len(group) * 5 >= most for node, _, _ in group}
    ordered = [each for group in groups.values() for each in group if id(each[0].element) in taken]
    place = {node: position for position, node in enumerate(page.all("a"))}
    links = {node: link for node, link, _ in ordered}
    ordered.sort(key=lambda each: place[each[0]])
    return [_general_row(node, link, title, links) for node, link, title in ordered]


def _title_of(node: Node) -> str:
    words = node.text
    if len(words) < LEAST_TITLE:
        alternatives = [node.attribute("title"), *(image.attribute("alt") for image in node.all("img"))]
        words = max([words, *(squeeze(each) for each in alternatives)], key=len)
    return one_line(words)


def _is_title(title: str) -> bool:
    return (
        len(title) >= LEAST_TITLE
        and len(title.split()) >= LEAST_WORDS
        and not _NO_TITLE.fullmatch(title)
        and not OTHERS.fullmatch(title)
        and not is_furniture_line(title)
    )


def _is_article_link(link: str, own: str) -> bool:
    canonical = canonical_address(link)
    if not canonical or is_site_root(canonical) or address_identity(canonical) == address_identity(own):
        return False
    one, other = urlsplit(canonical), urlsplit(own)
    same_site = bare_host(one.hostname or "") == bare_host(other.hostname or "") and one.port == other.port
    return same_site and not _FILES.search(one.path)


def _shape(link: str) -> tuple[str, ...]:
    """Return what the addresses of a site's articles have in common: folder, ending and the names in the query."""
    parts = urlsplit(link)
    folder, _, last = parts.path.rpartition("/")
    ending = last.rpartition(".")[2] if "." in last else ""
    names = tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
    depth = re.sub(r"\d+", "0", folder)
    # A query that names the article lies on one path; where the path names it, its folder may hold the year or the section.
    return (
        (parts.path, *names)
        if names
        else (depth.split("/")[1] if depth.count("/") > 1 else depth, ending, str(depth.count("/")))
    )


def _general_row(node: Node, link: str, title: str, links: Mapping[Node, str]) -> ListingEntry:
    """The link with what stands in its block: the date, and some words that may be the summary."""
    block = node
    for above in node.ancestors():
        if above.tag in {"body", "html", "main"}:
            break
        if any(links.get(each, link) != link for each in above.all("a")):
            break
        block = above
    text = block.text
    rest = squeeze(text.replace(title, " ", 1))
    dates: Sequence[str] = [time.attribute("datetime") or time.text for time in block.all("time")]
    published = next((found for each in [*dates, rest] if (found := page_instant(each))), None)
    paragraphs = [each.text for each in block.all("p", "div", "span", "td") if not any(True for _ in each.all("a"))]
    summary = max((each for each in paragraphs if not is_furniture_line(each)), key=len, default="")
    return ListingEntry(link, title, published, shorten(summary, LONGEST_SUMMARY) if len(summary) >= 60 else "")
