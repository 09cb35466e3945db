"""What a document does to others: whole or in part, from when, by which clause. Our own texts, no real act is meant."""

from collections.abc import Sequence
from datetime import date
from time import thread_time

import pytest

from distributor.facts import DocumentFacts, Relation, Scope
from distributor.reading_states import RelationKind
from distributor.understand.recognise import recognise
from tests.understand.sources import understood

TODAY = date(2026, 11, 24)
PROVINCE = "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG"
COUNCIL = "HỘI ĐỒNG NHÂN DÂN\nTỈNH HƯƠNG GIANG"
HEAD = """{office}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
Hương Giang, ngày 12 tháng 5 năm 2026
{kind}
{subject}
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Căn cứ Nghị định số 78/2025/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 187/2025/NĐ-CP;
{body}
Nơi nhận:
- Lưu: VT.
"""
EFFECT = "Điều 9. Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2026."


def act(
    subject: str, body: str, *, kind: str = "QUYẾT ĐỊNH", number: str = "40/2026/QĐ-UBND", office: str = PROVINCE
) -> str:
    return HEAD.format(office=office, number=number, kind=kind, subject=subject, body=body)


def decree(body: str, subject: str = "Quy định chi tiết Luật Nhà giáo số 73/2025/QH15") -> str:
    return act(subject, body, kind="NGHỊ ĐỊNH", number="15/2026/NĐ-CP", office="CHÍNH PHỦ")


def resolution(subject: str, body: str) -> str:
    return act(subject, body, kind="NGHỊ QUYẾT", number="09/2026/NQ-HĐND", office=COUNCIL)


def read(text: str, title: str = "Văn bản mới") -> DocumentFacts:
    found = recognise(title, text, publisher="UBND tỉnh Hương Giang", today=TODAY).document
    assert found is not None
    return found


def said(relations: Sequence[Relation]) -> set[str]:
    return {f"{each.kind.value} {each.number} {each.scope.value}" for each in relations}


