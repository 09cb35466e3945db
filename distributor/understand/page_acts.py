"""A release that lists acts one by one, each in several sentences: what an act brings is told with the act and its day. Pure.

"1. Nghị quyết số 31/2026/NQ-HĐND … quy định … Hiệu lực: 01/01/2027. Nội dung: hỗ trợ thêm 30% …", in one line or below a heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from distributor.text.plain import one_line
from distributor.understand import cues
from distributor.understand.candidate import Candidate
from distributor.understand.dates import DAY
from distributor.understand.sentences import Sentence
from distributor.understand.signals import telling_words
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

FEWEST, LEAST_IN_COMMON = 2, 3
"""Acts from which a text lists them; words that what an act brings shares with what it is about, from which it says that."""
_ACT = re.compile(
    r"(?:\W*(?:\d{1,2}|[A-ZĐ]|[a-zđ])[.)]\s*|[-–+•*]\s*)?"
    r"(?P<act>(?:Nghị quyết|Quyết định|Nghị định|Thông tư|Chỉ thị) số \d{1,4}/[\w/-]+|"
    r"(?:Bộ luật|Luật) [A-ZĐÀ-Ỹ][^.,;:]{2,60}?(?=\s(?:có hiệu lực|được|gồm|quy định)(?!\w)))"
)
_ISSUED = re.compile(rf"\s(?:được ban hành )?ngày {DAY}")
_FIRST = re.compile(r"(?<=\w)\.\s")
_EFFECT = re.compile(
    rf"(?P<when>(?:có )?hiệu lực(?: thi hành)?\s*(?::\s*)?(?:kể từ |từ )?(?:ngày\s)?{DAY})", re.IGNORECASE
)
_SUM = re.compile(r"\d[\d.,]*\s?(?:đồng|%|triệu|tỷ|m2|m²|ha(?!\w)|tuổi|ngày(?! \d))", re.IGNORECASE)
_CONTENT = re.compile(
    r"(?:nội dung(?: (?:chính|chủ yếu))?|theo đó|trong đó|luật|nghị quyết|quyết định)\s*:\s+", re.IGNORECASE
)


@dataclass(frozen=True)
class ListedAct:
    """`name`, `head` and `effect` as they stand; `head`: its name and what it is about. `places`: of the sentences beneath."""

    name: str
    head: str
    effect: str
    places: tuple[int, ...]


def listed_acts(text: str, sentences: Sequence[Sentence]) -> list[ListedAct]:
    """The acts that a text lists, each with what stands in its line or, below a line without a stop, in the next; empty where it
    lists none, and without those of which the head says all."""
    found: list[ListedAct] = []
    lines = [one_line(line) for line in text.split("\n")]
    for at, line in enumerate(lines):
        act = _ACT.match(line)
        if act is None:
            continue
        first = _FIRST.search(line, act.end())
        head = line[act.start("act") : first.start() if first else len(line)].rstrip(".")
        beneath = line[first.end() :] if first else ""
        if not line.endswith((".", ";")) and at + 1 < len(lines) and _ACT.match(lines[at + 1]) is None:
            beneath = f"{beneath} {lines[at + 1]}"
        effects = [each["when"] for each in _EFFECT.finditer(f"{head}. {beneath}")]
        of_it = tuple(place for place, each in enumerate(sentences) if each.part == "text" and each.text in beneath)
        if not _SUM.search(_ISSUED.sub("", head[len(act["act"]) :])):
            found.append(ListedAct(act["act"], head, effects[0] if len(effects) == 1 else "", of_it))
    return found if len(found) >= FEWEST else []


def with_their_acts(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], text: str, sentences: Sequence[Sentence]
) -> list[Candidate]:
    """Return what an act brings with the act and its day; that it was issued is not told beside that, nor where something else
    that it brings is known, nor its day alone. `candidates`: all of the page."""
    acts = listed_acts(text, sentences)
    told: list[Candidate] = []
    for each in chosen:
        named = next((act for act in acts if each.quotes[0].rstrip(".").endswith(act.head)), None)
        act = named or next((act for act in acts if each.place in act.places), None)
        if act is None:
            told.append(each)
            continue
        beneath = (other for other in (*chosen, *candidates) if other.place in act.places and _brings(other))
        brought = next(beneath, None) if named or not _brings(each) else each
        said = each if brought is None else _with(brought, act)
        if said not in told and not (brought is None and _EFFECT.match(each.words)):
            told.append(said)
    return told


def _brings(each: Candidate) -> bool:
    only_its_day = _EFFECT.match(each.words) is not None
    return not only_its_day and (_SUM.search(each.words) is not None or cues.FIRM_RULES.search(each.words) is not None)


def _with(each: Candidate, act: ListedAct) -> Candidate:
    """What an act brings, with what it is about, else with its number where that says it all."""
    said = _CONTENT.sub("", each.statement, count=1).rstrip(". ")
    said = f"{said[:1].lower()}{said[1:]}" if said[1:2].islower() or said[1:2] == " " else said
    when = f"; {act.effect[:1].lower()}{act.effect[1:]}" if act.effect and act.effect not in said else ""
    about = _ISSUED.sub("", act.head, count=1)
    repeats = len(telling_words([about]) & telling_words([said])) >= LEAST_IN_COMMON
    for name, quote in ((about, act.head), (act.name if repeats else "", act.name)):
        whole = f"{name}: {said}{when}."
        if name and count(whole) <= MOST_WORDS:
            return replace(each, statement=whole, quotes=(quote, *each.quotes, *([act.effect] if when else [])))
    return each
