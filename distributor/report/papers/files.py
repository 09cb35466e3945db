"""A paper as a file by its ending, with the name that it is kept under."""

from distributor.errors import LoaError
from distributor.report.papers.docx import make_docx
from distributor.report.papers.outline import Paper, Pictures
from distributor.report.papers.pdf import make_pdf

MAKERS = {"pdf": make_pdf, "docx": make_docx}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def make_file(paper: Paper, pictures: Pictures, ending: str) -> tuple[str, str, bytes]:
    """Name, ending, content: `bao-cao-20261101-20261130.pdf`. Raises LoaError."""
    if ending not in MAKERS:
        raise LoaError(f"Báo cáo không có dạng «{ending}». Các dạng: {', '.join(MAKERS)}.")
    return f"{paper.file_name}.{ending}", ending, MAKERS[ending](paper, pictures)
