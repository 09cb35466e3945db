"""Question-and-answer files: a JSON list of {url, title, introduction, content: [{sub_title, sub_content}]}.

`sub_content` is nested lists and strings: a string is a paragraph of the answer, a list is quoted law.
"""

import html
import json
from typing import Any

from distributor.ingest.address import is_web_address
from distributor.ingest.charset import decode
from distributor.ingest.entry import Entry, ParsedSource, RawEntry, UnreadableSource, fingerprint_of
from distributor.text.tidy import nfc, one_line
from phrases import phrase

QUESTION = "question"
DEEPEST = 20
"""Nesting beyond this is no answer but a mistake, or malice."""


def parse_questions(body: bytes, *, charset: str = "", address: str = "") -> ParsedSource:
    """Parse a list of questions. Raises `UnreadableSource` if the file is not such a list. A part that is not a question costs
    itself only."""
    try:
        content = json.loads(decode(body, charset).text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(phrase("ingest.questions.no-json", address=address, error=str(error))) from error
    if not isinstance(content, list):
        raise UnreadableSource(phrase("ingest.questions.no-list", address=address))
    return ParsedSource(title="", link="", entries=tuple(_raw_entry(each) for each in content))


def _raw_entry(each: Any) -> RawEntry:
    fields = each if isinstance(each, dict) else {}
    link = fields.get("url")
    title = fields.get("title")
    return RawEntry(
        guid="",
        link=link.strip() if isinstance(link, str) else "",
        fingerprint=fingerprint_of(json.dumps(each, ensure_ascii=False, sort_keys=True)),
        read=lambda: _entry(each),
        title=title if isinstance(title, str) else "",
    )


def _entry(each: Any) -> Entry:
    if not isinstance(each, dict):
        raise UnreadableSource(phrase("ingest.questions.no-question"))
    link = str(each.get("url") or "").strip()
    introduction = str(each.get("introduction") or "")
    parts = [_paragraph(introduction)] if introduction.strip() else []
    sections = each.get("content")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, dict):
            if sub_title := str(section.get("sub_title") or "").strip():
                parts.append(f"<h3>{html.escape(sub_title, quote=False)}</h3>")
            parts.extend(_nested(section.get("sub_content"), 0))
    return Entry(
        guid="",
        link=link if is_web_address(link) else "",
        title=one_line(str(each.get("title") or "")),
        summary_html=_paragraph(introduction) if introduction.strip() else "",
        content_html="".join(parts),
        kind=QUESTION,
    )


def _nested(value: Any, depth: int) -> list[str]:
    if depth > DEEPEST:
        raise UnreadableSource(phrase("ingest.questions.too-deep"))
    if isinstance(value, str):
        return [_paragraph(value)] if value.strip() else []
    if not isinstance(value, list):
        return []
    parts: list[str] = []
    for each in value:
        inner = _nested(each, depth + 1)
        parts.extend(["<blockquote>", *inner, "</blockquote>"] if isinstance(each, list) and inner else inner)
    return parts


def _paragraph(value: str) -> str:
    escaped = html.escape(nfc(value).strip(), quote=False)
    return f"<p>{escaped}</p>".replace("\n", "<br>")
