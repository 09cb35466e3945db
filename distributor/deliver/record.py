"""Writing down what happened to a claimed post. Each function checks the token, so a claim that was lost records nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, bindparam, case, exists, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from channels.base import Next, Published
from distributor.deliver.claim import Claim
from distributor.deliver.decide import Decision
from distributor.journal import RECEIPT, note
from distributor.models import Account, Attempt, Delivery, Post, PostState, Receipt
from distributor.models.base import JsonObject, UtcDateTime
from distributor.notices import about, close_notices, open_notice
from distributor.states import ENGINE, PostMove
from distributor.work.claims import ClaimLost
from phrases import phrase


def code_in(link: str | None) -> str:
    """Return what a post is called outside the database: the code of its short link."""
    return (link or "").rpartition("/")[2]


class ForeignReceipt(Exception):
    """The platform's id belongs to another delivery already."""


@dataclass(frozen=True)
class AttemptResult:
    """The end of an attempt, for its row. `evidence` is redacted."""

    step: str
    outcome: str
    code: str = ""
    message: str = ""
    evidence: str = ""


_OWNED = (col(Delivery.post_id) == bindparam("of_post"), col(Delivery.token) == bindparam("of_token"))
# An unknown post keeps its holder's token so that a late answer is known by it; the holder may not go on with it, though.
_SENDING = exists().where(col(Post.id) == col(Delivery.post_id), col(Post.state) == PostState.SENDING)
_PROGRESS = bindparam("new_progress", type_=JSON())
_UNTIL = bindparam("until", type_=UtcDateTime())
_NOW = bindparam("now", type_=UtcDateTime())

# A step that follows an irreversible one is gone on with from there: the platform's answer to that one is known.
_STORE = update(Delivery).where(*_OWNED, _SENDING).values(progress=_PROGRESS, lease_until=_UNTIL, calling_at=None)
_MARK = (
    update(Delivery)
    .where(*_OWNED, _SENDING)
    .values(
        progress=_PROGRESS, lease_until=_UNTIL, calling_at=_NOW,
        first_call_at=func.coalesce(col(Delivery.first_call_at), _NOW),
    )
)  # fmt: skip
_DELIVERED: JsonObject = {
    "token": "",
    "calling_at": None,
    "progress": {},
    "looks": 0,
    "lease_until": None,
    "look_since": None,
}
_DELIVER = update(Delivery).where(*_OWNED).values(**_DELIVERED)
_PUBLISH = PostMove(due_at=None, published_at=_NOW, measure_at=_NOW, external_url=bindparam("address"))
_LET_GO = PostMove(due_at=bindparam("next_at", type_=UtcDateTime()))
_RECEIVE = insert(Receipt)
_STATE = select(Post.state, Post.link).where(col(Post.id) == bindparam("of_post"))
CARRYING = (PostState.SENDING, PostState.UNKNOWN)
"""States in which the holder of the token may still learn that the post is published."""
KNOWABLE = (PostState.UNKNOWN, PostState.PLANNED, PostState.PROCESSING)
"""States in which nobody carries the post, and its being on the platform counts however we learn of it."""
_END_ATTEMPT = (
    update(Attempt)
    .where(col(Attempt.id) == bindparam("of_attempt"))
    .values(
        ended_at=_NOW, step=bindparam("at_step"), outcome=bindparam("how"), code=bindparam("said"),
        message=bindparam("words"), evidence=bindparam("shown"),
    )
)  # fmt: skip


def stored_step(step: Next) -> JsonObject:
    """A step as the delivery keeps it: what the adapter must remember, and whether performing it is irreversible."""
    return {"progress": dict(step.progress), "irreversible": step.irreversible}


def restored_step(stored: JsonObject) -> Next | None:
    if not stored:
        return None
    return Next(progress=stored["progress"], irreversible=bool(stored["irreversible"]))


def store_progress(session: Session, claim: Claim, step: Next, *, now: datetime, lease_s: float, calling: bool) -> None:
    """Remember the step about to be performed. `calling`: it is irreversible, so this is the mark. Raises ClaimLost."""
    until = now + timedelta(seconds=lease_s)
    values = {"of_post": claim.post_id, "of_token": claim.token, "new_progress": stored_step(step), "until": until}
    kept = session.connection().execute(_MARK if calling else _STORE, {**values, "now": now} if calling else values)
    if kept.rowcount != 1:
        raise ClaimLost


def record_published(
    session: Session, claim: Claim, published: Published, answer: AttemptResult, *, now: datetime
) -> None:
    """Record that the platform has the post. An answer that comes after the claim was taken over still counts while the outcome
    is unknown.

    What the platform did not take of it is the post's reason.

    Raises ClaimLost, or ForeignReceipt if the id belongs to another delivery.
    """
    owned = session.connection().execute(_DELIVER, {"of_post": claim.post_id, "of_token": claim.token})
    if owned.rowcount != 1:
        raise ClaimLost
    _become_published(
        session, claim.post_id, claim.account_id, published, now=now, allowed=CARRYING, reason=published.missing
    )
    _end_attempt(session, claim, answer, now)
    close_notices(session, subject=f"post:{claim.post_id}", now=now)


