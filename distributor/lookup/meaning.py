"""What a citizen's message means: an opt-out, a subscription, a look-up … Rules with weights (`config/inbound.toml`). Pure.

1. Words are made plain: accents, short forms, slips (`distributor.text.typed`).
2. Each meaning adds up the cues and the features that the message holds; the highest wins.
3. What may be an opt-out and may not is `doubtful`: whoever acts on it asks back, and sends nothing meanwhile. What the rules
   hear otherwise than the words that opt-outs are made of (`opt_out_model.py`) is doubtful too, or an opt-out where those are
   sure.
4. Thanks are thanks only where nothing stands beside them (`BESIDE`): the rest may be what the person has to do with.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from distributor.lookup.argument import asked_for, look_up_lead, matter_named
from distributor.lookup.articles import article_in
from distributor.lookup.asked import matter_asked
from distributor.lookup.asks_law import asks_law_likelihood, asks_law_signs, asks_law_weights
from distributor.lookup.clauses import FEW, clauses, is_unwilling, only_opts_out
from distributor.lookup.numbers import DocumentNumber, number_in
from distributor.lookup.opt_out_model import OptOutWeights, opt_out_likelihood, opt_out_signs, opt_out_weights
from distributor.lookup.rules import MeaningRules, lexicon, look_up_rules, meaning_rules
from distributor.lookup.terms import named_places
from distributor.text.typed import Word, bare, syllables, words_of

STOP_SIGNS = re.compile("[🛑🚫❌⛔✋🔕📵]")
CODE = re.compile(r"\b(?!(?:19|20)\d\d\b)\d{4,}")
"""What machines send has one."""
LONGEST = 600
"""Letters of a message that are looked at; whoever wants us to stop says so sooner."""
SHORT, LONG = 3, 7
MOST_OF_A_FEATURE, SPLIT = 4, 4
BESIDE = "beside thanks"
"""Among the scores: how many words neither thank nor praise, and whether anything is asked."""
LIKELY = "likely an opt-out"
"""Among the scores: how likely, by its words alone."""


ASKED_LIKE = "asked like a matter"
"""Among the scores: how likely others ask for a matter of the law in such words (`asked.py`), where that is sure."""
ASKS_LAW = "asks for something"
"""Among the scores: how likely it asks anything of the law at all (`asks_law.py`); 1 for TRA, a document, a matter alone."""
MUCH_LIKE = 21.0
LIKE, PLAINLY_ASKS, SURELY_OPTS_OUT = 10.0, 0.97, 0.97
"""What is so much like a matter, asks so likely and opts out less likely is asked back, if no rule says that it opts out."""
LIKELY_ASKS, SURELY_ASKS = 0.3, 0.8
"""How likely a question, and what is unclear, must ask of the law to be looked up where nothing else says so."""


class Intent(StrEnum):
    STOP = "stop"
    START = "start"
    LOOKUP = "lookup"
    MORE = "more"
    HELP = "help"
    QUESTION = "question"
    THANKS = "thanks"
    ABUSE = "abuse"
    AUTO = "auto"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Meaning:
    """`arg`: the document's number or the matter, with accents where they are known. `doubtful`: it may be an opt-out;
    `guessed`: by its words alone, no rule says so.

    `scores`: of each meaning, for whoever wants to see why.
    """

    means: Intent
    arg: str = ""
    number: DocumentNumber | None = None
    doubtful: bool = False
    guessed: bool = False
    scores: Mapping[str, float] | None = None

    @property
    def looks_up(self) -> bool:
        """Return True for a look-up, and for a question of a document's number, plainly of one matter, or likely of the law."""
        scores = self.scores or {}
        asked = self.number is not None or bool(scores.get(ASKED_LIKE)) or scores.get(ASKS_LAW, 0.0) >= LIKELY_ASKS
        return self.means is Intent.LOOKUP or (self.means is Intent.QUESTION and asked)


