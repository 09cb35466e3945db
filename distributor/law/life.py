"""The life of documents: what each is on any day, worked out from its own days and from what other documents do to it. Pure.

Everything that happens is put in the order of its days and played through once, for all documents together. So the order in
which documents became known does not matter, and a document that repeals itself or its repealer comes to an end like any other:

1. A relation takes hold on the day that its words name, else when the acting document takes effect, and only if that document
   still stands then: whoever is repealed before its day repeals nobody.
2. On one day what was issued later goes first. Extensions go before the end that they put off.
3. A partial relation ends nothing: the document is `PARTLY_ENDED` (parts changed, repealed or suspended, the rest in force).
   Suspended parts come back on their day, when another document resumes them, or when the document that suspended them is no
   more.
4. A relation whose day is not known makes its target `UNKNOWN` from the day on which it was issued, never "in force".
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush

from distributor.law.registered import Given, Life, PartsDone, RegisteredDocument, RegisteredRelation, Step
from distributor.reading_states import DocumentStatusKind as Status
from distributor.reading_states import RelationKind as Kind

GONE = frozenset({Status.ENDED, Status.SUSPENDED})
_ENDING = frozenset({Kind.REPEALS, Kind.REPLACES})
_DAY = timedelta(days=1)
_EXTENSIONS, _GIVEN, _RELATIONS, _END, _START = range(5)
"""In this order on one day."""


class _Return(RegisteredRelation):
    """The last day of a suspension has passed: what the document suspended has effect again."""


@dataclass
class _State:
    effective_on: date | None
    started: bool = False
    ended: bool = False
    by_own_term: bool = False
    suspended_by: Hashable | None = None
    halted: dict[Hashable, tuple[str, ...]] = field(default_factory=dict)
    """Parts that are suspended, by the document that does it; empty where its words name none."""
    doubted: bool = False
    partly: bool = False
    parts: list[str] = field(default_factory=list)
    term: date | None = None
    waiting: list[RegisteredRelation] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    corrected: dict[date, Step] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        if self.doubted:
            return Status.UNKNOWN
        if self.ended:
            return Status.ENDED
        if self.suspended_by is not None:
            return Status.SUSPENDED
        changed = self.partly or bool(self.halted)
        if not self.started:
            if self.effective_on is not None:
                return Status.NOT_YET
            return Status.PARTLY_ENDED if changed else Status.UNKNOWN
        return Status.PARTLY_ENDED if changed else Status.IN_FORCE

    @property
    def changed_parts(self) -> tuple[str, ...]:
        halted = [part for parts in self.halted.values() for part in parts]
        return tuple(dict.fromkeys([*self.parts, *halted]))


def lives(documents: Iterable[RegisteredDocument]) -> dict[Hashable, Life]:
    """The life of each of these documents, by key; targets that are not among them are left out."""
    known = {document.key: document for document in documents}
    return _Play(known).run()


class _Play:
    """One playing through of all that happens."""

    def __init__(self, documents: Mapping[Hashable, RegisteredDocument]) -> None:
        self._documents = documents
        effective = _effective_days(documents)
        self._states = {key: _State(effective[key], term=document.ended_on) for key, document in documents.items()}
        self._due: list[tuple[tuple[date, int, int, str, int], Hashable, RegisteredRelation | Given | None]] = []
        self._number = 0

    def run(self) -> dict[Hashable, Life]:
        for document in self._documents.values():
            self._begin(document)
        while self._due:
            (day, rank, *_), key, what = heappop(self._due)
            if isinstance(what, RegisteredRelation):
                self._do(self._documents[key], what, day)
            elif isinstance(what, Given):
                self._give(key, what)
            elif rank == _START:
                self._start(key, day)
            elif rank == _END:
                self._end_by_term(key, day)
        return {key: Life(state.effective_on, _with_corrections(state)) for key, state in self._states.items()}

    def _begin(self, document: RegisteredDocument) -> None:
        state = self._states[document.key]
        if (
            document.issued_on is not None
            and state.effective_on is not None
            and state.effective_on > document.issued_on
        ):
            state.steps.append(Step(document.issued_on, Status.NOT_YET))
        if state.effective_on is not None:
            self._put(state.effective_on, _START, document.key)
        if document.ended_on is not None:
            self._put(document.ended_on, _END, document.key)
        for given in document.given:
            self._put(given.since, _GIVEN, document.key, given)
        for relation in document.relations:
            if relation.target not in self._documents or relation.target == document.key:
                continue
            day = (
                relation.since or state.effective_on or (document.issued_on if relation.kind is Kind.CORRECTS else None)
            )
            if day is not None:
                self._put(day, _EXTENSIONS if relation.kind is Kind.EXTENDS else _RELATIONS, document.key, relation)
            elif document.issued_on is not None and relation.whole and relation.kind in (*_ENDING, Kind.SUSPENDS):
                self._put(document.issued_on, _RELATIONS, document.key, relation)

    def _put(self, day: date, rank: int, key: Hashable, what: RegisteredRelation | Given | None = None) -> None:
        issued_on = self._documents[key].issued_on
        later_first = -issued_on.toordinal() if issued_on else 0
        self._number += 1
        heappush(self._due, ((day, rank, later_first, self._documents[key].name, self._number), key, what))

    def _start(self, key: Hashable, day: date) -> None:
        state = self._states[key]
        if not state.ended and not state.started:
            state.started = True
            self._note(key, Step(day, state.status))

    def _end_by_term(self, key: Hashable, day: date) -> None:
        state = self._states[key]
        if state.term == day and not state.ended:  # else it was prolonged
            state.ended = state.by_own_term = True
            self._note(key, Step(day, Status.ENDED))
            self._free(key, day)

    def _free(self, ended: Hashable, day: date) -> None:
        """Free who was suspended by a document that is no more has effect again."""
        for key, state in self._states.items():
            if state.suspended_by == ended or ended in state.halted:
                self._resume(key, day, ended, of=ended)

    def _resume(
        self,
        key: Hashable,
        day: date,
        by: Hashable | None,
        quote: str = "",
        *,
        of: Hashable | None = None,
        parts: tuple[str, ...] = (),
    ) -> None:
        """Resume what was suspended. `of`: only what this document suspended; None is whoever did. `parts`: of what is
        suspended in part only these."""
        state = self._states[key]
        whole = state.suspended_by is not None and (of is None or state.suspended_by == of)
        halted = {who: names for who, names in state.halted.items() if of is not None and who != of}
        for who in state.halted.keys() - halted.keys() if parts else ():
            if left := tuple(name for name in state.halted[who] if not name.casefold().endswith(_folded(parts))):
                halted[who] = left
        if state.ended or not (whole or halted != state.halted):
            return
        if whole:
            state.suspended_by = None
        state.halted = halted
        self._note(key, Step(day, state.status, by, Kind.RESUMES if by is not None else None, quote))
        if not whole:
            return
        waiting, state.waiting = state.waiting, []
        for relation in waiting:
            self._do(self._documents[key], relation, day)

    def _do(self, document: RegisteredDocument, relation: RegisteredRelation, day: date) -> None:
        """Do what a document does on a day, if it stands then; while it is suspended its relations wait."""
        own, target = self._states[document.key], self._states[relation.target]
        if isinstance(relation, _Return):
            self._resume(relation.target, day, None, of=document.key)
            return
        if own.ended:
            return
        if own.suspended_by is not None:
            own.waiting.append(relation)
            return
        if relation.kind is Kind.EXTENDS:
            self._extend(document, relation, day)
            return
        if target.ended:
            return
        if relation.kind is Kind.RESUMES:
            self._resume(relation.target, day, document.key, relation.quote, parts=relation.parts)
        elif relation.kind is Kind.CORRECTS:
            corrected = Step(
                day, Status.CORRECTED, document.key, relation.kind, relation.quote, new_parts=relation.parts
            )
            target.corrected[day] = corrected
        elif relation.kind not in (Kind.GUIDES, Kind.CONSOLIDATES):
            undated = relation.since is None and own.effective_on is None
            self._change(document, relation, day, undated=undated)

    def _change(self, document: RegisteredDocument, relation: RegisteredRelation, day: date, *, undated: bool) -> None:
        """End, suspend or change the target."""
        target = self._states[relation.target]
        never, new_parts = False, relation.parts
        if undated:
            target.doubted = True
        elif relation.kind is Kind.SUSPENDS:
            if relation.whole:
                target.suspended_by, new_parts = document.key, ()
            else:
                target.halted[document.key] = (*target.halted.get(document.key, ()), *relation.parts)
            if relation.until is not None:
                self._put(relation.until + _DAY, _EXTENSIONS, document.key, _Return(relation.target, Kind.RESUMES))
        elif not relation.whole or relation.kind is Kind.AMENDS:
            target.partly = True
            target.parts += [part for part in relation.parts if part not in target.parts]
        else:
            never, new_parts = not target.started and _ahead(target, day), ()
            target.ended = True
        step = Step(day, target.status, document.key, relation.kind, relation.quote, new_parts=new_parts, never=never)
        self._note(relation.target, step)
        if target.ended:
            self._free(relation.target, day)

    def _extend(self, document: RegisteredDocument, relation: RegisteredRelation, day: date) -> None:
        target = self._states[relation.target]
        if relation.until is None or not relation.whole or (target.ended and not target.by_own_term):
            return
        last = relation.until + _DAY
        if last <= day:
            return
        target.term = last
        self._put(last, _END, relation.target)
        if target.ended:
            target.ended = target.by_own_term = False
            self._note(relation.target, Step(day, target.status, document.key, relation.kind, relation.quote))
        if document.only_extends:
            own = self._states[document.key]
            if own.term is None or own.term < last:
                own.term = last
                self._put(last, _END, document.key)

    def _give(self, key: Hashable, given: Given) -> None:
        state = self._states[key]
        if given.firm:
            state.ended, state.suspended_by, state.doubted = False, None, False
            state.halted = {}
        elif state.ended:
            return
        match given.status:
            case Status.ENDED:
                state.ended = True
            case Status.SUSPENDED:
                state.suspended_by = given
            case Status.PARTLY_ENDED:
                state.started = state.partly = True
                state.parts += [part for part in given.parts if part not in state.parts]
            case Status.IN_FORCE:
                state.started, state.suspended_by = True, None
                state.effective_on = state.effective_on or given.since
            case Status.UNKNOWN:
                state.doubted = given.firm
            case _:
                return
        never = given.status is Status.ENDED and not state.started and _ahead(state, given.since)
        self._note(key, Step(given.since, state.status, basis=given.basis, new_parts=given.parts, never=never))
        if state.ended:
            self._free(key, given.since)

    def _note(self, key: Hashable, step: Step) -> None:
        """Keep the step with what the document is now. Of several on one day the last stands, with the parts of all of them."""
        state = self._states[key]
        new_parts = step.new_parts
        done: tuple[PartsDone, ...] = () if step.kind is None else ((step.kind, new_parts),)
        if state.steps and state.steps[-1].since == step.since:
            before = state.steps.pop()
            new_parts = (*before.new_parts, *(part for part in new_parts if part not in before.new_parts))
            # Of another document's relations the step cannot tell, for it has one `by`; never are they given to this one.
            done = (*before.done, *done) if before.by == step.by else done or before.done
            if step.by is None and not step.basis and before.by is not None:
                step = Step(step.since, step.status, before.by, before.kind, before.quote, never=step.never)
        state.steps.append(
            Step(
                step.since,
                state.status,
                step.by,
                step.kind,
                step.quote,
                state.changed_parts,
                new_parts,
                step.never,
                step.basis,
                done,
            )
        )


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


def _ahead(state: _State, day: date) -> bool:
    """Its day of effect was known, and had not come."""
    return state.effective_on is not None and state.effective_on >= day


def _effective_days(documents: Mapping[Hashable, RegisteredDocument]) -> dict[Hashable, date | None]:
    """The first day of effect of each, as corrections and amendments leave it; the last one issued counts."""
    days = {key: document.effective_on for key, document in documents.items()}
    for document in sorted(documents.values(), key=lambda document: (document.issued_on or date.min, document.name)):
        for relation in document.relations:
            if relation.new_effective_on is not None and relation.target in days and relation.target != document.key:
                days[relation.target] = relation.new_effective_on
    return days


def _with_corrections(state: _State) -> tuple[Step, ...]:
    """The steps, and between them the days on which the document was corrected; on the day after it is what it was."""
    steps = {step.since: step for step in state.steps}
    for day, corrected in state.corrected.items():
        before = max((step for step in state.steps if step.since <= day), key=lambda step: step.since, default=None)
        if before is not None and before.status in GONE:
            continue
        steps[day] = corrected
        if before is not None:
            steps.setdefault(day + _DAY, Step(**{**vars(before), "since": day + _DAY}))
    return tuple(steps[day] for day in sorted(steps))


def changed_guides(
    documents: Mapping[Hashable, RegisteredDocument], known: Mapping[Hashable, Life], key: Hashable, day: date
) -> list[Hashable]:
    """The documents that this one implements and that have ended, or were changed, by this day.

    What implements them is in force only as far as it is not contrary to what stands in their place: say so, or ask a person.
    """
    changed = (Status.ENDED, Status.PARTLY_ENDED)
    implemented = [
        relation.target
        for relation in documents[key].relations
        if relation.kind is Kind.GUIDES and relation.target in known
    ]
    return [target for target in dict.fromkeys(implemented) if known[target].on(day).status in changed]
