"""What each answer of Zalo that is not a success means for the engine. The codes are data in the configuration.

Zalo answers HTTP 200 and says in the body what happened: `{"error": -216, "message": "…"}`; only `"error": 0` is a success.
Whatever does not carry such a code comes from something in between and proves nothing.
"""

from datetime import UTC, datetime, timedelta, timezone

from channels.answers import JsonObject, parsed, text_in
from channels.errors import AuthExpired, ChannelError, NotGranted, RateLimited, Rejected
from channels.http import Answer
from channels.outcome import Stage, not_answered, unclear
from channels.zalo.configuration import Means, ZaloConfiguration
from phrases import phrase

VIETNAM = timezone(timedelta(hours=7))


def is_success(answer: Answer | None) -> bool:
    """Return True if Zalo says that it did what it was asked."""
    return answer is not None and 200 <= answer.status < 300 and code_of(parsed(answer.body)) == 0


def code_of(said: JsonObject) -> int | None:
    """The platform's code, None if the answer carries none. It comes as a number and as text."""
    text = text_in(said, "error")
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def failure_of(
    error: BaseException | None,
    answer: Answer | None,
    stage: Stage,
    now: datetime,
    settings: ZaloConfiguration,
    evidence: str,
) -> ChannelError:
    """The class of a failed call. `answer`: None if none came."""
    label = settings.common.label
    if answer is None:
        return not_answered(error or RuntimeError("no answer"), stage, label, evidence)
    said = parsed(answer.body)
    code = code_of(said)
    shown = "" if code is None else str(code)
    known = settings.errors.get(code) if code else None
    means = known.means if known else None
    words = known.words if known else ""
    if answer.status >= 500:
        return unclear(stage, label, code=shown, evidence=evidence)
    if means is Means.QUOTA:
        held = phrase("zalo.quota", why=words)
        return RateLimited(held, until=next_midnight(now), code=shown, evidence=evidence)
    if means is Means.THROTTLED or (code is None and answer.status == 429):
        held = phrase("zalo.throttled", why=words or phrase("zalo.calls-limited"))
        return RateLimited(held, code=shown, evidence=evidence)
    if means is Means.SIGNED_OUT:
        return AuthExpired(phrase("zalo.signed-out", why=words), code=shown, evidence=evidence)
    # A code that no table holds is still a plain no to a read; after a broadcast it proves nothing.
    refused = means in (Means.REFUSED, Means.GONE, Means.NOT_GRANTED) or (
        code is not None and code != 0 and means is None
    )
    if refused and (stage is Stage.REVERSIBLE or means is not None):
        words = words or phrase("zalo.change-the-post")
        kind = NotGranted if means is Means.NOT_GRANTED else Rejected
        return kind(phrase("zalo.refused", code=code, why=words), code=shown, evidence=evidence)
    return unclear(stage, label, code=shown, evidence=evidence)


def no_token() -> AuthExpired:
    """The account has no access token yet; a refresh gives one."""
    return AuthExpired(phrase("zalo.no-token"), code="no_token")


def means_of(failure: ChannelError, settings: ZaloConfiguration) -> Means | None:
    """Return what the code of a failure means by the table."""
    digits = failure.code.removeprefix("-")
    known = settings.errors.get(int(failure.code)) if digits.isascii() and digits.isdigit() else None
    return known.means if known else None


def next_midnight(now: datetime) -> datetime:
    """The next midnight in Vietnam, when Zalo gives the day's messages back."""
    local = now.astimezone(VIETNAM)
    return (local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
