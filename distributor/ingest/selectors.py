"""Selectors of `config/sources.toml`: XPath as it stands, or CSS.

`@name` at the end of a selector of CSS asks for an attribute's value: `time@datetime`.
"""

import re
from dataclasses import dataclass

from cssselect import GenericTranslator, SelectorError, parse
from lxml import etree

from phrases import phrase

_XPATH_START = re.compile(
    r"\.{0,2}/|\(|descendant|ancestor|following|preceding|self::|child::|string\(|normalize-space"
)
_ATTRIBUTE_END = re.compile(r"\s*@([\w:-]+)$")
_CSS = GenericTranslator()


class BadSelector(ValueError):
    """Neither XPath nor CSS that can be read; the message says so in Vietnamese."""


@dataclass(frozen=True)
class Selector:
    """`written`: as in the file, `xpath`: what is searched for, relative to a node."""

    written: str
    xpath: str


def selector(written: str) -> Selector:
    """Compile a selector. Raises `BadSelector`."""
    written = written.strip()
    if not written:
        raise BadSelector(phrase("ingest.selector.empty"))
    xpath = written if _XPATH_START.match(written) else _of_css(written)
    if xpath.startswith("/"):
        xpath = f".{xpath}"
    try:
        etree.XPath(xpath)
    except etree.XPathError as error:
        raise BadSelector(phrase("ingest.selector.no-xpath", written=written, error=str(error))) from error
    return Selector(written, xpath)


def _of_css(css: str) -> str:
    found = _ATTRIBUTE_END.search(css)
    rest, ending = (css[: found.start()], f"/@{found[1]}") if found else (css, "")
    try:
        paths = [_CSS.selector_to_xpath(each, ".//", translate_pseudo_elements=True) for each in parse(rest or "*")]
    except SelectorError as error:
        raise BadSelector(phrase("ingest.selector.no-css", css=css, error=str(error))) from error
    return "|".join(f"{path}{ending}" for path in (paths if rest else ["."]))