def record_known(
    session: Session,
    post_id: int,
    published: Published,
    *,
    now: datetime,
    reason: str,
    by: str = ENGINE,
    by_look: bool = True,
) -> None:
    """Record that the platform has a post that nobody carries now: a look found it, an answer came late, or a person saw it.

    Counts while the outcome is unknown and, so that it is not sent again, while the post is planned anew. Raises ClaimLost if
    somebody is sending it at this moment, or it has another end already; ForeignReceipt.
    """
    owned = session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.post_id) == post_id,
            exists().where(col(Post.id) == col(Delivery.post_id), col(Post.state).in_(KNOWABLE)),
        )
        .values(**_DELIVERED)
    )
    if owned.rowcount != 1:
        raise ClaimLost
    account_id = session.exec(select(Post.account_id).where(Post.id == post_id)).one()
    _become_published(
        session, post_id, account_id, published, now=now, allowed=KNOWABLE, reason=reason, by=by, by_look=by_look
    )
    close_notices(session, subject=f"post:{post_id}", now=now)


def _become_published(
    session: Session,
    post_id: int,
    account_id: int,
    published: Published,
    *,
    now: datetime,
    allowed: tuple[PostState, ...],
    reason: str = "",
    by: str = ENGINE,
    by_look: bool = False,
) -> None:
    state, link = session.connection().execute(_STATE, {"of_post": post_id}).one()
    before = PostState(state)
    bound = {"now": now, "address": published.url}
    if before not in allowed or not _PUBLISH.make(
        session, post_id, before, PostState.PUBLISHED, now=now, reason=reason, by=by, bound=bound
    ):
        raise ClaimLost
    receipt = {
        "post_id": post_id, "account_id": account_id, "external_id": published.external_id,
        "url": published.url, "received_at": now, "found_by_look": by_look,
    }  # fmt: skip
    try:
        session.connection().execute(_RECEIVE, receipt)
    except IntegrityError as error:
        # The whole transaction is undone by this, and the caller writes what it means in another.
        raise ForeignReceipt(published.external_id) from error
    place = {"id": published.external_id, "url": published.url}
    note(session, RECEIPT, now, post=post_id, code=code_in(link), account=account_id, **place)


def record_waiting(
    session: Session, claim: Claim, step: Next, *, now: datetime, answer: AttemptResult, broadcast: str = ""
) -> None:
    """Record that the platform, or people, are still working: let go of the claim until the next step. Raises ClaimLost.

    `broadcast`: words of the broadcast whose end moves the post on; it has no moment of its own.
    """
    kept = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == claim.post_id, col(Delivery.token) == claim.token)
        .values(token="", lease_until=None, progress=stored_step(step), tries=claim.tries - 1)
    )
    if kept.rowcount != 1:
        raise ClaimLost
    reason = broadcast or step.waits_for or phrase("deliver.platform-works")
    due_at = None if broadcast or step.waits_for else now + timedelta(seconds=step.after)
    _go_on(session, claim, PostState.PROCESSING, reason, due_at, now)
    _end_attempt(session, claim, answer, now)
    if step.waits_for:
        title, unit_id = session.exec(select(Post.title, Post.unit_id).where(Post.id == claim.post_id)).one()
        open_notice(
            session,
            kind="handover",
            subject=f"post:{claim.post_id}",
            unit_id=unit_id,
            text=about(title, step.waits_for),
            now=now,
        )


def record_decision(
    session: Session, claim: Claim, decision: Decision, answer: AttemptResult, *, now: datetime
) -> None:
    """Record what was decided on an error: the post goes where the decision says, the account waits if it says so. Raises
    ClaimLost."""
    values: dict[str, object] = {
        "lease_until": None,
        "tries": claim.tries if decision.counts_as_try else claim.tries - 1,
    }
    if decision.state is not PostState.UNKNOWN:
        # An unknown post keeps its token and mark: an answer that still comes is recognised by them. Of any other it is certain
        # that this call published nothing; if it was the first, none was made.
        first = case((col(Delivery.first_call_at) == col(Delivery.calling_at), None), else_=col(Delivery.first_call_at))
        values |= {"token": "", "calling_at": None, "first_call_at": first}
    if not decision.keep_progress:
        values["progress"] = {}
    if decision.duplicate:
        values["refused_as_duplicate"] = True
    kept = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == claim.post_id, col(Delivery.token) == claim.token)
        .values(**values)
    )
    if kept.rowcount != 1:
        raise ClaimLost
    _go_on(session, claim, decision.state, decision.reason, decision.due_at, now)
    _end_attempt(session, claim, answer, now)
    if decision.account_until is not None:
        rest_account(session, claim.account_id, decision.account_until, answer.message)
    if decision.notice:
        title = session.exec(select(Post.title).where(Post.id == claim.post_id)).one()
        open_notice(
            session,
            kind=decision.state.value,
            subject=f"post:{claim.post_id}",
            text=about(title, decision.notice),
            now=now,
        )


def rest_account(session: Session, account_id: int, until: datetime, reason: str) -> None:
    """Rest an account: it makes no call before `until`; a rest that is longer already stays."""
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == account_id, or_(col(Account.wait_until).is_(None), col(Account.wait_until) < until))
        .values(wait_until=until, wait_reason=reason)
    )


def _go_on(
    session: Session, claim: Claim, after: PostState, reason: str, due_at: datetime | None, now: datetime
) -> None:
    """The post goes on from `sending`. Raises ClaimLost if it is not there any more."""
    bound = {"next_at": due_at}
    if not _LET_GO.make(session, claim.post_id, PostState.SENDING, after, now=now, reason=reason, bound=bound):
        raise ClaimLost


def _end_attempt(session: Session, claim: Claim, answer: AttemptResult, now: datetime) -> None:
    session.connection().execute(
        _END_ATTEMPT,
        {
            "of_attempt": claim.attempt_id, "now": now, "at_step": answer.step[:40], "how": answer.outcome,
            "said": answer.code[:100], "words": answer.message, "shown": answer.evidence,
        },
    )  # fmt: skip
