"""The report's numbers, worked out by hand, on both databases."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from distributor.db import Database
from distributor.measure.figures import FIGURES
from distributor.models import (
    Audience,
    Broadcast,
    BroadcastState,
    OptOut,
    PostState,
    Recipient,
    RecipientState,
    Subscriber,
)
from distributor.report.engagement.account_followers import followers_of
from distributor.report.engagement.groups import cells_of, read_cells
from distributor.report.engagement.posts import read_posts
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import GroupFigures, Report, SummedFigure, Totals
from tests.report.engagement.year import NOW, PICTURE, Year, add_item, add_post, build_year, days, vietnam
from tests.support.statements import statements


@pytest.fixture
def year(database: Database) -> Year:
    with database.write() as session:
        return build_year(session)


@pytest.fixture
def report(database: Database, year: Year) -> Report:
    with database.read() as session:
        return read_report(session, year.wish(), NOW)


def by(groups: tuple[GroupFigures, ...]) -> dict[str, Totals]:
    return {group.label: group.compared.now for group in groups}


def test_two_sessions_read_what_one_would(database: Database, year: Year, report: Report) -> None:
    with database.read() as session, database.read() as beside:
        assert read_report(session, year.wish(), NOW, beside=beside) == report


def test_what_fails_beside_fails_the_report(database: Database, year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("không đọc được")

    monkeypatch.setattr("distributor.report.engagement.read.read_coverage", fail)
    with database.read() as session, database.read() as beside, pytest.raises(RuntimeError, match="không đọc được"):
        read_report(session, year.wish(), NOW, beside=beside)


def test_totals_and_how_many_posts_state_them(report: Report) -> None:
    now = report.totals.now
    # Five on Facebook, two on X, one on RSS, one of the commune; the one of 31 October at 23:59 is not among them.
    assert (now.posts, now.withdrawn) == (9, 1)
    assert now.sums.reach == SummedFigure(300, 2)
    assert now.sums.views == SummedFigure(5050, 6)
    assert now.sums.reactions == SummedFigure(7 + 17 + 27 + 37 + 197, 6)
    assert now.sums.comments == SummedFigure(5, 6)
    assert now.sums.shares == SummedFigure(10, 6)
    assert now.sums.clicks == SummedFigure(7, 2)
    assert now.engagement == SummedFigure(10 + 20 + 30 + 40 + 200 + 0 + 7, 7)


def test_what_nobody_states_is_no_figure_and_not_nought(report: Report) -> None:
    channels = by(report.by_channel)
    assert channels[
        "Bản tin RSS" if "Bản tin RSS" in channels else report.by_channel[-1].label
    ].engagement == SummedFigure(None, 0)
    x = next(group for group in report.by_channel if group.key == "x").compared.now
    assert x.posts == 2
    assert x.sums.reactions == SummedFigure(0, 1)
    assert x.sums.reach == SummedFigure(None, 0)


def test_the_span_before_and_the_year_before(report: Report) -> None:
    assert (report.before.title, report.year_before.title) == ("Tháng 10 năm 2026", "Tháng 11 năm 2025")
    assert (report.totals.before.posts, report.totals.before.engagement) == (1, SummedFigure(1, 1))
    assert (report.totals.year_before.posts, report.totals.year_before.sums.views) == (1, SummedFigure(500, 1))


def test_groups(report: Report, year: Year) -> None:
    assert {group.key: group.compared.now.posts for group in report.by_channel} == {"facebook": 6, "x": 2, "rss": 1}
    assert by(report.by_account)["Pháp luật Hương Giang"].posts == 5
    assert by(report.by_account)["Xã An Lộc"].withdrawn == 1
    assert {label: totals.posts for label, totals in by(report.by_unit).items()} == {
        "Sở Tư pháp tỉnh Hương Giang": 8,
        "UBND xã An Lộc": 1,
    }
    assert {group.key: group.compared.now.posts for group in report.by_kind} == {
        "new_law": 6,
        "question": 1,
        "guidance": 1,
        "": 1,
    }
    assert by(report.by_campaign)["Ngày Pháp luật 9/11"].engagement == SummedFigure(30, 2)
    assert by(report.by_campaign)["Ngoài chiến dịch"].posts == 7


def test_weeks_and_months_have_no_gaps(report: Report) -> None:
    weeks = [(stretch.first.day, stretch.last.day, stretch.totals.posts) for stretch in report.by_week]
    # 1 November 2026 is a Sunday; half past midnight there is still October in UTC.
    assert weeks == [(1, 1, 1), (2, 8, 7), (9, 15, 1), (16, 22, 0), (23, 29, 0), (30, 30, 0)]
    assert [(stretch.label, stretch.totals.posts) for stretch in report.by_month] == [("11/2026", 9)]


def test_what_worked_is_told_beside_the_accounts_own_middle(report: Report) -> None:
    best = report.best[0]
    assert (best.title, best.engagement, best.typical, round(best.times, 3)) == ("fb5", 200, 30.0, 6.667)
    assert (best.picture, best.picture_alt) == (PICTURE, "Thẻ chữ.")
    assert (best.reach, best.clicks) == (None, None)
    assert [post.title for post in report.best] == ["fb5", "fb4"]
    # X has one measured post: no middle, so nothing is said of it. The middle itself is neither.
    assert [post.title for post in report.worst] == ["fb1", "fb2"]


def test_where_the_usual_is_nothing_a_silent_post_has_not_failed(database: Database, year: Year) -> None:
    """As on a feed, which states openings only: five posts that nobody opened are not the five that worked least."""
    with database.write() as session:
        for number in range(5):
            item_id = add_item(session, year, f"Tin {number}", vietnam("2026-11-07"), kind="new_law")
            nothing = (None, None, None, None, None, 0)
            add_post(session, year, item_id, year.province.x, vietnam("2026-11-07"), f"im{number}", figures=nothing)
    with database.read() as session:
        report = read_report(session, year.wish(), NOW)
    assert [post.title for post in report.worst] == ["fb1", "fb2"]


def test_a_young_post_has_not_failed_yet(database: Database, year: Year) -> None:
    with database.read() as session:
        early = read_report(session, year.wish(), vietnam("2026-11-06"))
    assert [post.title for post in early.worst] == ["fb1"]


def test_coverage_is_the_ledgers(report: Report) -> None:
    # Province: 5 + midnight + quiet + held + statistics = 9 items on 3 accounts; the commune's 1 on its own.
    covered = report.coverage
    assert (covered.items, covered.accounts, covered.cells) == (10, 4, 28)
    assert (covered.said, covered.waiting, covered.skipped, covered.failed, covered.unknown) == (9, 1, 1, 1, 0)
    assert covered.none == 28 - 12
    assert {(reason.state, reason.text): reason.cells for reason in covered.reasons} == {
        ("none", "không có chiến dịch nào nhận cho kênh này"): 10,
        ("none", "tin có dấu hiệu không được tự đăng, đang được giữ lại"): 3,
        ("none", "loại tin không đăng lên kênh"): 3,
        ("skipped", "trùng nội dung"): 1,
        ("failed", "kênh từ chối"): 1,
    }


def test_punctuality(report: Report) -> None:
    everything, *channels = report.punctuality
    # 5, 10, 15, 20, 60 on Facebook, 90 on X, 30 on RSS: the fourth of seven, and the seventh.
    assert (everything.posts, everything.median_min, everything.p90_min) == (7, 20, 90)
    assert (everything.earlier, everything.untimed) == (1, 1)
    facebook = next(each for each in channels if each.channel == "facebook")
    assert (facebook.posts, facebook.median_min, facebook.p90_min, facebook.untimed) == (5, 15, 60, 1)
    x = next(each for each in channels if each.channel == "x")
    assert (x.posts, x.median_min, x.p90_min, x.earlier) == (1, 90, 90, 1)


@pytest.mark.parametrize("narrowed", [{}, {"channel": "facebook"}, {"kind": "new_law"}, {"campaign_id": 0}])
def test_the_database_and_the_reading_add_up_alike(database: Database, year: Year, narrowed: dict[str, Any]) -> None:
    """A span's own posts are added up here, those it is compared with by the database: of the same posts the same sums."""
    chance, there = random.Random(20261126), year.province
    with database.write() as session:
        for number in range(60):
            came = vietnam("2026-11-01", 0) + timedelta(minutes=chance.randrange(30 * 24 * 60))
            item_id = add_item(session, year, f"Tin {number}", came, kind=chance.choice(("new_law", "question", "")))
            for account_id in (there.facebook, there.x, there.commune_account):
                add_post(
                    session,
                    year,
                    item_id,
                    account_id,
                    came,
                    f"{number} {account_id}",
                    unit_id=there.commune_id if account_id == there.commune_account else there.unit_id,
                    state=chance.choice((PostState.PUBLISHED, PostState.EDITED, PostState.WITHDRAWN)),
                    campaign_id=chance.choice((None, year.campaign_id)),
                    figures=[chance.choice((None, 0, chance.randrange(2**30))) for _ in FIGURES],
                )
    wish = year.wish(**narrowed)
    with database.read() as session:
        reckoned, asked = cells_of(read_posts(session, wish, wish.span)), read_cells(session, wish, wish.span)
    assert len(asked) > 3
    assert sorted(reckoned, key=repr) == sorted(asked, key=repr)


