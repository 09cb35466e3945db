"""What must wait for a person, and what only looks like it: by kind, wording, spacing. Our own texts; persons are invented."""

import json
import time
from pathlib import Path

import pytest

from distributor.facts import Reason
from distributor.ingest.holds.harm import find_harm
from distributor.ingest.holds.internal import is_office_letter
from distributor.ingest.marks import find_holds, find_marks
from distributor.reasons import gate_codes, gate_words, in_file, mark_of, mark_words, reason_of
from phrases import in_language

PAPERS = [
    json.loads(line) for line in (Path(__file__).parent / "held_papers.jsonl").read_text(encoding="utf-8").splitlines()
]
MUST_WAIT = [(paper["why"], paper["title"], paper["text"]) for paper in PAPERS if paper["why"]]
INNOCENT = [(paper["title"], paper["text"]) for paper in PAPERS if not paper["why"]]
FAMILIES = {
    "draft": "draft", "secret": "secret internal", "internal": "internal office_letter", "personal": "personal",
    "health": "health", "minor": "minor", "accusation": "accusation",
}  # fmt: skip


@pytest.mark.parametrize(("why", "title", "text"), MUST_WAIT)
def test_what_must_wait(why: str, title: str, text: str) -> None:
    codes = [reason.code for reason in find_holds(title, text)] + ["office_letter"] * is_office_letter(text)
    assert any(code.startswith(family) for code in codes for family in FAMILIES[why].split())


@pytest.mark.parametrize(("title", "text"), INNOCENT)
def test_what_only_looks_like_it(title: str, text: str) -> None:
    assert find_holds(title, text) == ()
    assert not is_office_letter(text)


def test_a_citizen_who_writes_to_an_office_is_no_office() -> None:
    assert is_office_letter("Kính gửi: Các sở, ban, ngành\nThực hiện chỉ đạo, đề nghị báo cáo.")
    assert not is_office_letter("Kính gửi Sở Tư pháp, tôi muốn hỏi về thủ tục khai sinh.")
    assert not is_office_letter("Kính gửi: Toàn thể bà con nhân dân xã Phú Vinh\nỦy ban nhân dân xã thông báo.")
    assert not is_office_letter(
        "Kính gửi: Người tham gia bảo hiểm y tế; các đơn vị sử dụng lao động.\nBảo hiểm xã hội tỉnh hướng dẫn."
    )
    assert not is_office_letter("Kính gửi: Các chủ phương tiện thủy; Ban Quản lý bến.\nChi cục thông báo.")


def test_codes_are_stored_and_words_made() -> None:
    phone = Reason("personal_phone", "678")
    assert reason_of(mark_of(phone)) == phone
    assert mark_words((mark_of(phone),)) == ("có số điện thoại cá nhân (…678)",)
    assert gate_words(in_file(phone, "tệp đính kèm 2")) == "có số điện thoại cá nhân (…678) (trong tệp đính kèm 2)"
    assert in_language(gate_words(phone), "en") == "holds a private phone number (…678)"
    # A mark of an older version is its own words; one without a detail has words too.
    assert mark_words(("có ghi «lưu hành nội bộ»",)) == ("có ghi «lưu hành nội bộ»",)
    assert gate_words(Reason("internal")) == "là giấy tờ nội bộ"
    assert all(in_language(gate_words(Reason(code)), "en") != gate_words(Reason(code)) for code in gate_codes())


