"""Report → paper: the outline in administrative prose, after the model of reports in Decree 30/2020/ND-CP. Pure.

I. results in all · II. by channel, account, unit, kind, campaign · III. posts that did well and those that did not · IV. coverage
and punctuality · V. messages and cost · VI. figures for the statistics form · VII. how the figures are to be read.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from distributor.clock import VIETNAM
from distributor.labels import channel_label
from distributor.report.engagement.shapes import (
    FIGURE_LABELS,
    NO_FIGURE,
    Compared,
    GroupFigures,
    Report,
    Stretch,
    SummedFigure,
    Totals,
)
from distributor.report.papers.audience import audience
from distributor.report.papers.conduct import costs, coverage, messages, punctuality, statistics
from distributor.report.papers.examples import examples
from distributor.report.papers.letterhead import Letterhead
from distributor.report.papers.outline import (
    Block,
    Chart,
    Heading,
    LabelledValue,
    Paper,
    PaperColumn,
    PaperTable,
    Paragraph,
)
from distributor.report.papers.wording import (
    NOT_COMPARABLE,
    UNKNOWN,
    changed,
    changed_in_words,
    lowered,
    number,
    short_day,
)

SUBJECT = "Kết quả truyền thông, phổ biến, giáo dục pháp luật trên các kênh số"
MOST_MARKS = 24
"""Beyond that a chart's columns cannot be told apart."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


def make_paper(report: Report, letterhead: Letterhead, *, is_sample: bool = False) -> Paper:
    """Dated by the day on which the report was made."""
    day = report.made_at.astimezone(VIETNAM).date()
    sections = [
        Section("KẾT QUẢ CHUNG", tuple(_overall(report))),
        Section("KẾT QUẢ THEO KÊNH, TÀI KHOẢN, ĐƠN VỊ VÀ NỘI DUNG", tuple(_grouped(report))),
        Section("BÀI ĐĂNG TIÊU BIỂU", tuple(examples(report))),
        Section("ĐỘ PHỦ VÀ TÍNH KỊP THỜI", (*coverage(report), *punctuality(report))),
        Section("TIN NHẮN, CHI PHÍ, NGƯỜI THEO DÕI", (*messages(report), *costs(report), *audience(report))),
        Section("SỐ LIỆU PHỤC VỤ THỐNG KÊ", tuple(statistics(report))),
        Section("CÁCH TÍNH SỐ LIỆU", tuple(Paragraph(f"- {_ended(note)}") for note in report.notes)),
    ]
    told = [section for section in sections if section.blocks]
    blocks: list[Block] = [*_opening(report)]
    for roman, section in zip(ROMAN, told, strict=False):
        blocks += [Heading(1, f"{roman}. {section.title}"), *section.blocks]
    return Paper(
        letterhead,
        (SUBJECT, _when(report)),
        day,
        report.made_at,
        _numbered(blocks),
        closing=f"Trên đây là báo cáo {lowered(SUBJECT)} {_when(report)} của {report.unit_name}./.",
        file_name=_file_name(report),
        is_sample=is_sample,
    )


def _when(report: Report) -> str:
    """`tháng 11 năm 2026`, `từ ngày 01/11/2026 đến ngày 25/11/2026`."""
    span = report.span
    if span.key:
        return lowered(span.title)
    return f"ngày {short_day(span.first)}" if span.first == span.last else _days(span.first, span.last)


def _days(first: date, last: date) -> str:
    return f"từ ngày {short_day(first)} đến ngày {short_day(last)}"


def _file_name(report: Report) -> str:
    return f"bao-cao-{report.span.first:%Y%m%d}-{report.span.last:%Y%m%d}"


def _opening(report: Report) -> Iterator[Block]:
    span = report.span
    yield Paragraph(
        f"{report.unit_name} báo cáo {lowered(SUBJECT)} {_when(report)} như sau:"
        if not span.key or short_day(span.first) in span.title
        else f"{report.unit_name} báo cáo {lowered(SUBJECT)} {_when(report)} ({_days(span.first, span.last)}) như sau:"
    )
    if report.narrowed:
        told = "; ".join(f"{lowered(name)}: {value}" for name, value in report.narrowed)
        yield Paragraph(f"Phạm vi báo cáo: {told}.")


