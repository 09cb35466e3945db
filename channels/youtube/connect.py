"""Google's OAuth 2.0 for web applications with PKCE: a refresh token for one YouTube channel.

`access_type=offline` and `prompt=consent` together make Google give a refresh token each time. It has no end, but for an
application still "in testing", whose tokens end after a week: then the answer says so (`refresh_token_expires_in`). Source:
developers.google.com/identity/protocols/oauth2/web-server (D). google-auth-oauthlib is no part of Loa: it repeats requests.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

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
from channels.errors import ChannelError, Rejected
from channels.exchange import Exchange
from channels.http import Answer, Transport
from channels.registry import parse_credentials
from channels.settings import credentials_as
from channels.youtube.client import API, TOKENS, YouTubeClient
from channels.youtube.configuration import youtube_configuration
from channels.youtube.credentials import YouTubeCredentials
from channels.youtube.spec import SPEC as CHANNEL
from phrases import phrase

SCREEN = "https://accounts.google.com"
_AUTH = "https://www.googleapis.com/auth"
_REASONS = {
    "invalid_grant": ConnectFailure.CODE,
    "invalid_client": ConnectFailure.APPLICATION,
    "unauthorized_client": ConnectFailure.APPLICATION,
    "redirect_uri_mismatch": ConnectFailure.REDIRECT,
}


class YouTubeConnector:
    """One consent."""

    def __init__(self, application: Application, transport: Transport, clock: Clock) -> None:
        self._id = application.client_id
        self._secret = application.client_secret.get_secret_value()
        self._transport = transport
        self._clock = clock
        self._exchange = Exchange(SPEC, transport, [self._secret])

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        verifier = new_verifier()
        query = {
            "client_id": self._id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": " ".join(one.name for one in PERMISSIONS),
            "access_type": "offline",
            "prompt": "consent",
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return ConsentScreen(f"{SCREEN}/o/oauth2/v2/auth?{urlencode(query)}", state, {"verifier": verifier})

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        code = code_of(SPEC, returned)
        self._exchange.hide(code, kept["verifier"])
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._id,
            "client_secret": self._secret,
            "redirect_uri": redirect,
            "code_verifier": kept["verifier"],
        }
        answer = self._exchange.call(
            lambda: self._transport.session.post(f"{TOKENS}/token", data=form, allow_redirects=False), _judge
        )
        access, refresh = text_in(answer, "access_token"), text_in(answer, "refresh_token")
        self._exchange.hide(access, refresh)
        if not access:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        granted = scopes_of(SPEC, text_in(answer, "scope"))
        if (missing := missing_permissions(SPEC, granted, self._exchange.evidence())) is not None:
            raise missing
        if not refresh:
            raise Rejected(phrase("youtube.no-refresh-token"), evidence=self._exchange.evidence())
        lives = whole_in(answer, "refresh_token_expires_in")
        secrets = {
            "client_id": self._id,
            "client_secret": self._secret,
            "refresh_token": refresh,
            "access_token": access,
        }
        ends = self._clock.now() + timedelta(seconds=lives) if lives else None
        return [
            ConnectableAccount(channel_id, name, secrets, {"channel_id": channel_id, **withheld(SPEC, granted)}, ends)
            for channel_id, name in self._channels(secrets)
        ]

    def _channels(self, secrets: Mapping[str, str]) -> list[tuple[str, str]]:
        own = credentials_as(YouTubeCredentials, parse_credentials(CHANNEL, secrets), SPEC.label)
        client = YouTubeClient(own, self._transport, self._clock, youtube_configuration())
        answer = client.read("channels.list", part="snippet", mine=True)
        found = [
            (text_in(one, "id"), text_in(one, "snippet", "title") or text_in(one, "id"))
            for one in objects_in(answer, "items")
            if text_in(one, "id")
        ]
        if not found:
            raise Rejected(phrase("youtube.no-channel"), evidence=self._exchange.evidence())
        return found


def _judge(answer: Answer, evidence: str) -> ChannelError | None:
    if answer.status < 400 or answer.status >= 500:
        return None
    reason = _REASONS.get(text_in(parsed(answer.body), "error"))
    return None if reason is None else failed(reason, SPEC, evidence=evidence)


def _open(application: Application, office: Office, transport: Transport, clock: Clock) -> Connector:
    return YouTubeConnector(application, transport, clock)


PERMISSIONS = (
    Permission(
        f"{_AUTH}/youtube.force-ssl",
        phrase("youtube.right.force-ssl"),
        serves=(Ability.PUBLISH, Ability.VIDEO, Ability.COMMENTS, Ability.ANSWERS, Ability.INSIGHTS),
    ),
)
"""By its description of the interface each call that Loa makes is served by this one."""
SPEC = ConnectSpec(
    channel="youtube",
    label=CHANNEL.label,
    method="",
    title=phrase("youtube.title"),
    identity="channel_id",
    noun=phrase("youtube.noun"),
    consent_origin=SCREEN,
    hosts=(API, "https://www.googleapis.com", TOKENS),
    permissions=PERMISSIONS,
    needs=(
        phrase("youtube.needs-account"),
        phrase("youtube.needs-project"),
    ),
    lasts=phrase("youtube.lasts"),
    secrets=("client_id", "client_secret", "refresh_token", "access_token"),
    open=_open,
)
