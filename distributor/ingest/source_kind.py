"""What lies at an address: guessed from the first bytes, the content type and the ending, in this order of trust."""

import re

from distributor.ingest.charset import decode
from distributor.models import SourceKind

HEAD_BYTES = 4096
_MARKUP = re.compile(r"<(?:\?xml|!doctype|rss|feed|html|(?:\w+:)?rdf)\b", re.IGNORECASE)


def kind_of_source(address: str, content_type: str, head: bytes) -> SourceKind:
    """`head`: the first bytes, empty before the first reading. HTML counts as a feed: its reader says what to do instead."""
    start = decode(head[:HEAD_BYTES]).text.lstrip()
    if start:
        if _MARKUP.search(start):
            return SourceKind.FEED
        return SourceKind.QUESTIONS if start[0] in "[{" else SourceKind.TEXT
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    path = address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].lower()
    if media_type == "application/json" or path.endswith(".json"):
        return SourceKind.QUESTIONS
    if media_type == "text/plain" or path.endswith((".txt", ".md")):
        return SourceKind.TEXT
    return SourceKind.FEED
