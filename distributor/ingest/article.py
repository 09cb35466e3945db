"""The one typed wrapper round trafilatura: an article's page becomes its words, date, picture and documents.

Steps: read what the page says of itself; cut what is not the article (menus, buttons, other news); take the body from where the
profile says, else from what trafilatura finds; drop the lines that are buttons, counters or the heading again; make it safe.
A document in the page's place (a PDF that was pasted) is an article of its own words.
"""

import html
import re
from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

import trafilatura
import trafilatura.settings

from distributor.ingest.attachments import document_kind, read_attachment
from distributor.ingest.charset import decode
from distributor.ingest.dates import page_instant
from distributor.ingest.entry import Enclosure, UnreadableSource
from distributor.ingest.fetch import Fetched
from distributor.ingest.furniture import is_furniture_line, is_time_of_posting
from distributor.ingest.marks import find_marks
from distributor.ingest.markup import BLOCKS, Node, parse_fragment, parse_page
from distributor.ingest.page_cut import cut_furniture
from distributor.ingest.page_facts import PageFacts, base_of, facts_of, is_site_name, own_address, urljoin_safely
from distributor.ingest.page_files import document_ending, documents, link_title, page_documents
from distributor.ingest.pictures import is_generic_picture, is_tiny, picture_identity
from distributor.ingest.plain import title_of_document
from distributor.ingest.profiles import ArticleRules, Profile
from distributor.ingest.text import one_line, plain, sanitise, shorten, squeeze
from distributor.models import AttachmentState

LONGEST_TITLE = 1000
LONGEST_SUMMARY = 600
LEAST_WORDS = 40
"""Characters below which trafilatura is not believed to have found the article."""
LONGEST_STAMP = 40
_CONFIG = deepcopy(trafilatura.settings.DEFAULT_CONFIG)
# Below this size it takes all words of a page as one paragraph; many notices are shorter than its own figure.
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(LEAST_WORDS))
_LAYOUT_CELL = 500
LONGEST_DRAWN_TITLE = 300
_NUMBER_LINE = re.compile(r"^\s*Số\s*:\s*(\d[^\s,;]*/[^\s,;]+)", re.MULTILINE)
_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:post-?|news-?|article-?|entry-?)?(?:title|heading|tieu-?de|ten-?bai|td-?tin|tdtin)(?:$|[\s_-])"
)


@dataclass(frozen=True)
class Article:
    """Texts are NFC and plain, `html` is safe, addresses absolute. `address`: canonical. `picture`: '' if it has none of its own.

    `front_picture`: what the page puts forward of itself (`og:image`), '' if nothing: the same on several pages is a site's.
    `sections`: what the page files it under. `doubts`: why a person must look, where a document in its place has no words.
    """

    address: str
    title: str
    text: str
    html: str
    summary: str = ""
    published: datetime | None = None
    picture: str = ""
    front_picture: str = ""
    attachments: tuple[Enclosure, ...] = ()
    sections: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def read_page(
    fetched: Fetched, profile: Profile | None = None, *, site_pictures: Collection[str] = (), title: str = ""
) -> Article:
    """The article on a page. `site_pictures`: identities (`pictures.picture_identity`) of pictures that are the site's.

    `title`: what a link to the page called it; it stands if the page shows it as a line of its own.
    Raises `UnreadableSource` for what is neither a page nor a document, and for a page without words.
    """
    address = fetched.final_address
    if kind := document_kind(fetched.body):
        return _read_document(fetched, kind)
    text = decode(fetched.body, fetched.charset).text
    if "\x00" in text[:1000] or not ("<" in text[:2000] and ">" in text):
        raise UnreadableSource(f"Nội dung tại {address} không phải trang web (HTML). Hãy kiểm tra lại địa chỉ.")
    page = parse_page(text, address)
    facts = facts_of(page, address)
    rules = profile.article if profile is not None else ArticleRules()
    base = base_of(page, address)
    for each in rules.drop:
        for node in page.select(each):
            node.remove()
    title = _title(page, facts, rules, title)
    published, sections = _published(page, facts, rules), _sections(page, facts, rules)
    whole = deepcopy(page.element)
    files = frozenset(node.text for node in page.all("a") if document_ending(node.attribute("href")))
    body = _body(page, rules, base, {title, *files}, sections)
    words = plain(body)
    if not title and not words:
        raise UnreadableSource(f"Không tìm thấy bài viết nào trên trang {address}. Hãy kiểm tra lại địa chỉ.")
    front = next(iter(facts.pictures), "")
    return Article(
        address=own_address(Node(whole), address),
        title=shorten(title or squeeze(words.split("\n", 1)[0]), LONGEST_TITLE),
        text=words,
        html=body,
        summary=_summary(page, facts, rules, words),
        published=published,
        picture=_picture(page, body, facts, rules, set(site_pictures)),
        front_picture=front,
        attachments=_attachments(Node(whole), body, base, title, words, rules),
        sections=sections,
    )


