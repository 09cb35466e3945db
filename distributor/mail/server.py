"""The office's mail server: environment over the table `[mail]` of `LOA_HOME/config.toml` over the sandbox's, in a demo.

    [mail]
    host = "smtp.huonggiang.gov.vn"
    port = "587"
    security = "starttls"      # starttls, tls, or none on the own network
    user = "baocao"
    password = "…"
    sender = "baocao@huonggiang.gov.vn"

In the environment: `LOA_MAIL_HOST`, `LOA_MAIL_PASSWORD`, … It holds a secret, so it is read here and never part of `Settings`.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from pydantic import SecretStr

from distributor.errors import SettingsError
from distributor.mail.addresses import is_address
from distributor.settings import Settings
from phrases import phrase

FIELDS = ("host", "port", "security", "user", "password", "sender")
SANDBOX_SENDER = "baocao@huonggiang.example"
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class NoMailServer(SettingsError):
    """None is set."""


@dataclass(frozen=True)
class MailServer:
    """`security`: of PORTS. `user` empty: no sign-in. `sender`: the address that mail comes from."""

    host: str
    port: int
    security: str
    user: str
    password: SecretStr
    sender: str


def mail_server(settings: Settings, environment: Mapping[str, str] | None = None) -> MailServer:
    """Return the mail server of the settings. Raises SettingsError, naming what is missing or wrong."""
    environment = os.environ if environment is None else environment
    table = _table(settings)
    given = {name: environment.get(f"LOA_MAIL_{name.upper()}", "") or table.get(name, "") for name in FIELDS}
    where = phrase("mail.where-set", file=str(settings.home / "config.toml"))
    if not given["host"]:
        if (at_sandbox := _at_sandbox(settings)) is not None:
            return at_sandbox
        raise NoMailServer(phrase("mail.no-server", where=where))
    security = given["security"] or "starttls"
    if security not in PORTS:
        raise SettingsError(phrase("mail.security-wrong", choices=", ".join(PORTS), where=where))
    port = given["port"] or str(PORTS[security])
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SettingsError(phrase("mail.port-wrong", where=where))
    if not is_address(given["sender"]):
        raise SettingsError(phrase("mail.sender-wrong", where=where))
    if security == "none" and given["user"] and not _is_loopback(given["host"]):
        raise SettingsError(phrase("mail.password-in-clear", where=where))
    return MailServer(given["host"], int(port), security, given["user"], SecretStr(given["password"]), given["sender"])


def _table(settings: Settings) -> dict[str, str]:
    file = settings.home / "config.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("mail", {}) if file.exists() else {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(phrase("mail.file-unreadable", file=str(file), kind=type(error).__name__)) from error
    if not isinstance(table, dict) or not all(isinstance(value, str | int) for value in table.values()):
        raise SettingsError(phrase("mail.entry-not-text", file=str(file)))
    if unknown := set(table) - set(FIELDS):
        raise SettingsError(phrase("mail.entry-unknown", file=str(file), entry=min(unknown), known=", ".join(FIELDS)))
    return {name: str(value) for name, value in table.items()}


def _at_sandbox(settings: Settings) -> MailServer | None:
    """The stand-in mailbox of this home's sandbox, which says in its folder where it listens; no mail leaves the machine."""
    if not settings.values.sandbox:
        return None
    try:
        port = int((settings.home / "sandbox" / "mail" / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return MailServer("127.0.0.1", port, "none", "", SecretStr(""), SANDBOX_SENDER)


def is_sandbox(settings: Settings, server: MailServer) -> bool:
    return server == _at_sandbox(settings)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
