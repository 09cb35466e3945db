"""Documents recognised: heads of documents, articles about them, what only mentions one. Our own texts, no real act is meant."""

import unicodedata
from datetime import date
from time import thread_time

import pytest

from distributor.facts import DocumentFacts, Scope
from distributor.models import DocumentStatusKind, RelationKind
from distributor.understand.issuers import issuers_of_letterhead
from distributor.understand.reading import Recognised
from distributor.understand.recognise import recognise
from sandbox.huonggiang.items import Programme

PUBLISHER = "Sở Tư pháp tỉnh Hương Giang"
TODAY = date(2026, 11, 24)
PUBLISHED = 1795500000.0
"""24/11/2026 in Vietnam."""

PROVINCE = """ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HƯƠNG GIANG         Độc lập - Tự do - Hạnh phúc
--------
Số: 27 / 2026 / QĐ - UBND     Hương Giang, ngày 23 tháng 11 năm 2026

QUYẾT ĐỊNH
Quy định diện tích tối thiểu được tách thửa đất
trên địa bàn tỉnh Hương Giang

ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG

Căn cứ Luật Đất đai số 31/2024/QH15 được sửa đổi, bổ sung bởi Luật số 43/2024/QH15;
Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường tại Tờ trình số 512/TTr-SNNMT ngày 02 tháng 11 năm 2026;
Ủy ban nhân dân ban hành Quyết định quy định diện tích tối thiểu được tách thửa đất.

Điều 1. Quyết định này quy định điều kiện tách thửa theo Điều 220 Luật Đất đai số 31/2024/QH15.
Điều 2. Sửa đổi khoản 1 như sau: “1. Quyết định này có hiệu lực từ ngày 01 tháng 5 năm 2020 và bãi bỏ Quyết định số
44/2013/QĐ-UBND.”
Điều 9. Hiệu lực thi hành
1. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2027.
2. Quyết định này thay thế Quyết định số 32/2014/QĐ-UBND ngày 27 tháng 6 năm 2014 của Ủy ban nhân dân tỉnh Hương Giang về
việc ban hành quy định cũ; bãi bỏ Điều 5 Quyết định số 10/2018/QĐ-UBND ngày 02/02/2018 của Ủy ban nhân dân tỉnh.
"""
COMMUNE = (
    PROVINCE.replace("TỈNH HƯƠNG GIANG  ", "XÃ THẠCH HƯƠNG  ")
    .replace("27 / 2026 / QĐ - UBND", "01/2026/QĐ-UBND")
    .replace("kể từ ngày 01 tháng 01 năm 2027", "sau 10 ngày, kể từ ngày ký")
)
COUNCIL = """HỘI ĐỒNG NHÂN DÂN
TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/2026/NQ-HĐND Hương Giang, ngày 10 tháng 7 năm 2026
NGHỊ QUYẾT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ QUYẾT SỐ 07/2024/NQ-HĐND
Căn cứ Luật Ngân sách nhà nước số 89/2025/QH15;
Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 07/2024/NQ-HĐND ngày 14 tháng 5 năm 2024 quy định mức chi
Điều 2. Nghị quyết này có hiệu lực từ ngày 20 tháng 7 năm 2026.
Điều 3. Bãi bỏ các nghị quyết sau đây:
a) Nghị quyết số 01/2015/NQ-HĐND ngày 01/01/2015 của HĐND tỉnh;
b) Nghị quyết số 02/2016/NQ-HĐND ngày 01/01/2016 của HĐND tỉnh sửa đổi Nghị quyết số 01/2015/NQ-HĐND.
Nghị quyết số 09/2019/NQ-HĐND hết hiệu lực kể từ ngày Nghị quyết này có hiệu lực thi hành.
"""
LETTER = """UBND TỈNH HƯƠNG GIANG
SỞ TƯ PHÁP
Số: 1234/STP-PBGDPL
V/v hưởng ứng Ngày Pháp luật năm 2026
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hương Giang, ngày 05 tháng 10 năm 2026
Kính gửi: Ủy ban nhân dân các xã, phường
Thực hiện Quyết định số 471/QĐ-TTg ngày 26/4/2019 của Thủ tướng Chính phủ, Sở Tư pháp đề nghị các xã, phường tổ chức.
"""
JOINT = """SỞ TƯ PHÁP - CÔNG AN TỈNH - HỘI LIÊN HIỆP PHỤ NỮ TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 05/CTPH-STP-CAT-HPN
Hương Giang, ngày 12 tháng 3 năm 2026
CHƯƠNG TRÌNH PHỐI HỢP
Về phổ biến, giáo dục pháp luật cho phụ nữ giai đoạn 2026 - 2030
Căn cứ Luật Phổ biến, giáo dục pháp luật
"""


