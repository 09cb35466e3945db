"""What opens an account's adapter to ask what it would take; no platform is called."""

from typing import Protocol

from channels.registry import OpenedAccount
from distributor.clock import Clock
from distributor.db import Database
from distributor.outgoing.post import AccountView


class Proposer(Protocol):
    """The parts that proposing a correction needs: a worker's carrier, or a desk (`distributor.correct.desk`). `open` calls no
    platform."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    def open(self, account: AccountView) -> OpenedAccount: ...
