"""Reviewing a rendered draft: approved by rule and planned, waiting for a person, or skipped; and a person's yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from channels.fingerprint import carries
from distributor.audience_terms import NOBODY_ASKED, ONLY_FOLLOWERS, is_followed
from distributor.clock import VIETNAM
from distributor.draft.targets import ERRATA, is_own_words
from distributor.errors import LoaError
from distributor.facts import Reason, facts_from_json
from distributor.ingest.questions import QUESTION
from distributor.labels import kind_is_never_posted
from distributor.law.status import law_reasons
from distributor.learn.store import Foreseen
from distributor.media.rights import rights_ended
from distributor.models import (
    Account,
    Approval,
    Campaign,
    Case,
    Intake,
    Item,
    Post,
    PostState,
    Sighting,
    StandingApproval,
)
from distributor.notices import close_notices, open_notice
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.plan.decide import why_not_at
from distributor.plan.expiry import expiry, latest_of, true_until, waits_until, why_too_late
from distributor.plan.facts import facts_at
from distributor.plan.slots import Slot, keeps_its_hour, slot_after_yes, slot_for
from distributor.review.decide import (
    Approved,
    Never,
    ReviewQuestion,
    Wait,
    awaits_review,
    hand_reason,
    never_said,
    review,
)
from distributor.review.errata import approver_by_correction
from distributor.review.gate import GatedPost, gate
from distributor.review.returned import is_returned, wait_after_return, waited_for
from distributor.review.rules import mandate_for, rule_for, void_yeses, yeses_to
from distributor.scheduler.due import MOST_NUDGES, NOW
from distributor.share.offers import SHARED, is_shared
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import move
from phrases import listed, phrase

SHORTEST_SEEN = 8
CHANGED = phrase("review.changed-since-yes")


TO_REVIEW = (
    select(Post.id)
    .where(Post.state == PostState.DRAFT, col(Post.rendered).is_(True), col(Post.due_at) <= NOW)
    .order_by(col(Post.due_at), col(Post.id))
    .limit(MOST_NUDGES)
)


class ChangedSinceSeen(LoaError):
    """A person said yes to what the post no longer says."""


class SlotChanged(LoaError):
    """A person said yes to another hour than the post would go out at by now."""


@dataclass(frozen=True)
class Reviewed:
    """The result of a review. `slot_at`: when planned. `delegation_id`: a person decided with another's right."""

    state: PostState
    reason: str
    slot_at: datetime | None = None
    delegation_id: int | None = None


