"""Items of the fictional tỉnh Hương Giang, in our own words, with their facts by hand: what the golden files are made from."""

from dataclasses import replace
from datetime import UTC, date, datetime

from distributor.compose.erratum import Erratum
from distributor.compose.item import ItemView
from distributor.facts import Answer, DocumentFacts, Facts, KeyPoints, Point, Relation, Role, Scope
from distributor.reading_states import RelationKind

DEPARTMENT = "Sở Tư pháp tỉnh Hương Giang"
COMMITTEE = "Ủy ban nhân dân tỉnh Hương Giang"
LINK = "https://loa.huonggiang.example/l/k7m2q9"
PUBLISHED = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
DECISION = "quyết định"


def item(
    title: str,
    *,
    summary: str = "",
    text: str = "",
    kind: str = "",
    unit_name: str = DEPARTMENT,
    published_at: datetime | None = PUBLISHED,
    document: DocumentFacts | None = None,
    points: KeyPoints | None = None,
    issuer_now: str = "",
    item_id: int = 1,
    message: tuple[Point, ...] = (),
    answer: Answer | None = None,
) -> ItemView:
    facts = Facts(document=document, points=points or KeyPoints(), message=message, answer=answer)
    return ItemView(
        item_id, title, summary, text, kind, published_at, "", unit_name, facts=facts, issuer_now=issuer_now
    )


FEES_ACT = """ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG.
Số: 88/2026/QĐ-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hương Giang, ngày 20 tháng 11 năm 2026
QUYẾT ĐỊNH
Quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Theo đề nghị của Giám đốc Sở Giáo dục và Đào tạo.
Điều 1. Đối tượng
Trẻ em mẫu giáo, học sinh thuộc hộ nghèo, hộ cận nghèo học tại trường dân lập, tư thục được hỗ trợ học phí.
Điều 2. Mức hỗ trợ
Hỗ trợ 60 % học phí, tối đa 240.000 đồng/tháng/học sinh.
Điều 3. Hồ sơ và thời hạn
1. Cha mẹ học sinh nộp đơn và bản sao giấy chứng nhận hộ nghèo, hộ cận nghèo tại nhà trường trước ngày 30/9 hằng năm.
2. Không thu thêm khoản nào khác của người được hỗ trợ.
Điều 4. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 05 tháng 12 năm 2026.
Nơi nhận:
- Như Điều 4;
- Lưu: VT."""

