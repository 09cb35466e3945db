"""The message of an article, a notice or an answer: what changes, until when, what to do, where. Rules over ranked sentences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from distributor.facts import DocumentFacts, Point, Role
from distributor.understand import cues
from distributor.understand.candidate import Candidate
from distributor.understand.dates import read_day
from distributor.understand.news import LONG, LONGEST, Page, stands_alone
from distributor.understand.ranking import MOST_POINTS, Model, alike, ends_others, rank
from distributor.understand.sentences import STEP, Sentence
from distributor.understand.signals import signs
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, fit
from distributor.understand.timetable import PHONE, told
from distributor.understand.wording import count

MOST_BESIDE_STEPS = 2
"""Points that are told beside the steps of a procedure."""
LONGEST_WHO = 160
LONGEST_PLACE = 170
REPEATED = 0.75
"""Share of a sentence's words that the title has too, from which it says nothing new."""
ABOUT = 0.45
"""Share of a question's words that a conclusion has too, from which it answers this question."""
LONGEST_READING = 420
_GOES_ON = re.compile(r"\s*không (?!được|phải|cần|thể|có quyền)", re.IGNORECASE)
"""Behind whom a ruling is about: who they are, not yet what is ruled."""
_SAYS = re.compile(r"(?<!\w)(?:cho (?:biết|hay|rằng)|nói|khai|kể|phản ánh)(?!\w)", re.IGNORECASE)
"""Somebody who tells something; of whom the rule is it does not say."""
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
_WHEN = re.compile(
    r",?\s(?:trước|từ|vào|trong|đến|chậm nhất|hạn cuối)\s(?:(?:hết|lúc|sáng|chiều|tối|thứ \w+|chủ nhật)\s)*"
    r"(?:ngày\s\d|\d{1,2}\s?(?:giờ|h(?!\w)|ngày|tháng)|\d{1,2}/\d{1,2}|tháng\s\d|năm\s\d{4}).*\Z",
    re.IGNORECASE,
)
"""Behind where: until or from when."""
_REPORTS = frozenset({"policy_dialogue", "council_activity"})
_SILENT = frozenset({"sketch", "video", "statistics"})


def page_points(page: Page, document: DocumentFacts | None, model: Model) -> tuple[Point, ...]:
    """Changes first, then the deadline, what to do and where; a correction is one sentence with both wordings."""
    if page.kind == "correction":
        return _readings(page)
    announced = document is not None
    deadline = _deadline(page, document)
    action = _action(page, [deadline] if deadline else [])
    changes = _changes(page, [each for each in (deadline, action) if each], model, announced=announced)
    if deadline is None and (when := _when(page, changes)) is not None:
        changes = [when, *changes]
    if (call := _to_call(page, changes)) is not None:
        changes = [call, *changes]
    changes = _with_timetable(page, changes)
    place = _place(page, action, deadline, changes)
    who = _who([each for each in changes if each.role is not Role.PENALTY]) if page.kind != "scam_warning" else None
    beside = sum(each is not None for each in (who, deadline, action, place))
    changes = changes[: MOST_POINTS - beside]
    return tuple(each for each in (who, *changes, deadline, action, place) if each is not None)


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
    known = [_candidate(each) for each in said]
    chosen: list[Candidate] = []
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
        if len(chosen) >= model.most:
            break
        if _repeats(each, page.title) or any(alike(each, other) for other in known):
            continue
        same = next((place for place, other in enumerate(chosen) if alike(each, other)), None)
        if same is not None:
            chosen[same] = each if _says_more(each, chosen[same]) else chosen[same]
            continue
        chosen.append(each)
    if page.kind == "scam_warning":
        # What the office never does comes before what the swindler does: it is what a citizen can hold on to.
        chosen.sort(
            key=lambda each: (cues.DENIAL.search(each.words) is None, cues.IS_PUNISHED.search(each.words) is not None)
        )
    elif page.kind in _CALLS_OR_GUIDES and not cues.OF_FINES.search(page.title):
        # When to come goes first, and last what happens to those who do not.
        chosen.sort(key=lambda each: (each.role is Role.PENALTY, not cues.ANY_DAY.search(each.statement)))
    chosen.sort(key=ends_others)
    if any(_is_step(each) for each in chosen):
        chosen = _with_every_step(page, chosen)
    return [_point(each) for each in chosen]


