"""Persons whom others would know, told in soft words: hearsay, charges by letters, children, illnesses. All are invented."""

import pytest

from distributor.ingest.holds.harm import find_harm
from distributor.ingest.holds.told_of import tells_of_who_asks
from distributor.text.cued import searched_whole

LAW = "Theo quy định, người vi phạm bị phạt tiền từ 5 triệu đồng đến 10 triệu đồng."


@pytest.mark.parametrize(
    "text",
    [
        "Nhiều tiểu thương nói ông Lục Văn Thông, tổ trưởng quản lý chợ, mỗi tháng thu thêm 200.000 đồng tiền chỗ.",
        "Theo phản ánh, ông Nông Quốc Bảo ở xóm Cầu rào lối đi chung của bốn nhà. Xã đang xác minh.",
        "Dư luận trong thôn nghi bà Vi Thị Lụa bỏ thuốc trừ cỏ xuống ao cá nhà bên; mẫu nước đã gửi đi, chưa có kết quả.",
        "Phụ huynh đề nghị làm rõ việc cô giáo Đàm Thị Hoa, chủ nhiệm lớp 5C, gợi ý mỗi em góp 500.000 đồng tiền quà.",
        "Trong đơn, các hộ nêu ông Quách Đình Sơn, cán bộ thú y, ký hóa đơn mua vắc xin của cửa hàng người nhà.",
        "Bà con kháo nhau, nghe nói ông Hứa Văn Tám cân thiếu cho người bán mủ. Hội Nông dân sẽ kiểm tra.",
        "Xã nhận được phản ánh về quán của anh Hùng, chủ tiệm sửa xe ở thôn 4: nhiều người nói anh Hùng tráo phụ tùng cũ.",
        "Có ý kiến cho rằng Trưởng ban giám sát, ông Cầm Bá Thước, nhận biếu một chiếc xe nên ký nghiệm thu đường.",
        "Nhà bà Phùng Thị Mão thiếu 640.000 đồng tiền nước, nhà ông Tống Văn Ất thiếu 415.000 đồng, quá hạn bị cắt nước.",
        "Mấy hộ bán mủ cho ông Khuất Văn Lẫm, thương lái, kể lại rằng cân của ông này nhảy số.",
        "Tạm đình chỉ công tác Tổ trưởng Tổ vay vốn thôn Đồng Găng, xã Quý Hòa để đối chiếu sổ sách.",
        "Công chức hộ tịch xã Đồi Chè ký giấy cho người đã có vợ. Vụ việc chuyển sang cơ quan điều tra.",
        "Anh Lương Đức Thịnh, chủ máy gặt, hay khất lần, sáu nhà để lúa rụng ngoài đồng.",
        "Thủ quỹ Hợp tác xã Nà Lúa ở thôn 2 vừa bị cảnh cáo vì chậm nộp quỹ.",
        "Bà Mã Thị Sen, chủ hụi ở chợ Lầu, đã lấy tiền hụi của 12 người. Cơ quan chức năng đang xác minh, chưa rõ thực hư.",
    ],
)
def test_what_is_only_said_of_somebody_accuses(text: str) -> None:
    assert "accusation" in find_harm("Thông tin tới bà con", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Người dân phản ánh nước thải của lò mổ chảy ra mương. Ông Lục Văn Thông, Chủ tịch UBND xã, cho biết sẽ kiểm tra.",
        "Theo đơn của ông Nông Quốc Bảo, xã đã hòa giải việc lối đi chung; hai bên thỏa thuận xong.",
        "Nhiều người nói bà Vi Thị Lụa hòa giải có lý có tình, cả thôn đều nể.",
        "Ai nghi ngờ bị lừa đảo, gọi ông Quách Đình Sơn, Trưởng Công an xã, số 0232.3855.113.",
        "Bà Mã Thị Sen phản ánh xe chở cát rơi vãi. Sở Xây dựng trả lời: xe chở vật liệu phải che bạt kín.",
        "Gửi phản ánh về việc thu sai cho bà Đàm Thị Hoa, Phó Chánh Thanh tra, trước ngày 15/12/2026.",
        "Phụ huynh cho rằng khoản thu cao; cô Đàm Thị Hoa, Hiệu trưởng, giải thích mức thu theo nghị quyết của HĐND tỉnh.",
        "Em Tạ Bảo Châu, lớp 9A, đại diện học sinh đọc cam kết không gian lận, không bạo lực.",
        "Nộp tiền nước cho bà Phùng Thị Mão, thủ quỹ thôn; quá hạn bị cắt nước. Bà Mão thu vào sáng thứ Bảy, số 0232 3811 445.",
        "Rác đổ sai chỗ ở ngõ 81 Nguyễn Phong Sắc bị thu dọn; người đổ trộm bị phạt.",
        "Hội đồng kỷ luật do Chủ tịch UBND xã Đồi Chè thành lập họp ngày 10/12/2026.",
        "Đơn khiếu nại, tố cáo về đất đai do Phó Chủ tịch Bế Văn Thụy xem xét trước, báo Chủ tịch quyết định.",
        "Ông A nghi bà B lấn đất. Ông A có quyền yêu cầu xã hòa giải.",
    ],
)
def test_who_says_it_or_is_to_be_called_is_not_accused(text: str) -> None:
    assert not find_harm("Thông tin tới bà con", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh khởi tố, bắt tạm giam Trần Đình L. (sinh năm 1984, trú phường Đông Kinh) về tội lừa đảo.",
        "Tổ tuần tra bắt quả tang N.V.T (29 tuổi, trú thôn 3, xã Đồi Chè) chở gỗ không giấy tờ.",
        "Bị can là bà H.T.M., kế toán Hợp tác xã Nà Lúa, bị điều tra về tội tham ô tài sản.",
        "Cơ quan điều tra tạm giữ Lò Văn K. - trưởng bản Huổi Sang, để làm rõ việc bán đất rừng.",
        "Công an đã khởi tố, bắt tạm giam Giám đốc Công ty TNHH Địa ốc Thiên Phát.",
        "Công an đưa đối tượng P.Q.H. (36 tuổi, nhà ở tổ 12) về trụ sở để làm rõ việc đòi nợ thuê.",
        "Viện kiểm sát phê chuẩn quyết định khởi tố hiệu trưởng Trường THCS Nà Lúa về tội lập quỹ trái phép.",
    ],
)
def test_who_is_charged_is_known_by_letters_and_birth_home_or_office(text: str) -> None:
    assert "accusation" in find_harm("Tin an ninh, trật tự", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Bản án phúc thẩm đã tuyên Trần Đình L. (sinh năm 1984) 7 năm tù; bản án có hiệu lực pháp luật.",
        "Công an bắt nhóm giả danh giám đốc Công ty Điện lực Hương Giang, lừa 40 người.",
        "Trong tháng, Công an tỉnh khởi tố 12 vụ, bắt 15 bị can; giám đốc doanh nghiệp cần rà soát hợp đồng.",
        "Người bị khởi tố có quyền nhờ luật sư. Anh T. (bị hại) được trợ giúp pháp lý.",
    ],
)
def test_final_verdicts_figures_and_swindlers_masks_charge_nobody(text: str) -> None:
    assert "accusation" not in find_harm("Tin an ninh, trật tự", text)


