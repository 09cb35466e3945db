"""One metric as `config/metrics.toml`, or a package's `channel.toml`, declares it."""

from dataclasses import dataclass
from datetime import date

from channels.tables import Table

POST, ACCOUNT = "post", "account"


@dataclass(frozen=True)
class Metric:
    """One number under its platform's own name. `label`: in words for staff. `of`: a post, or the whole account.

    `valid_from`, `valid_to`: the days between which the name holds. `lag_h`: how late the platform tells, in hours.
    `cumulative`: counted since the post came out. `may_fall`: people take it back. `ends_after_days`: told no longer of a post
    so old; 0 if always. `ask`: how, where a channel has several ways. `period`: of those in which it is told, which is meant.
    `adds_up`: a value that comes by kind is the sum of its kinds. `zero_left_out`: what is not told of a post that is, is 0.
    """

    channel: str
    name: str
    label: str
    of: str
    ask: str
    api_version: str
    valid_from: date
    valid_to: date | None
    source: str
    lag_h: float
    cumulative: bool
    may_fall: bool
    ends_after_days: int
    period: str = ""
    adds_up: bool = False
    zero_left_out: bool = False

    @property
    def is_own(self) -> bool:
        """Counted by Loa, not asked of a platform."""
        return self.name.startswith("loa_")


def metric_of(entry: Table, channel: str) -> Metric:
    """Read a metric from an entry of the file. Raises Misconfigured, which names the entry."""
    return Metric(
        channel=channel,
        name=entry.text("name"),
        label=entry.text("label"),
        of=entry.text("of") if entry.has("of") else POST,
        ask=entry.text("ask") if entry.has("ask") else "",
        api_version=entry.text("api_version"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to") if entry.has("valid_to") else None,
        source=entry.text("source"),
        lag_h=entry.number("lag_h") if entry.has("lag_h") else 0.0,
        cumulative=entry.flag("cumulative") if entry.has("cumulative") else True,
        may_fall=entry.flag("may_fall") if entry.has("may_fall") else False,
        ends_after_days=entry.whole("ends_after_days") if entry.has("ends_after_days") else 0,
        period=entry.text("period") if entry.has("period") else "",
        adds_up=entry.flag("adds_up") if entry.has("adds_up") else False,
        zero_left_out=entry.flag("zero_left_out") if entry.has("zero_left_out") else False,
    )
