"""What an office's quick answer puts before a colon: "Thời hạn: 03 ngày", "Lệ phí: không", "Nơi nộp: …". Pure."""

import re

from distributor.understand.questions import Question, Wants

_LABEL = re.compile(r"[\s*•+–-]*(?:\(?\w{1,2}[.)]\s*)?(?P<name>[^\s:;.?][^:;.?]{1,60}?)\s*:\s*(?=\S)")
_AS_LABEL = re.compile(
    r"[\s*•+–-]*(?P<name>(?:thời hạn|thời gian|hạn nộp|(?:mức )?(?:lệ )?phí)(?: giải quyết| thực hiện| trả kết quả| thẩm định)?) "
    r"(?:là|không quá|chậm nhất)(?!\w)",
    re.IGNORECASE,
)
"""As good as a label: "Thời hạn giải quyết là 07 ngày"."""
_NAMES: tuple[tuple[Wants, re.Pattern[str]], ...] = tuple(
    (wants, re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE))
    for wants, pattern in (
        (Wants.TIME, r"thời (?:hạn|gian)|ngày trả|hạn (?:nộp|chót|cuối)|khi nào|thời điểm"),
        (Wants.NUMBER, r"(?:mức |các )?(?:lệ )?phí|mức|chi phí|học phí|giá|số tiền|kinh phí|thù lao|tiền"),
        (
            Wants.PLACE,
            r"(?:địa )?điểm (?:nộp|tiếp)|nơi|địa điểm|(?:cơ quan|đơn vị) (?:tiếp nhận|giải quyết|thực hiện|nhận)|"
            r"nộp (?:hồ sơ )?(?:tại|ở)|cách nộp|(?:hình )?thức nộp",
        ),
        (Wants.PAPERS, r"(?:thành phần )?hồ sơ|giấy tờ|cần mang"),
        (Wants.PROCEDURE, r"trình tự|cách (?:thức|làm|thực hiện|nộp)|thủ tục|các bước|quy trình"),
        (Wants.WHO, r"đối tượng|người (?:được|có)|cơ quan|thẩm quyền"),
        (Wants.PENALTY, r"(?:mức |bị )?(?:xử )?phạt|chế tài"),
    )
)
LONGEST_LABEL = 5
"""Words."""
_LISTED = re.compile(r"(?:điều kiện|đối tượng|tiêu chuẩn|quyền lợi|trường hợp|yêu cầu|nội dung)(?!\w)", re.IGNORECASE)
_COSTS = re.compile(r"(?<!\w)(?:mất|tốn|nộp|đóng|thu|trả|miễn)\s+(?:\w+\s+)?(?:tiền|phí)(?!\w)", re.IGNORECASE)
"""Asks whether it costs something: "có mất tiền không"."""


def labels_of(text: str) -> frozenset[Wants]:
    """Return which kinds of question the label at a text's beginning answers; empty without one."""
    found = _AS_LABEL.match(text) or _LABEL.match(text)
    if found is None or len(found["name"].split()) > LONGEST_LABEL:
        return frozenset()
    return frozenset(wants for wants, pattern in _NAMES if pattern.match(found["name"]))


def fits_label(text: str, question: Question) -> bool:
    """Return True if the text stands under a label that answers the question."""
    labels = labels_of(text)
    if labels & question.wants:
        return True
    if Wants.LIST in question.wants and _names_list(text, question):
        return True
    if Wants.TIME in labels and Wants.WHEN in question.wants:
        return True
    return Wants.NUMBER in labels and asks_of_costs(question)


def asks_of_costs(question: Question) -> bool:
    return Wants.YES_NO in question.wants and _COSTS.search(question.text) is not None


def _names_list(text: str, question: Question) -> bool:
    """Return True if the label names what the question wants listed: "Điều kiện: …", "Đối tượng: …"."""
    found = _LABEL.match(text)
    if found is None or len(found["name"].split()) > LONGEST_LABEL:
        return False
    name = _LISTED.match(found["name"])
    return name is not None and name[0].casefold() in question.text.casefold()


def under_other_label(text: str, question: Question) -> bool:
    """Return True if the text stands under a label that answers other questions, and this one is asked for something of such a
    kind."""
    kinds = frozenset(wants for wants, _ in _NAMES)
    return bool(labels_of(text)) and bool(question.wants & kinds) and not fits_label(text, question)
