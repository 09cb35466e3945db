"""Papers that say in plain words that they are secret, for colleagues or not decided, and what only sounds so. Our own."""

import pytest

from distributor.ingest.marks import find_holds

LAW = "Theo quy định, người vi phạm bị phạt tiền từ 5 triệu đồng đến 10 triệu đồng."


def codes(text: str) -> set[str]:
    return {reason.code for reason in find_holds("Thông tin về công việc tuần này", f"{text} {LAW}")}


@pytest.mark.parametrize(
    "text",
    [
        "Tài liệu mật, chỉ dùng trong đội.",
        "Phương án này đề nghị giữ kín đến giờ ra quân.",
        "Nội dung này thuộc danh mục bí mật nhà nước.",
        "Văn bản có thời hạn bảo vệ bí mật 10 năm.",
        "Kế hoạch kiểm tra đột xuất các quán ăn: yêu cầu các tổ tuyệt đối giữ bí mật, thứ Sáu mới báo xã.",
        "Danh sách kèm theo là tài liệu chứa bí mật nhà nước.",
        "Cổng chính: 4 bảo vệ; cửa hậu 2 dân quân. Xe chở đề thi về trường lúc 5 giờ, chìa khóa tủ giao cho thầy trực.",
        "Kho vũ khí đặt ở tầng 1, phòng bên cầu thang; đổi gác lúc 22 giờ và 2 giờ.",
        "Kho quỹ chỉ còn hai người gác, thay phiên lúc 1 giờ; xe tiền đi cổng sau.",
        "Đề thi cất ở phòng hiệu phó, chìa do cô Mận giữ; hai công an ngủ phòng bên.",
        "Trạm gác bờ trái do 03 chiến sĩ giữ; chìa dự phòng để trong hộp cứu hỏa tầng hai.",
        "Tổ ra quân lúc 4 giờ sáng thứ Bảy, xuất phát từ đồn cũ. Việc này chỉ thành viên biết, lộ ra là hỏng việc.",
        "Chốt 1 có 6 đồng chí, chốt 2 có 5 đồng chí; tổ mật phục nằm ở bờ mương sau trại gà.",
    ],
)
def test_a_secret_paper_is_known_by_its_own_words_and_a_plan_of_guards_without_any(text: str) -> None:
    assert codes(text) & {"secret_sign", "internal"}


@pytest.mark.parametrize(
    "text",
    [
        "Tài liệu này đóng dấu Tối mật, giải mật sau 10 năm.",
        "Hồ sơ có dấu Mật, chưa được giải mật toàn bộ.",
        "Kế hoạch kèm theo có dấu Mật. Luật Bảo vệ bí mật nhà nước nghiêm cấm sao chụp, không được đưa ra ngoài.",
        "Văn bản mang dấu Mật; theo Luật Bảo vệ bí mật nhà nước, người nhận phải giao nộp lại sau khi đọc.",
    ],
)
def test_a_stamp_stays_one_though_the_law_or_a_later_day_is_named(text: str) -> None:
    assert any(code.startswith("secret") for code in codes(text))


