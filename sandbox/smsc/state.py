"""What the stand-in network holds: messages it took, telephones, what waits to be delivered to the office. Over one journal.

A telephone puts the parts of a long message together by sender, reference and number of parts, as real ones do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.smsc.text import Piece, whole_text
from sandbox.smsc.weather import SmscDraw, SmscWeather, draw_at

SYSTEM_ID, PASSWORD = "loa-hgiang", "demo2026"
API_KEY, SECRET_KEY, ACCESS_TOKEN = (
    "SANDBOX0API0KEY0OF0HUONG0GIANG",
    "SANDBOX0SECRET0KEY0HG",
    "sandbox-access-token-of-huong-giang",
)
BRAND, SHORT_CODE = "STP-HGIANG", "8079"
PEOPLE = {
    "84900000001": "Bà Nguyễn Thị Mơ, thôn Đông",
    "84900000002": "Ông Trần Văn Lúa, thôn Đoài",
    "84900000003": "Chị Lê Thu Hiền, tổ dân phố 3",
    "84900000004": "Anh Phạm Quốc Sông, hộ kinh doanh",
    "84900000005": "Bác Đỗ Thị Thanh, tổ hòa giải",
    "84900000006": "Em Hoàng Gia Bảo, sinh viên",
}
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_OWN = (
    ("Bà", "Thị", ("Sen", "Lụa", "Tâm", "Hạnh", "Cúc", "Nhài", "Thơm")),
    ("Ông", "Văn", ("Thuận", "Hòa", "Bình", "Minh", "Lộc", "Thành", "Quý")),
    ("Chị", "Thu", ("Trang", "Ngân", "Thảo", "Yến", "Mai", "Vân", "Liên")),
    ("Anh", "Đức", ("Toàn", "Huy", "Long", "Nam", "Khoa", "Sơn", "Việt")),
)
_PLACES = (
    "thôn Thượng",
    "thôn Hạ",
    "tổ dân phố 1",
    "xóm Chợ",
    "thôn Bến",
    "tổ dân phố 5",
    "khu Mới",
    "thôn Trung",
    "xóm Đình",
)
GAP = " […] "
_NUMBER = re.compile(r"84[35789]\d{8}")


@dataclass(frozen=True)
class TakenPart:
    """One short message as the network took it. `via`: smpp, esms or speedsms. `raw`: hex."""

    id: str
    sender: str
    to: str
    reference: int
    total: int
    number: int
    raw: str
    unicode: bool
    via: str
    time: float
    key: str = ""


@dataclass
class Bubble:
    """One line of a telephone's screen. `mine`: written on the telephone. `ids`: the network's, a part each."""

    sender: str
    text: str
    time: float
    mine: bool = False
    total: int = 1
    parts: dict[int, TakenPart] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.mine or len(self.parts) == self.total

    @property
    def ids(self) -> list[str]:
        return [self.parts[number].id for number in sorted(self.parts)]


@dataclass
class Outgoing:
    """A deliver_sm that waits until the office's bind has acknowledged it. `octets`: hex."""

    number: int
    source: str
    destination: str
    esm_class: int
    data_coding: int
    octets: str
    optional: str = ""


FIRST_ID = 0x2F4A6C1D00
"""A network numbers the messages of all its senders: no office gets the first ones."""


