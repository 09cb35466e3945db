"""Which document an item is about, and what the item is to it. No guesses: what is not certain stays empty and is asked.

1. The text is the document (its head stands there): its own words tell everything. Role "announcement"; a draft's is "draft".
2. The title names a document, or the first sentence says that one was issued: an article about it. Role "announcement".
3. The title corrects a document: the correction is a document of its own, mostly without a number.
4. The title ("Điểm mới của Nghị định …") or the first sentences ("Nghị định … có hiệu lực từ … Theo đó, …") are about a document
   otherwise: it is told, but nothing is claimed. Role "".
5. Anything else, however many documents it cites: no document.
"""

import re
from collections.abc import Sequence
from datetime import date

from distributor.text.tidy import squeeze
from distributor.understand.article import read_article, read_correction, read_draft
from distributor.understand.issuers import province_of
from distributor.understand.legible import legible, without_notes
from distributor.understand.letterhead import read_heading, read_letterhead
from distributor.understand.numbers import find_numbers
from distributor.understand.own_words import is_empty_head, read_document, read_headed
from distributor.understand.reading import ANNOUNCEMENT, FIRST_SENTENCES, LegibleTexts, Recognised, is_draft
from distributor.understand.titles import (
    explained_by_title,
    issued_in_first_sentence,
    named_by_title,
    told_of_first_sentence,
)

_ONLY_MENTION = frozenset(
    {"question", "policy_dialogue", "sketch", "video", "scam_warning", "press_release", "contest", "legal_aid"}
)
"""Content kinds whose items speak of documents without being the announcement of one."""
_CORRECTION_TITLE = re.compile(
    r"\W*(?:(?:thông\s+báo|quyết\s+định|công\s+văn)\s+(?:về\s+(?:việc\s+)?)?)?đính\s+chính\s", re.IGNORECASE
)


def recognise(
    title: str,
    text: str,
    *,
    attachments: Sequence[str] = (),
    publisher: str = "",
    content_kind: str = "",
    today: date,
) -> Recognised:
    """Recognise the document that an item is about. `publisher`: the unit's name, which tells what "tỉnh" alone means.
    `content_kind`: what the source's categories say."""
    publisher = legible(publisher)
    reading = LegibleTexts(
        legible(squeeze(title)),
        without_notes(legible(text)),
        tuple(without_notes(legible(each)) for each in attachments),
        province_of(publisher),
        publisher,
        today,
    )
    head = read_letterhead(reading.text, reading.title)
    if head is not None and not is_empty_head(head, reading):
        return read_document(head, reading)
    if is_draft(reading.title):
        return read_draft(reading)
    if content_kind in _ONLY_MENTION:
        return Recognised()
    if _CORRECTION_TITLE.match(reading.title) and find_numbers(f"{reading.title}\n{reading.text[:FIRST_SENTENCES]}"):
        return read_correction(reading)
    if cited := named_by_title(reading) or issued_in_first_sentence(reading):
        return read_article(cited, ANNOUNCEMENT, reading)
    kind, subject = read_heading(reading.text)
    if kind:
        return read_headed(kind, subject, reading)
    if cited := explained_by_title(reading):
        return read_article(cited, "", reading)
    if told := told_of_first_sentence(reading):
        return read_article(told[0], "", reading, told_effect=told[1])
    return Recognised()
