"""Reading back what citizens write under our posts: claimed, read with no transaction open, kept once each.

1. `watch_posts` gives every published post of a channel with comments its time to be read.
2. `read_comments` takes the due posts of one account, a claim each, reads them, and keeps what is new, changed or gone.
3. `read_soon`: a platform's word that something changed. What it says is never believed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case as case_
from sqlalchemy import exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, false, or_, select, true

from channels.base import Slows
from channels.citizens import Comment, Comments
from channels.connect import Ability
from channels.connectors import turned_off_on
from channels.errors import NotGranted, RateLimited, Rejected
from channels.registry import spec_of, specs
from distributor.cases.allowance import TalkAllowance, allowance_of, day_of, give_back, may_be_read, take_reading
from distributor.cases.decide import LONGEST_NAME, next_since, plain, root_of, vanished
from distributor.cases.rules import reading
from distributor.cases.send import conversing
from distributor.cases.store import case_for, case_going_on
from distributor.compose.ornaments import EMOJI
from distributor.deliver.on_account import AccountInHand, AccountWork, account_wait, carry_all, of_account
from distributor.lookup.meaning import Intent, meaning_of
from distributor.measure.collect import SamplingPace, in_sandbox, next_measure
from distributor.measure.nudges import posts_told
from distributor.models import (
    Account,
    AccountState,
    CaseMessage,
    CaseReply,
    CommentWatch,
    Post,
    Receipt,
)
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers, bring_over
from distributor.post_states import SHOWN_STATES
from distributor.scheduler.due import NOW
from distributor.work.claims import Claims, Held, TryRecord
from phrases import Phrase

OLDEST = timedelta(days=30)
SKEW = timedelta(minutes=5)
"""By how much the platform's clock may run behind ours."""
REST = timedelta(seconds=10)
"""A post read so lately waits this long, however often the platform speaks of it."""
WITHOUT_RIGHT = timedelta(hours=1)
"""Until an account whose connection may not read comments is looked at again."""
TIMES_THE_DEADLINE = 5
"""A reading of many pages is several calls."""
MOST_NEW = 500
LONGEST_ADDRESS = 500


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
            col(Post.state).in_(SHOWN_STATES),
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


DUE_READINGS = (
    select(CommentWatch.account_id)
    .join(Account, col(Account.id) == col(CommentWatch.account_id))
    .where(
        col(CommentWatch.due_at) <= NOW,
        col(Account.state).in_([AccountState.ACTIVE, AccountState.PAUSED]),
        or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= NOW),
    )
    .distinct()
)
"""Accounts with posts whose comments are to be read, and that may call now."""


def read_soon(session: Session, channel: str, changes: Sequence[tuple[str, str]], now: datetime) -> int:
    """Read the comments of these posts, given as (owner's id, post's id). One that is being read is read again after."""
    posts = posts_told(session, channel, changes)
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
class _Thread(AccountInHand):
    """A post whose comments are read. `since`: where this reading begins. `began_at`: when; `day`: whose allowance it takes."""

    external_id: str
    published_at: datetime
    since: datetime
    began_at: datetime
    day: date | None


def read_comments(carrier: Carrier, account_id: int) -> int:
    """Read the account's posts that are due. Returns how many were read; the first that fails ends the turn."""
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
    if account is None or not spec_of(account.channel).converses:
        return 0
    if Ability.COMMENTS in turned_off_on(account.channel, account.settings) or not may_be_read(account):
        _leave_unread(carrier, account_id)
        return 0
    sandbox, allowance = in_sandbox(carrier, account), allowance_of(account.channel)
    rules = reading(sandbox=sandbox, own=allowance.paces if allowance is not None else ())
    # Units cost nothing there; what costs money is held back there, too.
    work = _Reading(
        carrier, rules.paces, allowance if allowance is not None and (allowance.cap or not sandbox) else None
    )
    return carry_all(work, col(CommentWatch.account_id) == account_id, most=rules.most_posts)


