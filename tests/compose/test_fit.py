"""Fitting: never over, never empty, always the same; facts before ornaments; numbers, citations and links whole."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.registry import spec_of
from channels.sms_text import segments, unaccent
from distributor.compose.fit import Block, Count, DoesNotFit, Fitted, Keep, assemble, fit
from distributor.text.plain import clean

LINK = "https://loa.huonggiang.example/l/k7m2q9"
X_COUNT = spec_of("x").count
COUNTERS: dict[str, Count] = {
    "characters": len,
    "x": X_COUNT,
    "bytes": lambda text: len(text.encode()),
    "utf16": lambda text: len(text.encode("utf-16-le")) // 2,
    # In steps: 67 units to a segment, so that one limit serves every counter; a link alone takes a segment.
    "segments": lambda text: segments(text) * 67,
    "unaccented": lambda text: segments(unaccent(text)) * 67,
}


def blocks(headline: str, lead: str = "", hashtags: str = "#PhápLuật", label: str = "Văn bản mới") -> tuple[Block, ...]:
    return (
        Block("label", label, Keep.DROP, "nhãn", separator="", rank=2),
        Block("headline", headline, Keep.HEADLINE, "tiêu đề", separator="\n"),
        Block("lead", lead, Keep.SHORTEN, "phần dẫn", rank=3, at_least=20),
        Block("reminder", "Nội dung tóm tắt.", Keep.DROP, "lời nhắc", separator="\n", rank=4, needs=("lead",)),
        Block("link", LINK, Keep.WHOLE, "đường dẫn"),
        Block("hashtags", hashtags, Keep.DROP, "hashtag", separator="\n", rank=1),
    )


HEADLINE = "Quyết định số 27/2026/QĐ-UBND về tách thửa"
LEAD = "Thửa đất ở được tách khi còn ít nhất 50 m². Hồ sơ đã nộp được giải quyết theo quy định cũ."

STEPS = [
    ("everything", 500, ["Văn bản mới", HEADLINE, LEAD, "Nội dung tóm tắt.", LINK, "#PhápLuật"], []),
    ("hashtags go first", 210, ["Văn bản mới", HEADLINE, LEAD, LINK], ["bỏ hashtag"]),
    ("then the label", 200, [HEADLINE, LEAD, LINK], ["bỏ nhãn", "bỏ hashtag"]),
    (
        "then the lead is shortened, and what fits again comes back",
        185,
        [
            "Văn bản mới",
            HEADLINE,
            "Thửa đất ở được tách khi còn ít nhất 50 m².",
            "Nội dung tóm tắt.",
            LINK,
            "#PhápLuật",
        ],
        ["rút ngắn phần dẫn"],
    ),
    (
        "then it goes, and its reminder with it",
        110,
        ["Văn bản mới", HEADLINE, LINK, "#PhápLuật"],
        ["bỏ phần dẫn", "bỏ lời nhắc"],
    ),
    ("facts are the last", 85, [HEADLINE, LINK], ["bỏ nhãn", "bỏ phần dẫn", "bỏ lời nhắc", "bỏ hashtag"]),
]


@pytest.mark.parametrize(("limit", "parts", "dropped"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
def test_gives_way_in_order(limit: int, parts: list[str], dropped: list[str]) -> None:
    fitted = fit(blocks(HEADLINE, LEAD), len, limit)
    assert [part for part in parts if part in fitted.text] == parts
    assert fitted.dropped == dropped
    assert fitted.count == len(fitted.text) <= limit


def test_headline_is_shortened_when_only_facts_are_left() -> None:
    fitted = fit(blocks(HEADLINE), len, 65)
    assert fitted.text == f"Quyết…\n\n{LINK}"
    assert "rút ngắn tiêu đề" in fitted.dropped


def test_a_headline_keeps_its_number_whole_or_not_at_all() -> None:
    assert fit(blocks(HEADLINE), len, 74).text == f"Quyết định số 27/2026/QĐ-UBND về…\n\n{LINK}"


def test_missing_blocks_leave_no_double_blank_lines() -> None:
    fitted = fit(blocks(HEADLINE, label="", hashtags=""), len, 500)
    assert fitted.text == f"{HEADLINE}\n\n{LINK}"


def test_own_length_of_a_block() -> None:
    block = Block("lead", LEAD, Keep.SHORTEN, "phần dẫn", at_most=60)
    assert fit([block], len, 500) == Fitted("Thửa đất ở được tách khi còn ít nhất 50 m².", ["rút ngắn phần dẫn"], 43)


@pytest.mark.parametrize(("at_most", "stands"), [(90, True), (89, False)])
def test_a_block_as_long_as_its_own_length_is_not_shortened(at_most: int, stands: bool) -> None:
    fitted = fit([Block("lead", LEAD, Keep.SHORTEN, "phần dẫn", at_most=at_most)], len, 500)
    assert len(LEAD) == 90
    assert (fitted.text == LEAD) == stands
    assert fitted.cut == (frozenset() if stands else {"lead"})


def test_an_ornament_that_is_not_there_keeps_no_other_from_going() -> None:
    fitted = fit(blocks(HEADLINE, hashtags=""), len, 85)
    assert fitted.text == f"{HEADLINE}\n\n{LINK}"
    assert fitted.dropped == ["bỏ nhãn"]


def test_only_ornaments_come_back() -> None:
    """A lead that went stays away, though what went after it has left room for it."""
    given_blocks = [
        Block("headline", "Tin", Keep.HEADLINE),
        Block("lead", "Thửa đất ở được tách.", Keep.SHORTEN, "phần dẫn", rank=1, at_least=21),
        Block("hashtags", "#Đất", Keep.DROP, "hashtag", rank=2),
        Block("call", "Mời bà con đến trụ sở Ủy ban nhân dân xã.", Keep.DROP, "lời mời", rank=3),
    ]
    fitted = fit(given_blocks, len, 40)
    assert fitted.text == "Tin\n\n#Đất"
    assert fitted.gone == {"lead", "call"}


@pytest.mark.parametrize(("at_least", "stands"), [(42, True), (43, True), (44, False)])
def test_a_lead_as_long_as_its_least_length_stands(at_least: int, stands: bool) -> None:
    """Shortened to its first sentence it has 43 letters."""
    lead = Block("lead", LEAD, Keep.SHORTEN, "phần dẫn", at_least=at_least)
    fitted = fit([Block("headline", "Tin", Keep.HEADLINE), lead], len, 60)
    assert fitted.text == ("Tin\n\nThửa đất ở được tách khi còn ít nhất 50 m²." if stands else "Tin")


def test_what_cannot_fit_is_said_in_words() -> None:
    with pytest.raises(DoesNotFit, match="giới hạn 10"):
        fit(blocks(HEADLINE), len, 10)
    with pytest.raises(DoesNotFit):
        fit([Block("headline", " \n ", Keep.HEADLINE)], len, 100)


LINES = "Dòng thứ nhất dài 27 chữ cái\nDòng thứ hai\nDòng thứ ba cuối cùng"


@pytest.mark.parametrize(("limit", "lines"), [(200, 3), (45, 2), (40, 1), (28, 1)])
def test_a_list_loses_its_last_lines_each_as_a_whole(limit: int, lines: int) -> None:
    assert fit([Block("items", LINES, Keep.LINES, "danh sách")], len, limit).text == "\n".join(
        LINES.split("\n")[:lines]
    )


def test_a_list_whose_first_line_does_not_fit_is_not_there() -> None:
    fitted = fit([Block("headline", "Tin", Keep.HEADLINE), Block("items", LINES, Keep.LINES, "danh sách")], len, 20)
    assert fitted == Fitted("Tin", ["bỏ danh sách"], 3)


def short_form(limit: int) -> Fitted:
    return fit(
        [
            Block("headline", "Tách thửa đất", Keep.HEADLINE),
            Block("whole", "Theo Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026.", Keep.DROP, "trích dẫn", rank=1),
            Block("brief", "Theo Quyết định số 27/2026/QĐ-UBND.", Keep.DROP, "số", rank=2, unless=("whole",)),
        ],
        len,
        limit,
    )


def test_a_short_form_stands_where_the_long_one_does_not_fit() -> None:
    assert short_form(200) == Fitted("Tách thửa đất\n\nTheo Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026.", [], 66)
    assert short_form(60).text == "Tách thửa đất\n\nTheo Quyết định số 27/2026/QĐ-UBND."
    assert short_form(60).dropped == ["bỏ trích dẫn"]
    assert short_form(20).text == "Tách thửa đất"


@pytest.mark.parametrize(
    ("lead", "items", "stands"), [("A", "", True), ("", "B", True), ("A", "B", True), ("", "", False)]
)
def test_what_needs_others_goes_when_all_of_them_have_gone(lead: str, items: str, stands: bool) -> None:
    fitted = fit(
        [
            Block("headline", "Tin", Keep.HEADLINE),
            Block("lead", lead, Keep.DROP),
            Block("items", items, Keep.DROP),
            Block("reminder", "Tóm tắt.", Keep.DROP, needs=("lead", "items")),
        ],
        len,
        200,
    )
    assert ("reminder" in fitted.shown) is stands


def test_a_fact_before_the_headline_stays_whole_while_the_headline_is_shortened() -> None:
    fitted = fit(
        [Block("number", "Số 27/2026/QĐ-UBND", Keep.WHOLE), Block("headline", HEADLINE, Keep.HEADLINE)], len, 45
    )
    assert fitted.text.startswith("Số 27/2026/QĐ-UBND\n\nQuyết")
    assert fitted.cut == {"headline"}
    assert len(fitted.text) <= 45


def test_own_lengths_have_a_measure_of_their_own() -> None:
    lead = Block("lead", LEAD, Keep.SHORTEN, "phần dẫn", at_most=60)
    assert fit([lead], segments, 2, len).text == "Thửa đất ở được tách khi còn ít nhất 50 m²."


PIECES = (
    "Luật|Đất đai|năm 2024|điểm a khoản 1 Điều 5|27/2026/QĐ-UBND|1.200.000 đồng|24/11/2026|ngày 9 tháng 11|người dân|được|"
    "không|phải|nộp hồ sơ.|Quyết định số|#PhápLuật|https://a.example/b?c=1|50 m²,|(50%)|“trích dẫn”|TP.|HUẾ|…|👩\u200d👧|nghiêng|"
    "e\u0302\u0301|\n|\n\n|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)
WORDS = st.sampled_from(PIECES.split("|"))
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=400))


EDGES = ",;:.…–-(“«"
"""What may go from the edge of a word before "…"."""


def digit_tokens(text: str) -> list[str]:
    return [token for token in text.split() if any(letter.isdigit() for letter in token)]


@settings(max_examples=250, deadline=None)
@given(headline=TEXTS, lead=TEXTS, limit=st.integers(67, 400), counter=st.sampled_from(sorted(COUNTERS)))
def test_properties(headline: str, lead: str, limit: int, counter: str) -> None:
    count = COUNTERS[counter]
    given_blocks = blocks(headline, lead)
    fitted = fit(given_blocks, count, limit)
    assert fitted == fit(given_blocks, count, limit)
    assert 0 < count(fitted.text) == fitted.count <= limit
    assert fitted.text == unicodedata.normalize("NFC", fitted.text).strip()
    assert "\n\n\n" not in fitted.text
    assert LINK in fitted.text
    # Every number, citation, date and link that is there is there as the source has it.
    source = unicodedata.normalize("NFC", f"{headline} {lead} {LINK}")
    known = {token.strip(EDGES) for token in digit_tokens(clean(source))}
    for token in digit_tokens(fitted.text):
        assert token.strip(EDGES) in known


@settings(max_examples=100, deadline=None)
@given(headline=TEXTS, lead=TEXTS)
def test_headline_stays_whole_while_facts_fit(headline: str, lead: str) -> None:
    facts = [block for block in blocks(headline) if block.keep in {Keep.HEADLINE, Keep.WHOLE}]
    limit = len(assemble(facts, {block.name: block.text for block in facts})) + 10
    fitted = fit(blocks(headline, lead), len, limit)
    assert "rút ngắn tiêu đề" not in fitted.dropped
    assert clean(headline) in fitted.text


@settings(max_examples=100, deadline=None)
@given(lead=st.lists(WORDS, min_size=30, max_size=80).map(" ".join), limit=st.integers(100, 300))
def test_citations_and_dates_are_never_cut(lead: str, limit: int) -> None:
    # The first words can always stand, so the lead is never dropped as a whole.
    text = fit([Block("lead", f"Bà con lưu ý: {lead}", Keep.SHORTEN)], len, limit).text
    for whole in ("điểm a khoản 1 Điều 5", "1.200.000 đồng", "ngày 9 tháng 11", "năm 2024"):
        for end in range(1, len(whole)):
            if whole[end] == " ":
                assert not re.sub(r" ?…\Z", "", text).endswith(" " + whole[:end])
