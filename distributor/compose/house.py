"""Whether a finished post keeps the house rules, and which words of a source staff should look at. Pure.

Compose keeps the rules by itself; this checks the result, whoever wrote it: templates of a unit, a text that staff have changed.
"""

import re
from functools import cache

from channels.sms_text import unaccent
from distributor.compose import ornaments
from distributor.compose.citation import brief_citation, citation, says
from distributor.compose.editorial import Editorial, HouseStyle
from distributor.facts import DocumentFacts
from distributor.text.plain import letters
from phrases import phrase


def house_problems(
    text: str,
    editorial: Editorial,
    *,
    link: str = "",
    summary: bool = False,
    document: DocumentFacts | None = None,
) -> tuple[str, ...]:
    """Words for staff, one for each rule that the whole post breaks; none if it may go out.

    `text`: everything a citizen sees, titles included. `link`: empty where the channel has it in a field of its own.
    `summary`: it tells something of the content. `document`: one that must be cited in full where its number first stands.
    """
    house = editorial.house
    problems = []
    if (tags := ornaments.count_hashtags(text)) > house.max_hashtags:
        problems.append(phrase("compose.house.hashtags", count=tags, most=house.max_hashtags))
    if (emoji := ornaments.count_emoji(text)) > house.max_emoji:
        problems.append(phrase("compose.house.emoji", count=emoji, most=house.max_emoji))
    elif emoji and ornaments.is_sober(text, house):
        problems.append(phrase("compose.house.sober"))
    problems += [phrase("compose.house.word", word=word) for word in forbidden_words(text, house)]
    if link and text.count(link) != 1:
        problems.append(phrase("compose.house.link", count=text.count(link)))
    # An SMS may have it without accents, and in brief.
    reminders = [letters(unaccent(words)) for words in (house.reminder, house.reminder_brief) if words]
    if summary and not any(words in letters(unaccent(text)) for words in reminders):
        problems.append(phrase("compose.house.reminder", reminder=house.reminder))
    if document is not None and _cited_in_part(text, document):
        problems.append(phrase("compose.house.citation", citation=citation(document)))
    return tuple(problems)


def _cited_in_part(text: str, document: DocumentFacts) -> bool:
    """Its number stands there, and date or issuer stand nowhere."""
    if not says(text, document.number) or not brief_citation(document) or not document.is_identified:
        return False
    said = letters(text)
    when = document.issued_on
    forms = (f"{when:%d/%m/%Y}", f"{when.day} tháng {when.month} năm {when.year}") if when else ()
    return not all(letters(issuer) in said for issuer in document.issuers) or not any(
        letters(form) in said for form in forms
    )


def forbidden_words(text: str, house: HouseStyle) -> tuple[str, ...]:
    """Sensational or advertising words in the text, each once, in order."""
    return tuple(dict.fromkeys(found.casefold() for found in _pattern(house.forbidden_words).findall(text)))


def source_questions(text: str, house: HouseStyle) -> tuple[str, ...]:
    """Return what staff are asked of words that a source uses and the office would not; they are the source's, so they stay."""
    return tuple(phrase("compose.house.source-word", word=word) for word in forbidden_words(text, house))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)" if words else r"(?!)", re.IGNORECASE
    )
