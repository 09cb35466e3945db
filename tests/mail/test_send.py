"""Reports by mail, handed to a real mail server: once a period, again after trouble, under the same id."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import event
from sqlmodel import select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.decide import GIVES_UP_AFTER, next_try
from distributor.mail.schedules import add_schedule, end_schedule, send_again
from distributor.mail.send import due_mails, make_due_mails, record, schedules_due, send_mail
from distributor.mail.server import MailServer
from distributor.mail.smtp import Answer, hand_over
from distributor.models import (
    Account,
    Item,
    Notice,
    Post,
    PostFigures,
    PostState,
    ReportMail,
    ReportMailState,
    ReportSchedule,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.settings import Settings, Values
from tests.support.mail_servers import Mailbox, mail_server

DECEMBER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""08:00 in Vietnam on the morning after November."""


class Hands:
    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, box: Mailbox) -> Settings:
    (tmp_path / "config.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = "{box.port}"\nsecurity = "none"\nsender = "loa@huonggiang.example"\n',
        encoding="utf-8",
    )
    return Settings(tmp_path, Values(public_url="https://loa.huonggiang.example"))


@pytest.fixture
def schedule(database: Database, clock: Hands) -> int:
    """A month's report to two addresses, of a unit with one post in November."""
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        unit_id = unit.id or 0
        session.add(UnitName(unit_id=unit_id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
        account = Account(unit_id=unit_id, channel="facebook", name="Pháp luật Hương Giang", settings={}, limits={})
        item = Item(unit_id=unit_id, title="Quyết định mới về đất", first_seen_at=clock.now(), kind="new_law")
        session.add_all([account, item])
        session.flush()
        post = Post(
            unit_id=unit_id,
            account_id=account.id or 0,
            item_id=item.id or 0,
            purpose="announce",
            state=PostState.PUBLISHED,
            published_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
            created_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        )
        session.add(post)
        session.flush()
        session.add(PostFigures(post_id=post.id or 0, at=clock.now(), reactions=1200, comments=30, reach=45_000))
        made = add_schedule(
            session,
            unit_id=unit_id,
            period="month",
            recipients="vanthu@huonggiang.example, lanhdao@huonggiang.example",
            formats=["docx", "pdf"],
            by="lanhdao",
            now=clock.now(),
        )
        assert made.next_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "07:00 in Vietnam"
        return made.id or 0


def made(database: Database, settings: Settings, clock: Hands) -> int:
    """The one mail that is due in December."""
    clock.instant = DECEMBER
    with database.write() as session:
        make_due_mails(session, settings, clock.now())
    with database.read() as session:
        (mail_id,) = due_mails(session, clock.now())
    return mail_id


def due(database: Database, clock: Hands) -> bool:
    with database.read() as session:
        return bool(due_mails(session, clock.now()))


def the_mail(database: Database) -> ReportMail:
    with database.read() as session:
        return session.exec(select(ReportMail)).one()


def notices(database: Database) -> list[str]:
    with database.read() as session:
        return [each.text for each in session.exec(select(Notice)) if each.closed_at is None]


def test_a_period_that_ended_is_sent_once(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    with database.read() as session:
        assert not schedules_due(session, clock.now())
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
    assert "Số bài đã đăng: 1;" in text
    assert "Lượt tương tác: 1.230 (1 bài có số liệu)" in text
    assert "Số người tiếp cận: 45.000" in text
    assert "Lượt xem: không có số liệu" in text
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
        send_again(session, session.get_one(ReportSchedule, schedule), mail_id, clock.now())
    assert send_mail(database, settings, clock, mail_id)
    assert box.kept[0]["Message-ID"] == kept.message_id


def test_some_addresses_are_refused(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    box.at_recipient = lambda address: "550 no such user" if address.startswith("vanthu") else "250 OK"
    assert send_mail(database, settings, clock, mail_id)
    kept = the_mail(database)
    assert (kept.state, kept.refused) == (ReportMailState.SENT, ["vanthu@huonggiang.example"])
    assert "không nhận 1 trong 2 địa chỉ" in notices(database)[0]


VANTHU, LANHDAO = "vanthu@huonggiang.example", "lanhdao@huonggiang.example"


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
        send_again(session, session.get_one(ReportSchedule, schedule), mail_id, clock.now())
    assert send_mail(database, settings, clock, mail_id)
    assert box.asked == [VANTHU]
    assert the_mail(database).refused == notices(database) == []
    with database.write() as session, pytest.raises(LoaError, match="không cần gửi lại"):
        send_again(session, session.get_one(ReportSchedule, schedule), mail_id, clock.now())


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


def test_without_a_server_people_are_told(database: Database, tmp_path: Path, clock: Hands, schedule: int) -> None:
    settings = Settings(tmp_path / "bare", Values())
    mail_id = made(database, settings, clock)
    assert not send_mail(database, settings, clock, mail_id)
    assert "Chưa khai báo máy chủ thư" in notices(database)[0]
    assert the_mail(database).state is ReportMailState.WAITING


def test_no_transaction_is_open_while_the_server_is_called(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    open_now: list[int] = []
    depth = 0

    def began(_connection: object) -> None:
        nonlocal depth
        depth += 1

    def ended(_connection: object) -> None:
        nonlocal depth
        depth -= 1

    def at_content() -> str:
        open_now.append(depth)
        return "250 OK"

    box.at_content = at_content
    engines = {database._write_engine, database._read_engine}
    for engine in engines:
        event.listen(engine, "begin", began)
        event.listen(engine, "commit", ended)
        event.listen(engine, "rollback", ended)
    assert send_mail(database, settings, clock, mail_id)
    assert open_now == [0]


def test_who_was_taken_over_records_nothing(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    with database.write() as session:
        record(session, mail_id, "somebody else's", Answer(), clock.now())
    assert the_mail(database).state is ReportMailState.WAITING


def test_a_dead_senders_lease_runs_out(
    database: Database, settings: Settings, clock: Hands, schedule: int, box: Mailbox
) -> None:
    mail_id = made(database, settings, clock)
    with database.write() as session:
        mail = session.get_one(ReportMail, mail_id)
        mail.token, mail.lease_until = "dead", clock.now() + timedelta(minutes=5)
        session.add(mail)
    assert not send_mail(database, settings, clock, mail_id)
    clock.instant += timedelta(minutes=6)
    assert send_mail(database, settings, clock, mail_id)


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
        send_again(session, session.get_one(ReportSchedule, schedule), mail_id, clock.now())
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
        end_schedule(session, session.get_one(ReportSchedule, schedule), by="lanhdao", now=clock.now())
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
    waits = [next_try(tries, DECEMBER, DECEMBER) for tries in range(1, 12)]
    assert waits == sorted(waits, key=lambda at: at or datetime.max.replace(tzinfo=UTC))
    assert next_try(3, DECEMBER, DECEMBER + GIVES_UP_AFTER) is None


def server_at(port: int, **other: str) -> MailServer:
    given = {"security": "none", "user": "", "password": "", **other}
    return MailServer("127.0.0.1", port, given["security"], given["user"], SecretStr(given["password"]), "a@b.example")


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Thử"
    message.set_content("Thử\n")
    return message


def test_signing_in() -> None:
    with mail_server(asks_password=True) as box:
        wrong = hand_over(server_at(box.port, user="bc", password="sai"), letter(), ["c@d.example"])
        assert "không cho đăng nhập" in wrong.problem
        assert "sai" not in wrong.problem.replace("sai số", "")
        assert hand_over(server_at(box.port, user="bc", password="mat-khau-thu"), letter(), ["c@d.example"]).is_taken


def test_a_server_without_starttls_gets_no_mail(box: Mailbox) -> None:
    answer = hand_over(server_at(box.port, security="starttls"), letter(), ["c@d.example"])
    assert "STARTTLS" in answer.problem
    assert box.kept == []


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = hand_over(server_at(taken.getsockname()[1]), letter(), ["c@d.example"])
    assert "Không kết nối được" in answer.problem


def test_a_server_that_dribbles_is_cut_at_the_deadline() -> None:
    """A line that never ends keeps each single read within its time."""
    stop = threading.Event()

    def dribble(listening: socket.socket) -> None:
        caller, _ = listening.accept()
        with caller:
            while not stop.wait(0.05):
                try:
                    caller.sendall(b"2")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=dribble, args=[listening], daemon=True)
        thread.start()
        began = datetime.now(UTC)
        answer = hand_over(server_at(listening.getsockname()[1]), letter(), ["c@d.example"], deadline_s=1.0)
        stop.set()
        thread.join()
    assert answer.problem
    assert datetime.now(UTC) - began < timedelta(seconds=4)
