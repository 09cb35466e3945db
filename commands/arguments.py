"""Wrong arguments at the command line, told in Vietnamese with the way to the right ones."""

import re
from typing import Protocol, cast

from typer.exceptions import TyperException

SHAPES = {
    "formats '%d/%m/%Y'": "ngày dạng 24/11/2026",
    "integer": "một số nguyên",
    "number": "một số",
    "datetime": "ngày giờ dạng 2026-11-25T08:00",
}
"""Words of the library's complaint, and what is wanted instead."""


class _Parameter(Protocol):
    name: str | None


def complaint(error: TyperException) -> str:
    """Return what is wrong, in one line or two."""
    kind, message = type(error).__name__, error.format_message()
    parameter = _name(error)
    if kind == "NoArgsIsHelpError":
        return message
    if kind == "MissingParameter":
        said = f"Thiếu {parameter}."
    elif kind == "NoSuchOption":
        option = getattr(error, "option_name", "")
        near = getattr(error, "possibilities", None) or ()
        said = f"Không có tùy chọn «{option}»." + (f" Có phải là {', '.join(sorted(near))}?" if near else "")
    elif kind == "BadParameter":
        wanted = next((shape for word, shape in SHAPES.items() if word in message), "")
        said = f"Giá trị của {parameter} không hợp lệ" + (f": cần {wanted}." if wanted else f" ({message}).")
    elif found := re.match(r"No such command '(.*)'", message):
        said = f"Không có lệnh «{found[1]}»."
    elif found := re.match(r"Got unexpected extra argument\(?s?\)? \((.*)\)", message):
        said = f"Thừa tham số: {found[1]}."
    elif found := re.match(r"Option '(.*)' requires", message):
        said = f"Tùy chọn «{found[1]}» cần một giá trị."
    else:
        said = message
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "loa")
    return f"{said} Xem cách dùng: {path} --help"


def _name(error: TyperException) -> str:
    parameter = cast(_Parameter | None, getattr(error, "param", None))
    if parameter is None or parameter.name is None:
        return "tham số"
    options = [option for option in getattr(parameter, "opts", []) if option.startswith("-")]
    return f"tùy chọn {max(options, key=len)}" if options else f"tham số {parameter.name.upper()}"
