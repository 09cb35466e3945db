"""The head of the audit log goes out by mail once a day that it grew."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import delete
from sqlmodel import col

from distributor.db import Database
from distributor.mail.log_head import mail_log_head
from distributor.models import AuditEntry
from distributor.settings import Settings
from distributor.staff.audit import note_action
from distributor.staff.log_head import last_head
from tests.mail.sending import Hands
from tests.support.mail_servers import Mailbox


def test_the_head_is_mailed_once_a_day(database: Database, settings: Settings, box: Mailbox, clock: Hands) -> None:
    noted = Database(database.url, home=settings.home)
    named = replace(settings, values=settings.values.model_copy(update={"audit_mail": "luu@huonggiang.example"}))

    def hour(which: Settings) -> int:
        mail_log_head(cast(Any, SimpleNamespace(settings=which, database=noted)), cast(Any, None), clock.now())
        return len(box.kept)

    assert hour(named) == 0, "nothing was done yet"
    with noted.write() as session:
        note_action(session, actor="ha", action="approve", subject="post:1", now=clock.now())
    head = last_head(settings.home)
    assert head is not None
    assert hour(settings) == 0, "nobody is named"
    assert (hour(named), hour(named)) == (1, 1)
    assert f"--head {head[0]}:{head[1]}" in box.kept[-1].get_content()
    clock.instant += timedelta(days=1)
    assert hour(named) == 1, "it says what the last one said"
    with noted.write() as session:
        note_action(session, actor="ha", action="skip", subject="post:1", now=clock.now())
    assert hour(named) == 2
    assert "CHÚ Ý" not in box.kept[-1].get_content()
    with noted.write() as session:
        session.connection().execute(delete(AuditEntry))
    with noted.write() as session:
        note_action(session, actor="ha", action="approve", subject="post:9", now=clock.now())
    clock.instant += timedelta(days=1)
    assert hour(named) == 3, "a log that was cut is told of too"
    assert "thư trước ghi 2 dòng, nay chỉ còn 1 dòng" in box.kept[-1].get_content()
    with noted.write() as session:
        for post in ("post:2", "post:3"):
            note_action(session, actor="ha", action="approve", subject=post, now=clock.now())
    clock.instant += timedelta(days=1)
    assert hour(named) == 4
    assert "CHÚ Ý" not in box.kept[-1].get_content()
    with noted.write() as session:
        session.connection().execute(delete(AuditEntry).where(col(AuditEntry.number) > 1))
    clock.instant += timedelta(days=1)
    assert hour(named) == 5, "nothing was done since, and the rows are gone all the same"
    with noted.write() as session:
        for post in ("post:4", "post:5", "post:6"):
            note_action(session, actor="ha", action="approve", subject=post, now=clock.now())
    clock.instant += timedelta(days=1)
    assert hour(named) == 6
    assert "dòng 3 mà thư trước ghi không còn" in box.kept[-1].get_content(), "it is longer than it was"
    noted.dispose()
