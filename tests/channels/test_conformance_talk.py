"""The suite over what adapters say to citizens and hear of them: the same faults, and the same certainty of what came of them."""

from collections.abc import Callable

import pytest

from channels.base import Adapter
from channels.citizens import Chats, Comments, Converses, Hides
from channels.errors import OutcomeUnknown, Rejected, Retryable
from channels.registry import spec_of
from tests.channels.platforms import NOW, PLATFORMS, opened
from tests.channels.server import Server, answer, closed_address
from tests.channels.test_conformance import (
    CHANNELS,
    DEADLINE_S,
    FAULTS,
    NETWORKED,
    Fault,
    assert_clean,
    check_all,
    refusal_of,
)

CONVERSING = [channel for channel in NETWORKED if spec_of(channel).converses]
CHATTING = [channel for channel in NETWORKED if issubclass(spec_of(channel).adapter or object, Chats)]
TALKING = CONVERSING + CHATTING
COMMENT, PERSON, SAID = "7001", "9001", "Mời bác xem Điều 5."


def speak(adapter: Adapter) -> str:
    if isinstance(adapter, Chats):
        return adapter.write(PERSON, SAID, answering=COMMENT)
    assert isinstance(adapter, Converses)
    return adapter.reply(COMMENT, SAID)


def hear(adapter: Adapter) -> Comments:
    if isinstance(adapter, Chats):
        return adapter.written(PERSON, NOW)
    assert isinstance(adapter, Converses)
    return adapter.comments("77001", NOW)


def look(adapter: Adapter) -> Comments:
    if isinstance(adapter, Chats):
        return adapter.written(PERSON, NOW)
    assert isinstance(adapter, Converses)
    return adapter.answers(COMMENT, NOW)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_that_talks_with_citizens_says_how(channel: str) -> None:
    platform = PLATFORMS[channel]
    assert (platform.answered is not None) == (channel in TALKING), "describe an answered reply in platforms.py"


@pytest.mark.parametrize("channel", TALKING)
def test_a_reply_is_one_request(channel: str, server: Server) -> None:
    platform = PLATFORMS[channel]
    assert platform.answered is not None
    server.script(platform.answered)
    with opened(channel, server.address) as account:
        assert speak(account.adapter) == platform.answered_id
    assert len(server.requests) == 1
    check_all(channel, server)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.label)
@pytest.mark.parametrize("channel", TALKING)
def test_a_fault_while_answering(channel: str, fault: Fault, server: Server) -> None:
    answered = PLATFORMS[channel].answered
    assert answered is not None
    server.script(answered, fault.reply(channel))
    with opened(channel, server.address) as account:
        speak(account.adapter)  # the first call loads what the channel speaks with
        with account.transport.deadline(DEADLINE_S if fault.slow else 5.0):
            error = refusal_of(lambda: speak(account.adapter))
    # What is left of a package may mean a refusal of this message alone; else as with a post.
    assert type(error) is fault.publishing or (isinstance(error, Rejected) and fault.label == "429 throttled")
    assert len(server.requests) == 2, "a request was sent again"
    assert_clean(channel, error)
    check_all(channel, server)


@pytest.mark.parametrize("action", [hear, look], ids=["comments", "answers"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.label)
@pytest.mark.parametrize("channel", TALKING)
def test_a_fault_while_reading_what_was_said(
    channel: str, fault: Fault, action: Callable[[Adapter], Comments], server: Server
) -> None:
    empty = PLATFORMS[channel].no_comments
    assert empty is not None
    server.script(empty, fault.reply(channel))
    with opened(channel, server.address) as account:
        hear(account.adapter)
        with account.transport.deadline(DEADLINE_S if fault.slow else 5.0):
            error = refusal_of(lambda: action(account.adapter))
    assert type(error) in (fault.reading, Rejected)
    assert len(server.requests) == 2
    assert_clean(channel, error)
    check_all(channel, server)


@pytest.mark.parametrize("channel", TALKING)
def test_nothing_written_is_a_complete_reading(channel: str, server: Server) -> None:
    empty = PLATFORMS[channel].no_comments
    assert empty is not None
    server.script(empty)
    with opened(channel, server.address) as account:
        found = hear(account.adapter)
    assert (tuple(found.comments), found.complete) == ((), True)


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("channel", TALKING)
def test_a_redirect_is_not_followed(channel: str, status: int, server: Server, other_server: Server) -> None:
    reply = answer(status, {"id": "1", "data": {"id": "1"}}, {"Location": other_server.address + "/elsewhere"})
    server.script(reply, reply)
    with opened(channel, server.address) as account:
        assert type(refusal_of(lambda: speak(account.adapter))) is OutcomeUnknown
        assert type(refusal_of(lambda: hear(account.adapter))) is Retryable
    assert (len(server.requests), len(other_server.requests)) == (2, 0)


@pytest.mark.parametrize("channel", TALKING)
def test_not_connected_is_certain(channel: str) -> None:
    with opened(channel, closed_address()) as account:
        error = refusal_of(lambda: speak(account.adapter))
    assert type(error) is Retryable
    assert_clean(channel, error)


@pytest.mark.parametrize("channel", CONVERSING)
def test_what_hides_also_converses(channel: str, server: Server) -> None:
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, Converses)
        assert isinstance(account.adapter, Hides) or channel == "x", "X asks for a right of its own"
