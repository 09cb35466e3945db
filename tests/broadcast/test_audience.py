"""Who is on a list, what each said yes to and who refuses: one unit's people and refusals are never another's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Select, func, insert, text, update
from sqlalchemy import select as select_
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from distributor.audience_terms import BY_SMS
from distributor.broadcast.audience import (
    LEGAL_NEWS,
    StatedConsent,
    add_numbers,
    add_people,
    consented,
    erase,
    hold_subscribers_list,
    is_paused,
    leave_matters,
    lift_opt_outs,
    lift_pause,
    make_audience,
    opt_out,
    opted_out,
    pause_number,
    subscribe,
    subscriber_of,
    withdraw,
)
from distributor.lookup.followed import Matter
from distributor.models import Audience, AudienceMember, Consent, OptOut, Subscriber, Unit, UnitLevel
from distributor.phone_numbers import Numbers
from distributor.vault import Vault, open_vault
from phrases import phrase
from tests.broadcast.conftest import MORNING, Sms, number
from tests.support.statements import statements

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def numbers(sms: Sms) -> Numbers:
    return Numbers(open_vault(sms.home))


@pytest.fixture
def other_unit(sms: Sms) -> int:
    with sms.database.write() as session:
        unit = Unit(code="xa-an-loc", level=UnitLevel.COMMUNE)
        session.add(unit)
        session.flush()
        assert unit.id is not None
        return unit.id


def count_(table: type[Any]) -> Select[int]:
    return select_(func.count()).select_from(table)


def yes(content: str = "Nhận tin", proof: str = "Phiếu 1") -> StatedConsent:
    return StatedConsent(content, "form", "Phiếu", "", proof, MORNING)


def put_on(session: Session, unit_id: int, numbers: Numbers, *indexes: int, given: StatedConsent | None = None) -> None:
    audience = make_audience(session, unit_id, "Hộ dân", MORNING)
    add_numbers(session, audience, [number(index) for index in indexes], numbers, now=MORNING, yes=given)


def opt_outs(session: Session) -> list[tuple[int, str, str, bool]]:
    """Unit, number's hash, how, whether it still stands."""
    rows = session.exec(select(OptOut).order_by(col(OptOut.id))).all()
    return [(row.unit_id, row.number_hash, row.how, row.lifted_at is None) for row in rows]


def yeses(session: Session) -> list[tuple[int, str, bool]]:
    """Subscriber's unit, to what, whether it stands."""
    rows = session.exec(
        select(Subscriber.unit_id, Consent.content, Consent.withdrawn_at)
        .join(Consent, col(Consent.subscriber_id) == col(Subscriber.id))
        .order_by(col(Consent.id))
    ).all()
    return [(unit_id, content, withdrawn is None) for unit_id, content, withdrawn in rows]


