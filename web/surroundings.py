"""What every route is given: settings, database, clock and the pulse of live pages."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from distributor.clock import Clock
from distributor.db import Database
from distributor.settings import Settings
from web.pulse import Pulse


@dataclass(frozen=True)
class Surroundings:
    settings: Settings
    database: Database
    clock: Clock
    pulse: Pulse

    @property
    def is_https(self) -> bool:
        """Whether citizens and staff reach us over TLS: then cookies are for TLS only."""
        return self.settings.public_url.startswith("https://")


def surroundings(request: Request) -> Surroundings:
    return cast(Surroundings, request.app.state.surroundings)


Around = Annotated[Surroundings, Depends(surroundings)]
