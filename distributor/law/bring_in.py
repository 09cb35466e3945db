"""A register of documents that an office has: rows checked, one by one, and taken whole or not at all. Pure but for
`import_documents`.

A row names a document by number, issuer and day of issue, and says what is known of it: its day of effect, when it ended or was
suspended, by what. Whatever is wrong with a row is told with its line; the other rows are taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from distributor.clock import FIRST_YEAR, VIETNAM
from distributor.db import Database
from distributor.law.names import plain_issuer
from distributor.law.register import refresh
from distributor.models import Document, DocumentIssuer, DocumentStatus, DocumentStatusKind, StatusSource
from distributor.staff.deeds import Actor, deed
from distributor.text.tidy import nfc, shorten
from phrases import phrase

Status = DocumentStatusKind
COLUMNS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number", "so ky hieu", "so hieu", "so van ban", "so"}),
    "issuer": frozenset({"issuer", "co quan ban hanh", "noi ban hanh"}),
    "issued_on": frozenset({"issued on", "ngay ban hanh", "ngay ky"}),
    "effective_on": frozenset({"effective on", "ngay co hieu luc", "hieu luc tu"}),
    "ended_on": frozenset({"ended on", "ngay het hieu luc", "het hieu luc tu", "ngay ngung hieu luc"}),
    "status": frozenset({"status", "tinh trang", "tinh trang hieu luc", "hieu luc"}),
    "basis": frozenset({"basis", "can cu", "ly do", "ly do het hieu luc"}),
    "ended_by": frozenset({"ended by", "van ban bai bo", "van ban thay the", "bi bai bo boi", "het hieu luc boi"}),
    "kind": frozenset({"kind", "loai van ban", "loai"}),
    "subject": frozenset({"subject", "trich yeu", "ten van ban"}),
}
"""By their own names or as offices call them, compared without accents, case and signs."""
LABELS = {
    name: phrase(f"law.column.{name}")
    for name in ("number", "issuer", "issued_on", "effective_on", "ended_on", "status")
}
_STATUSES = {
    "": None,
    "not_yet": Status.NOT_YET,
    "chưa có hiệu lực": Status.NOT_YET,
    "in_force": Status.IN_FORCE,
    "còn hiệu lực": Status.IN_FORCE,
    "còn hiệu lực toàn bộ": Status.IN_FORCE,
    "đang có hiệu lực": Status.IN_FORCE,
    "partly": Status.PARTLY_ENDED,
    "partly_ended": Status.PARTLY_ENDED,
    "hết hiệu lực một phần": Status.PARTLY_ENDED,
    "ended": Status.ENDED,
    "hết hiệu lực": Status.ENDED,
    "hết hiệu lực toàn bộ": Status.ENDED,
    "bị bãi bỏ": Status.ENDED,
    "bị thay thế": Status.ENDED,
    "suspended": Status.SUSPENDED,
    "ngưng hiệu lực": Status.SUSPENDED,
    "ngừng hiệu lực": Status.SUSPENDED,
    "unknown": None,
    "chưa rõ": None,
    "không xác định": None,
}
_DAY = re.compile(
    r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\Z|(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?\Z"
)
_NUMBER = re.compile(r"\d{1,5}[\w/.\-–]*[\w]\Z")
LAST_YEAR = 2100
AT_ONCE = 10
"""Rows a transaction: each is taken whole with all that follows from it."""


@dataclass(frozen=True)
class RegisterRow:
    line: int
    number: str
    issuer: str
    issued_on: date
    effective_on: date | None
    ended_on: date | None
    status: Status | None
    basis: str
    kind: str
    subject: str

    @property
    def identity(self) -> tuple[str, str, date]:
        return (self.number.casefold(), plain_issuer(self.issuer), self.issued_on)


@dataclass(frozen=True)
class Wrong:
    """The reason why a row is not taken."""

    line: int
    words: str


@dataclass
class RegisterRows:
    """`doubled`: lines that say once more what an earlier line says."""

    rows: list[RegisterRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)


@dataclass
class Brought:
    """The counts of an import, in documents. `known`: those that were there and are filled up; `changed`: whose life is another
    now."""

    new: int = 0
    known: int = 0
    changed: int = 0

    def __iadd__(self, other: "Brought") -> "Brought":
        self.new, self.known = self.new + other.new, self.known + other.known
        self.changed += other.changed
        return self


def read_register(rows: Sequence[tuple[int, Mapping[str, str]]], today: date) -> RegisterRows:
    """Check the rows of a register. `rows`: line and cells by the names of `COLUMNS`."""
    found = RegisterRows()
    seen: dict[tuple[str, str, date], RegisterRow] = {}
    refused: set[tuple[str, str, date]] = set()
    for line, cells in rows:
        row = _row(line, {name: " ".join(nfc(str(value)).split()) for name, value in cells.items()}, today)
        if isinstance(row, Wrong):
            found.wrong.append(row)
            continue
        other = seen.setdefault(row.identity, row)
        if other is row:
            found.rows.append(row)
        elif vars(other) | {"line": 0} == vars(row) | {"line": 0}:
            found.doubled.append(line)
        else:
            found.wrong.append(
                Wrong(
                    line,
                    phrase("law.row.doubled", line=line, other=other.line),
                )
            )
            refused.add(row.identity)
    if refused:
        for row in [row for row in found.rows if row.identity in refused]:
            found.rows.remove(row)
            found.wrong.append(Wrong(row.line, phrase("law.row.doubled-first", line=row.line)))
    found.wrong.sort(key=lambda each: each.line)
    return found


def _row(line: int, cells: Mapping[str, str], today: date) -> RegisterRow | Wrong:
    def wrong(words: str) -> Wrong:
        return Wrong(line, phrase("law.row.wrong", line=line, what=words))

    lacking = [LABELS[name] for name in ("number", "issuer", "issued_on") if not cells.get(name)]
    if lacking:
        return wrong(phrase("law.row.lacks", lacking=", ".join(f"«{name}»" for name in lacking)))
    if not _NUMBER.match(cells["number"]):
        return wrong(phrase("law.row.number", given=shorten(cells["number"], 60)))
    days: dict[str, date | None] = {}
    for name in ("issued_on", "effective_on", "ended_on"):
        given = cells.get(name, "")
        days[name] = _day(given)
        if given and days[name] is None:
            return wrong(phrase("law.row.no-day", column=LABELS[name], given=shorten(given, 40)))
    issued_on, effective_on, ended_on = days["issued_on"], days["effective_on"], days["ended_on"]
    assert issued_on is not None  # noqa: S101 - it is not empty, and a day
    if issued_on > today:
        return wrong(phrase("law.row.issued-later", day=issued_on))
    for before, day in (("law.row.effect-before", effective_on), ("law.row.end-before", ended_on)):
        if day is not None and day < issued_on:
            return wrong(phrase(before, day=day, issued_on=issued_on))
    word = cells.get("status", "").casefold()
    if word not in _STATUSES:
        return wrong(phrase("law.row.status", given=shorten(cells["status"], 60), known=_known_words()))
    status = _STATUSES[word]
    if status is None and ended_on is not None:
        status = Status.ENDED
    if status in (Status.ENDED, Status.SUSPENDED) and ended_on is None:
        return wrong(phrase("law.row.no-end"))
    if status in (Status.IN_FORCE, Status.NOT_YET) and ended_on is not None and ended_on <= today:
        return wrong(phrase("law.row.ended-before", given=cells["status"], day=ended_on))
    if status is Status.IN_FORCE and effective_on is not None and effective_on > today:
        return wrong(phrase("law.row.effect-later", given=cells["status"], day=effective_on))
    by = cells.get("ended_by", "")
    basis = "; ".join(filter(None, (f"hết hiệu lực bởi {by}" if by else "", cells.get("basis", ""))))
    return RegisterRow(
        line,
        cells["number"][:100],
        cells["issuer"][:300],
        issued_on,
        effective_on,
        ended_on,
        status,
        shorten(basis, 500),
        cells.get("kind", "").casefold()[:60],
        shorten(cells.get("subject", ""), 1000),
    )


def _known_words() -> str:
    return "Chưa có hiệu lực, Còn hiệu lực, Hết hiệu lực một phần, Hết hiệu lực, Ngưng hiệu lực"


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    if found is None:
        return None
    parts = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@deed("correct")
def import_documents(database: Database, actor: Actor, rows: Sequence[RegisterRow]) -> Brought:
    """Take rows, a few a transaction; that it was begun stands in the log. The same rows once more change nothing."""
    brought = Brought()
    for first in range(0, len(rows), AT_ONCE):
        with database.write() as session:
            brought += take_documents(session, rows[first : first + AT_ONCE], by=actor.login, now=actor.now)
            if first == 0:
                actor.note(session, "import_acts", "law:register")
    return brought


def take_documents(session: Session, rows: Sequence[RegisterRow], *, by: str, now: datetime) -> Brought:
    """Keep the rows, and what follows from them, in the caller's transaction. `by`: a login."""
    brought = Brought()
    today = now.astimezone(VIETNAM).date()
    ids = []
    for row in rows:
        document = _document(session, row)
        brought.known += document is not None
        brought.new += document is None
        document = document or _new(session, row)
        document.kind = document.kind or row.kind
        document.subject = document.subject or row.subject
        document.told_effective_on = document.told_effective_on or row.effective_on
        document.effective_on = document.effective_on or row.effective_on
        session.add(document)
        session.flush()
        _status(session, document.id or 0, row, by, today)
        ids.append(document.id or 0)
    brought.changed = len(refresh(session, ids, now))
    return brought