def _overall(report: Report) -> Iterator[Block]:
    totals = report.totals
    now, before, year_before = totals.now, totals.before, totals.year_before
    yield Heading(2, "1. Số bài đăng và mức độ quan tâm của người dân")
    if not now.posts:
        yield Paragraph("Trong kỳ không có bài nào được đăng.")
    else:
        withdrawn = f", trong đó {number(now.withdrawn)} bài đã gỡ sau khi đăng" if now.withdrawn else ""
        yield Paragraph(
            f"Trong kỳ đã đăng {number(now.posts)} bài{withdrawn}; "
            f"{changed_in_words(now.posts, before.posts, 'kỳ trước')}; "
            f"{changed_in_words(now.posts, year_before.posts, 'cùng kỳ năm trước')}."
        )
        yield Paragraph(_engagement(totals))
    yield PaperTable(
        "Kết quả chung so với kỳ trước và cùng kỳ năm trước",
        (
            PaperColumn("Chỉ tiêu", 2.2),
            PaperColumn("Trong kỳ", 1.2, is_number=True),
            PaperColumn("Số bài có số liệu", 0.9, is_number=True),
            PaperColumn("Kỳ trước", 1.2, is_number=True),
            PaperColumn("Tăng, giảm", 1.2, is_number=True),
            PaperColumn("Cùng kỳ năm trước", 1.2, is_number=True),
            PaperColumn("Tăng, giảm", 1.2, is_number=True),
        ),
        tuple(_overall_rows(totals)),
    )
    yield Paragraph(
        f"Kỳ trước: {_days(report.before.first, report.before.last)}. "
        f"Cùng kỳ năm trước: {_days(report.year_before.first, report.year_before.last)}. "
        f"Trong các bảng, dấu «{UNKNOWN}» là không có số liệu (khác với 0); dấu «{NOT_COMPARABLE}» là không có gì để so sánh."
    )
    yield from _over_time(report)


def _engagement(totals: Compared) -> str:
    now = totals.now.engagement
    if now.value is None:
        return f"Số lượt tương tác (bày tỏ cảm xúc, bình luận, chia sẻ, mở liên kết): {NO_FIGURE}."
    reach, views = totals.now.sums.reach, totals.now.sums.views
    return (
        f"Các bài nhận được {number(now.value)} lượt tương tác (bày tỏ cảm xúc, bình luận, chia sẻ, mở liên kết), tính trên "
        f"{number(now.posts)} bài có số liệu; "
        f"{changed_in_words(now, totals.before.engagement, 'kỳ trước')}. "
        f"Số người tiếp cận: {_with_posts(reach)}. Lượt xem: {_with_posts(views)}."
    )


def _with_posts(stated: SummedFigure) -> str:
    return NO_FIGURE if stated.value is None else f"{number(stated.value)} ({number(stated.posts)} bài có số liệu)"


def _overall_rows(totals: Compared) -> Iterator[tuple[str, ...]]:
    now, before, year = totals.now, totals.before, totals.year_before

    def row(label: str, *three: SummedFigure, posts: str = "") -> tuple[str, ...]:
        new, old, older = (each.value for each in three)
        return label, number(new), posts, number(old), changed(new, old), number(older), changed(new, older)

    def counted(of: Totals) -> SummedFigure:
        return SummedFigure(of.posts, of.posts)

    def withdrawn(of: Totals) -> SummedFigure:
        return SummedFigure(of.withdrawn, of.posts)

    yield row("Số bài đã đăng", counted(now), counted(before), counted(year))
    yield row("Trong đó: đã gỡ", withdrawn(now), withdrawn(before), withdrawn(year))
    yield row(
        "Lượt tương tác",
        now.engagement,
        before.engagement,
        year.engagement,
        posts=number(now.engagement.posts),
    )
    for figure, label in FIGURE_LABELS.items():
        three = [of.sums.of(figure) for of in (now, before, year)]
        yield row(label, *three, posts=number(three[0].posts))