def review_post(
    session: Session, post_id: int, *, problems: tuple[str, ...], now: datetime, foreseen: Foreseen | None = None
) -> Reviewed | None:
    """Decide a rendered draft. `problems`: what the platform would refuse. None if it is no such draft (any more).

    `foreseen`: of `plan.slots.foresee_slot` at this `now`.
    """
    # Locked, so that two reviews of one post come one after the other; the second finds no draft.
    post = session.exec(select(Post).where(Post.id == post_id, Post.state == PostState.DRAFT).with_for_update()).first()
    if post is None or not post.rendered:
        return None
    item = session.exec(select(Item).where(Item.id == post.item_id)).one()
    # The account's row too: two posts of one account never get the same slot.
    account = session.exec(select(Account).where(Account.id == post.account_id).with_for_update(key_share=True)).one()
    campaign = session.exec(select(Campaign).where(Campaign.id == post.campaign_id)).first()
    post.manifest_hash = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    twin = _open_twin(session, post)
    held_by = (*gate_of(item, post), *_by_law(session, post, item, now), *_of_a_citizen(session, item))
    by_hand = bool(post.edited_by) or is_own_words(item, post)
    question = ReviewQuestion(
        kind=item.kind,
        channel=account.channel,
        account_id=post.account_id,
        source_ids=frozenset(session.exec(select(Sighting.source_id).where(Sighting.item_id == item.id)).all()),
        template_name=post.template.rpartition("@")[0],
        template_version=post.template.rpartition("@")[2],
        intake=Intake(item.intake),
        intake_reason=item.intake_reason,
        problems=(*problems, *twin, *_rights_ended(session, post, item, now)),
        policy=_policy(campaign, item, post),
        kind_never_posts=kind_is_never_posted(item.kind),
        by_hand=hand_reason(revised=0 < post.edited_revision < post.revision) if by_hand else "",
        gate=held_by,
    )
    post.gate = [{"code": reason.code, "detail": reason.detail} for reason in held_by]
    if post.settings.get(ONLY_FOLLOWERS) and not is_followed(session, post.unit_id, post.settings.get("matters", ())):
        return _settle(session, post, Reviewed(PostState.SKIPPED, NOBODY_ASKED), now)
    standings = session.exec(
        select(StandingApproval)
        .where(StandingApproval.campaign_id == post.campaign_id)
        .order_by(col(StandingApproval.given_at).desc())
    ).all()
    answer = review(question, list(standings), now)
    if isinstance(answer, Approved) and campaign is not None and campaign.ended_at is not None:
        answer = Wait(phrase("review.campaign-over"))
    by_decision = approver_by_correction(session, post)
    if by_decision is not None and not question.problems:
        post.approval_id = _approve(session, post, staff_id=by_decision, standing_id=None, now=now)
        return _settle(session, post, Reviewed(PostState.PLANNED, "", now), now, expiry(None, now, None))
    void_yeses(session, post_id, CHANGED, now, unless_hash=post.manifest_hash)
    if (
        campaign is None
        and item.intake is Intake.TAKEN
        and isinstance(answer, Wait)
        and not question.problems
        and is_shared(session, post)
    ):
        answer = Wait(SHARED)
    answer = wait_after_return(session, post, answer, now)
    match answer:
        case Never(reason=reason):
            return _settle(session, post, Reviewed(PostState.SKIPPED, reason), now)
        case Wait(reason=reason):
            kept = post.slot_at if keeps_its_hour(post, campaign, now) else None
            return _settle(session, post, Reviewed(PostState.AWAITING_REVIEW, reason, kept), now)
        case Approved(standing_id=standing_id, staff_id=staff_id):
            slot = slot_for(session, post, campaign, now, foreseen)
            if late := why_too_late(session, post, campaign, slot.at):
                return _settle(session, post, Reviewed(PostState.AWAITING_REVIEW, late), now)
            post.approval_id = _approve(session, post, staff_id=staff_id, standing_id=standing_id, now=now)
            expires_at = expiry(campaign, slot.at, latest_of(session, post))
            return _settle(session, post, Reviewed(PostState.PLANNED, slot.why, slot.at), now, expires_at)


def _policy(campaign: Campaign | None, item: Item, post: Post) -> Mapping[str, Mapping[str, str]]:
    """Return the campaign's policy for what it says of items; where a person wrote for it, they chose the channel themselves."""
    return {} if campaign is None or is_own_words(item, post) else campaign.policy


def _by_law(session: Session, post: Post, item: Item, now: datetime) -> tuple[Reason, ...]:
    """Return what the life of the document says against it, except of what puts right what was said."""
    return () if post.purpose.startswith(ERRATA) else law_reasons(session, item, now)


def _rights_ended(session: Session, post: Post, item: Item, now: datetime) -> tuple[str, ...]:
    """Return reasons where rights ended of pictures that a person brought."""
    names = {post.picture, *(one["sha256"] for one in post.more_pictures)} if post.picture else ()
    return rights_ended(session, item.unit_id, names, now.astimezone(VIETNAM).date())


def _of_a_citizen(session: Session, item: Item) -> tuple[Reason, ...]:
    """A citizen's question waits for a person whatever was approved beforehand: no machine finds all that tells who asked."""
    asked = item.kind == QUESTION and session.exec(select(Case.id).where(Case.item_id == item.id)).first() is not None
    return (Reason("citizen_asked"),) if asked else ()


def skip_if_never(session: Session, post_id: int, now: datetime) -> bool:
    """Skip a draft that nobody wants here, before anything is drawn for it. Whether it was."""
    found = session.exec(
        select(Post, Item, Account.channel, Campaign)
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id), isouter=True)
        .where(Post.id == post_id, Post.state == PostState.DRAFT, col(Post.rendered).is_(False))
        .with_for_update(of=Post)
    ).first()
    if found is None:
        return False
    post, item, channel, campaign = found
    never = never_said(item.kind, channel, _policy(campaign, item, post), never_posts=kind_is_never_posted(item.kind))
    if never is None:
        return False
    _settle(session, post, Reviewed(PostState.SKIPPED, never.reason), now)
    return True


