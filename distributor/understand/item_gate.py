"""Why an item must not go out by itself, told from what was understood of it: codes of `config/gate.toml`. Pure.

1. What holds the item itself: its marks (drafts, secrecy, persons). 2. What it is: its kind, whether it is legal education.
3. Of a document that it announces: whether that is still news, whether citizens are concerned, what is not certain of it.
4. What could be said: no confident point, no answer.
Staff's answers settle what they answer (`settled`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from distributor.clock import VIETNAM
from distributor.facts import Answer, DocumentFacts, Facts, Point, Reason, Role
from distributor.ingest.holds.internal import is_office_letter
from distributor.reading_states import RelationKind
from distributor.reasons import reason_of
from distributor.understand.answering_told import leaves_out_conditions, tells_answer, tells_kind_asked
from distributor.understand.kind_model import kind_weights
from distributor.understand.last_moment import CALL_TO_COME, leaves_out_hours, over_at
from distributor.understand.newness import (
    applications_over,
    deadline_passed,
    is_still_told,
    lists_procedures,
    old_document_in,
    only_repeals,
    subject_over,
    why_not_for_citizens,
    why_not_new,
)
from distributor.understand.office_news import (
    is_a_case,
    is_false_alarm,
    is_office_news,
    is_somebodys_view,
    names_who_was_fined,
    offers_something,
    states_a_rule,
)
from distributor.understand.questions import title_asks
from distributor.understand.reading import ANNOUNCEMENT, CORRECTION
from distributor.understand.structure_lines import LETTERHEAD
from phrases import phrase

_LEAD = 600
_NEW_BODY = re.compile(r"(?<!\w)(?:kiện toàn|thành lập|công nhận|đổi tên|sáp nhập)(?!\w)", re.IGNORECASE)
"""Of an office's deed that is itself what citizens should know."""
_FORM_TITLE = re.compile(
    r"\W*(?:mẫu|(?:cách|hướng dẫn) (?:viết|điền|ghi)) (?:đơn|tờ khai|giấy|phiếu)(?!\w)", re.IGNORECASE
)
"""Of what a citizen fills in."""
_NEW_RULE = re.compile(r"quy định mới|(?:vừa|mới) (?:được )?(?:ban hành|có)", re.IGNORECASE)
_MOMENT = timedelta(seconds=1)
"""Before its end at midnight it is still the last day."""
_IF_ANY = "nếu có."
"""Ends a question that may have no answer ("Không thấy ngày có hiệu lực … Hãy điền nếu có.")."""
_OF_ITS_ISSUE = re.compile(r"Không chắc (?:ngày|cơ quan) ban hành [^:]+\Z")
"""Not of several days, or names, that a text tells."""
_NEEDS_POINT = frozenset({"new_law", "guidance", "procedure", "correction", "repeal"})
"""Kinds that say nothing where no point is certain; others are told by their beginning (a warning, a contest, a meeting)."""
_OF_DOCUMENTS = frozenset({"new_law", "correction", "repeal", "guidance", "procedure", ""})
_OF_PERSONS = frozenset({"correction", "question"})
"""Kinds whose letters are for whoever relies on a document, or has asked."""
_NEEDS_NO_DAY = frozenset({"notice", "press_release", "council_activity", "legal_aid", "contest"})
"""Kinds that tell of a document beside their own matter: its day need not be known."""
_MAY_BE_OFFICE_NEWS = frozenset({"council_activity", "procedure", "other_legal", "propaganda", "guidance", "legal_aid"})
_MAY_BE_A_VIEW = frozenset({"new_law", "other_legal", "guidance", "propaganda"})
_MAY_BE_A_CASE = frozenset({"other_legal", "guidance"})
_HAVE_A_TERM = frozenset({"notice", "contest", "new_law", "procedure", "draft_for_comment"})
"""Kinds that are no use once their last deadline is over."""
_SETTLED_BY_DOCUMENT = frozenset({"question", "day_unknown", "not_new"})
_SETTLED_BY_KIND = frozenset({"unknown_kind", "not_legal", "other_legal", "office_news"})


