"""Days with a name, each with its basis; and what a mistake in the file says."""

from datetime import date
from pathlib import Path

import pytest

from distributor.calendar.holidays import holidays_of, load_days
from distributor.errors import SettingsError


def names(day: date) -> list[tuple[str, bool]]:
    return [(holiday.name, holiday.off) for holiday in holidays_of(day)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 1, 1), [("Tết Dương lịch", True)]),
        (date(2026, 2, 15), []),
        (date(2026, 2, 16), [("Tết Nguyên đán", True)]),
        (date(2026, 2, 20), [("Tết Nguyên đán", True)]),
        (date(2026, 2, 21), []),
        (date(2027, 2, 5), [("Tết Nguyên đán", True)]),
        (date(2027, 2, 8), [("Tết Nguyên đán", True)]),
        (date(2027, 2, 9), []),
        (date(2027, 4, 16), [("Giỗ Tổ Hùng Vương", True)]),
        (date(2026, 4, 30), [("Ngày Chiến thắng", True)]),
        (date(2026, 5, 1), [("Quốc tế Lao động", True)]),
        (date(2026, 9, 1), [("Quốc khánh", True)]),
        (date(2026, 9, 2), [("Quốc khánh", True)]),
        (date(2026, 8, 22), [("Làm bù cho ngày 31/8", False)]),
        (date(2026, 11, 9), [("Ngày Pháp luật Việt Nam", False)]),
        (date(2012, 11, 9), []),
        (date(2026, 11, 25), []),
    ],
)
def test_what_a_day_is_called(day: date, found: list[tuple[str, bool]]) -> None:
    assert names(day) == found


def test_each_has_a_basis() -> None:
    assert "Điều 112" in holidays_of(date(2027, 1, 1))[0].basis
    assert "Điều 8" in holidays_of(date(2026, 11, 9))[0].basis
    assert "Thủ tướng" in holidays_of(date(2026, 2, 17))[0].basis, (
        "what was decided for the year counts over the law's frame"
    )


def test_a_leap_month_has_no_second_holiday(tmp_path: Path) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text(
        '[[holidays]]\nname = "Rằm"\nbasis = "tục lệ"\nlunar = true\nmonth = 6\nday = 15\nsince = 2020-01-01\n', "utf-8"
    )
    entries = load_days(file)
    assert holidays_of(date(2025, 7, 9), entries)
    assert not holidays_of(date(2025, 8, 8), entries)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[holidays]]\nname = "A"\nmonth = 1\nday = 1\nsince = 2020-01-01\n', "holidays.0.basis"),
        ('[[holidays]]\nname = "A"\nbasis = "B"\nmonth = 13\nday = 1\nsince = 2020-01-01\n', "holidays.0.month"),
        ("[[holidays\n", "cú pháp TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=words):
        load_days(file)
