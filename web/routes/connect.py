"""`/ket-noi`: connecting accounts by consent. A person leaves for the platform, comes back once, and chooses what is connected.

A browser's policy lets our forms lead only to ourselves, so the button answers with a page that goes on to the platform.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from channels.connect import ConnectSpec
from channels.connectors import connect_spec_of, connectable
from channels.errors import ChannelError
from distributor.connect.connecting import RIGHT, Connecting
from distributor.connect.listing import channels_of
from distributor.connect.sign_in import SignInProblem
from distributor.errors import LoaError
from distributor.staff.permissions import NotAllowed, require
from web.cookies import cookie
from web.deciding import Number
from web.errors import error_answer
from web.forms import FilledForm, is_our_form
from web.language import _, words_of
from web.pages import page
from web.people import SESSION_COOKIE, SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


def _who_may(person: SignedIn) -> Visitor:
    """Whoever may approve; 403 for others."""
    try:
        require(person.staff, RIGHT)
    except NotAllowed as error:
        raise HTTPException(403, _("Kết nối tài khoản: %(why)s", why=error)) from error
    return person


Connector = Annotated[Visitor, Depends(_who_may)]


@dataclass(frozen=True)
class Again:
    """The form of the button "connect again"."""

    channel: str
    method: str = ""
    account_id: int | None = None


@router.get("/ket-noi")
def show_connections(around: Around, person: Connector) -> HTMLResponse:
    now = around.clock.now()
    with around.database.read() as session:
        channels = channels_of(session, person.unit_ids, now)
    return page("connect.html", around.settings, {"person": person, "channels": channels})


class BeginForm(FilledForm):
    """`cach`: the method; `tai_khoan`: the account to connect again."""

    cach: str = ""
    tai_khoan: Number = 0


@router.post("/ket-noi/{channel}")
def begin(
    request: Request,
    around: Around,
    person: Connector,
    form: Annotated[BeginForm, Depends(BeginForm.read)],
    channel: str,
) -> Response:
    if channel not in {spec.channel for spec in connectable()}:
        raise HTTPException(404)
    if not is_our_form(request, form.sent, cookie(request, SESSION_COOKIE)):
        words = _("Biểu mẫu đã cũ. Hãy quay lại trang Kết nối tài khoản rồi bấm lần nữa.")
        return error_answer(request, 403, text=words)
    again = Again(channel, form.cach, form.tai_khoan or None)
    try:
        spec = connect_spec_of(channel, again.method)
        begun = _connecting(around).begin(person.staff, channel, again.method, account_id=again.account_id)
    except (ChannelError, LoaError) as error:
        return _problem(around, person, again, words_of(error), 400)
    values = {"person": person, "spec": spec, "address": begun.address, "host": urlsplit(begun.address).netloc}
    return page("connect_leave.html", around.settings, values)


@router.get("/ket-noi/{channel}/tro-ve")
def come_back(request: Request, around: Around, person: Connector, channel: str) -> Response:
    """The platform sends the browser here. What it brought stays out of the address of the page that follows."""
    if channel not in {spec.channel for spec in connectable()}:
        raise HTTPException(404)
    connecting, returned = _connecting(around), dict(request.query_params)
    try:
        offer = connecting.come_back(person.staff, channel, returned)
    except (ChannelError, LoaError) as error:
        again = Again(channel, *connecting.begun(person.staff, channel, returned))
        return _problem(around, person, again, words_of(error), 409 if isinstance(error, SignInProblem) else 400)
    return RedirectResponse(f"/ket-noi/luot/{offer.sign_in_id}", 303, {"Cache-Control": "no-store"})


@router.get("/ket-noi/luot/{sign_in_id}")
def show_choice(around: Around, person: Connector, sign_in_id: int) -> Response:
    return _choice(around, person, sign_in_id)


@router.post("/ket-noi/luot/{sign_in_id}")
def choose(
    request: Request,
    around: Around,
    person: Connector,
    form: Annotated[FilledForm, Depends(FilledForm.read)],
    sign_in_id: int,
) -> Response:
    if not is_our_form(request, form.sent, cookie(request, SESSION_COOKIE)):
        return error_answer(request, 403, text=_("Biểu mẫu đã cũ. Hãy tải lại trang rồi chọn lần nữa."))
    chosen = [value for name, value in form.sent.items() if name == "chon" or name.startswith("chon-")]
    connecting = _connecting(around)
    try:
        spec = connecting.offer(person.staff, sign_in_id).spec
        outcomes = connecting.choose(person.staff, sign_in_id, chosen)
    except SignInProblem as problem:
        return _over(around, person, problem)
    except (ChannelError, LoaError) as error:
        return _choice(around, person, sign_in_id, problem=words_of(error), status=400)
    values = {"person": person, "spec": spec, "outcomes": outcomes, "sign_in_id": sign_in_id}
    done = any(not one.problem for one in outcomes)
    return page("connect_result.html", around.settings, values, status=200 if done else 400)


def _choice(
    around: Surroundings, person: Visitor, sign_in_id: int, *, problem: str = "", status: int = 200
) -> Response:
    try:
        offer = _connecting(around).offer(person.staff, sign_in_id)
    except SignInProblem as over:
        return _over(around, person, over)
    values = {"person": person, "offer": offer, "problem": problem, "now": around.clock.now()}
    return page("connect_choose.html", around.settings, values, status=status)


def _over(around: Surroundings, person: Visitor, problem: SignInProblem) -> Response:
    """Whoever else's or nobody's consent is not found; one's own that is over says so."""
    if problem.kind in ("unknown", "other_person"):
        raise HTTPException(404)
    return _problem(around, person, None, problem.said, 409)


def _problem(around: Surroundings, person: Visitor, again: Again | None, text: str, status: int) -> Response:
    spec: ConnectSpec | None = None
    if again is not None:
        spec = next((one for one in connectable() if one.channel == again.channel), None)
    values = {"person": person, "again": again, "spec": spec, "problem": text}
    return page("connect_problem.html", around.settings, values, status=status)


def _connecting(around: Surroundings) -> Connecting:
    return Connecting(around.settings, around.database, around.clock, around.vault)
