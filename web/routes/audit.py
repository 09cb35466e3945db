"""Nhật ký thao tác: who did what and when, narrowed and in pages, and as a table to take away."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlmodel import Session

from distributor.models import AuditEntry, Unit, UnitLevel
from distributor.report.audit_fields import field_words
from distributor.report.audit_log import ACTION_LABELS, SUBJECT_LABELS, AuditFilter, audit_page, audit_rows
from distributor.report.sheet_text import plain_cell
from distributor.units import unit_names
from web import formats
from web.deciding import day_of, page_number, who_may
from web.flash import page_for
from web.language import _
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHT = "see_log"


Permitted = Annotated[Visitor, who_may(RIGHT)]


@dataclass(frozen=True)
class Narrowed:
    """The narrowing of the log as it stands in the address."""

    wanted: AuditFilter

    @property
    def query(self) -> str:
        given = {
            "nguoi": self.wanted.actor,
            "viec": self.wanted.action,
            "doi_tuong": self.wanted.subject,
            "tu": self.wanted.since.isoformat() if self.wanted.since else "",
            "den": self.wanted.until.isoformat() if self.wanted.until else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


def _narrowed(nguoi: str = "", viec: str = "", doi_tuong: str = "", tu: str = "", den: str = "") -> Narrowed:
    actor, subject = nguoi.strip()[:100], doi_tuong.strip()[:80]
    return Narrowed(AuditFilter(actor, viec.strip()[:60], subject, day_of(tu), day_of(den)))


Wanted = Annotated[Narrowed, Depends(_narrowed)]


@router.get("/nhat-ky")
def show_log(request: Request, around: Around, person: Permitted, narrowed: Wanted, trang: str = "") -> HTMLResponse:
    number = page_number(trang)
    with around.database.read() as session:
        whole = _sees_all(session, person)
        found = audit_page(session, person.unit_ids, narrowed.wanted, whole_province=whole, page=number)
        units = unit_names(session, person.unit_ids)
    values = {"log": found, "narrowed": narrowed, "page": number, "labels": ACTION_LABELS, "units": units}
    values |= {"subjects": SUBJECT_LABELS, "fields_told": _fields_told}
    return page_for(request, around, person, "audit.html", values)


@router.get("/nhat-ky.csv")
def give_log(around: Around, person: Permitted, narrowed: Wanted) -> StreamingResponse:
    """Give the log for Excel: with a byte order mark, and nothing in it begins a formula."""
    headers = {"Content-Disposition": 'attachment; filename="nhat-ky-thao-tac.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(
        _lines(around, person, narrowed.wanted), media_type="text/csv; charset=utf-8", headers=headers
    )


def _lines(around: Surroundings, person: Visitor, wanted: AuditFilter) -> Iterator[str]:
    yield "\ufeff" + _line(
        [
            *(_("Số"), _("Thời gian"), _("Người thực hiện"), _("Đơn vị")),
            *(_("Thao tác"), _("Đối tượng"), _("Trường thay đổi"), _("Địa chỉ máy"), _("Mã kiểm tra")),
        ]
    )
    with around.database.read() as session:
        whole, units = _sees_all(session, person), unit_names(session, person.unit_ids)
        for entry in audit_rows(session, person.unit_ids, wanted, whole_province=whole):
            yield _line(_cells(entry, units))


def _fields_told(names: Sequence[str]) -> str:
    told = [field_words(name) for name in names if name]
    return ", ".join(f"{_(words)} {rest}".rstrip() for words, rest in told)


def _cells(entry: AuditEntry, units: dict[int, str]) -> list[str]:
    return [
        str(entry.id),
        formats.time(entry.at),
        entry.actor,
        units.get(entry.unit_id or 0, ""),
        _(ACTION_LABELS.get(entry.action, entry.action)),
        entry.subject,
        _fields_told(entry.fields),
        entry.address,
        entry.hash,
    ]


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([plain_cell(cell) for cell in cells])
    return written.getvalue()


def _sees_all(session: Session, person: Visitor) -> bool:
    unit = session.get(Unit, person.staff.unit_id)
    return unit is not None and unit.level == UnitLevel.PROVINCE
