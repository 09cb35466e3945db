"""The one typed wrapper round lxml: an HTML page as a tree to search, cut from and write out again. No network, no entities."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, cast

from lxml import etree, html

from distributor.ingest.entry import UnreadableSource
from distributor.ingest.selectors import Selector
from distributor.text.tidy import squeeze
from phrases import phrase

MOST_CHARACTERS = 5_000_000
"""Of a page. The longest law is a tenth of it."""

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip


class Node:
    """One element of a page."""

    __slots__ = ("element",)

    def __init__(self, element: Any) -> None:
        self.element = element

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.element is other.element

    def __hash__(self) -> int:
        return hash(self.element)

    @property
    def tag(self) -> str:
        tag = self.element.tag
        return tag.lower() if isinstance(tag, str) else ""

    @property
    def text(self) -> str:
        """All its words on one line, blocks parted by a blank."""
        return squeeze(" ".join(self.pieces()))

    def line(self, longest: int = 300) -> str:
        """All its words if they are no more than `longest` characters, else ''. Costs little on an element that holds much."""
        size = 0
        for piece in self.pieces():
            size += len(piece.strip())
            if size > longest:
                return ""
        text = self.text
        return text if len(text) <= longest else ""

    def pieces(self) -> Iterator[str]:
        return cast(Iterator[str], self.element.itertext())

    def attribute(self, name: str) -> str:
        value = self.element.get(name)
        return value.strip() if isinstance(value, str) else ""

    @property
    def names(self) -> str:
        """Class and id in lower case: what the page's author calls it."""
        return f"{self.attribute('class')} {self.attribute('id')}".lower()

    @property
    def parent(self) -> "Node | None":
        above = self.element.getparent()
        return None if above is None else Node(above)

    def ancestors(self) -> Iterator["Node"]:
        return (Node(each) for each in self.element.iterancestors())

    def all(self, *tags: str) -> Iterator["Node"]:
        """Itself and what is in it, in the page's order; only elements, only of these tags if any are given."""
        return (Node(each) for each in self.element.iter(*(tags or (etree.Element,))))

    def children(self) -> list["Node"]:
        return [Node(each) for each in self.element if isinstance(each.tag, str)]

    def following(self) -> list["Node"]:
        """Its later siblings."""
        return [Node(each) for each in self.element.itersiblings() if isinstance(each.tag, str)]

    def preceding(self) -> list["Node"]:
        """Its earlier siblings."""
        return [Node(each) for each in self.element.itersiblings(preceding=True) if isinstance(each.tag, str)]

    def select(self, selector: Selector) -> list["Node"]:
        return [Node(each) for each in self._found(selector) if isinstance(each, etree._Element)]

    def words(self, selector: Selector) -> list[str]:
        """Return what the selector finds as texts: an element's words, an attribute's value; empty ones left out."""
        found = [
            Node(each).text if isinstance(each, etree._Element) else squeeze(str(each))
            for each in self._found(selector)
        ]
        return [each for each in found if each]

    def _found(self, selector: Selector) -> list[object]:
        found = _compiled(selector.xpath)(self.element)
        return found if isinstance(found, list) else [found]

    def is_in(self, other: "Node") -> bool:
        return self == other or any(each == other for each in self.ancestors())

    def remove(self) -> None:
        """Cut it out; the words after it stay."""
        if self.element.getparent() is not None:
            self.element.drop_tree()

    def drop_words(self) -> None:
        """Keep its elements only, such as pictures."""
        for each in self.element.iter():
            each.text = None
            if each is not self.element:
                each.tail = None

    def rename(self, tag: str) -> None:
        self.element.tag = tag

    def wrap_loose_words(self) -> None:
        """Wrap words that stand beside blocks, in no block of their own, in a `p`: else they are taken for no paragraph."""
        if not any(child.tag in BLOCKS for child in self.children()):
            return
        runs: list[tuple[str, list[Any]]] = [(self.element.text or "", [])]
        for child in list(self.element):
            if isinstance(child.tag, str) and child.tag.lower() in BLOCKS:
                runs += [("", [child]), (child.tail or "", [])]
            else:
                runs[-1][1].append(child)
        self.element.text = None
        for text, children in runs:
            if len(children) == 1 and isinstance(children[0].tag, str) and children[0].tag.lower() in BLOCKS:
                children[0].tail = None
                self.element.append(children[0])
            elif text.strip() or any(_says_something(child) for child in children):
                paragraph = html.Element("p")
                paragraph.text = text
                paragraph.extend(children)
                self.element.append(paragraph)
            else:
                self.element.extend(children)

    def markup(self) -> str:
        """Return the element as HTML, with what it contains."""
        return cast(str, html.tostring(self.element, encoding="unicode", with_tail=False))


def _says_something(element: Any) -> bool:
    """Return True if words or a picture are in it or right after it."""
    return (
        element.tag == "img"
        or next(element.iter("img"), None) is not None
        or bool("".join(element.itertext(with_tail=True)).strip())
    )


@cache
def _compiled(xpath: str) -> Callable[[Any], object]:
    return cast(Callable[[Any], object], etree.XPath(xpath))


def parse_page(text: str, address: str) -> Node:
    """The tree of a page, however broken its HTML. `address`: for messages. Raises `UnreadableSource`."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableSource(phrase("ingest.page.too-long", address=address, most=MOST_CHARACTERS))
    text = _XML_DECLARATION.sub("", _NOT_IN_MARKUP.sub(" ", text))
    if not text.strip():
        raise UnreadableSource(phrase("ingest.page.empty", address=address))
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        return Node(html.document_fromstring(text.encode("utf-8", "replace").decode(), parser=parser))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableSource(phrase("ingest.page.unreadable", address=address, error=str(error)[:200])) from error


def parse_fragment(markup: str) -> Node:
    """A piece of HTML under one `div`."""
    return Node(html.fragment_fromstring(markup, create_parent="div"))
