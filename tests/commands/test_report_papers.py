"""`loa report --out`: as a PDF and as a document, the same bytes however often."""

from pathlib import Path

import pytest

from tests.commands.office import Office, commands, office
from tests.report.engagement.year import build_year

__all__ = ["commands", "office"]


@pytest.mark.parametrize(("ending", "beginning"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_papers_are_written(office: Office, tmp_path: Path, ending: str, beginning: bytes) -> None:
    with office.database.write() as session:
        build_year(session, office.province)
    out = tmp_path / f"bao-cao.{ending}"
    answer = office.loa("report", "--period", "month:2026-11", "--out", str(out))
    assert answer.code == 0, answer.err
    assert "Tháng 11 năm 2026" in answer.err
    assert out.read_bytes().startswith(beginning)
