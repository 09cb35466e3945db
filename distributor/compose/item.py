"""What compose is told of an item, without the database: the facts that may stand in a post, and no others."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from distributor.clock import VIETNAM
from distributor.compose.card_style import CardStyle
from distributor.facts import DocumentFacts, Facts
from distributor.understand.dates import DAY, read_day

NEWS_OF_A_LAW = "new_law"
_HAS_EFFECT = re.compile(rf"có hiệu lực (?:thi hành )?(?:kể )?từ (?:ngày )?(?P<day>{DAY})", re.IGNORECASE)


@dataclass(frozen=True)
class ItemView:
    """`kind`: of `config/kinds.toml`, empty where not certain. `published_at`: aware. `address`: the item's page, maybe empty.

    `unit_name`: of the office that publishes, as named on the day. Text may be in any Unicode form: compose makes it NFC.
    `facts`: its document and key points. `picture`: SHA-256 in the media store of the item's own picture, empty if it has none
    that is good enough. `issuer_now`: what the document's first issuer is called today, empty if as then. `style`: of the unit's
    cards. `headline`: what a person wrote to stand on the card in the title's place, exactly so.
    """

    item_id: int
    title: str
    summary: str
    text: str
    kind: str
    published_at: datetime | None
    address: str
    unit_name: str
    revision: int = 1
    facts: Facts = field(default_factory=Facts)
    picture: str = ""
    issuer_now: str = ""
    style: CardStyle = field(default_factory=CardStyle)
    law: str = ""
    """What others have made of the document since, in one sentence; empty where nothing is known against it."""
    headline: str = ""
    page: str = ""
    """What its page says, where the source itself gave a few words only."""
    reminds: bool = False
    """Of its document's day of effect, which is then what matters most."""

    @property
    def date_text(self) -> str:
        """Return text such as `24/11/2026`, the day in Vietnam; empty where the source gave none."""
        if self.published_at is None:
            return ""
        return self.published_at.astimezone(VIETNAM).strftime("%d/%m/%Y")


def document_told(item: ItemView) -> DocumentFacts | None:
    """Return what is known of the document that the item tells of: the document itself, or of news of one without a number
    its day of effect alone, where the text tells one that is to come: what it bans is not banned yet."""
    if item.facts.document is not None or item.kind != NEWS_OF_A_LAW:
        return item.facts.document
    told = {read_day(found["day"]) for found in _HAS_EFFECT.finditer(f"{item.title}\n{item.text}")}
    day = told.pop() if len(told) == 1 else None
    if day is None or (item.published_at is not None and day <= item.published_at.astimezone(VIETNAM).date()):
        return None
    return DocumentFacts(effective_on=day)
