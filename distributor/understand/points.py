"""Key points: what a citizen must know of an item, in the source's own words. Extractive, deterministic, linear, bounded.

1. Read title, summary and text as sentences (`sentences.py`); of an attachment only where these say nothing.
2. Leave out what does not stand by itself: what points back, asks, defines, announces, or speaks to offices.
3. Weigh the rest: numbers with units, words that rule, whom it concerns, how early it stands, whether the summary has it.
4. Take the best as changes, none twice; what to do, where and until when by their own signs. Content kinds differ.

Nothing certain is "": a citizen is better served by the lead than by a sentence torn from its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from distributor.compose.plain import letters, one_line
from distributor.understand import cues
from distributor.understand.dates import read_day
from distributor.understand.facts import DocumentFacts, KeyPoints
from distributor.understand.sentences import Sentence, act_heading, is_act, read_sentences
from distributor.understand.topics import topic_of

MOST_CHANGES = 3
SHORTEST = 25
LONGEST = 420
LONG = 300
SHORT = 60
LONGEST_WHO = 160
LONGEST_PLACE = 170
LEAST_WEIGHT = 2.4
SHORT_ACT = 9_000
"""Characters of an act up to which its rulings are looked at; of a longer one its scope says more than any three sentences."""
ALIKE = 0.6
"""Share of the shorter sentence's words that the other has too, from which both say the same."""
REPEATED = 0.75
"""Share of a sentence's words that the title has too, from which it says nothing new."""
ABOUT = 0.45
"""Share of a question's words that a conclusion has too, from which it answers this question."""


@dataclass(frozen=True)
class _Source:
    """An item as read. `sentences`: of the summary, then of the text. `act`: the text is the document itself.

    `candidates`: the sentences that stand by themselves, each with the words that would be shown.
    """

    title: str
    kind: str
    sentences: tuple[Sentence, ...]
    candidates: tuple[tuple[Sentence, str], ...]
    act: bool
    long: bool

    @property
    def quotes_law(self) -> bool:
        """A question whose answer is not marked: between its conclusions stand provisions of the law."""
        return self.kind == "question" and not any(each.section == "answer" for each in self.sentences)


def key_points(
    title: str, summary: str, text: str, *, kind: str, document: DocumentFacts | None, attachment_text: str = ""
) -> KeyPoints:
    """`kind`: of `config/kinds.toml`, maybe empty. `document`: the item's, if it is about one. `attachment_text`: of its files.

    Each value but `topic` stands in one of the four texts, in NFC and with its white space squeezed.
    """
    title = one_line(title)
    source = _read(title, summary, text, kind)
    if not source.sentences and attachment_text:
        source = _read(title, "", attachment_text, kind)
    topic = _topic(source, summary, text or attachment_text, document)
    deadline, deadline_on = _deadline(source, document)
    if kind == "correction":
        return KeyPoints(topic=topic, changes=_readings(source))
    action = _action(source, said=(deadline,))
    changes = _changes(source, said=(action, deadline))
    return KeyPoints(
        topic=topic,
        affected=_affected(source, changes),
        changes=changes,
        action=action,
        place=_place(source, action, deadline, changes),
        deadline=deadline,
        deadline_on=deadline_on,
    )


def _read(title: str, summary: str, text: str, kind: str) -> _Source:
    act = is_act(text)
    of_summary = read_sentences(summary, "summary")
    said = {letters(sentence.text) for sentence in of_summary}
    of_text = [each for each in read_sentences(text, "text") if letters(each.text) not in said]
    sentences = (*of_summary, *of_text)
    candidates = tuple(
        (sentence, words)
        for sentence in sentences
        if sentence.section not in {"asked", "definitions"} and _stands_alone(words := _ruling(sentence))
    )
    return _Source(title, kind, sentences, candidates, act, act and len(text) > SHORT_ACT)


def _topic(source: _Source, summary: str, text: str, document: DocumentFacts | None) -> str:
    """Of an act by its head and its scope: what its hundred articles mention is not what it is about."""
    subject = document.subject if document is not None and document.subject not in source.title else ""
    title = f"{source.title}\n{subject}"
    if source.act:
        return topic_of(title, "\n".join([act_heading(text), *_scope(source)]), "", source.kind)
    return topic_of(title, summary, text, source.kind)


# Which sentences may stand alone


def _stands_alone(text: str) -> bool:
    """Clear without the sentence before it, neither a question nor somebody's own case."""
    if (
        not SHORTEST <= len(text) <= LONGEST
        or text.endswith("?")
        or cues.ASKER.search(text)
        or cues.DANGLING.search(text)
    ):
        return False
    return len(cues.THIS.findall(text)) == len(cues.THIS_ACT.findall(text))


def _ruling(sentence: Sentence) -> str:
    """The sentence, of a conclusion ("Như vậy, …") what it concludes."""
    found = cues.CONCLUSION.match(sentence.text)
    return sentence.text[found.end() :] if found else sentence.text


def _quantities(text: str) -> list[str]:
    return [
        found[0]
        for found in cues.QUANTITY.finditer(text)
        if not cues.OF_A_DATE.search(text[max(0, found.start() - 8) : found.start()])
    ]


