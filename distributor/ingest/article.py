"""The one typed wrapper round trafilatura: an article's page becomes its words, date, picture and attachments.

Steps: read what the page says of itself; cut what is not the article (menus, buttons, other news); take the body from where the
profile says, else from what trafilatura finds; drop the lines that are buttons, counters or the heading again; make it safe.
A file in the page's place (a PDF that was pasted) is an article of its own words.
"""

import html
import re
from collections.abc import Collection, Sequence
from copy import deepcopy

import trafilatura
import trafilatura.settings

from distributor.ingest.attachments import file_kind, read_attachment
from distributor.ingest.charset import decode
from distributor.ingest.entry import Article, Enclosure, UnreadableSource
from distributor.ingest.fetch import Fetched
from distributor.ingest.furniture import furniture_of, is_furniture_that_may_go, is_time_of_posting
from distributor.ingest.marks import find_marks
from distributor.ingest.markup import BLOCKS, Node, parse_fragment, parse_page
from distributor.ingest.page_cut import cut_before_title, cut_furniture, links_share
from distributor.ingest.page_facts import PageFacts, base_of, facts_of, own_address, urljoin_safely
from distributor.ingest.page_files import attached_files, file_ending, link_title, page_attachments
from distributor.ingest.page_heading import published_of, title_of
from distributor.ingest.page_pictures import picture_of
from distributor.ingest.plain import title_of_document
from distributor.ingest.profiles import ArticleRules, Profile
from distributor.reading_states import AttachmentState
from distributor.text.tidy import plain, sanitise, shorten, squeeze
from phrases import phrase

LONGEST_TITLE = 1000
LONGEST_SUMMARY = 600
LEAST_WORDS = 40
"""Characters below which trafilatura is not believed to have found the article."""
LONGEST_STAMP = 40
_CONFIG = deepcopy(trafilatura.settings.DEFAULT_CONFIG)
# Below this size it takes all words of a page as one paragraph; many notices are shorter than its own figure.
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(LEAST_WORDS))
_LAYOUT_CELL = 500
_NUMBER_LINE = re.compile(r"^\s*Số\s*:\s*(\d[^\s,;]*/[^\s,;]+)", re.MULTILINE)
_LEAD_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|chapeau|standfirst|tom-?tat|trich-?dan|mo-?ta|intro|excerpt|summary|description)(?:$|[\s_-])"
)
LONGEST_LEAD = 900


def read_page(
    fetched: Fetched, profile: Profile | None = None, *, site_pictures: Collection[str] = (), title: str = ""
) -> Article:
    """The article on a page. `site_pictures`: identities (`pictures.picture_identity`) of pictures that are the site's.

    `title`: what a link to the page called it; it stands if the page shows it as a line of its own.
    Raises `UnreadableSource` for what is neither a page nor a file that is read, and for a page without words.
    """
    address = fetched.final_address
    if kind := file_kind(fetched.body):
        return _read_file(fetched, kind)
    text = decode(fetched.body, fetched.charset).text
    if "\x00" in text[:1000] or not ("<" in text[:2000] and ">" in text):
        raise UnreadableSource(phrase("ingest.article.no-html", address=address))
    page = parse_page(text, address)
    facts = facts_of(page, address)
    rules = profile.article if profile is not None else ArticleRules()
    base = base_of(page, address)
    for each in rules.drop:
        for node in page.select(each):
            node.remove()
    title = title_of(page, facts, rules, title)
    published, sections = published_of(page, facts, rules, title), _sections(page, facts, rules)
    whole = deepcopy(page.element)
    files = frozenset(node.text for node in page.all("a") if file_ending(node.attribute("href")))
    body = _body(page, rules, base, title, files, sections)
    words = plain(body)
    if not title and not words:
        raise UnreadableSource(phrase("ingest.article.none", address=address))
    front = next(iter(facts.pictures), "")
    return Article(
        address=own_address(Node(whole), address),
        title=shorten(title or squeeze(words.split("\n", 1)[0]), LONGEST_TITLE),
        text=words,
        html=body,
        summary=_summary(page, facts, rules, words),
        published=published,
        picture=picture_of(Node(whole), body, words, facts, rules, set(site_pictures)),
        front_picture=front,
        attachments=_attachments(Node(whole), body, base, title, words, rules),
        sections=sections,
    )


def is_one_article(page: Node, facts: PageFacts) -> bool:
    """Return True if a page is one article rather than a list of links to many: as it says, else by how much it has to read."""
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


