"""X: the account rests before the platform makes it, by what the headers of its answers say."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from channels.base import Slows
from channels.errors import AuthExpired, ChannelError, RateLimited
from channels.http import Answer
from channels.outcome import Stage
from channels.registry import OpenedAccount
from channels.x.failures import failure_of, reset_at
from channels.x.pace import APP_DAY, CALLS, USER_DAY, RateLimitPace
from tests.channels.platforms import NOW, PLAIN_POST, FixedClock, opened, x_problem
from tests.channels.server import Request, Server, answer

SOON, LATER = NOW + timedelta(minutes=10), NOW + timedelta(hours=20)


def told(limit: str, left: int, until: datetime) -> dict[str, str]:
    return {
        f"{limit}-limit": "100",
        f"{limit}-remaining": str(left),
        f"{limit}-reset": str(int(until.timestamp())),
    }


@pytest.mark.parametrize(
    ("headers", "until", "words"),
    [
        ({}, None, ""),
        (told(CALLS, 1, SOON), None, ""),
        (told(CALLS, 0, SOON), SOON, "15 phút"),
        (told(CALLS, 0, NOW), None, ""),
        (told(USER_DAY, 0, LATER), LATER, "Tài khoản"),
        (told(APP_DAY, 0, LATER), LATER, "mọi tài khoản"),
        (told(CALLS, 0, SOON) | told(USER_DAY, 0, LATER), LATER, "24 giờ"),
        (told(CALLS, 0, SOON) | told(USER_DAY, 5, LATER), SOON, "15 phút"),
        ({"x-rate-limit-remaining": "0"}, None, ""),
        ({"x-rate-limit-remaining": "none", "x-rate-limit-reset": "soon"}, None, ""),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "9" * 40}, None, ""),
    ],
)
def test_headers(headers: Mapping[str, str], until: datetime | None, words: str) -> None:
    pace = RateLimitPace(0)
    pace.learn("posts", headers)
    rest = pace.rest(NOW)
    assert (rest and rest.until) == until
    assert words in (rest.reason if rest else "")


def test_the_newest_answer_counts_and_a_window_ends() -> None:
    pace = RateLimitPace(1)
    pace.learn("posts", told(CALLS, 1, SOON))
    assert pace.rest(NOW) is not None
    assert pace.rest(SOON) is None
    pace.learn("posts", told(CALLS, 99, SOON))
    assert pace.rest(NOW) is None
    pace.learn("append", told(CALLS, 0, SOON))
    pace.learn("posts", told(CALLS, 98, SOON))
    assert pace.rest(NOW) is not None


def publish(account: OpenedAccount) -> None:
    account.adapter.advance(PLAIN_POST, account.adapter.begin(PLAIN_POST).progress)


def test_an_account_rests_after_its_last_call(server: Server) -> None:
    created = {"data": {"id": "1999"}}
    clock = FixedClock()
    server.script(
        answer(201, created, told(CALLS, 1, SOON)),
        answer(201, created, told(CALLS, 0, SOON)),
    )
    with opened("x", server.address, clock) as account:
        adapter = account.adapter
        assert isinstance(adapter, Slows)
        assert adapter.rest() is None
        publish(account)
        assert adapter.rest() is None
        publish(account)
        rest = adapter.rest()
        assert rest is not None
        assert rest.until == SOON.astimezone(UTC)
        clock.moment = SOON
        assert adapter.rest() is None


def test_reading_does_not_keep_posts_waiting(server: Server) -> None:
    server.script(answer(200, {"data": {"id": "2000000001"}}, told(CALLS, 0, SOON)))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert adapter.probe()  # type: ignore[attr-defined]
        assert isinstance(adapter, Slows)
        assert adapter.rest() is None


def test_a_throttled_call_teaches_too(server: Server) -> None:
    server.script(answer(429, {}, told(CALLS, 0, SOON) | told(USER_DAY, 0, LATER)))
    with opened("x", server.address) as account:
        with pytest.raises(RateLimited) as refused:
            publish(account)
        assert refused.value.until == LATER
        assert isinstance(account.adapter, Slows)
        rest = account.adapter.rest()
    assert rest is not None
    assert rest.until == LATER


END_OF_TIME = "Fri, 31 Dec 9999 23:59:59 -0100"


def signed_at(request: Request) -> datetime:
    """When a request says that it was signed."""
    (found,) = re.findall(r'oauth_timestamp="(\d+)"', request.headers["authorization"])
    return datetime.fromtimestamp(int(found), UTC)


def test_a_signature_is_dated_by_the_clock_that_is_passed_in(server: Server) -> None:
    """Not by the clock of this machine, which may be wrong: X would refuse every signature."""
    with opened("x", server.address) as account:
        server.script(answer(201, {"data": {"id": "1999"}}))
        publish(account)
    assert [signed_at(request) for request in server.requests] == [NOW]


@pytest.mark.parametrize(
    ("told_at", "kind"),
    [
        (NOW + timedelta(minutes=10), RateLimited),
        (NOW - timedelta(minutes=10), RateLimited),
        (NOW + timedelta(minutes=2), AuthExpired),
    ],
)
def test_a_wrong_clock_is_no_account_that_was_signed_out(
    server: Server, told_at: datetime, kind: type[ChannelError]
) -> None:
    with opened("x", server.address) as account:
        refusal = answer(
            401, x_problem(401, "Unauthorized", ""), {"Date": format_datetime(told_at.astimezone(UTC), usegmt=True)}
        )
        server.script(refusal)
        with pytest.raises(kind) as caught:
            publish(account)
    if isinstance(caught.value, RateLimited):
        assert caught.value.until == NOW + timedelta(minutes=5)
        assert "lệch 10 phút" in str(caught.value)


@pytest.mark.parametrize("told_at", [format_datetime(NOW + timedelta(minutes=10), usegmt=True), END_OF_TIME])
def test_a_token_that_is_not_signed_knows_no_clock(told_at: str) -> None:
    """Of OAuth 2: the account would rest for ever, and nobody ask for the new token that it waits for."""
    refusal = Answer(401, {"date": told_at}, json.dumps(x_problem(401, "Unauthorized", "")).encode())
    for signed in (False, True):
        failure = failure_of(None, refusal, Stage.REVERSIBLE, NOW, "X", "", signed=signed)
        waits = signed and told_at != END_OF_TIME
        assert type(failure) is (RateLimited if waits else AuthExpired)


def test_no_platform_keeps_an_account_resting_for_longer_than_a_day() -> None:
    assert reset_at({"x-rate-limit-reset": "99999999999"}, NOW) == NOW + timedelta(days=1)
    pace = RateLimitPace(1)
    pace.learn("posts", {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "99999999999"})
    rest = pace.rest(NOW)
    assert rest is not None
    assert rest.until == NOW + timedelta(days=1)
