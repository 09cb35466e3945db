"""One item as a citizen may read it: words, points on quotes, what the law says today, every channel's post. Reads only.

Loa's own sentences are shown only where a public post has them, for that is what a person or their rule approved. What the source
says is shown as it stands there. A held item, or one revised since, is shown in the words of its posts alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from distributor.facts import Answer, Facts, KeyPoints, Point, facts_from_json
from distributor.models import (
    Account,
    Attachment,
    Correction,
    CorrectionCause,
    CorrectionStep,
    Item,
    Media,
    Post,
    PostMedia,
    RenderJob,
    StepState,
)
from distributor.post_states import SHOWN_STATES
from distributor.report.citizen_law import LegalState, legal_state
from distributor.report.public import only_as_posted, public_posts, speaking_post
from distributor.text.plain import letters
from distributor.write.rights import use_has_ended

_WEB = ("https://", "http://")
LONGEST_AGAIN = 60
"""Letters of what is told a second time among what to do."""
_TAG_LINE = re.compile(r"^(?:\s*#\w+)+\s*$")


@dataclass(frozen=True)
class ChannelPost:
    channel: str
    account: str
    address: str
    at: datetime | None


@dataclass(frozen=True)
class PublicPicture:
    sha256: str
    mime: str
    width: int
    height: int
    alt_text: str


@dataclass(frozen=True)
class PublicFilm:
    """`captions`: SHA-256 of WebVTT, empty where there are none."""

    sha256: str
    mime: str
    width: int
    height: int
    seconds: int
    alt_text: str
    captions: str


@dataclass(frozen=True)
class CitizenPage:
    """`points`, `key`, `question`: empty where the item is shown only as posted. `corrected_at`: of the newest correction."""

    item_id: int
    title: str
    text: str
    kind: str
    topic: str
    unit_id: int
    address: str
    published_at: datetime
    changed_at: datetime
    legal: LegalState | None
    points: tuple[Point, ...]
    key: KeyPoints
    answer: Answer | None
    files: tuple[tuple[str, str], ...]
    """Title and address."""
    posts: tuple[ChannelPost, ...]
    picture: PublicPicture | None
    film: PublicFilm | None
    corrected_at: datetime | None
    erratum: str
    """What the newest public erratum says."""


def citizen_page(session: Session, item_id: int, today: date) -> CitizenPage | None:
    """None if no post of the item is public. `today`: in Vietnam."""
    posts = public_posts(session, item_id)
    item = session.get(Item, item_id) if posts else None
    if item is None:
        return None
    speaker = speaking_post(posts)
    as_posted = only_as_posted(item, max(post.revision for post in posts))
    facts = Facts() if as_posted else facts_from_json(item.facts)
    said = [letters(post.text) for post in posts]
    answer = _shown_answer(facts.told_answer, said)
    pictures, film = _media(session, posts, speaker)
    points = tuple(each_once(shown_points(facts.message, said), answer.quotes if answer else ()))
    return CitizenPage(
        item_id=item_id,
        title=speaker.title if as_posted else item.title,
        text=_without_tags(speaker.text) if as_posted else item.text or item.summary,
        kind=item.kind,
        topic=facts.points.topic,
        unit_id=item.unit_id,
        address=item.address if item.address.startswith(_WEB) else "",
        published_at=item.published_at or item.first_seen_at,
        changed_at=max(post.published_at or post.created_at for post in posts),
        legal=legal_state(session, item, facts, today),
        points=points,
        key=without_repeats(facts.points, points, answer),
        answer=answer,
        files=() if as_posted else _files(session, item),
        posts=tuple(_channel_posts(session, posts)),
        picture=pictures[0] if pictures else None,
        film=film,
        corrected_at=_corrected_at(session, item_id),
        erratum=next((post.text for post in reversed(posts) if post.purpose.startswith("erratum")), ""),
    )


def shown_points(message: Sequence[Point], said: Sequence[str]) -> list[Point]:
    """The points that stand on a quote or were said in a post; a statement that no post has (`said`: their letters) goes."""
    shown = []
    for point in message:
        was_said = bool(point.statement) and any(letters(point.statement) in text for text in said)
        if was_said or point.quotes:
            shown.append(point if was_said else replace(point, statement=""))
    return shown


def each_once(points: Sequence[Point], answered: Sequence[str] = ()) -> Iterator[Point]:
    """The points with each quote once. What is a mere piece of its quote, "Hộ nghèo", gives way to who says all of it.

    `answered`: quotes that stand beneath the item's answer.
    """
    held = {quote for point in points if not _is_piece(point) for quote in point.quotes}
    seen = set(answered)
    for point in points:
        taken = seen | held if _is_piece(point) else seen
        quotes = tuple(quote for quote in dict.fromkeys(point.quotes) if quote not in taken)
        seen = seen.union(quotes)
        if quotes or not _is_quoted(point):
            yield replace(point, quotes=quotes)


def without_repeats(key: KeyPoints, points: Sequence[Point], answer: Answer | None) -> KeyPoints:
    """Return what to do without sentences that stand on the page already; a few words, a place or a day, may be told again."""
    told = {letters(said) for point in points for said in (point.statement, *point.quotes)}
    told |= {letters(said) for said in (answer.text, *answer.quotes)} if answer else set()

    def fresh(said: str) -> str:
        wanted = letters(said)
        is_long = len(said) > LONGEST_AGAIN
        return "" if wanted in told or (is_long and any(wanted in each for each in told)) else said

    return replace(key, affected=fresh(key.affected), action=fresh(key.action), place=fresh(key.place))


def _is_quoted(point: Point) -> bool:
    """Return True if its sentence stands in one of its quotes, so that it adds nothing."""
    return any(letters(point.statement) in letters(quote) for quote in point.quotes)


def _is_piece(point: Point) -> bool:
    return bool(point.statement) and point.statement not in point.quotes and _is_quoted(point)


def _shown_answer(answer: Answer | None, said: Sequence[str]) -> Answer | None:
    if answer is None or not any(letters(answer.text) in text for text in said):
        return None
    return answer


def _without_tags(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not _TAG_LINE.match(line))


def _files(session: Session, item: Item) -> tuple[tuple[str, str], ...]:
    rows = session.exec(
        select(Attachment.title, Attachment.address, Attachment.mime)
        .where(Attachment.item_id == item.id)
        .order_by(col(Attachment.position), col(Attachment.id))
    )
    return tuple(
        (title or address.rpartition("/")[2] or address, address)
        for title, address, mime in rows
        if address.startswith(_WEB)
        and address not in (item.address, item.picture_url)
        and not mime.startswith("image/")
    )


def _channel_posts(session: Session, posts: Sequence[Post]) -> list[ChannelPost]:
    """Return where each stands, for comparing: only addresses of platforms, for a feed's is this page."""
    accounts = {
        account.id: account
        for account in session.exec(select(Account).where(col(Account.id).in_([post.account_id for post in posts])))
    }
    return [
        ChannelPost(accounts[post.account_id].channel, accounts[post.account_id].name, post.external_url, at)
        for post in posts
        if post.state in SHOWN_STATES
        and (at := post.published_at) is not None
        and post.external_url.startswith(_WEB)
        and accounts[post.account_id].channel != "rss"
    ]