def _open_twin(session: Session, post: Post) -> tuple[str, ...]:
    """No two open posts with equal text and no link in it on one account: nothing could tell them apart on the platform."""
    if post.link and carries(post.text, post.link):
        return ()
    twin = session.exec(
        select(Post.id).where(
            Post.account_id == post.account_id,
            Post.id != post.id,
            Post.text == post.text,
            col(Post.state).in_([PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN]),
        )
    ).first()
    return (phrase("review.twin", post=twin),) if twin else ()


def gate_of(item: Item, post: Post) -> tuple[Reason, ...]:
    """The gate of a composed post; a person's own words and an item that was never understood wait, or pass, by other rules."""
    if post.edited_by or not item.facts:
        return ()
    facts = facts_from_json(item.facts)
    # What came as an article or a file behind the item stands in none of its own texts, but is quoted.
    quoted = [quote for point in facts.message for quote in point.quotes] + list(
        facts.answer.quotes if facts.answer else ()
    )
    source = "\n".join([item.summary, item.text, *quoted])
    return gate(facts, GatedPost(post.purpose, item.title, post.text, source))


def _approve(
    session: Session,
    post: Post,
    *,
    staff_id: int,
    standing_id: int | None,
    now: datetime,
    delegation_id: int | None = None,
) -> int | None:
    """The id of the yes to exactly this manifest."""
    return (
        session.connection()
        .execute(
            insert(Approval)
            .values(
                post_id=post.id,
                manifest_hash=post.manifest_hash,
                staff_id=staff_id,
                standing_id=standing_id,
                delegation_id=delegation_id,
                given_at=now,
                void_reason="",
            )
            .returning(col(Approval.id))
        )
        .scalar_one()
    )


def _settle(
    session: Session,
    post: Post,
    reviewed: Reviewed,
    now: datetime,
    expires_at: datetime | None = None,
    by: str = "loa",
    told: str = "",
) -> Reviewed:
    """Settle a review. `told`: what the ledger remembers of the move, where that is more than the reason for which the post
    stands so."""
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    move(
        session,
        post,
        reviewed.state,
        reason=reviewed.reason,
        told=told,
        now=now,
        by=by,
        slot_at=reviewed.slot_at or _wished(post, reviewed),
        due_at=reviewed.slot_at if reviewed.state is PostState.PLANNED else None,
        expires_at=waits_until(session, post, now) if reviewed.state is PostState.AWAITING_REVIEW else expires_at,
        manifest_hash=post.manifest_hash,
        approval_id=post.approval_id,
        gate=post.gate,
    )
    if reviewed.state is PostState.AWAITING_REVIEW:
        channel = session.exec(select(Account.channel).where(Account.id == post.account_id)).one()
        text = awaits_review(post.id, channel, post.title, reviewed.reason)
        open_notice(session, kind="review", subject=f"post:{post.id}", unit_id=post.unit_id, now=now, text=text)
    else:
        close_notices(session, subject=f"post:{post.id}", now=now, kind="review")
    return reviewed


def _wished(post: Post, reviewed: Reviewed) -> datetime | None:
    """The hour that a person chose when writing it, while the post waits for a yes."""
    return post.slot_at if post.edited_by and reviewed.state is PostState.AWAITING_REVIEW else None


