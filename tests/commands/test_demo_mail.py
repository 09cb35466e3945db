"""A demo's report by mail: the schedule that it has, and one that falls due and arrives in the sandbox's mailbox."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from commands.demo.mail import FIRST_AFTER, RECIPIENTS, schedule_a_report
from distributor.db import Database
from distributor.mail.schedules import end_schedule
from distributor.mail.send import make_due_mails
from distributor.models import ReportMail, ReportSchedule
from distributor.settings import Settings, Values
from distributor.staff.deeds import actor_named
from tests.commands.conftest import RunningHome
from tests.support.acting import administrator
from tests.support.province import call
from tests.support.servers import wait_until
from tests.web.province import build_province


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 11, 25), "administrative_month:2026-11"),
        (date(2026, 11, 15), "administrative_month:2026-11"),
        (date(2026, 11, 14), "month:2026-10"),
        (date(2026, 12, 1), "month:2026-11"),
        (datetime(2026, 11, 30, 17, 30, tzinfo=UTC), "administrative_month:2026-11"),
        (date(2027, 1, 3), "month:2026-12"),
    ],
)
def test_the_first_report_is_of_the_weeks_just_past(
    database: Database, settings: Settings, day: date, key: str
) -> None:
    now = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
    with database.write() as session:
        unit_id = build_province(session).unit_id
        schedule_a_report(session, administrator(unit_id, now))
        assert session.exec(select(ReportSchedule.next_at)).one() == now + FIRST_AFTER
        assert make_due_mails(session, settings, now) == 0
        assert make_due_mails(session, settings, now + FIRST_AFTER) == 1
        mail = session.exec(select(ReportMail)).one()
        assert (mail.span_key, mail.formats) == (key, ["pdf", "docx"])
        assert mail.recipients == RECIPIENTS.split(", ")
        assert session.exec(select(ReportSchedule.next_at)).one() > now + timedelta(days=7), "then by the calendar"


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(tmp_path_factory.mktemp("home"), Values(public_url="https://loa.huonggiang.example"))


@pytest.fixture
def database(database_url: str) -> Database:
    return Database(database_url)


def test_a_due_report_arrives_with_its_files(running: RunningHome) -> None:
    mailbox = f"http://127.0.0.1:{running.home.sandbox_port}/_sandbox/mail.json"
    now = datetime.now(UTC)
    with running.session() as session:
        schedule_a_report(session, actor_named(session, "lanhdao", now - FIRST_AFTER))
    try:
        wait_until(lambda: call("GET", mailbox)["count"] == 1, "the report arrived")
    finally:
        with running.session() as session:
            for schedule in session.exec(select(ReportSchedule.id)).all():
                end_schedule(session, actor_named(session, "lanhdao", datetime.now(UTC)), schedule or 0)
    (mail,) = call("GET", mailbox)["mails"]
    assert mail["subject"].startswith("Báo cáo kết quả truyền thông")
    assert mail["to"] == RECIPIENTS.split(", ")
    assert [file["name"].rpartition(".")[2] for file in mail["attachments"]] == ["pdf", "docx"]
    assert all(file["size"] > 10_000 for file in mail["attachments"])
    found = {each["name"]: each for each in running.loa("doctor", "--json").object}
    assert found["Thư báo cáo định kỳ"]["ok"] is True
    assert "hộp thư mô phỏng" in found["Thư báo cáo định kỳ"]["message"]
