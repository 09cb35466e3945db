"""What is still news, whom an act concerns, what kind of news it is, and whether it is legal education at all."""

from dataclasses import replace
from datetime import date

import pytest

from distributor.facts import Answers, DocumentFacts, Facts, Reason, Relation, Scope
from distributor.reading_states import DocumentStatusKind, RelationKind
from distributor.understand.content_kind import read_kind
from distributor.understand.item_gate import item_gate, settled
from distributor.understand.newness import (
    applications_over,
    is_still_told,
    old_document_in,
    only_repeals,
    subject_over,
    why_not_for_citizens,
    why_not_new,
)
from distributor.understand.understand import understand

TODAY = date(2026, 11, 27)
DECISION = DocumentFacts(
    kind="quyết định",
    number="88/2026/QĐ-UBND",
    issuers=("Ủy ban nhân dân tỉnh Hương Giang",),
    issued_on=date(2026, 11, 20),
    effective_on=date(2026, 12, 1),
    subject="quy định mức hỗ trợ học phí",
)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (DECISION, ""),
        (replace(DECISION, issued_on=date(2026, 1, 20), effective_on=date(2026, 2, 1)), ""),
        (replace(DECISION, issued_on=date(2024, 1, 20), effective_on=date(2027, 1, 1)), ""),
        (
            replace(DECISION, number="12/2012/QĐ-UBND", issued_on=date(2012, 6, 25), effective_on=date(2012, 7, 5)),
            "not_new",
        ),
        (replace(DECISION, number="986/QĐ-UBND", issued_on=date(2026, 6, 1), effective_on=None), "not_new"),
        (replace(DECISION, number="986/QĐ-UBND", issued_on=date(2026, 11, 1), effective_on=None), ""),
        (replace(DECISION, ended_on=date(2026, 11, 1)), "not_new"),
        (replace(DECISION, status=DocumentStatusKind.ENDED), "not_new"),
        (replace(DECISION, issued_on=None, effective_on=None), ""),
        (replace(DECISION, number="12/2012/QĐ-UBND", issued_on=None, effective_on=None), "not_new"),
        (replace(DECISION, number="", issued_on=None, effective_on=None), "day_unknown"),
    ],
)
def test_new_means_new(document: DocumentFacts, code: str) -> None:
    found = why_not_new(document, TODAY)
    assert (found.code if found else "") == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (DECISION, ""),
        (replace(DECISION, kind="công văn", number="640/STP-HCTP"), "office_letter"),
        (replace(DECISION, kind="kế hoạch", number="12/KH-UBND"), "for_offices"),
        (replace(DECISION, kind="văn bản hợp nhất", number="05/VBHN-VPQH"), "consolidated"),
        (replace(DECISION, subject="quy định chức năng, nhiệm vụ, quyền hạn của Sở Nội vụ"), "for_offices"),
        (replace(DECISION, subject="phân bổ dự toán ngân sách nhà nước năm 2027"), "for_offices"),
        (replace(DECISION, subject="phân cấp cấp giấy phép xây dựng nhà ở của hộ gia đình"), ""),
        (replace(DECISION, subject="phê duyệt quy trình nội bộ giải quyết thủ tục hành chính"), "for_offices"),
    ],
)
def test_acts_for_offices_wait(document: DocumentFacts, code: str) -> None:
    found = why_not_for_citizens(document, "", "")
    assert (found.code if found else "") == code


def test_news_of_an_old_act_is_no_news() -> None:
    assert old_document_in("Thông tư 332/2016/TT-BTC sửa đổi Thông tư 76/2014/TT-BTC", TODAY) == "2016"
    assert old_document_in("Nghị định 301/2026/NĐ-CP thay Nghị định 01/2017/NĐ-CP", TODAY) == ""
    assert old_document_in("Luật Đất đai", TODAY) == ""


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Thông tư 39 theo Bộ luật Dân sự; hai thông tư có hiệu lực từ ngày 15.3.2017.", "2017"),
        ("Kể từ ngày 1–3-2017, số tiền bảo hiểm tối thiểu là 100 triệu đồng.", "2017"),
        ("Nghị định 56/2017 có hiệu lực từ tháng 7/2017.", "2017"),
        ("Nghị định 56/2017 được sửa đổi, áp dụng từ ngày 01/12/2026.", ""),
        ("Mức này áp dụng cho năm học 2026 - 2027, thay mức của Nghị quyết 12/2019/NQ-HĐND.", ""),
        ("Mỗi thửa 2017 m2, tối đa 2.018 hộ.", ""),
        ("Công dân nam sinh năm 2009 đăng ký nghĩa vụ quân sự lần đầu.", ""),
    ],
)
def test_news_that_dates_all_by_old_years_is_old(text: str, year: str) -> None:
    assert old_document_in(text, TODAY) == year