def item_gate(
    facts: Facts,
    title: str,
    text: str,
    *,
    questions: Sequence[str],
    today: date,
    sorted_by_source: bool = False,
    worth: float = 0.0,
) -> tuple[Reason, ...]:
    """Return why the item waits for a person. `questions`: those about the document that nobody answered. `sorted_by_source`:
    the source's categories say its kind. `worth`: how likely an office would say the item by itself.

    Each reason once, what holds the item itself first.
    """
    found = [reason_of(mark) for mark in facts.marks]
    found += _of_what_it_is(facts, title, text)
    if not sorted_by_source:
        found += _of_news(facts, title, text, worth)
    if facts.document is not None and facts.role == ANNOUNCEMENT:
        found += _of_the_document(facts, facts.document, title, text, questions, today)
    elif year := _year_of_old(facts.kind, title, text, today):
        found.append(Reason("not_new", phrase("understand.not-new.act-of-year", year=year).stored()))
    if (last := term_ended(facts, today)) is not None:
        found.append(Reason("deadline_passed", f"{last:%d/%m/%Y}"))
    tells_too_little = not _says_something(facts) or leaves_out_conditions(title, text, facts.message)
    if (facts.kind in _NEEDS_POINT and tells_too_little) or leaves_out_hours(facts, title, text):
        found.append(Reason("no_point"))
    unsure = facts.answer if facts.answer is not None and not (facts.answer.sure or facts.told_whole) else None
    if unsure is not None and (facts.kind == "question" or leaves_open(title, unsure, facts.message)):
        found.append(Reason("no_answer"))
    return tuple(dict.fromkeys((*found, *facts.gate)))


def leaves_open(title: str, answer: Answer, message: Sequence[Point]) -> bool:
    """Return True if the title asks, and no point is part of what seems to answer it."""
    told = tells_kind_asked(title, message) or any(tells_answer(each.statement, answer.text) for each in message)
    return title_asks(title) and not told


def _year_of_old(kind: str, title: str, text: str, today: date) -> str:
    """The old year that a piece about a document is dated by; empty if it is none: advice may stand on an old law."""
    tells_news = kind in {"new_law", "repeal"} or (kind == "guidance" and _NEW_RULE.search(text[:_LEAD]) is not None)
    return old_document_in(f"{title}\n{text}" if tells_news else title, today) if kind in _OF_DOCUMENTS else ""


def settled(facts: Facts, today: date) -> Facts:
    """The facts without the reasons that staff's answers settle; a document's newness is told again from the answered days."""
    gate = list(facts.gate)
    if facts.answers.kind:
        gate = [reason for reason in gate if reason.code not in _SETTLED_BY_KIND]
    if facts.answers.by or facts.answers.of_document:
        gate = [reason for reason in gate if reason.code not in _SETTLED_BY_DOCUMENT]
        if facts.document is not None and facts.role == ANNOUNCEMENT and (old := why_not_new(facts.document, today)):
            gate.append(old)
    return replace(facts, gate=tuple(dict.fromkeys(gate)), relevant=facts.relevant or bool(facts.answers.kind))


def _of_the_document(
    facts: Facts, document: DocumentFacts, title: str, text: str, questions: Sequence[str], today: date
) -> list[Reason]:
    # A correction mostly bears neither number nor day of its own.
    of_its_own = document.kind != CORRECTION
    old = _why_old(document, title, text, today)
    found = [old] if old is not None and (of_its_own or old.code != "day_unknown") else []
    office = why_not_for_citizens(document, title, text)
    if office is not None and (facts.kind in _OF_DOCUMENTS or office.code == "office_letter"):
        found.append(office)
    if any(relation.kind is RelationKind.CORRECTS for relation in document.relations):
        found.append(Reason("corrects"))
    if facts.kind in _OF_DOCUMENTS and only_repeals(document, today):
        found.append(Reason("only_repeals"))
    if facts.kind in _OF_DOCUMENTS and lists_procedures(document):
        found.append(Reason("lists_procedures"))
    if facts.kind in _NEEDS_NO_DAY:
        return [reason for reason in found if reason.code != "day_unknown"]
    if of_its_own and any(not _need_not_be_answered(question, document, text) for question in questions):
        found.append(Reason("question"))
    return found


