"""What a correction changes, as its page shows it without a tap."""

from web.amended import amended

OLD = """VĂN BẢN MỚI

Thửa đất tại xã còn ít nhất 80 m², tại phường 50 m².
Ủy ban nhân dân xã nhận hồ sơ.
Xem: http://a.vn/l/abc"""


def test_lines_that_differ_stand_whole_with_what_goes_and_what_comes() -> None:
    new = OLD.replace("80 m²", "90 m²").replace("Ủy ban", "ủy ban").replace("/abc", "/xyz") + "\nĐính chính <b>."
    assert [str(line) for line in amended(OLD, new)] == [
        "Thửa đất tại xã còn ít nhất <del>80</del><ins>90</ins> m², tại phường 50 m².",
        "<del>Ủy</del><ins>ủy</ins> ban nhân dân xã nhận hồ sơ.",
        "<ins>Đính chính &lt;b&gt;.</ins>",
    ]


def test_what_goes_without_another_in_its_place_is_told() -> None:
    assert [str(line) for line in amended(OLD, OLD.replace("Ủy ban nhân dân xã nhận hồ sơ.\n", ""))] == [
        "<del>Ủy ban nhân dân xã nhận hồ sơ.</del>"
    ]


def test_another_short_link_is_no_difference() -> None:
    assert amended(OLD, OLD.replace("/abc", "/xyz")) == ()
    assert amended("", "") == ()
