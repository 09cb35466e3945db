"""What becomes of a post that is out: cause by cause, by what its channel can do."""

import pytest

from distributor.compose.amend import Misstatement, put_right, says
from distributor.correct.decide import Abilities, Restatement, choose_act
from distributor.correct.words import summary_of
from distributor.models import CorrectionAct, CorrectionCause

REVISED, WITHDRAWN = CorrectionCause.REVISED, CorrectionCause.WITHDRAWN
OURS, LAW = CorrectionCause.OURS, CorrectionCause.LAW
PAGE = Abilities(edits=True, withdraws=True)
PROFILE = Abilities(withdraws=True)
FEED = Abilities(edits=True, withdraws=True, replaces_media=True)
TELEVISION = Abilities(edits=True, withdraws=True, video=True)
PHONES = Abilities()
HANDS = Abilities(by_hand=True)
CHANGED = Restatement("mức 60 m²", "mức 50 m²", same_media=True)
REDRAWN = Restatement("mức 60 m²", "mức 50 m²", same_media=False, media_words="Thẻ: mức 60 m²")


@pytest.mark.parametrize(
    ("cause", "said", "can", "act"),
    [
        (REVISED, CHANGED, PAGE, CorrectionAct.EDIT),
        (REVISED, REDRAWN, PAGE, CorrectionAct.REPLACE),
        (REVISED, REDRAWN, FEED, CorrectionAct.EDIT),
        (REVISED, CHANGED, PROFILE, CorrectionAct.REPLACE),
        (REVISED, CHANGED, PHONES, CorrectionAct.ERRATUM),
        (REVISED, CHANGED, HANDS, CorrectionAct.BY_HAND),
        (REVISED, Restatement("như cũ", "như cũ", same_media=True), PAGE, CorrectionAct.NONE),
        (REVISED, Restatement("như cũ", None, same_media=True), PAGE, CorrectionAct.WITHDRAW),
        (WITHDRAWN, CHANGED, PAGE, CorrectionAct.WITHDRAW),
        (WITHDRAWN, CHANGED, PROFILE, CorrectionAct.WITHDRAW),
        (WITHDRAWN, CHANGED, PHONES, CorrectionAct.ERRATUM),
        (WITHDRAWN, CHANGED, HANDS, CorrectionAct.BY_HAND),
        (OURS, CHANGED, PAGE, CorrectionAct.EDIT),
        (OURS, REDRAWN, PAGE, CorrectionAct.REPLACE),
        (OURS, REDRAWN, TELEVISION, CorrectionAct.REPLACE),
        (OURS, REDRAWN, FEED, CorrectionAct.EDIT),
        (OURS, CHANGED, PROFILE, CorrectionAct.REPLACE),
        (OURS, CHANGED, PHONES, CorrectionAct.ERRATUM),
        (OURS, CHANGED, HANDS, CorrectionAct.BY_HAND),
        (OURS, Restatement("mức 70 m²", "mức 70 m²", same_media=True), PAGE, CorrectionAct.NONE),
        (
            OURS,
            Restatement("mức 60 m²", "mức 60 m²", same_media=True),
            PAGE,
            CorrectionAct.REPLACE,
        ),  # nothing to edit it into
        (OURS, Restatement("mức 60 m²", None, same_media=True), PHONES, CorrectionAct.ERRATUM),
        (OURS, Restatement("mức 60 m²", "mức 50 m²", same_media=True, waits=True), PHONES, CorrectionAct.RENEW),
        (OURS, Restatement("mức 60 m²", None, same_media=True, waits=True), PAGE, CorrectionAct.DROP),
        (OURS, Restatement("mức 70 m²", "mức 70 m²", same_media=True, waits=True), PAGE, CorrectionAct.NONE),
        (WITHDRAWN, Restatement("mức 60 m²", None, same_media=True, waits=True), PAGE, CorrectionAct.DROP),
        (REVISED, Restatement("mức 60 m²", "mức 50 m²", same_media=True, waits=True), HANDS, CorrectionAct.RENEW),
        (LAW, CHANGED, PAGE, CorrectionAct.EDIT),
        (LAW, CHANGED, PROFILE, CorrectionAct.ERRATUM),
        (LAW, CHANGED, HANDS, CorrectionAct.BY_HAND),
    ],
)
def test_the_act_follows_from_cause_and_channel(
    cause: CorrectionCause, said: Restatement, can: Abilities, act: CorrectionAct
) -> None:
    choice = choose_act(cause, said, can, wrong="60 m²" if cause is OURS else "")
    assert choice.act is act
    assert choice.reason.endswith(".")


