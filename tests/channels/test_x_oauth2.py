"""An X account by OAuth 2.0: the token goes along as it is, a refused one is renewed once, and a set that lacks one is named."""

import pytest

from channels.base import Refreshes
from channels.errors import AuthExpired, Misconfigured
from channels.registry import open_adapter, parse_credentials, spec_of
from tests.channels.platforms import FixedClock, x_problem
from tests.channels.server import Server, answer

SET = {"client_id": "loa", "client_secret": "secret-2", "access_token": "access-1", "refresh_token": "refresh-1"}
ME = {"data": {"id": "42", "name": "Sở Tư pháp", "username": "SoTuPhapHG"}}


def settings(server: Server) -> dict[str, object]:
    return {"user_id": "42", "endpoint": server.address}


def test_the_access_token_goes_along(server: Server) -> None:
    spec = spec_of("x")
    server.replies.append(answer(200, ME))
    with open_adapter(spec, parse_credentials(spec, SET), FixedClock(), settings(server)) as account:
        assert account.adapter.probe() == "@SoTuPhapHG"  # type: ignore[attr-defined]
    (request,) = server.requests
    assert request.headers["authorization"] == "Bearer access-1"


def test_a_refused_token_is_renewed_and_the_new_pair_is_whole(server: Server) -> None:
    spec = spec_of("x")
    server.replies.append(answer(401, x_problem(401, "Unauthorized", "Unauthorized")))
    server.replies.append(answer(200, {"access_token": "access-2", "refresh_token": "refresh-2"}))
    with open_adapter(spec, parse_credentials(spec, SET), FixedClock(), settings(server)) as account:
        assert isinstance(account.adapter, Refreshes)
        with pytest.raises(AuthExpired):
            account.adapter.probe()  # type: ignore[attr-defined]
        fresh = account.adapter.refresh()
    assert server.requests[-1].path == "/2/oauth2/token"
    assert server.requests[-1].fields == {"grant_type": "refresh_token", "refresh_token": "refresh-1"}
    named = dict(fresh)
    assert {named[name].get_secret_value() for name in ("access_token", "refresh_token")} == {"access-2", "refresh-2"}


def test_tokens_of_oauth1_are_not_renewed(server: Server) -> None:
    spec = spec_of("x")
    first = {"consumer_key": "k", "consumer_secret": "s", "access_token": "42-a", "access_token_secret": "t"}
    with open_adapter(spec, parse_credentials(spec, first), FixedClock(), settings(server)) as account:
        assert isinstance(account.adapter, Refreshes)
        with pytest.raises(AuthExpired, match="kết nối lại"):
            account.adapter.refresh()
    assert server.requests == []


@pytest.mark.parametrize("missing", ["client_secret", "refresh_token"])
def test_a_set_that_lacks_one_is_named(missing: str) -> None:
    spec = spec_of("x")
    given = {name: value for name, value in SET.items() if name != missing}
    with pytest.raises(Misconfigured, match=rf"thiếu .*\(`{missing}`\)"):
        parse_credentials(spec, given)