def read(title: str, text: str = "Tin.", *, kind: str = "", attachments: tuple[str, ...] = ()) -> Recognised:
    return recognise(title, text, attachments=attachments, publisher=PUBLISHER, content_kind=kind, today=TODAY)


def document_of(recognised: Recognised) -> DocumentFacts:
    assert recognised.document is not None
    return recognised.document


def relations_of(document: DocumentFacts) -> list[tuple[RelationKind, str]]:
    return [(each.kind, each.number) for each in document.relations]


def test_the_document_itself() -> None:
    found = read("Quyết định mới", PROVINCE)
    document = document_of(found)
    assert found.role == "announcement"
    assert (document.kind, document.number) == ("quyết định", "27/2026/QĐ-UBND")
    assert document.issuers == ("Ủy ban nhân dân tỉnh Hương Giang",)
    assert document.issued_on == date(2026, 11, 23)
    assert document.effective_on == date(2027, 1, 1)
    assert document.status is DocumentStatusKind.NOT_YET
    assert document.subject == "quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang"
    # Not the law of the recitals, not what is quoted; what is repealed is one article.
    assert relations_of(document) == [
        (RelationKind.REPLACES, "32/2014/QĐ-UBND"),
        (RelationKind.REPEALS, "10/2018/QĐ-UBND"),
    ]
    assert [(each.scope, each.parts) for each in document.relations] == [(Scope.WHOLE, ()), (Scope.PART, ("Điều 5",))]
    assert found.questions == ()


def test_two_communes_with_one_number_have_their_own_issuers() -> None:
    one = document_of(read("Quyết định", COMMUNE))
    other = document_of(read("Quyết định", COMMUNE.replace("XÃ THẠCH HƯƠNG", "PHƯỜNG VĨNH GIANG")))
    assert one.number == other.number == "01/2026/QĐ-UBND"
    assert one.issuers == ("Ủy ban nhân dân xã Thạch Hương",)
    assert other.issuers == ("Ủy ban nhân dân phường Vĩnh Giang",)


def test_days_are_counted_from_the_signing_and_what_cannot_be_counted_is_asked() -> None:
    assert document_of(read("Quyết định", COMMUNE)).effective_on == date(2026, 12, 3)
    found = read("Quyết định", COMMUNE.replace("sau 10 ngày, kể từ", "sau 10 ngày làm việc, kể từ"))
    assert document_of(found).effective_on is None
    assert found.questions == (
        "Không chắc ngày có hiệu lực: văn bản ghi «có hiệu lực thi hành sau 10 ngày làm việc, kể từ ngày ký». Hãy điền.",
    )


def test_a_list_of_what_is_repealed_and_what_ends() -> None:
    document = document_of(read("Nghị quyết", COUNCIL))
    assert document.subject == "sửa đổi, bổ sung một số điều của Nghị quyết số 07/2024/NQ-HĐND"
    assert document.status is DocumentStatusKind.IN_FORCE
    assert relations_of(document) == [
        (RelationKind.AMENDS, "07/2024/NQ-HĐND"),
        (RelationKind.REPEALS, "01/2015/NQ-HĐND"),
        (RelationKind.REPEALS, "02/2016/NQ-HĐND"),
        (RelationKind.REPEALS, "09/2019/NQ-HĐND"),
    ]


def test_a_letter_and_a_joint_programme() -> None:
    letter = document_of(read("Công văn", LETTER))
    assert (letter.kind, letter.number, letter.subject) == (
        "công văn",
        "1234/STP-PBGDPL",
        "hưởng ứng Ngày Pháp luật năm 2026",
    )
    assert letter.issuers == ("Sở Tư pháp tỉnh Hương Giang",)
    assert document_of(read("Chương trình", JOINT)).issuers == (
        "Sở Tư pháp tỉnh Hương Giang",
        "Công an tỉnh Hương Giang",
        "Hội Liên hiệp Phụ nữ tỉnh Hương Giang",
    )


