"""The message of an article, a notice or an answer: what changes, until when, what to do, where. Rules over ranked "
"sentences."""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.facts import DocumentFacts, Point, Role
from distributor.understand import cues
from distributor.understand.alike import alike
from distributor.understand.candidate import Candidate
from distributor.understand.localities import with_locality
from distributor.understand.named_act import with_its_number
from distributor.understand.news import Page
from distributor.understand.opening import OPENS, fills, looks_back, only_calls, opening
from distributor.understand.page_acts import with_their_acts
from distributor.understand.page_dull import tells_nothing
from distributor.understand.page_features import LONG
from distributor.understand.page_lists import STEP
from distributor.understand.page_parts import (
    action_of,
    deadline_of,
    is_for_the_reader,
    is_others_term,
    is_step,
    place_of,
    said_as,
    who_of,
)
from distributor.understand.page_series import with_whole_series
from distributor.understand.ranking import MOST_POINTS, Model, ends_others, rank
from distributor.understand.scenery import without_scenery
from distributor.understand.sentences import Sentence
from distributor.understand.statements import MOST_WORDS
from distributor.understand.timetable import PHONE, told
from distributor.understand.warning_points import of_a_warning
from distributor.understand.wording import count

MOST_BESIDE_STEPS = 2
"""Points that are told beside the steps of a procedure."""
REPEATED = 0.75
"""Share of a sentence's words that the title has too, from which it says nothing new."""
ABOUT = 0.45
"""Share of a question's words that a conclusion has too, from which it answers this question."""
LONGEST_READING = 420
_NOTICE = re.compile(
    r"\W*(?:(?:khẩn|hỏa tốc)\s*:\s*)?(?:thông báo|lịch|giấy mời|mời|danh bạ|đường dây nóng|danh sách|số điện thoại)(?!\w)",
    re.IGNORECASE,
)
_HOUR = re.compile(r"\d{1,2}\s?(?:giờ|h\d{0,2}|g\d{2})(?!\w)", re.IGNORECASE)
_NOTICES = frozenset({"notice", "other_legal", "legal_aid", "procedure"})
_TO_CALL_OR_DAY = re.compile(f"{PHONE.pattern}|{cues.ANY_DAY.pattern}", re.IGNORECASE)
_ABOUT_A_NUMBER = re.compile(r"(?<!\w)(?:số điện thoại|số máy|đường dây nóng|tổng đài|hotline)(?!\w)", re.IGNORECASE)
_PUT_OFF = re.compile(r"(?<!\w)(?:hoãn|dời|lùi|h[ủu][yỷ])(?!\w)(?=[^.;]*\d|[^.;]*thông báo)", re.IGNORECASE)
_COSTS_NOTHING = re.compile(r"(?<!\w)(?:miễn phí|không thu (?:phí|tiền)|không mất (?:phí|tiền))(?!\w)", re.IGNORECASE)
LEAST_FREE, LONG_FREE = 5, 20
"""Words from which a sentence stands by itself; from which it says more than that."""
_CALLS = frozenset({"notice", "legal_aid"})
"""Kinds that call to come: without their day and place they say nothing."""
_CALLS_OR_GUIDES = _NOTICES | {"guidance", "contest"}
_TEACHES = frozenset({"guidance", "propaganda", "procedure", "new_law"})
"""Kinds that tell a rule, often after a story."""
_REPORTS = frozenset({"policy_dialogue", "council_activity"})
_LISTS_ACTS = frozenset({"press_release", "council_activity"})
_SILENT = frozenset({"sketch", "video", "statistics"})
_LOOK_AHEAD = OPENS | {"scam_warning", "propaganda"}
"""Kinds that tell what is to come or to be done: what was counted before and whom to ask goes behind that."""
MOST_OF_OPENING, MOST_OF_LIST = 5, 6
FEW = 3
"""Points up to which what was counted before is told too."""
_TIME = re.compile(r"thời gian(?: [^:;.]{0,30})?:\s", re.IGNORECASE)
_PLACES = re.compile(r"\d{4}(?: \([^()]*\))?,(?: từ [^,;]{3,40},)? (tại [^,;.]{4,60})", re.IGNORECASE)
_AT = re.compile(r"(?:địa điểm|nơi (?:tổ chức|tiếp nhận|khám|họp))(?: [^:;.]{0,20})?:\s+(?:tại )?", re.IGNORECASE)