# What changes


def _changes(source: _Source, said: Iterable[str]) -> tuple[str, ...]:
    """At most three, the weightiest first."""
    if source.kind in {"sketch", "video", "statistics"}:
        return ()
    if source.long:
        return _scope(source)
    if source.quotes_law:
        return _conclusions(source)
    weighed = [
        (weight, -place, text)
        for place, (sentence, text) in enumerate(source.candidates)
        if (weight := _weight(source, sentence, text, place)) >= LEAST_WEIGHT
    ]
    chosen: list[str] = []
    known = [each for each in said if each]
    for _, _, text in sorted(weighed, reverse=True):
        if _repeats(text, source.title) or any(_alike(text, other) for other in known):
            continue
        same = next((place for place, other in enumerate(chosen) if _alike(text, other)), None)
        if same is not None:
            chosen[same] = text if _says_more(text, chosen[same]) else chosen[same]
        elif len(chosen) < MOST_CHANGES:
            chosen.append(text)
    return tuple(chosen) or (_scope(source) if source.act else ())


def _conclusions(source: _Source) -> tuple[str, ...]:
    """Of an answer that quotes the law first: what its summary says and what it concludes for the title's question."""
    asked = set(_words(source.title))
    found: list[str] = []
    for sentence, text in source.candidates:
        if sentence.part != "summary" and not cues.CONCLUSION.match(sentence.text):
            continue
        if len(asked & set(_words(text))) >= ABOUT * len(asked) and not any(_alike(text, other) for other in found):
            found.append(text)
    return tuple(found[:2])


def _weight(source: _Source, sentence: Sentence, text: str, place: int) -> float:
    weight = 0.0
    weight += 3.0 if sentence.part == "summary" else 0.0
    quantities = len(_quantities(text))
    weight += min(4.5, 1.8 * quantities)
    weight += min(2.0, 0.7 * len({found.casefold() for found in cues.RULES.findall(text)}))
    weight += 1.2 if cues.FIRM_RULES.search(text) else 0.0
    weight += 1.0 if cues.CITIZENS.search(text) else 0.0
    weight += 1.5 if sentence.listed else 0.0
    weight += 0.8 if cues.ANY_DAY.search(text) else 0.0
    weight += max(0.0, 1.0 - 0.1 * place)
    weight -= 1.0 if len(text) > LONG or (len(text) < SHORT and not quantities) else 0.0
    weight -= 4.0 if cues.OFFICES.search(text) or sentence.section == "offices" else 0.0
    weight -= 5.0 if cues.ANNOUNCES.search(text) else 0.0
    weight -= 9.0 if cues.ONLY_EFFECT.match(text) or sentence.section in {"effect", "addressees"} else 0.0
    weight -= 2.0 if cues.DEFINITION.match(text) else 0.0
    weight -= 3.0 if source.act and cues.INNER.search(text) else 0.0
    return weight + _weight_for_kind(source.kind, sentence, text)


def _weight_for_kind(kind: str, sentence: Sentence, text: str) -> float:
    if kind == "scam_warning":
        # What the office never does comes before what the swindler does: it is what a citizen can hold on to.
        return 3.0 * bool(cues.TRICK.search(text)) + 10.0 * bool(cues.DENIAL.search(text))
    if kind in {"question", "legal_aid"}:
        concludes = cues.CONCLUSION.match(sentence.text) is not None
        return 4.0 * concludes + 1.0 * (sentence.section == "answer") + 3.0 * (sentence.part == "summary")
    if kind in {"policy_dialogue", "council_activity"}:
        return 2.0 * bool(cues.RESULT.search(text))
    if kind == "draft_for_comment":
        return 2.0 * text.casefold().startswith("dự thảo")
    return 0.0


def _scope(source: _Source) -> tuple[str, ...]:
    """What the act says it regulates, if that is a sentence and not a list of articles."""
    for sentence in source.sentences[:4]:
        text = sentence.text
        if (
            len(text) <= LONGEST
            and cues.SCOPE.match(text)
            and len(cues.INNER.findall(text)) <= 2
            and _stands_alone(text)
        ):
            return (text,)
    return ()


def _readings(source: _Source) -> tuple[str, ...]:
    """The one sentence that holds both the wrong and the right wording; half of it would say what is wrong."""
    found = (each.text for each in source.sentences if len(each.text) <= LONGEST and cues.READINGS.search(each.text))
    return tuple(found)[:1]


def _repeats(text: str, title: str) -> bool:
    """Whether the title has said it: nearly all of its words, or all of its quantities and many of its words."""
    words, known = set(_words(text)), set(_words(title))
    share = len(words & known) / max(1, len(words))
    quantities = _amounts(text)
    return share >= REPEATED or (bool(quantities) and quantities <= _amounts(title) and share > ALIKE / 2)


def _amounts(text: str) -> set[str]:
    """Quantities to compare: "06 giờ" is "6 giờ"."""
    return {letters(each).lstrip("0") for each in _quantities(text)}


