"""Reports by mail, handed to a real mail server: once a period, again after trouble, under the same id."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.mail.decide import WAITS
from distributor.mail.schedules import end_schedule, send_again
from distributor.mail.send import SCHEDULES, make_due_mails, send_mail
from distributor.models import (
    ReportMail,
    ReportMailState,
    ReportSchedule,
)
from distributor.settings import Settings, Values
from distributor.work.backoff import GIVES_UP_AFTER, next_try
from tests.mail.sending import DECEMBER, Hands, due, made, notices, the_mail
from tests.support.acting import administrator
from tests.support.mail_servers import Mailbox


def test_a_period_that_ended_is_sent_once(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    with database.read() as session:
        assert not session.exec(select(SCHEDULES.wanted), params={"now": clock.now()}).one()
    mail_id = made(database, settings, clock)
    with database.write() as session:
        assert make_due_mails(session, settings, clock.now()) == 0, "not made twice"
    assert send_mail(database, settings, clock, mail_id)
    assert not send_mail(database, settings, clock, mail_id), "not sent twice"
    (mail,) = box.kept
    assert box.asked == ["vanthu@huonggiang.example", "lanhdao@huonggiang.example"]
    assert mail["Subject"].endswith("tháng 11 năm 2026 - Sở Tư pháp tỉnh Hương Giang")
    assert mail["From"] == "loa@huonggiang.example"
    assert mail["Message-ID"] == the_mail(database).message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "1. Đã đăng 1 bài" in text
    assert "3. Người dân tương tác 1.230 lần" in text
    assert "2. Bài đã đăng tiếp cận 45.000 lượt người" in text
    assert "Việc nên làm:" in text
    pdf, docx = mail.iter_attachments()
    assert [pdf.get_filename(), docx.get_filename()] == [f"bao-cao-20261101-20261130.{end}" for end in ("pdf", "docx")]
    assert pdf.get_content().startswith(b"%PDF")
    assert docx.get_content().startswith(b"PK")
    kept = the_mail(database)
    assert (kept.state, kept.problem, kept.tries) == (ReportMailState.SENT, "", 1)
    with database.read() as session:
        assert session.get_one(ReportSchedule, schedule).next_at == datetime(2027, 1, 1, 0, 0, tzinfo=UTC)


def test_trouble_is_told_and_it_comes_again_under_the_same_id(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_content = lambda: "451 4.3.0 come back later"
    assert not send_mail(database, settings, clock, mail_id)
    kept = the_mail(database)
    assert (kept.state, kept.due_at) == (ReportMailState.WAITING, DECEMBER + timedelta(minutes=1))
    assert "mã 451" in kept.problem
    (told,) = notices(database)
    assert "Chưa gửi được" in told
    assert not send_mail(database, settings, clock, mail_id), "not before its time"
    clock.instant += timedelta(minutes=2)
    box.at_content = lambda: "250 OK"
    assert send_mail(database, settings, clock, mail_id)
    assert box.kept[0]["Message-ID"] == kept.message_id
    assert notices(database) == []


def test_after_a_day_it_is_given_up_and_a_person_may_send_it_again(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_content = lambda: "451 4.3.0 come back later"
    for _ in range(30):
        send_mail(database, settings, clock, mail_id)
        if (kept := the_mail(database)).state is ReportMailState.GIVEN_UP:
            break
        clock.instant = kept.due_at
    assert kept.state is ReportMailState.GIVEN_UP
    assert clock.instant - DECEMBER <= GIVES_UP_AFTER
    assert "Đã thôi gửi" in notices(database)[0]
    box.at_content = lambda: "250 OK"
    with database.write() as session:
        send_again(session, administrator(1, clock.now()), schedule, mail_id)
    assert send_mail(database, settings, clock, mail_id)
    assert box.kept[0]["Message-ID"] == kept.message_id


def test_without_a_server_people_are_told(database: Database, tmp_path: Path, clock: Hands, schedule: int) -> None:
    settings = Settings(tmp_path / "bare", Values())
    mail_id = made(database, settings, clock)
    assert not send_mail(database, settings, clock, mail_id)
    assert "Chưa khai báo máy chủ thư" in notices(database)[0]
    assert the_mail(database).state is ReportMailState.WAITING


def test_an_error_that_nobody_foresaw_is_told_and_comes_again(
    database: Database,
    settings: Settings,
    clock: Hands,
    schedule: int,
    box: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("bí mật")

    mail_id = made(database, settings, clock)
    with monkeypatch.context() as patched:
        patched.setattr("distributor.mail.send.make_file", broken)
        assert not send_mail(database, settings, clock, mail_id)
    kept = the_mail(database)
    assert (kept.tries, kept.due_at) == (1, DECEMBER + timedelta(minutes=1))
    assert "ZeroDivisionError" in kept.problem
    (told,) = notices(database)
    assert "ZeroDivisionError" in told
    assert "bí mật" not in told
    clock.instant = kept.due_at
    assert send_mail(database, settings, clock, mail_id)


def test_a_mail_that_was_taken_but_not_recorded_does_not_come_for_ever(
    database: Database,
    settings: Settings,
    clock: Hands,
    schedule: int,
    box: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    mail_id = made(database, settings, clock)
    with monkeypatch.context() as patched:
        patched.setattr("distributor.mail.send.record", broken)
        for _ in range(3 * 24 * 60 // 5):
            if due(database, clock) and the_mail(database).tries < 50:
                with contextlib.suppress(RuntimeError):
                    send_mail(database, settings, clock, mail_id)
            clock.instant += timedelta(minutes=5)
    kept = the_mail(database)
    assert kept.state is ReportMailState.GIVEN_UP
    assert kept.tries == len(box.kept) <= 13, "not every five minutes"
    assert len({mail["Message-ID"] for mail in box.kept}) == 1
    assert "không rõ máy chủ thư đã nhận hay chưa" in notices(database)[0]
    with database.write() as session:
        send_again(session, administrator(1, clock.now()), schedule, mail_id)
    assert send_mail(database, settings, clock, mail_id)
    assert notices(database) == []


def test_after_days_without_power_it_is_tried_once_more(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_content = lambda: "451 4.3.0 come back later"
    assert not send_mail(database, settings, clock, mail_id)
    clock.instant += timedelta(days=3)
    box.at_content = lambda: "250 OK"
    assert send_mail(database, settings, clock, mail_id)


def test_an_ended_schedule_sends_nothing_more(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    with database.write() as session:
        end_schedule(session, administrator(1, clock.now()), schedule)
    assert not send_mail(database, settings, clock, mail_id)
    clock.instant += timedelta(days=40)
    with database.write() as session:
        assert make_due_mails(session, settings, clock.now()) == 0
    assert box.kept == []


def test_after_months_of_standstill_each_period_follows(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    clock.instant = datetime(2027, 2, 10, tzinfo=UTC)
    for _ in range(5):
        with database.write() as session:
            make_due_mails(session, settings, clock.now())
    with database.read() as session:
        keys = sorted(session.exec(select(ReportMail.span_key)))
    assert keys == ["month:2026-11", "month:2026-12", "month:2027-1"]


def test_waits_grow_and_end_after_a_day() -> None:
    waits = [next_try(WAITS, tries, DECEMBER, DECEMBER) for tries in range(1, 12)]
    assert waits == sorted(waits, key=lambda at: at or datetime.max.replace(tzinfo=UTC))
    assert next_try(WAITS, 3, DECEMBER, DECEMBER + GIVES_UP_AFTER) is None
