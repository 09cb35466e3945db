"""Citizens' cases as others read them, with what people said and what staff did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlmodel import Session

from distributor.models import Case, CaseReplyState, CaseState, Staff
from distributor.report.cases import STATE_LABELS, CaseFilters, CaseLine, CasePage, case_list, case_page
from distributor.report.exchange.shapes import told


@dataclass(frozen=True)
class CaseShape:
    """Vụ việc trong danh sách."""

    id: int
    state: CaseState
    state_label: str
    channel: str
    account: Annotated[str, told("Tên tài khoản.")]
    unit: str
    author: Annotated[str, told("Người viết, theo tên trên kênh; rỗng nếu kênh không cho biết hoặc đã xóa.")]
    excerpt: Annotated[str, told("Đoạn đầu của lời mới nhất.")]
    messages: int
    last_at: datetime
    due_at: Annotated[datetime | None, told("Hạn trả lời.")]
    overdue: bool
    owner: Annotated[str, told("Người phụ trách; rỗng nếu chưa có.")]
    post_title: str


@dataclass(frozen=True)
class CaseMessageShape:
    """Một bình luận hoặc tin nhắn của người dân."""

    id: int
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    deleted_at: Annotated[datetime | None, told("Đã xóa trên kênh.")]
    hidden: bool


@dataclass(frozen=True)
class CaseReplyShape:
    """Trả lời của đơn vị."""

    id: int
    message_id: int
    text: str
    state: CaseReplyState
    reason: str
    by: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class CaseEventShape:
    """Việc cán bộ đã làm với vụ việc."""

    at: datetime
    act: Annotated[str, told("note, take, give, transfer, close, reopen, hide, unhide, reply, resolve.")]
    text: str
    by: Annotated[str, told("Cán bộ; với việc do khóa làm: người lập khóa.")]


@dataclass(frozen=True)
class ColleagueShape:
    """Cán bộ giao việc được."""

    staff_id: int
    name: str


@dataclass(frozen=True)
class CaseStandShape:
    """Vụ việc đang ở đâu; không có tên và lời của người dân."""

    id: int
    state: CaseState
    state_label: str
    owner_id: int | None
    agency: Annotated[str, told("Cơ quan đã chuyển tới.")]
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class FullCaseShape:
    """Vụ việc cùng mọi lời đã nói. Chỉ người phát ngôn trả lời, tại reply_url."""

    id: int
    unit_id: int
    state: CaseState
    state_label: str
    account_id: int
    channel: str
    item_id: Annotated[int | None, told("Tin của bài được bình luận; null nếu không có hoặc khóa không thấy.")]
    post_id: int | None
    owner_id: int | None
    owner: str
    agency: Annotated[str, told("Cơ quan đã chuyển tới.")]
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
    """What is due first stands first; and whether there are more than this page, from 1."""
    found = case_list(session, unit_ids, 0, wanted, now, page=page)
    return [_line(each) for each in found.lines], page < found.pages


def full_case(
    session: Session, case_id: int, unit_ids: Sequence[int], me: Staff, now: datetime, public_url: str
) -> FullCaseShape | None:
    """None as well for a case of other units."""
    found = case_page(session, case_id, unit_ids, me, now)
    return _whole(found, public_url) if found else None


def case_stand(case: Case) -> CaseStandShape:
    """For whoever may lead a case on, and not read it."""
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
        channel=found.account.channel,
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
