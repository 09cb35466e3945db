"""The contract of a channel that sends one message to each of many people: a batch goes in, an outcome a message comes out.

A `Messenger` sends what it is given, once. It never retries, sleeps longer than its own window needs, or touches a database. The
engine commits a batch as `submitting` before it calls `submit`; afterwards it sends again only what the outcome proves was not
taken (`NOT_TAKEN`), and never what is `UNKNOWN`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """`key`: stable and unique, the same at every try. `to`: E.164 (`+84912345678`). `text`: NFC, exactly what is shown.

    `taken`: segments (from 1) that the network has already taken at an earlier try, which must not go out again.
    """

    key: str
    to: str
    text: str
    sender: str
    taken: frozenset[int] = frozenset()
    valid_s: float | None = None
    """How long the network may try to deliver it."""
    receipt: bool = True
    """Whether the network shall tell what became of it."""


class Verdict(StrEnum):
    TAKEN = "taken"
    """The network has it; a receipt tells later what became of it."""
    REFUSED = "refused"
    """The network said no to this message, for good."""
    NOT_TAKEN = "not_taken"
    """Certain that it does not have it: not connected, throttled, account out of order. May be sent later."""
    UNKNOWN = "unknown"
    """Nobody knows. Never sent again by itself."""


@dataclass(frozen=True)
class Taken:
    """One segment (from 1) under the network's own id, which its receipt will name."""

    number: int
    message_id: str


@dataclass(frozen=True)
class Outcome:
    """`words`: for staff. `code`: the network's own. `evidence`: without secrets and numbers.

    `parts`: segments that were taken in this try, whatever the verdict on the whole. `after`: seconds that the whole account
    should rest before the next message, where the network or its trouble says so. `is_down`: it cannot send at all until
    somebody mends it or the network is back; being asked to go slower is not that.
    """

    verdict: Verdict
    parts: tuple[Taken, ...] = ()
    words: str = ""
    code: str = ""
    evidence: str = ""
    after: float | None = None
    is_down: bool = False


@dataclass(frozen=True)
class ReceiptReport:
    """The network's report on one segment. `status`: DELIVRD, UNDELIV, EXPIRED, REJECTD, … as SMPP spells it."""

    message_id: str
    status: str
    code: str = ""


@dataclass(frozen=True)
class Heard:
    """One message from a citizen, or part `position` of `total` of a long one. `sender`: the number as the network wrote it."""

    sender: str
    to: str
    text: str
    fingerprint: str
    reference: int = 0
    total: int = 1
    position: int = 1


class Messenger(Protocol):
    """One account at one network. Used by one thread at a time."""

    @property
    def batch_size(self) -> int:
        """Most messages that `submit` takes at once: what a crash may leave unknown."""
        ...

    def submit(self, batch: Sequence[Message]) -> list[Outcome]:
        """Send the batch; one outcome a message, in its order. Raises nothing but a fault of ours."""
        ...

    def close(self) -> None: ...
