"""Where a short link leads: one look in the database. What comes of it may be kept for a minute, never longer.

A target is a post's own and stands still once the post is out; before that a revision of the item may still change it.
"""

from collections.abc import Collection
from functools import cache
from urllib.parse import quote, urlsplit

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from distributor.measure.link_rules import link_rules
from distributor.measure.utm import Told, tagged
from distributor.models import Account, Campaign, Document, Item, Post, ShortLink, Unit

SAFE = ":/%#?=@[]!$&'()*+,;"
"""What a Location header carries unchanged (RFC 3986)."""


def find_destination(session: Session, code: str, public_url: str, plain_hosts: Collection[str] = ()) -> str | None:
    """The value of the Location header. None: no such link, or it leads to something a browser must not be sent to."""
    row = session.connection().execute(_statement(), {"code": code}).first()
    if row is None:
        return None
    target, item_id, channel, unit_code, campaign, automatic, number = row
    try:
        scheme = urlsplit(target).scheme
    except ValueError:
        return None
    if scheme not in ("", "http", "https"):
        return None
    if not target.startswith(("http://", "https://")):
        return f"{public_url}/tin/{item_id}"  # an item without an address of its own: our page of it
    told = Told(channel, unit_code, "" if automatic else campaign or "", number or "", item_id)
    return quote(tagged(target, told, link_rules(), plain_hosts), safe=SAFE)


@cache
def _statement() -> Select[str, int, str, str, str, bool, str]:
    """Put together once: that costs more than asking."""
    return (
        select(
            col(ShortLink.target),
            col(Post.item_id),
            col(Account.channel),
            col(Unit.code),
            col(Campaign.name),
            col(Campaign.automatic),
            col(Document.number),
        )
        .join(Post, col(Post.id) == col(ShortLink.post_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .outerjoin(Campaign, col(Campaign.id) == col(Post.campaign_id))
        .outerjoin(Document, col(Document.id) == col(Item.document_id))
        .where(col(ShortLink.code) == bindparam("code"))
    )
