"""The exports opened by LibreOffice, where this machine has it: it reads them whole and sets them as we do.

Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui.
"""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from distributor.report.engagement.csv_file import csv_of
from distributor.report.engagement.workbook import workbook_of
from distributor.report.papers.docx import make_docx
from distributor.report.papers.letterhead import letterhead_by_name
from distributor.report.papers.paper import make_paper
from distributor.report.papers.pdf import make_pdf
from tests.report.papers.sample_report import rich_report

OFFICE = shutil.which("soffice") or ""
CALC = Path(OFFICE).resolve().with_name("libsclo.so") if OFFICE else Path("absent")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not OFFICE, reason="LibreOffice is not here: apt-get install libreoffice-writer-nogui"),
]


def opened(content: bytes, name: str, folder: Path, *options: str) -> list[str]:
    """The text of each page, as the program prints it."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        OFFICE,
        "--headless",
        profile,
        *options,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / name),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    return pages((folder / name).with_suffix(".pdf").read_bytes())


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_the_document_is_set_as_the_pdf(tmp_path: Path) -> None:
    paper = make_paper(rich_report(), letterhead_by_name("Sở Tư pháp tỉnh Hương Giang"))
    set_by_office, ours = opened(make_docx(paper, {}), "bao-cao.docx", tmp_path), pages(make_pdf(paper, {}))
    assert abs(len(set_by_office) - len(ours)) <= 1
    assert "Kính gửi: Ủy ban nhân dân tỉnh Hương Giang" in set_by_office[0]
    assert not set_by_office[0].startswith("1 "), "the first page bears no number"
    assert [page.split()[0] for page in set_by_office[1:]] == [str(n) for n in range(2, len(set_by_office) + 1)]
    assert "Nơi nhận: - Như trên; - Lưu: VT." in set_by_office[-1]


@pytest.mark.skipif(not CALC.exists(), reason="LibreOffice Calc is not here: apt-get install libreoffice-calc-nogui")
@pytest.mark.parametrize(
    ("name", "options", "number"),
    [("so-lieu.xlsx", (), "1.150.850"), ("so-lieu.csv", ("--infilter=CSV:44,34,76",), "1150850")],
)
def test_the_figures_open_as_tables(tmp_path: Path, name: str, options: tuple[str, ...], number: str) -> None:
    report = rich_report()
    content = workbook_of(report) if name.endswith("xlsx") else csv_of(report)
    text = " ".join(opened(content, name, tmp_path, *options))
    assert number in text
    assert "Số người tiếp cận" in text
    assert "#NAME?" not in text
    assert "Err:" not in text
