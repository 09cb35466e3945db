"""X's two ways in: OAuth 1.0a in three steps, whose tokens do not end, and OAuth 2.0 with PKCE, whose tokens are refreshed.

OAuth 1.0a goes through tweepy's handler. OAuth 2.0 makes its two calls itself: tweepy's handler makes up a `state` of its own and
refuses a loopback return. Sources: docs.x.com (D); scopes: the specification's `OAuth2UserToken` (S).
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import requests
import tweepy

from channels.answers import objects_in, parsed, text_in, whole_in
from channels.base import Clock
from channels.connect import (
    Ability,
    Application,
    ConnectableAccount,
    ConnectFailure,
    Connector,
    ConnectSpec,
    ConsentScreen,
    Office,
    Permission,
    challenge_of,
    code_of,
    failed,
    missing_permissions,
    new_verifier,
    scopes_of,
    withheld,
)
from channels.errors import ChannelError
from channels.exchange import Exchange
from channels.http import Answer, Transport
from channels.x.oauth2 import ask_for_tokens
from channels.x.spec import SPEC as CHANNEL
from phrases import phrase

OLD_API, API, SCREEN = "https://api.twitter.com", "https://api.x.com", "https://x.com"
REFRESH_LIVES_S = 15_552_000
"""Six months without use (3): X does not say in its answer."""

_APPLICATION_CODES = (32, 215)
_CODE_CODES = (89,)
_REDIRECT_CODES = (415, 417)


class _Handler(tweepy.OAuth1UserHandler):  # type: ignore[misc] # tweepy carries no types
    """tweepy's handler makes sessions of its own; each sends through our transport."""

    def __init__(self, key: str, secret: str, callback: str, transport: Transport) -> None:
        self._transport = transport
        super().__init__(key, secret, callback=callback)

    @property
    def oauth(self) -> requests.Session:
        return self._oauth

    @oauth.setter
    def oauth(self, session: requests.Session) -> None:
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, self._transport.session.get_adapter(scheme))
        self._oauth = session


class OAuth1Connector:
    """One consent in three steps. What comes back is the request token, so it is the state."""

    def __init__(self, application: Application, transport: Transport) -> None:
        self._key = application.client_id
        self._secret = application.client_secret.get_secret_value()
        self._transport = transport
        self._exchange = Exchange(OAUTH1, transport, [self._key, self._secret])

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        handler = _Handler(self._key, self._secret, redirect, self._transport)
        self._exchange.call(handler.get_authorization_url, _judge_oauth1)
        given = self._form()
        token, secret = given.get("oauth_token", ""), given.get("oauth_token_secret", "")
        if not token or not secret or given.get("oauth_callback_confirmed") != "true":
            raise failed(ConnectFailure.UNCLEAR, OAUTH1)
        address = f"{API}/oauth/authorize?{urlencode({'oauth_token': token})}"
        return ConsentScreen(address, token, {"oauth_token": token, "oauth_token_secret": secret})

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        verifier = returned.get("oauth_verifier", "")
        if not verifier or returned.get("oauth_token") != kept["oauth_token"]:
            raise failed(ConnectFailure.DENIED, OAUTH1)
        self._exchange.hide(verifier, *kept.values())
        handler = _Handler(self._key, self._secret, redirect, self._transport)
        handler.request_token = dict(kept)
        self._exchange.call(lambda: handler.get_access_token(verifier), _judge_oauth1)
        given = self._form()
        token, secret = given.get("oauth_token", ""), given.get("oauth_token_secret", "")
        user, handle = given.get("user_id", ""), given.get("screen_name", "")
        self._exchange.hide(token, secret)
        if not token or not secret or not user.isdigit():
            raise failed(ConnectFailure.UNCLEAR, OAUTH1)
        secrets = {
            "consumer_key": self._key,
            "consumer_secret": self._secret,
            "access_token": token,
            "access_token_secret": secret,
        }
        return [
            ConnectableAccount(user, f"@{handle}" if handle else user, secrets, {"user_id": user, "handle": handle})
        ]

    def _form(self) -> dict[str, str]:
        answer = self._transport.last
        return dict(parse_qsl(answer.body.decode("utf-8", "replace"))) if answer else {}


