"""What is true of a document and yet not worth a citizen's minute; and its look-alikes, which are said."""

from datetime import date

import pytest

from distributor.facts import DocumentFacts, Point, Role
from distributor.understand.answering_told import leaves_out_conditions
from distributor.understand.points import understand_points
from distributor.understand.says_little import says_little
from distributor.understand.unsaid import without_unsaid

LITTLE = [
    "Chủ động khắc phục những tồn tại, hạn chế trong công tác lưu trữ.",
    "UBND tỉnh ban hành Kế hoạch triển khai thực hiện trên địa bàn tỉnh Hương Giang.",
    "Thông tư này áp dụng đối với: người nộp phí.",
    "Tổ chức thu lệ phí theo quy định tại Thông tư này là cơ quan đăng ký kinh doanh.",
    "Bộ Công Thương thực hiện chức năng quản lý nhà nước về chợ và siêu thị.",
    "Việc cấp lại thẻ được thực hiện theo quy định tại Điều 12 Nghị định số 7/2026/NĐ-CP.",
    "Hộ kinh doanh có các quyền và nghĩa vụ: thực hiện các quy định tại Điều 14 của Luật này.",
    "Quyền và nghĩa vụ của hội viên quy định tại: điều 7, Điều 8 và quy định khác có liên quan của Luật này.",
    "Trách nhiệm của chủ rừng: mục 3.",
    "Mức giảm quy định tại khoản 1 Điều này được tính trên số tiền phải nộp của năm 2026.",
    "Thời điểm tính phí đối với trường hợp quy định tại Điều 28 là ngày hợp đồng có hiệu lực.",
    "Bảo vệ nguồn nước là trách nhiệm chung của Nhà nước và toàn xã hội.",
    "Nhà nước có chính sách tạo điều kiện thuận lợi cho người khuyết tật.",
    "Nâng cao vai trò, trách nhiệm của người đứng đầu.",
    "Củng cố, kiện toàn Ban Chỉ đạo phòng thủ dân sự tỉnh.",
    "Công an tỉnh: chủ trì thực hiện tốt vai trò là cơ quan thường trực.",
    "Kinh phí lập quy hoạch đã được quan tâm bố trí trong kế hoạch trung hạn.",
    "Một số quy hoạch đã bộc lộ bất cập, hạn chế.",
    "Người gây thiệt hại có tổng tài sản là 100.000.000 đồng, thu nhập hàng tháng là 2.000.000 đồng.",
    "Người nộp đơn chịu trách nhiệm trước pháp luật về tính trung thực, chính xác của thông tin.",
    "Trong thời hạn 15 ngày kể từ ngày nhận hồ sơ hợp lệ, Sở Xây dựng tổ chức thẩm định phương án.",
    "Tiền lãi chậm trả = (nợ gốc quá hạn) x x.",
    "<Đối với thông báo lần đầu: chậm nhất là 30 ngày.",
    "Hình thức xử phạt hành chính: cảnh cáo.",
    "Trong thời hạn 06 tháng kể từ ngày tạm dừng, nếu đại lý khắc phục và có công văn đề nghị gửi Cục.",
    "Đối với phần mềm ở địa phương mà chưa đảm bảo theo các yêu cầu được quy định tại Điều 13.",
    "Thông tư này áp dụng với: người nộp phí; tổ chức thu phí.",
    "Các tình tiết giảm nhẹ quy định tại Điều 9 Luật Xử lý vi phạm hành chính năm 2012.",
    "Thời điểm chấm dứt hành vi vi phạm: đối với các hành vi vi phạm hành chính quy định tại Điều 9; khoản 8 Điều 11.",
]
TOLD = [
    "Hồ sơ đã nộp trước ngày 01/01/2027 thì thực hiện theo quy định tại Nghị định số 7/2020/NĐ-CP.",
    "Không áp dụng theo quy định tại Điều 5 Nghị định số 7/2026/NĐ-CP đối với hộ nghèo: miễn 100 % phí.",
    "Phạt tiền từ 20.000.000 đồng đến 50.000.000 đồng đối với hành vi bán hóa đơn, trừ hành vi quy định tại khoản 1 Điều này.",
    "Giảm 30% tiền thuê đất đối với người sử dụng đất quy định tại khoản 1 Điều 2 Nghị định này.",
    "Trong thời hạn 20 ngày kể từ ngày nhận đủ hồ sơ, Sở Văn hóa thẩm định và cấp Giấy phép.",
    "Trong thời hạn 06 tháng, nếu không sử dụng thì bị thu hồi.",
    "Đối với hộ nghèo mà chưa có nhà ở thì được hỗ trợ làm nhà.",
    "Bị phạt nếu không thực hiện theo quy định về phòng cháy.",
    "Người đã hoàn thành nghĩa vụ tài chính được cấp Giấy chứng nhận.",
    "Nhà nước hỗ trợ 60 % học phí cho trẻ em mẫu giáo.",
    "Tăng cường hỗ trợ: mỗi hộ được nhận 500.000 đồng.",
    "Nguyên tắc: mỗi hộ chỉ được hỗ trợ một lần.",
    "Chứng từ điện tử có giá trị như chứng từ giấy.",
    "Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng.",
    "Các trường hợp quy định tại Điều 9 Luật Đất đai được miễn tiền sử dụng đất.",
    "Thông tư này áp dụng với: hộ kinh doanh; cá nhân cho thuê nhà.",
]


