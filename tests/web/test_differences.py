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
            ["Nộp trước <del>30</del><ins>29</ins>/11."],
            (),
        ),
        (
            f"Nộp trước 30/11.\nMời bà con góp ý.\nXem: {THEIRS}",
            f"Nộp trước 30/11.\n{OURS}",
            [f"<ins>{OURS}</ins>"],
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
    assert [str(line) for line in beside.lines] == lines
    assert beside.left_out == left_out


def test_what_is_shown_is_escaped_also_where_the_link_stands() -> None:
    beside = said_beside("Một dòng <b>.\nXem a&b", "Một dòng <b>.\nXem a&c <i>", ("a&b", "a&c"))
    assert [str(line) for line in beside.lines] == ["Xem a&amp;c<ins> &lt;i&gt;</ins>"]