def _alike(one: str, other: str) -> bool:
    """Whether both say the same: one within the other, the same quantities, or mostly the same words."""
    left, right = letters(one), letters(other)
    if left in right or right in left:
        return True
    first, second = set(_words(one)), set(_words(other))
    shared = len(first & second) / max(1, min(len(first), len(second)))
    numbers, others = _amounts(one), _amounts(other)
    if numbers and others and (numbers <= others or others <= numbers):
        return shared > ALIKE / 2
    return shared >= ALIKE and not (numbers - others and others - numbers)


def _says_more(one: str, other: str) -> bool:
    """Whether it has all the other's quantities and further ones, in a sentence that is not too long."""
    return _amounts(one) > _amounts(other) != set() and len(one) <= LONG


def _words(text: str) -> list[str]:
    return [word.strip('.,;:()“”"').casefold() for word in text.split()]


# Until when, what to do, where, whom


def _deadline(source: _Source, document: DocumentFacts | None) -> tuple[str, date | None]:
    """A day by which the reader must do something; the day only if all such sentences agree on it."""
    found: list[tuple[Sentence, date | None]] = []
    for sentence in source.sentences:
        text = sentence.text
        if source.act or sentence.section in {"asked", "offices"} or len(text) > LONGEST:
            continue
        if not cues.FOR_READERS.search(text) or cues.NOT_A_DEADLINE.search(text):
            continue
        matches = list(cues.UNTIL.finditer(text))
        days = {read_day(match["to"] or match["before"]) for match in matches}
        if len(days) == 1:
            found.append((sentence, days.pop()))
    if not found:
        return "", None
    days = {day for _, day in found}
    shortest = min((sentence.text for sentence, _ in found), key=len)
    if len(days) > 1:
        return "", None
    day = days.pop()
    started = document.effective_on if document is not None else None
    return ("", None) if day is not None and day == started else (shortest, day)


def _action(source: _Source, said: Iterable[str]) -> str:
    """What the reader should do, best in words that speak to the reader."""
    best: tuple[float, int, str] | None = None
    if source.act:
        return ""
    known = [each for each in said if each]
    for place, (sentence, whole) in enumerate(source.candidates):
        text = _what_to_do(whole)
        if not cues.TO_DO.search(text) or cues.OFFICES.search(text) or any(_alike(text, other) for other in known):
            continue
        if source.quotes_law and sentence.part != "summary" and not cues.CONCLUSION.match(sentence.text):
            continue
        if source.kind == "sketch" and sentence.section != "moral":
            continue
        direct = 3.0 if source.kind in {"scam_warning", "sketch"} else 1.0
        weight = direct * bool(cues.ASKS_DIRECTLY.search(text)) + 2.0 * bool(cues.WHERE.search(text)) + sentence.listed
        weight += (
            1.0 * bool(cues.CITIZENS.search(text)) - 1.0 * (len(text) > LONG) - 3.0 * bool(cues.ANNOUNCES.search(text))
        )
        weight += 1.0 * (sentence.part == "summary")
        # Who gains or loses what is a change, though it names the way.
        weight -= 1.5 if cues.FIRM_RULES.search(text) and not cues.ASKS_DIRECTLY.search(text) else 0.0
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, place, text)
    return best[2] if best else ""


def _what_to_do(text: str) -> str:
    """The last clause of a sentence where that alone says what the citizen is to do; it must stand by itself."""
    before, _, clause = text.rpartition("; ")
    if before and not cues.TO_DO.search(before) and cues.READER_FIRST.match(clause) and _stands_alone(clause):
        return clause
    return text


def _place(source: _Source, action: str, deadline: str, changes: Sequence[str]) -> str:
    """Where or by which way: a sentence that says so, else the clause that ends what to do, or what happens on a day."""
    if source.act:
        return ""
    event = next(iter(changes), "")
    event = event if cues.ANY_DAY.search(event) else ""
    if not cues.WHERE.search(f"{action} {deadline} {event}"):
        return next((text for _, text in source.candidates if cues.WHERE_ITSELF.match(text)), "")
    for text in (action, deadline, event):
        found = cues.WHERE.search(text)
        if found is None:
            continue
        clause = text[found.start() :].rstrip(". ")
        # A clause that goes on to another thought, or is bound to a condition, would say something else alone.
        if (
            len(clause) <= LONGEST_PLACE
            and ";" not in text
            and not cues.TURNS.search(text)
            and cues.READS_ON.search(clause) is None
        ):
            return clause
    return ""


def _affected(source: _Source, changes: Sequence[str]) -> str:
    """Who is concerned: whom the act says it applies to, else whom its first ruling is about."""
    to = [each.text for each in source.sentences if each.section == "addressees"]
    if to:
        found = cues.APPLIES_TO.match(to[0])
        whole = found is not None and not any(cues.TURNS.search(text) for text in to)
        return found["who"] if found and whole else ""
    if source.act:
        return ""
    for text in changes[:2]:
        found = cues.SUBJECT.match(text)
        if found and len(found["who"]) <= LONGEST_WHO and not cues.TURNS.search(found["who"]):
            who = found["who"]
            return "" if cues.GENERAL.fullmatch(who) else who
    return ""
