"""Is this ours? An address, an account's name, a number or a message that somebody pasted. Pure: what we know is handed in.

"Official" is answered for an exact address or account only. Names of senders, numbers and words can be forged by anybody, so that
what matches is at most something like what was sent; and one link or number that is not ours makes all of it not ours.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from distributor.compose.ornaments import EMOJI
from distributor.report.official import OfficialAccount, official_rules
from distributor.report.own_messages import is_private_path
from distributor.report.own_words import ChangedWords, MadeOf, PublicWords, added_round, changed_in, made_of
from distributor.text.plain import INVISIBLE

LONGEST = 5_000
MOST_LINKS = 20
"""Of a message; one with more is nobody's of ours, and costs no look at each."""
_HIDDEN = re.compile(
    rf"{INVISIBLE.pattern}|[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u3164\ufe00-\ufe0f\uffa0]"
)
_CHUNK = re.compile(r"""[^\s<>"“”‘’'«»(){}\[\]，、]+""")
_BARE_HOST = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+([^\W\d_]{2,24}|xn--[\w-]+)(?![\w-])")
_BROKEN_UP = re.compile(r"hxxps?|\[\.\]|\(\.\)|\[dot\]|\bdot\s+(?:com|vn|net)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w/.,-])\+?\(?\d[\d .()\-]{5,16}\d(?![\w/%])")
_DAY = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-]\d{4}")
_ENDS = ".,;:!?…"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ANY_CASE = ("x", "facebook")
"""Channels whose addresses are the same in capitals; elsewhere another case is another account."""


class Authenticity(StrEnum):
    OFFICIAL = "official"
    """Exactly the address or the account."""
    SENT = "sent"
    """Such a message was sent; who sent this one nobody can tell by its words."""
    PUBLISHED = "published"
    """What stands on our public pages, in our feeds or in what they share."""
    KIND = "kind"
    """Of a kind that Loa sends to single citizens; whether it sent this one is not told."""
    CLAIMED = "claimed"
    """A name, a number or an address of mail that is ours, and that anybody can write."""
    AROUND = "around"
    """Ours within words of somebody else's before or after."""
    ALTERED = "altered"
    """Nearly, or in part, the words of what we said; these are not ours."""
    NOT_EXACT = "not_exact"
    """Nearly one of our addresses; only the exact one is ours."""
    CLOSED = "closed"
    """An account that was ours; what is new there is not."""
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"
    EMPTY = "empty"


_ON_OUR_SITE = (Authenticity.OFFICIAL, Authenticity.NOT_EXACT, Authenticity.KIND)


_WITHIN = (
    Authenticity.SENT, Authenticity.PUBLISHED, Authenticity.AROUND, Authenticity.KIND, Authenticity.ALTERED,
)  # fmt: skip
"""What is told of a message behind the mark of a program that passed it on."""


@dataclass(frozen=True)
class JudgedPaste:
    """`strange`: links and numbers that are not ours. `account`: whose address or name it is. `hidden`: has invisible signs.

    `changed`, `path`: where the message differs from ours, or what stands around it, and the page that has the right words.
    """

    verdict: Authenticity
    strange: tuple[str, ...] = ()
    account: OfficialAccount | None = None
    hidden: bool = False
    changed: tuple[ChangedWords, ...] = ()
    path: str = ""


@dataclass(frozen=True)
class KnownAsOurs:
    """The things that are known as ours. `page`: a path of our site; `post`: an address of a post on a platform; `alike`: what
    we said in these words, or in the nearest to them; `mail`: the address that our mails come from; `own_kind`: whether it is
    the wording of what we send to single citizens."""

    public_url: str
    accounts: Sequence[OfficialAccount]
    page: Callable[[str], bool]
    post: Callable[[str], bool]
    alike: Callable[[str], PublicWords | None]
    mail: str = ""
    own_kind: Callable[[str], bool] = lambda _: False


def judge(text: str, known: KnownAsOurs) -> JudgedPaste:
    """Judge whether a text is ours. `text`: as pasted, at most LONGEST characters."""
    pasted = text.strip()
    if (mark := forwarding_mark(pasted)) and (inner := _judged(pasted[len(mark) :].strip(), known)).verdict in _WITHIN:
        return inner
    return _judged(pasted, known)