def _leave_unread(carrier: Carrier, account_id: int) -> None:
    """The platform would refuse each reading, or nobody has said what it may cost; either may change."""
    now = carrier.clock.now()
    of_account = (col(CommentWatch.account_id) == account_id, col(CommentWatch.token) == "")
    with carrier.database.write() as session:
        session.connection().execute(
            update(CommentWatch).where(*of_account, col(CommentWatch.due_at) <= now).values(due_at=now + WITHOUT_RIGHT)
        )


class _Reading(AccountWork[CommentWatch, _Thread, Comments]):
    """One post's comments, read back."""

    claims = Claims(CommentWatch, key="post_id", tries="")
    by_right_of = Ability.COMMENTS

    def __init__(self, carrier: Carrier, paces: Sequence[SamplingPace], allowance: TalkAllowance | None) -> None:
        super().__init__(carrier)
        self._paces = paces
        self._allowance = allowance
        self._scarce: datetime | None = None

    def admit(self, session: Session, row: CommentWatch, now: datetime) -> tuple[_Thread, timedelta] | None:
        account, post = session.get_one(Account, row.account_id), session.get_one(Post, row.post_id)
        if account_wait(account, now, (AccountState.ACTIVE, AccountState.PAUSED)):
            return None
        allowance = self._allowance
        if allowance is not None and (until := take_reading(session, account, allowance, now)):
            _put_off(session, account.id or 0, until)
            return None
        external_id = session.exec(select(Receipt.external_id).where(Receipt.post_id == row.post_id)).one()
        published_at = post.published_at or post.created_at
        row.woken = False
        since, day = row.since or published_at - SKEW, day_of(allowance, now) if allowance is not None else None
        hand = _Thread(*of_account(account), external_id, published_at, since, now, day)
        return hand, hand.lease(TIMES_THE_DEADLINE)

    def call(self, held: Held[CommentWatch, _Thread]) -> Comments:
        opened = self.carrier.open(held.hand.account)
        adapter = conversing(opened.adapter)
        with opened.transport.deadline(held.hand.limits.call_deadline_s * TIMES_THE_DEADLINE):
            read = adapter.comments(held.hand.external_id, held.hand.since)
        # Where the platform says that calls grow scarce, reading waits; publishing has what is left.
        rest = opened.adapter.rest() if isinstance(opened.adapter, Slows) else None
        self._scarce = None if rest is None else rest.until
        return read

    def record(self, at: TryRecord[CommentWatch, _Thread], answer: Comments) -> None:
        numbers = Numbers(self.carrier.vault)
        account = at.session.get_one(Account, at.row.account_id)

        def hashed(comment: Comment) -> str:
            if not comment.author_id:
                return ""
            person = f"{account.channel}:{comment.author_id}"
            bring_over(at.session, account.unit_id, [person], numbers)
            return numbers.hash(person)

        keep_read(at.session, account, at.row.post_id, answer, at.hand.since, hashed, at.now)
        goes_on = next_since(answer, at.hand.since)
        at.row.read_at, at.row.since = at.now, goes_on
        if (allowance := self._allowance) is not None and at.hand.day is not None:
            give_back(at.session, account.id or 0, at.hand.day, allowance.a_reading - answer.cost)
            if allowance.overlap_s and goes_on is None:
                # Each comment that is read again costs again.
                at.row.since = max(at.hand.since, at.hand.began_at - timedelta(seconds=allowance.overlap_s))
        at.row.due_at = at.now + REST if at.row.woken or goes_on else self._next_time(at)
        if self._scarce is not None:
            _put_off_also(at, self._scarce)

    def fail(self, at: TryRecord[CommentWatch, _Thread], error: Exception) -> None:
        """Asked again at the post's next time; a post that is gone is not asked again by itself."""
        if isinstance(error, NotGranted):
            at.row.due_at = at.now + WITHOUT_RIGHT
            return
        at.row.due_at = None if isinstance(error, Rejected) else self._next_time(at)
        if isinstance(error, RateLimited):
            _put_off_also(at, error.until or at.now + timedelta(seconds=at.hand.limits.throttle_wait_s))

    def _next_time(self, at: TryRecord[CommentWatch, _Thread]) -> datetime | None:
        return next_measure(at.hand.published_at, at.now, self._paces)


