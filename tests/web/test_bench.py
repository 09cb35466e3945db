"""The benchmark of the console's pages measures pages: every one of them, and none that only says that something is wrong."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench.web import FILES, ROUNDS, Measured, Page, Province, get, limit_of, measure, pages, province
from bench.worked_years import Size
from tests.web.route_table import ROUTES

ANYTHING = {name: name for one in ROUTES for name in [*one.at.values(), "item", "unit", "account"]}


def test_every_page_is_measured_on_rows_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.web.SMALL", Size(10, 5, 10))
    monkeypatch.setattr("bench.web.ROUNDS", 1)  # what is counted here does not hang on how quiet the machine is
    with province("SQLite", f"sqlite:///{tmp_path}/{{name}}.db", tmp_path, Size(60, 5, 60)) as one:
        measure([one], 1)
        rows = one.rows()
    measured = {row["page"] for row in rows}
    assert measured >= {
        "/",
        "/lich",
        "/webhook",
        "/webhook/{endpoint_id}",
        "/tin-nhan/dot/{broadcast_id}",
        "/tin/{item_id}",
    }
    assert len(measured) == len(rows) > 70
    assert all(row["growth"] > 0 for row in rows)
    # Six times the items and posts: a question a row would be dozens. One more where the few rows left nothing to ask about.
    assert [row for row in rows if row["queries_more"] > 2] == []


def test_a_file_is_not_asked_to_be_as_quick_as_a_page() -> None:
    assert [limit_of(path) for path in ("/bao-cao", "/lich", "/lich?xem=danh-sach", "/bao-cao.docx")] == [
        100,
        150,
        100,
        1000,
    ]
    assert {path for path in pages(ANYTHING) if FILES.search(path)} == {
        "/bao-cao-nam.docx",
        "/bao-cao-nam.pdf",
        "/bao-cao.docx",
        "/bao-cao.pdf",
        "/bao-cao.xlsx",
        "/lich.ics",
        "/lich.xlsx",
    }


def test_a_page_that_is_none_ends_the_run(signed_in: TestClient) -> None:
    with pytest.raises(RuntimeError, match="/khong-co answers 404"):
        get(signed_in, "/khong-co")


def test_each_page_has_a_name_of_its_own() -> None:
    names = pages(ANYTHING)
    assert len({name for name in names if "{" not in name}) > 30
    assert not [path for path in names.values() if "{" in path]


def test_a_page_beside_a_busy_neighbour_is_measured_again_and_the_quietest_counts(
    signed_in: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_for = {"/calm": 0, "/busy": 1, "/always-busy": ROUNDS}
    asked: list[str] = []

    def measured_once(client: TestClient, path: str, times: int) -> Measured:
        asked.append(path)
        number = asked.count(path)
        return Measured([float(number)], 9.0 + number if number <= busy_for.get(path, 0) else 5.0)

    monkeypatch.setattr("bench.web.measured_once", measured_once)
    monkeypatch.setattr("bench.web.loop_ms", lambda: 7.0)
    measured = [Page("SQLite", path, path, "/small") for path in busy_for]
    assert measure([Province(signed_in, signed_in, tuple(measured))], 1) == 5.0
    assert [path for path in asked if path in busy_for] == [
        "/calm",
        "/busy",
        "/always-busy",
        "/busy",
        "/always-busy",
        "/always-busy",
    ]
    assert [(page.whole.taken, page.whole.loop) for page in measured] == [([1.0], 5.0), ([2.0], 5.0), ([1.0], 10.0)]
