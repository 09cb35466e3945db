"""Campaigns: drafted, changed, forecast, paused, resumed, ended, by the same functions as in the console.

Starting one and its standing approval are a person's: what it says then goes out without anybody reading it first.
"""

from dataclasses import replace
from datetime import datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator
from sqlmodel import Session

from distributor.campaigns.draft import (
    LONGEST_GOAL,
    LONGEST_NAME,
    MOST_EXPIRY_HOURS,
    MOST_ITEMS,
    PURPOSES,
    ChangedMeanwhile,
    Draft,
    WrongDraft,
    campaign_for,
    draft_of,
    keep_draft,
    lacking,
)
from distributor.campaigns.forecast import forecast
from distributor.campaigns.running import end, pause, resume
from distributor.campaigns.standing_approval import standing_now
from distributor.campaigns.state import CampaignState, state_of
from distributor.campaigns.timeline import own_sayings, timeline_of
from distributor.compose.templates import Templates
from distributor.draft.targets import BEST, to_choose_from
from distributor.inputs import Instant
from distributor.labels import channel_labels, kinds
from distributor.models import Campaign, Policy
from distributor.plan.cadence import MOST_MINUTES, MOST_POSTS, MOST_WAIT_HOURS
from distributor.report.campaign_forecast import plan_of
from distributor.report.exchange.forecasts import ForecastShape, forecast_told
from distributor.report.exchange.post_shapes import CampaignProgress
from distributor.report.exchange.surroundings import campaign_progress
from distributor.staff.api_calls import Begun, keep_answer
from web.addresses import LARGEST_ID
from web.api.caller import Caller, Reads, WritesCampaigns
from web.api.once import Name, answer_once, known_answer
from web.api.paging import Id
from web.api.problems import ApiProblem, FieldProblem
from web.campaign_form import FIRST_POLICY
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Chiến dịch"])

FIELDS = {"items": "item_ids", "accounts": "account_ids", "sources": "source_ids"}
"""What the engine calls a wrong field, where it is not its own name."""
RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Purpose = Literal["announce", "before_effect", "effective", "digest"]
Clock = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Giờ Việt Nam, ví dụ 07:30.")]


class CadenceBody(BaseModel):
    """Nhịp đăng trên một kênh. Trường bỏ trống không hạn chế gì."""

    model_config = ConfigDict(extra="forbid")
    per_day: int | None = Field(None, ge=1, le=MOST_POSTS)
    per_week: int | None = Field(None, ge=1, le=MOST_POSTS)
    minutes_between: int | None = Field(None, ge=0, le=MOST_MINUTES)
    hours: list[Clock] | None = Field(None, min_length=2, max_length=2, description="Từ giờ, đến giờ; kể cả hai đầu.")
    days: list[Annotated[int, Field(ge=1, le=7)]] | None = Field(
        None, max_length=7, description="1: thứ Hai … 7: Chủ nhật."
    )
    best: bool | None = Field(None, description="Chọn giờ tốt nhất theo số liệu, trong các giới hạn trên.")
    within_hours: float | None = Field(None, ge=1, le=MOST_WAIT_HOURS, description="Cùng best: đợi nhiều nhất bao lâu.")

    @field_validator("hours")
    @classmethod
    def _opens_first(cls, hours: list[str] | None) -> list[str] | None:
        if hours and time.fromisoformat(hours[0]) >= time.fromisoformat(hours[1]):
            raise ValueError("Giờ bắt đầu phải trước giờ kết thúc.")
        return hours


