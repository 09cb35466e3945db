"""What an answer means for the post, its account and the next moment: pure, the clock passed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import Published
from channels.errors import (
    AuthExpired,
    Misconfigured,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Retryable,
)
from distributor.models import PostState
from distributor.work.backoff import backoff
from phrases import phrase

SHORTEST_REST_S = 1.0
LOOKS_THAT_PROVE_ABSENCE = 2
SOONEST_LOOK_S, LATEST_LOOK_S = 5.0, 600.0
TELL_AFTER = timedelta(minutes=15)
"""Since the call: then staff are told that nobody knows."""


@dataclass(frozen=True)
class Decision:
    """The state that a post goes to after a step. `due_at` None: nothing happens by itself. `account_until`: the account waits,
    with `reason`.

    `notice`: a person must know. `refresh`: the account's credentials need refreshing. `keep_progress`: go on from the
    step that failed, instead of from the beginning.
    """

    state: PostState
    reason: str
    due_at: datetime | None
    counts_as_try: bool = True
    keep_progress: bool = True
    account_until: datetime | None = None
    notice: str = ""
    refresh: bool = False
    duplicate: bool = False


def after_lag(moment: datetime, lag_s: float) -> datetime:
    """Return when the platform must show what it had accepted at `moment`, with a little to spare."""
    return moment + timedelta(seconds=lag_s * 1.05 + 0.05)


@dataclass(frozen=True)
class Situation:
    """`tries`: this one included. `called`: the mark `calling` was committed before the step that failed.

    `begun`: it was processing, and goes on from its step. `under_way`: the platform may show it already; then only the platform's
    own refusal ends it.
    """

    post_id: int
    now: datetime
    tries: int
    max_tries: int
    called: bool
    lag_s: float
    throttle_wait_s: float
    has_read_back: bool
    begun: bool = False
    under_way: bool = False

    @property
    def again(self) -> PostState:
        """Return the state in which a post waits that is to go on."""
        return PostState.PROCESSING if self.begun else PostState.PLANNED


def decide_error(error: Exception, situation: Situation) -> Decision:
    """Return what to do after an error. Anything that is no ChannelError is a fault of ours: unknown if we had called."""
    match error:
        case RateLimited():
            until = error.until or situation.now + timedelta(seconds=situation.throttle_wait_s)
            until = max(until, situation.now + timedelta(seconds=SHORTEST_REST_S))
            return Decision(
                situation.again,
                phrase("deliver.goes-on-at", why=error.message, at=until),
                until,
                counts_as_try=False,
                account_until=until,
            )
        case AuthExpired():
            again = situation.now + timedelta(seconds=backoff(1, situation.post_id))
            return Decision(situation.again, error.message, again, counts_as_try=False, refresh=True)
        case Rejected():
            return Decision(PostState.FAILED, error.message, None, notice=error.message)
        case Misconfigured() if situation.under_way:
            return _unknown(error.message, situation, duplicate=False)
        case Misconfigured():
            return Decision(PostState.FAILED, error.message, None, notice=error.message)
        case Retryable():
            return _retry(error, situation)
        case OutcomeUnknown():
            return _unknown(error.message, situation, duplicate=error.duplicate)
        case _ if situation.called:
            return _unknown(phrase("deliver.fault-after-call"), situation, duplicate=False)
        case _:
            return _retry(Retryable(phrase("deliver.fault-before-call")), situation)


def _retry(error: Retryable, situation: Situation) -> Decision:
    if situation.tries >= situation.max_tries and not error.unconnected:
        reason = phrase("deliver.tried", why=error.message, count=situation.tries)
        if situation.under_way:
            return _unknown(reason, situation, duplicate=False)
        return Decision(PostState.FAILED, reason, None, notice=reason)
    wait = max(error.after or 0.0, backoff(situation.tries, situation.post_id))
    again = situation.now + timedelta(seconds=wait)
    # Where there is no way to the platform the account rests as a whole: what is due meanwhile is late, not tried and failed
    # one by one, and goes out at a human pace when the network is back (`deliver/late.py`).
    return Decision(situation.again, error.message, again, account_until=again if error.unconnected else None)


def _unknown(message: str, situation: Situation, *, duplicate: bool) -> Decision:
    if not situation.has_read_back:
        reason = phrase("deliver.no-read-back", why=message)
        return Decision(PostState.UNKNOWN, reason, None, notice=reason, duplicate=duplicate)
    reason = phrase("deliver.looking", why=message)
    return Decision(
        PostState.UNKNOWN, reason, after_lag(situation.now, situation.lag_s), keep_progress=False, duplicate=duplicate
    )


def look_again_at(called_at: datetime, now: datetime) -> datetime:
    """Return when a look that proved nothing is made again: less and less often."""
    age_s = (now - called_at).total_seconds()
    return now + timedelta(seconds=min(max(age_s / 10, SOONEST_LOOK_S), LATEST_LOOK_S))


@dataclass(frozen=True)
class LookSituation:
    """`looks`: complete looks so far that saw nothing."""

    now: datetime
    looks: int
    last_look_at: datetime | None
    lag_s: float
    refused_as_duplicate: bool


@dataclass(frozen=True)
class LookDecision:
    """`published`: found. Otherwise the state, and how many absent looks now count."""

    state: PostState
    reason: str
    due_at: datetime | None
    looks: int
    published: Published | None = None
    notice: str = ""


def decide_look(matches: tuple[Published, ...], situation: LookSituation) -> LookDecision:
    """Return what a complete look means. `matches` holds only posts that belong to no other delivery."""
    if len(matches) == 1:
        found = matches[0]
        return LookDecision(PostState.PUBLISHED, phrase("deliver.found"), None, situation.looks, published=found)
    if matches:
        addresses = ", ".join(match.url for match in matches)
        reason = phrase("deliver.found-many", number=len(matches), addresses=addresses)
        return LookDecision(PostState.UNKNOWN, reason, None, situation.looks, notice=reason)
    again = after_lag(situation.now, situation.lag_s)
    apart = situation.last_look_at is not None and situation.now - situation.last_look_at > timedelta(
        seconds=situation.lag_s
    )
    looks = situation.looks + 1 if situation.looks == 0 or apart else situation.looks
    if looks < LOOKS_THAT_PROVE_ABSENCE:
        return LookDecision(PostState.UNKNOWN, phrase("deliver.not-seen-yet"), again, looks)
    if situation.refused_as_duplicate:
        reason = phrase("deliver.duplicate-not-found")
        return LookDecision(PostState.UNKNOWN, reason, None, looks, notice=reason)
    return LookDecision(PostState.PLANNED, phrase("deliver.absent"), situation.now, 0)


@dataclass(frozen=True)
class Orphan:
    """A claim whose holder is proved dead (`liveness.proof_of_death`). `under_way`: a publishing step was called and answered."""

    claimed_at: datetime
    calling_at: datetime | None
    deadline_s: float
    lag_s: float
    has_read_back: bool
    under_way: bool = False


def decide_orphan(orphan: Orphan, now: datetime) -> Decision:
    """Died before the mark `calling`: due again. After it: unknown.

    The dead process calls no more, but what it sent may still be under way at the platform until the call's deadline.
    """
    if orphan.calling_at is None:
        return Decision(
            PostState.PROCESSING if orphan.under_way else PostState.PLANNED,
            phrase("deliver.died-before-call"),
            now,
            counts_as_try=False,
        )
    if not orphan.has_read_back:
        reason = phrase("deliver.died-during-call")
        # Where it had got to tells the person where to look.
        return Decision(PostState.UNKNOWN, reason, None, notice=reason)
    last_moment = max(now, orphan.calling_at + timedelta(seconds=orphan.deadline_s))
    return Decision(
        PostState.UNKNOWN,
        phrase("deliver.died-and-looking"),
        after_lag(last_moment, orphan.lag_s),
        keep_progress=False,
    )
