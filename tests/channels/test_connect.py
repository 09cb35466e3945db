"""What connecting sends, against the platforms' own descriptions, and what each answer of theirs means."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from channels.connect import Application, ConnectableAccount, ConnectSpec, Office, turned_off
from channels.connectors import connect_spec_of, connect_specs, is_understood, open_connector
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.x.credentials import XCredentials
from channels.x.oauth2 import refreshed
from tests.channels import contract
from tests.channels.server import Reply, Request, Server, answer, closed_address, drop, html, truncated
from tests.support.contracts import ABSENT, CONTRACTS, are_here

SPECS = connect_specs()
REDIRECT = "https://loa.huonggiang.example/ket-noi/kenh/tro-ve"
SECRET = "secret-of-the-application-0001"
KEPT = {
    "facebook": {},
    "youtube": {"verifier": "v" * 64},
    "x-oauth1": {"oauth_token": "request-1", "oauth_token_secret": "request-secret-1"},
    "x-oauth2": {"verifier": "v" * 64},
    "zalo": {"verifier": "v" * 64},
}
RETURNED = {
    "x-oauth1": {"oauth_token": "request-1", "oauth_verifier": "verifier-1"},
}
present = pytest.mark.skipif(not are_here(), reason=ABSENT)


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 25, 3, tzinfo=UTC)


def finish(server: Server | str, key: str, returned: dict[str, str] | None = None) -> list[ConnectableAccount]:
    address = server if isinstance(server, str) else server.address
    office = Office("Sở Tư pháp tỉnh Hương Giang", "https://loa.huonggiang.example")
    own = Application("client-0001", SecretStr(SECRET))
    with open_connector(SPECS[key], own, office, FixedClock(), address) as opened, opened.transport.deadline(2.0):
        given = returned if returned is not None else RETURNED.get(key, {"code": "code-0001", "state": "s"})
        return opened.connector.finish(REDIRECT, KEPT[key], given)


def granted(spec: ConnectSpec) -> dict[str, Any]:
    return {"data": [{"permission": one.name, "status": "granted"} for one in spec.permissions]}


SCOPES = " ".join(one.name for one in SPECS["youtube"].permissions)
X_SCOPES = " ".join(one.name for one in SPECS["x-oauth2"].permissions)
PAGE = {"id": "104", "name": "Trang", "access_token": "EAAHpage0001", "tasks": ["CREATE_CONTENT"]}
SUCCESS: dict[str, list[Reply]] = {
    "facebook": [
        answer(200, {"access_token": "EAAHshort0001", "token_type": "bearer", "expires_in": 5400}),
        answer(200, {"access_token": "EAAHlong00001", "token_type": "bearer", "expires_in": 5184000}),
        answer(200, granted(SPECS["facebook"])),
        answer(200, {"data": [PAGE], "paging": {"cursors": {"after": "c1"}, "next": "https://graph.facebook.com/…"}}),
        answer(200, {"data": [{**PAGE, "id": "105", "tasks": ["ANALYZE"]}], "paging": {"cursors": {"after": "c2"}}}),
        answer(200, {"data": []}),
        answer(200, {"data": {"is_valid": True, "expires_at": 0}}),
        answer(200, {"data": {"is_valid": True, "expires_at": 1_800_000_000}}),
    ],
    "youtube": [
        answer(200, {"access_token": "ya29.1", "refresh_token": "1//1", "scope": SCOPES, "expires_in": 3599}),
        answer(200, {"items": [{"id": "UC1", "snippet": {"title": "Kênh"}}]}),
    ],
    "x-oauth1": [answer(200, b"oauth_token=17-a&oauth_token_secret=b&user_id=17&screen_name=STP")],
    "x-oauth2": [
        answer(200, {"access_token": "xa-1", "refresh_token": "xr-1", "scope": X_SCOPES, "expires_in": 7200}),
        answer(200, {"data": {"id": "17", "username": "STP", "name": "Sở Tư pháp"}}),
    ],
    "zalo": [
        answer(200, {"access_token": "za-1", "refresh_token": "zr-1", "expires_in": "90000"}),
        answer(200, {"error": 0, "message": "Success", "data": {"oa_id": "28", "name": "Sở Tư pháp"}}),
    ],
}


def sent(server: Server, key: str) -> list[Request]:
    server.script(*SUCCESS[key])
    assert finish(server, key)
    return server.requests


@present
def test_scopes_are_the_descriptions_own() -> None:
    google = json.loads((CONTRACTS / "google" / "youtube.v3.json").read_text())["auth"]["oauth2"]["scopes"]
    assert {one.name for one in SPECS["youtube"].permissions} <= set(google)
    x = json.loads((CONTRACTS / "x-api-v2.openapi.json").read_text())["components"]["securitySchemes"]
    flow = x["OAuth2UserToken"]["flows"]["authorizationCode"]
    assert {one.name for one in SPECS["x-oauth2"].permissions} <= set(flow["scopes"])
    assert flow["tokenUrl"] == "https://api.x.com/2/oauth2/token"


@present
def test_scopes_are_those_that_the_calls_need() -> None:
    """Each YouTube method that the adapter calls is allowed by one of the scopes that are asked for."""
    google = json.loads((CONTRACTS / "google" / "youtube.v3.json").read_text())["resources"]
    asked = {one.name for one in SPECS["youtube"].permissions}
    for name in (
        "videos.insert", "videos.update", "videos.list", "thumbnails.set", "captions.insert", "captions.list",
        "playlists.insert", "playlistItems.insert", "playlistItems.list", "channels.list",
    ):  # fmt: skip
        collection, _, method = name.partition(".")
        assert asked & set(google[collection]["methods"][method]["scopes"]), name


def test_facebook_s_calls(server: Server) -> None:
    code, long, rights, first, second, businesses, *debugged = sent(server, "facebook")
    app = {"client_id": "client-0001", "client_secret": SECRET}
    assert code.query == {**app, "code": "code-0001", "redirect_uri": REDIRECT}
    assert long.query | {"access_token": "EAAHshort0001"} == {
        **app,
        "grant_type": "fb_exchange_token",
        "fb_exchange_token": "EAAHshort0001",
        "access_token": "EAAHshort0001",
    }
    assert {rights.query["access_token"], first.query["access_token"]} == {"EAAHlong00001"}
    assert len(first.query["appsecret_proof"]) == 64
    assert second.query["after"] == "c1"
    assert businesses.path.endswith("/me/businesses")
    assert [one.query["input_token"] for one in debugged] == ["EAAHpage0001", "EAAHpage0001"]
    assert {one.path.split("/")[1] for one in server.requests} == {"v26.0"}
    assert all(one.method == "GET" for one in server.requests)


def test_pages_that_may_not_be_posted_on_are_shown_with_the_reason(server: Server) -> None:
    server.script(*SUCCESS["facebook"])
    first, second = finish(server, "facebook")
    assert (first.obstacle, first.expires_at) == ("", None)
    assert "CREATE_CONTENT" in second.obstacle
    assert second.expires_at == datetime.fromtimestamp(1_800_000_000, UTC)


USER_TOKENS = SUCCESS["facebook"][:2]
ENDLESS = answer(200, {"data": {"is_valid": True, "expires_at": 0}})
OPTIONAL = [one.name for one in SPECS["facebook"].permissions if not one.is_needed]
NEEDED = [one.name for one in SPECS["facebook"].permissions if one.is_needed]


def given(*without: str) -> Reply:
    spec = SPECS["facebook"]
    return answer(
        200,
        {
            "data": [
                {"permission": one.name, "status": "declined" if one.name in without else "granted"}
                for one in spec.permissions
            ]
        },
    )


@pytest.mark.parametrize("missing", OPTIONAL)
def test_no_optional_right_stops_a_connection(
    server: Server, missing: str, record_property: Callable[[str, object], None]
) -> None:
    """`publish_video` and `read_insights` among them: Meta's Video API guide asks for three rights (PLATFORM_FACTS 9)."""
    portfolio = [] if missing == "business_management" else [answer(200, {"data": []})]
    server.script(*USER_TOKENS, given(missing), answer(200, {"data": [PAGE]}), *portfolio, ENDLESS)
    (page,) = finish(server, "facebook")
    assert (page.obstacle, page.settings["withheld"]) == ("", missing)
    off = turned_off(SPECS["facebook"].permissions, page.settings)
    record_property("abilities lost", ", ".join(sorted(off)) or "none")
    assert len(off) == (missing != "business_management"), "one right, one ability"


