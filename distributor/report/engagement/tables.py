"""The report as tables: page, spreadsheet and CSV show exactly this. Values are numbers, days and instants, not yet text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from distributor.labels import channel_label
from distributor.measure.figures import FIGURES
from distributor.report.engagement.shapes import (
    FIGURE_LABELS,
    NO_FIGURE,
    Compared,
    GroupFigures,
    Judged,
    Report,
    Stretch,
    Totals,
    change,
)
from phrases import phrase

Value = str | int | float | date | datetime | None


class Form(StrEnum):
    """The form in which a column's values are written. SHARE: 0.25 is 25 %. GROWTH: the same with its sign. MINUTES, TIMES: one
    decimal."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    GROWTH = "growth"
    MINUTES = "minutes"
    TIMES = "times"
    USD = "usd"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True)
class Column:
    """`missing`: what is written for None."""

    label: str
    form: Form = Form.COUNT
    missing: str = NO_FIGURE


@dataclass(frozen=True)
class ReportTable:
    """`key`: stable, for addresses and tests. A table without rows says `empty`. The first column names the row.

    `note`: what the numbers rest on.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    empty: str
    note: str = ""


_NAMED_BY = {
    "by_channel": "channel",
    "by_account": "account",
    "by_unit": "unit",
    "by_kind": "kind",
    "by_campaign": "campaign",
    "by_week": "week",
    "by_month": "month",
}
"""Table → its first column."""


def tables_of(report: Report) -> tuple[ReportTable, ...]:
    grouped, stretches = list(_NAMED_BY)[:5], list(_NAMED_BY)[5:]
    return (
        _summary(report.totals),
        *(_groups(key, getattr(report, key)) for key in grouped),
        *(_stretches(key, getattr(report, key)) for key in stretches),
        _judged("best", report.best),
        _judged("worst", report.worst),
        *_coverage(report),
        _punctuality(report),
        _cost(report),
        _messages(report),
        _calls(report),
        _audience(report),
        _statistics(report),
        _table("notes", _columns("note", form=Form.TEXT), [(note,) for note in report.notes]),
    )


def _table(
    key: str, columns: Iterable[Column], rows: Iterable[tuple[Value, ...]], *, empty: str = "", note: str = ""
) -> ReportTable:
    empty = empty or phrase("report.nothing-in-period")
    return ReportTable(key, phrase(f"report.table.{key}"), tuple(columns), tuple(rows), empty, note)


def _columns(*names: str, form: Form = Form.COUNT, missing: str = NO_FIGURE) -> tuple[Column, ...]:
    return tuple(Column(phrase(f"report.column.{name}"), form, missing) for name in names)


def _summary(compared: Compared) -> ReportTable:
    def row(label: str, now: int | None, posts: int | None, before: int | None, year: int | None) -> tuple[Value, ...]:
        return (label, now, posts, before, change(now, before), year, change(now, year))

    now, before, year = compared.now, compared.before, compared.year_before
    engaged = (now.engagement.value, now.engagement.posts, before.engagement.value, year.engagement.value)
    rows = [
        row(phrase("report.column.posts"), now.posts, None, before.posts, year.posts),
        row(phrase("report.withdrawn-of-these"), now.withdrawn, None, before.withdrawn, year.withdrawn),
        row(phrase("report.column.engagement"), *engaged),
    ]
    for name in FIGURES:
        stated = now.sums.of(name)
        rows.append(
            row(FIGURE_LABELS[name], stated.value, stated.posts, before.sums.of(name).value, year.sums.of(name).value)
        )
    growth = _columns("growth", form=Form.GROWTH, missing="")
    columns = (
        *_columns("figure", form=Form.TEXT),
        *_columns("this-period"),
        *_columns("measured", missing=""),
        *(*_columns("before"), *growth, *_columns("year-before"), *growth),
    )
    return _table("summary", columns, rows)


def _figures(totals: Totals) -> tuple[Value, ...]:
    return tuple(totals.sums.of(name).value for name in FIGURES)


_FIGURE_COLUMNS = tuple(Column(FIGURE_LABELS[name]) for name in FIGURES)


def _compared_columns(name: str) -> Iterator[Column]:
    (now,) = _columns(name)
    yield now
    yield Column(phrase("report.column.in-period-before", what=now.label))
    yield Column(phrase("report.column.in-year-before", what=now.label))


def _groups(key: str, groups: Sequence[GroupFigures]) -> ReportTable:
    of_channel = _columns("channel", form=Form.TEXT) if key == "by_account" else ()
    columns = (
        *_columns(_NAMED_BY[key], form=Form.TEXT),
        *of_channel,
        *_compared_columns("posts"),
        *_compared_columns("engagement"),
        *_columns("measured"),
        *_FIGURE_COLUMNS,
    )
    rows = []
    for group in groups:
        now, before, year = group.compared.now, group.compared.before, group.compared.year_before
        rows.append(
            (
                group.label,
                *((channel_label(group.channel),) if of_channel else ()),
                *(now.posts, before.posts, year.posts),
                *(now.engagement.value, before.engagement.value, year.engagement.value),
                now.engagement.posts,
                *_figures(now),
            )
        )
    return _table(key, columns, rows)


def _stretches(key: str, stretches: Iterable[Stretch]) -> ReportTable:
    columns = (
        *_columns(_NAMED_BY[key], form=Form.TEXT),
        *_columns("from", "to", form=Form.DAY),
        *_columns("posts", "engagement", "measured"),
        *_FIGURE_COLUMNS,
    )
    rows = (
        (
            *(stretch.label, stretch.first, stretch.last, stretch.totals.posts),
            *(stretch.totals.engagement.value, stretch.totals.engagement.posts),
            *_figures(stretch.totals),
        )
        for stretch in stretches
    )
    return _table(key, columns, rows)


def _judged(key: str, posts: Iterable[Judged]) -> ReportTable:
    columns = (
        *_columns("post", "account", "channel", "kind", form=Form.TEXT),
        *_columns("published-at", form=Form.TIME),
        *_columns("engagement"),
        *_columns("usual", "times-usual", form=Form.TIMES),
        *_FIGURE_COLUMNS,
        *_columns("address", form=Form.TEXT),
    )
    rows = (
        (
            *(post.title, post.account, post.channel_label, post.kind_label, post.published_at),
            *(post.engagement, post.typical, post.times),
            *(getattr(post, name) for name in FIGURES),
            post.url,
        )
        for post in posts
    )
    return _table(key, columns, rows, empty=phrase("report.too-few-to-compare"))


def _coverage(report: Report) -> tuple[ReportTable, ReportTable]:
    covered = report.coverage
    cells = covered.cells

    def row(name: str, *, is_part: bool) -> tuple[Value, ...]:
        count = getattr(covered, name)
        return phrase(f"report.covered.{name}"), count, count / cells if is_part and cells else None

    rows = [row(name, is_part=False) for name in ("items", "accounts", "cells")]
    rows += [row(name, is_part=True) for name in ("said", "waiting", "skipped", "failed", "unknown", "none")]
    columns = (
        Column(phrase("report.table.coverage"), Form.TEXT),
        *_columns("count"),
        *_columns("share", form=Form.SHARE, missing=""),
    )
    reasons = _table(
        "reasons",
        (*_columns("reason", "state", form=Form.TEXT), *_columns("count")),
        [(reason.text, reason.state_label, reason.cells) for reason in covered.reasons],
        empty=phrase("report.nothing-left-out"),
    )
    return _table("coverage", columns, rows if cells else ()), reasons


def _punctuality(report: Report) -> ReportTable:
    columns = (
        *_columns("channel", form=Form.TEXT),
        *_columns("counted"),
        *_columns("median", "nine-in-ten", form=Form.MINUTES),
        *_columns("untimed", "earlier"),
    )
    rows = (
        (each.label, each.posts, each.median_min, each.p90_min, each.untimed, each.earlier)
        for each in report.punctuality
    )
    return _table("punctuality", columns, rows)


def _cost(report: Report) -> ReportTable:
    rows: list[tuple[Value, ...]] = [
        (line.what, channel_label(line.channel), line.account, line.count, line.price_usd, line.amount_usd)
        for line in report.cost.lines
    ]
    by_contract, has_total = phrase("report.by-contract"), report.cost.total_usd is not None
    if has_total:
        rows.append((phrase("report.cost.total"), "", "", None, None, report.cost.total_usd))
    columns = (
        *_columns("what-is-paid", "channel", "account", form=Form.TEXT),
        *_columns("count", missing="" if has_total else NO_FIGURE),
        *_columns("price", form=Form.USD, missing="" if has_total else by_contract),
        *_columns("amount", form=Form.USD, missing=by_contract),
    )
    note = report.cost.basis if rows else ""
    return _table("cost", columns, rows, empty=phrase("report.nothing-paid"), note=note)


def _messages(report: Report) -> ReportTable:
    sms = report.sms
    rows = [(phrase(f"report.sms.{each.name}"), getattr(sms, each.name)) for each in fields(sms)]
    columns = (*_columns("message", form=Form.TEXT), *_columns("count"))
    return _table("sms", columns, rows if sms.broadcasts or sms.stops else (), empty=phrase("report.no-messages"))


def _calls(report: Report) -> ReportTable:
    """Return how calls ended, then what was asked."""
    calls = report.calls
    rows = [(phrase(f"report.calls.{each.name}"), getattr(calls, each.name)) for each in fields(calls)[:-1]]
    rows += [(phrase("report.calls.asked", topic=topic), count) for topic, count in calls.topics]
    columns = (*_columns("call", form=Form.TEXT), *_columns("count"))
    return _table("calls", columns, rows if calls.calls else (), empty=phrase("report.no-calls"))


def _audience(report: Report) -> ReportTable:
    columns = (
        *_columns("account", "channel", "figure", form=Form.TEXT),
        *_columns("end-of-period"),
        *_columns("told-at", form=Form.TIME, missing=""),
        *_columns("before-period"),
        *_columns("grown", missing=""),
    )
    rows = (
        (line.account, channel_label(line.channel), line.label, line.value, line.at, line.before, line.grown)
        for line in report.followers
    )
    return _table("audience", columns, rows, empty=phrase("report.no-numbers-of-accounts"))


def _statistics(report: Report) -> ReportTable:
    columns = (
        *_columns("item", "code", "unit-of-measure", form=Form.TEXT),
        *_columns("value", missing=""),
        *_columns("note", form=Form.TEXT),
    )
    form = report.statistics
    rows = ((row.label, row.code, row.unit, row.value, row.note) for row in form.rows)
    note = phrase("report.statistics-note", title=form.title, source=form.source, day=form.as_of)
    return _table("statistics", columns, rows, note=note)
