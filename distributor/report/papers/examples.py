"""Posts that did well, and those that did not, each beside the usual of its account. Pure."""

from collections.abc import Iterator

from distributor.report.engagement.shapes import FIGURE_LABELS, Judged, Report
from distributor.report.papers.outline import Block, Example, Heading, Paragraph
from distributor.report.papers.wording import number, short_time, tenths


def examples(report: Report) -> Iterator[Block]:
    """Nothing where no post could be judged."""
    if not report.best and not report.worst:
        return
    yield Paragraph(
        "Mỗi bài được so với mức thường của tài khoản đã đăng, tức trung vị lượt tương tác của các bài "
        "trong kỳ trên tài khoản đó."
    )
    place = 0
    for title, judged in (("Bài đạt hiệu quả cao", report.best), ("Bài chưa đạt hiệu quả", report.worst)):
        if not judged:
            continue
        place += 1
        yield Heading(2, f"{place}. {title}")
        for letter, each in zip("abcdeghiklmnopqrstuvxy", judged, strict=False):
            yield _example(letter, each)


def _example(letter: str, judged: Judged) -> Example:
    stated = [
        f"{FIGURE_LABELS[name].lower()}: {number(value)}"
        for name in FIGURE_LABELS
        if (value := getattr(judged, name)) is not None
    ]
    return Example(
        title=f"{letter}) {judged.title}",
        lines=(
            f"{judged.kind_label or 'Không phân loại'}. Đăng lúc {short_time(judged.published_at)} trên {judged.account} "
            f"({judged.channel_label}).",
            f"{number(judged.engagement)} lượt tương tác, {_beside(judged)}.",
            *([f"Gồm: {'; '.join(stated)}."] if stated else []),
        ),
        link=judged.url,
        picture=judged.picture,
        picture_alt=judged.picture_alt,
    )


def _beside(judged: Judged) -> str:
    if not judged.typical:
        return "trong khi mức thường của tài khoản là 0 lượt"
    return f"bằng {tenths(judged.times)} lần mức thường của tài khoản ({tenths(judged.typical)}\N{NO-BREAK SPACE}lượt)"
