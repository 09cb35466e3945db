"""How often, as people say it."""

from typing import Any

import pytest

from distributor.errors import LoaError
from distributor.plan.cadence_words import cadence_said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {}),
        ("mỗi tuần 2 bài, giờ tốt", {"per_week": 2, "best": True}),
        ("2 bai moi tuan", {"per_week": 2}),
        ("HAI BÀI MỘT TUẦN vào thứ 3 và thứ 5", {"per_week": 2, "days": [2, 4]}),
        ("thứ hai hằng tuần", {"per_week": 1, "days": [1]}),
        ("tuần 3 bài, cuối tuần", {"per_week": 3, "days": [6, 7]}),
        ("3 bài/tuần", {"per_week": 3}),
        ("mỗi ngày một bài, 7:30 - 19:30", {"per_day": 1, "hours": ["07:30", "19:30"]}),
        ("1 bài mỗi ngày làm việc lúc 8 giờ", {"per_day": 1, "days": [1, 2, 3, 4, 5], "hours": ["08:00", "08:29"]}),
        (
            "2 bài mỗi ngày, cách nhau ít nhất 60 phút, từ 07:30 đến 19:30, vào giờ tốt nhất theo số liệu",
            {"per_day": 2, "minutes_between": 60, "hours": ["07:30", "19:30"], "best": True},
        ),
        ("trải đều, giờ tốt", {"per_week": 2, "best": True}),
        ("2 bai moi tuan vao buoi sang", {"per_week": 2, "hours": ["07:00", "11:00"]}),
        ("mỗi ngày 2 bài, buổi trưa và buổi tối", {"per_day": 2, "hours": ["11:00", "21:00"]}),
        ("mỗi ngày 3 bài, từ 8h đến 20h, buổi chiều", {"hours": ["08:00", "20:00"], "per_day": 3}),
        ("2 posts a week, good hours", {"per_week": 2, "best": True}),
    ],
)
def test_words_are_a_cadence(words: str, expected: dict[str, Any]) -> None:
    assert cadence_said(words, items=4, days=14) == expected


@pytest.mark.parametrize(
    "words", ["linh tinh", "mỗi tuần 0 bài", "từ 20h đến 8h mỗi ngày 1 bài", "đăng lúc 31h mỗi ngày"]
)
def test_what_is_not_understood_says_how_to_write_it(words: str) -> None:
    with pytest.raises(LoaError):
        cadence_said(words)
