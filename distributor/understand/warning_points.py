"""What of a warning is told, and in which order: what the office never does, the trick, what to do, then what was lost. Pure."""

import re
from collections.abc import Iterable, Sequence

from distributor.understand import cues
from distributor.understand.alike import alike
from distributor.understand.candidate import Candidate
from distributor.understand.opening import looks_back

MOST_ADVICE = 3
FEW = 3
"""Points up to which what was lost is told too."""
_ADVICE = re.compile(
    r"(?:[^;.:]{0,80}?(?:đề nghị|khuyến cáo|lưu ý|yêu cầu)[^;.:]{0,40}:\s)?(?:(?:đề nghị |khuyến cáo )?(?:người dân|bà "
    r"con|mọi người|phụ huynh|khách hàng)[^;.]{0,30}? )?(?:(?:tuyệt đối |cần )?không (?:cài|bấm|nhấp|"
    r"truy cập|cung cấp|đọc|chuyển|gửi|làm theo|quét|kết bạn|nghe|tin|vay|ký|mua|bán|cho)|chỉ (?:tải|cài|nộp|giao dịch|"
    r"mua)|nếu (?:đã|lỡ|phát "
    r"hiện|nghi)|khi (?:nghi|phát hiện|nhận|gặp|[^,;.]{3,60}, (?:gọi|báo|khóa|liên hệ|trình báo))|hãy|báo (?:ngay|cho)|"
    r"gọi ngay|trình báo|cảnh giác|kiểm tra kỹ|xác minh|"
    r"cần )(?!\w)",
    re.IGNORECASE,
)
_POSES = re.compile(
    r"(?<!\w)(?:giả (?:nhân viên|cán bộ|công an|người|làm)|đóng giả|tin nhắn (?:giả|mang tên)|"
    r"(?<!không )yêu cầu (?:\w+ ){0,3}(?:nhập|chuyển|cung cấp|cài|bấm|quét|đọc))(?!\w)",
    re.IGNORECASE,
)


def of_a_warning(chosen: Sequence[Candidate], others: Iterable[Candidate]) -> list[Candidate]:
    """Return what the office never does, which is what a citizen can hold on to; how the trick goes; what to do; then the rest,
    and last who is punished. `others`: in their order, that nothing else says."""
    told = list(chosen)
    by_place = list(others)
    for wanted, most in ((_tells_trick, 1), (_advises, MOST_ADVICE)):
        for each in by_place:
            if sum(wanted(other) for other in told) >= most:
                break
            if wanted(each) and not any(alike(each, other) for other in told):
                told.append(each)
    trick = next((each for each in told if _tells_trick(each)), None)
    told.sort(
        key=lambda each: (
            cues.IS_PUNISHED.search(each.words) is not None,
            looks_back(each.words),
            cues.DENIAL.search(each.words) is None or _advises(each),
            each is not trick,
            not _advises(each),
        )
    )
    return [each for at, each in enumerate(told) if at < FEW or not looks_back(each.words)]


def _tells_trick(each: Candidate) -> bool:
    told = cues.TRICK.search(each.words) or (
        _POSES.search(each.words) if cues.DENIAL.search(each.words) is None else None
    )
    return told is not None and not _advises(each) and not looks_back(each.words)


def _advises(each: Candidate) -> bool:
    return _ADVICE.match(each.words) is not None
