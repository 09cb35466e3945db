"""How a unit's papers begin and end: who issues them, where, under which symbol, to whom, who signs, who receives them.

The parts are those of Decree 30/2020/ND-CP, annex I, part I, section II, items 2 to 4, 7 and 9 (`config/paper_form.toml`). A unit
sets them for itself; what it has not set follows from its name. Functions take a session and never commit.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import UnitSetting
from distributor.units import unit_name

PREFIX = "paper."
LONGEST = 200
MOST_RECIPIENTS = 12


@dataclass(frozen=True)
class Letterhead:
    """`above`: the office above (cơ quan chủ quản), may be empty. `symbol`: what follows the number, `BC-STP`.

    `addressees`: whom a report to those above addresses (Kính gửi), a line each; empty where it goes to nobody above.
    `signer_title`: one line or several. `signer`: the name under the signature, may be empty. `recipients`: a line each.
    """

    above: str
    office: str
    place: str
    symbol: str
    addressees: str
    signer_title: str
    signer: str
    recipients: str

    @property
    def office_lines(self) -> tuple[str, ...]:
        """A committee's long name breaks before the name of its place."""
        head, place = self.office[: len(COMMITTEE)], self.office[len(COMMITTEE) :].strip()
        return (head, place) if head == COMMITTEE and place else (self.office,)

    @property
    def title_lines(self) -> tuple[str, ...]:
        return _lines(self.signer_title)

    @property
    def addressee_lines(self) -> tuple[str, ...]:
        """One stands bare beside «Kính gửi:»; of several each has its mark."""
        bare = _listed(self.addressees)
        return bare if len(bare) < 2 else _marked(bare)

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        return _marked(_listed(self.recipients))


LABELS = {
    "above": "Cơ quan chủ quản",
    "office": "Cơ quan ban hành",
    "place": "Địa danh",
    "symbol": "Ký hiệu",
    "addressees": "Kính gửi",
    "signer_title": "Quyền hạn, chức vụ của người ký",
    "signer": "Họ và tên người ký",
    "recipients": "Nơi nhận",
}
COMMITTEE = "ỦY BAN NHÂN DÂN"
FILED = "Lưu: VT."
AS_ABOVE = f"Như trên;\n{FILED}"
NEEDED = ("office", "place", "symbol", "signer_title")
_SYMBOL = re.compile(r"[^\W\d_]+(?:[-/.][^\W_]+)+")
_AREA = re.compile(r"\b(tỉnh|thành phố|xã|phường|đặc khu)\s+(.+)$", re.IGNORECASE)


def letterhead_by_name(name: str) -> Letterhead:
    """What follows from a unit's name: `Sở Tư pháp tỉnh Hương Giang` → UBND TỈNH HƯƠNG GIANG, SỞ TƯ PHÁP, BC-STP."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    found = _AREA.search(name)
    area = found.group(0) if found else ""
    place = _place(found.group(1), found.group(2)) if found else ""
    before = name[: found.start()].strip(" ,-") if found else name
    if before.upper() in ("UBND", "ỦY BAN NHÂN DÂN", ""):
        office = f"ỦY BAN NHÂN DÂN {area}" if area else name
        return Letterhead(
            above="",
            office=office.upper().strip(),
            place=place,
            symbol="BC-UBND",
            addressees="Sở Tư pháp",
            signer_title="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
            signer="",
            recipients=AS_ABOVE,
        )
    is_department = before.lower().startswith("sở")
    return Letterhead(
        above=f"UBND {area}".upper() if area else "",
        office=before.upper() if area else name.upper(),
        place=place,
        symbol=f"BC-{_initials(before)}",
        addressees=f"Ủy ban nhân dân {area}" if area else "",
        signer_title="GIÁM ĐỐC" if is_department else "THỦ TRƯỞNG CƠ QUAN",
        signer="",
        recipients=AS_ABOVE if area else FILED,
    )


def read_letterhead(session: Session, unit_id: int, day: date) -> Letterhead:
    """What the unit has set, over what follows from its name of that day."""
    by_name = asdict(letterhead_by_name(unit_name(session, unit_id, day)))
    return Letterhead(**{**by_name, **_set(session, unit_id)})


def change_letterhead(
    session: Session, unit_id: int, wanted: Letterhead, *, day: date, by: str, now: datetime
) -> list[str]:
    """Answers with the names of what changed. Raises LoaError naming the field."""
    wanted = checked(wanted)
    own = read_letterhead(session, unit_id, day)
    changed = [each.name for each in fields(wanted) if getattr(own, each.name) != getattr(wanted, each.name)]
    for name in changed:
        value = getattr(wanted, name)
        session.merge(UnitSetting(unit_id=unit_id, name=f"{PREFIX}{name}", value=value, changed_at=now, changed_by=by))
    return changed


def checked(wanted: Letterhead) -> Letterhead:
    """Without stray spaces, in composed letters. Raises LoaError naming the field."""
    tidy = {name: "\n".join(_lines(unicodedata.normalize("NFC", value))) for name, value in asdict(wanted).items()}
    for name in NEEDED:
        if not tidy[name]:
            raise LoaError(f"{LABELS[name]}: chưa nhập. Văn bản hành chính phải có phần này.")
    for name, value in tidy.items():
        if any(len(line) > LONGEST for line in value.split("\n")):
            raise LoaError(f"{LABELS[name]}: mỗi dòng dài nhất {LONGEST} ký tự.")
        if len(value.split("\n")) > MOST_RECIPIENTS:
            raise LoaError(f"{LABELS[name]}: nhiều nhất {MOST_RECIPIENTS} dòng.")
    if not _SYMBOL.fullmatch(tidy["symbol"]):
        raise LoaError("Ký hiệu: hãy viết tên loại và tên cơ quan viết tắt, ví dụ BC-STP.")
    return Letterhead(**tidy)


def _set(session: Session, unit_id: int) -> dict[str, str]:
    statement = select(UnitSetting.name, UnitSetting.value).where(
        UnitSetting.unit_id == unit_id, col(UnitSetting.name).startswith(PREFIX)
    )
    known = {each.name for each in fields(Letterhead)}
    rows = {name.removeprefix(PREFIX): str(value) for name, value in session.exec(statement)}
    return {name: value for name, value in rows.items() if name in known}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(each.split()) for each in text.splitlines()) if line)


def _listed(text: str) -> tuple[str, ...]:
    """Without the marks of a list, which those who type write or leave out."""
    return tuple(line for each in _lines(text) if (line := each.lstrip("-– ").rstrip(";., ")))


def _marked(lines: tuple[str, ...]) -> tuple[str, ...]:
    """A semicolon after each, a full stop after the last (item 9d)."""
    return tuple(f"{line}{'.' if place == len(lines) else ';'}" for place, line in enumerate(lines, 1))


def _place(level: str, name: str) -> str:
    """Communes and cities that bear a number keep their level: `Phường 1`."""
    return f"{level} {name}".capitalize() if name[:1].isdigit() else name


def _initials(name: str) -> str:
    words = re.findall(r"[^\W\d_]+", name)
    return "".join(word[0] for word in words).upper() or "ĐV"
