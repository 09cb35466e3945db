"""The text that passes a case on to another office: what was asked and of whom it is asked, without who asked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from distributor.cases.cover import without_numbers
from phrases import phrase


@dataclass(frozen=True)
class Transfer:
    """`asked`: the messages' texts, oldest first. `through`: the channel and account by which they came."""

    number: int
    unit: str
    agency: str
    through: str
    asked: Sequence[str]
    asked_at: datetime
    at: datetime
    note: str = ""


def transfer_text(transfer: Transfer) -> str:
    """Return the letter of a transfer to be printed, or copied into a letter: in Vietnamese, whatever staff read."""
    return str(
        phrase(
            "cases.slip",
            office=transfer.unit.upper(),
            number=transfer.number,
            at=transfer.at,
            agency=transfer.agency,
            asked_at=transfer.asked_at,
            unit=transfer.unit,
            through=transfer.through,
            asked="\n".join(f"“{without_numbers(text)}”" for text in transfer.asked),
            note=phrase("cases.slip-note", note=without_numbers(transfer.note)) if transfer.note else "",
        )
    )