def test_a_telegram_bears_its_heading_above_number_hour_and_day() -> None:
    recognised = read(
        "Công điện ứng phó lũ trên sông Hương Giang",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG\nCÔNG ĐIỆN\nSố: 9/CĐ-UBND\nHương Giang, hồi 5 giờ 40 phút ngày 19 tháng 11 "
        "năm 2026\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG điện:\n- Các sở; - Chủ tịch UBND các xã ven sông.\nYêu cầu:\n"
        "1. Sơ tán người dân bãi giữa sông xong trước 15 giờ 00 ngày 19/11/2026.\nCHỦ TỊCH",
    )
    document = document_of(recognised)
    assert (document.kind, document.number, document.issued_on) == ("công điện", "9/CĐ-UBND", date(2026, 11, 19))
    assert document.issuers == ("Chủ tịch Ủy ban nhân dân tỉnh Hương Giang",), "the chair's name stands over it"


def test_forms_of_letters_make_no_difference() -> None:
    expected = read("Quyết định", PROVINCE)
    decomposed = unicodedata.normalize("NFD", PROVINCE)
    assert decomposed != PROVINCE
    assert read("Quyết định", decomposed) == expected
    odd = PROVINCE.replace("QĐ - UBND", "QÐ – UBND").replace("Ủy ban", "Uỷ ban").replace(" ", "\u00a0")
    assert read("Quyết định", odd) == expected


def test_a_title_of_another_document_holds_the_item() -> None:
    found = read("Quyết định số 28/2026/QĐ-UBND về giá đất", PROVINCE)
    assert document_of(found).number == "27/2026/QĐ-UBND"
    assert found.marks == ("tiêu đề ghi số 28/2026/QĐ-UBND nhưng văn bản ghi số 27/2026/QĐ-UBND",)


@pytest.mark.parametrize(
    ("title", "number", "issuer", "issued_on"),
    [
        ("UBND tỉnh vừa ban hành Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 về tách thửa đất", "27/2026/QĐ-UBND",
         "Ủy ban nhân dân tỉnh Hương Giang", date(2026, 11, 23)),
        ("Quyết định số 01/2026/QĐ-UBND ngày 02/3/2026 của UBND phường Vĩnh Giang về vỉa hè", "01/2026/QĐ-UBND",
         "Ủy ban nhân dân phường Vĩnh Giang", date(2026, 3, 2)),
        ("Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND về chợ xã", "01/2026/QĐ-UBND", "Ủy ban nhân dân xã Thạch Hương", None),
        ("Chỉ thị số 12/CT-TTg ngày 01 tháng 10 năm 2026 về phổ biến pháp luật", "12/CT-TTg", "Thủ tướng Chính phủ",
         date(2026, 10, 1)),
        ("Thông tư 11/2024/TT-BNV về hồ sơ địa giới", "11/2024/TT-BNV", "Bộ Nội vụ", None),
        ("Báo cáo số 214/BC-STP thống kê công tác hộ tịch", "214/BC-STP", "Sở Tư pháp tỉnh Hương Giang", None),
        ("Quyết định số 30/2026/QĐ-UBND của UBND xã về chợ", "30/2026/QĐ-UBND", "", None),
    ],
)  # fmt: skip
def test_articles_named_for_a_document(title: str, number: str, issuer: str, issued_on: date | None) -> None:
    found = read(title)
    document = document_of(found)
    assert found.role == "announcement"
    assert (document.number, document.issuer, document.issued_on) == (number, issuer, issued_on)
    assert any("cơ quan ban hành" in each for each in found.questions) is (not issuer)
    assert any("ngày ban hành" in each for each in found.questions) is (issued_on is None)


def test_the_first_sentence_announces() -> None:
    found = read(
        "Quy định mới về tách thửa đất trên địa bàn tỉnh Hương Giang",
        "Ngày 23/11/2026, UBND tỉnh Hương Giang vừa ban hành Quyết định số 27/2026/QĐ-UBND quy định mới về tách thửa đất trên "
        "địa bàn tỉnh Hương Giang, có hiệu lực từ ngày 01/01/2027 và thay thế Quyết định số 32/2014/QĐ-UBND.",
    )
    document = document_of(found)
    assert document.is_identified
    assert document.issued_on == date(2026, 11, 23)
    assert document.effective_on == date(2027, 1, 1)
    assert document.subject == "quy định mới về tách thửa đất trên địa bàn tỉnh Hương Giang"
    assert relations_of(document) == [(RelationKind.REPLACES, "32/2014/QĐ-UBND")]


