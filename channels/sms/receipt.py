"""What a deliver_sm says: a receipt of a segment, or a message from a citizen. Pure.

A receipt names its message in the optional parameters, else in the text that SMPP 3.4 proposes (appendix B): `id:… stat:… err:…`.
"""

import hashlib
import re

from channels.messenger import Heard, ReceiptReport
from channels.sms.encoding import clean, decode
from channels.sms.pdus import Pdu

_TYPE = 0x3C
_RECEIPT, _INTERMEDIATE = 0x04, 0x20
_STATES = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD",
}  # fmt: skip
_ID = re.compile(r"\bid:\s*([^\s]+)", re.IGNORECASE)
_STATUS = re.compile(r"\bstat:\s*([A-Za-z]+)", re.IGNORECASE)
_ERROR = re.compile(r"\berr:\s*([^\s]+)", re.IGNORECASE)

AUTO, SAME, DECIMAL, HEXADECIMAL = "auto", "same", "decimal", "hexadecimal"
"""How the ids of receipts stand to those of answers: found out, the same, or decimal where the answer was hexadecimal, and the
other way round. Case and leading zeros count for nothing (`plain_id`)."""
FORMS = (SAME, DECIMAL, HEXADECIMAL)
_HEXADECIMAL = re.compile(r"[0-9a-f]+")


def is_receipt(pdu: Pdu) -> bool:
    return pdu.esm_class & _TYPE in (_RECEIPT, _INTERMEDIATE)


def receipt_of(pdu: Pdu) -> ReceiptReport | None:
    """None if it does not say of which message it is, or what became of it."""
    text = pdu.octets.decode("latin-1")
    named, stated, error = _ID.search(text), _STATUS.search(text), _ERROR.search(text)
    message_id = pdu.receipted_message_id or (named[1] if named else "")
    status = _STATES.get(pdu.message_state, "") or (stated[1].upper() if stated else "")
    if not message_id or not status or pdu.esm_class & _TYPE == _INTERMEDIATE:
        return None
    return ReceiptReport(plain_id(message_id), status[:16], clean(error[1])[:16] if error else "")


def plain_id(message_id: str) -> str:
    """An id as it is kept: networks write one number in either case, and padded."""
    said = clean(message_id)[:100]
    number = said.lower()
    return number.lstrip("0") or "0" if _HEXADECIMAL.fullmatch(number) else said


def answered_as(receipted: str) -> dict[str, str]:
    """The answer's id for that of a receipt, by each form that it may have."""
    return {SAME: receipted} | _other(receipted, DECIMAL, HEXADECIMAL)


def receipted_as(answered: str) -> dict[str, str]:
    """The receipt's id for that of an answer, by each form that it may have."""
    return {SAME: answered} | _other(answered, HEXADECIMAL, DECIMAL)


def _other(said: str, from_decimal: str, from_hexadecimal: str) -> dict[str, str]:
    found = {from_hexadecimal: str(int(said, 16))} if _HEXADECIMAL.fullmatch(said) and len(said) <= 32 else {}
    return found | ({from_decimal: f"{int(said):x}"} if found and said.isdigit() else {})


def heard_of(pdu: Pdu) -> Heard:
    decoded = decode(pdu.octets, pdu.data_coding, pdu.esm_class)
    reference, total, position = pdu.sar or (decoded.reference, decoded.total, decoded.position)
    line = f"{pdu.source}|{pdu.destination}|{pdu.esm_class}|{pdu.data_coding}|{pdu.sar}|".encode() + pdu.octets
    return Heard(
        sender=clean(pdu.source),
        to=clean(pdu.destination)[:20],
        text=decoded.text,
        fingerprint=hashlib.sha256(line).hexdigest(),
        reference=reference,
        total=total,
        position=position,
    )
