"""What happens to documents, as values: relations, statuses that were given, and the life that follows from them. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from distributor.reading_states import DocumentStatusKind as Status
from distributor.reading_states import RelationKind as Kind


@dataclass(frozen=True)
class RegisteredRelation:
    """A relation: what a document does to `target`. `since`, `until`: the days it names; `new_effective_on`: the target's day
    as put right."""

    target: Hashable
    kind: Kind
    whole: bool = True
    parts: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    new_effective_on: date | None = None
    quote: str = ""


@dataclass(frozen=True)
class Given:
    """A status as it was imported, or as a person said it. `firm`: a person's, which stands over what was read."""

    status: Status
    since: date
    parts: tuple[str, ...] = ()
    basis: str = ""
    firm: bool = False


@dataclass(frozen=True)
class RegisteredDocument:
    """`name`: unique, orders what happens on one day. `ended_on`: by its own term, the first day without effect."""

    key: Hashable
    name: str
    issued_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None
    relations: tuple[RegisteredRelation, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def only_extends(self) -> bool:
        """Do nothing but prolong others: such a document is done when they end."""
        kinds = {relation.kind for relation in self.relations} - {Kind.GUIDES, Kind.CONSOLIDATES}
        return kinds == {Kind.EXTENDS}


PartsDone = tuple[Kind, tuple[str, ...]]
"""A kind of relation, and the parts that it touched; of no name where its words give none."""


@dataclass(frozen=True)
class Step:
    """A step of a document's life: from `since` on it is this. `by`, `kind`, `quote`: the document and the relation that made
    it so; none of it for its own days.

    `parts`: all that were changed by then, of which `new_parts` on this day; `never`: it ended before it took effect. `basis`: of
    a status that was given. `done`: what `by` did on this day to parts, each kind of relation with its own.
    """

    since: date
    status: Status
    by: Hashable | None = None
    kind: Kind | None = None
    quote: str = ""
    parts: tuple[str, ...] = ()
    new_parts: tuple[str, ...] = ()
    never: bool = False
    basis: str = ""
    done: tuple[PartsDone, ...] = ()


@dataclass(frozen=True)
class Life:
    """`effective_on`: as it is true, None if unknown. `steps`: in the order of their days, one a day."""

    effective_on: date | None
    steps: tuple[Step, ...]

    def on(self, day: date) -> Step:
        """The step in which the document is on this day; `UNKNOWN` before the first."""
        found = Step(day, Status.UNKNOWN)
        for step in self.steps:
            if step.since > day:
                break
            found = step
        return found

    @property
    def is_never(self) -> bool:
        return any(step.never for step in self.steps)
