"""The office's own applications at the platforms: environment over `LOA_HOME/config.toml` over the sandbox's, in a demo.

    [connect.facebook]
    client_id = "…"
    client_secret = "…"
    webhook_secret = "…"    # of Zalo, where its webhook is used

The tables are `facebook`, `youtube`, `x-oauth1`, `x-oauth2`, `zalo`; in the environment they are spelt
`LOA_CONNECT_X_OAUTH1_CLIENT_ID` and `…_CLIENT_SECRET`. They hold secrets, so they are read here, where they are needed, and never
become part of `Settings`, which may be shown.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from channels.connect import Application, ConnectSpec
from channels.http import Transport
from distributor.errors import LoaError, SettingsError
from distributor.settings import Settings
from phrases import phrase

SANDBOX_TIMEOUT_S = 5.0
FIELDS = ("client_id", "client_secret")
WEBHOOK_SECRET = "webhook_secret"
"""May be missing: then nothing that the platform tells is believed."""


@dataclass(frozen=True)
class Registered:
    """An application. `endpoint`, `post_address`: of what stands in for the platform; empty for the platform itself.

    `webhook_secret`: by which the platform signs what it tells us, where that is a secret of its own; may be empty.
    """

    application: Application
    endpoint: str = ""
    post_address: str = ""
    webhook_secret: SecretStr = field(default_factory=lambda: SecretStr(""))


def application_of(settings: Settings, spec: ConnectSpec, environment: Mapping[str, str] | None = None) -> Registered:
    """The application by which `spec` connects. Raises SettingsError.

    May ask the sandbox: never call it with a transaction open.
    """
    own = own_application(settings, spec, environment)
    if own is not None:
        given = os.environ if environment is None else environment
        signs = given.get(_variable(spec, WEBHOOK_SECRET), "") or _table(settings, spec).get(WEBHOOK_SECRET, "")
        return Registered(own, webhook_secret=SecretStr(signs))
    if settings.values.sandbox:
        return _of_the_sandbox(settings, spec)
    prefix = _variable(spec, "")
    raise SettingsError(
        phrase(
            "connect.no-application",
            label=spec.label,
            file=str(settings.home / "config.toml"),
            key=spec.key,
            prefix=prefix,
        )
    )


def own_application(
    settings: Settings, spec: ConnectSpec, environment: Mapping[str, str] | None = None
) -> Application | None:
    """Return what the office has set, None for nothing. Raises SettingsError for half of it."""
    environment = os.environ if environment is None else environment
    table = _table(settings, spec)
    given = {name: environment.get(_variable(spec, name), "") or table.get(name, "") for name in FIELDS}
    if not any(given.values()):
        return None
    if missing := [name for name in FIELDS if not given[name]]:
        raise SettingsError(
            phrase(
                "connect.application-incomplete",
                label=spec.label,
                missing=missing[0],
                key=spec.key,
                file=str(settings.home / "config.toml"),
                variable=_variable(spec, missing[0]),
            )
        )
    return Application(given["client_id"], SecretStr(given["client_secret"]))


def _table(settings: Settings, spec: ConnectSpec) -> dict[str, str]:
    file = settings.home / "config.toml"
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8")).get("connect", {}) if file.exists() else {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(phrase("connect.file-unreadable", file=str(file), error=type(error).__name__)) from error
    table = tables.get(spec.key, {}) if isinstance(tables, dict) else {}
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise SettingsError(phrase("connect.table-of-strings", key=spec.key, file=str(file)))
    if unknown := set(table) - {*FIELDS, WEBHOOK_SECRET}:
        raise SettingsError(
            phrase(
                "connect.table-unknown-entry",
                key=spec.key,
                file=str(file),
                unknown=min(unknown),
                entries=", ".join(FIELDS),
            )
        )
    return table


def _variable(spec: ConnectSpec, name: str) -> str:
    return f"LOA_CONNECT_{spec.key.upper().replace('-', '_')}_{name.upper()}"


def _of_the_sandbox(settings: Settings, spec: ConnectSpec) -> Registered:
    unreachable = SettingsError(phrase("connect.sandbox-silent", address=settings.sandbox_url))
    transport = Transport(default_deadline_s=SANDBOX_TIMEOUT_S, way_out=settings.way_out)
    try:
        listed = transport.session.get(f"{settings.sandbox_url}/_sandbox/accounts.json").json()["applications"]
        found = next(one for one in listed if (one["platform"], one["method"]) == (spec.channel, spec.method))
        own = Application(found["client_id"], SecretStr(found["client_secret"]))
        return Registered(own, found["endpoint"], found["post_address"], SecretStr(found.get(WEBHOOK_SECRET, "")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreachable from error
    except StopIteration:
        raise LoaError(phrase("connect.sandbox-has-none", title=spec.title)) from None
    finally:
        transport.close()
