"""Whether a post goes out by rule, waits for a person, or never goes: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from distributor.facts import Reason
from distributor.labels import channel_label
from distributor.models import Intake, Policy, PostState, StandingApproval
from distributor.policy import policy_of
from distributor.reasons import all_words
from distributor.review.standing_approval import covered_version, holds_kind, template_key
from phrases import listed, phrase


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
    """A person decides."""

    reason: str


@dataclass(frozen=True)
class Never:
    reason: str


def covers(standing: StandingApproval, question: ReviewQuestion, now: datetime) -> str:
    """Empty if this standing approval covers the post, else why not."""
    if standing.withdrawn_at is not None:
        return phrase("review.standing-withdrawn")
    if now >= standing.ends_at:
        return phrase("review.standing-ended")
    if question.account_id not in standing.account_ids:
        return phrase("review.standing-not-account")
    if not holds_kind(standing.kinds, question.kind):
        return phrase("review.standing-not-kind")
    if standing.source_ids and not question.source_ids & set(standing.source_ids):
        return phrase("review.standing-not-source")
    key = template_key(question.template_name, question.kind)
    if covered_version(standing.templates, key, question.account_id) != question.template_version:
        return phrase("review.template-changed", template=question.template_name)
    return ""


def hand_reason(*, revised: bool) -> str:
    """Return why words that a person wrote wait. `revised`: their item says something else since."""
    if revised:
        return phrase("review.source-changed-by-hand")
    return phrase("review.by-hand")


def awaits_review(post_id: int, channel: str, title: str, reason: str) -> str:
    """Return what a notice says of a post that waits for a yes."""
    where = channel_label(channel)
    return phrase("review.awaits-review", post=post_id, channel=where, title=title, reason=reason)


def never_said(kind: str, channel: str, policy: Mapping[str, Mapping[str, str]], *, never_posts: bool) -> Never | None:
    """Return Never, with why, if this kind is not said here at all; else None. `never_posts`: the kind is announced nowhere."""
    if never_posts:
        return Never(phrase("review.kind-never"))
    if policy_of(policy, kind, channel) is Policy.NEVER:
        return Never(phrase("review.policy-never"))
    return None


def review(question: ReviewQuestion, standings: list[StandingApproval], now: datetime) -> Approved | Wait | Never:
    """The decision. Marks, problems, the gate and policies come before any standing approval."""
    answer: Approved | Wait | Never
    if never := never_said(question.kind, question.channel, question.policy, never_posts=question.kind_never_posts):
        return never
    policy = policy_of(question.policy, question.kind, question.channel)
    if question.intake is not Intake.TAKEN:
        return Wait(question.intake_reason or phrase("review.awaits-look"))
    if question.by_hand or question.problems:
        return Wait(listed((question.by_hand, *question.problems), "; "))
    if question.gate:
        return Wait(listed(all_words(question.gate), "; "))
    if policy is Policy.REVIEW:
        return Wait(phrase("review.policy-review"))
    answer = Wait(phrase("review.no-standing"))
    for standing in standings:
        why_not = covers(standing, question, now)
        if not why_not and standing.id is not None:
            return Approved(standing.id, standing.staff_id)
        answer = Wait(why_not)
    return answer


def approvable(state: str, *, text: str, rendered: bool, renewing: bool = False, returned: bool = False) -> bool:
    """Return True if a person may say yes to a post as it stands.

    `renewing`: its item says something else by now. `returned`: to its author.
    """
    return state == PostState.AWAITING_REVIEW and bool(text) and rendered and not renewing and not returned
