"""What is paid for what, one behind the other: told whole or not at all, and no statistics."""

from distributor.understand.content_kind import read_kind
from distributor.understand.news import read_page
from distributor.understand.statements import fit

TITLE = "Qua phà Bến Mơ từ năm 2027 trả bao nhiêu?"
ACT = "Theo Quyết định số 71/2026/QĐ-UBND ngày 20/11/2026 của UBND tỉnh, "
FARES = (
    "giá dịch vụ qua phà Bến Mơ áp dụng từ ngày 01/01/2027: xe máy 6.000 đồng/lượt; xe ô tô dưới 12 chỗ 28.000 đồng/lượt; "
    "xe khách từ 12 đến 30 chỗ 45.000 đồng/lượt; xe tải trên 10 tấn 90.000 đồng/lượt"
)
REST = (
    " Người đi bộ, học sinh, xe cứu thương không phải trả tiền. Người dân hai xã bờ sông mua vé tháng được giảm 40%. Phà chạy từ "
    "5 giờ đến 21 giờ hằng ngày, 30 phút một chuyến. Phản ánh thu sai giá gọi 0254.3.811.811."
)


def statements(text: str) -> list[str]:
    return [each.statement for each in read_page(TITLE, "", text, "guidance").candidates]


def test_a_tariff_that_has_room_is_told_whole_without_the_act_that_it_begins_with() -> None:
    of_fares = [each for each in statements(f"{ACT}{FARES}.{REST}") if "xe máy" in each]
    assert of_fares == [f"G{FARES[1:]}."]


def test_of_a_longer_one_no_part_is_told() -> None:
    longer = f"{FARES}; xe tải trên 18 tấn 120.000 đồng/lượt; xe đầu kéo 150.000 đồng/lượt"
    told = statements(f"{ACT}{longer}.{REST}")
    assert told
    assert not any("đồng/lượt" in each for each in told)
    assert fit(longer) == ""


def test_a_tariff_is_no_statistics_though_full_of_figures() -> None:
    read = read_kind(TITLE, f"{ACT}{FARES}.{REST}", "", None, "")
    assert read.relevant
    assert read.kind not in {"statistics", "plan", "not_legal"}
