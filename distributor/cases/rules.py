"""The dated rules of `config/replies.toml`: by when an answer is due, office hours, how long names stay. Raises Misconfigured."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from channels.errors import Misconfigured
from channels.tables import Table, content_of, table_of
from distributor.clock import VIETNAM
from distributor.measure.collect import SamplingPace
from distributor.settings import CONFIG_FOLDER
from phrases import phrase

FILE = CONFIG_FOLDER / "replies.toml"

Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Rules:
    """`answer_hours`: of work. `office_hours`: Vietnam's, in order. `longest_reply`: characters."""

    since: date
    answer_hours: float
    office_hours: Hours
    keep_names_days: int
    longest_reply: int


@dataclass(frozen=True)
class CommentReading:
    """`most_posts`: read in one turn of an account."""

    most_posts: int
    paces: tuple[SamplingPace, ...]


def read_rules(file: Path = FILE) -> tuple[Rules, ...]:
    """All rules, the oldest first."""
    entries = content_of(file).get("rules")
    if not isinstance(entries, list) or not entries:
        raise Misconfigured(phrase("cases.rules-missing", file=file.name))
    return tuple(sorted((_rule(entry, file) for entry in entries), key=lambda rule: rule.since))


def _rule(entry: object, file: Path) -> Rules:
    if not isinstance(entry, dict):
        raise Misconfigured(phrase("cases.rules-no-table", file=file.name))
    table = Table(entry, file, "rules")
    return Rules(
        since=table.day("since"),
        answer_hours=table.number("answer_hours"),
        office_hours=_hours(entry.get("office_hours"), file),
        keep_names_days=table.whole("keep_names_days"),
        longest_reply=table.whole("longest_reply", 1),
    )


def _hours(given: object, file: Path) -> Hours:
    wrong = Misconfigured(phrase("cases.rules-hours", file=file.name))
    if not isinstance(given, list) or not given:
        raise wrong
    pairs: list[tuple[time, time]] = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(end, time) for end in pair):
            raise wrong
        opens, closes = pair
        if opens >= closes or (pairs and opens < pairs[-1][1]):
            raise wrong
        pairs.append((opens, closes))
    return tuple(pairs)


@cache
def _all_rules() -> tuple[Rules, ...]:
    return read_rules()


def rules_at(now: datetime) -> Rules:
    """Return what counts on that day of Vietnam's; before the first rule, the first."""
    today = now.astimezone(VIETNAM).date()
    rules = _all_rules()
    return max((rule for rule in rules if rule.since <= today), key=lambda rule: rule.since, default=rules[0])


@cache
def agencies() -> tuple[str, ...]:
    """Return who is often competent, in the file's order."""
    return table_of(FILE, "agencies").texts("names")


@cache
def reading(*, sandbox: bool, own: tuple[SamplingPace, ...] = ()) -> CommentReading:
    """Return how comments are read. `own`: a channel's paces. The sandbox's time is quick for all, yet none is read more often
    there than its units allow."""
    table = table_of(FILE, "reading")
    quick = table_of(FILE, "sandbox")
    if own and not sandbox:
        return CommentReading(table.whole("most_posts", 1), own)
    paced = quick if sandbox else table
    least_s = quick.number("least_every_s") if own and sandbox else 0.0
    paces = (
        SamplingPace(entry.number("until_age_s"), max(entry.number("every_s"), least_s))
        for entry in paced.tables("cadence")
    )
    return CommentReading(table.whole("most_posts", 1), tuple(paces))
