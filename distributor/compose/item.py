"""What compose is told of an item, without the database: the facts that may stand in a post, and no others."""

from dataclasses import dataclass, field
from datetime import datetime

from distributor.clock import VIETNAM
from distributor.compose.card_style import CardStyle
from distributor.facts import Facts


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
