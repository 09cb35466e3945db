"""Calls of keys, counted in a real Valkey."""

from dispatch.windows import CallCounter
from distributor.settings import Settings


def test_each_key_and_minute_is_counted_alone(valkey_settings: Settings) -> None:
    counter = CallCounter(valkey_settings.valkey_url, "thu:")
    assert [counter.count(7, 100) for _ in range(3)] == [1, 2, 3]
    assert counter.count(8, 100) == 1
    assert counter.count(7, 101) == 1