def test_cost_of_x_by_whether_the_words_hold_an_address(report: Report) -> None:
    lines = {line.what: (line.count, line.price_usd, line.amount_usd) for line in report.cost.lines}
    assert lines == {
        "bài có liên kết trong lời": (1, 0.20, 0.20),
        "bài không có liên kết trong lời": (1, 0.015, 0.015),
    }
    assert report.cost.total_usd == 0.215


def test_followers_are_the_newest_number_that_counts(database: Database, year: Year) -> None:
    with database.read() as session:
        found = read_report(session, year.wish(), NOW).followers
        assert [(line.channel, line.value, line.before, line.grown) for line in found] == [
            ("facebook", 1234, 1200, 34),
            ("x", None, None, None),
        ]
        assert found[0].at == vietnam("2026-11-20")
        assert [line.channel for line in read_report(session, year.wish(channel="x"), NOW).followers] == ["x"]
        assert read_report(session, year.wish(kind="new_law"), NOW).followers == ()
        assert [line.value for line in followers_of(session, year.province.facebook, NOW)] == [1234]


def test_the_statistics_form_leaves_empty_what_nobody_can_know(report: Report) -> None:
    rows = {row.code: row.value for row in report.statistics.rows}
    assert rows["1"] == 7  # five, the one of midnight, the commune's
    assert rows["1a"] == 9
    assert (rows["1b"], rows["1c"]) == (4, 1)
    assert rows["2"] == 0
    assert rows["3"] == 0
    assert {rows[code] for code in ("4", "4a", "5", "5a", "6", "7", "8")} == {None}
    assert all(row.note for row in report.statistics.rows)


