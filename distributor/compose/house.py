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
        problems.append(f"Có {tags} hashtag, nhiều nhất là {house.max_hashtags}. Hãy bớt hashtag.")
    if (emoji := ornaments.count_emoji(text)) > house.max_emoji:
        problems.append(f"Có {emoji} biểu tượng cảm xúc, nhiều nhất là {house.max_emoji}. Hãy bớt.")
    elif emoji and ornaments.is_sober(text, house):
        problems.append("Bài về xử phạt hoặc tang lễ không dùng biểu tượng cảm xúc. Hãy bỏ.")
    problems += [
        f"Có từ «{word}», không dùng trong bài của cơ quan. Hãy thay." for word in forbidden_words(text, house)
    ]
    if link and text.count(link) != 1:
        problems.append(f"Đường dẫn phải có đúng một lần, hiện có {text.count(link)}. Hãy sửa.")
    # An SMS may have it without accents, and in brief.
    reminders = [letters(unaccent(words)) for words in (house.reminder, house.reminder_brief) if words]
    if summary and not any(words in letters(unaccent(text)) for words in reminders):
        problems.append(f"Thiếu câu «{house.reminder}». Hãy thêm câu này cạnh đường dẫn.")
    if document is not None and _cited_in_part(text, document):
        problems.append(f"Lần dẫn đầu phải đủ loại, số, ngày, cơ quan ban hành: {citation(document)}. Hãy ghi đủ.")
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
    """What staff are asked of words that a source uses and the office would not; they are the source's, so they stay."""
    return tuple(f"Nguồn dùng từ «{word}». Có giữ nguyên trong bài không?" for word in forbidden_words(text, house))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)" if words else r"(?!)", re.IGNORECASE
    )
