"""What all pages share on which people decide: their forms as models, who may, and times as a browser's form writes them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Self

from fastapi import Depends, HTTPException, Request
from pydantic import BeforeValidator

from distributor.calendar.period import midnight
from distributor.clock import FIRST_YEAR, LAST_YEAR, VIETNAM
from distributor.errors import LoaError
from distributor.staff.permissions import NotAllowed, require
from web.addresses import LARGEST_ID
from web.cookies import cookie
from web.forms import FilledForm, UploadedForm, is_our_form, read_fields, read_upload
from web.language import _, words_of
from web.people import SESSION_COOKIE, SignedIn, Visitor


class SentForm(FilledForm):
    """A form of the console."""

    @classmethod
    async def read(cls, request: Request) -> Self:
        """403 for a form that this browser's session did not get from us; 400 for what no page of ours sends."""
        sent = await read_fields(request, cls.largest, cls.most_fields)
        check_form(request, sent)
        return cls.of(sent)


class SentUpload(SentForm):
    """A form of the console that may bring files along."""

    upload: UploadedForm = UploadedForm({})

    @classmethod
    async def read(cls, request: Request) -> Self:
        upload = await cls.read_parts(request)
        check_form(request, upload.fields)
        return cls.of(upload.fields).model_copy(update={"upload": upload})

    @classmethod
    async def read_parts(cls, request: Request) -> UploadedForm:
        """413 for more than such a form may hold."""
        return await read_upload(request)


def check_form(request: Request, form: Mapping[str, str]) -> None:
    """403 for a form that this browser's session did not get from us."""
    if not is_our_form(request, form, cookie(request, SESSION_COOKIE)):
        raise HTTPException(403, _("Biểu mẫu đã cũ, chưa có gì thay đổi. Hãy quay lại, tải lại trang rồi làm lần nữa."))


def check_right(person: Visitor, action: str) -> None:
    """403, naming who may."""
    try:
        require(person.staff, action, delegated=bool(person.stands_in))
    except NotAllowed as error:
        raise HTTPException(403, words_of(error)) from error


def who_may(right: str) -> Any:
    """A dependency of a route: the person signed in, who has this right; else 403, before anything else is looked at."""

    def check(person: SignedIn) -> Visitor:
        check_right(person, right)
        return person

    return Depends(check)


def day_of(text: str) -> date | None:
    """Read a day: `2026-11-25`, as a browser's field for a day writes it, or `25/11/2026`; None for anything else, and for
    far-off years."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def needed_day(text: str, words: str) -> date:
    """Return the day that was typed. Raises LoaError, with these words, where there is no day."""
    day = day_of(text)
    if day is None:
        raise LoaError(words)
    return day


def given_day(text: str) -> date | None:
    """None for an empty field. Raises LoaError for what is no day."""
    words = _("Không đọc được ngày «%(day)s». Hãy nhập ngày, ví dụ 24/11/2026.", day=text.strip()[:40])
    return needed_day(text, words) if text.strip() else None


def end_of(day: date) -> datetime:
    """Midnight after that day in Vietnam, as UTC."""
    return midnight(day + timedelta(days=1)).astimezone(UTC)


def instant_of(local: str) -> datetime | None:
    """Read an instant: `2026-11-25T14:30` of Vietnam's clocks, or `25/11/2026 14:30` as people type it, as UTC; None for an
    empty field.

    Raises LoaError, for far-off years too.
    """
    if not local.strip():
        return None
    parsed = _typed(" ".join(local.replace("T", " ").split()))
    if parsed is None:
        raise LoaError(_("Không đọc được giờ đã chọn. Hãy nhập ngày và giờ, ví dụ 25/11/2026 14:30."))
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise LoaError(_("Năm đã chọn quá xa. Hãy xem lại ngày."))
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=VIETNAM)).astimezone(UTC)


def instant_on(day: str, hour: str) -> datetime:
    """Return the instant of a field for the day and one for the hour. Raises LoaError, also where one of them is empty."""
    wanted = instant_of(f"{day.strip()}T{hour.strip()}") if day.strip() and hour.strip() else None
    if wanted is None:
        raise LoaError(_("Hãy chọn cả ngày và giờ."))
    return wanted


def _typed(local: str) -> datetime | None:
    for read in (datetime.fromisoformat, lambda text: datetime.strptime(text, "%d/%m/%Y %H:%M")):  # noqa: DTZ007 - Vietnam's
        with suppress(ValueError):
            return read(local)
    return None


def local_of(instant: datetime) -> str:
    """Return an instant for the value of such a field."""
    return instant.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M")


def page_number(text: str) -> int:
    """Return the page's number from 1; what is no number is the first page."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def number_of(text: str) -> int:
    """An id that a form sent; 0, which nothing has, for what is none."""
    return number if (number := whole_number(text)) <= LARGEST_ID else 0


def whole_number(text: str) -> int:
    """0 for what is no number, or has twelve digits and more."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


Number = Annotated[int, BeforeValidator(number_of)]
"""An id or a count in a form; 0 for what is none."""
Tick = Annotated[bool, BeforeValidator(lambda sent: sent == "1")]
"""A box that was ticked."""
