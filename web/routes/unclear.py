"""Bài chưa rõ kết quả: whatever is of unknown outcome on one screen, settled together after one look at each platform."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.broadcast.settle import settle_unknown
from distributor.deliver.settle import found_at, not_there
from distributor.errors import LoaError
from distributor.models import PostState
from distributor.report.unclear import MOST, unclear
from web import formats
from web.deciding import SentForm, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()

PAGE = "/chua-ro"
FOUND, ABSENT = "co", "khong"


@router.get(PAGE)
def show(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    with around.database.read() as session:
        found = unclear(session, person.unit_ids, around.clock.now())
    return page_for(request, around, person, "unclear.html", {"unclear": found})


@dataclass(frozen=True)
class SettledPost:
    """`address`: where it was found, may be empty."""

    post_id: int
    answer: str
    address: str


class UnclearForm(SentForm):
    """A post's answer in `bai-ID`, its address in `dia-chi-ID`; that of a broadcast's messages in `dot-ID`."""

    @property
    def settled(self) -> list[SettledPost]:
        return [
            SettledPost(number_of(post_id), self.sent[f"bai-{post_id}"], self.sent.get(f"dia-chi-{post_id}", ""))
            for post_id in self.ticked("bai-")
        ][:MOST]

    @property
    def messages(self) -> list[tuple[int, str]]:
        return [(number_of(each), self.sent[f"dot-{each}"]) for each in self.ticked("dot-")][:MOST]


@router.post(PAGE)
def settle(
    around: Around,
    person: Annotated[Visitor, who_may("resolve")],
    form: Annotated[UnclearForm, Depends(UnclearForm.read)],
) -> Response:
    """Each post stands for itself: one that somebody else settled meanwhile keeps none of the others from it."""
    if not (form.settled or form.messages):
        said = Notification(_("Chưa ghi kết quả cho bài nào. Hãy chọn có hoặc không ở từng bài."), good=False)
        return on_with(around, person, PAGE, said)
    return on_with(around, person, PAGE, _settled(around, person, form.settled, form.messages))


def _settled(
    around: Surroundings, person: Visitor, settled: list[SettledPost], messages: list[tuple[int, str]]
) -> Notification:
    found, again, late, decided = 0, 0, 0, 0
    troubles: list[str] = []
    for number, mark in messages:
        try:
            with around.database.write() as session:
                decided += settle_unknown(session, person.acts(around), number, mark)
        except LoaError as error:
            troubles.append(_("Đợt %(number)s: %(why)s", number=number, why=words_of(error)))
    for one in settled:
        try:
            with around.database.write() as session:
                if one.answer == FOUND:
                    found_at(session, person.acts(around), one.post_id, one.address)
                    found += 1
                elif one.answer == ABSENT:
                    is_planned = not_there(session, person.acts(around), one.post_id) is PostState.PLANNED
                    again, late = again + is_planned, late + (not is_planned)
        except LoaError as error:
            if len(settled) == 1 and not messages:
                return refused(error)
            troubles.append(_("Bài %(post)s: %(why)s", post=one.post_id, why=words_of(error)))
    words = _("Đã ghi: %(found)s bài có trên nền tảng, %(again)s bài gửi lại.", found=found, again=again)
    if late:
        words += " " + _("%(count)s bài nay đã muộn nên không gửi lại.", count=late)
    if messages:
        counted = _("Đã ghi kết quả của %(count)s tin nhắn.", count=formats.number(decided))
        words = f"{words} {counted}" if settled else counted
    return Notification(" ".join([words, *troubles]), good=not troubles)