def _read_file(fetched: Fetched, kind: str) -> Article:
    read = read_attachment(fetched.body, fetched.content_type, fetched.final_address)
    name = fetched.final_address.split("?")[0].rsplit("/", 1)[-1]
    heading, document_type = title_of_document(read.text) if read.text else ("", "")
    if document_type and (number := _NUMBER_LINE.search(read.text[:1500])):
        heading = f"{document_type.capitalize()} số {number[1]} {heading[len(document_type) :].strip()}"
    if not heading and read.state is not AttachmentState.SCAN:
        raise UnreadableSource(
            phrase(
                "ingest.article.unreadable",
                address=fetched.final_address,
                problem=read.problem or phrase("ingest.article.no-words"),
            )
        )
    markup = "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in read.text.split("\n") if each.strip())
    return Article(
        address=own_address(parse_fragment(""), fetched.final_address),
        title=heading or f"Tệp {name}",
        text=plain(markup),
        html=markup,
        attachments=attached_files([Enclosure(fetched.final_address, kind, len(fetched.body), heading or name)]),
        sections=(document_type,) if document_type else (),
        doubts=() if heading else (phrase("ingest.article.file", problem=read.problem),),
    )


def _sections(page: Node, facts: PageFacts, rules: ArticleRules) -> tuple[str, ...]:
    if rules.category is not None and (found := page.words(rules.category)):
        return tuple(dict.fromkeys(found[:5]))
    return facts.sections


def _body(
    page: Node, rules: ArticleRules, base: str, title: str, files: Collection[str], said_before: Collection[str]
) -> str:
    """Safe HTML of the article's words.

    `title` and names of `files` are no part of them; `said_before`: lines that are not at their beginning.
    """
    if rules.body is not None and (found := page.select(rules.body)):
        markup = "".join(node.markup() for node in found)
    else:
        cut_furniture(page)
        stamps = _stamps(page)
        cut_before_title(page, title)
        leads = _leads(page)
        markup = _extracted(page)
        said = squeeze(plain(sanitise(markup)))
        markup = "".join(f"<p>{html.escape(each)}</p>" for each in leads if each[:80] not in said) + markup
        markup = "".join(f"<p>{html.escape(each)}</p>" for each in stamps if each not in markup) + markup
    return _tidied(sanitise(markup, base), {title, *files}, said_before)


def _stamps(page: Node) -> list[str]:
    """Short lines over an article that must hold it («LƯU HÀNH NỘI BỘ»): too short to be taken for the article's words."""
    found = [
        text
        for node in page.all("div", "p", "span", "font", "b", "strong", "td")
        if (text := node.line(LONGEST_STAMP)) and not any(True for _ in node.all("a")) and find_marks("", text)
    ]
    return list(dict.fromkeys(found))


def _leads(page: Node) -> list[str]:
    """Return what stands between title and article in a box of its own."""
    found = [
        text
        for node in page.all("div", "p", "h2", "h3", "section", "span")
        if _LEAD_NAMES.search(node.names)
        and len(text := node.line(LONGEST_LEAD)) >= LEAST_WORDS
        and links_share(node) < 0.3
    ]
    return list(dict.fromkeys(found))[:1]


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
    """Return the mark-up without lines that are not the article's: buttons, counters, the time of posting, what is said
    elsewhere."""
    tree = parse_fragment(markup)
    elsewhere = {squeeze(each).casefold() for each in said_elsewhere if each}
    before = {squeeze(each).casefold() for each in said_before}
    _drop_lines(tree)
    has_begun = False
    for node in list(tree.all(*BLOCKS)):
        if node == tree or node.tag in {"td", "th"}:
            continue
        text = _without_title(node.line(LONGEST_TITLE), elsewhere)
        if any(True for _ in node.all("img")):
            if text and (is_furniture_that_may_go(text) or is_time_of_posting(text.strip("() "))):
                node.drop_words()
            continue
        if not text and (node.tag == "hr" or len(node.text) > LONGEST_TITLE):
            has_begun = True
        elif (
            not text
            or is_furniture_that_may_go(text)
            or (not has_begun and (is_time_of_posting(text.strip("() ")) or text.casefold() in before))
        ):
            node.remove()
        elif not any(child.tag in BLOCKS for child in node.children()):
            has_begun = True
    inner = html.escape(tree.element.text or "", quote=False)
    return sanitise(inner + "".join(child.markup() + (child.element.tail or "") for child in tree.children()))


def _drop_lines(tree: Node) -> None:
    """The article's lines as a plain text has them: what is furniture where it stands goes."""
    leaves = [
        node
        for node in tree.all(*BLOCKS)
        if node != tree
        and node.tag not in {"hr", "td", "th"}
        and not any(child.tag in BLOCKS for child in node.children())
        and not any(True for _ in node.all("img"))
    ]
    furniture = furniture_of([node.line(LONGEST_TITLE) or "x" * LONGEST_TITLE for node in leaves])
    for place in furniture:
        leaves[place].remove()


def _without_title(text: str, titles: Collection[str]) -> str:
    """The line without the title at its beginning."""
    folded = text.casefold()
    return next((text[len(each) :].strip() for each in titles if folded.startswith(each)), text)


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
        named = list(page_attachments(page, base, title, _longest(words)))
    linked = [
        Enclosure(node.attribute("href"), title=link_title(node, node.attribute("href")))
        for node in parse_fragment(body).all("a")
        if node.attribute("href")
    ]
    return attached_files([*named, *linked])


def _longest(words: str) -> str:
    paragraphs: Sequence[str] = words.split("\n")
    return squeeze(max(paragraphs, key=len, default=""))