class OAuth2Connector:
    """One consent with PKCE."""

    def __init__(self, application: Application, transport: Transport, clock: Clock) -> None:
        self._id = application.client_id
        self._secret = application.client_secret.get_secret_value()
        self._transport = transport
        self._clock = clock
        self._exchange = Exchange(OAUTH2, transport, [self._secret])

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        verifier = new_verifier()
        query = {
            "response_type": "code",
            "client_id": self._id,
            "redirect_uri": redirect,
            "scope": " ".join(one.name for one in SCOPES),
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return ConsentScreen(f"{SCREEN}/i/oauth2/authorize?{urlencode(query)}", state, {"verifier": verifier})

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        code = code_of(OAUTH2, returned)
        self._exchange.hide(code, kept["verifier"])
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": kept["verifier"],
        }
        answer = self._exchange.call(
            lambda: ask_for_tokens(self._transport, self._id, self._secret, form), _judge_oauth2
        )
        access, refresh = text_in(answer, "access_token"), text_in(answer, "refresh_token")
        self._exchange.hide(access, refresh)
        if not access:
            raise failed(ConnectFailure.UNCLEAR, OAUTH2, evidence=self._exchange.evidence())
        granted = scopes_of(OAUTH2, text_in(answer, "scope"))
        if (missing := missing_permissions(OAUTH2, granted, self._exchange.evidence())) is not None:
            raise missing
        if not refresh:
            raise failed(ConnectFailure.UNCLEAR, OAUTH2, evidence=self._exchange.evidence())
        client = tweepy.Client(bearer_token=access, return_type=dict, wait_on_rate_limit=False)
        client.session = self._transport.session
        me = self._exchange.call(lambda: client.request("GET", "/2/users/me"), _judge_oauth2)
        user, handle = text_in(me, "data", "id"), text_in(me, "data", "username")
        if not user:
            raise failed(ConnectFailure.UNCLEAR, OAUTH2, evidence=self._exchange.evidence())
        secrets = {
            "client_id": self._id,
            "client_secret": self._secret,
            "access_token": access,
            "refresh_token": refresh,
        }
        ends = self._clock.now() + timedelta(seconds=REFRESH_LIVES_S)
        settings = {"user_id": user, "handle": handle, **withheld(OAUTH2, granted)}
        return [ConnectableAccount(user, f"@{handle}" if handle else user, secrets, settings, ends, REFRESH_LIVES_S)]


def _judge_oauth1(answer: Answer, evidence: str) -> ChannelError | None:
    if answer.status < 400 or answer.status >= 500:
        return None
    codes = {whole_in(one, "code") for one in objects_in(parsed(answer.body), "errors")}
    for known, reason in (
        (_APPLICATION_CODES, ConnectFailure.APPLICATION),
        (_CODE_CODES, ConnectFailure.CODE),
        (_REDIRECT_CODES, ConnectFailure.REDIRECT),
    ):
        if codes & set(known):
            return failed(reason, OAUTH1, evidence=evidence)
    return None


def _judge_oauth2(answer: Answer, evidence: str) -> ChannelError | None:
    if answer.status < 400 or answer.status >= 500:
        return None
    said = text_in(parsed(answer.body), "error")
    reasons = {
        "unauthorized_client": ConnectFailure.APPLICATION,
        "invalid_client": ConnectFailure.APPLICATION,
        # X calls a code that was used, is old, or does not fit its verifier by this one name.
        "invalid_request": ConnectFailure.CODE,
        "invalid_grant": ConnectFailure.CODE,
    }
    return failed(reasons[said], OAUTH2, evidence=evidence) if said in reasons else None


def _open_oauth1(application: Application, office: Office, transport: Transport, clock: Clock) -> Connector:
    return OAuth1Connector(application, transport)


def _open_oauth2(application: Application, office: Office, transport: Transport, clock: Clock) -> Connector:
    return OAuth2Connector(application, transport, clock)


SCOPES = (
    Permission("tweet.read", phrase("x.right.read"), serves=(Ability.COMMENTS,)),
    Permission("tweet.write", phrase("x.right.write"), serves=(Ability.PUBLISH, Ability.ANSWERS)),
    Permission("users.read", phrase("x.right.name")),
    Permission("media.write", phrase("x.right.media")),
    Permission("offline.access", phrase("x.right.lasting")),
)
OAUTH1 = ConnectSpec(
    channel="x",
    label=CHANNEL.label,
    method="oauth1",
    title=phrase("x.title"),
    identity="user_id",
    noun=phrase("x.noun"),
    consent_origin=API,
    hosts=(OLD_API, API),
    permissions=(
        Permission(
            "Read and write",
            phrase("x.right.read-and-write"),
            serves=(Ability.PUBLISH, Ability.VIDEO, Ability.ANSWERS),
        ),
    ),
    needs=(
        phrase("x.needs.password"),
        phrase("x.needs.application"),
    ),
    lasts=phrase("x.lasts"),
    secrets=("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    open=_open_oauth1,
)
OAUTH2 = ConnectSpec(
    channel="x",
    label=CHANNEL.label,
    method="oauth2",
    title=phrase("x.title-oauth2"),
    identity="user_id",
    noun=phrase("x.noun"),
    consent_origin=SCREEN,
    hosts=(OLD_API, API),
    permissions=SCOPES,
    needs=(phrase("x.needs.password"), phrase("x.needs.application-oauth2")),
    lasts=phrase("x.lasts-oauth2"),
    secrets=("client_id", "client_secret", "access_token", "refresh_token"),
    open=_open_oauth2,
)
