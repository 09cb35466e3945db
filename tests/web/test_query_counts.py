"""No page asks the database more often because there is more to show."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from distributor.db import Database
from distributor.models import Account, PostState
from distributor.render.store import MediaStore
from distributor.settings import Settings
from tests.support.statements import statements
from tests.web.desk_cases import Desk, with_picture
from tests.web.province import NOON, Province, add_item, add_post, identity

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


@pytest.mark.parametrize(
    "path",
    ["/", "/tong-quan/bang", "/cho-duyet", "/ban-giao", "/dinh-chinh", "/lich", "/lich?xem=danh-sach", "/noi-dung/{item}",
     "/bai-dang/{facebook}", "/chua-nhan", "/chien-dich", "/can-phan-hoi", "/tai-khoan", "/thu-vien", "/feeds/phap-luat.rss"],
)  # fmt: skip
def test_more_rows_are_not_more_queries(
    signed_in: TestClient, database: Database, settings: Settings, province: Province, desk: Desk, path: str
) -> None:
    asked = path.format(item=desk.item, facebook=desk.facebook)
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
