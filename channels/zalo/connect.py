"""Zalo's OAuth v4 with PKCE: an administrator of the Official Account lets us in. The refresh token works once.

Zalo publishes no machine-readable description: paths and fields are third-party knowledge (PLATFORM_FACTS 5), none tried against
the platform. What it answers to a no is not documented: whatever comes back without a code counts as one.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from channels.answers import parsed, text_in
from channels.base import Clock
from channels.connect import (
    Application,
    ConnectableAccount,
    ConnectFailure,
    Connector,
    ConnectSpec,
    ConsentScreen,
    Office,
    challenge_of,
    code_of,
    failed,
    new_verifier,
)
from channels.errors import ChannelError
from channels.exchange import Exchange
from channels.http import Answer, Transport
from channels.registry import parse_credentials
from channels.settings import credentials_as
from channels.zalo.client import HOSTS, TOKENS, ZaloClient
from channels.zalo.configuration import zalo_configuration
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.failures import code_of as error_code_of
from channels.zalo.rights import PERMISSIONS
from channels.zalo.spec import SPEC as CHANNEL
from phrases import phrase

REFRESH_LIVES_S = 7_776_000
"""Three months, where the answer does not say."""
AUTHOR_LIMIT = 50

_APPLICATION_CODES = (-14002, -14003, -14004)
_THROTTLED = (-32,)


class ZaloConnector:
    """One consent."""

    def __init__(self, application: Application, office: Office, transport: Transport, clock: Clock) -> None:
        self._id = application.client_id
        self._secret = application.client_secret.get_secret_value()
        self._office = office
        self._transport = transport
        self._clock = clock
        self._exchange = Exchange(SPEC, transport, [self._secret])

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        verifier = new_verifier()
        query = {
            "app_id": self._id,
            "redirect_uri": redirect,
            "code_challenge": challenge_of(verifier),
            "state": state,
        }
        return ConsentScreen(f"{TOKENS}/v4/oa/permission?{urlencode(query)}", state, {"verifier": verifier})

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        code = code_of(SPEC, returned)
        self._exchange.hide(code, kept["verifier"])
        form = {
            "grant_type": "authorization_code",
            "app_id": self._id,
            "code": code,
            "code_verifier": kept["verifier"],
        }
        answer = self._exchange.call(
            lambda: self._transport.session.post(
                f"{TOKENS}/v4/oa/access_token", data=form, headers={"secret_key": self._secret}, allow_redirects=False
            ),
            _judge,
        )
        access, refresh = text_in(answer, "access_token"), text_in(answer, "refresh_token")
        self._exchange.hide(access, refresh)
        if not access or not refresh:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        said = text_in(answer, "refresh_token_expires_in")
        lives = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else REFRESH_LIVES_S
        secrets = {
            "app_id": self._id,
            "app_secret": self._secret,
            "refresh_token": refresh,
            "access_token": access,
        }
        oa_id, name = self._account(secrets)
        settings = {
            "oa_id": oa_id,
            "author": self._office.name[:AUTHOR_LIMIT].strip(),
            "media_address": f"{self._office.public_url}/media/{{sha256}}.{{ending}}",
        }
        ends = self._clock.now() + timedelta(seconds=lives)
        return [ConnectableAccount(oa_id, name, secrets, settings, expires_at=ends, lives_s=lives)]

    def _account(self, secrets: Mapping[str, str]) -> tuple[str, str]:
        own = credentials_as(ZaloCredentials, parse_credentials(CHANNEL, secrets), SPEC.label)
        answer = ZaloClient(own, self._transport, self._clock, zalo_configuration()).read("oa/getoa")
        oa_id = text_in(answer, "data", "oa_id") or text_in(answer, "data", "oaid")
        if not oa_id:
            raise failed(ConnectFailure.UNCLEAR, SPEC, evidence=self._exchange.evidence())
        return oa_id, text_in(answer, "data", "name") or oa_id


def _judge(answer: Answer, evidence: str) -> ChannelError | None:
    code = error_code_of(parsed(answer.body))
    if not code or answer.status >= 500:
        return None
    if code in _APPLICATION_CODES:
        return failed(ConnectFailure.APPLICATION, SPEC, evidence=evidence)
    return failed(ConnectFailure.THROTTLED if code in _THROTTLED else ConnectFailure.CODE, SPEC, evidence=evidence)


def _open(application: Application, office: Office, transport: Transport, clock: Clock) -> Connector:
    return ZaloConnector(application, office, transport, clock)


SPEC = ConnectSpec(
    channel="zalo",
    label=CHANNEL.label,
    method="",
    title="Zalo Official Account",
    identity="oa_id",
    noun="Official Account",
    consent_origin=TOKENS,
    hosts=HOSTS,
    permissions=PERMISSIONS,
    needs=(
        phrase("zalo.needs.person"),
        phrase("zalo.needs.application"),
    ),
    lasts=phrase("zalo.lasts"),
    secrets=("app_id", "app_secret", "refresh_token", "access_token"),
    open=_open,
)
