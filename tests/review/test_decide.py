"""Whether a post goes out by rule: the table of policies, marks and standing approvals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from distributor.models import Intake, Policy, StandingApproval
from distributor.policy import policy_of
from distributor.review.decide import Approved, Never, ReviewQuestion, Wait, review

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AUTO = {"*": {"*": "auto"}}
QUESTION = ReviewQuestion(
    kind="new_law",
    channel="x",
    account_id=2,
    source_ids=frozenset({5}),
    template_name="x/announce.j2",
    template_version="v1",
    intake=Intake.TAKEN,
    intake_reason="",
    problems=(),
    policy=AUTO,
    kind_never_posts=False,
)


def standing(**changes: Any) -> StandingApproval:
    given: dict[str, Any] = {
        "id": 9,
        "campaign_id": 1,
        "staff_id": 7,
        "kinds": ["*"],
        "account_ids": [2],
        "templates": {"x/announce.j2#new_law": "v1"},
        "given_at": NOW,
        "ends_at": NOW + timedelta(days=1),
    }
    return StandingApproval(**(given | changes))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, Policy.REVIEW),
        ({"*": {"*": "auto"}}, Policy.AUTO),
        ({"*": {"*": "auto", "x": "never"}}, Policy.NEVER),
        ({"*": {"*": "auto"}, "new_law": {"*": "review"}}, Policy.REVIEW),
        ({"*": {"x": "never"}, "new_law": {"x": "auto"}}, Policy.AUTO),
        ({"scam_warning": {"*": "auto"}}, Policy.REVIEW),
    ],
)
def test_the_most_particular_policy_counts(policy: Mapping[str, Mapping[str, str]], expected: Policy) -> None:
    assert policy_of(policy, "new_law", "x") is expected


def test_approved_by_the_rule_in_the_name_of_its_person() -> None:
    assert review(QUESTION, [standing()], NOW) == Approved(9, 7)
    ends = replace(QUESTION, template_version="v3")
    assert review(ends, [standing(templates=ENDED)], NOW) == Approved(9, 7)
    beside = standing(templates=ENDED, account_ids=[2, 3])
    assert review(replace(QUESTION, account_id=3), [beside], NOW) == Approved(9, 7)


ENDED = {"x/announce.j2#new_law": "v1", "x/announce.j2#new_law@2": "v3"}
"""How account 2 ends is its own wish."""
WAITS = [
    ("held", {"intake": Intake.HELD, "intake_reason": "có ghi «lưu hành nội bộ»"}, {}, "lưu hành nội bộ"),
    ("the platform would refuse it", {"problems": ("Ảnh quá lớn.",)}, {}, "Ảnh quá lớn"),
    ("policy wants a person", {"policy": {"*": {"*": "review"}}}, {}, "phải có người duyệt"),
    ("approval over", {}, {"ends_at": NOW}, "hết hạn"),
    ("approval withdrawn", {}, {"withdrawn_at": NOW}, "rút lại"),
    ("another account", {}, {"account_ids": [1]}, "không gồm tài khoản"),
    ("another kind", {}, {"kinds": ["question"]}, "không gồm loại"),
    ("another source", {}, {"source_ids": [4]}, "không gồm nguồn"),
    ("template changed", {"template_version": "v2"}, {}, "đã thay đổi"),
    ("the account ends otherwise no more", {}, {"templates": ENDED, "account_ids": [2, 3]}, "đã thay đổi"),
    (
        "another account ends so",
        {"account_id": 3, "template_version": "v3"},
        {"templates": ENDED, "account_ids": [2, 3]},
        "đã thay đổi",
    ),
]


@pytest.mark.parametrize(("label", "question", "rule", "said"), WAITS, ids=[case[0] for case in WAITS])
def test_what_waits_for_a_person(label: str, question: dict[str, Any], rule: dict[str, Any], said: str) -> None:
    answer = review(replace(QUESTION, **question), [standing(**rule)], NOW)
    assert isinstance(answer, Wait)
    assert said in answer.reason


def test_without_any_standing_approval_a_person_decides() -> None:
    assert isinstance(review(QUESTION, [], NOW), Wait)


@pytest.mark.parametrize("change", [{"kind_never_posts": True}, {"policy": {"*": {"x": "never"}}}])
def test_what_is_never_posted(change: dict[str, Any]) -> None:
    assert isinstance(review(replace(QUESTION, **change), [standing()], NOW), Never)