def test_an_opt_out_withdraws_this_units_yeses_of_this_number_and_no_others(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        put_on(session, unit, numbers, 1, 2, given=yes())
        put_on(session, other_unit, numbers, 1, given=yes())
        opt_out(session, unit, digest, how="TC", now=LATER)
        opt_out(session, unit, digest, how="TC lần nữa", now=LATER)
    with sms.database.read() as session:
        assert opt_outs(session) == [(unit, digest, "TC", True)], "the same refusal twice is one"
        assert yeses(session) == [(unit, "Nhận tin", False), (unit, "Nhận tin", True), (other_unit, "Nhận tin", True)]
    with sms.database.write() as session:
        put_on(session, unit, numbers, 1, given=yes("Nhận cảnh báo"))
        opt_out(session, other_unit, digest, how="TC", now=LATER + timedelta(hours=1))
        opt_out(session, unit, digest, how="TC", now=LATER + timedelta(hours=2))
    with sms.database.read() as session:
        assert opt_outs(session) == [(unit, digest, "TC", True), (other_unit, digest, "TC", True)]
        withdrawn = session.exec(select(Consent.withdrawn_at).order_by(col(Consent.id))).all()
    hours = [None if at is None else (at - LATER) / timedelta(hours=1) for at in withdrawn]
    assert hours == [0, None, 1, 2], "what was withdrawn before keeps its day"


def test_a_refusal_is_told_to_the_journal_once_and_stands_at_once(
    sms: Sms, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for a statement of the same transaction."""
    told: list[tuple[str, int, str]] = []
    monkeypatch.setattr(
        "distributor.broadcast.audience.note",
        lambda _session, kind, _now, **ids: told.append((kind, ids["unit"], ids["hash"])),
    )
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        for _ in range(2):
            opt_out(session, unit, digest, how="TC", now=LATER)
            assert session.connection().execute(count_(OptOut)).scalar_one() == 1
        leave_matters(session, unit, digest, ["dat-dai"], how="TC DAT", now=LATER)
        assert session.connection().execute(count_(OptOut)).scalar_one() == 2
        pause_number(session, unit, numbers.hash(number(2)), how="?", now=LATER)
        assert session.connection().execute(count_(OptOut)).scalar_one() == 3
    assert told == [("refusal", unit, digest)] * 2


@pytest.mark.parametrize("before", ["a matter", "lifted"])
def test_only_a_refusal_of_everything_that_stands_keeps_a_number_from_being_asked(
    sms: Sms, numbers: Numbers, before: str
) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        if before == "a matter":
            leave_matters(session, unit, digest, ["dat-dai"], how="TC DAT", now=MORNING)
        else:
            opt_out(session, unit, digest, how="TC", now=MORNING)
            lift_opt_outs(session, unit, digest, MORNING)
        pause_number(session, unit, digest, how="Có phải từ chối?", now=LATER)
    with sms.database.read() as session:
        assert is_paused(session, unit, digest)


def test_who_was_asked_back_and_refuses_has_refused(sms: Sms, numbers: Numbers, other_unit: int) -> None:
    """The pause ends, of this unit and of this number; who asks then finds no pause."""
    unit, digest, neighbours = sms.seeded.unit_id, numbers.hash(number(1)), numbers.hash(number(2))
    with sms.database.write() as session:
        for unit_id, each in ((unit, digest), (unit, neighbours), (other_unit, digest)):
            pause_number(session, unit_id, each, how="?", now=MORNING)
        leave_matters(session, unit, digest, ["dat-dai"], how="TC DAT", now=MORNING)
        opt_out(session, unit, digest, how="TC", now=LATER)
    with sms.database.read() as session:
        assert opt_outs(session) == [
            (unit, digest, "?", False),
            (unit, neighbours, "?", True),
            (other_unit, digest, "?", True),
            (unit, digest, "TC DAT", True),
            (unit, digest, "TC", True),
        ]
        assert [is_paused(session, *one) for one in ((unit, digest), (unit, neighbours))] == [False, True]


def test_a_refusal_beside_a_pause_is_what_stands(sms: Sms, numbers: Numbers) -> None:
    """Of units that merged one may have asked back whom the other knows to have refused."""
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        pause_number(session, unit, digest, how="?", now=MORNING)
        session.add(OptOut(unit_id=unit, number_hash=digest, at=LATER, how="TC"))
    with sms.database.read() as session:
        assert not is_paused(session, unit, digest)


@pytest.mark.parametrize("lift", [lift_opt_outs, lift_pause])
def test_what_is_lifted_is_of_this_unit_and_this_number(
    sms: Sms, numbers: Numbers, other_unit: int, lift: Callable[[Session, int, str, datetime], None]
) -> None:
    """What was lifted before keeps its day; the end of a pause ends no refusal."""
    unit, digest, neighbours = sms.seeded.unit_id, numbers.hash(number(1)), numbers.hash(number(2))
    rows: list[dict[str, Any]] = [
        {"unit_id": unit, "number_hash": digest, "asked_back": True, "lifted_at": MORNING},
        {"unit_id": unit, "number_hash": digest, "asked_back": True},
        {"unit_id": unit, "number_hash": digest},
        {"unit_id": unit, "number_hash": neighbours, "asked_back": True},
        {"unit_id": other_unit, "number_hash": digest, "asked_back": True},
    ]
    with sms.database.write() as session:
        session.add_all([OptOut(at=MORNING, how="TC", **row) for row in rows])
        session.flush()
        lift(session, unit, digest, LATER)
    with sms.database.read() as session:
        lifted = session.exec(select(OptOut.lifted_at).order_by(col(OptOut.id))).all()
    assert lifted == [MORNING, LATER, LATER if lift is lift_opt_outs else None, None, None]


def test_a_number_that_stands_twice_in_one_file_with_one_yes_says_it_once(sms: Sms, numbers: Numbers) -> None:
    with sms.database.write() as session:
        audience = make_audience(session, sms.seeded.unit_id, "Hộ dân", MORNING)
        people = [(number(1), yes()), (number(2), None), (number(1), yes(proof="Phiếu 2")), (number(1), yes("Khác"))]
        add_people(session, audience, people, numbers, now=MORNING)
    with sms.database.read() as session:
        assert [content for _unit, content, _stands in yeses(session)] == ["Nhận tin", "Khác"]


class KeyedVault(Vault):
    """Numbers are found by these keys, today's first."""

    def __init__(self, keys: list[bytes]) -> None:
        super().__init__([Fernet.generate_key()])
        self._keys = keys

    def look_up_keys(self) -> list[bytes]:
        return self._keys


def test_a_file_finds_whom_a_former_key_knew(sms: Sms) -> None:
    """Also one who was erased: of them the hash alone is left."""
    before, after = Numbers(KeyedVault([b"old"])), Numbers(KeyedVault([b"new", b"old"]))
    with sms.database.write() as session:
        put_on(session, sms.seeded.unit_id, before, 1, 2)
        erase(session, session.exec(select(Subscriber).order_by(col(Subscriber.id))).all()[0], LATER)
        audience = make_audience(session, sms.seeded.unit_id, "Hộ dân", MORNING)
        told = add_numbers(session, audience, [number(1), number(2), number(3)], after, now=LATER)
    assert (told.added, told.known, told.erased) == (1, 1, 1)
    with sms.database.read() as session:
        found = {row.number_hash for row in session.exec(select(Subscriber))}
    assert found == {after.hash(number(index)) for index in (1, 2, 3)}


def test_leaving_a_matter_is_this_units_and_told_to_the_journal_once(
    sms: Sms, numbers: Numbers, other_unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int, str]] = []
    monkeypatch.setattr(
        "distributor.broadcast.audience.note",
        lambda _session, kind, _now, **ids: told.append((kind, ids["unit"], ids["matter"])),
    )
    digest = numbers.hash(number(1))
    with sms.database.write() as session:
        put_on(session, sms.seeded.unit_id, numbers, 1, given=yes())
        put_on(session, other_unit, numbers, 1, given=yes())
        session.connection().execute(update(Consent).values(matter="dat-dai"))
        leave_matters(session, other_unit, digest, ["dat-dai"], how="TC DAT", now=LATER)
        leave_matters(session, sms.seeded.unit_id, numbers.hash(number(9)), ["dat-dai"], how="TC DAT", now=LATER)
    with sms.database.read() as session:
        assert yeses(session) == [(sms.seeded.unit_id, "Nhận tin", True), (other_unit, "Nhận tin", False)]
    assert told == [("refusal", other_unit, "dat-dai"), ("refusal", sms.seeded.unit_id, "dat-dai")]


def test_who_is_asked_back_gets_nothing_and_whoever_refused_is_not_asked(sms: Sms, numbers: Numbers) -> None:
    unit, refused, asked = sms.seeded.unit_id, numbers.hash(number(1)), numbers.hash(number(2))
    with sms.database.write() as session:
        opt_out(session, unit, refused, how="TC", now=MORNING)
        for digest in (refused, asked, asked):
            pause_number(session, unit, digest, how="Có phải từ chối?", now=LATER)
    with sms.database.read() as session:
        assert (is_paused(session, unit, refused), is_paused(session, unit, asked)) == (False, True)
        assert opt_outs(session) == [(unit, refused, "TC", True), (unit, asked, "Có phải từ chối?", True)]


def test_a_wish_for_one_matter_ends_the_refusal_of_it_and_of_everything_but_of_no_other(
    sms: Sms, numbers: Numbers
) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    land, schools = Matter("dat-dai", "Đất đai"), Matter("giao-duc", "Giáo dục")

    def refused() -> set[str]:
        with sms.database.read() as session:
            return opted_out(session, unit, digest)

    with sms.database.write() as session:
        leave_matters(session, unit, digest, ["", land.key, schools.key], how="TC", now=MORNING)
    with sms.database.write() as session:
        subscribe(session, unit, number(1), numbers, proof="DK DAT", now=LATER, matters=[land])
    assert refused() == {schools.key}
    with sms.database.write() as session:
        subscribe(session, unit, number(1), numbers, proof="DK", now=LATER)
    assert refused() == set()


def test_whom_nobody_knows_may_opt_out_too(sms: Sms, numbers: Numbers) -> None:
    digest = numbers.hash(number(9))
    with sms.database.write() as session:
        opt_out(session, sms.seeded.unit_id, digest, how="TC", now=LATER)
    with sms.database.read() as session:
        assert opt_outs(session) == [(sms.seeded.unit_id, digest, "TC", True)]
        assert session.exec(select(Subscriber)).all() == []


def test_a_message_of_ones_own_ends_this_units_opt_out_of_this_number_only(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    unit, mine, neighbours = sms.seeded.unit_id, numbers.hash(number(1)), numbers.hash(number(2))
    with sms.database.write() as session:
        for unit_id, digest in ((unit, mine), (unit, neighbours), (other_unit, mine)):
            opt_out(session, unit_id, digest, how="TC", now=MORNING)
        subscribe(session, unit, number(1), numbers, proof="DK", now=LATER)
    with sms.database.read() as session:
        assert opt_outs(session) == [
            (unit, mine, "TC", False),
            (unit, neighbours, "TC", True),
            (other_unit, mine, "TC", True),
        ]
        assert yeses(session) == [(unit, LEGAL_NEWS, True)]
        (audience,) = session.exec(select(Audience)).all()
        assert (audience.unit_id, audience.name, audience.members) == (unit, BY_SMS, 1)


def test_who_was_erased_comes_back_by_a_message_of_their_own(sms: Sms, numbers: Numbers) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        put_on(session, unit, numbers, 1, given=yes())
        erase(session, session.exec(select(Subscriber)).one(), LATER)
    with sms.database.read() as session:
        assert opt_outs(session) == [(unit, digest, "Xóa theo yêu cầu", True)], (
            "refused for good by the hash that stays"
        )
        assert yeses(session) == [(unit, "Nhận tin", False)]
        gone = session.exec(select(Subscriber)).one()
        assert (gone.number_sealed, gone.erased_at) == (b"", LATER)
    with sms.database.write() as session:
        subscribe(session, unit, number(1), numbers, proof="DK", now=LATER)
    with sms.database.read() as session:
        back = session.exec(select(Subscriber)).one()
        assert (numbers.open(back.number_sealed), back.erased_at) == (number(1), None)
        assert [standing for *_, standing in opt_outs(session)] == [False]


def test_a_units_row_of_a_number_is_found_or_made_and_never_anothers(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    unit = sms.seeded.unit_id

    def row(session: Session, unit_id: int, index: int) -> int:
        text = number(index)
        return subscriber_of(session, unit_id, text, numbers.hash(text), numbers, MORNING).id or 0

    with sms.database.write() as session:
        rows = {key: row(session, *key) for key in ((unit, 1), (unit, 2), (other_unit, 1))}
        assert len(set(rows.values())) == 3
        assert {key: row(session, *key) for key in rows} == rows


def test_who_only_points_at_a_list_need_not_wait_for_who_takes_up_numbers_others_must(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    """PostgreSQL's lock on the list's row leaves its key alone; SQLite has one writer anyhow."""
    with sms.database.write() as session:
        make_audience(session, other_unit, BY_SMS, MORNING)
        put_on(session, sms.seeded.unit_id, numbers, 1)
        subscribe(session, sms.seeded.unit_id, number(2), numbers, proof="DK", now=LATER)
        people = session.exec(select(AudienceMember).order_by(col(AudienceMember.subscriber_id))).all()
        first, by_sms = people[0].subscriber_id, people[1].audience_id
    member = {"audience_id": by_sms, "subscriber_id": first, "added_at": LATER}
    with sms.database.write() as session:
        hold_subscribers_list(session, sms.seeded.unit_id)
        if not sms.database.is_sqlite:
            with sms.database.engine.begin() as beside:
                beside.execute(text("SET LOCAL lock_timeout = '5s'"))
                beside.execute(insert(AudienceMember), member)
            held = select(Audience.id).where(Audience.id == by_sms).with_for_update(key_share=True, nowait=True)
            with sms.database.engine.begin() as beside, pytest.raises(OperationalError, match="could not obtain lock"):
                beside.execute(held)
    with sms.database.read() as session:
        listed = session.exec(select(AudienceMember).where(AudienceMember.audience_id == by_sms)).all()
    assert len(listed) == (1 if sms.database.is_sqlite else 2)


def test_the_same_yes_twice_is_one_and_another_is_another(sms: Sms, numbers: Numbers) -> None:
    unit = sms.seeded.unit_id
    with sms.database.write() as session:
        for given in (yes(), yes(), yes(proof="Phiếu 2"), yes("Nhận cảnh báo")):
            put_on(session, unit, numbers, 1, given=given)
        opt_out(session, unit, numbers.hash(number(1)), how="TC", now=MORNING)
        put_on(session, unit, numbers, 1, given=yes())
    with sms.database.read() as session:
        assert yeses(session) == [(unit, "Nhận tin", False), (unit, "Nhận cảnh báo", False), (unit, "Nhận tin", True)]


def test_a_list_counts_each_number_once_and_lists_of_units_are_apart(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    with sms.database.write() as session:
        first = make_audience(session, sms.seeded.unit_id, "Hộ dân", MORNING, "Xã gửi")
        again = make_audience(session, sms.seeded.unit_id, "Hộ dân", LATER, "khác")
        theirs = make_audience(session, other_unit, "Hộ dân", LATER)
        assert (first.id, first.source) == (again.id, "Xã gửi")
        assert theirs.id != first.id
        texts = [number(1), "090 000 0002", "không phải số", number(2), number(1)]
        made = add_numbers(session, first, texts, numbers, now=MORNING)
        told = add_numbers(session, first, [number(2), number(3)], numbers, now=MORNING)
    assert (made.added, made.known, made.wrong, made.erased) == (2, 0, (3,), 0)
    assert (told.added, told.known, told.wrong) == (1, 1, ())
    with sms.database.read() as session:
        assert {one.name: one.members for one in session.exec(select(Audience).where(Audience.id == first.id))} == {
            "Hộ dân": 3
        }
        assert len(session.exec(select(AudienceMember)).all()) == 3


def test_what_a_person_said_yes_to_and_refused_is_theirs_and_stands(
    sms: Sms, numbers: Numbers, other_unit: int
) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        for index, key in ((1, "a"), (1, "b"), (1, "d"), (2, "c")):
            put_on(session, unit, numbers, index, given=replace(yes(), matter=key))
        first, second = session.exec(select(Subscriber).order_by(col(Subscriber.id))).all()
        withdraw(session, first, ["b", "c"], LATER)
        withdraw(session, first, ["b", "d"], LATER + timedelta(hours=1))
        assert [consented(session, one.id or 0) for one in (first, second)] == [{"a"}, {"c"}]
        withdrawn = session.exec(select(Consent.withdrawn_at).order_by(col(Consent.id))).all()
        assert withdrawn == [None, LATER, LATER + timedelta(hours=1), None], "what was withdrawn before keeps its day"
        opt_out(session, unit, digest, how="TC", now=MORNING)
        lift_opt_outs(session, unit, digest, MORNING)
        for unit_id, each, key in (
            (unit, digest, "a"),
            (unit, numbers.hash(number(2)), "b"),
            (other_unit, digest, "c"),
        ):
            leave_matters(session, unit_id, each, [key], how="TC", now=LATER)
        assert opted_out(session, unit, digest) == {"a"}


def test_leaving_a_matter_a_second_time_says_nothing_new(sms: Sms, numbers: Numbers) -> None:
    unit, digest = sms.seeded.unit_id, numbers.hash(number(1))
    with sms.database.write() as session:
        for keys in (["a"], ["a", "b"]):
            leave_matters(session, unit, digest, keys, how="TC", now=LATER)
        assert session.exec(select(OptOut.matter).order_by(col(OptOut.id))).all() == ["a", "b"]


@pytest.mark.parametrize(("method", "form"), [("sms", "broadcast.sms-dk"), ("page", "broadcast.by-page")])
def test_a_wish_of_ones_own_says_how_it_was_given_and_once(sms: Sms, numbers: Numbers, method: str, form: str) -> None:
    """What was lifted before keeps its day."""
    unit, land = sms.seeded.unit_id, Matter("dat-dai", "Đất đai")
    with sms.database.write() as session:
        opt_out(session, unit, numbers.hash(number(1)), how="TC", now=MORNING)
        lift_opt_outs(session, unit, numbers.hash(number(1)), MORNING)
        for now in (MORNING, LATER):
            subscribe(session, unit, number(1), numbers, proof="DK", now=now, matters=[land], method=method)
    with sms.database.read() as session:
        (given,) = session.exec(select(Consent)).all()
        lifted = session.exec(select(OptOut.lifted_at)).all()
    assert (given.method, given.form, given.matter, given.given_at) == (method, phrase(form), land.key, MORNING)
    assert lifted == [MORNING]


def test_a_file_holds_its_list_before_its_numbers_and_reads_the_yeses_of_those_alone(
    sms: Sms, numbers: Numbers
) -> None:
    """Whoever takes up numbers locks in this order, so that nobody waits for ever."""
    with sms.database.write() as session, statements() as said:
        put_on(session, sms.seeded.unit_id, numbers, 1, given=yes())
    held = next(place for place, one in enumerate(said) if one.startswith("SELECT audience.id \nFROM audience"))
    assert held < next(place for place, one in enumerate(said) if one.startswith("INSERT INTO subscriber"))
    (known,) = [one for one in said if "FROM consent" in one]
    assert "consent.subscriber_id IN" in known


LOCKING: list[Callable[[Session, int, Numbers], object]] = [
    lambda session, unit, numbers: opt_out(session, unit, numbers.hash(number(1)), how="TC", now=LATER),
    lambda session, unit, numbers: leave_matters(session, unit, numbers.hash(number(1)), [], how="TC", now=LATER),
    lambda session, unit, numbers: subscriber_of(session, unit, number(1), numbers.hash(number(1)), numbers, LATER),
]


@pytest.mark.parametrize("lock", LOCKING, ids=["opt_out", "leave_matters", "subscriber_of"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_only_points_at_a_person_need_not_wait_for_what_becomes_of_them(
    sms: Sms, numbers: Numbers, lock: Callable[[Session, int, Numbers], object]
) -> None:
    """But a window does, which reads refusals under the same lock."""
    with sms.database.write() as session:
        put_on(session, sms.seeded.unit_id, numbers, 1)
        person = session.exec(select(Subscriber.id)).one()
        audience = make_audience(session, sms.seeded.unit_id, "Khác", MORNING).id
    member = {"audience_id": audience, "subscriber_id": person, "added_at": LATER}
    window = select(Subscriber.id).where(Subscriber.id == person).with_for_update(key_share=True, nowait=True)
    with sms.database.write() as session:
        lock(session, sms.seeded.unit_id, numbers)
        with sms.database.engine.begin() as beside:
            beside.execute(text("SET LOCAL lock_timeout = '5s'"))
            beside.execute(insert(AudienceMember), member)
        with sms.database.engine.begin() as beside, pytest.raises(OperationalError, match="could not obtain lock"):
            beside.execute(window)
