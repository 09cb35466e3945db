"""The consent screens as the platforms' own rules have them, spoken to without any code of Loa's."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import requests
from requests_oauthlib import OAuth1

from tests.sandbox.consenting import decide
from tests.sandbox.running import PATIENCE_S, Sandbox, Starter

RETURN = "http://127.0.0.1:9/ket-noi/{}/tro-ve"
VERIFIER = "abcdefghijklmnopqrstuvwxyz0123456789-._~ABCDEFG"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
_AUTH = "https://www.googleapis.com/auth"


def application(sandbox: Sandbox, platform: str, method: str = "") -> dict[str, str]:
    listed: list[dict[str, str]] = sandbox.get("/_sandbox/accounts.json")["applications"]
    return next(one for one in listed if (one["platform"], one["method"]) == (platform, method))


def questions(sandbox: Sandbox) -> dict[str, tuple[str, dict[str, str]]]:
    """A right question for each screen: its address and its parameters."""
    facebook, google = application(sandbox, "facebook"), application(sandbox, "youtube")
    x, zalo = application(sandbox, "x", "oauth2"), application(sandbox, "zalo")
    proof = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    return {
        "facebook": (
            f"{facebook['endpoint']}/v26.0/dialog/oauth",
            {
                "client_id": facebook["client_id"],
                "redirect_uri": RETURN.format("facebook"),
                "scope": "pages_show_list,pages_manage_posts",
                "state": "s",
            },
        ),
        "youtube": (
            f"{google['endpoint']}/o/oauth2/v2/auth",
            {
                "client_id": google["client_id"],
                "redirect_uri": RETURN.format("youtube"),
                "response_type": "code",
                "scope": f"{_AUTH}/youtube.upload {_AUTH}/youtube.readonly",
                "state": "s",
                **proof,
            },
        ),
        "x": (
            f"{x['endpoint']}/i/oauth2/authorize",
            {
                "client_id": x["client_id"],
                "redirect_uri": RETURN.format("x"),
                "response_type": "code",
                "scope": "tweet.read offline.access",
                "state": "s",
                **proof,
            },
        ),
        "zalo": (
            f"{zalo['endpoint']}/v4/oa/permission",
            {
                "app_id": zalo["client_id"],
                "redirect_uri": RETURN.format("zalo"),
                "code_challenge": CHALLENGE,
                "state": "s",
            },
        ),
    }


def look(sandbox: Sandbox, platform: str, **changes: str | None) -> requests.Response:
    address, query = questions(sandbox)[platform]
    asked = {name: value for name, value in {**query, **changes}.items() if value is not None}
    return requests.get(address, params=asked, timeout=PATIENCE_S)


def code(sandbox: Sandbox, platform: str, **choices: Any) -> str:
    address, query = questions(sandbox)[platform]
    return decide(f"{address}?{urlencode({**query, **choices.pop('changes', {})})}", **choices).returned["code"]


@pytest.mark.parametrize("platform", ["facebook", "youtube", "x", "zalo"])
def test_a_right_question_is_shown(platform: str, sandbox: Sandbox) -> None:
    shown = look(sandbox, platform)
    assert shown.status_code == 200
    assert "Dữ liệu mẫu" in shown.text
    assert "Loa (mẫu)" in shown.text


@pytest.mark.parametrize("platform", ["facebook", "youtube", "x", "zalo"])
@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://elsewhere.vn/ket-noi/facebook/tro-ve"},
        {"redirect_uri": "http://127.0.0.1:9/khac"},
        {"redirect_uri": None},
        {"client_id": "1", "app_id": "1"},
        {"state": None},
        {"unknown": "1"},
        {"scope": "everything"},
    ],
)
def test_a_wrong_question_is_shown_to_nobody(platform: str, changes: dict[str, str | None], sandbox: Sandbox) -> None:
    assert look(sandbox, platform, **changes).status_code == 400


@pytest.mark.parametrize("platform", ["youtube", "x", "zalo"])
@pytest.mark.parametrize("changes", [{"code_challenge": None}, {"code_challenge": "short"}])
def test_there_is_no_consent_without_a_challenge(
    platform: str, changes: dict[str, str | None], sandbox: Sandbox
) -> None:
    assert look(sandbox, platform, **changes).status_code == 400


@pytest.mark.parametrize("platform", ["youtube", "x"])
def test_a_challenge_in_plain_is_refused(platform: str, sandbox: Sandbox) -> None:
    assert look(sandbox, platform, code_challenge_method="plain").status_code == 400


def exchange(sandbox: Sandbox, platform: str, value: str, **changes: str) -> requests.Response:
    own = application(sandbox, platform, "oauth2" if platform == "x" else "")
    if platform == "facebook":
        query = {"client_id": own["client_id"], "client_secret": own["client_secret"], "code": value}
        query["redirect_uri"] = RETURN.format(platform)
        return requests.get(
            f"{own['endpoint']}/v26.0/oauth/access_token", params={**query, **changes}, timeout=PATIENCE_S
        )
    form = {"grant_type": "authorization_code", "code": value, "code_verifier": VERIFIER, **changes}
    if platform == "zalo":
        form["app_id"] = own["client_id"]
        headers = {"secret_key": own["client_secret"]}
        return requests.post(f"{own['endpoint']}/v4/oa/access_token", data=form, headers=headers, timeout=PATIENCE_S)
    form = {"redirect_uri": RETURN.format(platform), **form}
    if platform == "x":
        auth = (own["client_id"], own["client_secret"])
        return requests.post(f"{own['endpoint']}/2/oauth2/token", data=form, auth=auth, timeout=PATIENCE_S)
    form |= {"client_id": own["client_id"], "client_secret": own["client_secret"]}
    return requests.post(f"{own['endpoint']}/token", data=form, timeout=PATIENCE_S)


@pytest.mark.parametrize("platform", ["facebook", "youtube", "x", "zalo"])
def test_a_code_is_exchanged_once(platform: str, sandbox: Sandbox) -> None:
    value = code(sandbox, platform)
    assert exchange(sandbox, platform, value).json()["access_token"]
    assert "access_token" not in exchange(sandbox, platform, value).json()


@pytest.mark.parametrize("platform", ["youtube", "x", "zalo"])
def test_another_verifier_uses_the_code_up(platform: str, sandbox: Sandbox) -> None:
    value = code(sandbox, platform)
    for verifier in ("x" * 50, VERIFIER):
        assert "access_token" not in exchange(sandbox, platform, value, code_verifier=verifier).json()


@pytest.mark.parametrize("platform", ["facebook", "youtube", "x"])
def test_a_code_is_bound_to_its_return(platform: str, sandbox: Sandbox) -> None:
    other = "http://127.0.0.1:10/ket-noi/x/tro-ve"
    assert "access_token" not in exchange(sandbox, platform, code(sandbox, platform), redirect_uri=other).json()


def graph(sandbox: Sandbox, path: str, token: str, *, proof: bool = True, **query: str) -> requests.Response:
    own = application(sandbox, "facebook")
    signed = hmac.new(own["client_secret"].encode(), token.encode(), hashlib.sha256).hexdigest()
    given = {**query, "access_token": token, **({"appsecret_proof": signed} if proof else {})}
    return requests.get(f"{own['endpoint']}/v26.0/{path}", params=given, timeout=PATIENCE_S)


def lengthened(sandbox: Sandbox, short: str) -> str:
    own = application(sandbox, "facebook")
    query = {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
    query |= {"client_id": own["client_id"], "client_secret": own["client_secret"]}
    answer = requests.get(f"{own['endpoint']}/v26.0/oauth/access_token", params=query, timeout=PATIENCE_S).json()
    assert answer["expires_in"] == 5_184_000
    token: str = answer["access_token"]
    return token


def test_a_page_token_of_a_short_lived_user_token_dies_with_it(sandbox: Sandbox) -> None:
    short = exchange(sandbox, "facebook", code(sandbox, "facebook")).json()["access_token"]
    long = lengthened(sandbox, short)
    pages = {
        kind: graph(sandbox, "me/accounts", token).json()["data"][0] for kind, token in (("s", short), ("l", long))
    }
    for page in pages.values():
        assert graph(sandbox, page["id"], page["access_token"], fields="name").status_code == 200
    sandbox.control("POST", "/consent/facebook/age")
    died = graph(sandbox, pages["s"]["id"], pages["s"]["access_token"], fields="name")
    assert (died.status_code, died.json()["error"]["error_subcode"]) == (401, 463)
    assert graph(sandbox, pages["l"]["id"], pages["l"]["access_token"], fields="name").status_code == 200


def test_a_user_token_wants_its_proof(sandbox: Sandbox) -> None:
    token = exchange(sandbox, "facebook", code(sandbox, "facebook")).json()["access_token"]
    assert graph(sandbox, "me/accounts", token).status_code == 200
    assert graph(sandbox, "me/accounts", token, proof=False).status_code == 400


def test_google_gives_a_refresh_token_only_when_asked_for_one(sandbox: Sandbox) -> None:
    made = sandbox.new_account("youtube")["id"]

    def given(**changes: str) -> bool:
        value = code(sandbox, "youtube", accounts=[made], changes=changes)
        return "refresh_token" in exchange(sandbox, "youtube", value).json()

    assert not given()
    assert given(access_type="offline")
    assert not given(access_type="offline"), "the person has said yes before"
    assert given(access_type="offline", prompt="consent")


def test_x_gives_a_refresh_token_for_offline_access_and_each_works_once(sandbox: Sandbox) -> None:
    without = exchange(sandbox, "x", code(sandbox, "x", without=("offline.access",))).json()
    assert "refresh_token" not in without
    given = exchange(sandbox, "x", code(sandbox, "x")).json()
    own = application(sandbox, "x", "oauth2")
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    auth = (own["client_id"], own["client_secret"])
    told = [requests.post(f"{own['endpoint']}/2/oauth2/token", data=form, auth=auth, timeout=PATIENCE_S) for _ in "12"]
    assert [one.status_code for one in told] == [200, 400]
    fresh = told[0].json()["access_token"]
    me = requests.get(f"{own['endpoint']}/2/users/me", headers={"Authorization": f"Bearer {fresh}"}, timeout=PATIENCE_S)
    assert me.json()["data"]["id"] == sandbox.account("x")["id"]


def request_token(sandbox: Sandbox, secret: str | None = None) -> requests.Response:
    own = application(sandbox, "x", "oauth1")
    auth = OAuth1(own["client_id"], secret or own["client_secret"], callback_uri=RETURN.format("x"))
    request = requests.Request("POST", "https://api.x.com/oauth/request_token", auth=auth).prepare()
    request.url = f"{own['endpoint']}/oauth/request_token"
    with requests.Session() as session:
        return session.send(request, timeout=PATIENCE_S)


def test_oauth1_wants_a_signature_and_the_person_before_it_gives_a_token(sandbox: Sandbox) -> None:
    assert request_token(sandbox, "wrong").status_code == 401
    given = dict(parse_qsl(request_token(sandbox).text))
    assert given["oauth_callback_confirmed"] == "true"
    endpoint = application(sandbox, "x", "oauth1")["endpoint"]
    early = requests.post(f"{endpoint}/oauth/access_token", timeout=PATIENCE_S)
    assert early.status_code == 401
    back = decide(f"{endpoint}/oauth/authorize?oauth_token={given['oauth_token']}")
    assert back.returned["oauth_token"] == given["oauth_token"]
    assert len(back.returned["oauth_verifier"]) == 32


def test_what_was_given_out_survives_a_restart(start: Starter) -> None:
    first = start()
    long = lengthened(first, exchange(first, "facebook", code(first, "facebook")).json()["access_token"])
    page = graph(first, "me/accounts", long).json()["data"][0]
    bearer = exchange(first, "x", code(first, "x")).json()["access_token"]
    waiting = code(first, "zalo")
    first.kill()
    second = start(state=first.state)
    assert graph(second, page["id"], page["access_token"], fields="name").status_code == 200
    me = requests.get(
        f"{second.base_url}/x/2/users/me", headers={"Authorization": f"Bearer {bearer}"}, timeout=PATIENCE_S
    )
    assert me.status_code == 200
    assert exchange(second, "zalo", waiting).json()["access_token"]