_LIKE_LEAST = {Intent.UNCLEAR: 9.0, Intent.ABUSE: 15.0, Intent.AUTO: MUCH_LIKE}
"""From what of `ASKED_LIKE` on a message of that meaning is a look-up."""


def meaning_of(text: str, learnt: OptOutWeights | None = None) -> Meaning:
    """Return what a message means. `learnt`: other weights of the second opinion than those of the file."""
    rules, learnt = meaning_rules(), learnt or opt_out_weights()
    said = text[:LONGEST]
    words = _words(said, rules)
    number = number_in(said)
    scores = _scores(said, words, number, rules, learnt)
    return _decided(scores, words, number, rules, learnt)


def may_opt_out(text: str) -> bool:
    """Return True if a verb of opting out stands there as it is: quick, for what must be looked at first of very many."""
    return not meaning_rules().opting_out.isdisjoint(bare(text[:LONGEST]).split())


def plain_words(text: str) -> str:
    """The message's words as `meaning_of` reads them, without accents."""
    return " ".join(word.plain for word in _words(text[:LONGEST], meaning_rules()))


def words_in(text: str) -> list[Word]:
    """The same words, with their accents."""
    return _words(text[:LONGEST], meaning_rules())


def marked_words(words: Sequence[Word], rules: MeaningRules) -> list[str]:
    """The words without accents; what people accented as another word than the cues' carries a mark."""
    return [f"{word.plain}~" if word.typed in rules.others else word.plain for word in words]


def signs_of(text: str) -> frozenset[str]:
    """Return what the second opinion weighs."""
    rules, said = meaning_rules(), text[:LONGEST]
    words = _words(said, rules)
    return _signs(said, words, marked_words(words, rules), rules)


def _signs(text: str, words: Sequence[Word], plain: Sequence[str], rules: MeaningRules) -> frozenset[str]:
    followed = look_up_rules().followed
    of_matters = {
        place: ("@followed",) if " ".join(plain[each] for each in sorted(matter)) in followed else ("@matter",)
        for matter in named_places(plain)
        for place in matter
    }
    chat, known = rules.chat.places([word.rstrip("~") for word in plain]), rules.kinds_of
    kinds = [
        of_matters.get(place, ())
        or [*known.get(word, ()), *known.get(f"{word} {after}", ()), *known.get(f"{before} {word}", ())]
        or ("@number",) * word.isdigit()
        or ("@foreign",) * (place not in chat)
        for place, (before, word, after) in enumerate(zip(["", *plain], plain, [*plain[1:], ""], strict=False))
    ]
    marks = [*("?" for _ in range("?" in text)), *("stop sign" for _ in STOP_SIGNS.findall(text)[:1])]
    return opt_out_signs(plain, [word.typed for word in words], kinds, marks=marks)


def _words(text: str, rules: MeaningRules) -> list[Word]:
    words = words_of(text, rules.long_forms, rules.known, rules.meant | lexicon().words)
    if len(words) > 1 and all(len(word.typed) == 1 and word.typed.isalpha() for word in words):
        spelt = ["".join(letter for letter in part if letter.isalpha()) for part in text.split()]
        between = " " if any(len(word) > 1 for word in spelt) else ""
        return words_of(between.join(spelt), rules.long_forms, rules.known, rules.meant)
    whole = "".join(text.split())
    if 1 < len(words) <= SHORT and len(whole) <= SPLIT and bare(whole) in rules.opting_out:
        return words_of(whole, rules.long_forms, rules.known, rules.meant)  # "hu y"
    return words


