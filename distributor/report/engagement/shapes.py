"""What the engagement report says. Page, spreadsheet, PDF, document and mail are drawn from one `Report`.

Numbers are as measured; nothing is rounded for a reader here. Labels are phrases. None stands for
`NO_FIGURE`: nobody said, which is not 0.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from distributor.measure.figures import FIGURES
from phrases import phrase


@dataclass(frozen=True)
class Span:
    """Whole days of Vietnam, both included. `title`: a month's or a quarter's name, or its two days."""

    first: date
    last: date
    title: str = ""
    key: str = ""
    """Of a dated period, as `config/reporting_periods.toml` names it: `month:2026-11`. Empty for any other span."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)


@dataclass(frozen=True)
class ReportQuery:
    """The query that a report answers. `unit_ids`: what the reader may see (`visible_to`), the reader's own unit first.

    Each filter None: no filter. `kind` "" asks for posts whose item has no kind; `campaign_id` 0 for posts of no campaign.
    """

    span: Span
    unit_ids: tuple[int, ...]
    unit_id: int | None = None
    channel: str | None = None
    account_id: int | None = None
    kind: str | None = None
    campaign_id: int | None = None

    @property
    def units(self) -> tuple[int, ...]:
        """Those that are reported about."""
        if self.unit_id is None:
            return self.unit_ids
        return tuple(unit_id for unit_id in self.unit_ids if unit_id == self.unit_id)


@dataclass(frozen=True)
class SummedFigure:
    """A figure of several posts. `posts`: how many of them state it; with none the value is None."""

    value: int | None = None
    posts: int = 0


@dataclass(frozen=True)
class Sums:
    """The common figures, added up over the posts that state them (`docs/metrics.md`)."""

    reach: SummedFigure = SummedFigure()
    views: SummedFigure = SummedFigure()
    reactions: SummedFigure = SummedFigure()
    comments: SummedFigure = SummedFigure()
    shares: SummedFigure = SummedFigure()
    clicks: SummedFigure = SummedFigure()

    def of(self, figure: str) -> SummedFigure:
        if figure not in FIGURES:
            raise KeyError(figure)
        stated = getattr(self, figure)
        return stated if isinstance(stated, SummedFigure) else SummedFigure()


FIGURE_LABELS = {
    "reach": phrase("report.figure.reach-of-people"),
    "views": phrase("report.figure.views"),
    "reactions": phrase("report.figure.reactions"),
    "comments": phrase("report.figure.comments"),
    "shares": phrase("report.figure.shares"),
    "clicks": phrase("report.figure.clicks"),
}
"""In the order in which reports list them; complete."""


@dataclass(frozen=True)
class Totals:
    """`posts`: published in the span, also those taken down since (`withdrawn`). `engagement`: reactions, comments, shares and
    clicks of the posts that state at least one of them."""

    posts: int = 0
    withdrawn: int = 0
    engagement: SummedFigure = SummedFigure()
    sums: Sums = Sums()


@dataclass(frozen=True)
class Compared:
    """The same over three spans."""

    now: Totals = Totals()
    before: Totals = Totals()
    year_before: Totals = Totals()


@dataclass(frozen=True)
class GroupFigures:
    """`key`: a channel, a kind, or an id as text. `channel`: of an account. Sorted by posts, then engagement, most first."""

    key: str
    label: str
    compared: Compared
    channel: str = ""


@dataclass(frozen=True)
class Stretch:
    """A week or a month of the span, cut at its ends. All of the span's are there, also the empty ones."""

    first: date
    last: date
    label: str
    totals: Totals


@dataclass(frozen=True)
class Judged:
    """A post beside its account. `picture`: SHA-256 of its first picture in the media store, empty without one.

    `typical`: the median engagement of the account's posts of the span. `times`: engagement over it.
    """

    post_id: int
    item_id: int
    title: str
    kind_label: str
    account: str
    channel: str
    channel_label: str
    published_at: datetime
    url: str
    picture: str
    picture_alt: str
    reach: int | None
    views: int | None
    reactions: int | None
    comments: int | None
    shares: int | None
    clicks: int | None
    engagement: int
    typical: float
    times: float
    picture_mime: str = ""


@dataclass(frozen=True)
class Unposted:
    """A reason why something was not said, and on how many cells."""

    state: str
    state_label: str
    text: str
    cells: int


