"""No page asks the database more often because there is more to show."""

from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import (
    Account,
    Delegation,
    Hold,
    PostState,
    ReviewRule,
    Role,
    SavedReply,
    Spokesperson,
    Staff,
    Unit,
    UnitLevel,
    UnitName,
    WebhookEndpoint,
)
from distributor.review.returned import return_post
from distributor.settings import Settings
from distributor.staff.api_keys import SCOPES, make_key
from distributor.staff.audit import note_by
from distributor.staff.deeds import Actor
from tests.support.statements import statements
from tests.web.desk_cases import LOGINS, Desk, with_picture
from tests.web.province import NOON, PASSWORD_HASH, Province, add_item, add_post, identity

MORE = 12
STATES = (PostState.AWAITING_REVIEW, PostState.PLANNED, PostState.PUBLISHED, PostState.FAILED)


def add_many(session: Session, province: Province, desk: Desk, store: MediaStore) -> None:
    """More items, more posts of one item, more that waits for people's hands."""
    places = [
        Account(unit_id=province.unit_id, channel="manual", name=f"Nơi {number}", settings={}, limits={})
        for number in range(MORE)
    ]
    session.add_all(places)
    session.flush()
    for number, place in enumerate(places):
        item = add_item(session, province, f"Nghị quyết số {number}", at=NOON + timedelta(minutes=number))
        for account in (province.facebook, province.x, province.rss):
            state = STATES[number % len(STATES)]
            with_picture(session, store, add_post(session, account, item, state, text="Mới", at=NOON))
        with_picture(
            session, store, add_post(session, identity(place.id), item, PostState.PROCESSING, text="Mới", at=NOON)
        )
        add_post(session, identity(place.id), desk.item, PostState.AWAITING_REVIEW, text="Mới", at=NOON)


def add_office(session: Session, province: Province) -> None:
    """More people, units below, keys, receivers, rules, pauses, words to answer with; more in the log; more posts sent back."""
    boss = session.exec(select(Staff).where(Staff.login == LOGINS[Role.ADMINISTRATOR])).one()
    approver = session.exec(select(Staff).where(Staff.login == LOGINS[Role.APPROVER])).one()
    later = NOON + timedelta(days=9)
    for number in range(MORE):
        unit = Unit(level=UnitLevel.COMMUNE, code=f"xa-{number}", parent_id=province.unit_id)
        person = Staff(
            unit_id=province.unit_id,
            login=f"nguoi.{number}",
            full_name=f"Cán bộ {number}",
            role=Role.AUTHOR,
            password_hash=PASSWORD_HASH,
        )
        session.add_all([unit, person])
        session.flush()
        person_id = identity(person.id)
        session.add_all(
            [
                UnitName(unit_id=identity(unit.id), name=f"UBND xã {number}", valid_from=date(2025, 7, 1)),
                Hold(
                    unit_id=province.unit_id,
                    reason=f"Đợt {number}",
                    ordered_by="Giám đốc Sở",
                    starts_at=NOON,
                    ends_at=later,
                ),
                ReviewRule(unit_id=province.unit_id, kind=f"kind_{number}", approvers=2),
                Delegation(
                    unit_id=province.unit_id,
                    from_id=identity(approver.id),
                    to_id=person_id,
                    starts_at=later,
                    ends_at=later + timedelta(days=1),
                    given_at=NOON,
                ),
                SavedReply(
                    unit_id=province.unit_id,
                    title=f"Mẫu {number}",
                    text="Xin cảm ơn.",
                    changed_by=boss.login,
                    changed_at=NOON,
                ),
                Spokesperson(
                    unit_id=province.unit_id,
                    staff_id=person_id,
                    delegate=True,
                    basis="Giấy ủy quyền",
                    valid_from=date(2026, 1, 2),
                    valid_until=date(2026, 12, 31),
                    named_by=boss.login,
                    named_at=NOON,
                ),
                WebhookEndpoint(
                    unit_id=province.unit_id,
                    url=f"https://noi-{number}.example/loa",
                    secret=b"",
                    created_at=NOON,
                    created_by=boss.login,
                ),
            ]
        )
        make_key(
            session,
            unit_id=province.unit_id,
            name=f"Cổng {number}",
            scopes=tuple(SCOPES),
            expires_at=later,
            by=boss.login,
            now=NOON,
        )
        item = add_item(session, province, f"Kế hoạch số {number}", at=NOON)
        post = add_post(session, province.facebook, item, PostState.AWAITING_REVIEW, text="Chờ", at=NOON)
        return_post(session, Actor(boss, NOON), post, "Sửa tên cơ quan.")
        note_by(session, boss, "hold", f"hold:{number}", NOON)


OFFICE = (
    "/cho-duyet/bi-tra-lai", "/tam-dung", "/uy-quyen", "/quy-tac-duyet", "/mau-tra-loi", "/nguoi-phat-ngon", "/nguoi-dung",
    "/don-vi", "/khoa-api", "/webhook", "/nhat-ky", "/nguon",
)  # fmt: skip


@pytest.mark.parametrize("path", OFFICE)
def test_more_of_an_office_is_not_more_queries(
    signed_in: TestClient, database: Database, province: Province, desk: Desk, path: str
) -> None:
    assert signed_in.get(path).status_code == 200
    with statements() as few:
        before = signed_in.get(path)
    with database.write() as session:
        add_office(session, province)
    signed_in.get(path)
    with statements() as many:
        after = signed_in.get(path)
    assert after.status_code == 200
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)) or many)
    assert len(after.text) > len(before.text) + 30 * MORE, "there is more to show"


@pytest.mark.parametrize(
    "path",
    ["/", "/tong-quan/bang", "/cho-duyet", "/ban-giao", "/dinh-chinh", "/lich", "/lich?xem=danh-sach",
     "/lich?tai_khoan={account}", "/noi-dung/{item}",
     "/bai-dang/{facebook}", "/chua-nhan", "/chien-dich", "/can-phan-hoi", "/tai-khoan", "/thu-vien", "/feeds/phap-luat.rss"],
)  # fmt: skip
def test_more_rows_are_not_more_queries(
    signed_in: TestClient, database: Database, settings: Settings, province: Province, desk: Desk, path: str
) -> None:
    asked = path.format(item=desk.item, facebook=desk.facebook, account=province.facebook)
    assert signed_in.get(asked).status_code == 200
    with statements() as few:
        before = signed_in.get(asked)
    with database.write() as session:
        add_many(session, province, desk, MediaStore(settings.media_folder))
    signed_in.get(asked)
    with statements() as many:
        after = signed_in.get(asked)
    assert after.status_code == 200
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)) or many)
    if "feeds" not in path and path not in ("/chien-dich", "/can-phan-hoi", "/chua-nhan", "/bai-dang/{facebook}"):
        assert len(after.text) > len(before.text), "there is more to show"
