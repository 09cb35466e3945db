"""Cases as screens show it: the list of cases, and one case with all that was said and done. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy import case as case_
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, func, or_, select

from distributor.cases.saved import saved_replies
from distributor.cases.speakers import speakers, speaks_for, today_of
from distributor.cases.store import OPEN
from distributor.finding import fold
from distributor.labels import channel_label
from distributor.models import (
    Account,
    Case,
    CaseEvent,
    CaseMessage,
    CaseState,
    PhoneRecording,
    Post,
    SavedReply,
    Spokesperson,
    Staff,
)
from distributor.report.threads import ConfirmedReply, Thread, threads_of
from distributor.units import unit_names
from phrases import phrase

PAGE = 20
MOST_BESIDE = 5
"""Other cases of a thread that its line names."""
EXCERPT = 180
MOST_MATCHES = 5_000
"""Of a search in what was said; the newest."""
STATE_LABELS: dict[str, str] = {key: phrase(f"report.case-state.{key}") for key in CaseState}
OWN_PAGES = "web"
"""The channel of what was asked on our own pages."""
MINE, NOBODYS = "toi", "chua"
OVERDUE, EVERY = "qua-han", "tat-ca"


@dataclass(frozen=True)
class CaseFilters:
    """`state`: empty for open ones, `tat-ca`, `qua-han`, or a state. `owner`: `toi`, `chua` or empty."""

    state: str = ""
    channel: str = ""
    owner: str = ""
    search: str = ""


@dataclass(frozen=True)
class CaseLine:
    """`beside`: what others ask in the same thread and is wanted too; `more_beside`: how many more of these."""

    case_id: int
    state: str
    channel: str
    channel_label: str
    account: str
    unit: str
    who: str
    excerpt: str
    last_at: datetime
    due_at: datetime | None
    overdue: bool
    owner: str
    count: int
    post_title: str
    beside: tuple["CaseLine", ...] = ()
    more_beside: int = 0


@dataclass(frozen=True)
class CaseList:
    """`total`: of cases; `threads`: of lines."""

    lines: tuple[CaseLine, ...]
    total: int
    threads: int

    @property
    def pages(self) -> int:
        return max(-(-self.threads // PAGE), 1)


@dataclass(frozen=True)
class Done:
    event: CaseEvent
    by: str


@dataclass(frozen=True)
class CasePage:
    """`account`: None for a question of our own pages. `speaks`: this person may reply. `speakers`: today's.

    `item_id`: of the post, where the person may see it; else 0. `messages`: of this case's own person; `threads`: the threads in
    which these stand, with all that was said there.
    """

    case: Case
    account: Account | None
    channel_label: str
    unit: str
    owner: str
    post: Post | None
    item_id: int
    messages: tuple[CaseMessage, ...]
    threads: tuple[Thread, ...]
    replies: tuple[ConfirmedReply, ...]
    events: tuple[Done, ...]
    colleagues: tuple[Staff, ...]
    saved: tuple[SavedReply, ...]
    speaks: bool
    speakers: tuple[tuple[Spokesperson, Staff], ...]
    overdue: bool
    recorded: frozenset[int] = frozenset()
    """Of messages that were spoken, those whose recording is there still, by `inbound_id`."""

    @property
    def channel(self) -> str:
        return self.account.channel if self.account else OWN_PAGES

    @property
    def account_name(self) -> str:
        return self.account.name if self.account else ""

    @property
    def is_open(self) -> bool:
        return self.case.state in OPEN

    @property
    def newest(self) -> CaseMessage | None:
        """Return what a reply answers unless staff choose another message."""
        return next((each for each in reversed(self.messages) if each.deleted_at is None), None)

    def message(self, message_id: int) -> CaseMessage | None:
        return next((each for each in self.messages if each.id == message_id), None)


def case_list(
    session: Session, unit_ids: Sequence[int], me: int, wanted: CaseFilters, now: datetime, *, page: int
) -> CaseList:
    """A line a thread, led by what is due first in it; ended ones by when they ended. Five queries, six with a search."""
    narrowed = and_(col(Case.unit_id).in_(unit_ids), *_narrowing(wanted, me, now))
    if words := fold(wanted.search).split():
        narrowed = and_(narrowed, col(Case.id).in_(_saying(session, words, unit_ids)))
    order = (col(Case.due_at).is_(None), col(Case.due_at), col(Case.last_at).desc(), col(Case.id).desc())
    alone = case_((col(Case.thread) == "", col(Case.id)), else_=0)
    thread = (col(Case.account_id), col(Case.post_id), col(Case.thread), alone)
    as_asked = (col(Case.due_at).is_(None), col(Case.due_at), col(Case.id))
    ranked = (
        columns(
            col(Case.id).label("id"),
            func.first_value(col(Case.id)).over(partition_by=thread, order_by=as_asked).label("lead"),
            func.row_number().over(partition_by=thread, order_by=as_asked).label("place"),
            func.count().over(partition_by=thread).label("size"),
        )
        .outerjoin(Account, col(Account.id) == col(Case.account_id))
        .where(narrowed)
        .subquery()
    )
    total, threads = session.execute(columns(func.count(), func.count(func.distinct(ranked.c.lead)))).one()
    leads = session.exec(
        select(Case.id)
        .join(ranked, ranked.c.lead == col(Case.id))
        .where(ranked.c.place == 1)
        .order_by(*order)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    rows = session.execute(
        columns(Case, Account, col(Staff.full_name), col(Post.title), ranked.c.lead, ranked.c.size)
        .join(ranked, ranked.c.id == col(Case.id))
        .outerjoin(Account, col(Account.id) == col(Case.account_id))
        .outerjoin(Staff, col(Staff.id) == col(Case.owner_id))
        .outerjoin(Post, col(Post.id) == col(Case.post_id))
        .where(ranked.c.lead.in_(leads), ranked.c.place <= 1 + MOST_BESIDE)
        .order_by(ranked.c.place)
    ).all()
    said = _newest_said(session, [case.id or 0 for case, *_rest in rows])
    names = unit_names(session, unit_ids)
    of_thread: dict[int, list[CaseLine]] = {}
    sizes: dict[int, int] = {}
    for case, account, owner, title, lead, size in rows:
        message, count = said.get(case.id or 0, (None, 0))
        sizes[lead] = size
        of_thread.setdefault(lead, []).append(
            CaseLine(
                case_id=case.id or 0,
                state=case.state,
                channel=account.channel if account else OWN_PAGES,
                channel_label=channel_label(account.channel) if account else own_pages(),
                account=account.name if account else "",
                unit=names.get(case.unit_id, ""),
                who=message.author if message else "",
                excerpt=_excerpt(message.text) if message else "",
                last_at=case.last_at,
                due_at=case.due_at,
                overdue=_is_overdue(case, now),
                owner=owner or "",
                count=count,
                post_title=title or case.topic,
            )
        )
    lines = []
    for lead in filter(None, leads):
        first, *beside = of_thread[lead]
        lines.append(replace(first, beside=tuple(beside), more_beside=sizes[lead] - 1 - len(beside)))
    return CaseList(tuple(lines), total, threads)


def _newest_said(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[CaseMessage, int]]:
    """Return by case what its person said last, and how often they spoke."""
    newest = (
        select(func.max(CaseMessage.id).label("id"), func.count().label("count"))
        .where(col(CaseMessage.case_id).in_(case_ids), col(CaseMessage.by_us).is_(False))
        .group_by(col(CaseMessage.case_id))
        .subquery()
    )
    found = session.exec(select(CaseMessage, newest.c.count).join(newest, col(CaseMessage.id) == newest.c.id))
    return {message.case_id: (message, count) for message, count in found}


def _narrowing(wanted: CaseFilters, me: int, now: datetime) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.state == OVERDUE:
        parts += [col(Case.state).in_(OPEN), col(Case.due_at) < now]
    elif wanted.state in STATE_LABELS:
        parts.append(col(Case.state) == wanted.state)
    elif wanted.state != EVERY:
        parts.append(col(Case.state).in_(OPEN))
    if wanted.channel == OWN_PAGES:
        parts.append(col(Case.account_id).is_(None))
    elif wanted.channel:
        parts.append(col(Account.channel) == wanted.channel)
    if wanted.owner == MINE:
        parts.append(col(Case.owner_id) == me)
    elif wanted.owner == NOBODYS:
        parts.append(col(Case.owner_id).is_(None))
    return parts


def _saying(session: Session, words: Sequence[str], unit_ids: Sequence[int]) -> list[int]:
    """Cases in one message of which all these folded words stand, newest first (`distributor.finding`)."""
    said = session.exec(
        select(CaseMessage.case_id, CaseMessage.text)
        .join(Case, col(Case.id) == col(CaseMessage.case_id))
        .where(col(Case.unit_id).in_(unit_ids))
        .order_by(col(CaseMessage.id).desc())
    )
    found: dict[int, None] = {}
    for case_id, text in said:
        if case_id not in found and all(word in fold(text) for word in words):
            found[case_id] = None
            if len(found) == MOST_MATCHES:
                break
    return list(found)


def own_pages() -> str:
    """Return what the channel of our own pages is called."""
    return phrase("report.own-pages")


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _is_overdue(case: Case, now: datetime) -> bool:
    return case.state in OPEN and case.due_at is not None and case.due_at < now


def case_page(session: Session, case_id: int, unit_ids: Sequence[int], me: Staff, now: datetime) -> CasePage | None:
    """None as well for a case of other units. Eleven queries, however much was said."""
    row = session.exec(
        select(Case, Account, Staff.full_name, Post)
        .outerjoin(Account, col(Account.id) == col(Case.account_id))
        .outerjoin(Staff, col(Staff.id) == col(Case.owner_id))
        .outerjoin(Post, col(Post.id) == col(Case.post_id))
        .where(Case.id == case_id, col(Case.unit_id).in_(unit_ids))
    ).first()
    if row is None:
        return None
    case, account, owner, post = row
    messages = session.exec(
        select(CaseMessage)
        .where(CaseMessage.case_id == case_id, col(CaseMessage.by_us).is_(False))
        .order_by(col(CaseMessage.written_at), col(CaseMessage.id))
    ).all()
    threads, replies = threads_of(session, case_id, messages)
    events = session.exec(
        select(CaseEvent, Staff.full_name)
        .join(Staff, col(Staff.id) == col(CaseEvent.staff_id))
        .where(CaseEvent.case_id == case_id)
        .order_by(col(CaseEvent.id))
    ).all()
    colleagues = session.exec(
        select(Staff)
        .where(or_(col(Staff.unit_id) == case.unit_id, col(Staff.id) == me.id), col(Staff.disabled).is_(False))
        .order_by(col(Staff.full_name))
    ).all()
    heard = [message.inbound_id for message in messages if message.inbound_id is not None]
    recorded = select(PhoneRecording.inbound_id).where(col(PhoneRecording.inbound_id).in_(heard))
    today = today_of(now)
    return CasePage(
        case=case,
        account=account,
        channel_label=channel_label(account.channel) if account else own_pages(),
        unit=unit_names(session, [case.unit_id]).get(case.unit_id, ""),
        owner=owner or "",
        post=post,
        item_id=post.item_id if post is not None and post.unit_id in unit_ids else 0,
        messages=tuple(messages),
        threads=threads,
        replies=replies,
        events=tuple(Done(event, by) for event, by in events),
        colleagues=tuple(colleagues),
        saved=tuple(saved_replies(session, [case.unit_id])),
        speaks=bool(speaks_for(session, me.id or 0, [case.unit_id], now)),
        speakers=tuple(pair for pair in speakers(session, [case.unit_id], now) if pair[0].valid_from <= today),
        overdue=_is_overdue(case, now),
        recorded=frozenset(session.exec(recorded).all()) if heard else frozenset(),
    )
