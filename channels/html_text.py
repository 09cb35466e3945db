"""Plain text as HTML that shows the very text: signs escaped, lines kept, addresses as links."""

import re
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}’”]")


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()] or [text]


def linked_html(text: str) -> str:
    parts: list[str] = []
    place = 0
    for found in _LINK.finditer(text):
        address = escape(found[0], quote=True)
        parts += [escape(text[place : found.start()], quote=False), f'<a href="{address}">{address}</a>']
        place = found.end()
    parts.append(escape(text[place:], quote=False))
    return "".join(parts).replace("\n", "<br>")
