"""The text of a "phiếu chuyển": what was asked and of whom it is asked, without who asked. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from distributor.clock import VIETNAM

COVERED = "[đã che]"
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ .\-()]{0,2}\d){7,}(?!\w)")
"""Telephones, identity numbers, bank accounts. Eight digits or more; a day or a document's number is shorter."""
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")


@dataclass(frozen=True)
class Transfer:
    """`asked`: the messages' texts, oldest first. `through`: the channel and account by which they came."""

    number: int
    unit: str
    agency: str
    through: str
    asked: Sequence[str]
    asked_at: datetime
    at: datetime
    note: str = ""


def without_numbers(text: str) -> str:
    """The text without numbers and addresses by which a person could be found."""
    covered = _NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else COVERED, text)
    return _MAIL.sub(COVERED, covered)


def transfer_text(transfer: Transfer) -> str:
    """To be printed, or copied into a letter."""
    day, asked_at = transfer.at.astimezone(VIETNAM), transfer.asked_at.astimezone(VIETNAM)
    said = "\n".join(f"“{without_numbers(text)}”" for text in transfer.asked)
    parts = [
        transfer.unit.upper(),
        f"Số theo dõi: {transfer.number}",
        f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        "",
        "PHIẾU CHUYỂN",
        "",
        f"Kính gửi: {transfer.agency}",
        "",
        f"Ngày {asked_at:%d/%m/%Y}, {transfer.unit} nhận được câu hỏi của công dân qua {transfer.through}:",
        "",
        said,
        "",
        f"Nội dung trên thuộc thẩm quyền của {transfer.agency}. {transfer.unit} xin chuyển để xem xét, giải quyết và trả lời "
        "công dân theo quy định.",
    ]
    if transfer.note:
        parts += ["", f"Ghi chú: {without_numbers(transfer.note)}"]
    parts += ["", "Phiếu này không ghi tên, số điện thoại của người hỏi.", "", "Nơi nhận:", "- Như trên;", "- Lưu."]
    return "\n".join(parts)
