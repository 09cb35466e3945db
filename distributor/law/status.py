"""What a document is on a day, for whoever asks: the gate, reminders, digests, pages, the API. Reads only."""

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from distributor.clock import VIETNAM
from distributor.facts import Reason
from distributor.law.carry import ANNOUNCEMENT, CODES
from distributor.law.life import GONE, changed_guides
from distributor.law.names import same_issuer
from distributor.law.registered import Life, Step
from distributor.law.shelf import Shelf, shelf_of, unseen_key, unseen_targets
from distributor.law.words import basis_of, page_line, what_comes
from distributor.models import Document, DocumentStatusKind, Item, RelationKind

_DAY = timedelta(days=1)
ALIVE = frozenset({DocumentStatusKind.IN_FORCE, DocumentStatusKind.PARTLY_ENDED, DocumentStatusKind.CORRECTED})


@dataclass(frozen=True)
class ComingChange:
    """A change of a document on a later day: `said`, for citizens; `brief`: without parts and by what. `by_id`: the
    document that does it, None for its own term."""

    since: date
    said: str
    brief: str
    by_id: int | None = None


@dataclass(frozen=True)
class LegalStatus:
    """`status` on the day, `UNKNOWN` where nothing says it. `since`: from when; `basis`: what says so; `by`: the document that
    did it, `by_id`: its document.

    `parts`: changed by then. `never`: it ended before it took effect, known already. `corrected`: its text was put right by then.
    `ends_on`: a later day from which it is known to be ended or suspended; `coming`: all that will be ended or changed of it, the
    nearest first. `caveat`: documents that it implements and that have ended
    or changed since: then "in force" is said only with "nếu không trái …", or a person is asked.
    """

    status: DocumentStatusKind
    since: date | None = None
    basis: str = ""
    by: str = ""
    parts: tuple[str, ...] = ()
    never: bool = False
    corrected: bool = False
    effective_on: date | None = None
    ends_on: date | None = None
    caveat: str = ""
    by_id: int | None = None
    coming: tuple[ComingChange, ...] = ()

    @property
    def is_gone(self) -> bool:
        """It must not be spoken of as new or in force."""
        return self.never or self.status in GONE

    @property
    def is_changed(self) -> bool:
        """It is not, today, what its own words make of it."""
        is_plain = self.status in (DocumentStatusKind.IN_FORCE, DocumentStatusKind.NOT_YET, DocumentStatusKind.UNKNOWN)
        return not is_plain or bool(self.never or self.caveat or self.corrected or self.by)

    @property
    def line(self) -> str:
        """Return the status in a line for staff: what it is, and what is to come."""
        return ". ".join(each for each in (self.line_today, *(one.said for one in self.coming)) if each)

    @property
    def line_today(self) -> str:
        """Return the status in a line for a page, empty where nothing is known."""
        if self.status is DocumentStatusKind.UNKNOWN and not self.basis:
            return ""
        return page_line(self.status, self.since or date.min, self.basis, never=self.never, caveat=self.caveat)


UNKNOWN = LegalStatus(DocumentStatusKind.UNKNOWN)


def status_on(
    session: Session, day: date, *, document_id: int | None = None, number: str = "", issuer: str = ""
) -> LegalStatus:
    """The document of this row, or of this number (and issuer). Two documents of one number without an issuer: unknown.

    A document that was never seen is what others say of it.
    """
    if document_id is None:
        named = session.exec(select(Document).where(Document.number == number)).all()
        found = [one for one in named if not issuer or same_issuer(issuer, one.issuer)]
        exact = [one for one in found if one.issuer == issuer]
        found = exact or found
        if len(found) > 1:
            return UNKNOWN
        if not found:
            return _of_unseen(session, day, number, issuer)
        document_id = found[0].id or 0
    return statuses_on(session, [document_id], day).get(document_id, UNKNOWN)


def statuses_on(session: Session, document_ids: Collection[int], day: date) -> dict[int, LegalStatus]:
    """The same for many at once."""
    ids = set(document_ids)
    shelf = shelf_of(session, ids, with_implemented=True)
    return {key: _status_of(shelf, key, shelf.lives[key], day) for key in ids if key in shelf.lives}


def _of_unseen(session: Session, day: date, number: str, issuer: str) -> LegalStatus:
    relations = unseen_targets(session, number, issuer)
    if not relations:
        return UNKNOWN
    shelf = shelf_of(session, (), relations)
    key = unseen_key(relations[0])
    return _status_of(shelf, key, shelf.lives[key], day)  # type: ignore[arg-type]