def is_one_article(page: Node, facts: PageFacts) -> bool:
    """Whether a page is one article rather than a list of links to many: as it says, else by how much it has to read."""
    if facts.is_article:
        return True
    copy = Node(deepcopy(page.element))
    cut_furniture(copy)
    prose = sum(
        len(node.text)
        for node in copy.all("p", "div", "td")
        if len(node.text) > 80 and not any(child.tag in BLOCKS or child.tag == "a" for child in node.children())
    )
    links = sum(len(node.text) for node in copy.all("a") if len(node.text) > 20)
    return prose > 600 and prose > 2 * links


def _read_document(fetched: Fetched, kind: str) -> Article:
    read = read_attachment(fetched.body, fetched.content_type, fetched.final_address)
    name = fetched.final_address.split("?")[0].rsplit("/", 1)[-1]
    heading, document_type = title_of_document(read.text) if read.text else ("", "")
    if document_type and (number := _NUMBER_LINE.search(read.text[:1500])):
        heading = f"{document_type.capitalize()} số {number[1]} {heading[len(document_type) :].strip()}"
    if not heading and read.state is not AttachmentState.SCAN:
        raise UnreadableSource(f"Không đọc được tệp {fetched.final_address}: {read.problem or 'tệp không có chữ'}.")
    markup = "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in read.text.split("\n") if each.strip())
    return Article(
        address=own_address(parse_fragment(""), fetched.final_address),
        title=heading or f"Tệp {name}",
        text=plain(markup),
        html=markup,
        attachments=documents([Enclosure(fetched.final_address, kind, len(fetched.body), heading or name)]),
        sections=(document_type,) if document_type else (),
        doubts=() if heading else (f"tệp {read.problem}",),
    )


def _title(page: Node, facts: PageFacts, rules: ArticleRules, called: str) -> str:
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
        node.line(LONGEST_DRAWN_TITLE) for node in page.all("h2", *BLOCKS, "span") if _TITLE_NAMES.search(node.names)
    )
    candidates = [each for each in [*headings, *drawn] if not is_site_name(each, facts.site_name)]
    likely = next((each for each in candidates if 15 <= len(each) <= LONGEST_DRAWN_TITLE), "")
    return likely or facts.heading or next(iter(candidates), "")


def _published(page: Node, facts: PageFacts, rules: ArticleRules) -> datetime | None:
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
    for node in page.all(*BLOCKS, "span", "font", "em", "i", "small", "b", "strong"):
        text = node.line(60)
        if text and is_furniture_line(text) and (found := page_instant(text)):
            return found
    return None


def _sections(page: Node, facts: PageFacts, rules: ArticleRules) -> tuple[str, ...]:
    if rules.category is not None and (found := page.words(rules.category)):
        return tuple(dict.fromkeys(found[:5]))
    return facts.sections


def _body(
    page: Node, rules: ArticleRules, base: str, said_elsewhere: Collection[str], said_before: Collection[str]
) -> str:
    """Safe HTML of the article's words.

    `said_elsewhere`: lines that are no part of them (title, names of files); `said_before`: that are not at their beginning.
    """
    if rules.body is not None and (found := page.select(rules.body)):
        markup = "".join(node.markup() for node in found)
    else:
        cut_furniture(page)
        stamps = _stamps(page)
        markup = _extracted(page)
        markup = "".join(f"<p>{html.escape(each)}</p>" for each in stamps if each not in markup) + markup
    return _tidied(sanitise(markup, base), said_elsewhere, said_before)


def _stamps(page: Node) -> list[str]:
    """Short lines over an article that must hold it («LƯU HÀNH NỘI BỘ»): too short to be taken for the article's words."""
    found = [
        text
        for node in page.all("div", "p", "span", "font", "b", "strong", "td")
        if (text := node.line(LONGEST_STAMP)) and not any(True for _ in node.all("a")) and find_marks("", text)
    ]
    return list(dict.fromkeys(found))


def _extracted(page: Node) -> str:
    _unfold_layout_tables(page)
    for node in list(page.all("div", "td", "section", "article", "center")):
        node.wrap_loose_words()
    found = _trafilatura(page)
    fallback = max((node.markup() for node in page.all("article", "main")), key=len, default="")
    if len(plain(sanitise(found))) >= LEAST_WORDS:
        return found
    # A notice of one sentence is too short for it: then the page's own frame, or all that is left of the page.
    return fallback or next((node.markup() for node in page.all("body")), found)


