"""Report → paper: the outline in administrative prose, after the model of reports in Decree 30/2020/ND-CP. Pure.

First the leader's page. I. results in all · II. by channel, account, unit, kind, campaign · III. posts that did well and those
that did not · IV. coverage and punctuality · V. messages and cost · VI. figures for the statistics form · VII. how the figures
are to be read.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from distributor.report.papers.account_followers import account_followers
from distributor.report.papers.conduct import costs, coverage, messages, punctuality, statistics
from distributor.report.papers.examples import examples
from distributor.report.papers.leader import summary
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
from phrases import phrase

SUBJECT = phrase("report.paper.subject")
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
        Section(phrase("report.paper.section-overall"), tuple(_overall(report))),
        Section(phrase("report.paper.section-groups"), tuple(_grouped(report))),
        Section(phrase("report.paper.section-examples"), tuple(examples(report))),
        Section(phrase("report.paper.section-coverage"), (*coverage(report), *punctuality(report))),
        Section(phrase("report.paper.section-costs"), (*messages(report), *costs(report), *account_followers(report))),
        Section(phrase("report.paper.section-statistics"), tuple(statistics(report))),
        Section(phrase("report.paper.section-notes"), tuple(Paragraph(f"- {_ended(note)}") for note in report.notes)),
    ]
    told = [section for section in sections if section.blocks]
    blocks: list[Block] = [*_first_page(report), *_opening(report)]
    for roman, section in zip(ROMAN, told, strict=False):
        blocks += [Heading(1, f"{roman}. {section.title}"), *section.blocks]
    return Paper(
        letterhead,
        (SUBJECT, _when(report)),
        day,
        report.made_at,
        _numbered(blocks),
        closing=phrase("report.paper.closing", subject=lowered(SUBJECT), when=_when(report), unit=report.unit_name),
        file_name=_file_name(report),
        is_sample=is_sample,
    )


def _when(report: Report) -> str:
    """The name of the period inside a sentence, or its days."""
    span = report.span
    if span.key:
        return lowered(span.title)
    return (
        phrase("report.paper.on-day", day=short_day(span.first))
        if span.first == span.last
        else _days(span.first, span.last)
    )


def _days(first: date, last: date) -> str:
    return phrase("report.paper.from-to", first=short_day(first), last=short_day(last))


def _file_name(report: Report) -> str:
    return f"bao-cao-{report.span.first:%Y%m%d}-{report.span.last:%Y%m%d}"


def _first_page(report: Report) -> Iterator[Block]:
    """Yield the first page as on the screen: nothing to sum up where nothing happened. A report of a part says first of which."""
    if not report.is_empty:
        yield from _narrowed(report)
        yield summary(report)


def _narrowed(report: Report) -> Iterator[Block]:
    if report.narrowed:
        told = "; ".join(f"{lowered(name)}: {value}" for name, value in report.narrowed)
        yield Paragraph(phrase("report.paper.narrowed", filters=told))


def _opening(report: Report) -> Iterator[Block]:
    span = report.span
    yield Paragraph(
        phrase("report.paper.opening", unit=report.unit_name, subject=lowered(SUBJECT), when=_when(report))
        if not span.key or short_day(span.first) in span.title
        else phrase(
            "report.paper.opening-with-days",
            unit=report.unit_name,
            subject=lowered(SUBJECT),
            when=_when(report),
            days=_days(span.first, span.last),
        )
    )
    if report.is_empty:
        yield from _narrowed(report)


def _overall(report: Report) -> Iterator[Block]:
    totals = report.totals
    now, before, year_before = totals.now, totals.before, totals.year_before
    yield Heading(2, phrase("report.paper.posts-and-interest"))
    if not now.posts:
        yield Paragraph(phrase("report.paper.no-posts"))
    else:
        withdrawn = phrase("report.paper.of-these-withdrawn", withdrawn=number(now.withdrawn)) if now.withdrawn else ""
        yield Paragraph(
            phrase(
                "report.paper.posts",
                posts=number(now.posts),
                withdrawn=withdrawn,
                than_before=changed_in_words(now.posts, before.posts, phrase("report.paper.period-before")),
                than_year_before=changed_in_words(now.posts, year_before.posts, phrase("report.paper.year-before")),
            )
        )
        yield Paragraph(_engagement(totals))
    yield PaperTable(
        phrase("report.paper.overall-compared"),
        (
            PaperColumn(phrase("report.column.item"), 2.2),
            PaperColumn(phrase("report.paper.in-period"), 1.2, is_number=True),
            PaperColumn(phrase("report.paper.posts-with-figures"), 0.9, is_number=True),
            PaperColumn(phrase("report.column.before"), 1.2, is_number=True),
            PaperColumn(phrase("report.column.grown"), 1.2, is_number=True),
            PaperColumn(phrase("report.column.year-before"), 1.2, is_number=True),
            PaperColumn(phrase("report.column.grown"), 1.2, is_number=True),
        ),
        tuple(_overall_rows(totals)),
    )
    yield Paragraph(
        phrase(
            "report.paper.what-is-compared",
            before=_days(report.before.first, report.before.last),
            year_before=_days(report.year_before.first, report.year_before.last),
            unknown=UNKNOWN,
            incomparable=NOT_COMPARABLE,
        )
    )
    yield from _over_time(report)


def _engagement(totals: Compared) -> str:
    now = totals.now.engagement
    if now.value is None:
        return phrase("report.paper.no-engagement", none=NO_FIGURE)
    reach, views = totals.now.sums.reach, totals.now.sums.views
    return phrase(
        "report.paper.engagement",
        engagement=number(now.value),
        posts=number(now.posts),
        than_before=changed_in_words(now, totals.before.engagement, phrase("report.paper.period-before")),
        reach=_with_posts(reach),
        views=_with_posts(views),
    )


def _with_posts(stated: SummedFigure) -> str:
    return (
        NO_FIGURE
        if stated.value is None
        else phrase("report.paper.of-posts-with-figures", value=number(stated.value), posts=number(stated.posts))
    )


def _overall_rows(totals: Compared) -> Iterator[tuple[str, ...]]:
    now, before, year = totals.now, totals.before, totals.year_before

    def row(label: str, *three: SummedFigure, posts: str = "") -> tuple[str, ...]:
        new, old, older = (each.value for each in three)
        return label, number(new), posts, number(old), changed(new, old), number(older), changed(new, older)

    def counted(of: Totals) -> SummedFigure:
        return SummedFigure(of.posts, of.posts)

    def withdrawn(of: Totals) -> SummedFigure:
        return SummedFigure(of.withdrawn, of.posts)

    yield row(phrase("report.paper.posts-published"), counted(now), counted(before), counted(year))
    yield row(phrase("report.paper.withdrawn"), withdrawn(now), withdrawn(before), withdrawn(year))
    yield row(
        phrase("report.column.engagement"),
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
    name = phrase("report.paper.month") if by_month else phrase("report.paper.week")
    yield Heading(2, phrase("report.paper.over-time", stretch=name))
    yield PaperTable(
        phrase("report.paper.posts-and-engagement-by", stretch=name),
        (
            PaperColumn(str(name).capitalize(), 2.4),
            PaperColumn(phrase("report.paper.posts-published"), 1.2, is_number=True),
            PaperColumn(phrase("report.column.engagement"), 1.3, is_number=True),
            PaperColumn(phrase("report.figure.reach-of-people"), 1.3, is_number=True),
            PaperColumn(phrase("report.figure.views"), 1.3, is_number=True),
        ),
        tuple((each.label, number(each.totals.posts), *_few(each.totals)) for each in stretches),
    )
    if len(stretches) <= MOST_MARKS:
        yield Chart(
            phrase("report.paper.posts-by", stretch=name),
            tuple(
                LabelledValue(_short(each, by_month), each.totals.posts, number(each.totals.posts))
                for each in stretches
            ),
            lying=False,
        )


def _short(stretch: Stretch, by_month: bool) -> str:
    """Return a short label under a column."""
    if by_month:
        return f"{stretch.first.month:02}/{stretch.first.year}"
    days = dict.fromkeys(f"{day:%d/%m}" for day in (stretch.first, stretch.last))
    return "–".join(days)


def _few(totals: Totals) -> tuple[str, str, str]:
    """Return the few figures; nothing for a period without published posts."""
    if not totals.posts:
        return "", "", ""
    return (
        number(totals.engagement.value),
        number(totals.sums.reach.value),
        number(totals.sums.views.value),
    )


def _grouped(report: Report) -> Iterator[Block]:
    kinds = (
        (phrase("report.paper.channel"), phrase("report.column.channel"), report.by_channel, True),
        (phrase("report.paper.account"), phrase("report.column.account"), report.by_account, False),
        (
            phrase("report.paper.unit"),
            phrase("report.column.unit"),
            report.by_unit if len(report.by_unit) > 1 else (),
            False,
        ),
        (phrase("report.paper.kind"), phrase("report.paper.kind-column"), report.by_kind, False),
        (phrase("report.paper.campaign"), phrase("report.column.campaign"), report.by_campaign, False),
    )
    for place, (name, column, groups, drawn) in enumerate([each for each in kinds if each[2]], 1):
        yield Heading(2, phrase("report.paper.by", place=place, what=name))
        yield _table_of(name, column, groups)
        values = [group.compared.now.engagement.value for group in groups]
        if drawn and 1 < len(groups) <= MOST_MARKS and any(values):
            marks = tuple(
                LabelledValue(group.label, each, number(each)) for group, each in zip(groups, values, strict=True)
            )
            yield Chart(phrase("report.paper.engagement-by", what=name), marks)


def _table_of(name: str, column: str, groups: Sequence[GroupFigures]) -> PaperTable:
    return PaperTable(
        phrase("report.paper.results-by", what=name),
        (
            PaperColumn(column, 2.4),
            PaperColumn(phrase("report.paper.posts-published"), 1, is_number=True),
            PaperColumn(phrase("report.paper.beside-period-before"), 1.2, is_number=True),
            PaperColumn(phrase("report.column.engagement"), 1.2, is_number=True),
            PaperColumn(phrase("report.paper.beside-period-before"), 1.2, is_number=True),
            PaperColumn(phrase("report.figure.reach-of-people"), 1.2, is_number=True),
            PaperColumn(phrase("report.figure.views"), 1.2, is_number=True),
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
                told.append(
                    PaperTable(phrase("report.paper.table-number", number=tables, caption=caption), columns, short)
                )
            case Chart(caption):
                charts += 1
                numbered = phrase("report.paper.chart-number", number=charts, caption=caption)
                told.append(replace(block, caption=numbered))
            case _:
                told.append(block)
    return tuple(told)
