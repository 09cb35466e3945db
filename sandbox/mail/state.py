"""The mails that came, each a file as it was sent; the newest are kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from email.message import MIMEPart
from pathlib import Path

from sandbox.clock import now

KEPT = 200


@dataclass(frozen=True)
class Taken:
    """`recipients`: of the envelope, whom the server was asked to deliver to. `time`: seconds since 1970."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    time: float


@dataclass(frozen=True)
class Attachment:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """As a reader sees it. A part that cannot be read is shown as empty."""

    taken: Taken
    subject: str
    sender: str
    to: str
    id: str
    text: str
    attachments: tuple[Attachment, ...]


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port_file = folder / "port"
        folder.mkdir(parents=True, exist_ok=True)
        self._taken = {taken.number: taken for taken in map(_read, folder.glob("*.json")) if taken is not None}
        self._last = max(self._taken, default=0)

    def take(self, sender: str, recipients: tuple[str, ...], content: bytes) -> Taken:
        """The letter is written before what makes it one of ours, so that a kill between leaves no half mail."""
        self._last += 1
        taken = Taken(self._last, sender, recipients, now())
        self._file(taken.number, "eml").write_bytes(content)
        fresh = self._file(taken.number, "new")
        fresh.write_text(json.dumps(asdict(taken), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._file(taken.number, "json"))
        self._taken[taken.number] = taken
        for number in sorted(self._taken)[:-KEPT]:
            self._drop(number)
        return taken

    def forget(self) -> None:
        for number in list(self._taken):
            self._drop(number)

    @property
    def count(self) -> int:
        return len(self._taken)

    def newest_first(self, most: int) -> list[Mail]:
        return [self._mail(self._taken[number]) for number in sorted(self._taken, reverse=True)[:most]]

    def find(self, number: int) -> Mail | None:
        taken = self._taken.get(number)
        return None if taken is None else self._mail(taken)

    def _drop(self, number: int) -> None:
        del self._taken[number]
        self._file(number, "json").unlink(missing_ok=True)
        self._file(number, "eml").unlink(missing_ok=True)

    def _mail(self, taken: Taken) -> Mail:
        message = message_from_bytes(self._file(taken.number, "eml").read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        return Mail(
            taken,
            subject=str(message["Subject"] or ""),
            sender=str(message["From"] or ""),
            to=str(message["To"] or ""),
            id=str(message["Message-ID"] or ""),
            text=_text(body) if body is not None else "",
            attachments=tuple(_attachment(part, place) for place, part in enumerate(message.iter_attachments(), 1)),
        )

    def _file(self, number: int, ending: str) -> Path:
        return self._folder / f"{number:06}.{ending}"


def _read(file: Path) -> Taken | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Taken(int(told["number"]), str(told["sender"]), tuple(told["recipients"]), float(told["time"]))
    except (ValueError, KeyError, TypeError):
        return None  # torn by a kill; its letter is not shown


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return ""


def _attachment(part: MIMEPart, place: int) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        part.get_filename() or f"tep-{place}", part.get_content_type(), content if isinstance(content, bytes) else b""
    )
