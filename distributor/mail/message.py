"""The mail itself: plain text with the main numbers, the report beside it. Pure; same report, same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from distributor.clock import VIETNAM
from distributor.phrases import Phrase, phrase
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
    letter = phrase(
        "mail.letter",
        unit=report.unit_name,
        title=f"{paper.title[:1].lower()}{paper.title[1:]}",
        numbers="\n".join(f"- {line}" for line in main_numbers(report)),
        files=", ".join(file.name for file in files),
        at=report.made_at,
    )
    return "\n".join((*([phrase("mail.sample")] if paper.is_sample else []), letter, ""))


def main_numbers(report: Report) -> list[Phrase]:
    now, before = report.totals.now, report.totals.before
    engaged = phrase("mail.figure.engagement", number=number(now.engagement.value))
    if now.engagement.posts:
        engaged = phrase("mail.figure.of-posts", figure=engaged, posts=now.engagement.posts)
    change = changed_in_words(now.posts, before.posts, phrase("mail.period-before"))
    told = [
        phrase("mail.figure.posts", number=now.posts, change=change),
        engaged,
        phrase("mail.figure.reach", number=number(now.sums.reach.value)),
        phrase("mail.figure.views", number=number(now.sums.views.value)),
    ]
    covered = report.coverage
    if covered.cells:
        told.append(phrase("mail.figure.coverage", share=share(covered.share), said=covered.said, cells=covered.cells))
    if report.punctuality and (median := report.punctuality[0].median_min) is not None:
        told.append(phrase("mail.figure.punctual", minutes=decimal(median)))
    if report.sms.broadcasts:
        told.append(phrase("mail.figure.sms", delivered=report.sms.delivered, recipients=report.sms.recipients))
    return told