@pytest.mark.parametrize(
    "text",
    ["\n" * 500_000, "M Ậ T " * 80_000, "Nguyễn Văn An " * 35_000, "…" * 500_000, "| " * 250_000, "1 " * 250_000],
)
def test_bad_input_is_read_in_time(text: str) -> None:
    started = time.thread_time()
    find_marks("Tin", text)
    assert time.thread_time() - started < 8


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        (
            "Dân tố chủ xưởng gạch",
            "Các hộ cho rằng ông Mạc Đình Hải xả khói ban đêm; phường chưa có kết luận.",
            "accusation",
        ),
        (
            "Chuyện ở tổ 4",
            "Anh Lường Văn Q. (sinh 1990, tổ 4) mắc tâm thần phân liệt đã nhiều năm, mẹ già chăm sóc.",
            "health",
        ),
        (
            "Mái ấm mới",
            "Bé gái bị bỏ rơi trước cổng chợ đêm 2/5 nay được đặt tên Vi Thảo Nguyên và có cha mẹ nuôi.",
            "minor",
        ),
        (
            "Sắp có quy định mới về giờ bốc dỡ hàng?",
            "Theo nguồn tin của chúng tôi, xe tải sẽ không được bốc dỡ vào giờ cao điểm; mức phạt dự tính 1 triệu đồng.",
            "draft_news",
        ),
        ("Mức thu rác năm tới", "Phương án vừa được gửi UBND tỉnh; hiện chưa được thông qua.", "draft_news"),
        ("Hướng dẫn chấm điểm", "TÀI LIỆU NỘI-BỘ\nDành riêng cho thành viên tổ chấm.", "internal"),
        ("Hướng dẫn chấm điểm", "TÀI LIỆU NỘI–BỘ\nDành cho tổ chấm.", "internal"),
        (
            "Đề thi sát hạch báo cáo viên",
            "Câu 1 (20 điểm): nêu các quyền. Đáp án kèm theo. Chưa mở niêm phong.",
            "internal",
        ),
        ("Bang diem du kien", "TAI LIEU NOI-BO\nBang diem chua cong bo.", "internal"),
        ("Giá giữ xe tới đây", "Phương án mới đã trình UBND tỉnh, chưa được phê duyệt.", "draft_news"),
        (
            "Bé gái 4 tuổi bị cô giữ trẻ tát sưng mặt",
            "Chị Cao Thị Loan trình báo con gái là bé Nguyễn Cao Khả Di, 4 tuổi, lớp Chồi 2, về nhà có vết bầm ở má.",
            "minor",
        ),
        (
            "Nam sinh bị bôi nhọ trên mạng",
            "Phụ huynh Trường THPT Hoa Lê xôn xao việc em V.Q.Tr., lớp 11A5, bị ghép ảnh khỏa thân, tự cắt tay.",
            "minor",
        ),
        (
            "Khiếu kiện thuê ở khu tái định cư",
            "Nhiều người khẳng định bà Vệ Thị Xinh, nhà số 40, nhận tiền xúi dân. Cơ quan chức năng chưa làm việc với bà.",
            "accusation",
        ),
        (
            "Giảm một nửa phí thẩm định?",
            "Mức thu dự kiến 150.000 đồng; hồ sơ sẽ được trình kỳ họp HĐND tỉnh giữa tháng 12, nếu được thông qua thì áp dụng.",
            "draft_news",
        ),
        (
            "Bộ câu hỏi sát hạch công chứng viên (bản Hội đồng)",
            "Đề viết: Câu 1 (4 điểm) công chứng di chúc; thang điểm kèm theo.",
            "internal",
        ),
        (
            "Quy định mới về giờ chở vật liệu",
            "Xe ba gác chỉ được chạy ban đêm, theo văn bản Sở Xây dựng vừa hoàn chỉnh và gửi đăng 20 ngày để tập hợp phản hồi.",
            "draft_news",
        ),
        (
            "Quốc hội nghe báo cáo về dự án Luật Thủy sản (sửa đổi)",
            "Bộ trưởng trình Tờ trình. Luật Thủy sản được Quốc hội thông qua ngày 26/11/2003 và có hiệu lực từ ngày 1/7/2004.",
            "draft_news",
        ),
        (
            "Quốc hội thảo luận thêm về Bộ luật Hình sự",
            "Trên 30 đại biểu đăng ký phát biểu vào ngày mai.",
            "draft_news",
        ),
        ("Kiến nghị bỏ quy định luật sư tố giác thân chủ", "Điều 19 mâu thuẫn với Luật Luật sư.", "draft_news"),
        ("Không thông qua Bộ luật Lao động sửa đổi năm nay", "Luật bị rút khỏi chương trình kỳ họp.", "draft_news"),
        ("Giờ chợ sẽ đổi", "Xã muốn nghe thêm bà con trước khi trình Chủ tịch ký.", "draft_news"),
        (
            "Chuyển đổi vị trí công tác tháng 12",
            "Dự kiến gửi trước cho các trưởng phòng, xin không lan truyền: chị Lành sang Chi cục, anh Hảo đổi cho anh Phiến.",
            "internal",
        ),
        ("Nhầm hồ sơ ở quầy 2", "Em Tú viết tường trình, không chuyển tiếp tin này ra ngoài.", "internal"),
    ],
)
def test_papers_that_must_wait(title: str, text: str, code: str) -> None:
    assert code in {reason.code for reason in find_holds(title, text)}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Mã định danh là gì?", "Mã gồm 12 chữ số, ví dụ minh họa 001099000000, gắn với một người suốt đời."),
        ("Quyền của người lao động", "Kết quả khám phải được giữ kín, không dán bảng tin, không gửi nhóm Zalo."),
        (
            "Quy hoạch phường đã được phê duyệt",
            "UBND tỉnh đã phê duyệt quy hoạch; phương án trình UBND tỉnh từ tháng 3.",
        ),
        ("Quốc hội thông qua Luật Thủy sản (sửa đổi)", "Sáng nay Quốc hội biểu quyết thông qua dự án Luật Thủy sản."),
        (
            "Hội đồng nhân dân xã thông qua mức hỗ trợ học bơi cao hơn dự thảo ban đầu",
            "Sáng 25/11, Hội đồng nhân dân xã đã thông qua Nghị quyết số 21/2026/NQ-HĐND hỗ trợ 300.000 đồng mỗi em học bơi.",
        ),
        ("Dự án luật sư tình nguyện về xã", "Đoàn Luật sư tư vấn miễn phí cho bà con vào sáng thứ Bảy."),
        (
            "Trước khi ký hợp đồng thuê nhà",
            "Người thuê nên đọc kỹ trước khi ký hợp đồng, đề nghị không lan truyền tin giả.",
        ),
        ("Xin ý kiến khách hàng đến làm thủ tục", "Bà con trả lời khảo sát mức độ hài lòng trước ngày 20/12/2026."),
        ("Lắp đèn đường, mời bà con góp ý vị trí đặt cột", "Phường lắp 40 đèn từ ngày 05/12/2026."),
    ],
)
def test_papers_that_need_not_wait(title: str, text: str) -> None:
    assert not find_holds(title, text)


