"""By when an answer is due, what a reading proves, and what is kept of a citizen's words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from channels.citizens import Comment, Comments
from channels.errors import Misconfigured
from distributor.cases.decide import LONGEST_TEXT, answer_by, next_since, plain, vanished
from distributor.cases.reply import filled, places_left, unknown_places
from distributor.cases.rules import agencies, read_rules, reading, rules_at
from distributor.cases.store import due_from
from distributor.clock import VIETNAM
from distributor.measure.collect import next_measure

OFFICE = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def vietnam(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (vietnam(2026, 11, 24, 8, 0), 2, vietnam(2026, 11, 24, 10, 0)),
        (vietnam(2026, 11, 24, 10, 30), 2, vietnam(2026, 11, 24, 14, 30)),
        (vietnam(2026, 11, 24, 12, 0), 3.5, vietnam(2026, 11, 24, 17, 0)),
        (vietnam(2026, 11, 24, 20, 0), 1, vietnam(2026, 11, 25, 8, 30)),
        (vietnam(2026, 11, 24, 7, 30), 15, vietnam(2026, 11, 25, 17, 0)),
        (vietnam(2026, 11, 27, 16, 0), 2, vietnam(2026, 11, 30, 8, 30)),
        (vietnam(2026, 11, 28, 9, 0), 1, vietnam(2026, 12, 2, 8, 30)),
    ],
)
def test_only_office_hours_count(start: datetime, hours: float, end: datetime) -> None:
    """Monday 30 November and Tuesday 1 December are off in the last case."""
    off = {date(2026, 11, 30), date(2026, 12, 1)} if start.day == 28 else set()
    assert answer_by(start, hours, OFFICE, off.__contains__) == end


def test_a_holiday_of_the_calendar_is_no_day_of_work() -> None:
    assert due_from(vietnam(2026, 12, 31, 16, 0)).astimezone(VIETNAM).date() > date(2027, 1, 4), "1 January, a weekend"


def test_an_office_that_never_works_ends() -> None:
    assert answer_by(NOON, 1, OFFICE, lambda _day: True) > NOON + timedelta(days=300)


def comment(number: int, minute: int) -> Comment:
    return Comment(f"c{number}", "p", "Hỏi", "Ai đó", NOON + timedelta(minutes=minute))


def test_a_complete_reading_proves_what_is_gone() -> None:
    known = {"c1": NOON, "c2": NOON + timedelta(minutes=1), "old": NOON - timedelta(hours=1)}
    assert vanished(known, Comments((comment(1, 0),), complete=True), NOON) == {"c2"}
    assert vanished(known, Comments((), complete=True), NOON) == {"c1", "c2"}


def test_an_incomplete_reading_proves_only_what_lies_before_its_last() -> None:
    known = {"c1": NOON, "c2": NOON + timedelta(minutes=5), "c9": NOON + timedelta(minutes=9)}
    read = Comments((comment(3, 5), comment(4, 6)), complete=False)
    assert vanished(known, read, NOON) == {"c1", "c2"}
    assert vanished(known, Comments((), complete=False), NOON) == set()
    assert next_since(read, NOON) == NOON + timedelta(minutes=6)
    assert next_since(Comments((comment(3, 0),), complete=False), NOON) is None, "it would read the same again for ever"
    assert next_since(Comments(read.comments, complete=True), NOON) is None


def test_words_are_kept_as_text_and_bounded() -> None:
    assert plain("  <script>alert(1)</script>\r\n ") == "<script>alert(1)</script>"
    assert plain("a\x00b\ud83d\u202etxt.exe") == "ab\ufffdtxt.exe"
    assert plain("Sở Tư pháp") == "Sở Tư pháp"
    many = plain("😀" * 20_000)
    assert len(many) == LONGEST_TEXT
    assert many.endswith("😀…")
    assert len(plain("👨‍👩‍👧", 10)) == 5, "joined emoji stay joined"


def test_readings_grow_rare_with_age() -> None:
    paces = reading(sandbox=False).paces
    waits = [
        (next_measure(NOON - age, NOON, paces) or NOON) - NOON
        for age in (timedelta(minutes=5), timedelta(hours=5), timedelta(days=3), timedelta(days=20))
    ]
    assert waits == [timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=3), timedelta(days=1)]
    assert next_measure(NOON - timedelta(days=31), NOON, paces) is None
    assert reading(sandbox=True).paces[0].every_s < paces[0].every_s


def test_places_of_a_saved_reply() -> None:
    text = "{don_vi} đã nhận câu hỏi ngày {ngay}; mời xem {lien_ket}. {ten}"
    assert filled(text, {"don_vi": "Sở Tư pháp", "ngay": "24/11/2026"}) == (
        "Sở Tư pháp đã nhận câu hỏi ngày 24/11/2026; mời xem {lien_ket}. {ten}"
    )
    assert places_left("Mời xem {lien_ket}. {ten}") == ["{lien_ket}"]
    assert unknown_places("Mời xem {lien_ket}. {ten}") == ["{ten}"]


def test_the_rules_file() -> None:
    assert rules_at(NOON).answer_hours == 15
    assert "Thanh tra tỉnh" in agencies()


@pytest.mark.parametrize(
    ("hours", "said"),
    [("[]", "office_hours"), ("[[11:30:00, 07:30:00]]", "office_hours"), ('[["7", "8"]]', "office_hours")],
)
def test_wrong_rules_are_told(tmp_path_factory: pytest.TempPathFactory, hours: str, said: str) -> None:
    file = tmp_path_factory.mktemp("rules") / "replies.toml"
    file.write_text(
        f'[[rules]]\nsince = 2026-01-01\nsource = "x"\nanswer_hours = 8.0\noffice_hours = {hours}\n'
        "keep_names_days = 1\nlongest_reply = 10\n"
    )
    with pytest.raises(Misconfigured, match=said):
        read_rules(file)
