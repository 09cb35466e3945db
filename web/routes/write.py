"""Bài tự soạn: a post by hand, without a source item, for one or more accounts; a person always reviews it."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from PIL import Image
from sqlalchemy.exc import IntegrityError

from distributor.correct.desk import Desk
from distributor.errors import LoaError
from distributor.labels import channel_label, kinds
from distributor.media.photo import MOST_BYTES
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Account
from distributor.review.words import plain
from distributor.write.hand_made import (
    ForAccount,
    HandMade,
    accounts_to_write_for,
    check_draft,
    keep_picture,
    made_of,
    make_post,
    problems_of_draft,
)
from web.deciding import check_form, check_right, instant_of, who_may
from web.files import SHA256
from web.flash import Notification, on_with, page_for
from web.forms import TextForm, UploadForm
from web.house import templates_of_house
from web.language import _, words_of
from web.pages import page
from web.people import SignedInPart, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()


MayWrite = Annotated[Visitor, who_may("write")]


@dataclass(frozen=True)
class _Checked:
    """`problems`: of the whole; those of an account stand with it."""

    draft: HandMade
    problems: tuple[str, ...]
    accounts: list[ForAccount]

    @property
    def refused(self) -> tuple[str, ...]:
        """Every reason why it cannot be made."""
        named = (
            f"{_(one.channel_label)} · {one.account}: {_(why)}" for one in self.accounts for why in one.check.refused
        )
        return (*self.problems, *named)

    @property
    def doubted(self) -> bool:
        """Whether a reviewer will be told something."""
        return any(one.check.doubts for one in self.accounts)


@router.get("/bai-moi")
def show_form(request: Request, around: Around, person: MayWrite) -> HTMLResponse:
    return _page(request, around, person, {}, None)


@router.post("/bai-moi/kiem-tra")
def check(request: Request, around: Around, person: SignedInPart, form: TextForm) -> HTMLResponse:
    """What each account would say of what was typed so far. Nothing is kept."""
    check_form(request, form)
    check_right(person, "write")
    values = {"person": person, "checked": _check(around, person, form, None)}
    return page("write_check.html", around.settings, values)


@router.post("/bai-moi")
def make(request: Request, around: Around, person: MayWrite, upload: UploadForm) -> Response:
    """`viec`: "tao", or "kiem-tra". What is wrong is told on the page, with all that was typed and the picture kept."""
    form = upload.fields
    check_form(request, form)
    if form.get("viec") not in ("tao", "kiem-tra"):
        raise HTTPException(400)
    picture_problem = ""
    kept = None
    if upload.is_chosen:
        try:
            kept = keep_picture(upload.content, _store(around))
        except LoaError as error:
            picture_problem = words_of(error)
    checked = _check(around, person, form, kept)
    problems = (*((picture_problem,) if picture_problem else ()), *checked.refused)
    if form["viec"] == "kiem-tra" and not picture_problem:
        return _page(request, around, person, form, checked)
    if problems:
        said = Notification(" ".join((_("Chưa tạo bài."), *map(_, problems))), good=False)
        return _page(request, around, person, form, checked, said=said, status=400)
    item_id = _make_once(around, person, checked)
    words = _("Đã tạo bài cho %(count)s tài khoản. Loa dựng ảnh, rồi bài chờ duyệt.", count=len(checked.accounts))
    return on_with(around, person, f"/noi-dung/{item_id}?luu=bai-moi-{person.staff.id}", Notification(words))


def _make_once(around: Surroundings, person: Visitor, checked: _Checked) -> int:
    """The item; the one that is there, where the same form came twice."""
    try:
        with around.database.write() as session:
            if (made := made_of(session, checked.draft)) is not None:
                return made
            public_url = around.settings.public_url
            return make_post(session, person.acts(around), checked.draft, checked.accounts, public_url=public_url)
    except IntegrityError:
        with around.database.read() as session:
            if (made := made_of(session, checked.draft)) is None:
                raise
        return made


def _check(around: Surroundings, person: Visitor, form: dict[str, str], picture: StoredMedia | None) -> _Checked:
    with around.database.read() as session:
        possible = accounts_to_write_for(session, person.staff)
    chosen = [account for account in possible if form.get(f"tk_{account.id}") == "1"]
    time_problem = ""
    try:
        slot_at = instant_of(form.get("gio", ""))
    except LoaError as error:
        slot_at, time_problem = None, words_of(error)
    draft = HandMade(
        title=" ".join(plain(form.get("tieu_de", "")).split()),
        text=plain(form.get("chu", "")),
        short=plain(form.get("chu_ngan", "")),
        address=form.get("lien_ket", "").strip(),
        kind=form.get("loai", ""),
        account_ids=tuple(account.id or 0 for account in chosen),
        slot_at=slot_at,
        picture=picture or _picture_kept(around, form),
        picture_alt=" ".join(plain(form.get("mo_ta_anh", "")).split()),
        form=f"{person.staff.id}:{form['bieu_mau'][:64]}" if form.get("bieu_mau") else "",
    )
    problems = (*problems_of_draft(draft, around.clock.now()), *((time_problem,) if time_problem else ()))
    with Desk(around.settings, around.database, around.clock, around.vault) as desk:
        accounts = check_draft(
            desk,
            draft,
            chosen,
            around.settings.public_url,
            unit_id=person.staff.unit_id,
            editorial=templates_of_house().editorial,
        )
    return _Checked(draft, problems, accounts)


def _picture_kept(around: Surroundings, form: dict[str, str]) -> StoredMedia | None:
    """The picture of an earlier try of this form, which a browser cannot put back into its field."""
    sha256 = form.get("anh_giu", "")
    if form.get("bo_anh") == "1" or not SHA256.fullmatch(sha256):
        return None
    path = _store(around).path_of(sha256)
    try:
        content = _store(around).open_verified(sha256)
        with Image.open(content, formats=("JPEG",)) as picture:
            width, height = picture.size
    except (LoaError, OSError):
        return None
    return StoredMedia(sha256, "image/jpeg", path.stat().st_size, width, height, path)


def _store(around: Surroundings) -> MediaStore:
    return MediaStore(around.settings.media_folder)


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    checked: _Checked | None,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        accounts: list[Account] = accounts_to_write_for(session, person.staff)
    values = {
        "typed": typed,
        "new_mark": secrets.token_hex(16),
        "checked": checked,
        "accounts": [(account, channel_label(account.channel)) for account in accounts],
        "kinds": {kind.name: kind.label for kind in kinds().values() if not kind.never and kind.name != "digest"},
        "picture": checked.draft.picture if checked else None,
        "most_bytes": MOST_BYTES,
    }
    return page_for(request, around, person, "write.html", values, said=said, status=status)
