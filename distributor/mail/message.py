"""The mail itself: plain text with the leader's page, the report beside it. Pure; same report, same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from distributor.clock import VIETNAM
from distributor.report.engagement.leader import leader_page
from distributor.report.engagement.shapes import Report
from distributor.report.papers.outline import Paper
from phrases import phrase

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
        told="\n".join(leaders_lines(report)),
        files=", ".join(file.name for file in files),
        at=report.made_at,
    )
    return "\n".join((*([phrase("mail.sample")] if paper.is_sample else []), letter, ""))


def leaders_lines(report: Report) -> list[str]:
    """The report's first page in words, and what became of messages."""
    page = leader_page(report)
    told = [f"{place}. {said}" for place, said in enumerate(page.sentences, 1)]
    if report.sms.broadcasts:
        told.append(phrase("mail.figure.sms", delivered=report.sms.delivered, recipients=report.sms.recipients))
    return [*told, "", f"{phrase('report.leader.todo')}:", *(f"- {each.words}" for each in page.todo)]
