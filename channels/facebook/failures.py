"""What each answer of the Graph API that is not a success means for the engine. The codes are data in the configuration.

Order matters: a throttle says `is_transient` too, and a plain refusal of the token outranks everything that might be unclear.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.answers import object_in, objects_in, parsed, text_in, value_in, whole_in
from channels.configuration import FacebookConfiguration
from channels.errors import AuthExpired, ChannelError, OutcomeUnknown, RateLimited, Rejected
from channels.http import Answer
from channels.outcome import Stage, not_answered, unclear

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
    code = whole_in(problem, "code")
    words = _shown(code, problem)
    if answer.status >= 500 and stage is Stage.PUBLISHING:
        return unclear(stage, label, code=words, evidence=evidence)
    if code in codes.signed_out:
        return AuthExpired(
            "Facebook không còn nhận mã truy cập của Trang. Hãy vào phần Tài khoản và kết nối lại Trang.",
            code=words,
            evidence=evidence,
        )
    if code in codes.throttled or (code is None and answer.status == 429):
        return RateLimited(
            "Facebook đang giới hạn số lần gọi của Trang. Tài khoản tạm nghỉ, bài giữ nguyên trong kế hoạch.",
            until=regain_access_at(answer.headers, now),
            code=words,
            evidence=evidence,
        )
    if code in codes.cool_down:
        return RateLimited(
            "Facebook tạm chặn Trang đăng bài vì cho là bất thường. Hãy xem phần Chất lượng Trang trên Facebook; "
            "tài khoản tạm nghỉ, bài giữ nguyên trong kế hoạch.",
            until=regain_access_at(answer.headers, now) or now + timedelta(seconds=settings.cool_down_s),
            code=words,
            evidence=evidence,
        )
    if code in codes.duplicate:
        return OutcomeUnknown(
            "Facebook cho biết bài này trùng với bài vừa đăng. Loa sẽ tìm bài đó trên Trang, không tự gửi lại.",
            duplicate=True,
            code=words,
            evidence=evidence,
        )
    # A code that no list holds is still a plain no to a read; after publishing it proves nothing.
    refused = code in codes.refused or (
        stage is Stage.REVERSIBLE and code is not None and code not in codes.transient and answer.status < 500
    )
    if refused and value_in(problem, "is_transient") is not True:
        return Rejected(_refusal(code, problem), code=words, evidence=evidence)
    return unclear(stage, label, after=_retry_after(answer.headers), code=words, evidence=evidence)


def is_gone(refusal: Rejected, settings: FacebookConfiguration) -> bool:
    """Whether the platform says that the object does not exist."""
    codes = settings.error_codes
    code, _, subcode = refusal.code.partition("/")
    return (code.isdigit() and int(code) in codes.gone) or (subcode.isdigit() and int(subcode) in codes.gone_subcodes)


def regain_access_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a throttled Page may call again: the usage header says minutes, `Retry-After` seconds."""
    usage = parsed(headers.get(USAGE_HEADER, "").encode())
    minutes = [
        whole_in(entry, "estimated_time_to_regain_access") or 0 for owner in usage for entry in objects_in(usage, owner)
    ]
    if any(minutes):
        return now + timedelta(minutes=max(minutes))
    seconds = _retry_after(headers)
    return None if seconds is None else now + timedelta(seconds=seconds)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    wish = headers.get("Retry-After", "")
    return float(wish) if wish.isdigit() else None


def _shown(code: int | None, problem: Mapping[str, object]) -> str:
    subcode = whole_in(problem, "error_subcode")
    return "" if code is None else f"{code}/{subcode}" if subcode else str(code)


def _refusal(code: int | None, problem: Mapping[str, object]) -> str:
    if code in (10, 200):
        return (
            "Facebook không cho ứng dụng làm việc này trên Trang (thiếu quyền). "
            "Hãy kết nối lại Trang và đồng ý đủ các quyền được hỏi."
        )
    said = text_in(problem, "error_user_msg") or text_in(problem, "message")
    # Cut short: the platform's words may repeat our whole post.
    reason = f": “{said[:200]}”" if said else ""
    return f"Facebook từ chối (mã {code}){reason}. Hãy sửa bài theo lý do này rồi duyệt lại."
