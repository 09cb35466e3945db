"""`loa backup` and `loa restore` as people type them: what is told, what is refused, and that the home works again."""

from pathlib import Path

import pytest

from tests.commands.homes import Home

PEOPLE = ("init", "--unit", "Sở Tư pháp tỉnh X", "--login", "quantri", "--name", "Nguyễn Văn An")


@pytest.mark.slow
def test_a_home_is_backed_up_and_brought_back_on_an_empty_machine(tmp_path: Path) -> None:
    old = Home(tmp_path / "old", {"LOA_SANDBOX": "0"})
    assert old.loa(*PEOPLE).code == 0
    made = old.loa("backup")
    assert made.code == 0
    assert "không chứa khóa bí mật" in made.err
    key = tmp_path / "safe" / "khoa"
    assert old.loa("backup", "--with-keys", str(key), "--json").object["keys"] == str(key)
    beside = old.loa("backup", "--with-keys", str(tmp_path / "old" / "backups" / "khoa"))
    assert (beside.code, "cùng chỗ" in beside.err) == (1, True)

    new = Home(tmp_path / "new", {"LOA_SANDBOX": "0"})
    keyless = new.loa("restore", str(tmp_path / "old" / "backups"))
    assert (keyless.code, "Thiếu khóa" in keyless.err) == (1, True)
    told = new.loa("restore", str(tmp_path / "old" / "backups"), "--keys", str(key))
    assert told.code == 0, told.err
    assert "cách đây 0 giờ" in told.out
    assert "Không gì được gửi lần thứ hai" in told.out
    again = new.loa("restore", str(tmp_path / "old" / "backups"), "--keys", str(key))
    assert (again.code, "không trống" in again.err) == (1, True)
    assert new.loa("staff", "password", "quantri").code == 0
    twice = new.loa(*PEOPLE)
    assert (twice.code, "Lỗi" in twice.err) == (1, True), "the home has its people already"