def _document(session: Session, row: RegisterRow) -> Document | None:
    same = session.exec(
        select(Document)
        .where(Document.number == row.number, Document.issued_on == row.issued_on)
        .order_by(col(Document.id))
    ).all()
    return next((one for one in same if plain_issuer(one.issuer) == plain_issuer(row.issuer)), None)


def _new(session: Session, row: RegisterRow) -> Document:
    document = Document(issuer=row.issuer, number=row.number, issued_on=row.issued_on)
    session.add(document)
    session.flush()
    session.add(DocumentIssuer(document_id=document.id or 0, position=0, name=row.issuer))
    return document


def _status(session: Session, document_id: int, row: RegisterRow, by: str, today: date) -> None:
    """Keep the status that the row says, in the place of what an earlier import said."""
    for old in session.exec(
        select(DocumentStatus).where(
            DocumentStatus.document_id == document_id, DocumentStatus.source == StatusSource.IMPORT
        )
    ).all():
        session.delete(old)
    session.flush()
    basis = row.basis or f"sổ văn bản do {by} nhập"
    said: list[tuple[Status, date]] = []
    if row.status is Status.IN_FORCE and row.effective_on is None:
        said.append((Status.IN_FORCE, today))
    if row.status is Status.PARTLY_ENDED:
        said.append((Status.PARTLY_ENDED, row.ended_on or today))
    elif row.ended_on is not None:
        said.append((Status.SUSPENDED if row.status is Status.SUSPENDED else Status.ENDED, row.ended_on))
    session.add_all(
        DocumentStatus(
            document_id=document_id, status=status, since=since, basis=basis[:500], source=StatusSource.IMPORT
        )
        for status, since in said
    )
    session.flush()
