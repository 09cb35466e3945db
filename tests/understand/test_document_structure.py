"""Acts read as articles, clauses, tables and a closing article, and what is said of them. Every text is of our own making."""

from datetime import date
from time import thread_time

import pytest

from distributor.facts import DocumentFacts, Point, Role
from distributor.understand.closing import effect_points
from distributor.understand.points import understand_points
from distributor.understand.ranking import rules
from distributor.understand.statements import fit, joined, plainly, sentences
from distributor.understand.structure import read_structure
from distributor.understand.structure_lines import MOST_CLAUSES, MOST_READ
from distributor.understand.wording import briefly, count

HEAD = """ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 88/2026/QĐ-UBND
Hương Giang, ngày 15 tháng 8 năm 2026
QUYẾT ĐỊNH
Quy định mức hỗ trợ học phí cho học sinh là con hộ nghèo
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
"""
SCHOOL = f"""{HEAD}Điều 1. Phạm vi điều chỉnh, đối tượng áp dụng
1. Quyết định này quy định mức hỗ trợ học phí năm học 2026 - 2027.
2. Đối tượng áp dụng: học sinh là con hộ nghèo, hộ cận nghèo có thường trú tại tỉnh Hương Giang.
Điều 2. Mức hỗ trợ
1. Học sinh là con hộ nghèo được hỗ trợ 100% học phí, tối đa 240.000 đồng/học sinh/tháng.
2. Học sinh là con hộ cận nghèo được hỗ trợ 60% học phí.
Điều 3. Hồ sơ, thời hạn
1. Hồ sơ gồm: đơn đề nghị theo mẫu và bản sao giấy chứng nhận hộ nghèo, hộ cận nghèo.
2. Cha mẹ hoặc người giám hộ nộp hồ sơ tại trường nơi học sinh đang học trước ngày 30/9/2026.
Điều 4. Tổ chức thực hiện
1. Quyết định này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2026.
2. Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Tài chính kiểm tra việc thực hiện trong 05 ngày.
Nơi nhận:
- Như Điều 4;
- Học sinh được hỗ trợ 999.000 đồng;
TM. ỦY BAN NHÂN DÂN
"""
DOCUMENT = DocumentFacts(kind="quyết định", number="88/2026/QĐ-UBND", issued_on=date(2026, 8, 15))


def message(
    text: str, document: DocumentFacts | None = DOCUMENT, title: str = "Quyết định hỗ trợ học phí"
) -> tuple[Point, ...]:
    return understand_points(title, "", text, kind="new_law", document=document)[1]


def statements(text: str) -> str:
    return "\n".join(each.statement for each in message(text))


def test_a_decision_says_how_much_by_when_with_which_papers_and_from_when() -> None:
    points = {each.role: each for each in message(SCHOOL)}
    told = statements(SCHOOL)
    assert "Học sinh là con hộ nghèo được hỗ trợ 100% học phí, tối đa 240.000 đồng/học sinh/tháng." in told
    assert "Học sinh là con hộ cận nghèo được hỗ trợ 60% học phí." in told
    assert points[Role.DEADLINE].day == date(2026, 9, 30)
    assert points[Role.PAPERS].citation == "khoản 1 Điều 3"
    assert points[Role.EFFECT].statement == "Quyết định có hiệu lực từ ngày 01/9/2026."
    assert points[Role.EFFECT].day == date(2026, 9, 1)
    assert "Sở Tài chính" not in told
    assert "999.000" not in told


def test_key_points_are_the_message_sorted() -> None:
    points, chosen = understand_points("Hỗ trợ học phí", "", SCHOOL, kind="new_law", document=DOCUMENT)
    assert points.affected == "học sinh là con hộ nghèo, hộ cận nghèo có thường trú tại tỉnh Hương Giang"
    assert points.deadline_on == date(2026, 9, 30)
    assert set(points.changes) <= {each.statement for each in chosen}
    assert points.action.startswith("Hồ sơ gồm: đơn đề nghị")


@pytest.mark.parametrize(
    "text",
    [
        SCHOOL.replace("\n", " "),
        SCHOOL.replace("được hỗ trợ", "được\nhỗ trợ"),
        SCHOOL.replace("\n", "\n\n"),
        SCHOOL * 300,
    ],
    ids=["one line", "broken lines", "blank lines", "long"],
)
def test_the_layout_changes_nothing_that_is_said(text: str) -> None:
    told = statements(text)
    assert "Học sinh là con hộ nghèo được hỗ trợ 100% học phí, tối đa 240.000 đồng/học sinh/tháng." in told
    assert "có hiệu lực từ ngày 01/9/2026" in told


