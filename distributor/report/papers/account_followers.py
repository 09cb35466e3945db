"""Who follows the accounts, as the paper tells it. Pure."""

from collections.abc import Iterator

from distributor.clock import VIETNAM
from distributor.labels import channel_label
from distributor.report.engagement.shapes import FollowersLine, Report
from distributor.report.papers.outline import Block, Heading, PaperColumn, PaperTable
from distributor.report.papers.wording import number, short_day
from phrases import phrase


def account_followers(report: Report) -> Iterator[Block]:
    """Nothing where no account has such numbers."""
    if not report.followers:
        return
    yield Heading(2, phrase("report.paper.audience"))
    yield PaperTable(
        phrase("report.paper.audience-of-each"),
        (
            PaperColumn(phrase("report.column.account"), 1.8),
            PaperColumn(phrase("report.column.figure"), 2),
            PaperColumn(phrase("report.column.end-of-period"), 0.9, is_number=True),
            PaperColumn(phrase("report.paper.told-on"), 1),
            PaperColumn(phrase("report.column.before-period"), 0.9, is_number=True),
        ),
        tuple(_row(line) for line in report.followers),
    )


def _row(line: FollowersLine) -> tuple[str, ...]:
    return (
        f"{line.account} ({channel_label(line.channel)})",
        line.label,
        number(line.value),
        short_day(line.at.astimezone(VIETNAM).date()) if line.at else "",
        number(line.before),
    )
