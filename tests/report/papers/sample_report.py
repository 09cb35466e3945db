"""Reports to set: a rich one, in which every part has something to say, and an empty one."""

from datetime import UTC, date, datetime, timedelta

from distributor.report.engagement.shapes import (
    Compared,
    Cost,
    CostLine,
    CoverageFigures,
    FollowersLine,
    GroupFigures,
    Judged,
    Punctuality,
    Report,
    ReportQuery,
    SmsFigures,
    Span,
    StatisticsForm,
    StatisticsRow,
    Stretch,
    SummedFigure,
    Sums,
    Totals,
    Unposted,
)
from distributor.report.engagement.statistics import empty_form

MADE_AT = datetime(2026, 12, 1, 1, 30, 0, 123456, tzinfo=UTC)
"""With a part of a second, as clocks have it."""
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30), "Tháng 11 năm 2026", "month:2026-11")
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "Tháng 10 năm 2026", "month:2026-10")
YEAR_BEFORE = Span(date(2025, 11, 1), date(2025, 11, 30), "Tháng 11 năm 2025", "month:2025-11")
PICTURE = "5e" * 32


def totals(posts: int, engagement: int | None, reach: int | None = None, *, withdrawn: int = 0) -> Totals:
    stated = SummedFigure() if engagement is None else SummedFigure(engagement, posts)
    return Totals(
        posts,
        withdrawn,
        stated,
        Sums(
            reach=SummedFigure() if reach is None else SummedFigure(reach, max(posts - 3, 1)),
            views=SummedFigure(reach * 3, posts) if reach else SummedFigure(),
            reactions=SummedFigure(engagement // 2, posts) if engagement else SummedFigure(),
            comments=SummedFigure(0, posts),
            shares=SummedFigure(engagement // 5, posts) if engagement else SummedFigure(),
        ),
    )


def compared(posts: int, engagement: int | None, reach: int | None = None) -> Compared:
    return Compared(
        totals(posts, engagement, reach, withdrawn=2 if posts > 50 else 0),
        totals(max(posts - 9, 0), engagement - 250 if engagement else None, reach),
        Totals(),
    )


def judged(number: int, title: str, engagement: int, *, picture: str = "") -> Judged:
    return Judged(
        post_id=number,
        item_id=number,
        title=title,
        kind_label="Văn bản mới",
        account="Pháp luật Hương Giang",
        channel="facebook",
        channel_label="Facebook",
        published_at=datetime(2026, 11, 5 + number, 12, 30, tzinfo=UTC),
        url=f"https://facebook.example/pages/phap-luat-huong-giang/posts/{number}",
        picture=picture,
        picture_alt="Thẻ chữ: diện tích tối thiểu của thửa đất",
        reach=engagement * 40,
        views=None,
        reactions=max(engagement - 20, 0),
        comments=12,
        shares=8,
        clicks=None,
        engagement=engagement,
        typical=57.5,
        times=engagement / 57.5,
    )


def rich_report() -> Report:
    groups = (
        GroupFigures("facebook", "Facebook", compared(62, 4210, 120_300)),
        GroupFigures("youtube", "YouTube", compared(18, 1204, 30_550)),
        GroupFigures("x", "X", compared(41, 320)),
        GroupFigures("rss", "Nguồn tin RSS", compared(62, None)),
    )
    weeks = tuple(
        Stretch(
            first,
            min(first + timedelta(days=6), NOVEMBER.last),
            f"{first:%d/%m} – {min(first + timedelta(days=6), NOVEMBER.last):%d/%m/%Y}",
            totals(20 + 7 * number, 900 + 130 * number, 31_000),
        )
        for number, first in enumerate(date(2026, 11, 1) + timedelta(days=7 * week) for week in range(5))
    )
    return Report(
        made_at=MADE_AT,
        unit_name="Sở Tư pháp tỉnh Hương Giang",
        span=NOVEMBER,
        before=OCTOBER,
        year_before=YEAR_BEFORE,
        wish=ReportQuery(NOVEMBER, (1,)),
        narrowed=(("Kênh", "Facebook"), ("Loại tin", "Văn bản mới")),
        notes=(
            "Số liệu của mỗi bài là số mới nhất mà nền tảng cho biết, cộng dồn từ lúc đăng; bài mới đăng còn tăng tiếp.",
            "Nơi nền tảng không cho biết thì ghi «không có số liệu», không tính là 0",
        ),
        totals=compared(183, 5734, 1_150_850),
        by_channel=groups,
        by_account=tuple(
            GroupFigures(str(n), f"Pháp luật Hương Giang {n}", each.compared, "facebook")
            for n, each in enumerate(groups)
        ),
        by_unit=(
            GroupFigures("1", "Sở Tư pháp tỉnh Hương Giang", compared(150, 5100, 100_000)),
            GroupFigures("2", "UBND xã An Lộc", compared(33, 634, 50_850)),
        ),
        by_kind=(
            GroupFigures("new_law", "Văn bản mới", compared(91, 3100, 90_000)),
            GroupFigures("question", "Hỏi đáp pháp luật", compared(92, 2634, 60_850)),
        ),
        by_campaign=(
            GroupFigures("1", "Tin mới của tỉnh", compared(150, 5000, 140_000)),
            GroupFigures("0", "Ngoài chiến dịch", compared(33, 734, 10_850)),
        ),
        by_week=weeks,
        by_month=(Stretch(NOVEMBER.first, NOVEMBER.last, "Tháng 11/2026", totals(183, 5734, 150_850)),),
        best=(
            judged(
                1, "Từ 01/12/2026, diện tích tối thiểu được tách thửa đất ở tại đô thị là 50 m²", 410, picture=PICTURE
            ),
            judged(2, "#let x = 3 *không phải đánh dấu* & <b>chữ</b> $a$ @b \\ của 'mẫu'", 240),
        ),
        worst=(judged(3, "Đính chính Quyết định số 12/2026/QĐ-UBND", 9),),
        coverage=CoverageFigures(
            48,
            5,
            240,
            183,
            12,
            30,
            6,
            1,
            8,
            (
                Unposted("skipped", "Bỏ qua", "Loại tin này không đăng trên kênh X", 30),
                Unposted("failed", "Không đăng được", "Nền tảng từ chối: bài trùng", 6),
            ),
        ),
        punctuality=(
            Punctuality("", "Mọi kênh", 160, 20, 3, 3.4333333, 41.0),
            Punctuality("facebook", "Facebook", 60, 2, 0, 2.0, 35.5),
            Punctuality("x", "X", 0, 41, 0, None, None),
        ),
        cost=Cost(
            (
                CostLine("x", "@phapluat_hg", "bài có liên kết trong lời", 31, 0.2, 6.2),
                CostLine("sms", "", "SMS: đoạn tin nhà mạng đã nhận", 2400, None, None),
            ),
            6.2,
            "Ước tính theo bảng giá đang khai báo.",
        ),
        sms=SmsFigures(2, 1300, 4, 10, 1240, 20, 6, 2, 18, 2400, 3),
        statistics=StatisticsForm(
            "Số liệu phục vụ biểu thống kê về phổ biến, giáo dục pháp luật",
            "các nhóm chỉ tiêu thường có, chưa đối chiếu với biểu mẫu đang có hiệu lực",
            date(2026, 11, 25),
            (
                StatisticsRow(
                    "1", "Số tin, bài, tài liệu được đăng tải trên mạng", "tin, bài", 48, "mỗi tin tính một lần"
                ),
                StatisticsRow("4", "Số cuộc phổ biến trực tiếp", "cuộc", None, "Loa không theo dõi hội nghị"),
            ),
        ),
        followers=(
            FollowersLine("Sở Tư pháp", "facebook", "Người theo dõi Trang", 12480, MADE_AT, 12455),
            FollowersLine("@phapluat_hg", "x", "Người theo dõi", None, None, 903),
        ),
    )


def silent_report() -> Report:
    """A week of a commune in which nothing happened."""
    week = Span(date(2026, 11, 3), date(2026, 11, 9), "Từ 03/11/2026 đến 09/11/2026")
    return Report(
        made_at=MADE_AT,
        unit_name="UBND xã An Lộc",
        span=week,
        before=Span(date(2026, 10, 27), date(2026, 11, 2)),
        year_before=Span(date(2025, 11, 3), date(2025, 11, 9)),
        wish=ReportQuery(week, (2,)),
        narrowed=(),
        notes=(),
        totals=Compared(),
        by_channel=(),
        by_account=(),
        by_unit=(),
        by_kind=(),
        by_campaign=(),
        by_week=(),
        by_month=(),
        best=(),
        worst=(),
        coverage=CoverageFigures(),
        punctuality=(),
        cost=Cost(),
        sms=SmsFigures(),
        statistics=empty_form(),
    )
