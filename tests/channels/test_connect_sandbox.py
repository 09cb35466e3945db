"""Each way to connect against the sandbox's own consent screens: yes, no, less than asked, twice, too late, and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from channels.base import Probes
from channels.connect import Application, ConnectableAccount, ConnectSpec, ConsentScreen, Office
from channels.connectors import OpenedConnector, connect_specs, open_connector
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.registry import open_adapter, parse_credentials, spec_of
from tests.sandbox.consenting import decide, look_at
from tests.sandbox.running import Sandbox, quiet_sandbox

SPECS = connect_specs()
REDIRECT = "http://127.0.0.1:8600/ket-noi/{channel}/tro-ve"
SCOPED = ["facebook", "youtube", "x-oauth2"]
OFFICE = Office("Sở Tư pháp tỉnh Hương Giang", "https://loa.huonggiang.example")


class NowClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("consent")) as sandbox:
        yield sandbox


def application_of(sandbox: Sandbox, spec: ConnectSpec) -> dict[str, str]:
    listed: list[dict[str, str]] = sandbox.get("/_sandbox/accounts.json")["applications"]
    return next(one for one in listed if (one["platform"], one["method"]) == (spec.channel, spec.method))


def opened(sandbox: Sandbox, key: str, **wrong: str) -> OpenedConnector:
    spec = SPECS[key]
    known = {**application_of(sandbox, spec), **wrong}
    own = Application(known["client_id"], SecretStr(known["client_secret"]))
    return open_connector(spec, own, OFFICE, NowClock(), known["endpoint"])


def redirect_of(key: str) -> str:
    return REDIRECT.format(channel=SPECS[key].channel)


def begin(sandbox: Sandbox, key: str) -> tuple[ConsentScreen, str]:
    """The consent, and the address of the screen."""
    with opened(sandbox, key) as connecting:
        consent = connecting.connector.begin(redirect_of(key), "state-of-this-test-0001")
        return consent, connecting.screen(consent.address)


def finish(
    sandbox: Sandbox, key: str, consent: ConsentScreen, returned: dict[str, str], **wrong: str
) -> list[ConnectableAccount]:
    with opened(sandbox, key, **wrong) as connecting:
        return connecting.connector.finish(redirect_of(key), consent.kept, returned)


def connect(sandbox: Sandbox, key: str, **choices: Any) -> list[ConnectableAccount]:
    consent, screen = begin(sandbox, key)
    return finish(sandbox, key, consent, decide(screen, **choices).returned)


def refused(sandbox: Sandbox, key: str, consent: ConsentScreen, returned: dict[str, str], **wrong: str) -> ChannelError:
    with pytest.raises(ChannelError) as refusal:
        finish(sandbox, key, consent, returned, **wrong)
    error = refusal.value
    assert error.__context__ is None
    shown = error.message + error.evidence
    for secret in [
        *consent.kept.values(),
        returned.get("code", ""),
        application_of(sandbox, SPECS[key])["client_secret"],
    ]:
        assert not secret or secret not in shown
    return error


@pytest.mark.parametrize("key", SPECS)
def test_a_yes_gives_an_account_that_its_platform_knows(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    back = decide(screen)
    assert back.address.startswith(redirect_of(key) + "?")
    assert consent.state in back.returned.values()
    found = finish(running, key, consent, back.returned)
    spec, here = SPECS[key], running.account(SPECS[key].channel)
    assert [(one.external_id, one.obstacle) for one in found] == [(here["id"], "")]
    assert found[0].settings[spec.identity] == here["id"]
    if key == "x-oauth2":
        return  # the channel's adapter speaks OAuth 1.0a; `test_connect_x_oauth2.py` uses these tokens
    channel = spec_of(spec.channel)
    settings = {**found[0].settings, "endpoint": application_of(running, spec)["endpoint"]}
    with open_adapter(channel, parse_credentials(channel, found[0].credentials), NowClock(), settings) as account:
        assert isinstance(account.adapter, Probes)
        assert account.adapter.probe() in (here["name"], f"@{here['handle']}")


@pytest.mark.parametrize(
    ("key", "days"), [("facebook", None), ("youtube", None), ("x-oauth1", None), ("x-oauth2", 180), ("zalo", 90)]
)
def test_how_long_it_lasts_is_told(running: Sandbox, key: str, days: int | None) -> None:
    found = connect(running, key)[0]
    if days is None:
        assert (found.expires_at, found.lives_s) == (None, 0)
    else:
        assert found.expires_at is not None
        assert abs(found.expires_at - datetime.now(UTC) - timedelta(days=days)) < timedelta(minutes=1)
        assert found.lives_s == days * 86_400


@pytest.mark.parametrize("key", SPECS)
def test_a_no_is_told_as_one(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    error = refused(running, key, consent, decide(screen, yes=False).returned)
    assert (type(error), error.code) == (Rejected, "denied")
    assert "không cho phép" in error.message


@pytest.mark.parametrize("key", SPECS)
def test_a_code_works_once(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    returned = decide(screen).returned
    finish(running, key, consent, returned)
    error = refused(running, key, consent, returned)
    assert (type(error), error.code) == (Rejected, "code")
    assert "đã được dùng" in error.message


@pytest.mark.parametrize("key", SPECS)
def test_a_code_grows_old(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    returned = decide(screen).returned
    running.control("POST", f"/consent/{SPECS[key].channel}/age")
    assert refused(running, key, consent, returned).code == "code"


@pytest.mark.parametrize("key", ["youtube", "x-oauth2", "zalo"])
def test_a_stolen_code_is_worth_nothing_without_its_verifier(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    other = ConsentScreen(consent.address, consent.state, {"verifier": "v" * 64})
    assert refused(running, key, other, decide(screen).returned).code == "code"


@pytest.mark.parametrize("key", ["facebook", "x-oauth2"])
def test_what_was_left_out_is_named(running: Sandbox, key: str) -> None:
    missing = [one for one in SPECS[key].permissions if one.is_needed][1]
    consent, screen = begin(running, key)
    error = refused(running, key, consent, decide(screen, without=(missing.name,)).returned)
    assert (type(error), error.code) == (Rejected, "permission")
    assert f"{missing.words} ({missing.name})" in error.message
    assert SPECS[key].permissions[0].name not in error.message


def test_who_leaves_out_everything_is_told_everything(running: Sandbox) -> None:
    names = tuple(one.name for one in SPECS["facebook"].permissions)
    consent, screen = begin(running, "facebook")
    error = refused(running, "facebook", consent, decide(screen, without=(*names, "public_profile")).returned)
    needed = {one.name for one in SPECS["facebook"].permissions if one.is_needed}
    assert all((f"({name})" in error.message) is (name in needed) for name in names)


def test_youtube_is_asked_for_nothing_that_its_description_does_not_want(running: Sandbox) -> None:
    """Google lets a person untick each right of several: one right alone leaves nothing that could be left out."""
    (only,) = SPECS["youtube"].permissions
    consent, screen = begin(running, "youtube")
    (found,) = finish(running, "youtube", consent, decide(screen).returned)
    assert (only.name.rpartition("/")[2], found.obstacle) == ("youtube.force-ssl", "")


@pytest.mark.parametrize("key", SCOPED)
def test_an_account_knows_from_its_first_day_which_rights_it_has(running: Sandbox, key: str) -> None:
    (found, *_) = connect(running, key)
    assert found.settings["withheld"] == ""


@pytest.mark.parametrize("key", SPECS)
def test_a_wrong_secret_is_the_administrators_matter(running: Sandbox, key: str) -> None:
    wrong = {"client_secret": "not-the-secret-of-this-application"}
    if key == "x-oauth1":  # its first step is signed already
        with opened(running, key, **wrong) as connecting, pytest.raises(Misconfigured, match=r"connect\.x-oauth1"):
            connecting.connector.begin(redirect_of(key), "state")
        return
    consent, screen = begin(running, key)
    error = refused(running, key, consent, decide(screen).returned, **wrong)
    assert (type(error), error.code) == (Misconfigured, "application")
    assert f"[connect.{key}]" in error.message


@pytest.mark.parametrize("key", SPECS)
@pytest.mark.parametrize("fault", ["error_500", "accept_then_drop"])
def test_a_platform_that_is_down_changes_nothing(running: Sandbox, key: str, fault: str) -> None:
    consent, screen = begin(running, key)
    returned = decide(screen).returned
    running.control("PUT", "/weather", {SPECS[key].channel: {fault: 1.0}})
    try:
        error = refused(running, key, consent, returned)
    finally:
        running.control("DELETE", "/weather")
    assert (type(error), error.code) == (Retryable, "down")
    assert "Chưa có gì thay đổi" in error.message


def test_pages_of_a_portfolio_are_offered_too(running: Sandbox) -> None:
    made = running.new_account("facebook", name="Trang trong danh mục", limits={"in_portfolio": 1})
    consent, screen = begin(running, "facebook")
    found = finish(running, "facebook", consent, decide(screen, accounts=[made["id"]]).returned)
    assert [page.external_id for page in found] == [made["id"]]
    consent, screen = begin(running, "facebook")
    decided = decide(screen, accounts=[made["id"]], without=("business_management",))
    error = refused(running, "facebook", consent, decided.returned)
    assert "business_management" in error.message


def test_several_pages_are_offered_and_only_those_that_were_lent(running: Sandbox) -> None:
    made = [running.new_account("facebook", name=f"Trang xã {number}") for number in range(3)]
    lent = [made[0]["id"], made[2]["id"]]
    found = connect(running, "facebook", accounts=lent)
    assert [one.external_id for one in found] == lent
    assert len({one.credentials["page_access_token"] for one in found}) == 2


def test_a_page_token_outlives_the_user_token_that_it_came_from(running: Sandbox) -> None:
    found = connect(running, "facebook")[0]
    running.control("POST", "/consent/facebook/age")
    channel = spec_of("facebook")
    settings = {**found.settings, "endpoint": f"{running.base_url}/graph"}
    with open_adapter(channel, parse_credentials(channel, found.credentials), NowClock(), settings) as account:
        assert isinstance(account.adapter, Probes)
        assert account.adapter.probe()


def test_asking_again_gives_google_s_refresh_token_again(running: Sandbox) -> None:
    first, second = connect(running, "youtube")[0], connect(running, "youtube")[0]
    assert first.credentials["refresh_token"] != second.credentials["refresh_token"]


def test_a_revoked_x_account_gets_a_new_token(running: Sandbox) -> None:
    made = running.new_account("x")
    running.control("PATCH", f"/accounts/{made['id']}", {"revoked": True})
    found = connect(running, "x-oauth1", accounts=[made["id"]])[0]
    assert found.credentials["access_token"] != made["credentials"]["access_token"]
    assert found.credentials["access_token"].startswith(f"{made['id']}-")


@pytest.mark.parametrize("key", SPECS)
def test_the_screen_asks_for_just_what_is_told_before(running: Sandbox, key: str) -> None:
    _consent, screen = begin(running, key)
    _accounts, scopes = look_at(screen)
    if key in SCOPED:
        assert set(scopes) - {"public_profile"} == {one.name for one in SPECS[key].permissions}


@pytest.mark.parametrize("key", SPECS)
def test_nothing_of_ours_but_what_is_public_is_in_the_address(running: Sandbox, key: str) -> None:
    consent, screen = begin(running, key)
    assert urlsplit(consent.address).scheme == "https"
    assert screen.startswith(running.base_url)
    query = dict(parse_qsl(urlsplit(consent.address).query))
    secrets = [application_of(running, SPECS[key])["client_secret"], consent.kept.get("verifier", "")]
    secrets.append(consent.kept.get("oauth_token_secret", ""))
    assert not {secret for secret in secrets if secret} & set(query.values())
