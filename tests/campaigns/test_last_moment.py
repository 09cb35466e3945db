"""Until when an item is worth saying, from its facts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from distributor.campaigns.draft import Draft
from distributor.campaigns.timeline import timeline_of
from distributor.clock import VIETNAM
from distributor.facts import DocumentFacts, Facts, KeyPoints, Point, Role
from distributor.models import Item, PostState
from distributor.understand.last_moment import last_moment, over_at
from tests.campaigns.conftest import AUTO, Office
from tests.deliver.conftest import START


def said(statement: str, role: Role = Role.CHANGE, day: date | None = None) -> Facts:
    return Facts(message=(Point(role, statement, day=day),))


def vietnam(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=VIETNAM)


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("facts", "moment"),
    [
        (
            said("Từ 7 giờ 30 phút đến 11 giờ 30 phút ngày 01/12/2026, tư vấn miễn phí tại nhà văn hóa xã."),
            (2026, 12, 1),
        ),
        (said("Ngày 5/12/2026, từ 8h đến 11h30, xã Sông Trong tiếp công dân."), (2026, 12, 5)),
        (said("Ngày 05/12/2026 (7h30–11h30) tiêm phòng cho đàn bò."), (2026, 12, 5)),
        (said("Tiếp công dân từ 7h30 đến 11h30 ngày 05 tháng 12 năm 2026."), (2026, 12, 5)),
        (said("Nộp hồ sơ trước ngày 30/9/2026.", Role.DEADLINE, date(2026, 9, 30)), (2026, 10, 1)),
        (Facts(points=KeyPoints(deadline_on=date(2026, 12, 20))), (2026, 12, 21)),
        (said("Tuần thi tiếp theo mở từ 8 giờ ngày 26/11/2026."), None),
        (said("Không được gây ồn từ 22 giờ đến 6 giờ sáng hôm sau."), None),
        (said("Từ 7 giờ đến 11 giờ ngày 31/02/2026 nghỉ."), None),
        (Facts(), None),
    ],
)
def test_the_last_moment_of_what_is_said(facts: Facts, moment: tuple[int, int, int] | None) -> None:
    assert last_moment(facts) == (midnight(*moment) if moment else None)


@pytest.mark.parametrize(
    ("statement", "over"),
    [
        ("Phiên giao dịch việc làm từ 7 giờ 30 đến 11 giờ ngày 28/11/2026 tại hội trường.", vietnam(2026, 11, 28, 11)),
        ("Hạng A1: 7 giờ 30 ngày 08/12/2026; Hạng B: 7 giờ 30 ngày 15/12/2026.", vietnam(2026, 12, 16)),
        ("Từ 00 giờ ngày 05/12/2026 đến 24 giờ ngày 20/01/2027, cấm xe ô tô tải.", vietnam(2027, 1, 21)),
        (
            "Ngày 02/12/2026, từ 7 giờ 30 đến 11 giờ: thôn Đông; ngày 03/12/2026, từ 13 giờ đến 17 giờ: thôn Gia.",
            vietnam(2026, 12, 3, 17),
        ),
        ("Thôn Gò Me: sáng 03/12/2026, tại đình làng.", vietnam(2026, 12, 4)),
        ("03/6/2026 (thứ Tư): Pa Lin, nhà văn hóa; 10/6/2026 (thứ Tư): Nậm Khoa.", vietnam(2026, 6, 11)),
        ("Học sinh đăng ký từ ngày 05/4/2027 đến hết ngày 20/4/2027.", vietnam(2027, 4, 21)),
        ("Tuần thi tiếp theo mở từ 8 giờ ngày 26/11/2026.", None),
        ("Từ ngày 01/12/2026, tiếp nhận hồ sơ tại trụ sở mới.", None),
        ("Từ 8 giờ đến 11 giờ ngày 25/11/2026, xã đã tổ chức đối thoại.", None),
    ],
)
def test_when_all_that_it_calls_for_is_over(statement: str, over: datetime | None) -> None:
    assert over_at(replace(said(statement), kind="notice")) == over


def test_guidance_that_opens_with_days_and_an_hour_is_over_with_them() -> None:
    exam = "Ngày 12/11/2026 và 13/11/2026, từ 7 giờ, xã tổ chức khám sức khỏe tại trạm y tế."
    rule = "Người vắng mặt không có lý do chính đáng bị phạt tiền."
    both = Facts(kind="guidance", message=(Point(Role.CHANGE, exam), Point(Role.DUTY, rule)))
    assert over_at(both) == vietnam(2026, 11, 14)
    assert over_at(replace(both, message=both.message[::-1])) is None, "a rule that happens to name days goes on"


def test_what_goes_on_beside_an_event_is_not_over_with_it() -> None:
    day = "Từ 8 giờ đến 11 giờ ngày 28/11/2026, tư vấn tại nhà văn hóa."
    office = "Từ ngày 01/12/2026, tư vấn tại trụ sở xã."
    both = Facts(kind="legal_aid", message=(Point(Role.CHANGE, day), Point(Role.CHANGE, office)))
    assert over_at(both) is None
    alone = replace(both, message=both.message[:1])
    assert over_at(alone) is not None
    assert over_at(replace(alone, document=DocumentFacts())) is None, "an act is in force"
    assert over_at(replace(alone, kind="policy_dialogue")) is None, "a report of the day stays true"
    meeting = Facts(kind="policy_dialogue", message=(Point(Role.DEADLINE, "Thời gian: 14 giờ 00 ngày 20/11/2026."),))
    assert over_at(meeting) == vietnam(2026, 11, 21), "a dialogue that people are called to"
    until = Facts(kind="draft_for_comment", message=(Point(Role.DEADLINE, "…", day=date(2026, 12, 1)),))
    assert over_at(until) == datetime(2026, 12, 2, tzinfo=VIETNAM)


def test_an_act_is_in_force_after_its_days() -> None:
    points = KeyPoints(deadline_on=date(2026, 12, 20))
    assert last_moment(Facts(document=DocumentFacts(), points=points)) is None


def test_a_timeline_says_it_before_its_day_or_not_at_all(office: Office) -> None:
    """START is 24/11/2026, 15:00 in Vietnam; a post a week would come later than the day."""
    ids = [office.chosen_item() for _ in range(3)]
    tomorrow = f"{(START + timedelta(days=2)).astimezone(VIETNAM):%d/%m/%Y}"
    with office.database.write() as session:
        for item_id in ids[1:]:
            item = session.get_one(Item, item_id)
            item.facts = said(
                f"Từ 7 giờ 30 đến 11 giờ 30 ngày {tomorrow}, tư vấn miễn phí tại nhà văn hóa xã."
            ).to_json()
            session.add(item)
    x = office.accounts()["x"]
    daily = {"*": {"per_day": 1, "minutes_between": 60}}
    draft = Draft("Đợt tin", automatic=False, item_ids=tuple(ids), account_ids=(x,), policy=AUTO, cadence=daily)
    with office.database.read() as session:
        found = {one.item_id: one.at for one in timeline_of(session, None, draft, START)}
    assert found[ids[0]] is not None
    assert found[ids[1]] is not None
    over = found[ids[1]]
    assert over is not None
    assert over < midnight(2026, 11, 26).astimezone(UTC)
    assert found[ids[2]] is None, (
        "the next free day is that of the meeting itself: the page says that it finds no place"
    )


def test_what_a_campaign_says_once_more_does_not_go_out_after_its_day(office: Office) -> None:
    """Also where nobody has approved it in time, or no timeline has an hour for it."""
    item_id = office.chosen_item()
    with office.database.write() as session:
        item = session.get_one(Item, item_id)
        item.facts = said("Từ 7 giờ 30 đến 11 giờ 30 ngày 26/11/2026, tư vấn miễn phí tại nhà văn hóa xã.").to_json()
        session.add(item)
    campaign_id = office.plan(Draft("Đợt tin", automatic=False, item_ids=(item_id,), policy=AUTO))
    office.choose()
    posts = office.of(campaign_id)
    assert posts
    assert {post.state for post in posts} == {PostState.PLANNED}
    assert {post.expires_at for post in posts} == {midnight(2026, 11, 26).astimezone(UTC)}
