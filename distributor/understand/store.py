"""The step between reading and composing: what came along is read, what it is about is understood, and both are kept.

1. Claim the item by moving `understand_at` ahead: one who dies is followed by another when that time comes.
2. Gather what it brought: attachments, the article where the source gave a few words only, its picture. No transaction is open.
3. Understand (pure), in a bounded child.
4. Store in one short transaction, unless the item was revised meanwhile: facts, document, identity, new marks that hold it.

What cannot be fetched now is tried again a few times; then the item goes on without it and staff are told. Whatever else goes
wrong, be it that each who tries dies of it, the item comes to a person in the end: held, with the reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import case, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from distributor.children import CHILDREN, ChildFault
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.facts import Facts, Reason, facts_from_json
from distributor.ingest.bounded import HarmfulSource, NotNow, NotRead
from distributor.ingest.fetch import Fetcher
from distributor.media.store import MediaStore
from distributor.models import Attachment, AttachmentState, Intake, Item, Revision, Sighting, UnitName
from distributor.notices import close_notices, open_notice
from distributor.reasons import mark_of, mark_words
from distributor.text.tidy import shorten
from distributor.understand.answers import answered
from distributor.understand.bounded import ItemTexts, understand_bounded
from distributor.understand.documents import Twin, claim_identity, keep_document
from distributor.understand.gather import Gathered, What, gather, wanted_of
from distributor.understand.item_gate import settled
from distributor.understand.reading import DRAFT
from distributor.work.claims import Claims
from phrases import listed, phrase

log = structlog.get_logger()

UNDERSTOOD = (Intake.TAKEN, Intake.HELD)
CLAIMS = Claims(Item, due="understand_at", lease="understand_at", token="", tries="understand_tries", none_is_due=True)
LEASE = timedelta(minutes=7)
"""Longer than `gather.TIME_S`, the wait for a child, and `apart.BOUNDS`."""
WAITS = (timedelta(seconds=20), timedelta(minutes=2))
"""Before what could not be fetched is tried again; after the last of them the item goes on without it."""
SOON = timedelta(seconds=5)
"""Before what no child was free for is tried again."""
MOST_TRIES = len(WAITS) + 2
"""Claims, also of those who died with it or could not keep what they understood; after them a person reads the item."""
STORE_TRIES = 3
"""Items that tell of one document may be stored at the same instant; the second then finds the first."""


@dataclass(frozen=True)
class Claimed:
    """The item and what it brought, read in one session. `revised_at`: None if the source never revised it."""

    item: Item
    publisher: str
    attachments: tuple[Attachment, ...]
    revised_at: datetime | None


def understand_item(
    database: Database, item_id: int, *, fetcher: Fetcher, store: MediaStore, now: Callable[[], datetime]
) -> bool:
    """One step for one item. True if it is understood now and may be composed."""
    if CHILDREN.is_crowded:  # what it brought needs one; it stays due
        return False
    claimed = _claim(database, item_id, now())
    if claimed is None:
        return False
    item = claimed.item
    if item.understand_tries > MOST_TRIES:
        reason = phrase("understand.gave-up")
        return _store_settled(
            database, item, Facts(kind=item.kind, marks=(mark_of(Reason("fault", reason)),)), [], now()
        )
    gathered: list[Gathered] = []
    try:
        gathered = gather(item, wanted_of(item, claimed.attachments, claimed.revised_at), fetcher, store)
        if any(each.try_again for each in gathered) and item.understand_tries <= len(WAITS):
            with database.write() as session:
                _keep_gathered(session, item_id, [_still_wanted(each) for each in gathered if _is_kept(each)], now())
                _put_off(session, item, now())
            return False
        facts = _understand(item, claimed, gathered, now())
        return _store_settled(database, item, facts, gathered, now())
    except NotNow:  # no child was free: that is no try
        with database.write() as session:
            _keep_gathered(session, item_id, gathered, now())
            _put_off(session, item, now(), counts=False)
        return False
    except NotRead as error:  # the machine is too slow
        log.warning("an item was not understood in time", item=item_id, why=error.said)
        with database.write() as session:
            _put_off(session, item, now())
        return False
    except Exception:  # whatever it is, it is tried again soon, not when the claim is over
        log.exception("fault while an item was gathered or stored", item=item_id)
        with database.write() as session:
            _put_off(session, item, now())
        return False


def _store_settled(database: Database, item: Item, facts: Facts, gathered: Sequence[Gathered], now: datetime) -> bool:
    for _ in range(STORE_TRIES - 1):
        try:
            with database.write() as session:
                return _store(session, item, facts, gathered, now)
        except IntegrityError:
            continue
    with database.write() as session:
        return _store(session, item, facts, gathered, now)


def _claim(database: Database, item_id: int, now: datetime) -> Claimed | None:
    with database.write() as session:
        unread = (col(Item.understood_revision) < col(Item.revision), col(Item.intake).in_(UNDERSTOOD))
        row = CLAIMS.first(session, now, col(Item.id) == item_id, *unread)
        if row is None:
            return None
        CLAIMS.take(row, now, LEASE)
        session.add(row)
    with database.read() as session:
        item = session.get_one(Item, item_id)
        attachments = session.exec(
            select(Attachment).where(Attachment.item_id == item_id).order_by(col(Attachment.position))
        ).all()
        publisher = session.exec(
            select(UnitName.name).where(UnitName.unit_id == item.unit_id, col(UnitName.valid_to).is_(None))
        ).first()
        revised_at = session.exec(
            select(func.max(Revision.seen_at)).where(Revision.item_id == item_id, Revision.number == item.revision)
        ).first()
    return Claimed(item, publisher or "", tuple(attachments), revised_at)


def _is_kept(each: Gathered) -> bool:
    """Return True for what is kept of a try that is not the last: what was read, and the documents that an article named, so
    that they stay wanted."""
    return not each.try_again or each.what is What.DOCUMENT


def _still_wanted(each: Gathered) -> Gathered:
    return replace(each, state=AttachmentState.WANTED, problem="") if each.try_again else each


def _put_off(session: Session, item: Item, now: datetime, *, counts: bool = True) -> None:
    """Put an item off for another try; at once where the source revised the item meanwhile. `counts`: it was one try of those it
    has."""
    wait = WAITS[min(item.understand_tries, len(WAITS)) - 1] if counts else SOON
    tries = col(Item.understand_tries)
    session.connection().execute(
        update(Item)
        .where(col(Item.id) == item.id, col(Item.understood_revision) < col(Item.revision))
        .values(
            understand_at=case((col(Item.revision) == item.revision, now + wait), else_=None),
            understand_tries=tries if counts else case((tries > 0, tries - 1), else_=0),
        )
    )


def _understand(item: Item, claimed: Claimed, gathered: Sequence[Gathered], now: datetime) -> Facts:
    """Whatever goes wrong, the item goes on: to a person, with the reason."""
    read = {each.address: (each.title, each.text) for each in claimed.attachments}
    read |= {each.address: (each.title, each.text) for each in gathered}
    # The article behind a few words is the item's own text, not something that came with it.
    _, article = read.pop(item.address, ("", ""))
    texts = {address: (title or address, text) for address, (title, text) in read.items() if text}
    answers = facts_from_json(item.facts).answers
    try:
        understood = understand_bounded(
            ItemTexts(
                title=item.title,
                summary=item.summary,
                text=article if len(article) > len(item.text) else item.text,
                categories_kind=item.kind,
                publisher=claimed.publisher,
                attachments=tuple(text for _, text in texts.values()),
                attachment_names=tuple(name for name, _ in texts.values()),
                today=now.astimezone(VIETNAM).date(),
            )
        )
        return settled(answered(understood, answers), now.astimezone(VIETNAM).date())
    except NotRead:
        raise
    except HarmfulSource as error:
        log.warning("an item is too much to be understood", item=item.id, why=error.said)
        reason = phrase("understand.harmful")
    except ChildFault as error:
        log.exception("fault while understanding", item=item.id, kind=error.kind, child_at=error.at)
        reason = phrase("understand.fault", error=error.kind)
    except Exception as error:
        log.exception("fault while understanding", item=item.id)
        reason = phrase("understand.fault", error=type(error).__name__)
    return Facts(kind=item.kind, marks=(mark_of(Reason("fault", reason)),), answers=answers)


def _store(session: Session, item: Item, facts: Facts, gathered: Sequence[Gathered], now: datetime) -> bool:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    as_now = session.exec(
        select(Item.revision, Item.intake, Item.understood_revision).where(Item.id == item.id).with_for_update()
    ).one()
    if as_now != (item.revision, item.intake, item.understood_revision):
        # The source revised it, or staff decided, meanwhile: it is understood once more, at once.
        session.connection().execute(update(Item).where(col(Item.id) == item.id).values(understand_at=None))
        return False
    _keep_gathered(session, item.id, gathered, now)
    # Who let an item through, or is to decide on it, knows these marks; only others are told, and hold it again.
    known = mark_words(facts_from_json(item.facts).marks)
    new_marks = [words for words in mark_words(facts.marks) if words not in known and words not in item.intake_reason]
    # What was composed is no duplicate any more, whatever becomes known of it: some account may have said it.
    first = not item.facts and item.composed_revision == 0 and item.duplicate_of is None
    twin = claim_identity(session, item, facts)
    twin = twin if first else None
    values: dict[str, object] = {
        "facts": facts.to_json(),
        "understood_revision": item.revision,
        "understand_at": None,
        "understand_tries": 0,
        "kind": item.kind or facts.kind,
        "document_id": _document_of(session, facts, now),
        "document_role": facts.role[:40],
    }
    if twin is not None:
        values |= {
            "intake": Intake.DUPLICATE,
            "duplicate_of": twin.item_id,
            "intake_reason": phrase("understand.same-document", title=twin.title, item=twin.item_id),
        }
        _mark_duplicate(session, item.id)
        if not twin.goes_out:
            _tell_of_twin(session, item, twin, now)
    elif new_marks:
        before = [item.intake_reason] if item.intake is Intake.HELD and item.intake_reason else []
        values |= {"intake": Intake.HELD, "intake_reason": listed([*before, *new_marks], "; ")}
    session.connection().execute(update(Item).where(col(Item.id) == item.id).values(**values))
    if twin is None:
        _tell(session, item, facts, new_marks, gathered, now)
    return twin is None


def _document_of(session: Session, facts: Facts, now: datetime) -> int | None:
    """The row of the document that the item is about; a draft does nothing to others."""
    if facts.document is None:
        return None
    today = now.astimezone(VIETNAM).date()
    return keep_document(session, facts.document, today, now=now, acts=facts.role != DRAFT)


def _mark_duplicate(session: Session, item_id: int) -> None:
    session.connection().execute(update(Sighting).where(col(Sighting.item_id) == item_id).values(duplicate=True))


def _tell_of_twin(session: Session, item: Item, twin: Twin, now: datetime) -> None:
    """The document would not be announced at all, so a person decides which of the two is."""
    text = phrase(
        "understand.same-as-held", title=shorten(item.title, 200), other=shorten(twin.title, 200), item=twin.item_id
    )
    open_notice(session, unit_id=item.unit_id, kind="question", subject=f"item:{item.id}", text=text, now=now)


def _keep_gathered(session: Session, item_id: int, gathered: Sequence[Gathered], now: datetime) -> None:
    for each in gathered:
        values = {
            "state": each.state,
            "mime": each.mime[:100],
            "bytes": each.bytes,
            "sha256": each.sha256,
            "pages": each.pages,
            "text": each.text,
            "problem": each.problem,
            "read_at": now,
        }
        updated = session.connection().execute(
            update(Attachment)
            .where(col(Attachment.item_id) == item_id, col(Attachment.address) == each.address)
            .values(**values)
        )
        if updated.rowcount == 0:
            session.connection().execute(
                insert(Attachment).values(
                    item_id=item_id, position=each.position, address=each.address, title=each.title[:500], **values
                )
            )


def _tell(
    session: Session,
    item: Item,
    facts: Facts,
    new_marks: Sequence[str],
    gathered: Sequence[Gathered],
    now: datetime,
) -> None:
    """Staff are asked what is not certain, and told what holds the item; what is settled is closed."""
    subject = f"item:{item.id}"
    title = shorten(item.title, 200)
    if new_marks:
        held_before = [item.intake_reason] if item.intake is Intake.HELD and item.intake_reason else []
        marks = listed([*held_before, *new_marks], "; ")
        text = phrase("understand.item-held", title=title, marks=marks)
        open_notice(session, unit_id=item.unit_id, kind="held", subject=subject, text=text, now=now)
    unread = [
        phrase("understand.unread", file=each.title or each.address, problem=each.problem)
        for each in gathered
        if each.tells_staff
    ]
    asks = [*facts.questions, *unread]
    if asks:
        text = phrase("understand.to-look-at", item=item.id, title=title, asks=listed(asks))
        open_notice(session, unit_id=item.unit_id, kind="question", subject=subject, text=text, now=now)
    else:
        close_notices(session, kind="question", subject=subject, now=now)
