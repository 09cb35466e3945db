"""The typed wrapper round smpplib: PDUs as octets and back. smpplib's own client, window and texts are not used.

A broadcast is a million `submit_sm` and their answers. These two are written and read here, octet for octet as smpplib does it
(`tests/channels/test_sms_pdus.py`) and at a tenth of its time; what is out of the ordinary goes through smpplib all the same.

smpplib cuts a field that is too long without a word and fails in many ways on what is malformed: lengths are checked here
before, and every failure to read becomes `Malformed`.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from smpplib import command, command_codes

from channels.sms.place import NumberForms

HEADER = 16
LARGEST = 65_536
"""A frame longer than this is not SMPP: the stream has lost its step."""

OK = 0x00
UNKNOWN_COMMAND = 0x03
TEMPORARY, PERMANENT = 0x64, 0x65
"""Of deliver_sm_resp: come again, and do not come again."""

SUBMIT_SM, RESPONSE = 0x00000004, 0x80000000
LONGEST_ADDRESS, LONGEST_TEXT = 20, 254
"""Octets without the NUL (SMPP 3.4, 4.4.1)."""


class OutOfStep(Exception):
    """A frame of impossible length: nobody knows where the next one begins."""


class Frames:
    """Whole frames out of the octets of a stream."""

    def __init__(self) -> None:
        self._rest = b""

    def of(self, octets: bytes) -> Iterator[bytes]:
        """Those that are whole now. Raises OutOfStep, after those before it."""
        octets, at = self._rest + octets, 0
        try:
            while len(octets) - at >= HEADER:
                (length,) = struct.unpack_from(">L", octets, at)
                if not HEADER <= length <= LARGEST:
                    raise OutOfStep
                if len(octets) - at < length:
                    return
                at += length
                yield octets[at - length : at]
        finally:
            self._rest = octets[at:]


class Malformed(Exception):
    """A frame that is no PDU we can read. `sequence`: from its header; `name`: of its command, empty if unknown."""

    def __init__(self, name: str, sequence: int) -> None:
        super().__init__(f"malformed {name or 'unknown'} PDU")
        self.name = name
        self.sequence = sequence


class Pdu(NamedTuple):
    """One PDU as it came. Fields that it does not have are empty."""

    name: str
    status: int
    sequence: int
    message_id: str = ""
    source: str = ""
    destination: str = ""
    esm_class: int = 0
    data_coding: int = 0
    octets: bytes = b""
    receipted_message_id: str = ""
    message_state: int = 0
    sar: tuple[int, int, int] | None = None

    @property
    def is_response(self) -> bool:
        return self.name.endswith("_resp") or self.name == "generic_nack"


def _octets(name: str, sequence: int, **fields: object) -> bytes:
    made = command.factory(name, sequence=sequence, **fields)
    made.sequence = sequence
    octets: bytes = made.generate()
    return octets


def bind(sequence: int, *, system_id: str, password: str, system_type: str, hears: bool = True) -> bytes:
    """Build the PDU that opens a bind. `hears`: what people write and receipts come on it too; else it only sends."""
    name = "bind_transceiver" if hears else "bind_transmitter"
    return _octets(name, sequence, system_id=system_id, password=password, system_type=system_type, address_range="")


def submit_sm(
    sequence: int,
    *,
    sender: str,
    to: str,
    octets: bytes,
    data_coding: int,
    esm_class: int,
    receipt: bool = True,
    valid_s: float | None = None,
    forms: NumberForms = NumberForms(),
) -> bytes:
    """Build a `submit_sm`. `sender`: a brand name or a number. `to`: digits without a plus, international."""
    ton, npi, from_whom = _sender_fields(sender, forms)
    destination = f"0{to.removeprefix('84')}" if forms.is_national else to
    validity = relative_time(valid_s)
    if max(len(sender), len(destination)) <= LONGEST_ADDRESS and len(octets) <= LONGEST_TEXT:
        body = b"".join(
            (
                from_whom,
                destination.encode("latin-1"),
                bytes((0, esm_class, 0, 0, 0)),  # protocol_id, priority_flag, schedule_delivery_time
                validity.encode("latin-1"),
                bytes((0, receipt, 0, data_coding, 0, len(octets))),  # replace_if_present_flag, sm_default_msg_id
                octets,
            )
        )
        return struct.pack(">LLLL", HEADER + len(body), SUBMIT_SM, OK, sequence) + body
    return _octets(
        "submit_sm",
        sequence,
        service_type="",
        source_addr_ton=ton,
        source_addr_npi=npi,
        source_addr=sender,
        dest_addr_ton=forms.dest_ton,
        dest_addr_npi=forms.dest_npi,
        destination_addr=destination,
        esm_class=esm_class,
        protocol_id=0,
        priority_flag=0,
        schedule_delivery_time="",
        validity_period=validity,
        registered_delivery=1 if receipt else 0,
        replace_if_present_flag=0,
        data_coding=data_coding,
        sm_default_msg_id=0,
        short_message=octets,
    )


@lru_cache(maxsize=16)
def _sender_fields(sender: str, forms: NumberForms) -> tuple[int, int, bytes]:
    """Return type and plan of the sender's number, and a `submit_sm` from its service type to the type of the receiver's."""
    # A short code is a national number of unknown plan; a brand name is alphanumeric.
    ton, npi = (0, 1) if sender.lstrip("+").isdigit() else (5, 0)
    ton = ton if forms.source_ton is None else forms.source_ton
    npi = npi if forms.source_npi is None else forms.source_npi
    return (
        ton,
        npi,
        b"".join((b"\0", bytes((ton, npi)), sender.encode("latin-1"), bytes((0, forms.dest_ton, forms.dest_npi)))),
    )


@lru_cache(maxsize=16)
def relative_time(seconds: float | None) -> str:
    """Return a span as SMPP writes it (7.1.1): years, months, days, hours, minutes, seconds; empty: the network's own."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(max(1, min(seconds, 28 * 86_400))), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"0000{days:02}{hours:02}{minutes:02}{rest:02}000R"