def _judged(pasted: str, known: KnownAsOurs) -> JudgedPaste:
    hidden = _has_hidden(pasted)
    if not _HIDDEN.sub("", pasted).strip():
        return JudgedPaste(Authenticity.EMPTY)
    links, numbers = links_in(pasted), numbers_in(pasted)
    if pasted.casefold() == known.mail.casefold():
        return JudgedPaste(Authenticity.CLAIMED)
    if links == [pasted]:
        return _judged_address(pasted, known)
    ours = known.alike(pasted)
    if ours is not None and not hidden and (unchanged := _unchanged(pasted, ours)):
        return unchanged
    changed = changed_in(pasted, ours) if ours is not None else None
    if len(links) > MOST_LINKS:
        return JudgedPaste(Authenticity.NOT_OURS, tuple(links[MOST_LINKS:]), hidden=hidden)
    if not hidden and known.own_kind(pasted):
        return JudgedPaste(Authenticity.KIND)
    strange = _strange(links, numbers, known, ours if changed is not None else None)
    if strange:
        return JudgedPaste(Authenticity.NOT_OURS, tuple(dict.fromkeys(strange)), hidden=hidden)
    if hidden:
        return JudgedPaste(Authenticity.UNKNOWN, hidden=True)
    if not links and (named := _named(pasted, known)):
        return named
    if ours is None:
        return JudgedPaste(Authenticity.UNKNOWN)
    if added := added_round(pasted, ours):
        return JudgedPaste(Authenticity.AROUND, changed=added, path=ours.path)
    if changed is not None:
        return JudgedPaste(Authenticity.ALTERED, changed=changed, path=ours.path)
    return JudgedPaste(Authenticity.UNKNOWN)


def _unchanged(pasted: str, ours: PublicWords) -> JudgedPaste | None:
    if ours.text.split() == pasted.split():
        return JudgedPaste(Authenticity.SENT, path=ours.path)
    made = made_of(pasted, ours)
    if made is None:
        return None
    return JudgedPaste(Authenticity.PUBLISHED if made is MadeOf.WHOLE else Authenticity.ALTERED, path=ours.path)


def forwarding_mark(pasted: str) -> str:
    """Return what programs put before a message that is passed on ("Fwd: "), as it stands there; empty where there is none."""
    marks = "|".join(map(re.escape, official_rules().forwarded.marks))
    found = re.match(rf"(?:(?:>\s*|[-\s]*)(?:{marks})(?:\s*:|\s*-+|\s*\n)\s*)+(?=\S)", pasted, re.IGNORECASE)
    return found[0] if found else ""


def _strange(links: list[str], numbers: list[str], known: KnownAsOurs, ours: PublicWords | None) -> list[str]:
    """Return what is strange in a message. `ours`: what the message is made of: another office's site or telephone in that is
    not strange."""
    own = {_digits(sender) for one in known.accounts if not one.closed for sender in one.senders} - {""}
    there: set[str] = set()
    if ours is not None:
        words = ours.all_words
        there, own = set(links_in(words)), own | {_digits(number) for number in numbers_in(words)}
    found = [
        one
        for one in links
        if one not in there
        and one.casefold() != known.mail.casefold()
        and _judged_address(one, known).verdict not in _ON_OUR_SITE
    ]
    return found + [one for one in numbers if _digits(one) not in own]


def _judged_address(said: str, known: KnownAsOurs) -> JudgedPaste:
    stranger = JudgedPaste(Authenticity.NOT_OURS, (said,), hidden=_has_hidden(said))
    if not said.isascii() or not said.isprintable() or "\\" in said or said.count("://") > 1:
        return stranger
    try:
        parts = urlsplit(said if "://" in said else f"//{said}")
        port = parts.port
    except ValueError:
        return stranger
    if "@" in said or not parts.hostname or parts.scheme.lower() not in ("", "http", "https"):
        return stranger
    ours = urlsplit(known.public_url)
    scheme = parts.scheme.lower() or ours.scheme
    netloc = parts.hostname if port in (None, _DEFAULT_PORTS[scheme]) else f"{parts.hostname}:{port}"
    plain = not parts.query and not parts.fragment and "%" not in said and "?" not in said and "#" not in said
    if netloc == ours.netloc.lower():
        if plain and scheme == ours.scheme and is_private_path(parts.path):
            return JudgedPaste(Authenticity.KIND)
        feed = next((one for one in known.accounts if f"{known.public_url}{parts.path}" in one.addresses), None)
        exact = (
            plain
            and scheme == ours.scheme
            and ((feed is not None and not feed.closed) or known.page(parts.path or "/"))
        )
        return JudgedPaste(Authenticity.OFFICIAL if exact else Authenticity.NOT_EXACT, account=feed)
    if parts.scheme.lower() == "https" and known.post(said):
        return JudgedPaste(Authenticity.OFFICIAL)
    wanted = f"https://{netloc}{parts.path}"
    for one in known.accounts:
        if any(_same(address, one.channel) == _same(wanted, one.channel) for address in one.addresses):
            if one.closed:
                return JudgedPaste(Authenticity.CLOSED, (said,), account=one)
            exact = plain and parts.scheme.lower() in ("", "https")
            return JudgedPaste(Authenticity.OFFICIAL if exact else Authenticity.NOT_EXACT, account=one)
    return stranger


