"""Best times: nothing from nothing, shrunk where data is thin, forgetting, no hour ruled out, the same for the same seed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributor.clock import VIETNAM
from distributor.learn.beliefs import Beliefs, PostOutcome, Subject
from distributor.learn.settings import learning_settings
from distributor.learn.times import HALF_HOURS, choose, lifts, not_known, of_hour, pick, suggest, told

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SETTINGS = learning_settings()
FACEBOOK = Subject(1, "facebook", "new_law")


def at(days_ago: int, hour: float) -> datetime:
    day = (NOW - timedelta(days=days_ago)).astimezone(VIETNAM).date()
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(hours=hour)


def trials(
    count: int, reach: Callable[[float], float], *, account_id: int = 1, channel: str = "facebook", ago: int = 1
) -> list[PostOutcome]:
    """One a day backwards, at hours that come by turns."""
    hours = (7.0, 11.5, 15.0, 20.0)
    return [
        PostOutcome(account_id, channel, "new_law", at(ago + number, hours[number % 4]), reach(hours[number % 4]))
        for number in range(count)
    ]


def evening(hour: float) -> float:
    return 900.0 if hour == 20.0 else 400.0


def afternoon(hour: float) -> float:
    return 900.0 if hour == 15.0 else 400.0


def beliefs(of: list[PostOutcome], subject: Subject = FACEBOOK) -> Beliefs:
    return Beliefs(of, subject, NOW, SETTINGS.model)


def lift_at(of: Beliefs, hour: float) -> float:
    return float(lifts(of, [at(0, hour)], SETTINGS.telling)[0][0])


def test_nothing_is_told_from_nothing() -> None:
    assert suggest(beliefs([]), SETTINGS.telling) == ()
    assert suggest(beliefs(trials(3, evening)), SETTINGS.telling) == ()
    assert not_known(3, 0, SETTINGS.telling) == "chưa đủ số liệu: mới 3 bài"


def test_posts_that_are_all_alike_give_no_suggestion() -> None:
    assert suggest(beliefs(trials(40, lambda _hour: 500.0)), SETTINGS.telling) == ()
    assert not_known(40, 0, SETTINGS.telling) == "chưa thấy giờ nào hơn hẳn, 40 bài"


def test_an_hour_that_does_better_is_found_and_says_why() -> None:
    best = suggest(beliefs(trials(28, evening)), SETTINGS.telling)[0]
    assert abs(best.at.hour + best.at.minute / 60 - 20.0) <= 1.0
    assert best.lift is not None
    assert best.lift > 0.2
    assert (best.posts, best.others) == (28, 0)
    assert best.words.endswith("so với trung bình, 28 bài")


def test_the_words() -> None:
    evening_at = datetime(2026, 11, 26, 19, 30).time()  # noqa: DTZ001 - only its hour
    assert of_hour(4, evening_at, told(0.34, 28, 0)) == "Thứ Năm 19:30: +34 % so với trung bình, 28 bài"
    assert of_hour(7, evening_at, told(-0.12, 28, 0)) == "Chủ nhật 19:30: −12 % so với trung bình, 28 bài"


def test_what_is_assumed_is_never_told() -> None:
    """Only posts count in a lift: these say the afternoon is best, against what is tried first."""
    assert lift_at(beliefs([]), 19.5) == pytest.approx(0.0, abs=1e-9)
    assert lift_at(beliefs(trials(40, afternoon)), 15.0) > 0.1 > lift_at(beliefs(trials(40, afternoon)), 20.0)


def test_little_data_is_drawn_towards_the_average() -> None:
    few, many = lift_at(beliefs(trials(4, evening)), 20.0), lift_at(beliefs(trials(60, evening)), 20.0)
    assert 0 < few < many


def test_an_account_that_said_nothing_leans_on_its_channel_and_less_on_others() -> None:
    new = Subject(2, "facebook", "new_law")
    own = lift_at(beliefs(trials(60, evening)), 20.0)
    of_channel = lift_at(beliefs(trials(60, evening), new), 20.0)
    elsewhere = lift_at(beliefs(trials(60, evening), Subject(2, "x", "new_law")), 20.0)
    assert own > of_channel > elsewhere > 0


def test_an_account_with_its_own_posts_keeps_its_own_mind() -> None:
    of = trials(60, evening) + trials(60, afternoon, account_id=2)
    assert lift_at(beliefs(of, Subject(2, "facebook", "new_law")), 15.0) > 0.2
    assert lift_at(beliefs(of), 20.0) > 0.2


def test_the_size_of_an_account_is_no_lift() -> None:
    """Ten times the followers, the same hours: the same belief."""
    small, large = beliefs(trials(40, evening)), beliefs(trials(40, lambda hour: 10 * evening(hour)))
    assert lift_at(small, 20.0) == pytest.approx(lift_at(large, 20.0), abs=0.02)


def test_what_is_old_weighs_less() -> None:
    fresh, old = beliefs(trials(30, evening)), beliefs(trials(30, evening, ago=120))
    assert lift_at(fresh, 20.0) > 1.5 * lift_at(old, 20.0) > 0
    changed = beliefs(trials(60, evening, ago=60) + trials(60, afternoon, ago=1))
    assert lift_at(changed, 15.0) > lift_at(changed, 20.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 40))
def test_the_same_seed_chooses_the_same_and_only_what_is_allowed(seed: int, count: int) -> None:
    of = beliefs(trials(count, evening))
    candidates = HALF_HOURS[seed % 300 : seed % 300 + 9]
    first, second = (
        pick(of, candidates, SETTINGS.choosing, SETTINGS.telling, np.random.default_rng(seed)) for _ in range(2)
    )
    assert first == second
    assert first.at in candidates
    assert first.words.startswith("Giờ do Loa chọn")


def test_no_hour_is_ever_ruled_out() -> None:
    """However sure it is of the evening, some posts still go out at any hour: the floor's share."""
    of, hours = beliefs(trials(40, evening)), HALF_HOURS[::6]
    choosing = replace(SETTINGS.choosing, floor=0.1, boldness=0.0)
    random = np.random.default_rng(6)
    choices = [choose(of, hours, choosing, random) for _ in range(300)]
    explored = [index for index, by_lot in choices if by_lot]
    assert 0.05 < len(explored) / 300 < 0.16
    assert len(set(explored)) > 15
    assert len({index for index, by_lot in choices if not by_lot}) == 1


def test_what_was_only_tried_says_so() -> None:
    always = replace(SETTINGS.choosing, floor=1.0)
    chosen = pick(beliefs(trials(40, evening)), HALF_HOURS, always, SETTINGS.telling, np.random.default_rng(6))
    assert chosen.words.startswith("Giờ do Loa chọn để thử. ")


def test_without_boldness_the_best_is_taken() -> None:
    of = beliefs(trials(60, afternoon))
    choosing = replace(SETTINGS.choosing, floor=0.0, boldness=0.0)
    chosen = pick(of, HALF_HOURS, choosing, SETTINGS.telling, np.random.default_rng(1)).at.astimezone(VIETNAM)
    assert abs(chosen.hour + chosen.minute / 60 - 15.0) <= 1.0
