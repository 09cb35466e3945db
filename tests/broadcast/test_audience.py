"""Who is on a list, what each said yes to and who refuses: one unit's people and refusals are never another's."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from distributor.audience_terms import BY_SMS
from distributor.broadcast.audience import (
    LEGAL_NEWS,
    StatedConsent,
    add_numbers,
    erase,
    hold_subscribers_list,
    is_paused,
    leave_matters,
    make_audience,
    opt_out,
    opted_out,
    pause_number,
    subscribe,
    subscriber_of,
)
from distributor.lookup.followed import Matter
from distributor.models import Audience, AudienceMember, Consent, OptOut, Subscriber, Unit, UnitLevel
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.broadcast.conftest import MORNING, Sms, number

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
    sms: Sms, numbers: Numbers
) -> None:
    """PostgreSQL's lock on the list's row leaves its key alone; SQLite has one writer anyhow."""
    with sms.database.write() as session:
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
