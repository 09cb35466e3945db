"""Which picture is an article's own: one in its words, else one beside them, else what the page puts forward. Pure.

What stands in a header, a footer or a column of the page is the site's, also where the page puts it forward as its own.
"""

import re
from collections.abc import Iterator

from distributor.ingest.markup import Node, parse_fragment
from distributor.ingest.page_facts import PageFacts, urljoin_safely
from distributor.ingest.pictures import is_decoration, is_generic_picture, is_tiny, picture_identity
from distributor.ingest.profiles import ArticleRules
from distributor.text.tidy import squeeze

LONGEST_ADDRESS = 2000
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:header|banner|top|topbar|footer|foot|bottom|logo|masthead|branding|nav|menu|sidebar|col-?(?:left|right)|widget|qc|adv?)"
    r"(?:$|[\s_-])"
)
_ARTICLE = re.compile(r"(?:article|entry|post|detail|news|bai|tin|content|page-header)")
_LEAST_PARAGRAPH = 60
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")


def picture_of(page: Node, body: str, words: str, facts: PageFacts, rules: ArticleRules, site: set[str]) -> str:
    """Absolute, '' if it has none of its own. `page`: whole, as it came; `site`: identities of pictures that are the site's."""
    named: list[str] = []
    if rules.picture is not None:
        named = [urljoin_safely(facts.address, each) for each in page.words(rules.picture)]
        named += [urljoin_safely(facts.address, node.attribute("src")) for node in page.select(rules.picture)]
    frames = site | {picture_identity(each) for each in _of_frames(page, facts)}
    inside = list(_shown(parse_fragment(body), facts)) or list(_shown(_around(page, words), facts))
    own = [each for each in [*named, *inside, *facts.pictures] if each and is_own(each, frames)]
    if not own:
        return ""
    # The same picture is put forward in its full size.
    return next((each for each in facts.pictures if picture_identity(each) == picture_identity(own[0])), own[0])


def is_own(address: str, site: set[str]) -> bool:
    return len(address) <= LONGEST_ADDRESS and not is_generic_picture(address) and picture_identity(address) not in site


def _shown(node: Node | None, facts: PageFacts) -> Iterator[str]:
    for image in node.all("img") if node is not None else ():
        width, height = image.attribute("width"), image.attribute("height")
        described = f"{image.attribute('alt')} {image.attribute('title')}"
        if is_tiny(width, height) or is_decoration(described, width, height):
            continue
        source = next(
            (found for name in _SOURCES if (found := image.attribute(name)) and not found.startswith("data:")), ""
        )
        if address := urljoin_safely(facts.address, source):
            yield address


def _of_frames(page: Node, facts: PageFacts) -> Iterator[str]:
    for image in page.all("img"):
        for above in image.ancestors():
            if above.tag in {"article", "main", "body"}:
                break
            is_frame = above.tag in {"header", "footer", "nav", "aside"} or _FRAME.search(above.names)
            if is_frame and not _ARTICLE.search(above.names):
                yield urljoin_safely(facts.address, image.attribute("src"))
                break


def _around(page: Node, words: str) -> Node | None:
    """The least element of the page that holds the first and the last paragraph of the article."""
    paragraphs = [each for part in words.split("\n\n") if len(each := squeeze(part)) >= _LEAST_PARAGRAPH]
    if not paragraphs:
        return None
    first, last = paragraphs[0], paragraphs[-1]
    node = next(
        (each for each in page.all("p", "div", "td", "span", "font", "h2") if each.line(len(first) + 40) == first), None
    )
    if node is None:
        return None
    for above in node.ancestors():
        if above.tag in {"body", "html", "form"}:
            return None
        if first in (text := above.text) and last in text:
            return above
    return None
