"""What became of posts: what is still to be done, and what the platforms themselves show of each."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, or_, select

from distributor.models import Account, Attempt, Delivery, Notice, Post, PostMedia, PostState, Receipt, ShortLink
from distributor.outgoing.feed import feed_posts
from distributor.settings import Settings
from tests.support import films, province
from tests.support.workers import Running


@dataclass
class Seen:
    """One post at the end. `shown`: how often the platform shows it; `media`: what it shows with it, in order."""

    post: Post
    code: str
    files: tuple[str, ...]
    receipt: str
    shown: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Library:
    """Hashes of what posts carry."""

    pictures: tuple[str, ...]
    lying: str
    standing: str
    captions: dict[str, str]


def publications(sandbox_url: str) -> Counter[str]:
    """How often each short link stands in the sandbox's ledger: its own count of what it accepted."""
    ledger = province.call("GET", f"{sandbox_url}/_sandbox/ledger.json")["publications"]
    return Counter(entry["text"].rsplit("/l/", 1)[-1].split()[0] for entry in ledger)


def make_library(session: Session, settings: Settings, folder: Path) -> Library:
    now, media = datetime.now(UTC), settings.media_folder
    titles = [f"Mức hỗ trợ mới {number}" for number in range(3)]
    lying, standing = films.film(folder / "lying.mp4", 640, 360), films.film(folder / "standing.mp4", 540, 960)
    return Library(
        tuple(province.seed_picture(session, media, now, title) for title in titles),
        province.seed_film(session, media, now, lying, 640, 360),
        province.seed_film(session, media, now, standing, 540, 960),
        province.seed_captions(media),
    )


def unsettled(run: Running) -> dict[str, list[Post]]:
    """Posts that something is still to be done with, a channel. Who waits for people, for good and with a reason, is settled."""
    found: dict[str, list[Post]] = {}
    with run.database.read() as session:
        for post, channel in session.exec(
            select(Post, Account.channel)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(or_(col(Post.state) != PostState.PUBLISHED, col(Account.channel) == "manual"))
        ).all():
            if not _is_settled(channel, post):
                found.setdefault(channel, []).append(post)
    return found


def _is_settled(channel: str, post: Post) -> bool:
    waits = post.due_at is None and bool(post.reason)
    match post.state:
        case PostState.PUBLISHED:
            return channel != "manual"
        case PostState.UNKNOWN:
            return channel == "zalo" and waits
        case PostState.PROCESSING:
            return channel == "manual" and waits
    return False


def told_of_unsettled(run: Running) -> str:
    """For who reads of a failure."""
    with run.database.read() as session:
        return "; ".join(
            f"{channel} {post.id} {post.state.value} due {post.due_at}: {post.reason}; "
            f"{getattr(session.get(Delivery, post.id), 'progress', None)}"
            for channel, posts in unsettled(run).items()
            for post in posts
        )


def look_at(run: Running) -> dict[str, list[Seen]]:
    """All posts a channel, with what its platform shows of them."""
    with run.database.read() as session:
        files: dict[int, list[str]] = {}
        for post_id, sha256 in session.exec(
            select(PostMedia.post_id, PostMedia.sha256).order_by(col(PostMedia.post_id), col(PostMedia.position))
        ).all():
            files.setdefault(post_id, []).append(sha256)
        rows = session.exec(
            select(Post, Account.channel, ShortLink.code, Receipt.external_id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(ShortLink, col(ShortLink.post_id) == col(Post.id))
            .join(Receipt, col(Receipt.post_id) == col(Post.id), isouter=True)
        ).all()
        feeds = {post.account_id for post, channel, _code, _receipt in rows if channel == "rss"}
        entries = [
            {"platform": "rss", "text": entry.link, "id": entry.link}
            for feed in feeds
            for entry in feed_posts(session, feed)[0]
        ]
    found: dict[str, list[Seen]] = {}
    by_code: dict[str, Seen] = {}
    for post, channel, code, receipt in rows:
        by_code[code] = Seen(post, code, tuple(files.get(post.id or 0, ())), receipt or "")
        found.setdefault(channel, []).append(by_code[code])
    ledger = province.call("GET", f"{run.sandbox_url}/_sandbox/ledger.json")["publications"]
    for entry in [*ledger, *entries]:
        code = re.findall(r"/l/(\w+)", entry["text"])[0]
        by_code[code].shown.append(entry)
    return found


def counted(run: Running, seen: dict[str, list[Seen]]) -> dict[str, str]:
    """A line a channel, for the summary."""
    with run.database.read() as session:
        outcomes = Counter(
            {
                (channel, outcome): count
                for channel, outcome, count in session.exec(
                    select(Account.channel, Attempt.outcome, func.count())
                    .join(Post, col(Post.id) == col(Attempt.post_id))
                    .join(Account, col(Account.id) == col(Post.account_id))
                    .group_by(Account.channel, Attempt.outcome)
                ).all()
            }
        )
    told = {}
    for channel, posts in seen.items():
        times = Counter(len(one.shown) for one in posts)
        states = Counter(one.post.state.value for one in posts)
        told[channel] = (
            f"{len(posts)} posts, once {times[1]}, twice {sum(times.values()) - times[0] - times[1]}, none {times[0]}, "
            f"{dict(states)}, calls killed {outcomes[channel, 'died']}, answers lost {outcomes[channel, 'OutcomeUnknown']}, "
            f"refused for now {outcomes[channel, 'Retryable']}, throttled {outcomes[channel, 'RateLimited']}"
        )
    return told


def open_notices(run: Running, kind: str) -> set[str]:
    with run.database.read() as session:
        subjects = session.exec(
            select(Notice.subject).where(Notice.kind == kind, col(Notice.closed_at).is_(None))
        ).all()
    assert len(subjects) == len(set(subjects))
    return set(subjects)
