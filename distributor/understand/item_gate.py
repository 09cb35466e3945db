"""Why an item must not go out by itself, told from what was understood of it: codes of `config/gate.toml`. Pure.

1. What holds the item itself: its marks (drafts, secrecy, persons). 2. What it is: its kind, whether it is legal education.
3. Of an act that it announces: whether that is still news, whether citizens are concerned, what is not certain of it.
4. What could be said: no confident point, no answer.
Staff's answers settle what they answer (`settled`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from distributor.ingest.holds.internal import is_office_letter
from distributor.reasons import reason_of
from distributor.understand.facts import DocumentFacts, Facts, Reason
from distributor.understand.newness import old_act_in, why_not_for_citizens, why_not_new
from distributor.understand.reading import ANNOUNCEMENT, CORRECTION

_LEAD = 600
_IF_ANY = "nếu có."
"""Ends a question that may have no answer ("Không thấy ngày có hiệu lực … Hãy điền nếu có.")."""
_NEEDS_POINT = frozenset({"new_law", "guidance", "procedure", "correction", "repeal"})
"""Kinds that say nothing where no point is certain; others are told by their beginning (a warning, a contest, a meeting)."""
_OF_ACTS = frozenset({"new_law", "correction", "repeal", "guidance", "procedure", ""})
_SETTLED_BY_DOCUMENT = frozenset({"question", "day_unknown", "not_new"})
_SETTLED_BY_KIND = frozenset({"unknown_kind", "not_legal", "other_legal"})


def item_gate(
    facts: Facts, title: str, text: str, *, questions: Sequence[str], today: date, sorted_by_source: bool = False
) -> tuple[Reason, ...]:
    """`questions`: those about the document that nobody answered. `sorted_by_source`: the source's categories say its kind.

    Each reason once, what holds the item itself first.
    """
    found = [reason_of(mark) for mark in facts.marks]
    if facts.kind == "other_legal" and facts.relevant and not sorted_by_source:
        found.append(Reason("other_legal"))
    found += _of_what_it_is(facts, text)
    if facts.document is not None and facts.role == ANNOUNCEMENT:
        found += _of_the_act(facts, facts.document, title, text, questions, today)
    elif facts.kind == "new_law" and (year := old_act_in(f"{title}\n{text[:_LEAD]}", today)):
        found.append(Reason("not_new", f"văn bản năm {year}"))
    if facts.kind in _NEEDS_POINT and not _says_something(facts):
        found.append(Reason("no_point"))
    if facts.kind == "question" and facts.answer is not None and not facts.answer.sure:
        found.append(Reason("no_answer"))
    return tuple(dict.fromkeys((*found, *facts.gate)))


def settled(facts: Facts, today: date) -> Facts:
    """The facts without the reasons that staff's answers settle; an act's newness is told again from the answered days."""
    gate = list(facts.gate)
    if facts.answers.kind:
        gate = [reason for reason in gate if reason.code not in _SETTLED_BY_KIND]
    if facts.answers.by or facts.answers.of_document:
        gate = [reason for reason in gate if reason.code not in _SETTLED_BY_DOCUMENT]
        if facts.document is not None and facts.role == ANNOUNCEMENT and (old := why_not_new(facts.document, today)):
            gate.append(old)
    return replace(facts, gate=tuple(dict.fromkeys(gate)), relevant=facts.relevant or bool(facts.answers.kind))


def _of_the_act(
    facts: Facts, document: DocumentFacts, title: str, text: str, questions: Sequence[str], today: date
) -> list[Reason]:
    # A correction mostly bears neither number nor day of its own.
    of_its_own = document.kind != CORRECTION
    old = why_not_new(document, today)
    found = [old] if old is not None and (of_its_own or old.code != "day_unknown") else []
    if facts.kind in _OF_ACTS and (office := why_not_for_citizens(document, title, text)):
        found.append(office)
    if of_its_own and any(not question.endswith(_IF_ANY) for question in questions):
        found.append(Reason("question"))
    return found


def _of_what_it_is(facts: Facts, text: str) -> list[Reason]:
    found = []
    if not facts.kind:
        found.append(Reason("unknown_kind"))
    if not facts.relevant:
        found.append(Reason("not_legal"))
    # A letter that puts an act right is for whoever relies on the act.
    if facts.kind in (_OF_ACTS | {"other_legal"}) - {"correction"} and is_office_letter(text):
        found.append(Reason("office_letter"))
    return found


def _says_something(facts: Facts) -> bool:
    points = facts.points
    return bool(facts.message or facts.answer or points.changes or points.action or points.deadline)
