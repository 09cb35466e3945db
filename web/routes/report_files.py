"""The report as a PDF and as an editable document, in the form of administrative documents."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.report.papers.files import TYPES, make_file, paper_of
from distributor.report.papers.pictures import read_pictures
from web.language import words_of
from web.people import SignedIn, Visitor
from web.routes.reports import ReportAddress, Wanted, report_for
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.get("/bao-cao.pdf")
def give_pdf(around: Around, person: SignedIn, asked: Wanted) -> Response:
    return _file(around, person, asked, "pdf")


@router.get("/bao-cao.docx")
def give_docx(around: Around, person: SignedIn, asked: Wanted) -> Response:
    return _file(around, person, asked, "docx")


def _file(around: Surroundings, person: Visitor, asked: ReportAddress, ending: str) -> Response:
    report = report_for(around, person, asked)
    with around.database.read() as session:
        paper = paper_of(session, report, is_sample=around.settings.values.sandbox)
    try:
        name, _, content = make_file(paper, read_pictures(report, MediaStore(around.settings.media_folder)), ending)
    except LoaError as error:
        raise HTTPException(500, words_of(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=TYPES[ending], headers=headers)
