"""Lập và sửa chiến dịch: one plain form, kept as a draft. A search for items sends the same form: nothing typed is lost."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.campaigns.draft import (
    CHOOSABLE,
    Draft,
    Kept,
    NoSuchCampaign,
    WrongDraft,
    accounts_of_unit,
    campaign_for,
    draft_of,
    keep_draft,
    problems_of,
)
from distributor.campaigns.state import WRITTEN_FOR, state_of
from distributor.clock import VIETNAM
from distributor.compose.templates import Templates
from distributor.draft.targets import BEST, to_choose_from
from distributor.errors import LoaError
from distributor.ingest.subscriptions import sources_to_choose
from distributor.labels import channel_label, kinds, wording_label
from distributor.learn.settings import learning_settings
from distributor.models import Account, Campaign, Intake, Item, Policy
from distributor.plan.cadence import rule_of
from distributor.report.search import matching_items
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import visible_to
from web.campaign_form import ALL_SOURCES, FIRST_POLICY, ITEMS, CampaignForm, cell, draft_from, ids_of, typed_of
from web.deciding import check_right, number_of, who_may
from web.flash import Notification, on_with, page_for
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.routes.campaigns import cadence_words
from web.surroundings import Around, Surroundings

router = APIRouter()

MOST_FOUND = 20
NEWEST = 6
USUAL_WORDS = (
    mark("mỗi tuần 2 bài, giờ tốt"),
    mark("mỗi ngày 1 bài, giờ tốt"),
    mark("mỗi tuần 3 bài, từ 8h đến 20h"),
    mark("thứ ba và thứ năm hằng tuần, giờ tốt"),
    mark("trải đều, giờ tốt"),
)
MOST_SOURCES = 500
POLICIES = {Policy.AUTO: mark("Tự động"), Policy.REVIEW: mark("Duyệt"), Policy.NEVER: mark("Không")}
APPROVALS = {
    Policy.AUTO: mark("Tự động: một phê duyệt sẵn cho cả chiến dịch, rồi không phải duyệt từng bài"),
    Policy.REVIEW: mark("Người duyệt của đơn vị xem từng bài"),
    Policy.NEVER: mark("Không đăng"),
}
TASKS = {
    "announce": mark("Đăng khi có tin mới"),
    "before_effect": mark("Nhắc trước ngày văn bản có hiệu lực"),
    "effective": mark("Đăng vào ngày văn bản có hiệu lực"),
    "digest": mark("Điểm tin hằng tháng"),
}
DAYS = {1: "T2", 2: "T3", 3: "T4", 4: "T5", 5: "T6", 6: "T7", 7: "CN"}
MayCampaign = Annotated[Visitor, who_may("campaign")]
Sent = Annotated[CampaignForm, Depends(CampaignForm.read)]


@router.get("/chien-dich/moi")
def new(request: Request, around: Around, person: MayCampaign, tin: str = "") -> HTMLResponse:
    """Show the form of a new campaign. `tin`: an item that it is to say."""
    return _page(request, around, person, None, None, items=(number_of(tin),) if number_of(tin) else ())


@router.post("/chien-dich/moi")
def create(request: Request, around: Around, person: SignedIn, form: Sent) -> Response:
    return _keep(request, around, person, form, None)


@router.get("/chien-dich/{campaign_id}/sua")
def edit(request: Request, around: Around, person: MayCampaign, campaign_id: int) -> HTMLResponse:
    return _page(request, around, person, campaign_id, None)


@router.post("/chien-dich/{campaign_id}/sua")
def change(request: Request, around: Around, person: SignedIn, form: Sent, campaign_id: int) -> Response:
    return _keep(request, around, person, form, campaign_id)


def _keep(
    request: Request, around: Surroundings, person: Visitor, form: CampaignForm, campaign_id: int | None
) -> Response:
    """Keep what was sent. `viec`: "luu"; "bai-rieng" to go on to a post of its own; "tim" to look for items and send the form
    again; "vao", the Enter key: to look if the words are new."""
    check_right(person, "campaign")
    wish = form.viec
    what, _sign, which = wish.partition("-")
    if what in ("them", "bo") and which.isdigit():
        form = form.with_fields(**{f"tin_{which}": "1" if what == "them" else ""}, noi_dung=ITEMS)
        return _page(request, around, person, campaign_id, form.sent)
    if wish == "tim" or (wish == "vao" and form.tim not in ("", form.da_tim)):
        return _page(request, around, person, campaign_id, form.sent)
    if wish == "bai-rieng" and campaign_id is None and form.noi_dung == ALL_SOURCES:
        form = form.with_fields(noi_dung=ITEMS)  # left as it was: nobody asked for every item of every source
    now = around.clock.now()
    with around.database.read() as session:
        channels = _channels(accounts_of_unit(session, _unit_of(session, person, campaign_id)))
    draft, unread = draft_from(form, channels, _kind_names())
    if unread:
        return _page(request, around, person, campaign_id, form.sent, problems_of(draft, now) | unread)
    try:
        with around.database.write() as session:
            kept = keep_draft(session, draft, person.staff, now, campaign_id=campaign_id, seen=form.da_thay)
    except NoSuchCampaign as error:
        raise HTTPException(404) from error
    except WrongDraft as error:
        return _page(request, around, person, campaign_id, form.sent, error.problems)
    except LoaError as error:
        return _page(request, around, person, campaign_id, form.sent, {"": words_of(error)})
    if wish == "bai-rieng":
        said = Notification(
            _("Đã lưu chiến dịch «%(name)s». Bài soạn ở đây đứng trong lịch của chiến dịch.", name=draft.name)
        )
        return on_with(around, person, f"/bai-moi?chien_dich={kept.campaign_id}", said)
    return on_with(around, person, f"/chien-dich/{kept.campaign_id}", Notification(_told(kept, campaign_id)))


def _told(kept: Kept, campaign_id: int | None) -> str:
    if campaign_id is None:
        return _("Đã lưu bản thảo. Hãy xem lịch từng bài dưới đây rồi bắt đầu khi sẵn sàng.")
    if not kept.changed:
        return _("Không có gì thay đổi.")
    if kept.withdrawn:
        return _(
            "Đã lưu. Phê duyệt sẵn của chiến dịch hết hiệu lực vì nội dung được duyệt đã đổi; cần người duyệt cho lại."
        )
    return _("Đã lưu thay đổi.")


def _unit_of(session: Session, person: Visitor, campaign_id: int | None) -> int:
    return person.staff.unit_id if campaign_id is None else _campaign(session, person, campaign_id).unit_id


def _campaign(session: Session, person: Visitor, campaign_id: int) -> Campaign:
    try:
        return campaign_for(session, person.staff, campaign_id)
    except NoSuchCampaign as error:
        raise HTTPException(404) from error


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    campaign_id: int | None,
    typed: dict[str, str] | None,
    problems: dict[str, str] | None = None,
    *,
    items: tuple[int, ...] = (),
) -> HTMLResponse:
    with around.database.read() as session:
        campaign = _campaign(session, person, campaign_id) if campaign_id is not None else None
        kept = draft_of(session, campaign) if campaign else _first_draft()
        unit_id = campaign.unit_id if campaign else person.staff.unit_id
        accounts = accounts_of_unit(session, unit_id)
        channels = _channels(accounts)
        is_sent = typed is not None
        if typed is None:
            typed = {**typed_of(kept, channels), "da_thay": kept.fingerprint if campaign else ""}
            if "*" in kept.cadence:
                typed["nhip"] = cadence_words(rule_of({"*": kept.cadence["*"]}, "*"))
            if campaign is None:
                typed |= {f"tai_khoan_{one.id}": "1" for one in accounts if _is_usual(one)}
                typed |= {"nhip": _(USUAL_WORDS[0]), "tin": "", **{f"tin_{one}": "1" for one in items}}
                typed |= {"noi_dung": ITEMS} if items else {}
        sources = sources_to_choose(session, unit_id, [*kept.source_ids, *ids_of(typed, "nguon_")[:MOST_SOURCES]])
        chosen, found = _items(session, person, typed)
    values = {
        "campaign": campaign,
        "typed": typed,
        "is_sent": is_sent,
        "problems": problems or {},
        "accounts": accounts,
        "sources": sources,
        "chosen": chosen,
        "found": found,
        "searched": bool(typed.get("tim", "").strip()),
        "usual_words": USUAL_WORDS,
        "channels": {channel: channel_label(channel) for channel in channels},
        "variants": {channel: _variants(channel) for channel in channels},
        "kinds": {name: known.label for name, known in kinds().items() if not known.never},
        "policies": POLICIES,
        "approvals": APPROVALS,
        "tasks": TASKS,
        "days": DAYS,
        "usual_wait": f"{learning_settings().choosing.within_hours:.0f}",
        "cell": cell,
        "writable": person.may("write")
        and unit_id == person.staff.unit_id
        and (campaign is None or state_of(campaign, around.clock.now()) in WRITTEN_FOR),
        "now_local": around.clock.now().astimezone(VIETNAM),
    }
    return page_for(request, around, person, "campaign_form.html", values, status=400 if problems else 200)


def _is_usual(account: Account) -> bool:
    """Chosen of a new campaign: not what goes to numbers, nor what is nothing without a video."""
    spec = spec_of(account.channel)
    return not spec.broadcasts and not spec.video_shape


def _first_draft() -> Draft:
    return Draft("", all_sources=True, policy=FIRST_POLICY)


def _channels(accounts: list[Account]) -> list[str]:
    return list(dict.fromkeys(account.channel for account in accounts))


def _kind_names() -> list[str]:
    return [name for name, known in kinds().items() if not known.never]


def _variants(channel: str) -> dict[str, str]:
    """Wordings beside the first that some kind's announcement has on this channel; and for Loa to choose."""
    templates = Templates()
    found = sorted({one for kind in ("", *kinds()) for one in templates.variants(channel, "announce", kind)})
    choices = {one: wording_label(one) for one in found}
    return {**choices, BEST: mark("Loa chọn theo số lượt mở")} if to_choose_from(found) else choices


