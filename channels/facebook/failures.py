"""What each answer of the Graph API that is not a success means for the engine. The codes are data in the
configuration.

Order matters: a throttle says `is_transient` too, and a plain refusal of the token outranks everything that might be
unclear.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.answers import object_in, objects_in, parsed, text_in, value_in, whole_in
from channels.errors import AuthExpired, ChannelError, NotGranted, OutcomeUnknown, RateLimited, Rejected
from channels.facebook.configuration import FacebookConfiguration
from channels.http import LONGEST_REST_S, Answer, retry_after
from channels.outcome import Stage, not_answered, unclear
from phrases import phrase

USAGE_HEADER = "X-Business-Use-Case-Usage"


def failure_of(
    error: BaseException | None,
    answer: Answer | None,
    stage: Stage,
    now: datetime,
    settings: FacebookConfiguration,
    evidence: str,
) -> ChannelError:
    """The class of a failed call. `answer`: None if none came. `error`: what the SDK raised, if it raised."""
    label, codes = settings.common.label, settings.error_codes
    if answer is None:
        return not_answered(error or RuntimeError("no answer"), stage, label, evidence)
    problem = object_in(parsed(answer.body), "error")
    code, subcode = whole_in(problem, "code"), whole_in(problem, "error_subcode")
    words = _shown(code, problem)
    if answer.status >= 500 and stage is Stage.PUBLISHING:
        return unclear(stage, label, code=words, evidence=evidence)
    if code in codes.signed_out:
        return AuthExpired(
            settings.words_for(code, subcode) or phrase("facebook.signed-out"),
            code=words,
            evidence=evidence,
        )
    if code in codes.throttled or (code is None and answer.status == 429):
        return RateLimited(
            phrase("facebook.throttled"),
            until=regain_access_at(answer.headers, now),
            code=words,
            evidence=evidence,
        )
    if code in codes.cool_down and subcode not in codes.refused_subcodes:
        return RateLimited(
            phrase("facebook.cooling-down"),
            until=regain_access_at(answer.headers, now) or now + timedelta(seconds=settings.cool_down_s),
            code=words,
            evidence=evidence,
        )
    if code in codes.duplicate:
        return OutcomeUnknown(
            phrase("facebook.duplicate"),
            duplicate=True,
            code=words,
            evidence=evidence,
        )
    # A code that no list holds is still a plain no to a read; after publishing it proves nothing.
    refused = (
        code in codes.refused
        or _is_of_rights(code)
        or bool({code, subcode} & (codes.refused_subcodes | codes.lost_upload))
        or (stage is Stage.REVERSIBLE and code is not None and code not in codes.transient and answer.status < 500)
    )
    if refused and value_in(problem, "is_transient") is not True:
        said = settings.words_for(code, subcode) or phrase("facebook.correct-it")
        kind = NotGranted if _is_of_rights(code) else Rejected
        return kind(phrase("facebook.refused", number=words, what=said), code=words, evidence=evidence)
    return unclear(stage, label, after=retry_after(answer.headers), code=words, evidence=evidence)


def _is_of_rights(code: int | None) -> bool:
    """10, and 200 to 299: what Graph says for want of a permission (Meta, Error Handling)."""
    return code is not None and (code == 10 or 200 <= code < 300)


def is_gone(refusal: Rejected, settings: FacebookConfiguration) -> bool:
    """Return True if the platform says that the object does not exist."""
    code, subcode = _numbers(refusal)
    return code in settings.error_codes.gone or subcode in settings.error_codes.gone_subcodes


def is_lost_upload(refusal: Rejected, settings: FacebookConfiguration) -> bool:
    """Return True if the platform says that an upload cannot be gone on with: it must begin anew."""
    return is_gone(refusal, settings) or bool({*_numbers(refusal)} & settings.error_codes.lost_upload)


def _numbers(refusal: Rejected) -> tuple[int, int]:
    """Code and subcode of a refusal, 0 for what it has not."""
    code, _, subcode = refusal.code.partition("/")
    return int(code) if code.isdecimal() else 0, int(subcode) if subcode.isdecimal() else 0


def regain_access_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a throttled Page may call again: the usage header says minutes, `Retry-After` seconds."""
    usage = parsed(headers.get(USAGE_HEADER, "").encode())
    minutes = [
        whole_in(entry, "estimated_time_to_regain_access") or 0 for owner in usage for entry in objects_in(usage, owner)
    ]
    if any(minutes):
        return now + timedelta(seconds=min(60 * max(minutes), LONGEST_REST_S))
    seconds = retry_after(headers)
    return None if seconds is None else now + timedelta(seconds=seconds)


def _shown(code: int | None, problem: Mapping[str, object]) -> str:
    subcode = whole_in(problem, "error_subcode")
    return "" if code is None else f"{code}/{subcode}" if subcode else str(code)


def offsets_in(body: bytes, settings: FacebookConfiguration) -> tuple[int, int] | None:
    """Return the offsets of an upload, when the platform refuses a chunk because it wants another one; None for any other
    answer."""
    problem = object_in(parsed(body), "error")
    if whole_in(problem, "error_subcode") not in settings.error_codes.wrong_offset and (
        whole_in(problem, "code") not in settings.error_codes.wrong_offset
    ):
        return None
    data = value_in(problem, "error_data")
    # Written as an object, or as JSON inside a text.
    return window_in(parsed(data.encode()) if isinstance(data, str) else data)


def window_in(answer: object) -> tuple[int, int] | None:
    """The chunk that the platform wants next: its first byte, and the one after its last. Both come as text or number."""
    begin, end = text_in(answer, "start_offset"), text_in(answer, "end_offset")
    if not (begin.isdecimal() and end.isdecimal() and int(begin) <= int(end)):
        return None
    return int(begin), int(end)
