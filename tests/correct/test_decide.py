"""What becomes of a post that is out: cause by cause, by what its channel can do."""

import pytest

from distributor.compose.amend import Misstatement, put_right, says
from distributor.correct.decide import Abilities, Said, choose_act
from distributor.correct.words import summary_of
from distributor.models import Act, CorrectionCause

REVISED, WITHDRAWN = CorrectionCause.REVISED, CorrectionCause.WITHDRAWN
OURS, LAW = CorrectionCause.OURS, CorrectionCause.LAW
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
        (OURS, REDRAWN, TELEVISION, Act.REPLACE),
        (OURS, REDRAWN, FEED, Act.EDIT),
        (OURS, CHANGED, PROFILE, Act.REPLACE),
        (OURS, CHANGED, PHONES, Act.ERRATUM),
        (OURS, CHANGED, HANDS, Act.BY_HAND),
        (OURS, Said("mức 70 m²", "mức 70 m²", same_media=True), PAGE, Act.NONE),
        (OURS, Said("mức 60 m²", "mức 60 m²", same_media=True), PAGE, Act.REPLACE),  # nothing to edit it into
        (OURS, Said("mức 60 m²", None, same_media=True), PHONES, Act.ERRATUM),
        (OURS, Said("mức 60 m²", "mức 50 m²", same_media=True, waits=True), PHONES, Act.RENEW),
        (OURS, Said("mức 60 m²", None, same_media=True, waits=True), PAGE, Act.DROP),
        (OURS, Said("mức 70 m²", "mức 70 m²", same_media=True, waits=True), PAGE, Act.NONE),
        (WITHDRAWN, Said("mức 60 m²", None, same_media=True, waits=True), PAGE, Act.DROP),
        (REVISED, Said("mức 60 m²", "mức 50 m²", same_media=True, waits=True), HANDS, Act.RENEW),
        (LAW, CHANGED, PAGE, Act.EDIT),
        (LAW, CHANGED, PROFILE, Act.ERRATUM),
        (LAW, CHANGED, HANDS, Act.BY_HAND),
    ],
)
def test_the_act_follows_from_cause_and_channel(cause: CorrectionCause, said: Said, can: Abilities, act: Act) -> None:
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
    words = summary_of(REVISED, [Act.EDIT, Act.EDIT, Act.BY_HAND], ("Nội dung: sửa vài từ (bớt «60», thêm «50»)",))
    assert words == (
        "Nguồn đã sửa nội dung sau khi đăng. Nội dung: sửa vài từ (bớt «60», thêm «50»). "
        "Đề nghị: sửa bài 2, cán bộ xử lý tay 1."
    )


@pytest.mark.parametrize(
    ("said", "can", "act"),
    [
        (Said("cũ", "mới", same_media=True, gone=True), Abilities(edits=True, withdraws=True), Act.EDIT),
        # A card that still tells what will never be in force cannot stay beneath edited words.
        (Said("cũ", "mới", same_media=False, gone=True), Abilities(edits=True, withdraws=True), Act.REPLACE),
        (
            Said("cũ", "mới", same_media=False, gone=True),
            Abilities(edits=True, withdraws=True, replaces_media=True),
            Act.EDIT,
        ),
        (Said("cũ", "mới", same_media=True, gone=True), Abilities(withdraws=True), Act.REPLACE),
        (Said("cũ", "mới", same_media=True, gone=True), Abilities(), Act.ERRATUM),
        (Said("cũ", "mới", same_media=False), Abilities(edits=True, withdraws=True), Act.EDIT),
    ],
)
def test_of_an_act_that_is_gone_nothing_of_the_old_words_is_left(said: Said, can: Abilities, act: Act) -> None:
    assert choose_act(LAW, said, can).act is act