def _with_every_step(page: Page, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Add the steps that were not chosen, as they are done: the third without the second misleads. From the first one on that
    cannot be told, no further ones are."""
    others = [each for each in chosen if not _is_step(each)][:MOST_BESIDE_STEPS]
    steps: dict[int, Candidate] = {}
    for each in page.candidates:
        found = STEP.match(each.words)
        if found is not None and int(found["number"]) == len(steps) + 1 <= MOST_POINTS - len(others):
            steps[len(steps)] = each
    return sorted([*steps.values(), *others], key=lambda each: each.place)


def _when(page: Page, changes: Sequence[Point]) -> Point | None:
    """Return, of a notice, the sentence that says on which day, at which hour, where none of those chosen does."""
    calls = _NOTICE.match(page.title) or page.kind in _CALLS
    if not calls or any(cues.ANY_DAY.search(each.statement) for each in changes):
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


def _with_timetable(page: Page, changes: list[Point]) -> list[Point]:
    """Return, of a notice, first its lines of days, hours and numbers to call, which are what it is for."""
    if page.kind == "scam_warning" or (not _NOTICE.match(page.title) and page.kind not in _NOTICES):
        return changes  # of a warning the lines are the swindler's
    lines = [Point(Role.CHANGE, statement, quotes) for statement, quotes in told(page.timetable)]
    lines, changes = _with_free(page, lines, changes)
    said = " ".join(each.statement for each in lines).casefold()
    off = next((each.text for each in page.sentences if _PUT_OFF.search(each.text)), "") if lines else ""
    if 0 < count(off) <= MOST_WORDS and off not in (each.statement for each in changes):
        lines.append(Point(Role.CHANGE, off, (off,)))  # what of it is put off is told with the rest
    return [*lines, *(each for each in changes if each.statement.rstrip(".").casefold() not in said)]


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


def _is_step(each: Candidate) -> bool:
    return STEP.match(each.words) is not None


def _point(each: Candidate) -> Point:
    """Steps stay together: none is told apart as when, how or where."""
    told_apart = each.role in (Role.HOW, Role.PAPERS, Role.WHERE, Role.WHO)
    return Point(
        Role.CHANGE if told_apart or (_is_step(each) and each.role is Role.DEADLINE) else each.role,
        each.statement,
        each.quotes,
    )


def _candidate(point: Point) -> Candidate:
    return Candidate(point.role, point.statement, point.statement, point.quotes, "", -1, -1, signs(point.statement))


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


# Until when, what to do, where, whom


def _deadline(page: Page, document: DocumentFacts | None) -> Point | None:
    """A day by which the reader must do something, if all such sentences agree on it."""
    found: list[tuple[Sentence, date | None]] = []
    for sentence in page.sentences:
        text = sentence.text
        if sentence.section in {"asked", "offices"} or len(text) > LONGEST:
            continue
        if not cues.FOR_READERS.search(text) or cues.NOT_A_DEADLINE.search(text):
            continue
        days = {read_day(match["to"] or match["before"]) for match in cues.UNTIL.finditer(text)}
        if len(days) == 1:
            found.append((sentence, days.pop()))
    days = {day for _, day in found}
    if len(days) != 1 or (day := days.pop()) is None or (document is not None and day == document.effective_on):
        return None
    text = min((sentence.text for sentence, _ in found), key=len)
    statement = fit(text) or (text if count(text) <= MOST_WORDS else "")
    if not statement or count(text) > MOST_QUOTE_WORDS or read_day(statement) is None:
        return None
    return Point(Role.DEADLINE, text if count(text) <= MOST_WORDS else statement, (text,), "", day)


def _action(page: Page, said: Iterable[Point]) -> Point | None:
    """Return what the reader should do, best in words that speak to the reader."""
    best: tuple[float, Candidate] | None = None
    known = [_candidate(each) for each in said]
    for each in page.candidates:
        sentence = page.sentences[each.place]
        text = _what_to_do(each.words)
        if not cues.TO_DO.search(text) or cues.OFFICES.search(text) or any(alike(each, other) for other in known):
            continue
        if _is_step(each):
            continue
        if page.quotes_law and sentence.part != "summary" and not cues.CONCLUSION.match(sentence.text):
            continue
        if page.kind == "sketch" and sentence.section != "moral":
            continue
        weight = _directness(page.kind, sentence, text)
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, each)
    if best is None:
        return None
    statement = fit(_what_to_do(best[1].words)) or best[1].statement
    return Point(Role.HOW, statement, best[1].quotes)


def _directness(kind: str, sentence: Sentence, text: str) -> float:
    direct = 3.0 if kind in {"scam_warning", "sketch"} else 1.0
    weight = direct * bool(cues.ASKS_DIRECTLY.search(text)) + 2.0 * bool(cues.WHERE.search(text)) + sentence.listed
    weight += (
        1.0 * bool(cues.CITIZENS.search(text)) - 1.0 * (len(text) > LONG) - 3.0 * bool(cues.ANNOUNCES.search(text))
    )
    weight += 1.0 * (sentence.part == "summary")
    # Who gains or loses what is a change, though it names the way.
    return weight - (1.5 if cues.FIRM_RULES.search(text) and not cues.ASKS_DIRECTLY.search(text) else 0.0)


def _what_to_do(text: str) -> str:
    """The last clause of a sentence where that alone says what the citizen is to do; it must stand by itself."""
    before, _, clause = text.rpartition("; ")
    if before and not cues.TO_DO.search(before) and cues.READER_FIRST.match(clause) and stands_alone(clause):
        return clause
    return text


def _place(page: Page, action: Point | None, deadline: Point | None, changes: Sequence[Point]) -> Point | None:
    """Return where or by which way: a sentence that says so, else the clause that ends what to do, or what happens on a day."""
    event = next(iter(changes), None)
    event = event if event is not None and cues.ANY_DAY.search(event.statement) else None
    sources = [each for each in (action, deadline, event) if each is not None]
    if not any(cues.WHERE.search(each.statement) for each in sources):
        found = next((each for each in page.candidates if cues.WHERE_ITSELF.match(each.words)), None)
        return Point(Role.WHERE, found.statement, found.quotes) if found else None
    for each in sources:
        where = cues.WHERE.search(each.statement)
        if where is None:
            continue
        clause = _WHEN.sub("", each.statement[where.start() :].rstrip(". "))
        # A clause that goes on to another thought, or is bound to a condition, would say something else alone.
        if (
            len(clause) <= LONGEST_PLACE
            and ";" not in each.statement
            and not cues.TURNS.search(each.statement)
            and not cues.READS_ON.search(clause)
            and not cues.STOPS.search(each.statement)
        ):
            return Point(Role.WHERE, clause, each.quotes)
    return None


def _who(changes: Sequence[Point]) -> Point | None:
    """Return whom the first ruling is about, if it names somebody in particular."""
    for each in changes[:1]:
        found = cues.SUBJECT.match(each.statement)
        if found and _GOES_ON.match(each.statement, found.end()):
            return None
        if found and len(found["who"]) <= LONGEST_WHO and not cues.TURNS.search(found["who"]):
            who = found["who"]
            torn = who.casefold().rpartition(" ")[2] in {"người", "hộ", "các", "và", "hoặc", "giao", "kê", "tiếp"}
            return (
                None if torn or _SAYS.search(who) or cues.GENERAL.fullmatch(who) else Point(Role.WHO, who, each.quotes)
            )
    return None
