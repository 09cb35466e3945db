"""The yearly report: agencies hand in results by form and by file, and the paper joins them with Loa's own figures."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import AgencyResults, AuditEntry
from distributor.report.engagement.shapes import StatisticsRow
from distributor.report.papers.yearly import together
from distributor.report.yearly import unlikely
from tests.web.forms import form_token
from tests.web.province import NOON


def send(client: TestClient, octets: bytes | None = None, **fields: str) -> Response:
    parts: dict[str, tuple[str | None, bytes]] = {
        name: (None, value.encode()) for name, value in {"nam": "2026", **fields}.items()
    }
    parts["form_token"] = (None, form_token(client.get("/").text).encode())
    if octets is not None:
        parts["tep"] = ("ket-qua.csv", octets)
    return client.post("/bao-cao-nam", files=parts)


def words_of_docx(octets: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as parts:
        return parts.read("word/document.xml").decode()


def kept(database: Database) -> dict[str, dict[str, int]]:
    with database.read() as session:
        return {one.agency: one.figures for one in session.exec(select(AgencyResults).order_by(col(AgencyResults.id)))}


@pytest.mark.parametrize(
    ("own", "said", "wanted"),
    [
        (7, [{"4": 2}, {"4": 3}], (5, 12)),
        (None, [{"4": 2}, {}], (2, 2)),
        (7, [{}], (None, 7)),
        (None, [], (None, None)),
    ],
)
def test_figures_are_joined_and_what_nobody_says_is_no_zero(
    own: int | None, said: list[dict[str, int]], wanted: tuple[int | None, int | None]
) -> None:
    results = [
        AgencyResults(unit_id=1, year=2026, agency=str(place), figures=each, handed_in_by="a", handed_in_at=NOON)
        for place, each in enumerate(said)
    ]
    assert together(StatisticsRow("4", "Số cuộc", "cuộc", own, ""), results) == wanted


def test_results_by_form_and_file_are_joined_on_paper(signed_in: TestClient, database: Database) -> None:
    assert "Chưa cơ quan nào gửi kết quả." in signed_in.get("/bao-cao-nam?nam=2026").text
    assert send(signed_in, co_quan="Hội Luật gia tỉnh", so_4="12", so_4a="1.250").status_code == 303
    empty = signed_in.get("/bao-cao-nam.csv").content.decode("utf-8-sig")
    assert empty.startswith('Cơ quan,"1. Số tin, bài')
    assert "Sở Tư pháp tỉnh Hương Giang" in empty
    given = "Cơ quan;4;4a;Nhận xét, kiến nghị\nHỘI LUẬT GIA TỈNH;15;1 300;\nĐoàn Thanh niên;3;;Thiếu kinh phí\n"
    assert send(signed_in, given.encode("utf-16")).status_code == 303
    assert kept(database) == {"Hội Luật gia tỉnh": {"4": 15, "4a": 1300}, "Đoàn Thanh niên": {"4": 3}}
    page = signed_in.get("/bao-cao-nam?nam=2026").text
    assert "Chưa gửi: " in page
    paper = signed_in.get("/bao-cao-nam.docx?nam=2026")
    assert paper.status_code == 200, paper.text
    said = words_of_docx(paper.content)
    for wanted in (
        "BÁO CÁO",
        "I. KẾT QUẢ CHUNG",
        "II. KẾT QUẢ THEO CƠ QUAN",
        "III. NGUỒN SỐ LIỆU",
        "Ủy ban nhân dân tỉnh Hương Giang",
        "Đoàn Thanh niên",
        "Thiếu kinh phí",
        "1.300",
        "18",
        "Nơi nhận",
    ):
        assert wanted in said, wanted
    assert signed_in.get("/bao-cao-nam.pdf?nam=2026").content.startswith(b"%PDF-")
    assert "Chưa cơ quan nào gửi kết quả." in signed_in.get("/bao-cao-nam?nam=2025").text
    with database.read() as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "results")).all()) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Cơ quan;4\nHội Luật gia;12\nĐoàn Thanh niên;nhiều\n;5\n", "Tệp còn 2 lỗi"),
        ("Cơ quan;4\nHội Luật gia;-3\n", "hãy ghi một số nguyên từ 0 đến 1.000.000.000"),
        ("Cơ quan;4\nHội Luật gia;\n", "chưa có số liệu hay nhận xét nào"),
        ("Tên;4\nHội Luật gia;3\n", "thiếu cột Cơ quan"),
        ("\x00\x01", "Tệp"),
        ("Cơ quan;4\n", "lỗi"),
    ],
)
def test_a_file_with_a_fault_writes_nothing(signed_in: TestClient, database: Database, given: str, said: str) -> None:
    answer = send(signed_in, given.encode())
    assert answer.status_code == 400
    assert said in answer.text
    assert kept(database) == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"co_quan": "", "so_4": "1"}, 400),
        ({"co_quan": "Hội", "so_4": "1e9"}, 400),
        ({"co_quan": "Hội", "so_4": "9" * 30}, 400),
        ({"co_quan": "Hội", "so_99": "1"}, 400),
        ({"co_quan": "Hội", "so_4": "1", "nam": "0"}, 404),
        ({"co_quan": "Hội", "so_4": "1", "nam": "hai nghìn"}, 404),
    ],
)
def test_what_is_no_result_is_refused(
    signed_in: TestClient, database: Database, fields: dict[str, str], status: int
) -> None:
    assert send(signed_in, None, **fields).status_code == status
    assert kept(database) == {}


@pytest.mark.parametrize(
    ("figures", "lines"),
    [
        ({"4": 40, "4a": 3_200, "5": 1, "5a": 900, "6": 50_000, "8": 12}, []),
        ({"1": 300, "1b": 120, "1c": 300}, []),
        ({"4": 40, "4a": 1_200_001}, ["4a"]),
        ({"8": 2_000_000}, ["8"]),
        ({"4a": 300}, ["4a"]),
        ({"4": 0, "4a": 300}, ["4a"]),
        ({"4": 40, "4a": 4}, ["4a"]),
        ({"1": 10, "1b": 11}, ["1b"]),
        ({"3": 1_000_000_000, "7": 900_000_000}, ["3", "7"]),
        ({"4": 12, "4a": 0}, ["4a"]),
        ({"5": 0, "5a": 0}, []),
    ],
)
def test_what_is_hardly_so_is_asked_back(figures: dict[str, int], lines: list[str]) -> None:
    assert [str(doubt).partition(":")[0].removeprefix("Dòng ") for doubt in unlikely(figures)] == lines


def test_an_unlikely_figure_is_taken_once_somebody_says_it_is_right(signed_in: TestClient, database: Database) -> None:
    fields = {"co_quan": "Hội Nông dân", "so_4": "3", "so_4a": "3.000.000", "ghi_chu": "Cả phát thanh"}
    asked = send(signed_in, None, **fields)
    assert asked.status_code == 400
    assert "Dòng 4a: 3.000.000 nhiều hơn số dân của tỉnh (1.200.000)." in asked.text
    assert 'value="3.000.000"' in asked.text, "what was typed is kept"
    assert asked.text.count('name="chac"') == 1
    assert kept(database) == {}
    assert send(signed_in, None, **fields, chac="1").status_code == 303
    assert kept(database) == {"Hội Nông dân": {"4": 3, "4a": 3_000_000}}
    rows = "Cơ quan;4;4a\nĐoàn Thanh niên;5;400\nHội Phụ nữ;2;1000000000\n".encode()
    asked = send(signed_in, rows)
    assert (asked.status_code, "hàng 3 của tệp, Dòng 4a" in asked.text) == (400, True)
    assert "Đoàn Thanh niên" not in kept(database)
    assert send(signed_in, rows, chac="1").status_code == 303
    assert send(signed_in, None, co_quan="Hội Cựu chiến binh", so_4="-5", chac="1").status_code == 400