def _scores(
    text: str, words: Sequence[Word], number: DocumentNumber | None, rules: MeaningRules, learnt: OptOutWeights
) -> dict[str, float]:
    plain = marked_words(words, rules)
    line = "".join(
        f" {said}{' ,' if word.ends and place < len(plain) - 1 else ''}"
        for place, (said, word) in enumerate(zip(plain, words, strict=True))
    )
    chat = rules.chat.places([word.rstrip("~") for word in plain])
    scores: defaultdict[str, float] = defaultdict(float)
    covered: defaultdict[str, set[int]] = defaultdict(set)
    named = named_places(plain)
    for cue, patterns in rules.patterns:
        found = [places for pattern in patterns for match in pattern.finditer(line) if (places := _places(line, match))]
        if cue.means == Intent.STOP:
            found = [places for places in found if not _cuts(places, named)]
            helped = rules.helping.split() if cue.weight > 0 else ()
            found = [
                places
                for places in found
                if not (cue.object or (plain[max(places)] in helped and plain[min(places)] in rules.opting_out))
                or _is_ours(places, plain, named, chat, rules)
            ]
        elif cue.object:
            found = [places for places in found if _is_ours(places, plain, named, chat, rules)]
        if not found:
            continue
        scores[cue.means] += cue.weight
        if cue.weight > 0:
            covered[cue.means] |= set().union(*found)
    scores[LIKELY] = opt_out_likelihood(_signs(text, words, plain, rules), learnt)
    cites = number is not None or article_in(text) is not None
    explicit = cites or plain[:1] == ["tra"] or " ".join(plain) in look_up_rules().named
    matter = matter_asked(text)
    scores[ASKS_LAW] = 1.0 if explicit else asks_law_likelihood(asks_law_signs(text, matter))
    asks = scores[ASKS_LAW] >= asks_law_weights().least_of_questions and not CODE.search(text)
    if asks and matter is not None and matter.is_plainly_asked:
        scores[ASKED_LIKE] = matter.evidence
    features = _features(text, line, plain, words, rules, cites=cites)
    for means, weights in rules.features.items():
        for name, weight in weights.items():
            if name == "foreign":
                left = [place for place in range(len(plain)) if place not in covered[means] and place not in chat]
                scores[means] += weight * min(MOST_OF_A_FEATURE, len(left))
            elif name == "legal":
                scores[means] += weight * min(2, sum(1 for places in named if not places <= covered[means]))
            else:
                scores[means] += weight * features[name]
    if covered[Intent.THANKS]:
        told = (
            covered[Intent.THANKS]
            | rules.praise.places([word.rstrip("~") for word in plain])
            | _names(text, plain, rules)
        )
        told |= {
            place for pattern in rules.praising for match in pattern.finditer(line) for place in _places(line, match)
        }
        scores[BESIDE] = len(set(range(len(plain))) - told) + features["asks"] + features["question"]
    return dict(scores)


def _names(text: str, plain: Sequence[str], rules: MeaningRules) -> set[int]:
    """The places of words that name an office: they begin with a capital letter, after another one or a word for an office."""
    offices, named = rules.praise.names.split(), set[str]()
    before = ""
    for token in text.split():
        word = bare(token.strip(".,;:!?"))
        if token[:1].isupper() and not token[1:].isupper() and (before in offices or before in named):
            named.add(word)
        before = word if token[-1].isalnum() else ""
    return {place for place, word in enumerate(plain) if word in named}


def _places(line: str, match: re.Match[str]) -> set[int]:
    said = [word for word in match[0].split() if word != ","]
    begins = sum(1 for word in line[: match.start()].split() if word != ",")
    return set(range(begins, begins + len(said)))


def _cuts(places: set[int], named: Sequence[set[int]]) -> bool:
    """Return True if the words end within a matter's name: "hủy bỏ di chúc" has no "bỏ đi"."""
    return any(max(places) in matter and max(places) + 1 in matter and min(places) not in matter for matter in named)


def _is_ours(
    places: set[int], plain: Sequence[str], named: Sequence[set[int]], chat: frozenset[int], rules: MeaningRules
) -> bool:
    """Return True if a verb of opting out is said of our messages: it is no part of a matter's name, and no foreign word
    follows it, whoever is to help."""
    if any(places <= matter for matter in named):
        return False
    after, helping, things = max(places) + 1, rules.helping.split(), rules.things.split()
    while after < len(plain) and plain[after] in helping and "_".join(plain[after : after + 2]) not in things:
        after += 1
    if "_".join(plain[after : after + 2]) in things:
        return False
    if plain[max(places)] == "tin":
        return True  # what follows is what the messages are about
    matter = next((each for each in named if after in each), None)
    if matter is not None:
        return " ".join(plain[place] for place in sorted(matter)) in look_up_rules().followed
    return after >= len(plain) or after in chat or plain[after].rstrip("~") not in syllables()


