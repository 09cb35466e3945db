"""How a value of the report's tables is written on a page: by its column, in the page's language."""

from datetime import date, datetime

from distributor.report.engagement.tables import Column, Form, Value
from web import formats
from web.language import _, language


def cell_text(value: Value, column: Column) -> str:
    match value:
        case None:
            return _(column.missing) if column.missing else ""
        case str():
            return value
        case datetime():
            return formats.time(value)
        case date():
            return formats.day(value)
    match column.form:
        case Form.SHARE:
            return f"{decimal(value * 100, 1)} %"
        case Form.GROWTH:
            return f"{decimal(value * 100, 1, signed=True)} %"
        case Form.MINUTES | Form.TIMES:
            return decimal(value, 1)
        case Form.USD:
            return decimal(value, 3)
    return formats.number(int(value))


def decimal(value: float, digits: int, *, signed: bool = False) -> str:
    """Return text such as `1.234,5`; a minus that stands in no line-break, a plus where growth is told."""
    rounded = round(value, digits)
    text = f"{abs(rounded):,.{digits}f}"
    if language() == "vi":
        text = text.translate({ord(","): ".", ord("."): ","})
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{text}"
