"""Which posts that are out must be put right for a change in a document's life, and in which words. Reads only.

A post that is still relied upon gets a correction, for a person to decide: a deadline in it is open, or it went out not long ago
(`config/law.toml`). For older ones the line on the item's page is enough.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.facts import Facts, Role, facts_from_json
from distributor.law.carry import ANNOUNCEMENT, ERRATA
from distributor.law.rules import law_rules
from distributor.law.words import briefly, citation_of, short_issuer
from distributor.models import (
    Approval,
    Correction,
    CorrectionCause,
    CorrectionStep,
    DocumentChange,
    DocumentStatusKind,
    Item,
    Post,
)
from distributor.post_states import SHOWN_STATES

MOST = 200
_NUMBERS = re.compile(r"\d+/[\w/-]*[^\W\d_][\w/-]*")
_DEEDS = re.compile(
    r"(?:bãi bỏ|huỷ bỏ|hủy bỏ|thay thế|sửa đổi|bổ sung|ngưng hiệu lực|hết hiệu lực|kéo dài)", re.IGNORECASE
)
_OWN = re.compile(r"được .{0,60}thông qua|chịu trách nhiệm thi hành", re.IGNORECASE)
LONGEST = 420
"""Characters of what is so now: a correction says one thing."""
_TELLING = (Role.CHANGE, Role.AMOUNT, Role.HOW, Role.DEADLINE, Role.WHO, Role.RIGHT, Role.DUTY, Role.BAN)


@dataclass(frozen=True)
class Owed:
    """A correction to be proposed. `right`: what is so now, in plain sentences; `brief`: the same in one short one.

    `gone`: nothing of what was said of the document holds any more.
    """

    item_id: int
    change_id: int
    post_ids: tuple[int, ...]
    right: str
    brief: str = ""
    gone: bool = False


def owed(session: Session, now: datetime) -> list[Owed]:
    """Changes that were carried out, with the posts that are out, relied upon, and stand in no correction of that change."""
    proposed = exists().where(
        col(CorrectionStep.post_id) == col(Post.id),
        col(Correction.id) == col(CorrectionStep.correction_id),
        col(Correction.cause) == CorrectionCause.LAW,
        col(Correction.round) == col(DocumentChange.id),
    )
    newer = aliased(DocumentChange)
    # Who was suspended and goes on, or has ended since: only how it stands now is worth telling.
    overtaken = exists().where(
        col(newer.document_id) == col(DocumentChange.document_id),
        col(newer.carried_at).is_not(None),
        col(newer.since) > col(DocumentChange.since),
        col(newer.status).not_in([DocumentStatusKind.PARTLY_ENDED, DocumentStatusKind.CORRECTED]),
    )
    knew = exists().where(
        col(Approval.id) == col(Post.approval_id),
        col(Approval.standing_id).is_(None),
        col(Approval.given_at) >= col(DocumentChange.carried_at),
    )
    since = now - timedelta(days=law_rules().relied_days)
    rows = session.exec(
        select(DocumentChange, Item, Post)
        .join(Item, col(Item.document_id) == col(DocumentChange.document_id))
        .join(Post, col(Post.item_id) == col(Item.id))
        .where(
            col(DocumentChange.carried_at).is_not(None),
            col(DocumentChange.carried_at) >= since,
            DocumentChange.status != DocumentStatusKind.UNKNOWN,
            Item.document_role == ANNOUNCEMENT,
            col(Post.state).in_(SHOWN_STATES),
            col(Post.purpose).not_like(f"{ERRATA}%"),
            col(Post.created_at) <= col(DocumentChange.carried_at),
            ~knew,
            ~proposed,
            ~overtaken,
        )
        .order_by(col(DocumentChange.id), col(Item.id), col(Post.id))
        .limit(MOST)
    ).all()
    found: dict[tuple[int, int], tuple[DocumentChange, Item, list[int]]] = {}
    for change, item, post in rows:
        if is_relied_upon(facts_from_json(item.facts), post.published_at, now):
            place = (change.id or 0, item.id or 0)
            found.setdefault(place, (change, item, []))[2].append(post.id or 0)
    return [
        Owed(
            item.id or 0,
            change.id or 0,
            tuple(posts),
            right_words(session, change),
            brief_words(facts_from_json(item.facts), change),
            change.never or change.status in (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED),
        )
        for change, item, posts in found.values()
    ]


def is_relied_upon(facts: Facts, published_at: datetime | None, now: datetime) -> bool:
    """Return True if citizens may still act on what the post says. Pure."""
    if published_at is None:
        return False
    today = now.astimezone(VIETNAM).date()
    days = [point.day for point in facts.message if point.role is Role.DEADLINE and point.day is not None]
    if facts.points.deadline_on is not None:
        days.append(facts.points.deadline_on)
    if any(day >= today for day in days):
        return True
    return published_at >= now - timedelta(days=law_rules().relied_days)


def right_words(session: Session, change: DocumentChange) -> str:
    """Return what has become of the document, and what the document that did it says in its own first points."""
    if change.by_document_id is None:
        return change.words
    acting = session.exec(
        select(Item)
        .where(Item.document_id == change.by_document_id, Item.document_role == ANNOUNCEMENT)
        .order_by(col(Item.id))
    ).first()
    return with_points(change.words, facts_from_json(acting.facts) if acting is not None else Facts())


def brief_words(facts: Facts, change: DocumentChange) -> str:
    """Return what has become of the document in one short sentence; empty where the document has no number. Pure."""
    document = facts.document
    if document is None or not document.number:
        return ""
    issuer = short_issuer(document.issuer)
    name = f"{citation_of(document.kind, document.number)}{f' của {issuer}' if issuer else ''}"
    return briefly(name, change.status, change.since, never=change.never)


def with_points(words: str, facts: Facts) -> str:
    """Return `words` and the acting document's telling points, as long as they stay short. Pure."""
    said = words
    new = [each for each in _statements(facts) if not _repeats(each, words)]
    for statement in new[: law_rules().most_points]:
        more = f"{said} {statement}"
        if len(more) > LONGEST:
            break
        said = more
    return said


def _repeats(statement: str, words: str) -> bool:
    """It says of the same document, once more, that it was repealed, replaced or changed; or it is about the acting document
    itself."""
    numbers = set(_NUMBERS.findall(words))
    return bool(_DEEDS.search(statement) and numbers & set(_NUMBERS.findall(statement))) or bool(_OWN.search(statement))


def _statements(facts: Facts) -> Sequence[str]:
    found = [point.statement.strip() for point in facts.message if point.role in _TELLING and point.statement.strip()]
    return [f"{each}." if each[-1] not in ".!?" else each for each in found]
