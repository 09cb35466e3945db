"""How a unit's papers begin and end: who issues them, where, under which symbol, to whom, who signs, who receives them.

The parts are those of Decree 30/2020/ND-CP, annex I, part I, section II, items 2 to 4, 7 and 9 (`config/paper_form.toml`). A unit
sets them for itself; what it has not set follows from its name. Functions take a session and never commit.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import UnitSetting
from distributor.report.papers.form import paper_form
from distributor.staff.deeds import Actor, deed
from distributor.units import unit_name
from phrases import phrase

PREFIX = "paper."
LONGEST = 200
MOST_RECIPIENTS = 12


@dataclass(frozen=True)
class Letterhead:
    """`above`: the office above, may be empty. `symbol`: what follows the number, `BC-STP`.

    `addressees`: whom a report to those above addresses, a line each; empty where it goes to nobody above.
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
        committee = paper_form().by_name["committee"]
        head, place = self.office[: len(committee)], self.office[len(committee) :].strip()
        return (head, place) if head == committee and place else (self.office,)

    @property
    def title_lines(self) -> tuple[str, ...]:
        return _lines(self.signer_title)

    @property
    def addressee_lines(self) -> tuple[str, ...]:
        """One stands bare beside the name; of several each has its mark."""
        bare = _listed(self.addressees)
        return bare if len(bare) < 2 else _marked(bare)

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        return _marked(_listed(self.recipients))


LABELS = {each.name: phrase(f"report.letterhead.{each.name}") for each in fields(Letterhead)}
NEEDED = ("office", "place", "symbol", "signer_title")
_SYMBOL = re.compile(r"[^\W\d_]+(?:[-/.][^\W_]+)+")
_AREA = re.compile(r"\b(tỉnh|thành phố|xã|phường|đặc khu)\s+(.+)$", re.IGNORECASE)


def letterhead_by_name(name: str) -> Letterhead:
    """Return what follows from a unit's name: the office above by its area, the office, its initials in the symbol."""
    words = paper_form().by_name
    committee, short = words["committee"], words["committee_short"]
    above_and_filed = f"{words['as_above']}\n{words['filed']}"
    name = " ".join(unicodedata.normalize("NFC", name).split())
    found = _AREA.search(name)
    area = found.group(0) if found else ""
    place = _place(found.group(1), found.group(2)) if found else ""
    before = name[: found.start()].strip(" ,-") if found else name
    if before.upper() in (short, committee, ""):
        office = f"{committee} {area}" if area else name
        return Letterhead(
            above="",
            office=office.upper().strip(),
            place=place,
            symbol=f"BC-{short}",
            addressees=words["above_commune"],
            signer_title=f"{words['for_committee']} {committee}\n{words['chair']}",
            signer="",
            recipients=above_and_filed,
        )
    is_department = before.upper().startswith(words["department"])
    return Letterhead(
        above=f"{short} {area}".upper() if area else "",
        office=before.upper() if area else name.upper(),
        place=place,
        symbol=f"BC-{_initials(before)}",
        addressees=f"{committee.capitalize()} {area}" if area else "",
        signer_title=words["director"] if is_department else words["head_of_office"],
        signer="",
        recipients=above_and_filed if area else words["filed"],
    )


def read_letterhead(session: Session, unit_id: int, day: date) -> Letterhead:
    """Return what the unit has set, over what follows from its name of that day."""
    by_name = asdict(letterhead_by_name(unit_name(session, unit_id, day)))
    return Letterhead(**{**by_name, **_set(session, unit_id)})


@deed("settings")
def change_letterhead(session: Session, actor: Actor, wanted: Letterhead) -> list[str]:
    """Change the letterhead of the actor's own unit. Answers with the names of what changed. Raises LoaError naming the field."""
    wanted, unit_id = checked(wanted), actor.staff.unit_id
    own = read_letterhead(session, unit_id, actor.today)
    changed = [each.name for each in fields(wanted) if getattr(own, each.name) != getattr(wanted, each.name)]
    for name in changed:
        value = getattr(wanted, name)
        by, at = actor.login, actor.now
        session.merge(UnitSetting(unit_id=unit_id, name=f"{PREFIX}{name}", value=value, changed_at=at, changed_by=by))
    if changed:
        actor.note(session, "letterhead", f"unit:{unit_id}", *changed, unit_id=unit_id)
    return changed


def checked(wanted: Letterhead) -> Letterhead:
    """The letterhead without stray spaces, in composed letters. Raises LoaError naming the field."""
    tidy = {name: "\n".join(_lines(unicodedata.normalize("NFC", value))) for name, value in asdict(wanted).items()}
    for name in NEEDED:
        if not tidy[name]:
            raise LoaError(phrase("report.letterhead-needs", part=LABELS[name]))
    for name, value in tidy.items():
        if any(len(line) > LONGEST for line in value.split("\n")):
            raise LoaError(phrase("report.letterhead-line-too-long", part=LABELS[name], most=LONGEST))
        if len(value.split("\n")) > MOST_RECIPIENTS:
            raise LoaError(phrase("report.letterhead-too-many-lines", part=LABELS[name], most=MOST_RECIPIENTS))
    if not _SYMBOL.fullmatch(tidy["symbol"]):
        raise LoaError(phrase("report.letterhead-symbol", part=LABELS["symbol"]))
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
    """Return the lines without the marks of a list, which those who type write or leave out."""
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
