"""How far YouTube is with a video, and what its reasons mean to staff. Pure."""

from enum import Enum

from channels.answers import JsonObject, text_in
from channels.errors import Rejected
from channels.youtube.numbers import number_in

_FAILURES = {
    "conversion": "YouTube không chuyển đổi được video. Hãy xuất lại ở dạng MP4 (H.264, AAC) rồi duyệt lại.",
    "invalidFile": "Tệp tải lên không phải là video YouTube đọc được. Hãy dựng lại video rồi duyệt lại.",
    "emptyFile": "Tệp video trống. Hãy dựng lại video rồi duyệt lại.",
    "tooSmall": "Tệp video quá nhỏ nên YouTube không nhận. Hãy dựng lại video rồi duyệt lại.",
    "codec": "YouTube không hỗ trợ kiểu mã hoá của video. Hãy xuất lại bằng H.264 và AAC rồi duyệt lại.",
    "uploadAborted": "Việc tải lên bị dừng giữa chừng. Hãy gửi lại bài.",
}
_REJECTIONS = {
    "copyright": "YouTube từ chối video vì bản quyền. Hãy thay nhạc hoặc hình ảnh có bản quyền rồi duyệt lại.",
    "inappropriate": "YouTube cho rằng nội dung không phù hợp. Hãy xem thông báo trong YouTube Studio và khiếu nại nếu nhầm.",
    "duplicate": "YouTube cho biết video trùng với một video đã có trên kênh. Hãy kiểm tra kênh; nếu đã đăng, bỏ qua bài này.",
    "termsOfUse": "Video vi phạm điều khoản sử dụng của YouTube. Hãy xem thông báo trong YouTube Studio.",
    "uploaderAccountSuspended": "Kênh đang bị YouTube đình chỉ. Hãy xem thông báo trong YouTube Studio.",
    "length": "Video dài quá mức kênh được đăng. Hãy cắt ngắn, hoặc xác minh kênh tại youtube.com/verify.",
    "claim": "Có bên khác nhận quyền đối với nội dung video. Hãy xử lý xác nhận quyền trong YouTube Studio.",
    "uploaderAccountClosed": "Kênh đã bị đóng trên YouTube. Hãy kết nối kênh khác.",
    "trademark": "YouTube từ chối video vì nhãn hiệu. Hãy bỏ nhãn hiệu của bên khác rồi duyệt lại.",
    "legal": "YouTube từ chối video theo yêu cầu pháp lý. Hãy xem thông báo trong YouTube Studio.",
}
_PROCESSING = {
    "uploadFailed": "YouTube báo việc tải lên bị lỗi. Hãy gửi lại bài.",
    "transcodeFailed": "YouTube không chuyển đổi được video. Hãy xuất lại ở dạng MP4 (H.264, AAC) rồi duyệt lại.",
    "streamingFailed": "YouTube không tạo được bản phát trực tuyến của video. Hãy gửi lại bài.",
    "other": "YouTube không xử lý được video mà không nói lý do. Hãy gửi lại bài; nếu lặp lại, hãy xuất lại video.",
}
_NO_REASON = "YouTube không nói lý do. Hãy xem video trong YouTube Studio rồi gửi lại bài."
GONE = "Video đã bị xoá khỏi kênh trước khi được công khai. Nếu không ai chủ ý xoá, hãy gửi lại bài."


class ProcessingStand(Enum):
    """The stage of a video: `BUSY` still, `DONE`, or `GONE` from the channel."""

    BUSY = "busy"
    DONE = "done"
    GONE = "gone"


def is_broken(video: JsonObject) -> bool:
    """Return True if nothing will become of the video any more (parts `status`, `processingDetails`)."""
    return text_in(video, "status", "uploadStatus") in ("failed", "rejected", "deleted") or text_in(
        video, "processingDetails", "processingStatus"
    ) in ("failed", "terminated")


def stand_of(video: JsonObject, evidence: str) -> ProcessingStand:
    """Return how far `video` is (parts `status`, `processingDetails`). Raises Rejected with the platform's reason, if it gave
    up."""
    upload, processing = (
        text_in(video, "status", "uploadStatus"),
        text_in(video, "processingDetails", "processingStatus"),
    )
    if upload == "deleted" or not video:
        return ProcessingStand.GONE
    if upload == "failed":
        raise _refused(text_in(video, "status", "failureReason"), _FAILURES, "failed", evidence)
    if upload == "rejected":
        raise _refused(text_in(video, "status", "rejectionReason"), _REJECTIONS, "rejected", evidence)
    if processing in ("failed", "terminated"):
        reason = text_in(video, "processingDetails", "processingFailureReason")
        raise _refused(reason, _PROCESSING, f"processing {processing}", evidence)
    return ProcessingStand.DONE if upload == "processed" or processing == "succeeded" else ProcessingStand.BUSY


def wait_for(video: JsonObject, every_s: float) -> float:
    """Seconds until the next look: what the platform thinks it needs, within reason."""
    left_ms = number_in(video, "processingDetails", "processingProgress", "timeLeftMs")
    if left_ms is None:
        return every_s
    return min(max(left_ms / 1000, 1.0), every_s * 4)


def _refused(reason: str, words: dict[str, str], code: str, evidence: str) -> Rejected:
    return Rejected(words.get(reason, _NO_REASON), code=f"{code} {reason}".strip(), evidence=evidence)
