"""The wording of a hold: codes of `config/gate.toml` are stored; whoever shows or mails them makes phrases of them here."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.facts import Reason
from distributor.settings import CONFIG_FOLDER
from phrases import phrase, read_phrase

_SEPARATOR = " in:"
"""Between what a mark found and the file that bears it: `678 in:attachment 2`."""


class Severity(StrEnum):
    """`NEVER`: the item itself is held. `ASK`: a person looks at its posts. `QUALITY`: this text is not good enough."""

    NEVER = "never"
    ASK = "ask"
    QUALITY = "quality"


class _Code(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    bare: bool = False
    severity: Severity


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    source: str
    code: Mapping[str, _Code]


@cache
def gate_codes(file: Path = CONFIG_FOLDER / "gate.toml") -> Mapping[str, _Code]:
    """Read the codes of the gate. Raises `SettingsError` that names the file."""
    return read_config(_File, file).code


def gate_words(reason: Reason) -> str:
    """One reason in plain words. A code of an older version says itself."""
    code = gate_codes().get(reason.code)
    if code is None:
        return read_phrase(reason.detail) or reason.code
    detail, _, file = reason.detail.partition(_SEPARATOR)
    name = f"reasons.gate.{reason.code}"
    said = phrase(f"{name}.bare") if code.bare and not detail else phrase(name, detail=read_phrase(detail))
    return phrase("reasons.in-file", said=said, file=file) if file else said


def in_file(reason: Reason, name: str) -> Reason:
    """The same reason, found in a file that the item brings along."""
    return Reason(reason.code, f"{reason.detail}{_SEPARATOR}{name}")


def severity_of(reason: Reason) -> Severity:
    code = gate_codes().get(reason.code)
    return code.severity if code else Severity.ASK


def mark_of(reason: Reason) -> str:
    """A reason as one string, for `Facts.marks`: `personal_phone:678`."""
    return f"{reason.code}:{reason.detail}" if reason.detail else reason.code


def reason_of(mark: str) -> Reason:
    """Return what `mark_of` made. A mark of an older version is its own words."""
    code, _, detail = mark.partition(":")
    return Reason(code, detail.strip()) if code in gate_codes() else Reason("", mark)


def all_words(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(map(gate_words, reasons)))


def mark_words(marks: Iterable[str]) -> tuple[str, ...]:
    """The words of `Facts.marks`, each once, in order."""
    return all_words(map(reason_of, marks))