def _features(
    text: str,
    line: str,
    plain: Sequence[str],
    words: Sequence[Word],
    rules: MeaningRules,
    *,
    cites: bool,
) -> Counter[str]:
    found: Counter[str] = Counter()
    found["bias"] = 1
    found["short"] = int(0 < len(words) <= SHORT)
    found["long"] = int(len(words) >= LONG)
    found["question"] = int("?" in text)
    found["only_marks"] = int(not words and "?" in text)
    found["emoji_stop"] = int(bool(STOP_SIGNS.search(text)))
    said = clauses(_words(text.rpartition("?")[2], rules), rules)  # "Ai cho phép gửi? Dừng ngay."
    found["clause"] = int(len(clauses(words, rules)) > 1 and any(only_opts_out(clause, rules) for clause in said))
    found["unwilling"] = int(any(is_unwilling(clause, rules) for clause in said))
    found["citation"] = int(cites)
    found["asks"] = min(3, sum(1 for pattern in rules.asking if pattern.search(line)))
    found["procedure"] = int("tin" not in plain and _is_procedure(line, plain, rules))
    found["look"] = int(len(plain) > 1 and look_up_lead(plain, rules) > 0)
    named = bool(named_places(plain))
    found["only_named"] = int(named and not found["asks"] and not found["question"])
    found["plain_talk"] = int(not named and not found["asks"] and not found["question"] and not cites)
    foreign = len(plain) - len(rules.chat.places(plain))
    found["registers"] = int(line.startswith(" dang ky ") and not found["procedure"])
    found["nouns"] = int(not found["look"] and 2 <= len(plain) == foreign <= SHORT + 1 and set(plain) <= syllables())
    found["brief_ask"] = int(
        "?" not in text and SHORT <= len(words) <= SHORT + 2 and _is_matter(plain, rules) and found["asks"] > 0
    )
    found["topic"] = int(_is_matter(plain, rules))
    found["subscription"] = int(len(plain) > 1 and _is_followed(plain, rules))
    return found


def _is_procedure(line: str, plain: Sequence[str], rules: MeaningRules) -> bool:
    """Return True if something is registered at an office: known procedures, and of what is no message of ours where, how and
    what for is asked."""
    if any(f" dang ky {each} " in f"{line} ".replace("~", "") for each in look_up_rules().procedures):
        return True
    chat = rules.chat.places([word.rstrip("~") for word in plain])
    foreign = any(pair == ("dang", "ky") and place + 2 not in chat for place, pair in enumerate(pairwise(plain[:-1])))
    return foreign and any(pattern.search(line) for pattern in rules.asking_how)


def _is_matter(plain: Sequence[str], rules: MeaningRules) -> bool:
    """Return True if the message, beside verbs and politeness, is one matter of the law."""
    return bool(named_places(plain)) and len(plain) - len(rules.chat.places(plain)) <= SHORT + 1


def _is_followed(plain: Sequence[str], rules: MeaningRules) -> bool:
    """Return True if the message ends, but for politeness, with a matter that one can follow, after a verb."""
    for matter in named_places(plain):
        name = " ".join(plain[place] for place in sorted(matter))
        if min(matter) > 0 and name in look_up_rules().followed:
            told = set().union(*named_places(plain)) | rules.chat.places(plain)
            return len(set(range(len(plain))) - told) <= 1
    return False


