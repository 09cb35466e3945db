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

A_DAY = timedelta(hours=24)
_WITHOUT_SCOPE = ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
"""Google's words, older and newer, for a token that lacks a scope."""

# What staff can do about a refusal, by the platform's reason.
_ADVICE = {
    "invalidTitle": "Tiêu đề video không được chấp nhận. Hãy sửa tiêu đề (1 đến 100 ký tự, không có dấu < và >).",
    "invalidDescription": "Phần mô tả không được chấp nhận. Hãy rút ngắn và bỏ các dấu < và >.",
    "invalidTags": "Thẻ từ khoá không được chấp nhận. Hãy bớt thẻ hoặc bỏ ký tự lạ.",
    "invalidCategoryId": "Danh mục video không có trên YouTube. Hãy sửa danh mục trong phần Tài khoản.",
    "invalidVideoMetadata": "Thông tin video không hợp lệ. Hãy xem lại tiêu đề, mô tả và danh mục.",
    "defaultLanguageNotSet": "Thiếu ngôn ngữ của video. Hãy đặt ngôn ngữ rồi duyệt lại.",
    "forbiddenPrivacySetting": "Kênh không được phép đặt chế độ hiển thị này. Hãy kiểm tra trong YouTube Studio.",
    "forbiddenLicenseSetting": "Kênh không được phép đặt giấy phép này. Hãy kiểm tra trong YouTube Studio.",
    "invalidImage": "Ảnh bìa không hợp lệ. Hãy dùng ảnh JPG hoặc PNG rộng từ 640 điểm ảnh.",
    "nameTooLong": "Tên phụ đề quá dài. Hãy đặt tên ngắn hơn.",
    "contentRequired": "Tệp phụ đề trống. Hãy tạo lại phụ đề rồi duyệt lại.",
    "invalidMetadata": "Thông tin phụ đề không hợp lệ. Hãy tạo lại phụ đề rồi duyệt lại.",
    "playlistNotFound": "Danh sách phát của loại tin này không còn trên kênh. Hãy chọn lại trong phần Tài khoản rồi gửi lại.",
    "playlistContainsMaximumNumberOfVideos": "Danh sách phát đã đầy. Hãy chọn danh sách khác trong phần Tài khoản.",
    "playlistItemsNotAccessible": "Tài khoản không được sửa danh sách phát này. Hãy chọn lại trong phần Tài khoản.",
    "maxPlaylistExceeded": "Kênh đã có quá nhiều danh sách phát. Hãy chọn một danh sách có sẵn trong phần Tài khoản.",
    "videoNotFound": "Video không còn trên kênh. Nếu không ai chủ ý xoá, hãy gửi lại bài.",
    **dict.fromkeys(
        _WITHOUT_SCOPE, "Thiếu quyền trên kênh. Hãy vào phần Tài khoản, kết nối lại và cho phép đủ các quyền được hỏi."
    ),
    "accessNotConfigured": "Dự án Google Cloud chưa bật YouTube Data API v3. Hãy bật rồi gửi lại.",
    "youtubeSignupRequired": "Tài khoản Google này chưa có kênh YouTube. Hãy tạo kênh rồi kết nối lại.",
    "commentsDisabled": "Video này đang tắt bình luận. Hãy bật bình luận trong YouTube Studio nếu muốn nhận câu hỏi.",
    "commentNotFound": "Bình luận không còn trên YouTube. Không còn gì để trả lời.",
    "parentCommentNotFound": "Bình luận không còn trên YouTube. Không còn gì để trả lời.",
    "commentTextTooLong": "Trả lời dài quá mức YouTube nhận. Hãy viết ngắn hơn rồi gửi lại.",
    "ineligibleAccount": "Kênh chưa dùng được bình luận trên YouTube. Hãy mở YouTube Studio hoàn tất tài khoản rồi gửi lại.",
    "channelSuspended": "Kênh đang bị YouTube đình chỉ. Hãy xem thông báo trong YouTube Studio.",
    "channelClosed": "Kênh đã bị đóng trên YouTube. Hãy kết nối kênh khác.",
    "authenticatedUserAccountSuspended": "Tài khoản Google của kênh đang bị đình chỉ. Hãy xem thông báo của Google.",
    "authenticatedUserAccountClosed": "Tài khoản Google của kênh đã bị đóng. Hãy kết nối tài khoản khác.",
}


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
            "Dự án Google của tỉnh đã dùng hết hạn mức YouTube trong ngày. Hạn mức được cấp lại lúc nửa đêm giờ Thái Bình "
            "Dương (14 hoặc 15 giờ Việt Nam); bài giữ nguyên trong kế hoạch.",
            until=midnight(PACIFIC, now, days=1),
            code=code,
            evidence=evidence,
        )
    if reason in reasons.a_day:
        return RateLimited(
            "Kênh đã tải lên số video tối đa mà YouTube cho phép trong 24 giờ. Bài giữ nguyên trong kế hoạch.",
            until=now + A_DAY,
            code=code,
            evidence=evidence,
        )
    if reason in reasons.throttled or answer.status == 429:
        wish = retry_after(answer.headers)
        return RateLimited(
            "YouTube đang giới hạn số lần gọi. Tài khoản tạm nghỉ, bài giữ nguyên trong kế hoạch.",
            until=None if wish is None else now + timedelta(seconds=wish),
            code=code,
            evidence=evidence,
        )
    if problem and reason != "youtubeSignupRequired" and (answer.status == 401 or reason in reasons.signed_out):
        return AuthExpired(
            "YouTube không còn nhận mã truy cập của kênh. Loa sẽ xin mã mới; nếu không được, hãy kết nối lại kênh.",
            code=code,
            evidence=evidence,
        )
    if problem and 400 <= answer.status < 500 and reason not in reasons.transient:
        kind = NotGranted if reason in _WITHOUT_SCOPE else Rejected
        return kind(_refusal(answer.status, reason), code=code, evidence=evidence)
    return unclear(stage, label, after=retry_after(answer.headers), code=code, evidence=evidence)


def no_token() -> AuthExpired:
    """The account has no access token yet; a refresh gives one."""
    return AuthExpired("Kênh YouTube chưa có mã truy cập còn hạn. Loa sẽ xin mã mới.", code="no_token")


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
    if reason in _ADVICE:
        return f"YouTube từ chối: {_ADVICE[reason]}"
    return (
        f"YouTube từ chối (HTTP {status}{f', {reason}' if reason else ''}). Hãy sửa bài theo lý do này rồi duyệt lại."
    )
