"""`POST /noi-dung/{item_id}/loat`: the times of a series that have not gone out, moved together or ended together."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from distributor.errors import LoaError, NotThere
from distributor.write.series import end_series, move_series
from web.deciding import SentForm, check_right, instant_on
from web.flash import Notification, on_with
from web.language import ngettext, words_of
from web.people import SignedIn
from web.surroundings import Around

router = APIRouter()


class SeriesForm(SentForm):
    viec: Literal["doi", "het"]
    ngay: str = ""
    gio: str = ""


@router.post("/noi-dung/{item_id}/loat")
def change_series(
    around: Around, person: SignedIn, item_id: int, form: Annotated[SeriesForm, Depends(SeriesForm.read)]
) -> Response:
    check_right(person, "move" if form.viec == "doi" else "skip")
    try:
        with around.database.write() as session:
            actor = person.acts(around)
            if form.viec == "doi":
                many = move_series(session, actor, item_id, instant_on(form.ngay, form.gio))
                words = ngettext("Đã dời %(num)s bài của loạt.", "Đã dời %(num)s bài của loạt.", many, num=many)
            else:
                many = end_series(session, actor, item_id)
                words = ngettext("Đã thôi %(num)s bài chưa đăng.", "Đã thôi %(num)s bài chưa đăng.", many, num=many)
        said = Notification(words)
    except NotThere as error:
        raise HTTPException(404, words_of(error)) from error
    except LoaError as error:
        said = Notification(words_of(error), good=False)
    return on_with(around, person, f"/noi-dung/{item_id}", said)
