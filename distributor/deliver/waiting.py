"""Why a due post does not go out now, written on the post itself; and what lapsed goes back to review.

A post gets one reason, the first that holds: its channel, its account, its approval, its campaign, a hold, the quota. Written
only where it changes.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.deliver.claim import CARRIED, approved, current, disputed, halted, may_go, under_way
from distributor.deliver.limits import limits_of
from distributor.holds import held_by, hold_reason, standing_holds
from distributor.models import (
    Account,
    AccountState,
    Campaign,
    Correction,
    CorrectionStep,
    Delivery,
    Item,
    Post,
    PostState,
    StepState,
)
from distributor.models.hold import Hold
from distributor.notices import about, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.states import move_post, update_posts
from phrases import beginning, phrase

MOST_POSTS = 200
UNAPPROVED, STALE = phrase("deliver.unapproved"), phrase("deliver.stale")
PAUSED, NOT_BEGUN, DISPUTED = "deliver.campaign-on-hold", "deliver.campaign-not-begun", "deliver.disputed"
WAITS_FOR_PERSON = ("holds.held", UNAPPROVED.code, PAUSED, NOT_BEGUN, DISPUTED)
"""Codes of the reasons of carried posts that no time ends."""


def explain_waiting(carrier: Carrier, now: datetime) -> None:
    """Write down why each due post that may not go waits; those whose approval lapsed wait for a person again."""
    with carrier.database.read() as session:
        due = (col(Post.state).in_(CARRIED)) & (col(Post.due_at) <= now)
        account_ids = session.exec(select(Post.account_id).where(due).distinct()).all()
        if not account_ids:
            return
        holds = standing_holds(session, now)
        paused = session.exec(
            select(Campaign).where(
                col(Campaign.active).is_(False),
                col(Campaign.ended_at).is_(None),
                col(Campaign.id).in_(select(Post.campaign_id).where(due)),
            )
        ).all()
        accounts = session.exec(select(Account).where(col(Account.id).in_(account_ids))).all()
        # What only waits for its turn is most of what is due; of it nothing is asked account by account.
        kept_back = set(session.exec(select(Post.account_id).where(due, ~may_go(now)).distinct()).all())
        found: list[tuple[list[int], str]] = []
        lapsed: list[int] = []
        for account in accounts:
            mine = due & (col(Post.account_id) == account.id)
            asked = mine & ~under_way()
            if reason := why_blocked(account, now):
                found.append((_differing(session, mine, reason), reason))
                continue
            is_full = account.quota_until is not None and account.quota_until > now
            if not (account.id in kept_back or holds or is_full):
                continue
            stale = asked & ~current()
            found.append((_differing(session, stale, STALE), STALE))
            lapsed += _ids(session, asked & current() & ~approved(now))
            found.append((_differing(session, asked & current() & ~approved(now), UNAPPROVED), UNAPPROVED))
            for campaign in paused:
                waits = asked & current() & approved(now) & (col(Post.campaign_id) == campaign.id)
                reason = phrase(PAUSED if campaign.started_at else NOT_BEGUN, campaign=campaign.name)
                found.append((_differing(session, waits, reason), reason))
            found += _disputed(session, asked & current() & approved(now) & ~halted() & disputed())
            found += _held(session, mine & may_go(now), holds)
            if is_full:
                reason = phrase("deliver.goes-on-at", why=phrase("deliver.quota-used"), at=account.quota_until)
                free = mine & may_go(now) & (col(Post.state) == PostState.PLANNED)
                found.append((_differing(session, free, reason, unless=WAITS_FOR_PERSON), reason))
    for post_ids, reason in found:
        if post_ids:
            with carrier.database.write() as session:
                carried = (col(Post.id).in_(post_ids), col(Post.state).in_(CARRIED))
                update_posts(session, *carried, reason=reason)
    if lapsed:
        with carrier.database.write() as session:
            _back_to_review(session, lapsed, now)


def disputed_reason(wrong: str) -> str:
    what = phrase("deliver.said-wrong", wrong=wrong) if wrong else phrase("deliver.see-corrections")
    return phrase(DISPUTED, what=what)


def _disputed(session: Session, condition: ColumnElement[bool]) -> list[tuple[list[int], str]]:
    """Posts that a proposed correction holds, by its reason."""
    rows = session.exec(
        select(CorrectionStep.post_id, Correction.wrong)
        .join(Correction, col(Correction.id) == col(CorrectionStep.correction_id))
        .join(Post, col(Post.id) == col(CorrectionStep.post_id))
        .where(col(CorrectionStep.holds).is_(True), CorrectionStep.state == StepState.PROPOSED, condition)
        .order_by(col(CorrectionStep.id))
        .limit(MOST_POSTS)
    ).all()
    reasons = {post_id: disputed_reason(wrong) for post_id, wrong in rows}
    return [(_differing(session, col(Post.id) == post_id, reason), reason) for post_id, reason in reasons.items()]


def paused_reason(campaign_name: str) -> str:
    return phrase(PAUSED, campaign=campaign_name)


def why_blocked(account: Account, now: datetime) -> str:
    """Return why nothing goes out on this account now; empty if it may."""
    try:
        limits_of(spec_of(account.channel), account.limits)
    except Misconfigured as error:
        return error.message
    except (TypeError, ValueError, AttributeError):
        return phrase("deliver.limits-wrong")
    match account.state:
        case AccountState.PAUSED:
            if account.paused_until is None:
                return phrase("deliver.account-held", why=account.state_reason)
            return phrase("deliver.account-held-until", until=account.paused_until, why=account.state_reason)
        case AccountState.NEEDS_SIGNIN:
            return phrase("deliver.account-needs-sign-in", why=account.state_reason)
        case AccountState.CLOSED:
            return phrase("deliver.account-closed")
    if account.wait_until is not None and account.wait_until > now:
        return phrase("deliver.goes-on-at", why=account.wait_reason, at=account.wait_until)
    return ""


def _held(session: Session, condition: ColumnElement[bool], holds: list[Hold]) -> list[tuple[list[int], str]]:
    """The first hold that holds a post gives its reason."""
    found = []
    for hold in holds:
        found.append((_differing(session, condition & held_by(hold), hold_reason(hold)), hold_reason(hold)))
        condition &= ~held_by(hold)
    return found


def _ids(session: Session, condition: ColumnElement[bool]) -> list[int]:
    rows = session.exec(
        select(Post.id)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(condition)
        .limit(MOST_POSTS)
    ).all()
    return [post_id for post_id in rows if post_id is not None]


def _differing(
    session: Session, condition: ColumnElement[bool], reason: str, unless: tuple[str, ...] = ()
) -> list[int]:
    """Posts under this condition that do not say so yet. `unless`: codes of reasons that come first."""
    for code in unless:
        condition &= ~col(Post.reason).startswith(beginning(code))
    return _ids(session, condition & (col(Post.reason) != reason))


def _back_to_review(session: Session, post_ids: list[int], now: datetime) -> None:
    states = session.exec(
        select(Post.id, Post.state).where(col(Post.id).in_(post_ids), col(Post.state).in_(CARRIED))
    ).all()
    for post_id, state in states:
        before = PostState(state)
        assert post_id is not None  # noqa: S101 - a primary key
        if not move_post(
            session,
            post_id,
            before,
            PostState.AWAITING_REVIEW,
            ~approved(now),
            ~under_way(),
            reason=UNAPPROVED,
            now=now,
            due_at=None,
            approval_id=None,
        ):
            continue
        session.connection().execute(update(Delivery).where(col(Delivery.post_id) == post_id).values(progress={}))
        title = session.exec(select(Post.title).where(Post.id == post_id)).one()
        open_notice(session, kind="review", subject=f"post:{post_id}", text=about(title, UNAPPROVED), now=now)