def _decided(
    scores: Mapping[str, float],
    words: Sequence[Word],
    number: DocumentNumber | None,
    rules: MeaningRules,
    learnt: OptOutWeights,
) -> Meaning:
    keeps = scores.get("keep", 0.0) > 0
    stop = 0.0 if keeps else scores.get(Intent.STOP, 0.0)
    others = {means: scores.get(means, 0.0) for means in Intent if means is not Intent.STOP}
    best = max(others, key=lambda means: others[means])
    if stop >= rules.doubt_least and scores.get("doubt", 0.0) > 0:
        return Meaning(Intent.UNCLEAR, doubtful=True, scores=scores)
    likely = 0.0 if keeps else scores.get(LIKELY, 0.0)
    asked_like = scores.get(ASKED_LIKE, 0.0)
    asks_plainly = asked_like >= LIKE and scores.get(ASKS_LAW, 0.0) >= PLAINLY_ASKS and likely < SURELY_OPTS_OUT
    if stop >= rules.stop_least and stop > others[best]:
        unlike = learnt.unlike_weak if stop < learnt.weak else learnt.unlike
        asks = likely < learnt.unlikely and best is Intent.QUESTION and others[best] > 0
        if likely < unlike and len(words) > 1 and not asks:
            return Meaning(Intent.UNCLEAR, doubtful=True, scores=scores)
        if not asks:
            return Meaning(Intent.STOP, matter_named(words), None, scores=scores)
    if scores.get(BESIDE) == 0 and best in (Intent.UNCLEAR, Intent.QUESTION, Intent.LOOKUP):
        best = Intent.THANKS
    elif best is Intent.THANKS and scores[BESIDE]:
        best = Intent.UNCLEAR
    doubtful = stop >= rules.doubt_least and stop > others[best] - rules.doubt_margin
    doubtful = doubtful or _may_opt_out(marked_words(words, rules), best, scores.get("plea", 0.0) > 0, rules)
    sure = learnt.sure.get("doubtful" if doubtful and best is Intent.UNCLEAR else best, 2.0)
    sure_of_it = bool(words) and number is None and likely >= sure and not scores.get("doubt", 0.0) > 0
    if sure_of_it and not asks_plainly:
        return Meaning(Intent.STOP, matter_named(words), None, guessed=True, scores=scores)
    doubtful = doubtful and (likely >= learnt.unlikely or scores.get("plea", 0.0) > 0)
    leads = best is Intent.START and look_up_lead([word.plain for word in words], rules)
    means = Intent.LOOKUP if leads else Intent(best)  # "TRA đăng ký kết hôn"
    guessed = (number is None or len(words) > FEW) and asked_like < MUCH_LIKE and likely >= learnt.least.get(means, 1.0)
    if doubtful or sure_of_it or (words and guessed):
        still = means if means is Intent.QUESTION else Intent.UNCLEAR
        return Meaning(still, doubtful=True, guessed=not doubtful, scores=scores)
    if means is Intent.START:
        return Meaning(means, matter_named(words), None, scores=scores)
    surely_asks = means is Intent.UNCLEAR and scores.get(ASKS_LAW, 0.0) >= SURELY_ASKS
    if surely_asks or asked_like >= _LIKE_LEAST.get(means, math.inf):
        means = Intent.LOOKUP
    if means is Intent.LOOKUP and scores.get(ASKS_LAW, 1.0) < asks_law_weights().least:
        means = Intent.UNCLEAR  # talk, whatever of its words stands in a text of ours
    if means in (Intent.LOOKUP, Intent.QUESTION):
        return Meaning(means, str(number) if number else asked_for(words, rules), number, scores=scores)
    return Meaning(means, scores=scores)


def _may_opt_out(plain: Sequence[str], best: Intent, pleads: bool, rules: MeaningRules) -> bool:
    """Return True if it pleads, or a few words that name no matter begin with a verb of opting out, or say no beside a word for
    our messages."""
    if best not in (Intent.UNCLEAR, Intent.QUESTION, Intent.LOOKUP):
        return False
    if pleads:
        return True
    if not 1 < len(plain) <= FEW or named_places(plain):
        return False
    if plain[0] in rules.classes["refuse"] and len(plain) <= SHORT:
        return True
    no, ours = rules.wish.sets
    return best is Intent.UNCLEAR and not no.isdisjoint(plain) and not ours.isdisjoint(plain)