def _trafilatura(page: Node) -> str:
    try:
        found = trafilatura.extract(
            deepcopy(page.element),
            output_format="html",
            include_comments=False,
            include_tables=True,
            include_images=True,
            include_links=True,
            include_formatting=True,
            with_metadata=False,
            config=_CONFIG,
        )
    except Exception:  # whatever a broken page does to it, the page's own frame is left
        return ""
    return found or ""


def _unfold_layout_tables(page: Node) -> None:
    """Old portals lay out whole pages in tables; read as data their cells would come out of order."""
    for table in list(page.all("table")):
        parts = [
            node
            for node in table.all("tbody", "thead", "tfoot", "tr", "td", "th")
            if next((above for above in node.ancestors() if above.tag == "table"), None) == table
        ]
        has_frame = any(node != table for node in table.all("table", "h1"))
        if has_frame or any(len(node.text) > _LAYOUT_CELL for node in parts if node.tag in {"td", "th"}):
            for node in [table, *parts]:
                node.rename("div")


def _tidied(markup: str, said_elsewhere: Collection[str], said_before: Collection[str]) -> str:
    """Without lines that are not the article's: buttons, counters, the time of posting, what is said elsewhere."""
    tree = parse_fragment(markup)
    elsewhere = {squeeze(each).casefold() for each in said_elsewhere}
    before = {squeeze(each).casefold() for each in said_before}
    has_begun = False
    for node in list(tree.all(*BLOCKS)):
        if node == tree or any(True for _ in node.all("img")):
            continue
        if node.tag in {"td", "th"}:
            continue
        text = node.line(LONGEST_TITLE)
        if not text and (node.tag == "hr" or node.text):
            has_begun = True
        elif (
            not text
            or is_furniture_line(text)
            or text.casefold() in elsewhere
            or (not has_begun and (is_time_of_posting(text) or text.casefold() in before))
        ):
            node.remove()
        elif not any(child.tag in BLOCKS for child in node.children()):
            has_begun = True
    inner = html.escape(tree.element.text or "", quote=False)
    return sanitise(inner + "".join(child.markup() + (child.element.tail or "") for child in tree.children()))


def _summary(page: Node, facts: PageFacts, rules: ArticleRules, words: str) -> str:
    """The article's own lead; what the page describes itself by only where the article says it too."""
    if rules.summary is not None and (found := page.words(rules.summary)):
        return shorten(found[0], LONGEST_SUMMARY)
    described = facts.description.rstrip(".… ")
    if len(described) < LEAST_WORDS:
        return ""
    for paragraph in words.split("\n\n")[:3]:
        if described[:60].casefold() in squeeze(paragraph).casefold():
            return squeeze(paragraph) if len(paragraph) <= LONGEST_SUMMARY else shorten(described, LONGEST_SUMMARY)
    return ""


def _picture(page: Node, body: str, facts: PageFacts, rules: ArticleRules, site: set[str]) -> str:
    """A picture in the article's words, else the one put forward, unless it is the site's."""
    if rules.picture is not None:
        named = [urljoin_safely(facts.address, each) for each in page.words(rules.picture)]
        named += [urljoin_safely(facts.address, node.attribute("src")) for node in page.select(rules.picture)]
    else:
        named = []
    inside = [
        node.attribute("src")
        for node in parse_fragment(body).all("img")
        if not is_tiny(node.attribute("width"), node.attribute("height"))
    ]
    inside = [each for each in (urljoin_safely(facts.address, each) for each in inside) if each]
    return next((each for each in [*named, *inside, *facts.pictures] if each and _is_own(each, site)), "")


def _is_own(address: str, site: set[str]) -> bool:
    return len(address) <= 2000 and not is_generic_picture(address) and picture_identity(address) not in site


def _attachments(
    page: Node, body: str, base: str, title: str, words: str, rules: ArticleRules
) -> tuple[Enclosure, ...]:
    if rules.attachments is not None:
        named = [
            Enclosure(address, title=link_title(node, address))
            for node in page.select(rules.attachments)
            if (address := urljoin_safely(base, node.attribute("href") or node.attribute("src")))
        ]
    else:
        named = list(page_documents(page, base, title, _longest(words)))
    linked = [
        Enclosure(node.attribute("href"), title=link_title(node, node.attribute("href")))
        for node in parse_fragment(body).all("a")
        if node.attribute("href")
    ]
    return documents([*named, *linked])


def _longest(words: str) -> str:
    paragraphs: Sequence[str] = words.split("\n")
    return squeeze(max(paragraphs, key=len, default=""))