def _need_not_be_answered(question: str, document: DocumentFacts, text: str) -> bool:
    """Return True if the question may have no answer, or asks who issued an act, or when, of which a report tells the number and
    the day of effect: it is cited and dated by these."""
    if question.endswith(_IF_ANY):
        return True
    reported = LETTERHEAD.search(text[:_LEAD]) is None and document.number and document.effective_on is not None
    return bool(reported) and _OF_ITS_ISSUE.match(question) is not None


def still_told(facts: Facts, today: date) -> bool:
    """Return True if the document that the item announces is new no more, and told all the same."""
    document = facts.document
    if document is None or facts.role != ANNOUNCEMENT:
        return False
    old = why_not_new(document, today)
    return old is not None and old.code == "not_new" and is_still_told(document, today)


def _why_old(document: DocumentFacts, title: str, text: str, today: date) -> Reason | None:
    old = why_not_new(document, today)
    if old is None:
        passed = subject_over(document, title, today) or applications_over(document, text, today)
        return Reason("deadline_passed", f"{passed:%d/%m/%Y}") if passed else None
    if old.code != "not_new" or not is_still_told(document, today):
        return old
    passed = deadline_passed(document, title, text, today)
    return Reason("deadline_passed", f"{passed:%d/%m/%Y}") if passed else None


def term_ended(facts: Facts, today: date) -> date | None:
    """The last day of a deadline or event that is over, of an item that is no use after it; None for all others."""
    if facts.kind not in _HAVE_A_TERM - CALL_TO_COME and (end := over_at(facts)) is not None:
        ended = (end - _MOMENT).astimezone(VIETNAM).date()
        return ended if ended < today else None
    last = _last_deadline(facts)
    return last if last is not None and last < today and facts.kind in _HAVE_A_TERM else None


def _last_deadline(facts: Facts) -> date | None:
    days = [point.day for point in facts.message if point.role is Role.DEADLINE and point.day is not None]
    return max(days, default=None)


def _of_news(facts: Facts, title: str, text: str, worth: float) -> list[Reason]:
    """News that no source has sorted: an office's about itself, and general news of the law without a rule for citizens."""
    if facts.document is not None and facts.role == ANNOUNCEMENT:
        return []
    if not facts.relevant:
        return []
    if (
        (facts.kind in _MAY_BE_A_VIEW and (is_somebodys_view(title, text) or names_who_was_fined(title)))
        or (facts.kind in _MAY_BE_A_CASE and is_a_case(title, text, facts.message))
        or (facts.kind == "scam_warning" and is_false_alarm(title, text))
    ):
        return [Reason("other_legal")]
    if facts.kind not in _MAY_BE_OFFICE_NEWS:
        return []
    rule = states_a_rule(text, facts.message)
    meets = facts.kind == "council_activity" and not (offers_something(facts.message) or _NEW_BODY.search(title))
    if not rule and (meets or is_office_news(title, text)):
        return [Reason("office_news")]
    surely = worth >= kind_weights().surely_worth
    return [Reason("other_legal")] if facts.kind == "other_legal" and not (rule or surely) else []


def _of_what_it_is(facts: Facts, title: str, text: str) -> list[Reason]:
    found = []
    if not facts.kind:
        found.append(Reason("unknown_kind"))
    if not facts.relevant:
        found.append(Reason("not_legal"))
    # A letter that puts a document right is for whoever relies on the document, and a form shows to whom one writes.
    if facts.kind not in _OF_PERSONS and _FORM_TITLE.match(title) is None and is_office_letter(text):
        found.append(Reason("office_letter"))
    return found


def _says_something(facts: Facts) -> bool:
    points = facts.points
    return bool(facts.message or facts.answer or points.changes or points.action or points.deadline)