@pytest.mark.parametrize("missing", NEEDED)
def test_a_right_without_which_nothing_is_posted_is_named(server: Server, missing: str) -> None:
    server.script(*USER_TOKENS, given(missing))
    with pytest.raises(Rejected, match=missing):
        finish(server, "facebook")


def test_pages_of_a_portfolio_are_found_once_each(server: Server) -> None:
    """`me/accounts` is empty for who administers Pages through a portfolio; of two entries the one with a token counts."""
    tokenless = {"id": "104", "name": "Trang"}
    more = {"paging": {"cursors": {"after": "b1"}, "next": "https://graph.facebook.com/…"}}
    server.script(
        *USER_TOKENS,
        given(),
        answer(200, {"data": []}),
        answer(200, {"data": [{"id": "9001"}], **more}),
        answer(200, {"data": [{"id": "9002"}]}),
        answer(200, {"data": [tokenless]}),
        answer(200, {"data": [PAGE]}),
        answer(200, {"data": [{**PAGE, "id": "105"}]}),
        answer(200, {"data": [tokenless, {"id": "106", "name": "Trang khác"}]}),
        ENDLESS,
        ENDLESS,
    )
    found = finish(server, "facebook")
    assert {page.external_id: bool(page.obstacle) for page in found} == {"104": False, "105": False, "106": True}
    asked = [request.path.partition("/")[2].partition("/")[2] for request in server.requests[3:9]]
    assert asked == [
        "me/accounts", "me/businesses", "me/businesses", "9001/owned_pages", "9001/client_pages", "9002/owned_pages",
    ]  # fmt: skip


