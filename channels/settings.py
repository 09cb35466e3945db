"""Reads an account's plain settings. What is missing or of the wrong form is `Misconfigured`, with the way out."""

import re
from collections.abc import Mapping
from typing import TypeVar

from channels.base import Credentials
from channels.checks import is_absolute_link
from channels.errors import Misconfigured
from phrases import phrase

C = TypeVar("C", bound=Credentials)

# It becomes part of an address, so it must not be able to change which one.
_IDENTIFIER = re.compile(r"[\w.\-]{1,128}", re.ASCII)


def optional_text(label: str, settings: Mapping[str, object], key: str, words: str) -> str:
    """The text under `key`, empty if there is none. A number counts as text, for identifiers are written as both."""
    value = settings.get(key)
    if value is None or value == "":
        return ""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _IDENTIFIER.fullmatch(text):
        raise Misconfigured(phrase("channels.setting-wrong", label=label, what=words, key=key))
    return text


def identifier(label: str, settings: Mapping[str, object], key: str, words: str) -> str:
    """The identifier under `key`, which must be there."""
    text = optional_text(label, settings, key, words)
    if not text:
        raise Misconfigured(phrase("channels.setting-missing", label=label, what=words, key=key))
    return text


def endpoint_of(label: str, settings: Mapping[str, object]) -> str | None:
    """The address that stands in for the platform, if one is set."""
    value = settings.get("endpoint")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not is_absolute_link(value):
        raise Misconfigured(phrase("channels.endpoint", label=label))
    return value


def credentials_as(kind: type[C], credentials: Credentials, label: str) -> C:
    """Return `credentials` as the channel's own kind."""
    if not isinstance(credentials, kind):
        raise Misconfigured(phrase("channels.credentials-of-another", label=label))
    return credentials
