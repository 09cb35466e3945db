"""Two texts of one item beside each other: what is marked and left out, and that each post's own link is no difference."""

import pytest

from web.differences import said_beside

OURS, THEIRS = "http://loa.example/l/i82fsjb", "http://loa.example/l/rxzu3rw"


@pytest.mark.parametrize(
    ("base", "text", "lines", "left_out"),
    [
        (f"Nộp trước 30/11.\nXem: {THEIRS}", f"Nộp trước 30/11.\nXem: {OURS}", [], ()),
        (
            f"Nộp trước 30/11.\nXem: {THEIRS}",
            f"Nộp trước 29/11.\nXem: {OURS}",
            ["Nộp trước <del>30/11</del><ins>29/11</ins>."],
            (),
        ),
        (
            f"Nộp trước 30/11.\nMời bà con góp ý.\nXem: {THEIRS}",
            f"Nộp trước 30/11.\n{OURS}",
            [],
            ("Mời bà con góp ý.", f"Xem: {THEIRS}"),
        ),
        (
            f"Nộp trước 30/11.\nXem: {THEIRS}",
            f"Nộp trước 30/11.\nXem: {OURS} và http://khac.example/l/1",
            [f"<ins>Xem: {OURS} và http://khac.example/l/1</ins>"],
            (f"Xem: {THEIRS}",),
        ),
    ],
    ids=["only the link", "a figure", "left out", "another address"],
)
def test_each_posts_own_link_is_no_difference(
    base: str, text: str, lines: list[str], left_out: tuple[str, ...]
) -> None:
    beside = said_beside(base, text, (THEIRS, OURS))
    assert [str(line.words) for line in beside.lines] == lines
    assert beside.left_out == left_out


def test_what_is_shown_is_escaped_also_where_the_link_stands() -> None:
    beside = said_beside("Một dòng <b>.\nXem a&b", "Một dòng <b>.\nXem a&c <i>", ("a&b", "a&c"))
    assert [str(line.words) for line in beside.lines] == ["Xem a&amp;c<ins> &lt;i&gt;</ins>"]


def test_bullets_capitals_and_line_breaks_are_no_difference() -> None:
    base = "📜 VĂN BẢN MỚI\nTách thửa đất\n\n• Tại phường còn ít nhất 50 m².\n• Tại xã 80 m². Hồ sơ nộp ở xã."
    beside = said_beside(
        base, "Văn bản mới\nTách thửa đất.\nTại phường còn ít nhất 50 m². Tại xã 80 m². Hồ sơ nộp ở xã."
    )
    assert beside.is_same
    only = said_beside(base, "Tại xã 80 m². Hồ sơ nộp ở xã.")
    assert (only.lines, only.without, only.kept) == ((), (1, 2, 3), (4,))
    shorter = said_beside(base, "Tách thửa đất\nTại phường còn ít nhất 50 m².\nTại xã 80 m².")
    assert (shorter.without, shorter.cut) == ((1,), ("Hồ sơ nộp ở xã.",))


def test_of_a_long_sentence_what_stands_beside_the_change_is_shown_with_its_line() -> None:
    base = "Tách thửa đất\nĐối với đất nông nghiệp, diện tích tối thiểu là 500 m² với đất trồng cây hằng năm và cây lâu năm khác."
    (line,) = said_beside(base, base.replace("500", "300")).lines
    assert (line.number, str(line.words)) == (
        2,
        "… tích tối thiểu là <del>500</del><ins>300</ins> m² với đất trồng …",
    )


def test_what_is_of_its_own_stands_whole() -> None:
    beside = said_beside("Tách thửa đất.\nTại phường 50 m².", "Kính thưa bà con!\nSáng mai họp chợ.\nTrân trọng <b>.")
    assert beside.is_own
    assert [str(line.words) for line in beside.lines] == [
        "Kính thưa bà con!",
        "Sáng mai họp chợ.",
        "Trân trọng &lt;b&gt;.",
    ]


def test_a_message_without_accents_differs_only_in_what_it_says() -> None:
    base = f"Đăng ký trước 30/11.\nBà con mang căn cước.\n{THEIRS}"
    same = said_beside(base, f"Dang ky truoc 30/11.\nBa con mang can cuoc.\n{OURS}", (THEIRS, OURS))
    assert (same.is_same, same.is_unmarked) == (True, True)
    other = said_beside(base, f"Dang ky truoc 29/11.\n{OURS}", (THEIRS, OURS))
    assert [str(line.words) for line in other.lines] == ["Dang ky truoc <del>30/11</del><ins>29/11</ins>."]
    assert (other.without, other.is_unmarked) == ((2,), True)
    assert not said_beside(base, base).is_unmarked
    lost = said_beside(base, f"Đang ký trước 30/11.\nBà con mang căn cước.\n{OURS}", (THEIRS, OURS))
    assert len(lost.lines) == 1, "one accent that is lost is a slip"
