"""The great storm in short: some hundred posts over all channels, three workers, each trouble in turn."""

from collections.abc import Callable

import pytest

from tests.chaos.storm import Wish, report, weather_the_storm

SHORT = Wish(posts=300, workers=3, minutes=1.5, seed=471, a_second=4.0)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_nothing_comes_twice_and_nothing_is_stuck(
    record_property: Callable[[str, object], None],
) -> None:
    outcome = weather_the_storm(SHORT)
    told = report(SHORT, outcome)
    record_property("storm", told)
    assert outcome.is_good, told
    assert outcome.troubles.total() >= 5, f"the storm hardly blew: {told}"
    assert outcome.killed_in_call + outcome.answers_lost > 0, f"the weather did nothing: {told}"