def simple(name: str, sequence: int, status: int = OK) -> bytes:
    """A PDU without fields that matter: enquire_link, unbind, responses, generic_nack."""
    return _octets(name, sequence, status=status)


def read(frame: bytes) -> Pdu:
    """Read a PDU from its bytes. Raises Malformed."""
    _length, code, status, sequence = struct.unpack(">LLLL", frame[:HEADER])
    if code == SUBMIT_SM | RESPONSE and frame.find(0, HEADER) == len(frame) - 1:  # an id and nothing behind it
        return Pdu("submit_sm_resp", status, sequence, message_id=frame[HEADER:-1].decode("latin-1").strip())
    try:
        name = str(command_codes.get_command_name(code))
        parsed = command.factory(name, sequence=sequence, allow_unknown_opt_params=True)
    except Exception as error:  # smpplib tells of an unknown command in several ways
        raise Malformed("", sequence) from error
    try:
        parsed.parse(frame)
    except Exception as error:  # struct.error, AttributeError, KeyError, IndexError, …: all say "malformed"
        # An optional parameter of a wrong length costs only itself: what is mandatory has been read before.
        if name != "deliver_sm" or not _field(parsed, "short_message"):
            raise Malformed(name, sequence) from error
    return Pdu(
        name=name,
        status=status,
        sequence=sequence,
        message_id=_text(parsed, "message_id"),
        source=_text(parsed, "source_addr"),
        destination=_text(parsed, "destination_addr"),
        esm_class=_number(parsed, "esm_class"),
        data_coding=_number(parsed, "data_coding"),
        octets=_field(parsed, "short_message") or _field(parsed, "message_payload"),
        receipted_message_id=_text(parsed, "receipted_message_id"),
        message_state=_number(parsed, "message_state"),
        sar=_sar(parsed),
    )


def _sar(parsed: object) -> tuple[int, int, int] | None:
    total, position = _number(parsed, "sar_total_segments"), _number(parsed, "sar_segment_seqnum")
    return (_number(parsed, "sar_msg_ref_num"), total, position) if 1 <= position <= total else None


def _field(parsed: object, name: str) -> bytes:
    value = getattr(parsed, name, None)
    return value if isinstance(value, bytes) else b""


def _text(parsed: object, name: str) -> str:
    return _field(parsed, name).decode("latin-1").strip()


def _number(parsed: object, name: str) -> int:
    value = getattr(parsed, name, None)
    return value if isinstance(value, int) else 0
