"""What staff are told of the numbers themselves: a post far from what is usual at its age, and a wave of comments.

A post is compared with the same account's earlier posts at the same age, by the median and the median deviation of logarithms,
which a few wild posts do not move. Told once a case, closed when it is over. Looking only reads, and may take long; what came of
it is written apart (`tell`), in a moment. Never commits.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlmodel import Session, col, func, select

from distributor.measure.figures import derivations
from distributor.measure.settings import Alerts, alerts
from distributor.models import APART, Account, CaseMessage, MeasureGap, Notice, Post, Sample
from distributor.notices import about, close_notices, open_notice
from distributor.post_states import SHOWN_STATES
from phrases import phrase

FAR, WAVE = "numbers_far", "comment_wave"
MAD_OF_A_NORMAL = 1.4826
MOST = 200
BACK = timedelta(days=365)
"""Posts from before are another time."""
LOOK = timedelta(days=1)
"""A post is looked at for so long after it reached the age of comparison."""


@dataclass(frozen=True)
class Far:
    """`usual`: the median of the others, `count`: how many they are."""

    value: int
    usual: float
    count: int

    @property
    def is_more(self) -> bool:
        return self.value > self.usual


def far_from(value: int, earlier: Sequence[int], rules: Alerts) -> Far | None:
    """None: as usual, or too little is known. Pure."""
    if len(earlier) < rules.enough_posts:
        return None
    logs = [math.log1p(each) for each in earlier]
    middle = median(logs)
    spread = max(rules.at_least_spread, MAD_OF_A_NORMAL * median(abs(each - middle) for each in logs))
    usual = math.expm1(middle)
    is_far = abs(math.log1p(value) - middle) >= rules.spreads * spread
    is_much = value >= rules.times * usual or value * rules.times <= usual
    return Far(value, usual, len(earlier)) if is_far and is_much and max(value, usual) >= rules.least_views else None


@dataclass(frozen=True)
class NoticeChange:
    """One notice to open, or, `text` None, to close."""

    kind: str
    subject: str
    text: str | None = None


def look(session: Session, now: datetime) -> tuple[NoticeChange, ...]:
    """One look at all accounts. Only reads."""
    return (*_posts(session, now), *_comments(session, now))


def tell(session: Session, told: Iterable[NoticeChange], now: datetime) -> None:
    """Tell staff what `look` found; harmless any number of times, also where another worker has told it meanwhile."""
    for each in told:
        if each.text is None:
            close_notices(session, subject=each.subject, kind=each.kind, now=now)
        else:
            open_notice(session, kind=each.kind, subject=each.subject, text=each.text, now=now)


def _posts(session: Session, now: datetime) -> Iterator[NoticeChange]:
    rules = alerts()
    age = timedelta(seconds=rules.at_age_s)
    told = select(Notice.subject).where(Notice.kind == FAR)
    known = set(session.exec(told.where(Notice.opened_at > now - timedelta(days=30))).all())
    standing = set(session.exec(told.where(col(Notice.closed_at).is_(None))).all())
    fresh = session.exec(
        select(Post.id, Post.account_id, Post.published_at, Post.title)
        .where(
            col(Post.state).in_(SHOWN_STATES),
            col(Post.published_at) <= now - age,
            col(Post.published_at) > now - age - LOOK,
        )
        .order_by(col(Post.id))
        .limit(MOST)
    ).all()
    by_account: dict[int, list[tuple[int, datetime, str]]] = {}
    for post_id, account_id, published_at, title in fresh:
        if f"post:{post_id}" not in known and published_at is not None:
            by_account.setdefault(account_id, []).append((post_id or 0, published_at, title))
    for account_id, posts in by_account.items():
        account = session.get_one(Account, account_id)
        values = _values_at(session, account, [(key, at) for key, at, _ in posts], age)
        earliest = min(at for _, at, _ in posts)
        usual = _values_at(session, account, _earlier(session, account_id, earliest, rules), age)
        for post_id, _, title in posts:
            far = far_from(values[post_id], list(usual.values()), rules) if post_id in values else None
            if far is not None:
                yield NoticeChange(FAR, f"post:{post_id}", _far_words(title, account, far))
    for subject in sorted(standing):
        if _far_is_over(session, subject, rules, now):
            yield NoticeChange(FAR, subject)


def _far_is_over(session: Session, subject: str, rules: Alerts, now: datetime) -> bool:
    """A week later it is history; and it is over when the post has come back to what is usual at its present age."""
    post = session.get(Post, int(subject.partition(":")[2]))
    if post is None or post.published_at is None or (now - post.published_at).total_seconds() > rules.over_after_s:
        return True
    account, age = session.get_one(Account, post.account_id), now - post.published_at
    mine = _values_at(session, account, [(post.id or 0, post.published_at)], age)
    usual = _values_at(session, account, _earlier(session, post.account_id, post.published_at, rules), age)
    if post.id not in mine or len(usual) < rules.enough_posts:
        return False
    return far_from(mine[post.id], list(usual.values()), rules) is None


def _earlier(session: Session, account_id: int, before: datetime, rules: Alerts) -> list[tuple[int, datetime]]:
    rows = session.exec(
        select(Post.id, Post.published_at)
        .where(
            Post.account_id == account_id,
            col(Post.state).in_(SHOWN_STATES),
            col(Post.published_at) < before,
            col(Post.published_at) > before - BACK,
        )
        .order_by(col(Post.published_at).desc())
        .limit(rules.compared_posts)
    )
    return [(post_id or 0, at) for post_id, at in rows if at is not None]


def _values_at(
    session: Session, account: Account, posts: Sequence[tuple[int, datetime]], age: timedelta
) -> dict[int, int]:
    """Post → views (or openings) when it was of that age. One whose numbers were not read then is left out: nobody knows them."""
    _, metrics = _compared(account)
    moments = {post_id: at + age for post_id, at in posts}
    if not moments:
        return {}
    gaps = session.exec(select(MeasureGap.since, MeasureGap.until).where(MeasureGap.account_id == account.id)).all()
    newest: dict[tuple[int, str], int] = {}
    rows = session.exec(
        select(Sample.post_id, Sample.metric, Sample.at, Sample.value)
        .where(
            col(Sample.post_id).in_(list(moments)),
            col(Sample.metric).in_(metrics),
            col(Sample.at) <= max(moments.values()),
            col(Sample.value).is_not(None),
            col(Sample.doubt).not_in(APART),
        )
        .order_by(col(Sample.id))
    )
    for post_id, metric, at, value in rows:
        if at <= moments[post_id] and value is not None:
            newest[post_id, metric] = value
    sums: dict[int, int] = {}
    for (post_id, _), value in newest.items():
        if not any(since < moments[post_id] < until for since, until in gaps):
            sums[post_id] = sums.get(post_id, 0) + value
    return sums


def _compared(account: Account) -> tuple[str, tuple[str, ...]]:
    """The code of what staff call the number that is compared, and the metrics whose sum it is."""
    figures = derivations().get(account.channel, derivations()["*"])
    return ("measure.views", figures["views"]) if figures["views"] else ("measure.clicks", figures["clicks"])


def _far_words(title: str, account: Account, far: Far) -> str:
    usual, (called, _) = max(1, round(far.usual)), _compared(account)
    said = phrase(
        "measure.far",
        value=far.value,
        what=phrase(called, count=far.value),
        account=account.name,
        usual=usual,
        posts=far.count,
        advice=phrase("measure.far-more" if far.is_more else "measure.far-less"),
    )
    return about(title[:300], said)


def _comments(session: Session, now: datetime) -> Iterator[NoticeChange]:
    rules = alerts()
    waves = _comments_since(session, now - timedelta(seconds=rules.wave_s), rules.wave_comments)
    titles = dict(session.exec(select(Post.id, Post.title).where(col(Post.id).in_(list(waves)))).all())
    for post_id, count in waves.items():
        text = about(titles.get(post_id, "")[:300], phrase("measure.wave", count=count))
        yield NoticeChange(WAVE, f"post:{post_id}", text)
    standing = session.exec(select(Notice.subject).where(Notice.kind == WAVE, col(Notice.closed_at).is_(None))).all()
    still = _comments_since(session, now - timedelta(seconds=rules.wave_over_s), 1) if standing else {}
    for subject in standing:
        post_id = int(subject.partition(":")[2])
        if post_id not in waves and still.get(post_id, 0) < rules.wave_comments:
            yield NoticeChange(WAVE, subject)


def _comments_since(session: Session, since: datetime, at_least: int) -> Mapping[int, int]:
    """Post → comments that citizens wrote since then and that we have seen."""
    rows = session.exec(
        select(CaseMessage.post_id, func.count())
        .where(
            col(CaseMessage.written_at) > since,
            col(CaseMessage.post_id).is_not(None),
            col(CaseMessage.by_us).is_(False),
        )
        .group_by(col(CaseMessage.post_id))
        .having(func.count() >= at_least)
    ).all()
    return {post_id: count for post_id, count in rows if post_id is not None}
