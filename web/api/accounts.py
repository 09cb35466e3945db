"""Accounts: one with its condition, asking its platform whether it works, pausing it, letting it go on.

Connecting is consent that a person gives at the platform: answers name the page of the console for that.
"""

from contextlib import closing

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from distributor.connect.check import Visit, visit_account
from distributor.connect.listing import by_hand_channels, channels_of
from distributor.connect.manage import LONGEST_REASON, pause_account, resume_account
from distributor.inputs import Instant
from distributor.report.exchange.post_shapes import AccountShape
from distributor.report.exchange.surroundings import account_told
from web.api.caller import Caller, Reads, WritesAccounts
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Tài khoản"])


class ChannelShape(BaseModel):
    """Kênh và trang để người có quyền thêm tài khoản."""

    channel: str
    label: str
    by_consent: bool = Field(description="true: người phải đồng ý tại nền tảng.")
    accounts: int = Field(description="Số tài khoản khóa thấy.")
    connect_url: str


class CheckShape(BaseModel):
    """Nền tảng trả lời thế nào."""

    ok: bool | None = Field(description="null: không có gì để hỏi.")
    message: str
    reconnect: bool = Field(description="Người có quyền phải kết nối lại, tại connect_url của tài khoản.")
    account: AccountShape


class PauseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="Hiện ở từng bài phải chờ.")
    until: Instant | None = Field(None, description="Bỏ trống: đến khi có người cho hoạt động lại.")


@router.get("/channels", summary="Các kênh và nơi kết nối tài khoản")
def list_channels(around: Around, caller: Reads) -> list[ChannelShape]:
    """Không khóa nào kết nối thay người: sự đồng ý được cho tại nền tảng, bắt đầu từ connect_url."""
    with around.database.read() as session:
        found = channels_of(session, caller.unit_ids, around.clock.now())
    console = around.settings.public_url
    return [
        ChannelShape(
            channel=each.name,
            label=each.label,
            by_consent=bool(each.ways),
            accounts=len(each.accounts),
            connect_url=f"{console}/tai-khoan/them?kenh={each.name}"
            if each.name in by_hand_channels()
            else f"{console}/ket-noi",
        )
        for each in found
    ]


@router.get("/accounts/{account_id}", summary="Một tài khoản của đơn vị, tình trạng và hạn mức")
def one_account(around: Around, caller: Reads, account_id: Id) -> AccountShape:
    return _account(around, caller, account_id)


@router.post("/accounts/{account_id}/check", summary="Kiểm tra: hỏi nền tảng tài khoản còn dùng được không")
def check(around: Around, caller: WritesAccounts, account_id: Id) -> CheckShape:
    """Loa hỏi nền tảng ngay trong lần gọi này. Tài khoản chờ kết nối lại mà dùng được thì hoạt động tiếp."""
    with closing(Visit(around.database, around.clock, around.vault, around.settings.way_out)) as visit:
        checked = visit_account(visit, caller.acts(around), account_id)
    return CheckShape(
        ok=checked.ok,
        message=checked.message,
        reconnect=checked.reconnect,
        account=_account(around, caller, account_id),
    )


@router.post("/accounts/{account_id}/pause", summary="Tạm dừng tài khoản")
def hold_back(around: Around, caller: WritesAccounts, account_id: Id, body: PauseBody) -> AccountShape:
    """Bài đến giờ sẽ chờ, không mất."""
    with around.database.write() as session:
        pause_account(session, caller.acts(around), account_id, body.reason, body.until)
    return _account(around, caller, account_id)


@router.post("/accounts/{account_id}/resume", summary="Cho tài khoản đang tạm dừng hoạt động lại")
def go_on(around: Around, caller: WritesAccounts, account_id: Id) -> AccountShape:
    with around.database.write() as session:
        resume_account(session, caller.acts(around), account_id)
    return _account(around, caller, account_id)


def _account(around: Surroundings, caller: Caller, account_id: int) -> AccountShape:
    now, console = around.clock.now(), around.settings.public_url
    with around.database.read() as session:
        found = account_told(session, account_id, caller.unit_ids, now, console)
    if found is None:
        raise ApiProblem(404, f"Không có tài khoản số {account_id}, hoặc tài khoản thuộc đơn vị khác.")
    return found
