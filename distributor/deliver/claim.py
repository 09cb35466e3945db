"""The claim: the right to carry one post, taken in one transaction before any call.

Everything that could forbid the call is checked here: the slot, the approval's hash, a paused campaign, holds, the life of the
act that it tells of, the account's state, how many calls are in flight, quotas (reserved). On SQLite the transaction is
IMMEDIATE, on PostgreSQL the account's row is locked first and everything else is read after that, so two claims on an account
never see the same room. Recording, later, checks the token.

The statements are made once: this is the path that every post takes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from channels.base import ChannelSpec
from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE
from distributor.deliver.limits import AccountLimits, limits_of
from distributor.deliver.quotas import longest_window, quota_full_until, reserve_quotas
from distributor.holds import in_force, not_held, standing_holds
from distributor.law.carry import ANNOUNCEMENT, ERRATA
from distributor.models import (
    Account,
    AccountState,
    Approval,
    Attempt,
    Campaign,
    CorrectionStep,
    Delivery,
    Document,
    Hold,
    Intake,
    Item,
    Post,
    PostState,
    QuotaUse,
    StandingApproval,
    StepState,
)
from distributor.models.base import JsonObject, UtcDateTime, words
from distributor.states import PostMove
from distributor.work.claims import new_token

CARRIED = (PostState.PLANNED, PostState.PROCESSING)

LEASE_MARGIN_S = 10.0
"""A lease outlives the call's deadline by at least this, so that recording still finds the claim."""


@dataclass(frozen=True)
class Claim:
    """One post, held by `token` for `lease_s` seconds from each step on. `tries`: this one included.

    `under_way`: a publishing step was called before, and not certainly in vain: the platform may show the post.
    """

    post_id: int
    account_id: int
    token: str
    attempt_id: int
    state_before: PostState
    progress: JsonObject
    tries: int
    lease_s: float
    limits: AccountLimits
    under_way: bool


@dataclass(frozen=True)
class NothingToClaim:
    """`quota_until`: the account is out of quota until then."""

    quota_until: datetime | None = None


NOW = bindparam("now", type_=UtcDateTime())