CLOSING = {
    "replaces, then repeals behind a semicolon": (
        act("Quy định mức chi", "Điều 9. Quyết định này có hiệu lực từ ngày 01/6/2026 và thay thế Quyết định số "
            "5/2020/QĐ-UBND ngày "
            "02/02/2020; bãi bỏ khoản 2 Điều 5 Quyết định số 6/2021/QĐ-UBND."),
        {"replaces 5/2020/QĐ-UBND whole", "repeals 6/2021/QĐ-UBND part"},
    ),
    "the rest of a chain in its own words": (
        act("Quy định mức chi", "Điều 9. Quyết định này có hiệu lực từ ngày 01/6/2026 và bãi bỏ Quyết định số "
            "55/2021/QĐ-UBND ngày "
            "01/11/2021; Quyết định số 12/2023/QĐ-UBND sửa đổi, bổ sung một số điều của Quyết định số 55/2021/QĐ-UBND."),
        {"repeals 55/2021/QĐ-UBND whole", "repeals 12/2023/QĐ-UBND whole"},
    ),
    "except an article": (
        act("Quy định giá nước", "Điều 9. Quyết định này thay thế Quyết định số 10/2022/QĐ-UBND về giá nước, trừ Điều 4."),
        {"replaces 10/2022/QĐ-UBND part"},
    ),
    "an exception of its own is no part of the other": (
        act("Quy định giá nước", "Điều 9. Quyết định số 10/2022/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực, "
            "trừ "
            "trường hợp quy định tại Điều 8 của Quyết định này."),
        {"repeals 10/2022/QĐ-UBND whole"},
    ),
    "from the day of this one": (
        act("Quy định mức chi", "Điều 9. Kể từ ngày Quyết định này có hiệu lực, Quyết định số 31/2018/QĐ-UBND ngày "
            "10/10/2018 và các "
            "quy định trước đây trái với Quyết định này đều bãi bỏ."),
        {"repeals 31/2018/QĐ-UBND whole"},
    ),
    "several by number alone": (
        decree("Điều 9. Các Nghị định: số 115/2020/NĐ-CP ngày 25 tháng 9 năm 2020, số 85/2023/NĐ-CP hết hiệu lực kể từ ngày "
            "Nghị "
               "định này có hiệu lực thi hành."),
        {"guides 73/2025/QH15 whole", "repeals 115/2020/NĐ-CP whole", "repeals 85/2023/NĐ-CP whole"},
    ),
    "is replaced by this one": (
        act("Quy định hạn mức", "Điều 9. Quyết định số 21/2017/QĐ-UBND được thay thế bằng Quyết định này."),
        {"replaces 21/2017/QĐ-UBND whole"},
    ),
    "lines broken and numbers spaced": (
        act("Quy định\nđất đai", "Điều 9. Quyết định này có\nhiệu lực từ ngày 01 tháng 6\nnăm 2026 và thay\nthế Quyết "
            "định\n44 /2021/ "
            "QĐ-UBND\nngày 05-10-2021."),
        {"replaces 44/2021/QĐ-UBND whole"},
    ),
    "old numbers": (
        decree("Điều 9. Bãi bỏ Nghị định số 61-CP ngày 05 tháng 7 năm 1994 và Nghị quyết số 755/2005/NQ-UBTVQH11.", "Về nhà "
            "ở cũ"),
        {"repeals 61-CP whole", "repeals 755/2005/NQ-UBTVQH11 whole"},
    ),
    "the annex of an act is its body, an appendix a part": (
        act("Ban hành Bảng giá", "Điều 9. Thay thế Quy chế ban hành kèm theo Quyết định số 56/2019/QĐ-UBND; thay thế Phụ lục "
            "II ban hành "
            "kèm theo Quyết định số 57/2019/QĐ-UBND."),
        {"replaces 56/2019/QĐ-UBND whole", "replaces 57/2019/QĐ-UBND part"},
    ),
    "what of a point ends": (
        act("Chấm dứt hiệu lực một số nội dung", "Điều 1. Chấm dứt hiệu lực của điểm a khoản 2 Điều 5 Quyết định số "
            "20/2023/QĐ-UBND."),
        {"repeals 20/2023/QĐ-UBND part"},
    ),
}  # fmt: skip
LISTS = {
    "entries behind the name of their group, and those that amend": (
        act("Bãi bỏ", "Điều 1. Bãi bỏ toàn bộ các quyết định sau đây\n1. Lĩnh vực giao thông:\na) Quyết định số 12/2014/QĐ-UBND "
            "về xe thô sơ và các Quyết định sửa đổi, bổ sung: Quyết định số 38/2016/QĐ-UBND, Quyết định số 20/2021/QĐ-UBND;\n"
            "2. Lĩnh vực văn hóa: Quyết định số 25/2012/QĐ-UBND về việc cưới; Quyết định số 50/2019/QĐ-UBND về rao vặt và Quyết "
            "định số 7/2023/QĐ-UBND sửa đổi Quyết định số 50/2019/QĐ-UBND; Quyết định số 8/2023/QĐ-UBND vẫn thực hiện như cũ."),
        {"repeals 12/2014/QĐ-UBND whole", "repeals 38/2016/QĐ-UBND whole", "repeals 20/2021/QĐ-UBND whole",
         "repeals 25/2012/QĐ-UBND whole", "repeals 50/2019/QĐ-UBND whole", "repeals 7/2023/QĐ-UBND whole"},
    ),
    "what follows a semicolon and does not amend what the entry names is not ended with it": (
        act("Bãi bỏ", "Điều 1. Bãi bỏ các Quyết định sau đây:\na) Quyết định số 40/2019/QĐ-UBND quy định về bến;\nQuyết định số "
            "15/2022/QĐ-UBND quy định về đò tiếp tục có hiệu lực.\nb) Quyết định số 41/2019/QĐ-UBND quy định về chợ; Nghị định "
            "số 76/2024/NĐ-CP được áp dụng thay thế.\nc) Quyết định số 42/2019/QĐ-UBND về đò; Quyết định số 16/2022/QĐ-UBND sửa "
            "đổi Quyết định số 42/2019/QĐ-UBND thì không bãi bỏ."),
        {"repeals 40/2019/QĐ-UBND whole", "repeals 41/2019/QĐ-UBND whole", "repeals 42/2019/QĐ-UBND whole"},
    ),
    "an entry names several, each with what it is about": (
        act("Bãi bỏ", "Điều 1. Bãi bỏ toàn bộ các Quyết định sau đây\n1. Quyết định số 40/2019/QĐ-UBND ngày 11/9/2019 ban hành "
            "Quy chế bến; Quyết định số 15/2022/QĐ-UBND ngày 25/4/2022 sửa đổi, bổ sung một số điều của Quy chế bến ban hành "
            "kèm theo Quyết định số 40/2019/QĐ-UBND.\n2. Quyết định số 3/2023/QĐ-UBND về chợ; Quyết định số 4/2023/QĐ-UBND "
            "tiếp tục có hiệu lực."),
        {"repeals 40/2019/QĐ-UBND whole", "repeals 15/2022/QĐ-UBND whole", "repeals 3/2023/QĐ-UBND whole"},
    ),
    "articles and acts": (
        act("Bãi bỏ văn bản", "Điều 1. Các văn bản sau đây hết hiệu lực:\na) Quyết định số 1/2010/QĐ-UBND về chợ;\nb) Chỉ "
            "thị số "
            "2/2011/CT-UBND;\nc) Điều 3 Quyết định số 3/2012/QĐ-UBND.\nĐiều 2. Việc chi trả thực hiện theo Quyết định số "
            "4/2013/QĐ-UBND."),
        {"repeals 1/2010/QĐ-UBND whole", "repeals 2/2011/CT-UBND whole", "repeals 3/2012/QĐ-UBND part"},
    ),
    "some whole, some in part": (
        act("Bãi bỏ", "Điều 1. Bãi bỏ một phần các văn bản sau:\n1. Quyết định số 31/2019/QĐ-UBND: bãi bỏ Điều 4.\n2. Quyết "
            "định số "
            "32/2020/QĐ-UBND.\nĐiều 2. Bãi bỏ toàn bộ các văn bản:\n1. Quyết định số 33/2021/QĐ-UBND."),
        {"repeals 31/2019/QĐ-UBND part", "repeals 32/2020/QĐ-UBND part", "repeals 33/2021/QĐ-UBND whole"},
    ),
    "the list ends where its header's numbers go on": (
        act("Quy định", "Điều 9. Hiệu lực\n1. Bãi bỏ các quyết định sau:\na) Quyết định số 1/2010/QĐ-UBND;\n2. Quyết định số "
            "13/2018/QĐ-UBND tiếp tục có hiệu lực."),
        {"repeals 1/2010/QĐ-UBND whole"},
    ),
    "those applied are not those repealed": (
        act("Áp dụng, bãi bỏ văn bản", "Điều 1. Áp dụng các văn bản sau đây:\n1. Quyết định số 1/2010/QĐ-UBND.\nĐiều 2. Bãi "
            "bỏ các văn bản, "
            "cụ thể như sau:\n1. Quyết định số 2/2011/QĐ-UBND tách phòng thành 02 phòng: Phòng A và Phòng B.\n2. Quyết định "
            "số 3/2012/QĐ-UBND."),
        {"repeals 2/2011/QĐ-UBND whole", "repeals 3/2012/QĐ-UBND whole"},
    ),
    "a table of an annex, a cell a line": (
        act("Bãi bỏ văn bản", "Điều 1. Bãi bỏ các văn bản tại Danh mục kèm theo.\n" + EFFECT) +
        "DANH MỤC\nVĂN BẢN BÃI BỎ\nI. BÃI BỎ TOÀN BỘ\n1\nQuyết định\n12/2011/QĐ-UBND ngày 03/4/2011\nSửa đổi Quyết định số "
        "03/2009/QĐ-UBND\n2\nChỉ thị\n05/2012/CT-UBND\nII. BÃI BỎ MỘT PHẦN\n1\nQuyết định\n33/2015/QĐ-UBND\nKhoản 2 Điều 7\n",
        {"repeals 12/2011/QĐ-UBND whole", "repeals 05/2012/CT-UBND whole", "repeals 33/2015/QĐ-UBND part"},
    ),
    "procedures that are dropped are no acts": (
        act("Công bố thủ tục hành chính bị bãi bỏ", "Điều 1. Công bố Danh mục thủ tục hành chính bị bãi bỏ.\n" + EFFECT) +
        "DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ\n1. Đăng ký khai sinh theo Nghị định số 123/2015/NĐ-CP\n",
        set(),
    ),
}  # fmt: skip
AMENDING = {
    "phrases, articles and annexes": (
        decree("Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 60/2021/NĐ-CP\n1. Thay thế cụm từ “cấp huyện” bằng cụm "
            "từ “cấp "
               "xã” tại khoản 1 Điều 3.\n2. Bãi bỏ khoản 5 Điều 9.\n3. Thay thế Phụ lục III bằng Phụ lục III ban hành kèm "
               "theo Nghị định "
               "này.\nĐiều 2. Bãi bỏ Điều 4 Nghị định số 45/2019/NĐ-CP.", "Sửa đổi Nghị định số 60/2021/NĐ-CP"),
        {"amends 60/2021/NĐ-CP part", "repeals 60/2021/NĐ-CP part", "replaces 60/2021/NĐ-CP part", "repeals 45/2019/NĐ-CP "
            "part"},
    ),
    "several laws, one an article, by name": (
        act("SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT CÔNG CHỨNG VÀ LUẬT GIÁM ĐỊNH", "Quốc hội ban hành Luật sửa đổi, bổ sung "
            "một số điều của "
            "Luật Công chứng số 46/2024/QH15 và Luật Giám định số 13/2012/QH13 đã được sửa đổi, bổ sung một số điều theo "
            "Luật số "
            "56/2020/QH14.\nĐiều 1. Sửa đổi, bổ sung một số điều của Luật Công chứng\n1. Sửa đổi khoản 1 Điều 5 như sau: “1. "
            "Bãi bỏ Luật "
            "số 1/2000/QH10.”\n2. Bãi bỏ Điều 7.\nĐiều 2. Sửa đổi, bổ sung một số điều của Luật Giám định\n1. Bãi bỏ Điều 9.",
            kind="LUẬT", number="21/2026/QH16", office="QUỐC HỘI"),
        {"amends 46/2024/QH15 part", "amends 13/2012/QH13 part", "repeals 46/2024/QH15 part", "repeals 13/2012/QH13 part"},
    ),
    "of what goes on nothing ends": (
        act("Sửa đổi Điều 2 Quyết định số 11/2022/QĐ-UBND", "Điều 1. Sửa đổi Điều 2 Quyết định số 11/2022/QĐ-UBND như "
            "sau:\n“Điều 2. Quyết định "
            "này thay thế Quyết định số 01/2010/QĐ-UBND.”\nĐiều 2. Các Điều 1, 3 của Quyết định số 11/2022/QĐ-UBND tiếp tục "
            "có hiệu lực."),
        {"amends 11/2022/QĐ-UBND part"},
    ),
    "a consolidated text": (
        act("Quy định lệ phí", "Nghị quyết số 13/2023/NQ-HĐND ngày 08/12/2023 của Hội đồng nhân dân tỉnh, được sửa đổi, bổ "
            "sung bởi:\nNghị "
            "quyết số 31/2025/NQ-HĐND sửa đổi Nghị quyết số 13/2023/NQ-HĐND.\nĐiều 1. Theo Nghị định số 1/2020/NĐ-CP.",
            kind="NGHỊ QUYẾT", number="02/VBHN-HĐND", office=COUNCIL).replace("Căn cứ", "Can cứ", 2).replace(
            "Can cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;\nCan cứ Nghị định số 78/2025/NĐ-CP được sửa đổi, bổ "
            "sung bởi "
            "Nghị định số 187/2025/NĐ-CP;\n", ""),
        {"consolidates 13/2023/NQ-HĐND whole", "consolidates 31/2025/NQ-HĐND part"},
    ),
}  # fmt: skip
NOTHING = {
    "what others did": act("Quy định", "Điều 1. Theo Quyết định số 5/2020/QĐ-UBND đã được thay thế bởi Quyết định số "
    "6/2024/QĐ-UBND."),
    "what may happen": act("Quy định", "Điều 1. Trường hợp các văn bản dẫn chiếu tại Quyết định này được sửa đổi hoặc thay "
    "thế thì áp dụng "
                           "Nghị định số 6/2024/NĐ-CP."),
    "what is delegated or asked": act("Phân cấp", "Điều 1. Chủ tịch xã quyết định bãi bỏ quy ước theo Nghị định số "
    "61/2023/NĐ-CP.\nĐiều 2. Sở Tư "
                                      "pháp đề nghị bãi bỏ Quyết định số 15/2014/QĐ-UBND."),
    "transition": act("Quy định", "Điều 8. Hồ sơ nộp trước ngày Quyết định này có hiệu lực thì tiếp tục thực hiện theo Quyết "
    "định số 5/2020/QĐ-UBND."),
    "itself": act("Quy định", "Điều 1. Quyết định số 40/2026/QĐ-UBND thay thế Quyết định số 40/2026/QĐ-UBND."),
    "tasks of a plan": act("Rà soát văn bản", "1. Bãi bỏ Quyết định số 10/2014/QĐ-UBND.\n- Sửa đổi Quyết định số "
    "12/2015/QĐ-UBND.",
                           kind="KẾ HOẠCH", number="88/KH-UBND"),
    "news of a report": act("Kết quả rà soát", "Quyết định số 12/2016/QĐ-UBND hết hiệu lực từ ngày 01/01/2020.", kind="BÁO CÁO",
                            number="99/BC-UBND"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CLOSING.values(), ids=CLOSING)
def test_closing_articles(text: str, expected: set[str]) -> None:
    assert said(read(text).relations) == expected


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS)
def test_lists(text: str, expected: set[str]) -> None:
    assert said(read(text).relations) == expected


