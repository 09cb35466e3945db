"""What becomes of a post that is out: cause by cause, by what its channel can do."""

import pytest

from channels.registry import spec_of
from distributor.compose.erratum import Erratum
from distributor.correct.decide import Abilities, Said, choose_act
from distributor.correct.words import corrected_text, summary_of
from distributor.models import Act, CorrectionCause

REVISED, WITHDRAWN, OURS = CorrectionCause.REVISED, CorrectionCause.WITHDRAWN, CorrectionCause.OURS
PAGE = Abilities(edits=True, withdraws=True)
PROFILE = Abilities(withdraws=True)
FEED = Abilities(edits=True, withdraws=True, replaces_media=True)
TELEVISION = Abilities(edits=True, withdraws=True, video=True)
PHONES = Abilities()
HANDS = Abilities(by_hand=True)
CHANGED = Said("mức 60 m²", "mức 50 m²", same_media=True)
REDRAWN = Said("mức 60 m²", "mức 50 m²", same_media=False, media_words="Thẻ: mức 60 m²")


@pytest.mark.parametrize(
    ("cause", "said", "can", "act"),
    [
        (REVISED, CHANGED, PAGE, Act.EDIT),
        (REVISED, REDRAWN, PAGE, Act.REPLACE),
        (REVISED, REDRAWN, FEED, Act.EDIT),
        (REVISED, CHANGED, PROFILE, Act.REPLACE),
        (REVISED, CHANGED, PHONES, Act.ERRATUM),
        (REVISED, CHANGED, HANDS, Act.BY_HAND),
        (REVISED, Said("như cũ", "như cũ", same_media=True), PAGE, Act.NONE),
        (REVISED, Said("như cũ", None, same_media=True), PAGE, Act.WITHDRAW),
        (WITHDRAWN, CHANGED, PAGE, Act.WITHDRAW),
        (WITHDRAWN, CHANGED, PROFILE, Act.WITHDRAW),
        (WITHDRAWN, CHANGED, PHONES, Act.ERRATUM),
        (WITHDRAWN, CHANGED, HANDS, Act.BY_HAND),
        (OURS, CHANGED, PAGE, Act.EDIT),
        (OURS, REDRAWN, PAGE, Act.REPLACE),
        (OURS, REDRAWN, TELEVISION, Act.WITHDRAW),
        (OURS, CHANGED, PROFILE, Act.ERRATUM),
        (OURS, CHANGED, PHONES, Act.ERRATUM),
        (OURS, CHANGED, HANDS, Act.BY_HAND),
        (OURS, Said("mức 70 m²", "mức 70 m²", same_media=True), PAGE, Act.NONE),
        (OURS, Said("mức 60 m²", "mức 60 m²", same_media=True), PAGE, Act.ERRATUM),  # too long with its note
    ],
)
def test_the_act_follows_from_cause_and_channel(cause: CorrectionCause, said: Said, can: Abilities, act: Act) -> None:
    choice = choose_act(cause, said, can, wrong="60 m²" if cause is OURS else "")
    assert choice.act is act
    assert choice.reason.endswith(".")


def test_a_text_that_is_put_right_says_so() -> None:
    erratum = Erratum("60 m²", "50 m²")
    text = corrected_text("Mỗi thửa còn ít nhất 60 m².", erratum, spec_of("facebook"))
    assert text == "Mỗi thửa còn ít nhất 50 m².\n\n(Đã đính chính: nội dung trước ghi «60 m²».)"
    assert corrected_text("Không có số ấy.", erratum, spec_of("facebook")) == "Không có số ấy."
    long = "a" * 240 + " 60 m²"
    assert corrected_text(long, erratum, spec_of("x")) == long


def test_staff_read_one_sentence() -> None:
    words = summary_of(REVISED, [Act.EDIT, Act.EDIT, Act.BY_HAND], ("Nội dung: sửa vài từ (bớt «60», thêm «50»)",))
    assert words == (
        "Nguồn đã sửa nội dung sau khi đăng. Nội dung: sửa vài từ (bớt «60», thêm «50»). "
        "Đề nghị: sửa bài 2, cán bộ xử lý tay 1."
    )
