"""Chiến dịch: the list with its progress; one campaign with its forecast, its standing approval and its posts; start to end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from sqlmodel import Session

from distributor.campaigns.draft import NoSuchCampaign, campaign_for, draft_of, lacking
from distributor.campaigns.forecast import forecast
from distributor.campaigns.running import Effects, effects_on, end, move_saying, pause, resume, start
from distributor.campaigns.standing_approval import (
    ActiveApproval,
    automatic_kinds,
    give_standing,
    standing_now,
    take_back_standing,
)
from distributor.campaigns.state import CAMPAIGN_STATES, WRITTEN_FOR, CampaignState, state_of
from distributor.campaigns.timeline import days_of, own_sayings, timeline_of
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.labels import STATE_LABELS
from distributor.learn.settings import learning_settings
from distributor.models import Campaign
from distributor.plan.cadence import EVERY_DAY, CadenceRule
from distributor.report.campaign_forecast import plan_of
from distributor.report.campaign_pages import campaign_posts, campaign_rows, planned_by_rule, reached_by
from distributor.report.campaign_twice import said_twice
from distributor.review.standing_approval import EVERY_KIND
from web import formats
from web.deciding import SentForm, check_right, end_of, instant_on, needed_day, page_number, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

USUAL_TERM = timedelta(days=90)
"""For how long a standing approval is proposed where the campaign has no end."""
DAYS = {
    **{1: mark("T2"), 2: mark("T3"), 3: mark("T4"), 4: mark("T5")},
    **{5: mark("T6"), 6: mark("T7"), 7: mark("CN")},
}
"""Of the week, short."""


MayStanding = Annotated[Visitor, who_may("standing")]
MayPlan = Annotated[Visitor, who_may("campaign")]


@dataclass(frozen=True)
class CampaignAction:
    """A deed that people may do with a campaign: the button, the question on its page, and the states in which it can be done."""

    button: str
    question: str
    states: frozenset[CampaignState]
    right: str = "campaign"
    grave: bool = False


S = CampaignState
WISHES = {
    "bat-dau": CampaignAction(mark("Bắt đầu chiến dịch"), mark("Bắt đầu chiến dịch này?"), frozenset({S.DRAFT})),
    "tam-dung": CampaignAction(
        mark("Tạm dừng"), mark("Tạm dừng chiến dịch này?"), frozenset({S.UPCOMING, S.RUNNING}), grave=True
    ),
    "chay-tiep": CampaignAction(mark("Cho chạy tiếp"), mark("Cho chiến dịch này chạy tiếp?"), frozenset({S.PAUSED})),
    "ket-thuc": CampaignAction(
        mark("Kết thúc"),
        mark("Kết thúc chiến dịch này?"),
        frozenset({S.DRAFT, S.UPCOMING, S.RUNNING, S.PAUSED}),
        grave=True,
    ),
    "rut-duyet": CampaignAction(
        mark("Rút phê duyệt sẵn"),
        mark("Rút phê duyệt sẵn của chiến dịch này?"),
        frozenset({S.DRAFT, S.UPCOMING, S.RUNNING, S.PAUSED}),
        right="standing",
        grave=True,
    ),
}


@router.get("/chien-dich")
def show_list(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    with around.database.read() as session:
        rows = campaign_rows(session, person.unit_ids, around.clock.now())
    values = {"rows": rows, "campaign_states": CAMPAIGN_STATES, "labels": STATE_LABELS}
    return page_for(request, around, person, "campaigns.html", values)


@router.get("/chien-dich/{campaign_id}")
def show(
    request: Request, around: Around, person: SignedIn, campaign_id: int, trang_thai: str = "", trang: str = ""
) -> HTMLResponse:
    return _page(request, around, person, campaign_id, trang_thai=trang_thai, trang=trang)


@router.get("/chien-dich/{campaign_id}/{wish}")
def ask(request: Request, around: Around, person: SignedIn, campaign_id: int, wish: str) -> Response:
    """The page that names what will happen."""
    wanted = _wish(wish)
    with around.database.read() as session:
        campaign = _campaign(session, person, campaign_id)
        check_right(person, wanted.right)
        state = state_of(campaign, around.clock.now())
        if state not in wanted.states:
            return on_with(
                around, person, f"/chien-dich/{campaign_id}", Notification(_not_now(campaign, state), good=False)
            )
        own = bool(own_sayings(session, campaign))
        lacks = lacking(draft_of(session, campaign), around.clock.now(), own=own) if wish == "bat-dau" else []
        consequences = _consequences(session, campaign, wish, effects_on(session, campaign_id), around.clock.now())
    values = {
        "campaign": campaign,
        "wish": wish,
        "wanted": wanted,
        "lacks": lacks,
        "consequences": consequences,
    }
    return page_for(request, around, person, "campaign_confirm.html", values)


class StandingForm(SentForm):
    """`den`: the last day."""

    den: str = ""


@router.post("/chien-dich/{campaign_id}/duyet-san")
def approve(
    request: Request,
    around: Around,
    person: MayStanding,
    form: Annotated[StandingForm, Depends(StandingForm.read)],
    campaign_id: int,
) -> Response:
    with around.database.read() as session:
        _campaign(session, person, campaign_id)
    now = around.clock.now()
    try:
        ends_at = end_of(needed_day(form.den, _("Hãy chọn ngày hết hạn của phê duyệt sẵn.")))
        with around.database.write() as session:
            give_standing(session, campaign_id, person.staff, templates=around.templates, ends_at=ends_at, now=now)
    except LoaError as error:
        said = Notification(_("Chưa cho phê duyệt sẵn.") + f" {words_of(error)}", good=False)
        return _page(request, around, person, campaign_id, said=said, until=form.den)
    words = _(
        "Đã cho phê duyệt sẵn đến %(until)s. Bài đúng phạm vi này được đăng mà không phải duyệt từng bài.",
        until=formats.time(ends_at),
    )
    return on_with(around, person, f"/chien-dich/{campaign_id}", Notification(words))


class SayingForm(SentForm):
    """`bai`: of the timeline, an item and an account."""

    bai: str = Field("", max_length=40)
    ngay: str = ""
    gio: str = ""


@router.post("/chien-dich/{campaign_id}/gio")
def move_in_timeline(
    around: Around,
    person: MayPlan,
    form: Annotated[SayingForm, Depends(SayingForm.read)],
    campaign_id: int,
) -> Response:
    with around.database.read() as session:
        _campaign(session, person, campaign_id)
    try:
        at = instant_on(form.ngay, form.gio)
        with around.database.write() as session:
            moved = move_saying(session, campaign_id, person.staff, around.clock.now(), form.bai, at)
        said = Notification(_("Đã chuyển «%(title)s» sang %(at)s.", title=moved.title[:80], at=formats.time(at)))
    except LoaError as error:
        said = refused(error)
    return on_with(around, person, f"/chien-dich/{campaign_id}#lich-bai", said)


@router.post("/chien-dich/{campaign_id}/{wish}")
def decide(
    around: Around, person: SignedIn, _form: Annotated[SentForm, Depends(SentForm.read)], campaign_id: int, wish: str
) -> Response:
    wanted = _wish(wish)
    with around.database.read() as session:
        _campaign(session, person, campaign_id)
    check_right(person, wanted.right)
    try:
        with around.database.write() as session:
            said = _DOES[wish](session, campaign_id, person, around.clock.now())
    except LoaError as error:
        said = Notification(words_of(error), good=False)
    return on_with(around, person, f"/chien-dich/{campaign_id}", said)


def _start(session: Session, campaign_id: int, person: Visitor, now: datetime) -> Notification:
    campaign = start(session, campaign_id, person.staff, now)
    if campaign.automatic:
        return Notification(_("Chiến dịch đã bắt đầu. Tin mới của các nguồn sẽ được soạn thành bài."))
    return Notification(_("Chiến dịch đã bắt đầu. Bài của các tin đã chọn được soạn trong ít phút tới."))


def _pause(session: Session, campaign_id: int, person: Visitor, now: datetime) -> Notification:
    waiting = pause(session, campaign_id, person.staff, now)
    words = _("Đã tạm dừng chiến dịch. %(count)s bài đã lên lịch đang đợi.", count=waiting)
    return Notification(words, undo=f"/chien-dich/{campaign_id}/chay-tiep", undo_label=_("Cho chạy tiếp"))


def _resume(session: Session, campaign_id: int, person: Visitor, now: datetime) -> Notification:
    going = resume(session, campaign_id, person.staff, now)
    words = _("Chiến dịch chạy tiếp. %(count)s bài đã lên lịch được đăng theo giờ của mình.", count=going)
    return Notification(words, undo=f"/chien-dich/{campaign_id}/tam-dung", undo_label=_("Tạm dừng lại"))


def _finish(session: Session, campaign_id: int, person: Visitor, now: datetime) -> Notification:
    effects = end(session, campaign_id, person.staff, now)
    return Notification(
        _(
            "Chiến dịch đã kết thúc. Đã hủy %(planned)s bài lên lịch, bỏ qua %(undecided)s bài chưa duyệt.",
            planned=effects.planned,
            undecided=effects.undecided,
        )
    )


def _withdraw(session: Session, campaign_id: int, person: Visitor, now: datetime) -> Notification:
    take_back_standing(session, campaign_id, person.staff, now)
    return Notification(_("Đã rút phê duyệt sẵn. Từ nay bài của chiến dịch chờ người duyệt."))


_DOES: dict[str, Callable[[Session, int, Visitor, datetime], Notification]] = {
    "bat-dau": _start,
    "tam-dung": _pause,
    "chay-tiep": _resume,
    "ket-thuc": _finish,
    "rut-duyet": _withdraw,
}


def _consequences(session: Session, campaign: Campaign, wish: str, effects: Effects, now: datetime) -> list[str]:
    under_way = _("%(count)s bài đang gửi dở vẫn đi đến cùng.", count=effects.under_way) if effects.under_way else ""
    match wish:
        case "bat-dau":
            first = campaign.starts_at if campaign.starts_at and campaign.starts_at > now else None
            draft = draft_of(session, campaign)
            many, own = len(draft.item_ids) * len(draft.account_ids), effects.planned + effects.undecided
            told = [
                _("%(count)s bài riêng ra theo giờ của mình, khi đã có người duyệt.", count=own) if own else "",
                _(
                    "Mỗi tin mới của các nguồn thành một bài trên mỗi tài khoản (%(accounts)s tài khoản).",
                    accounts=len(draft.account_ids),
                )
                if draft.automatic
                else ""
                if own and not many
                else _(
                    "%(items)s tin trên %(accounts)s tài khoản: nhiều nhất %(posts)s bài.",
                    items=len(draft.item_ids),
                    accounts=len(draft.account_ids),
                    posts=many,
                ),
                _("Bài đầu tiên không sớm hơn %(first)s; bài được soạn ngay để kịp duyệt.", first=formats.time(first))
                if first
                else _("Bài được soạn ngay, duyệt theo bảng chính sách, rồi đăng theo nhịp đã đặt."),
            ]
        case "tam-dung":
            told = [
                _("%(count)s bài đã lên lịch sẽ đợi, không mất.", count=effects.planned),
                _("Bài đợi quá %(hours)s giờ kể từ giờ đăng thì thành «Đã lỡ».", hours=campaign.expiry_hours),
                _("Tin mới trong lúc tạm dừng vẫn được soạn và cùng đợi.") if campaign.automatic else "",
                under_way,
            ]
        case "chay-tiep":
            told = [_("%(count)s bài đã lên lịch được đăng tiếp; bài đã đến giờ đăng ngay.", count=effects.planned)]
        case "ket-thuc":
            told = [
                _("%(count)s bài đã lên lịch bị hủy, không đăng nữa.", count=effects.planned),
                _("%(count)s bài còn soạn hoặc chờ duyệt được bỏ qua.", count=effects.undecided),
                under_way,
                _("Bài đã đăng giữ nguyên. Chiến dịch đã kết thúc không mở lại được."),
            ]
        case _:
            count = planned_by_rule(session, campaign.id or 0)
            told = [
                _("%(count)s bài đã lên lịch theo phê duyệt sẵn sẽ quay lại chờ duyệt khi đến giờ.", count=count),
                _("Bài do người duyệt từng bài không bị ảnh hưởng."),
            ]
    return [line for line in told if line]


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    campaign_id: int,
    *,
    trang_thai: str = "",
    trang: str = "",
    said: Notification | None = None,
    until: str = "",
) -> HTMLResponse:
    now = around.clock.now()
    with around.database.read() as session:
        campaign = _campaign(session, person, campaign_id)
        state = state_of(campaign, now)
        (row,) = [row for row in campaign_rows(session, (campaign.unit_id,), now) if row.campaign.id == campaign_id]
        draft = draft_of(session, campaign)
        standing = standing_now(session, campaign_id, around.templates, now)
        timeline = [] if state is S.ENDED else timeline_of(session, campaign, draft, now)
        plan = plan_of(session, campaign, draft, standing, timeline, now)
        wanted_state = trang_thai if trang_thai in STATE_LABELS else ""
        posts = campaign_posts(session, campaign_id, state=wanted_state, page=page_number(trang))
        twice = said_twice(session, campaign, timeline, around.templates, now)
        reached = reached_by(session, campaign)
    by_rule = automatic_kinds(draft.policy, {account.channel for account in plan.accounts})
    proposed = campaign.ends_at if campaign.ends_at and campaign.ends_at > now else now + USUAL_TERM
    values = {
        "campaign": campaign,
        "draft": draft,
        "state": state,
        "written_for": state in WRITTEN_FOR,
        "campaign_states": CAMPAIGN_STATES,
        "progress": row.progress,
        "owner": row.owner,
        "forecast": None if state is S.ENDED else forecast(plan),
        "plan": plan,
        "best_on": [account.name for account in plan.accounts if account.rule.best and draft.automatic],
        "usual_wait": f"{learning_settings().choosing.within_hours:.0f}",
        "lacks": lacking(draft, now, own=any(one.post_id for one in timeline)) if state is S.DRAFT else [],
        "standing": standing,
        "timeline": timeline,
        "twice": twice,
        "timeline_days": days_of(timeline, max(campaign.starts_at or now, now), campaign.ends_at),
        "weekdays": DAYS,
        "reached": reached,
        "by_rule": [formats.kind(kind) for kind in by_rule if kind],
        "approved": _kinds_of(standing) if standing else [],
        "until": until or f"{proposed.astimezone(VIETNAM):%Y-%m-%d}",
        "today": f"{now.astimezone(VIETNAM):%Y-%m-%d}",
        "posts": posts,
        "shown_state": wanted_state,
        "labels": STATE_LABELS,
        "wishes": {name: wish for name, wish in WISHES.items() if state in wish.states and name != "rut-duyet"},
        "cadence_words": cadence_words,
    }
    return page_for(request, around, person, "campaign.html", values, said=said, status=400 if said else 200)


def _kinds_of(standing: ActiveApproval) -> list[str]:
    if EVERY_KIND in standing.kinds:
        return [_("mọi loại tin")]
    return [formats.kind(kind) for kind in standing.kinds if kind]


def cadence_words(rule: CadenceRule) -> str:
    """Return the cadence in words: `2 bài mỗi ngày, cách nhau ít nhất 60 phút, 07:30 đến 19:30`."""
    if rule.is_free:
        return _("đăng ngay khi được duyệt")
    parts = [
        _("%(count)s bài mỗi ngày", count=rule.per_day) if rule.per_day else "",
        _("%(count)s bài mỗi tuần", count=rule.per_week) if rule.per_week else "",
        _("cách nhau ít nhất %(minutes)s phút", minutes=f"{rule.minutes_between:.0f}") if rule.minutes_between else "",
        _("từ %(opens)s đến %(closes)s", opens=f"{rule.opens:%H:%M}", closes=f"{rule.closes:%H:%M}")
        if rule.opens and rule.closes
        else "",
        _("vào giờ tốt nhất theo số liệu") if rule.best else "",
        ", ".join(_(DAYS[day]) for day in sorted(rule.days)) if rule.days != EVERY_DAY else "",
    ]
    return ", ".join(part for part in parts if part)


def _wish(name: str) -> CampaignAction:
    if name not in WISHES:
        raise HTTPException(404)
    return WISHES[name]


def _not_now(campaign: Campaign, state: CampaignState) -> str:
    return _(
        "Không làm được việc này: chiến dịch «%(name)s» đang ở trạng thái «%(state)s».",
        name=campaign.name,
        state=_(CAMPAIGN_STATES[state]),
    )


def _campaign(session: Session, person: Visitor, campaign_id: int) -> Campaign:
    try:
        return campaign_for(session, person.staff, campaign_id)
    except NoSuchCampaign as error:
        raise HTTPException(404) from error