def test_the_file_is_the_better_witness() -> None:
    document = document_of(read("Quyết định số 27/2026/QĐ-UBND về tách thửa đất", attachments=("Phụ lục", PROVINCE)))
    assert document.issued_on == date(2026, 11, 23)
    assert document.effective_on == date(2027, 1, 1)
    assert (RelationKind.REPLACES, "32/2014/QĐ-UBND") in relations_of(document)
    other = document_of(read("Quyết định số 99/2026/QĐ-UBND về tách thửa đất", attachments=(PROVINCE,)))
    assert other.issued_on is None


def test_days_that_contradict_are_asked() -> None:
    text = (
        "Quyết định số 27/2026/QĐ-UBND ngày 22/11/2026 nêu rõ. Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 cũng vậy."
    )
    found = read("Quyết định số 27/2026/QĐ-UBND về đất", text)
    assert document_of(found).issued_on is None
    assert (
        "Không chắc ngày ban hành 27/2026/QĐ-UBND: bài ghi nhiều ngày (22/11/2026, 23/11/2026). Hãy điền ngày đúng."
        in (found.questions)
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Triển khai thực hiện Quyết định số 471/QĐ-TTg", "Thực hiện Quyết định số 471/QĐ-TTg ngày 26/4/2019."),
        ("Quyết định số 27/2026/QĐ-UBND quy định thế nào về tách thửa?", "Theo Quyết định số 27/2026/QĐ-UBND thì được."),
        ("Một số hoạt động phổ biến, giáo dục pháp luật",
         "Ngay từ đầu năm, Sở Tư pháp đã tham mưu UBND tỉnh ban hành Kế hoạch số 79/KH-UBND ngày 27/02/2024."),
        ("Luật sửa đổi, bổ sung một số điều của Luật Doanh nghiệp số 76/2025/QH15", "Quốc hội đã thông qua."),
        ("Tiếp công dân tháng 11", "Lịch tiếp công dân."),
    ],
)  # fmt: skip
def test_who_only_mentions_claims_nothing(title: str, text: str) -> None:
    assert read(title, text) == Recognised()


@pytest.mark.parametrize(
    "beginning",
    [
        "Chính phủ vừa ban hành Nghị định số 301/2026/NĐ-CP ngày 18/11/2026 quy định xử phạt vi phạm hành chính về môi trường, "
        "có hiệu lực từ ngày 05/01/2027. Theo đó, hành vi đốt phụ phẩm cạnh đường bị phạt từ 5.000.000 đồng.",
        "Nghị định số 301/2026/NĐ-CP ngày 18/11/2026 của Chính phủ có hiệu lực từ ngày 05/01/2027. Trong đó, mức phạt tăng.",
        "Nghị định số 301/2026/NĐ-CP sửa đổi Nghị định số 45/2022/NĐ-CP về môi trường có hiệu lực từ ngày 05/01/2027. Cá nhân "
        "đốt phụ phẩm cạnh đường bị phạt từ 5.000.000 đồng.",
        "Theo Nghị định số 301/2026/NĐ-CP có hiệu lực từ ngày 05/01/2027, đốt rơm rạ cạnh đường bị phạt từ 5.000.000 đồng.",
    ],
)
def test_news_of_what_an_act_rules_tells_the_act_under_any_title(beginning: str) -> None:
    found = read("Tăng mức phạt đốt rơm rạ gần đường", beginning)
    assert found.document is not None
    assert (found.role, found.document.number, found.document.effective_on) == ("", "301/2026/NĐ-CP", date(2027, 1, 5))


@pytest.mark.parametrize(
    "beginning",
    [
        "Nghị định số 301/2026/NĐ-CP thay thế Nghị định số 45/2022/NĐ-CP có hiệu lực từ ngày 25/8/2022. Theo đó, mức phạt tăng.",
        "Chính phủ ban hành Nghị định số 301/2026/NĐ-CP hướng dẫn Luật Môi trường có hiệu lực từ ngày 01/01/2027. Theo đó, mức "
        "phạt tăng.",
    ],
)
def test_the_day_of_another_act_is_not_told_as_its_own(beginning: str) -> None:
    found = read("Tăng mức phạt đốt rơm rạ gần đường", beginning)
    assert found.document is not None
    assert (found.document.number, found.document.effective_on) == ("301/2026/NĐ-CP", None)


