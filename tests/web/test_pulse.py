"""The pulse of live pages: one watcher for all, none for nobody, and an end when told."""

import asyncio
from collections.abc import AsyncIterator, Coroutine

import pytest

from tests.support.servers import PATIENCE_S
from web.pulse import Pulse


class Source:
    """A version that the test changes, and how often it was read."""

    def __init__(self) -> None:
        self.version = "a"
        self.reads = 0

    def read(self) -> str:
        self.reads += 1
        return self.version


def run(scenario: Coroutine[object, object, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, PATIENCE_S))


async def next_of(follower: AsyncIterator[str]) -> str:
    return await anext(follower)


def test_followers_hear_the_version_and_every_change() -> None:
    async def scenario() -> None:
        source = Source()
        pulse = Pulse(source.read, every_s=0.01)
        first, second = pulse.follow(), pulse.follow()
        assert [await next_of(first), await next_of(second)] == ["a", "a"]
        source.version = "b"
        assert [await next_of(first), await next_of(second)] == ["b", "b"]
        assert pulse.followers == 2
        pulse.stop()

    run(scenario())


def test_nobody_looks_so_nothing_is_read() -> None:
    async def scenario() -> None:
        source = Source()
        pulse = Pulse(source.read, every_s=0.01)
        follower = pulse.follow()
        await next_of(follower)
        await follower.aclose()  # type: ignore[attr-defined]
        assert pulse.followers == 0
        watcher = pulse._watcher
        assert watcher is not None
        await watcher
        reads = source.reads
        again = pulse.follow()
        assert await next_of(again) == "a", "it starts anew for the next one"
        assert source.reads > reads
        pulse.stop()

    run(scenario())


def test_stop_ends_every_follower() -> None:
    async def scenario() -> None:
        pulse = Pulse(Source().read, every_s=0.01)

        async def follow() -> list[str]:
            return [version async for version in pulse.follow()]

        tasks = [asyncio.create_task(follow()) for _ in range(3)]
        while pulse.followers < 3:
            await asyncio.sleep(0)
        pulse.stop()
        for heard in await asyncio.gather(*tasks):
            assert set(heard) <= {"a"}
        assert pulse.followers == 0

    run(scenario())


def test_quiet_followers_are_told_that_we_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pulse.QUIET_S", 0.01)

    async def scenario() -> None:
        pulse = Pulse(Source().read, every_s=0.01)
        follower = pulse.follow()
        told = []
        while "a" not in told:  # a slow first reading may be told of as quiet too
            told.append(await next_of(follower))
        assert await next_of(follower) == ""
        pulse.stop()

    run(scenario())
