"""Soạn bài: a post by hand, without a source item, for one or more accounts; a person always reviews it.

`/bai-moi` opens it empty; `?gio=2026-11-28T07:30` for an hour of the calendar, `?tin=5` from an item, `?chien_dich=5` for a
campaign on its accounts, `?lien_ket=` and `?chu=` from a link or words, `?nhap=KEY` as it was saved. What is typed is saved by
the very request that counts and checks it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.exc import IntegrityError

from distributor.clock import VIETNAM
from distributor.correct.desk import Desk
from distributor.errors import LoaError, NotThere
from distributor.labels import channel_label, kinds
from distributor.media.photo import MOST_BYTES
from distributor.media.store import MediaStore
from distributor.models import Account, StaffFile
from distributor.plan.free import Wish
from distributor.plan.repeat import Repeat
from distributor.report.library import own_files
from distributor.staff.visibility import item_for
from distributor.write.drafts import draft_made, drafts_of, open_draft, save_draft, throw_away
from distributor.write.files import LARGEST, PIECE, RATIOS, bring_file, examine_file, file_of
from distributor.write.hand_made import (
    ForAccount,
    accounts_to_write_for,
    check_draft,
    counts_of,
    hours_of,
    made_of,
    make_post,
)
from distributor.write.in_campaign import accounts_of_campaign, campaigns_to_write_for, problems_in_campaign
from distributor.write.rights import has_ended
from distributor.write.typed import MOST_PICTURES, USUAL_KIND, problems_of_draft
from web.deciding import SentForm, check_right, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark, words_of
from web.pages import page
from web.people import SignedInPart, Visitor
from web.surroundings import Around, Surroundings
from web.writing_form import WriteForm, WrittenForm, arranged, read_written, with_files

router = APIRouter()
Sent = Annotated[WriteForm, Depends(WriteForm.read)]

MayWrite = Annotated[Visitor, who_may("write")]
WISHES = {
    Wish.NOW: mark("Ngay sau khi duyệt"),
    Wish.GOOD: mark("Giờ tốt kế tiếp của từng kênh"),
    Wish.QUEUE: mark("Cuối hàng đợi của từng kênh"),
    Wish.AT: mark("Vào giờ tôi chọn"),
}
REPEATS = {
    Repeat.ONCE: mark("Không lặp lại"),
    Repeat.WEEKLY: mark("Hằng tuần, cùng thứ và giờ"),
    Repeat.MONTHLY: mark("Hằng tháng, cùng ngày và giờ"),
}
TAKEN = "lay-"
MOST_OFFERED = 12
"""Of the library, the newest."""
ARRANGES = ("tep", "len-", "bo-", TAKEN)
PLACE_WORDS = {
    "": mark("phần nhiều chi tiết nhất"),
    "dau": mark("phần trên hoặc bên trái"),
    "giua": mark("phần giữa"),
    "cuoi": mark("phần dưới hoặc bên phải"),
}
"""Buttons of the form that change its files and nothing else."""


@dataclass(frozen=True)
class _Checked:
    """`problems`: of the whole, those `in_campaign` among them; those of an account stand with it."""

    written: WrittenForm
    problems: tuple[str, ...]
    accounts: list[ForAccount]
    in_campaign: tuple[str, ...] = ()

    @property
    def draft(self) -> object:
        return self.written.draft

    @property
    def refused(self) -> tuple[str, ...]:
        """Every reason why it cannot be made."""
        named = (
            f"{_(one.channel_label)} · {one.account}: {_(why)}" for one in self.accounts for why in one.check.refused
        )
        return (*self.problems, *named)

    @property
    def doubted(self) -> bool:
        """Return True if a reviewer will be told something."""
        return any(one.check.doubts for one in self.accounts)


@router.get("/bai-moi")
def show_form(
    request: Request,
    around: Around,
    person: MayWrite,
    nhap: str = "",
    tin: str = "",
    gio: str = "",
    chien_dich: str = "",
    lien_ket: str = "",
    chu: str = "",
    tep: str = "",
) -> HTMLResponse:
    with around.database.read() as session:
        typed = open_draft(session, person.staff, nhap)
        if typed is None and number_of(tin):
            typed = _of_item(around, person, number_of(tin))
        if typed is None and chien_dich:
            typed = {f"tk_{one}": "1" for one in accounts_of_campaign(session, number_of(chien_dich))}
    given = {"gio": gio[:40], "chien_dich": chien_dich[:12], "lien_ket": lien_ket[:2000], "chu": chu[:5000]}
    typed = {**(typed or {}), **{name: value for name, value in given.items() if value}}
    if tep:
        typed = _with_file(around, person, typed, tep)
    checked = _check(around, person, typed) if typed else None
    if checked and chien_dich and not checked.written.draft.text and not checked.in_campaign:
        checked = None  # nothing is written yet: what is missing is no news
    return _page(request, around, person, typed, checked)


def _of_item(around: Surroundings, person: Visitor, item_id: int) -> dict[str, str]:
    try:
        with around.database.read() as session:
            item = item_for(session, person.staff, item_id)
    except NotThere as error:
        raise HTTPException(404) from error
    return {
        "tieu_de": item.title[:300],
        "chu": item.summary.strip(),
        "loai": item.kind,
        "lien_ket": item.address or f"{around.settings.public_url}/tin/{item.id}",
    }


@router.post("/bai-moi/kiem-tra")
def check(around: Around, person: SignedInPart, form: Sent) -> HTMLResponse:
    """Show what each account would say of what was typed so far, which is kept as a draft."""
    check_right(person, "write")
    checked = _check(around, person, form.sent)
    values = {
        "person": person,
        "checked": checked,
        "saved": _save(around, person, form.sent),
        "now": around.clock.now(),
    }
    return page("write_check.html", around.settings, values)


@router.post("/bai-moi/dem")
def count(around: Around, person: SignedInPart, form: Sent) -> JSONResponse:
    """Return how long each chosen account's text is, while it is typed."""
    check_right(person, "write")
    with around.database.read() as session:
        possible = accounts_to_write_for(session, person.staff)
    chosen = [account for account in possible if form.sent.get(f"tk_{account.id}") == "1"]
    words = {name: value for name, value in form.sent.items() if not name.startswith(("anh_", "video"))}
    draft = read_written(around, person, WriteForm.of(words), possible).draft
    counted = counts_of(draft, chosen, around.settings.public_url)
    return JSONResponse({str(account_id): list(both) for account_id, both in counted.items()})


