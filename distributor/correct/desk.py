"""Where a person proposes a correction without a worker at hand: accounts are opened to ask what they can do, never called."""

from dataclasses import dataclass, field

from channels.registry import OpenedAccount
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.compose.wordings import KeptWordings
from distributor.correct.sketch import Making
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.outgoing.carrier import open_account
from distributor.outgoing.post import AccountView
from distributor.settings import Settings
from distributor.vault import Vault


@dataclass
class Desk:
    """A `Proposer` for one proposal; as a `with` it gives back what it opened."""

    settings: Settings
    database: Database
    clock: Clock
    vault: Vault
    _opened: list[OpenedAccount] = field(default_factory=list)

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_error: object) -> None:
        for opened in self._opened:
            opened.close()

    def open(self, account: AccountView) -> OpenedAccount:
        """Open the account. Raises Misconfigured, as a worker's carrier does."""
        opened = open_account(account, self.vault, self.clock, self.settings.way_out)
        self._opened.append(opened)
        return opened

    def making(self) -> Making:
        store = MediaStore(self.settings.media_folder)
        return Making(
            Templates(kept=KeptWordings(self.database)), store, self.settings.public_url, self.settings.values.sandbox
        )
