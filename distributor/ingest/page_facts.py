"""What a page says of itself beside its words: title, date, address, pictures, section; in meta elements and JSON-LD. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from distributor.ingest.address import address_identity, canonical_address, is_site_root, is_web_address
from distributor.ingest.markup import Node
from distributor.text.tidy import one_line

ARTICLE_TYPES = {"article", "newsarticle", "reportagenewsarticle", "blogposting", "report", "legislation"}
_LONGEST_DATA = 200_000


@dataclass(frozen=True)
class PageFacts:
    """`meta`: by name or property in lower case, the first of each. `data`: the JSON-LD object that describes an article."""

    address: str
    document_title: str
    meta: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_article(self) -> bool:
        return bool(self.data) or self.meta.get("og:type", "").lower() == "article"

    @property
    def site_name(self) -> str:
        return one_line(self.meta.get("og:site_name", ""))

    @property
    def heading(self) -> str:
        """The title without the site's name, as far as the page tells the two apart."""
        headline = self.data.get("headline")
        if isinstance(headline, str) and headline.strip():
            return one_line(headline)
        return without_site_name(one_line(self.meta.get("og:title", "")) or self.document_title, self.site_name)

    @property
    def description(self) -> str:
        return one_line(self.meta.get("og:description", "") or self.meta.get("description", ""))

    @property
    def dates(self) -> Iterator[str]:
        """Yield the page's dates as written, best first."""
        for name in ("datePublished", "dateCreated"):
            if isinstance(value := self.data.get(name), str):
                yield value
        for name in (
            "article:published_time",
            "datepublished",
            "pubdate",
            "publishdate",
            "dc.date.issued",
            "dc.date",
            "date",
        ):
            if value := self.meta.get(name, ""):
                yield value

    @property
    def sections(self) -> tuple[str, ...]:
        section = self.data.get("articleSection")
        said = [*(section if isinstance(section, list) else [section]), self.meta.get("article:section", "")]
        return tuple(dict.fromkeys(one_line(each) for each in said if isinstance(each, str) and each.strip()))

    @property
    def pictures(self) -> list[str]:
        """Pictures that the page puts forward, absolute, best first."""
        found = [_picture_of(self.data.get("image"))]
        if not _is_declared_small(self.meta):
            found += [
                self.meta.get(name, "") for name in ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
            ]
        absolute = [urljoin_safely(self.address, each) for each in found if each]
        return list(dict.fromkeys(each for each in absolute if each))


def facts_of(page: Node, address: str) -> PageFacts:
    """Return what a page says of itself. `address`: where the page was found."""
    meta: dict[str, str] = {}
    for node in page.all("meta"):
        name = (node.attribute("property") or node.attribute("name") or node.attribute("itemprop")).lower()
        if name and (content := node.attribute("content")):
            meta.setdefault(name, content)
    title = next((node.text for node in page.all("title")), "")
    data = next((each for script in page.all("script") for each in _articles(script)), {})
    return PageFacts(_base(page, address), title, meta, data)


def own_address(page: Node, found_at: str) -> str:
    """The address the page calls its own, canonical; where it was found, if it calls the home page or less than that its own.

    Many portals name every page after the path alone: what the query names (`?cn=28&tc=9371`) must not get lost so.
    """
    found = canonical_address(found_at)
    for node in page.all("link"):
        if "canonical" in node.attribute("rel").lower().split():
            named = canonical_address(urljoin_safely(found_at, node.attribute("href")))
            if named and _is_as_good(named, found):
                return named
    return found


def _is_as_good(named: str, found: str) -> bool:
    one, other = urlsplit(named), urlsplit(found)
    if bare_host(one.hostname or "") != bare_host(other.hostname or "") or is_site_root(named):
        return False
    if one.port != other.port or address_identity(named) == address_identity(found):
        return one.port == other.port
    return bool(one.query) or not other.query or one.path.rstrip("/") != other.path.rstrip("/")


def bare_host(host: str) -> str:
    return host.lower().removeprefix("www.").removeprefix("m.")


def urljoin_safely(base: str, reference: str) -> str:
    """An absolute http(s) address, or ''."""
    reference = re.sub(r"[\t\r\n]", "", reference.strip())
    try:
        joined = urljoin(base, reference) if reference else ""
    except ValueError:
        return ""
    return joined if is_web_address(joined) else ""


def base_of(page: Node, address: str) -> str:
    """Return what relative links of a page are relative to."""
    return _base(page, address)


def without_site_name(title: str, site_name: str) -> str:
    """Return a title such as `Tin A - Cổng thông tin tỉnh` without its end, where that end is the site's name; else as it is."""
    for separator in (" | ", " - ", " – ", " — ", " :: "):
        head, found, tail = title.rpartition(separator)
        if found and head and (tail.casefold() == site_name.casefold() or _SITE_WORDS.match(tail)):
            return head.strip()
        first, found, rest = title.partition(separator)
        if found and rest and (first.casefold() == site_name.casefold() or _SITE_WORDS.match(first)):
            return rest.strip()
    return title


def is_site_name(title: str, site_name: str) -> bool:
    """Return True if a title names the site, or the kind of page ("Chi tiết tin"), and not a page of it."""
    if _NO_TITLE.fullmatch(title.strip(" .:-")) or title.casefold() == site_name.casefold():
        return True
    return bool(_SITE_WORDS.match(title) and len(title) < 90)


_NO_TITLE = re.compile(
    r"(?:(?:xem\s+|nội\s+dung\s+|thông\s+tin\s+)?chi\s+tiết(?:\s+(?:tin(?:\s+tức)?|bài(?:\s+viết)?|văn\s+bản|thủ\s+tục|thông\s+báo|nội\s+dung|sự\s+kiện))?|"
    r"tin\s+tức(?:\s*[-–]\s*sự\s+kiện)?|bài\s+viết|nội\s+dung|thông\s+báo|văn\s+bản|trang\s+chủ|home|default|untitled|new\s+page|article|detail|index)",
    re.IGNORECASE,
)
_SITE_WORDS = re.compile(
    r"(?:cổng\s+(?:thông\s+tin|ttđt|dịch\s+vụ\s+công)|cơ\s+sở\s+dữ\s+liệu|trang\s+(?:thông\s+tin|tin|chủ)|website|báo\s+điện\s+tử|sở\s+\w|ubnd\s|ủy\s+ban\s+nhân\s+dân\s|"
    r"phổ\s+biến,\s+giáo\s+dục\s+pháp\s+luật)",
    re.IGNORECASE,
)


def _base(page: Node, address: str) -> str:
    href = next((node.attribute("href") for node in page.all("base")), "")
    return urljoin_safely(address, href) or address


def _articles(script: Node) -> Iterator[Mapping[str, Any]]:
    if script.attribute("type").lower() != "application/ld+json":
        return
    text = "".join(script.pieces())
    if len(text) > _LONGEST_DATA:
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting = [content]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            kinds = each.get("@type")
            named = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.lower() in ARTICLE_TYPES for kind in named):
                yield each
            waiting += each["@graph"] if isinstance(each.get("@graph"), list) else []


def _picture_of(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url")
    return value if isinstance(value, str) else ""


def _is_declared_small(meta: Mapping[str, str]) -> bool:
    sides = [meta.get("og:image:width", ""), meta.get("og:image:height", "")]
    return any(side.isascii() and side.isdigit() and int(side) < 200 for side in sides if len(side) < 7)
