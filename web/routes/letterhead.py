"""Thể thức báo cáo: how the unit's reports on paper begin and end."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.report.papers.letterhead import LABELS, Letterhead, change_letterhead, read_letterhead
from distributor.units import unit_names
from web.deciding import SentForm, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, mark
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PATH = "/cai-dat/the-thuc"
RIGHT = "settings"
FIELDS = {
    "above": ("co_quan_chu_quan", mark("dòng trên cùng bên trái; để trống nếu không có")),
    "office": ("co_quan", mark("ví dụ SỞ TƯ PHÁP")),
    "place": (
        "dia_danh",
        mark("đứng trước ngày tháng, ví dụ Hương Giang; tên theo người, số hoặc sự kiện thì ghi đủ, ví dụ Phường 1"),
    ),
    "symbol": ("ky_hieu", mark("đứng sau số văn bản, ví dụ BC-STP; số để trống cho văn thư ghi")),
    "addressees": (
        "kinh_gui",
        mark("cơ quan cấp trên nhận báo cáo, mỗi nơi một dòng; để trống nếu không gửi cấp trên"),
    ),
    "signer_title": ("chuc_vu", mark("mỗi dòng một phần, ví dụ KT. GIÁM ĐỐC")),
    "signer": ("nguoi_ky", mark("có thể để trống")),
    "recipients": ("noi_nhan", mark("mỗi nơi một dòng; dòng cuối ví dụ Lưu: VT, PBGDPL")),
}
"""Field → its name in the form, a hint."""
LONG = frozenset({"addressees", "signer_title", "recipients"})
assert FIELDS.keys() == LABELS.keys()  # noqa: S101 - a part without a field could not be set
Permitted = Annotated[Visitor, who_may(RIGHT)]


class LetterheadForm(SentForm):
    """The fields of `FIELDS`."""

    co_quan_chu_quan: str = ""
    co_quan: str = ""
    dia_danh: str = ""
    ky_hieu: str = ""
    kinh_gui: str = ""
    chuc_vu: str = ""
    nguoi_ky: str = ""
    noi_nhan: str = ""

    @property
    def letterhead(self) -> Letterhead:
        return Letterhead(**{name: getattr(self, field) for name, (field, _hint) in FIELDS.items()})


@router.get(PATH)
def show_letterhead(request: Request, around: Around, person: Permitted) -> HTMLResponse:
    return _page(request, around, person)


@router.post(PATH)
def change(
    request: Request, around: Around, person: Permitted, form: Annotated[LetterheadForm, Depends(LetterheadForm.read)]
) -> Response:
    wanted = form.letterhead
    try:
        with around.database.write() as session:
            changed = change_letterhead(session, person.acts(around), wanted)
    except LoaError as error:
        return _page(request, around, person, wanted, refused(error), status=400)
    words = _("Đã lưu thể thức báo cáo.") if changed else _("Thể thức báo cáo không thay đổi.")
    return on_with(around, person, PATH, Notification(words))


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    typed: Letterhead | None = None,
    said: Notification | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    unit_id = person.staff.unit_id
    with around.database.read() as session:
        day = around.clock.now().astimezone(VIETNAM).date()
        shown = typed or read_letterhead(session, unit_id, day)
        unit = unit_names(session, [unit_id]).get(unit_id, "")
    values = {"unit": unit, "shown": asdict(shown), "fields": FIELDS, "labels": LABELS, "long": LONG}
    return page_for(request, around, person, "letterhead.html", values, said=said, status=status)
