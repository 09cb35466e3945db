"""What a citizen's message asks for: to opt out, to subscribe, for help, or something else. Pure.

Refusing comes first and is read generously: with and without accents, in any case, with spaces and dots between ("HUY TIN",
"huỷ đi", "T C"). But "Hủy hợp đồng lao động thì được bồi thường thế nào?" is a question.
"""

import re
from enum import StrEnum

from channels.sms_text import unaccent
from distributor.sms_rules import Keywords

_NOT_WORDS = re.compile(r"[^A-Z0-9]+")


class Asked(StrEnum):
    STOP = "stop"
    SUBSCRIBE = "subscribe"
    HELP = "help"
    OTHER = ""


def asked_for(text: str, keywords: Keywords) -> Asked:
    said = _NOT_WORDS.sub(" ", unaccent(text).upper()).strip()
    words = said.split()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
        said = words[0]
    if not words:
        return Asked.OTHER
    for phrases, asked in (
        (keywords.stop, Asked.STOP),
        (keywords.help, Asked.HELP),
        (keywords.subscribe, Asked.SUBSCRIBE),
    ):
        if said in phrases:
            return asked
    if any(f"{said} ".startswith(f"{phrase} ") for phrase in keywords.stop_begins):
        return Asked.STOP
    if words[0] in keywords.stop_words and len(words) <= keywords.stop_most_words:
        return Asked.STOP
    return Asked.OTHER
