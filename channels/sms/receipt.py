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

SAME, DECIMAL = "same", "decimal"
"""How the ids of receipts stand to those of answers: the same, or decimal where the answer was hexadecimal."""


def is_receipt(pdu: Pdu) -> bool:
    return pdu.esm_class & _TYPE in (_RECEIPT, _INTERMEDIATE)


def receipt_of(pdu: Pdu, ids: str = SAME) -> ReceiptReport | None:
    """None if it does not say of which message it is, or what became of it."""
    text = pdu.octets.decode("latin-1")
    named, stated, error = _ID.search(text), _STATUS.search(text), _ERROR.search(text)
    message_id = pdu.receipted_message_id or (named[1] if named else "")
    status = _STATES.get(pdu.message_state, "") or (stated[1].upper() if stated else "")
    if not message_id or not status or pdu.esm_class & _TYPE == _INTERMEDIATE:
        return None
    return ReceiptReport(receipted_id(message_id, ids)[:100], status[:16], clean(error[1])[:16] if error else "")


def answered_id(message_id: str, ids: str = SAME) -> str:
    """The id of an answer, in the form in which receipts are compared with it."""
    if ids == DECIMAL and re.fullmatch(r"[0-9A-Fa-f]+", message_id):
        return message_id.lower().lstrip("0") or "0"
    return clean(message_id)


def receipted_id(message_id: str, ids: str) -> str:
    if ids == DECIMAL and message_id.isascii() and message_id.isdigit():
        return f"{int(message_id):x}"
    return clean(message_id)


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
