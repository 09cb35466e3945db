"""What a campaign would do, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from channels.base import Quota
from distributor.campaigns.forecast import Coming, OnAccount, OwnComing, Plan, forecast
from distributor.campaigns.state import CampaignState, state_of
from distributor.clock import VIETNAM
from distributor.models import Campaign
from distributor.plan.cadence import rule_of

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=VIETNAM)
"""A Monday."""


def account(**given: Any) -> OnAccount:
    usual: dict[str, Any] = {
        "account_id": 1,
        "name": "Pháp luật Hương Giang",
        "channel": "facebook",
        "channel_label": "Facebook",
        "waits": "",
        "rule": rule_of({}, "facebook"),
        "taken": (),
        "quotas": (),
        "price": 0.0,
        "approved_kinds": frozenset({"new_law", "question"}),
    }
    return OnAccount(**{**usual, **given})


def plan(*accounts: OnAccount, items: int | tuple[Coming, ...] = 4, **given: Any) -> Plan:
    usual: dict[str, Any] = {
        "automatic": False,
        "begins_at": NOW,
        "ends_at": None,
        "policy": {"*": {"*": "auto"}},
        "accounts": accounts or (account(),),
        "items": (Coming("new_law", NOW),) * items if isinstance(items, int) else items,
    }
    return Plan(**{**usual, **given})


TWO_A_DAY = rule_of({"*": {"per_day": 2, "minutes_between": 60, "hours": ["07:30", "19:30"]}}, "facebook")


def test_chosen_items_two_a_day() -> None:
    found = forecast(plan(account(rule=TWO_A_DAY), account(account_id=2, name="X", channel="x", price=0.2), items=5))
    first, second = found.accounts
    assert (first.posts, first.review, first.late, first.never) == (5, 0, 0, 0)
    assert first.first_at == NOW.replace(hour=7, minute=30)
    assert first.last_at == datetime(2026, 11, 25, 7, 30, tzinfo=VIETNAM)
    assert found.days == ((date(2026, 11, 23), (2, 5)), (date(2026, 11, 24), (2, 0)), (date(2026, 11, 25), (1, 0)))
    assert second.cost == pytest.approx(1.0)
    assert found.cost == pytest.approx(1.0)
    assert found.posts == 10
    assert found.warnings == ()


def test_what_waits_for_a_person_and_what_is_never_said() -> None:
    items = (Coming("new_law", NOW), Coming("question", NOW), Coming("contest", NOW), Coming("statistics", NOW, True))
    policy = {"*": {"*": "auto"}, "question": {"*": "review"}, "new_law": {"x": "never"}}
    found = forecast(plan(account(), account(channel="x", name="X"), items=items, policy=policy))
    facebook, x = found.accounts
    assert (facebook.posts, facebook.review, facebook.never) == (3, 2, 1), "no yes by rule for a contest"
    assert (x.posts, x.review, x.never) == (2, 2, 2)
    assert found.review == 4


def test_a_yes_to_every_kind_leaves_nothing_to_a_person() -> None:
    items = (Coming("new_law", NOW), Coming("contest", NOW), Coming("", NOW))
    policy = {"*": {"*": "auto"}, "contest": {"*": "review"}}
    found = forecast(plan(account(approved_kinds=frozenset({"*"})), items=items, policy=policy))
    assert (found.posts, found.review) == (3, 1), "but what the policy gives to one"


def test_an_end_that_comes_too_soon() -> None:
    (some,) = forecast(plan(account(rule=TWO_A_DAY), items=5, ends_at=NOW + timedelta(days=1))).warnings
    assert some.startswith("Pháp luật Hương Giang: 3 bài không kịp đăng trước khi chiến dịch kết thúc 24/11/2026 07:00")
    before_any = forecast(plan(account(rule=TWO_A_DAY), ends_at=NOW + timedelta(minutes=10)))
    assert before_any.accounts[0].late == 4
    assert "trước giờ đăng đầu tiên" in before_any.warnings[0]


def test_a_cadence_that_is_slower_than_the_inflow() -> None:
    coming = tuple(Coming("new_law", NOW + timedelta(hours=8 * number)) for number in range(84))
    one_a_day = rule_of({"*": {"per_day": 1}}, "facebook")
    slow = forecast(plan(account(rule=one_a_day), items=coming, automatic=True))
    assert [warning.partition(":")[2] for warning in slow.warnings] == [
        " nhịp đăng chậm hơn tin vào, bài cuối ra muộn hơn tin quá hai ngày. Hãy nới nhịp đăng."
    ]
    assert forecast(plan(items=coming, automatic=True)).warnings == ()


def test_quotas_are_counted_beside_what_is_planned_already() -> None:
    quota = Quota("posts", 5, 86_400)
    planned = tuple(NOW + timedelta(hours=hour) for hour in (1, 2))
    found = forecast(plan(account(quotas=(quota,), taken=planned)))
    (use,) = found.accounts[0].quotas
    assert (use.most, use.limit, use.window, use.is_over) == (6, 5, "một ngày", True)
    assert found.warnings == (
        "Pháp luật Hương Giang: có lúc 6 bài trong một ngày, hạn mức của kênh là 5; bài vượt sẽ đợi đến lượt.",
    )
    apart = (NOW - timedelta(days=1), NOW + timedelta(days=2))
    assert not forecast(plan(account(quotas=(quota,), taken=apart))).accounts[0].quotas[0].is_over


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"waits": "Tài khoản cần kết nối lại: mã truy cập đã bị thu hồi."}, "Bài trên tài khoản này sẽ đợi."),
        ({"elsewhere": "Đăng tự động"}, "đã thuộc chiến dịch tự động «Đăng tự động»"),
    ],
)
def test_accounts_that_will_not_do_what_is_hoped(given: dict[str, Any], said: str) -> None:
    (warning,) = forecast(plan(account(**given))).warnings
    assert said in warning


def test_nothing_to_say_and_nowhere_to_say_it() -> None:
    nowhere = forecast(Plan(False, NOW, None, {}, (), ()))
    assert [warning.partition(":")[0] for warning in nowhere.warnings] == [
        "Chưa chọn tài khoản nào",
        "Chưa chọn tin nào",
    ]
    quiet = forecast(plan(items=0, automatic=True))
    assert quiet.warnings == ("Bốn tuần qua các nguồn đã chọn không có tin nào: chưa ước được số bài.",)
    never = forecast(plan(policy={"*": {"*": "never"}}))
    assert (never.posts, never.accounts[0].never) == (0, 4)
    assert "không cho đăng loại nào" in never.warnings[0]


def test_a_price_by_contract_is_named_and_not_counted() -> None:
    found = forecast(plan(account(price=None, name="Zalo"), account(price=0.015)))
    assert found.by_contract == ("Zalo",)
    assert found.cost == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"active": False}, CampaignState.DRAFT),
        ({"active": False, "ends_at": NOW - timedelta(days=1)}, CampaignState.DRAFT),
        ({}, CampaignState.RUNNING),
        ({"starts_at": NOW + timedelta(days=1)}, CampaignState.UPCOMING),
        ({"starts_at": NOW, "ends_at": NOW + timedelta(days=1)}, CampaignState.RUNNING),
        ({"ends_at": NOW}, CampaignState.ENDED),
        ({"active": False, "started_at": NOW}, CampaignState.PAUSED),
        ({"active": False, "started_at": NOW, "ends_at": NOW}, CampaignState.PAUSED),
        ({"active": False, "started_at": NOW, "ended_at": NOW}, CampaignState.ENDED),
    ],
)
def test_states(given: dict[str, Any], state: CampaignState) -> None:
    assert state_of(Campaign(unit_id=1, name="Đợt tin", **given), NOW.astimezone(UTC)) is state


def test_items_of_sources_arrive_one_after_the_other() -> None:
    later = replace(plan(automatic=True), items=(Coming("new_law", NOW + timedelta(days=3)), Coming("new_law", NOW)))
    (of,) = forecast(later).accounts
    assert (of.first_at, of.last_at) == (NOW, NOW + timedelta(days=3))


def test_what_people_wrote_counts_and_takes_its_place() -> None:
    own = (OwnComing(NOW + timedelta(days=1), waits=True), OwnComing(None, waits=False))
    beside = account(account_id=2, name="X", channel="x", price=0.2, own=own[:1], is_only_own=True)
    first, second = forecast(plan(account(rule=TWO_A_DAY, own=own), beside, items=2)).accounts
    assert (first.posts, first.review, second.posts, second.review) == (4, 1, 1, 1)
    assert first.first_at == NOW.replace(hour=7, minute=30)
    assert second.cost == pytest.approx(0.2)
    assert forecast(plan(account(own=own), items=0)).warnings == (), "it has something to say"
    coming = tuple(Coming("new_law", NOW + timedelta(hours=number)) for number in range(4))
    later = (OwnComing(NOW + timedelta(days=60), waits=True),)
    assert forecast(plan(account(own=later), items=coming, automatic=True)).warnings == (), "its day is no delay"
