"""From an item's rows to what compose, cards and videos are told of it."""

from dataclasses import replace
from urllib.parse import urlsplit

from sqlmodel import Session, and_, col, or_, select

from distributor.compose.amend import Misstatement, amended
from distributor.compose.item import ItemView
from distributor.compose.style import read_style
from distributor.facts import Facts, facts_from_json
from distributor.law.carry import ANNOUNCEMENT
from distributor.law.words import OWN_TERM
from distributor.models import (
    Attachment,
    AttachmentState,
    Correction,
    CorrectionCause,
    CorrectionState,
    Document,
    DocumentChange,
    DocumentStatusKind,
    Item,
    UnitName,
    UnitSuccession,
)
from distributor.text.long_texts import LONG, MOST_LETTERS

SHARED = frozenset({"gov", "com", "org", "edu", "net", "info", "name", "health"})
"""Under which, before a country's, names are given to anybody."""


def item_view(session: Session, item: Item) -> ItemView:
    """The item as templates see it: with our own errors put right that a decision has found."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    view = _as_understood(session, item, item.id)
    known = misstatements_of(session, item.id)
    return amended(view, known, ours=item.form_key is not None) if known else view


def misstatements_of(session: Session, item_id: int) -> list[Misstatement]:
    """Return what staff have decided that we said wrongly of an item, in the order of their decisions."""
    rows = session.exec(
        select(Correction.wrong, Correction.right)
        .where(
            Correction.item_id == item_id,
            Correction.cause == CorrectionCause.OURS,
            Correction.state == CorrectionState.APPROVED,
            Correction.wrong != "",
        )
        .order_by(col(Correction.decided_at), col(Correction.id))
    ).all()
    return list(dict.fromkeys(Misstatement(wrong, right) for wrong, right in rows))


def _as_understood(session: Session, item: Item, item_id: int) -> ItemView:
    picture, page = _gathered(session, item)
    return ItemView(
        item_id=item_id,
        title=item.title,
        summary=item.summary,
        # Of what a person must read, for it is too much to be understood, the beginning is composed.
        text=item.text if len(item.text) <= MOST_LETTERS else item.text[:LONG],
        kind=item.kind,
        published_at=item.published_at,
        address=item.address,
        unit_name=unit_name(session, item.unit_id),
        revision=item.revision,
        facts=_as_the_law_is(session, item),
        law=_law_of(session, item),
        picture=picture,
        page=page,
        style=read_style(session, item.unit_id),
    )


def _as_the_law_is(session: Session, item: Item) -> Facts:
    """Return what was understood, with the day of effect as a correction of the document has put it right; points of the wrong
    day go."""
    facts = facts_from_json(item.facts)
    told = facts.document.effective_on if facts.document else None
    if facts.document is None or told is None or item.document_id is None:
        return facts
    row = session.get(Document, item.document_id)
    if row is None or row.effective_on is None or row.told_effective_on != told or row.effective_on == told:
        return facts
    return replace(
        facts,
        document=replace(facts.document, effective_on=row.effective_on),
        message=tuple(point for point in facts.message if point.day != told),
    )


def _law_of(session: Session, item: Item) -> str:
    """The newest change of the document that it announces: a post that a person lets out all the same says so."""
    if item.document_id is None or item.document_role != ANNOUNCEMENT:
        return ""
    change = session.exec(
        select(DocumentChange)
        .where(DocumentChange.document_id == item.document_id)
        .order_by(col(DocumentChange.since).desc(), col(DocumentChange.id).desc())
    ).first()
    if change is None or change.status in (DocumentStatusKind.IN_FORCE, DocumentStatusKind.UNKNOWN):
        return ""
    if change.carried_at is not None:
        return change.words
    # A term of its own that lies ahead is no change yet: its own words tell it.
    is_gone = change.status in (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED)
    return change.words if is_gone and change.basis != OWN_TERM else ""


def _gathered(session: Session, item: Item) -> tuple[str, str]:
    """The item's picture in the media store, and what its page says where the source gave a few words only.

    Only a good picture was kept there. Where the source names one, no other will do; and one that lies on another's site is
    another's: nobody has told that we may show it.
    """
    is_page = and_(Attachment.address == item.address, Attachment.mime == "text/html")
    rows = session.exec(
        select(Attachment.address, Attachment.mime, Attachment.sha256, Attachment.text)
        .where(
            Attachment.item_id == item.id,
            Attachment.state == AttachmentState.READ,
            or_(col(Attachment.mime).like("image/%"), is_page),
        )
        .order_by(col(Attachment.id).desc())
    ).all()
    page = next((text for _, mime, _, text in rows if mime == "text/html"), "")
    pictures = [(address, kept) for address, mime, kept, _ in rows if mime != "text/html"]
    if item.picture_url:
        pictures = [each for each in pictures if each[0] == item.picture_url]
    own = (kept for address, kept in pictures if not item.address or site_of(address) == site_of(item.address))
    return next(own, ""), page


def site_of(address: str) -> str:
    """The name under which all hosts of one owner lie: `media.huonggiang.gov.vn` → `huonggiang.gov.vn`."""
    labels = (urlsplit(address).hostname or "").split(".")
    return ".".join(labels[-3 if labels[-2:-1] and labels[-2] in SHARED else -2 :])


def unit_name(session: Session, unit_id: int) -> str:
    """Return what the unit is called now; one that went on as another by the name of that one."""
    known = {unit_id}
    while True:
        name = session.exec(
            select(UnitName.name)
            .where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None))
            .order_by(col(UnitName.valid_from).desc())
        ).first()
        went = select(UnitSuccession.to_unit_id).where(UnitSuccession.from_unit_id == unit_id)
        heir = None if name else session.exec(went).first()
        if heir is None or heir in known:
            return name or ""
        known.add(unit_id := heir)