def _over_time(report: Report) -> Iterator[Block]:
    by_month = len(report.by_month) > 3
    stretches: Sequence[Stretch] = report.by_month if by_month else report.by_week
    if len(stretches) < 2 or not report.totals.now.posts:
        return
    name = "tháng" if by_month else "tuần"
    yield Heading(2, f"2. Diễn biến theo {name}")
    yield PaperTable(
        f"Số bài đăng và lượt tương tác theo {name}",
        (
            PaperColumn(name.capitalize(), 2.4),
            PaperColumn("Số bài đã đăng", 1.2, is_number=True),
            PaperColumn("Lượt tương tác", 1.3, is_number=True),
            PaperColumn("Số người tiếp cận", 1.3, is_number=True),
            PaperColumn("Lượt xem", 1.3, is_number=True),
        ),
        tuple((each.label, number(each.totals.posts), *_few(each.totals)) for each in stretches),
    )
    if len(stretches) <= MOST_MARKS:
        yield Chart(
            f"Số bài đăng theo {name}",
            tuple(
                LabelledValue(_short(each, by_month), each.totals.posts, number(each.totals.posts))
                for each in stretches
            ),
            lying=False,
        )


def _short(stretch: Stretch, by_month: bool) -> str:
    """Under a column."""
    if by_month:
        return f"{stretch.first.month:02}/{stretch.first.year}"
    days = dict.fromkeys(f"{day:%d/%m}" for day in (stretch.first, stretch.last))
    return "–".join(days)


def _few(totals: Totals) -> tuple[str, str, str]:
    """Where nothing was published there is nothing to state."""
    if not totals.posts:
        return "", "", ""
    return (
        number(totals.engagement.value),
        number(totals.sums.reach.value),
        number(totals.sums.views.value),
    )


def _grouped(report: Report) -> Iterator[Block]:
    kinds = (
        ("kênh", "Kênh", report.by_channel, True),
        ("tài khoản", "Tài khoản", report.by_account, False),
        ("đơn vị", "Đơn vị", report.by_unit if len(report.by_unit) > 1 else (), False),
        ("loại nội dung", "Loại nội dung", report.by_kind, False),
        ("chiến dịch", "Chiến dịch", report.by_campaign, False),
    )
    for place, (name, column, groups, drawn) in enumerate([each for each in kinds if each[2]], 1):
        yield Heading(2, f"{place}. Theo {name}")
        yield _table_of(name, column, groups)
        values = [group.compared.now.engagement.value for group in groups]
        if drawn and 1 < len(groups) <= MOST_MARKS and any(values):
            marks = tuple(
                LabelledValue(group.label, each, number(each)) for group, each in zip(groups, values, strict=True)
            )
            yield Chart(f"Lượt tương tác theo {name}", marks)


def _table_of(name: str, column: str, groups: Sequence[GroupFigures]) -> PaperTable:
    return PaperTable(
        f"Kết quả theo {name}",
        (
            PaperColumn(column, 2.4),
            PaperColumn("Số bài đã đăng", 1, is_number=True),
            PaperColumn("So với kỳ trước", 1.2, is_number=True),
            PaperColumn("Lượt tương tác", 1.2, is_number=True),
            PaperColumn("So với kỳ trước", 1.2, is_number=True),
            PaperColumn("Số người tiếp cận", 1.2, is_number=True),
            PaperColumn("Lượt xem", 1.2, is_number=True),
        ),
        tuple(_group_row(group, label) for group, label in zip(groups, _told_apart(groups), strict=True)),
    )


def _told_apart(groups: Sequence[GroupFigures]) -> list[str]:
    """Accounts of one name bear their channel: an office calls all of its own by its name."""
    times = Counter(group.label for group in groups)
    return [
        f"{group.label} ({channel_label(group.channel)})" if group.channel and times[group.label] > 1 else group.label
        for group in groups
    ]


def _group_row(group: GroupFigures, label: str) -> tuple[str, ...]:
    now, before = group.compared.now, group.compared.before
    engagement, reach, views = _few(now)
    return (
        label,
        number(now.posts),
        changed(now.posts, before.posts),
        engagement,
        changed(now.engagement, before.engagement),
        reach,
        views,
    )


def _ended(note: str) -> str:
    return note if note.endswith((".", "!", "?")) else f"{note}."


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Tables and charts are numbered through; in a cell the mark stands for the words, which would fill it."""
    tables = charts = 0
    told: list[Block] = []
    for block in blocks:
        match block:
            case PaperTable(caption, columns, rows):
                tables += 1
                short = tuple(tuple(UNKNOWN if cell == NO_FIGURE else cell for cell in row) for row in rows)
                told.append(PaperTable(f"Bảng {tables}. {caption}", columns, short))
            case Chart(caption, marks, lying):
                charts += 1
                told.append(Chart(f"Hình {charts}. {caption}", marks, lying))
            case _:
                told.append(block)
    return tuple(told)