def page_points(page: Page, document: DocumentFacts | None, model: Model) -> tuple[Point, ...]:
    """Return what the piece opens with, then changes, the deadline, what to do and where; a correction is one sentence with both
    wordings. Empty where nothing is told but whom to call."""
    if page.kind == "correction":
        return _readings(page)
    announced = document is not None
    deadline = deadline_of(page, document)
    opens = opening(page)[:1]
    action = action_of(
        page, [deadline] if deadline else [], {each.place for each in opens if cues.FIRM_RULES.search(each.words)}
    )
    changes = _changes(page, [each for each in (deadline, action) if each], model, announced=announced)
    if deadline is None and (when := _when(page, changes)) is not None:
        changes = [when, *changes]
    if (call := _to_call(page, changes)) is not None:
        changes = [call, *changes]
    changes = _with_timetable(page, changes)
    place = place_of(page, action, deadline, changes)
    changes = _time_with_place(changes, place)
    if place is not None and _AT.match(place.statement) and any(place.quotes[0] in each.quotes for each in changes):
        place = None
    if place is not None and len({found[1] for each in changes for found in _PLACES.finditer(each.statement)}) > 1:
        place = None  # each line of the timetable has its own
    who = who_of([each for each in changes if each.role is not Role.PENALTY]) if page.kind != "scam_warning" else None
    beside = sum(each is not None for each in (who, deadline, action, place))
    changes = [each for each in changes if action is None or each.statement != action.statement][: MOST_POINTS - beside]
    order = (who, deadline, *changes) if _opens_with(page, deadline) else (who, *changes, deadline)
    message = [each for each in (*order, action, place) if each is not None]
    if not _ABOUT_A_NUMBER.search(page.title) and all(
        each.role in (Role.WHO, Role.WHERE) or only_calls(each.statement) for each in message
    ):
        return ()
    message = with_its_number(message, [each.text for each in page.sentences])
    return tuple(with_locality(message, page.locality, page.title))


def _opens_with(page: Page, deadline: Point | None) -> bool:
    """Return True if until when something must be done is what the piece opens with."""
    return deadline is not None and any(deadline.quotes[0] == each.quotes[0] for each in opening(page)[:1])


def _readings(page: Page) -> tuple[Point, ...]:
    """The one sentence that holds both the wrong and the right wording; half of it would say what is wrong."""
    for each in page.sentences:
        if len(each.text) <= LONGEST_READING and cues.READINGS.search(each.text):
            return (Point(Role.CHANGE, each.text, (each.text,)),)
    return ()


