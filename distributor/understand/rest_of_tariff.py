"""The further entries of a tariff of which a statement has room for the first: who pays nothing often stands last. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.facts import Role
from distributor.understand.candidate import Candidate
from distributor.understand.candidates_words import A_PERSON
from distributor.understand.leads import has_sum, is_bare
from distributor.understand.statements import MOST_WORDS, joined, sentences
from distributor.understand.wording import count

_BRACKETS = re.compile(r"\s\([^()]*\)")
_LESS, _FREE = re.compile(r"giảm \d", re.IGNORECASE), re.compile(r"miễn (?:toàn bộ|phí|thu|tiền|100)", re.IGNORECASE)
_AT_A_PLACE = re.compile(
    r"(?:tại|ở|khu vực|địa bàn) (?:các )?(?:phường|xã|thôn|thị trấn|đặc khu|khu vực|vùng|đô thị|nông thôn|miền)(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\A(?:quy định|ban hành)\s", re.IGNORECASE)


def rest_of_tariff(
    told: Candidate, candidates: Sequence[Candidate], chosen: Sequence[Candidate] = ()
) -> Candidate | None:
    """Return the entries of the same list that neither a statement nor the others chosen tell, as many as one more statement
    holds; None where all are told, or where one of them is no sum. `candidates`: all of the document."""
    above = told.place if told.shape == "list" else told.parent
    if not told.lead or above < 0:
        return None
    entries = {each.place: each for each in candidates if each.shape == "clause" and each.parent == above}
    if not all(has_sum(each.words) or is_bare(each.words) for each in entries.values()):
        return None
    said = "\n".join(each.statement for each in (told, *chosen)).casefold()
    left = [
        each
        for place, each in sorted(entries.items())
        if each.words.partition(":")[0].rstrip(" .;").casefold() not in said
    ]
    if not left or len(left) == len(entries):
        return None
    lead = _OPENS.sub("", _BRACKETS.sub("", told.lead))
    statement = joined(lead, [piece.rstrip(" .;") for each in left for piece in sentences(each.words)])
    left = [each for each in left if sentences(each.words)[-1].rstrip(" .;").casefold() in statement.casefold()]
    if not left:
        return None
    quotes = tuple(quote for each in left for quote in each.quotes)
    return replace(
        left[0],
        role=told.role,
        words=" ".join(each.words for each in left),
        statement=statement,
        quotes=quotes,
        lead=lead,
    )


def with_all_concerned(told: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return what is told, whom it concerns with the others of the same article where they have room: of two groups the second
    would read that it is not meant."""
    found = list(told)
    at = next((place for place, each in enumerate(found) if each.role is Role.WHO), None)
    if at is None:
        return found
    who = found[at]
    others = [
        each
        for each in candidates
        if each.role is Role.WHO
        and each.shape == "clause"
        and (each.lead, each.parent) == (who.lead, who.parent)
        and each.citation.rpartition("Điều")[2] == who.citation.rpartition("Điều")[2]
        and each.statement.rstrip(".") not in who.statement
        and A_PERSON.match(each.statement)
    ]
    together = sorted([who, *others], key=lambda each: each.place)
    statement = " ".join(each.statement for each in together)
    if others and not who.lead and count(statement) <= MOST_WORDS:
        quotes = tuple(quote for each in together for quote in each.quotes)
        grounds = tuple(ground for each in together for ground in each.grounds)
        found[at] = replace(who, statement=statement, quotes=quotes, grounds=grounds)
    return found


def with_who_is_free(told: Sequence[Candidate], candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Return what is told, with who pays nothing beside who pays less by the same article: the poor would read of the half only.
    `candidates`: all of the document, the likeliest first."""
    found = list(told)
    for each in (one for one in told if _LESS.match(one.words)):
        article = each.citation.rpartition("Điều")[2]
        free = [
            other
            for other in candidates
            if _FREE.match(other.words) and other.shape != "row" and other.citation.rpartition("Điều")[2] == article
        ]
        if free and len(found) < most and not any(_FREE.search(one.statement) for one in found):
            found.append(free[0])
    return found


def with_other_places(told: Sequence[Candidate], candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Return what is told, with the other places beside one: a measure that differs by place is told of all of them, or it would
    be taken for everybody's. `told`: the likeliest first; its last goes where there is no room. `candidates`: all of them."""
    found = list(told)
    for one in (each for each in told if _AT_A_PLACE.match(each.words)):
        article = one.citation.rpartition("Điều")[2]
        others = {
            each.place: each
            for each in candidates
            if each.citation.rpartition("Điều")[2] == article
            and each.shape == "clause"
            and _AT_A_PLACE.match(each.words)
            and not any(each.words.partition(":")[0].casefold() in other.statement.casefold() for other in found)
        }
        left = [each for _, each in sorted(others.items())]
        if not left:
            continue
        if statement := _of_all_places(one, left):
            quotes = tuple(quote for each in left for quote in each.quotes)
            left = [replace(left[0], statement=statement, quotes=quotes, words=" ".join(each.words for each in left))]
        while len(found) + len(left) > most and (out := [each for each in found[1:] if each is not one]):
            found.remove(out[-1])
        found += left
    return found[:most]


def _of_all_places(one: Candidate, left: Sequence[Candidate]) -> str:
    """The other places in one statement, empty if they do not fit into it. `one`: the place that is told."""
    words = [each.words.rstrip(" .;") for each in left]
    tries = (joined(lead, words) for lead in dict.fromkeys((one.lead, left[0].lead, "")))
    return next((said for said in tries if said.count("; ") >= len(left) - 1), "")