@pytest.mark.parametrize(
    "beginning",
    [
        "Chính phủ vừa ban hành Nghị định số 301/2026/NĐ-CP. Phường Hòa Bình họp bàn việc thu gom rác.",
        "UBND phường triển khai thực hiện Nghị định số 301/2026/NĐ-CP. Theo đó, các tổ dân phố ra quân.",
        "Căn cứ tờ trình, Sở ban hành Nghị định số 301/2026/NĐ-CP. Theo đó, các tổ dân phố ra quân.",
        "Công an phường nhắc người dân về Nghị định số 301/2026/NĐ-CP có hiệu lực từ ngày 05/01/2027. Theo đó, phạt nặng hơn.",
    ],
)
def test_news_that_only_mentions_an_act_is_not_about_it(beginning: str) -> None:
    assert read("Tổ dân phố ra quân dọn rác", beginning).document is None


def test_an_explanation_tells_the_document_but_claims_nothing() -> None:
    found = read("Những điểm mới của Nghị định số 99/2022/NĐ-CP về đăng ký biện pháp bảo đảm")
    assert found.role == ""
    assert document_of(found).number == "99/2022/NĐ-CP"
    assert found.questions == ()


def demo(slug: str) -> Recognised:
    kinds = {"Hỏi đáp pháp luật": "question", "Thông cáo báo chí": "press_release", "Tiểu phẩm": "sketch"}
    item = next(each for each in Programme().prepared if each.slug == slug).dated(PUBLISHED)
    return read(item.title, f"{item.summary}\n\n{item.body}", kind=kinds.get(item.kind, ""))


@pytest.mark.parametrize(
    ("slug", "role", "kind", "number", "issuers", "issued_on", "effective_on"),
    [
        ("chuong-trinh-phoi-hop-pho-bien-giao-duc-phap-luat-trong-truong-hoc", "announcement", "chương trình phối hợp",
         "05/CTPH-STP-SGDĐT", ("Sở Tư pháp tỉnh Hương Giang", "Sở Giáo dục và Đào tạo tỉnh Hương Giang"), date(2026, 11, 22),
         None),
        ("quyet-dinh-27-2026-dien-tich-toi-thieu-tach-thua-dat", "announcement", "quyết định", "27/2026/QĐ-UBND",
         ("Ủy ban nhân dân tỉnh Hương Giang",), date(2026, 11, 23), date(2026, 12, 6)),
        ("xa-thach-huong-quyet-dinh-01-2026", "announcement", "quyết định", "01/2026/QĐ-UBND",
         ("Ủy ban nhân dân xã Thạch Hương",), None, date(2026, 12, 1)),
        ("phuong-vinh-giang-quyet-dinh-01-2026", "announcement", "quyết định", "01/2026/QĐ-UBND",
         ("Ủy ban nhân dân phường Vĩnh Giang",), None, date(2026, 12, 4)),
        ("du-thao-nghi-quyet-ho-tro-hoa-giai-vien-co-so", "draft", "nghị quyết", "",
         ("Hội đồng nhân dân tỉnh Hương Giang",), None, None),
        ("dinh-chinh-quyet-dinh-27-2026", "announcement", "văn bản đính chính", "",
         ("Văn phòng Ủy ban nhân dân tỉnh Hương Giang",), None, None),
        ("quyet-dinh-29-2026-bai-bo-hai-quyet-dinh-ve-tu-van-phap-luat", "announcement", "quyết định", "29/2026/QĐ-UBND",
         ("Ủy ban nhân dân tỉnh Hương Giang",), None, date(2026, 12, 4)),
        ("bao-cao-thong-ke-cong-tac-tu-phap", "announcement", "báo cáo", "214/BC-STP",
         ("Sở Tư pháp tỉnh Hương Giang",), None, None),
    ],
)  # fmt: skip
def test_documents_of_the_demo_province(
    slug: str,
    role: str,
    kind: str,
    number: str,
    issuers: tuple[str, ...],
    issued_on: date | None,
    effective_on: date | None,
) -> None:
    found = demo(slug)
    document = document_of(found)
    assert (found.role, document.kind, document.number) == (role, kind, number)
    assert (document.issuers, document.issued_on, document.effective_on) == (issuers, issued_on, effective_on)


