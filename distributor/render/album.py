"""The album of a digest: beside its own card one of each thing that it tells of, as far as the channel takes pictures."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from distributor.compose.digest import digest_members
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST
from distributor.compose.templates import Templates
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Item
from distributor.render.announce import NotDrawnNow, Picture, draw_announcement
from distributor.render.week import is_round_up, members_of

log = structlog.get_logger()


def album_members(session: Session, item: Item, now: datetime) -> Sequence[ItemView]:
    """Return what the album shows, in the order in which the digest tells it; empty for an item that is no digest."""
    if item.kind != DIGEST:
        return []
    return members_of(session, item, now) if is_round_up(item) else digest_members(session, item, now=now)


def draw_album(
    members: Sequence[ItemView],
    templates: Templates,
    store: MediaStore,
    *,
    channel: str,
    link: str,
    alt_text_limit: int,
    sample: bool,
    most: int,
) -> list[Picture]:
    """Draw at most so many cards. One that cannot be drawn is left out: the digest's words tell of it all the same."""
    pictures: list[Picture] = []
    for member in members:
        if len(pictures) >= most:
            break
        try:
            picture = draw_announcement(
                member, templates, store, channel=channel, link=link, alt_text_limit=alt_text_limit, sample=sample
            )
        except NotDrawnNow:
            raise
        except LoaError as error:
            log.warning("a card of the album cannot be drawn", item=member.title[:60], reason=str(error)[:200])
            continue
        if picture.bytes not in [other.bytes for other in pictures]:
            pictures.append(picture)
    return pictures