@pytest.mark.parametrize(("text", "expected"), AMENDING.values(), ids=AMENDING)
def test_acts_that_amend(text: str, expected: set[str]) -> None:
    assert said(read(text).relations) == expected


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_a_relation_ends_nothing_that_its_words_do_not_end(text: str) -> None:
    assert read(text).relations == ()


def only(text: str) -> Relation:
    (relation,) = read(text).relations
    return relation


def test_a_suspension_and_the_return() -> None:
    suspended = only(
        act("Tạm ngưng hiệu lực Quyết định số 18/2025/QĐ-UBND", "Điều 1. Tạm ngưng hiệu lực thi hành Quyết định số "
            "18/2025/QĐ-UBND ngày "
            "02/7/2025 của Ủy ban nhân dân tỉnh từ ngày 20/6/2026 đến hết ngày 31/12/2026.\n" + EFFECT)
    )  # fmt: skip
    assert (suspended.kind, suspended.scope) == (RelationKind.SUSPENDS, Scope.WHOLE)
    assert (suspended.since, suspended.until) == (date(2026, 6, 20), date(2026, 12, 31))
    text = act(
        "Về việc tiếp tục thi hành Quyết định số 18/2025/QĐ-UBND",
        "Điều 1. Quyết định số 18/2025/QĐ-UBND bị ngưng hiệu lực theo Quyết định số 20/2026/QĐ-UBND được tiếp tục thi hành "
        "kể từ ngày "
        "05/11/2026.\nĐiều 2. Quyết định số 20/2026/QĐ-UBND hết hiệu lực kể từ ngày 05/11/2026.\n" + EFFECT,
    )
    assert said(read(text).relations) == {"resumes 18/2025/QĐ-UBND whole", "repeals 20/2026/QĐ-UBND whole"}
    assert {each.since for each in read(text).relations} == {date(2026, 11, 5)}