@pytest.mark.parametrize(
    "blamed",
    [
        "kiến nghị thu hồi 1,1 tỷ đồng, kiểm điểm trách nhiệm ông Lò Văn P., nguyên Chủ tịch UBND xã.",
        "UBND tỉnh quyết định kỷ luật bà N.T.H., Phó Chủ tịch UBND xã, bằng hình thức cảnh cáo.",
        "ông Lò Văn Phúc cho thuê đất sai thẩm quyền.",
    ],
)
def test_who_is_blamed_with_an_office_is_known_by_initials_too(blamed: str) -> None:
    title = "Kết luận thanh tra việc quản lý đất đai tại xã Đồi Chè"
    assert "accusation" in find_harm(title, f"Thanh tra tỉnh công khai kết luận: UBND xã cho thuê 4,2 ha đất; {blamed}")
    praised = "biểu dương ông Lò Văn P., nguyên Chủ tịch UBND xã, vì hiến đất làm đường."
    assert "accusation" not in find_harm("Gương người tốt", f"UBND tỉnh {praised}")


def test_a_heading_in_capitals_accuses_nobody() -> None:
    text = "ĐIỀU 1. ĐỐI TƯỢNG NỘP PHÍ\nNgười Việt Nam vào tham quan. Vi phạm thì bị xử phạt."
    assert "accusation" not in find_harm("NGHỊ QUYẾT về phí tham quan", text)
    assert "accusation" in find_harm("BẮT ĐỐI TƯỢNG NGUYỄN VĂN TÍ", "Nguyễn Văn Tí bị bắt quả tang trộm gà.")


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        (
            "Một cô giáo mầm non bị phụ huynh tố bạo hành trẻ",
            "Clip cho rằng cô L.T.N (giáo viên Trường Mầm non Hoa Mai) đánh bé trai 3 tuổi tên B.K. Công an đang xác minh.",
            "minor",
        ),
        (
            "Ca bệnh bạch hầu tại bản Huổi Mí",
            "Cháu G.A.T (7 tuổi, lớp 2B Trường Tiểu học Huổi Mí, con ông G.A.S) dương tính với vi khuẩn bạch hầu, đang điều trị.",
            "health",
        ),
        (
            "Chủ quán bị khách tố bán thực phẩm bẩn",
            "Khách phản ánh ông T.V.H, chủ quán ăn ở chợ, bán thịt ôi. Cơ quan chức năng đang xác minh.",
            "accusation",
        ),
        (
            "Phụ huynh lo lắng về bữa ăn của trẻ",
            "Phụ huynh phản ánh cô giáo P. cho trẻ ăn thức ăn thừa. Phòng Giáo dục sẽ làm rõ, nếu đúng sẽ xử lý.",
            "accusation",
        ),
    ],
)
def test_initials_with_the_place_of_work_or_school_make_somebody_known(title: str, text: str, code: str) -> None:
    assert code in find_harm(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Quy định mới về tố tụng dân sự",
            "Người bị đơn tố tụng nộp án phí. Ông T.V.H, chủ hộ, hỏi về án phí; xã đang xác minh.",
        ),
        (
            "Lịch thu gom rác tháng 12/2026",
            "Công ty tại P. Xuân Phú thu gom vào thứ hai. Phản ánh, nếu có, gọi 0234 3800 100; phường sẽ xử lý.",
        ),
        (
            "Lịch cấp nước tháng 12/2026",
            "Cán bộ P. Xuân Phú ghi nhận phản ánh của người dân về nước yếu; công ty sẽ kiểm tra đường ống.",
        ),
        ("Trao học bổng cho học sinh nghèo", "Em B.K. (lớp 3, Trường Tiểu học Hoa Mai) nhận học bổng 1.000.000 đồng."),
    ],
)
def test_initials_alone_accuse_nobody(title: str, text: str) -> None:
    assert not find_harm(title, text)


