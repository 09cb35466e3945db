"""The words of a digest: a month's documents as ready lines, for templates have no loops. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributor.compose import ornaments
from distributor.compose.citation import citation, citizens_headline, day, says
from distributor.compose.digest import digest_title
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.words import BULLET, choose_words
from distributor.errors import LoaError
from distributor.text.lead import headline

DIGEST = "digest"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")


class NothingToSay(LoaError):
    """A post of this purpose has nothing to tell of the item."""


def title_of(period: str) -> str:
    """Return the title of a month: `2026-12` → "Chính sách có hiệu lực từ tháng 12/2026"."""
    found = _MONTH.match(period)
    if found is None:
        raise NothingToSay(f"Kỳ «{period}» của bản tin tổng hợp không đúng dạng. Hãy ghi năm và tháng, ví dụ 2026-12.")
    return digest_title(date(int(found[1]), int(found[2]), 1))


def digest_words(
    items: Sequence[ItemView], view: ItemView, period: str, link: str, editorial: Editorial, tags: int, emoji: int
) -> dict[str, str]:
    """Return the words of a digest. `view`: the digest itself as an item. Lines are in the order of the day of effect; each
    document stands once."""
    lines = list(dict.fromkeys(_line(item, editorial) for item in sorted(items, key=_order)))
    sober = ornaments.is_sober("\n".join(line.whole for line in lines), editorial.house)
    words = choose_words(view, link, editorial, tags, 0 if sober else emoji)
    month = period.split("-")
    return {
        **words,
        "items": "\n".join(f"{BULLET}{line.whole}" for line in lines),
        "items_brief": "\n".join(f"{BULLET}{line.brief}" for line in lines),
        "items_spoken": "\n".join(line.spoken for line in lines),
        "period": f"{month[1]}/{month[0]}",
    }


def _order(item: ItemView) -> tuple[date, int]:
    document = item.facts.document
    return (document.effective_on if document and document.effective_on else date.max, item.item_id)


@dataclass(frozen=True)
class _Line:
    """One document: `10/12/2026 – Quy định … (Quyết định số …)`, in brief with no more than its day, and to be read aloud."""

    whole: str
    brief: str
    spoken: str


def _line(item: ItemView, editorial: Editorial) -> _Line:
    document = item.facts.document
    own = editorial.words_of(item.kind)
    title = ornaments.bare(headline(item.title))
    about = title if own.own_title or own.whole_lead else citizens_headline(title, document)
    when = document.effective_on if document else None
    cited = "" if document is None or says(about, document.number) else citation(document, item.issuer_now)
    return _Line(
        (f"{day(when)} – " if when else "") + about + (f" ({cited})" if cited else ""),
        (f"{when:%d/%m} – " if when else "") + about,
        (f"Từ ngày {day(when)}: " if when else "") + about + (f", theo {cited}" if cited else "") + ".",
    )
