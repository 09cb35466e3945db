"""What the alarm has to say, until it is said: one way out (mail, SMS) waits for no other."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from distributor.errors import LoaError
from distributor.logs import fault_of
from phrases import Phrase

log = structlog.get_logger()

AGAIN_S = 30.0
TRIES = 20


@dataclass
class Alert:
    """`text`: as mail says it, `short`: as an SMS. `left`: of those whom it goes to one by one, whom it has not reached."""

    subject: Phrase
    text: Phrase
    short: Phrase
    at: datetime
    left: Sequence[str] | None = None


@dataclass
class Outbox:
    """Alerts that wait for one way out, each sent only after the one before, for they belong in their order.

    `send` returns why an alert has not reached everybody yet; empty: no more is to be done. `prepare`: called at each look.
    """

    way: str
    send: Callable[[Alert], str]
    prepare: Callable[[], None] = lambda: None
    alerts: list[Alert] = field(default_factory=list)
    tries: int = 0
    again_at: float = 0.0

    def post(self) -> None:
        if not self.alerts or time.monotonic() < self.again_at:
            return
        try:
            problem = self.send(self.alerts[0])
        except LoaError as error:  # no mail server is set, or no address
            problem = str(error)
        except Exception as error:  # a fault of ours: what of it went out nobody knows, so it is not tried again
            problem, self.tries = str(fault_of(error)), TRIES
        self.tries, self.again_at = self.tries + 1, time.monotonic() + AGAIN_S
        if problem:
            log.warning("the alarm was not taken", way=self.way, problem=problem)
        if not problem or self.tries >= TRIES:
            self.alerts.pop(0)
            self.tries, self.again_at = 0, 0.0