def _items(session: Session, person: Visitor, typed: dict[str, str]) -> tuple[list[Item], list[Item]]:
    """Those that are chosen, and those that the search finds besides; the newest where nothing is searched."""
    ids = ids_of(typed, "tin_")
    units = visible_to(session, person.staff)
    choosable = (col(Item.unit_id).in_(units), col(Item.intake).in_(CHOOSABLE))
    chosen = session.exec(select(Item).where(col(Item.id).in_(ids[:500]), *choosable).order_by(col(Item.id))).all()
    search = typed.get("tim", "").strip()[:200]
    if not search:
        # From the newest back: the few are found soon, where an index of units or of what was taken would bring all to be sorted.
        seen = (unindexed(col(Item.unit_id)).in_(units), unindexed(col(Item.intake)) == Intake.TAKEN)
        newest = select(Item).where(*seen, col(Item.id).not_in(ids[:500]))
        return list(chosen), list(session.exec(newest.order_by(col(Item.id).desc()).limit(NEWEST)).all())
    matching = [one for one in matching_items(session, search, units) or [] if one not in set(ids)]
    found = session.exec(
        select(Item).where(col(Item.id).in_(matching[:500]), *choosable).order_by(col(Item.id).desc()).limit(MOST_FOUND)
    ).all()
    return list(chosen), list(found)