def _status_of(shelf: Shelf, key: int, life: Life, day: date) -> LegalStatus:
    step = life.on(day)
    coming = next((one for one in life.steps if one.since > day and one.status in GONE), None)
    last = _last_gone(life) if life.is_never else None
    shown = last or step
    caveat = ", ".join(shelf.brief(target) for target in changed_guides(shelf.registered, shelf.lives, key, day))
    return LegalStatus(
        status=step.status,
        since=shown.since if shown.status is not DocumentStatusKind.UNKNOWN or shown.by is not None else None,
        basis=shown.basis
        or basis_of(shown.status, shown.kind, shelf.name_of(shown.by), shown.new_parts or shown.parts, shown.done),
        by=shelf.brief(shown.by),
        parts=step.parts,
        never=life.is_never,
        corrected=any(one.status is DocumentStatusKind.CORRECTED and one.since <= day for one in life.steps),
        effective_on=life.effective_on,
        ends_on=coming.since if coming is not None and not life.is_never else None,
        caveat=caveat if step.status in ALIVE else "",
        by_id=shown.by if isinstance(shown.by, int) else None,
        coming=() if life.is_never else tuple(sorted(_coming(shelf, key, life, day), key=lambda one: one.since)),
    )


def _coming(shelf: Shelf, key: Hashable, life: Life, day: date) -> Iterator[ComingChange]:
    """Yield the coming changes by relations, for of several on one day a step has only the last one's kind. Who does not stand
    on the day does nothing."""
    for actor, acting in shelf.registered.items():
        for relation in acting.relations:
            own = shelf.lives[actor]
            since = relation.since or own.effective_on
            if relation.target != key or since is None or since <= day or own.is_never or own.on(since).status in GONE:
                continue
            stands = life.on(since - _DAY).status is not DocumentStatusKind.ENDED
            said = what_comes(relation.kind, shelf.brief(actor), since, relation.parts, whole=relation.whole)
            brief = what_comes(relation.kind, "", since, (), whole=relation.whole)
            if stands and said:
                yield ComingChange(since, said, brief, actor if isinstance(actor, int) else None)
    for step in life.steps:
        begins = step.since > day and step.status in GONE and life.on(step.since - _DAY).status is not step.status
        if begins and step.kind is None:
            kind = RelationKind.SUSPENDS if step.status is DocumentStatusKind.SUSPENDED else None
            said, brief = (what_comes(kind, by, step.since, (), whole=True) for by in (step.basis, ""))
            yield ComingChange(step.since, said, brief)


def _last_gone(life: Life) -> Step | None:
    return next((step for step in reversed(life.steps) if step.never), None)


def law_reasons(session: Session, item: Item, now: datetime) -> tuple[Reason, ...]:
    """Return why what the item says must not go out by itself by the law of this day; empty for no reason.

    `law_never`, `law_ended`, `law_suspended`: the document is gone. `law_changed`, `law_corrected`: a part of it was changed,
    or put right. `law_unknown`: another document ends it, from when is not known. `law_guides`: what it implements has changed.
    """
    if item.document_id is None or item.kind == "digest":
        return ()
    legal_status = status_on(session, now.astimezone(VIETNAM).date(), document_id=item.document_id)
    if legal_status.never:
        return (Reason("law_never", legal_status.basis),)
    if legal_status.status is DocumentStatusKind.UNKNOWN:
        return (Reason("law_unknown", legal_status.basis),) if legal_status.by else ()
    if legal_status.status in CODES:
        return (Reason(CODES[legal_status.status], legal_status.basis),)
    if legal_status.corrected:
        return (Reason("law_corrected", legal_status.basis),)
    if legal_status.caveat and item.document_role == ANNOUNCEMENT:
        return (Reason("law_guides", legal_status.caveat),)
    return ()


def coming_in_public(legal_status: LegalStatus, public: Collection[int]) -> tuple[ComingChange, ...]:
    """Return what citizens may read of what is to come. `public`: documents of which something is."""
    return tuple(one for one in legal_status.coming if one.by_id is None or one.by_id in public)


def changed_line(session: Session, item: Item, today: date) -> str:
    """Return the line on an item's page where the document that it tells of is not what it was, or will not be; else empty."""
    if item.document_id is None:
        return ""
    legal_status = status_on(session, today, document_id=item.document_id)
    return legal_status.line if legal_status.is_changed or legal_status.coming else ""


def is_gone(session: Session, item: Item, now: datetime) -> bool:
    """Return True if the document that the item announces must not be spoken of as new or in force, as the claim of a post
    asks."""
    if item.document_id is None or item.document_role != ANNOUNCEMENT:
        return False
    document = session.get(Document, item.document_id)
    if document is None or document.gone_from is None or document.gone_from > now:
        return False
    return document.gone_until is None or document.gone_until > now


def takes_effect(session: Session, document_ids: Collection[int], now: datetime) -> set[int]:
    """Those of these that will have effect, or do, on the day that is theirs: what reminders and digests may speak of."""
    today = now.astimezone(VIETNAM).date()
    ids = set(document_ids)
    shelf = shelf_of(session, ids)
    found = set()
    for key in ids & shelf.lives.keys():
        life = shelf.lives[key]
        day = max(life.effective_on or today, today)
        if not life.is_never and life.on(day).status in ALIVE and life.on(today).status not in GONE:
            found.add(key)
    return found
