"""Posts that did well, and those that did not, each beside the usual of its account. Pure."""

from collections.abc import Iterator

from distributor.report.engagement.shapes import FIGURE_LABELS, Judged, Report
from distributor.report.papers.outline import Block, Example, Heading, Paragraph
from distributor.report.papers.wording import number, short_time, tenths
from phrases import phrase


def examples(report: Report) -> Iterator[Block]:
    """Nothing where no post could be judged."""
    if not report.best and not report.worst:
        return
    yield Paragraph(phrase("report.paper.how-judged"))
    place = 0
    for title, judged in ((phrase("report.paper.best"), report.best), (phrase("report.paper.worst"), report.worst)):
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
            phrase(
                "report.paper.where-posted",
                kind=judged.kind_label or phrase("report.paper.of-no-kind"),
                at=short_time(judged.published_at),
                account=judged.account,
                channel=judged.channel_label,
            ),
            phrase("report.paper.engagement-of-post", engagement=number(judged.engagement), beside=_beside(judged)),
            *([phrase("report.paper.made-up-of", figures="; ".join(stated))] if stated else []),
        ),
        link=judged.url,
        picture=judged.picture,
        picture_alt=judged.picture_alt,
    )


def _beside(judged: Judged) -> str:
    if not judged.typical:
        return phrase("report.paper.usual-is-nothing")
    return phrase("report.paper.times-the-usual", times=tenths(judged.times), usual=tenths(judged.typical))
