"""What a process needs to carry posts: database, clock, vault, media, who it is, and its open adapters."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlmodel import Session

from channels.addresses import WayOut
from channels.errors import Misconfigured
from channels.registry import OpenedAccount, open_adapter, parse_credentials, spec_of
from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.outgoing.post import AccountView
from distributor.settings import Settings
from distributor.vault import Vault
from distributor.work.liveness import LivingIncarnation, proof_of_death
from distributor.work.ports import Pacer

MediaPath = Callable[[str], Path]


class CarryWatch(Protocol):
    """Told of each try to carry a post, for a monitor. Never raises, never waits."""

    def begun(self, post_id: int, account_id: int, attempt_id: int, tries: int) -> None: ...

    def ended(self, attempt_id: int, result: str, error: str, runtime_s: float) -> None: ...


class Unwatched:
    """Implements `CarryWatch` where nobody watches."""

    def begun(self, post_id: int, account_id: int, attempt_id: int, tries: int) -> None: ...

    def ended(self, attempt_id: int, result: str, error: str, runtime_s: float) -> None: ...


@dataclass
class Carrier:
    """One a process. `in_flight`: tokens that some thread here is acting on. `stopping`: take no further post."""

    settings: Settings
    database: Database
    clock: Clock
    vault: Vault
    incarnation: LivingIncarnation
    pacer: Pacer
    media_path: MediaPath
    watch: CarryWatch = field(default_factory=Unwatched)
    in_flight: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)
    looking: Counter[str] = field(default_factory=Counter)
    """Channel → threads here that look for unknown posts; a platform that hangs must not take them all."""
    looking_lock: threading.Lock = field(default_factory=threading.Lock)
    _adapters: threading.local = field(default_factory=threading.local)

    @property
    def channel_in_flight(self) -> int:
        """A channel that hangs may take half of the threads; the others stay free for the other channels."""
        return max(1, self.settings.values.worker_threads // 2)

    def judge_death(self) -> Callable[[Session, str, datetime | None, datetime], str]:
        return proof_of_death(self.database, self.settings.run_folder)

    def open(self, account: AccountView) -> OpenedAccount:
        """The account's adapter for this thread, kept with its connections until the credentials change.

        Raises `channels.errors.Misconfigured`.
        """
        kept: dict[int, tuple[AccountView, OpenedAccount]] = self._adapters.__dict__.setdefault("kept", {})
        if (known := kept.get(account.account_id)) and known[0] == account:
            return known[1]
        opened = open_account(account, self.vault, self.clock, self.settings.way_out)
        kept[account.account_id] = (account, opened)
        return opened


def open_account(account: AccountView, vault: Vault, clock: Clock, way_out: WayOut) -> OpenedAccount:
    """The account's adapter with connections of its own, which the caller closes. `way_out`: where they may go, as the home's
    settings say. Raises `channels.errors.Misconfigured`."""
    spec = spec_of(account.channel)
    try:
        secrets = vault.open(account.credentials)
    except LoaError as error:
        raise Misconfigured(error.said) from error
    return open_adapter(spec, parse_credentials(spec, secrets), clock, account.settings, way_out=way_out)
