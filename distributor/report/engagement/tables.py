"""The report as tables: page, spreadsheet and CSV show exactly this. Values are numbers, days and instants, not yet text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from distributor.labels import channel_label
from distributor.measure.figures import FIGURES
from distributor.report.engagement.shapes import (
    FIGURE_LABELS,
    NO_FIGURE,
    Compared,
    GroupFigures,
    Judged,
    Report,
    Stretch,
    Totals,
    change,
)

Value = str | int | float | date | datetime | None


class Form(StrEnum):
    """How a column's values are written. SHARE: 0.25 is 25 %. GROWTH: the same with its sign. MINUTES, TIMES: one decimal."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    GROWTH = "growth"
    MINUTES = "minutes"
    TIMES = "times"
    USD = "usd"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True)
class Column:
    """`missing`: what is written for None."""

    label: str
    form: Form = Form.COUNT
    missing: str = NO_FIGURE


@dataclass(frozen=True)
class ReportTable:
    """`key`: stable, for addresses and tests. A table without rows says `empty`. The first column names the row.

    `note`: what the numbers rest on.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    empty: str = "Không có gì trong kỳ này."
    note: str = ""


POSTS, ENGAGEMENT, MEASURED = "Bài đã đăng", "Lượt tương tác", "Bài có số liệu"
BEFORE, YEAR_BEFORE, GROWTH = "Kỳ trước", "Cùng kỳ năm trước", "Thay đổi"
BY_CONTRACT = "theo hợp đồng"
_GROUPED = (
    ("by_channel", "Theo kênh", "Kênh"),
    ("by_account", "Theo tài khoản", "Tài khoản"),
    ("by_unit", "Theo đơn vị", "Đơn vị"),
    ("by_kind", "Theo loại tin", "Loại tin"),
    ("by_campaign", "Theo chiến dịch", "Chiến dịch"),
)


def tables_of(report: Report) -> tuple[ReportTable, ...]:
    return (
        _summary(report.totals),
        *(_groups(key, title, named, getattr(report, key)) for key, title, named in _GROUPED),
        _stretches("by_week", "Theo tuần", "Tuần", report.by_week),
        _stretches("by_month", "Theo tháng", "Tháng", report.by_month),
        _judged("best", "Bài hiệu quả nhất", report.best),
        _judged("worst", "Bài kém hiệu quả nhất", report.worst),
        *_coverage(report),
        _punctuality(report),
        _cost(report),
        _messages(report),
        _audience(report),
        _statistics(report),
        ReportTable(
            "notes", "Cách đọc số liệu", (Column("Ghi chú", Form.TEXT),), tuple((note,) for note in report.notes)
        ),
    )


def _summary(compared: Compared) -> ReportTable:
    def row(label: str, now: int | None, posts: int | None, before: int | None, year: int | None) -> tuple[Value, ...]:
        return (label, now, posts, before, change(now, before), year, change(now, year))

    now, before, year = compared.now, compared.before, compared.year_before
    rows = [
        row(POSTS, now.posts, None, before.posts, year.posts),
        row("Trong đó đã gỡ", now.withdrawn, None, before.withdrawn, year.withdrawn),
        row(ENGAGEMENT, now.engagement.value, now.engagement.posts, before.engagement.value, year.engagement.value),
    ]
    for name in FIGURES:
        stated = now.sums.of(name)
        rows.append(
            row(FIGURE_LABELS[name], stated.value, stated.posts, before.sums.of(name).value, year.sums.of(name).value)
        )
    growth = Column(GROWTH, Form.GROWTH, "")
    columns = (
        Column("Chỉ số", Form.TEXT),
        Column("Kỳ này"),
        Column(MEASURED, missing=""),
        Column(BEFORE),
        growth,
        Column(YEAR_BEFORE),
        growth,
    )
    return ReportTable("summary", "Tổng hợp", columns, tuple(rows))


def _figures(totals: Totals) -> tuple[Value, ...]:
    return tuple(totals.sums.of(name).value for name in FIGURES)


_FIGURE_COLUMNS = tuple(Column(FIGURE_LABELS[name]) for name in FIGURES)


def _groups(key: str, title: str, named: str, groups: Sequence[GroupFigures]) -> ReportTable:
    of_channel = (Column("Kênh", Form.TEXT),) if key == "by_account" else ()
    columns = (
        Column(named, Form.TEXT),
        *of_channel,
        *(Column(POSTS), Column(f"{POSTS}, kỳ trước"), Column(f"{POSTS}, năm trước")),
        *(Column(ENGAGEMENT), Column(f"{ENGAGEMENT}, kỳ trước"), Column(f"{ENGAGEMENT}, năm trước")),
        Column(MEASURED),
        *_FIGURE_COLUMNS,
    )
    rows = []
    for group in groups:
        now, before, year = group.compared.now, group.compared.before, group.compared.year_before
        rows.append(
            (
                group.label,
                *((channel_label(group.channel),) if of_channel else ()),
                *(now.posts, before.posts, year.posts),
                *(now.engagement.value, before.engagement.value, year.engagement.value),
                now.engagement.posts,
                *_figures(now),
            )
        )
    return ReportTable(key, title, columns, tuple(rows))


def _stretches(key: str, title: str, named: str, stretches: Iterable[Stretch]) -> ReportTable:
    columns = (
        *(Column(named, Form.TEXT), Column("Từ ngày", Form.DAY), Column("Đến ngày", Form.DAY)),
        *(Column(POSTS), Column(ENGAGEMENT), Column(MEASURED), *_FIGURE_COLUMNS),
    )
    rows = tuple(
        (
            *(stretch.label, stretch.first, stretch.last, stretch.totals.posts),
            *(stretch.totals.engagement.value, stretch.totals.engagement.posts),
            *_figures(stretch.totals),
        )
        for stretch in stretches
    )
    return ReportTable(key, title, columns, rows)


def _judged(key: str, title: str, posts: Iterable[Judged]) -> ReportTable:
    columns = (
        *(Column("Bài", Form.TEXT), Column("Tài khoản", Form.TEXT), Column("Kênh", Form.TEXT)),
        *(Column("Loại tin", Form.TEXT), Column("Đăng lúc", Form.TIME)),
        *(Column(ENGAGEMENT), Column("Mức thường của tài khoản", Form.TIMES), Column("Gấp mức thường", Form.TIMES)),
        *_FIGURE_COLUMNS,
        Column("Địa chỉ", Form.TEXT),
    )
    rows = tuple(
        (
            *(post.title, post.account, post.channel_label, post.kind_label, post.published_at),
            *(post.engagement, post.typical, post.times),
            *(getattr(post, name) for name in FIGURES),
            post.url,
        )
        for post in posts
    )
    return ReportTable(key, title, columns, rows, "Chưa đủ bài có số liệu để so sánh.")


def _coverage(report: Report) -> tuple[ReportTable, ReportTable]:
    covered = report.coverage
    states = (
        *(("Đã đăng", covered.said), ("Đang chờ", covered.waiting), ("Bỏ qua", covered.skipped)),
        *(("Không đăng được", covered.failed), ("Chưa rõ kết quả", covered.unknown), ("Không có bài", covered.none)),
    )
    cells = covered.cells
    rows: tuple[tuple[Value, ...], ...] = (
        ("Tin trong kỳ", covered.items, None),
        ("Tài khoản", covered.accounts, None),
        ("Cần đăng (tin × tài khoản)", cells, None),
        *((label, count, count / cells if cells else None) for label, count in states),
    )
    columns = (Column("Độ phủ", Form.TEXT), Column("Số lượng"), Column("Tỷ lệ", Form.SHARE, ""))
    reasons = ReportTable(
        "reasons",
        "Vì sao chưa đăng",
        (Column("Lý do", Form.TEXT), Column("Trạng thái", Form.TEXT), Column("Số lượng")),
        tuple((reason.text, reason.state_label, reason.cells) for reason in covered.reasons),
        "Không có tin nào bị bỏ sót.",
    )
    return ReportTable("coverage", "Độ phủ", columns, rows if cells else ()), reasons


def _punctuality(report: Report) -> ReportTable:
    columns = (
        *(Column("Kênh", Form.TEXT), Column("Bài tính được")),
        *(Column("Trung vị (phút)", Form.MINUTES), Column("9/10 số bài trong vòng (phút)", Form.MINUTES)),
        *(Column("Nguồn không ghi giờ"), Column("Đăng trước giờ của nguồn")),
    )
    rows = tuple(
        (each.label, each.posts, each.median_min, each.p90_min, each.untimed, each.earlier)
        for each in report.punctuality
    )
    return ReportTable("punctuality", "Độ đúng giờ", columns, rows)


def _cost(report: Report) -> ReportTable:
    columns = (
        *(Column("Khoản", Form.TEXT), Column("Kênh", Form.TEXT), Column("Tài khoản", Form.TEXT), Column("Số lượng")),
        *(Column("Đơn giá (USD)", Form.USD, BY_CONTRACT), Column("Thành tiền (USD)", Form.USD, BY_CONTRACT)),
    )
    rows: list[tuple[Value, ...]] = [
        (line.what, channel_label(line.channel), line.account, line.count, line.price_usd, line.amount_usd)
        for line in report.cost.lines
    ]
    if report.cost.total_usd is not None:
        rows.append(("Cộng các khoản có đơn giá", "", "", None, None, report.cost.total_usd))
        columns = (*columns[:3], Column("Số lượng", missing=""), Column("Đơn giá (USD)", Form.USD, ""), columns[5])
    empty = "Không có khoản nào phải trả theo bài hoặc theo tin."
    return ReportTable("cost", "Chi phí", columns, tuple(rows), empty, report.cost.basis if rows else "")


def _messages(report: Report) -> ReportTable:
    sms = report.sms
    rows: tuple[tuple[Value, ...], ...] = (
        ("Lượt gửi", sms.broadcasts),
        ("Người nhận", sms.recipients),
        ("Còn chờ gửi", sms.waiting),
        ("Đã gửi, chưa có báo phát", sms.sent),
        ("Đã tới máy", sms.delivered),
        ("Không gửi được", sms.failed),
        ("Hết hạn ở nhà mạng", sms.expired),
        ("Chưa rõ kết quả", sms.unknown),
        ("Không gửi (từ chối, chưa đồng ý, quá hạn)", sms.skipped),
        ("Đoạn tin nhà mạng đã nhận", sms.parts),
        ("Người từ chối nhận trong kỳ", sms.stops),
    )
    shown = rows if sms.broadcasts or sms.stops else ()
    empty = "Không có tin nhắn nào trong kỳ này."
    return ReportTable("sms", "Tin nhắn SMS", (Column("Tin nhắn", Form.TEXT), Column("Số lượng")), shown, empty)


def _audience(report: Report) -> ReportTable:
    columns = (
        *(Column("Tài khoản", Form.TEXT), Column("Kênh", Form.TEXT), Column("Chỉ số", Form.TEXT)),
        *(Column("Cuối kỳ"), Column("Có số lúc", Form.TIME, ""), Column("Trước kỳ"), Column("Tăng, giảm", missing="")),
    )
    rows = tuple(
        (line.account, channel_label(line.channel), line.label, line.value, line.at, line.before, line.grown)
        for line in report.audience
    )
    empty = "Chưa có số liệu của cả tài khoản trong kỳ này."
    return ReportTable("audience", "Người theo dõi, người đọc", columns, rows, empty)


def _statistics(report: Report) -> ReportTable:
    columns = (
        *(Column("Chỉ tiêu", Form.TEXT), Column("Mã", Form.TEXT), Column("Đơn vị tính", Form.TEXT)),
        *(Column("Số liệu", missing=""), Column("Ghi chú", Form.TEXT)),
    )
    rows = tuple((row.label, row.code, row.unit, row.value, row.note) for row in report.statistics.rows)
    form = report.statistics
    note = f"{form.title}. Nguồn: {form.source} ({form.as_of:%d/%m/%Y})."
    return ReportTable("statistics", "Biểu thống kê", columns, rows, note=note)
