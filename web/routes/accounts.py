"""Tài khoản kênh: how each account is, checking it, pausing it, its settings, its campaigns; adding one that needs no consent."""

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from channels.errors import ChannelError
from channels.registry import spec_of
from channels.sms.account import SMPP
from channels.sms.configuration import gateway_configurations
from distributor.connect.by_hand import TypedAccount, add_by_hand, wanted_secrets
from distributor.connect.changes import ChangeWish, note_change
from distributor.connect.check import Visit, visit_account
from distributor.connect.listing import by_hand_channels
from distributor.connect.manage import (
    ChangedAccounts,
    NoSuchAccount,
    account_of_units,
    audiences_of,
    campaigns_for,
    change_settings,
    join_campaign,
    leave_campaign,
    pause_account,
    resume_account,
    siblings_of,
)
from distributor.connect.own_settings import own_settings
from distributor.errors import LoaError
from distributor.labels import channel_labels
from distributor.models import Account, AccountChangeKind
from distributor.report.account_desk import ILL, WARNS, account_cards
from distributor.report.engagement.account_followers import followers_of
from distributor.staff.deeds import Actor
from distributor.units import unit_names
from web import formats
from web.deciding import Number, SentForm, check_right, instant_of, needed_day, who_may
from web.flash import Notification, on_with, page_for
from web.language import _, mark, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

RIGHTS = {
    "kiem-tra": "check",
    "tam-dung": "pause",
    "chay-lai": "pause",
    "thiet-lap": "configure",
    "vao-chien-dich": "configure",
    "ra-chien-dich": "configure",
    "danh-ba": "configure",
}
"""What a form asks for → the right that it takes."""
SMPP_FIELDS = (
    ("host", mark("Máy chủ SMPP"), ""),
    ("port", mark("Cổng"), ""),
    ("system_id", mark("Tên đăng nhập (system_id)"), ""),
)
"""What a bind needs besides."""
MayConnect = Annotated[Visitor, who_may("connect")]


