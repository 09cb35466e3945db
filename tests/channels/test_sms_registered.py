"""Texts registered with a network: a text is one of them or not; and how a network counts segments, told and on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.errors import Misconfigured
from channels.sms.account import counting_of, text_doubt, text_fault
from channels.sms.encoding import decode, segments_of
from channels.sms.templates import check_templates, registered_texts, unregistered
from channels.sms_text import Encoding, NetworkCount, measure

NOTICE = "UBND tinh Huong Giang thong bao: {noi dung}. Xem {duong dan,40}"


@pytest.mark.parametrize(
    ("template", "text", "fits"),
    [
        ("Xin chao", "Xin chao", True),
        ("Xin  chao ", "Xin chao", True),
        ("Xin chao", "Xin chao!", False),
        ("Xin chao", "xin chao", False),
        ("Xin chao", "Xin chào", False),
        (NOTICE, "UBND tinh Huong Giang thong bao: tach thua tu 50 m2. Xem https://hg.vn/l/abc", True),
        (NOTICE, "UBND tinh Huong Giang thong bao: mot. Xem hai. Xem https://hg.vn/l/abc", True),
        (NOTICE, "UBND tinh Huong Giang thong bao: x. Xem " + "y" * 40, True),
        (NOTICE, "UBND tinh Huong Giang thong bao: x. Xem " + "y" * 41, False),
        (NOTICE, "UBND tinh Huong Giang thong bao: . Xem y", False),
        (NOTICE, "UBND xa Ben Loi thong bao: x. Xem y", False),
        ("{P1,3}-{P2,3}: ma", "abc-def: ma", True),
        ("{P1,3}-{P2,3}: ma", "abcd-def: ma", False),
        ("{P1,3}-{P2,3}: ma", "a-b-c: ma", True),
        ("Ma: {so}", "Ma: 1", True),
        ("Ma: {so}", "Ma: ", False),
        ("{a} va {a}", "mot va hai", True),
        ("{a}x{b}x{c}x", "1x2x3x", True),
        ("{a}x{b}x{c}x", "1x2x3", False),
        ("{a} va {a}", "mot va", False),
        ("ab{x,1}ab", "ababab", False),
        ("ab{x,2}ab", "ababab", True),
    ],
)
def test_a_text_fits_a_template_to_the_letter(template: str, text: str, fits: bool) -> None:
    [known] = registered_texts(template)
    assert known.fits(text) is fits


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("ok\nXin {chao", "dòng 2"),
        ("{a}", "không có chữ nào cố định"),
        ("{a} - {b}!", "không có chữ nào cố định"),
        ("Xin {a}{b} chao", "phải có chữ"),
        ("x" * 8_001, "dài quá"),
        ("Xin }chao{", "không đi thành cặp"),
    ],
)
def test_a_template_that_says_nothing_is_refused(lines: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        check_templates(lines)


def test_classes_are_apart_and_without_templates_all_texts_pass() -> None:
    lines = "QC: [QC] Moi ba con den {noi}\nCSKH: So {ten} thong bao: {tin}\n\nLich: {tin}"
    settings = {"templates": lines}
    assert unregistered(settings, "Lich: ngay mai", is_advertising=False) == ""
    assert unregistered(settings, "So TP thong bao: x", is_advertising=False) == ""
    assert "CSKH" in unregistered(settings, "[QC] Moi ba con den cho", is_advertising=False)
    assert unregistered(settings, "[QC] Moi ba con den cho", is_advertising=True) == ""
    assert "QC" in unregistered(settings, "Lich: ngay mai", is_advertising=True)
    assert unregistered({}, "gi cung duoc", is_advertising=False) == ""
    assert text_fault(settings, "khac") == ""
    assert "CSKH" in text_doubt(settings, "khac")
    strict = {**settings, "templates_only": True}
    assert "CSKH" in text_fault(strict, "khac")
    assert text_doubt(strict, "khac") == ""


@given(some.lists(some.text("ab ", min_size=1, max_size=6), min_size=1, max_size=6), some.text("ab x", max_size=60))
def test_a_text_made_from_a_template_fits_it_and_no_text_takes_long(pieces: list[str], filling: str) -> None:
    template = "{x}".join(["k" + piece for piece in pieces])
    [known] = registered_texts(template)
    assert known.fits("z".join(["k" + piece for piece in pieces]))
    known.fits(f"k{filling}" * 40)


PART = NetworkCount(header=38)


@pytest.mark.parametrize(
    ("count", "letters", "segments"),
    [(0, 160, 1), (38, 122, 1), (38, 123, 2), (38, 268, 2), (38, 269, 3), (38, 421, 3), (38, 422, 4), (38, 0, 0)],
)
def test_a_header_takes_its_room_from_the_first_segment_only(count: int, letters: int, segments: int) -> None:
    assert measure("a" * letters, NetworkCount(header=count)).segments == segments


def test_a_network_may_count_parts_smaller() -> None:
    counting = counting_of({"gsm_part": 150, "ucs2_part": 60, "header": 5})
    assert [measure("a" * size, counting).segments for size in (155, 156, 295, 296)] == [1, 2, 2, 3]
    assert [measure("ữ" * size, counting).segments for size in (65, 66, 115, 116)] == [1, 2, 2, 3]
    for wrong in ({"header": 46}, {"gsm_part": 154}, {"ucs2_part": "67"}, {"header": -1}):
        with pytest.raises(Misconfigured):
            counting_of(wrong)


@given(
    some.text(some.sampled_from("abcXYZ 0123@£$_^{}[]€Gửiếữạđ😀"), max_size=700),
    some.builds(NetworkCount, some.integers(100, 153), some.integers(50, 67), some.integers(0, 45)),
)
def test_what_goes_over_the_wire_is_what_was_counted(text: str, counting: NetworkCount) -> None:
    made, length = segments_of(text, 7, counting), measure(text, counting)
    assert len(made) == max(1, length.segments)
    read = [decode(part.octets, part.data_coding, part.esm_class) for part in made]
    assert "".join(part.text for part in read) == text
    octets = 2 if length.encoding is Encoding.UCS2 else 1
    headers = 6 if len(made) > 1 else 0
    alone, first, further = (room * octets for room in counting.room(length.encoding))
    rooms = [alone] if len(made) == 1 else [first, *[further] * (len(made) - 1)]
    assert all(len(part.octets) - headers <= room for part, room in zip(made, rooms, strict=True))
