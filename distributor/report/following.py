"""What citizens follow: the newest public items as entries of a feed, and the days of the law for a calendar. Reads only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from distributor.facts import facts_from_json
from distributor.labels import kinds
from distributor.law.status import statuses_on
from distributor.lookup.public import has_public_post, is_public_post
from distributor.models import Document, Item, Post
from distributor.report.citizen_lists import Listing
from distributor.report.public import only_as_posted, public_titles, speaking_post

LONGEST_ENTRY = 4_000
"""Characters of an entry's text: most items whole, a long document its beginning."""
PAST, AHEAD = timedelta(days=60), timedelta(days=730)
MOST_DAYS = 500
COMMENT = "draft_for_comment"


@dataclass(frozen=True)
class FollowedItem:
    """`category`: the label of its content kind, empty where not certain. `updated_at`: of its newest public post."""

    item_id: int
    title: str
    text: str
    category: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class LegalDay:
    """`kind`: effect or comment. `key`: the same as long as it is the same day's matter, whatever day it is moved to.

    `cancelled`: the document ended before its day. `known_at`: when what is said here last changed.
    """

    key: str
    kind: str
    day: date
    title: str
    item_id: int
    words: str
    known_at: datetime
    cancelled: bool = False


def followed_items(session: Session, listing: Listing) -> list[FollowedItem]:
    """The items of a list, in the words that are public; in its order."""
    ids = [one.item_id for one in listing.items]
    posts = _posts(session, ids)
    items = {item.id or 0: item for item in session.exec(select(Item).where(col(Item.id).in_(ids)))}
    return [_followed(items[one.item_id], one.title, posts[one.item_id]) for one in listing.items if posts[one.item_id]]


def _posts(session: Session, item_ids: list[int]) -> defaultdict[int, list[Post]]:
    found: defaultdict[int, list[Post]] = defaultdict(list)
    for post in session.exec(select(Post).where(col(Post.item_id).in_(item_ids), is_public_post())):
        found[post.item_id].append(post)
    return found


def _followed(item: Item, title: str, posts: list[Post]) -> FollowedItem:
    as_posted = only_as_posted(item, max(post.revision for post in posts))
    text = speaking_post(posts).text if as_posted else item.text or item.summary
    times = [post.published_at or post.created_at for post in posts]
    return FollowedItem(
        item_id=item.id or 0,
        title=title,
        text=text if len(text) <= LONGEST_ENTRY else text[:LONGEST_ENTRY].rsplit(" ", 1)[0] + "…",
        category=kinds()[item.kind].label if item.kind in kinds() else "",
        published_at=min(times),
        updated_at=max(times),
    )


def legal_days(session: Session, today: date, *, topic: str = "") -> list[LegalDay]:
    """Days on which public documents take effect and comments on public drafts end, in their order."""
    taking_effect = (
        select(Item)
        .join(Document, col(Document.id) == col(Item.document_id))
        .where(
            Item.document_role == "announcement",
            col(Document.effective_on).between(today - PAST, today + AHEAD),
            has_public_post(),
        )
        .order_by(col(Document.effective_on).desc(), col(Item.id).desc())
    )
    drafts = select(Item).where(Item.kind == COMMENT, has_public_post()).order_by(col(Item.id).desc())
    if topic:
        of_topic = col(Item.facts)[("points", "topic")].as_string() == topic
        taking_effect, drafts = taking_effect.where(of_topic), drafts.where(of_topic)
    items = [*session.exec(taking_effect.limit(MOST_DAYS)), *session.exec(drafts.limit(MOST_DAYS))]
    titles, posts = public_titles(session, items), _posts(session, [item.id or 0 for item in items])
    days: dict[str, LegalDay] = {}
    documents = {item.document_id for item in items if item.document_id is not None}
    law = statuses_on(session, documents, today)
    for item in items:
        said = posts[item.id or 0]
        if not said or only_as_posted(item, max(post.revision for post in said)):
            continue  # its day is not known to be approved
        known_at = max(post.published_at or post.created_at for post in said)
        shown = titles[item.id or 0], item.id or 0
        if item.kind == COMMENT:
            key = facts_from_json(item.facts).points
            if key.deadline_on is not None and today - PAST <= key.deadline_on <= today + AHEAD:
                name = f"gop-y-{item.id}"
                days[name] = LegalDay(name, "comment", key.deadline_on, *shown, key.deadline, known_at)
        elif (standing := law.get(item.document_id or 0)) is not None and standing.effective_on is not None:
            name = f"hieu-luc-{item.document_id}"  # of two items about one document the first stands for it
            day = standing.effective_on
            days[name] = LegalDay(name, "effect", day, *shown, "", known_at, standing.never)
    return sorted(days.values(), key=lambda one: (one.day, one.key))