@pytest.mark.parametrize(
    "text",
    [
        "Danh tính người báo tin được giữ kín.",
        "Theo luật, thông tin trong hồ sơ bệnh án được giữ kín; cơ sở y tế chỉ cung cấp khi người bệnh đồng ý.",
        "Người dân có quyền tố cáo, được giữ bí mật họ tên, địa chỉ.",
        "Chủ thẻ phải giữ bí mật mã OTP, mật khẩu, không đưa cho ai.",
        "Người lao động phải giữ bí mật công nghệ của công ty theo hợp đồng.",
        "Cán bộ làm lộ tài liệu chứa bí mật nhà nước thì bị kỷ luật.",
        "Chốt kiểm dịch ở thôn 3 có 5 người, trực cả ngày và đêm.",
        "Cảnh sát giao thông bố trí 24 chốt; xe buýt đổi hướng qua đường tránh.",
        "Kho tiền của ngân hàng phải lắp camera theo Thông tư của Ngân hàng Nhà nước.",
        "Bảo vệ hướng dẫn gửi xe ở cổng sau; công nhân làm ca đêm từ 22 giờ được trả thêm 30% lương.",
        "Cử tri bỏ phiếu kín; nội dung lá phiếu được giữ bí mật.",
        "96 hồ sơ trước đây đóng dấu Mật đã được giải mật toàn bộ, mời bà con đến phòng đọc.",
        "Luật Bảo vệ bí mật nhà nước nghiêm cấm làm lộ bí mật. Nhặt được tài liệu có dấu Mật thì giao ngay cho công an xã.",
        'Một tấm ảnh chụp màn hình có dấu "Mật" gửi vào nhóm gia đình, thế là lộ bí mật.',
        "Cơ quan báo chí không được tiết lộ thông tin làm lộ danh tính của trẻ em là bị hại.",
        "Người tiết lộ thông tin là bí mật đời tư của khách hàng bị phạt tiền.",
        "Thông tư có nội dung về tài liệu lưu trữ chứa bí mật nhà nước.",
    ],
)
def test_what_is_kept_for_a_citizens_sake_is_no_secret_paper(text: str) -> None:
    assert not codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Các đồng chí trong tổ chuẩn bị lực lượng, báo cáo Văn phòng trước 16 giờ hằng ngày.",
        "Anh em nắm tình hình, không đưa thông tin ra ngoài.",
        "Đọc xong nhớ xóa giúp tôi.",
        "Thứ Tư tới sẽ đóng cửa chợ tạm, hiện chưa cho tiểu thương biết.",
        "Các anh chị ở bộ phận một cửa thống nhất cách trả lời: máy chủ đang bảo trì.",
        "Các chị cất bớt hồ sơ quá hạn, ai được hỏi thì nói hệ thống lỗi từ tuần trước.",
        "Đồng chí Công an xã bố trí 5 người mặc thường phục. Bà ấy đòi gặp Chủ tịch thì trả lời là đi công tác.",
        "Anh Khôi soạn sẵn câu hỏi dễ cho mấy chị quen; chuyện tiền điện thì tránh nhắc tới.",
        "Đọc rồi gỡ tin giùm anh.",
        "Đồng chí kế toán tổng hợp số liệu gửi tôi trước thứ Năm.",
        "Tuần sau lấp hồ để làm bãi xe, mọi người đừng để dân biết trước.",
        "Kính gửi các đồng chí ủy viên Ban Thường vụ! Chiều nay họp về nhân sự.",
        "Theo ý kiến của Chủ tịch tại giao ban (chưa có văn bản chính thức), tạm dừng cấp phép quán karaoke.",
        "DỰ KIẾN LỊCH KIỂM TRA (dùng trong Đoàn, chưa thông báo cho cơ sở). Sáng 08/12: lò bún khu phố 3.",
        "Tổ 2 chốt cửa sau. Ai để lộ lịch sẽ bị kiểm điểm.",
        "THÔNG CÁO. Đề nghị các báo không đưa tin trước 9 giờ ngày 20/12/2026. Mức giá nước mới là 9.800 đồng/m3.",
        "Tài liệu gửi trước cho các cơ quan báo chí. Từ 01/01/2027 phường lập hai tuyến phố đi bộ.",
        "EMBARGO đến 14h00 ngày 22/12/2026: công bố quyết định sáp nhập ba thôn.",
    ],
)
def test_what_colleagues_tell_each_other_is_internal(text: str) -> None:
    assert "internal" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lưu tin nhắn, số tài khoản để cung cấp cho cơ quan công an.",
        "Các đồng chí cựu chiến binh đến nhận quà tại nhà văn hóa trước 16 giờ ngày 22/12/2026.",
        "Dự lễ có các đồng chí lãnh đạo tỉnh; đồng chí Chủ tịch UBND xã báo cáo kết quả một năm thực hiện.",
        "Anh em công nhân xa quê đăng ký về Tết với công đoàn trước ngày 20/01/2027.",
        "Câu hỏi gửi trước vào hòm thư; ai được mời thì đến đúng giờ.",
        "Khách hỏi giá thì nói rõ giá, không nói thách.",
        "Kẻ gian dặn nạn nhân không được cho người nhà biết, chuyển tiền xong thì xóa ứng dụng.",
        "Không đưa thông tin cá nhân ra ngoài, không cho người lạ mượn căn cước.",
        "Hộ nào chưa báo số tài khoản cho thôn thì báo trước thứ Sáu.",
        "Hàng không được đăng ký lưu hành thì không được bán trước ngày 01/01/2027.",
        "Chưa phát hiện vi phạm trước 17 giờ thì tổ kiểm tra về; bà con không phát tờ rơi trước cổng trường.",
        "Hồ sơ gửi trước cho bộ phận một cửa thì bà con không phải chờ.",
        "Cơ sở được báo trước ba ngày; ai để lộ thông tin cá nhân của khách thì bị phạt.",
        "Đội bóng của xã tập trung lúc 7 giờ; tài liệu chỉ dẫn đường đi có ở nhà văn hóa.",
        "Sở Y tế đề nghị không lan truyền tên tuổi người bệnh trên mạng xã hội.",
        "Cha, mẹ xem lại hình ảnh có con mình tại trường; không được sao chép, phát tán hình ảnh của trẻ khác.",
    ],
)
def test_what_is_told_to_citizens_is_not_internal(text: str) -> None:
    assert not codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hộ mặt tiền nộp 45.000 đồng/tháng. Bảng tính đang chờ Sở Tài chính có ý kiến để UBND tỉnh ban hành quyết định.",
        "Hộ ở mặt tiền nộp 45.000 đồng/hộ/tháng khi được UBND tỉnh phê duyệt.",
        "UBND tỉnh thống nhất chủ trương, giao Sở Nội vụ hoàn thiện để ký ban hành mức trợ cấp 800.000 đồng/tháng.",
        "Người lớn mua vé 120.000 đồng; nếu kỳ họp tháng 12 của HĐND tỉnh gật đầu thì áp dụng ngay từ đầu năm.",
        "Mỗi hộ được 20 triệu đồng. Quyết định cụ thể còn nằm ở Sở Nông nghiệp và Môi trường.",
        "Tổ viên nhận 2,1 triệu đồng/tháng. Công an tỉnh đã gửi đề án sang Sở Tài chính thẩm định nguồn.",
        "Ô tô đỗ dưới 2 giờ trả 10.000 đồng; hai hôm nữa HĐND phường mới biểu quyết.",
        "Nếu thuận lợi sẽ thu từ tháng 01/2027.",
        "Giá nước mới 9.200 đồng/m3, hiện còn chờ HĐND tỉnh thông qua.",
        "Phòng đã xây dựng mức thu mới: xe máy 4.000 đồng/lượt, đang trình UBND tỉnh.",
        "Mức hỗ trợ 5 triệu đồng/con bò sẽ được các đại biểu xem xét tại kỳ họp cuối năm.",
    ],
)
def test_what_still_waits_for_those_who_decide_is_a_draft(text: str) -> None:
    assert "draft_news" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Danh sách được họp thôn bình xét, niêm yết 3 ngày trước khi trình.",
        "Hồ sơ được kiểm tra trước khi trình Chủ tịch UBND xã ký giấy khai sinh.",
        "Phản ánh gửi bằng văn bản có chữ ký của người viết.",
        "Hợp đồng thuê trọ có bảy điều nên ghi trước khi ký.",
        "Hồ sơ xử phạt không phải là tài liệu mật, trừ phần thuộc bí mật kinh doanh.",
        "Thủ tục nội bộ là khi phòng chuyên môn xin ý kiến trước khi trả kết quả cho dân.",
        "Chủ đầu tư gửi hồ sơ thiết kế sang Sở Xây dựng thẩm định, nhận kết quả trong 20 ngày.",
        "Nếu chủ nhà đồng ý thì khách đăng ký tạm trú tại công an xã.",
        "Trong khi chờ cấp căn cước, công dân dùng giấy hẹn.",
        "Hộ nghèo đang chờ UBND xã phê duyệt danh sách thì vẫn được nhận gạo.",
        "Chủ đầu tư chỉ được khởi công khi được UBND tỉnh phê duyệt dự án.",
        "Người thuê nhà được ở tiếp nếu chủ nhà đồng ý.",
        "Bà con chép mẫu rồi điền: Hôm nay, ngày ... tháng ... năm ......, chúng tôi gồm bên cho thuê và bên thuê.",
        "Hộ trồng lúa không được tự ý đào ao khi chưa có quyết định cho phép của Chủ tịch UBND xã.",
        "UBND tỉnh đã ban hành Quyết định số 15/2026/QĐ-UBND; giá giữ xe 3.000 đồng/lượt áp dụng từ ngày 01/12/2026.",
        "Ban hành mức chi tiếp công dân sau 41 lượt góp ý: quyết định có hiệu lực từ ngày 05/12/2026.",
    ],
)
def test_a_list_shown_and_a_paper_awaited_are_no_draft(text: str) -> None:
    assert not codes(text)


