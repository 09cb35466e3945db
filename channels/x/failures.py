"""What each answer of X that is not a success means for the engine, by HTTP status: v2 errors carry no codes.

Only an answer in JSON is X's own word, and to an upload a line of plain text. A page in HTML comes from something in between and
proves nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.answers import JsonObject, objects_in, parsed, text_in, words_in
from channels.errors import AuthExpired, ChannelError, NotGranted, OutcomeUnknown, RateLimited, Rejected
from channels.http import LONGEST_REST_S, Answer, moment_in_http, retry_after
from channels.outcome import Stage, not_answered, unclear
from channels.x.pace import CALLS, LIMITS, moment_of
from phrases import phrase

CLOCK_MAY_DIFFER_S = 240
"""X refuses signatures whose time is five minutes off or more."""
CLOCK_REST = timedelta(minutes=5)
DAILY_LIMIT, _DAILY_WORDS = "185", "daily status update limit"
"""X's code and words for an account that has posted all that it may in a day."""
DAILY_LIMIT_REST = timedelta(minutes=30)
"""X gives the day's posts back by the half hour (its help pages)."""
_JSON_ALONE, _LONGEST_LINE = "must have content-type of application/json", 200
_WITHOUT_RIGHT = "/problems/oauth1-permissions"
_REFUSED = frozenset({400, 403, 404, 405, 406, 410, 413, 415, 422})


def failure_of(
    error: BaseException | None,
    answer: Answer | None,
    stage: Stage,
    now: datetime,
    label: str,
    evidence: str,
    *,
    signed: bool,
) -> ChannelError:
    """The class of a failed call. `answer`: None if none came. `error`: what the SDK raised, if it raised.

    `signed`: the call bore a signature, which a wrong clock spoils; a token that goes along as it is knows no clock.
    """
    if answer is None:
        return not_answered(error or RuntimeError("no answer"), stage, label, evidence)
    status = answer.status
    if status == 429:
        return RateLimited(
            phrase("x.throttled"),
            until=reset_at(answer.headers, now),
            code="429",
            evidence=evidence,
        )
    if status == 401 and signed and (error_s := _clock_error_s(answer.headers, now)):
        return RateLimited(
            phrase("x.clock", minutes=error_s // 60),
            until=now + CLOCK_REST,
            code="401",
            evidence=evidence,
        )
    problem = parsed(answer.body)
    code = f"{status} {text_in(problem, 'title')}".strip()
    if problem and status in _SPOKEN:
        return _SPOKEN[status](problem, code, evidence)
    if problem and _is_daily_limit(problem):
        return RateLimited(
            phrase("x.daily-limit"),
            until=reset_at(answer.headers, now) or now + DAILY_LIMIT_REST,
            code=DAILY_LIMIT,
            evidence=evidence,
        )
    if problem and status == 403 and stage is Stage.PUBLISHING and "duplicate content" in words_in(problem).lower():
        return OutcomeUnknown(phrase("x.duplicate"), duplicate=True, code=code, evidence=evidence)
    if status in _REFUSED and (problem or (stage is Stage.REVERSIBLE and words_of(answer))):
        kind = NotGranted if text_in(problem, "type").endswith(_WITHOUT_RIGHT) else Rejected
        return kind(_refusal(status), code=code, evidence=evidence)
    return unclear(stage, label, after=retry_after(answer.headers), code=code, evidence=evidence)


def words_of(answer: Answer) -> str:
    """Return what X says of its own: in its JSON, or as a line of plain text, which its uploads answer some files with."""
    if problem := parsed(answer.body):
        return words_in(problem)
    is_plain = answer.status == 400 and answer.headers.get("content-type", "").lower().startswith("text/plain")
    return answer.body.decode("utf-8", "replace").strip() if is_plain and len(answer.body) <= _LONGEST_LINE else ""


def wants_json(refusal: Rejected) -> bool:
    """Return True if the server takes the body of an upload in JSON alone."""
    return refusal.code.startswith("400") and _JSON_ALONE in refusal.evidence


def _signed_out(_problem: JsonObject, code: str, evidence: str) -> ChannelError:
    return AuthExpired(phrase("x.signed-out"), code=code, evidence=evidence)


def _unpaid(_problem: JsonObject, code: str, evidence: str) -> ChannelError:
    return RateLimited(phrase("x.unpaid"), code=code, evidence=evidence)


def _clock_error_s(headers: Mapping[str, str], now: datetime) -> int:
    """Return by how many seconds our clock and the platform's differ, where that alone makes it refuse a signature; else 0."""
    there = moment_in_http(headers.get("date", ""))
    error_s = abs(int((there - now).total_seconds())) if there is not None else 0
    return error_s if error_s > CLOCK_MAY_DIFFER_S else 0


def _is_daily_limit(problem: JsonObject) -> bool:
    codes = {text_in(error, "code") for error in objects_in(problem, "errors")}
    return DAILY_LIMIT in codes or _DAILY_WORDS in words_in(problem).lower()


_SPOKEN = {401: _signed_out, 402: _unpaid}


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a throttled account may call again: the latest reset among the limits that are used up."""
    moments = [
        moment
        for limit in LIMITS
        # The first is the limit of this call, whether or not its remainder is told.
        if (limit == CALLS or headers.get(f"{limit}-remaining") == "0")
        and (moment := moment_of(headers, limit)) is not None
    ]
    if moments:
        return min(max(moments), now + timedelta(seconds=LONGEST_REST_S))
    seconds = retry_after(headers)
    return None if seconds is None else now + timedelta(seconds=seconds)


def _refusal(status: int) -> str:
    return phrase("x.forbidden") if status == 403 else phrase("x.refused", status=status)
