"""What stands beside a post that is reviewed: who said what, who said yes, and whether the reader may. Seven queries at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import CommentKind, PostComment, ReviewRule, Staff
from distributor.report.review_queue import PostCard
from distributor.review.returned import thread_of
from distributor.review.rules import ApprovalRule, Yes, authors_of, choose_mandate, may_return, rule_among, yeses_to
from distributor.staff.permissions import StandsIn
from distributor.states import ENGINE


@dataclass(frozen=True)
class Remark:
    """`who`: the person's name. `open`: a return that is not answered yet."""

    who: str
    at: datetime
    kind: CommentKind
    text: str
    undone: bool
    open: bool


@dataclass(frozen=True)
class Talk:
    """`why_not`: why the reader may not say yes, as far as the unit's rule goes; empty if they may. `said_yes`: they did already.

    `may_return`: whether the reader may give it back. `author`: the name of who last wrote or edited the words; empty if no
    person did. `for_name`: in whose right the reader acts.
    """

    remarks: tuple[Remark, ...]
    yeses: tuple[Yes, ...]
    rule: ApprovalRule
    author: str
    why_not: str
    may_return: bool
    said_yes: bool
    for_name: str

    @property
    def returned(self) -> Remark | None:
        return next((one for one in self.remarks if one.open), None)


def talks(session: Session, cards: Sequence[PostCard], reader: Staff, stands_in: Sequence[StandsIn]) -> dict[int, Talk]:
    """Post → its talk, for all cards of a page."""
    post_ids = [card.post.post_id for card in cards]
    rows = session.exec(select(ReviewRule).where(col(ReviewRule.unit_id).in_({card.unit_id for card in cards}))).all()
    authors, threads = authors_of(session, post_ids), thread_of(session, post_ids)
    yeses = yeses_to(session, [(card.post.post_id, card.post.seen) for card in cards])
    logins = {*authors.values(), *(comment.by for thread in threads.values() for comment in thread)}
    names = dict(session.exec(select(Staff.login, Staff.full_name).where(col(Staff.login).in_(logins))).all())
    return {
        card.post.post_id: _talk(
            rule_among(rows, card.unit_id, card.item_kind),
            authors.get(card.post.post_id, ""),
            threads.get(card.post.post_id, ()),
            yeses.get(card.post.post_id, ()),
            names,
            (reader, stands_in, card.item_kind),
        )
        for card in cards
    }


def _talk(
    rule: ApprovalRule,
    author: str,
    thread: Sequence[PostComment],
    yeses: tuple[Yes, ...],
    names: dict[str, str],
    reading: tuple[Staff, Sequence[StandsIn], str],
) -> Talk:
    reader, stands_in, kind = reading
    why_not, for_name = "", ""
    try:
        mandate = choose_mandate(
            reader, stands_in, kind, rule=rule, author=author if rule.never_own else "", yeses=yeses
        )
        for_name = mandate.right_of_name if mandate.delegation_id else ""
    except LoaError as error:
        why_not = error.said
    return Talk(
        remarks=tuple(remark_of(comment, names) for comment in thread),
        yeses=yeses,
        rule=rule,
        author=names.get(author, author),
        why_not=why_not,
        may_return=may_return(reader, stands_in, kind),
        said_yes=any(yes.staff_id == reader.id for yes in yeses),
        for_name=for_name,
    )


def remark_of(comment: PostComment, names: dict[str, str]) -> Remark:
    """Return a comment as a remark. `names`: login → full name."""
    kind = CommentKind(comment.kind)
    who = "Loa" if comment.by == ENGINE else names.get(comment.by, comment.by)
    open_ = kind is CommentKind.RETURN and comment.ended_at is None
    return Remark(who, comment.at, kind, comment.text, comment.undone, open_)
