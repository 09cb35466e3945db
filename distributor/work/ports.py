"""What the engine wants from whoever carries its nudges and paces its calls. The database stays the truth."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

Task = Literal[
    "reconcile",
    "ingest",
    "understand",
    "compose",
    "render",
    "make_video",
    "review",
    "correct",
    "measure",
    "ping",
    "send_sms",
    "read_comments",
    "answer_citizens",
    "send_webhooks",
    "send_mail",
    "call_approver",
    "write_followers",
    "read_followers",
]
"""What may be asked for; `deliver` is asked for in lanes."""


class Nudge(Protocol):
    """Asks that work be done soon. Losing every nudge loses nothing: the sweep finds the work again."""

    def deliver(self, account_id: int, lanes: int, eta: datetime | None) -> None: ...

    def ask(self, task: Task, keys: Sequence[int]) -> None:
        """Ask for a task, for these rows wait. Whoever takes the task up reads from the database which rows do by then; none:
        nothing is asked."""
        ...


class Pacer(Protocol):
    """Keeps the shortest distance between two calls on an account, within seconds and across workers."""

    def wait(self, account_id: int, interval_s: float) -> float:
        """Seconds until the account may call; 0 takes the turn."""
        ...