def _changes(page: Page, said: Sequence[Point], model: Model, *, announced: bool) -> list[Point]:
    if page.kind in _SILENT:
        return []
    if page.quotes_law:
        return [_point(each) for each in _conclusions(page)]
    known = [said_as(each) for each in said]
    lines = {line.quote for line in page.timetable} if _tells_lines(page) else set()
    first = [each for each in opening(page) if not _is_told(page, each, known, lines)][:MOST_OF_OPENING]
    chosen: list[Candidate] = list(first)
    behind: list[Candidate] = []
    # What the source itself says first, in its summary, comes first.
    order = sorted(
        rank(model, page.candidates, page.features),
        key=lambda each: page.sentences[each.candidate.place].part != "summary",
    )
    for ranked in order:
        each = ranked.candidate
        sentence = page.sentences[each.place]
        enough = model.sure if len(chosen) >= model.usual else model.least if chosen else model.least / 2
        if (ranked.likelihood < enough and sentence.part != "summary") or _is_none_of_a_citizens(
            page.kind, sentence, each, announced
        ):
            continue
        if len(chosen) >= model.most + len(first):
            break
        if (
            _is_told(page, each, known, lines)
            or each in first
            or fills(each.words)
            or _is_of_a_list(page, each, chosen)
        ):
            continue
        if page.kind in _LOOK_AHEAD and (_is_behind(each.words) or only_calls(each.words)):
            behind.append(each)
            continue
        same = next((place for place, other in enumerate(chosen) if alike(each, other)), None)
        if same is not None:
            if chosen[same] not in first:
                chosen[same] = each if _says_more(each, chosen[same]) else chosen[same]
            continue
        chosen.append(each)
    rest = chosen[len(first) :] if chosen[: len(first)] == first else [each for each in chosen if each not in first]
    if page.kind == "scam_warning":
        rest = of_a_warning(rest, (each for each in page.candidates if not _is_told(page, each, known, set())))
    elif page.kind in _CALLS_OR_GUIDES and not cues.OF_FINES.search(page.title):
        # When to come goes first, and last what happens to those who do not.
        rest.sort(key=lambda each: (each.role is Role.PENALTY, not cues.ANY_DAY.search(each.statement)))
    chosen = _with_whole_lists(page, [*first, *rest], known)
    chosen = [each for each in chosen if not tells_nothing(each.words, page.kind)]
    chosen = with_whole_series(chosen, page.candidates, page.sentences)
    chosen += [each for each in behind if only_calls(each.words)][:1]
    chosen += [each for each in behind if _is_behind(each.words)][: max(0, FEW - len(chosen))]
    chosen.sort(key=ends_others)
    chosen = without_scenery(chosen) if page.kind in _TEACHES else chosen
    chosen = with_their_acts(chosen, page.candidates, page.text, page.sentences) if page.kind in _LISTS_ACTS else chosen
    if any(is_step(each) for each in chosen):
        chosen = _with_every_step(page, chosen)
    return [_point(each) for each in chosen]


def _with_whole_lists(page: Page, chosen: Sequence[Candidate], known: Sequence[Candidate]) -> list[Candidate]:
    """Add the other entries of a list of which one is told, where they are few: whom one is about would read that he is not
    meant."""
    told: list[Candidate] = []
    for each in chosen:
        under = page.sentences[each.place].under
        entries: dict[int, Candidate] = {each.place: each}
        for other in (*chosen, *page.candidates):
            sentence = page.sentences[other.place]
            if under >= 0 and (sentence.under, sentence.part) == (under, "text"):
                entries.setdefault(other.place, other)
        if (together := _said_together([entries[place] for place in sorted(entries)])) is not None:
            told += [] if together in told else [together]
            continue
        for place in sorted(entries)[:MOST_OF_LIST]:
            entry = entries[place]
            if entry in chosen or not any(alike(entry, other) for other in (*told, *chosen, *known)):
                told += [] if entry in told else [entry]
    return told


