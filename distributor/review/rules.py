"""Who must say yes before a post is planned: one or two people, in whose right, and whether the one who wrote it may.

The rules concern what waits for a person. What a standing approval covers, and what a decided correction says, is a person's yes
already. However many people say yes, the post is planned by the last one's approval alone, bound to the manifest's hash: that
is what the claim checks.

1. `rule_for`: what the unit asks, for this content kind.
2. `author_of`: whose words they are. `yeses_to`: who said yes to exactly these words since the post came to wait.
3. `choose_mandate` (pure): with which right this person says yes, or why they may not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from distributor.errors import LoaError
from distributor.labels import kind_label, kinds
from distributor.models import Approval, Delegation, Item, Post, PostState, PostTransition, ReviewRule, Staff
from distributor.staff.deeds import Actor, deed
from distributor.staff.permissions import NotAllowed, StandsIn, may, stands_in_for
from distributor.staff.visibility import must_see
from phrases import phrase

MOST_APPROVERS = 2


@dataclass(frozen=True)
class ApprovalRule:
    """A unit's rule of approval. Without a row of its own: one person, who may have written the post."""

    approvers: int = 1
    never_own: bool = False


@dataclass(frozen=True)
class Mandate:
    """The right with which a person says yes: their own, or another's by `delegation_id`."""

    staff_id: int
    right_of: int
    right_of_login: str
    right_of_name: str
    delegation_id: int | None = None

    def told(self, name: str) -> str:
        """Return `name` of who acts, and in whose right."""
        return _told(name, self.right_of_name if self.delegation_id else "")


@dataclass(frozen=True)
class Yes:
    """One person's yes that stands. `right_of`: the staff's id in whose right it was said; `for_name` empty: their own."""

    approval_id: int
    staff_id: int
    full_name: str
    given_at: datetime
    right_of: int
    for_name: str = ""

    @property
    def told(self) -> str:
        return _told(self.full_name, self.for_name)


def _told(name: str, for_name: str) -> str:
    return phrase("review.by-delegation", name=name, giver=for_name) if for_name else name


def rule_for(session: Session, unit_id: int, kind: str) -> ApprovalRule:
    rows = session.exec(select(ReviewRule).where(ReviewRule.unit_id == unit_id, col(ReviewRule.kind).in_(["", kind])))
    return rule_among(rows.all(), unit_id, kind)


def rule_among(rows: Iterable[ReviewRule], unit_id: int, kind: str) -> ApprovalRule:
    """The most particular of these rows counts: the unit's for this kind, else for all kinds. Pure."""
    mine = {row.kind: row for row in rows if row.unit_id == unit_id}
    row = mine.get(kind) or mine.get("")
    return ApprovalRule(row.approvers, row.never_own) if row else ApprovalRule()


def set_rule(session: Session, unit_id: int, kind: str, rule: ApprovalRule) -> None:
    """Counts for every yes from now on. `kind` empty: for all kinds without a rule of their own. Raises LoaError."""
    if kind and kind not in kinds():
        raise LoaError(phrase("review.choose-kind"))
    if not 1 <= rule.approvers <= MOST_APPROVERS:
        raise LoaError(phrase("review.one-or-two"))
    standing = session.exec(
        select(ReviewRule).where(ReviewRule.unit_id == unit_id, ReviewRule.kind == kind).with_for_update()
    ).first()
    row = standing or ReviewRule(unit_id=unit_id, kind=kind)
    row.approvers, row.never_own = rule.approvers, rule.never_own
    session.add(row)
    session.flush()


def drop_rule(session: Session, unit_id: int, kind: str) -> ApprovalRule:
    """The kind follows the unit's rule for all kinds again. Returns the rule that stood. Raises LoaError."""
    row = session.exec(select(ReviewRule).where(ReviewRule.unit_id == unit_id, ReviewRule.kind == kind)).first()
    if row is None or not kind:
        raise LoaError(phrase("review.no-own-rule", kind=kind_label(kind)))
    session.connection().execute(delete(ReviewRule).where(col(ReviewRule.id) == row.id))
    return ApprovalRule(row.approvers, row.never_own)


@deed("rules")
def change_rule(session: Session, actor: Actor, unit_id: int, kind: str, rule: ApprovalRule | None) -> None:
    """Set a rule as `set_rule` does, or with None drop it as `drop_rule` does. Raises NotThere for a unit that the actor does
    not see."""
    must_see(session, actor.staff, unit_id)
    if rule is not None:
        set_rule(session, unit_id, kind, rule)
    else:
        drop_rule(session, unit_id, kind)
    fields = f"kind:{kind}" if kind else "kind", "approvers", "never_own"
    actor.note(session, "rules", f"unit:{unit_id}", *fields, unit_id=unit_id)


def author_of(session: Session, post_id: int) -> str:
    """The login of the person who last wrote or edited this post's words; empty if no person did."""
    return authors_of(session, [post_id]).get(post_id, "")


def authors_of(session: Session, post_ids: Sequence[int]) -> dict[int, str]:
    """Post → the login of who last wrote or edited it; posts whose words no person touched are left out. One query."""
    rows = session.exec(select(Post.id, Post.edited_by).where(col(Post.id).in_(post_ids), Post.edited_by != "")).all()
    return {post_id: login for post_id, login in rows if post_id is not None}