def _put_off_also(at: TryRecord[CommentWatch, _Thread], until: datetime) -> None:
    if at.row.due_at is not None:
        at.row.due_at = max(at.row.due_at, until)
    _put_off(at.session, at.row.account_id, until)


def _put_off(session: Session, account_id: int, until: datetime) -> None:
    """The account's readings wait."""
    session.connection().execute(
        update(CommentWatch)
        .where(
            col(CommentWatch.account_id) == account_id,
            col(CommentWatch.token) == "",
            col(CommentWatch.due_at) < until,
        )
        .values(due_at=until)
    )


def keep_read(
    session: Session,
    account: Account,
    post_id: int,
    read: Comments,
    since: datetime,
    hashed: Callable[[Comment], str],
    now: datetime,
) -> None:
    """Keep each comment once: new ones open or join a case, changed ones keep what they said before, gone ones are marked.

    Thanks and bare emoji open none, and a case that was answered stays so; neither does what we wrote ourselves on the platform.
    Where there is none to join, their thread's or the person's, they are not kept.
    """
    known = {
        message.external_id: message
        for message in session.exec(
            select(CaseMessage).where(CaseMessage.account_id == account.id, CaseMessage.post_id == post_id)
        )
    }
    ours = _sent_by_us(session, account, read)
    # Ours last: what stands above or below it is known then.
    for comment in sorted(read.comments, key=lambda one: one.by_us):
        if (message := known.get(comment.external_id)) is not None:
            _changed(session, message, comment, now)
        elif comment.external_id not in ours:
            _new(session, account, post_id, comment, hashed(comment), known, now)
    written = {
        key: message.written_at
        for key, message in known.items()
        if message.deleted_at is None and (read.shows_hidden or not message.hidden)
    }
    for gone in vanished(written, read, since):
        known[gone].deleted_at = now
        session.add(known[gone])


def _asks_nothing(text: str) -> bool:
    """Thanks in words, or nothing but small pictures and dots; a comment without text may be a photograph that asks."""
    left = EMOJI.sub("", text).strip(" .…,!")
    return meaning_of(text).means is Intent.THANKS or bool(text.strip() and not left)


def _sent_by_us(session: Session, account: Account, read: Comments) -> set[str | None]:
    """Return, of what we wrote, what Loa carried: it stands in its case already."""
    own = [comment.external_id for comment in read.comments if comment.by_us]
    carried = select(CaseReply.external_id).where(
        CaseReply.account_id == account.id, col(CaseReply.external_id).in_(own)
    )
    return set(session.exec(carried)) if own else set()


def _new(
    session: Session,
    account: Account,
    post_id: int,
    comment: Comment,
    person_hash: str,
    known: dict[str, CaseMessage],
    now: datetime,
) -> None:
    if comment.by_us or _asks_nothing(comment.text):
        own = None if comment.by_us else case_going_on(session, account, post_id, person_hash)
        beside = known.get(comment.parent_id) or next(
            (one for one in known.values() if one.parent_id == comment.external_id), None
        )
        case_id = own.id if own is not None else beside.case_id if beside is not None else None
        if case_id is None:
            return
    else:
        thread = root_of(comment.external_id, comment.parent_id, {key: one.parent_id for key, one in known.items()})
        case_id = case_for(session, account, post_id, person_hash, now, thread[:120]).id
    message = known[comment.external_id] = CaseMessage(
        case_id=case_id or 0,
        account_id=account.id or 0,
        post_id=post_id,
        external_id=comment.external_id[:120],
        parent_id=comment.parent_id[:120],
        author=comment.author if isinstance(comment.author, Phrase) else plain(comment.author, LONGEST_NAME),
        text=plain(comment.text),
        written_at=comment.written_at,
        seen_at=now,
        hidden=comment.hidden,
        url=comment.url if len(comment.url) <= LONGEST_ADDRESS else "",
        by_hand=comment.by_hand,
        by_us=comment.by_us,
    )
    session.add(message)


def _changed(session: Session, message: CaseMessage, comment: Comment, now: datetime) -> None:
    said = plain(comment.text)
    if said != message.text:
        message.earlier, message.text, message.edited_at = message.text, said, now
    if message.hide_due_at is None:
        message.hidden = comment.hidden
    message.deleted_at = None
    session.add(message)
