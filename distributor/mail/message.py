"""The mail itself: plain text with the main numbers, the report beside it. Pure; same report, same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from distributor.clock import VIETNAM, vietnam_time
from distributor.report.engagement.shapes import Report
from distributor.report.papers.outline import Paper
from distributor.report.papers.wording import changed_in_words, decimal, number, share

KINDS = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@dataclass(frozen=True)
class File:
    """`ending`: of KINDS."""

    name: str
    ending: str
    content: bytes


def make_message(
    report: Report,
    paper: Paper,
    files: Sequence[File],
    *,
    sender: str,
    recipients: Sequence[str],
    message_id: str,
    at: datetime,
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{paper.title} - {report.unit_name}"
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Date"] = format_datetime(at.astimezone(VIETNAM))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(report, paper, files))
    for file in files:
        main, sub = KINDS[file.ending]
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    message.set_boundary(f"=_loa_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}")
    return message


def text_of(report: Report, paper: Paper, files: Sequence[File]) -> str:
    lines = [
        "Kính gửi Quý cơ quan,",
        "",
        f"{report.unit_name} gửi {paper.title[:1].lower()}{paper.title[1:]}.",
        "",
        "Số liệu chính:",
        *(f"- {line}" for line in main_numbers(report)),
        "",
        f"Tệp kèm theo: {', '.join(file.name for file in files)}.",
        f"Báo cáo được lập lúc {vietnam_time(report.made_at)}; số liệu của bài mới đăng còn tăng tiếp.",
        "",
        "Thư được gửi tự động theo lịch. Đơn vị gửi có thể dừng lịch ở màn hình «Gửi báo cáo định kỳ».",
    ]
    if paper.is_sample:
        lines.insert(0, "[Dữ liệu mẫu]")
    return "\n".join(lines) + "\n"


def main_numbers(report: Report) -> list[str]:
    now, before = report.totals.now, report.totals.before
    told = [
        f"Số bài đã đăng: {number(now.posts)}; {changed_in_words(now.posts, before.posts, 'kỳ trước')}",
        f"Lượt tương tác: {number(now.engagement.value)}"
        + (f" ({number(now.engagement.posts)} bài có số liệu)" if now.engagement.posts else ""),
        f"Số người tiếp cận: {number(now.sums.reach.value)}",
        f"Lượt xem: {number(now.sums.views.value)}",
    ]
    if report.coverage.cells:
        told.append(
            f"Độ phủ: {share(report.coverage.share)} ({number(report.coverage.said)}/{number(report.coverage.cells)} lượt)"
        )
    if report.punctuality and report.punctuality[0].median_min is not None:
        told.append(
            f"Một nửa số bài lên kênh trong vòng {decimal(report.punctuality[0].median_min)} phút sau khi công bố"
        )
    if report.sms.broadcasts:
        told.append(
            f"Tin nhắn: {number(report.sms.delivered)} lượt đã tới, trên {number(report.sms.recipients)} lượt nhận"
        )
    return told