def test_what_was_never_suspended_does_not_return() -> None:
    for rest in ("Các nội dung khác", "Những quy định còn lại"):
        text = act(
            "Ngưng hiệu lực một số quy định của Quyết định số 12/2024/QĐ-UBND",
            "Điều 1. Ngưng hiệu lực thi hành khoản 2 Điều 5 Quyết định số 12/2024/QĐ-UBND đến hết ngày 31/12/2026. "
            f"{rest} của Quyết định số 12/2024/QĐ-UBND tiếp tục được thi hành.\n{EFFECT}",
        )
        assert said(read(text).relations) == {"suspends 12/2024/QĐ-UBND part"}


def test_a_heading_that_amends_one_act_and_suspends_part_of_another() -> None:
    text = act(
        "Sửa đổi, bổ sung một số điều của Quyết định số 18/2024/QĐ-UBND và ngưng hiệu lực thi hành một phần "
        "Quyết định số 21/2023/QĐ-UBND",
        "Điều 1. Sửa đổi khoản 2 Điều 3 Quyết định số 18/2024/QĐ-UBND như sau: “2. Mức thu là 5.000 đồng.”\n"
        f"Điều 2. Ngưng hiệu lực thi hành Điều 4 Quyết định số 21/2023/QĐ-UBND đến hết ngày 31/12/2026.\n{EFFECT}",
    )
    assert said(read(text).relations) == {"amends 18/2024/QĐ-UBND part", "suspends 21/2023/QĐ-UBND part"}


