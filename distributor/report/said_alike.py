"""What we said in public that is nearest to a pasted message: messages, titles, and what stands on our pages. Reads only."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from distributor.lookup.index import items_saying
from distributor.lookup.public import has_public_post, is_public_post
from distributor.models import Account, Broadcast, BroadcastState, Item, Post, ShortLink
from distributor.report.own_words import LEAST_SHARED, PublicWords, made_of
from distributor.report.public import public_posts

NEWEST_SAID = 1000
"""Public posts whose words a pasted message is compared with."""
MOST_LOOKED_AT = 5
"""Items whose pages are read for one message."""
MOST_FOUND = 50
MOST_LINES = 4
"""Lines of a message of which the index of words is asked."""
_SCRIPTS = ("manual",)
"""Channels whose texts staff read out or take along: citizens hear them, and have no text to compare with."""

PageWords = Callable[[int], Sequence[str]]
"""Item → what stands on its public page, block by block; the first is its title. Empty where it has none."""


@dataclass(frozen=True)
class _Said:
    text: str
    item_id: int | None = None
    title: str = ""
    is_script: bool = False


def said_alike(
    session: Session, text: str, *, links: Sequence[str], public_url: str, page_words: PageWords
) -> PublicWords | None:
    """Return, of what was said in public, the one that says exactly this, that it is made of, or that shares most of its words;
    only white space may differ. None where none shares many."""
    wanted = text.split()
    asked = frozenset(wanted)
    shared: Counter[int] = Counter()
    nearest, most = None, LEAST_SHARED
    for said in _newest_said(session):
        words = said.text.split()
        if words == wanted:
            return PublicWords(said.text, _path(said.item_id))
        read = () if said.is_script else words
        share = len(asked.intersection((*read, *said.title.split()))) / (len(asked) or 1)
        if share <= LEAST_SHARED:
            continue
        if said.item_id is not None:
            shared[said.item_id] = max(shared[said.item_id], round(100 * share))
        elif share > most:
            nearest, most = said, share
    items = [*_led_to(session, links, public_url), *_saying(session, text), *(key for key, _ in shared.most_common())]
    seen = (
        found
        for item_id in list(dict.fromkeys(items))[:MOST_LOOKED_AT]
        if item_id is not None and (found := _of_item(session, item_id, public_url, page_words)) is not None
    )
    alike = None
    for found in seen:
        if made_of(text, found):
            return found
        alike = _nearer(asked, alike, found)
    if nearest is not None:
        alike = _nearer(asked, alike, PublicWords(nearest.text))
    return alike


def _nearer(asked: frozenset[str], one: PublicWords | None, other: PublicWords) -> PublicWords:
    def share(words: PublicWords | None) -> int:
        return len(asked.intersection(words.all_words.split())) if words is not None else -1

    return other if one is None or share(other) > share(one) else one


def _of_item(session: Session, item_id: int, public_url: str, page_words: PageWords) -> PublicWords | None:
    posts = public_posts(session, item_id)
    page = tuple(page_words(item_id)) if posts else ()
    if not page:
        return None
    channels = dict(
        session.exec(
            select(Account.id, Account.channel).where(col(Account.id).in_({post.account_id for post in posts}))
        ).all()
    )
    read = [post for post in posts if channels.get(post.account_id) not in _SCRIPTS]
    addresses = (f"{public_url}{_path(item_id)}", *(one for post in read for one in (post.link, post.external_url)))
    titles = (page[0], *(post.title for post in read))
    return PublicWords(
        "",
        _path(item_id),
        page=page,
        frame=tuple(dict.fromkeys(filter(None, (*titles, *addresses)))),
        others=tuple(dict.fromkeys(post.text for post in read)),
    )


def _led_to(session: Session, links: Sequence[str], public_url: str) -> Iterator[int]:
    """Items to which addresses of ours in the message lead."""
    for link in links:
        if not link.startswith(f"{public_url}/"):
            continue
        kind, _, rest = urlsplit(link).path.removeprefix("/").partition("/")
        if kind == "tin" and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            yield int(rest)
        elif kind == "l":
            of_link = select(Post.item_id).join(ShortLink, col(ShortLink.post_id) == col(Post.id))
            yield from session.exec(of_link.where(ShortLink.code == rest, is_public_post()))


def _saying(session: Session, text: str) -> Iterator[int | None]:
    lines = [line for line in text.splitlines() if len(line.split()) > 1]
    for line in sorted(lines, key=len, reverse=True)[:MOST_LINES]:
        newest = col(Item.id).in_(items_saying(session, line)[:MOST_FOUND])
        yield from session.exec(select(Item.id).where(newest, has_public_post()).order_by(col(Item.id).desc()).limit(2))


def _path(item_id: int | None) -> str:
    return f"/tin/{item_id}" if item_id is not None else ""


def _newest_said(session: Session) -> Iterator[_Said]:
    posts = (
        select(Post.text, Post.item_id, Post.title, Account.channel)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(is_public_post())
        .order_by(col(Post.id).desc())
        .limit(NEWEST_SAID)
    )
    for text, item_id, title, channel in session.exec(posts):
        yield _Said(text, item_id, title, channel in _SCRIPTS)
    sent = (BroadcastState.SENDING, BroadcastState.DONE)
    bodies = select(Broadcast.body).where(col(Broadcast.state).in_(sent)).order_by(col(Broadcast.id).desc())
    yield from (_Said(body) for body in session.exec(bodies.limit(NEWEST_SAID)))
