"""What becomes of posts that were passed over: which go, when, and which not any more. A table, and what always holds."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.clock import VIETNAM
from distributor.labels import kinds
from distributor.plan.anew import LatePost, PostPriority, TakenSlot, plan_anew, recovery_rules
from distributor.plan.cadence import CadenceRule

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 15:00 in Vietnam
HALF = CadenceRule(minutes_between=30)
NEWS, SERVICE, EMERGENCY = PostPriority.NEWS, PostPriority.SERVICE, PostPriority.EMERGENCY


def late(post_id: int, hours: float = 1, priority: PostPriority = NEWS, **more: object) -> LatePost:
    """`hours`: how long ago it was due."""
    made = LatePost(post_id, None, priority, NOW - timedelta(hours=hours), HALF)
    return replace(made, **more)  # type: ignore[arg-type]


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("posts", "taken", "slots"),
    [
        pytest.param([late(1)], [], {1: 0}, id="one goes now"),
        pytest.param([late(1, 2), late(2, 3)], [], {2: 0, 1: 30}, id="who waited longest goes first"),
        pytest.param(
            [late(1, 9), late(2, 1, SERVICE), late(3, 0.5, EMERGENCY)], [], {3: 0, 2: 30, 1: 60}, id="the urgent first"
        ),
        pytest.param([late(1)], [at(10)], {1: 40}, id="beside what is planned"),
        pytest.param([late(1)], [at(-10)], {1: 20}, id="beside what went out"),
        pytest.param([late(1, over="qua hạn"), late(2)], [], {1: None, 2: 0}, id="what is over leaves its place"),
        pytest.param([late(1, until=NOW)], [], {1: None}, id="its time is up"),
        pytest.param(
            [late(1, 3), late(2, 2, until=at(20)), late(3, 1)],
            [],
            {1: 0, 2: None, 3: 30},
            id="no time left, place left",
        ),
        pytest.param(
            [late(1, rule=CadenceRule()), late(2, rule=CadenceRule())], [], {1: 0, 2: 0}, id="no pace, no wait"
        ),
        pytest.param(
            [late(number, 9 - number, rule=CadenceRule(per_day=2)) for number in (1, 2, 3)],
            [],
            {1: 0, 2: 16 * 60, 3: 23 * 60},
            id="so many a day, by Vietnam's days, spread over their hours",
        ),
        pytest.param([late(1, rule=replace(HALF, opens=time(16)))], [], {1: 60}, id="in its hours"),
        pytest.param(
            [
                late(1, 3, campaign_id=1, rule=CadenceRule(per_day=1)),
                late(2, 2, campaign_id=2, rule=CadenceRule(per_day=1)),
            ],
            [],
            {1: 0, 2: 15},
            id="each campaign counts its own, never two in one minute",
        ),
    ],
)
def test_what_becomes_of_each(posts: list[LatePost], taken: list[datetime], slots: dict[int, float | None]) -> None:
    found = plan_anew(posts, [TakenSlot(each, None) for each in taken], NOW)
    assert {each.post_id: each.slot_at for each in found} == {
        post_id: None if minutes is None else at(minutes) for post_id, minutes in slots.items()
    }
    assert all(each.why for each in found if each.slot_at is None)


@given(
    st.lists(st.tuples(st.floats(0, 48), st.sampled_from(list(PostPriority)), st.booleans()), max_size=25),
    st.lists(st.integers(-200, 600), max_size=6),
    st.integers(1, 90),
    st.integers(1, 5),
)
def test_the_cadence_always_holds(
    given_posts: list[tuple[float, PostPriority, bool]], taken: list[int], gap: int, per_day: int
) -> None:
    rule = CadenceRule(minutes_between=gap, per_day=per_day)
    posts = [
        late(number, hours, priority, rule=rule, over="qua" if over else "")
        for number, (hours, priority, over) in enumerate(given_posts)
    ]
    others = [at(minutes) for minutes in taken]
    found = plan_anew(posts, [TakenSlot(each, None) for each in others], NOW)
    slots = [each.slot_at for each in found if each.slot_at is not None]
    assert len(slots) == sum(not post.over for post in posts)
    assert slots == sorted(slots), "the more important never after the less"
    assert all(after - before >= timedelta(minutes=gap) for before, after in pairwise(slots))
    assert all(abs(slot - other) >= timedelta(minutes=gap) for slot in slots for other in others)
    days = [slot.astimezone(VIETNAM).date() for slot in [*slots, *others]]
    assert all(days.count(slot.astimezone(VIETNAM).date()) <= per_day for slot in slots)


def test_the_rules_name_kinds_that_are() -> None:
    rules = recovery_rules()
    assert rules.priority.emergency | rules.priority.service <= set(kinds())
    assert rules.priority_of("scam_warning", "announce") is EMERGENCY
    assert rules.priority_of("new_law", "erratum:2") is EMERGENCY
    assert rules.priority_of("new_law", "effective") is SERVICE
    assert rules.priority_of("guidance", "announce") is SERVICE
    assert rules.priority_of("new_law", "announce") is NEWS
    assert rules.paced(CadenceRule(), "rss").is_free
    assert rules.paced(CadenceRule(), "facebook").minutes_between == 15
    assert rules.paced(CadenceRule(minutes_between=90), "x").minutes_between == 90