class SmscState:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port_file = folder / "smpp_port"
        self.weather = SmscWeather()
        self.submits = 0
        self.phones: dict[str, list[Bubble]] = {}
        self.parts: list[TakenPart] = []
        self.waiting: dict[int, Outgoing] = {}
        self.acknowledged = 0
        self.keys: dict[str, str] = {}
        self.webhook = ""
        """Where SpeedSMS reports to."""
        self._last_id = FIRST_ID
        self._last_outgoing = 0
        self._journal = Journal(folder / "journal.jsonl")
        self._forget()
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def draw(self) -> SmscDraw:
        self.submits += 1
        return draw_at(self.weather, self.submits - 1)

    def next_id(self) -> str:
        return f"{self._last_id + 1:010X}"

    def take(self, piece: Piece, *, sender: str, to: str, via: str, key: str = "") -> TakenPart:
        part = TakenPart(
            self.next_id(),
            sender,
            to,
            piece.reference,
            piece.total,
            piece.number,
            piece.raw.hex(),
            piece.unicode,
            via,
            now(),
            key,
        )
        self._write({"event": "part", **asdict(part)})
        return part

    def receive(self, phone: str, sender: str, text: str, moment: float) -> str:
        """A message that the telephone had before the stand-in was started; its id. Asked again for the same it adds nothing."""
        for bubble in self.phones.get(phone, ()):
            if (bubble.time, bubble.sender, bubble.text) == (moment, sender, text):
                return bubble.ids[0]
        raw = text.encode("utf-16-be").hex()
        part = TakenPart(self.next_id(), sender, phone, 0, 1, 1, raw, unicode=True, via="past", time=moment)
        self._write({"event": "part", **asdict(part)})
        return part.id

    def say(self, phone: str, to: str, text: str, parts: list[tuple[bytes, int, int]]) -> None:
        """A telephone sends a message; it waits until the office has it."""
        self._write({"event": "said", "phone": phone, "to": to, "text": text, "time": now()})
        for octets, data_coding, esm_class in parts:
            self.put(phone, to, esm_class, data_coding, octets)

    def put(
        self, source: str, destination: str, esm_class: int, data_coding: int, octets: bytes, optional: bytes = b""
    ) -> None:
        outgoing = Outgoing(
            self._last_outgoing + 1, source, destination, esm_class, data_coding, octets.hex(), optional.hex()
        )
        self._write({"event": "outgoing", **asdict(outgoing)})

    def acknowledge(self, number: int) -> None:
        if number in self.waiting:
            self._write({"event": "acknowledged", "number": number})

    def set_weather(self, weather: SmscWeather) -> None:
        self._write({"event": "weather", "weather": weather.as_json()})

    def set_webhook(self, address: str) -> None:
        self._write({"event": "webhook", "address": address})

    def forget(self) -> None:
        self._write({"event": "reset"})

    def said_by(self, phone: str) -> int:
        return sum(1 for bubble in self.phones.get(phone, ()) if bubble.mine)

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        fields: dict[str, Any] = {name: value for name, value in record.items() if name != "event"}
        match record["event"]:
            case "part":
                self._show(TakenPart(**fields))
            case "said":
                bubble = Bubble(fields["to"], fields["text"], fields["time"], mine=True)
                self.phones.setdefault(fields["phone"], []).append(bubble)
            case "outgoing":
                outgoing = Outgoing(**fields)
                self.waiting[outgoing.number] = outgoing
                self._last_outgoing = outgoing.number
            case "acknowledged":
                self.waiting.pop(fields["number"], None)
                self.acknowledged += 1
            case "weather":
                self.weather, self.submits = SmscWeather.parse(fields["weather"]), 0
            case "webhook":
                self.webhook = fields["address"]
            case "reset":
                self._forget()
            case unknown:
                raise ValueError(f"a journal line of unknown kind {unknown!r}")

    def _show(self, part: TakenPart) -> None:
        self._last_id = max(self._last_id, int(part.id, 16))
        self.parts.append(part)
        if part.key:
            self.keys[part.key] = part.id
        bubbles = self.phones.setdefault(part.to, [])
        if part.total > 1:
            for bubble in reversed(bubbles):
                if _belongs(part, bubble):
                    bubble.parts[part.number] = part
                    _write_out(bubble)
                    return
        bubble = Bubble(part.sender, "", part.time, total=part.total, parts={part.number: part})
        _write_out(bubble)
        bubbles.append(bubble)

    def _forget(self) -> None:
        self.parts.clear()
        self.waiting.clear()
        self.keys.clear()
        self.webhook = ""
        self.weather, self.submits, self.acknowledged = SmscWeather(), 0, 0
        self.phones = {number: [] for number in PEOPLE}


def _belongs(part: TakenPart, bubble: Bubble) -> bool:
    if bubble.mine or bubble.is_whole or part.number in bubble.parts:
        return False
    first = next(iter(bubble.parts.values()))
    return (first.sender, first.reference, first.total) == (part.sender, part.reference, part.total)


def _write_out(bubble: Bubble) -> None:
    """The text as far as it has come; where a part is missing stands `GAP`."""
    shown, raw, unicode = [], b"", False
    for number in range(1, bubble.total + 1):
        if (part := bubble.parts.get(number)) is not None:
            raw, unicode = raw + bytes.fromhex(part.raw), part.unicode
        elif raw:
            shown.append(whole_text(raw, unicode))
            raw = b""
    bubble.text = GAP.join([*shown, whole_text(raw, unicode)] if raw else shown)


def owner_of(number: str) -> str:
    """Whose telephone it is; made up, always the same for a number."""
    if number in PEOPLE:
        return PEOPLE[number]
    seed = int(number[-6:] or 0)
    title, middle, names = _OWN[seed % len(_OWN)]
    own, family, place = names[seed % len(names)], _FAMILY[seed % len(_FAMILY)], _PLACES[seed % len(_PLACES)]
    return f"{title} {family} {middle} {own}, {place}"


def is_mobile(number: str) -> bool:
    """A Vietnamese mobile number in international form, without a plus."""
    return bool(_NUMBER.fullmatch(number))


def credentials() -> Mapping[str, str]:
    """Worth nothing anywhere else."""
    return {
        "system_id": SYSTEM_ID,
        "password": PASSWORD,
        "api_key": API_KEY,
        "secret_key": SECRET_KEY,
        "access_token": ACCESS_TOKEN,
    }