@pytest.mark.parametrize(
    "text",
    [
        "Em V.N.K., lớp 6A Trường THCS Nà Lúa, đi cùng chị ra suối. Hai hôm nay cháu hoảng loạn vì bị dọa đưa ảnh lên mạng.",
        "Một nam sinh lớp 9, con ông Tài sửa xe, bị các bạn tẩy chay vì nghi lấy tiền quỹ.",
        "Bạn N.B.C. (lớp 2A, mẹ bán bánh mì cổng chợ) hay khóc. Hôm qua một phụ huynh vào lớp tát cháu.",
        "Tìm người thân của cháu gái tên Mỹ Duyên, khoảng 9 tuổi, trên tay có nhiều vết roi.",
        "Hai anh em T.A. và T.B., con anh Nhã lái đò, ra bến tắm. Người em bị nước cuốn.",
        "Cầm lái là em út nhà bác Tuyến rửa xe, mới học lớp 10, trong cốp có tuýp sắt.",
        "Lớp 3B có cháu Gia Hân hay lấy đồ của bạn, cô giáo đã gặp bố mẹ.",
        "Cháu L.T.D (con chị Mơ ở xóm Bến) bị trấn lột hai lần trên đường đi học.",
        "Em Sùng A Páo, học lớp 8 Trường Bán trú Tà Xi, đi bộ đến trường. Tháng trước em bị nhóm lớn tuổi chặn đánh, gãy tay.",
    ],
)
def test_a_child_known_by_class_or_parents_is_harmed_wherever_it_is_told(text: str) -> None:
    assert "minor" in find_harm("Nhà trường thông tin", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Em Hà Thị Quyên, học sinh lớp 8B, được quay phim giới thiệu thư viện. Đăng ảnh xúc phạm người khác bị phạt.",
        "Em V.N.K., lớp 6A, vẽ tranh về an toàn giao thông. Khi trẻ bị xâm hại, gọi 111.",
        "Cháu Gia Hân (con anh Lực, thôn 2) nhận quà trung thu. Theo Luật Trẻ em, nghiêm cấm bạo lực, bắt nạt trẻ em.",
        "Học sinh lớp 9 nghỉ học khi nhiệt độ dưới 7 độ C; phụ huynh nhắc con không đốt lửa sưởi trong phòng kín.",
    ],
)
def test_a_harmless_child_beside_a_rule_is_no_victim(text: str) -> None:
    assert set(find_harm("Nhà trường thông tin", text)) <= {"private_person"}