def test_a_number_told_as_an_offices_is_an_offices() -> None:
    assert not codes("Gọi số 0218.3856.147 (giờ hành chính) hoặc 0912.445.806 (trực ngoài giờ của Trung tâm).")
    assert not codes("Cần gấp gọi 0912 445 806 (đội cứu hộ).")
    assert "personal_phone" in codes("Cần gấp gọi 0912 445 806 (anh Quý, trực đêm).")
    assert "personal_phone" in codes("Bà Hạnh ở thôn 2, số 0912 445 806.")


def test_a_form_filled_in_with_noughts_is_nobodys() -> None:
    text = "Xem mẫu điền: NGUYỄN VĂN A; số định danh: 000 000 000 000; mã số BHXH: 0000000000; nộp tại bất kỳ cơ quan BHXH nào."
    assert not find_holds("Mẫu điền tờ khai đính chính sổ bảo hiểm", text)
    assert find_holds("Mẫu điền tờ khai đính chính sổ bảo hiểm", text.replace("BHXH: 0000000000", "BHXH: 7914025637"))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (
            "1. Bà Tạ Kim Chắt, hòa giải viên, 0912.445.806; 2. Ông Cù Văn Mận, hòa giải viên, cựu chiến binh, 0912.445.807.",
            False,
        ),
        ("Bà con bị làm phiền thì gọi tổ hòa giải, số 0912.445.806, hoặc công an xã.", False),
        ("Ông Cù Văn Mận, thành viên Ban Chỉ huy phòng thủ dân sự thôn, 0912.445.807.", False),
        ("Ông Cù Văn Mận, cựu chiến binh, 0912.445.807.", True),
        ("Gọi hòa giải viên hoặc chị Hoa xóm Cầu, số 0912.445.806.", True),
        ("1. Bà Tạ Kim Chắt, hộ nghèo, 0912.445.806; 2. Bà Cù Thị Mận, hộ cận nghèo, 0912.445.807.", True),
    ],
)
def test_who_holds_an_office_in_a_village_is_called_by_its_number(text: str, held: bool) -> None:
    assert ("personal_phone" in codes(text)) is held