def test_a_portfolio_is_read_to_its_end(server: Server) -> None:
    """Meta may give a few at a time, whatever was asked for; and a cursor that comes again leads nowhere."""

    def part(number: int, after: str) -> Reply:
        paging = {"cursors": {"after": after}, "next": "https://graph.facebook.com/…"}
        return answer(200, {"data": [{"id": str(200 + number), "name": "Trang xã"}], "paging": paging})

    parts = [*(part(number, f"c{number}") for number in range(9)), part(9, "c8")]
    server.script(*USER_TOKENS, given(), answer(200, {"data": [PAGE]}), answer(200, {"data": [{"id": "9001"}]}))
    server.script(*parts, answer(200, {"data": []}), ENDLESS)
    found = finish(server, "facebook")
    assert [page.external_id for page in found] == ["104", *(str(200 + number) for number in range(10))]
    assert server.unscripted == 0


def test_an_entry_without_an_id_hides_no_other_page(server: Server) -> None:
    nameless = {"name": "Trang không số", "access_token": "x"}
    server.script(*USER_TOKENS, given(), answer(200, {"data": [nameless, PAGE]}), answer(200, {"data": []}), ENDLESS)
    (page,) = finish(server, "facebook")
    assert (page.external_id, page.obstacle) == ("104", "")


def test_a_list_without_any_id_is_no_list_of_pages(server: Server) -> None:
    server.script(*USER_TOKENS, given(), answer(200, {"data": [{"name": "Trang"}]}), answer(200, {"data": []}))
    with pytest.raises(Retryable) as caught:
        finish(server, "facebook")
    assert caught.value.code == "unclear"


BROKEN = answer(500, {"error": {"code": 1, "message": "An unknown error occurred"}})
REFUSED = answer(403, {"error": {"code": 200, "message": "Permissions error"}})


@pytest.mark.parametrize("at", [[BROKEN], [answer(200, {"data": [{"id": "9001"}]}), REFUSED, REFUSED]])
def test_a_portfolio_that_cannot_be_read_hides_its_own_pages_only(server: Server, at: list[Reply]) -> None:
    server.script(*USER_TOKENS, given(), answer(200, {"data": [PAGE]}), *at, ENDLESS)
    (page,) = finish(server, "facebook")
    assert page.obstacle == ""
    assert server.unscripted == 0


@pytest.mark.parametrize(("at", "code"), [(BROKEN, "down"), (REFUSED, "unclear")])
def test_a_portfolio_that_cannot_be_read_is_told_where_there_is_no_other_page(
    server: Server, at: Reply, code: str
) -> None:
    server.script(*USER_TOKENS, given(), answer(200, {"data": []}), at)
    with pytest.raises(Retryable) as caught:
        finish(server, "facebook")
    assert caught.value.code == code


def test_a_throttle_while_portfolios_are_read_stops_the_connection(server: Server) -> None:
    throttled = answer(400, {"error": {"code": 4, "message": "Application request limit reached"}})
    server.script(*USER_TOKENS, given(), answer(200, {"data": [PAGE]}), throttled)
    with pytest.raises(Retryable) as caught:
        finish(server, "facebook")
    assert caught.value.code == "throttled"


def test_who_keeps_portfolios_to_themselves_is_told_of_them(server: Server) -> None:
    server.script(*USER_TOKENS, given("business_management"), answer(200, {"data": []}))
    with pytest.raises(Rejected, match="danh mục kinh doanh"):
        finish(server, "facebook")