def test_every_quote_is_verbatim_and_short() -> None:
    source = " ".join(SCHOOL.split())
    for point in message(SCHOOL):
        assert point.quotes
        assert count(point.statement) <= 40
        for quote in point.quotes:
            assert quote in source
            assert count(quote) <= 80


LIST = f"""{HEAD}Điều 1. Nội dung và mức hỗ trợ
1. Người lao động tham gia khóa học nghề được hỗ trợ như sau:
a) Tiền ăn: 50.000 đồng/người/ngày thực học;
b) Tiền đi lại: 300.000 đồng/người/khóa học, nếu nơi ở cách nơi học từ 15 km trở lên.
Điều 2. Điều khoản thi hành
Nghị quyết này có hiệu lực kể từ ngày 05/12/2026 và thay thế Nghị quyết số 12/2022/NQ-HĐND ngày 10/7/2022.
"""


def test_an_entry_is_said_with_the_words_it_stands_under_and_keeps_its_condition() -> None:
    told = statements(LIST)
    assert "Người lao động tham gia khóa học nghề được hỗ trợ: tiền ăn: 50.000 đồng/người/ngày thực học" in told
    assert "300.000 đồng/người/khóa học" not in told or "nếu nơi ở cách nơi học từ 15 km trở lên" in told
    assert "Nghị quyết có hiệu lực từ ngày 05/12/2026, thay thế Nghị quyết số 12/2022/NQ-HĐND." in told


def test_a_tariff_is_said_with_the_head_of_its_column() -> None:
    text = f"""{HEAD}Điều 1. Ban hành kèm theo Quyết định này Biểu mức thu phí thăm quan di tích.
Điều 2. Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký.
Nơi nhận: - Như Điều 2; - Lưu: VT.
BIỂU MỨC THU PHÍ
| STT | Di tích | Mức thu (đồng/lượt) |
| --- | --- | --- |
| 1 | Thành cổ Hương Giang | 40.000 |
| 2 | Chùa Vĩnh Giang | 20.000 |
"""
    told = statements(text)
    assert "Mức thu (đồng/lượt): Thành cổ Hương Giang: 40.000; Chùa Vĩnh Giang: 20.000." in told
    assert "Quyết định có hiệu lực sau 10 ngày kể từ ngày ký (15/8/2026)." in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("thi hành sau 45 ngày kể từ ngày ký", "thi hành sau 45 ngày kể từ ngày ký (15/8/2026)"),
        ("thi hành sau 15 (mười lăm) ngày, kể từ ngày ký", "thi hành sau 15 ngày, kể từ ngày ký (15/8/2026)"),
        ("thi hành sau mười ngày kể từ ngày ký ban hành", "thi hành sau mười ngày kể từ ngày ký ban hành (15/8/2026)"),
        (
            "sau 07 ngày kể từ ngày ký và thay thế Quyết định số 15/2019/QĐ-UBND",
            "sau 07 ngày kể từ ngày ký (15/8/2026), thay thế Quyết định số 15/2019/QĐ-UBND",
        ),
        ("thi hành sau 10 ngày, kể từ ngày được thông qua", "thi hành sau 10 ngày, kể từ ngày được thông qua"),
        ("sau 15 ngày kể từ ngày đăng Công báo", "sau 15 ngày kể từ ngày đăng Công báo"),
    ],
)
def test_an_effect_that_is_counted_is_told_with_the_day_it_counts_from(words: str, told: str) -> None:
    text = f"""{HEAD}Điều 1. Học sinh là con hộ nghèo được hỗ trợ 60% học phí.
Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực {words}.
"""
    effects = [each.statement for each in message(text) if each.role is Role.EFFECT]
    assert effects == [f"Quyết định có hiệu lực {told}."]


def test_an_aside_that_ends_with_the_law_is_left_out_whole() -> None:
    text = f"""{HEAD}Điều 1. Mức giảm
Giảm 30% tiền thuê mặt bằng của năm 2026 đối với hộ kinh doanh đang được thành phố cho thuê mặt bằng tại chợ dân sinh và \
trả tiền thuê hằng năm (bao gồm cả hộ có và hộ chưa có hợp đồng nhưng đang kinh doanh, và hộ chưa hoàn thiện hồ sơ \
thuê theo quy định của pháp luật về thuế).
"""
    (amount,) = (each.statement for each in message(text) if "30%" in each.statement)
    assert "hộ kinh doanh đang được thành phố cho thuê mặt bằng" in amount
    assert "(" not in amount