@deed("approve")
def approve_by_person(
    session: Session,
    actor: Actor,
    post_id: int,
    *,
    seen_hash: str,
    slot_at: datetime | None,
    not_before: datetime | None = None,
    foreseen: Foreseen | None = None,
    seen_slot: datetime | None = None,
) -> Reviewed:
    """A person's yes to exactly what they saw. `seen_hash`: of that manifest, or its beginning of 8 characters or more.

    `slot_at`: an hour that they chose, as the calendar would take it (`plan.decide`). None: as soon from `not_before` (or now) on
    as the campaign's cadence allows. `foreseen`: of `plan.slots.foresee_slot` at that instant.
    Where the unit asks for two people, the first one's yes leaves the post waiting; the last one's plans it.
    `seen_slot`: the hour that they were told it goes out at, had they said yes then; None: none.
    Raises ChangedSinceSeen if it says something else by now, SlotChanged if it would go out at another hour; LoaError if it does
    not wait for a yes, or not for this person's.
    """
    staff, now = actor.staff, actor.now
    post = post_for(session, staff, post_id, lock=True)
    if post.state != PostState.AWAITING_REVIEW:
        raise LoaError(phrase("review.not-waiting", post=post_id))
    if not post.text or not post.rendered:
        raise LoaError(phrase("review.not-made-yet", post=post_id, reason=post.reason))
    campaign = session.exec(select(Campaign).where(Campaign.id == post.campaign_id)).first()
    post.manifest_hash = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    if len(seen_hash) < SHORTEST_SEEN or not post.manifest_hash.startswith(seen_hash):
        seen = seen_hash or phrase("review.no-mark")
        raise ChangedSinceSeen(
            phrase("review.changed-since-seen", post=post_id, seen=seen, now=post.manifest_hash[:12])
        )
    if is_returned(session, post_id):
        raise LoaError(phrase("review.returned-not-answered", post=post_id))
    if slot_at is not None:
        account = session.get_one(Account, post.account_id)
        if no := why_not_at(facts_at(session, post, account, slot_at), slot_at, now):
            raise LoaError(phrase("review.not-approved-because", post=post_id, why=no))
    soonest = not_before or now
    slot = Slot(slot_at) if slot_at else slot_after_yes(session, post, campaign, soonest, foreseen)
    latest_at = true_until(session, post, slot.at, now)
    kind = session.exec(select(Item.kind).where(Item.id == post.item_id)).one()
    void_yeses(session, post_id, CHANGED, now, unless_hash=post.manifest_hash)
    before = yeses_to(session, [(post_id, post.manifest_hash)]).get(post_id, ())
    mandate = mandate_for(session, staff, post, kind, before, now)
    approval_id = _approve(
        session, post, staff_id=mandate.staff_id, standing_id=None, now=now, delegation_id=mandate.delegation_id
    )
    wanted = rule_for(session, post.unit_id, kind).approvers
    names = listed([*(yes.told for yes in before), mandate.told(staff.full_name)], ", ")
    by_delegation = (f"delegation:{mandate.delegation_id}",) if mandate.delegation_id else ()
    if len(before) + 1 >= wanted and seen_slot is not None and slot_at is None and slot.at != max(seen_slot, soonest):
        raise SlotChanged(phrase("review.slot-changed", post=post_id, seen=seen_slot, now=slot.at))
    if len(before) + 1 < wanted:
        # An hour that was chosen is kept for whoever says yes last.
        kept = slot_at or post.slot_at
        waits = Reviewed(
            PostState.AWAITING_REVIEW,
            phrase("review.yeses-so-far", given=len(before) + 1, wanted=wanted, names=names),
            kept,
            mandate.delegation_id,
        )
        _settle(session, post, waits, now, by=staff.login)
        note_on_post(session, actor, "approve", post, *by_delegation)
        return waits
    post.approval_id = approval_id
    named = wanted > 1 or mandate.delegation_id
    told = listed([phrase("review.approved-by", names=names), slot.why]) if named else ""
    expires_at = expiry(campaign, slot.at, latest_at)
    planned = Reviewed(PostState.PLANNED, slot.why, slot.at, mandate.delegation_id)
    _settle(session, post, planned, now, expires_at, by=staff.login, told=told)
    note_on_post(session, actor, "approve", post, *by_delegation)
    return planned


@deed("approve")
def take_back_yes(session: Session, actor: Actor, post_id: int) -> None:
    """Take back the yes of the first of two people while the post still waits. Raises LoaError."""
    staff, now = actor.staff, actor.now
    post = post_for(session, staff, post_id, lock=True)
    voided = session.connection().execute(
        update(Approval)
        .where(
            col(Approval.post_id) == post_id,
            col(Approval.staff_id) == staff.id,
            col(Approval.standing_id).is_(None),
            col(Approval.voided_at).is_(None),
        )
        .values(voided_at=now, void_reason=phrase("review.taken-back", by=staff.login))
    )
    if post.state != PostState.AWAITING_REVIEW or voided.rowcount == 0:
        raise LoaError(phrase("review.no-yes-of-yours", post=post_id))
    reason = waited_for(session, post_id) or phrase("review.approval-taken-back", by=staff.login)
    _settle(session, post, Reviewed(PostState.AWAITING_REVIEW, reason, post.slot_at), now, by=staff.login)
    note_on_post(session, actor, "take_back", post)
