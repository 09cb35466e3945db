"""Whether one message may go to one number now. Pure: rows in, one of three answers out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from distributor.clock import VIETNAM
from distributor.sms_rules import SmsRules, is_open
from phrases import phrase


@dataclass(frozen=True)
class RecipientStanding:
    """`used`: messages of the unit to this number in the rule's hours, `frees_at`: when the oldest of them leaves them.
    `used_by_all`, `all_free_at`: the same of all units, where the rule has a cap for that."""

    opted_out: bool
    erased: bool
    consents: bool
    used: int
    frees_at: datetime | None
    ends_at: datetime
    overridden: bool
    turn: timedelta = timedelta(0)
    """How long after the beginning, or after the hours begin, its turn is, where the broadcast is spread."""
    starts_at: datetime | None = None
    used_by_all: int = 0
    all_free_at: datetime | None = None


@dataclass(frozen=True)
class Admit:
    """It may go now."""


@dataclass(frozen=True)
class Skip:
    """It never goes."""

    reason: str


@dataclass(frozen=True)
class WaitUntil:
    """It may go at `until`."""

    until: datetime
    reason: str


def opening(now: datetime, rules: SmsRules) -> datetime | None:
    """Return when sending is allowed again; None if it is now. The opening minute belongs to the hours, the closing one does
    not."""
    if is_open(now, rules):
        return None
    local = now.astimezone(VIETNAM)
    day = local.date() if local.time() < rules.opens else local.date() + timedelta(days=1)
    return datetime.combine(day, rules.opens, VIETNAM)


def admit(
    candidate: RecipientStanding, rules: SmsRules, now: datetime, hours_at: datetime | None = None
) -> Admit | Skip | WaitUntil:
    """An opt-out, consent and the end of the broadcast bind always; a recorded emergency order lifts hours and cap.

    `hours_at`: the time by which the hours are kept, where it is not `now` (`sms_rules.clock_of_hours`).
    """
    if candidate.erased:
        return Skip(phrase("broadcast.number-erased"))
    if candidate.opted_out:
        return Skip(phrase("broadcast.refused"))
    if now >= candidate.ends_at:
        return Skip(phrase("broadcast.too-late", at=candidate.ends_at))
    if not candidate.consents:
        return Skip(phrase("broadcast.no-consent"))
    if candidate.overridden:
        return Admit()
    if (opens := opening(hours_at or now, rules)) is not None:
        return _wait(opens + candidate.turn, phrase("broadcast.until-sending-hours"), candidate.ends_at)
    if (turn := _turn_of(candidate, rules, now, hours_at or now)) > now:
        return _wait(turn, phrase("broadcast.its-turn"), candidate.ends_at)
    for used, frees_at, most in (
        (candidate.used, candidate.frees_at, rules.most_per_number),
        (candidate.used_by_all, candidate.all_free_at, rules.most_of_all_units),
    ):
        if most is not None and used >= most and frees_at is not None:
            reason = phrase("broadcast.number-has-enough", most=most, hours=rules.per_hours)
            return _wait(frees_at, reason, candidate.ends_at)
    return Admit()


def _turn_of(candidate: RecipientStanding, rules: SmsRules, now: datetime, hours_at: datetime) -> datetime:
    """Return the candidate's turn from its beginning, or from today's opening where it began before that."""
    if not candidate.turn or candidate.starts_at is None:
        return now
    opened = datetime.combine(hours_at.astimezone(VIETNAM).date(), rules.opens, VIETNAM)
    return max(candidate.starts_at, opened - (hours_at - now)) + candidate.turn


def _wait(until: datetime, reason: str, ends_at: datetime) -> Skip | WaitUntil:
    if until >= ends_at:
        return Skip(phrase("broadcast.past-the-end", reason=reason, at=ends_at))
    return WaitUntil(until, phrase("broadcast.waits", reason=reason, at=until))
