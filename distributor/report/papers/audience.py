"""Who follows the accounts, as the paper tells it. Pure."""

from collections.abc import Iterator

from distributor.clock import VIETNAM
from distributor.labels import channel_label
from distributor.report.engagement.shapes import AudienceLine, Report
from distributor.report.papers.outline import Block, Heading, PaperColumn, PaperTable
from distributor.report.papers.wording import number, short_day


def audience(report: Report) -> Iterator[Block]:
    """Nothing where no account has such numbers."""
    if not report.audience:
        return
    yield Heading(2, "3. Người theo dõi, người đọc")
    yield PaperTable(
        "Người theo dõi, người đọc của từng tài khoản",
        (
            PaperColumn("Tài khoản", 1.8),
            PaperColumn("Chỉ số", 2),
            PaperColumn("Cuối kỳ", 0.9, is_number=True),
            PaperColumn("Ngày có số", 1),
            PaperColumn("Trước kỳ", 0.9, is_number=True),
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
