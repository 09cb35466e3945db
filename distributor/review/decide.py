"""Whether a post goes out by rule, waits for a person, or never goes: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from distributor.facts import Reason
from distributor.models import Intake, Policy, PostState, StandingApproval
from distributor.policy import policy_of
from distributor.reasons import all_words
from distributor.review.standing import holds_kind, template_key


@dataclass(frozen=True)
class ReviewQuestion:
    """All that the answer depends on. `template`: "name@version"; `problems`: what the platform would refuse."""

    kind: str
    channel: str
    account_id: int
    source_ids: frozenset[int]
    template_name: str
    template_version: str
    intake: Intake
    intake_reason: str
    problems: tuple[str, ...]
    policy: Mapping[str, Mapping[str, str]]
    kind_never_posts: bool
    by_hand: str = ""
    """Why a person's own words want a person's yes; empty for composed ones."""
    gate: tuple[Reason, ...] = ()
    """Why the gate does not let it out by itself."""


@dataclass(frozen=True)
class Approved:
    standing_id: int
    staff_id: int


@dataclass(frozen=True)
class Wait:
    """A person decides. `reason`: Vietnamese."""

    reason: str


@dataclass(frozen=True)
class Never:
    reason: str


def covers(standing: StandingApproval, question: ReviewQuestion, now: datetime) -> str:
    """Empty if this standing approval covers the post, else why not."""
    if standing.withdrawn_at is not None:
        return "phê duyệt thường trực đã bị rút lại"
    if now >= standing.ends_at:
        return "phê duyệt thường trực đã hết hạn"
    if question.account_id not in standing.account_ids:
        return "phê duyệt thường trực không gồm tài khoản này"
    if not holds_kind(standing.kinds, question.kind):
        return "phê duyệt thường trực không gồm loại nội dung này"
    if standing.source_ids and not question.source_ids & set(standing.source_ids):
        return "phê duyệt thường trực không gồm nguồn này"
    if standing.templates.get(template_key(question.template_name, question.kind)) != question.template_version:
        return f"mẫu {question.template_name} đã thay đổi sau khi phê duyệt thường trực"
    return ""


def hand_reason(*, revised: bool) -> str:
    """Why words that a person wrote wait. `revised`: their item says something else since."""
    if revised:
        return "nguồn đã sửa, bài đã được cán bộ sửa tay: xem lại"
    return "chữ do cán bộ sửa tay, phải có người duyệt"


def never_said(kind: str, channel: str, policy: Mapping[str, Mapping[str, str]], *, never_posts: bool) -> Never | None:
    """Whether this kind is not said here at all. `never_posts`: the kind is announced nowhere."""
    if never_posts:
        return Never("loại nội dung này không đăng")
    if policy_of(policy, kind, channel) is Policy.NEVER:
        return Never("chính sách chiến dịch: loại nội dung này không đăng lên kênh này")
    return None


def review(question: ReviewQuestion, standings: list[StandingApproval], now: datetime) -> Approved | Wait | Never:
    """The decision. Marks, problems, the gate and policies come before any standing approval."""
    answer: Approved | Wait | Never
    if never := never_said(question.kind, question.channel, question.policy, never_posts=question.kind_never_posts):
        return never
    policy = policy_of(question.policy, question.kind, question.channel)
    if question.intake is not Intake.TAKEN:
        return Wait(question.intake_reason or "chờ cán bộ xem xét")
    if question.by_hand or question.problems:
        return Wait("; ".join(filter(None, (question.by_hand, *question.problems))))
    if question.gate:
        return Wait("; ".join(all_words(question.gate)))
    if policy is Policy.REVIEW:
        return Wait("chính sách chiến dịch: phải có người duyệt")
    answer = Wait("không có phê duyệt thường trực")
    for standing in standings:
        why_not = covers(standing, question, now)
        if not why_not and standing.id is not None:
            return Approved(standing.id, standing.staff_id)
        answer = Wait(why_not)
    return answer


def approvable(state: str, *, text: str, rendered: bool, renewing: bool = False, returned: bool = False) -> bool:
    """Whether a person may say yes to a post as it stands.

    `renewing`: its item says something else by now. `returned`: to its author.
    """
    return state == PostState.AWAITING_REVIEW and bool(text) and rendered and not renewing and not returned