class CampaignFields(BaseModel):
    """Những điều của chiến dịch. Khi sửa: trường không gửi thì giữ nguyên."""

    model_config = ConfigDict(extra="forbid")
    goal: str = Field("", max_length=LONGEST_GOAL)
    starts_at: Instant | None = None
    ends_at: Instant | None = Field(None, description="null: không có ngày kết thúc.")
    automatic: bool = Field(True, description="true: mọi tin mới của các nguồn; false: các tin trong item_ids.")
    all_sources: bool = Field(False, description="Mọi nguồn của đơn vị; khi đó source_ids không tính.")
    source_ids: list[RowId] = Field(default_factory=list, max_length=500)
    item_ids: list[RowId] = Field(
        default_factory=list, max_length=MOST_ITEMS, description="Chỉ khi automatic là false."
    )
    account_ids: list[RowId] = Field(default_factory=list, max_length=200)
    cadence: dict[str, CadenceBody] = Field(default_factory=dict, description="Kênh hoặc * → nhịp đăng.")
    policy: dict[str, dict[str, Policy]] = Field(
        default_factory=dict, description="Loại nội dung hoặc * → kênh hoặc * → auto, review, never."
    )
    variants: dict[str, str] = Field(
        default_factory=dict, description="Kênh → phương án lời; * là để Loa chọn theo số lượt mở."
    )
    purposes: list[Purpose] = Field(["announce"], max_length=len(PURPOSES))
    expiry_hours: int = Field(48, ge=1, le=MOST_EXPIRY_HOURS)

    @field_validator("cadence", "variants")
    @classmethod
    def _of_channels(cls, given: dict[str, Any]) -> dict[str, Any]:
        _check_channels(given)
        return given

    @field_validator("variants")
    @classmethod
    def _are_there(cls, given: dict[str, str]) -> dict[str, str]:
        templates = Templates()
        for channel, wanted in given.items():
            known = {one for kind in ("", *kinds()) for one in templates.variants(channel, "announce", kind)}
            if wanted not in known and not (wanted == BEST and to_choose_from(sorted(known))):
                raise ValueError(f"Kênh {channel} không có phương án «{wanted[:40]}».")
        return given

    @field_validator("policy")
    @classmethod
    def _of_kinds(cls, given: dict[str, dict[str, Policy]]) -> dict[str, dict[str, Policy]]:
        for kind, row in given.items():
            if kind != "*" and kind not in kinds():
                raise ValueError(f"Không có loại nội dung «{kind[:40]}». Các loại: *, {', '.join(kinds())}.")
            _check_channels(row)
        return given

    def drafted(self, before: Draft) -> Draft:
        """Return `before` with what was sent; lists that do not go with how items are chosen are left out, as on the form."""
        sent = {name: getattr(self, name) for name in self.model_fields_set if name in Draft.__dataclass_fields__}
        for name in ("source_ids", "item_ids", "account_ids"):
            if name in sent:
                sent[name] = tuple(dict.fromkeys(sent[name]))
        if "name" in sent:
            sent["name"] = " ".join(sent["name"].split())
        if "cadence" in sent:
            sent["cadence"] = {channel: each.model_dump(exclude_none=True) for channel, each in self.cadence.items()}
        if "policy" in sent:
            sent["policy"] = {kind: {name: str(one) for name, one in row.items()} for kind, row in self.policy.items()}
        if "purposes" in sent:
            sent["purposes"] = tuple(one for one in PURPOSES if one in self.purposes)
        draft = replace(before, **sent)
        if not draft.automatic:
            return replace(draft, all_sources=False, source_ids=(), purposes=("announce",))
        return replace(draft, item_ids=(), source_ids=() if draft.all_sources else draft.source_ids)


