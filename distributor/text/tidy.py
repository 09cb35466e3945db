"""Text as the rest of Loa may rely on it: NFC, entities decoded, white space tidy; HTML sanitised or made plain.

Real feeds bring decomposed Vietnamese letters, entities inside CDATA (sometimes escaped twice) and buttons of the page
("Xem cỡ chữ", "In") among the words. All of that ends here, so that counting, comparing and drawing need not know of it.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from urllib.parse import urljoin

import nh3

from distributor.text.columns import with_columns

ALLOWED_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
PAGE_FURNITURE = {"xem cỡ chữ", "cỡ chữ", "đọc bài viết", "in", "in bài viết", "gửi email", "gửi qua email", "chia sẻ"}
"""Buttons of Vietnamese portals that end up in the text; dropped only where they are a whole line."""
_LONGEST_BUTTON = max(map(len, PAGE_FURNITURE))

_CLEANER = nh3.Cleaner(tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{2,}")
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_BULLET = re.compile(
    "^[ \t]*[\uf02d\uf06c\uf06e\uf071\uf076\uf077\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc][ \t]*", re.MULTILINE
)
"""Bullets of office fonts, which have no letters of their own elsewhere."""
_TAG = re.compile(r"""<(?:[^<>"]|"[^"]*")*>""")
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|table|tr|blockquote|pre|figure|figcaption|caption|hr)(?=[\s>/])[^>]*>"
)
_CELL_END = re.compile(r"</t[dh]>(?=\s*<t[dh])")
_BREAK = re.compile(r"<br\s*/?>")
_INLINE_TAG = re.compile(
    r"</?(?:[a-z]\w{0,15}:)?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strong|strike|sub|sup|u|code|cite|q|ins|del|label)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_TAGS = (
    r"(?:p|div|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|table|tbody|thead|tr|td|th|blockquote|pre|section|article|header|footer|center|img|"
    r"iframe|object|embed|video|audio|source|figure|figcaption|input|button|form|html|body|script|style|main|nav|svg|link|meta|base|wbr)"
)
_BLOCK_TAG = re.compile(
    rf"</?(?:[a-z]\w{{0,15}}:)?{_BLOCK_TAGS}(?:[\s/][^<>]*)?>|</?[a-z]\w{{0,15}}:[a-z]\w{{0,15}}(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"<(?:[a-z]\w{0,15}:)?(?P<tag>script|style|noscript|template|head|title|textarea)(?:[\s/][^<>]*)?>"
    r".*?(?:</(?:[a-z]\w{0,15}:)?(?P=tag)\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""What is no words of a text, with what stands in it; to the end where it is not closed."""
_ESCAPED_TAG = re.compile(
    rf"&(?:amp;){{0,2}}lt;(?P<tag>!--|/?(?:{_BLOCK_TAGS}|script|style|a|b|em|font|i|span|strong|u)(?![\w-])[^<>]{{0,300}}?)"
    r"&(?:amp;){0,2}gt;",
    re.IGNORECASE,
)
_ESCAPED_BLOCK = re.compile(rf"&(?:amp;){{0,2}}lt;/?(?:{_BLOCK_TAGS}|script|style)(?![\w-])", re.IGNORECASE)
_RELATIVE_REFERENCE = re.compile(
    r"""[fFcC](?:(?<=[hH][rR][eE][fF])|(?<=[sS][rR][cC]))\s*+=\s*+["']?\s*+(?![a-zA-Z][a-zA-Z0-9+.-]*:|["'\s>])"""
)


def nfc(value: str) -> str:
    """Composed Unicode: the one form that is counted, hashed and compared."""
    return value if unicodedata.is_normalized("NFC", value) else unicodedata.normalize("NFC", value)


def squeeze(value: str) -> str:
    """One line: NFC, every run of white space one blank, nothing invisible."""
    value = nfc(value)
    if not value.isprintable():
        return on_one_line(_INVISIBLE.sub("", value))
    # The blank is the only white space that is printable.
    return value.strip(" ") if "  " not in value else " ".join(value.split())


def on_one_line(value: str) -> str:
    """Every run of white space one blank, none at the ends. To take apart what is so already would cost ten times as much."""
    line = value.replace("\n", " ").strip(" ")
    # The blank is the only white space that is printable.
    return line if "  " not in line and line.isprintable() else " ".join(line.split())


def decode_entities(value: str) -> str:
    """Entities as characters, also where they were escaped twice (`&amp;aacute;`). What lacks its `;` is left alone."""
    for _ in range(3):
        if "&" not in value:
            break
        decoded = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
        if decoded == value:
            break
        value = decoded
    return value


def one_line(value: str) -> str:
    """A title: entities decoded, mark-up dropped, scripts with their words, on one line. `x < 5` keeps its sign."""
    value = decode_entities(value)
    for _ in range(3):
        if "<" not in value:
            break
        bare = _SILENT.sub("", value)
        if bare == value:
            break
        value = bare
    return squeeze(_INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", value)) if "<" in value else value)


def sanitise(markup: str, base: str = "") -> str:
    """HTML that is safe to show: known tags only, no scripts, no styles, links absolute where `base` allows it.

    Tags that were escaped once too often (`&lt;p&gt;`) count as tags; without a block among them they are somebody's words.
    """
    if "lt;" in markup and _ESCAPED_BLOCK.search(markup):
        markup = _ESCAPED_TAG.sub(r"<\g<tag>>", markup)
    if "<" not in markup:
        return nfc(html.escape(html.unescape(markup), quote=False))
    if base and _RELATIVE_REFERENCE.search(markup):

        def absolute(_tag: str, attribute: str, value: str) -> str:
            return _joined(base, value) if attribute in {"href", "src"} else value

        cleaned = nh3.clean(
            markup,
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            url_schemes=ALLOWED_SCHEMES,
            attribute_filter=absolute,
        )
    else:
        cleaned = _CLEANER.clean(markup)
    return nfc(cleaned)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference


def plain(sanitised: str) -> str:
    """The words of HTML that `sanitise` made: paragraphs parted by a blank line, page furniture dropped."""
    value = sanitised
    if "<" in value:
        # Line ends of the source are only white space in HTML; those of <br> and of blocks are real.
        if "  " in value or not value.isprintable():
            value = _SPACE.sub(" ", value)
        value = _BREAK.sub("\n", value)
        value = _CELL_END.sub(" | ", value)
        value = _BLOCK.sub("\n\n", value)
        value = _TAG.sub("", value)
    return tidy(decode_entities(value))


def tidy(value: str) -> str:
    """Plain text with tidy white space: blanks single, at most one blank line, no page furniture, tables as `a | b`."""
    value = nfc(value)
    if "  " in value or not value.replace("\n", "").isprintable():
        # Else there is no white space but single blanks and line ends, nothing invisible, and no letter of an office font.
        value = _INVISIBLE.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
        value = _BULLET.sub("- ", _LINE_SPACE.sub(" ", with_columns(value)))
    if "\n" not in value:
        stripped = value.strip()
        return "" if is_button(stripped) else stripped
    lines = (line.strip() for line in value.split("\n"))
    kept = (line for line in lines if not is_button(line))
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip()


def is_button(line: str) -> bool:
    """Return True for a line that is a button of Vietnamese portals, whatever its case."""
    return len(line) <= _LONGEST_BUTTON and line.casefold() in PAGE_FURNITURE


def shorten(value: str, limit: int) -> str:
    """Shorten a text to at most `limit` characters, cut between words, with `…` where something was cut."""
    if len(value) <= limit:
        return value
    head = value[: limit - 1]
    cut = head.rfind(" ")
    if cut >= limit // 2:
        head = head[:cut]
    return head.rstrip(" ,;:–-") + "…"


def first_sentence(value: str, limit: int) -> str:
    """The first sentence of plain text, bounded at a word border: a title for what has none."""
    paragraph = next((line for line in value.split("\n") if line.strip()), "")
    match = _SENTENCE_END.search(paragraph)
    sentence = paragraph[: match.start() + 1] if match else paragraph
    return shorten(squeeze(sentence).rstrip("."), limit)


_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÀ-ỸĐ“\"(])")


def attribute_values(markup: str, tag: str) -> list[Mapping[str, str]]:
    """The attributes of every `tag` in a piece of HTML, good enough to find pictures and announced feeds."""
    found: list[Mapping[str, str]] = []
    for match in _shape_of(tag).finditer(markup):
        pairs = _ATTRIBUTE.findall(match[1])
        found.append({name.lower(): html.unescape(a or b or c) for name, a, b, c in pairs})
    return found


@cache
def _shape_of(tag: str) -> re.Pattern[str]:
    return re.compile(rf"<{tag}\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)


_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
