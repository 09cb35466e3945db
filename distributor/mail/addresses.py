"""Mail addresses as people type them. Pure."""

import re

from distributor.errors import LoaError
from phrases import phrase

LONGEST, MOST = 254, 20
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_address(text: str) -> bool:
    """Plain ASCII addresses with a full domain: those that every mail server takes."""
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None


def addresses_of(text: str) -> list[str]:
    """Return the addresses in a field: parted by spaces, commas, semicolons or lines; each once. Raises LoaError naming the
    wrong one."""
    found, wrong = sorted_out(text)
    if wrong:
        raise LoaError(phrase("mail.not-address", address=wrong[0]))
    if not found:
        raise LoaError(phrase("mail.no-recipient"))
    if len(found) > MOST:
        raise LoaError(phrase("mail.too-many-recipients", most=MOST))
    return found


def well_formed(text: str) -> list[str]:
    """Return those that are addresses, for what has to reach whom it can: one that is mistyped keeps it from nobody else.
    Raises LoaError if none is."""
    found, wrong = sorted_out(text)
    if not found:
        raise LoaError(phrase("mail.not-address", address=wrong[0]) if wrong else phrase("mail.no-recipient"))
    return found[:MOST]


def sorted_out(text: str) -> tuple[list[str], list[str]]:
    """Return the addresses in a field, each once, and what is none."""
    found: dict[str, str] = {}
    wrong = []
    for part in re.split(r"[\s,;]+", text.strip()):
        address = part.strip("<>")
        if is_address(address):
            found.setdefault(address.lower(), address)
        elif address:
            wrong.append(address[:80])
    return list(found.values()), wrong
