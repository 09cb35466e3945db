"""What rows are marked with: whose commune they are, and the matter that their title is about."""

import pytest

from distributor.lookup.marks import marks_of, marks_of_places
from distributor.text.place import communes_in


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Hỏi đáp: Uống rượu bia rồi đi xe máy bị phạt bao nhiêu?", "zmnongdocon"),
        ("Hỏi đáp: Chó nhà thả rông cắn người, chủ nuôi phải bồi thường thế nào?", "zmchotharong"),
        ("quy định thu gom rác thải sinh hoạt trên địa bàn tỉnh Hương Giang", "zmmoitruong"),
    ],
)
def test_a_title_is_of_the_matter_that_people_ask_for_in_such_words(title: str, mark: str) -> None:
    assert marks_of(title) == {mark}


@pytest.mark.parametrize(
    "title", ["Thông báo số 3", "Hội nghị tổng kết công tác năm", "Trao bằng khen cho tập thể xuất sắc"]
)
def test_a_title_of_no_matter_is_marked_with_none(title: str) -> None:
    assert marks_of(title) == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Xã Trà Vinh Thượng: Quyết định số 02/2026/QĐ-UBND", ["Trà Vinh Thượng"]),
        ("Trợ giúp pháp lý lưu động tại xã Bình Lãng ngày 06/12/2026", ["Bình Lãng"]),
        ("Ủy ban nhân dân phường Vĩnh Giang", ["Vĩnh Giang"]),
        ("Ủy ban nhân dân tỉnh Hương Giang", []),
        ("quy chế chợ xã", []),
    ],
)
def test_communes_are_known_by_their_level_and_capitals(text: str, names: list[str]) -> None:
    assert communes_in(text) == names


def test_what_warns_everybody_is_of_no_commune() -> None:
    title = "Cảnh báo: Giả người giao hàng để lấy tiền tại xã Bình Lãng"
    assert "zpbinhlang" in marks_of(title, place=title)
    assert "zpbinhlang" not in marks_of(title, place=title, kind="scam_warning")


def test_a_query_may_name_any_commune_of_its_words() -> None:
    assert {"zpbinhlang", "zptravinhthuong"} <= marks_of_places(["o", "binh", "lang", "hay", "tra", "vinh", "thuong"])