@pytest.mark.parametrize("statement", LITTLE)
def test_what_says_nothing_to_a_citizen(statement: str) -> None:
    assert says_little(statement)


@pytest.mark.parametrize("statement", TOLD)
def test_what_rules_grants_or_denies_is_told(statement: str) -> None:
    assert not says_little(statement)


def test_an_example_goes_with_all_its_sentences() -> None:
    words = (
        "Thiệt hại quá lớn là khi không có điều kiện thi hành án. Ví dụ: Một người làm cháy nhà người khác. Người đó có thu nhập"
        " 2.000.000 đồng mỗi tháng."
    )
    assert without_unsaid(words, of_article=True) == "Thiệt hại quá lớn là khi không có điều kiện thi hành án."


def test_a_letter_says_neither_whom_it_goes_to_nor_why_it_was_written() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố: 402/UBND-NC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Hương Giang, ngày 20 tháng 11 năm 2026\nKính gửi:\n- Công an tỉnh;\n- Sở Xây dựng;\n- Ủy ban nhân dân các xã, phường.\n"
        "Phần quản trị doanh nghiệp gần như không được thực hiện.\n"
        "Có trên 90% doanh nghiệp chép điều lệ mẫu trong Luật Doanh nghiệp.\n"
        "Hộ kinh doanh phải niêm yết giá trước ngày 31/12/2026.\n"
    )
    document = DocumentFacts(kind="công văn", number="402/UBND-NC", issued_on=date(2026, 11, 20))
    _, message = understand_points("Công văn 402/UBND-NC về niêm yết giá", "", text, kind="document", document=document)
    told = [each.statement for each in message if each.role is not Role.WHO]
    assert told == ["Hộ kinh doanh phải niêm yết giá trước ngày 31/12/2026."]


def test_a_title_that_names_conditions_and_a_message_without_one_wait() -> None:
    conditions = (
        "Người mua phải đáp ứng các điều kiện sau, cụ thể: – Chưa có nhà ở thuộc sở hữu của mình tại nơi sinh sống; "
        "– Phải có đăng ký thường trú tại tỉnh nơi có nhà ở xã hội."
    )
    title, told = "Điều kiện để được mua nhà ở xã hội", "Bên mua không được bán lại nhà trong thời hạn 05 năm."
    ban = Point(Role.BAN, told, (told,))
    assert leaves_out_conditions(title, f"{conditions} {'Chủ đầu tư lập danh sách. ' * 80}{told}", [ban])
    assert not leaves_out_conditions(
        "Mua nhà ở xã hội", f"{conditions} {'Chủ đầu tư lập danh sách. ' * 80}{told}", [ban]
    )
    first = "Chưa có nhà ở thuộc sở hữu của mình tại nơi sinh sống"
    assert not leaves_out_conditions(title, f"{conditions} {told}", [Point(Role.WHO, first, (first,))])
