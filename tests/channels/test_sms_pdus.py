"""What is written and read past smpplib is, octet for octet, what smpplib writes and reads."""

import random
import struct

import pytest
from smpplib import command

from channels.sms import pdus
from channels.sms.place import NumberForms


def submitted(chance: random.Random) -> dict[str, object]:
    some = NumberForms(
        source_ton=chance.randrange(6),
        source_npi=chance.randrange(3),
        dest_ton=chance.randrange(4),
        dest_npi=chance.randrange(3),
        is_national=chance.random() < 0.5,
    )
    return {
        "sequence": chance.randrange(1, 2**31),
        "sender": chance.choice(["STP-HGIANG", "8988", "+84912345678", "A", "S" * 20, "S" * 21]),
        "to": f"84{chance.randrange(10**9)}",
        "octets": chance.randbytes(chance.choice([0, 1, 50, 140, 160, 254])),
        "data_coding": chance.choice([0, 1, 8]),
        "esm_class": chance.choice([0, 0x40]),
        "receipt": chance.random() < 0.5,
        "valid_s": chance.choice([None, 5, 3_600, 10_000_000]),
        "forms": chance.choice([NumberForms(), some]),
    }


@pytest.mark.parametrize("seed", range(8))
def test_a_message_is_written_as_smpplib_reads_and_writes_it(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        check(submitted(chance))


def check(wanted: dict[str, object]) -> None:
    frame = pdus.submit_sm(**wanted)  # type: ignore[arg-type]
    read = command.factory("submit_sm", sequence=wanted["sequence"])
    read.parse(frame)
    again = command.factory("submit_sm", sequence=wanted["sequence"])
    for name in read.params:
        if (value := getattr(read, name)) is not None:
            setattr(
                again, name, value.decode("latin-1") if isinstance(value, bytes) and name != "short_message" else value
            )
    again.sequence = wanted["sequence"]
    assert again.generate() == frame
    assert (read.short_message or b"") == wanted["octets"]
    assert read.source_addr.decode() == str(wanted["sender"])[:20]


@pytest.mark.parametrize(
    "body",
    [
        b"0123456789\0",
        b"\0",
        b"",
        b"ab cd \0",
        b"no end",
        b"id\0\x04\x23\x00\x03\x01\x02\x03",
        b"i\xe9\0",
        b"a" * 64 + b"\0",
        b"a" * 90 + b"\0",
    ],
)
@pytest.mark.parametrize("status", [0, 0x58])
def test_an_answer_is_read_as_smpplib_reads_it(body: bytes, status: int) -> None:
    frame = struct.pack(">LLLL", 16 + len(body), 0x80000004, status, 77) + body
    reader = command.factory("submit_sm_resp", sequence=77, allow_unknown_opt_params=True)
    try:
        reader.parse(frame)
    except Exception:
        with pytest.raises(pdus.Malformed):
            pdus.read(frame)
        return
    answer = pdus.read(frame)
    assert (answer.name, answer.status, answer.sequence) == ("submit_sm_resp", status, 77)
    assert answer.message_id == (reader.message_id or b"").decode("latin-1").strip()
