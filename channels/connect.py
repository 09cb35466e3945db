"""The contract of connecting: a person says yes on the platform's own screen, and accounts come of it.

1. `begin` says where the person's browser goes, and what must be kept until it returns.
2. The platform sends the browser to `redirect` with a query: a code, or that the person said no.
3. `finish` exchanges it for tokens and answers with every Page, channel or profile that may be connected.

`begin` and `finish` raise `channels.errors.ChannelError`. A code works once, so nothing is tried again: after a failure the
person begins anew. What is kept and what is found holds secrets, and is sealed by whoever stores it.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import SecretStr

from channels.base import Clock
from channels.errors import ChannelError, Misconfigured, Rejected, Retryable
from channels.http import Answer, Transport, certainly_not_sent
from phrases import listed, phrase


@dataclass(frozen=True)
class Application:
    """The office's own application at the platform."""

    client_id: str
    client_secret: SecretStr


@dataclass(frozen=True)
class Office:
    """The office that connects an account. `public_url`: where the world finds our pictures."""

    name: str
    public_url: str


WITHHELD = "withheld"
"""The setting of an account that names the rights that its connection was not given."""
LOST = "lost"
"""The setting that names those that it had, until the platform refused what they are for."""
TOLD_ANEW = (WITHHELD, "app_id", "handle")
"""Settings that a consent knows better than what stands from an earlier one."""


class Ability(StrEnum):
    """A use of an account that needs a right of the platform. What Loa asks for by itself is not asked for where it is off."""

    PUBLISH = "publish"
    VIDEO = "video"
    COMMENTS = "comments"
    ANSWERS = "answers"
    INSIGHTS = "insights"
    NOTICES = "notices"
    FOLLOWERS = "followers"
    """Telling followers of a post that is public already."""


@dataclass(frozen=True)
class Permission:
    """One right that is asked for, under the platform's name, and what Loa does with it.

    `is_needed`: without it nothing can be posted. Another one that was not given turns off what its words say, and that alone.
    `serves`: what is off without it. What a person sets going is still asked, and the person told of the refusal.
    """

    name: str
    words: str
    is_needed: bool = True
    serves: tuple[Ability, ...] = ()


@dataclass(frozen=True)
class ConsentScreen:
    """`address`: the platform's screen. `state`: what comes back with the person. `kept`: what `finish` will need; secret."""

    address: str
    state: str
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ConnectableAccount:
    """One account that may be connected, with all that its adapter needs.

    `expires_at`: when a person must sign in again, None for never. `lives_s`: where each refresh begins that time anew, its
    length in seconds. `obstacle`: why it cannot be used, in words for staff; empty where it can.
    """

    external_id: str
    name: str
    credentials: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str]
    expires_at: datetime | None = None
    lives_s: int = 0
    obstacle: str = ""


class Connector(Protocol):
    """One consent of one person. Used by one thread at a time."""

    def begin(self, redirect: str, state: str) -> ConsentScreen:
        """Return the address of the platform's page to which the person goes. `state`: random; a platform that brings back a
        word of its own answers with that one."""
        ...

    def finish(self, redirect: str, kept: Mapping[str, str], returned: Mapping[str, str]) -> list[ConnectableAccount]:
        """Exchange what came back for accounts to choose from. `returned`: the query with which the browser came back. Never
        empty."""
        ...


class OpenConnector(Protocol):
    def __call__(self, application: Application, office: Office, transport: Transport, clock: Clock) -> Connector: ...


@dataclass(frozen=True)
class ConnectSpec:
    """The way in which accounts of a channel are connected. `method`: where it knows several ways (`oauth1`, `oauth2`), else
    empty.

    `identity`: the setting that says which account it is (`page_id`). `noun`: what the person chooses. `title`, `noun`,
    `needs`, `lasts`: phrases, for staff.
    `consent_origin`: where the platform's screen is. `hosts`: the origins that are called. `needs`: what the office must have
    made ready. `lasts`: how long a connection holds, in words. `secrets`: the fields of the channel's credentials that it fills.
    """

    channel: str
    label: str
    method: str
    title: str
    identity: str
    noun: str
    consent_origin: str
    hosts: tuple[str, ...]
    permissions: tuple[Permission, ...]
    needs: tuple[str, ...]
    lasts: str
    secrets: tuple[str, ...]
    open: OpenConnector

    @property
    def key(self) -> str:
        """Return the way's key, `facebook`, `x-oauth2`: of its settings."""
        return f"{self.channel}-{self.method}" if self.method else self.channel


