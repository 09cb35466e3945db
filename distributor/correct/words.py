"""Words of corrections for staff: of acts, causes and states, and what is proposed in one sentence. Pure."""

from collections import Counter
from collections.abc import Sequence

from distributor.models import CorrectionAct, CorrectionCause, CorrectionState, StepState

ACT_WORDS: dict[CorrectionAct, str] = {
    CorrectionAct.EDIT: "sửa bài",
    CorrectionAct.WITHDRAW: "gỡ bài",
    CorrectionAct.REPLACE: "gỡ và đăng lại",
    CorrectionAct.ERRATUM: "đăng đính chính",
    CorrectionAct.BY_HAND: "cán bộ xử lý tay",
    CorrectionAct.RENEW: "sửa bài chờ đăng",
    CorrectionAct.DROP: "không đăng nữa",
    CorrectionAct.NONE: "giữ nguyên",
}
CAUSE_WORDS: dict[CorrectionCause, str] = {
    CorrectionCause.REVISED: "Nguồn đã sửa nội dung sau khi đăng.",
    CorrectionCause.WITHDRAWN: "Nguồn đã gỡ nội dung sau khi đăng.",
    CorrectionCause.OURS: "Đính chính bài đăng của cơ quan.",
    CorrectionCause.LAW: "Văn bản mà bài nói tới đã bị văn bản khác bãi bỏ, ngưng hoặc sửa đổi.",
}
STEP_WORDS: dict[StepState, str] = {
    StepState.PROPOSED: "đề nghị",
    StepState.WAITING: "đang chờ",
    StepState.DOING: "đang làm",
    StepState.DONE: "xong",
    StepState.FAILED: "chưa làm được",
    StepState.DISMISSED: "giữ nguyên",
}
CORRECTION_WORDS: dict[CorrectionState, str] = {
    CorrectionState.PROPOSED: "chờ quyết định",
    CorrectionState.APPROVED: "đã duyệt",
    CorrectionState.DISMISSED: "đã bỏ qua",
}
MOST_CHANGES = 3


def summary_of(cause: CorrectionCause, acts: Sequence[CorrectionAct], changes: Sequence[str]) -> str:
    """`Nguồn đã sửa nội dung sau khi đăng. Tiêu đề: … Đề nghị: sửa bài 3, gỡ bài 1.`"""
    counted = Counter(acts)
    wishes = ", ".join(f"{ACT_WORDS[act]} {counted[act]}" for act in CorrectionAct if counted[act])
    said = [f"{change.rstrip('.')}." for change in changes[:MOST_CHANGES]]
    return " ".join([CAUSE_WORDS[cause], *said, f"Đề nghị: {wishes}."])
