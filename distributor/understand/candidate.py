"""Something that could be said of a document or a page."""

from dataclasses import dataclass

from distributor.facts import Role
from distributor.understand.signals import Signs


@dataclass(frozen=True)
class Candidate:
    """Something that could be said. `words`: what is judged; `place`: of its clause; `lead`: the words that it stands under.

    `shape`: clause, part, list, row or effect. `signs`: of its words, `led`: of the words that it stands under. `grounds`:
    clauses elsewhere that it leans on, beside its own quotes; `named`: its words, where they say whom a place of those names.
    """

    role: Role
    words: str
    statement: str
    quotes: tuple[str, ...]
    citation: str
    place: int
    parent: int
    signs: Signs
    led: Signs | None = None
    lead: str = ""
    shape: str = "clause"
    grounds: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
