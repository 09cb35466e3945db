"""The words that a template is given: every name that may stand in `{{ … }}`, all plain NFC text, empty where there is none.

title, lead, link, unit_name and date come from the item; label, emoji, call, reminder and hashtags from
`config/editorial.toml`. What the title or the source already has (the label's words, emoji, hashtags) is not said again.
"""

from distributor.compose import ornaments
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.lead import choose_lead, headline
from distributor.compose.plain import one_line

SHOWN = 1500
"""Characters of the lead that decide whether it is sober: as many as the longest channel shows."""


def choose_words(item: ItemView, link: str, editorial: Editorial, hashtag_limit: int) -> dict[str, str]:
    """`hashtag_limit`: of the channel; the house limit holds as well, and what the source brings is counted first."""
    house = editorial.house
    own = editorial.words_of(item.kind)
    title = headline(item.title)
    lead = choose_lead(title, item.summary, item.text)

    emoji_left = 0 if ornaments.is_sober(f"{title}\n{lead[:SHOWN]}", house) else house.max_emoji
    title, lead, emoji_left = _within_emoji(title, lead, emoji_left)
    hashtags_left = min(hashtag_limit, house.max_hashtags)
    title, lead, hashtags_left = _within_hashtags(title, lead, hashtags_left)

    label = editorial.label_of(item.kind)
    unit_name = one_line(item.unit_name)
    return {
        "title": title,
        "lead": lead,
        "link": link,
        "unit_name": unit_name,
        "date": item.date_text,
        "label": "" if title.casefold().startswith(label.casefold()) else label,
        "emoji": own.emoji if emoji_left else "",
        "call": own.call or house.call,
        "reminder": house.reminder,
        "hashtags": ornaments.hashtags((*own.hashtags, *house.hashtags), unit_name, hashtags_left),
    }


def _within_emoji(title: str, lead: str, left: int) -> tuple[str, str, int]:
    title = one_line(ornaments.limit_emoji(title, left))
    left -= ornaments.count_emoji(title)
    lead = ornaments.limit_emoji(lead, left)
    return title, lead, left - ornaments.count_emoji(lead)


def _within_hashtags(title: str, lead: str, left: int) -> tuple[str, str, int]:
    title = ornaments.limit_hashtags(title, left)
    left -= ornaments.count_hashtags(title)
    lead = ornaments.limit_hashtags(lead, left)
    return title, lead, left - ornaments.count_hashtags(lead)