@pytest.mark.parametrize(
    ("wrong", "right", "text", "expected"),
    [
        ("60 m²", "50 m²", "Còn ít nhất 60 m², không phải 160 m².", "Còn ít nhất 50 m², không phải 160 m²."),
        ("60 m²", "50 m²", "CÒN ÍT NHẤT 60 M²; 60\nm²", "CÒN ÍT NHẤT 50 M²; 50 m²"),
        ("07/12/2026", "17/12/2026", "Từ 7/12/2026, ngày 07 tháng 12 năm 2026", "Từ 17/12/2026, ngày 17 tháng 12 năm 2026"),
        ("từ ngày 07/12/2026", "từ ngày 17/12/2026", "Từ ngày 7-12-2026", "Từ ngày 17-12-2026"),
        ("50", "60", "1.500 và 50,5 và 50.", "1.500 và 50,5 và 60."),
        ("50 m²", "tối thiểu 50 m²", "Là tối thiểu 50 m² và 50 m²", "Là tối thiểu 50 m² và tối thiểu 50 m²"),
        ("", "50 m²", "Còn 60 m²", "Còn 60 m²"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_in_its_forms_and_nothing_else_is(
    wrong: str, right: str, text: str, expected: str
) -> None:
    error = Misstatement(wrong, right)
    assert put_right(text, error) == expected
    assert says(text, error) is (text != expected)
    assert put_right(expected, error) == expected, "what is right stays right"
    assert not says(expected, error)


def test_what_an_erratum_quotes_is_not_said_again() -> None:
    error = Misstatement("60 m²", "50 m²")
    text = "Còn 50 m². Đính chính ngày 27/11/2026: nội dung trước ghi «60 m²», đúng là «50 m²»."
    assert not says(text, error)
    assert put_right(text, error) == text


def test_staff_read_one_sentence() -> None:
    words = summary_of(
        REVISED,
        [CorrectionAct.EDIT, CorrectionAct.EDIT, CorrectionAct.BY_HAND],
        ("Nội dung: sửa vài từ (bớt «60», thêm «50»)",),
    )
    assert words == (
        "Nguồn đã sửa nội dung sau khi đăng. Nội dung: sửa vài từ (bớt «60», thêm «50»). "
        "Đề nghị: sửa bài 2, cán bộ xử lý tay 1."
    )


@pytest.mark.parametrize(
    ("said", "can", "act"),
    [
        (
            Restatement("cũ", "mới", same_media=True, gone=True),
            Abilities(edits=True, withdraws=True),
            CorrectionAct.EDIT,
        ),
        # A card that still tells what will never be in force cannot stay beneath edited words.
        (
            Restatement("cũ", "mới", same_media=False, gone=True),
            Abilities(edits=True, withdraws=True),
            CorrectionAct.REPLACE,
        ),
        (
            Restatement("cũ", "mới", same_media=False, gone=True),
            Abilities(edits=True, withdraws=True, replaces_media=True),
            CorrectionAct.EDIT,
        ),
        (Restatement("cũ", "mới", same_media=True, gone=True), Abilities(withdraws=True), CorrectionAct.REPLACE),
        (Restatement("cũ", "mới", same_media=True, gone=True), Abilities(), CorrectionAct.ERRATUM),
        (Restatement("cũ", "mới", same_media=False), Abilities(edits=True, withdraws=True), CorrectionAct.EDIT),
    ],
)
def test_of_an_act_that_is_gone_nothing_of_the_old_words_is_left(
    said: Restatement, can: Abilities, act: CorrectionAct
) -> None:
    assert choose_act(LAW, said, can).act is act