def test_answers_settle_what_they_answer() -> None:
    facts = Facts(
        document=replace(DECISION, issued_on=None, effective_on=None, number="", ended_on=None),
        role="announcement",
        kind="new_law",
    )
    gate = item_gate(facts, "Tin", "", questions=("Không chắc ngày ban hành.",), today=TODAY)
    assert {"day_unknown", "question"} <= {reason.code for reason in gate}
    answered = replace(
        facts,
        gate=(*gate, Reason("unknown_kind")),
        document=DECISION,
        answers=Answers(by="lan", kind="new_law", number="88/2026/QĐ-UBND"),
    )
    assert [reason.code for reason in settled(answered, TODAY).gate] == ["no_point"]


@pytest.mark.parametrize(
    ("title", "text", "kind", "relevant"),
    [
        (
            "Siết quy định dạy thêm",
            "Bộ đã ban hành Thông tư 29/2026/TT-BGDĐT quy định về dạy thêm, có hiệu lực từ 14/02/2027.",
            "new_law",
            True,
        ),
        ("Đốt rơm rạ bị phạt", "Theo quy định, cá nhân đốt rơm rạ bị phạt từ 2,5 đến 3 triệu.", "guidance", True),
        (
            "Ra quân tháng an toàn giao thông",
            "Xã vận động người dân chấp hành Luật Trật tự, an toàn giao thông đường bộ.",
            "propaganda",
            True,
        ),
        (
            "Tòa án xét xử vụ tranh chấp lối đi",
            "Tòa tuyên buộc các bên giữ lối đi chung theo Điều 254 Bộ luật Dân sự.",
            "other_legal",
            True,
        ),
        (
            "Đề xuất miễn lệ phí căn cước",
            "Bộ đang lấy ý kiến dự thảo Thông tư. Theo dự thảo, trẻ em được miễn lệ phí.",
            "draft_for_comment",
            True,
        ),
        (
            "Giá trông giữ xe tại các chợ trong tỉnh",
            "Theo Quyết định số 41/2026/QĐ-UBND ngày 06/10/2026, giá tối đa từ 20/10/2026:\nXe đạp | 2.000 đ/lượt\n"
            "Xe máy | 4.000 đ/lượt\nÔ tô | 15.000 đ/lượt\nĐơn vị trông giữ xe niêm yết giá, đưa vé cho khách gửi xe.",
            "notice",
            True,
        ),
        ("Giá vàng hôm nay", "Vàng miếng tăng 300.000 đồng/lượng, vàng nhẫn 150 triệu đồng/lượng.", "not_legal", False),
        ("Khai mạc giải bóng chuyền", "Giải có 12 đội tham gia; trận chung kết ngày 28/11.", "not_legal", False),
        ("Trao quyết định bổ nhiệm Phó Giám đốc Sở", "Sáng nay, Chủ tịch trao quyết định bổ nhiệm.", "not_legal", False),
        ("Bình ắc quy mau hỏng, làm sao?", "Bạn nên kiểm tra ắc quy, máy phát và bảo dưỡng xe thường xuyên.", "not_legal", False),
    ],
)  # fmt: skip
def test_kinds_of_news(title: str, text: str, kind: str, relevant: bool) -> None:
    read = read_kind(title, text, "", None, "")
    assert (read.kind, read.relevant) == (kind, relevant)


def test_a_source_that_sorts_its_items_is_believed() -> None:
    assert read_kind("Khai mạc giải bóng chuyền", "Trận chung kết.", "guidance", None, "").relevant


def test_an_act_for_a_school_year_that_is_over_is_no_news_however_new_it_is() -> None:
    act = DocumentFacts("nghị quyết", "20/2026/NQ-HĐND", ("Hội đồng nhân dân tỉnh Hương Giang",), date(2026, 7, 10))
    title = "Quy định mức học phí năm học {} trên địa bàn tỉnh"
    assert subject_over(act, title.format("2026 - 2027"), date(2026, 11, 27)) is None
    assert subject_over(act, title.format("2025 - 2026"), date(2026, 11, 27)) == date(2026, 8, 31)
    assert subject_over(act, title.format("2025 - 2026").replace("năm học", "từ năm học"), date(2026, 11, 27)) is None


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("quyết định", "12/2025/QĐ-UBND", True),
        ("thông tư", "12/2025/TT-BTC", True),
        ("nghị định", "12/2025/NĐ-CP", False),
        ("luật", "12/2025/QH15", False),
    ],
)
def test_after_its_first_time_an_act_that_the_nation_knows_is_no_news(kind: str, number: str, told: bool) -> None:
    old = replace(DECISION, kind=kind, number=number, issued_on=date(2025, 5, 10), effective_on=date(2025, 7, 1))
    assert is_still_told(old, TODAY) is told


def _ends(number: str, issued_on: date | None, kind: RelationKind = RelationKind.REPEALS) -> Relation:
    return Relation(kind, f"Quyết định số {number}", number, Scope.WHOLE, (), "", issued_on=issued_on)


