"""One setting of an account that staff may change, and what may stand in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from channels.errors import Misconfigured
from distributor.errors import LoaError
from phrases import phrase

AS_CHANNEL = "-"
"""The choice that takes the setting away, so that the channel's own rule counts."""
COMMENTS_CAP = "comments_usd_a_month"
_AMOUNT = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class OwnSetting:
    """`kind`: text, lines, flag or choice. `value`: as a form sends it; a flag is "1" or empty. `choices`: value and label.

    `is_whole`: kept as a whole number, of a text one from `least` to `most`. `check`: raises Misconfigured, in words.
    `is_folded`: seldom touched; the page folds it away.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 200
    is_whole: bool = False
    least: int = 0
    most: int = 0
    is_folded: bool = False
    check: Callable[[str], object] | None = None


def check_value(setting: OwnSetting, value: str) -> None:
    """Check a setting's value. Raises LoaError, which says what may stand there."""
    if len(value) > setting.longest:
        raise LoaError(phrase("connect.own.too-long", label=setting.label, longest=setting.longest))
    if setting.kind == "choice" and value not in dict(setting.choices):
        raise LoaError(phrase("connect.own.no-choice", label=setting.label))
    if setting.name == COMMENTS_CAP and value and not _AMOUNT.fullmatch(value):
        raise LoaError(phrase("connect.own.no-amount", label=setting.label))
    if setting.name == "place" and not value:
        raise LoaError(phrase("connect.own.place-missing"))
    if setting.is_whole and setting.kind == "text" and value and not _is_within(value, setting.least, setting.most):
        words = phrase("connect.own.no-whole", label=setting.label, least=setting.least, most=setting.most)
        raise LoaError(words)
    if setting.check is not None and value != setting.value:
        try:
            setting.check(value)
        except Misconfigured as error:
            raise LoaError(error.message) from error


def _is_within(value: str, least: int, most: int) -> bool:
    return _WHOLE.fullmatch(value) is not None and least <= int(value) <= most