TOLD_OF = [
    "Trong làng có anh T.V.Đ., 41 tuổi, nhà sát giọt nước, bỏ thuốc hai lần vì rượu.",
    "Anh Vũ Đình Thạo trước đi tàu viễn dương, nay ngày nào cũng ngồi bến đò một mình.",
    "Nhà cậu Phan Bá Tuyến ở xóm Đá Bạc bày ba ban thờ, ai vào cũng được phán có vong theo.",
    "Thế nhưng mẹ bé L., học lớp 7 Trường THCS Gò Sành, phải đi từng nhà. Bé L. bị một người rủ gọi video rồi chụp màn hình.",
    "Chị Lụa bán bún đầu bản dạo này hay sang nhà người ta lúc khuya.",
    "Anh Vũ Đình Thạo trước đi tàu viễn dương, nay ngày nào cũng ngồi bến đò một mình. Mọi thắc mắc gọi trạm y tế xã.",
    "\nChuyện vui ở xóm: anh Vũ Đình Thạo trước đi tàu viễn dương, nay ngày nào cũng ngồi bến đò một mình.",
    "Bà Chu Thị Hằng, trú tại nhà số 7, xóm Gốc Sữa, bị chồng là ông Đoàn Bá Sửu đuổi khỏi nhà.",
    "Báo Hương Giang điện tử › Bạn đọc › Đời sống. Chị Lụa bán bún đầu bản dạo này hay sang nhà người ta lúc khuya.",
    "Bà Nguyễn Thị Xoan ở ngõ 12 đêm nào cũng say, ai cần làm căn cước thì gọi trước cho tổ, 0229.3.666.187.",
    "Ông Đinh Văn Tấn, 44 tuổi, xóm 3, mới được tha về, xã chưa tin dùng, 0229.3.666.187.",
]


@pytest.mark.parametrize("text", TOLD_OF)
def test_whatever_is_told_of_a_private_person_who_can_be_known_waits(text: str) -> None:
    assert find_harm("Nói chuyện pháp luật ở bản", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Chị Lò Thị Mây, chủ một homestay, chia sẻ: khách đông mà rác được dọn ngay.",
        "Ai cần hỏi thêm thì gọi anh Lại Thế Hùng ở khu 7, 0229 3666 187.",
        "Hỗ trợ đăng ký: cô Bế Thị Lan, 0232.3.855.113. Trường không thu khoản nào.",
        "Giải Nhất thuộc về bà Lê Thị Kim Cúc, giải Nhì: chị Tô Ngọc Hà.",
        "Từ 6 giờ cấm xe trên các đường Võ Nguyên Giáp, Lê Hồng Phong, Trần Hưng Đạo.",
        "Bà Hồ Thị Mận (thôn Tà Rụt) hỏi: Tôi sao bằng cấp ở phường khác có được không? Trả lời: Được.",
        "Bác sĩ Nguyễn Thị Hiền, Giám đốc Trung tâm Y tế, hướng dẫn cách rửa tay.",
        "Nhân vật: Ông Tư Lúa (65 tuổi), bà Bảy Xuyến. Ông Tư Lúa đêm nào cũng say.",
        "Ông Nguyễn Văn A vay ông C 1,1 tỷ đồng rồi qua đời.",
        "Ví dụ: bé N., 9 tuổi, bị cô giáo đăng bảng điểm lên nhóm lớp. Tên bé N. trong ví dụ là giả định.",
        "(nhân vật hư cấu) Ông Ba Rổn: - Tui chắc thằng Tư Lục ăn cắp gà! Bà Năm: - Anh thấy tận mắt không?",
        "\nTruyện truyền thanh: bà Tám ở xóm Chùa bán xe ba gác cho anh Cò, ba tháng sau xe gây tai nạn.",
    ],
)
def test_who_speaks_is_called_praised_or_played_does_not_keep_an_item_back(text: str) -> None:
    assert find_harm("Phổ biến pháp luật", f"{text} Theo Bộ luật Dân sự, mọi cá nhân đều bình đẳng.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Anh Dũng, chủ quán bún khu phố 7, nhiễm HIV đã ba năm.",
        "Bà Thủy ở thôn 3 bị tâm thần phân liệt, hay đi lang thang.",
        "Ai cũng biết tiệm may của chị Thắm - anh Quyết. Anh Quyết xét nghiệm, kết quả âm tính với HIV.",
        "Trưởng thôn 3, xã Tân Lập mắc bệnh lao phổi, đề nghị ai đã họp cùng đến khám.",
        "Giáo viên dạy lớp ghép ở điểm trường Nước Trong vừa có kết quả dương tính với vi khuẩn lao.",
        "Người bán bún riêu đầu ngõ 45, khu phố 2, mắc thủy đậu, đã nghỉ bán.",
        "Ba trường hợp cần sinh thiết là chị Hợi vợ anh Toàn, chị Miên bán rau, mẹ cháu Tít.",
        "Bạn K.L.N. (lớp 2A, con chị Mơ) học cùng các bạn từ tháng 9. Cháu bị tự kỷ.",
        "Tài xế xe khách tuyến chợ Lầu được chẩn đoán viêm gan B.",
        "Gia đình các bác đưa người nhà đến lĩnh thuốc tâm thần: nhà ông Quế xóm 1, nhà bà Lụa xóm 2.",
    ],
)
def test_the_illness_of_somebody_known_in_the_place_is_private(text: str) -> None:
    assert "health" in find_harm("Thông báo của trạm y tế", f"{text} {LAW}")


