"""Whether a post may go out at an hour that a person chose, or move to it, and why not. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE, is_due, latest
from distributor.labels import state_label
from distributor.models import PostState
from distributor.plan.hours import OpenHours
from phrases import phrase

FARTHEST = timedelta(days=366)
"""A slot farther away is a mistyped year."""


@dataclass(frozen=True)
class MoveFacts:
    """The facts of a post that decide where it may move. `effective_on`: of its document. `hours`: of its channel on the day of
    the new slot."""

    state: PostState
    slot_at: datetime | None
    purpose: str
    effective_on: date | None
    channel: str
    hours: OpenHours | None


def why_no_time(slot_at: datetime, now: datetime) -> str:
    """Return why no post at all may be planned for that hour; empty if one may."""
    if slot_at <= now:
        return phrase("plan.slot-past", slot=slot_at, now=now)
    if slot_at > now + FARTHEST:
        return phrase("plan.slot-too-far", slot=slot_at)
    return ""


def why_not(facts: MoveFacts, slot_at: datetime, now: datetime) -> str:
    """Return why a planned post may not move there, in words for staff, with the way out; empty if it may."""
    return _because_of_state(facts.state) or why_not_at(facts, slot_at, now)


def why_not_at(facts: MoveFacts, slot_at: datetime, now: datetime) -> str:
    """Return why a post, whatever its state, may not be planned for that hour; empty if it may."""
    return (
        why_no_time(slot_at, now)
        or _because_of_occasion(facts.purpose, facts.effective_on, slot_at)
        or _because_of_hours(facts, slot_at)
    )


def _because_of_state(state: PostState) -> str:
    if state == PostState.PLANNED:
        return ""
    return phrase("plan.not-planned", state=state_label(state), planned=state_label(PostState.PLANNED))


def _because_of_occasion(purpose: str, effective_on: date | None, slot_at: datetime) -> str:
    """Return why a post may not move there because of its occasion: what is said of a day is true only in its time."""
    if effective_on is None or is_due(purpose, effective_on, slot_at):
        return ""
    latest_at = latest(purpose, effective_on)
    if latest_at is not None and slot_at >= latest_at:
        return phrase("plan.true-until", until=latest_at, effective=effective_on)
    if purpose == EFFECTIVE:
        return phrase("plan.true-on-the-day", effective=effective_on)
    if purpose == BEFORE_EFFECT:
        return phrase("plan.before-effect", effective=effective_on)
    return ""


def _because_of_hours(facts: MoveFacts, slot_at: datetime) -> str:
    if facts.hours is None or facts.hours.hold(slot_at):
        return ""
    return phrase("plan.channel-hours", channel=facts.channel, hours=facts.hours.words)
