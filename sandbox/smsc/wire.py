"""SMPP 3.4 on the wire, read and written from the specification and nothing else, so that it can disagree with our client.

Section numbers are those of "Short Message Peer to Peer Protocol Specification v3.4", issue 1.2.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

GENERIC_NACK = 0x80000000
BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 0x01, 0x02, 0x09
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 0x04, 0x05, 0x06, 0x15
RESPONSE = 0x80000000

ROK, RINVMSGLEN, RINVCMDLEN, RINVCMDID, RINVBNDSTS, RALYBND = 0x00, 0x01, 0x02, 0x03, 0x04, 0x05
RSYSERR, RINVSRCADR, RINVDSTADR, RBINDFAIL, RINVPASWD, RINVSYSID = 0x08, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F
RMSGQFUL, RINVESMCLASS, RTHROTTLED = 0x14, 0x43, 0x58

MESSAGE_PAYLOAD, RECEIPTED_MESSAGE_ID, MESSAGE_STATE = 0x0424, 0x001E, 0x0427
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F

LONGEST = 8_192
"""A PDU of ours is never longer; what is, is not SMPP."""

STATES = {
    "ENROUTE": 1,
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}


class Broken(Exception):
    """A body that is not what the specification says. `status`: what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status 0x{status:02X}")
        self.status = status


@dataclass(frozen=True)
class Header:
    """3.2: length is of the whole PDU."""

    length: int
    command: int
    status: int
    sequence: int

    @classmethod
    def read(cls, octets: bytes) -> Header:
        return cls(*struct.unpack(">IIII", octets))


class Body:
    """Reads fields in order. Raises Broken."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._place = 0

    def text(self, most: int) -> str:
        """3.1: a C-octet string of at most `most` octets, its NUL counted."""
        end = self._octets.find(b"\0", self._place)
        if end < 0 or end - self._place >= most:
            raise Broken(RINVCMDLEN)
        value = self._octets[self._place : end]
        self._place = end + 1
        try:
            return value.decode("ascii")
        except UnicodeDecodeError:
            raise Broken(RINVCMDLEN) from None

    def octet(self) -> int:
        return self.octets(1)[0]

    def octets(self, count: int) -> bytes:
        value = self._octets[self._place : self._place + count]
        if len(value) < count:
            raise Broken(RINVCMDLEN)
        self._place += count
        return value

    def optional(self) -> dict[int, bytes]:
        """5.3.1: tag, length, value."""
        found: dict[int, bytes] = {}
        while self._place < len(self._octets):
            tag, length = struct.unpack(">HH", self.octets(4))
            found[tag] = self.octets(length)
        return found


@dataclass(frozen=True)
class Bind:
    """4.1."""

    system_id: str
    password: str
    system_type: str
    version: int

    @classmethod
    def read(cls, octets: bytes) -> Bind:
        body = Body(octets)
        bind = cls(body.text(16), body.text(9), body.text(13), body.octet())
        body.octets(2)
        body.text(41)
        return bind


@dataclass(frozen=True)
class Submit:
    """4.4.1. `octets`: the short message, or the payload."""

    source: str
    destination: str
    source_ton: int
    destination_ton: int
    esm_class: int
    receipt: bool
    data_coding: int
    octets: bytes
    optional: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, octets: bytes) -> Submit:
        body = Body(octets)
        body.text(6)
        source_ton, _npi, source = body.octet(), body.octet(), body.text(21)
        destination_ton, _npi, destination = body.octet(), body.octet(), body.text(21)
        esm_class, _protocol, _priority = body.octet(), body.octet(), body.octet()
        body.text(17)
        body.text(17)
        registered, _replace, data_coding, _canned, length = (body.octet() for _ in range(5))
        if length > 254:
            raise Broken(RINVMSGLEN)
        message = body.octets(length)
        optional = body.optional()
        if MESSAGE_PAYLOAD in optional:
            if message:
                raise Broken(RINVMSGLEN)
            message = optional[MESSAGE_PAYLOAD]
        return cls(
            source,
            destination,
            source_ton,
            destination_ton,
            esm_class,
            registered & 3 == 1,
            data_coding,
            message,
            optional,
        )


def pdu(command: int, sequence: int, body: bytes = b"", status: int = ROK) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


def c_string(text: str) -> bytes:
    return text.encode("ascii") + b"\0"


def tlv(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value


def deliver(
    sequence: int,
    *,
    source: str,
    destination: str,
    esm_class: int,
    data_coding: int,
    octets: bytes,
    optional: bytes = b"",
) -> bytes:
    """4.6.1. `source` of a message is a telephone in international form; of a receipt, the one that was written to."""
    body = c_string("") + bytes([1, 1]) + c_string(source) + bytes([0, 1]) + c_string(destination)
    body += bytes([esm_class, 0, 0]) + c_string("") + c_string("")
    body += bytes([0, 0, data_coding, 0, len(octets)]) + octets + optional
    return pdu(DELIVER_SM, sequence, body)
