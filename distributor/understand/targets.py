"""The document that a relation is about: by number, day and issuer, as far as the words and the acting document tell. Pure."""

from dataclasses import replace

from distributor.facts import Relation, Scope
from distributor.reading_states import RelationKind
from distributor.understand.citations import Citation
from distributor.understand.issuers import CHAIR, full_name, issuers_of_number, offices_of_number, place_of
from distributor.understand.voice import ActingDocument

ENDING = frozenset({RelationKind.REPEALS, RelationKind.REPLACES})


def related(kind: RelationKind, cited: Citation, scope: Scope, actor: ActingDocument, home: str) -> Relation:
    """The relation without its clause. The issuer is the one named, else the acting office where the number is of its kind."""
    return Relation(
        kind, cited.text, cited.number.text, scope, issuer=_issuer(cited, actor, home), issued_on=cited.issued_on
    )


def _issuer(cited: Citation, actor: ActingDocument, home: str) -> str:
    named = cited.issuer
    own = actor.issuers[0] if actor.issuers else ""
    place = place_of(own) or home
    if named is not None:
        if named.name:
            return named.name
        # "của Ủy ban nhân dân xã": of the same commune as the acting office.
        return full_name(named.office, place)
    offices = offices_of_number(cited.number)
    if own and offices and any(own.removeprefix(CHAIR).startswith(office.name) for office in offices):
        return own.removeprefix(CHAIR)
    names = issuers_of_number(cited.number, place if place.startswith(("tỉnh", "thành phố")) else home)
    if names:
        return names[0]
    return full_name(offices[0], place) if offices and place else ""


def _name(relation: Relation) -> str:
    return relation.number or relation.target.casefold()


class Found:
    """Relations as they are found: each target once a kind; what several sentences say of it adds up."""

    def __init__(self, actor: ActingDocument, home: str) -> None:
        self._actor, self._home = actor, home
        self._kept: dict[tuple[RelationKind, str, str], Relation] = {}
        self._all: set[tuple[RelationKind, str, str]] = set()
        self._announced: set[tuple[RelationKind, str, str]] = set()
        self._numbers: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def keep(
        self, relation: Relation, *, whole: bool = False, of_enacting: bool = False, only_widen: bool = False
    ) -> bool:
        """Keep a relation, or widen one that is kept. `whole`: the words say "toàn bộ". `of_enacting`: of a heading or the
        enacting clause. `only_widen`: only adds parts."""
        relation = self._spelt(relation)
        key = (relation.kind, _name(relation), self._day(relation))
        there = self._kept.get(key)
        if there is None and only_widen and not relation.number:
            return False
        if whole:
            self._all.add(key)
        if of_enacting and there is None:
            self._announced.add(key)
        elif not of_enacting:
            self._announced.discard(key)
        self._kept[key] = relation if there is None else self._joined(key, there, relation)
        return True

    def only_amended(self) -> tuple[str, str] | None:
        """Target and number of the one document amended so far; None if there are several."""
        targets = {
            each.number or each.target: (each.target, each.number)
            for each in self._kept.values()
            if each.kind in {RelationKind.AMENDS, RelationKind.CORRECTS}
            or (each.kind in ENDING and each.scope is Scope.PART)
        }
        return next(iter(targets.values())) if len(targets) == 1 else None

    def relations(self) -> tuple[Relation, ...]:
        """Return the relations: what the enacting clause calls amending and the articles end is told once, as the articles do.

        Of a single document that is announced and ended in part, both are true.
        """
        single = sum(key[0] is RelationKind.AMENDS for key in self._announced) == 1
        gone = {
            key[1] for key, each in self._kept.items() if key[0] in ENDING and not (single and each.scope is Scope.PART)
        }
        replaced = {key[1] for key in self._kept if key[0] is RelationKind.REPLACES}
        return tuple(
            each
            for key, each in self._kept.items()
            if not (key[0] is RelationKind.AMENDS and key in self._announced and key[1] in gone)
            and not (key[0] is RelationKind.REPEALS and key[1] in replaced and each.scope is Scope.WHOLE)
        )

    def _joined(self, key: tuple[RelationKind, str, str], one: Relation, other: Relation) -> Relation:
        scope = Scope.PART if Scope.PART in {one.scope, other.scope} and key not in self._all else Scope.WHOLE
        if one.kind in {RelationKind.AMENDS, RelationKind.CORRECTS}:
            scope = Scope.PART
        parts = tuple(dict.fromkeys((*one.parts, *other.parts))) if scope is Scope.PART else ()
        better = other if other.parts and not one.parts else one
        return replace(
            one,
            scope=scope,
            parts=parts[:30],
            quote=better.quote,
            issuer=one.issuer or other.issuer,
            issued_on=one.issued_on or other.issued_on,
            since=one.since or other.since,
            until=one.until or other.until,
            new_effective_on=one.new_effective_on or other.new_effective_on,
        )

    def _day(self, relation: Relation) -> str:
        """Two documents may have one number: then their days of issue tell them apart, where both are told."""
        mine = relation.issued_on
        same = [key[2] for key in self._kept if key[:2] == (relation.kind, _name(relation))]
        if not same:
            return mine.isoformat() if mine else ""
        if mine is None or mine.isoformat() in same or "" in same:
            return mine.isoformat() if mine and mine.isoformat() in same else same[0]
        return mine.isoformat()

    def _spelt(self, relation: Relation) -> Relation:
        """`04/2007/QH11` behind `04/2007/QH12`: one document whose term was misprinted keeps the number that stood first."""
        letters = relation.number.rstrip("0123456789")
        if not letters.endswith("/QH") or letters == relation.number:
            return relation
        first = self._numbers.setdefault((letters, ""), relation.number)
        return relation if first == relation.number else replace(relation, number=first)
