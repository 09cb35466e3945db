"""Who follows the accounts, as the paper tells it. Pure."""

from collections.abc import Iterator

from distributor.clock import VIETNAM
from distributor.labels import channel_label
from distributor.report.engagement.shapes import AudienceLine, Report
from distributor.report.papers.outline import Block, Column, Heading, Table
from distributor.report.papers.wording import number, short_day


def audience(report: Report) -> Iterator[Block]:
    """Nothing where no account has such numbers."""
    if not report.audience:
        return
    yield Heading(2, "3. Người theo dõi, người đọc")
    yield Table(
        "Người theo dõi, người đọc của từng tài khoản",
        (
            Column("Tài khoản", 1.8),
            Column("Chỉ số", 2),
            Column("Cuối kỳ", 0.9, is_number=True),
            Column("Ngày có số", 1),
            Column("Trước kỳ", 0.9, is_number=True),
        ),
        tuple(_row(line) for line in report.audience),
    )


def _row(line: AudienceLine) -> tuple[str, ...]:
    return (
        f"{line.account} ({channel_label(line.channel)})",
        line.label,
        number(line.value),
        short_day(line.at.astimezone(VIETNAM).date()) if line.at else "",
        number(line.before),
    )
