"""What one can follow by SMS: a topic of the law, a matter beside the topics, an office or a commune. A key names each for good.

What citizens write (`matters_in`) and what an item is about (`matters_of_item`) are told by the same keys, so that a person gets
what they asked for.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlmodel import Session, col, select

from distributor.facts import facts_from_json
from distributor.lookup.meaning import Intent, words_in
from distributor.lookup.rules import key_of, look_up_rules, meaning_rules, topic_words
from distributor.lookup.terms import sought_in
from distributor.models import Item, Unit, UnitLevel
from distributor.text.typed import Word, is_near
from distributor.units import unit_names

TOPIC, WORD, UNIT = "topic", "word", "unit"
COMMUNE = re.compile(r"\b(?:xa|phuong|dac khu) (.+)$")
OF_PLACE = re.compile(r" (?:tinh|thanh pho) .+$")
OFFICES = re.compile(r"^(?:uy ban nhan dan|ubnd|hdnd|hoi dong nhan dan|dang uy|cong an) ")
LEADS = frozenset(
    """
    dang ky nhan tin ve muc chu de cua o tai va theo doi ban thong bao phap luat huy tc tu choi ngung bo dung cac
    tinh mien phi co quan
    """.split()  # noqa: SIM905
)
"""Words of such a message that name nothing."""
EVERYTHING = frozenset({"het", "tat", "toan", "moi"})
COMMANDS = {
    ("dang", "ky"): Intent.START,
    ("huy", "dang", "ky"): Intent.STOP,
    ("huy",): Intent.STOP,
    ("tc",): Intent.STOP,
    ("tu", "choi"): Intent.STOP,
}
LEAST_NEAR = 5
"""Letters of a name in which one slip is forgiven."""


@dataclass(frozen=True)
class Matter:
    """`name`: for people, with accents. `is_own`: the very office that sends, so that it means everything."""

    key: str
    name: str
    is_own: bool = False


@dataclass(frozen=True)
class AskedFor:
    """The matters that a message names. `rest`: its words that name nothing known."""

    matters: tuple[Matter, ...] = ()
    rest: tuple[str, ...] = ()
    is_everything: bool = False


@cache
def known_matters() -> Mapping[str, Matter]:
    """Name without accents → topic, or the matter itself where no topic has it."""
    return {
        name: Matter(f"{TOPIC}:{key_of(label).replace(' ', '-')}", label)
        if label
        else Matter(f"{WORD}:{name.replace(' ', '-')}", said)
        for name, (said, label) in topic_words().items()
    }


def choices() -> tuple[str, ...]:
    """One name of each topic, as it is typed: `DAT DAI`; not one that one registers at an office (`DK CAN CUOC`)."""
    found = []
    for topic in topics_to_choose():
        parts = [key_of(part) for part in topic.name.split(",")]
        found.append(next((part for part in parts if part not in look_up_rules().procedures), parts[0]).upper())
    return tuple(found)


def topics_to_choose() -> tuple[Matter, ...]:
    found = {matter.key: matter for matter in known_matters().values() if matter.key.startswith(TOPIC)}
    return tuple(found.values())


def units_to_choose(session: Session, unit_id: int) -> tuple[Matter, ...]:
    """The office that sends, and those below it."""
    found, level = [unit_id], [unit_id]
    while level:
        level = [each for each in session.exec(select(Unit.id).where(col(Unit.parent_id).in_(level))) if each]
        found += level
    names = unit_names(session, found)
    return tuple(Matter(f"{UNIT}:{each}", name, is_own=each == unit_id) for each, name in names.items())


def matters_in(plain: str, units: Sequence[Matter]) -> AskedFor:
    """Return what these plain words name: matters in their order, the longest name first where several begin at a word."""
    names = _names_with(units)
    words = plain.split()
    return _asked(words, names, lambda begin, end: _named(words[begin:end], names))


def matters_to_leave(text: str, units: Sequence[Matter]) -> AskedFor:
    """Return the matters of an opt-out, as `matters_in` does; it is of everything unless it certainly names a matter.

    That is: to the letter, in its accents where the message has any, in a clause that opts out, as no part of what our messages
    are called ("thuê bao"), nobody's own ("gia đình tôi") and not whom it is asked for ("giúp gia đình"), and at the end where
    its words are everyday ones.
    """
    words, names, ours = words_in(text), _names_with(units), _ours()
    plain = [word.plain for word in words]
    chat = meaning_rules().chat.alone
    apart = _apart_from_opting_out(words)
    last = max((place for place, word in enumerate(plain) if word not in POLITE), default=-1) + 1

    def named(begin: int, end: int) -> Matter | None:
        said = " ".join(plain[begin:end])
        if said in ours:
            return OURS
        spelled = topic_words().get(said, ("", ""))[0].split()
        others = len(spelled) == end - begin and not all(map(_is_spelled, words[begin:end], spelled))
        everyday = chat.issuperset(plain[begin:end]) and end < last
        owned = (end < len(plain) and plain[end] in OWNERS) or (begin > 0 and plain[begin - 1] in FOR_WHOM)
        return None if others or everyday or owned or begin in apart else names.get(said)

    asked = _asked(plain, names, named)
    return replace(asked, matters=tuple(matter for matter in asked.matters if matter is not OURS))


def topic_asked(text: str) -> str:
    """The label of the topic that most of a question's matters are of, with accents or without; empty where none is named."""
    told: Counter[str] = Counter()
    for thing in sought_in(text):
        names = {" ".join(way) for way in thing.ways}
        told.update({label for name in names if (label := topic_words().get(name, ("", ""))[1]) and " " in name})
    return max(told, key=lambda label: told[label], default="")