def test_relations_of_the_demo_province() -> None:
    assert relations_of(document_of(demo("dinh-chinh-quyet-dinh-27-2026"))) == [
        (RelationKind.CORRECTS, "27/2026/QĐ-UBND")
    ]
    assert relations_of(document_of(demo("quyet-dinh-29-2026-bai-bo-hai-quyet-dinh-ve-tu-van-phap-luat"))) == [
        (RelationKind.REPEALS, "14/2017/QĐ-UBND"),
        (RelationKind.REPEALS, "08/2019/QĐ-UBND"),
    ]


@pytest.mark.parametrize(
    "slug",
    [
        "hoi-dap-dang-ky-khai-sinh-qua-han", "huong-dan-noi-bo-kiem-tra-ho-so-boi-thuong-nha-nuoc",
        "canh-bao-gia-danh-can-bo-tu-phap-lam-vneid", "doi-thoai-chinh-sach-voi-doanh-nghiep-quy-iv",
        "huong-dan-huong-ung-ngay-phap-luat-viet-nam", "tieu-pham-ranh-gioi-hang-xom",
        "thong-cao-bao-chi-van-ban-quy-pham-thang", "tro-giup-phap-ly-mien-phi-cho-ai",
    ],
)  # fmt: skip
def test_items_of_the_demo_province_about_no_document(slug: str) -> None:
    assert demo(slug) == Recognised()


@pytest.mark.parametrize(
    "unit",
    [
        "sửa đổi Quyết định số 5/2020/QĐ-UBND, ",
        "27/2026/QĐ-UBND ",
        " ",
        "\n",
        "có hiệu lực từ ngày 1/1/2026 ",
        "“",
        "[",
        "12/",
    ],
)
def test_a_long_odd_text_is_no_trap(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    started = thread_time()
    read("Quyết định số 27/2026/QĐ-UBND về đất", PROVINCE[:300] + text)
    read("Quyết định số 27/2026/QĐ-UBND về đất", text)
    assert thread_time() - started < 3


def test_a_company_below_its_department_is_the_issuer() -> None:
    head = "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG TỈNH HƯƠNG GIANG CÔNG TY TNHH MTV KHAI THÁC CÔNG TRÌNH THỦY LỢI"
    body = "Công ty TNHH MTV Khai thác công trình thủy lợi thông báo lịch đóng nước."
    assert issuers_of_letterhead(head, body, "") == ("Công ty TNHH MTV Khai thác công trình thủy lợi tỉnh Hương Giang",)


def test_the_day_of_an_act_that_is_only_named_is_not_the_papers_own() -> None:
    text = (
        "UBND TỈNH TRÀ KHÊ\nSỞ TƯ PHÁP\nSố: 88/TCBC-STP\nTHÔNG CÁO BÁO CHÍ\nVề văn bản do UBND tỉnh ban hành trong tháng\n"
        "1. Quyết định số 48/2026/QĐ-UBND ngày 22/10/2026 quy định giá dịch vụ thu gom rác: 38.000 đồng/hộ/tháng.\n"
        "2. Quyết định số 50/2026/QĐ-UBND ngày 02/11/2026 quy định giá dịch vụ đò ngang."
    )
    found = recognise("Thông cáo báo chí: văn bản mới trong tháng", text, today=date(2026, 12, 1))
    assert found.document is None or found.document.issued_on is None


def test_a_day_from_which_something_holds_is_no_day_of_signing() -> None:
    text = (
        "ỦY BAN NHÂN DÂN PHƯỜNG BẾN LÁ\nTRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG\nSố: 17/TB-TTPVHCC\nTHÔNG BÁO\n"
        "Về việc đổi giờ tiếp nhận hồ sơ\n1. Từ ngày 21/12/2026, Trung tâm nhận hồ sơ buổi chiều từ 13h00.\n"
    )
    found = recognise(
        "Thông báo đổi giờ tiếp nhận hồ sơ",
        text,
        attachments=[],
        publisher="",
        content_kind="",
        today=date(2026, 12, 2),
    )
    assert found.document is None or found.document.issued_on is None