def approved(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The post's approval exists, is bound to exactly this manifest, and its rule still stands.

    A rule never covers an item that is held, even if the mark came with a revision after the approval.
    """
    standing_ok = exists().where(
        col(StandingApproval.id) == col(Approval.standing_id),
        col(StandingApproval.withdrawn_at).is_(None),
        col(StandingApproval.ends_at) > now,
    )
    return exists().where(
        col(Approval.id) == col(Post.approval_id),
        col(Approval.post_id) == col(Post.id),
        col(Approval.manifest_hash) == col(Post.manifest_hash),
        col(Approval.voided_at).is_(None),
        or_(col(Approval.standing_id).is_(None), and_(standing_ok, _item(col(Item.intake) != Intake.HELD))),
    )


def _item(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(Item.id) == col(Post.item_id), condition).correlate(Post)


def current() -> ColumnElement[bool]:
    """The post says what the item says now: a revision that is not composed yet holds it back."""
    return _item(col(Item.revision) == col(Post.revision))


def stands(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The document that the post announces has not ended, is not suspended, and will not end before its day.

    Whoever approved the post knowing that may still say so; a reminder of the day is never right then. What puts right what was
    said goes on.
    """
    knew = (
        exists()
        .where(
            col(Approval.id) == col(Post.approval_id),
            col(Approval.standing_id).is_(None),
            col(Approval.given_at) >= col(Document.gone_seen_at),
            col(Post.purpose).not_in((BEFORE_EFFECT, EFFECTIVE)),
        )
        # Two selects down; by itself it would take any post of anybody.
        .correlate(Post, Document)
    )
    return or_(
        col(Post.purpose).like(f"{ERRATA}%"),
        ~exists()
        .where(
            col(Item.id) == col(Post.item_id),
            col(Item.document_role) == ANNOUNCEMENT,
            col(Document.id) == col(Item.document_id),
            col(Document.gone_from) <= now,
            or_(col(Document.gone_until).is_(None), col(Document.gone_until) > now),
            ~knew,
        )
        .correlate(Post),
    )


def halted() -> ColumnElement[bool]:
    """The post's campaign is paused. One that is over stops nothing: what a person wants after its end is their own yes."""
    return exists().where(
        col(Campaign.id) == col(Post.campaign_id), col(Campaign.active).is_(False), col(Campaign.ended_at).is_(None)
    )


def under_way() -> ColumnElement[bool]:
    """A step that publishes was called: the platform may show the post, so it goes on to its end and is put right afterwards."""
    called = exists().where(col(Delivery.post_id) == col(Post.id), col(Delivery.first_call_at).is_not(None))
    return and_(col(Post.state) == PostState.PROCESSING, called)


def disputed() -> ColumnElement[bool]:
    """Staff reported that it says something wrong, and nobody has decided yet what becomes of it."""
    step = aliased(CorrectionStep)
    return exists().where(
        col(step.post_id) == col(Post.id), col(step.holds).is_(True), col(step.state) == StepState.PROPOSED
    )


def unasked() -> ColumnElement[bool]:
    """It may be out already, and nobody has looked yet (`look_first`)."""
    return exists().where(col(Delivery.post_id) == col(Post.id), col(Delivery.look_since).is_not(None))


def may_go(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Approved, in the words of today, true by the law, nothing in it disputed, its campaign not paused; or too late to ask."""
    return or_(and_(approved(now), current(), ~halted(), stands(now), ~disputed(), ~unasked()), under_way())


def due(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A carried post whose slot is reached (or next step is) and has not expired; expiry stops none that is under way."""
    return and_(
        col(Post.due_at) <= now,
        or_(col(Post.expires_at).is_(None), col(Post.expires_at) > now, under_way()),
    )


def account_open(state: AccountState, wait_until: datetime | None, now: datetime) -> bool:
    """Return True if anything may go out on an account that stands so."""
    return state == AccountState.ACTIVE and (wait_until is None or wait_until <= now)


ACCOUNT_ID: BindParameter[int] = bindparam("account_id")

_LOCK_ACCOUNT = (
    select(col(Account.state), col(Account.wait_until), col(Account.limits), col(Account.quota_until))
    .where(col(Account.id) == ACCOUNT_ID)
    .with_for_update(key_share=True)
)
_ROOM = select(
    select(func.count())
    .select_from(Post)
    .where(col(Post.account_id) == ACCOUNT_ID, col(Post.state) == PostState.SENDING)
    .scalar_subquery(),
    select(func.count())
    .select_from(Post)
    .join(Account, col(Account.id) == col(Post.account_id))
    .join(Delivery, col(Delivery.post_id) == col(Post.id))
    .where(
        col(Post.state) == PostState.SENDING,
        col(Account.channel) == bindparam("channel"),
        col(Delivery.incarnation_id) == bindparam("holder"),
    )
    .scalar_subquery(),
    exists(select(literal(1)).select_from(Hold).where(in_force(NOW))),
    exists().where(
        col(Post.account_id) == ACCOUNT_ID, col(Post.state) == PostState.PROCESSING, col(Post.due_at) <= NOW
    ),
)
# One state at a time, so that the index (account, state, due) gives the first row without sorting all that are due.
_CANDIDATE = (
    select(col(Post.id))
    .where(
        col(Post.account_id) == ACCOUNT_ID,
        col(Post.state) == bindparam("wanted", type_=words(PostState)()),
        due(NOW),
        may_go(NOW),
    )
    .order_by(col(Post.due_at), col(Post.id))
    .limit(1)
    .with_for_update(skip_locked=True, of=Post)
)
_COUNTED = exists().where(
    col(QuotaUse.post_id) == col(Post.id), col(QuotaUse.at) > bindparam("counted_since", type_=UtcDateTime())
)
_COUNTED_CANDIDATE = _CANDIDATE.where(_COUNTED)
"""While a quota is full: a post that has its room in it already, from a try that came to nothing."""
_TAKE = PostMove(due(NOW), noted=False)
"""Its `Attempt` tells of it."""
_BIND = (
    update(Delivery)
    .where(col(Delivery.post_id) == bindparam("of_post"))
    .values(
        token=bindparam("new_token"),
        incarnation_id=bindparam("holder"),
        claimed_at=NOW,
        lease_until=bindparam("until", type_=UtcDateTime()),
        calling_at=None,
        tries=col(Delivery.tries) + 1,
    )
    .returning(col(Delivery.progress), col(Delivery.tries), col(Delivery.first_call_at))
)
_ATTEMPT = insert(Attempt).returning(col(Attempt.id))


def claim_next(
    session: Session,
    *,
    account_id: int,
    spec: ChannelSpec,
    incarnation_id: str,
    lease_s: float,
    now: datetime,
    channel_in_flight: int,
) -> Claim | NothingToClaim:
    """Claim the account's next due post, if anything may be sent now.

    `channel_in_flight`: most calls at once of this worker on the whole channel, so that one that hangs leaves threads for the
    others.
    """
    connection = session.connection()
    at: dict[str, object] = {"account_id": account_id, "channel": spec.name, "holder": incarnation_id, "now": now}
    account = connection.execute(_LOCK_ACCOUNT, at).first()
    if account is None or not account_open(account.state, account.wait_until, now):
        return NothingToClaim()
    limits = limits_of(spec, account.limits)
    here, on_channel, holds_stand, processing = connection.execute(_ROOM, at).one()
    if here >= limits.parallel or on_channel >= channel_in_flight:
        return NothingToClaim()
    quota_open = account.quota_until is None or account.quota_until <= now
    post_id = None
    for before in ([PostState.PROCESSING] if processing else []) + [PostState.PLANNED]:
        wanted = _CANDIDATE if quota_open or before is PostState.PROCESSING else _COUNTED_CANDIDATE
        candidate = _not_held(wanted, session, now) if holds_stand else wanted
        post_id = connection.execute(
            candidate, {**at, "wanted": before, "counted_since": now - longest_window(limits)}
        ).scalar()
        if post_id is not None:
            break
    if post_id is None:
        return NothingToClaim()
    full_until = quota_full_until(session, account_id, post_id, limits, now) if before is PostState.PLANNED else None
    if full_until is not None:
        session.connection().execute(
            update(Account).where(col(Account.id) == account_id).values(quota_until=full_until)
        )
        return NothingToClaim(quota_until=full_until)
    if not _TAKE.make(session, post_id, before, PostState.SENDING, now=now, bound={"now": now}):
        return NothingToClaim()
    if before is PostState.PLANNED:
        reserve_quotas(session, account_id, post_id, limits, now)
    token = new_token()
    lease_s = max(lease_s, limits.call_deadline_s + LEASE_MARGIN_S)
    until = now + timedelta(seconds=lease_s)
    progress, tries, called_at = connection.execute(
        _BIND, {"of_post": post_id, "new_token": token, "holder": incarnation_id, "now": now, "until": until}
    ).one()
    attempt = {"post_id": post_id, "token": token, "incarnation_id": incarnation_id, "started_at": now}
    attempt_id = connection.execute(_ATTEMPT, attempt).scalar_one()
    assert attempt_id is not None  # noqa: S101 - a primary key
    goes_on = before is PostState.PROCESSING and called_at is not None
    return Claim(post_id, account_id, token, attempt_id, before, progress, tries, lease_s, limits, under_way=goes_on)


def _not_held(candidate: Select[int | None], session: Session, now: datetime) -> Select[int | None]:
    """Select, while holds stand, the first post that none of them holds."""
    return (
        candidate.join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(not_held(standing_holds(session, now)))
    )