@router.post("/bai-moi/tep-cua-bai")
def arrange(around: Around, person: SignedInPart, form: Sent) -> HTMLResponse:
    """The files of the form, one added, moved, cut or taken out; a part of the page."""
    check_right(person, "write")
    fields = _arranged(around, person, form.sent)
    _save(around, person, fields)
    return page("write_files.html", around.settings, {"person": person, **_shown(around, person, fields)})


class DropForm(SentForm):
    nhap: str = ""


@router.post("/bai-moi/bo-nhap")
def drop_draft(around: Around, person: MayWrite, form: Annotated[DropForm, Depends(DropForm.read)]) -> Response:
    with around.database.write() as session:
        throw_away(session, person.staff, form.nhap)
    return on_with(around, person, "/bai-moi", Notification(_("Đã bỏ bản nháp.")))


@router.post("/bai-moi")
def make(request: Request, around: Around, person: MayWrite, sent: Sent) -> Response:
    """Make posts, or check them. `viec`: "tao", or "kiem-tra". What is wrong is told on the page, with all that was typed and
    brought kept."""
    form, wish, upload = sent.sent, sent.viec, sent.upload
    if wish not in ("tao", "kiem-tra") and not wish.startswith(ARRANGES):
        raise HTTPException(400)
    file_problems: list[str] = []
    if upload.is_chosen:
        form = _brought(around, person, form, [(upload.name, upload.content), *upload.more], file_problems)
    if wish.startswith(ARRANGES):
        form = _arranged(around, person, form)
    checked = _check(around, person, form)
    _save(around, person, form)
    if wish != "tao" and not file_problems:
        return _page(request, around, person, form, checked)
    if problems := (*file_problems, *checked.refused):
        said = Notification(" ".join((_("Chưa tạo bài."), *map(_, problems))), good=False)
        return _page(request, around, person, form, checked, said=said, status=400)
    try:
        item_id = _make_once(around, person, checked)
    except LoaError as error:  # its campaign was ended meanwhile
        checked = replace(checked, problems=(*checked.problems, words_of(error)))
        return _page(request, around, person, form, checked, said=refused(error), status=400)
    with around.database.write() as session:
        draft_made(session, person.staff, form.get("bieu_mau", ""), item_id)
    words = _("Đã tạo bài cho %(count)s tài khoản. Loa dựng ảnh, rồi bài chờ duyệt.", count=len(checked.accounts))
    campaign_id = checked.written.draft.campaign_id
    place = f"/noi-dung/{item_id}" if campaign_id is None else f"/chien-dich/{campaign_id}"
    return on_with(around, person, f"{place}?luu=bai-moi-{person.staff.id}", Notification(words))


def _arranged(around: Surroundings, person: Visitor, form: dict[str, str]) -> dict[str, str]:
    """The form with its files as the button says; `lay-KEY`: one of the library added."""
    wish = form.get("viec", "")
    if wish.startswith(TAKEN):
        return _with_file(around, person, form, wish.removeprefix(TAKEN))
    return arranged(form, wish)


