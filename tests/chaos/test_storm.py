"""The great storm in short: 150 posts over all channels, three workers; the worst troubles, then others while there is time."""

from collections.abc import Callable

import pytest

from tests.chaos.storm import Wish, report, weather_the_storm

WORST = frozenset({"all_workers_killed", "worker_cut_off", "valkey_killed_and_emptied"})
SHORT = Wish(posts=150, workers=3, minutes=0.8, seed=471, a_second=4.0, first=WORST)


@pytest.mark.slow
def test_nothing_is_lost_nothing_comes_twice_and_nothing_is_stuck(
    record_property: Callable[[str, object], None],
) -> None:
    outcome = weather_the_storm(SHORT)
    told = report(SHORT, outcome)
    record_property("storm", told)
    assert outcome.is_good, told
    assert set(outcome.troubles) > WORST, f"the storm hardly blew: {told}"
    assert outcome.killed_in_call + outcome.answers_lost > 0, f"the weather did nothing: {told}"