def test_google_s_two_calls(server: Server) -> None:
    token, channels = sent(server, "youtube")
    assert token.fields == {
        "grant_type": "authorization_code",
        "code": "code-0001",
        "client_id": "client-0001",
        "client_secret": SECRET,
        "redirect_uri": REDIRECT,
        "code_verifier": "v" * 64,
    }
    contract.check("youtube", channels)
    assert channels.headers["authorization"] == "Bearer ya29.1"


def test_a_google_application_in_testing_lives_a_week(server: Server) -> None:
    _token, channels = SUCCESS["youtube"]
    week = {"access_token": "a", "refresh_token": "b", "scope": SCOPES, "refresh_token_expires_in": 604_800}
    server.script(answer(200, week), channels)
    assert finish(server, "youtube")[0].expires_at == datetime(2026, 12, 2, 3, tzinfo=UTC)


def test_x_s_calls(server: Server) -> None:
    (token,) = sent(server, "x-oauth1")
    header = token.headers["authorization"]
    assert (token.method, token.path) == ("POST", "/oauth/access_token")
    assert header.startswith("OAuth ")
    for part in ('oauth_token="request-1"', 'oauth_verifier="verifier-1"', 'oauth_signature_method="HMAC-SHA1"'):
        assert part in header
    assert SECRET not in header


def test_x_s_calls_of_oauth2(server: Server) -> None:
    token, me = sent(server, "x-oauth2")
    assert (token.method, token.path) == ("POST", "/2/oauth2/token")
    assert set(token.fields) == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert token.headers["authorization"].startswith("Basic ")
    assert (me.method, me.path, me.query) == ("GET", "/2/users/me", {})
    assert me.headers["authorization"] == "Bearer xa-1"


def test_zalo_s_two_calls(server: Server) -> None:
    token, profile = sent(server, "zalo")
    assert set(token.fields) == {"grant_type", "app_id", "code", "code_verifier"}
    assert token.headers["secret_key"] == SECRET
    contract.check("zalo", profile)


CASES: list[tuple[str, str, Reply, type[ChannelError], str]] = [
    ("facebook", "code", answer(400, {"error": {"code": 100, "error_subcode": 36009}}), Rejected, "code"),
    ("facebook", "late", answer(400, {"error": {"code": 100, "error_subcode": 36007}}), Rejected, "code"),
    ("facebook", "return", answer(400, {"error": {"code": 100, "error_subcode": 36008}}), Misconfigured, "redirect"),
    ("facebook", "secret", answer(400, {"error": {"code": 1}}), Misconfigured, "application"),
    ("facebook", "busy", answer(400, {"error": {"code": 4, "is_transient": True}}), Retryable, "throttled"),
    ("facebook", "own fault", answer(500, {"error": {"code": 1}}), Retryable, "down"),
    ("facebook", "odd code", answer(400, {"error": {"code": 77}}), Retryable, "unclear"),
    ("youtube", "code", answer(400, {"error": "invalid_grant"}), Rejected, "code"),
    ("youtube", "return", answer(400, {"error": "redirect_uri_mismatch"}), Misconfigured, "redirect"),
    ("youtube", "client", answer(401, {"error": "invalid_client"}), Misconfigured, "application"),
    ("x-oauth1", "token", answer(401, {"errors": [{"code": 89, "message": "x"}]}), Rejected, "code"),
    ("x-oauth1", "key", answer(401, {"errors": [{"code": 32, "message": "x"}]}), Misconfigured, "application"),
    ("x-oauth2", "code", answer(400, {"error": "invalid_request"}), Rejected, "code"),
    ("x-oauth2", "client", answer(401, {"error": "unauthorized_client"}), Misconfigured, "application"),
    ("zalo", "code", answer(200, {"error": -14019, "error_name": "x"}), Rejected, "code"),
    ("zalo", "app", answer(200, {"error": -14002, "error_name": "x"}), Misconfigured, "application"),
    ("zalo", "busy", answer(200, {"error": -32, "message": "x"}), Retryable, "throttled"),
    *(
        (key, label, reply, Retryable, code)
        for key in SPECS
        for label, reply, code in (
            ("dropped", drop, "down"),
            ("gateway", html(502), "down"),
            ("in html", html(200), "unclear"),
            ("cut", truncated(200, b'{"access_token": "a'), "unclear"),
            ("too many", answer(429, b""), "throttled"),
            ("elsewhere", answer(302, b"", {"Location": "https://elsewhere.vn/"}), "unclear"),
        )
    ),
]


