"""Thư viện: the pictures and videos of posts, with what they are called and where they were used."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.report.library import SHAPES, TYPES, own_files, shelf, uses_of_own
from distributor.write.files import bring_file, describe_file, examine_file, same_file
from distributor.write.rights import set_rights
from web.deciding import SentForm, SentUpload, page_number, who_may
from web.files import ENDINGS
from web.flash import Notification, on_with, page_for, refused
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
OWN = "rieng"
LONGEST_SEARCH = 100
MayWrite = Annotated[Visitor, who_may("write")]


@router.get("/thu-vien")
def show_library(
    request: Request,
    around: Around,
    person: SignedIn,
    loai: str = "",
    hinh: str = "",
    tim: str = "",
    kho: str = "",
    trang: str = "",
) -> HTMLResponse:
    """Show the library. `kho`: "rieng" for what the unit's staff brought."""
    if kho == OWN:
        return _own(request, around, person, tim, trang)
    return _page(request, around, person, loai, hinh, trang, tim=tim)


class RightsForm(SentForm):
    """`tep`: the key of a file that the unit's staff brought; whose it is, and until when."""

    tep: str = ""
    quyen: str = ""
    den_ngay: str = ""
    kho: str = ""


@router.post("/thu-vien")
def keep_rights(
    request: Request, around: Around, person: SignedIn, form: Annotated[RightsForm, Depends(RightsForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            set_rights(session, person.acts(around), form.tep, form.quyen, form.den_ngay)
    except LoaError as error:
        if form.kho == OWN:
            return _own(request, around, person, "", "", said=refused(error))
        return _page(request, around, person, "video", "", "", said=refused(error), status=400)
    back = f"/thu-vien?kho={OWN}" if form.kho == OWN else "/thu-vien?loai=video"
    return on_with(around, person, back, Notification(_("Đã ghi quyền sử dụng.")))


class DescriptionForm(SentForm):
    """`tep`: as `RightsForm` has it; what it shows, and its tags."""

    tep: str = ""
    mo_ta: str = ""
    nhan: str = ""


@router.post("/thu-vien/mo-ta")
def describe(
    request: Request, around: Around, person: SignedIn, form: Annotated[DescriptionForm, Depends(DescriptionForm.read)]
) -> Response:
    try:
        with around.database.write() as session:
            describe_file(session, person.acts(around), form.tep, form.mo_ta, form.nhan)
    except LoaError as error:
        return _own(request, around, person, "", "", said=refused(error))
    return on_with(around, person, f"/thu-vien?kho={OWN}", Notification(_("Đã ghi mô tả và nhãn.")))


class BringForm(SentUpload):
    """The form for files that are brought: what all of them show, and their tags."""

    mo_ta: str = ""
    nhan: str = ""


@router.post("/thu-vien/tep")
def bring(
    request: Request, around: Around, person: MayWrite, form: Annotated[BringForm, Depends(BringForm.read)]
) -> Response:
    """Files for later, each described and tagged; one that is there already is not kept twice."""
    upload = form.upload
    store, brought, known = MediaStore(around.settings.media_folder), 0, 0
    if not upload.is_chosen:
        return _own(request, around, person, "", "", said=Notification(_("Hãy chọn tệp."), good=False))
    problems: list[str] = []
    for name, content in ((upload.name, upload.content), *upload.more):
        try:
            with around.database.read() as session:
                is_known = same_file(session, person.staff.unit_id, content) is not None
            if is_known:
                known += 1
                continue
            file = examine_file(person.acts(around), name, content, store)
            with around.database.write() as session:
                bring_file(session, person.acts(around), file)
                describe_file(session, person.acts(around), file.key, form.mo_ta, form.nhan)
                brought += 1
        except LoaError as error:
            problems.append(words_of(error))
    told = [_("Đã thêm %(count)s tệp.", count=brought)] if brought or not problems else []
    if known:
        told.append(_("%(count)s tệp đã có sẵn nên không lưu lần nữa.", count=known))
    if problems:
        words = " ".join((*told, *dict.fromkeys(problems)))
        return _own(request, around, person, "", "", said=Notification(words, good=False))
    return on_with(around, person, f"/thu-vien?kho={OWN}", Notification(" ".join(told)))


def _own(
    request: Request,
    around: Surroundings,
    person: Visitor,
    tim: str,
    trang: str,
    *,
    said: Notification | None = None,
) -> HTMLResponse:
    number, search = page_number(trang), " ".join(tim.split())[:LONGEST_SEARCH]
    with around.database.read() as session:
        files, has_more = own_files(session, person.staff.unit_id, search, page=number)
        uses = uses_of_own(session, files, person.unit_ids)
    today = around.clock.now().astimezone(VIETNAM).date()
    values = {"files": files, "has_more": has_more, "number": number, "search": search, "today": today, "uses": uses}
    return page_for(request, around, person, "library_own.html", values, said=said, status=400 if said else 200)


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    loai: str,
    hinh: str,
    trang: str,
    *,
    tim: str = "",
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    kind, shape, number = loai if loai in TYPES else "", hinh if hinh in SHAPES else "", page_number(trang)
    search = " ".join(tim.split())[:LONGEST_SEARCH]
    with around.database.read() as session:
        found = shelf(session, person.unit_ids, kind=kind, shape=shape, search=search, page=number)
    values = {
        "shelf": found,
        "search": search,
        "kind": kind,
        "shape": shape,
        "types": TYPES,
        "shapes": SHAPES,
        "number": number,
        "endings": ENDINGS,
        "today": around.clock.now().astimezone(VIETNAM).date(),
    }
    return page_for(request, around, person, "library.html", values, said=said, status=status)
