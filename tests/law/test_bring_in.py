"""A list of acts is taken row by row, whole or not at all; what is wrong is told with its line."""

import json
from datetime import date
from pathlib import Path

import pytest

from commands.law import _rows
from distributor.db import Database
from distributor.errors import LoaError
from distributor.law.bring_in import read_register, take_documents
from distributor.law.status import status_on
from distributor.models import DocumentStatusKind as S
from distributor.models import PostState
from tests.law.conftest import NOW, Desk, facts

TODAY = NOW.date()
HEAD = "Số ký hiệu;Cơ quan ban hành;Ngày ban hành;Ngày có hiệu lực;Ngày hết hiệu lực;Tình trạng;Văn bản thay thế\n"


def written(folder: Path, text: str, name: str = "so.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8-sig")
    return file


def test_good_rows_are_taken_and_wrong_ones_told(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        HEAD
        + "13/2008/QH12;Quốc hội;03/06/2008;01/01/2009;01/07/2025;Hết hiệu lực toàn bộ;Luật số 48/2024/QH15\n"
        + "9/2020/QĐ-UBND;UBND tỉnh Hương Giang;31/02/2020;;;Còn hiệu lực;\n"
        + "8/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;;;Đang xem;\n"
        + ";UBND tỉnh Hương Giang;01/02/2020;;;Còn hiệu lực;\n"
        + "7/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;15/02/2020;01/01/2019;;\n"
        + "6/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;15/02/2020;;Hết hiệu lực;\n"
        + "5/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;15/02/2020;01/02/2024;Còn hiệu lực;\n"
        + "13/2008/QH12;Quốc hội;03/06/2008;01/01/2009;01/07/2025;Hết hiệu lực toàn bộ;Luật số 48/2024/QH15\n"
        + "4/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;;01/01/2022;;\n"
        + "4/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2020;;01/01/2023;;\n"
        + "3/2020/QĐ-UBND;UBND tỉnh Hương Giang;01/02/2030;;;;\n",
    )
    read = read_register(_rows(file), TODAY)
    assert [row.number for row in read.rows] == ["13/2008/QH12"]
    assert read.doubled == [9]
    told = {each.line: each.words for each in read.wrong}
    assert sorted(told) == [3, 4, 5, 6, 7, 8, 10, 11, 12]
    assert "31/02/2020" in told[3]
    assert "Đang xem" in told[4]
    assert "Số ký hiệu" in told[5]
    assert "trước ngày ban hành" in told[6]
    assert "thiếu" in told[7]
    assert "đã qua" in told[8]
    assert "sau hôm nay" in told[12]


def test_what_others_ended_is_not_called_in_force_and_its_posts_are_taken_back(database: Database) -> None:
    rows = [
        (2, {"number": "13/2008/QH12", "issuer": "Quốc hội", "issued_on": "2008-06-03", "ended_on": "2025-07-01"}),
        (3, {"number": "9/2019/QĐ-UBND", "issuer": "Quốc hội", "issued_on": "2019-06-03", "status": "unknown"}),
    ]
    with database.write() as session:
        desk = Desk(session)
        law = facts("13/2008/QH12", "2008-06-03", "2009-01-01", issuer="Quốc hội")
        post = desk.post(desk.item(law), PostState.PLANNED)
        for _ in range(2):
            brought = take_documents(session, read_register(rows, TODAY).rows, by="lan", now=NOW)
        assert (brought.new, brought.known, brought.changed) == (0, 2, 0), "once more changes nothing"
        session.expire_all()
        assert post.state == PostState.SKIPPED
        assert status_on(session, TODAY, number="13/2008/QH12").status is S.ENDED
        assert status_on(session, date(2010, 1, 1), number="13/2008/QH12").status is S.IN_FORCE
        assert status_on(session, TODAY, number="9/2019/QĐ-UBND").status is S.UNKNOWN


def test_json_is_read_too_and_what_is_no_list_is_refused(tmp_path: Path) -> None:
    good = written(
        tmp_path, json.dumps([{"number": "1/2020/QĐ-UBND", "issuer": "A", "issued_on": "2020-01-05"}]), "a.json"
    )
    assert [row.issued_on for row in read_register(_rows(good), TODAY).rows] == [date(2020, 1, 5)]
    for text in ("[1, 2]", "{", '"x"', "[" * 100_000):
        with pytest.raises(LoaError):
            _rows(written(tmp_path, text, "b.json"))
    with pytest.raises(LoaError, match="Số ký hiệu"):
        _rows(written(tmp_path, "a;b\n1;2\n"))
