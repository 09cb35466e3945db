"""What the screens of accounts, messages and media read, and what staff change of an account, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from distributor.clock import vietnam_time
from distributor.connect.manage import (
    ChangedAccounts,
    NoSuchAccount,
    join_campaign,
    leave_campaign,
    pause_account,
    resume_account,
)
from distributor.db import Database
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Account, AccountState, AuditEntry, QuotaUse, Role, Staff, StandingApproval
from distributor.report.account_desk import ILL, RESTS, account_cards
from distributor.report.library import shelf
from distributor.report.messages import (
    audiences_seen,
    broadcasts_seen,
    inbound_seen,
    people_of,
    person_seen,
    unknown_rows,
)
from distributor.report.template_desk import standing_yes
from distributor.staff.audit import first_break
from distributor.staff.deeds import Actor
from tests.support.acting import administrator
from tests.web.desk_cases import fill_desk
from tests.web.province import NOON, Province, build_province, fill_province
from tests.web.sms_cases import Sms, fill_sms


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> tuple[Province, Sms]:
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
        fill_desk(session, province, MediaStore(tmp_path / "media"))
        return province, fill_sms(session, province, tmp_path, NOON)


def test_accounts_messages_and_media_are_read(database: Database, filled: tuple[Province, Sms]) -> None:
    province, sms = filled
    units = [province.unit_id, province.commune_id]
    with database.write() as session:
        for hours in (1, 23, 25):
            at = NOON - timedelta(hours=hours)
            session.add(QuotaUse(account_id=province.facebook, bucket="posts", at=at, post_id=hours))
    with database.read() as session:
        cards = {card.id: card for card in account_cards(session, units, NOON)}
        [quota] = cards[province.facebook].quotas
        assert (quota.used, quota.window) == (2, "trong 24 giờ qua"), "what left the window does not count"
        assert cards[province.x].health == ILL
        last = cards[province.facebook].last
        assert last is not None
        assert sorted(one.members for one in audiences_seen(session, [province.unit_id])) == [1, 40]
        newest, done = broadcasts_seen(session, units, NOON)
        assert (newest.id, newest.counts.unknown, newest.counts.total, newest.ended) == (sms.sending, 3, 39, 27)
        assert (done.counts.delivered, done.counts.failed, done.counts.skipped) == (36, 3, 1)
        night = NOON.replace(hour=16)  # 23:00 in Vietnam
        assert [one.waits_until for one in (newest, done)] == [None, None]
        waits = [one.waits_until for one in broadcasts_seen(session, units, night)]
        assert [at and vietnam_time(at) for at in waits] == [f"{night + timedelta(days=1):%d/%m/%Y} 07:00", None]
        assert len(unknown_rows(session, sms.sending, sms.numbers)) == 3
        people = people_of(session, sms.audience, sms.numbers)
        assert [one.number for one in people[:2]] == ["09•• ••• 001", "09•• ••• 002"]
        assert [bool(one.refused_at) for one in people[:3]] == [True, True, False]
        found = person_seen(session, sms.people[1], units, sms.numbers)
        assert found is not None
        assert found.consents[0].withdrawn_at is not None
        assert person_seen(session, sms.people[1], [province.commune_id], sms.numbers) is None
        assert [one.label for one in inbound_seen(session, units, sms.numbers)] == [
            "đăng ký nhận tin",
            "câu hỏi",
            "từ chối nhận tin",
        ]
        [medium] = shelf(session, units, kind="anh", shape="ngang").shown
        assert medium.used == 4
        assert shelf(session, [province.commune_id]).shown == ()
        assert standing_yes(session, units, NOON) == []


def test_an_account_is_paused_and_put_into_a_campaign(database: Database, filled: tuple[Province, Sms]) -> None:
    province, sms = filled
    with database.read() as session:
        staff = session.exec(select(Staff).where(Staff.role == Role.ADMINISTRATOR)).one()
    actor = Actor(staff, NOON)
    with database.write() as session:
        pause_account(session, actor, province.facebook, " Bảo  trì ", NOON + timedelta(hours=1))
    with database.read() as session:
        row = session.get_one(Account, province.facebook)
        assert (row.state, row.state_reason) == (AccountState.PAUSED, "Bảo trì")
        [card] = account_cards(session, [province.unit_id], NOON, account_id=province.facebook)
        assert card.health == RESTS
    with database.write() as session:
        resume_account(session, actor, province.facebook)
        session.add(
            StandingApproval(
                campaign_id=province.campaign_id,
                staff_id=staff.id or 0,
                given_at=NOON,
                ends_at=NOON + timedelta(days=30),
            )
        )
        assert join_campaign(session, actor, sms.account, province.campaign_id) == ChangedAccounts("Đăng tự động", 1)
        with pytest.raises(LoaError, match="đã có trong chiến dịch"):
            join_campaign(session, actor, sms.account, province.campaign_id)
        assert leave_campaign(session, actor, sms.account, province.campaign_id).withdrawn == 0
        with pytest.raises(LoaError, match="không có trong chiến dịch"):
            leave_campaign(session, actor, sms.account, province.campaign_id)
    with database.write() as session, pytest.raises(NoSuchAccount):
        pause_account(session, administrator(province.commune_id, NOON), province.facebook, "x", None)
    with database.write() as session, pytest.raises(LoaError, match="không hoạt động"):
        pause_account(session, actor, province.x, "x", None)
    with database.read() as session:
        assert [one.action for one in session.exec(select(AuditEntry).order_by(AuditEntry.id))] == [  # type: ignore[arg-type]
            "pause",
            "resume",
            "campaign.change",
            "configure",
            "campaign.change",
            "configure",
        ]
        assert first_break(session) is None
