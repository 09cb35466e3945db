"""What a message is about, said back: the matter that it names, or its words without what leads to them. Pure."""

from collections.abc import Sequence

from distributor.lookup.rules import MeaningRules, lexicon
from distributor.lookup.terms import named_places
from distributor.text.typed import Word

LONG = 6
"""From so many words on the one matter that is named says it."""


def look_up_lead(plain: Sequence[str], rules: MeaningRules) -> int:
    """Return how many words at the beginning ask for a look-up: `tra`, `cho xem`."""
    for length in (2, 1):
        if " ".join(plain[:length]) in rules.classes["look"]:
            return length
    return 0


def matter_named(words: Sequence[Word]) -> str:
    """The matter that is subscribed to or left; empty: everything."""
    plain = [word.plain for word in words]
    found = max(named_places(plain), key=len, default=set())
    return lexicon().names[" ".join(plain[place] for place in sorted(found))] if found else ""


def asked_for(words: Sequence[Word], rules: MeaningRules) -> str:
    """Return what is left of the message without what leads to it; names of matters are said with their accents."""
    plain = [word.plain for word in words]
    first = look_up_lead(plain, rules)
    named = named_places(plain)
    if first == 0 and len(named) == 1 and len(words) >= LONG:
        return lexicon().names[" ".join(plain[place] for place in sorted(named[0]))]
    said, place = [], first
    while place < len(words):
        matter = next((places for places in named if min(places) == place), None)
        if matter:
            said.append(lexicon().names[" ".join(plain[each] for each in sorted(matter))])
            place += len(matter)
            continue
        said.append(words[place].typed if words[place].is_accented else plain[place])
        place += 1
    return " ".join(said)