def test_what_is_prolonged_ends_later_and_so_does_what_prolongs_it() -> None:
    document = read(
        resolution("Kéo dài thời hạn áp dụng một số nghị quyết", "Điều 1. Kéo dài thời hạn áp dụng các nghị quyết sau đây "
            "đến hết năm 2027:\n1. "
                   "Nghị quyết số 03/2022/NQ-HĐND;\n2. Nghị quyết số 04/2022/NQ-HĐND.\nĐiều 2. Nghị quyết này có hiệu lực từ "
                   "ngày 22/5/2026.")
    )  # fmt: skip
    assert said(document.relations) == {"extends 03/2022/NQ-HĐND whole", "extends 04/2022/NQ-HĐND whole"}
    single = read(
        resolution("Kéo dài thời gian thực hiện Nghị quyết số 43/2025/NQ-HĐND", "Điều 1. Kéo dài thời gian thực hiện Nghị "
            "quyết số "
                   "43/2025/NQ-HĐND đến hết ngày 31 tháng 10 năm 2026.\nĐiều 2. Nghị quyết này có hiệu lực từ ngày 01/7/2026.")
    )  # fmt: skip
    assert single.relations[0].until == date(2026, 10, 31)
    assert single.ended_on == date(2026, 11, 1)


@pytest.mark.parametrize(
    "thing", ["Mẫu TK5, TK6 ban hành", "các mẫu biểu ban hành", "Bảng giá số 3", "Mẫu số 01 ban hành"]
)
def test_a_form_that_is_replaced_ends_no_act(thing: str) -> None:
    body = (
        f"Điều 1. Thay thế {thing} kèm theo Quyết định số 12/2024/QĐ-UBND bằng mẫu kèm theo Quyết định này.\n{EFFECT}"
    )
    relation = only(act("Sửa đổi một số nội dung về biểu mẫu", body))
    assert (relation.kind, relation.number) == (RelationKind.REPLACES, "12/2024/QĐ-UBND")
    assert relation.scope is Scope.PART