class NewCampaignBody(CampaignFields):
    """Chiến dịch mới, là bản thảo cho đến khi có người bắt đầu. Bỏ trống policy: mọi bài chờ duyệt, SMS không gửi."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class CampaignChangeBody(CampaignFields):
    """Điều muốn đổi."""

    name: str = Field("", max_length=LONGEST_NAME)
    seen_version: str = Field("", max_length=64, description="version đã thấy; khác hiện nay thì không sửa.")


class ChangedCampaign(BaseModel):
    """Chiến dịch sau khi sửa."""

    changed: list[str] = Field(description="Trường đã đổi.")
    withdrawn_approvals: int = Field(description="Số phê duyệt sẵn hết hiệu lực vì điều được duyệt đã đổi.")
    campaign: CampaignProgress


class WaitingShape(BaseModel):
    """Chiến dịch và số bài đã lên lịch của nó."""

    planned: int
    campaign: CampaignProgress


class EndedShape(BaseModel):
    """Chiến dịch đã kết thúc và những bài bị ảnh hưởng."""

    cancelled: int = Field(description="Bài đã lên lịch bị hủy.")
    skipped: int = Field(description="Bài còn soạn hoặc chờ duyệt được bỏ qua.")
    under_way: int = Field(description="Bài đang gửi dở vẫn đi đến cùng.")
    campaign: CampaignProgress


_ANSWER = TypeAdapter(CampaignProgress)


@router.post(
    "/campaigns",
    summary="Lập bản thảo chiến dịch",
    status_code=201,
    responses=known_answer(CampaignProgress),
    response_model=CampaignProgress,
)
def draft(around: Around, caller: WritesCampaigns, body: NewCampaignBody, idempotency_key: Name) -> JSONResponse:
    """Của đơn vị của khóa. Bắt đầu và phê duyệt sẵn là việc của người, trên trang của chiến dịch; không khóa nào làm thay."""
    caller.acting("campaign")
    return answer_once(
        around,
        caller,
        "POST /campaigns",
        body,
        idempotency_key,
        lambda begun: _draft(around, caller, body, begun),
    )


def _draft(around: Surroundings, caller: Caller, body: NewCampaignBody, begun: Begun) -> tuple[int, dict[str, Any]]:
    staff, now = caller.acting("campaign"), around.clock.now()
    wanted = body.drafted(Draft("", policy=FIRST_POLICY))
    try:
        with around.database.write() as session:
            kept = keep_draft(session, wanted, staff, now)
            made = _told(session, caller, kept.campaign_id, now)
            told: dict[str, Any] = _ANSWER.dump_python(made, mode="json")
            keep_answer(session, begun, 201, told)
    except WrongDraft as error:
        raise _wrong(error) from error
    return 201, told


@router.patch("/campaigns/{campaign_id}", summary="Sửa chiến dịch")
def change(around: Around, caller: WritesCampaigns, campaign_id: Id, body: CampaignChangeBody) -> ChangedCampaign:
    """Đổi tin, nguồn, tài khoản, chính sách hay lời thì phê duyệt sẵn hết hiệu lực, bài lại chờ duyệt."""
    _progress(around, caller, campaign_id)
    staff, now = caller.acting("campaign"), around.clock.now()
    try:
        with around.database.write() as session:
            before = draft_of(session, campaign_for(session, staff, campaign_id, lock=True))
            kept = keep_draft(
                session, body.drafted(before), staff, now, campaign_id=campaign_id, seen=body.seen_version
            )
    except WrongDraft as error:
        raise _wrong(error) from error
    except ChangedMeanwhile as error:
        detail = "Chiến dịch đã được sửa sau seen_version nên chưa đổi gì. Hãy đọc lại rồi gửi version mới."
        raise ApiProblem(409, detail) from error
    return ChangedCampaign(
        changed=list(kept.changed),
        withdrawn_approvals=kept.withdrawn,
        campaign=_progress(around, caller, campaign_id),
    )


@router.get("/campaigns/{campaign_id}/forecast", summary="Dự báo nếu chiến dịch bắt đầu bây giờ", responses={409: {}})
def foretell(around: Around, caller: Reads, campaign_id: Id) -> ForecastShape:
    """Số bài, chi phí, hạn mức, điều cần để ý. 409 khi chiến dịch đã kết thúc."""
    _progress(around, caller, campaign_id)
    now = around.clock.now()
    with around.database.read() as session:
        campaign = session.get_one(Campaign, campaign_id)
        if state_of(campaign, now) is CampaignState.ENDED:
            raise ApiProblem(409, f"Chiến dịch «{campaign.name}» đã kết thúc nên không còn dự báo.")
        kept = draft_of(session, campaign)
        standing = standing_now(session, campaign_id, around.templates, now)
        plan = plan_of(session, campaign, kept, standing, timeline_of(session, campaign, kept, now), now)
        own = bool(own_sayings(session, campaign))
    start_url = f"{around.settings.public_url}/chien-dich/{campaign_id}"
    return forecast_told(forecast(plan), lacking(kept, now, own=own), start_url)


@router.post("/campaigns/{campaign_id}/pause", summary="Tạm dừng chiến dịch")
def hold_back(around: Around, caller: WritesCampaigns, campaign_id: Id) -> WaitingShape:
    """Bài đã lên lịch đợi, không mất."""
    _progress(around, caller, campaign_id)
    staff = caller.acting("campaign")
    with around.database.write() as session:
        planned = pause(session, campaign_id, staff, around.clock.now())
    return WaitingShape(planned=planned, campaign=_progress(around, caller, campaign_id))


@router.post("/campaigns/{campaign_id}/resume", summary="Cho chiến dịch đã tạm dừng chạy tiếp")
def go_on(around: Around, caller: WritesCampaigns, campaign_id: Id) -> WaitingShape:
    """Bài đã lên lịch được đăng tiếp; bài đã đến giờ đăng ngay. Bản thảo chưa ai bắt đầu thì 409."""
    _progress(around, caller, campaign_id)
    staff = caller.acting("campaign")
    with around.database.write() as session:
        planned = resume(session, campaign_id, staff, around.clock.now())
    return WaitingShape(planned=planned, campaign=_progress(around, caller, campaign_id))


@router.post("/campaigns/{campaign_id}/end", summary="Kết thúc chiến dịch, không mở lại được")
def finish(around: Around, caller: WritesCampaigns, campaign_id: Id) -> EndedShape:
    """Bài đã lên lịch bị hủy, bài chưa duyệt được bỏ qua, bài đã đăng giữ nguyên."""
    _progress(around, caller, campaign_id)
    staff = caller.acting("campaign")
    with around.database.write() as session:
        effects = end(session, campaign_id, staff, around.clock.now())
    return EndedShape(
        cancelled=effects.planned,
        skipped=effects.undecided,
        under_way=effects.under_way,
        campaign=_progress(around, caller, campaign_id),
    )


def _progress(around: Surroundings, caller: Caller, campaign_id: int) -> CampaignProgress:
    with around.database.read() as session:
        return _told(session, caller, campaign_id, around.clock.now())


def _told(session: Session, caller: Caller, campaign_id: int, now: datetime) -> CampaignProgress:
    found = campaign_progress(session, campaign_id, caller.unit_ids, now)
    if found is None:
        raise ApiProblem(404, f"Không có chiến dịch số {campaign_id}, hoặc chiến dịch thuộc đơn vị khác.")
    return found


def _wrong(error: WrongDraft) -> ApiProblem:
    found = error.problems.items()
    return ApiProblem(
        422, errors=[FieldProblem(field=f"body.{FIELDS.get(name, name)}", detail=words) for name, words in found]
    )


def _check_channels(given: dict[str, Any]) -> None:
    for channel in given:
        if channel != "*" and channel not in channel_labels():
            raise ValueError(f"Không có kênh «{channel[:40]}». Các kênh: *, {', '.join(channel_labels())}.")
