"""The hidden curves differ in shape, not in size, and accounts of a platform differ a little."""

import pytest

from sandbox.weekly import SHAPES, factor, of_account

WEEK = [(day, half / 2) for day in range(7) for half in range(48)]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_curve_is_positive_and_of_common_size(shape: str) -> None:
    values = [factor(shape, day, hour) for day, hour in WEEK]
    assert min(values) > 0.2
    assert 0.5 < sum(values) / len(values) <= 1.1


def test_the_shapes_have_different_best_hours() -> None:
    best = {shape: max(WEEK, key=lambda at, shape=shape: factor(shape, *at)) for shape in SHAPES}  # type: ignore[misc]
    assert best["evening"][1] == 20.0
    assert best["morning"] == (0, 7.0)
    assert best["weekend"] == (6, 15.5)
    assert len({best[shape] for shape in SHAPES}) == len(SHAPES)


def test_midnight_is_near_to_both_evenings() -> None:
    assert factor("evening", 3, 23.99) == pytest.approx(factor("evening", 3, 0.0), rel=0.05)


def test_followers_of_two_accounts_live_a_little_apart() -> None:
    first, second = ([of_account("facebook", account, 3, hour / 2) for hour in range(48)] for account in ("1", "2"))
    assert first != second
    assert abs(first.index(max(first)) - second.index(max(second))) <= 3
