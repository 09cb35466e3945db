"""`loa report`: at the terminal, as JSON, into files."""

import json
from pathlib import Path

from tests.commands.office import Office, commands, office
from tests.report.engagement.year import Year, build_year

__all__ = ["commands", "office"]

NOVEMBER = ("--from", "2026-11-01", "--to", "30/11/2026")


def filled(office: Office) -> Year:
    with office.database.write() as session:
        return build_year(session, office.province)


def test_the_terminal_the_json_and_the_files_say_the_same(office: Office, tmp_path: Path) -> None:
    filled(office)
    told = json.loads(office.loa("report", *NOVEMBER, "--channel", "facebook", "--json").out)
    posts, views = told["totals"]["now"]["posts"], told["totals"]["now"]["sums"]["views"]["value"]
    assert posts >= 6
    printed = office.loa("report", *NOVEMBER, "--channel", "facebook").out
    assert "Kênh: Facebook" in printed
    assert any(
        line.split()[:4] == ["Lượt", "xem", f"{views:,}".replace(",", "."), "5"] for line in printed.splitlines()
    )
    for ending in ("xlsx", "csv"):
        file = tmp_path / f"bao-cao.{ending}"
        answer = office.loa("report", "--period", "month:2026-11", "--channel", "facebook", "--out", str(file))
        assert answer.code == 0
        assert f"{posts} bài" in answer.err
        assert file.stat().st_size > 1000


def test_one_unit_by_its_code(office: Office) -> None:
    filled(office)
    told = json.loads(office.loa("report", "--period", "month:2026-11", "--unit", "an-loc", "--json").out)
    assert {group["label"] for group in told["by_account"]} == {"Xã An Lộc"}


def test_what_cannot_be_is_told(office: Office, tmp_path: Path) -> None:
    for arguments, words in (
        (("--from", "2026-11-30", "--to", "2026-11-01"), "đứng trước ngày đầu"),
        (("--from", "2026-11-30"), "đủ ngày đầu và ngày cuối"),
        (("--from", "0001-01-01", "--to", "2026-11-01"), "từ 01/01/2000 đến 31/12/2099"),
        (("--period", "moon"), "Không có kỳ báo cáo «moon»"),
        (("--unit", "khong-co"), "Không có đơn vị «khong-co»"),
        (("--out", str(tmp_path / "bao-cao.doc")), "Các dạng: .xlsx, .csv"),
        (("--out", str(tmp_path / "nope" / "bao-cao.xlsx")), "Hãy chọn thư mục khác (--out)"),
        (("--channel", "myspace"), "Không có kênh «myspace»"),
    ):
        answer = office.loa("report", *arguments)
        assert answer.code == 1
        assert words in answer.err
