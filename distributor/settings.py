"""Settings of one home: environment (`LOA_…`) over `LOA_HOME/config.toml` over what stands here.

`LOA_HOME` holds all state: two homes never meet. What a platform may change is not here but in `config/*.toml`; what a unit
may change is in its rows.
"""

import hashlib
import os
import re
import socket
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from channels.addresses import LOOPBACK, OWN_NETWORKS, Network, WayOut
from distributor.errors import SettingsError, system_words
from phrases import phrase

CONFIG_FOLDER = Path(__file__).resolve().parent.parent / "config"
TEMPLATE_FOLDER = Path(__file__).resolve().parent.parent / "templates_posts"

LONGEST_SOCKET_PATH = 100
"""Unix allows about 107 bytes; Valkey adds a suffix while it starts."""
_PLACE = re.compile(r"(?:[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)*|\[[\da-fA-F:.]+\])(?::\d{1,5})?")
"""A host, and a port if any; nobody who signs in."""
_PATH = re.compile(r"[\w./~-]*")
BROKERS = frozenset({"redis", "rediss", "redis+socket", "sentinel"})
"""Schemes of Valkey's address."""


class Values(BaseModel):
    """Every setting, with what counts where nothing is said. Seconds unless the name says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: str = ""
    """Empty: SQLite in the home. `postgresql+psycopg://…` where machines share the work."""
    broker_url: str = ""
    """Empty: an embedded Valkey on a socket in the home."""
    public_url: str = ""
    """Where citizens reach short links and feeds; empty: the web app's own loopback address."""
    web_port: int = Field(default=8600, ge=1, le=65535)
    sandbox_port: int = Field(default=8610, ge=1, le=65535)
    sandbox: bool = True
    """Demo and training: accounts of the sandbox are set up by themselves."""
    demo_channels: str = ""
    """Which channels the demo province has, by name with commas; empty: all."""
    demo_past: int = Field(default=34, ge=0, le=34)
    """How many items of the three weeks before its start the demo province has told already. Its feed holds no more of them."""
    sandbox_speed: float = Field(default=60.0, gt=0)
    sandbox_publish_every: float = Field(default=45.0, ge=0)
    sandbox_follow_every: float = Field(default=15.0, gt=0)
    """How often the sandbox's reader asks for our feed."""
    worker_threads: int = Field(default=16, ge=2, le=200)
    sweep_every: float = Field(default=1.0, gt=0, le=3)
    """At most as long as a heartbeat: what is told of the last sweep is then never older than who looks is patient."""
    lease: float = Field(default=90.0, gt=0)
    """Of a claim; longer than the longest call deadline."""
    allowed_hosts: str = ""
    """Hosts, addresses or networks of the office's own, with commas, that may be called beside the open internet."""
    allow_private_addresses: bool = False
    """The old name: as if all private networks and loopback were in `allowed_hosts`."""
    feed_max_bytes: int = Field(default=10_000_000, gt=0)
    feed_timeout: float = Field(default=20.0, gt=0)
    max_tries: int = Field(default=8, ge=1)
    videos: bool = True
    """Whether new items are given videos by themselves; each takes a core for some ten seconds."""
    api_calls_a_minute: int = Field(default=300, ge=1)
    """Of one key."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas, whose X-Forwarded-For is believed; empty: nobody's."""
    offline_pages: bool = True
    """Whether a browser keeps what staff opened since they signed in, to be read without a network (docs/decisions/0037)."""
    plain_hosts: str = ""
    """Hosts, with commas, whose addresses get no utm_… when a short link leads there; each stands for all below it."""
    law_portal: str = ""
    """What an item about a document leads to beside its source, `{number}` for the document's; empty: as `config/official.toml`
    says."""
    law_bookshelf: str = ""
    """The same of the electronic bookshelf."""
    celery_events: bool = False
    """Whether workers tell of themselves and listen to remote control, as `celery inspect` and Flower want."""
    media_folder: str = ""
    """Where pictures and videos lie; empty: in the home. Machines of one database share it."""
    alert_mail: str = ""
    """Addresses, with commas, that are told when delivery has stood for a minute, and when it moves again; empty: nobody."""
    alert_sms: str = ""
    """Mobile numbers, with commas, that are told the same by SMS; empty: nobody."""
    alert_sms_account: int = Field(default=0, ge=0)
    """By which SMS account, by its id; 0: by the first that takes it."""
    audit_mail: str = ""
    """Addresses, with commas, that are sent the head of the audit log once a day; empty: nobody."""
    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"
    """`json`: one object a line, for a collector."""
    metrics_token: SecretStr = SecretStr("")
    """What a monitor on another machine shows at `/metrics`; empty: only this machine may read them."""
    backup_every: float = Field(default=86_400, ge=0)
    """Of a real home; a demo makes none by itself. 0: never."""
    backup_keep: int = Field(default=7, ge=1)
    """How many backups stay in their folder."""
    backup_folder: str = ""
    """Where backups are made; empty: `backups` in the home. A disk of its own outlives the home's."""
    journal: str = ""
    """Where the journal is written that a restore reads; empty: `journal` in the home. Better not on the database's disk."""
    telephone_port: int = Field(default=0, ge=0, le=65535)
    """Where exchanges reach the telephone line by FastAGI; 0: there is no line."""
    telephone_address: str = "127.0.0.1"
    """On which of this machine's addresses it listens."""
    telephone_peers: str = ""
    """Addresses or networks, with commas, of exchanges on other machines that are heard."""
    telephone_sounds: str = ""
    """The folder of its sounds, which the exchange reads and records into; empty: `telephone` in the home."""
    postgresql_programs: str = ""
    """Where `pg_dump` and `pg_restore` of the server's version lie; empty: where they usually do."""

    @field_validator("allowed_hosts")
    @classmethod
    def _are_places(cls, value: str) -> str:
        WayOut.to(named=_listed(value))
        return value

    @field_validator("broker_url")
    @classmethod
    def _is_of_valkey(cls, value: str) -> str:
        for each in filter(None, value.split(";")):  # several, of Sentinel
            if urlsplit(each).scheme not in BROKERS or urlsplit(each).port == 0:  # of a port that is none it raises
                raise ValueError(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_where_citizens_come(cls, value: str) -> str:
        if value:
            parts = urlsplit(value)
            plain = _PLACE.fullmatch(parts.netloc) and _PATH.fullmatch(parts.path)
            if not plain or parts.query or parts.fragment or parts.port == 0:  # of a port that is none it raises
                raise ValueError(value)
        return value

    @field_validator("law_portal", "law_bookshelf", "public_url")
    @classmethod
    def _are_pages(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("https", "http") or not urlsplit(value).hostname):
            raise ValueError(value)
        return value

    @field_validator("law_portal", "law_bookshelf")
    @classmethod
    def _take_a_number(cls, value: str) -> str:
        try:
            value.format(number="1/2026")
        except (LookupError, ValueError):
            raise ValueError(value) from None
        return value

    @field_validator("trusted_proxies", "telephone_peers")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for each in _listed(value):
            ip_network(each, strict=False)
        return value


def _without_secret(address: str) -> str:
    """The address without who signs in, whatever is wrong with it."""
    return f"…@{address.rpartition('@')[2]}" if "@" in address else address


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


@dataclass(frozen=True)
class Settings:
    """Values, and the places that follow from the home."""

    home: Path
    values: Values

    @property
    def database_url(self) -> str:
        return self.values.database_url or f"sqlite:///{self.home / 'loa.db'}"

    @property
    def run_folder(self) -> Path:
        """Sockets, locks and process ids: of this machine only."""
        return self.home / "run"

    @property
    def tick_file(self) -> Path:
        """Touched by the beat whenever it has sent what was due."""
        return self.run_folder / "beat.tick"

    @property
    def gateway_tick_file(self) -> Path:
        """Touched by the process that watches the SMPP binds, at each round."""
        return self.run_folder / "gateway.tick"

    @property
    def media_folder(self) -> Path:
        return Path(self.values.media_folder).expanduser() if self.values.media_folder else self.home / "media"

    @property
    def telephone_sounds(self) -> Path:
        return (
            Path(self.values.telephone_sounds).expanduser() if self.values.telephone_sounds else self.home / "telephone"
        )

    @property
    def telephone_peers(self) -> list[str]:
        return _listed(self.values.telephone_peers)

    @property
    def backup_folder(self) -> Path:
        return Path(self.values.backup_folder).expanduser() if self.values.backup_folder else self.home / "backups"

    @property
    def journal_folder(self) -> Path:
        return Path(self.values.journal).expanduser() if self.values.journal else self.home / "journal"

    @property
    def backup_every_s(self) -> float:
        """0: none by itself."""
        return 0.0 if self.values.sandbox else self.values.backup_every

    @property
    def socket_path(self) -> Path:
        """The embedded Valkey's socket; a home with a long path has it in the temporary folder, named by the home."""
        path = self.run_folder / "valkey.sock"
        if len(str(path)) <= LONGEST_SOCKET_PATH:
            return path
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"loa-{os.getuid()}-{name}" / "valkey.sock"

    @property
    def broker_url(self) -> str:
        return self.values.broker_url or f"redis+socket://{self.socket_path}"

    @property
    def key_prefix(self) -> str:
        """Return the prefix of every key on a broker that others may use too: those who share the database share the keys,
        nobody else."""
        if not self.values.broker_url:
            return ""
        # A SQLite file is of one machine: the same path elsewhere is another home.
        here = socket.gethostname() if self.database_url.startswith("sqlite") else ""
        shared = f"{here}{self.database_url}"
        return f"loa-{hashlib.sha256(shared.encode()).hexdigest()[:10]}:"

    @property
    def valkey_url(self) -> str:
        """The same server for the plain client, which spells sockets otherwise than Celery's."""
        return self.broker_url.replace("redis+socket://", "unix://", 1)

    @property
    def public_url(self) -> str:
        return (self.values.public_url or f"http://127.0.0.1:{self.values.web_port}").rstrip("/")

    @property
    def trusted_proxies(self) -> tuple[Network, ...]:
        return tuple(ip_network(each, strict=False) for each in _listed(self.values.trusted_proxies))

    @property
    def way_out(self) -> WayOut:
        """Return where connections may go that staff have entered: a demo's stand-ins are on this machine."""
        return WayOut.to(named=_listed(self.values.allowed_hosts), networks=self._own_networks)

    @property
    def way_out_to_sources(self) -> WayOut:
        """Return where readings of sources may go: of loopback only to the sandbox's own feeds, also in a demo."""
        networks = OWN_NETWORKS if self.values.allow_private_addresses else ()
        origins = (self.sandbox_url,) if self.values.sandbox else ()
        return WayOut.to(named=_listed(self.values.allowed_hosts), networks=networks, origins=origins)

    @property
    def _own_networks(self) -> tuple[Network, ...]:
        if self.values.allow_private_addresses:
            return OWN_NETWORKS
        return LOOPBACK if self.values.sandbox else ()

    @property
    def plain_hosts(self) -> tuple[str, ...]:
        return tuple(host.lower().strip(".") for host in _listed(self.values.plain_hosts))

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.values.sandbox_port}"


