"""Google writes 64-bit numbers as text."""

from channels.answers import text_in


def number_in(value: object, *path: str) -> int | None:
    """The whole number at `path` inside `value`, None if there is none. One below zero is told as it is: who asks judges it."""
    text = text_in(value, *path)
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20 else None
