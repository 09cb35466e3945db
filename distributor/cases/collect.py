"""Reading back what citizens write under our posts: claimed, read with no transaction open, kept once each.

1. `watch_posts` gives every published post of a channel with comments its time to be read.
2. `read_comments` takes the due posts of one account, a claim each, reads them, and keeps what is new, changed or gone.
3. `read_soon`: a platform's word that something changed. What it says is never believed.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import case as case_
from sqlalchemy import exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, false, or_, select, true

from channels.base import Comment, Comments, Slows
from channels.errors import AuthExpired, ChannelError, RateLimited, Rejected
from channels.registry import spec_of, specs
from distributor.cases.decide import LONGEST_NAME, next_since, plain, vanished
from distributor.cases.rules import reading
from distributor.cases.send import conversing
from distributor.cases.store import case_for
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.limits import limits_of
from distributor.logs import fault_of
from distributor.measure.collect import next_measure
from distributor.models import (
    Account,
    AccountState,
    CaseMessage,
    CommentWatch,
    Post,
    PostState,
    Receipt,
)
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from distributor.phone_numbers import open_numbers

log = structlog.get_logger()

MARGIN_S = 30.0
"""A claim outlives the call by this much."""
OLDEST = timedelta(days=30)
SKEW = timedelta(minutes=5)
"""By how much the platform's clock may run behind ours."""
REST = timedelta(seconds=10)
"""A post read so lately waits this long, however often the platform speaks of it."""
TIMES_THE_DEADLINE = 5
"""A reading of many pages is several calls."""
SHOWN = (PostState.PUBLISHED, PostState.EDITED)
MOST_NEW = 500


def with_comments() -> list[str]:
    """The channels whose adapters read comments."""
    return [name for name, spec in specs().items() if spec.converses]


def watch_posts(session: Session, now: datetime) -> int:
    """Published posts that nobody watches yet. Returns how many there were."""
    new = (
        select(Receipt.post_id, Receipt.account_id)
        .join(Post, col(Post.id) == col(Receipt.post_id))
        .join(Account, col(Account.id) == col(Receipt.account_id))
        .where(
            col(Account.channel).in_(with_comments()),
            col(Post.state).in_(SHOWN),
            col(Post.published_at) > now - OLDEST,
            ~exists().where(col(CommentWatch.post_id) == col(Receipt.post_id)),
        )
        .limit(MOST_NEW)
    )
    found = [
        {"post_id": post_id, "account_id": account_id, "due_at": now, "token": "", "woken": False}
        for post_id, account_id in session.exec(new).all()
    ]
    if found:
        # Another worker may have been first.
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.connection().execute(dialect.insert(CommentWatch).on_conflict_do_nothing(), found)
    return len(found)


def due_readings(session: Session, now: datetime) -> list[int]:
    """Accounts with posts whose comments are to be read, and that may call now."""
    return list(
        session.exec(
            select(CommentWatch.account_id)
            .join(Account, col(Account.id) == col(CommentWatch.account_id))
            .where(
                col(CommentWatch.due_at) <= now,
                col(Account.state).in_([AccountState.ACTIVE, AccountState.PAUSED]),
                or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= now),
            )
            .distinct()
        ).all()
    )


def read_soon(session: Session, channel: str, changes: Sequence[tuple[str, str]], now: datetime) -> int:
    """Read the comments of these posts, given as (owner's id, post's id). One that is being read is read again after."""
    owners, ids = {owner for owner, _ in changes}, {external_id for _, external_id in changes}
    accounts = [
        account.id
        for account in session.exec(select(Account).where(Account.channel == channel))
        if str(account.settings.get("page_id")) in owners
    ]
    posts = session.exec(
        select(Receipt.post_id).where(col(Receipt.account_id).in_(accounts), col(Receipt.external_id).in_(ids))
    ).all()
    young = col(CommentWatch.read_at) > now - REST
    held = col(CommentWatch.token) != ""
    woken = session.connection().execute(
        update(CommentWatch)
        .where(
            col(CommentWatch.post_id).in_(posts),
            or_(col(CommentWatch.due_at).is_(None), col(CommentWatch.due_at) > now),
        )
        .values(
            due_at=case_((held, col(CommentWatch.due_at)), (young, now + REST), else_=now),
            woken=case_((held, true()), else_=false()),
        )
    )
    return woken.rowcount