def test_children_and_models_are_no_forms() -> None:
    for thing in ("Quy định hỗ trợ trẻ mẫu giáo", "Quy chế thu thập mẫu vật"):
        body = f"Điều 1. Bãi bỏ {thing} ban hành kèm theo Quyết định số 12/2024/QĐ-UBND.\n{EFFECT}"
        assert only(act(f"Bãi bỏ {thing}", body)).scope is Scope.WHOLE


def test_a_correction_tells_where_and_the_right_day_of_effect() -> None:
    letter = act(
        "V/v đính chính Quyết định số 28/2026/QĐ-UBND ngày 02/5/2026",
        'Ủy ban nhân dân tỉnh đính chính như sau:\nTại khoản 1 Điều 4, đã in: "Quyết định này có hiệu lực từ ngày 01 tháng 9 năm '
        '2027";\nNay sửa lại là: "Quyết định này có hiệu lực từ ngày 01 tháng 9 năm 2026".',
        kind="CÔNG VĂN",
        number="1877/UBND-TH",
    )
    relation = only(letter)
    assert (relation.kind, relation.number, relation.scope) == (RelationKind.CORRECTS, "28/2026/QĐ-UBND", Scope.PART)
    assert relation.parts == ("khoản 1 Điều 4",)
    assert relation.new_effective_on == date(2026, 9, 1)
    assert relation.quote.startswith("Tại khoản 1 Điều 4, đã in:")
    other = only(letter.replace("Quyết định này có hiệu lực từ ngày 01 tháng 9 năm 2026", "mức 50.000 đồng"))
    assert other.new_effective_on is None


def test_the_target_is_of_the_office_that_is_named_else_of_the_acting_one() -> None:
    commune = act(
        "Quy định quản lý chợ",
        "Điều 9. Quyết định này thay thế Quyết định số 07/2023/QĐ-UBND ngày 09/3/2023 của Ủy ban nhân dân xã Bình Phong (cũ) "
        "và Quyết "
        "định số 40/2026/QĐ-UBND ngày 01/02/2024 của Ủy ban nhân dân xã.",
        office="ỦY BAN NHÂN DÂN\nXÃ BÌNH MINH",
    )
    old, own = read(commune).relations
    assert (old.issuer, old.issued_on) == ("Ủy ban nhân dân xã Bình Phong", date(2023, 3, 9))
    # Of its own number, but of another day: two communes that became one each had such an act.
    assert (own.number, own.issuer) == ("40/2026/QĐ-UBND", "Ủy ban nhân dân xã Bình Minh")
    relation = only(act("Quy định", "Điều 9. Quyết định này thay thế Quyết định số 09/2022/QĐ-UBND ngày 25/3/2022."))
    assert (relation.issuer, relation.issued_on) == ("Ủy ban nhân dân tỉnh Hương Giang", date(2022, 3, 25))


