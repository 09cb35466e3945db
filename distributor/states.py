"""The state machine of a post: which state may follow which, and how a move is remembered.

The table is DESIGN 5 as built; `docs/architecture.md` shows it. Every move leaves a `PostTransition`, so that the ledger says
what happened and why; only `PLANNED → SENDING` is told by its `Attempt` instead.
"""

from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col

from distributor.errors import LoaError
from distributor.events import tell_of_move
from distributor.labels import state_label
from distributor.models import Post, PostState, PostTransition

S = PostState

FOLLOWING: dict[PostState, frozenset[PostState]] = {
    S.DRAFT: frozenset({S.AWAITING_REVIEW, S.PLANNED, S.SKIPPED}),
    S.AWAITING_REVIEW: frozenset({S.PLANNED, S.DRAFT, S.SKIPPED, S.AWAITING_REVIEW}),
    S.PLANNED: frozenset(
        {S.SENDING, S.MISSED, S.CANCELLED, S.PLANNED, S.AWAITING_REVIEW, S.DRAFT, S.PUBLISHED, S.SKIPPED}
    ),
    S.SENDING: frozenset({S.PUBLISHED, S.PROCESSING, S.PLANNED, S.FAILED, S.UNKNOWN, S.AWAITING_REVIEW}),
    S.PROCESSING: frozenset(
        {S.SENDING, S.PUBLISHED, S.FAILED, S.DRAFT, S.AWAITING_REVIEW, S.MISSED, S.CANCELLED, S.SKIPPED, S.PLANNED}
    ),
    S.UNKNOWN: frozenset({S.PUBLISHED, S.PLANNED, S.MISSED, S.UNKNOWN}),
    S.PUBLISHED: frozenset({S.EDITED, S.WITHDRAWN}),
    S.EDITED: frozenset({S.EDITED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
    S.FAILED: frozenset({S.PLANNED, S.SKIPPED, S.DRAFT, S.AWAITING_REVIEW}),
    S.MISSED: frozenset({S.PLANNED, S.SKIPPED, S.DRAFT, S.AWAITING_REVIEW}),
    S.CANCELLED: frozenset(),
    S.SKIPPED: frozenset({S.DRAFT}),
}
"""`SENDING → AWAITING_REVIEW`: the claim found that the content is not what was approved. `PLANNED → DRAFT` (`FAILED`,
`MISSED`, `PROCESSING`): the item was revised before it went out. `PLANNED → AWAITING_REVIEW`: its approval lapsed.
`PLANNED → SKIPPED` (`PROCESSING`): what it says is no longer true (`law.carry`). `PLANNED → PUBLISHED`: planned again, then a
late answer or a look showed it. `SKIPPED → DRAFT`: staff want it after all. `AWAITING_REVIEW → AWAITING_REVIEW`: the first of two
people said yes, or it was returned to who writes it, or sent in again. `PROCESSING → PLANNED`: a correction put it right before
anything was called. `FAILED → AWAITING_REVIEW` (`MISSED`): a person changed its words. `UNKNOWN → UNKNOWN`: to be looked for
again."""

ENGINE = "loa"
NOT_GONE_OUT = (S.DRAFT, S.AWAITING_REVIEW, S.PLANNED, S.FAILED, S.MISSED)

_NOTE = insert(PostTransition)


class MoveRefused(LoaError):
    """The state table does not allow this move, or somebody else moved the post first."""


def note_move(
    session: Session, post_id: int, *, before: PostState, after: PostState, reason: str, now: datetime, by: str = ENGINE
) -> None:
    """Write the ledger's memory of a move that the caller makes in the same transaction."""
    session.connection().execute(
        _NOTE,
        {
            "post_id": post_id, "at": now, "from_state": before.value, "to_state": after.value,
            "reason": reason[:1000], "by": by,
        },
    )  # fmt: skip
    tell_of_move(session, post_id, before=before, after=after, reason=reason, now=now)


def move(
    session: Session,
    post: Post,
    after: PostState,
    *,
    reason: str,
    now: datetime,
    by: str = ENGINE,
    due_at: datetime | None = None,
) -> None:
    """Move a post that no worker holds. Raises MoveRefused if the table forbids it or the state changed meanwhile."""
    before = PostState(post.state)
    if after not in FOLLOWING[before]:
        raise MoveRefused(
            f"Bài đăng {post.id} đang ở trạng thái «{state_label(before)}», không thể chuyển sang «{state_label(after)}»."
        )
    moved = session.connection().execute(
        update(Post)
        .where(col(Post.id) == post.id, col(Post.state) == before)
        .values(state=after, reason=reason[:1000], due_at=due_at)
    )
    if moved.rowcount != 1:
        raise MoveRefused(f"Bài đăng {post.id} vừa được xử lý ở nơi khác. Hãy tải lại rồi thử lần nữa.")
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    note_move(session, post.id, before=before, after=after, reason=reason, now=now, by=by)
    session.expire(post)