@pytest.mark.parametrize(("key", "label", "reply", "kind", "code"), CASES, ids=[f"{one[0]}-{one[1]}" for one in CASES])
def test_what_an_answer_means(
    key: str, label: str, reply: Reply, kind: type[ChannelError], code: str, server: Server
) -> None:
    assert label
    server.script(reply)
    with pytest.raises(ChannelError) as refusal:
        finish(server, key)
    error = refusal.value
    assert (type(error), error.code) == (kind, code)
    assert len(server.requests) == 1, "a code works once: nothing is tried again"
    assert error.__context__ is None
    for secret in (SECRET, "code-0001", *KEPT[key].values(), "verifier-1"):
        assert secret not in error.message + error.evidence


@pytest.mark.parametrize("key", SPECS)
def test_an_answer_that_repeats_every_secret_shows_none(key: str, server: Server) -> None:
    given = RETURNED.get(key, {"code": "code-0001"})
    every = {"error": "teapot", "said": [SECRET, *given.values(), *KEPT[key].values()]}
    server.script(answer(418, every))
    with pytest.raises(ChannelError) as refusal:
        finish(server, key)
    for secret in every["said"]:
        assert secret not in refusal.value.evidence
    assert "418" in refusal.value.evidence


@pytest.mark.parametrize("key", SPECS)
def test_a_platform_that_is_not_there(key: str) -> None:
    with pytest.raises(Retryable) as refusal:
        finish(closed_address(), key)
    assert refusal.value.code == "down"


def test_a_return_with_another_request_token_is_not_ours(server: Server) -> None:
    with pytest.raises(Rejected):
        finish(server, "x-oauth1", {"oauth_token": "another", "oauth_verifier": "verifier-1"})
    assert not server.requests


@pytest.mark.parametrize("key", ["youtube", "x-oauth2", "zalo"])
def test_each_consent_has_a_state_and_a_challenge_of_its_own(key: str, server: Server) -> None:
    own = Application("client-0001", SecretStr(SECRET))
    with open_connector(SPECS[key], own, Office("", ""), FixedClock(), server.address) as opened:
        first, second = (opened.connector.begin(REDIRECT, "state-1") for _ in "12")
    queries = [dict(parse_qsl(urlsplit(one.address).query)) for one in (first, second)]
    assert [one["state"] for one in queries] == ["state-1", "state-1"]
    assert queries[0]["code_challenge"] != queries[1]["code_challenge"]
    assert 43 <= len(first.kept["verifier"]) <= 128
    assert not server.requests


def test_ways_that_there_are_not_are_told() -> None:
    with pytest.raises(Misconfigured, match="facebook, x, youtube, zalo"):
        connect_spec_of("tiktok")
    with pytest.raises(Misconfigured, match="không có cách kết nối"):
        connect_spec_of("x", "oauth9")
    assert connect_spec_of("x").method == "oauth1"
    assert all(is_understood(spec) for spec in SPECS.values() if spec.key != "x-oauth2")


X_CREDENTIALS = {"client_id": "c", "client_secret": "secret-0001", "refresh_token": "refresh-0001", "access_token": "a"}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(400, {"error": "invalid_request"}), "AuthExpired"),
        (answer(401, {"error": "unauthorized_client"}), "Misconfigured"),
        (answer(429, b""), "RateLimited"),
        (drop, "AuthExpired"),
        (html(502), "AuthExpired"),
    ],
)
def test_x_s_refresh_token_works_once_and_is_never_tried_again(reply: Reply, kind: str, server: Server) -> None:
    server.script(reply)
    with _x(server.address) as opened, pytest.raises(ChannelError) as refusal:
        refreshed(XCredentials.model_validate(X_CREDENTIALS), opened.transport)
    assert type(refusal.value).__name__ == kind
    assert len(server.requests) == 1
    assert "refresh-0001" not in refusal.value.message + refusal.value.evidence


def test_x_s_tokens_are_both_new(server: Server) -> None:
    server.script(answer(200, {"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 7200}))
    with _x(server.address) as opened:
        fresh = refreshed(XCredentials.model_validate(X_CREDENTIALS), opened.transport)
    assert fresh.secret("refresh_token") == "new-refresh"
    assert fresh.access_token is not None
    assert fresh.access_token.get_secret_value() == "new-access"
    assert server.requests[0].fields == {"grant_type": "refresh_token", "refresh_token": "refresh-0001"}


def test_what_never_reached_x_may_be_tried_again() -> None:
    with _x(closed_address()) as opened, pytest.raises(Retryable, match="chưa bị dùng"):
        refreshed(XCredentials.model_validate(X_CREDENTIALS), opened.transport)


def _x(address: str) -> Any:
    return open_connector(SPECS["x-oauth2"], Application("c", SecretStr(SECRET)), Office("", ""), FixedClock(), address)