def test_filters(database: Database, year: Year) -> None:
    there = year.province
    cases: list[tuple[dict[str, object], int, int | None]] = [
        ({"channel": "facebook"}, 6, 307),
        ({"account_id": there.facebook}, 5, 300),
        ({"unit_id": there.commune_id}, 1, 7),
        ({"kind": "question"}, 1, 200),
        ({"kind": ""}, 1, 7),
        ({"campaign_id": year.campaign_id}, 2, 30),
        ({"campaign_id": 0}, 7, 277),
        ({"channel": "youtube"}, 0, None),
        ({"unit_id": 999_999}, 0, None),
    ]
    with database.read() as session:
        for narrowed, posts, engagement in cases:
            found = read_report(session, year.wish(**narrowed), NOW)
            assert (found.totals.now.posts, found.totals.now.engagement.value) == (posts, engagement), narrowed
            assert sum(stretch.totals.posts for stretch in found.by_week) == posts
            assert sum(group.compared.now.posts for group in found.by_kind) == posts
            assert len(found.narrowed) == 1


def test_other_units_stay_unseen(database: Database, year: Year) -> None:
    with database.read() as session:
        found = read_report(session, replace(year.wish(), unit_ids=(year.province.commune_id,)), NOW)
    assert found.totals.now.posts == 1
    assert {group.label for group in found.by_account} == {"Xã An Lộc"}
    assert (found.coverage.items, found.coverage.cells) == (1, 1)
    assert found.unit_name == "UBND xã An Lộc"


