"""What becomes of one published post when it must be put right: by why, and by what its channel can do. Pure."""

from dataclasses import dataclass
from unicodedata import normalize

from distributor.models import Act, CorrectionCause


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
class Said:
    """A post that is out, and what would be said in its place. `new_text` None: nothing can be said any more.

    `same_media`: its pictures would be the same again; `media_words`: what they say.
    """

    text: str
    new_text: str | None
    same_media: bool
    media_words: str = ""


@dataclass(frozen=True)
class Choice:
    """`reason`: why this and nothing else, for staff."""

    act: Act
    reason: str


def choose_act(cause: CorrectionCause, said: Said, can: Abilities, *, wrong: str = "") -> Choice:
    """`wrong`: what our own post said wrongly; empty if all of it was."""
    if cause is CorrectionCause.OURS and wrong and not _says(said.text, wrong) and not _says(said.media_words, wrong):
        return Choice(Act.NONE, f"Bài này không có chỗ «{wrong}».")
    if can.by_hand:
        return Choice(Act.BY_HAND, "Bài do cán bộ đăng tay: cán bộ sửa hoặc gỡ rồi ghi nhận.")
    if cause is CorrectionCause.WITHDRAWN or said.new_text is None:
        return _take_away(can)
    if cause is CorrectionCause.OURS:
        return _put_right(said, can, wrong)
    return _bring_up_to_date(said, can)


def _take_away(can: Abilities) -> Choice:
    if can.withdraws:
        return Choice(Act.WITHDRAW, "Kênh cho gỡ bài.")
    return Choice(Act.ERRATUM, "Kênh không gỡ được bài đã gửi: thông báo thêm một bài.")


def _bring_up_to_date(said: Said, can: Abilities) -> Choice:
    if said.text == said.new_text and said.same_media:
        return Choice(Act.NONE, "Nội dung bài này không đổi.")
    if can.edits and (said.same_media or can.replaces_media):
        return Choice(Act.EDIT, "Kênh cho sửa bài.")
    if can.withdraws:
        what = "ảnh hoặc video" if can.edits else "bài"
        return Choice(Act.REPLACE, f"Kênh không cho sửa {what} đã đăng: gỡ bài cũ, đăng bài mới.")
    return Choice(Act.ERRATUM, "Kênh không sửa, không gỡ được bài đã gửi: gửi thêm bài có nội dung mới.")


def _put_right(said: Said, can: Abilities, wrong: str) -> Choice:
    in_media = bool(wrong) and _says(said.media_words, wrong)
    if can.edits and not in_media and wrong and said.new_text != said.text:
        return Choice(Act.EDIT, "Kênh cho sửa bài; bài ghi rõ đã đính chính.")
    if can.video and can.withdraws:
        return Choice(Act.WITHDRAW, "Video có chỗ sai không sửa được: đưa về riêng tư.")
    if in_media and can.withdraws:
        return Choice(Act.REPLACE, "Ảnh hoặc video của bài có chỗ sai: gỡ bài cũ, đăng bài đính chính.")
    return Choice(Act.ERRATUM, "Đăng thêm bài đính chính; bài cũ giữ nguyên để đối chiếu.")


def _says(text: str, words: str) -> bool:
    return normalize("NFC", words).casefold() in normalize("NFC", text).casefold()
