"""How the values of the store look as journal lines, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.accounts import Account
from sandbox.journal import Record
from sandbox.publications import Photo, Picture, Publication, Upload


def to_record(kind: str, value: Account | Photo | Upload | Publication) -> Record:
    return {"event": kind, **asdict(value)}


def _fields(record: Record) -> dict[str, Any]:
    """JSON knows no types of ours: this is the one border where a journal line is taken at its word."""
    return {name: value for name, value in record.items() if name != "event"}


def _picture(value: Mapping[str, Any]) -> Picture:
    return Picture(**value)


def account_from(record: Record) -> Account:
    return Account(**_fields(record))


def photo_from(record: Record) -> Photo:
    fields = _fields(record)
    return Photo(**{**fields, "picture": _picture(fields["picture"])})


def upload_from(record: Record) -> Upload:
    fields = _fields(record)
    picture = fields["picture"]
    return Upload(**{**fields, "picture": _picture(picture) if picture else None})


def publication_from(record: Record) -> Publication:
    fields = _fields(record)
    return Publication(**{**fields, "pictures": tuple(_picture(picture) for picture in fields["pictures"])})
