"""Whether one message may go to one number now. Pure: rows in, one of three answers out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from distributor.clock import VIETNAM, vietnam_time
from distributor.sms_rules import SmsRules, is_open


@dataclass(frozen=True)
class RecipientStanding:
    """`used`: messages of the unit to this number in the rule's hours, `frees_at`: when the oldest of them leaves them."""

    opted_out: bool
    erased: bool
    consents: bool
    used: int
    frees_at: datetime | None
    ends_at: datetime
    overridden: bool


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
    """When sending is allowed again; None if it is now. The opening minute belongs to the hours, the closing one does not."""
    if is_open(now, rules):
        return None
    local = now.astimezone(VIETNAM)
    day = local.date() if local.time() < rules.opens else local.date() + timedelta(days=1)
    return datetime.combine(day, rules.opens, VIETNAM)


def admit(
    candidate: RecipientStanding, rules: SmsRules, now: datetime, hours_at: datetime | None = None
) -> Admit | Skip | WaitUntil:
    """A refusal, consent and the end of the broadcast bind always; a recorded emergency order lifts hours and cap.

    `hours_at`: the time by which the hours are kept, where it is not `now` (`sms_rules.clock_of_hours`).
    """
    if candidate.erased:
        return Skip("Số đã xóa theo yêu cầu của người dân.")
    if candidate.opted_out:
        return Skip("Người dân đã từ chối nhận tin.")
    if now >= candidate.ends_at:
        return Skip(f"Đã quá hạn gửi {vietnam_time(candidate.ends_at)}.")
    if not candidate.consents:
        return Skip("Chưa có sự đồng ý nhận tin còn hiệu lực.")
    if candidate.overridden:
        return Admit()
    if (opens := opening(hours_at or now, rules)) is not None:
        return _wait(opens, "Chờ đến giờ được gửi tin", candidate.ends_at)
    if candidate.used >= rules.most_per_number and candidate.frees_at is not None:
        reason = f"Số này đã nhận đủ {rules.most_per_number} tin trong {rules.per_hours} giờ"
        return _wait(candidate.frees_at, reason, candidate.ends_at)
    return Admit()


def _wait(until: datetime, reason: str, ends_at: datetime) -> Skip | WaitUntil:
    if until >= ends_at:
        return Skip(f"{reason}, mà đợt gửi kết thúc lúc {vietnam_time(ends_at)}.")
    return WaitUntil(until, f"{reason} ({vietnam_time(until)}).")