@pytest.mark.parametrize(
    "text",
    [
        "Anh Dũng, trưởng thôn 3, nhắc bà con tiêm phòng bệnh dại cho chó.",
        "Điểm tiêm: tại nhà ông Quế xóm 1, nhà bà Lụa xóm 2; vắc xin phòng bệnh dại miễn phí.",
        "Y sĩ trạm y tế xã Tân Lập phát hiện 5 ca mắc sởi, đề nghị bà con cho trẻ tiêm đủ mũi.",
        "Cán bộ y tế thôn 3 hướng dẫn người mắc bệnh lao uống thuốc đủ 6 tháng.",
        "Anh B bị tai nạn lao động, hỏi có được trợ cấp không?",
        "Tháng 11, cả tỉnh có 12 ca mắc sởi, 9 ca âm tính sau điều trị.",
    ],
)
def test_advice_figures_and_who_helps_tell_no_illness(text: str) -> None:
    assert "health" not in find_harm("Thông báo của trạm y tế", text)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (
            "Cả xóm ai cũng nói tiệm vật tư Út Hạnh pha tro bếp vào bao phân. Chưa có đoàn nào xuống lấy mẫu. Người mua có quyền "
            "đòi bồi thường.",
            True,
        ),
        (
            "Mấy hôm nay người dân rỉ tai nhau rằng muốn có sổ nhanh thì phải qua ông Bùi Sĩ Tạo, cán bộ địa chính xã, mỗi hồ "
            "sơ 7 triệu đồng. Lãnh đạo xã nói chưa thể khẳng định điều gì.",
            True,
        ),
        (
            "Trên mạng xã hội đồn rằng sắp đổi tiền. Ngân hàng Nhà nước khẳng định thông tin này sai sự thật; không chia sẻ.",
            False,
        ),
        (
            "Dư luận xôn xao việc tăng phí gửi xe. Sở Tài chính cho biết mức phí tại Quyết định số 12/2026/QĐ-UBND không đổi.",
            False,
        ),
    ],
)
def test_what_people_whisper_of_somebody_waits(text: str, held: bool) -> None:
    assert ("accusation" in find_harm("Tin của xã", text)) is held


@pytest.mark.parametrize(
    ("told", "text", "tells"),
    [
        ("Chị Lương Thị Nhàn thu 37 triệu đồng.", "Chị Nhàn hỏi: … Trả lời: Được.", True),
        ("Người thuê chỗ phải có sổ.", "Chị Nhàn hỏi: … Trả lời: Được.", False),
        ("Chị Lương Thị Nhàn thu 37 triệu đồng.", "Hội khen chị Lương Thị Nhàn.", False),
    ],
)
def test_who_asks_is_not_told_of(told: str, text: str, tells: bool) -> None:
    assert tells_of_who_asks(told, searched_whole("", text)) is tells
