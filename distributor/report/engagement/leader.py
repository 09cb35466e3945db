"""The report's first page, for who reads nothing else: five sentences and what to do, from the same numbers as the rest. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from distributor.report.engagement.shapes import GroupFigures, Report, SummedFigure, change
from phrases import Phrase, phrase

MOST_TO_DO = 4
MUCH_LESS = -0.2
"""A share by which a channel's engagement fell that somebody should look at."""
MANY_MINUTES = 120
"""From here on hours are told."""


@dataclass(frozen=True)
class ToDo:
    """`code`: `failed`, `unknown`, `waiting`, `unposted`, `fallen` or `nothing`; the console has a link for each."""

    words: Phrase
    code: str


@dataclass(frozen=True)
class LeaderPage:
    sentences: tuple[Phrase, ...]
    todo: tuple[ToDo, ...]


def leader_page(report: Report) -> LeaderPage:
    """Five sentences, and at most `MOST_TO_DO` things to do."""
    return LeaderPage(_sentences(report), tuple(_to_do(report)[:MOST_TO_DO]))


def most_engaged(groups: Sequence[GroupFigures]) -> list[GroupFigures]:
    """Return the groups as the charts of this page have them; the tables are in the order of posts."""
    return sorted(groups, key=lambda group: -(group.compared.now.engagement.value or 0))


def _sentences(report: Report) -> tuple[Phrase, ...]:
    now, before = report.totals.now, report.totals.before
    return (
        phrase("report.leader.posts", posts=now.posts, change=_changed(now.posts, before.posts)),
        _stated("reach", now.sums.reach, before.sums.reach),
        _stated("engagement", now.engagement, before.engagement),
        _covered(report),
        _fast(report),
    )


def _covered(report: Report) -> Phrase:
    covered = report.coverage
    if not covered.cells or covered.share is None:
        return phrase("report.leader.no-coverage")
    return phrase(
        "report.leader.coverage",
        share=covered.share * 100,
        said=covered.said,
        cells=covered.cells,
        skipped=covered.skipped,
        left=covered.cells - covered.said - covered.skipped,
    )


def _fast(report: Report) -> Phrase:
    if report.punctuality and (median := report.punctuality[0].median_min) is not None:
        if median < MANY_MINUTES:
            return phrase("report.leader.minutes", minutes=float(median))
        return phrase("report.leader.hours", hours=median / 60)
    if report.best:
        return phrase("report.leader.best", title=report.best[0].title)
    return phrase("report.leader.no-punctuality")


def _stated(what: str, now: SummedFigure, before: SummedFigure) -> Phrase:
    if now.value is None:
        return phrase(f"report.leader.no-{what}")
    return phrase(f"report.leader.{what}", figure=now.value, change=_changed(now.value, before.value))


def _changed(now: int, before: int | None) -> str:
    grown = change(now, before)
    if grown is None:
        return ""
    by = round(abs(grown) * 100)
    if by == 0:
        return phrase("report.leader.as-before")
    return phrase(f"report.leader.{'more' if grown > 0 else 'less'}", by=by)


def _to_do(report: Report) -> list[ToDo]:
    covered = report.coverage
    counted = (("failed", covered.failed), ("unknown", covered.unknown), ("waiting", covered.waiting))
    found = [ToDo(phrase(f"report.leader.todo-{code}", number=count), code) for code, count in counted if count]
    reasons = [one for one in covered.reasons if one.state in ("none", "skipped")]
    if reasons:
        most = max(reasons, key=lambda one: one.cells)
        found.append(ToDo(phrase("report.leader.todo-unposted", number=most.cells, why=most.text), "unposted"))
    fallen = [
        (grown, group)
        for group in report.by_channel
        if (grown := change(group.compared.now.engagement.value, group.compared.before.engagement.value)) is not None
        and grown <= MUCH_LESS
    ]
    if fallen:
        grown, group = min(fallen, key=lambda one: one[0])
        words = phrase("report.leader.todo-fallen", channel=group.label, by=round(-grown * 100))
        found.append(ToDo(words, "fallen"))
    return found or [ToDo(phrase("report.leader.todo-nothing"), "nothing")]
