"""What a process needs to carry posts: database, clock, vault, media, who it is, and its open adapters."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from channels.base import OutgoingPost
from channels.registry import Opened, open_adapter, parse_credentials, spec_of
from distributor.clock import Clock
from distributor.db import Database
from distributor.deliver.liveness import LivingIncarnation, proof_of_death
from distributor.deliver.outgoing import AccountView
from distributor.deliver.ports import Pacer
from distributor.settings import Settings
from distributor.vault import Vault

MediaPath = Callable[[str], Path]


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
    in_flight: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)
    _adapters: threading.local = field(default_factory=threading.local)

    @property
    def channel_in_flight(self) -> int:
        """A channel that hangs may take half of the threads; the others stay free for the other channels."""
        return max(1, self.settings.values.worker_threads // 2)

    def judge_death(self) -> Callable[[Session, str, datetime | None, datetime], str]:
        return proof_of_death(self.database, self.settings.run_folder)

    def open(self, account: AccountView) -> Opened:
        """The account's adapter for this thread, kept with its connections until the credentials change.

        Raises `channels.errors.Misconfigured`.
        """
        kept: dict[int, tuple[AccountView, Opened]] = self._adapters.__dict__.setdefault("kept", {})
        if (known := kept.get(account.account_id)) and known[0] == account:
            return known[1]
        spec = spec_of(account.channel)
        credentials = parse_credentials(spec, self.vault.open(account.credentials))
        opened = open_adapter(spec, credentials, self.clock, account.settings)
        kept[account.account_id] = (account, opened)
        return opened


def check(carrier: Carrier, account: AccountView, post: OutgoingPost) -> list[str]:
    """What the platform would refuse, in words for staff; no I/O."""
    return [problem.message for problem in carrier.open(account).adapter.check(post)]
