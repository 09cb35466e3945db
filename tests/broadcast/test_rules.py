"""Hours and caps as pure decisions; numbers in one form, hashed, sealed, masked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.errors import Misconfigured
from channels.sms_text import Encoding, measure
from distributor.broadcast.decide import Admit, RecipientStanding, Skip, WaitUntil, admit, opening
from distributor.clock import VIETNAM
from distributor.phone_numbers import Numbers, masked, normal_number
from distributor.plan.hours import open_hours
from distributor.sms_rules import (
    DEMO_CLOCK,
    clock_of_hours,
    demo_time,
    read_rules,
    reply_texts,
    rules_at,
)
from distributor.vault import open_vault

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
RULES = rules_at(NOON)


@pytest.mark.parametrize(
    ("clock", "opens"),
    [
        ("06:59:59", "07:00"),
        ("07:00:00", None),
        ("21:59:59", None),
        ("22:00:00", "07:00+1"),
        ("23:59:59", "07:00+1"),
        ("00:00:00", "07:00"),
    ],
)
def test_hours_at_their_borders(clock: str, opens: str | None) -> None:
    now = datetime.fromisoformat(f"2026-11-24T{clock}").replace(tzinfo=VIETNAM)
    found = opening(now.astimezone(UTC), RULES)
    if opens is None:
        assert found is None
    else:
        day = 25 if opens.endswith("+1") else 24
        assert found == datetime(2026, 11, day, 7, 0, tzinfo=VIETNAM)


def candidate(**more: object) -> RecipientStanding:
    values = {
        "opted_out": False,
        "erased": False,
        "consents": True,
        "used": 0,
        "frees_at": None,
        "ends_at": NOON + timedelta(days=3),
        "overridden": False,
    }
    return RecipientStanding(**{**values, **more})  # type: ignore[arg-type]


def test_the_cap_lets_exactly_three_through_and_then_waits_for_the_oldest() -> None:
    frees = NOON + timedelta(hours=2)
    assert admit(candidate(used=2, frees_at=frees), RULES, NOON) == Admit()
    decision = admit(candidate(used=3, frees_at=frees), RULES, NOON)
    assert isinstance(decision, WaitUntil)
    assert decision.until == frees
    assert isinstance(admit(candidate(used=3, frees_at=frees, ends_at=frees), RULES, NOON), Skip)


def test_a_cap_of_all_units_together_binds_where_it_is_set() -> None:
    frees = NOON + timedelta(hours=2)
    heard = candidate(used=1, frees_at=frees, used_by_all=5, all_free_at=frees)
    assert admit(heard, RULES, NOON) == Admit()
    decision = admit(heard, replace(RULES, most_of_all_units=5), NOON)
    assert isinstance(decision, WaitUntil)
    assert decision.until == frees
    assert admit(heard, replace(RULES, most_of_all_units=6), NOON) == Admit()


def test_an_order_lifts_hours_and_cap_but_no_refusal() -> None:
    night = NOON + timedelta(hours=12)
    assert isinstance(admit(candidate(), RULES, night), WaitUntil)
    assert admit(candidate(overridden=True, used=9, frees_at=night), RULES, night) == Admit()
    assert isinstance(admit(candidate(overridden=True, opted_out=True), RULES, night), Skip)
    assert isinstance(admit(candidate(overridden=True, consents=False), RULES, night), Skip)
    assert isinstance(admit(candidate(overridden=True, ends_at=night), RULES, night), Skip)


def test_rules_are_dated(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "config" / "sms.toml").read_text(encoding="utf-8")
    later = text.replace("[caps]", text[text.index("[[rules]]") : text.index("[caps]")] + "[caps]", 1)
    later = later.replace("since = 2020-10-01", "since = 2027-01-01", 1).replace("07:00:00", "08:00:00", 1)
    (tmp_path / "sms.toml").write_text(later, encoding="utf-8")
    rules = read_rules(tmp_path / "sms.toml")
    assert rules_at(NOON, rules).opens.hour == 7
    assert rules_at(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), rules).opens.hour == 8  # midnight in Vietnam
    with pytest.raises(Misconfigured, match="01/01/2020"):
        rules_at(datetime(2020, 1, 1, tzinfo=UTC), rules)


def test_replies_go_out_in_one_segment_on_every_telephone() -> None:
    said = {"unit": "So Tu phap tinh Huong Giang", "number": "8079", "due": "30/11", "link": "https://hg.vn/nhan-tin/x"}
    said |= {"matters": "dat dai", "left": "moi tin", "choices": "dat dai, thue", "code": "012345", "minutes": "10"}
    for text in reply_texts().values():
        length = measure(text.format(**said))
        assert (length.encoding, length.segments) == (Encoding.GSM, 1), text


@pytest.mark.parametrize(
    "text", ["0912345678", "+84912345678", "84 912 345 678", "0912.345.678", "(0912) 345-678", "０９１２３４５６７８"]
)
def test_one_number_however_it_is_written(text: str) -> None:
    assert normal_number(text) == "+84912345678"


@pytest.mark.parametrize(
    "text",
    ["", "113", "0243 824 0000", "+1 650 253 0000", "0123456789", "09123456789", "0912345678x", "091234567", "☎"],
)
def test_what_is_no_mobile_number(text: str) -> None:
    assert normal_number(text) is None


def test_a_number_at_rest_is_hashed_by_this_homes_key_and_sealed(tmp_path: Path) -> None:
    books = [Numbers(open_vault(tmp_path / name, {})) for name in ("a", "b")]
    assert books[0].hash("+84912345678") != books[1].hash("+84912345678")
    sealed = books[0].seal("+84912345678")
    assert b"912345678" not in sealed
    assert books[0].open(sealed) == "+84912345678"
    assert masked("+84912345567") == "09•• ••• 567"


@pytest.mark.parametrize(
    ("clock", "shown"),
    [
        ("06:59", "18:59"),
        ("07:00", "07:00"),
        ("21:59", "21:59"),
        ("22:00", "10:00"),
        ("03:10", "15:10"),
        ("00:00", "12:00"),
    ],
)
def test_the_demos_clock_says_day_at_any_hour(clock: str, shown: str) -> None:
    now = datetime.fromisoformat(f"2026-11-24T{clock}").replace(tzinfo=VIETNAM).astimezone(UTC)
    assert f"{demo_time(now, RULES).astimezone(VIETNAM):%H:%M}" == shown
    assert opening(demo_time(now, RULES), RULES) is None


def test_only_a_network_on_this_machine_keeps_its_hours_by_the_demos_clock() -> None:
    night = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    stand_in = {DEMO_CLOCK: True, "host": "127.0.0.1"}
    assert clock_of_hours(night, stand_in) == night + timedelta(hours=12)
    assert clock_of_hours(NOON, stand_in) == NOON
    for real in ({**stand_in, "host": "smsc.nha-mang.vn"}, {"host": "127.0.0.1"}, {**stand_in, DEMO_CLOCK: 1}, {}):
        assert clock_of_hours(night, real) == night
    assert isinstance(admit(candidate(), RULES, night), WaitUntil)
    assert admit(candidate(), RULES, night, clock_of_hours(night, stand_in)) == Admit()
    assert isinstance(admit(candidate(ends_at=night), RULES, night, night + timedelta(hours=12)), Skip)
    assert open_hours("sms", stand_in, night) is None
    assert open_hours("sms", {}, night) is not None