def test_a_law_without_a_number_keeps_its_whole_name() -> None:
    text = act(
        "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT QUẢN LÝ, SỬ DỤNG VŨ KHÍ VÀ CÔNG CỤ HỖ TRỢ",
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật Quản lý, sử dụng vũ khí và công cụ hỗ trợ như sau:",
        kind="LUẬT",
        number="22/2026/QH16",
        office="QUỐC HỘI",
    )
    assert [(each.target, each.number) for each in read(text).relations] == [
        ("Luật Quản lý, sử dụng vũ khí và công cụ hỗ trợ", "")
    ]


def test_quotes_stand_in_the_source() -> None:
    for text, _ in [*CLOSING.values(), *LISTS.values(), *AMENDING.values()]:
        squeezed = " ".join(text.split())
        for relation in read(text).relations:
            assert relation.quote, relation
            assert len(relation.quote.split()) <= 80
            assert relation.quote.casefold() in squeezed.casefold(), relation.quote


def test_what_articles_tell_of_an_act() -> None:
    article = read(
        "Quyết định có hiệu lực từ ngày 20/5/2026 và thay thế Quyết định số 14/2021/QĐ-UBND ngày 01/4/2021. Trước đó, Quyết "
        "định số "
        "14/2021/QĐ-UBND đã thay thế Quyết định số 3/2015/QĐ-UBND.",
        "Quyết định số 51/2026/QĐ-UBND ngày 10/5/2026 của UBND tỉnh Hương Giang về giá thuê nhà",
    )
    assert said(article.relations) == {"replaces 14/2021/QĐ-UBND whole"}
    part = read(
        "Theo Quyết định số 52/2026/QĐ-UBND, UBND tỉnh bãi bỏ Điều 5, Điều 6 của Quyết định số 17/2020/QĐ-UBND.",
        "UBND tỉnh ban hành Quyết định số 52/2026/QĐ-UBND bãi bỏ một phần Quyết định số 17/2020/QĐ-UBND",
    )
    assert said(part.relations) == {"repeals 17/2020/QĐ-UBND part"}


@pytest.mark.parametrize(
    "unit",
    ["Điều 1. Bãi bỏ ", "bãi bỏ khoản 1 Điều 2, ", "1\n", "DANH MỤC văn bản bãi bỏ\n1. ", "được sửa đổi theo Luật số "
        "5/2020/QH14, ",
     "Sửa đổi Luật A, Luật B và ", "trừ Điều 1, ", "sửa lại là “", "đến hết ", "“x” "],
)  # fmt: skip
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    def least(length: int) -> float:
        """The least of three: a collection of a whole run's garbage may fall into one of them."""
        text = act("Bãi bỏ văn bản", f"Điều 1. {unit * (length // len(unit))}")
        times = []
        for _ in range(3):
            started = thread_time()
            recognise("Văn bản", text, today=TODAY)
            times.append(thread_time() - started)
        return min(times)

    assert least(200_000) < 40 * max(least(20_000), 0.01)


def test_three_hundred_acts_in_one_list() -> None:
    items = "\n".join(f"{each}. Quyết định số {each}/2010/QĐ-UBND về nội dung {each};" for each in range(1, 301))
    relations = read(act("Bãi bỏ văn bản", f"Điều 1. Bãi bỏ các văn bản sau:\n{items}\n{EFFECT}")).relations
    assert len(relations) == 300
    assert {each.scope for each in relations} == {Scope.WHOLE}