OURS = Matter("", "")
"""What our messages are called: no matter, and no part of one."""
OWNERS = frozenset({"toi", "tui", "em", "minh", "tao", "chau"})
FOR_WHOM = frozenset({"giup", "gium", "dum", "ho", "cho"})
POLITE = frozenset(
    {"a", "nha", "nhe", "nghe", "nghen", "di", "nua", "voi", "dum", "giup", "gium", "em", "ban", "co", "chu"}
)


def _apart_from_opting_out(words: Sequence[Word]) -> set[int]:
    """Places of words that say why, not what, and clauses that opt out of nothing, unless a matter is all."""
    classes, apart, clause = meaning_rules().classes, set[int](), list[int]()
    opting_out = {*classes["no"], *classes["cease"], *classes["refuse"], "bo", "xoa", "tat"}
    for place, word in enumerate(words):
        clause.append(place)
        if not (word.ends or place == len(words) - 1):
            continue
        plain = [words[each].plain for each in clause]
        if opting_out.isdisjoint(plain):
            said = [each for each in plain if each not in LEADS | POLITE]
            apart |= set() if " ".join(said) in known_matters() else set(clause)
        else:  # who opts out: "gia đình xin dừng nhận tin"
            before = plain[: next(at for at, each in enumerate(plain) if each in opting_out)]
            said = [each for each in before if each not in LEADS | POLITE]
            apart |= set() if " ".join(said) in known_matters() else set(clause[: len(before)])
        apart |= {each for at, each in enumerate(clause) if {"nua", "la"} & set(plain[:at])}
        clause = []
    return apart


@cache
def _ours() -> frozenset[str]:
    classes = meaning_rules().classes
    return frozenset(word for name in ("mine", "message") for word in classes[name] if " " in word)


def _is_spelled(word: Word, name: str) -> bool:
    """Return True if somebody who wrote accents wrote this word, wherever its tone stands ("hoà", "hòa")."""
    return not word.is_accented or _letters(word.typed) == _letters(name.casefold())


def _letters(word: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", word))


def _names_with(units: Sequence[Matter]) -> dict[str, Matter]:
    names = dict(known_matters())
    for unit in units:
        names |= dict.fromkeys(_names_of(unit.name), unit)
    return names


def _asked(words: Sequence[str], names: Collection[str], named: Callable[[int, int], Matter | None]) -> AskedFor:
    longest = max(len(name.split()) for name in names)
    found: dict[str, Matter] = {}
    rest: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            if (matter := named(place, place + length)) is not None:
                found[matter.key] = matter
                place += length
                break
        else:
            rest.append(words[place])
            place += 1
    everything = not EVERYTHING.isdisjoint(rest) or any(matter.is_own for matter in found.values())
    chat = meaning_rules().chat.alone | LEADS | EVERYTHING | {"xa", "phuong"}
    left = tuple(word for word in rest if word not in chat and len(word) > 1 and not word.isdigit())
    return AskedFor(tuple(matter for matter in found.values() if not matter.is_own), left, everything)


def commanded(plain: str, units: Sequence[Matter]) -> Intent | None:
    """DK or HUY with exactly what our own messages name, whatever else it might mean: "HUY AN SINH" opts out of no law."""
    words = plain.split()
    for verb, means in COMMANDS.items():
        if words[: len(verb)] == list(verb):
            rest = words[len(verb) :]
            while rest and rest[0] in LEADS:
                rest = rest[1:]
            named = {choice.lower() for choice in choices()} | {name for unit in units for name in _names_of(unit.name)}
            return means if " ".join(rest) in named else None
    return None


def _named(words: Sequence[str], names: Mapping[str, Matter]) -> Matter | None:
    said = " ".join(words)
    if said in names:
        return names[said]
    joined = said.replace(" ", "")
    if len(joined) < LEAST_NEAR or not LEADS.isdisjoint(words):
        return None  # what is short is near to too many
    near = {
        names[name].key: names[name]
        for name in names
        if name[:1] == said[:1] and len(name) > LEAST_NEAR and is_near(name.replace(" ", ""), joined)
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _names_of(unit: str) -> list[str]:
    """Return a unit's names without accents: the whole, without its province, and of a commune its place alone."""
    whole = key_of(unit)
    short = OF_PLACE.sub("", whole)
    commune = COMMUNE.search(OFFICES.sub("", short))
    names = [whole, short, OFFICES.sub("", short)]
    return [*names, *([commune[0], commune[1]] if commune else [])]


def matters_of_item(session: Session, item: Item, unit_id: int) -> list[str]:
    """Keys: its topic, matters and communes that its title names, whose it is. `unit_id`: the office that sends."""
    topic = facts_from_json(item.facts).points.topic
    title = f" {key_of(item.title)} "
    found = {f"{UNIT}:{item.unit_id}"} | ({f"{TOPIC}:{key_of(topic).replace(' ', '-')}"} if topic else set())
    found |= {
        matter.key for name, matter in known_matters().items() if matter.key.startswith(WORD) and f" {name} " in title
    }
    communes = select(Unit.id).where(Unit.level == UnitLevel.COMMUNE)
    ids = set(session.exec(communes).all())
    for unit in units_to_choose(session, unit_id):
        if int(unit.key.partition(":")[2]) in ids and any(f" {name} " in title for name in _names_of(unit.name)[:-1]):
            found.add(unit.key)
    return sorted(found)


def names_of_keys(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Return the names of keys for people; a key that nobody knows any more is left out."""
    said = {matter.key: matter.name for matter in known_matters().values()}
    ids = [int(key.partition(":")[2]) for key in keys if key.startswith(f"{UNIT}:")]
    said |= {f"{UNIT}:{unit_id}": name for unit_id, name in unit_names(session, ids).items()}
    return {key: said[key] for key in keys if key in said}