@dataclass(frozen=True)
class _Taken:
    """One post, held by `token`. `since`: where this reading begins."""

    post_id: int
    external_id: str
    published_at: datetime
    since: datetime
    token: str


def read_comments(carrier: Carrier, account_id: int) -> int:
    """Read the account's posts that are due. Returns how many were read; the first that fails ends the turn."""
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
    if account is None or not spec_of(account.channel).converses:
        return 0
    rules = reading(bool(account.settings.get("endpoint")) or carrier.settings.values.sandbox)
    done = 0
    while done < rules.most_posts and not carrier.stopping.is_set():
        taken = _take(carrier, account)
        if taken is None:
            break
        try:
            read = _ask(carrier, account, taken)
        except Exception as error:
            _failed(carrier, account, taken, error)
            break
        _keep(carrier, account, taken, read)
        done += 1
        if (scarce := _scarce_until(carrier, account)) is not None:
            with carrier.database.write() as session:
                _put_off(session, account_id, scarce)
            break
    return done


def _take(carrier: Carrier, account: Account) -> _Taken | None:
    """The claim: its time is moved past the end of this reading, and the token says whose it is."""
    now, token = carrier.clock.now(), secrets.token_hex(16)
    limits = limits_of(spec_of(account.channel), account.limits)
    with carrier.database.write() as session:
        current = session.get_one(Account, account.id)
        if current.state not in (AccountState.ACTIVE, AccountState.PAUSED) or (
            current.wait_until is not None and current.wait_until > now
        ):
            return None
        row = session.exec(
            select(CommentWatch, Receipt.external_id, Post)
            .join(Receipt, col(Receipt.post_id) == col(CommentWatch.post_id))
            .join(Post, col(Post.id) == col(CommentWatch.post_id))
            .where(CommentWatch.account_id == account.id, col(CommentWatch.due_at) <= now)
            .order_by(col(CommentWatch.due_at))
            .limit(1)
            .with_for_update(skip_locked=True, of=CommentWatch)
        ).first()
        if row is None:
            return None
        watch, external_id, post = row
        begun = (post.published_at or post.created_at) - SKEW
        until = now + timedelta(seconds=limits.call_deadline_s * TIMES_THE_DEADLINE + MARGIN_S)
        watch.due_at, watch.token, watch.woken = until, token, False
        session.add(watch)
        return _Taken(watch.post_id, external_id, begun + SKEW, watch.since or begun, token)


def _ask(carrier: Carrier, account: Account, taken: _Taken) -> Comments:
    opened = carrier.open(account_view(account))
    adapter = conversing(opened.adapter)
    limits = limits_of(spec_of(account.channel), account.limits)
    with opened.transport.deadline(limits.call_deadline_s * TIMES_THE_DEADLINE):
        return adapter.comments(taken.external_id, taken.since)


def _scarce_until(carrier: Carrier, account: Account) -> datetime | None:
    """Where the platform says that calls grow scarce, reading waits; publishing has what is left."""
    adapter = carrier.open(account_view(account)).adapter
    rest = adapter.rest() if isinstance(adapter, Slows) else None
    return None if rest is None else rest.until


def _put_off(session: Session, account_id: int, until: datetime) -> None:
    session.connection().execute(
        update(CommentWatch)
        .where(
            col(CommentWatch.account_id) == account_id, col(CommentWatch.token) == "", col(CommentWatch.due_at) < until
        )
        .values(due_at=until)
    )


