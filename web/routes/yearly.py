"""Báo cáo năm: each agency's results of a year, handed in by form or file, and the report to the People's Committee on paper."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.importing.bounded import read_table
from distributor.importing.sheet import LARGEST
from distributor.models import AgencyResults
from distributor.report.engagement.statistics import form_rows
from distributor.report.papers.files import TYPES, make_file
from distributor.report.papers.letterhead import read_letterhead
from distributor.report.papers.yearly import make_yearly_paper, together
from distributor.report.yearly import FIRST_YEAR, LAST_YEAR, Unlikely, empty_file, hand_in, hand_in_file, results_of
from distributor.units import unit_names
from web.deciding import SentUpload
from web.flash import Notification, on_with, page_for, refused
from web.forms import UploadedForm, read_file
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.routes.reports import ReportAddress, report_for
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH, BESIDES = "/bao-cao-nam", 65_536


class ResultsForm(SentUpload):
    """A file, or an agency's figures: `so_CODE` each, in `sent`. `chac`: what is unlikely is meant so."""

    nam: str = ""
    co_quan: str = ""
    ghi_chu: str = ""
    chac: str | None = None

    @classmethod
    async def read_parts(cls, request: Request) -> UploadedForm:
        return await read_file(request, LARGEST + BESIDES)


def _year(around: Surroundings, said: str) -> int:
    """This year where none is asked for; 404 for one that there is none of."""
    if not said:
        return around.clock.now().astimezone(VIETNAM).year
    if not (said.isascii() and said.isdigit() and FIRST_YEAR <= int(said[:5]) <= LAST_YEAR):
        raise HTTPException(404)
    return int(said)


@router.get(PATH)
def show_results(request: Request, around: Around, person: SignedIn, nam: str = "") -> HTMLResponse:
    return _page(request, around, person, _year(around, nam), {})


@router.post(PATH)
def take_results(
    request: Request, around: Around, person: SignedIn, form: Annotated[ResultsForm, Depends(ResultsForm.read)]
) -> Response:
    """A file takes the place of the form; it is read with no transaction open."""
    sent, upload = form.sent, form.upload
    year, actor, sure = _year(around, form.nam), person.acts(around), form.chac is not None
    try:
        sheet = read_table(upload.content, upload.name) if upload.is_chosen else None
        with around.database.write() as session:
            if sheet is not None:
                count = hand_in_file(session, actor, person.staff.unit_id, year, sheet, sure=sure)
                said = _("Đã nhận kết quả của %(count)s cơ quan.", count=count)
            else:
                typed = {name.removeprefix("so_"): value for name, value in sent.items() if name.startswith("so_")}
                kept = hand_in(session, actor, person.staff.unit_id, year, form.co_quan, typed, form.ghi_chu, sure=sure)
                said = _("Đã nhận kết quả của %(agency)s.", agency=kept.agency)
    except LoaError as error:
        asks = ("file" if upload.is_chosen else "form") if isinstance(error, Unlikely) else ""
        return _page(request, around, person, year, sent, said=refused(error), status=400, asks=asks)
    return on_with(around, person, f"{PATH}?nam={year}", Notification(said))


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    year: int,
    typed: dict[str, str],
    *,
    said: Notification | None = None,
    status: int = 200,
    asks: str = "",
) -> HTMLResponse:
    """Show the page of a year. `asks`: of the `form` or `file` it is asked whether its figures are right."""
    with around.database.read() as session:
        results = results_of(session, person.unit_ids, year)
        names = unit_names(session, person.unit_ids)
    values = {
        "year": year,
        "lines": [(row, together(row, results)[0]) for row in form_rows()],
        "results": results,
        "lacking": _lacking(results, names),
        "agency": typed.get("co_quan", names.get(person.staff.unit_id, "")),
        "typed": typed,
        "asks": asks,
    }
    return page_for(request, around, person, "yearly.html", values, said=said, status=status)


def _lacking(results: Sequence[AgencyResults], names: Mapping[int, str]) -> list[str]:
    told = {one.agency.casefold() for one in results}
    return [name for name in names.values() if name.casefold() not in told]


@router.get(PATH + ".csv")
def give_empty_file(around: Around, person: SignedIn) -> Response:
    with around.database.read() as session:
        content = empty_file(list(unit_names(session, person.unit_ids).values()))
    headers = {"Content-Disposition": 'attachment; filename="ket-qua-nam.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(PATH + ".pdf")
def give_pdf(around: Around, person: SignedIn, nam: str = "") -> Response:
    return _paper(around, person, nam, "pdf")


@router.get(PATH + ".docx")
def give_docx(around: Around, person: SignedIn, nam: str = "") -> Response:
    return _paper(around, person, nam, "docx")


def _paper(around: Surroundings, person: Visitor, said: str, ending: str) -> Response:
    year = _year(around, said)
    report = report_for(around, person, ReportAddress(ky=f"year:{year}"))
    with around.database.read() as session:
        results = results_of(session, person.unit_ids, year)
        lacking = _lacking(results, unit_names(session, person.unit_ids))
        letterhead = read_letterhead(session, person.staff.unit_id, report.made_at.astimezone(VIETNAM).date())
    paper = make_yearly_paper(report, results, lacking, letterhead, is_sample=around.settings.values.sandbox)
    try:
        name, _ending, content = make_file(paper, {}, ending)
    except LoaError as error:
        raise HTTPException(500, words_of(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=TYPES[ending], headers=headers)
