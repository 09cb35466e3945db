"""The rules in `config/*.toml`: a file is read and checked against its model; what is wrong with it is said with its entry."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from distributor.errors import SettingsError
from phrases import phrase

Rules = TypeVar("Rules")


def read_toml(file: Path) -> dict[str, Any]:
    """Return the file's table as it stands. Raises `SettingsError` that names the file."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(phrase("config_files.unreadable", file=str(file), error=str(error))) from error


def checked(rules: type[Rules], values: Mapping[str, Any], file: Path) -> Rules:
    """Return the values as rules of this model. `file`: where they stand. Raises `SettingsError` that names file and entry."""
    try:
        return TypeAdapter(rules).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            phrase("config_files.entry-wrong", entry=entry, error=first["msg"], file=str(file))
        ) from error


def read_config(rules: type[Rules], file: Path) -> Rules:
    """Return a file's rules. Raises `SettingsError` that names the file, and the entry where one is wrong."""
    return checked(rules, read_toml(file), file)