def _failed(carrier: Carrier, account: Account, taken: _Taken, error: Exception) -> None:
    """Asked again at the post's next time; a post that is gone is not asked again by itself."""
    if isinstance(error, ChannelError):
        log.info("comments not read", account=account.id, code=error.code, kind=type(error).__name__)
    else:
        log.error("fault while reading comments", post=taken.post_id, **fault_of(error))
    with carrier.database.write() as session:
        later = _next_time(carrier, account, taken)
        if isinstance(error, Rejected):
            later = None
        session.connection().execute(
            update(CommentWatch)
            .where(col(CommentWatch.post_id) == taken.post_id, col(CommentWatch.token) == taken.token)
            .values(token="", due_at=later)
        )
        if isinstance(error, RateLimited):
            wait = timedelta(seconds=limits_of(spec_of(account.channel), account.limits).throttle_wait_s)
            _put_off(session, account.id or 0, error.until or carrier.clock.now() + wait)
    if isinstance(error, AuthExpired):
        refresh_credentials(carrier, account_view(account), error.message)


def _next_time(carrier: Carrier, account: Account, taken: _Taken) -> datetime | None:
    rules = reading(bool(account.settings.get("endpoint")) or carrier.settings.values.sandbox)
    return next_measure(taken.published_at, carrier.clock.now(), rules.paces)


def _keep(carrier: Carrier, account: Account, taken: _Taken, read: Comments) -> None:
    numbers = open_numbers(carrier.settings.home, carrier.vault)
    now = carrier.clock.now()

    def hashed(comment: Comment) -> str:
        return numbers.hash(f"{account.channel}:{comment.author_id}") if comment.author_id else ""

    with carrier.database.write() as session:
        watch = session.exec(
            select(CommentWatch)
            .where(CommentWatch.post_id == taken.post_id, CommentWatch.token == taken.token)
            .with_for_update()
        ).first()
        if watch is None:
            return  # our time was over; somebody else reads it now
        keep_read(session, account, taken.post_id, read, taken.since, hashed, now)
        goes_on = next_since(read, taken.since)
        watch.token, watch.read_at, watch.since = "", now, goes_on
        watch.due_at = now + REST if watch.woken or goes_on else _next_time(carrier, account, taken)
        session.add(watch)


def keep_read(
    session: Session,
    account: Account,
    post_id: int,
    read: Comments,
    since: datetime,
    hashed: Callable[[Comment], str],
    now: datetime,
) -> None:
    """Each comment once: new ones open or join a case, changed ones keep what they said before, gone ones are marked."""
    known = {
        message.external_id: message
        for message in session.exec(
            select(CaseMessage).where(CaseMessage.account_id == account.id, CaseMessage.post_id == post_id)
        )
    }
    for comment in read.comments:
        if (message := known.get(comment.external_id)) is None:
            _new(session, account, post_id, comment, hashed(comment), now)
        else:
            _changed(session, message, comment, now)
    written = {key: message.written_at for key, message in known.items() if message.deleted_at is None}
    for gone in vanished(written, read, since):
        known[gone].deleted_at = now
        session.add(known[gone])


def _new(session: Session, account: Account, post_id: int, comment: Comment, person_hash: str, now: datetime) -> None:
    case = case_for(session, account, post_id, person_hash, now)
    session.add(
        CaseMessage(
            case_id=case.id or 0,
            account_id=account.id or 0,
            post_id=post_id,
            external_id=comment.external_id[:120],
            parent_id=comment.parent_id[:120],
            author=plain(comment.author, LONGEST_NAME),
            text=plain(comment.text),
            written_at=comment.written_at,
            seen_at=now,
            hidden=comment.hidden,
        )
    )


def _changed(session: Session, message: CaseMessage, comment: Comment, now: datetime) -> None:
    said = plain(comment.text)
    if said != message.text:
        message.earlier, message.text, message.edited_at = message.text, said, now
    if message.hide_due_at is None:
        message.hidden = comment.hidden
    message.deleted_at = None
    session.add(message)