def test_an_amendment_of_the_day_of_effect_tells_the_new_day() -> None:
    body = (
        "Điều 1. Sửa đổi Điều 2 Quyết định số 40/2026/QĐ-UBND ngày 20 tháng 4 năm 2026 của Ủy ban nhân dân tỉnh như sau:\n"
        "“Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 10 năm 2026.”\n" + EFFECT
    )
    text = HEAD.format(
        office=PROVINCE, number="44/2026/QĐ-UBND", kind="QUYẾT ĐỊNH", subject="Về phí tham quan", body=body
    )
    found = recognise("Quyết định số 44/2026/QĐ-UBND", text, publisher="", content_kind="", today=TODAY).document
    assert found is not None
    assert [each.new_effective_on for each in found.relations] == [date(2026, 10, 1)]
    other = text.replace("Quyết định này có hiệu lực thi hành", "Giấy phép có hiệu lực thi hành")
    found = recognise("Quyết định số 44/2026/QĐ-UBND", other, publisher="", content_kind="", today=TODAY).document
    assert found is not None
    assert [each.new_effective_on for each in found.relations] == [None], "not of the act itself"


def test_the_province_without_a_name_is_that_of_the_act_whoever_publishes_it() -> None:
    body = "Điều 1. Bãi bỏ Quyết định số 40/2026/QĐ-UBND ngày 20 tháng 4 năm 2026 của Ủy ban nhân dân tỉnh.\n" + EFFECT
    text = HEAD.format(
        office=PROVINCE, number="44/2026/QĐ-UBND", kind="QUYẾT ĐỊNH", subject="Về phí tham quan", body=body
    )
    publisher = "Sở Tư pháp tỉnh Lam Sơn"
    found = recognise("Quyết định số 44/2026/QĐ-UBND", text, publisher=publisher, content_kind="", today=TODAY).document
    assert found is not None
    assert [each.issuer for each in found.relations] == ["Ủy ban nhân dân tỉnh Hương Giang"]


def test_a_draft_tells_what_it_would_end_and_ends_nothing() -> None:
    text = (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố:        /2026/NQ-HĐND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nHương Giang, ngày      tháng      năm 2026\nDỰ THẢO 2\n"
        "NGHỊ QUYẾT\n"
        "Quy định mức thu phí tham quan\nĐiều 1. Mức thu\nNgười lớn 20.000 đồng/lượt.\nĐiều 2. Hiệu lực\n"
        "Nghị quyết này thay thế Nghị quyết số 18/2023/NQ-HĐND ngày 12 tháng 7 năm 2023 của Hội đồng nhân dân tỉnh.\n"
    )
    facts = understood("Nghị quyết quy định mức thu phí tham quan", text, kind="new_law")
    assert facts.role == "draft"
    assert facts.document is not None
    (relation,) = facts.document.relations
    assert (relation.kind, relation.number) == (RelationKind.REPLACES, "18/2023/NQ-HĐND")
    assert not facts.document.is_identified, "no row, and so nothing to act"


@pytest.mark.parametrize(
    ("heading", "entry", "scope"),
    [
        ("Bãi bỏ toàn bộ văn bản", "", Scope.WHOLE),
        ("Bãi bỏ một phần văn bản quy phạm pháp luật", "Khoản 2 Điều 3 ", Scope.PART),
    ],
)
def test_an_articles_heading_ends_the_acts_that_stand_below_it(heading: str, entry: str, scope: Scope) -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố: 91/2026/QĐ-UBND\nHương Giang, ngày 20 tháng 11 năm 2026\nQUYẾT ĐỊNH\n"
        "Bãi bỏ một số văn bản quy phạm pháp luật\nỦy ban nhân dân tỉnh ban hành Quyết định bãi bỏ một số văn bản.\n"
        f"Điều 1. {heading}\n"
        f"1. {entry}Quyết định số 11/2017/QĐ-UBND ngày 04 tháng 5 năm 2017 ban hành Quy chế quản lý chợ.\n"
        f"2. {entry}Quyết định số 36/2019/QĐ-UBND ngày 21 tháng 8 năm 2019 quy định giá nước.\n"
        "Điều 2. Chuyển tiếp\n1. Quyết định số 50/2020/QĐ-UBND ngày 02 tháng 3 năm 2020 tiếp tục được áp dụng.\n"
        "Điều 3. Hiệu lực\nQuyết định này có hiệu lực từ ngày 01 tháng 12 năm 2026.\n"
    )
    facts = understood("Bãi bỏ một số văn bản", text, kind="new_law")
    assert facts.document is not None
    told = {(each.kind, each.number, each.scope) for each in facts.document.relations}
    assert told == {
        (RelationKind.REPEALS, "11/2017/QĐ-UBND", scope),
        (RelationKind.REPEALS, "36/2019/QĐ-UBND", scope),
    }
