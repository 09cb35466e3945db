"""How X sees a text: its weighted length, the URLs in it, and the text it shows (with t.co links).

Rules: configuration 3 of X's published text rules. NFC first; at most 280; every URL weighs 23; an emoji sequence
weighs 2; weight 1 for U+0000–10FF, 2000–200D, 2010–201F, 2032–2037; 2 for all else. So most Vietnamese letters with
two marks (ế, ữ, ạ …) weigh 2. Written for the sandbox alone, so that it can disagree with the adapter.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass

LIMIT = 280
URL_WEIGHT = 23

_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))

# A path may hold Latin letters with marks, Vietnamese ones among them, but must not end in punctuation.
_PATH = r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff!*';:=+,.$/%#\[\]\-_~@|&?()]"
_PATH_END = r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff=_#/+\-&@)]"
_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z_-]*[0-9A-Za-z])?"
_BARE_ENDINGS = "com|net|org|info|edu|gov|vn|io|asia|biz|app|dev|me|tv"
_URL = re.compile(
    rf"(?P<scheme>https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:]+\])(?::\d+)?)(?P<rest>(?:[/?#]{_PATH}*)?)"
    rf"|(?<![\w@.\-/$#])(?P<bare>(?:{_LABEL}\.)+(?:{_BARE_ENDINGS})(?::\d+)?)(?P<tail>(?:/{_PATH}*)?)(?![\w@])",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")
_MENTION = re.compile(r"(?<![\w!#$%&*@/])@(\w{1,15})", re.ASCII)

# One emoji: a flag of two letters, a keycap, or a pictograph with its selectors, skin tones and joined followers.
_ONE = r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
_ONE += r"\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
_MARKS = r"(?:\ufe0f|[\U0001f3fb-\U0001f3ff])*"
_EMOJI = re.compile(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3"
    rf"|{_ONE}{_MARKS}(?:[\U000e0020-\U000e007f]+)?(?:\u200d{_ONE}{_MARKS})*"
)
# These are text unless a selector or a joiner makes them pictures; alone they weigh what their code point weighs.
_TEXT_BY_DEFAULT = frozenset("©®‼⁉™ℹ")


@dataclass(frozen=True)
class Link:
    """A URL in a text; `start` and `end` count code points."""

    start: int
    end: int
    url: str

    @property
    def expanded(self) -> str:
        return self.url if "://" in self.url else f"http://{self.url}"


@dataclass(frozen=True)
class Shown:
    """The text as X gives it back, with the entities found in it."""

    text: str
    urls: tuple[dict[str, object], ...]
    hashtags: tuple[dict[str, object], ...]
    mentions: tuple[dict[str, object], ...]


def links_in(text: str) -> list[Link]:
    found = []
    for match in _URL.finditer(text):
        head = match["scheme"] or match["bare"]
        rest = _trim(match["rest"] or match["tail"] or "")
        found.append(Link(match.start(), match.start() + len(head) + len(rest), head + rest))
    return found


def weighted_length(text: str) -> int:
    composed = unicodedata.normalize("NFC", text)
    total = 0
    place = 0
    for link in links_in(composed):
        total += _weight(composed[place : link.start]) + URL_WEIGHT
        place = link.end
    return total + _weight(composed[place:])


def show(identifier: str, text: str, media_link: str | None = None, media_keys: tuple[str, ...] = ()) -> Shown:
    """The text with t.co links in place of URLs and, with media, one more t.co link at its end.

    `&`, `<` and `>` come back as HTML entities, as they do from X; the indices count code points of what comes back.
    """
    parts: list[str] = []
    urls: list[dict[str, object]] = []
    length = place = 0

    def put(piece: str) -> None:
        nonlocal length
        parts.append(piece)
        length += len(piece)

    def put_link(expanded: str, displayed: str, keys: tuple[str, ...]) -> None:
        short = f"https://t.co/{_code(f'{identifier} {len(urls)}')}"
        start = length
        put(short)
        for key in keys or ("",):
            entity: dict[str, object] = {"start": start, "end": length, "url": short}
            entity |= {"expanded_url": expanded, "display_url": displayed}
            urls.append(entity | ({"media_key": key} if key else {}))

    for link in links_in(text):
        put(html.escape(text[place : link.start], quote=False))
        put_link(link.expanded, _display(link.expanded), ())
        place = link.end
    put(html.escape(text[place:], quote=False))
    if media_link:
        if length:
            put(" ")
        put_link(media_link, "pic.x.com/" + _code(f"{identifier} media"), media_keys)
    shown = "".join(parts)
    hashtags = tuple({"start": m.start(), "end": m.end(), "tag": m[1]} for m in _HASHTAG.finditer(shown))
    mentions = tuple({"start": m.start(), "end": m.end(), "username": m[1]} for m in _MENTION.finditer(shown))
    return Shown(shown, tuple(urls), hashtags, mentions)


def _weight(text: str) -> int:
    total = 0
    place = 0
    for match in _EMOJI.finditer(text):
        if match[0] in _TEXT_BY_DEFAULT:
            continue
        total += sum(_weight_of(letter) for letter in text[place : match.start()]) + 2
        place = match.end()
    return total + sum(_weight_of(letter) for letter in text[place:])


def _weight_of(letter: str) -> int:
    code = ord(letter)
    return 1 if any(low <= code <= high for low, high in _LIGHT) else 2


def _trim(rest: str) -> str:
    """Cuts closing punctuation, and a closing bracket that the path did not open."""
    while rest:
        if not re.fullmatch(_PATH_END, rest[-1]) or (rest[-1] == ")" and rest.count("(") < rest.count(")")):
            rest = rest[:-1]
        else:
            break
    return rest


def _display(url: str) -> str:
    bare = url.partition("://")[2]
    bare = bare.removeprefix("www.").removesuffix("/")
    return bare if len(bare) <= 26 else bare[:26] + "…"


def _code(seed: str) -> str:
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:12], "big")
    code = ""
    for _ in range(10):
        number, place = divmod(number, len(alphabet))
        code += alphabet[place]
    return code
