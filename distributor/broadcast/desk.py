"""What a process needs to send SMS: database, clock, vault, numbers, who it is, and what it is acting on."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from channels.addresses import OPEN_INTERNET, WayOut
from distributor.clock import Clock
from distributor.db import Database
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.vault import Vault
from distributor.work.liveness import LivingIncarnation, proof_of_death

Judge = Callable[[Session, str, datetime | None, datetime], str]


@dataclass
class BroadcastDesk:
    """`in_flight`: tokens of windows that some thread here is acting on. `stopping`: begin nothing new. `way_out`: where gateways
    may be, as the home's settings say. `public_url`: what links of answers begin with."""

    database: Database
    clock: Clock
    vault: Vault
    numbers: Numbers
    incarnation: LivingIncarnation
    run_folder: Path
    way_out: WayOut = OPEN_INTERNET
    public_url: str = ""
    in_flight: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)

    def judge_death(self) -> Judge:
        return proof_of_death(self.database, self.run_folder)


def desk_of(carrier: Carrier) -> BroadcastDesk:
    """The desk of a worker. Shares its windows in flight and its stopping."""
    settings = carrier.settings
    return BroadcastDesk(
        database=carrier.database,
        clock=carrier.clock,
        vault=carrier.vault,
        numbers=Numbers(carrier.vault),
        incarnation=carrier.incarnation,
        run_folder=settings.run_folder,
        way_out=settings.way_out,
        public_url=settings.public_url,
        in_flight=carrier.in_flight,
        stopping=carrier.stopping,
    )