def _with_file(around: Surroundings, person: Visitor, form: dict[str, str], key: str) -> dict[str, str]:
    """One of the unit's own, if it is there and its use is not over."""
    with around.database.read() as session:
        file = file_of(session, person.staff, key)
    today = around.clock.now().astimezone(VIETNAM).date()
    return with_files(form, [file] if file is not None and file.sha256 and not has_ended(file, today) else [])


def _brought(
    around: Surroundings,
    person: Visitor,
    form: dict[str, str],
    files: Sequence[tuple[str, bytes]],
    problems: list[str],
) -> dict[str, str]:
    """The form with files that a browser without script sent along. `mo_ta_anh`: what the first of them shows."""
    kept: list[StaffFile] = []
    for name, content in files:
        try:
            file = examine_file(person.acts(around), name, content, _store(around))
            with around.database.write() as session:
                kept.append(bring_file(session, person.acts(around), file))
        except LoaError as error:
            problems.append(words_of(error))
    for file in kept[:1]:
        file.alt_text = " ".join(form.get("mo_ta_anh", "").split())
    return with_files({name: value for name, value in form.items() if name != "mo_ta_anh"}, kept)


def _make_once(around: Surroundings, person: Visitor, checked: _Checked) -> int:
    """The item; the one that is there, where the same form came twice."""
    draft = checked.written.draft
    try:
        with around.database.write() as session:
            if (made := made_of(session, draft)) is not None:
                return made
            public_url = around.settings.public_url
            return make_post(session, person.acts(around), draft, checked.accounts, public_url=public_url)
    except IntegrityError:
        with around.database.read() as session:
            if (made := made_of(session, draft)) is None:
                raise
        return made


def _save(around: Surroundings, person: Visitor, form: dict[str, str]) -> bool:
    with around.database.write() as session:
        return save_draft(session, person.staff, form.get("bieu_mau", ""), form, around.clock.now())


def _check(around: Surroundings, person: Visitor, form: dict[str, str]) -> _Checked:
    with around.database.read() as session:
        possible = accounts_to_write_for(session, person.staff)
    written = read_written(around, person, WriteForm.of(form), possible)
    draft = written.draft
    chosen = [account for account in possible if account.id in draft.account_ids]
    problems = (*problems_of_draft(draft, around.clock.now()), *written.problems)
    with Desk(around.settings, around.database, around.clock, around.vault) as desk:
        accounts = check_draft(
            desk,
            draft,
            chosen,
            around.settings.public_url,
            unit_id=person.staff.unit_id,
            editorial=around.templates.editorial,
        )
    if draft.campaign_id is None:
        return _Checked(written, problems, accounts)
    with around.database.read() as session:
        hours, now = hours_of(draft, accounts), around.clock.now()
        in_campaign = problems_in_campaign(session, person.staff, draft.campaign_id, hours, now)
    return _Checked(written, (*problems, *in_campaign), accounts, in_campaign)


def _store(around: Surroundings) -> MediaStore:
    return MediaStore(around.settings.media_folder)


def _shown(around: Surroundings, person: Visitor, typed: dict[str, str]) -> dict[str, object]:
    """Return what the part of the page with the files shows."""
    with around.database.read() as session:
        possible: list[Account] = accounts_to_write_for(session, person.staff)
        library, _more = own_files(session, person.staff.unit_id)
    written, today = (
        read_written(around, person, WriteForm.of(typed), possible),
        around.clock.now().astimezone(VIETNAM).date(),
    )
    return {
        "typed": typed,
        "library": [file for file in library if not has_ended(file, today)][:MOST_OFFERED],
        "pictures": written.pictures,
        "video": written.video,
        "most_bytes": MOST_BYTES,
        "largest": LARGEST,
        "piece": PIECE,
        "most_pictures": MOST_PICTURES,
        "ratios": list(RATIOS),
        "places": PLACE_WORDS,
    }


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
    now = around.clock.now()
    with around.database.read() as session:
        accounts = accounts_to_write_for(session, person.staff)
        drafts = drafts_of(session, person.staff, now)
        campaigns = campaigns_to_write_for(session, person.staff, now)
    mark_of_form = typed.get("bieu_mau") or secrets.token_hex(16)
    values = {
        **_shown(around, person, typed),
        "new_mark": mark_of_form,
        "checked": checked,
        "saved": False,
        "now": now,
        "accounts": [(account, channel_label(account.channel)) for account in accounts],
        "kinds": {kind.name: kind.label for kind in kinds().values() if not kind.never and kind.name != "digest"},
        "usual_kind": USUAL_KIND,
        "campaigns": {str(campaign.id): campaign.name for campaign in campaigns},
        "wishes": WISHES,
        "repeats": REPEATS,
        "drafts": [draft for draft in drafts if draft.key != mark_of_form],
    }
    return page_for(request, around, person, "write.html", values, said=said, status=status)
