"""Addresses that a server does not take: for now, for a day, for good."""

from datetime import timedelta

import pytest

from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.schedules import send_again
from distributor.mail.send import send_mail
from distributor.models import ReportMailState
from distributor.settings import Settings
from distributor.work.backoff import GIVES_UP_AFTER
from tests.mail.sending import DECEMBER, Hands, made, notices, the_mail
from tests.support.acting import administrator
from tests.support.mail_servers import Mailbox

VANTHU, LANHDAO = "vanthu@huonggiang.example", "lanhdao@huonggiang.example"


def test_some_addresses_are_refused(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda address: "550 no such user" if address.startswith("vanthu") else "250 OK"
    assert send_mail(database, settings, clock, mail_id)
    kept = the_mail(database)
    assert (kept.state, kept.refused) == (ReportMailState.SENT, ["vanthu@huonggiang.example"])
    assert "không nhận 1 trong 2 địa chỉ" in notices(database)[0]


def test_who_is_refused_for_now_gets_it_later_and_the_others_not_twice(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda address: "451 4.7.1 greylisted" if address == VANTHU else "250 OK"
    send_mail(database, settings, clock, mail_id)
    kept = the_mail(database)
    assert (kept.state, kept.recipients, kept.refused) == (ReportMailState.WAITING, [VANTHU], [VANTHU])
    assert kept.due_at == DECEMBER + timedelta(minutes=1)
    assert "tạm thời chưa nhận 1 địa chỉ" in notices(database)[0]
    clock.instant = kept.due_at
    box.at_content = lambda: "451 4.3.0 come back later"
    box.at_recipient = lambda _: "250 OK"
    send_mail(database, settings, clock, mail_id)
    clock.instant = the_mail(database).due_at
    box.at_content, box.asked = lambda: "250 OK", []
    assert send_mail(database, settings, clock, mail_id)
    assert box.asked == [VANTHU]
    assert [mail["To"] for mail in box.kept] == [f"{VANTHU}, {LANHDAO}"] * 2
    ended = the_mail(database)
    assert (ended.state, ended.refused, ended.problem) == (ReportMailState.SENT, [], "")
    assert notices(database) == []


def test_who_is_refused_for_a_day_is_named_and_a_person_may_send_it_again(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda address: "452 4.2.2 full" if address == VANTHU else "250 OK"
    for _ in range(30):
        send_mail(database, settings, clock, mail_id)
        if (kept := the_mail(database)).state is not ReportMailState.WAITING:
            break
        clock.instant = kept.due_at
    assert (kept.state, kept.refused) == (ReportMailState.SENT, [VANTHU])
    assert clock.instant - DECEMBER <= GIVES_UP_AFTER
    assert "không nhận 1 trong 2 địa chỉ" in notices(database)[0]
    assert len(box.kept) == 1
    box.at_recipient, box.asked = lambda _: "250 OK", []
    with database.write() as session:
        send_again(session, administrator(1, clock.now()), schedule, mail_id)
    assert send_mail(database, settings, clock, mail_id)
    assert box.asked == [VANTHU]
    assert the_mail(database).refused == notices(database) == []
    with database.write() as session, pytest.raises(LoaError, match="không cần gửi lại"):
        send_again(session, administrator(1, clock.now()), schedule, mail_id)


def test_who_is_refused_for_good_is_not_asked_again_beside_one_for_now(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda address: "550 no such user" if address == LANHDAO else "451 4.7.1 greylisted"
    assert not send_mail(database, settings, clock, mail_id)
    clock.instant = the_mail(database).due_at
    box.at_recipient, box.asked = lambda _: "250 OK", []
    assert send_mail(database, settings, clock, mail_id)
    assert box.asked == [VANTHU]
    kept = the_mail(database)
    assert (kept.state, kept.refused) == (ReportMailState.SENT, [LANHDAO])
    assert "không nhận 1 trong 2 địa chỉ" in notices(database)[0]


def test_all_addresses_are_refused_for_good(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda _: "550 no such user"
    assert not send_mail(database, settings, clock, mail_id)
    assert the_mail(database).state is ReportMailState.GIVEN_UP
