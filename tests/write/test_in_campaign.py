"""When a post by hand may belong to a campaign, in a table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from distributor.models import Campaign
from distributor.write.in_campaign import Hour, problems_of_hours
from phrases import is_said

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BEGINS, ENDS = NOW + timedelta(days=1), NOW + timedelta(days=8)
DAY = timedelta(days=1)


def campaign(**given: Any) -> Campaign:
    usual: dict[str, Any] = {"unit_id": 1, "name": "Ngày Pháp luật", "active": True, "started_at": NOW - DAY}
    return Campaign(**{**usual, **given})


@pytest.mark.parametrize(
    ("of", "hours", "taken", "told"),
    [
        (None, [], [], ["no-such"]),
        (campaign(), [], [], []),
        (campaign(active=False, started_at=None), [(1, NOW + DAY)], [], []),
        (campaign(starts_at=BEGINS), [], [], []),
        (campaign(active=False), [], [], ["paused"]),
        (campaign(active=False, started_at=None, ended_at=NOW), [], [], ["ended"]),
        (campaign(ends_at=NOW), [(1, NOW + DAY)], [], ["ended"]),
        (campaign(starts_at=BEGINS), [(1, BEGINS - timedelta(minutes=1))], [], ["before"]),
        (campaign(starts_at=BEGINS, ends_at=ENDS), [(1, BEGINS), (2, BEGINS)], [], []),
        (campaign(ends_at=ENDS), [(1, NOW + DAY), (1, ENDS - timedelta(minutes=1))], [], []),
        (campaign(ends_at=ENDS), [(1, NOW + DAY), (1, NOW + 8 * DAY)], [], ["after"]),
        (campaign(starts_at=BEGINS, ends_at=ENDS), [(1, NOW), (1, ENDS)], [], ["before", "after"]),
        (campaign(), [(1, NOW + DAY)], [(2, NOW + DAY + timedelta(minutes=4))], ["beside"]),
        (campaign(), [(1, NOW + DAY)], [(2, NOW + DAY - timedelta(minutes=4))], ["beside"]),
        (campaign(), [(1, NOW + DAY)], [(2, NOW + DAY + timedelta(minutes=5))], []),
        (campaign(automatic=True), [(1, NOW + DAY)], [(2, NOW + DAY)], []),
        (campaign(automatic=True), [(1, NOW + DAY)], [(1, NOW + DAY)], ["beside"]),
    ],
)
def test_what_is_wrong_with_hours_in_a_campaign(
    of: Campaign | None, hours: list[Hour], taken: list[Hour], told: list[str]
) -> None:
    found = problems_of_hours(of, hours, taken, NOW)
    assert [is_said(words, f"write.campaign.{code}") for words, code in zip(found, told, strict=True)] == [True] * len(
        told
    )


def test_the_first_wrong_time_of_a_series_is_named() -> None:
    weekly = [(account, NOW + week * 7 * DAY) for account in (1, 2) for week in range(1, 5)]
    (words,) = problems_of_hours(campaign(ends_at=NOW + 15 * DAY), weekly, [], NOW)
    assert "15/12/2026" in words
    assert "loạt bài dừng sớm hơn" in words