def test_new_text_of_an_amended_act_is_cited_by_the_place_of_the_amendment() -> None:
    text = f"""{HEAD}Điều 1. Sửa đổi, bổ sung một số điều
1. Sửa đổi, bổ sung khoản 2 Điều 4 như sau:
“2. Người cao tuổi từ đủ 75 tuổi trở lên được trợ cấp 500.000 đồng/tháng.
Quyết định này có hiệu lực từ ngày 01/01/2020.”
Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực thi hành kể từ ngày ký.
"""
    chosen = message(text)
    assert [each.citation for each in chosen if "500.000" in each.statement] == ["khoản 1 Điều 1"]
    assert [each.statement for each in chosen if each.role is Role.EFFECT] == [
        "Quyết định có hiệu lực từ ngày ký (15/8/2026)."
    ]


def test_an_attached_regulation_has_articles_of_its_own() -> None:
    text = f"""{HEAD}Điều 1. Ban hành kèm theo Quyết định này Quy định về chợ xã.
Điều 2. Quyết định này có hiệu lực từ ngày 02/12/2026.
Nơi nhận:
- Như trên.
QUY ĐỊNH
(Ban hành kèm theo Quyết định số 88/2026/QĐ-UBND)
Điều 1. Giá dịch vụ
1. Tiểu thương nộp 3.000 đồng/ngày cho mỗi điểm bán hàng.
"""
    structure = read_structure(text)
    assert [each.citation for each in structure.clauses] == ["Điều 1", "Điều 2", "khoản 1 Điều 1"]
    assert "3.000 đồng/ngày" in statements(text)


def test_a_consolidated_text_does_not_give_the_old_day_as_its_own() -> None:
    merged = DocumentFacts(kind="văn bản hợp nhất")
    text = SCHOOL.replace("1. Học sinh là con hộ nghèo", "1.[3] Học sinh là con hộ nghèo")
    chosen = message(text, merged)
    assert all(each.role is not Role.EFFECT for each in chosen)
    assert any(each.statement.startswith("Học sinh là con hộ nghèo được hỗ trợ 100%") for each in chosen)


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("Luật này có hiệu lực thi hành từ ngày 10 tháng 01 năm 2027.", "Luật có hiệu lực từ ngày 10/01/2027."),
        (
            "Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2027, trừ trường hợp quy định tại khoản 2 Điều này.",
            "Nghị định có hiệu lực từ ngày 01/7/2027, trừ một số quy định.",
        ),
        (
            "Nghị quyết này có hiệu lực từ ngày 01/01/2027 đến hết ngày 31/12/2028.",
            "Nghị quyết có hiệu lực từ ngày 01/01/2027 đến hết ngày 31/12/2028.",
        ),
        ("Giấy phép cấp trước ngày Luật này có hiệu lực thi hành được dùng tiếp.", ""),
    ],
)
def test_effect_is_a_template_with_the_acts_own_day(clause: str, said: str) -> None:
    structure = read_structure(f"Điều 1. Mức\nHộ nghèo được miễn phí.\nĐiều 2. Hiệu lực\n{clause}\n")
    assert [each.statement for each in effect_points(structure, None)] == ([said] if said else [])


NAMED = (
    "Bãi bỏ Nghị quyết số 12/2020/NQ-HĐND ngày 05/3/2020 của Quốc hội thí điểm một số chính sách để tháo gỡ khó khăn, "
    "giúp dân."
)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("Hộ nghèo được miễn phí theo quy định của pháp luật.", "Hộ nghèo được miễn phí."),
        ("Người dân nộp từ ngày 01 tháng 9 năm 2026.", "Người dân nộp từ ngày 01/9/2026."),
        ("Cá nhân (sau đây gọi là người nộp) phải nộp đủ.", "Cá nhân phải nộp đủ."),
        ("Ban hành kèm theo Quyết định này là Quy định về giá đò.", "Ban hành Quy định về giá đò."),
        (
            "Bãi bỏ Quyết định số 12/2020/QĐ-UBND ngày 05/3/2020 của Ủy ban nhân dân tỉnh quy định giá đò.",
            "Bãi bỏ Quyết định số 12/2020/QĐ-UBND quy định giá đò.",
        ),
        (
            NAMED,
            NAMED,
        ),
        (f"Người dân được hỗ trợ tiền {'ăn ở ' * 20}.", ""),
        (f"Hộ nghèo được miễn phí cho {'mọi loại ' * 12}giấy tờ; trừ trường hợp {'đã nhận hỗ trợ ' * 6}.", ""),
    ],
)
def test_a_statement_is_shortened_only_where_nothing_is_lost(long: str, short: str) -> None:
    assert fit(long) == short


