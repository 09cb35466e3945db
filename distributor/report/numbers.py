"""The numbers of one post, and of an item's posts: the common figures, and a small curve with what it must not hide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlmodel import Session, col, select

from channels.declared import changes_of, metrics_of
from distributor.clock import VIETNAM
from distributor.measure.budget import waits_until
from distributor.measure.figures import FIGURES, derivations
from distributor.models import APART, Account, Doubt, MeasureGap, Post, PostFigures, Sample
from phrases import phrase

FIGURE_LABELS: dict[str, str] = {
    key: phrase(f"report.figure.{key}") for key in ("reach", "views", "reactions", "comments", "shares", "clicks")
}
DOUBT_LABELS: dict[str, str] = {key: phrase(f"report.doubt.{key}") for key in Doubt if key}
WIDTH, HEIGHT = 600, 90
"""Of the curve, in its own units."""
MOST_ROWS = 14


@dataclass(frozen=True)
class CountedFigure:
    """`value` None: not told, which is not 0."""

    name: str
    label: str
    value: int | None


@dataclass(frozen=True)
class CurveMark:
    """Something at one moment of the curve. `x`: where, in the curve's units."""

    x: float
    day: datetime
    words: str


@dataclass(frozen=True)
class SilentStretch:
    """A time without numbers."""

    x: float
    width: float
    since: datetime
    until: datetime


@dataclass(frozen=True)
class SampleRow:
    """`doubt`: in words, empty if there is none."""

    at: datetime
    value: int | None
    doubt: str


@dataclass(frozen=True)
class Curve:
    """`paths`: SVG steps, one a stretch without a gap. `top`: the highest value. `rows`: the same in numbers, newest first."""

    label: str
    metric: str
    paths: tuple[str, ...]
    top: int
    begin: datetime
    end: datetime
    gaps: tuple[SilentStretch, ...]
    marks: tuple[CurveMark, ...]
    rows: tuple[SampleRow, ...]


@dataclass(frozen=True)
class PostNumbers:
    """`at`: when a figure changed last. `silent_since`: the curve's number is not told any more.

    `waits_until`: the day's budget for reading is used up.
    """

    figures: tuple[CountedFigure, ...]
    at: datetime | None
    curve: Curve | None
    silent_since: datetime | None
    waits_until: datetime | None


def shown_figures(channel: str, row: PostFigures | None) -> tuple[CountedFigure, ...]:
    """Those that the channel can have, in one order."""
    parts = derivations().get(channel, derivations()["*"])
    return tuple(
        CountedFigure(name, FIGURE_LABELS[name], None if row is None else getattr(row, name))
        for name in FIGURES
        if parts[name]
    )


def figures_of_posts(session: Session, channels: Mapping[int, str]) -> dict[int, tuple[CountedFigure, ...]]:
    """Return the figures of posts. `channels`: post → channel. Posts of which nothing was ever said are left out."""
    rows = session.exec(select(PostFigures).where(col(PostFigures.post_id).in_(list(channels))))
    return {row.post_id: shown_figures(channels[row.post_id], row) for row in rows}


def post_numbers(session: Session, post_id: int, now: datetime) -> PostNumbers | None:
    """None for a post that is not out."""
    found = session.exec(
        select(Post.published_at, Post.measure_at, Account.id, Account.channel)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Post.id == post_id)
    ).first()
    if found is None or found[0] is None:
        return None
    published_at, measure_at, account_id, channel = found
    until = waits_until(session, account_id or 0, now)
    row = session.get(PostFigures, post_id)
    figures = derivations().get(channel, derivations()["*"])
    metric = next(iter(figures["views"] or figures["clicks"]), "")
    samples = session.exec(
        select(Sample).where(Sample.post_id == post_id, Sample.metric == metric).order_by(col(Sample.id))
    ).all()
    gaps = session.exec(
        select(MeasureGap)
        .where(MeasureGap.account_id == account_id, MeasureGap.until > published_at)
        .order_by(col(MeasureGap.since))
    ).all()
    silent = (
        samples[-1].at
        if samples and samples[-1].value is None and samples[-1].doubt in (Doubt.NONE, Doubt.GONE)
        else None
    )
    return PostNumbers(
        figures=shown_figures(channel, row),
        at=row.at if row is not None else None,
        curve=curve_of(channel, metric, published_at, now, samples, [(gap.since, gap.until) for gap in gaps]),
        silent_since=silent if any(sample.value is not None for sample in samples) else None,
        waits_until=until if until is not None and measure_at is not None and measure_at >= until else None,
    )


def curve_of(
    channel: str,
    metric: str,
    published_at: datetime,
    now: datetime,
    samples: Sequence[Sample],
    gaps: Sequence[tuple[datetime, datetime]],
) -> Curve | None:
    """None while there is no number to draw. Steps, for a number stands until another is told. Pure."""
    counted = [sample for sample in samples if sample.value is not None and Doubt(sample.doubt) not in APART]
    if not counted:
        return None
    end = max(now, counted[-1].at)
    whole_s = max(1.0, (end - published_at).total_seconds())
    top = max(1, *(sample.value or 0 for sample in counted))

    def across(at: datetime) -> float:
        return round(min(1.0, max(0.0, (at - published_at).total_seconds() / whole_s)) * WIDTH, 1)

    def up(value: int | None) -> float:
        return round(HEIGHT - (value or 0) / top * (HEIGHT - 4), 1)

    spans = tuple(
        SilentStretch(across(since), round(across(until) - across(since), 1), max(since, published_at), until)
        for since, until in gaps
        if since < end
    )
    silent = [(sample.at, after.at) for sample, after in zip(samples, [*samples[1:], None], strict=True)
              if sample.value is None and after is not None]  # fmt: skip
    breaks = sorted([*gaps, *silent])
    metrics = metrics_of(channel)
    return Curve(
        label=metrics[metric].label if metric in metrics else metric,
        metric=metric,
        paths=tuple(_steps(counted, breaks, end, across, up)),
        top=top,
        begin=published_at,
        end=end,
        gaps=spans,
        marks=_marks(channel, metric, published_at, end, across),
        rows=tuple(
            SampleRow(sample.at, sample.value, DOUBT_LABELS.get(Doubt(sample.doubt), ""))
            for sample in samples[::-1][:MOST_ROWS]
        ),
    )


def _steps(
    counted: Sequence[Sample],
    breaks: Sequence[tuple[datetime, datetime]],
    end: datetime,
    across: Callable[[datetime], float],
    up: Callable[[int | None], float],
) -> list[str]:
    """One path a stretch: no line is drawn through a time of which nobody knows."""
    paths: list[str] = []
    for sample, after in zip(counted, [*counted[1:], None], strict=True):
        until = after.at if after is not None else end
        gap = next((gap for gap in breaks if sample.at < gap[1] and gap[0] < until), None)
        level = up(sample.value)
        reached = across(max(sample.at, gap[0]) if gap is not None else until)
        if paths and not paths[-1].endswith("|"):
            paths[-1] += f"V{level}H{reached}"
        else:
            paths.append(f"M{across(sample.at)} {level}H{reached}")
        if gap is not None:
            paths[-1] += "|"
    return [path.removesuffix("|") for path in paths]


def _marks(
    channel: str, metric: str, begin: datetime, end: datetime, across: Callable[[datetime], float]
) -> tuple[CurveMark, ...]:
    """Return when the number began to say something else, if that falls within the curve."""
    days = [
        (datetime.combine(each.on, time(), VIETNAM).astimezone(UTC), each.words) for each in changes_of(channel, metric)
    ]
    return tuple(CurveMark(across(day), day, words) for day, words in days if begin < day < end)
