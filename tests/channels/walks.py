"""A case of a channel's table, and how it is run: answers in, requests and an outcome out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from channels.base import Next, OutgoingPost, Published
from channels.errors import ChannelError
from tests.channels import contract
from tests.channels.platforms import PLATFORMS, FixedClock, opened
from tests.channels.server import Reply, Request, Server

STEPS_AT_MOST = 40


@dataclass(frozen=True)
class Expected:
    """A request that must be sent: method, path without the stand-in's prefix, and what its body or query must hold."""

    method: str
    path: str
    holds: Callable[[Request], object] | None = None
    value: object = None


@dataclass(frozen=True)
class Case:
    """`post` is made in a folder, for pictures lie on disk. `outcome`: what is published, or the error's class and code."""

    label: str
    post: Callable[[Path], OutgoingPost]
    answers: tuple[Reply, ...]
    requests: tuple[Expected, ...]
    outcome: Published | tuple[type[ChannelError], str]
    waits: tuple[float, ...] = ()


def walk(
    channel: str, server: Server, post: OutgoingPost, clock: FixedClock | None = None
) -> tuple[object, list[Next]]:
    """Publishes as the engine does. Answers what came out, and the steps on the way."""
    steps: list[Next] = []
    with opened(channel, server.address, clock) as account:
        step = account.adapter.begin(post)
        while len(steps) < STEPS_AT_MOST:
            steps.append(step)
            before = len(server.requests)
            try:
                with account.transport.deadline(5.0):
                    outcome = account.adapter.advance(post, step.progress)
            except ChannelError as error:
                return error, steps
            writes = [request for request in server.requests[before:] if request.method != "GET"]
            assert len(writes) <= 1, "a step may look, and writes once"
            if isinstance(outcome, Published):
                assert step.irreversible, "something became public in a step that says it is reversible"
                return outcome, steps
            step = outcome
    raise AssertionError("the walk does not end")


def run(channel: str, case: Case, server: Server, folder: Path) -> None:
    server.script(*case.answers)
    outcome, steps = walk(channel, server, case.post(folder))
    prefix = PLATFORMS[channel].prefix
    sent = [(request.method, request.path.removeprefix(prefix)) for request in server.requests]
    assert sent == [(expected.method, expected.path) for expected in case.requests]
    for request, expected in zip(server.requests, case.requests, strict=True):
        contract.check(channel, request, prefix)
        if expected.holds is not None:
            assert expected.holds(request) == expected.value
    if isinstance(case.outcome, Published):
        assert outcome == case.outcome
    else:
        kind, code = case.outcome
        assert isinstance(outcome, kind), outcome
        assert outcome.code == code
    assert tuple(step.after for step in steps if step.after) == case.waits
    assert server.unscripted == 0
