"""What a deed is told, as a model: one validation for form, interface and command line.

`HoldOrder.given(reason=…)` raises WrongValue, naming the field by its title; a program's body is the same model, and its mistakes
are told all at once (`mistake`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, ValidationError

from distributor.clock import FIRST_YEAR, LAST_YEAR
from distributor.errors import WrongValue
from phrases import phrase

_MISTAKES = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "too_long": "too-many",
    "too_short": "too-few",
    "string_type": "text",
    "int_type": "number",
    "int_parsing": "number",
    "bool_type": "yes-or-no",
    "bool_parsing": "yes-or-no",
    "enum": "one-of",
    "literal_error": "one-of",
    "greater_than_equal": "at-least",
    "less_than_equal": "at-most",
    "timezone_aware": "zone",
}
"""The library's kinds of mistakes → ours."""


class DeedInput(BaseModel):
    """The input of a deed. A field's title is what people call it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def given(cls, **values: object) -> Self:
        """Validate what was given. Raises WrongValue for the first field that is wrong."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            title = cls.model_fields[name].title if name in cls.model_fields else ""
            raise WrongValue(phrase("inputs.of-field", field=title or name, what=mistake(first)), name) from error


def mistake(found: Mapping[str, Any]) -> str:
    """Return what is wrong with a field, for people."""
    kind, told = str(found["type"]), dict(found.get("ctx", {}))
    if kind == "value_error" and isinstance(error := told.get("error"), ValueError) and error.args:
        return error.args[0] if isinstance(error.args[0], str) else str(error)
    if kind == "string_too_short" and told.get("min_length") == 1:
        return phrase("inputs.empty")
    if kind.startswith("datetime"):
        return phrase("inputs.instant")
    if kind.startswith("date_"):
        return phrase("inputs.day")
    if "expected" in told:
        told["expected"] = str(told["expected"]).replace(" or ", ", ")  # the library's English
    return phrase(f"inputs.{_MISTAKES[kind]}", **told) if kind in _MISTAKES else phrase("inputs.wrong")


def is_reckoned_with(instant: datetime) -> bool:
    """Return True if it lies in years in which times may be named."""
    return FIRST_YEAR <= instant.year <= LAST_YEAR


def _in_utc(instant: datetime) -> datetime:
    if not is_reckoned_with(instant):
        raise ValueError(phrase("inputs.year", first=FIRST_YEAR, last=LAST_YEAR))
    return instant.astimezone(UTC)


def _in_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""With its zone, and UTC from there on."""
OneLine = Annotated[str, BeforeValidator(_in_one_line)]
"""Without white space round it, and with single spaces within."""