@pytest.mark.parametrize(
    ("relations", "alone"),
    [
        ((_ends("08/2019/QĐ-UBND", date(2019, 3, 14)),), True),
        ((_ends("08/2019/QĐ-UBND", None),), True),
        ((_ends("08/2019/QĐ-UBND", None), _ends("33/2026/QĐ-UBND", date(2026, 9, 15))), False),
        ((_ends("33/2026/QĐ-UBND", None),), False),
        ((_ends("05/2026/QĐ-UBND", date(2026, 1, 15)),), True),
        ((_ends("08/2019/QĐ-UBND", None, RelationKind.REPLACES),), False),
        ((), False),
    ],
)
def test_a_repeal_of_what_is_long_known_waits_for_a_person(relations: tuple[Relation, ...], alone: bool) -> None:
    repeal = replace(DECISION, subject="bãi bỏ một số quyết định", relations=relations)
    assert only_repeals(repeal, TODAY) is alone
    assert not only_repeals(replace(repeal, subject="quy định phí và bãi bỏ một số quyết định"), TODAY)


def test_a_new_act_for_which_it_is_too_late_to_apply_is_no_use() -> None:
    act = replace(DECISION, issued_on=date(2026, 7, 28), effective_on=date(2026, 7, 28))
    until = "Hộ gia đình nộp đơn tại UBND cấp xã chậm nhất ngày {day}; chi trả xong trước ngày 31/10/2026."
    assert applications_over(act, until.format(day="15 tháng 9 năm 2026"), TODAY) == date(2026, 9, 15)
    assert applications_over(act, until.format(day="15 tháng 12 năm 2026"), TODAY) is None
    assert applications_over(act, "Xã công bố lịch thu gom trước ngày 15/9/2026.", TODAY) is None, "nobody applies"


def test_what_an_act_rests_on_makes_it_none_for_offices() -> None:
    amending = replace(
        DECISION, kind="thông tư", number="41/2026/TT-BGDĐT", subject="sửa đổi, bổ sung Quy chế tuyển sinh lớp 10"
    )
    text = (
        "Căn cứ Nghị định số 37/2025/NĐ-CP quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của Bộ;\n"
        "Bộ trưởng ban hành Thông tư.\nĐiều 1. Mỗi học sinh được đăng ký tối đa 04 nguyện vọng."
    )
    assert why_not_for_citizens(amending, "", text) is None
    inner = text.replace("Điều 1. Mỗi học sinh", "Điều 1. Sửa đổi chức năng, nhiệm vụ của Sở. Mỗi học sinh")
    assert why_not_for_citizens(amending, "", inner) == Reason("for_offices")


def test_the_rules_of_a_race_are_no_law() -> None:
    text = (
        "Điều 1. Đối tượng: đoàn viên công đoàn các đơn vị trong Khối. Điều 2. Mỗi km hợp lệ được 01 điểm. "
        "Điều 3. Hành vi vi phạm: dùng xe, chạy hộ thì bị hủy kết quả; khiếu nại gửi Ban Tổ chức trong 24 giờ. "
        "Điều 4. Giải thưởng: 03 giải đồng đội, mỗi giải một giấy khen. Thể lệ có hiệu lực từ ngày ký."
    )
    assert not read_kind('Thể lệ giải chạy "Bước chân xanh" Công đoàn ngành Tòa án', text, "", None, "").relevant


def test_news_of_what_a_council_passed_is_no_draft() -> None:
    text = (
        "Chiều 20/11, với 61/61 đại biểu, HĐND tỉnh thông qua Nghị quyết số 34/2026/NQ-HĐND về hỗ trợ vé tháng xe buýt. "
        "Khác với dự thảo gửi đầu kỳ họp, mức hỗ trợ được nâng từ 30% lên 50%. Công nhân đăng ký qua công đoàn cơ sở."
    )
    assert (
        read_kind("HĐND tỉnh thông qua nghị quyết hỗ trợ tiền xe buýt cho công nhân", text, "", None, "").kind
        != "draft_for_comment"
    )


@pytest.mark.parametrize(
    ("number", "effect", "asks"),
    [("47/2026/QĐ-UBND", ", có hiệu lực từ ngày 20/12/2026", False), ("47/2026/QĐ-UBND", "", True)],
)
def test_a_report_with_number_and_day_of_effect_asks_nobody_when_the_act_was_issued(
    number: str, effect: str, asks: bool
) -> None:
    facts = understand(
        title="Bồi dưỡng người trực cầu phao sau 41 lượt góp ý",
        summary="",
        text=f"UBND tỉnh vừa ban hành Quyết định số {number} quy định mức bồi dưỡng người trực cầu phao{effect}. "
        "Theo quyết định, người trực đêm được bồi dưỡng 90.000 đồng/đêm; người dân qua cầu không phải trả tiền.",
        categories_kind="",
        publisher="",
        attachments=(),
        today=date(2026, 12, 1),
    )
    codes = [reason.code for reason in facts.gate]
    assert ("question" in codes) is asks
    assert "draft_title" not in codes