def test_a_plate_that_only_shows_how_plates_look_is_nobodys() -> None:
    shown = "Chủ xe tra cứu bằng cách nhập biển số xe, ví dụ 30A-123.45, rồi nộp phạt."
    meant = "Chủ xe mang biển số 30A-123.45 chưa nộp phạt."
    assert not [each for each in find_holds("Tra cứu phạt nguội", shown) if each.code == "personal_plate"]
    assert [each for each in find_holds("Chưa nộp phạt", meant) if each.code == "personal_plate"]


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        (
            "Hỗ trợ 30 triệu đồng cho hộ di dời khỏi vùng sạt lở",
            "Ngày 27/11, UBND tỉnh thống nhất nội dung tờ trình của Sở Xây dựng. Hộ tự di dời được hỗ trợ 30 triệu. Việc này "
            "sẽ được trình Hội đồng nhân dân tỉnh xem xét tại kỳ họp cuối năm.",
            "draft_news",
        ),
        (
            "Giá đất mới từ năm 2027",
            "Bảng giá đã được hội đồng thẩm định thông qua. UBND tỉnh sẽ trình HĐND tỉnh quyết định trước ngày 20/12.",
            "draft_news",
        ),
        ("Dự kiến bảng giá đất năm 2027", "Giá đất ở cao nhất 96 triệu đồng/m2.", "draft_title"),
        (
            "Phụ huynh bức xúc vì khoản thu của lớp mầm non",
            "Phụ huynh lớp Lá 3 phản ánh cô giáo chủ nhiệm N.T.H thu quỹ lớp không biên lai. Hiệu trưởng cho biết sẽ làm rõ.",
            "accusation",
        ),
        (
            "Bắt giam giám đốc khai thác cát trái phép",
            "Công an đã khởi tố, bắt tạm giam ông N.V.C (giám đốc một công ty) về tội vi phạm quy định khai thác tài nguyên.",
            "accusation",
        ),
        (
            "Công an phường làm việc với chủ quán bị tố dùng dầu ăn bẩn",
            "Clip tố quán bún đậu H.N (đường Quang Trung) lan truyền. Cơ quan chức năng đang chờ kết quả kiểm nghiệm.",
            "accusation",
        ),
        ("Phương án trực lễ hội", "Tài liệu của tổ trực, không cung cấp cho báo chí.", "internal"),
    ],
)
def test_what_is_not_decided_not_settled_or_not_for_all_must_wait(title: str, text: str, code: str) -> None:
    assert code in {reason.code for reason in find_holds(title, text)}