def test_an_empty_span(database: Database, year: Year) -> None:
    with database.read() as session:
        found = read_report(session, replace(year.wish(), span=days("2030-01-01", "2030-01-02")), NOW)
    assert found.is_empty
    assert (found.totals.now.engagement, found.cost.total_usd, found.punctuality, found.best) == (
        SummedFigure(),
        None,
        (),
        (),
    )
    assert found.coverage.share is None
    assert "Kỳ báo cáo chưa bắt đầu." in found.notes


def test_messages(database: Database, year: Year) -> None:
    with database.write() as session:
        _broadcast(
            session,
            year,
            [RecipientState.DELIVERED] * 4
            + [RecipientState.SENT, RecipientState.FAILED]
            + [RecipientState.UNKNOWN] * 2
            + [RecipientState.SKIPPED],
        )
    with database.read() as session:
        sms = read_report(session, year.wish(), NOW).sms
        elsewhere = read_report(session, year.wish(channel="facebook"), NOW).sms
        narrowed = read_report(session, year.wish(kind="new_law"), NOW).sms
    assert (sms.broadcasts, sms.recipients, sms.delivered, sms.sent, sms.failed, sms.unknown, sms.skipped) == (
        1,
        8,
        4,
        1,
        1,
        2,
        1,
    )
    assert (sms.parts, sms.stops) == (15, 1)
    assert (elsewhere.broadcasts, narrowed.broadcasts, narrowed.stops) == (0, 0, None)


def _broadcast(session: Session, year: Year, states: list[RecipientState]) -> None:
    """Of three segments, and a person who refused in November; another one in October does not count."""
    unit_id, account_id = year.province.unit_id, year.province.rss
    audience = Audience(unit_id=unit_id, name="Toàn tỉnh", created_at=NOW)
    session.add(audience)
    session.flush()
    broadcast = Broadcast(
        unit_id=unit_id,
        account_id=account_id,
        audience_id=audience.id or 0,
        body="Tin.",
        sender="SOTUPHAP",
        encoding="ucs2",
        segments=3,
        starts_at=vietnam("2026-11-09"),
        ends_at=vietnam("2026-11-09", 20),
        state=BroadcastState.DONE,
        created_at=NOW,
    )
    session.add(broadcast)
    session.flush()
    for number, state in enumerate(states):
        subscriber = Subscriber(unit_id=unit_id, number_hash=f"{number:064x}", created_at=NOW)
        session.add(subscriber)
        session.flush()
        session.add(
            Recipient(
                broadcast_id=broadcast.id or 0, account_id=account_id, subscriber_id=subscriber.id or 0, state=state
            )
        )
    for at in (vietnam("2026-11-10"), vietnam("2026-10-10")):
        session.add(OptOut(unit_id=unit_id, number_hash=f"{at:%m}", at=at))
    session.flush()


def test_the_number_of_queries_does_not_grow(database: Database, year: Year) -> None:
    with database.read() as session, statements() as few:
        read_report(session, replace(year.wish(), span=days("2030-01-01", "2030-01-02")), NOW)
    with database.read() as session, statements() as many:
        read_report(session, year.wish(), NOW)
    assert len(many) <= len(few) <= 25
    assert date(2026, 11, 1) == year.wish().span.first
