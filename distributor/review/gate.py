"""The gate before a post goes out by itself: why this text of this item waits for a person, as codes of `config/gate.toml`. Pure.

What holds the item itself (`Severity.NEVER`) is told by its intake, and whoever took it has seen that; the gate asks the rest:
what the item is and whether it is news, and whether the composed text is fit to be read: no letterhead, no furniture of a page,
no HTML, no fragment or heading for a point, no mere echo of the title, no blank date, no asker's name. A person's yes passes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels.sms_text import unaccent
from distributor.compose.digest_words import DIGEST
from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE
from distributor.draft.targets import ANNOUNCE
from distributor.facts import Facts, Reason, Role
from distributor.ingest.furniture import is_furniture_line, is_letterhead_line
from distributor.reasons import Severity, severity_of
from distributor.text.tidy import squeeze

_MOTTO = re.compile(
    r"cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam\s+độc\s+lập|độc\s+lập\s*[-–—.]\s*tự\s+do\s*[-–—.]\s*hạnh\s+phúc",
    re.IGNORECASE,
)
_HEAD_NUMBER = re.compile(r"(?:^|\.\s)\s*Số\s*:\s*[\d.…]{1,12}/[\w/.-]{2,40}", re.MULTILINE)
_HTML = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]{0,12}(?:\s[^<>\n]{0,200})?/?>|&(?:lt|gt|amp|nbsp|quot|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_BLANK_DAY = re.compile(
    r"ngày[ \t]*[.…_]{1,20}[ \t]*(?:tháng|/)|tháng[ \t]*[.…_]{1,20}[ \t]*năm"
    r"|ngày[ \t]+tháng[ \t]+(?:\d{1,2}[ \t]+)?năm[ \t]+20\d\d",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^\W*(?:(?:điều|chương|mục|phần|phụ\s+lục|khoản)\s+[\dIVXLC]{1,6}[.:]?\s*[^.;:!?]{0,60}|[IVX]{1,5}\.\s*[^.;:!?]{0,60})$",
    re.IGNORECASE,
)
_DANGLES = re.compile(
    r"(?:[:,;(–-]|(?<!\w)(?:và|hoặc|của|như\s+sau|gồm|tại|theo|được|là|các|những|cho|với))\s*$", re.IGNORECASE
)
_BEGINS_INSIDE = re.compile(r"^(?:và|hoặc|thì|mà|nhưng|này|đó|nêu\s+trên|[,;:.)])(?!\w)", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|#\S+|(?<!\w)\w[\w.-]{2,60}/(?:l|tin)/\w+")
_WORD = re.compile(r"[^\W_]{2,}")
_ASKER = re.compile(
    r"(?i:câu\s+hỏi\s+của|bạn\s+đọc|bạn|anh|chị|ông|bà|công\s+dân|độc\s+giả)\s+(?:(?i:anh|chị|ông|bà|bạn|đọc)\s+)?"
    r"(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s[A-ZĐÀ-Ỹ][^\W\d_]*){1,3})(?=\s*(?:\([^()\n]{0,60}\)\s*)?(?:,[^.\n]{0,60})?\s*(?:hỏi|:|\.|$))"
)
_NAMED = frozenset({Role.WHO, Role.WHERE, Role.PAPERS})
"""What a name alone may tell: "Hộ nghèo", "tại nhà trường"."""
_SHORTEST_POINT, _NEW_WORDS = 4, 4
_SHOWN = 60
_ITEM_ASKED = (ANNOUNCE, BEFORE_EFFECT, EFFECTIVE)
_NEWS_ONLY = frozenset({"not_new", "deadline_passed"})
"""Asked of an announcement; a reminder of a document is due on its day, however old that is."""


@dataclass(frozen=True)
class GatedPost:
    """A composed post, and what it is made of. `purpose`: of the post; `source`: the item's own words, without its title."""

    purpose: str
    title: str
    text: str
    source: str = ""


def gate(facts: Facts, said: GatedPost) -> tuple[Reason, ...]:
    """Return why the post waits for a person; empty if it may go out by itself, as far as its words tell."""
    purpose = said.purpose.partition(":")[0]
    found: list[Reason] = []
    if purpose in _ITEM_ASKED:
        found += [
            reason
            for reason in facts.gate
            if severity_of(reason) is not Severity.NEVER or reason.code == "untrue_now"
            if purpose == ANNOUNCE or reason.code not in _NEWS_ONLY
        ]
    if purpose in (*_ITEM_ASKED, DIGEST):
        found += _of_the_text(said)
    if purpose == ANNOUNCE:
        found += _of_the_points(facts)
        found += _of_the_asker(facts, said)
        if _is_echo(said):
            found.append(Reason("echo"))
    return tuple(dict.fromkeys(found))


def _of_the_text(said: GatedPost) -> Iterator[Reason]:
    if _MOTTO.search(said.text) or _HEAD_NUMBER.search(said.text):
        yield Reason("letterhead")
    if _HTML.search(said.text) or _HTML.search(said.title):
        yield Reason("html")
    if _BLANK_DAY.search(said.text):
        yield Reason("blank_day")
    for line in said.text.split("\n"):
        plain = squeeze(_LINK.sub(" ", line))
        if plain and plain != said.title and not _same_words(plain, said.title):
            if is_letterhead_line(plain) and plain.upper() == plain:
                yield Reason("letterhead")
            elif len(plain.split()) > 1 and is_furniture_line(plain) and not plain.endswith(":"):
                yield Reason("furniture", plain[:_SHOWN])


def _of_the_points(facts: Facts) -> Iterator[Reason]:
    for point in facts.message:
        words = point.statement.split()
        if _HEADING.match(point.statement):
            yield Reason("heading", point.statement[:_SHOWN])
        elif (
            (len(words) < _SHORTEST_POINT and point.role not in _NAMED)
            or _DANGLES.search(point.statement)
            or _BEGINS_INSIDE.match(point.statement)
        ):
            yield Reason("fragment", point.statement[:_SHOWN])


def _of_the_asker(facts: Facts, said: GatedPost) -> Iterator[Reason]:
    if facts.kind != "question":
        return
    names = {match["name"] for match in _ASKER.finditer(said.source[:3_000])}
    if any(len(name.split()[-1]) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said.text) for name in names):
        yield Reason("asker_name")


def _is_echo(said: GatedPost) -> bool:
    """Return True if the text has hardly a word of the item that the title has not: it tells nothing but that there is
    something."""
    told = (said.title, _LINK.sub(" ", said.text), said.source)
    if unaccent(said.text) == said.text:  # a message without accents says the words of its source all the same
        told = (unaccent(told[0]), told[1], unaccent(told[2]))
    title, body, source = (set(_words(words)) for words in told)
    return len((body - title) & source) < _NEW_WORDS


def _same_words(line: str, title: str) -> bool:
    return set(_words(line)) <= set(_words(title))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