@router.get("/tai-khoan")
def show_accounts(
    request: Request, around: Around, person: SignedIn, kenh: str = "", can: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Show the accounts. `kenh`: of one channel. `can`: "xu-ly" for those that need somebody."""
    with around.database.read() as session:
        cards = account_cards(session, person.unit_ids, around.clock.now())
    needy = sum(card.health in (ILL, WARNS) for card in cards)
    channels = {card.channel: card.channel_label for card in cards}
    shown = [
        card
        for card in cards
        if (not kenh or kenh not in channels or card.channel == kenh)
        and (can != "xu-ly" or card.health in (ILL, WARNS))
    ]
    values = {"cards": shown, "total": len(cards), "needy": needy, "channels": channels, "kenh": kenh, "can": can}
    return page_for(request, around, person, "accounts.html", values)


def _adder(person: MayConnect) -> Visitor:
    return person


Adder = Annotated[Visitor, Depends(_adder)]


@router.get("/tai-khoan/them")
def show_form(request: Request, around: Around, person: Adder, kenh: str = "", cong: str = SMPP) -> HTMLResponse:
    return _form_page(
        request,
        around,
        person,
        {"kenh": kenh if kenh in by_hand_channels() else by_hand_channels()[0], "gateway": cong},
    )


class TypedForm(SentForm):
    """The form of an account that is typed in. What a channel wants besides stands in `sent`, as its settings are named."""

    kenh: str = ""
    don_vi: Number = 0
    ten: str = ""
    gateway: str = ""


class AccountForm(SentForm):
    """`viec`: one of `RIGHTS`; `den`, `ly_do`: of a pause; `lenh`: a campaign; the rest: for the directory of channels.

    An account's own settings stand in `sent`, as its channel names them.
    """

    viec: str = ""
    den: str = ""
    ly_do: str = ""
    lenh: Number = 0
    doi: str = ""
    ngay: str = ""
    ten_cu: str = ""
    dia_chi_cu: str = ""
    noi_nhan: str = ""
    can_cu: str = ""


@router.post("/tai-khoan/them")
def add(
    request: Request, around: Around, person: Adder, form: Annotated[TypedForm, Depends(TypedForm.read)]
) -> Response:
    channel = form.kenh
    if channel not in by_hand_channels():
        raise HTTPException(400)
    unit_id = form.don_vi or person.staff.unit_id
    if unit_id not in person.unit_ids:
        raise HTTPException(404)
    vault = around.vault
    try:
        names = [name for name, _label, _hint in _fields(channel, form.gateway)]
        values = {name: form.sent.get(name, "").strip()[:2000] for name in names}
        if channel == "sms":
            values["gateway"] = form.gateway
        secrets = {name: form.sent.get(name, "") for name, _title in wanted_secrets(channel, values)}
        given = TypedAccount(channel, form.ten, values, secrets)
        with around.database.write() as session:
            account = add_by_hand(session, person.acts(around), vault, around.settings, given, unit_id)
            account_id, name = account.id or 0, account.name
    except (ChannelError, LoaError) as error:
        # The command line's option names mean nothing on a page.
        wrong = Notification(re.sub(r" \(--[a-z-]+\)", "", words_of(error)), good=False)
        return _form_page(request, around, person, form.sent, wrong, status=400)
    words = _("Đã lập tài khoản «%(name)s». Hãy thêm vào chiến dịch ở dưới để Loa bắt đầu dùng.", name=name)
    return on_with(around, person, f"/tai-khoan/{account_id}", Notification(words))


@router.get("/tai-khoan/{account_id}")
def show_account(request: Request, around: Around, person: SignedIn, account_id: int) -> HTMLResponse:
    return _account_page(request, around, person, account_id)


@router.post("/tai-khoan/{account_id}")
def decide(
    request: Request,
    around: Around,
    person: SignedIn,
    form: Annotated[AccountForm, Depends(AccountForm.read)],
    account_id: int,
) -> Response:
    wish = form.viec
    if wish not in RIGHTS:
        raise HTTPException(400)
    actor = person.acts(around)
    place = f"/tai-khoan/{account_id}"
    try:
        with around.database.read() as session:
            account = account_of_units(session, account_id, person.unit_ids)
        check_right(person, RIGHTS[wish])
        if wish == "kiem-tra":
            return on_with(around, person, place, _check(around, person, account))
        with around.database.write() as session:
            said = _ACTS[wish](session, around, actor, account_id, form)
    except NoSuchAccount as error:
        raise HTTPException(404) from error
    except (ChannelError, LoaError) as error:
        wrong = Notification(words_of(error), good=False)
        return _account_page(request, around, person, account.id or 0, form.sent, wrong, status=400)
    return on_with(around, person, place, said)


def _check(around: Surroundings, person: Visitor, account: Account) -> Notification:
    """Check an account as `loa doctor` does."""
    with closing(Visit(around.database, around.clock, around.vault, around.settings.way_out)) as visit:
        checked = visit_account(visit, person.acts(around), account.id or 0)
    advice = " " + _("Bấm «Kết nối lại».") if checked.reconnect else ""
    return Notification(f"«{account.name}»: {_(checked.message)}{advice}", good=checked.ok is not False)


def _pause(session: Session, _around: Surroundings, actor: Actor, account_id: int, form: AccountForm) -> Notification:
    until = instant_of(form.den)
    account = pause_account(session, actor, account_id, form.ly_do, until)
    ends = _("đến %(time)s", time=formats.time(until)) if until else _("cho đến khi có người cho hoạt động lại")
    words = _("Đã tạm dừng «%(name)s» %(ends)s. Bài đến giờ sẽ chờ, không mất.", name=account.name, ends=ends)
    return Notification(words, undo=f"/tai-khoan/{account_id}", undo_does="chay-lai", undo_label=_("Cho hoạt động lại"))


def _resume(session: Session, _around: Surroundings, actor: Actor, account_id: int, _form: AccountForm) -> Notification:
    account = resume_account(session, actor, account_id)
    return Notification(_("«%(name)s» hoạt động lại. Bài đang chờ được gửi tiếp.", name=account.name))


def _configure(
    session: Session, around: Surroundings, actor: Actor, account_id: int, form: AccountForm
) -> Notification:
    changed = change_settings(
        session,
        actor,
        account_id,
        form.sent,
        templates=around.templates,
        vault=around.vault,
        clock=around.clock,
    )
    if not changed:
        return Notification(_("Không có gì thay đổi."))
    return Notification(_("Đã lưu: %(names)s. Áp dụng cho bài được soạn từ bây giờ.", names=", ".join(map(_, changed))))


def _join(session: Session, _around: Surroundings, actor: Actor, account_id: int, form: AccountForm) -> Notification:
    campaign_id = form.lenh
    moved = join_campaign(session, actor, account_id, campaign_id)
    words = _(
        "Đã thêm vào chiến dịch «%(name)s»: nội dung mới của chiến dịch sẽ được soạn cho tài khoản này.",
        name=moved.campaign,
    )
    return Notification(
        _with_approvals(words, moved),
        True,
        f"/tai-khoan/{account_id}",
        "ra-chien-dich",
        campaign_id,
        _("Bỏ khỏi chiến dịch"),
    )


def _leave(session: Session, _around: Surroundings, actor: Actor, account_id: int, form: AccountForm) -> Notification:
    campaign_id = form.lenh
    moved = leave_campaign(session, actor, account_id, campaign_id)
    words = _("Đã bỏ khỏi chiến dịch «%(name)s». Bài đã soạn vẫn còn.", name=moved.campaign)
    return Notification(
        _with_approvals(words, moved), True, f"/tai-khoan/{account_id}", "vao-chien-dich", campaign_id, _("Thêm lại")
    )


def _note_change(
    session: Session, _around: Surroundings, actor: Actor, account_id: int, form: AccountForm
) -> Notification:
    if form.doi not in list(AccountChangeKind):
        raise HTTPException(400)
    wish = ChangeWish(
        AccountChangeKind(form.doi),
        needed_day(form.ngay, _("Hãy chọn ngày.")),
        form.ten_cu,
        form.dia_chi_cu,
        form.noi_nhan,
        form.can_cu,
    )
    note_change(session, actor, account_id, wish)
    return Notification(_("Đã ghi vào danh bạ kênh chính thức; người dân thấy ngay."))


def _with_approvals(words: str, moved: ChangedAccounts) -> str:
    if not moved.withdrawn:
        return words
    ended = _("Phê duyệt sẵn của chiến dịch hết hiệu lực vì danh sách tài khoản đã đổi; cần người duyệt cho lại.")
    return f"{words} {ended}"


_ACTS: dict[str, Callable[[Session, Surroundings, Actor, int, AccountForm], Notification]] = {
    "tam-dung": _pause,
    "chay-lai": _resume,
    "thiet-lap": _configure,
    "vao-chien-dich": _join,
    "ra-chien-dich": _leave,
    "danh-ba": _note_change,
}


def _account_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    account_id: int,
    typed: dict[str, str] | None = None,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    try:
        with around.database.read() as session:
            account = account_of_units(session, account_id, person.unit_ids)
            [card] = account_cards(session, person.unit_ids, around.clock.now(), account_id=account_id)
            audiences = audiences_of(session, account.unit_id)
            own = own_settings(account, around.templates, audiences, siblings_of(session, account))
            campaigns = campaigns_for(session, account, person.unit_ids)
            followers = followers_of(session, account_id, around.clock.now())
    except NoSuchAccount as error:
        raise HTTPException(404) from error
    values = {"card": card, "own": own, "campaigns": campaigns, "followers": followers, "typed": typed or {}}
    return page_for(request, around, person, "account.html", values, status=status, said=said)


def _form_page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    channel = typed["kenh"]
    gateways = {SMPP: "SMPP", **{name: found.label for name, found in gateway_configurations().items()}}
    gateway = typed.get("gateway", SMPP) if typed.get("gateway") in gateways else SMPP
    with around.database.read() as session:
        units = unit_names(session, person.unit_ids)
    values = {
        "channel": channel,
        "channels": {name: channel_labels()[name] for name in by_hand_channels()},
        "fields": _fields(channel, gateway),
        "secrets": wanted_secrets(channel, {"gateway": gateway}),
        "gateways": gateways,
        "gateway": gateway,
        "units": units,
        "typed": typed,
    }
    return page_for(request, around, person, "account_add.html", values, status=status, said=said)


def _fields(channel: str, gateway: str) -> Sequence[tuple[str, str, str]]:
    """Name, label and hint of what is asked for."""
    more = SMPP_FIELDS if channel == "sms" and gateway == SMPP else ()
    own = [(field.name, field.label, field.hint) for field in spec_of(channel).fields]
    return [(name, _(label), _(hint) if hint else "") for name, label, hint in (*own, *more)]
