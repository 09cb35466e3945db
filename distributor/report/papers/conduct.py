"""How the work was done: coverage, punctuality, messages, cost, and what the statistics form asks for. Pure."""

from collections.abc import Iterator

from distributor.report.engagement.shapes import NO_FIGURE, CostLine, CoverageFigures, Punctuality, Report
from distributor.report.papers.outline import Block, Heading, PaperColumn, PaperTable, Paragraph
from distributor.report.papers.wording import UNKNOWN, decimal, dollars, number, share, short_day


def coverage(report: Report) -> Iterator[Block]:
    """Nothing where coverage cannot be told, under a filter by campaign."""
    found = report.coverage
    if report.wish.campaign_id is not None:
        return
    yield Heading(2, "1. Độ phủ")
    if not found.cells:
        yield Paragraph("Trong kỳ không có tin nào cần đăng, nên không tính độ phủ.")
        return
    yield Paragraph(
        f"Trong kỳ có {number(found.items)} tin cần đăng trên {number(found.accounts)} tài khoản, tức "
        f"{number(found.cells)} lượt. Đã đăng {number(found.said)} lượt, đạt {share(found.share)}."
    )
    yield PaperTable(
        "Tình trạng từng lượt đăng",
        (
            PaperColumn("Tình trạng", 3),
            PaperColumn("Số lượt", 1, is_number=True),
            PaperColumn("Tỷ lệ", 1, is_number=True),
        ),
        tuple(_coverage_rows(found)),
    )
    if found.reasons:
        yield PaperTable(
            "Lý do chưa đăng",
            (PaperColumn("Tình trạng", 1.2), PaperColumn("Lý do", 3.4), PaperColumn("Số lượt", 0.8, is_number=True)),
            tuple((each.state_label, each.text or "không ghi lý do", number(each.cells)) for each in found.reasons),
        )


def _coverage_rows(found: CoverageFigures) -> Iterator[tuple[str, ...]]:
    for label, count in (
        ("Đã đăng", found.said),
        ("Đang chờ", found.waiting),
        ("Bỏ qua theo quyết định của cán bộ hoặc quy tắc", found.skipped),
        ("Không đăng được", found.failed),
        ("Chưa rõ kết quả", found.unknown),
        ("Không lập bài", found.none),
        ("Tổng số", found.cells),
    ):
        yield label, number(count), share(count / found.cells)


def punctuality(report: Report) -> Iterator[Block]:
    yield Heading(2, f"{1 if report.wish.campaign_id is not None else 2}. Tính kịp thời")
    if not report.punctuality:
        yield Paragraph("Trong kỳ không có bài thông báo nào được đăng, nên không tính thời gian đăng.")
        return
    everywhere = report.punctuality[0]
    if everywhere.median_min is None:
        yield Paragraph(f"Thời gian từ khi trang thông tin công bố đến khi đăng: {NO_FIGURE}.")
    else:
        yield Paragraph(
            "Từ khi trang thông tin công bố đến khi bài lên kênh: một nửa số bài trong vòng "
            f"{decimal(everywhere.median_min)} phút, chín phần mười số bài trong vòng {decimal(everywhere.p90_min)} phút, "
            f"tính trên {number(everywhere.posts)} bài."
        )
    yield PaperTable(
        "Số phút từ khi công bố đến khi lên kênh",
        (
            PaperColumn("Kênh", 2),
            PaperColumn("Số bài tính được", 1, is_number=True),
            PaperColumn("Một nửa số bài trong vòng (phút)", 1.3, is_number=True),
            PaperColumn("Chín phần mười trong vòng (phút)", 1.3, is_number=True),
            PaperColumn("Không có giờ công bố", 1, is_number=True),
            PaperColumn("Đăng trước giờ công bố", 1, is_number=True),
        ),
        tuple(_punctuality_row(each) for each in report.punctuality),
    )


def _punctuality_row(each: Punctuality) -> tuple[str, ...]:
    return (
        each.label,
        number(each.posts),
        decimal(each.median_min),
        decimal(each.p90_min),
        number(each.untimed),
        number(each.earlier),
    )


def messages(report: Report) -> Iterator[Block]:
    sms = report.sms
    yield Heading(2, "1. Tin nhắn")
    if not sms.broadcasts:
        stops = f" Số người từ chối nhận tin trong kỳ: {number(sms.stops)}." if sms.stops is not None else ""
        yield Paragraph(f"Trong kỳ không có đợt gửi tin nhắn nào.{stops}")
        return
    yield Paragraph(
        f"Trong kỳ có {number(sms.broadcasts)} đợt gửi tin nhắn tới {number(sms.recipients)} lượt người nhận; nhà mạng báo "
        f"đã tới {number(sms.delivered)} lượt, tính thành {number(sms.parts)} đoạn tin. "
        f"Số người từ chối nhận tin trong kỳ: {number(sms.stops)}."
    )
    yield PaperTable(
        "Kết quả gửi tin nhắn",
        (PaperColumn("Kết quả", 3), PaperColumn("Số lượt", 1, is_number=True)),
        tuple(
            (label, number(count))
            for label, count in (
                ("Đã tới máy người nhận", sms.delivered),
                ("Nhà mạng đã nhận, chưa báo lại", sms.sent),
                ("Đang chờ gửi", sms.waiting),
                ("Nhà mạng báo không gửi được", sms.failed),
                ("Hết hạn trước khi tới", sms.expired),
                ("Chưa rõ kết quả", sms.unknown),
                ("Không gửi (đã từ chối hoặc ngoài giờ, quá hạn mức)", sms.skipped),
                ("Tổng số", sms.recipients),
            )
        ),
    )


def costs(report: Report) -> Iterator[Block]:
    cost = report.cost
    yield Heading(2, "2. Chi phí")
    if not cost.lines:
        yield Paragraph("Trong kỳ không phát sinh chi phí trả theo bài hoặc theo tin nhắn.")
        return
    yield Paragraph(f"Chi phí tính được trong kỳ: {dollars(cost.total_usd)}. {cost.basis}".strip())
    yield PaperTable(
        "Chi phí theo kênh",
        (
            PaperColumn("Tài khoản", 1.5),
            PaperColumn("Nội dung", 2.4),
            PaperColumn("Số lượng", 0.9, is_number=True),
            PaperColumn("Đơn giá", 1.2, is_number=True),
            PaperColumn("Thành tiền", 1.2, is_number=True),
        ),
        tuple(_cost_row(line) for line in cost.lines),
    )


def _cost_row(line: CostLine) -> tuple[str, ...]:
    by_contract = "theo hợp đồng"
    return (
        line.account or "Các tài khoản",
        line.what,
        number(line.count),
        by_contract if line.price_usd is None else dollars(line.price_usd),
        by_contract if line.amount_usd is None else dollars(line.amount_usd),
    )


def statistics(report: Report) -> Iterator[Block]:
    form = report.statistics
    if not form.rows:
        return
    yield Paragraph(
        f"{form.title}. Nguồn: {form.source}; cập nhật ngày {short_day(form.as_of)}. "
        f"Ô có dấu «{UNKNOWN}» là chỉ tiêu mà đơn vị tự điền."
    )
    yield PaperTable(
        "Số liệu phục vụ biểu thống kê",
        (
            PaperColumn("Mã số", 0.6),
            PaperColumn("Chỉ tiêu", 2.8),
            PaperColumn("Đơn vị tính", 0.9),
            PaperColumn("Số liệu", 1, is_number=True),
            PaperColumn("Ghi chú", 2.4),
        ),
        tuple((row.code, row.label, row.unit, number(row.value), row.note) for row in form.rows),
    )
