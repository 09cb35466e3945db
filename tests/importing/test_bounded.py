"""Tables are read in a child: what comes back is what is in them, and what goes wrong is told with the file's name."""

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from distributor.children import CHILDREN
from distributor.errors import LoaError
from distributor.importing import bounded, people_file
from distributor.importing.bounded import people_of, read_people, read_table
from distributor.importing.people_file import open_people
from distributor.importing.sheet import read_sheet
from distributor.ingest.bounded import in_child
from phrases import in_language
from tests.support.bombs import many_strings, same_long_text
from tests.support.servers import PATIENCE_S, wait_until
from tests.support.workbooks import workbook

TITLES = "Số điện thoại;Ngày đồng ý\n"


def read_list(file: Path) -> None:
    with people_of(file) as opened:
        list(opened.rows)


READS: dict[str, Callable[[Path], object]] = {
    "table": lambda file: read_table(file.read_bytes(), file.name),
    "people": lambda file: read_people(file.read_bytes(), file.name, 50_000),
    "list": read_list,
}


@pytest.fixture(autouse=True)
def _new_children() -> Iterator[None]:
    CHILDREN.close()
    yield
    CHILDREN.close()


def people(rows: int) -> bytes:
    return (TITLES + "".join(f"09{number:08d};24/11/2026\n" for number in range(rows)) + '"0912345678;;\n').encode()


@pytest.mark.parametrize(
    "octets",
    ["Tiêu đề;Nội dung\nMột;Hai\n".encode(), workbook([("Tiêu đề", "Nội dung"), ("Một", 2.0), ("Ba", "=1+1")])],
    ids=["csv", "workbook"],
)
def test_a_table_comes_back_as_it_is_read(octets: bytes) -> None:
    read = read_table(octets, "tin.xlsx")
    assert read == read_sheet(octets)
    assert len(CHILDREN.waiting()) == 1, "a child read it"
    assert "UTF-8" in in_language(read.recognised, "en") or "first sheet" in in_language(read.recognised, "en")


def test_people_come_back_as_they_are_read_and_no_more_than_are_wanted() -> None:
    octets = people(people_file.AT_ONCE * 2 + 10)
    recognised, rows = read_people(octets, "số.csv", 1_000_000)
    opened = open_people(io.BytesIO(octets))
    assert (recognised, rows) == (opened.recognised, list(opened.rows))
    assert len(read_people(octets, "số.csv", people_file.AT_ONCE + 5)[1]) == people_file.AT_ONCE + 5


def test_a_list_of_any_length_comes_row_by_row(tmp_path: Path) -> None:
    file = tmp_path / "số.csv"
    file.write_bytes(people(people_file.AT_ONCE * 10))
    with file.open("rb") as content:
        wanted = list(open_people(content).rows)
    with people_of(file) as opened:
        assert list(opened.rows) == wanted
        assert "UTF-8" in opened.recognised
    assert len(CHILDREN.waiting()) == 1


def test_a_list_that_is_left_half_way_lets_its_child_go(tmp_path: Path) -> None:
    file = tmp_path / "số.csv"
    file.write_bytes(people(people_file.AT_ONCE * 50))
    with people_of(file) as opened:
        assert next(opened.rows) == (1, ["Số điện thoại", "Ngày đồng ý"])
    readers = {each for each in threading.enumerate() if each.name == "reads a list"}
    wait_until(lambda: not any(each.is_alive() for each in readers), "nobody reads it any more")


def test_what_is_wrong_with_a_list_is_raised_where_it_is_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "số.csv"
    file.write_bytes(b"")
    with pytest.raises(LoaError, match="trống"), people_of(file):
        pass
    file.write_bytes(TITLES.encode() + b"1" * 2_000_000)
    with people_of(file) as opened, pytest.raises(LoaError, match="không đọc được dạng CSV"):
        list(opened.rows)
    with pytest.raises(FileNotFoundError), people_of(tmp_path / "none.csv"):
        pass


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_takes_too_long_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]
) -> None:
    short = replace(bounded.BOUNDS, processor_s=1.0, wall_s=PATIENCE_S)
    monkeypatch.setattr(bounded, "BOUNDS", short)
    monkeypatch.setattr(bounded, "LIST_BOUNDS", short)
    file = tmp_path / "chuỗi.xlsx"
    file.write_bytes(many_strings())
    with pytest.raises(LoaError, match=r"Tệp «chuỗi\.xlsx» quá phức tạp để đọc") as told:
        read(file)
    assert in_language(told.value.said, "en").startswith("The file “chuỗi.xlsx” is too complex to read.")


def test_a_machine_without_time_and_a_reader_that_breaks_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "BOUNDS", replace(bounded.BOUNDS, wall_s=0.0))
    with pytest.raises(LoaError, match=r"Máy đang bận nên chưa đọc được tệp «tin\.csv»"):
        read_table(b"a;b\n", "tin.csv")
    monkeypatch.undo()
    monkeypatch.setattr(bounded, "in_child", lambda *_values, **_more: in_child("tests.support.misbehaving:fail"))
    with pytest.raises(LoaError, match=r"Không đọc được tệp «tin\.csv»"):
        read_table(b"a;b\n", "tin.csv")


@pytest.mark.parametrize("given", ["table", "people"])
def test_one_long_text_in_every_cell_is_no_table(tmp_path: Path, given: str) -> None:
    """3.6 thousand million characters of 10 kB; what comes back is bounded, too."""
    file = tmp_path / "dài.xlsx"
    file.write_bytes(same_long_text())
    with pytest.raises(LoaError, match="mở ra quá lớn"):
        READS[given](file)


def test_a_child_that_reads_tables_loads_no_database() -> None:
    """It begins in a fifth of the time, and holds a fifth of the memory."""
    loaded = CHILDREN.call("tests.support.misbehaving:loaded_for_tables")
    assert not loaded & {"sqlalchemy", "sqlmodel", "fastapi"}