def yeses_to(session: Session, posts: Sequence[tuple[int, str]]) -> dict[int, tuple[Yes, ...]]:
    """Post → who said yes to exactly this manifest (its hash or the beginning of it) since the post last came to wait. One query.

    A yes from before does not count again, even where the words came back: the post was something else meanwhile.
    """
    came = (
        select(func.max(PostTransition.at))
        .where(
            PostTransition.post_id == Approval.post_id,
            PostTransition.to_state == PostState.AWAITING_REVIEW,
            PostTransition.from_state != PostState.AWAITING_REVIEW,
        )
        .correlate(Approval)
        .scalar_subquery()
    )
    giver = aliased(Staff)
    rows = session.exec(
        select(Approval, Staff.full_name, Delegation.from_id, giver.full_name)
        .join(Staff, col(Staff.id) == col(Approval.staff_id))
        .join(Delegation, col(Delegation.id) == col(Approval.delegation_id), isouter=True)
        .join(giver, col(giver.id) == col(Delegation.from_id), isouter=True)
        .where(
            col(Approval.post_id).in_([post_id for post_id, _hash in posts]),
            col(Approval.standing_id).is_(None),
            col(Approval.voided_at).is_(None),
            col(Staff.disabled).is_(False),
            or_(came.is_(None), col(Approval.given_at) >= came),
        )
        .order_by(col(Approval.id))
    ).all()
    wanted = dict(posts)
    found: dict[int, tuple[Yes, ...]] = {}
    for approval, name, right_of, for_name in rows:
        seen = wanted[approval.post_id]
        if seen and approval.manifest_hash.startswith(seen):
            yes = Yes(
                approval.id or 0,
                approval.staff_id,
                name,
                approval.given_at,
                right_of or approval.staff_id,
                for_name or "",
            )
            found[approval.post_id] = (*found.get(approval.post_id, ()), yes)
    return found


def void_yeses(session: Session, post_id: int, reason: str, now: datetime, *, unless_hash: str = "") -> None:
    """Persons' yeses to this post count no more, but those bound to `unless_hash`."""
    session.connection().execute(
        update(Approval)
        .where(
            col(Approval.post_id) == post_id,
            col(Approval.voided_at).is_(None),
            col(Approval.standing_id).is_(None),
            col(Approval.manifest_hash) != unless_hash,
        )
        .values(voided_at=now, void_reason=reason)
    )


def mandate_for(session: Session, staff: Staff, post: Post, kind: str, yeses: Sequence[Yes], now: datetime) -> Mandate:
    """Return with which right this person says yes to this post. Raises NotAllowed, or LoaError with what stands against it."""
    rule = rule_for(session, post.unit_id, kind)
    author = author_of(session, post.id or 0) if rule.never_own else ""
    stand_ins = () if may(staff, "approve") else stands_in_for(session, staff, now)
    return choose_mandate(staff, stand_ins, kind, rule=rule, author=author, yeses=yeses)


def choose_mandate(
    staff: Staff, stand_ins: Sequence[StandsIn], kind: str, *, rule: ApprovalRule, author: str, yeses: Sequence[Yes]
) -> Mandate:
    """Their own right, or the first delegation that covers the kind and against which nothing stands. Pure."""
    problem = ""
    for mandate in _mandates(staff, stand_ins, kind):
        problem = _against(mandate, staff, rule, author, yeses)
        if not problem:
            return mandate
    raise LoaError(problem)


def may_return(staff: Staff, stand_ins: Sequence[StandsIn], kind: str) -> bool:
    """Return True if a post of this kind is theirs to give back to its author. Pure."""
    return may(staff, "return") or any(one.covers(kind) for one in stand_ins)


def require_return(session: Session, staff: Staff, post: Post, now: datetime) -> None:
    """Check a right to return. Raises NotAllowed if this post is not this person's to give back to its author."""
    if not may(staff, "return"):
        kind = session.exec(select(Item.kind).where(Item.id == post.item_id)).one()
        _mandates(staff, stands_in_for(session, staff, now), kind)


def _mandates(staff: Staff, stand_ins: Sequence[StandsIn], kind: str) -> list[Mandate]:
    """Return the mandates of a person. Raises NotAllowed if there is none."""
    staff_id = staff.id or 0
    if may(staff, "approve"):
        return [Mandate(staff_id, staff_id, staff.login, staff.full_name)]
    mandates = [
        Mandate(staff_id, one.of.id or 0, one.of.login, one.of.full_name, one.delegation.id)
        for one in stand_ins
        if one.covers(kind)
    ]
    if mandates:
        return mandates
    if stand_ins:
        raise NotAllowed(phrase("review.delegation-not-kind", name=staff.full_name, kind=kind_label(kind)))
    raise NotAllowed(phrase("review.may-not-approve", name=staff.full_name))


def _against(mandate: Mandate, staff: Staff, rule: ApprovalRule, author: str, yeses: Sequence[Yes]) -> str:
    if rule.never_own and author:
        if author == staff.login:
            return phrase("review.own-words")
        if author == mandate.right_of_login:
            return phrase("review.words-of-giver", name=mandate.right_of_name)
    if rule.approvers > 1:
        if any(yes.staff_id == staff.id for yes in yeses):
            return phrase("review.approved-already")
        if any(yes.right_of == mandate.right_of for yes in yeses):
            return phrase("review.right-used", name=mandate.right_of_name)
    return ""
