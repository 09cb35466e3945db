"""Units get names from a day on, and go on as others; what was said under an old name keeps it."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Staff, UnitName
from distributor.report.unit_tree import unit_tree
from distributor.staff.units import add_unit, code_from, merge_into, rename, unit_in_reach
from distributor.units import unit_name, unit_names
from tests.staff.offices import TODAY, build_offices

CHANGE = date(2026, 11, 1)
BASIS = "Nghị quyết số 12/NQ-HĐND"


def test_a_name_holds_from_its_day(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        assert rename(session, offices.commune, " UBND phường  An Lộc ", CHANGE, TODAY) == ["name"]
        session.flush()
        assert unit_name(session, offices.commune, CHANGE - timedelta(days=1)) == "UBND xã An Lộc"
        assert unit_name(session, offices.commune, CHANGE) == "UBND phường An Lộc"
        assert unit_names(session, [offices.commune]) == {offices.commune: "UBND phường An Lộc"}
        assert rename(session, offices.commune, "UBND phường An Lộc", TODAY, TODAY) == []
        for day, said in ((TODAY + timedelta(days=1), "chưa đến"), (date(2026, 10, 31), "không thể có trước")):
            with pytest.raises(LoaError, match=said):
                rename(session, offices.commune, "Khác", day, TODAY)


def test_a_misspelt_name_is_put_right_in_its_place(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        rename(session, offices.commune, "UBND xã An Lộc Đông", date(2025, 7, 1), TODAY)
        names = session.exec(select(UnitName.name).where(col(UnitName.unit_id) == offices.commune)).all()
    assert names == ["UBND xã An Lộc Đông"]


def test_a_unit_goes_on_as_another(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        head = session.get_one(Staff, offices.head)
        other = add_unit(session, head, level="commune", name="UBND xã Bình Hòa", code="", since=CHANGE)
        assert (other.code, other.parent_id) == ("ubnd-xa-binh-hoa", offices.province)
        other_id = other.id or 0
        with pytest.raises(LoaError, match="căn cứ"):
            merge_into(session, offices.commune, other_id, TODAY, " ", TODAY)
        merge_into(session, offices.commune, other_id, TODAY, BASIS, TODAY)
        session.flush()
        assert offices.commune not in unit_names(session, [offices.commune, other_id])
        assert unit_name(session, offices.commune, CHANGE) == "UBND xã An Lộc"
        for gone, into, said in (
            (offices.commune, other_id, "đã được nhập"),
            (other_id, offices.commune, "đã nhập vào đơn vị khác"),
            (other_id, other_id, "đơn vị khác"),
            (offices.province, other_id, "cấp tỉnh"),
        ):
            with pytest.raises(LoaError, match=said):
                merge_into(session, gone, into, TODAY, BASIS, TODAY)
        with pytest.raises(LoaError, match="không còn tên"):
            rename(session, offices.commune, "Khác", TODAY, TODAY)
        rows = {row.id: row for row in unit_tree(session, [offices.province, offices.commune, other_id])}
    heir = rows[offices.commune].went_into
    assert heir is not None
    assert heir.unit == "UBND xã Bình Hòa"
    assert [came.unit for came in rows[other_id].came_from] == ["UBND xã An Lộc"]
    assert list(rows) == [offices.province, other_id, offices.commune], "what merged comes last"


def test_only_a_province_adds_units(database: Database) -> None:
    offices = build_offices(database)
    with database.write() as session:
        head, mayor = session.get_one(Staff, offices.head), session.get_one(Staff, offices.mayor)
        assert unit_in_reach(session, mayor, offices.province) is None
        with pytest.raises(LoaError, match="cấp tỉnh"):
            add_unit(session, mayor, level="commune", name="x", code="x", since=TODAY)
        for level, name, code, said in (
            ("province", "x", "x", "loại đơn vị"),
            ("commune", " ", "x", "tên đầy đủ"),
            ("commune", "x", "An Lộc", "Mã đơn vị"),
            ("commune", "x", "an-loc", "đã có đơn vị dùng"),
        ):
            with pytest.raises(LoaError, match=said):
                add_unit(session, head, level=level, name=name, code=code, since=TODAY)


def test_a_code_is_made_from_the_name() -> None:
    assert code_from("UBND đặc khu Côn Đảo – Đông") == "ubnd-dac-khu-con-dao-dong"
