"""Sentences of the same reply that may be the answer instead: of the same kind, or with what the chosen one lacks. Pure."""

from collections.abc import Sequence

from distributor.understand.answering_weights import Weighed
from distributor.understand.questions import Wants, words_of

_KINDS = ("time", "number", "place", "penalty", "who")
MOST = 8
"""Sentences of a reply that is short enough for this to be told."""
FEWEST_ENTRIES = 3
"""Pieces of a tariff of which one entry may be asked for."""
ENTRY_SAYS, OTHER_SAYS = 0.9, 0.6
"""Share of its list's words that the entry of a tariff says that is asked, and of its own that another may."""
CLEARLY = 2.0
"""So much more must a sentence weigh that no other of its kind stands against it."""


def has_rival(chosen: Weighed, others: Sequence[Weighed], said: str) -> bool:
    """Return True if another sentence of the answering part, which is not said, may be what was asked for. `said`: the answer."""
    told = set(words_of(said))
    rest = [
        each
        for each in others
        if not each.first.law
        and each.first.zone == "answer"
        and not each.signs["leads_on"]
        and not set(each.candidate.pieces) & set(chosen.candidate.pieces)
        and not set(each.candidate.words) <= told
    ]
    lacking = set(chosen.question.predicate) - told
    if lacking and any(lacking <= set(each.candidate.words) for each in rest):
        return True
    if len(rest) > MOST:
        return False
    kinds = [kind for kind in _KINDS if chosen.signs[kind]]
    return any(
        all(each.signs[kind] for kind in kinds) and each.total > chosen.total - CLEARLY for each in rest if kinds
    )


def entry_asked(top: Weighed, weighed: Sequence[Weighed]) -> Weighed | None:
    """Return the entry of a tariff that has all that is asked where no other has nearly as much, for a sum that is asked."""
    if Wants.NUMBER not in top.question.wants or len(top.candidate.pieces) < FEWEST_ENTRIES:
        return None
    entries = [each for each in weighed if each.signs["entry"] and each.first in top.candidate.pieces]
    entries = sorted((each for each in entries if each.signs["number"]), key=lambda each: -each.covered)
    if not entries or entries[0].covered < ENTRY_SAYS * top.covered:
        return None
    return None if any(each.covered > OTHER_SAYS * entries[0].covered for each in entries[1:]) else entries[0]
