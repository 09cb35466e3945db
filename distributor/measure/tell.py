"""What staff are told: an account whose numbers stop, a metric that vanishes, a post that is gone. Never commits."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from channels.declared import metrics_of
from distributor.measure.settings import alerts
from distributor.models import Account, AccountReading, MeasureGap, Notice, Post
from distributor.notices import about, close_notices, open_notice
from phrases import phrase

STOPPED, POST_GONE, METRIC_GONE, NONE_LEFT = "numbers_stopped", "numbers_gone", "metric_gone", "numbers_none"
SHORTEST_GAP = timedelta(hours=1)
"""A shorter one shows on no curve."""


def reading_of(session: Session, account_id: int) -> AccountReading:
    """The account's row, held until the transaction ends."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.connection().execute(
        dialect.insert(AccountReading).values(account_id=account_id, code="").on_conflict_do_nothing()
    )
    return session.exec(select(AccountReading).where(AccountReading.account_id == account_id).with_for_update()).one()


def answered(session: Session, account: Account, asked_since: datetime, now: datetime) -> None:
    """Note that the platform told numbers. `asked_since`: when the oldest of the posts should have been asked; who asks late
    leaves a gap."""
    reading = reading_of(session, account.id or 0)
    begun: datetime | None = None
    code = ""
    if reading.failing_since is not None:
        # Nothing is known since the last answer, which may be long before the first failure.
        begun, code = reading.answered_at or reading.failing_since, reading.code
    late = now - asked_since > timedelta(seconds=alerts().silent_s)
    if begun is None and late and reading.answered_at is not None:
        begun = max(reading.answered_at, asked_since)
    if begun is not None and now - begun >= SHORTEST_GAP:
        session.add(MeasureGap(account_id=account.id or 0, since=begun, until=now, code=code))
    reading.answered_at, reading.failing_since, reading.code = now, None, ""
    session.add(reading)
    close_notices(session, subject=f"account:{account.id}", kind=STOPPED, now=now)


def failed(session: Session, account: Account, code: str, now: datetime) -> None:
    """It did not. Staff are told when it has failed for long, however seldom the account is asked."""
    reading = reading_of(session, account.id or 0)
    reading.failing_since = reading.failing_since or now
    reading.code = code[:80]
    session.add(reading)
    if now - reading.failing_since >= timedelta(seconds=alerts().silent_s):
        text = phrase("measure.stopped", account=account.name, error=code or phrase("measure.no-code"))
        open_notice(session, kind=STOPPED, subject=f"account:{account.id}", text=text, now=now)


def tell_vanished(session: Session, account: Account, lost: set[str], there: set[str], now: datetime) -> None:
    """Keep one notice an account and metric; closed when the platform states it again."""
    subject = f"account:{account.id}"
    standing = session.exec(
        select(Notice.kind).where(
            Notice.subject == subject,
            col(Notice.closed_at).is_(None),
            (col(Notice.kind) == NONE_LEFT) | col(Notice.kind).startswith(f"{METRIC_GONE}:"),
        )
    ).all()
    for kind in standing:
        if (kind == NONE_LEFT and there) or kind.partition(":")[2] in {metric[:28] for metric in there}:
            close_notices(session, subject=subject, kind=kind, now=now)
    labels = {name: metric.label for name, metric in metrics_of(account.channel).items()}
    for metric in sorted(lost):
        text = phrase("measure.metric-gone", account=account.name, label=labels.get(metric, metric), metric=metric)
        open_notice(session, kind=f"{METRIC_GONE}:{metric[:28]}", subject=subject, text=text, now=now)


def tell_none_left(session: Session, account: Account, now: datetime) -> None:
    """Tell staff that every number of several posts went at once, which is not the posts' doing."""
    text = phrase("measure.none-left", account=account.name)
    open_notice(session, kind=NONE_LEFT, subject=f"account:{account.id}", text=text, now=now)


def tell_gone(session: Session, gone: set[int], back: set[int], now: datetime) -> None:
    """Tell staff of posts that are gone. `gone`: posts of which nothing is stated any more; `back`: posts of which something
    is."""
    subjects = {f"post:{post_id}" for post_id in back}
    standing = session.exec(
        select(Notice.subject).where(
            Notice.kind == POST_GONE, col(Notice.subject).in_(subjects), col(Notice.closed_at).is_(None)
        )
    ).all()
    for subject in standing:
        close_notices(session, subject=subject, kind=POST_GONE, now=now)
    titles: Mapping[int | None, str] = dict(
        session.exec(select(Post.id, Post.title).where(col(Post.id).in_(gone))).all()
    )
    for post_id, title in titles.items():
        text = about(title, phrase("measure.post-gone"))
        open_notice(session, kind=POST_GONE, subject=f"post:{post_id}", text=text, now=now)
