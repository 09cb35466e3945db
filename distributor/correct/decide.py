"""What becomes of one post that must be put right: by why, by where it stands, and by what its channel can do. Pure.

The least act that leaves nothing wrong and no channel empty: an edit, else a post in its place, else an erratum beside it.
"""

from dataclasses import dataclass

from distributor.compose.amend import Misstatement, says
from distributor.models import CorrectionAct, CorrectionCause


@dataclass(frozen=True)
class Abilities:
    """What a channel can do with a post that is out. `by_hand`: people published it. `video`: a post is nothing without one.

    `replaces_media`: an edit brings the pictures along.
    """

    edits: bool = False
    withdraws: bool = False
    by_hand: bool = False
    video: bool = False
    replaces_media: bool = False


@dataclass(frozen=True)
class Restatement:
    """A post, and what would be said in its place. `new_text` None: nothing can be said any more.

    `same_media`: its pictures would be the same again; `media_words`: what they say. `waits`: it has not gone out.
    `gone`: nothing of it holds any more.
    """

    text: str
    new_text: str | None
    same_media: bool
    media_words: str = ""
    waits: bool = False
    gone: bool = False


@dataclass(frozen=True)
class ChosenAct:
    """`reason`: why this and nothing else, for staff."""

    act: CorrectionAct
    reason: str


def choose_act(cause: CorrectionCause, said: Restatement, can: Abilities, *, wrong: str = "") -> ChosenAct:
    """`wrong`: what our own post said wrongly; empty if all of it was."""
    if cause is CorrectionCause.OURS and wrong and not is_wrong(said, wrong):
        return ChosenAct(CorrectionAct.NONE, f"Bài này không có chỗ «{wrong}».")
    if said.waits:
        return _before_it_goes(cause, said)
    if can.by_hand:
        return ChosenAct(CorrectionAct.BY_HAND, "Bài do cán bộ đăng tay: cán bộ sửa hoặc gỡ rồi ghi nhận.")
    match cause:
        case CorrectionCause.WITHDRAWN:
            return _take_away(can)
        case CorrectionCause.OURS:
            return _put_right(said, can, wrong)
        case CorrectionCause.LAW:
            return _tell_of_the_law(said, can)
    return _take_away(can) if said.new_text is None else _bring_up_to_date(said, can)


def is_wrong(said: Restatement, wrong: str) -> bool:
    """Return True if the post's words or pictures hold the wrong words."""
    return says(f"{said.text}\n{said.media_words}", Misstatement(wrong, ""))


def _before_it_goes(cause: CorrectionCause, said: Restatement) -> ChosenAct:
    if cause is CorrectionCause.WITHDRAWN:
        return ChosenAct(CorrectionAct.DROP, "Bài chưa đăng và nội dung không còn ở nguồn: không đăng nữa.")
    if said.new_text is None:
        return ChosenAct(CorrectionAct.DROP, "Không sửa được chữ của bài chưa đăng này: không đăng nữa.")
    return ChosenAct(CorrectionAct.RENEW, "Bài chưa đăng: sửa trước khi đăng.")


def _take_away(can: Abilities) -> ChosenAct:
    if can.withdraws:
        return ChosenAct(CorrectionAct.WITHDRAW, "Kênh cho gỡ bài.")
    return ChosenAct(CorrectionAct.ERRATUM, "Kênh không gỡ được bài đã gửi: thông báo thêm một bài.")


def _bring_up_to_date(said: Restatement, can: Abilities) -> ChosenAct:
    if said.text == said.new_text and said.same_media:
        return ChosenAct(CorrectionAct.NONE, "Nội dung bài này không đổi.")
    if can.edits and (said.same_media or can.replaces_media):
        return ChosenAct(CorrectionAct.EDIT, "Kênh cho sửa bài.")
    if can.withdraws:
        what = "ảnh hoặc video" if can.edits else "bài"
        return ChosenAct(CorrectionAct.REPLACE, f"Kênh không cho sửa {what} đã đăng: đăng bài mới, rồi gỡ bài cũ.")
    return ChosenAct(CorrectionAct.ERRATUM, "Kênh không sửa, không gỡ được bài đã gửi: gửi thêm bài có nội dung mới.")


def _put_right(said: Restatement, can: Abilities, wrong: str) -> ChosenAct:
    in_media = bool(wrong) and says(said.media_words, Misstatement(wrong, ""))
    if can.edits and wrong and said.new_text not in (None, said.text) and (can.replaces_media or not in_media):
        return ChosenAct(CorrectionAct.EDIT, "Kênh cho sửa bài; bài ghi rõ đã đính chính.")
    if can.withdraws:
        why = "Ảnh hoặc video của bài có chỗ sai" if in_media else "Kênh không cho sửa bài đã đăng"
        return ChosenAct(CorrectionAct.REPLACE, f"{why}: đăng bài đúng, rồi gỡ bài sai.")
    return ChosenAct(CorrectionAct.ERRATUM, "Kênh không sửa, không gỡ được bài đã gửi: đăng thêm bài đính chính.")


def _tell_of_the_law(said: Restatement, can: Abilities) -> ChosenAct:
    in_media = said.gone and not said.same_media and not can.replaces_media
    if can.edits and said.new_text not in (None, said.text) and not in_media:
        return ChosenAct(CorrectionAct.EDIT, "Kênh cho sửa bài; bài ghi rõ điều đã thay đổi.")
    if said.gone and can.withdraws:
        why = "Ảnh của bài ghi nội dung không còn đúng" if in_media else "Kênh không cho sửa bài đã đăng"
        return ChosenAct(CorrectionAct.REPLACE, f"{why}: đăng bài cập nhật, rồi gỡ bài cũ.")
    return ChosenAct(CorrectionAct.ERRATUM, "Đăng thêm bài nói rõ điều đã thay đổi; bài cũ giữ nguyên để đối chiếu.")


def otherwise(act: CorrectionAct) -> tuple[CorrectionAct, ...]:
    """What is tried next, in this order, where it is proved that `act` cannot be done."""
    return {
        CorrectionAct.EDIT: (CorrectionAct.REPLACE, CorrectionAct.ERRATUM, CorrectionAct.BY_HAND),
        CorrectionAct.REPLACE: (CorrectionAct.ERRATUM, CorrectionAct.BY_HAND),
        CorrectionAct.ERRATUM: (CorrectionAct.BY_HAND,),
        CorrectionAct.RENEW: (CorrectionAct.DROP,),
    }.get(act, ())