@pytest.mark.parametrize(
    ("title", "text", "held"),
    [
        (
            "Cảnh báo giấy triệu tập giả đóng dấu 'MẬT'",
            'Kẻ gian gửi ảnh giấy triệu tập có chữ "MẬT" và dòng "Lưu hành nội bộ, không đăng tải", rồi đòi tiền.',
            False,
        ),
        ("Cảnh báo giấy triệu tập giả", "Kẻ gian gửi giấy giả. Tài liệu này lưu hành nội bộ, không đăng tải.", True),
        ("Lịch kiểm tra quán ăn", 'Kẻ gian làm hàng giả. Công văn này đóng dấu "MẬT" và "Lưu hành nội bộ".', True),
        ("Cảnh báo giấy triệu tập giả", 'Phương án này đóng dấu "MẬT", chỉ phổ biến trong đội.', True),
    ],
)
def test_a_stamp_on_what_a_swindler_forges_is_not_the_pages(title: str, text: str, held: bool) -> None:
    found = {reason.code for reason in find_holds(title, f"{text} {LAW}")}
    assert bool(found & {"secret", "internal"}) is held


@pytest.mark.parametrize(
    "whose", ["cấp có thẩm quyền ký", "làm quyết định chính thức", "cấp tỉnh ký ban hành", "trả lời chính thức"]
)
def test_what_is_asked_for_comment_before_it_is_decided_is_a_draft(whose: str) -> None:
    assert "draft" in codes(f"Phí rác 35.000 đồng một tháng, thu từ 01/01/2027. Phòng xin ý kiến trước khi {whose}.")


@pytest.mark.parametrize(
    "text",
    [
        "Lưu ý: chỉ được phát hành sau 10 giờ 30 phút ngày 11/12/2026.",
        "Trước thời điểm này đề nghị các tòa soạn, trang tin giữ bài.",
        "Không trích đăng dưới mọi hình thức.",
    ],
)
def test_what_the_press_may_not_tell_yet_waits(text: str) -> None:
    assert "internal" in codes(text)


def test_a_magazine_that_comes_out_after_a_day_is_no_embargo() -> None:
    assert "internal" not in codes("Bản tin chỉ phát hành từ tháng 12, mỗi tháng một số.")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Sáng 11/12, với ...% đại biểu tán thành, HĐND tỉnh thông qua nghị quyết.", True),
        ("Chủ tịch HĐND tỉnh nhấn mạnh: (bổ sung trích dẫn sau).", True),
        ("Với 98% đại biểu tán thành, HĐND tỉnh thông qua nghị quyết.", False),
        ("Các mức 5%, 10%... đều được miễn (sẽ cập nhật thường xuyên).", False),
    ],
)
def test_what_is_to_be_filled_in_once_it_has_happened_is_no_news_yet(text: str, held: bool) -> None:
    assert ("draft_gap" in codes(text)) is held


def test_a_title_that_says_that_comments_are_over_is_no_draft() -> None:
    text = "UBND tỉnh đã ban hành Quyết định số 58/2026/QĐ-UBND. So với bản dự thảo, thời gian tăng từ 36 lên 48 giờ."
    title = "Hết góp ý, quy định về vỉa hè chính thức có hiệu lực 15/12"
    assert not {reason.code for reason in find_holds(title, text)}
    assert "draft_title" in {reason.code for reason in find_holds("Góp ý quy định về vỉa hè", text)}


def test_where_the_draft_was_shown_before_is_no_stamp() -> None:
    text = "UBND tỉnh vừa ban hành Quyết định số 71/2026/QĐ-UBND sau khi lấy ý kiến 2.340 hộ (dự thảo đăng trên Cổng từ tháng 5)."
    assert "draft" not in codes(text)
    assert "draft" in codes("QUYẾT ĐỊNH (dự thảo lần 2)\nVề quản lý phố đi bộ.")
