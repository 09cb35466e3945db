"""Nhập từ Excel/CSV (items, people, posts): a file is checked row by row and shown; only a second press takes it in."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.broadcast.list_file import ListFile, check_rows
from distributor.broadcast.table_rows import Fault
from distributor.clock import VIETNAM
from distributor.correct.desk import Desk
from distributor.errors import LoaError
from distributor.importing.bounded import read_people, read_table
from distributor.importing.faults_file import faults_csv
from distributor.importing.items import COLUMNS, ItemRows, check_items
from distributor.importing.keep import KeptFiles, KeptTable
from distributor.importing.posts import COLUMNS as POST_COLUMNS
from distributor.importing.posts import MOST_POSTS, PostRows, check_posts, take_posts
from distributor.importing.sheet import LARGEST, MOST_ROWS, Sheet
from distributor.importing.take import ImportResult, take_items, take_people
from distributor.labels import kinds
from distributor.models import Audience
from distributor.phone_numbers import Numbers
from distributor.report.messages import audience_seen, audiences_seen
from distributor.units import unit_names
from phrases import in_language
from web import formats
from web.deciding import SentForm, SentUpload, check_right, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.forms import UploadedForm, read_file
from web.language import _, language, words_of
from web.people import SignedIn, Visitor
from web.routes.messages import refused_for_good
from web.surroundings import Around, Surroundings

router = APIRouter()

ITEMS, PEOPLE, POSTS = "tin", "thue-bao", "bai"
RIGHTS = {ITEMS: "import", PEOPLE: "audience", POSTS: "write"}
SHOWN = 200
MOST_PEOPLE = 50_000
"""Rows of people in one form; longer lists are for the command, which goes on where it was stopped."""
BESIDES = 65_536
"""Bytes of a form besides its file."""


class TableForm(SentUpload):
    """`loai`: what its rows are, one of `RIGHTS`; the list or the unit that they are for."""

    loai: str = ""
    danh_sach: str = ""
    don_vi: str = ""

    @classmethod
    async def read_parts(cls, request: Request) -> UploadedForm:
        try:
            return await read_file(request, LARGEST + BESIDES)
        except HTTPException as error:
            if error.status_code != 413:
                raise
            words = _("Tệp lớn hơn %(size)s MB. Hãy tách thành nhiều tệp.", size=LARGEST // 1_000_000)
            raise HTTPException(413, words) from error


MayImport = Annotated[Visitor, who_may("import")]


@dataclass(frozen=True)
class Checked:
    """`recognised`: what the file turned out to be. `good`: rows that can be taken. `remarks`: what else is to be known."""

    kept: KeptTable
    recognised: str
    found: ItemRows | ListFile | PostRows
    good: int
    faults: list[Fault]
    remarks: list[str]
    target: str

    @property
    def wrong_rows(self) -> int:
        return len({fault.line for fault in self.faults})


@router.get("/nhap")
def show_form(
    request: Request,
    around: Around,
    person: MayImport,
    loai: str = ITEMS,
    danh_sach: str = "",
) -> HTMLResponse:
    return _form(request, around, person, {"loai": loai, "danh_sach": danh_sach})


@router.post("/nhap")
def check(
    request: Request, around: Around, person: SignedIn, form: Annotated[TableForm, Depends(TableForm.read)]
) -> Response:
    """Nothing is written but the sealed file; the page that follows says what would be."""
    kind, upload = form.loai, form.upload
    if kind not in RIGHTS:
        raise HTTPException(400)
    check_right(person, RIGHTS[kind])
    target = number_of(form.danh_sach if kind == PEOPLE else form.don_vi)
    if kind == ITEMS:
        target = target or person.staff.unit_id
    if kind == POSTS:
        target = person.staff.unit_id
    kept = KeptTable(person.staff.login, kind, target, upload.name, upload.content)
    try:
        _check(around, person, kept)
        token = _files(around).put(kept, around.clock.now())
    except LoaError as error:
        return _form(request, around, person, form.sent, refused(error), status=400)
    return on_with(around, person, f"/nhap/{token}", Notification(_("Đã kiểm tra tệp. Chưa nhập gì.")))


@router.get("/nhap/{token}")
def show_check(request: Request, around: Around, person: MayImport, token: str) -> Response:
    try:
        checked = _kept(around, person, token)
    except LoaError as error:
        return on_with(around, person, "/nhap", refused(error))
    values = {"token": token, "checked": checked, "faults": checked.faults[:SHOWN], "kind": checked.kept.kind}
    return page_for(request, around, person, "import_check.html", values)


@router.get("/nhap/{token}/loi.csv")
def download_faults(around: Around, person: MayImport, token: str) -> Response:
    try:
        checked = _kept(around, person, token)
    except LoaError as error:
        raise HTTPException(404, words_of(error)) from error
    name = quote(f"loi-{checked.kept.name.rpartition('.')[0] or checked.kept.name}.csv")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(faults_csv(checked.faults, language()), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/nhap/{token}")
def take(around: Around, person: SignedIn, _form: Annotated[SentForm, Depends(SentForm.read)], token: str) -> Response:
    try:
        checked = _kept(around, person, token)
        taken = _take(around, person, checked)
    except LoaError as error:
        return on_with(around, person, "/nhap", refused(error))
    _files(around).drop(token)
    backs = {PEOPLE: f"/tin-nhan/danh-sach/{checked.kept.target}", POSTS: "/lich"}
    back = backs.get(checked.kept.kind, "/nhap")
    return on_with(around, person, back, Notification(_told(taken, checked.kept.kind)))


def _take(around: Surroundings, person: Visitor, checked: Checked) -> ImportResult:
    target, actor = checked.kept.target, person.acts(around)
    if isinstance(checked.found, ItemRows):
        return take_items(around.database, actor, target, checked.found, around.clock)
    if isinstance(checked.found, PostRows):
        return take_posts(around.database, actor, checked.found.rows, around.settings.public_url)
    with around.database.read() as session:
        audience = _audience(session, person, target)
    numbers = Numbers(around.vault)
    digest = sha256(checked.kept.octets).hexdigest()
    return take_people(around.database, actor, audience, checked.found.entries, numbers, digest=digest)


def _told(taken: ImportResult, kind: str) -> str:
    if kind == PEOPLE:
        words = _(
            "Đã nhập: %(new)s số mới, %(known)s số đã có trong danh sách.",
            new=formats.number(taken.new),
            known=formats.number(taken.known),
        )
        return f"{words} {refused_for_good(taken.erased)}" if taken.erased else words
    if kind == POSTS:
        words = _("Đã tạo %(new)s bài, mỗi bài chờ duyệt.", new=formats.number(taken.new))
        again = _("%(known)s dòng đã nhập từ trước.", known=formats.number(taken.known))
        return f"{words} {again}" if taken.known else words
    words = _(
        "Đã nhập: %(new)s tin mới, %(changed)s tin có thay đổi, %(known)s tin đã có từ trước.",
        new=formats.number(taken.new),
        changed=formats.number(taken.changed),
        known=formats.number(taken.known),
    )
    if taken.waiting:
        words += " " + _("Vì có nhiều tin mới cùng lúc, các tin này chờ người có thẩm quyền cho đi tiếp.")
    return words


def _kept(around: Surroundings, person: Visitor, token: str) -> Checked:
    """The file once more, checked as it stands. Raises LoaError."""
    return _check(around, person, _files(around).get(token, person.staff.login, around.clock.now()))


def _check(around: Surroundings, person: Visitor, kept: KeptTable) -> Checked:
    """Check an import. Raises LoaError for a file that is no table; 404 for a unit or list that the person does not see."""
    if not kept.name:
        raise LoaError(_("Hãy chọn tệp .xlsx hoặc .csv."))
    if not kept.target:
        raise LoaError(_("Hãy chọn danh sách người nhận. Chưa có thì lập ở trang Tin nhắn."))
    with around.database.read() as session:
        if kept.kind == PEOPLE:
            target = _audience(session, person, kept.target).name
        elif kept.target in person.unit_ids:
            target = unit_names(session, [kept.target]).get(kept.target, "")
        else:
            raise HTTPException(404)
    remarks: list[str] = []
    found: ItemRows | ListFile | PostRows
    if kept.kind == PEOPLE:
        recognised, found = _people(kept, around.clock.now(), remarks)
        good = len(found.entries)
    else:
        sheet = read_table(kept.octets, kept.name)
        recognised, columns = sheet.recognised, POST_COLUMNS if kept.kind == POSTS else COLUMNS
        found = _posts(around, person, sheet) if kept.kind == POSTS else check_items(sheet)
        good = len(found.rows)
        if ignored := sheet.ignored(columns):
            remarks.append(_("Cột không dùng đến: %(names)s.", names=", ".join(ignored)))
    if found.doubled:
        lines = ", ".join(str(line) for line in found.doubled[:10])
        if len(found.doubled) > 10:
            lines += " " + _("và %(count)s dòng khác", count=len(found.doubled) - 10)
        remarks.append(_("Dòng %(lines)s lặp lại một dòng trước; mỗi mục chỉ tính một lần.", lines=lines))
    return Checked(kept, recognised, found, good, found.faults, remarks, target)


def _posts(around: Surroundings, person: Visitor, sheet: Sheet) -> PostRows:
    with Desk(around.settings, around.database, around.clock, around.vault) as desk:
        return check_posts(
            desk,
            person.staff,
            sheet,
            around.settings.media_folder,
            around.settings.public_url,
            around.templates.editorial,
        )


def _people(kept: KeptTable, now: datetime, remarks: list[str]) -> tuple[str, ListFile]:
    recognised, rows = read_people(kept.octets, kept.name, MOST_PEOPLE + 2)  # the titles, and one that is too many
    if len(rows) > MOST_PEOPLE + 1:
        raise LoaError(
            _(
                "Tệp có hơn %(most)s dòng, là số dòng nhiều nhất mà trang này nhận. Danh sách dài hơn: dùng lệnh "
                "«loa sms audience import» trên máy chủ.",
                most=formats.number(MOST_PEOPLE),
            )
        )
    found = check_rows(rows, now.astimezone(VIETNAM).date())
    if said := found.tally.converted_words:
        remarks.append(in_language(said, language()))
    if found.without_consent:
        remarks.append(
            _(
                "%(count)s số chưa có «Ngày đồng ý»: vào danh sách nhưng chưa được gửi.",
                count=formats.number(found.without_consent),
            )
        )
    return recognised, found


def _audience(session: Session, person: Visitor, audience_id: int) -> Audience:
    audience = audience_seen(session, audience_id, person.unit_ids)
    if audience is None:
        raise HTTPException(404)
    if audience.closed_at is not None:
        raise LoaError(_("Danh sách «%(name)s» đã đóng.", name=audience.name))
    return audience


def _form(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: dict[str, str],
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        audiences = [one for one in audiences_seen(session, person.unit_ids) if one.is_open]
        units = unit_names(session, person.unit_ids)
    values = {
        "kind": typed.get("loai") if typed.get("loai") in RIGHTS else ITEMS,
        "typed": typed,
        "audiences": audiences,
        "units": units,
        "kinds": [kind.label for kind in kinds().values() if not (typed.get("loai") == POSTS and kind.never)],
        "largest": LARGEST // 1_000_000,
        "most": {PEOPLE: MOST_PEOPLE, POSTS: MOST_POSTS}.get(typed.get("loai", ""), MOST_ROWS),
    }
    return page_for(request, around, person, "import.html", values, status=status, said=said)


def _files(around: Surroundings) -> KeptFiles:
    return KeptFiles(around.settings.home, around.vault)