@dataclass(frozen=True)
class CoverageFigures:
    """Items that came in the span × accounts that serve their unit; the six from `said` to `none` add up to `cells`.

    `waiting`: draft to processing. `failed`: failed, missed or cancelled. `none`: no post was made.
    """

    items: int = 0
    accounts: int = 0
    cells: int = 0
    said: int = 0
    waiting: int = 0
    skipped: int = 0
    failed: int = 0
    unknown: int = 0
    none: int = 0
    reasons: tuple[Unposted, ...] = ()

    @property
    def share(self) -> float | None:
        """Said over cells; None where there is nothing to cover."""
        return self.said / self.cells if self.cells else None


@dataclass(frozen=True)
class Punctuality:
    """Minutes from the page's publication to the post, of announcements. `channel` "": all channels.

    `posts`: that count. `untimed`: the page gave no time. `earlier`: before the page says, so clocks disagree; apart.
    """

    channel: str
    label: str
    posts: int = 0
    untimed: int = 0
    earlier: int = 0
    median_min: float | None = None
    p90_min: float | None = None


@dataclass(frozen=True)
class CostLine:
    """`count` of what, on which account, at what price each in US dollars; None: a contract says it."""

    channel: str
    account: str
    what: str
    count: int
    price_usd: float | None
    amount_usd: float | None


@dataclass(frozen=True)
class Cost:
    """`total_usd`: of the lines whose price is known; None without any. `basis`: where the prices come from, in words."""

    lines: tuple[CostLine, ...] = ()
    total_usd: float | None = None
    basis: str = ""


@dataclass(frozen=True)
class SmsFigures:
    """Broadcasts that began in the span. `sent`: the network took it and has not said more. `parts`: segments the network took.

    `stops`: people who opted out in the span; None under a filter by kind, campaign or account, for an opt-out belongs to none.
    """

    broadcasts: int = 0
    recipients: int = 0
    waiting: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    expired: int = 0
    unknown: int = 0
    skipped: int = 0
    parts: int = 0
    stops: int | None = None


@dataclass(frozen=True)
class CallFigures:
    """Calls of the telephone line that began in the span, each under how it ended. `messages`: sent to callers.

    `topics`: what was looked up, as the line's menu calls it, and how often.
    """

    calls: int = 0
    answered: int = 0
    questions: int = 0
    handed_on: int = 0
    nothing: int = 0
    left: int = 0
    messages: int = 0
    topics: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class FollowersLine:
    """One number of a whole account. `value`: the newest of the span, told `at`; `before`: the newest from before it.

    None: asked, and nobody said.
    """

    account: str
    channel: str
    label: str
    value: int | None
    at: datetime | None
    before: int | None

    @property
    def grown(self) -> int | None:
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class StatisticsRow:
    """One line of the form. `value` None: Loa cannot know it; `note` says why, or how the value comes about.

    `most`, `part_of`, `held_at`: what of an agency's year is likely; read the file.
    """

    code: str
    label: str
    unit: str
    value: int | None
    note: str
    most: int | None = None
    part_of: str = ""
    held_at: str = ""


@dataclass(frozen=True)
class StatisticsForm:
    """`source`, `as_of`: what the mapping rests on, to be told with it."""

    title: str
    source: str
    as_of: date
    rows: tuple[StatisticsRow, ...] = ()


@dataclass(frozen=True)
class Report:
    """`narrowed`: (name, value) of each filter that is set, in words. `notes`: what a reader must know to read it right."""

    made_at: datetime
    unit_name: str
    span: Span
    before: Span
    year_before: Span
    wish: ReportQuery
    narrowed: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    totals: Compared
    by_channel: tuple[GroupFigures, ...]
    by_account: tuple[GroupFigures, ...]
    by_unit: tuple[GroupFigures, ...]
    by_kind: tuple[GroupFigures, ...]
    by_campaign: tuple[GroupFigures, ...]
    by_week: tuple[Stretch, ...]
    by_month: tuple[Stretch, ...]
    best: tuple[Judged, ...]
    worst: tuple[Judged, ...]
    coverage: CoverageFigures
    punctuality: tuple[Punctuality, ...]
    """All channels first, then each."""
    cost: Cost
    sms: SmsFigures
    statistics: StatisticsForm
    followers: tuple[FollowersLine, ...] = ()
    calls: CallFigures = CallFigures()

    @property
    def is_empty(self) -> bool:
        return not (self.totals.now.posts or self.coverage.cells or self.sms.broadcasts or self.calls.calls)


NO_FIGURE = phrase("report.no-figure")


def change(now: int | None, before: int | None) -> float | None:
    """Return by what share of `before` it grew; None where one is not known, or there was nothing to grow from."""
    if now is None or not before:
        return None
    return (now - before) / before
