"""The state machine of a post: which state may follow which, and the one place where a post's state is set.

The table is DESIGN 5 as built; `docs/states.md` shows each move with its cause.

- `move_post` changes the state: compare and set on the state before, and on what else the caller asks of the row. Refuses a
  move that the table lacks. Leaves a `PostTransition`, so that the ledger says what happened and why, and tells the webhooks.
- `PostMove` is the same with its statement built once, for the paths that every post takes.
- `move` does so for a post in hand that nobody carries: it raises where the post was not moved, and the time at which something
  was due is over unless the caller says another.
- `update_posts` changes anything else of one post or many; `posts_update` is its statement, to be kept.

Functions take a session and never commit.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, Update, bindparam, insert, update
from sqlmodel import Session, col

from distributor.db import Database
from distributor.errors import LoaError
from distributor.events import tell_of_move
from distributor.labels import state_label
from distributor.models import Post, PostState, PostTransition
from phrases import Phrase, phrase

S = PostState
log = structlog.get_logger()

FOLLOWING: dict[PostState, frozenset[PostState]] = {
    S.DRAFT: frozenset({S.AWAITING_REVIEW, S.PLANNED, S.SKIPPED, S.DRAFT}),
    S.AWAITING_REVIEW: frozenset({S.PLANNED, S.DRAFT, S.SKIPPED, S.AWAITING_REVIEW}),
    S.PLANNED: frozenset(
        {S.SENDING, S.MISSED, S.CANCELLED, S.PLANNED, S.AWAITING_REVIEW, S.DRAFT, S.PUBLISHED, S.SKIPPED, S.UNKNOWN}
    ),
    S.SENDING: frozenset({S.PUBLISHED, S.PROCESSING, S.PLANNED, S.FAILED, S.UNKNOWN, S.AWAITING_REVIEW}),
    S.PROCESSING: frozenset(
        {
            S.SENDING,
            S.PUBLISHED,
            S.FAILED,
            S.DRAFT,
            S.AWAITING_REVIEW,
            S.MISSED,
            S.CANCELLED,
            S.SKIPPED,
            S.PLANNED,
            S.UNKNOWN,
        }
    ),
    S.UNKNOWN: frozenset({S.PUBLISHED, S.PLANNED, S.MISSED, S.UNKNOWN}),
    S.PUBLISHED: frozenset({S.EDITED, S.WITHDRAWN}),
    S.EDITED: frozenset({S.EDITED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset({S.WITHDRAWN}),
    S.FAILED: frozenset({S.PLANNED, S.SKIPPED, S.DRAFT, S.AWAITING_REVIEW, S.FAILED}),
    S.MISSED: frozenset({S.PLANNED, S.SKIPPED, S.DRAFT, S.AWAITING_REVIEW, S.MISSED}),
    S.CANCELLED: frozenset(),
    S.SKIPPED: frozenset({S.DRAFT}),
}
"""`SENDING → AWAITING_REVIEW`: the claim found that the content is not what was approved. `PLANNED → DRAFT` (`FAILED`,
`MISSED`, `PROCESSING`): the item was revised before it went out. `PLANNED → AWAITING_REVIEW`: its approval lapsed.
`PLANNED → SKIPPED` (`PROCESSING`): what it says is no longer true (`law.carry`). `PLANNED → PUBLISHED`: planned again, then a
late answer or a look showed it. `PLANNED → UNKNOWN` (`PROCESSING`): the database was restored from a backup, and the post may
be out. `SKIPPED → DRAFT`: staff want it after all. `AWAITING_REVIEW → AWAITING_REVIEW`: the first of two
people said yes, or it was returned to who writes it, or sent in again. `PROCESSING → PLANNED`: a correction put it right before
anything was called. `FAILED → AWAITING_REVIEW` (`MISSED`): a person changed its words. `UNKNOWN → UNKNOWN`: to be looked for
again. `DRAFT → DRAFT`: written by hand, or composed anew. `FAILED → FAILED` (`MISSED`): to be composed anew, or a correction put
it right. `WITHDRAWN → WITHDRAWN`: a person records for a second correction what was taken away already."""

ENGINE = "loa"
NOT_GONE_OUT = (S.DRAFT, S.AWAITING_REVIEW, S.PLANNED, S.FAILED, S.MISSED)

_NOTE = insert(PostTransition)
_POST_ID, _BEFORE, _AFTER, _REASON = "of_post", "from_state", "to_state", "with_reason"


class MoveRefused(LoaError):
    """The state table does not allow this move, or somebody else moved the post first."""


class PostMove:
    """A move of one post, its statement built once.

    `guards`: what must hold of the row beside its state, maybe with parameters. `columns`: what else is written with the state.
    `keeps_reason`: the row's reason stays as it is. `noted`: False where another row tells of it, as a claim's `Attempt`.
    """

    def __init__(
        self, *guards: ColumnElement[bool], keeps_reason: bool = False, noted: bool = True, **columns: object
    ) -> None:
        self._noted, self._keeps_reason = noted, keeps_reason
        if not keeps_reason:
            columns["reason"] = bindparam(_REASON)
        self._statement = (
            update(Post)
            .where(col(Post.id) == bindparam(_POST_ID), col(Post.state) == bindparam(_BEFORE), *guards)
            .values(state=bindparam(_AFTER), **columns)
        )

    def make(
        self,
        session: Session,
        post_id: int,
        before: PostState,
        after: PostState,
        *,
        now: datetime,
        reason: str = "",
        told: str = "",
        by: str = ENGINE,
        bound: Mapping[str, object] | None = None,
    ) -> bool:
        """Return True if the post was in `before`, passed the guards and has moved; False if nothing was written.

        `told`: what the ledger remembers, where that is more than `reason`. `bound`: the parameters of guards and columns.
        Raises MoveRefused if the table lacks the move.
        """
        if after not in FOLLOWING[before]:
            raise MoveRefused(
                phrase("states.refused", post=post_id, before=state_label(before), after=state_label(after))
            )
        values: dict[str, object] = {_POST_ID: post_id, _BEFORE: before, _AFTER: after, **(bound or {})}
        if not self._keeps_reason:
            values[_REASON] = reason
        if session.connection().execute(self._statement, values).rowcount != 1:
            return False
        if self._noted:
            note_move(session, post_id, before=before, after=after, reason=told or reason, now=now, by=by)
        return True


def move_post(
    session: Session,
    post_id: int,
    before: PostState,
    after: PostState,
    *guards: ColumnElement[bool],
    now: datetime,
    reason: str = "",
    told: str = "",
    by: str = ENGINE,
    keeps_reason: bool = False,
    noted: bool = True,
    **columns: object,
) -> bool:
    """Move a post, as `PostMove` does. Return False if it is not in `before` any more, or a guard fails.

    The state may stay: then this writes other columns and remembers what happened. Raises MoveRefused.
    """
    kind = PostMove(*guards, keeps_reason=keeps_reason, noted=noted, **columns)
    return kind.make(session, post_id, before, after, now=now, reason=reason, told=told, by=by)


def move(
    session: Session,
    post: Post,
    after: PostState,
    *guards: ColumnElement[bool],
    reason: str,
    now: datetime,
    told: str = "",
    by: str = ENGINE,
    keeps_reason: bool = False,
    noted: bool = True,
    due_at: datetime | None = None,
    **columns: object,
) -> None:
    """Move a post that no worker holds. `due_at`: None clears it, for what was due was due in the state before.

    Raises MoveRefused if the table forbids it or the post changed meanwhile.
    """
    post_id, before = post.id, PostState(post.state)
    assert post_id is not None  # noqa: S101 - a row that was read has its key
    kind = PostMove(*guards, keeps_reason=keeps_reason, noted=noted, due_at=due_at, **columns)
    if not kind.make(session, post_id, before, after, now=now, reason=reason, told=told, by=by):
        raise MoveRefused(phrase("states.moved-elsewhere", post=post_id))
    session.expire(post)


def note_move(
    session: Session, post_id: int, *, before: PostState, after: PostState, reason: str, now: datetime, by: str = ENGINE
) -> None:
    """Remember a move in the ledger and tell the webhooks. By itself only for a post that was just made, in its first state."""
    session.connection().execute(
        _NOTE,
        {
            "post_id": post_id, "at": now, "from_state": before.value, "to_state": after.value,
            "reason": reason, "by": by,
        },
    )  # fmt: skip
    code = reason.code if isinstance(reason, Phrase) else ""
    moved = {"post": post_id, "was": before.value, "is": after.value, "why": code}
    Database.after_commit(session, lambda: log.info("post moved", **moved))
    tell_of_move(session, post_id, before=before, after=after, reason=reason, now=now)


def posts_update(*where: ColumnElement[bool], **columns: object) -> Update:
    """Build the statement that changes these columns of all posts that match; the state is not one of them."""
    if "state" in columns:
        raise ValueError("a post's state changes through move_post")
    return update(Post).where(*where).values(**columns)


def update_posts(session: Session, *where: ColumnElement[bool], **columns: object) -> int:
    """Change columns other than the state of all posts that match. Returns how many."""
    return session.connection().execute(posts_update(*where, **columns)).rowcount
