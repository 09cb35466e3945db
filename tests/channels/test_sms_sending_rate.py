"""How a bind finds the network's pace and holds it, on a clock that the test moves."""

import random
from collections import deque
from collections.abc import Callable

import pytest

from channels.sms.sending_rate import SendingRate

RESTS = (0.5, 1.0, 2.0)
Takes = Callable[[float], bool]


def by_the_second(limit: int) -> Takes:
    """So many in each second of the clock."""
    counts: dict[int, int] = {}

    def takes(now: float) -> bool:
        counts[int(now)] = counts.get(int(now), 0) + 1
        return counts[int(now)] <= limit

    return takes


def by_a_bucket(limit: int) -> Takes:
    """So many in any second."""
    taken: deque[float] = deque()

    def takes(now: float) -> bool:
        while taken and taken[0] <= now - 1.0:
            taken.popleft()
        if len(taken) < limit:
            taken.append(now)
            return True
        return False

    return takes


def run(
    pace: SendingRate,
    takes: Takes,
    seconds: float,
    *,
    window: int = 10,
    answer_s: float = 0.002,
    late: Callable[[], float] = float,
) -> tuple[int, int]:
    """Segments taken and refused in so long. `late`: by how many seconds the next segment misses its moment."""
    now, end = 0.0, seconds
    flights: deque[tuple[float, float]] = deque()
    taken = refused = 0
    while now < end:
        while flights and flights[0][1] <= now:
            begun, _ = flights.popleft()
            if takes(now):
                taken += 1
                pace.taken(now)
            else:
                refused += 1
                pace.throttled(now, begun)
        while len(flights) < window and pace.next_at() <= now:
            flights.append((now, now + answer_s))
            pace.began(now)
        moments = [flights[0][1]] if flights else []
        if len(flights) < window:
            moments.append(pace.next_at() + late())
        now = max(now + 1e-6, min(moments))
    return taken, refused


@pytest.mark.parametrize("limits", [by_the_second, by_a_bucket])
@pytest.mark.parametrize("limit", [20, 100, 500])
def test_a_limit_is_found_and_held(limits: Callable[[int], Takes], limit: int) -> None:
    taken, refused = run(SendingRate(0, RESTS), limits(limit), 120.0)
    assert taken >= 0.95 * limit * 120
    assert refused <= 0.05 * taken


@pytest.mark.parametrize("limits", [by_the_second, by_a_bucket])
@pytest.mark.parametrize("limit", [20, 100, 500])
def test_who_wakes_late_makes_up_for_it(limits: Callable[[int], Takes], limit: int) -> None:
    """The processor is others' too, and the database's answer takes its time."""
    chance = random.Random(7)
    taken, refused = run(
        SendingRate(0, RESTS),
        limits(limit),
        120.0,
        late=lambda: chance.random() * (0.1 if chance.random() < 0.1 else 0.003),
    )
    assert taken >= 0.95 * limit * 120
    assert refused <= 0.05 * taken


def test_a_network_that_takes_more_by_and_by_gets_more() -> None:
    slow, quick = by_a_bucket(20), by_a_bucket(200)
    pace = SendingRate(0, RESTS)
    taken, _ = run(pace, lambda now: slow(now) if now < 30 else quick(now), 150.0)
    assert taken >= 20 * 30 * 0.9 + 200 * 40


def test_a_word_now_and_then_does_not_bring_it_to_a_standstill() -> None:
    chance = random.Random(4)
    taken, _ = run(SendingRate(0, RESTS), lambda _now: chance.random() > 0.01, 60.0, answer_s=0.05)
    assert taken >= 0.4 * 60 * 10 / 0.05


def test_what_says_no_at_the_very_beginning_is_no_limit() -> None:
    first = iter([False])
    taken, _ = run(SendingRate(0, RESTS), lambda _now: next(first, True), 10.0, answer_s=0.05)
    assert taken >= 0.9 * 9.5 * 10 / 0.05


def test_a_network_that_takes_nothing_is_asked_ever_more_seldom() -> None:
    pace = SendingRate(0, RESTS)
    taken, refused = run(pace, lambda _now: False, 60.0)
    assert taken == 0
    assert refused <= 10 * (len(RESTS) + 60 / RESTS[-1])
    assert pace.throttled_since is not None


def test_staff_may_set_a_cap() -> None:
    taken, refused = run(SendingRate(30, RESTS), lambda _now: True, 20.0)
    assert 30 * 19 <= taken <= 30 * 21 + 10
    assert refused == 0
