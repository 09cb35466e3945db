"""Command of a broadcast by people: who may, in whose name, in two steps for an emergency; and what it costs before it goes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from channels.sms.pdus import relative_time
from distributor.broadcast.audience import consented
from distributor.broadcast.basis import bases, bases_of, stale_bases
from distributor.broadcast.command import (
    MOST_TRIALS,
    WrittenBroadcast,
    approve_broadcast,
    cancel_broadcast,
    confirm_emergency,
    end_broadcast_at,
    estimate,
    order_emergency,
    pace_of,
    pause_broadcast,
    resume_broadcast,
    set_competence,
    try_on_own_phone,
    write_broadcast,
)
from distributor.broadcast.decide import Admit, RecipientStanding, WaitUntil, admit
from distributor.broadcast.send import keep_house
from distributor.broadcast.store import manifest_of
from distributor.broadcast.window import mark
from distributor.errors import LoaError, NotThere
from distributor.models import (
    Account,
    AuditEntry,
    Broadcast,
    BroadcastState,
    Consent,
    Role,
    Staff,
    Subscriber,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.phone_numbers import Numbers
from distributor.recipient_counts import counts_of
from distributor.sms_rules import rules_at
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from tests.broadcast.conftest import MORNING, Sms, number

WORDS = "Từ 01/12/2026 nộp hồ sơ đất đai tại bộ phận một cửa của xã."


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    template: Path = request.getfixturevalue("sqlite_template")
    copy = tmp_path / "loa.db"
    copy.write_bytes(template.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
def people(sms: Sms) -> tuple[Staff, Staff]:
    """Two who may approve."""
    with sms.database.write() as session:
        made = [
            Staff(unit_id=sms.seeded.unit_id, login=login, full_name=login, role=Role.ADMINISTRATOR, password_hash="")
            for login in ("mot", "hai")
        ]
        session.add_all(made)
        session.flush()
    return made[0], made[1]


def actor(sms: Sms, staff: Staff) -> Actor:
    return Actor(staff, sms.clock.now())


def numbers_of(sms: Sms) -> Numbers:
    return Numbers(open_vault(sms.home))


def wish_of(sms: Sms, audience: int, **more: object) -> WrittenBroadcast:
    now = sms.clock.now()
    wish = WrittenBroadcast(sms.account_id, audience, WORDS, now, now + timedelta(hours=5))
    return replace(wish, **more)  # type: ignore[arg-type]


def written(sms: Sms, staff: Staff, **more: object) -> tuple[int, str]:
    wish = wish_of(sms, sms.audience(3), **more)
    with sms.database.write() as session:
        made = write_broadcast(session, actor(sms, staff), wish)
        return made.id or 0, manifest_of(made)


def go_out(sms: Sms) -> list[str]:
    desk = sms.desk()
    while keep_house(desk, sms.account_id):
        pass
    with sms.database.write() as session:
        window = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=10,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
    return [row.message.to for row in window.rows] if window else []


def test_what_it_costs_is_told_before_anything_is_made(sms: Sms, people: tuple[Staff, Staff]) -> None:
    audience = sms.audience(3)
    with sms.database.write() as session:
        told = estimate(session, actor(sms, people[0]), wish_of(sms, audience), numbers_of(sms))
        assert session.exec(select(Broadcast)).all() == []
    assert told.recipients == 3
    assert (told.accented_length.segments, told.plain_length.segments) == (1, 1)
    assert told.plain == "Tu 01/12/2026 nop ho so dat dai tai bo phan mot cua cua xa."
    with sms.database.write() as session:
        long = estimate(session, actor(sms, people[0]), wish_of(sms, audience, body=WORDS * 2), numbers_of(sms))
    assert (long.accented_total, long.plain_total, long.spared) == (6, 3, 3)


@pytest.mark.parametrize(
    ("settings", "body", "said"),
    [
        ({"names_reply": True, "reply_to": "8100"}, "Nộp hồ sơ.", "Nộp hồ sơ. Từ chối: soạn HUY gửi 8100"),
        ({"names_reply": True, "reply_to": "8100"}, "Nop ho so", "Nop ho so. Tu choi: soan HUY gui 8100"),
        ({"names_reply": True, "reply_to": "8100"}, "Nop ho so, hoi 8100", "Nop ho so, hoi 8100"),
        ({"names_reply": True, "reply_to": ""}, "Nop ho so", "Nop ho so"),
        ({"names_reply": False, "reply_to": "8100"}, "Nop ho so", "Nop ho so"),
    ],
)
def test_a_message_by_hand_says_how_to_opt_out_where_the_account_says_so(
    sms: Sms, people: tuple[Staff, Staff], settings: dict[str, object], body: str, said: str
) -> None:
    def act(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        account.settings = {**account.settings, **settings}

    sms.change(act)
    made, _seen = written(sms, people[0], body=body)
    assert sms.row(Broadcast, made).body == said
    with sms.database.write() as session:
        wish = wish_of(sms, sms.row(Broadcast, made).audience_id, body=body)
        told = estimate(session, actor(sms, people[0]), wish, numbers_of(sms))
    assert told.accented == said


@pytest.mark.parametrize("settings", [{"forbidden": "[]"}, {"plain_only": True}])
def test_what_the_network_does_not_take_is_no_broadcast(
    sms: Sms, people: tuple[Staff, Staff], settings: dict[str, object]
) -> None:
    def act(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        account.settings = {**account.settings, **settings}

    sms.change(act)
    with pytest.raises(LoaError, match="Nhà mạng của tài khoản này"):
        written(sms, people[0], body="Mục [1]: nộp hồ sơ đất đai.")


def test_written_approved_paused_resumed_ended(sms: Sms, people: tuple[Staff, Staff]) -> None:
    broadcast, seen = written(sms, people[0], plain=True)
    with sms.database.write() as session, pytest.raises(LoaError, match="đã đổi"):
        approve_broadcast(session, actor(sms, people[1]), broadcast, "something else")
    with sms.database.write() as session:
        approve_broadcast(session, actor(sms, people[1]), broadcast, seen)
    assert len(go_out(sms)) == 3
    with sms.database.write() as session:
        assert session.get_one(Broadcast, broadcast).body.startswith("Tu 01/12/2026")
        assert pace_of(session, broadcast, sms.clock.now()).a_minute == 3
        pause_broadcast(session, actor(sms, people[1]), broadcast, "xem lại")
    with sms.database.write() as session:
        resume_broadcast(session, actor(sms, people[1]), broadcast)
        end_broadcast_at(session, actor(sms, people[1]), broadcast, sms.clock.now() + timedelta(hours=1))
    with sms.database.write() as session:
        standing = session.get_one(Broadcast, broadcast)
        assert standing.approved_hash == manifest_of(standing)
        cancel_broadcast(session, actor(sms, people[1]), broadcast, "nhầm danh sách")
    with sms.database.read() as session:
        counts = counts_of(session, [broadcast])[broadcast]
        assert counts.total + counts.skipped == 3
        told = [(entry.action, entry.actor) for entry in session.exec(select(AuditEntry))]
    assert told[-6:] == [
        ("write", "mot"), ("approve", "hai"), ("pause", "hai"), ("resume", "hai"), ("edit", "hai"), ("cancel", "hai"),
    ]  # fmt: skip


def test_an_emergency_wants_a_competent_unit_an_order_and_two_people(sms: Sms, people: tuple[Staff, Staff]) -> None:
    sms.clock.move(hours=14)  # 23:00
    broadcast, seen = written(sms, people[0])
    first, second = people
    with sms.database.write() as session, pytest.raises(LoaError, match="thẩm quyền"):
        order_emergency(session, actor(sms, first), broadcast, "15/CĐ-UBND", "Lũ về")
    with sms.database.write() as session:
        set_competence(session, actor(sms, first), is_competent=True)
        with pytest.raises(LoaError):
            order_emergency(session, actor(sms, first), broadcast, " ", "Lũ về")
        order_emergency(session, actor(sms, first), broadcast, "15/CĐ-UBND", "Lũ về")
    for who in (first, second):
        with sms.database.write() as session, pytest.raises(LoaError, match="thứ hai"):
            approve_broadcast(session, actor(sms, who), broadcast, seen)
    with sms.database.write() as session, pytest.raises(LoaError, match="thứ hai"):
        confirm_emergency(session, actor(sms, first), broadcast, seen)
    assert go_out(sms) == []
    with sms.database.write() as session:
        confirm_emergency(session, actor(sms, second), broadcast, seen)
    assert len(go_out(sms)) == 3, "at night"
    standing = sms.row(Broadcast, broadcast)
    assert (standing.order_number, standing.override_by, standing.second_by) == ("15/CĐ-UBND", first.id, second.id)
    with sms.database.read() as session:
        orders = [entry for entry in session.exec(select(AuditEntry)) if entry.action == "emergency"]
    assert [entry.actor for entry in orders] == ["mot", "hai"]


def test_a_trial_goes_to_one_number(sms: Sms, people: tuple[Staff, Staff]) -> None:
    broadcast, _seen = written(sms, people[0])
    numbers = sms.desk().numbers
    with sms.database.write() as session:
        with pytest.raises(LoaError, match="di động"):
            try_on_own_phone(session, actor(sms, people[0]), broadcast, "02838123456", numbers)
        try_on_own_phone(session, actor(sms, people[0]), broadcast, "0912 345 678", numbers)
    assert go_out(sms) == ["+84912345678"]
    assert sms.row(Broadcast, broadcast).state == BroadcastState.DRAFT
    sms.clock.move(minutes=1)
    with sms.database.write() as session:
        try_on_own_phone(session, actor(sms, people[0]), broadcast, "0987 654 321", numbers)
    assert go_out(sms) == ["+84987654321"], "not to the number of the trial before"


def test_a_trial_is_no_yes_to_anything_else_and_has_an_end(sms: Sms, people: tuple[Staff, Staff]) -> None:
    broadcast, _seen = written(sms, people[0])
    numbers = sms.desk().numbers
    for _ in range(MOST_TRIALS):
        sms.clock.move(seconds=1)
        with sms.database.write() as session:
            try_on_own_phone(session, actor(sms, people[0]), broadcast, "0912 345 678", numbers)
    with sms.database.write() as session:
        with pytest.raises(LoaError, match=f"đã gửi thử {MOST_TRIALS} lần"):
            try_on_own_phone(session, actor(sms, people[0]), broadcast, "0912 345 678", numbers)
        told = session.exec(select(Consent.matter).distinct()).all()
        tried = session.exec(select(Subscriber).where(Subscriber.number_hash == numbers.hash("+84912345678"))).one()
        assert consented(session, tried.id or 0) == {"trial"}
    assert set(told) == {"", "trial"}


def test_nobody_of_another_unit_commands_it(sms: Sms, people: tuple[Staff, Staff]) -> None:
    broadcast, seen = written(sms, people[0])
    with sms.database.write() as session:
        unit = Unit(level=UnitLevel.COMMUNE, code="khac")
        session.add(unit)
        session.flush()
        stranger = Staff(unit_id=unit.id or 0, login="la", full_name="la", role=Role.ADMINISTRATOR, password_hash="")
        session.add(stranger)
        session.flush()
        for act in (
            lambda who: approve_broadcast(session, who, broadcast, seen),
            lambda who: cancel_broadcast(session, who, broadcast, "x"),
            lambda who: pause_broadcast(session, who, broadcast, "x"),
        ):
            with pytest.raises(NotThere):
                act(actor(sms, stranger))


@pytest.mark.parametrize(
    ("level", "name", "may"),
    [
        (UnitLevel.PROVINCE, "Ủy ban nhân dân tỉnh Hương Giang", True),
        (UnitLevel.PROVINCE, "Sở Tư pháp tỉnh Hương Giang", False),
        (UnitLevel.DEPARTMENT, "Ủy ban nhân dân tỉnh Hương Giang", False),
        (UnitLevel.COMMUNE, "Ủy ban nhân dân xã Bến Lội", False),
    ],
)
def test_essential_information_is_for_the_bodies_that_the_decree_names(
    sms: Sms, people: tuple[Staff, Staff], level: UnitLevel, name: str, may: bool
) -> None:
    with sms.database.write() as session:
        _named(session, sms.seeded.unit_id, level, name)
        assert ("essential" in [basis.name for basis in bases_of(session, sms.seeded.unit_id, sms.clock.now())]) is may
    audience = sms.audience(2, "Không hỏi", first=20, consent=False)
    with sms.database.write() as session:
        wish = wish_of(sms, audience, basis="essential")
        if not may:
            with pytest.raises(LoaError, match="49/2024"):
                write_broadcast(session, actor(sms, people[0]), wish)
            return
        made = write_broadcast(session, actor(sms, people[0]), wish)
        assert made.audience_rule["consent"] is False
        approve_broadcast(session, actor(sms, people[1]), made.id or 0, manifest_of(made))
    assert set(go_out(sms)) == {number(20), number(21)}


def _named(session: Session, unit_id: int, level: UnitLevel, name: str) -> None:
    unit = session.get_one(Unit, unit_id)
    unit.level = level
    for each in session.exec(select(UnitName).where(UnitName.unit_id == unit_id)):
        session.delete(each)
    session.add_all([unit, UnitName(unit_id=unit_id, name=name, valid_from=date(2025, 7, 1))])
    session.flush()


def test_a_basis_that_nobody_checked_for_a_year_is_told() -> None:
    day = min(basis.checked_on for basis in bases())
    assert stale_bases(day + timedelta(days=365)) == []
    assert [basis.name for basis in stale_bases(day + timedelta(days=366))] == ["essential"]


@pytest.mark.parametrize(
    ("starts", "now", "turn", "until"),
    [
        (timedelta(0), timedelta(minutes=5), 30, timedelta(minutes=30)),
        (timedelta(0), timedelta(minutes=31), 30, None),
        (timedelta(hours=-12), timedelta(hours=-2), 10, timedelta(hours=-2, minutes=10)),
        (timedelta(hours=-12), timedelta(hours=-4), 10, timedelta(hours=-2, minutes=10)),
        (timedelta(hours=-12), timedelta(hours=-1), 10, None),
        (timedelta(0), timedelta(0), 0, None),
    ],
)
def test_a_spread_broadcast_goes_by_turns(
    starts: timedelta, now: timedelta, turn: int, until: timedelta | None
) -> None:
    """Beside 09:00; the hours begin at 07:00."""
    standing = RecipientStanding(
        opted_out=False,
        erased=False,
        consents=True,
        used=0,
        frees_at=None,
        ends_at=MORNING + timedelta(days=1),
        overridden=False,
        turn=timedelta(minutes=turn),
        starts_at=MORNING + starts,
    )
    decided = admit(standing, rules_at(MORNING), MORNING + now)
    assert decided == Admit() if until is None else isinstance(decided, WaitUntil)
    if isinstance(decided, WaitUntil) and until is not None:
        assert decided.until == MORNING + until


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0, "000000000001000R"), (3_661.5, "000000010101000R"), (9e9, "000028000000000R")],
)
def test_how_long_the_network_may_try(seconds: float | None, said: str) -> None:
    assert relative_time(seconds) == said
