"""What each answer of YouTube that is not a success means for the engine. The reasons are data in the configuration.

Only an answer in Google's own shape (`{"error": {…}}`) is its word. A page in HTML comes from something in between and proves
nothing.
"""

from datetime import datetime, timedelta

from channels.answers import JsonObject, object_in, objects_in, parsed, text_in
from channels.errors import AuthExpired, ChannelError, NotGranted, RateLimited, Rejected
from channels.http import Answer, retry_after
from channels.midnight import midnight
from channels.outcome import Stage, not_answered, unclear
from channels.youtube.configuration import PACIFIC, YouTubeConfiguration
from phrases import phrase

A_DAY = timedelta(hours=24)
_WITHOUT_SCOPE = ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
"""Google's words, older and newer, for a token that lacks a scope."""

_ADVISED = frozenset({
    "invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidVideoMetadata",
    "defaultLanguageNotSet", "forbiddenPrivacySetting", "forbiddenLicenseSetting", "invalidImage", "nameTooLong",
    "contentRequired", "invalidMetadata", "playlistNotFound", "playlistContainsMaximumNumberOfVideos",
    "playlistItemsNotAccessible", "maxPlaylistExceeded", "videoNotFound", "insufficientPermissions",
    "accessNotConfigured", "youtubeSignupRequired", "commentsDisabled", "commentNotFound", "commentTextTooLong",
    "ineligibleAccount", "channelSuspended", "channelClosed", "authenticatedUserAccountSuspended",
    "authenticatedUserAccountClosed",
})  # fmt: skip
"""Reasons for which `youtube.advice.…` says what staff can do."""
_ALIKE = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT": "insufficientPermissions", "parentCommentNotFound": "commentNotFound"}
"""Reasons for which the same can be done as for another."""


def failure_of(
    error: BaseException | None,
    answer: Answer | None,
    stage: Stage,
    now: datetime,
    settings: YouTubeConfiguration,
    evidence: str,
) -> ChannelError:
    """The class of a failed call. `answer`: None if none came. `error`: what was raised, if anything was."""
    label, reasons = settings.common.label, settings.reasons
    if answer is None:
        return not_answered(error or RuntimeError("no answer"), stage, label, evidence)
    problem = object_in(parsed(answer.body), "error")
    reason = reason_of(problem)
    code = f"{answer.status} {reason}".strip()
    if answer.status >= 500:
        return unclear(stage, label, after=retry_after(answer.headers), code=code, evidence=evidence)
    if reason in reasons.until_reset:
        return RateLimited(
            phrase("youtube.quota-used"),
            until=midnight(PACIFIC, now, days=1),
            code=code,
            evidence=evidence,
        )
    if reason in reasons.a_day:
        return RateLimited(
            phrase("youtube.uploads-used"),
            until=now + A_DAY,
            code=code,
            evidence=evidence,
        )
    if reason in reasons.throttled or answer.status == 429:
        wish = retry_after(answer.headers)
        return RateLimited(
            phrase("youtube.throttled"),
            until=None if wish is None else now + timedelta(seconds=wish),
            code=code,
            evidence=evidence,
        )
    if problem and reason != "youtubeSignupRequired" and (answer.status == 401 or reason in reasons.signed_out):
        return AuthExpired(
            phrase("youtube.signed-out"),
            code=code,
            evidence=evidence,
        )
    if problem and 400 <= answer.status < 500 and reason not in reasons.transient:
        kind = NotGranted if reason in _WITHOUT_SCOPE else Rejected
        return kind(_refusal(answer.status, reason), code=code, evidence=evidence)
    return unclear(stage, label, after=retry_after(answer.headers), code=code, evidence=evidence)


def no_token() -> AuthExpired:
    """The account has no access token yet; a refresh gives one."""
    return AuthExpired(phrase("youtube.no-token"), code="no_token")


def is_gone(refusal: ChannelError, settings: YouTubeConfiguration) -> bool:
    """Return True if the platform says that what was asked about does not exist."""
    status, _, reason = refusal.code.partition(" ")
    return reason in settings.reasons.gone or (status in ("404", "410") and not reason)


def reason_of(problem: JsonObject) -> str:
    """Google's reason: of the first error in the list, else of the details, else the status in words."""
    for entry in (*objects_in(problem, "errors"), *objects_in(problem, "details")):
        if reason := text_in(entry, "reason"):
            return reason[:60]
    return ""


def _refusal(status: int, reason: str) -> str:
    known = _ALIKE.get(reason, reason)
    if known in _ADVISED:
        return phrase("youtube.refused", what=phrase(f"youtube.advice.{known}"))
    number = f"HTTP {status}, {reason}" if reason else f"HTTP {status}"
    return phrase("youtube.refused-with-code", number=number)
