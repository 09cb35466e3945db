"""What the engine wants from whoever carries its nudges and paces its calls. The database stays the truth."""

from datetime import datetime
from typing import Protocol


class Nudge(Protocol):
    """Asks that work be done soon. Losing every nudge loses nothing: the sweep finds the work again."""

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None: ...

    def reconcile(self, account_id: int) -> None: ...

    def ingest(self, source_id: int) -> None: ...

    def understand(self, item_id: int) -> None: ...

    def compose(self, item_id: int) -> None: ...

    def render(self, post_id: int) -> None: ...

    def make_video(self, job_id: int) -> None: ...

    def review(self, post_id: int) -> None: ...

    def measure(self, account_id: int) -> None: ...


class Pacer(Protocol):
    """Keeps the shortest distance between two calls on an account, within seconds and across workers."""

    def wait(self, account_id: int, interval_s: float) -> float:
        """Seconds until the account may call; 0 takes the turn."""
        ...
