"""The province's documents in full, as data with their dates filled in: what stands in the attachments of `documents.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sandbox.huonggiang.items import dated, in_words, load

Table = list[list[str]]


@dataclass(frozen=True)
class Document:
    """A document in the form of Decree 30/2020.

    `above`: who stands over the issuer. `bases`: why it may be issued. `blocks`: paragraphs and tables in order. `form`: labels
    of a sheet that follows. `draft`: has neither number, day nor signature yet. `scan`: exists as pictures of its pages only.
    """

    file: str
    issuer: list[str]
    number: str
    place_and_day: str
    kind: str
    subject: str
    bases: list[str]
    blocks: list[str | Table]
    signed_as: list[str]
    signer: str
    recipients: list[str]
    above: str = ""
    authority: str = ""
    form: list[str] | None = None
    draft: bool = False
    scan: bool = False


def document_of(file: str, published: datetime) -> Document | None:
    """The document that an attachment of this name holds, None if it has no full text. `published`: Vietnam's time."""
    entry = _entries().get(file)
    if entry is None:
        return None
    issued = published + timedelta(days=entry["issued"])
    draft = bool(entry.get("draft"))
    day = f"ngày      tháng      năm {issued.year}" if draft else in_words(issued)
    return Document(
        file=file,
        issuer=entry["issuer"],
        number=entry["number"],
        place_and_day=f"{entry['place']}, {day}",
        kind=entry["kind"],
        subject=entry["subject"],
        bases=entry["bases"],
        blocks=_blocks(dated(entry["body"], published)),
        signed_as=entry["signed_as"],
        signer=entry["signer"],
        recipients=entry["recipients"],
        above=entry.get("above", ""),
        authority=entry.get("authority", ""),
        form=entry.get("form"),
        draft=draft,
        scan=bool(entry.get("scan")),
    )


@cache
def _entries() -> Mapping[str, dict[str, Any]]:
    return {entry["file"]: entry for entry in load("documents.toml")["document"]}


def _blocks(body: str) -> list[str | Table]:
    blocks: list[str | Table] = []
    for part in body.strip().split("\n\n"):
        if part.startswith("|"):
            blocks.append([[cell.strip() for cell in line.strip().strip("|").split("|")] for line in part.split("\n")])
        else:
            blocks.append(part.strip())
    return blocks
