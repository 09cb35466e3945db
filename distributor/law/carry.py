"""What follows from a change in a document's life, in the same transaction: nothing goes out that is no longer true.

1. Posts that announce the document and have not gone out are taken back where it is gone (ended, suspended, never in force).
   Where a part was changed or put right, or the item merely speaks of the document, a person looks at them.
2. Broadcasts of them pause; videos in the making are stale.
3. The month's digests that wait and name the document are composed anew.

What has gone out is the matter of `correct`. Functions take a session and never commit.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, update
from sqlmodel import Session, col, select

from distributor.models import (
    Broadcast,
    BroadcastState,
    Delivery,
    Document,
    DocumentChange,
    DocumentStatusKind,
    Item,
    Post,
    PostState,
    RenderJob,
    RenderState,
)
from distributor.notices import open_notice, reword_notice
from distributor.states import move
from phrases import phrase

ANNOUNCEMENT = "announcement"
DIGEST = "digest"
ERRATA = "erratum:"
WAITING = (
    PostState.DRAFT,
    PostState.AWAITING_REVIEW,
    PostState.PLANNED,
    PostState.PROCESSING,
    PostState.FAILED,
    PostState.MISSED,
)
GONE = (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED)
CALLED_BACK = phrase("law.called-back")
CODES = {
    DocumentStatusKind.ENDED: "law_ended",
    DocumentStatusKind.SUSPENDED: "law_suspended",
    DocumentStatusKind.PARTLY_ENDED: "law_changed",
    DocumentStatusKind.CORRECTED: "law_corrected",
    DocumentStatusKind.UNKNOWN: "law_unknown",
}

RESUMED = "law_resumed"


def code_of(change: DocumentChange) -> str:
    """The code of the reason, as `status.law_reasons` gives it; `law_resumed` takes nothing back."""
    return "law_never" if change.never else CODES.get(DocumentStatusKind(change.status), RESUMED)


def carry(session: Session, change: DocumentChange, now: datetime) -> None:
    """Go through everything that speaks of the document, once."""
    gone = change.status in GONE or change.never
    resumed = code_of(change) == RESUMED
    items = session.exec(select(Item).where(Item.document_id == change.document_id)).all()
    for item in () if resumed else items:
        _carry_posts(session, item, change, now, gone=gone and item.document_role == ANNOUNCEMENT)
        if gone:
            _stop_videos(session, item, change)
    if gone and items:
        _renew_digests(session, change, items, now)
    change.carried_at = now
    session.add(change)
    session.flush()


def _carry_posts(session: Session, item: Item, change: DocumentChange, now: datetime, *, gone: bool) -> None:
    rows = session.exec(
        select(Post)
        .where(Post.item_id == item.id, col(Post.state).in_(WAITING), col(Post.purpose).not_like(f"{ERRATA}%"))
        .order_by(col(Post.id))
        .with_for_update()
    ).all()
    for post in rows:
        before = PostState(post.state)
        if before is PostState.PROCESSING and _pause_broadcast(session, post, change, now):
            continue
        if before is PostState.PROCESSING and _is_called(session, post):
            continue  # too late: it goes on to its end, and is put right afterwards
        after = PostState.SKIPPED if gone else PostState.AWAITING_REVIEW
        if not gone and before in (PostState.DRAFT, PostState.FAILED, PostState.MISSED):
            continue  # the review of a draft asks for the status itself
        _take_back(session, item, post, after, change, now)


def _take_back(
    session: Session, item: Item, post: Post, after: PostState, change: DocumentChange, now: datetime
) -> None:
    before, reason = PostState(post.state), change.words
    move(
        session,
        post,
        after,
        reason=reason,
        now=now,
        noted=after is not before,
        approval_id=None,
        gate=[{"code": code_of(change), "detail": change.basis}],
    )
    # Whoever publishes by hand may hold it in hands already.
    text = phrase("law.post-called-back", title=item.title, change=change.words, called_back=CALLED_BACK)
    reword_notice(session, kind="handover", subject=f"post:{post.id}", text=text)


def _is_called(session: Session, post: Post) -> bool:
    called = exists().where(col(Delivery.post_id) == post.id, col(Delivery.first_call_at).is_not(None))
    return bool(session.connection().execute(select(called)).scalar())


def _pause_broadcast(session: Session, post: Post, change: DocumentChange, now: datetime) -> bool:
    """Nothing more of it goes out until a person says how to go on. Whether the post has a broadcast at all."""
    broadcast = session.exec(select(Broadcast).where(Broadcast.post_id == post.id).with_for_update()).first()
    if broadcast is None:
        return False
    if broadcast.state in (BroadcastState.PLANNED, BroadcastState.SENDING):
        broadcast.state, broadcast.reason = BroadcastState.PAUSED, change.words
        session.add(broadcast)
        open_notice(
            session,
            kind="law",
            subject=f"broadcast:{broadcast.id}",
            unit_id=broadcast.unit_id,
            now=now,
            text=phrase("law.broadcast-stopped", broadcast=broadcast.id, title=post.title, change=change.words),
        )
    return True


def _stop_videos(session: Session, item: Item, change: DocumentChange) -> None:
    """A renderer that works on one finds its token gone and stops."""
    session.connection().execute(
        update(RenderJob)
        .where(col(RenderJob.item_id) == item.id, col(RenderJob.state).in_([RenderState.WANTED, RenderState.RUNNING]))
        .values(state=RenderState.STALE, token="", progress=0, due_at=None, reason=change.words)
    )


def _renew_digests(session: Session, change: DocumentChange, items: Sequence[Item], now: datetime) -> None:
    """A digest that waits and tells of the document gets a new revision, so that it is composed without it."""
    document = session.get_one(Document, change.document_id)
    day = document.effective_on
    if day is None:
        return
    waiting = exists().where(col(Post.item_id) == col(Item.id), col(Post.state).in_(WAITING))
    digests = session.exec(
        select(Item).where(Item.kind == DIGEST, Item.document_role == f"{DIGEST}:{day:%Y-%m}", waiting)
    ).all()
    titles = {item.title for item in items}
    for digest in digests:
        lines = digest.text.split("\n")
        left = [line for line in lines if line not in titles]
        if left == lines:
            continue
        digest.text = "\n".join(left)
        digest.revision += 1
        digest.understood_revision = digest.revision
        session.add(digest)
        open_notice(
            session,
            kind="law",
            subject=f"item:{digest.id}",
            unit_id=digest.unit_id,
            now=now,
            text=phrase("law.digest-again", title=digest.title, change=change.words),
        )
