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
    found: dict[str, str] = {}
    for part in re.split(r"[\s,;]+", text.strip()):
        address = part.strip("<>")
        if not address:
            continue
        if not is_address(address):
            raise LoaError(phrase("mail.not-address", address=address[:80]))
        found.setdefault(address.lower(), address)
    if not found:
        raise LoaError(phrase("mail.no-recipient"))
    if len(found) > MOST:
        raise LoaError(phrase("mail.too-many-recipients", most=MOST))
    return list(found.values())
