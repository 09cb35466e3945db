"""What citizens may watch and hear: our own videos by topic, and what stations broadcast, linked. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.lookup.followed import topics_to_choose
from distributor.lookup.public import is_public_post, was_taken_back
from distributor.models import AiredProgramme, Item, Media, Post, PostMedia
from distributor.report.public import public_titles
from distributor.write.rights import use_has_ended

MOST_FILMS, MOST_OF_A_TOPIC, MOST_PROGRAMMES = 300, 12, 200


@dataclass(frozen=True)
class OwnFilm:
    item_id: int
    title: str
    seconds: int
    at: datetime | None


@dataclass(frozen=True)
class Playlist:
    """Our own videos of a topic, the newest first; `topic` is empty for those of none."""

    topic: str
    films: tuple[OwnFilm, ...]


def playlists(session: Session, topic: str = "") -> list[Playlist]:
    """Return playlists in the order of the topics; `topic`: only that one's."""
    rows = session.exec(
        select(Item, func.max(Media.duration_ms), func.max(Post.published_at))
        .join(Post, col(Post.item_id) == col(Item.id))
        .join(PostMedia, col(PostMedia.post_id) == col(Post.id))
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(is_public_post(), ~was_taken_back(), col(Media.mime).startswith("video/"), ~use_has_ended(Media.sha256))
        .group_by(col(Item.id))
        .order_by(func.max(Post.published_at).desc(), col(Item.id).desc())
        .limit(MOST_FILMS)
    ).all()
    titles = public_titles(session, [item for item, *_rest in rows])
    found: defaultdict[str, list[OwnFilm]] = defaultdict(list)
    for item, milliseconds, at in rows:
        of = str((item.facts or {}).get("points", {}).get("topic", ""))
        found[of].append(OwnFilm(item.id or 0, titles[item.id or 0], round(milliseconds / 1000), at))
    order = [one.name for one in topics_to_choose()]
    kept = [name for name in (*order, *sorted(found.keys() - {*order, ""}), "") if found.get(name)]
    return [Playlist(name, tuple(found[name][:MOST_OF_A_TOPIC])) for name in kept if not topic or name == topic]


def programmes(session: Session, *, topic: str = "", unit_ids: Sequence[int] | None = None) -> list[AiredProgramme]:
    """Those that stand, the newest first. `unit_ids`: of these units alone."""
    wanted = select(AiredProgramme).where(col(AiredProgramme.removed_at).is_(None))
    if topic:
        wanted = wanted.where(AiredProgramme.topic == topic)
    if unit_ids is not None:
        wanted = wanted.where(col(AiredProgramme.unit_id).in_(unit_ids))
    newest = func.coalesce(AiredProgramme.aired_on, func.date(AiredProgramme.entered_at)).desc()
    return list(session.exec(wanted.order_by(newest, col(AiredProgramme.id).desc()).limit(MOST_PROGRAMMES)))
