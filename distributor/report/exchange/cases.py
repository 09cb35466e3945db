"""Citizens' cases as others read them, with what people said and what staff did."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from sqlmodel import Session

from distributor.models import Case, CaseReplyState, CaseState, Staff
from distributor.report.cases import STATE_LABELS, CaseFilters, CaseLine, CasePage, case_list, case_page
from distributor.report.exchange.shapes import shape, told


@shape
class CaseShape:
    """A case in the list."""

    id: int
    state: CaseState
    state_label: str
    channel: str
    account: Annotated[str, told("account-name")]
    unit: str
    author: Annotated[str, told("author")]
    excerpt: Annotated[str, told("latest-words-beginning")]
    messages: int
    last_at: datetime
    due_at: Annotated[datetime | None, told("reply-by")]
    overdue: bool
    owner: Annotated[str, told("owner")]
    post_title: str


@shape
class CaseMessageShape:
    """A citizen's comment or message."""

    id: int
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    deleted_at: Annotated[datetime | None, told("deleted-on-channel")]
    hidden: bool


@shape
class CaseReplyShape:
    """The unit's reply."""

    id: int
    message_id: int
    text: str
    state: CaseReplyState
    reason: str
    by: str
    created_at: datetime
    sent_at: datetime | None


@shape
class CaseEventShape:
    """A deed of staff on a case."""

    at: datetime
    act: Annotated[str, told("case-act")]
    text: str
    by: Annotated[str, told("event-by")]


@shape
class ColleagueShape:
    """Staff whom the case may be given to."""

    staff_id: int
    name: str


@shape
class CaseStandShape:
    """The stand of a case; without the citizen's name and words."""

    id: int
    state: CaseState
    state_label: str
    owner_id: int | None
    agency: Annotated[str, told("agency")]
    due_at: datetime | None
    ended_at: datetime | None


@shape
class FullCaseShape:
    """A case with all that was said. Only a spokesperson replies, at reply_url."""

    id: int
    unit_id: int
    state: CaseState
    state_label: str
    account_id: int | None
    channel: str
    item_id: Annotated[int | None, told("case-item")]
    post_id: int | None
    owner_id: int | None
    owner: str
    agency: Annotated[str, told("agency")]
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    overdue: bool
    messages: tuple[CaseMessageShape, ...]
    replies: tuple[CaseReplyShape, ...]
    events: tuple[CaseEventShape, ...]
    colleagues: tuple[ColleagueShape, ...]
    reply_url: str


def cases_page(
    session: Session, unit_ids: Sequence[int], wanted: CaseFilters, now: datetime, *, page: int
) -> tuple[list[CaseShape], bool]:
    """Return a page of cases (from 1), what is due first standing first, and whether there are more."""
    found = case_list(session, unit_ids, 0, wanted, now, page=page)
    return [_line(each) for each in found.lines], page < found.pages


def full_case(
    session: Session, case_id: int, unit_ids: Sequence[int], me: Staff, now: datetime, public_url: str
) -> FullCaseShape | None:
    """None as well for a case of other units."""
    found = case_page(session, case_id, unit_ids, me, now)
    return _whole(found, public_url) if found else None


def case_stand(case: Case) -> CaseStandShape:
    """Return the stand of a case for whoever may lead a case on, and not read it."""
    return CaseStandShape(
        id=case.id or 0,
        state=CaseState(case.state),
        state_label=STATE_LABELS[case.state],
        owner_id=case.owner_id,
        agency=case.agency,
        due_at=case.due_at,
        ended_at=case.ended_at,
    )


def _line(line: CaseLine) -> CaseShape:
    return CaseShape(
        id=line.case_id,
        state=CaseState(line.state),
        state_label=STATE_LABELS[line.state],
        channel=line.channel,
        account=line.account,
        unit=line.unit,
        author=line.who,
        excerpt=line.excerpt,
        messages=line.count,
        last_at=line.last_at,
        due_at=line.due_at,
        overdue=line.overdue,
        owner=line.owner,
        post_title=line.post_title,
    )


def _whole(found: CasePage, public_url: str) -> FullCaseShape:
    case = found.case
    seen = found.item_id != 0
    return FullCaseShape(
        id=case.id or 0,
        unit_id=case.unit_id,
        state=CaseState(case.state),
        state_label=STATE_LABELS[case.state],
        account_id=case.account_id,
        channel=found.channel,
        item_id=found.item_id if seen else None,
        post_id=case.post_id if seen else None,
        owner_id=case.owner_id,
        owner=found.owner,
        agency=case.agency,
        opened_at=case.opened_at,
        due_at=case.due_at,
        ended_at=case.ended_at,
        overdue=found.overdue,
        messages=tuple(
            CaseMessageShape(
                each.id or 0,
                each.author,
                each.text,
                each.written_at,
                each.edited_at,
                each.deleted_at,
                each.hidden,
            )
            for each in found.messages
        ),
        replies=tuple(
            CaseReplyShape(
                said.reply.id or 0,
                said.reply.message_id,
                said.reply.text,
                CaseReplyState(said.reply.state),
                said.reply.reason,
                said.by,
                said.reply.created_at,
                said.reply.sent_at,
            )
            for said in found.replies
        ),
        events=tuple(CaseEventShape(each.event.at, each.event.act, each.event.text, each.by) for each in found.events),
        colleagues=tuple(ColleagueShape(each.id or 0, each.full_name) for each in found.colleagues),
        reply_url=f"{public_url}/can-phan-hoi/{case.id}",
    )
