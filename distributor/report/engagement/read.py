"""`read_report`: the one reading behind page, spreadsheet, CSV, PDF, document, mail and interface. Reads only.

The number of queries is fixed, whatever the span holds.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlmodel import Session, select

from distributor.clock import VIETNAM
from distributor.labels import channel_label, kind_label
from distributor.models import Account, Campaign
from distributor.report.beside import read_apart
from distributor.report.engagement.account_followers import read_followers_of_span
from distributor.report.engagement.calls import read_calls
from distributor.report.engagement.costs import read_cost
from distributor.report.engagement.covered import read_coverage
from distributor.report.engagement.groups import (
    NO_CAMPAIGN,
    GroupTotals,
    Spans,
    cells_of,
    compared,
    days_of,
    groups_of,
    months,
    read_cells,
    read_names,
    weeks,
)
from distributor.report.engagement.judged import ENOUGH, SETTLED, read_judged
from distributor.report.engagement.messages import read_messages
from distributor.report.engagement.periods import free_span, span_a_year_before, span_before
from distributor.report.engagement.posts import read_posts
from distributor.report.engagement.punctual import punctuality_of
from distributor.report.engagement.shapes import (
    CallFigures,
    Cost,
    CoverageFigures,
    FollowersLine,
    Report,
    ReportQuery,
    SmsFigures,
    Span,
)
from distributor.report.engagement.statistics import statistics_of
from distributor.units import unit_name, unit_names
from phrases import phrase


@dataclass(frozen=True)
class _Apart:
    """The parts that are read without the span's own posts at hand."""

    before: tuple[GroupTotals, ...]
    year_before: tuple[GroupTotals, ...]
    sms: SmsFigures
    cost: Cost
    followers: tuple[FollowersLine, ...]
    calls: CallFigures


def read_report(session: Session, wish: ReportQuery, now: datetime, *, beside: Session | None = None) -> Report:
    """Read one report. Raises LoaError for a span that no report can be made of.

    `beside`: a second session; it reads meanwhile what does not need the span's own posts at hand, for somebody who waits.
    What is written meanwhile may be seen by one and not by the other.
    """
    if not wish.span.key:
        wish = replace(wish, span=free_span(wish.span.first, wish.span.last))
    span, before, year_before = wish.span, span_before(wish.span), span_a_year_before(wish.span)
    with read_apart(session, beside, partial(_read_apart, wish, before, year_before)) as apart_of:
        posts = read_posts(session, wish, span)
        cells, days = cells_of(posts), days_of(posts, span)
        best, worst = read_judged(session, posts, now)
        coverage = CoverageFigures() if wish.campaign_id is not None else read_coverage(session, wish)
        apart = apart_of()
    spans = Spans(cells, apart.before, apart.year_before)
    names = read_names(session, (*spans.now, *spans.before, *spans.year_before))
    groups, totals = groups_of(spans, names), compared(spans)
    return Report(
        made_at=now,
        unit_name=unit_name(session, wish.unit_id or wish.unit_ids[0], now.astimezone(VIETNAM).date()),
        span=span,
        before=before,
        year_before=year_before,
        wish=wish,
        narrowed=_narrowed(session, wish),
        notes=notes_of(wish, now),
        totals=totals,
        by_channel=groups.by_channel,
        by_account=groups.by_account,
        by_unit=groups.by_unit,
        by_kind=groups.by_kind,
        by_campaign=groups.by_campaign,
        by_week=weeks(span, days),
        by_month=months(span, days),
        best=best,
        worst=worst,
        coverage=coverage,
        punctuality=punctuality_of(posts, names.accounts),
        cost=apart.cost,
        sms=apart.sms,
        statistics=statistics_of(posts, totals.now, groups.by_channel, apart.sms),
        followers=apart.followers,
        calls=apart.calls,
    )


def _read_apart(wish: ReportQuery, before: Span, year_before: Span, session: Session) -> _Apart:
    past = {each: read_cells(session, wish, each) for each in dict.fromkeys((before, year_before))}
    sms = read_messages(session, wish)
    return _Apart(
        past[before],
        past[year_before],
        sms,
        read_cost(session, wish, sms),
        read_followers_of_span(session, wish),
        read_calls(session, wish),
    )


def _narrowed(session: Session, wish: ReportQuery) -> tuple[tuple[str, str], ...]:
    told = []
    if wish.unit_id is not None:
        name = unit_names(session, [wish.unit_id]).get(wish.unit_id)
        told.append(("unit", name or phrase("report.number", number=wish.unit_id)))
    if wish.channel is not None:
        told.append(("channel", channel_label(wish.channel)))
    if wish.account_id is not None:
        name = session.exec(select(Account.name).where(Account.id == wish.account_id)).first()
        told.append(("account", name or phrase("report.number", number=wish.account_id)))
    if wish.kind is not None:
        told.append(("kind", kind_label(wish.kind)))
    if wish.campaign_id is not None:
        name = session.exec(select(Campaign.name).where(Campaign.id == wish.campaign_id)).first()
        told.append(("campaign", name or NO_CAMPAIGN))
    return tuple((phrase(f"report.column.{name}"), value) for name, value in told)


def notes_of(wish: ReportQuery, now: datetime) -> tuple[str, ...]:
    today = now.astimezone(VIETNAM).date()
    notes = []
    if wish.span.first <= today <= wish.span.last and today < wish.span.last:
        notes.append(phrase("report.note.period-not-over"))
    elif wish.span.first > today:
        notes.append(phrase("report.note.period-not-begun"))
    notes += [
        phrase("report.note.newest-figures"),
        phrase("report.note.no-figure"),
        phrase("report.note.reach"),
        phrase("report.note.usual", enough=ENOUGH, days=SETTLED.days),
        phrase("report.note.punctuality"),
    ]
    if wish.campaign_id is not None:
        notes.append(phrase("report.note.coverage"))
    return tuple(notes)
