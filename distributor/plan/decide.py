"""Whether a post may go out at an hour that a person chose, or move to it, and why not. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from distributor.clock import vietnam_time
from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE, is_due, latest
from distributor.labels import state_label
from distributor.models import PostState
from distributor.plan.hours import OpenHours

FARTHEST = timedelta(days=366)
"""A slot farther away is a mistyped year."""


@dataclass(frozen=True)
class MoveFacts:
    """Of the post. `effective_on`: of its document. `hours`: of its channel on the day of the new slot."""

    state: PostState
    slot_at: datetime | None
    purpose: str
    effective_on: date | None
    channel: str
    hours: OpenHours | None


def why_no_time(slot_at: datetime, now: datetime) -> str:
    """Why no post at all may be planned for that hour; empty if one may."""
    if slot_at <= now:
        return f"{vietnam_time(slot_at)} đã qua. Hãy chọn giờ sau {vietnam_time(now)}."
    if slot_at > now + FARTHEST:
        return f"{vietnam_time(slot_at)} quá xa. Hãy chọn ngày trong vòng một năm tới."
    return ""


def why_not(facts: MoveFacts, slot_at: datetime, now: datetime) -> str:
    """Why a planned post may not move there, in words for staff, with the way out; empty if it may."""
    return _because_of_state(facts.state) or why_not_at(facts, slot_at, now)


def why_not_at(facts: MoveFacts, slot_at: datetime, now: datetime) -> str:
    """Why a post, whatever its state, may not be planned for that hour; empty if it may."""
    return (
        why_no_time(slot_at, now)
        or _because_of_occasion(facts.purpose, facts.effective_on, slot_at)
        or _because_of_hours(facts, slot_at)
    )


def _because_of_state(state: PostState) -> str:
    if state == PostState.PLANNED:
        return ""
    return f"Bài đang ở trạng thái «{state_label(state)}». Chỉ bài «{state_label(PostState.PLANNED)}» mới đổi được giờ đăng."


def _because_of_occasion(purpose: str, effective_on: date | None, slot_at: datetime) -> str:
    """What is said of a day is true only in its time."""
    if effective_on is None or is_due(purpose, effective_on, slot_at):
        return ""
    effect = f"văn bản có hiệu lực từ {effective_on:%d/%m/%Y}"
    latest_at = latest(purpose, effective_on)
    if latest_at is not None and slot_at >= latest_at:
        return f"Bài này chỉ đúng đến trước {vietnam_time(latest_at)} ({effect}). Hãy chọn giờ sớm hơn."
    if purpose == EFFECTIVE:
        return f"Bài này nói «có hiệu lực từ hôm nay»: chỉ đăng trong ngày {effective_on:%d/%m/%Y}. Hãy chọn giờ trong ngày đó."
    if purpose == BEFORE_EFFECT:
        return f"Bài nhắc này soạn cho mấy ngày ngay trước ngày có hiệu lực ({effect}). Hãy chọn ngày gần ngày đó hơn."
    return ""


def _because_of_hours(facts: MoveFacts, slot_at: datetime) -> str:
    if facts.hours is None or facts.hours.hold(slot_at):
        return ""
    return f"{facts.channel} chỉ cho gửi {facts.hours.words}. Hãy chọn giờ trong khoảng đó."