@dataclass(frozen=True)
class FormField:
    """A field that a person fills in, kept in the account's settings under `name`. `label`, `hint`: phrases."""

    name: str
    label: str
    hint: str = ""
    is_needed: bool = True


class ConnectFailure(StrEnum):
    """A connection did not come about, with the reason."""

    DENIED = "denied"
    CODE = "code"
    APPLICATION = "application"
    REDIRECT = "redirect"
    PERMISSION = "permission"
    THROTTLED = "throttled"
    DOWN = "down"
    UNCLEAR = "unclear"


_KINDS: dict[ConnectFailure, type[ChannelError]] = {
    ConnectFailure.APPLICATION: Misconfigured,
    ConnectFailure.REDIRECT: Misconfigured,
    ConnectFailure.THROTTLED: Retryable,
    ConnectFailure.DOWN: Retryable,
    ConnectFailure.UNCLEAR: Retryable,
}


def failed(reason: ConnectFailure, spec: ConnectSpec, *, missing: str = "", evidence: str = "") -> ChannelError:
    """The error of a connection that did not come about; its `code` is the reason."""
    words = phrase(f"channels.connect.{reason}", label=spec.label, key=spec.key, missing=missing)
    return _KINDS.get(reason, Rejected)(words, code=reason.value, evidence=evidence)


def no_answer(spec: ConnectSpec, error: BaseException | None, answer: Answer | None, evidence: str) -> ChannelError:
    """The error of a call that was not answered as the platform would."""
    down = answer is None or answer.status >= 500 or (error is not None and certainly_not_sent(error))
    if answer is not None and answer.status == 429:
        return failed(ConnectFailure.THROTTLED, spec, evidence=evidence)
    return failed(ConnectFailure.DOWN if down else ConnectFailure.UNCLEAR, spec, evidence=evidence)


def missing_permissions(spec: ConnectSpec, granted: set[str], evidence: str = "") -> ChannelError | None:
    """The error that names what the person left out; None if nothing is missing without which there is no posting."""
    missing = [one for one in spec.permissions if one.is_needed and one.name not in granted]
    if not missing:
        return None
    told = listed((phrase("channels.with-why", what=one.words, why=one.name) for one in missing), "; ")
    return failed(ConnectFailure.PERMISSION, spec, missing=told, evidence=evidence)


def withheld(spec: ConnectSpec, granted: set[str]) -> dict[str, str]:
    """Return what an account's settings say of the rights that were asked for and not given: `WITHHELD`, their names."""
    return {WITHHELD: " ".join(one.name for one in spec.permissions if one.name not in granted)}


def withheld_of(settings: Mapping[str, Any]) -> frozenset[str] | None:
    """The rights that an account's connection was not given; None where nobody knows."""
    return _names(settings.get(WITHHELD))


def lost_of(settings: Mapping[str, Any]) -> frozenset[str]:
    """The rights that its platform took from an account since it was connected."""
    return _names(settings.get(LOST)) or frozenset()


def _names(told: object) -> frozenset[str] | None:
    """A consent tells them in a text, as OAuth does; elsewhere they stand in a list, for some have spaces."""
    if isinstance(told, str):
        return frozenset(told.split())
    return frozenset(map(str, told)) if isinstance(told, list) else None


def turned_off(permissions: Iterable[Permission], settings: Mapping[str, Any]) -> frozenset[Ability]:
    """Return what an account with these settings has no right to."""
    gone = (withheld_of(settings) or frozenset()) | lost_of(settings)
    return frozenset(ability for one in permissions if one.name in gone for ability in one.serves)


def scopes_of(spec: ConnectSpec, scope: str) -> set[str]:
    """Return what a token's answer says was granted; one that says nothing gave all that was asked for (RFC 6749, 5.1)."""
    return set(scope.split()) or {one.name for one in spec.permissions}


def code_of(spec: ConnectSpec, returned: Mapping[str, str]) -> str:
    """The code that came back. Raises Rejected if the person said no, or whatever else came instead of one."""
    if code := returned.get("code", ""):
        return code
    said = returned.get("error", "") or returned.get("error_code", "")
    # Platforms spell a no in many ways; whatever is plainly something else is told as such.
    reasons = {"invalid_scope": ConnectFailure.PERMISSION, "redirect_uri_mismatch": ConnectFailure.REDIRECT}
    reason = reasons.get(said, ConnectFailure.DENIED)
    raise failed(reason, spec, missing=", ".join(one.name for one in spec.permissions))


def new_verifier() -> str:
    """A verifier of PKCE: 64 characters of RFC 7636's alphabet."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Its S256 challenge (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
