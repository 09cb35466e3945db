"""Reads a picture for sending: exactly the bytes that were approved, or an error before anything is sent."""

from hashlib import sha256

from channels.base import MediaFile
from channels.errors import Rejected, Retryable


def approved_bytes(file: MediaFile) -> bytes:
    """The bytes of `file`. Raises Retryable if it cannot be read, Rejected if it is not what was approved."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        failure = f"{type(error).__name__}: {file.path.name}"
    else:
        if sha256(content).hexdigest() == file.sha256.lower():
            return content
        raise Rejected(
            "Ảnh trên đĩa không còn đúng bản đã duyệt nên không được gửi. Hãy tạo lại ảnh và duyệt lại bài.",
            code="media_changed",
            evidence=f"sha256 differs: {file.path.name}",
        )
    raise Retryable(
        "Chưa đọc được tệp ảnh của bài, bài chưa được gửi đi. Hãy kiểm tra thư mục ảnh của máy chủ.",
        code="media_unreadable",
        evidence=failure,
    )