def _is_of_a_list(page: Page, each: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Return True if an entry of its list is chosen: the others are told with it."""
    under = page.sentences[each.place].under
    return under >= 0 and any(page.sentences[other.place].under == under for other in chosen)


def _said_together(entries: Sequence[Candidate]) -> Candidate | None:
    """Return short entries of one list in one statement; None where they are too long for it."""
    statement = "; ".join(each.statement.rstrip(".") for each in entries) + "."
    if len(entries) < FEW or count(statement) > MOST_WORDS or any(each.role is Role.DEADLINE for each in entries):
        return None
    quotes = tuple(quote for each in entries for quote in each.quotes)
    return replace(entries[0], statement=statement, quotes=quotes) if len(quotes) <= MOST_OF_OPENING else None


def _is_behind(text: str) -> bool:
    """Return True for what was counted before, and by when others must act: told where little else is."""
    return looks_back(text) or is_others_term(text)


def _is_told(page: Page, each: Candidate, known: Sequence[Candidate], lines: set[str]) -> bool:
    """Return True if the title, another part of the message or a line of its timetable says it."""
    return (
        _repeats(each, page.title)
        or any(line in each.words for line in lines)
        or any(alike(each, other) for other in known)
    )


def _with_every_step(page: Page, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Add the steps that were not chosen, as they are done: the third without the second misleads. From the first one on that
    cannot be told, no further ones are."""
    others = [each for each in chosen if not is_step(each)][:MOST_BESIDE_STEPS]
    steps: dict[int, Candidate] = {}
    for each in page.candidates:
        found = STEP.match(each.words)
        if found is not None and int(found["number"]) == len(steps) + 1 <= MOST_POINTS - len(others):
            steps[len(steps)] = each
    return sorted([*steps.values(), *others], key=lambda each: each.place)


def _when(page: Page, changes: Sequence[Point]) -> Point | None:
    """Return, of a notice, the sentence that says on which day, at which hour, where none of those chosen does."""
    calls = _NOTICE.match(page.title) or page.kind in _CALLS
    if (
        not calls
        or (page.timetable and _tells_lines(page))
        or any(cues.ANY_DAY.search(each.statement) for each in changes)
    ):
        return None
    held = (each for each in page.candidates if cues.ANY_DAY.search(each.statement) and _HOUR.search(each.statement))
    found = next(held, None)
    return Point(Role.CHANGE, found.statement, found.quotes) if found is not None else None


def _to_call(page: Page, changes: Sequence[Point]) -> Point | None:
    """Return, of a notice about a number to call the sentence that says it, where none of those chosen does."""
    if not _ABOUT_A_NUMBER.search(page.title) or any(PHONE.search(each.statement) for each in changes):
        return None
    found = next((each for each in page.candidates if PHONE.search(each.statement)), None)
    return Point(Role.CHANGE, found.statement, found.quotes) if found is not None else None


def _tells_lines(page: Page) -> bool:
    """Return True if its lines of days and hours are told; of a warning they are the swindler's."""
    return page.kind != "scam_warning" and (_NOTICE.match(page.title) is not None or page.kind in _NOTICES)


def _with_timetable(page: Page, changes: list[Point]) -> list[Point]:
    """Return, of a notice, first its lines of days and hours, which are what it is for, behind who holds it from when; whom to
    call comes last, unless that is what it is for."""
    if not _tells_lines(page):
        return changes
    lines = [Point(Role.CHANGE, statement, quotes) for statement, quotes in told(page.timetable)]
    of_days = [each for each in lines if not PHONE.search(each.statement) or _HOUR.search(each.statement)]
    calls = [each for each in lines if each not in of_days]
    of_days, changes = _with_free(page, of_days, changes)
    said = " ".join(each.statement for each in lines).casefold()
    off = next((each.text for each in page.sentences if _PUT_OFF.search(each.text)), "") if of_days else ""
    if 0 < count(off) <= MOST_WORDS and off not in (each.statement for each in changes):
        of_days.append(Point(Role.CHANGE, off, (off,)))  # what of it is put off is told with the rest
    changes = [each for each in changes if each.statement.rstrip(".").casefold() not in said]
    if _ABOUT_A_NUMBER.search(page.title) or not of_days:
        return [*of_days, *calls, *changes]
    opener = [each for each in changes[:1] if cues.ANY_DAY.search(each.statement)]
    return [*opener, *of_days, *changes[len(opener) :], *calls]


def _time_with_place(changes: list[Point], place: Point | None) -> list[Point]:
    """Say when and where it is in one breath: a short text tells one point, and nobody can come who knows only one of them."""
    when = next((each for each in changes if _TIME.match(each.statement)), None)
    where = next((each for each in (*changes, place) if each is not None and _AT.match(each.statement)), None)
    if when is None or where is None:
        return changes
    said = f"{when.statement.rstrip('. ')}, tại {_AT.sub('', where.statement, count=1)}"
    if count(said) > MOST_WORDS or "; " in said:
        return changes
    both = replace(when, statement=said, quotes=(*when.quotes, *where.quotes))
    return [both if each is when else each for each in changes if each is not where]


def _with_free(page: Page, lines: list[Point], changes: list[Point]) -> tuple[list[Point], list[Point]]:
    """Add that it costs nothing: often a sentence of three words beside the lines, and what people ask first."""
    if any(_COSTS_NOTHING.search(each.statement) for each in (*lines, *changes)) or _COSTS_NOTHING.search(page.title):
        return lines, changes
    found = (each.text for each in page.sentences if _COSTS_NOTHING.search(each.text) and count(each.text) < LONG_FREE)
    text = next(found, "")
    if count(text) >= LEAST_FREE:
        return lines, [*changes, Point(Role.RIGHT, text, (text,))]
    if text and lines and count(lines[-1].statement) + count(text) <= MOST_WORDS:
        last = lines[-1]
        lines = [*lines[:-1], replace(last, statement=f"{last.statement} {text}", quotes=(*last.quotes, text))]
    return lines, changes


def _is_none_of_a_citizens(kind: str, sentence: Sentence, each: Candidate, announced: bool) -> bool:
    """Return True for what speaks to offices, or says of a document only that it was issued: headline and citation say that."""
    text = each.words
    if tells_nothing(text, kind):
        return True
    if cues.DENIAL.search(text) or (kind in _REPORTS and cues.RESULT.search(text)):
        return False
    if sentence.section in {"offices", "effect", "addressees"} or cues.OFFICES.search(text):
        return True
    return announced and (cues.ANNOUNCES.search(text) is not None or cues.ONLY_EFFECT.match(text) is not None)


def _conclusions(page: Page) -> list[Candidate]:
    """Return, of an answer that quotes the law first: what its summary says and what it concludes for the title's question."""
    asked = set(_words(page.title))
    found: list[Candidate] = []
    for each in page.candidates:
        sentence = page.sentences[each.place]
        if sentence.part != "summary" and not cues.CONCLUSION.match(sentence.text):
            continue
        if len(asked & set(_words(each.words))) >= ABOUT * len(asked) and not any(
            alike(each, other) for other in found
        ):
            found.append(each)
    return found[:2]


def _point(each: Candidate) -> Point:
    """Steps stay together: none is told apart as when, how or where; and a term is until when the reader must act, or none."""
    told_apart = each.role in (Role.HOW, Role.PAPERS, Role.WHERE, Role.WHO)
    no_term = each.role is Role.DEADLINE and (is_step(each) or not is_for_the_reader(each.words))
    return Point(Role.CHANGE if told_apart or no_term else each.role, each.statement, each.quotes)


def _repeats(each: Candidate, title: str) -> bool:
    """Return True if the title has said it: nearly all of its words, or all of its quantities and many of its words."""
    if any(found[0] not in title for found in _TO_CALL_OR_DAY.finditer(each.words)):
        return False
    words, known = set(_words(each.words)), set(_words(title))
    share = len(words & known) / max(1, len(words))
    quantities = _amounts(each.words)
    return share >= REPEATED or (bool(quantities) and quantities <= _amounts(title) and share > 0.3)


def _amounts(text: str) -> set[str]:
    """Quantities to compare: "06 giờ" is "6 giờ"."""
    return {
        "".join(found[0].casefold().split()).lstrip("0")
        for found in cues.QUANTITY.finditer(text)
        if not cues.OF_A_DATE.search(text[max(0, found.start() - 8) : found.start()])
    }


def _says_more(one: Candidate, other: Candidate) -> bool:
    """Return True if it has all the other's quantities and further ones, in a sentence that is not too long."""
    return _amounts(one.words) > _amounts(other.words) != set() and len(one.words) <= LONG


def _words(text: str) -> list[str]:
    return [word.strip('.,;:()“”"').casefold() for word in text.split()]
