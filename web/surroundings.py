"""What every route is given: settings, database, clock, the pulse of live pages, and short links with their count."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Annotated, cast

from fastapi import Depends, Request

from channels.addresses import Network
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.compose.wordings import KeptWordings
from distributor.db import Database
from distributor.measure.openings import Openings
from distributor.report.front import FrontMemory
from distributor.settings import Settings
from distributor.staff.lockout import AddressBudget
from distributor.vault import Vault, open_vault
from web.banner_sites import SeenSites
from web.known_links import LinkCache
from web.pulse import Pulse


@dataclass(frozen=True)
class CitizenBudgets:
    """The budgets of how often one address may ask of us what costs something. An office, a village or a carrier may share one
    address."""

    looks: AddressBudget = field(default_factory=lambda: AddressBudget(60, timedelta(seconds=1)))
    checks: AddressBudget = field(default_factory=lambda: AddressBudget(30, timedelta(seconds=3)))
    opinions: AddressBudget = field(default_factory=lambda: AddressBudget(30, timedelta(minutes=1)))
    of_one_item: AddressBudget = field(default_factory=lambda: AddressBudget(5, timedelta(minutes=30)))
    """By address and item: an opinion that is said again and again counts no more."""
    questions: AddressBudget = field(default_factory=lambda: AddressBudget(5, timedelta(minutes=10)))
    sign_ups: AddressBudget = field(default_factory=lambda: AddressBudget(10, timedelta(minutes=10)))
    codes: AddressBudget = field(default_factory=lambda: AddressBudget(10, timedelta(minutes=6)))


@dataclass(frozen=True)
class Surroundings:
    settings: Settings
    database: Database
    clock: Clock
    pulse: Pulse
    openings: Openings
    secret: Callable[[], bytes]
    """The home's key; raises LoaError or OSError where there is none to be had."""
    links: LinkCache
    trusted_proxies: tuple[Network, ...] = ()
    sign_ins: AddressBudget = field(default_factory=AddressBudget)
    fronts: FrontMemory = field(default_factory=FrontMemory)
    seen_sites: SeenSites = field(default_factory=SeenSites)
    budgets: CitizenBudgets = field(default_factory=CitizenBudgets)

    @property
    def vault(self) -> Vault:
        """Return the vault. Raises LoaError where the master key is gone."""
        return open_vault(self.settings.home, database=self.database)

    @cached_property
    def templates(self) -> Templates:
        """The house's, with staff's own words; files are read again when they change."""
        return Templates(kept=KeptWordings(self.database))

    @property
    def is_https(self) -> bool:
        """Return True if citizens and staff reach us over TLS: then cookies are for TLS only."""
        return self.settings.public_url.startswith("https://")


def surroundings(request: Request) -> Surroundings:
    return cast(Surroundings, request.app.state.surroundings)


Around = Annotated[Surroundings, Depends(surroundings)]
