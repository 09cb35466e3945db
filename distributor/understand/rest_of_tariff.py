"""The further entries of a tariff of which a statement has room for the first: who pays nothing often stands last. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.understand.candidates import Candidate
from distributor.understand.leads import has_sum, is_bare
from distributor.understand.statements import joined, sentences

_BRACKETS = re.compile(r"\s\([^()]*\)")
_LESS, _FREE = re.compile(r"giảm \d", re.IGNORECASE), re.compile(r"miễn (?:toàn bộ|phí|thu|tiền|100)", re.IGNORECASE)
_OPENS = re.compile(r"\A(?:quy định|ban hành)\s", re.IGNORECASE)


def rest_of_tariff(told: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the entries of the same list that a statement does not tell, as many as one more statement holds; None where all
    are told, or where one of them is no sum. `candidates`: all of the document."""
    above = told.place if told.shape == "list" else told.parent
    if not told.lead or above < 0:
        return None
    entries = {each.place: each for each in candidates if each.shape == "clause" and each.parent == above}
    if not all(has_sum(each.words) or is_bare(each.words) for each in entries.values()):
        return None
    said = told.statement.casefold()
    left = [each for place, each in sorted(entries.items()) if each.words.partition(":")[0].casefold() not in said]
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