DEMO = {
    "decision": item(
        "Quyết định số 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa trên địa bàn tỉnh Hương Giang",
        summary=(
            "Từ ngày 10/12/2026, thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m² "
            "và cạnh giáp đường không dưới 4 m. Hồ sơ đã nộp trước ngày 10/12/2026 được giải quyết theo quy định cũ. "
            "Người dân nộp hồ sơ tại bộ phận một cửa của phường, xã hoặc trên Cổng dịch vụ công; lệ phí 120.000 đồng/hồ sơ "
            "theo điểm a khoản 1 Điều 5 Quyết định số 27/2026/QĐ-UBND."
        ),
        kind="new_law",
        document=DocumentFacts(
            DECISION,
            "27/2026/QĐ-UBND",
            (COMMITTEE,),
            date(2026, 11, 23),
            date(2026, 12, 10),
            "quy định diện tích tối thiểu được tách thửa trên địa bàn tỉnh Hương Giang",
            relations=(
                Relation(
                    RelationKind.REPLACES,
                    "Quyết định số 12/2021/QĐ-UBND ngày 05/3/2021 của Ủy ban nhân dân tỉnh",
                    "12/2021/QĐ-UBND",
                ),
            ),
        ),
        points=KeyPoints(
            topic="Đất đai, nhà ở",
            affected="người sử dụng đất có nhu cầu tách thửa",
            changes=(
                "thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m² và cạnh giáp đường "
                "không dưới 4 m.",
                "Hồ sơ đã nộp trước ngày 10/12/2026 được giải quyết theo quy định cũ.",
            ),
            action="Người dân nộp hồ sơ tại bộ phận một cửa của phường, xã hoặc trên Cổng dịch vụ công",
            place="tại bộ phận một cửa của phường, xã hoặc trên Cổng dịch vụ công",
        ),
    ),
    "commune": item(
        "Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế quản lý, vận hành chợ xã",
        summary=(
            "Ủy ban nhân dân xã Thạch Hương quy định giờ họp chợ, cách xếp điểm kinh doanh và công khai mức thu dịch vụ; "
            "có hiệu lực từ ngày 01/12/2026."
        ),
        kind="new_law",
        document=DocumentFacts(
            DECISION, "01/2026/QĐ-UBND", ("Ủy ban nhân dân xã Thạch Hương",), date(2026, 11, 20), date(2026, 12, 1)
        ),
        item_id=2,
    ),
    "other_commune": item(
        "Phường Vĩnh Giang: Quyết định số 01/2026/QĐ-UBND quy định việc sử dụng tạm thời vỉa hè",
        kind="new_law",
        document=DocumentFacts(
            DECISION, "01/2026/QĐ-UBND", ("Ủy ban nhân dân phường Vĩnh Giang",), date(2026, 11, 18), date(2026, 12, 4)
        ),
        points=KeyPoints(
            topic="Giao thông, trật tự đô thị",
            changes=(
                "Hộ dân được dùng tạm vỉa hè cho việc cưới, việc tang và trông giữ xe nhưng phải chừa lối đi bộ ít nhất 1,5 m.",
            ),
        ),
        item_id=3,
    ),
    "correction": item(
        "Đính chính Quyết định số 19/2026/QĐ-UBND của Ủy ban nhân dân tỉnh Hương Giang",
        summary="Tại khoản 2 Điều 4, cụm từ “30 ngày” được đính chính thành “20 ngày làm việc”. Các nội dung khác không đổi.",
        kind="correction",
        points=KeyPoints(changes=("Tại khoản 2 Điều 4, cụm từ “30 ngày”",)),
    ),
    "repeal": item(
        "BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND VỀ PHÍ BÌNH TUYỂN, CÔNG NHẬN CÂY MẸ, CÂY ĐẦU DÒNG",
        text=(
            "ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\n"
            "Số: 31/2026/QĐ-UBND\n"
            "Hương Giang, ngày 20 tháng 11 năm 2026\n"
            "QUYẾT ĐỊNH BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND\n"
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;\n"
            "Theo đề nghị của Giám đốc Sở Nông nghiệp và Môi trường;\n"
            "Điều 1. Bãi bỏ văn bản\n"
            "Bãi bỏ toàn bộ Quyết định số 08/2019/QĐ-UBND ngày 14 tháng 3 năm 2019 của Ủy ban nhân dân tỉnh Hương Giang.\n"
            "Điều 2. Hiệu lực thi hành\n"
            "Quyết định này có hiệu lực từ ngày 05 tháng 12 năm 2026."
        ),
        kind="repeal",
        document=DocumentFacts(
            DECISION,
            "31/2026/QĐ-UBND",
            (COMMITTEE,),
            date(2026, 11, 20),
            date(2026, 12, 5),
            relations=(
                Relation(
                    RelationKind.REPEALS, "Quyết định số 08/2019/QĐ-UBND ngày 14 tháng 3 năm 2019", "08/2019/QĐ-UBND"
                ),
            ),
        ),
        item_id=4,
    ),
    "programme": item(
        "Chương trình phối hợp số 05/CTPH-STP-SGDĐT về phổ biến, giáo dục pháp luật trong trường học giai đoạn 2026 - 2030",
        summary=(
            "Sở Tư pháp và Sở Giáo dục và Đào tạo cùng ban hành chương trình năm năm: mỗi học kỳ ít nhất một buổi ngoại khóa "
            "pháp luật, tủ sách pháp luật điện tử dùng chung cho mọi trường."
        ),
        kind="council_activity",
        document=DocumentFacts(
            "chương trình phối hợp",
            "05/CTPH-STP-SGDĐT",
            (DEPARTMENT, "Sở Giáo dục và Đào tạo tỉnh Hương Giang"),
            date(2026, 11, 12),
        ),
    ),
    "draft": item(
        "Lấy ý kiến dự thảo Nghị quyết quy định mức chi hỗ trợ hòa giải viên ở cơ sở",
        summary=(
            "Dự thảo nâng mức hỗ trợ lên 400.000 đồng cho một vụ hòa giải thành. "
            "Ý kiến góp ý được nhận đến hết ngày 25/12/2026."
        ),
        kind="draft_for_comment",
        points=KeyPoints(
            topic="Hòa giải ở cơ sở",
            affected="hòa giải viên ở cơ sở",
            changes=("Dự thảo nâng mức hỗ trợ lên 400.000 đồng cho một vụ hòa giải thành.",),
            deadline="đến hết ngày 25/12/2026",
            deadline_on=date(2026, 12, 25),
        ),
    ),
    "question": item(
        "Đăng ký khai sinh quá hạn 60 ngày thì làm thế nào?",
        summary=(
            "Đăng ký khai sinh quá hạn 60 ngày thì làm thế nào? Cha, mẹ vẫn được đăng ký khai sinh cho con tại Ủy ban nhân dân "
            "cấp xã nơi cư trú và không phải nộp lệ phí nếu đăng ký đúng hạn."
        ),
        kind="question",
        points=KeyPoints(topic="Hộ tịch"),
        answer=Answer(
            "Cha, mẹ vẫn được đăng ký khai sinh cho con tại Ủy ban nhân dân cấp xã nơi cư trú. Đăng ký đúng hạn thì không phải "
            "nộp lệ phí.",
            ("Cha, mẹ vẫn được đăng ký khai sinh cho con tại Ủy ban nhân dân cấp xã nơi cư trú",),
            "Điều 15 Luật Hộ tịch năm 2014",
            sure=True,
        ),
    ),
    "fees": item(
        "Quyết định số 88/2026/QĐ-UBND",
        summary=FEES_ACT,
        text=FEES_ACT,
        kind="new_law",
        document=DocumentFacts(
            DECISION,
            "88/2026/QĐ-UBND",
            (f"{COMMITTEE}.",),
            date(2026, 11, 20),
            date(2026, 12, 5),
            "Quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang",
            relations=(
                Relation(
                    RelationKind.AMENDS,
                    "Quyết định số 15/2024/QĐ-UBND ngày 02/4/2024",
                    "15/2024/QĐ-UBND",
                    Scope.PART,
                    ("khoản 2 Điều 3",),
                    issuer=COMMITTEE,
                ),
            ),
        ),
        points=KeyPoints(topic="Giáo dục"),
        message=(
            Point(Role.AMOUNT, "Hỗ trợ 60 % học phí, tối đa 240.000 đồng/tháng/học sinh.", citation="Điều 2"),
            Point(
                Role.WHO,
                "Trẻ em mẫu giáo, học sinh thuộc hộ nghèo, hộ cận nghèo học tại trường dân lập, tư thục được hỗ trợ học phí.",
                citation="Điều 1",
            ),
            Point(
                Role.DEADLINE,
                "Cha mẹ học sinh nộp đơn tại nhà trường trước ngày 30/9 hằng năm.",
                citation="khoản 1 Điều 3",
            ),
            Point(Role.PAPERS, "Đơn và bản sao giấy chứng nhận hộ nghèo, hộ cận nghèo.", citation="khoản 1 Điều 3"),
            Point(Role.BAN, "Không thu thêm khoản nào khác của người được hỗ trợ.", citation="khoản 2 Điều 3"),
            Point(
                Role.EFFECT,
                "Quyết định có hiệu lực từ ngày 05 tháng 12 năm 2026.",
                citation="Điều 4",
                day=date(2026, 12, 5),
            ),
        ),
        item_id=6,
    ),
    "two_questions": item(
        "Đặt trụ sở công ty ở chung cư được không? Vi phạm thì bị phạt bao nhiêu?",
        text="Chị T ở Hà Nội hỏi: em gái tôi muốn mở công ty tại căn hộ chung cư.",
        kind="question",
        points=KeyPoints(topic="Doanh nghiệp"),
        answer=Answer(
            "Không được dùng căn hộ chung cư chỉ để ở làm trụ sở. "
            "Cá nhân vi phạm bị phạt từ 20.000.000 đồng đến 40.000.000 đồng.",
            (),
            "khoản 3 Điều 6 Luật Nhà ở năm 2014",
            sure=True,
        ),
    ),
    "unanswered": item(
        "Hàng xóm nuôi chó sủa đêm thì làm gì?",
        text="Chị T ở Hà Nội. Gia đình tôi ở khu tập thể, đêm nào cũng mất ngủ vì chó nhà bên.",
        kind="question",
        points=KeyPoints(changes=("Gia đình tôi ở khu tập thể, đêm nào cũng mất ngủ vì chó nhà bên.",)),
    ),
    "consolidated": item(
        "Văn bản hợp nhất số 12/VBHN-SGT về hỗ trợ người cao tuổi đi xe buýt",
        kind="new_law",
        document=DocumentFacts(
            "văn bản hợp nhất", "12/VBHN-SGT", ("Sở Giao thông tỉnh Hương Giang",), date(2026, 11, 2), None
        ),
        message=(Point(Role.RIGHT, "Người từ đủ 60 tuổi được miễn vé xe buýt.", citation="Điều 2"),),
    ),
    "guidance": item(
        "Hướng dẫn tổ chức các hoạt động hưởng ứng Ngày Pháp luật nước Cộng hòa xã hội chủ nghĩa Việt Nam 9/11",
        summary=(
            "Mỗi cơ quan, trường học, tổ dân phố chọn ít nhất một việc làm cụ thể: sinh hoạt chuyên đề, giải đáp pháp luật tại "
            "chỗ, phiên tòa giả định hoặc ngày hội đọc sách pháp luật."
        ),
        kind="guidance",
    ),
    "dialogue": item(
        "Đối thoại chính sách pháp luật với doanh nghiệp quý IV: 34 kiến nghị, 27 kiến nghị được trả lời tại chỗ",
        summary=(
            "Doanh nghiệp tỉnh Hương Giang hỏi nhiều về hợp đồng thuê đất, hóa đơn điện tử và thủ tục phòng cháy. Bảy kiến nghị "
            "còn lại sẽ được trả lời bằng văn bản trước ngày 09/12/2026."
        ),
        kind="policy_dialogue",
        points=KeyPoints(
            topic="Doanh nghiệp",
            changes=("Bảy kiến nghị còn lại sẽ được trả lời bằng văn bản trước ngày 09/12/2026.",),
        ),
    ),
    "sketch": item(
        "Tiểu phẩm pháp luật: “Hàng rào râm bụt”",
        summary=(
            "Ông Lâm dời hàng rào lấn sang đất nhà bà Thơm nửa mét. Chuyện nhỏ suýt thành to, cho đến khi tổ hòa giải mở tấm "
            "bản đồ địa chính."
        ),
        kind="sketch",
    ),
    "press_release": item(
        "Thông cáo báo chí về văn bản quy phạm pháp luật do Hội đồng nhân dân, Ủy ban nhân dân tỉnh ban hành trong tháng",
        summary=(
            "Trong tháng, tỉnh Hương Giang ban hành 02 nghị quyết và 03 quyết định; nổi bật là quy định về tách thửa đất "
            "và hỗ trợ học nghề cho lao động nông thôn."
        ),
        kind="press_release",
    ),
    "procedure": item(
        "Cấp bản sao trích lục hộ tịch trên Cổng dịch vụ công",
        summary=(
            "Người yêu cầu nộp hồ sơ trên Cổng dịch vụ công và nhận kết quả trong ngày làm việc; "
            "lệ phí 8.000 đồng/bản sao."
        ),
        kind="procedure",
        points=KeyPoints(
            topic="Hộ tịch",
            affected="người yêu cầu cấp bản sao trích lục hộ tịch",
            action="Người yêu cầu nộp hồ sơ trên Cổng dịch vụ công và nhận kết quả trong ngày làm việc",
        ),
    ),
    "scam_warning": item(
        "Cảnh báo: giả danh cán bộ tư pháp gọi điện yêu cầu nộp tiền để “xóa hồ sơ vi phạm”",
        summary=(
            "Cơ quan tư pháp không thu tiền qua điện thoại và không gửi đường dẫn yêu cầu cài ứng dụng. "
            "Nếu nhận cuộc gọi như vậy, bà con hãy dừng máy và báo ngay cho công an phường, xã."
        ),
        kind="scam_warning",
        points=KeyPoints(
            changes=("Cơ quan tư pháp không thu tiền qua điện thoại và không gửi đường dẫn yêu cầu cài ứng dụng.",),
            action="Nếu nhận cuộc gọi như vậy, bà con hãy dừng máy và báo ngay cho công an phường, xã.",
        ),
    ),
    "penalty": item(
        "Mức xử phạt hành vi đốt rơm rạ gần đường giao thông từ ngày 01/01/2027",
        summary="Người đốt rơm rạ gây cản trở giao thông bị phạt tiền từ 2.000.000 đồng đến 3.000.000 đồng. 🔥🔥",
        kind="new_law",
        document=DocumentFacts("nghị định", "310/2026/NĐ-CP", ("Chính phủ",), date(2026, 11, 10), date(2027, 1, 1)),
        item_id=5,
    ),
    "one_word": item("Thông báo", kind="", unit_name="", published_at=None),
    "long_title": item(
        "Kế hoạch phối hợp giữa Sở Tư pháp, Tỉnh đoàn, Hội Liên hiệp Phụ nữ và Hội Nông dân tỉnh Hương Giang về phổ biến, giáo "
        "dục pháp luật cho thanh niên, phụ nữ và nông dân ở các xã vùng sâu, vùng xa giai đoạn 2026-2030 theo Kế hoạch số "
        "112/KH-UBND ngày 03 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh",
        kind="plan",
    ),
}

EFFECTIVE = ("decision", "commune", "repeal", "penalty")
"""Items whose document has a day of effect."""
PERIOD = "2026-12"
DIGEST = [DEMO[name] for name in ("decision", "commune", "other_commune", "repeal")]
ERRATUM = Erratum(
    "mỗi thửa mới còn ít nhất 60 m²", "mỗi thửa mới còn ít nhất 50 m²", date(2026, 11, 24), date(2026, 11, 27)
)
RENAMED = replace(DEMO["commune"], issuer_now="Ủy ban nhân dân xã Hương Sơn")
