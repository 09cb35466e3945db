"""How the work was done: coverage, punctuality, messages, cost, and what the statistics form asks for. Pure."""

from collections.abc import Iterator

from distributor.report.engagement.shapes import NO_FIGURE, CostLine, CoverageFigures, Punctuality, Report
from distributor.report.papers.outline import Block, Heading, PaperColumn, PaperTable, Paragraph
from distributor.report.papers.wording import UNKNOWN, decimal, dollars, number, share, short_day
from phrases import listed, phrase


def coverage(report: Report) -> Iterator[Block]:
    """Nothing where coverage cannot be told, under a filter by campaign."""
    found = report.coverage
    if report.wish.campaign_id is not None:
        return
    yield Heading(2, phrase("report.paper.coverage"))
    if not found.cells:
        yield Paragraph(phrase("report.paper.nothing-to-cover"))
        return
    yield Paragraph(
        phrase(
            "report.paper.covered",
            items=number(found.items),
            accounts=number(found.accounts),
            cells=number(found.cells),
            said=number(found.said),
            share=share(found.share),
        )
    )
    yield PaperTable(
        phrase("report.paper.state-of-each"),
        (
            PaperColumn(phrase("report.paper.state"), 3),
            PaperColumn(phrase("report.paper.times"), 1, is_number=True),
            PaperColumn(phrase("report.column.share"), 1, is_number=True),
        ),
        tuple(_coverage_rows(found)),
    )
    if found.reasons:
        yield PaperTable(
            phrase("report.paper.why-unsaid"),
            (
                PaperColumn(phrase("report.paper.state"), 1.2),
                PaperColumn(phrase("report.column.reason"), 3.4),
                PaperColumn(phrase("report.paper.times"), 0.8, is_number=True),
            ),
            tuple(
                (each.state_label, each.text or phrase("report.unposted.no-reason"), number(each.cells))
                for each in found.reasons
            ),
        )


def _coverage_rows(found: CoverageFigures) -> Iterator[tuple[str, ...]]:
    for label, count in (
        (phrase("report.covered.said"), found.said),
        (phrase("report.covered.waiting"), found.waiting),
        (phrase("report.paper.skipped"), found.skipped),
        (phrase("report.covered.failed"), found.failed),
        (phrase("report.covered.unknown"), found.unknown),
        (phrase("report.paper.no-post-made"), found.none),
        (phrase("report.paper.total"), found.cells),
    ):
        yield label, number(count), share(count / found.cells)


def punctuality(report: Report) -> Iterator[Block]:
    place = 1 if report.wish.campaign_id is not None else 2
    yield Heading(2, phrase("report.paper.punctuality", place=place))
    if not report.punctuality:
        yield Paragraph(phrase("report.paper.no-announcements"))
        return
    everywhere = report.punctuality[0]
    if everywhere.median_min is None:
        yield Paragraph(phrase("report.paper.time-unknown", none=NO_FIGURE))
    else:
        yield Paragraph(
            phrase(
                "report.paper.time-to-publication",
                half=decimal(everywhere.median_min),
                nine_in_ten=decimal(everywhere.p90_min),
                posts=number(everywhere.posts),
            )
        )
    yield PaperTable(
        phrase("report.paper.minutes-to-channel"),
        (
            PaperColumn(phrase("report.column.channel"), 2),
            PaperColumn(phrase("report.paper.posts-counted"), 1, is_number=True),
            PaperColumn(phrase("report.paper.half-within"), 1.3, is_number=True),
            PaperColumn(phrase("report.paper.nine-in-ten-within"), 1.3, is_number=True),
            PaperColumn(phrase("report.paper.untimed"), 1, is_number=True),
            PaperColumn(phrase("report.paper.earlier"), 1, is_number=True),
        ),
        tuple(_punctuality_row(each) for each in report.punctuality),
    )


def _punctuality_row(each: Punctuality) -> tuple[str, ...]:
    return (
        each.label,
        number(each.posts),
        decimal(each.median_min),
        decimal(each.p90_min),
        number(each.untimed),
        number(each.earlier),
    )


def messages(report: Report) -> Iterator[Block]:
    sms = report.sms
    yield Heading(2, phrase("report.paper.messages"))
    if not sms.broadcasts:
        stops = phrase("report.paper.stops", stops=number(sms.stops)) if sms.stops is not None else ""
        yield Paragraph(listed([phrase("report.paper.no-broadcasts"), stops]))
        return
    told = phrase(
        "report.paper.broadcasts",
        broadcasts=number(sms.broadcasts),
        recipients=number(sms.recipients),
        delivered=number(sms.delivered),
        parts=number(sms.parts),
    )
    yield Paragraph(listed([told, phrase("report.paper.stops", stops=number(sms.stops))]))
    yield PaperTable(
        phrase("report.paper.results-of-messages"),
        (PaperColumn(phrase("report.paper.result"), 3), PaperColumn(phrase("report.paper.times"), 1, is_number=True)),
        tuple(
            (label, number(count))
            for label, count in (
                (phrase("report.paper.sms.delivered"), sms.delivered),
                (phrase("report.paper.sms.sent"), sms.sent),
                (phrase("report.paper.sms.waiting"), sms.waiting),
                (phrase("report.paper.sms.failed"), sms.failed),
                (phrase("report.paper.sms.expired"), sms.expired),
                (phrase("report.sms.unknown"), sms.unknown),
                (phrase("report.paper.sms.skipped"), sms.skipped),
                (phrase("report.paper.total"), sms.recipients),
            )
        ),
    )


def costs(report: Report) -> Iterator[Block]:
    cost = report.cost
    yield Heading(2, phrase("report.paper.cost"))
    if not cost.lines:
        yield Paragraph(phrase("report.paper.no-cost"))
        return
    yield Paragraph(phrase("report.paper.cost-in-all", total=dollars(cost.total_usd), basis=cost.basis).strip())
    yield PaperTable(
        phrase("report.paper.cost-by-channel"),
        (
            PaperColumn(phrase("report.column.account"), 1.5),
            PaperColumn(phrase("report.paper.what"), 2.4),
            PaperColumn(phrase("report.column.count"), 0.9, is_number=True),
            PaperColumn(phrase("report.paper.price"), 1.2, is_number=True),
            PaperColumn(phrase("report.paper.amount"), 1.2, is_number=True),
        ),
        tuple(_cost_row(line) for line in cost.lines),
    )


def _cost_row(line: CostLine) -> tuple[str, ...]:
    by_contract = phrase("report.by-contract")
    return (
        line.account or phrase("report.paper.accounts"),
        line.what,
        number(line.count),
        by_contract if line.price_usd is None else dollars(line.price_usd),
        by_contract if line.amount_usd is None else dollars(line.amount_usd),
    )


def statistics(report: Report) -> Iterator[Block]:
    form = report.statistics
    if not form.rows:
        return
    yield Paragraph(
        phrase(
            "report.paper.statistics-note",
            title=form.title,
            source=form.source,
            day=short_day(form.as_of),
            unknown=UNKNOWN,
        )
    )
    yield PaperTable(
        phrase("report.paper.statistics"),
        (
            PaperColumn(phrase("report.paper.code"), 0.6),
            PaperColumn(phrase("report.column.item"), 2.8),
            PaperColumn(phrase("report.column.unit-of-measure"), 0.9),
            PaperColumn(phrase("report.column.value"), 1, is_number=True),
            PaperColumn(phrase("report.column.note"), 2.4),
        ),
        tuple((row.code, row.label, row.unit, number(row.value), row.note) for row in form.rows),
    )
