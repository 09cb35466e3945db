"""Citizens' cases: read, noted, given to somebody, passed on, closed, opened again.

No reply here: only the unit's spokesperson answers citizens, and only a person hides what they wrote.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from distributor.cases.store import (
    LONGEST_NOTE,
    LONGEST_REASON,
    close_case,
    note_case,
    reopen_case,
    take_case,
    transfer_case,
)
from distributor.models import CaseState
from distributor.report.cases import EVERY, NOBODYS, OVERDUE, CaseFilters
from distributor.report.exchange.cases import (
    CaseShape,
    CaseStandShape,
    FullCaseShape,
    case_stand,
    cases_page,
    full_case,
)
from web.addresses import LARGEST_ID
from web.api.caller import Caller, ReadsCases, WritesCases
from web.api.paging import Cursor, Id, Page, number_in, numbered_page
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Cần phản hồi"])


class NoteBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=LONGEST_NOTE, description="Chỉ cán bộ thấy.")


class AssignBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    staff_id: int = Field(ge=1, le=LARGEST_ID, description="Một người trong colleagues của vụ việc.")


class TransferBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    agency: str = Field(min_length=1, max_length=300, description="Cơ quan có thẩm quyền.")
    note: str = Field("", max_length=LONGEST_NOTE)


class CloseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="Vì sao đóng mà không trả lời.")


@router.get("/cases", summary="Các vụ việc, sắp đến hạn trước")
def list_cases(
    around: Around,
    caller: ReadsCases,
    state: Annotated[CaseState | None, Query(description="Bỏ trống: đang mở.")] = None,
    every: Annotated[bool, Query(description="Mọi trạng thái.")] = False,
    overdue: Annotated[bool, Query(description="Chỉ vụ việc quá hạn.")] = False,
    unowned: Annotated[bool, Query(description="Chỉ vụ việc chưa ai phụ trách.")] = False,
    channel: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=100, description="Chữ trong lời người dân, không kể dấu.")] = "",
    cursor: Cursor = "",
) -> Page[CaseShape]:
    """Mỗi trang 30 vụ việc. Con trỏ ở đây đếm trang: vụ việc mới đến giữa hai trang làm dòng lặp lại."""
    caller.person()
    narrowed = state or (OVERDUE if overdue else EVERY if every else "")
    wanted = CaseFilters(narrowed, channel, NOBODYS if unowned else "", " ".join(q.split()))
    number = number_in(cursor)
    with around.database.read() as session:
        rows, more = cases_page(session, caller.unit_ids, wanted, around.clock.now(), page=number)
    return numbered_page(rows, number, more=more)


@router.get("/cases/{case_id}", summary="Một vụ việc, mọi lời đã nói và việc đã làm")
def one_case(around: Around, caller: ReadsCases, case_id: Id) -> FullCaseShape:
    """Trả lời người dân là việc của người phát ngôn, tại reply_url; không khóa nào trả lời hay ẩn bình luận."""
    return _case(around, caller, case_id)


@router.post("/cases/{case_id}/note", summary="Ghi chú, chỉ cán bộ thấy")
def note(around: Around, caller: WritesCases, case_id: Id, body: NoteBody) -> CaseStandShape:
    with around.database.write() as session:
        return case_stand(note_case(session, caller.acts(around), case_id, body.text))


@router.post("/cases/{case_id}/assign", summary="Giao vụ việc cho một cán bộ")
def assign(around: Around, caller: WritesCases, case_id: Id, body: AssignBody) -> CaseStandShape:
    with around.database.write() as session:
        return case_stand(take_case(session, caller.acts(around), case_id, body.staff_id))


@router.post("/cases/{case_id}/transfer", summary="Chuyển cơ quan có thẩm quyền")
def transfer(around: Around, caller: WritesCases, case_id: Id, body: TransferBody) -> CaseStandShape:
    """Hạn trả lời dừng lại. Phiếu chuyển in được ở trang của vụ việc."""
    with around.database.write() as session:
        return case_stand(transfer_case(session, caller.acts(around), case_id, body.agency, body.note))


@router.post("/cases/{case_id}/close", summary="Đóng vụ việc mà không trả lời")
def close(around: Around, caller: WritesCases, case_id: Id, body: CloseBody) -> CaseStandShape:
    with around.database.write() as session:
        return case_stand(close_case(session, caller.acts(around), case_id, body.reason))


@router.post("/cases/{case_id}/reopen", summary="Mở lại vụ việc, với hạn trả lời mới")
def reopen(around: Around, caller: WritesCases, case_id: Id) -> CaseStandShape:
    with around.database.write() as session:
        return case_stand(reopen_case(session, caller.acts(around), case_id))


def _case(around: Surroundings, caller: Caller, case_id: int) -> FullCaseShape:
    console = around.settings.public_url
    with around.database.read() as session:
        found = full_case(session, case_id, caller.unit_ids, caller.person(), around.clock.now(), console)
    if found is None:
        raise _absent(case_id)
    return found


def _absent(case_id: int) -> ApiProblem:
    return ApiProblem(404, f"Không có vụ việc số {case_id}, hoặc vụ việc thuộc đơn vị khác.")
