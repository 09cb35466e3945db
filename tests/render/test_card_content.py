"""From an item to what its card says: extractive, each number with the words of its own sentence."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.facts import Answer, DocumentFacts, Facts, KeyPoints
from distributor.render.card_content import card_content
from distributor.render.content import CardContent, FactLine, Figure
from distributor.render.excerpts import action_of, figures_of, points_of, readings_of, sentences, title_parts
from distributor.text.plain import one_line

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


def content(title: str, summary: str = "", kind: str = "new_law", text: str = "", **facts: object) -> CardContent:
    view = ItemView(
        item_id=1,
        title=title,
        summary=summary,
        text=text,
        kind=kind,
        published_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        address="https://pbgdpl.huonggiang.example/tin/1",
        unit_name="Sở Tư pháp tỉnh Hương Giang",
        facts=Facts(**facts),  # type: ignore[arg-type]
    )
    return card_content(view, load_editorial(), sample=True)


def test_figures_with_their_words() -> None:
    assert figures_of(
        ["Đất ở tại phường còn ít nhất 50 m², tại xã 80 m2; cạnh tiếp giáp đường không dưới 4 m. Có hiệu lực."]
    ) == (
        Figure("Đất ở tại phường còn ít nhất", "50 m²"),
        Figure("tại xã", "80 m²"),
        Figure("cạnh tiếp giáp đường không dưới", "4 m"),
    )
    assert figures_of(["Mức chi 300.000 đồng cho mỗi vụ hòa giải thành."]) == (
        Figure("Mức chi", "300.000 đồng", "cho mỗi vụ hòa giải thành"),
    )
    assert figures_of(["Tỷ lệ đạt 86,4%."]) == (Figure("Tỷ lệ đạt", "86,4%"),)


@pytest.mark.parametrize(
    "text",
    [
        "Có hiệu lực từ ngày 06/12/2026.",
        "Ban hành ngày 15 tháng 9 năm 2026.",
        "Theo khoản 2 Điều 5 Nghị định 12/2024/NĐ-CP.",
        "Quyết định số 27/2026/QĐ-UBND quy định mức 50 m².",  # an act's number beside a large figure misleads
        "Có 1 m, 2 m, 3 m và 4 m.",
        "300.000 đồng.",  # no words that say what of
        f"{'Rất dài ' * 20}50 m².",
        "",
    ],
)
def test_no_figure_where_it_would_mislead(text: str) -> None:
    assert figures_of([text]) == ()


def test_readings_of_a_correction() -> None:
    assert readings_of(
        [
            "“cạnh không nhỏ hơn 5 m” nay đọc đúng là “không nhỏ hơn 4 m”.",
            "Cụm từ “cạnh không nhỏ hơn 5 m” được đính chính thành “cạnh không nhỏ hơn 4 m”.",
        ]
    ) == ("cạnh không nhỏ hơn 5 m", "cạnh không nhỏ hơn 4 m")
    assert readings_of(["Đính chính “Quyết định” và “Nghị quyết”."]) == ("", "")


def test_title_in_two_parts() -> None:
    assert title_parts("Quyết định số 27/2026/QĐ-UBND quy định diện tích tách thửa") == (
        "Quyết định số 27/2026/QĐ-UBND",
        "Quy định diện tích tách thửa",
    )
    assert title_parts("Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế chợ xã") == (
        "Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND",
        "Ban hành Quy chế chợ xã",
    )
    assert title_parts("Đính chính Quyết định số 27/2026/QĐ-UBND về diện tích") == ("", "")
    assert title_parts("Trợ giúp pháp lý miễn phí") == ("", "")


def test_a_label_is_not_said_twice() -> None:
    assert content("Cảnh báo: Giả danh cán bộ", kind="scam_warning").title == "Giả danh cán bộ"
    answer = Answer("Người thuộc hộ nghèo.", sure=True)
    asked = content("Hỏi đáp pháp luật số 41: ai được trợ giúp?", "Tôi tên là T.", kind="question", answer=answer)
    assert (asked.title, asked.question, asked.answer) == (
        "Ai được trợ giúp?",
        "Ai được trợ giúp?",
        "Người thuộc hộ nghèo.",
    )
    assert content("Xã Thạch Hương: họp chợ").title == "Xã Thạch Hương: họp chợ"


def test_the_day_that_matters() -> None:
    document = DocumentFacts(number="27/2026/QĐ-UBND", issued_on=date(2026, 11, 23), effective_on=date(2026, 12, 6))
    of_effect = content("Quy định mới", document=document)
    assert (of_effect.date_label, of_effect.date_on, of_effect.date_meaning) == (
        "Có hiệu lực từ",
        date(2026, 12, 6),
        "effect",
    )
    assert of_effect.facts == (
        FactLine("Có hiệu lực từ", "06/12/2026"),
        FactLine("Số, ký hiệu", "27/2026/QĐ-UBND"),
        FactLine("Ngày ban hành", "23/11/2026"),
    )
    until = content(
        "Góp ý", kind="draft_for_comment", document=document, points=KeyPoints(deadline_on=date(2026, 12, 14))
    )
    assert (until.date_label, until.date_on, until.date_meaning) == ("Góp ý đến hết", date(2026, 12, 14), "deadline")
    too_late = KeyPoints(deadline="Gửi ý kiến trước ngày 14/12/2026.", deadline_on=date(2026, 12, 14))
    assert content("Góp ý", kind="draft_for_comment", points=too_late).date_label == "Trước ngày"
    assert content("Tin").date_on is None


def test_sentences_actions_points() -> None:
    assert sentences("Cạnh không dưới 4 m. Có hiệu lực từ ngày 06/12/2026.") == [
        "Cạnh không dưới 4 m.",
        "Có hiệu lực từ ngày 06/12/2026.",
    ]
    assert action_of(["Có kẻ giả danh. Hãy báo công an xã."]) == "Hãy báo công an xã."
    assert action_of(["Không có gì."]) == ""
    assert points_of(["Chợ họp từ 5 giờ đến 18 giờ. Ngắn. Chợ họp từ 5 giờ đến 18 giờ."]) == (
        "Chợ họp từ 5 giờ đến 18 giờ.",
    )


def test_bad_input_makes_a_card_all_the_same() -> None:
    for text in ("", "a" * 200_000, "Điều. " * 30_000, "50 m² " * 20_000, "“" * 5_000, "\ud800\x00"):
        for kind in ("new_law", "correction", "question", "guidance", "scam_warning", ""):
            made = content(text[:1_000] or "Tin", summary=text, kind=kind, text=text)
            assert len(made.lead) <= 200
            assert len(made.answer) <= 230


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)")
def test_everything_on_a_card_stands_in_its_real_source() -> None:
    seen = 0
    for entry in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        source = one_line(f"{entry['title']} {entry['text_first_12000']}")
        for kind in ("new_law", "guidance", "correction"):
            said = KeyPoints(changes=tuple(sentences(entry["text_first_12000"])[3:9]))
            made = content(entry["title"], kind=kind, text=entry["text_first_12000"], points=said)
            excerpts = [made.action, made.wrong, made.right, *made.points]
            excerpts += [part for figure in made.figures for part in (figure.before, figure.after)]
            for excerpt in filter(None, excerpts):
                assert excerpt in source, excerpt
                seen += 1
            for figure in made.figures:
                assert figure.figure in source.replace("m2", "m²")
    assert seen > 20