def _same(address: str, channel: str) -> str:
    plain = address.removesuffix("/")
    return plain.casefold() if channel in _ANY_CASE else plain


def _has_hidden(text: str) -> bool:
    """Signs that nobody sees, but for those that emoji are made of."""
    return _HIDDEN.search(EMOJI.sub("", text)) is not None


def _named(pasted: str, known: KnownAsOurs) -> JudgedPaste | None:
    """A handle is an account; a display name, a brand name and a number are what anybody can write."""
    wanted = " ".join(pasted.split()).casefold()
    for one in known.accounts:
        if one.handle and one.handle.casefold() == wanted and pasted.isascii():
            return JudgedPaste(Authenticity.CLOSED if one.closed else Authenticity.OFFICIAL, account=one)
    for one in known.accounts:
        names = {one.name.casefold(), *(sender.casefold() for sender in one.senders)}
        numbers = {_digits(sender) for sender in one.senders} - {""}
        if wanted in names or (_digits(pasted) in numbers and numbers_in(pasted) == [pasted]):
            return JudgedPaste(Authenticity.CLOSED if one.closed else Authenticity.CLAIMED, account=one)
    return None


def links_in(text: str) -> list[str]:
    """Whatever a person or a telephone would take for an address, an e-mail too; as it stands there, hidden signs and all."""
    found = []
    for chunk in _CHUNK.findall(text):
        word = chunk.rstrip(_ENDS)
        seen = unicodedata.normalize("NFKC", _HIDDEN.sub("", word))
        if "://" in seen or _has_host(seen) or _BROKEN_UP.search(seen) or re.search(r"\w@\w", seen):
            found.append(word)
    if not found and (broken := _BROKEN_UP.search(text)):
        found.append(broken[0])
    return found


def _has_host(seen: str) -> bool:
    for host in _BARE_HOST.finditer(seen):
        ending = host[1].lower()
        if ending in official_rules().links.endings or ending.startswith("xn--"):
            return True
        if not host[0].isascii() and not _is_vietnamese_capitals(host[0]):
            return True
    return False


def _is_vietnamese_capitals(word: str) -> bool:
    """`Q.Bình`, `TP.Huế`: short forms of places, not hosts."""
    return word.partition(".")[0].isupper()


def numbers_in(text: str) -> list[str]:
    """Telephone numbers and short lines, by their length and beginning; no days, no amounts. Those of three to six digits only
    after a word of calling."""
    seen = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
    found = []
    for match in _NUMBER.finditer(seen):
        said = match[0].strip(" .-(")
        digits = re.sub(r"\D", "", said)
        if not 8 <= len(digits) <= 13 or _DAY.fullmatch(said):
            continue
        if said.startswith("+") or digits.startswith(("0", "84", "1800", "1900")):
            found.append(said)
    return found + [short for short in _short_number().findall(seen) if short not in official_rules().numbers.public]


@cache
def _short_number() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{official_rules().numbers.called})\s*:?\s*(\d{{3,6}})(?![\w/%]|[ .,\-]?\d)", re.IGNORECASE
    )


def _digits(said: str) -> str:
    """`+84 912…` and `0912…` are one; empty for what is no number."""
    digits = re.sub(r"\D", "", said) if re.fullmatch(r"[+\d .()\-]+", said) else ""
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 10 else digits