def default_home(environment: Mapping[str, str]) -> Path:
    if named := environment.get("LOA_HOME"):
        return Path(named).expanduser().resolve()
    data = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().resolve() / "loa"


RESTORING = "restoring"
"""A file in a home that is being restored, or was left half-way: nothing else may use it."""


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the home that `LOA_HOME` names. Raises `SettingsError` naming the setting and its place."""
    environment = os.environ if environment is None else environment
    home = default_home(environment)
    if (home / RESTORING).exists():
        raise SettingsError(phrase("settings.restoring", home=str(home)))
    given: dict[str, Any] = {}
    file = home / "config.toml"
    if file.exists():
        try:
            given = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            why = system_words(error) if isinstance(error, OSError) else str(error)
            raise SettingsError(phrase("settings.file-unreadable", file=str(file), error=why)) from error
    # Read by distributor.connect.applications, so that its secrets stay out of Settings.
    given.pop("connect", None)
    given.pop("mail", None)  # and this by distributor.mail.server
    for name in Values.model_fields:
        if (value := environment.get(f"LOA_{name.upper()}")) is not None:
            given[name] = value
    try:
        return Settings(home, Values.model_validate(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = first["type"] != "extra_forbidden"
        given_there = _without_secret(first["input"]) if name == "broker_url" else first["input"]
        what = phrase("settings.not-usable", value=repr(given_there)) if known else phrase("settings.unknown")
        raise SettingsError(
            phrase("settings.wrong", name=name, what=what, file=str(file), variable=f"LOA_{name.upper()}")
        ) from error
