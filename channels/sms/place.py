"""Where an SMPP bind leads, and what the protocol holds of it."""

from dataclasses import dataclass

from channels.errors import Misconfigured
from channels.sms_text import USUAL_COUNT, NetworkCount
from phrases import listed, phrase


@dataclass(frozen=True)
class NumberForms:
    """The network's labels for numbers and texts. None: as the sender is written (a brand name 5/0, a number 0/1).

    `is_national`: whom a message goes to is written 0912345678, not 84912345678. `gsm_coding`: what `data_coding` says of a
    text without accents (0 GSM 03.38, 1 ASCII, 3 Latin-1).
    """

    source_ton: int | None = None
    source_npi: int | None = None
    dest_ton: int = 1
    dest_npi: int = 1
    is_national: bool = False
    gsm_coding: int = 0


@dataclass(frozen=True)
class BindPlace:
    """The server that a bind leads to. `valid_most_s`: how long the network may try at most; 0: it is told nothing of it."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    tls: bool = False
    window: int = 10
    per_second: float = 0.0
    forms: NumberForms = NumberForms()
    valid_most_s: float | None = None
    counting: NetworkCount = USUAL_COUNT


def check_place(place: BindPlace) -> None:
    """smpplib would cut what is too long without a word. Raises Misconfigured."""
    faults = [
        phrase(code)
        for text, most, code in (
            (place.system_id, 15, "sms.fault.system-id-long"),
            (place.password, 8, "sms.fault.password-long"),
            (place.system_type, 12, "sms.fault.system-type-long"),
        )
        if len(text) > most or not text.isascii()
    ]
    if not place.system_id:
        faults.append(phrase("sms.fault.system-id-missing"))
    if faults:
        raise Misconfigured(phrase("sms.place-wrong", faults=listed(faults, "; ")))
