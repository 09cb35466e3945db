"""How X counts a text: weighted length, configuration v3, at most 280.

NFC first. A URL counts 23 whatever its length, an emoji sequence 2, a light code point 1 and every other 2, so Vietnamese
letters such as ạ and ế count 2. Where X's own rule needs lists that change (which bare domains become links), the count errs
upwards: a text that fits here fits there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from channels.x.configuration import x_configuration

_SETTINGS = x_configuration()
URL_WEIGHT = _SETTINGS.url_weight
_HEAVY_EXTRA = _SETTINGS.default_weight - 1

_HEAVY = re.compile("[^" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _SETTINGS.light_ranges) + "]")

# What X takes into an address, less the marks that end a sentence.
_PATH = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]*[A-Za-z0-9\-_~/#=&+%$@]"
_ENDINGS = "com|net|org|vn|info|edu|gov|biz|int|io|me|co|app|dev|asia|tv|ly|gl"
_URL = re.compile(
    rf"(?P<scheme>https?://{_PATH})"
    rf"|(?<![\w@#$./\-])(?P<bare>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+(?:{_ENDINGS})(?![\w\-])"
    rf"(?::\d+)?(?:[/?]{_PATH}|/)?)",
    re.IGNORECASE,
)
_BEFORE_URL = re.compile(r"[A-Za-z0-9@$#_＠＃]")

_PICTOGRAPH = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f004-\U0001faff]"
)
_MODIFIER = "(?:[\U0001f3fb-\U0001f3ff]|\ufe0f(?:[\U0001f3fb-\U0001f3ff])?)?"
_ELEMENT = f"{_PICTOGRAPH}{_MODIFIER}(?:[\U000e0020-\U000e007e]+\U000e007f)?"
_EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a key
    f"|{_ELEMENT}(?:\u200d{_ELEMENT})*(?!\ufe0e)"
)
_EMOJI_WEIGHT = _SETTINGS.default_weight


@dataclass(frozen=True)
class UrlSpan:
    """A URL in a text: from `start` up to `end`, and whether X takes it for one beyond doubt."""

    start: int
    end: int
    certain: bool


def urls(text: str) -> Iterator[UrlSpan]:
    """The URLs in `text`, in order."""
    for found in _URL.finditer(text):
        with_scheme = found["scheme"] is not None
        glued = found.start() > 0 and _BEFORE_URL.match(text[found.start() - 1]) is not None
        yield UrlSpan(found.start(), found.end(), certain=with_scheme and not glued)


def has_url(text: str) -> bool:
    """Return True if X may find a URL in `text`, which makes the post dearer."""
    return _URL.search(normalize("NFC", text)) is not None


def weighted_length(text: str) -> int:
    """The length of `text` as X counts it."""
    text = normalize("NFC", text)
    if "://" not in text and "." not in text:
        return _plain_weight(text)
    weight, position = 0, 0
    for span in urls(text):
        weight += _plain_weight(text[position : span.start])
        literal = 0 if span.certain else _plain_weight(text[span.start : span.end])
        weight += max(URL_WEIGHT, literal)
        position = span.end
    return weight + _plain_weight(text[position:])


def _plain_weight(text: str) -> int:
    """The weight of `text` that holds no URL."""
    if text.isascii():
        return len(text)
    rest, emoji = _EMOJI.subn("", text)
    return emoji * _EMOJI_WEIGHT + len(rest) + _HEAVY_EXTRA * len(_HEAVY.findall(rest))
