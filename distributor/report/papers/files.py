"""A report as a file by its ending, under the letterhead of the unit that it is about."""

from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.report.engagement.shapes import Report
from distributor.report.papers.letterhead import read_letterhead
from distributor.report.papers.outline import Paper, Pictures
from distributor.report.papers.paper import make_paper
from distributor.report.papers.pdf import make_pdf
from phrases import phrase

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def paper_of(session: Session, report: Report, *, is_sample: bool) -> Paper:
    """Make the paper of a report under the letterhead of the day on which the report was made."""
    unit_id = report.wish.unit_id or report.wish.unit_ids[0]
    day = report.made_at.astimezone(VIETNAM).date()
    return make_paper(report, read_letterhead(session, unit_id, day), is_sample=is_sample)


def make_file(paper: Paper, pictures: Pictures, ending: str) -> tuple[str, str, bytes]:
    """Name, ending, content: `bao-cao-20261101-20261130.pdf`. Raises LoaError."""
    if ending not in TYPES:
        raise LoaError(phrase("report.paper.no-such-format", ending=ending, endings=", ".join(TYPES)))
    if ending == "pdf":
        content = make_pdf(paper, pictures)
    else:
        from distributor.report.papers.docx import make_docx  # noqa: PLC0415 - 3 MB that only this wants

        content = make_docx(paper, pictures)
    return f"{paper.file_name}.{ending}", ending, content