def _media(session: Session, posts: Sequence[Post], speaker: Post) -> tuple[list[PublicPicture], PublicFilm | None]:
    """The pictures, those of the post that speaks for the item first, and the longest video; nothing whose use has ended."""
    rows = session.exec(
        select(PostMedia, Media)
        .where(~use_has_ended(Media.sha256))
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_([post.id for post in posts]))
        .order_by(col(PostMedia.post_id), col(PostMedia.position))
    ).all()
    rows = sorted(rows, key=lambda row: row[0].post_id != speaker.id)
    pictures = [
        PublicPicture(media.sha256, media.mime, media.width, media.height, place.alt_text)
        for place, media in rows
        if media.mime.startswith("image/")
    ]
    films = [(place, media) for place, media in rows if media.mime.startswith("video/")]
    if not films:
        return pictures, None
    place, media = max(films, key=lambda row: row[1].width)
    captions = session.exec(select(RenderJob.vtt).where(RenderJob.video == media.sha256, RenderJob.vtt != "")).first()
    film = PublicFilm(
        media.sha256,
        media.mime,
        media.width,
        media.height,
        round(media.duration_ms / 1000),
        place.alt_text,
        captions or "",
    )
    return pictures, film


def _corrected_at(session: Session, item_id: int) -> datetime | None:
    return session.exec(
        select(func.max(CorrectionStep.done_at))
        .join(Correction, col(Correction.id) == col(CorrectionStep.correction_id))
        .where(
            Correction.item_id == item_id,
            CorrectionStep.state == StepState.DONE,
            col(Correction.cause).in_((CorrectionCause.REVISED, CorrectionCause.OURS)),
        )
    ).one()