def test_a_list_that_says_how_many_it_has_is_not_cut() -> None:
    text = (
        f"Người dân cần nhớ ba việc sau: không bấm vào đường dẫn lạ; không đọc mã OTP; gọi lại số {'công khai ' * 20}."
    )
    assert fit(text) == ""


def test_words_under_a_lead_are_joined_in_forty_words() -> None:
    assert joined("Được miễn phí", ["Hộ nghèo;", "Người có công."]) == "Được miễn phí: hộ nghèo; người có công."
    assert sentences("Phạt 5%. Nộp tại TP. Huế.") == ["Phạt 5%.", "Nộp tại TP. Huế."]


BAD = {
    "one word": "a" * 500_000,
    "capitals": "ĐIỀU 1. NGƯỜI DÂN ĐƯỢC HỖ TRỢ. " * 16_000,
    "articles": "Điều 1. a\n" * 50_000,
    "markers": "Điều 1. A\n" + "a) " * 160_000,
    "brackets": "Điều 1. A\nĐiều 2. B\n" + "[( " * 160_000,
    "quotes": "Điều 1. A\nĐiều 2. B\n" + "“" * 450_000,
    "semicolons": "Điều 1. A\nĐiều 2. B\nNgười dân được: " + "có; " * 120_000,
    "rows": HEAD
    + "Điều 1. Mức thu\n| TT | Tên | Mức (đồng) |\n|---|---|---|\n"
    + "| 1 | Dịch vụ loại hai | 5.000 |\n" * 2_000,
    "names": HEAD + "Điều 1. Danh sách\n" + "Phường Vĩnh Giang\n" * 20_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_bad_input_has_a_clear_outcome_in_bounded_time(text: str) -> None:
    started = thread_time()
    chosen = message(text)
    assert thread_time() - started < 2.5
    assert len(chosen) <= 8
    structure = read_structure(text)
    assert len(structure.source) <= MOST_READ + 10
    assert len(structure.clauses) <= MOST_CLAUSES
    source = " ".join(text.split())
    assert all(quote in source for point in chosen for quote in point.quotes)


def test_the_rules_are_read_and_quotas_name_roles() -> None:
    known = rules()
    assert set(known.quotas) == set(Role)
    for model in (known.document, known.item):
        assert 0 < model.least <= model.sure < 1
        assert model.usual <= model.most <= 8
        assert model.weights


def test_who_need_not_bring_a_paper_is_told_so() -> None:
    papers = "Hồ sơ gồm: đơn đề nghị (theo mẫu số 01), giấy chứng nhận hộ nghèo (nếu có), bản sao căn cước."
    assert plainly(papers) == papers.replace(" (theo mẫu số 01)", "")


def test_papers_are_told_all_or_not_at_all() -> None:
    papers = "; ".join(f"bản vẽ số {number} của công trình nhà ở riêng lẻ" for number in range(1, 9))
    assert fit(f"Hồ sơ gồm: đơn đề nghị; {papers}.") == ""
    assert fit("Hồ sơ gồm: đơn đề nghị; bản vẽ mặt bằng.") == "Hồ sơ gồm: đơn đề nghị; bản vẽ mặt bằng."


@pytest.mark.parametrize(
    "words",
    [
        "Việc thực hiện quyền lập hội phải tuân theo quy định của Luật này.",
        "Người dân phải tuân thủ theo quy định của pháp luật.",
        "Thương nhân phải hoạt động theo quy định của pháp luật.",
        "Việc mua bán phải thực hiện theo quy định.",
        "Việc xử lý thực hiện theo quy định của pháp luật.",
        "Mức phạt áp dụng theo quy định của pháp luật.",
        "Lệ phí thu theo quy định của pháp luật.",
    ],
)
def test_a_duty_keeps_what_it_is_to_follow(words: str) -> None:
    assert plainly(words) == words
    assert briefly(words).endswith((" luật này.", " Luật này.", "pháp luật.", "quy định."))


def test_whom_an_act_leaves_out_is_not_whom_it_concerns() -> None:
    told = message(
        "Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng\n"
        "1. Quyết định này quy định mức thu học phí đối với học sinh phổ thông công lập.\n"
        "2. Học sinh trường ngoài công lập không thuộc đối tượng áp dụng của Quyết định này.\n"
        "Điều 2. Mức thu\n1. Trung học cơ sở 120.000 đồng/tháng.\n2. Trung học phổ thông 160.000 đồng/tháng."
    )
    assert not [each for each in told if each.role is Role.WHO and "không thuộc" in each.statement]
